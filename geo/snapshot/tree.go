package snapshot

import (
	"cmp"
	"math"
	"slices"

	"strikemap/geo"
)

// tree is a packed Hilbert R-tree over points or boxes (Kamel and Faloutsos, "On
// packing R-trees", 1993): items in the order of the Hilbert curve, sixteen to a node,
// and sixteen nodes to a node of the level above. A node stands for a run of items, so
// that a question counts the nodes it holds whole without looking into them.
type tree struct {
	ranks []uint32  // of the items, in the order of the curve
	items []float64 // of each longitude and latitude, or west, south, east, north
	width int       // numbers of an item: 2 or 4
	boxes []float64 // west, south, east, north of each node, the lowest level first
}

const fanout = 16

// plane is a box that does not cross the antimeridian, its edges included.
type plane struct{ west, south, east, north float64 }

// planes cuts a box into ones that share no point and together hold what
// geo.BBox.Contains says, where the meridians 180 and -180 are one.
func planes(b geo.BBox) []plane {
	var all []plane
	if b.Crosses() {
		all = []plane{{b.West, b.South, 180, b.North}, {-180, b.South, b.East, b.North}}
	} else {
		all = []plane{{b.West, b.South, b.East, b.North}}
	}
	has := func(lon float64) bool {
		return slices.ContainsFunc(all, func(p plane) bool { return p.west <= lon && lon <= p.east })
	}
	switch east, west := has(180), has(-180); {
	case east && !west:
		all = append(all, plane{-180, b.South, -180, b.North})
	case west && !east:
		all = append(all, plane{180, b.South, 180, b.North})
	}
	return all
}

func (p plane) contains(lon, lat float64) bool {
	return p.west <= lon && lon <= p.east && p.south <= lat && lat <= p.north
}

// touches reports whether item i shares a point with a plane.
func (t *tree) touches(p plane, i int) bool {
	at := t.items[i*t.width:][:t.width]
	if t.width == 2 {
		return p.contains(at[0], at[1])
	}
	return p.touches(at)
}

func (p plane) touches(box []float64) bool {
	return box[0] <= p.east && p.west <= box[2] && box[1] <= p.north && p.south <= box[3]
}

// newTree packs items of a width.
func newTree(ranks []uint32, items []float64, width int) tree {
	type spot struct{ curve, item uint32 }
	spots := make([]spot, len(ranks))
	for i := range spots {
		at := items[i*width:][:width]
		spots[i] = spot{hilbert((at[0]+at[width-2])/2, (at[1]+at[width-1])/2), uint32(i)}
	}
	slices.SortFunc(spots, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.curve, b.curve), cmp.Compare(a.item, b.item))
	})
	t := tree{ranks: make([]uint32, len(ranks)), items: make([]float64, 0, len(items)), width: width}
	for i, s := range spots {
		t.ranks[i] = ranks[s.item]
		t.items = append(t.items, items[int(s.item)*width:][:width]...)
	}
	t.pack()
	return t
}

// pack fills the boxes level by level.
func (t *tree) pack() {
	for i := 0; i < len(t.ranks); i += fanout {
		box := []float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for j := i; j < min(i+fanout, len(t.ranks)); j++ {
			at := t.items[j*t.width:][:t.width]
			grow(box, at[0], at[1], at[t.width-2], at[t.width-1])
		}
		t.boxes = append(t.boxes, box...)
	}
	below, first := len(t.boxes)/4, 0 // nodes of the level below and where it begins
	for below > 1 {
		for i := 0; i < below; i += fanout {
			box := []float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
			for j := i; j < min(i+fanout, below); j++ {
				b := t.boxes[4*(first+j):]
				grow(box, b[0], b[1], b[2], b[3])
			}
			t.boxes = append(t.boxes, box...)
		}
		first, below = first+below, (below+fanout-1)/fanout
	}
}

func grow(box []float64, west, south, east, north float64) {
	box[0], box[1] = min(box[0], west), min(box[1], south)
	box[2], box[3] = max(box[2], east), max(box[3], north)
}

// levels are where each level of nodes begins among the boxes, the lowest first.
func (t *tree) levels() []int {
	starts := make([]int, 0, 8)
	start := 0
	for n := (len(t.ranks) + fanout - 1) / fanout; n > 0; n = (n + fanout - 1) / fanout {
		starts = append(starts, start)
		start += n
		if n == 1 {
			break
		}
	}
	return starts
}

// runs calls each with the runs of items, as positions from and to on the curve, that
// touch a plane, until it returns false, and reports whether it never did. The items of
// nodes that are cut come one at a time.
func (t *tree) runs(p plane, each func(from, to int) bool) bool {
	if len(t.ranks) == 0 {
		return true
	}
	starts := t.levels()
	return t.visit(p, starts, len(starts)-1, 0, each)
}

// visit looks at a node of a level, counted from the level's first.
func (t *tree) visit(p plane, starts []int, level, node int, each func(from, to int) bool) bool {
	b := t.boxes[4*(starts[level]+node):][:4]
	if !p.touches(b) {
		return true
	}
	span := fanout // items below a node of this level
	for range level {
		span *= fanout
	}
	from := node * span
	to := min(from+span, len(t.ranks))
	if p.west <= b[0] && b[2] <= p.east && p.south <= b[1] && b[3] <= p.north {
		return each(from, to)
	}
	if level == 0 {
		for i := from; i < to; i++ {
			if t.touches(p, i) && !each(i, i+1) {
				return false
			}
		}
		return true
	}
	below := (len(t.ranks) + span/fanout - 1) / (span / fanout)
	for child := node * fanout; child < min((node+1)*fanout, below); child++ {
		if !t.visit(p, starts, level-1, child, each) {
			return false
		}
	}
	return true
}

// count returns how many items touch a plane.
func (t *tree) count(p plane) int {
	n := 0
	t.runs(p, func(from, to int) bool {
		n += to - from
		return true
	})
	return n
}

// hilbert returns how far along the Hilbert curve of order 16 over the globe a point
// lies.
func hilbert(lon, lat float64) uint32 {
	const side = 1<<16 - 1
	x := uint32(max(0, min(side, (lon+180)/360*side)))
	y := uint32(max(0, min(side, (lat+90)/180*side)))
	var d uint32
	for s := uint32(1 << 15); s > 0; s /= 2 {
		var rx, ry uint32
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 { // turn the quadrant
			if rx == 1 {
				x, y = side-x, side-y
			}
			x, y = y, x
		}
	}
	return d
}
