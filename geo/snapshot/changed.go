package snapshot

import (
	"bytes"
	"cmp"
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

// Changed calls use with the incidents that changed after an instant, the first one
// first.
func (s *Snapshot) Changed(_ context.Context, after time.Time, id string, limit int, use func(geo.Edition, []geo.Changed) error) error {
	st := s.current.Load()
	defer runtime.KeepAlive(st)
	changed := st.changedAfter(after.UnixMilli(), id, limit)
	all := make([]geo.Changed, len(changed))
	for i, p := range changed {
		all[i] = geo.Changed{
			ItemBody: p.body(), At: time.UnixMilli(p.run.publicFrom[p.rank]).UTC(), Withdrawn: !p.run.shown.has(p.rank),
		}
	}
	return use(st.edition, all)
}

// changedAfter returns the first places, tombstones among them, that became public
// after an instant and an id.
func (st *state) changedAfter(at int64, id string, limit int) []place {
	var last ulid.ULID
	if id != "" {
		last, _ = ulid.ParseStrict(id)
	}
	var found []place
	cut := func() {
		slices.SortFunc(found, earlier)
		found = found[:min(limit, len(found))]
	}
	for i := range st.tiers {
		r := &st.tiers[i].now
		for rank := range uint32(r.n) {
			from := r.publicFrom[rank]
			if from < at || from == at && (id == "" || bytes.Compare(r.id[rank][:], last[:]) <= 0) || !r.counts(rank) {
				continue
			}
			if found = append(found, place{r, rank}); len(found) > 64 && len(found)/4 >= limit {
				cut()
			}
		}
	}
	cut()
	return found
}

// earlier orders places by when they became public, then by id.
func earlier(a, b place) int {
	return cmp.Or(
		cmp.Compare(a.run.publicFrom[a.rank], b.run.publicFrom[b.rank]),
		bytes.Compare(a.run.id[a.rank][:], b.run.id[b.rank][:]),
	)
}

// counts reports whether a rank, a tombstone or not, is the last word about its
// incident.
func (r *run) counts(rank uint32) bool {
	return r.live.has(rank) || !r.shown.has(rank) && !slices.Contains(r.buried, rank)
}
