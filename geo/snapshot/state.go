package snapshot

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

// registry is what features refer to.
type registry struct {
	parties geo.Parties
	series  map[string]geo.Series
}

func newRegistry(ctx context.Context, record geo.Record) (*registry, error) {
	parties, series, err := record.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return &registry{parties, series}, nil
}

// boxes returns the boxes of areas by id, of all where ids is nil. The areas
// themselves stay in the record: there may be as many as incidents.
func boxes(ctx context.Context, record geo.Record, ids []string) (map[string]geo.BBox, error) {
	all := map[string]geo.BBox{}
	err := record.Areas(ctx, ids, func(a *geo.Area) error {
		all[a.ID] = a.Bounds()
		return nil
	})
	return all, err
}

// tier holds incidents whole: the revisions public now, tombstones of withdrawn ones
// among them, and the past ones. A later tier has the last word about an incident.
type tier struct{ now, past run }

// state is what is public at one edition, and was before. It is never changed once
// published. The first tier is the base; the last ones are small and hold what
// changed since it was built.
type state struct {
	edition  geo.Edition
	registry *registry
	tiers    []tier
	changes  *changes

	derived struct { // when asked for
		sync.Once
		extent geo.Extent
		areas  []areaBox // that incidents refer to, by id
	}
}

// count returns how many incidents are public now.
func (st *state) count() int {
	n := 0
	for _, t := range st.tiers {
		n += t.now.size
	}
	return n
}

// runs returns what a question has to look into.
func (st *state) runs(q geo.Query) []run {
	var all []run
	for _, t := range st.tiers {
		if t.now.n > 0 {
			all = append(all, t.now)
		}
		if !q.KnownAt.IsZero() && t.past.n > 0 {
			all = append(all, t.past)
		}
	}
	return all
}

// areaBox is an area that incidents refer to. The box of one that is not known holds
// no numbers.
type areaBox struct {
	id  string
	box geo.BBox
}

// place is one revision in a state.
type place struct {
	run  *run
	rank uint32
}

// newer orders places as geo.Newer does their features.
func newer(a, b place) int {
	if c := cmp.Compare(b.run.timeFrom[b.rank], a.run.timeFrom[a.rank]); c != 0 {
		return c
	}
	return bytes.Compare(b.run.id[b.rank][:], a.run.id[a.rank][:])
}

// matchers returns what finds the answers to a question.
func (st *state) matchers(q geo.Query, codec Codec, d *deadline) []*matcher {
	var all []*matcher
	for _, r := range st.runs(q) {
		all = append(all, newMatcher(r, q, codec, d))
	}
	return all
}

// lookup returns the revision of an incident that is public at an instant, 0 for now,
// by its id, or by a slug or alias; tombstones too.
func (st *state) lookup(name string, at int64) (place, bool) {
	if id, err := ulid.ParseStrict(geo.CanonicalID(name)); err == nil {
		if p, ok := st.lookupIn(at, func(r *run) []uint32 { return r.ranksOf(id) }); ok {
			return p, true
		}
	}
	return st.lookupIn(at, func(r *run) []uint32 { return r.names.find(name) })
}

func (st *state) lookupIn(at int64, ranks func(*run) []uint32) (place, bool) {
	for i := len(st.tiers) - 1; i >= 0; i-- {
		t := &st.tiers[i]
		for _, r := range []*run{&t.now, &t.past} {
			if at == 0 && r == &t.past {
				continue
			}
			for _, rank := range ranks(r) {
				if !r.current(rank) {
					continue
				}
				known := knownFilter{r.publicFrom, r.publicTo, at}
				if at == 0 || known.has(rank) {
					return place{r, rank}, true
				}
			}
		}
	}
	return place{}, false
}

// current reports whether a rank is live, or a tombstone that no later tier has
// replaced.
func (r run) current(rank uint32) bool {
	return r.live.has(rank) || !r.shown.has(rank) && !slices.Contains(r.buried, rank)
}

// drop returns the state without incidents.
func (st *state) drop(ids [][16]byte) []tier {
	tiers := slices.Clone(st.tiers)
	for i := range tiers {
		tiers[i].now, tiers[i].past = tiers[i].now.drop(ids), tiers[i].past.drop(ids)
	}
	return tiers
}

func (r run) drop(ids [][16]byte) run {
	var ranks []uint32
	for _, id := range ids {
		ranks = append(ranks, r.ranksOf(id)...)
	}
	return r.without(ranks)
}

// copyTo copies what counts of a tier into builders.
func (t tier) copyTo(now, past *builder, keeps func(*chunk) bool) error {
	for _, c := range []struct {
		from run
		to   *builder
	}{{t.now, now}, {t.past, past}} {
		for rank := range uint32(c.from.n) {
			if !c.from.current(rank) {
				continue
			}
			if err := c.to.copy(c.from.segment, rank, keeps); err != nil {
				return err
			}
		}
	}
	return nil
}

// addRevisions adds the revisions of one incident, oldest first, to builders.
func addRevisions(seen []*geo.Revision, reg *registry, codec Codec) (rows []row, err error) {
	for i, r := range seen {
		if !r.PublicTo.IsZero() && !r.PublicFrom.Before(r.PublicTo) {
			continue
		}
		one, err := newRow(r, seen[:i+1], reg, codec)
		if err != nil {
			return nil, err
		}
		rows = append(rows, one)
	}
	return rows, nil
}

func addRows(rows []row, now, past *builder) error {
	for _, r := range rows {
		to := now
		if r.publicTo != 0 {
			to = past
		}
		if err := to.add(r); err != nil {
			return err
		}
	}
	return nil
}
