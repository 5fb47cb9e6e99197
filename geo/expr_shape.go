package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// place is where a point lies with regard to a geometry.
type place int

const (
	interior place = iota
	boundary
	exterior
)

// noDim is the dimension of what is empty.
const noDim = -1

// edge is a segment of a line or of the ring of an area. The area lies left of it.
type edge struct {
	a, b orb.Point
	part int32       // number of the polygon, or onLine
	ends []orb.Point // of lines of the geometry, that lie within this edge
}

const onLine = -1

// isArea reports whether the edge bounds an area.
func (e *edge) isArea() bool { return e.part != onLine }

// place is where the inner points of the edge lie with regard to its own geometry.
func (e *edge) place() place {
	if e.isArea() {
		return boundary
	}
	return interior
}

// shape is a geometry made ready to be compared: its points, and the edges of its lines
// and areas with an index. It does not change once made.
type shape struct {
	points  map[orb.Point]bool
	edges   []edge
	lineEnd map[orb.Point]int // how many lines end there
	dim     int               // of the geometry: noDim to 2
	mixed   bool              // parts of more than one dimension
	bound   orb.Bound
	bands   bands
	box     *BBox // of a box: it knows the antimeridian
	only    orb.Point
}

// newShape prepares a geometry. It takes a closed ring as an area, and a line whose
// vertices are all the same as a point.
func newShape(g orb.Geometry) *shape {
	s := &shape{dim: noDim, bound: orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}}
	parts := int32(0)
	s.add(g, &parts)
	s.bands = newBands(s.edges, s.bound)
	s.findEnds()
	return s
}

// findEnds gives each edge of a line the ends of lines that lie within it: there the edge
// passes through the boundary of the geometry.
func (s *shape) findEnds() {
	for p := range s.lineEnd {
		for _, i := range s.bands.at(p[1]) {
			if e := &s.edges[i]; !e.isArea() && e.holds(p) && between(p, e.a, e.b, e.axis()) {
				e.ends = append(e.ends, p)
			}
		}
	}
}

// boxShape prepares a box: two polygons where it crosses the antimeridian.
func boxShape(box BBox) *shape {
	var parts orb.Collection
	for _, b := range box.Bounds() {
		switch {
		case b.Min == b.Max:
			parts = append(parts, b.Min)
		case b.Min[0] == b.Max[0] || b.Min[1] == b.Max[1]:
			parts = append(parts, orb.LineString{b.Min, b.Max})
		default:
			parts = append(parts, b.ToPolygon())
		}
	}
	s := newShape(parts)
	if s.dim == 2 {
		s.box = &box
	}
	return s
}

func (s *shape) add(g orb.Geometry, parts *int32) {
	switch g := g.(type) {
	case orb.Point:
		s.addPoint(g)
	case orb.MultiPoint:
		for _, p := range g {
			s.addPoint(p)
		}
	case orb.LineString:
		s.addLine(g)
	case orb.MultiLineString:
		for _, l := range g {
			s.addLine(l)
		}
	case orb.Ring:
		s.addPolygon(orb.Polygon{g}, parts)
	case orb.Polygon:
		s.addPolygon(g, parts)
	case orb.MultiPolygon:
		for _, p := range g {
			s.addPolygon(p, parts)
		}
	case orb.Bound:
		s.addPolygon(g.ToPolygon(), parts)
	case orb.Collection:
		for _, member := range g {
			s.add(member, parts)
		}
	}
}

func (s *shape) addPoint(p orb.Point) {
	if s.points == nil {
		s.points = map[orb.Point]bool{}
	}
	s.points[p] = true
	s.only = p
	s.bound = s.bound.Extend(p)
	s.raise(0)
}

func (s *shape) addLine(l orb.LineString) {
	first := len(s.edges)
	for i := 1; i < len(l); i++ {
		s.addEdge(l[i-1], l[i], onLine)
	}
	if len(s.edges) == first {
		if len(l) > 0 {
			s.addPoint(l[0])
		}
		return
	}
	if s.lineEnd == nil {
		s.lineEnd = map[orb.Point]int{}
	}
	s.lineEnd[l[0]]++
	s.lineEnd[l[len(l)-1]]++
	s.raise(1)
}

// addPolygon adds the edges of the rings, turned so that the area is left of them.
func (s *shape) addPolygon(p orb.Polygon, parts *int32) {
	for i, ring := range p {
		forward := (ring.Orientation() == orb.CCW) == (i == 0)
		for k := range ring {
			a, b := ring[k], ring[(k+1)%len(ring)]
			if !forward {
				a, b = b, a
			}
			s.addEdge(a, b, *parts)
		}
	}
	*parts++
	s.raise(2)
}

func (s *shape) addEdge(a, b orb.Point, part int32) {
	if a == b {
		return
	}
	s.edges = append(s.edges, edge{a: a, b: b, part: part})
	s.bound = s.bound.Extend(a).Extend(b)
}

func (s *shape) raise(dim int) {
	s.mixed = s.mixed || s.dim != noDim && s.dim != dim
	s.dim = max(s.dim, dim)
}

// size is the number of points and edges.
func (s *shape) size() int { return len(s.points) + len(s.edges) }

// isPoint reports whether the shape is one point and nothing else.
func (s *shape) isPoint() bool { return s.dim == 0 && len(s.points) == 1 }

// locate returns where a point lies.
func (s *shape) locate(p orb.Point) place {
	if s.box != nil {
		return locateInBox(*s.box, p)
	}
	if !s.bound.Contains(p) {
		return exterior
	}
	if s.dim == 2 {
		if at := s.locateInAreas(p, p); at != exterior {
			return at
		}
	}
	if s.lineEnd != nil && s.onLines(p) {
		if s.lineEnd[p]%2 == 1 { // the mod-2 rule of OGC 06-103r4 clause 6.1.8
			return boundary
		}
		return interior
	}
	if s.points[p] {
		return interior
	}
	return exterior
}

// locateInBox is locate for a box. The meridians 180 and -180 are one.
func locateInBox(box BBox, p orb.Point) place {
	if !box.Contains(p[0], p[1]) {
		return exterior
	}
	within := func(lon float64) bool {
		if box.Crosses() {
			return lon > box.West || lon < box.East
		}
		return lon > box.West && lon < box.East
	}
	if p[1] > box.South && p[1] < box.North && within(p[0]) {
		return interior
	}
	return boundary
}

// onLines reports whether a point lies on a line.
func (s *shape) onLines(p orb.Point) bool {
	for _, i := range s.bands.at(p[1]) {
		if e := &s.edges[i]; !e.isArea() && e.holds(p) {
			return true
		}
	}
	return false
}

// holds reports whether a point lies on the edge, ends included.
func (e *edge) holds(p orb.Point) bool {
	return p[0] >= min(e.a[0], e.b[0]) && p[0] <= max(e.a[0], e.b[0]) &&
		p[1] >= min(e.a[1], e.b[1]) && p[1] <= max(e.a[1], e.b[1]) && orient(e.a, e.b, p) == 0
}

// locateInAreas returns where the point midway between p and q, which need not be a
// float64, lies in the areas. It counts, polygon by polygon, the edges that a ray to
// the east crosses.
func (s *shape) locateInAreas(p, q orb.Point) place {
	x, dx := halfway(p[0], q[0])
	y, dy := halfway(p[1], q[1])
	at := exterior
	part, inside, onEdge := int32(onLine), false, false
	finish := func() bool {
		switch {
		case onEdge:
			at = boundary
		case inside:
			return true
		}
		return false
	}
	for _, i := range s.bands.at(y) {
		e := &s.edges[i]
		if !e.isArea() {
			continue
		}
		if e.part != part {
			if finish() {
				return interior
			}
			part, inside, onEdge = e.part, false, false
		}
		a, b := beyond(e.a[1], y, dy), beyond(e.b[1], y, dy)
		if a*b > 0 || max(e.a[0], e.b[0]) < x {
			continue
		}
		if a == 0 && b == 0 {
			onEdge = onEdge || beyond(e.a[0], x, dx)*beyond(e.b[0], x, dx) <= 0
			continue
		}
		side := orientBetween(e.a, e.b, p, q)
		if side == 0 {
			onEdge = true
			continue
		}
		// An edge owns its lower end and not its upper one, so that a vertex counts once.
		// East of the point is an edge that goes up with the point left of it.
		if up := b > a; (a > 0) != (b > 0) && (side > 0) == up {
			inside = !inside
		}
	}
	if finish() {
		return interior
	}
	return at
}

// halfway returns the mean of two numbers as it is rounded, and the sign of what
// rounding took from it (the two-sum of Knuth).
func halfway(a, b float64) (mean float64, rest int) {
	sum := a + b
	v := sum - a
	return sum / 2, sign((a - (sum - v)) + (b - v))
}

// beyond compares a coordinate with one that was rounded to mean: 1, 0 or -1.
func beyond(v, mean float64, rest int) int {
	if v == mean {
		return -rest
	}
	return sign(v - mean)
}

// bands is an index of edges by latitude: each band lists, in order, the edges that
// reach into it.
type bands struct {
	south, scale float64
	starts       []int32 // of the bands in list, and its length
	list         []int32
}

// newBands makes as many bands as keep the list within eight entries an edge.
func newBands(edges []edge, bound orb.Bound) bands {
	if len(edges) == 0 {
		return bands{}
	}
	height := bound.Max[1] - bound.Min[1]
	for n := max(1, min(len(edges)/4, 1<<14)); ; n /= 2 {
		b := bands{south: bound.Min[1], scale: float64(n) / height, starts: make([]int32, n+1)}
		if n <= 1 || math.IsInf(b.scale, 0) || math.IsNaN(b.scale) {
			b.scale, b.starts = 0, make([]int32, 2)
		}
		total := 0
		for i := range edges {
			from, to := b.of(&edges[i])
			total += to - from + 1
		}
		if total <= 8*len(edges) || len(b.starts) == 2 {
			b.fill(edges, total)
			return b
		}
	}
}

func (b *bands) fill(edges []edge, total int) {
	for i := range edges {
		from, to := b.of(&edges[i])
		for k := from; k <= to; k++ {
			b.starts[k+1]++
		}
	}
	for k := 1; k < len(b.starts); k++ {
		b.starts[k] += b.starts[k-1]
	}
	b.list = make([]int32, total)
	next := make([]int32, len(b.starts))
	copy(next, b.starts)
	for i := range edges {
		from, to := b.of(&edges[i])
		for k := from; k <= to; k++ {
			b.list[next[k]] = int32(i)
			next[k]++
		}
	}
}

// of returns the first and the last band an edge reaches into.
func (b *bands) of(e *edge) (from, to int) {
	return b.band(min(e.a[1], e.b[1])), b.band(max(e.a[1], e.b[1]))
}

// band returns the band of a latitude, the nearest one outside of them. It never falls
// as the latitude rises, so that all edges at a latitude are in its band.
func (b *bands) band(y float64) int {
	return int(min(max((y-b.south)*b.scale, 0), float64(len(b.starts)-2)))
}

// at returns the edges in the band of a latitude.
func (b *bands) at(y float64) []int32 {
	if len(b.list) == 0 {
		return nil
	}
	return b.in(b.band(y))
}

func (b *bands) in(band int) []int32 { return b.list[b.starts[band]:b.starts[band+1]] }
