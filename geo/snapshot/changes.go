package snapshot

import (
	"strikemap/geo"
)

// changes remembers where the last public changes were, so that what is kept of a
// tile need not be made again for a change elsewhere. It is a list, the last change
// first, and never changed.
type changes struct {
	previous *changes
	length   int
	edition  int64
	all      bool
	spots    [][2]uint32 // geo.Mercator of the points before and after
}

const (
	mostChanges = 256 // remembered
	mostSpots   = 512 // of one change; more count as everywhere
)

// everywhere returns the list after a change that may have touched any tile.
func (c *changes) everywhere(edition int64) *changes {
	return &changes{edition: edition, all: true, length: 1}
}

// with returns the list after a change of incidents.
func (c *changes) with(edition int64, before *state, ids [][16]byte, rows []row) *changes {
	next := &changes{previous: c, length: c.length + 1, edition: edition}
	if len(ids) > mostSpots {
		return c.everywhere(edition)
	}
	for _, t := range before.tiers {
		for _, r := range []run{t.now, t.past} {
			for _, id := range ids {
				for _, rank := range r.ranksOf(id) {
					if at := r.spots[rank]; at.placed {
						next.spots = append(next.spots, [2]uint32{at.x, at.y})
					}
				}
			}
		}
	}
	for _, r := range rows {
		if p := r.feature.Location.Point; p != nil {
			x, y := geo.Mercator(p.Lon, p.Lat)
			next.spots = append(next.spots, [2]uint32{x, y})
		}
	}
	if next.length > 2*mostChanges {
		next = next.cut()
	}
	return next
}

// cut forgets the older half.
func (c *changes) cut() *changes {
	kept := make([]changes, mostChanges)
	at := c
	for i := range kept {
		kept[i] = *at
		kept[i].length = mostChanges - i
		if i > 0 {
			kept[i-1].previous = &kept[i]
		}
		at = at.previous
	}
	last := &kept[mostChanges-1]
	last.previous, last.all = nil, true
	return &kept[0]
}

// Touched reports whether a public change since an edition may have touched what a
// tile shows.
func (s *Snapshot) Touched(since geo.Edition, z, x, y uint32) bool {
	st := s.current.Load()
	if st.edition.Epoch != since.Epoch || z > 30 {
		return true
	}
	t := tileOf(z, x, y)
	for c := st.changes; c != nil; c = c.previous {
		if c.edition <= since.Number {
			return false
		}
		if c.all || c.previous == nil {
			return true
		}
		for _, spot := range c.spots {
			if t.holds(spot[0], spot[1]) {
				return true
			}
		}
	}
	return true
}
