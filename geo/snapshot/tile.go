package snapshot

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"strikemap/geo"
)

// tileSide is the width of a tile of a zoom in the steps of geo.Mercator.
func tileSide(z uint32) uint64 { return 1 << (32 - z) }

// Tile calls use with what a tile shows of what answers the question.
func (s *Snapshot) Tile(ctx context.Context, q geo.Query, z, x, y uint32, use func(geo.Tile) error) error {
	st, err := s.asked(q)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(st)
	if z > 30 || uint64(x) >= 1<<z || uint64(y) >= 1<<z {
		return geo.Invalid("tile", "%d/%d/%d is outside the tile matrix", z, x, y)
	}
	t := tileOf(z, x, y)
	q.BBox = t.box()
	d := &deadline{until: time.Now().Add(readingTime)}
	count := newCounter(t)
	defer count.release()
	for _, m := range st.matchers(q, s.Codec, d) {
		count.add(m)
	}
	if err := s.within(ctx, d); err != nil {
		return err
	}
	out := geo.Tile{Edition: st.edition, Matched: count.matched}
	if out.Matched <= geo.MaxTilePoints {
		out.Points = count.points()
	} else {
		out.Cells = count.cells()
	}
	return use(out)
}

// square is a tile as a square of the map, its west and north edges included.
type square struct {
	z           uint32
	west, north uint64
	side        uint64
	shift       uint32 // side is 1 << shift
}

func tileOf(z, x, y uint32) square {
	side := tileSide(z)
	return square{z, uint64(x) * side, uint64(y) * side, side, 32 - z}
}

// box is a box that holds the tile, a little larger, so that rounding loses none;
// nil for the whole map.
func (t square) box() *geo.BBox {
	if t.z == 0 {
		return nil
	}
	const more = 1e-6 // degrees
	west, north := geo.Unmercator(float64(t.west), float64(t.north))
	east, south := geo.Unmercator(float64(t.west+t.side), float64(t.north+t.side))
	b := geo.BBox{West: max(-180, west-more), South: south - more, East: min(180, east+more), North: north + more}
	if t.north == 0 {
		b.North = 90
	}
	if t.north+t.side == 1<<32 {
		b.South = -90
	}
	return &b
}

func (t square) holds(x, y uint32) bool {
	return uint64(x)-t.west < t.side && uint64(y)-t.north < t.side
}

// counter counts the incidents of a tile, cell by cell, and keeps the places of the
// first ones.
type counter struct {
	square
	matched int
	run     uint32
	places  []place // up to one more than geo.MaxTilePoints of each run
	tallies []tally
}

// tally is what is counted in one cell. Positions are summed as whole numbers, so
// that the order of counting makes no difference.
type tally struct {
	count    uint32
	run      uint32 // the last one that added to it, counted from 1
	newest   int64
	x, y     uint64 // sums of positions within the tile
	kinds    [geo.MaxKinds]uint32
	statuses [6]uint32
}

func init() {
	if len(kindValues) > len(tally{}.kinds) || len(statusValues) > len(tally{}.statuses) {
		panic("snapshot: a tally has too little room")
	}
}

// spareTallies keeps tallies of past tiles.
var spareTallies = sync.Pool{New: func() any { return new([geo.TileCells * geo.TileCells]tally) }}

func newCounter(t square) *counter {
	return &counter{square: t, tallies: spareTallies.Get().(*[geo.TileCells * geo.TileCells]tally)[:]}
}

func (c *counter) release() {
	clear(c.tallies)
	spareTallies.Put((*[geo.TileCells * geo.TileCells]tally)(c.tallies))
}

// add counts what a run holds.
func (c *counter) add(m *matcher) {
	found := m.set()
	defer found.release()
	c.run++
	kept := 0
	for rank := range found.from(0) {
		at := m.spots[rank]
		if !at.placed || !c.holds(at.x, at.y) {
			continue
		}
		c.matched++
		if kept++; kept <= geo.MaxTilePoints+1 {
			c.places = append(c.places, place{&m.run, rank})
		}
		x, y := uint64(at.x)-c.west, uint64(at.y)-c.north
		t := &c.tallies[y*geo.TileCells>>c.shift*geo.TileCells+x*geo.TileCells>>c.shift]
		if t.run != c.run { // ranks come newest first: only the first of a run can be
			t.run = c.run
			if at := m.timeFrom[rank]; t.count == 0 || at > t.newest {
				t.newest = at
			}
		}
		t.count++
		t.x, t.y = t.x+x, t.y+y
		t.kinds[at.kind]++
		t.statuses[at.status]++
	}
}

// points are the incidents one by one, newest first.
func (c *counter) points() []geo.TilePoint {
	slices.SortFunc(c.places, newer)
	points := make([]geo.TilePoint, len(c.places))
	for i, p := range c.places {
		points[i] = geo.TilePoint{Lon: p.run.lon[p.rank], Lat: p.run.lat[p.rank], Flat: p.run.flat(p.rank)}
	}
	return points
}

// cells are the cells that are not empty.
func (c *counter) cells() []geo.Cell {
	n := 0
	for i := range c.tallies {
		if c.tallies[i].count > 0 {
			n++
		}
	}
	cells := make([]geo.Cell, 0, n)
	for i := range c.tallies {
		t := &c.tallies[i]
		if t.count == 0 {
			continue
		}
		count := float64(t.count)
		lon, lat := geo.Unmercator(float64(c.west)+float64(t.x)/count, float64(c.north)+float64(t.y)/count)
		cells = append(cells, geo.Cell{
			Column: i % geo.TileCells, Row: i / geo.TileCells, Count: int(t.count), Newest: time.UnixMilli(t.newest).UTC(),
			Kind: most(t.kinds[:], kindValues), Status: most(t.statuses[:], statusValues), Kinds: t.kinds, Lon: lon, Lat: lat,
		})
	}
	return cells
}

// most returns the value counted most, the first of equals.
func most(counts []uint32, values []string) string {
	best := 0
	for i := range values {
		if counts[i] > counts[best] {
			best = i
		}
	}
	return values[best]
}
