package site

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"strikemap/geo"
)

const (
	// changesAtOnce is how many changes are asked for at a time. Each question looks at
	// the whole record, so they are few and large.
	changesAtOnce = 100_000
	// changesOverlap is how far back the list looks again: an embargo that ends becomes
	// visible a moment after its instant, perhaps behind a later change.
	changesOverlap = 10 * time.Second
	// listTime is how long one request may work on the list.
	listTime = 3 * time.Second
)

// correctionMark is where a correction is to be found: a version of an incident. What
// it says is read when it is shown, so that what the record forgets is forgotten here.
type correctionMark struct {
	Incident  string
	Revision  int // 0: a withdrawal
	At        time.Time
	Withdrawn bool
}

// correctionList keeps the marks of all corrections, clarifications and withdrawals,
// and follows the record. The zero value is ready.
type correctionList struct {
	mu      sync.Mutex
	edition geo.Edition // that the list is complete for
	after   time.Time   // it has seen all changes up to here
	last    string      // and up to this id at that very instant
	marks   map[string][]correctionMark
	sorted  []correctionMark // newest first
}

// at returns the marks as of an edition or later, newest first, not to be changed.
func (l *correctionList) at(ctx context.Context, items geo.Reader, e geo.Edition) ([]correctionMark, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.marks == nil || l.edition.Epoch != e.Epoch {
		l.edition, l.marks = geo.Edition{Epoch: e.Epoch, Number: -1}, map[string][]correctionMark{}
		l.after, l.last, l.sorted = time.Time{}, "", nil
	}
	if l.edition.Number == e.Number {
		return l.sorted, nil
	}
	for begun := time.Now(); ; {
		more, err := l.read(ctx, items)
		switch {
		case err != nil:
			return nil, err
		case !more:
			l.finish(e)
			return l.sorted, nil
		case time.Since(begun) > listTime:
			return nil, geo.Errorf(geo.EUNAVAILABLE, "the list of corrections is still being read from a large record; ask again in a moment")
		}
	}
}

// read takes in the next changes, and reports whether there are more.
func (l *correctionList) read(ctx context.Context, items geo.Reader) (more bool, err error) {
	err = items.Changed(ctx, l.after, l.last, changesAtOnce, func(_ geo.Edition, changed []geo.Changed) error {
		for _, c := range changed {
			if err := l.note(c); err != nil {
				return err
			}
		}
		if n := len(changed); n > 0 {
			l.after, l.last = changed[n-1].At, changed[n-1].ID
		}
		more = len(changed) == changesAtOnce
		return nil
	})
	return more, err
}

func (l *correctionList) finish(e geo.Edition) {
	l.edition = e
	if !l.after.IsZero() {
		l.after, l.last = l.after.Add(-changesOverlap), ""
	}
	l.sorted = l.sorted[:0:0]
	for _, marks := range l.marks {
		l.sorted = append(l.sorted, marks...)
	}
	slices.SortFunc(l.sorted, func(a, b correctionMark) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Incident, a.Incident), cmp.Compare(b.Revision, a.Revision))
	})
}

// note keeps the corrections of one incident, in the place of those known before. What
// was withdrawn is a withdrawal and nothing else any more.
func (l *correctionList) note(c geo.Changed) error {
	delete(l.marks, c.ID)
	if c.Withdrawn {
		l.marks[c.ID] = []correctionMark{{Incident: c.ID, At: c.At, Withdrawn: true}}
		return nil
	}
	if !bytes.Contains(c.Ledger, []byte(`"change":"`)) { // most have one version
		return nil
	}
	var ledger struct {
		Revisions []struct {
			Number     int
			PublicFrom time.Time `json:"public_from"`
			Change     string
		}
	}
	if err := json.Unmarshal(c.Ledger, &ledger); err != nil {
		return err
	}
	for _, r := range ledger.Revisions {
		if isCorrection(r.Change) {
			l.marks[c.ID] = append(l.marks[c.ID], correctionMark{Incident: c.ID, Revision: r.Number, At: r.PublicFrom})
		}
	}
	return nil
}

// isCorrection tells the changes that make what was read before wrong or unclear from
// new facts and wording.
func isCorrection(change string) bool { return change == "correction" || change == "clarification" }

// forget drops an incident that the record no longer knows.
func (l *correctionList) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.marks[id]; ok {
		delete(l.marks, id)
		l.sorted = slices.DeleteFunc(slices.Clone(l.sorted), func(m correctionMark) bool { return m.Incident == id })
	}
}
