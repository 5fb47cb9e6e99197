package border

import (
	"cmp"
	"math"
	"slices"
)

// chunkSize is the number of segments in one leaf.
const chunkSize = 16

// fanout is the number of children of an inner node.
const fanout = 8

// waiting is how many nodes may wait in a search before it needs memory.
const waiting = 128

// chunk is a short run of an arc.
type chunk struct {
	points      []Vertex
	left, right int32
}

// box is a rectangle in degrees.
type box struct{ west, south, east, north float64 }

func (c chunk) box() box {
	b := box{180, 90, -180, -90}
	for _, v := range c.points {
		b = b.with(box{v.Lon(), v.Lat(), v.Lon(), v.Lat()})
	}
	return b
}

func (b box) with(o box) box {
	return box{min(b.west, o.west), min(b.south, o.south), max(b.east, o.east), max(b.north, o.north)}
}

// angleTo is the angle in radians from a point to the rectangle as if on a
// sphere, 0 inside it. The point's longitude is that whose meridian is nearest.
func (b box) angleTo(p point) float64 {
	lon, lat := p.lon, p.lat
	if d := lon - b.east; d > 0 && b.west+360-lon < d {
		lon -= 360
	} else if d := b.west - lon; d > 0 && lon+360-b.east < d {
		lon += 360
	}
	edge := min(max(lon, b.west), b.east)
	if edge == lon {
		return b.latitudes(lat)
	}
	cosD := math.Cos((edge - lon) * degree)
	if cosD <= 0 {
		return min(p.angleTo(edge, b.south), p.angleTo(edge, b.north))
	}
	nearest := math.Atan2(p.tanLat, cosD) / degree
	return p.angleTo(edge, min(max(nearest, b.south), b.north))
}

// latitudes is the angle in radians from a parallel to the nearest of the rectangle, 0
// within it: no point of the one is nearer to any of the other.
func (b box) latitudes(lat float64) float64 {
	return max(0, b.south-lat, lat-b.north) * degree
}

// tree is a packed R-tree over chunks: leaves first, then their parents level by
// level, the root last. Children of one node stand side by side.
type tree struct {
	chunks []chunk
	nodes  []node
}

// node covers the children numbered first to first+count-1; a leaf has count 0
// and first is its chunk.
type node struct {
	box
	first, count int32
}

// newTree packs chunks by their middle: slices of equal count by longitude,
// each sorted by latitude (the STR packing of Leutenegger, Lopez and Edgington,
// 1997).
func newTree(chunks []chunk) tree {
	chunks = slices.Clone(chunks)
	middle := func(c chunk) Vertex { return c.points[len(c.points)/2] }
	slices.SortStableFunc(chunks, func(a, b chunk) int { return cmp.Compare(middle(a).X, middle(b).X) })
	slice := fanout * max(1, int(math.Ceil(math.Sqrt(float64(len(chunks))/fanout))))
	for part := range slices.Chunk(chunks, slice) {
		slices.SortStableFunc(part, func(a, b chunk) int { return cmp.Compare(middle(a).Y, middle(b).Y) })
	}
	t := tree{chunks: chunks}
	for i, c := range chunks {
		t.nodes = append(t.nodes, node{c.box(), int32(i), 0})
	}
	for from, to := 0, len(t.nodes); to-from > 1; from, to = to, len(t.nodes) {
		for first := from; first < to; first += fanout {
			n := node{t.nodes[first].box, int32(first), int32(min(fanout, to-first))}
			for _, child := range t.nodes[first : first+int(n.count)] {
				n.box = n.box.with(child.box)
			}
			t.nodes = append(t.nodes, n)
		}
	}
	return t
}

// visit calls leaf for each chunk whose rectangle keep holds for. Of children of one
// node, the first come first: as they are packed, mostly those to the south, so that a
// search to the north soon knows how far it has to go.
func (t tree) visit(keep func(box) bool, leaf func(chunk)) {
	if len(t.nodes) == 0 {
		return
	}
	stack := append(make([]int32, 0, waiting), int32(len(t.nodes)-1))
	for len(stack) > 0 {
		n := t.nodes[stack[len(stack)-1]]
		stack = stack[:len(stack)-1]
		switch {
		case !keep(n.box):
		case n.count == 0:
			leaf(t.chunks[n.first])
		default:
			for i := n.first + n.count - 1; i >= n.first; i-- {
				stack = append(stack, i)
			}
		}
	}
}

// reached is a node waiting in a nearest-first search.
type reached struct {
	angle float64
	node  int32
}

// nearest finds the chunk nearest to a point among those accepted, and its
// distance in kilometres on the ellipsoid; false if there is none within most
// kilometres.
func (t tree) nearest(lon, lat, most float64, accept func(chunk) bool) (best chunk, km float64, ok bool) {
	if len(t.nodes) == 0 {
		return best, 0, false
	}
	km = most
	here := newPoint(lon, lat)
	root := int32(len(t.nodes) - 1)
	queue := append(make([]reached, 0, waiting), reached{t.nodes[root].angleTo(here), root})
	for len(queue) > 0 {
		var next reached
		next, queue = pop(queue)
		if next.angle*leastRadius > km {
			break
		}
		n := t.nodes[next.node]
		if n.count == 0 {
			if c := t.chunks[n.first]; accept(c) {
				if d := c.distance(here, km); d < km || !ok && d <= km {
					best, km, ok = c, d, true
				}
			}
			continue
		}
		for i := n.first; i < n.first+n.count; i++ {
			if t.nodes[i].latitudes(lat)*leastRadius > km {
				continue
			}
			if a := t.nodes[i].angleTo(here); a*leastRadius <= km {
				queue = push(queue, reached{a, i})
			}
		}
	}
	return best, km, ok
}

// distance is the distance in kilometres to the nearest point of a chunk, or
// infinite if it is more than most. The nearest point of each segment is found
// in a local azimuthal projection, its distance on the ellipsoid, first of the
// segment nearest in the projection: few others can be nearer than that.
func (c chunk) distance(p point, most float64) float64 {
	var feet [chunkSize]foot
	first := 0
	a := c.points[0]
	ax, ay := p.project(a.Lon(), a.Lat())
	for i, b := range c.points[1:] {
		bx, by := p.project(b.Lon(), b.Lat())
		feet[i] = footOn(ax, ay, bx, by)
		if feet[i].angle < feet[first].angle {
			first = i
		}
		ax, ay = bx, by
	}
	best := math.Inf(1)
	measure := func(i int) {
		if feet[i].angle*leastRadius <= min(best, most) {
			a, b, t := c.points[i], c.points[i+1], feet[i].along
			best = min(best, Distance(p.lon, p.lat, a.Lon()+t*(b.Lon()-a.Lon()), a.Lat()+t*(b.Lat()-a.Lat())))
		}
	}
	measure(first)
	for i := range len(c.points) - 1 {
		if i != first {
			measure(i)
		}
	}
	return best
}

// foot is the point of a segment nearest to the centre of a projection: how far along
// the segment, from 0 to 1, and how far from the centre, in radians.
type foot struct{ along, angle float64 }

func footOn(ax, ay, bx, by float64) foot {
	dx, dy := bx-ax, by-ay
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = min(max(-(ax*dx+ay*dy)/length, 0), 1)
	}
	x, y := ax+t*dx, ay+t*dy
	return foot{t, math.Sqrt(x*x + y*y)}
}

// push and pop keep a binary heap, the smallest angle first.
func push(h []reached, r reached) []reached {
	h = append(h, r)
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[up].angle <= h[i].angle {
			break
		}
		h[up], h[i] = h[i], h[up]
		i = up
	}
	return h
}

func pop(h []reached) (reached, []reached) {
	top, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	for i := 0; ; {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < last && h[child].angle < h[least].angle {
				least = child
			}
		}
		if least == i {
			return top, h
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
