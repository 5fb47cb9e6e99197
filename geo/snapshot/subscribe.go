package snapshot

import (
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

var _ geo.Changes = (*Snapshot)(nil)

// subscribers are whom a Snapshot tells of each change that its answers show.
type subscribers struct {
	mu   sync.Mutex
	last int
	all  map[int]func(geo.Change)
}

// Subscribe calls notify after each public change, once answers are made from it: who
// asks again then gets what changed. Several changes of the record may come as one. It
// implements geo.Changes.
func (s *Snapshot) Subscribe(notify func(geo.Change)) (cancel func()) {
	to := &s.subscribers
	to.mu.Lock()
	defer to.mu.Unlock()
	if to.all == nil {
		to.all = map[int]func(geo.Change){}
	}
	to.last++
	key := to.last
	to.all[key] = notify
	return func() {
		to.mu.Lock()
		defer to.mu.Unlock()
		delete(to.all, key)
	}
}

// tell calls all subscribers, in the order in which they came. Only the goroutine that
// follows the record calls it.
func (to *subscribers) tell(c geo.Change) {
	to.mu.Lock()
	all := maps.Clone(to.all)
	to.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		all[key](c)
	}
}

// differing returns those of some incidents that readers get otherwise in one state than
// in another. The record names more: drafts, and what it has told before.
func differing(before, after *state, ids []string) []string {
	defer runtime.KeepAlive(before)
	different := []string{} // not nil, which would be any
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		parsed, err := ulid.ParseStrict(id)
		if err != nil {
			continue
		}
		there := func(r *run) []uint32 { return r.ranksOf(parsed) }
		b, was := before.lookupIn(0, there)
		a, is := after.lookupIn(0, there)
		if was != is || was && !alike(a, b) {
			different = append(different, id)
		}
	}
	return different
}

// alike reports whether readers get the same at two places.
func alike(a, b place) bool {
	return a.run.sum[a.rank] == b.run.sum[b.rank] && a.run.publicFrom[a.rank] == b.run.publicFrom[b.rank] && a.run.shown.has(a.rank) == b.run.shown.has(b.rank)
}
