package snapshot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

// Sizes, which tests make small.
var (
	freshRows = 256  // of the last tier, which is made anew at each change
	mostRows  = 8192 // of the tiers between it and the base, before a new base is made
)

// maker makes states. Only the one goroutine that follows the record uses it.
type maker struct {
	sidecar   *sidecar // nil in memory
	opened    bool     // the base is one from the folder
	mark      geo.Mark // up to which the state holds every change
	candidate geo.Mark // that mark as soon as the state's edition has reached it

	purged     bool       // the base holds bodies that must be forgotten
	frozen     int        // leading tiers that are being made into a new base
	since      [][16]byte // incidents changed meanwhile
	merged     chan merged
	background sync.WaitGroup
	stopped    <-chan struct{} // closed by Close
	damaged    atomic.Bool     // a file of the base is not what was written
}

// merged is a new base, or why there is none.
type merged struct {
	base tier
	err  error
}

var errForgotten = errors.New("the record changed in ways that touch everything")

// resume makes the first state from the folder and what changed since.
func (s *Snapshot) resume(ctx context.Context) error {
	base, mark, err := s.sidecar.open()
	if err != nil {
		return err
	}
	edition := s.Changes.Edition()
	since, known, err := s.Record.Since(ctx, mark)
	if err != nil {
		return err
	}
	if !known {
		return errForgotten
	}
	reg, err := newRegistry(ctx, s.Record)
	if err != nil {
		return err
	}
	st := &state{edition: edition, registry: reg, tiers: []tier{base}}
	s.mark, s.opened = mark, true
	st.changes = st.changes.everywhere(edition.Number)
	s.purged = since.Purged
	if len(since.Incidents) > 0 {
		if st, err = s.next(ctx, st, geo.Change{Edition: edition, Incidents: since.Incidents}); err != nil {
			return err
		}
	}
	s.current.Store(st)
	if s.purged {
		return s.advance(ctx, st)
	}
	return nil
}

// rebuild makes the state from nothing but the record.
func (s *Snapshot) rebuild(ctx context.Context) error {
	edition := s.Changes.Edition()
	mark, err := s.Record.Mark(ctx)
	if err != nil {
		return err
	}
	reg, err := newRegistry(ctx, s.Record)
	if err != nil {
		return err
	}
	now, past := s.builders(0)
	known, err := boxes(ctx, s.Record, nil)
	if err != nil {
		return err
	}
	err = s.load(ctx, nil, reg, func(rows []row) error {
		locate(rows, known)
		return addRows(rows, now, past)
	})
	if err != nil {
		return err
	}
	base, err := s.finish(now, past)
	if err != nil {
		return err
	}
	st := &state{edition: edition, registry: reg, tiers: []tier{base}}
	st.changes = st.changes.everywhere(edition.Number)
	s.mark, s.candidate, s.opened = mark, geo.Mark{}, false
	s.current.Store(st)
	s.frozen, s.since, s.purged = 0, nil, false
	if s.sidecar != nil { // it is saved while it answers
		s.frozen = 1
		s.background.Go(func() {
			saved, err := s.save(base, mark)
			s.merged <- merged{saved, err}
			if err == nil {
				s.verify(saved)
			}
		})
	}
	return nil
}

// builders returns builders of a base, whose bodies go where the base lies.
func (s *Snapshot) builders(capacity int) (now, past *builder) {
	if s.sidecar == nil {
		return newBuilder(capacity, &memory{}), newBuilder(0, &memory{})
	}
	nowSink, pastSink := s.sidecar.sinks()
	return newBuilder(capacity, nowSink), newBuilder(0, pastSink)
}

// finish makes a base of builders.
func (s *Snapshot) finish(now, past *builder) (tier, error) {
	n, err := now.build(now.n > mostRows)
	if err != nil {
		return tier{}, err
	}
	p, err := past.build(past.n > mostRows)
	if err != nil {
		return tier{}, err
	}
	return tier{newRun(n), newRun(p)}, nil
}

// save writes a base to the folder, if there is one, and returns it as it lies there.
func (s *Snapshot) save(base tier, mark geo.Mark) (tier, error) {
	if s.sidecar == nil {
		return base, nil
	}
	return s.sidecar.save(base.now.segment, base.past.segment, mark)
}

// load encodes the revisions of incidents, nil for all, on all processors, and gives
// the rows of one incident at a time to add, one call after the other.
func (s *Snapshot) load(ctx context.Context, ids []string, reg *registry, add func([]row) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	groups, rows := make(chan [][]*geo.Revision, 8), make(chan []row, 64)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for batch := range groups {
				for _, seen := range batch {
					made, err := addRevisions(seen, reg, s.Codec)
					if err != nil {
						cancel(err)
						made = nil
					}
					rows <- made
				}
			}
		})
	}
	var failed error
	go func() {
		failed = s.read(ctx, ids, groups)
		close(groups)
		workers.Wait()
		close(rows)
	}()
	var added error
	for r := range rows {
		if added == nil && ctx.Err() == nil {
			if added = add(r); added != nil {
				cancel(added)
			}
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return errors.Join(failed, added)
}

// read sends the revisions of the record, incident by incident, some at a time.
func (s *Snapshot) read(ctx context.Context, ids []string, groups chan<- [][]*geo.Revision) error {
	const together = 64
	var batch [][]*geo.Revision
	var one []*geo.Revision
	flush := func(least int) error {
		if len(batch) < least {
			return nil
		}
		select {
		case groups <- batch:
		case <-ctx.Done():
			return ctx.Err()
		}
		batch = nil
		return nil
	}
	err := s.Record.Load(ctx, ids, func(r *geo.Revision) error {
		if len(one) > 0 && one[0].Incident.ID != r.Incident.ID {
			batch, one = append(batch, one), nil
			if err := flush(together); err != nil {
				return err
			}
		}
		one = append(one, r)
		return nil
	})
	if err != nil {
		return err
	}
	if len(one) > 0 {
		batch = append(batch, one)
	}
	return flush(1)
}

// apply makes the next state from the current one and the incidents that changed.
func (s *Snapshot) apply(ctx context.Context, c geo.Change) error {
	if damaged := s.damaged.Swap(false); damaged {
		c.Incidents = nil
	} else if c.Incidents == nil {
		since, known, err := s.Record.Since(ctx, s.mark)
		if err != nil {
			return err
		}
		if known {
			c.Incidents, c.Purged = since.Incidents, c.Purged || since.Purged
		}
	}
	if c.Incidents == nil {
		s.background.Wait() // a base in the making would hold what is gone
		select {
		case <-s.merged:
		default:
		}
		if s.sidecar != nil {
			if err := s.sidecar.forget(); err != nil {
				return err
			}
		}
		if err := s.rebuild(ctx); err != nil {
			return err
		}
		s.subscribers.tell(geo.Change{Edition: s.Edition(), Purged: c.Purged})
		return nil
	}
	before := s.current.Load()
	st, err := s.next(ctx, before, c)
	if err != nil {
		return err
	}
	if c.Purged {
		s.purged = true
		if s.sidecar != nil { // readers go on with what they have mapped
			if err := s.sidecar.forget(); err != nil {
				return err
			}
		}
	}
	s.current.Store(st)
	c.Incidents = differing(before, st, c.Incidents)
	s.subscribers.tell(c)
	return s.advance(ctx, st)
}

// next returns the state after a change.
func (s *Snapshot) next(ctx context.Context, st *state, c geo.Change) (*state, error) {
	reg, err := newRegistry(ctx, s.Record)
	if err != nil {
		return nil, err
	}
	var rows []row
	collect := func(more []row) error {
		rows = append(rows, more...)
		return nil
	}
	ids := slices.Compact(slices.Sorted(slices.Values(c.Incidents)))
	if err := s.load(ctx, ids, reg, collect); err != nil {
		return nil, err
	}
	if err := s.locate(ctx, rows); err != nil {
		return nil, err
	}
	changed, err := parseIDs(ids)
	if err != nil {
		return nil, err
	}
	out := &state{edition: c.Edition, registry: reg, tiers: st.drop(changed)}
	out.changes = st.changes.with(c.Edition.Number, st, changed, rows)
	if s.frozen > 0 {
		s.since = append(s.since, changed...)
	}
	return out, s.place(out, rows)
}

// locate gives rows the boxes of their areas.
func (s *Snapshot) locate(ctx context.Context, rows []row) error {
	var ids []string
	for _, r := range rows {
		if id := r.feature.Location.AreaID; id != "" {
			ids = append(ids, id)
		}
	}
	if ids == nil {
		return nil
	}
	known, err := boxes(ctx, s.Record, ids)
	locate(rows, known)
	return err
}

func locate(rows []row, known map[string]geo.BBox) {
	for i := range rows {
		if box, ok := known[rows[i].feature.Location.AreaID]; ok {
			rows[i].box = &box
		}
	}
}

func parseIDs(ids []string) ([][16]byte, error) {
	out := make([][16]byte, len(ids))
	for i, id := range ids {
		parsed, err := ulid.ParseStrict(id)
		if err != nil {
			return nil, fmt.Errorf("incident %q: %w", id, err)
		}
		out[i] = parsed
	}
	return out, nil
}

// place puts new rows into the last tier, and that into the one before when it is
// full.
func (s *Snapshot) place(st *state, rows []row) error {
	first := max(1, s.frozen) // tiers before are not touched
	parts := []tier(nil)
	if last := len(st.tiers) - 1; last >= first {
		parts = append(parts, st.tiers[last])
		st.tiers = st.tiers[:last]
		if parts[0].now.n+len(rows) > freshRows && last-1 >= first {
			parts = append(parts, st.tiers[last-1])
			st.tiers = st.tiers[:last-1]
		} else if parts[0].now.n+len(rows) > freshRows {
			// The first full one becomes the tier between.
			st.tiers = append(st.tiers, parts[0])
			parts = nil
		}
	}
	t, err := join(parts, rows)
	if err != nil {
		return err
	}
	st.tiers = append(st.tiers, t)
	return nil
}

// join makes one tier in memory of tiers and new rows.
func join(parts []tier, rows []row) (tier, error) {
	now, past := newBuilder(len(rows), &memory{}), newBuilder(0, &memory{})
	for _, t := range parts {
		if err := t.copyTo(now, past, func(*chunk) bool { return false }); err != nil {
			return tier{}, err
		}
	}
	if err := addRows(rows, now, past); err != nil {
		return tier{}, err
	}
	n, err := now.build(false)
	if err != nil {
		return tier{}, err
	}
	p, err := past.build(false)
	if err != nil {
		return tier{}, err
	}
	return tier{newRun(n), newRun(p)}, nil
}

// advance notes up to where the state holds every change, and has a new base made
// when there are many.
func (s *Snapshot) advance(ctx context.Context, st *state) error {
	if s.candidate.Epoch != "" && st.edition.Number >= s.candidate.Edition {
		s.mark = s.candidate
		s.candidate = geo.Mark{}
	}
	if s.candidate.Epoch == "" {
		mark, err := s.Record.Mark(ctx)
		if err != nil {
			return err
		}
		s.candidate = mark
	}
	rows := 0
	for _, t := range st.tiers[1:] {
		rows += t.now.n + t.past.n
	}
	if s.frozen == 0 && (s.purged || rows > min(mostRows, max(4*freshRows, st.tiers[0].now.n/4))) {
		s.freeze(st)
	}
	return nil
}

// freeze makes a new base of all tiers in the background.
func (s *Snapshot) freeze(st *state) {
	s.frozen, s.since = len(st.tiers), nil
	mark, keeps := s.mark, st.tiers[0].keeps()
	if s.purged {
		s.purged, keeps = false, func(*chunk) bool { return false }
	}
	s.background.Go(func() {
		base, err := s.merge(st, keeps)
		if err == nil {
			base, err = s.save(base, mark)
		}
		s.merged <- merged{base, err}
	})
}

func (s *Snapshot) merge(st *state, keeps func(*chunk) bool) (tier, error) {
	now, past := s.builders(st.count())
	for _, t := range st.tiers {
		if err := t.copyTo(now, past, keeps); err != nil {
			return tier{}, err
		}
	}
	defer runtime.KeepAlive(st)
	return s.finish(now, past)
}

// mostChunks is how many runs of bodies a base may consist of before the smaller ones
// are joined.
const mostChunks = 16

// keeps says which chunks of a base stay as they are in the next one: all while they
// are few, then the largest only, and none when half of what they hold is gone.
func (t tier) keeps() func(*chunk) bool {
	stay := map[*chunk]bool{}
	var largest *chunk
	held, live := 0, 0
	for _, s := range []*segment{t.now.segment, t.past.segment} {
		for _, k := range s.chunks {
			stay[k] = true
			held += len(k.bytes)
			if largest == nil || len(k.bytes) > len(largest.bytes) {
				largest = k
			}
		}
		for _, l := range s.body {
			live += l.size()
		}
	}
	switch {
	case 2*live < held:
		clear(stay)
	case len(stay) > mostChunks:
		stay = map[*chunk]bool{largest: true}
	}
	return func(k *chunk) bool { return stay[k] }
}

// install puts a new base in the place of the tiers it was made of.
func (s *Snapshot) install(ctx context.Context, m merged) error {
	frozen, since := s.frozen, s.since
	s.frozen, s.since = 0, nil
	st := s.current.Load()
	switch {
	case m.err != nil && !s.purged:
		s.Logger.Error("read index could not be renewed; it goes on with the old one", "error", m.err)
		return nil
	case m.err == nil && frozen > 0: // else the state was made anew from the record meanwhile
		base := tier{m.base.now.drop(since), m.base.past.drop(since)}
		out := &state{edition: st.edition, registry: st.registry, changes: st.changes}
		out.tiers = append([]tier{base}, st.tiers[frozen:]...)
		s.current.Store(out)
		st = out
		if base.now.n > mostRows { // what a large base was made of in memory is some gigabytes
			s.background.Go(debug.FreeOSMemory)
		}
	}
	if s.purged { // while it was made
		return s.advance(ctx, st)
	}
	return nil
}
