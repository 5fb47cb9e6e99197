package snapshot

import (
	"context"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"strikemap/geo"
)

// Items returns one page of what answers the question.
func (s *Snapshot) Items(ctx context.Context, q geo.Query) (geo.Page, error) {
	st, err := s.at(ctx, q.KnownAt)
	if err != nil {
		return geo.Page{}, err
	}
	if err := q.Cursor.Check(q, st.edition.Epoch); err != nil {
		return geo.Page{}, err
	}
	page := geo.Page{Edition: st.edition}
	size := q.PageSize()
	skip := q.Offset
	more := false
	for i, f := range st.candidates(q) {
		if i%4096 == 0 && ctx.Err() != nil {
			return geo.Page{}, ctx.Err()
		}
		if !q.Matches(f) {
			continue
		}
		page.Matched++
		switch {
		case !q.Cursor.Passed(f):
		case skip > 0:
			skip--
		case len(page.Features) < size:
			page.Features = append(page.Features, f)
		default:
			more = true
		}
	}
	if more {
		last := page.Features[len(page.Features)-1]
		page.Next = &geo.Cursor{From: last.Time.From, ID: last.ID, Query: q.Hash(), Epoch: st.edition.Epoch}
	}
	return page, nil
}

// Scan calls each with every feature that answers the question, newest first.
func (s *Snapshot) Scan(ctx context.Context, q geo.Query, each func(*geo.Feature) bool) (geo.Edition, error) {
	st, err := s.at(ctx, q.KnownAt)
	if err != nil {
		return geo.Edition{}, err
	}
	for i, f := range st.candidates(q) {
		if i%4096 == 0 && ctx.Err() != nil {
			return st.edition, ctx.Err()
		}
		if q.Matches(f) && !each(f) {
			break
		}
	}
	return st.edition, nil
}

// candidates returns the features that can answer by their start: those that
// start before the end of the time asked for.
func (st *state) candidates(q geo.Query) []*geo.Feature {
	if q.Datetime.To.IsZero() {
		return st.features
	}
	i := sort.Search(len(st.features), func(i int) bool { return st.features[i].Time.From.Before(q.Datetime.To) })
	return st.features[i:]
}

// Item returns one incident as public at an instant, by id, slug or alias.
func (s *Snapshot) Item(ctx context.Context, id string, knownAt time.Time) (*geo.Feature, error) {
	st, err := s.at(ctx, knownAt)
	if err != nil {
		return nil, err
	}
	f := st.find(id)
	switch {
	case f == nil:
		return nil, geo.Errorf(geo.ENOTFOUND, "there is no public incident %q", id)
	case f.State == geo.Withdrawn:
		return f, geo.Errorf(geo.EGONE, "this incident was withdrawn on %s", f.PublicFrom.Format("2 January 2006"))
	}
	return f, nil
}

// Areas returns the areas that public features refer to, by id.
func (s *Snapshot) Areas(_ context.Context, bbox *geo.BBox) ([]*geo.Area, error) {
	st := s.current.Load()
	seen := map[string]bool{}
	var areas []*geo.Area
	for _, f := range st.features {
		id := f.Location.AreaID
		a := st.areas[id]
		if a == nil || seen[id] || bbox != nil && !bbox.Intersects(a.Bounds()) {
			continue
		}
		seen[id] = true
		areas = append(areas, a)
	}
	slices.SortFunc(areas, func(a, b *geo.Area) int { return strings.Compare(a.ID, b.ID) })
	return areas, nil
}

// Area returns one area that a public feature refers to, or ENOTFOUND.
func (s *Snapshot) Area(_ context.Context, id string) (*geo.Area, error) {
	st := s.current.Load()
	refers := func(f *geo.Feature) bool { return f.Location.AreaID == id }
	if a := st.areas[id]; a != nil && slices.ContainsFunc(st.features, refers) {
		return a, nil
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no area %q", id)
}

// at returns the state as public at an instant; zero is now.
func (s *Snapshot) at(ctx context.Context, t time.Time) (*state, error) {
	current := s.current.Load()
	if t.IsZero() {
		return current, nil
	}
	if t.After(s.Clock()) {
		return nil, geo.Invalid("known_at", "%s is in the future", geo.FormatTime(t))
	}
	return s.past.get(ctx, s.Record, current, t)
}

// pastCache keeps the last states of the past that were asked for, since a reader
// who pages or opens incidents asks for the same instant again.
type pastCache struct {
	mu     sync.Mutex
	states []pastState // oldest first
}

type pastState struct {
	at      time.Time
	edition geo.Edition
	st      *state
}

// keptPasts is how many states of the past are held.
const keptPasts = 4

func (c *pastCache) get(ctx context.Context, record geo.Record, current *state, t time.Time) (*state, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.states {
		if p.at.Equal(t) && p.edition == current.edition {
			return p.st, nil
		}
	}
	st, err := current.past(ctx, record, t)
	if err != nil {
		return nil, err
	}
	c.states = append(c.states, pastState{t, current.edition, st})
	if len(c.states) > keptPasts {
		c.states = slices.Delete(c.states, 0, 1)
	}
	return st, nil
}

// past makes the state as public at t: of the current features those that were
// public then already, and the revisions that were public then and no longer are.
func (st *state) past(ctx context.Context, record geo.Record, t time.Time) (*state, error) {
	old := &state{edition: st.edition, parties: st.parties, series: st.series, areas: st.areas}
	superseded := old.builder()
	if err := record.Superseded(ctx, t, superseded.add); err != nil {
		return nil, err
	}
	var other []string // whose feature of now is not that of then
	for id, f := range st.byID {
		if f.PublicFrom.After(t) {
			other = append(other, id)
		}
	}
	for _, f := range superseded.features { // the record may have moved on since st was made
		other = append(other, f.ID)
	}
	old.merge(st, other, superseded)
	return old, nil
}
