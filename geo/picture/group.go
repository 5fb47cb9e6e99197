package picture

import (
	"cmp"
	"math"
	"slices"

	"strikemap/geo"
)

// Symbols that would cover one another become one circle with a count, as on the map
// (static/src/map/group.ts), here in pixels of the picture.

// kinds are those of the model, in its order.
var kinds = geo.Kinds.Values()

// shares is how many incidents are of each kind.
type shares [8]int

func (s shares) sum() (n int) {
	for _, count := range s {
		n += count
	}
	return n
}

// dominant is the kind with the most incidents; of equals the first in the list.
func (s shares) dominant() string {
	best := 0
	for i := range kinds {
		if s[i] > s[best] {
			best = i
		}
	}
	return kinds[best]
}

func (s *shares) add(kind string, n int) {
	if i := slices.Index(kinds, kind); i >= 0 {
		s[i] += n
	}
}

// member is what can be grouped: a point, an area with its incidents, or a cell.
type member struct {
	incidents []int // of the scene
	at        point
	shares    shares
	count     int
	area      bool // stands for a place that is an area: never drawn as a symbol
	single    bool // one incident with a point
}

// cluster is one symbol of the picture.
type cluster struct {
	members []member
	count   int
	shares  shares
	at      point
	radius  float64
	area    bool // all that it holds are areas
}

const (
	leastRadius    = 11
	mostRadius     = 25
	overlapAllowed = 3 // single symbols may touch with their tips
)

// countRadius is such that the area grows evenly with the count, up to the biggest.
func countRadius(count, biggest int) float64 {
	perIncident := min(9, (mostRadius*mostRadius-leastRadius*leastRadius)/float64(max(1, biggest-2)))
	return min(mostRadius, math.Sqrt(leastRadius*leastRadius+perIncident*float64(max(0, count-2))))
}

func (c *cluster) radiusAmong(biggest int) float64 {
	if c.count == 1 && !c.area {
		return symbolReach
	}
	return max(countRadius(c.count, biggest), digitsRadius(c.count))
}

// digitsRadius is how big a circle must be for its number, written short.
func digitsRadius(count int) float64 {
	switch {
	case count < 100:
		return leastRadius
	case count < 1000:
		return 13
	}
	return 15
}

// grouped groups members until no two symbols cover one another. Every incident is in
// exactly one group. first orders members that lie at one point.
func grouped(members []member, first func(member) string) []*cluster {
	sorted := slices.Clone(members)
	slices.SortStableFunc(sorted, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.at.y, b.at.y), cmp.Compare(a.at.x, b.at.x), cmp.Compare(first(a), first(b)))
	})
	groups := make([]*cluster, len(sorted))
	biggest := 1
	for i, m := range sorted {
		groups[i] = &cluster{members: []member{m}, count: m.count, shares: m.shares, at: m.at, area: m.area}
		groups[i].radius = groups[i].radiusAmong(m.count)
		biggest = max(biggest, m.count)
	}
	// Merged circles are bigger and stand elsewhere, so they may cover others anew. Each
	// round has fewer groups than the one before, so this ends.
	for {
		merged := merge(groups)
		for _, g := range merged {
			biggest = max(biggest, g.count)
		}
		for _, g := range merged {
			g.radius = g.radiusAmong(biggest)
		}
		if len(merged) == len(groups) {
			return merged
		}
		groups = merged
	}
}

type bucket struct{ column, row int }

const bucketSide = 2*mostRadius + 2

func bucketOf(p point) bucket {
	return bucket{int(math.Floor(p.x / bucketSide)), int(math.Floor(p.y / bucketSide))}
}

// merge is one round: each group joins the nearest earlier one that it would cover.
func merge(groups []*cluster) []*cluster {
	grid := map[bucket][]*cluster{}
	var result []*cluster
	for _, g := range groups {
		home := bucketOf(g.at)
		if near := nearest(g, grid, home); near != nil {
			near.absorb(g)
			continue
		}
		grid[home] = append(grid[home], g)
		result = append(result, g)
	}
	return result
}

func nearest(g *cluster, grid map[bucket][]*cluster, home bucket) *cluster {
	var best *cluster
	least := math.Inf(1)
	for column := home.column - 1; column <= home.column+1; column++ {
		for row := home.row - 1; row <= home.row+1; row++ {
			for _, other := range grid[bucket{column, row}] {
				if d := g.at.distance(other.at); d < covers(g, other) && d < least {
					best, least = other, d
				}
			}
		}
	}
	return best
}

// covers is the distance below which two symbols cover one another.
func covers(a, b *cluster) float64 {
	both := a.radius + b.radius
	if a.radius == symbolReach && b.radius == symbolReach {
		return both - overlapAllowed
	}
	return both + 1
}

// absorb adds a group; the circle moves to the mean of the points, where there are any.
func (c *cluster) absorb(other *cluster) {
	a, b := c.weight(other), other.weight(c)
	c.at = mix(c.at, other.at, b/(a+b))
	c.members = append(c.members, other.members...)
	c.count += other.count
	for i, n := range other.shares {
		c.shares[i] += n
	}
	c.area = c.area && other.area
}

// weight: an area's label point says little about a place, so it does not pull points.
func (c *cluster) weight(other *cluster) float64 {
	if c.area && !other.area {
		return 0
	}
	return float64(c.count)
}

func (c *cluster) box(room float64) extent {
	return extent{c.at.x, c.at.y, c.at.x, c.at.y}.grown(c.radius + room)
}
