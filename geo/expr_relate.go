package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// matrix is the nine intersections of two geometries: the dimension of what the place
// of the one (row) and of the other (column) share, noDim for nothing.
type matrix [3][3]int8

func newMatrix() matrix {
	return matrix{{noDim, noDim, noDim}, {noDim, noDim, noDim}, {noDim, noDim, 2}}
}

// The patterns of the functions (OGC 06-103r4 clause 6.1.15.3): interior, boundary and
// exterior of the one, each with those of the other. T is anything, F nothing, a digit a
// dimension.
var (
	disjointPattern      = []string{"FF*FF****"}
	equalsPattern        = []string{"T*F**FFF*"}
	touchesPatterns      = []string{"FT*******", "F**T*****", "F***T****"}
	withinPattern        = []string{"T*F**F***"}
	containsPattern      = []string{"T*****FF*"}
	pointsOverlapPattern = []string{"0*T***T**"}
	linesOverlapPattern  = []string{"1*T***T**"}
	areasOverlapPattern  = []string{"2*T***T**"}
	thinCrossesPattern   = []string{"T*T******"}
	thickCrossesPattern  = []string{"T*****T**"}
	linesCrossPattern    = []string{"0********"}
)

// patterns returns the patterns of which one must fit the matrix of two geometries of
// these dimensions, none where the function never holds. S_INTERSECTS has none of its
// own.
func (op SpatialOp) patterns(a, b int) []string {
	switch {
	case op == SDisjoint:
		return disjointPattern
	case op == SEquals:
		return equalsPattern
	case op == STouches:
		return touchesPatterns
	case op == SWithin:
		return withinPattern
	case op == SContains:
		return containsPattern
	case op == SOverlaps && a == 0 && b == 0:
		return pointsOverlapPattern
	case op == SOverlaps && a == 1 && b == 1:
		return linesOverlapPattern
	case op == SOverlaps && a == 2 && b == 2:
		return areasOverlapPattern
	case op == SCrosses && a < b:
		return thinCrossesPattern
	case op == SCrosses && a > b:
		return thickCrossesPattern
	case op == SCrosses && a == 1:
		return linesCrossPattern
	}
	return nil
}

// fit tells how a matrix whose entries may still rise meets a pattern.
type fit int

const (
	never  fit = iota // not, whatever follows
	so                // as it stands
	always            // whatever follows
	open              // not yet
)

func (m *matrix) fits(pattern string) fit {
	result := always
	for i := range len(pattern) {
		v := m[i/3][i%3]
		switch pattern[i] {
		case 'F':
			if v != noDim {
				return never
			}
			if result == always {
				result = so
			}
		case 'T':
			if v == noDim {
				result = open
			}
		case '0', '1', '2':
			want := int8(pattern[i] - '0')
			switch {
			case v > want:
				return never
			case v < want:
				result = open
			case result == always && v < 2: // it may still rise
				result = so
			}
		}
	}
	return result
}

// relation compares two geometries until a function of them is settled.
type relation struct {
	m        matrix
	patterns []string

	// of the edge at hand
	splits  []orb.Point    // its ends, and the vertices of the other geometry within it
	covers  [][2]orb.Point // pieces it shares with other edges
	crossed []*edge
}

// settled reports whether what follows cannot change the result.
func (r *relation) settled() bool {
	for _, p := range r.patterns {
		switch r.m.fits(p) {
		case always:
			return true
		case so, open:
			return false
		}
	}
	return true
}

func (r *relation) holds() bool {
	return slices.ContainsFunc(r.patterns, func(p string) bool {
		fit := r.m.fits(p)
		return fit == so || fit == always
	})
}

// holds reports whether a function holds for two geometries.
func holds(op SpatialOp, a, b *shape) bool {
	if op == SIntersects {
		return !holds(SDisjoint, a, b)
	}
	if op == SDisjoint && a.box == nil && b.box == nil && !a.bound.Intersects(b.bound) {
		return true
	}
	if a.isPoint() {
		return holdsFor(op, a.only, b)
	}
	if b.isPoint() {
		return holdsFor(op.converse(), b.only, a)
	}
	r := relation{m: newMatrix(), patterns: op.patterns(a.dim, b.dim)}
	r.relate(a, b)
	return r.holds()
}

// holdsFor reports whether a function holds for a point and a geometry.
func holdsFor(op SpatialOp, p orb.Point, b *shape) bool {
	if op == SIntersects {
		return b.locate(p) != exterior
	}
	m := relatePoint(p, b)
	for _, pattern := range op.patterns(0, b.dim) {
		if fit := m.fits(pattern); fit == so || fit == always {
			return true
		}
	}
	return false
}

// relatePoint returns the matrix of a point and a geometry.
func relatePoint(p orb.Point, b *shape) matrix {
	m := newMatrix()
	m[interior][b.locate(p)] = 0
	switch b.dim {
	case 2:
		m[exterior][interior], m[exterior][boundary] = 2, 1
	case 1:
		m[exterior][interior] = 1
		for end, n := range b.lineEnd {
			if n%2 == 1 && end != p {
				m[exterior][boundary] = 0
			}
		}
	case 0:
		if len(b.points) > 1 || !b.points[p] {
			m[exterior][interior] = 0
		}
	}
	return m
}

// relate fills the matrix of two geometries.
func (r *relation) relate(a, b *shape) {
	x, y := side{r, false}, side{r, true}
	if a.dim == 2 && b.dim < 2 { // nothing thinner covers an area
		x.note(interior, exterior, 2)
	}
	if b.dim == 2 && a.dim < 2 {
		y.note(interior, exterior, 2)
	}
	if x.walk(a, b) {
		y.walk(b, a)
	}
}

// side is a relation seen from its first or, turned, its second geometry.
type side struct {
	*relation
	turned bool
}

// note records that the places of the two geometries share something of a dimension.
func (s side) note(own, other place, dim int8) {
	if s.turned {
		own, other = other, own
	}
	s.m[own][other] = max(s.m[own][other], dim)
}

// walk notes where the points, vertices and edges of x lie in y, and reports whether the
// result is still open.
func (s side) walk(x, y *shape) bool {
	for p := range x.points {
		own := interior
		if x.mixed {
			own = x.locate(p)
		}
		s.note(own, y.locate(p), 0)
	}
	for end := range x.lineEnd {
		s.note(x.locate(end), y.locate(end), 0)
	}
	for i := range x.edges {
		s.edge(x, y, &x.edges[i])
		if i%16 == 0 && s.settled() {
			return false
		}
	}
	return !s.settled()
}

// edge notes where an edge of x and its first vertex lie in y.
func (s side) edge(x, y *shape, e *edge) {
	own := e.place()
	start := y.locate(e.a)
	if e.isArea() || x.lineEnd[e.a] == 0 {
		s.note(own, start, 0)
	}
	s.splits = append(s.splits[:0], e.a, e.b)
	s.covers = s.covers[:0]
	if y.bound.Intersects(orb.Bound{Min: e.low(), Max: e.high()}) && s.meet(y, e) {
		s.pass(e, interior)
		s.pass(e, exterior)
		return
	}
	if len(s.splits) == 2 && len(s.covers) == 0 && !y.mixed && start != boundary {
		if y.dim < 2 {
			start = exterior
		}
		s.pass(e, start)
		return
	}
	axis := e.axis()
	slices.SortFunc(s.splits, func(a, b orb.Point) int { return cmp.Compare(a[axis], b[axis]) })
	for i := 1; i < len(s.splits); i++ {
		p, q := s.splits[i-1], s.splits[i]
		switch {
		case p == q || s.covered(p, q, axis):
		case y.dim < 2:
			s.pass(e, exterior)
		default:
			s.pass(e, y.locateInAreas(p, q))
		}
	}
}

// pass notes that a piece of an edge lies in the interior or exterior of the other
// geometry, and so do both its sides.
func (s side) pass(e *edge, at place) {
	s.note(e.place(), at, 1)
	if e.isArea() {
		s.note(interior, at, 2)
		s.note(exterior, at, 2)
	}
}

// meet finds where an edge meets those of y: it notes crossings and shared pieces, and
// keeps the vertices that split the edge and the pieces that cover it. It reports
// whether the edge passes through the side of an area, so that it lies both in it and
// out of it.
func (s side) meet(y *shape, e *edge) (through bool) {
	s.crossed = s.crossed[:0]
	first, last := y.bands.of(e)
	low, high := e.low(), e.high()
	for band := first; band <= last && len(y.bands.list) > 0; band++ {
		for _, i := range y.bands.in(band) {
			f := &y.edges[i]
			if begins, _ := y.bands.of(f); band != max(first, begins) {
				continue // it was met in an earlier band
			}
			fl, fh := f.low(), f.high()
			if fl[0] > high[0] || fh[0] < low[0] || fl[1] > high[1] || fh[1] < low[1] {
				continue
			}
			s.meetEdge(e, f)
		}
	}
	for _, f := range s.crossed {
		if slices.ContainsFunc(s.splits[2:], f.holds) {
			continue // through a vertex of y, which is looked at for itself
		}
		if !slices.ContainsFunc(e.ends, f.holds) { // ends, too, are noted for themselves
			s.note(e.place(), f.place(), 0)
		}
		through = through || f.isArea()
	}
	return through
}

func (s side) meetEdge(e, f *edge) {
	o1, o2 := orient(f.a, f.b, e.a), orient(f.a, f.b, e.b)
	if o1*o2 > 0 {
		return
	}
	o3, o4 := orient(e.a, e.b, f.a), orient(e.a, e.b, f.b)
	switch {
	case o3*o4 > 0:
		return
	case o1*o2 < 0 && o3*o4 < 0:
		s.crossed = append(s.crossed, f)
		return
	case o1 == 0 && o2 == 0:
		s.share(e, f)
	}
	axis := e.axis()
	if o3 == 0 && between(f.a, e.a, e.b, axis) {
		s.splits = append(s.splits, f.a)
	}
	if o4 == 0 && between(f.b, e.a, e.b, axis) {
		s.splits = append(s.splits, f.b)
	}
}

// share notes the piece that two edges on one line share.
func (s side) share(e, f *edge) {
	axis := e.axis()
	from, to := e.lower(axis), e.upper(axis)
	if p := f.lower(axis); p[axis] > from[axis] {
		from = p
	}
	if p := f.upper(axis); p[axis] < to[axis] {
		to = p
	}
	if from[axis] >= to[axis] {
		return
	}
	s.covers = append(s.covers, [2]orb.Point{from, to})
	s.note(e.place(), f.place(), 1)
	if !e.isArea() || !f.isArea() {
		return
	}
	if (e.a[axis] < e.b[axis]) == (f.a[axis] < f.b[axis]) { // both areas on one side
		s.note(interior, interior, 2)
		return
	}
	s.note(interior, exterior, 2)
	s.note(exterior, interior, 2)
}

// covered reports whether the piece from p to q is shared with an edge.
func (s side) covered(p, q orb.Point, axis int) bool {
	return slices.ContainsFunc(s.covers, func(c [2]orb.Point) bool {
		return c[0][axis] <= p[axis] && c[1][axis] >= q[axis]
	})
}

// axis is the one along which the edge is longer, 0 or 1: points on the edge follow one
// another as that coordinate does.
func (e *edge) axis() int {
	dx, dy := e.a[0]-e.b[0], e.a[1]-e.b[1]
	if dx*dx >= dy*dy && dx != 0 {
		return 0
	}
	return 1
}

func (e *edge) low() orb.Point {
	return orb.Point{min(e.a[0], e.b[0]), min(e.a[1], e.b[1])}
}

func (e *edge) high() orb.Point {
	return orb.Point{max(e.a[0], e.b[0]), max(e.a[1], e.b[1])}
}

// lower and upper are the ends of the edge along an axis.
func (e *edge) lower(axis int) orb.Point {
	if e.a[axis] < e.b[axis] {
		return e.a
	}
	return e.b
}

func (e *edge) upper(axis int) orb.Point {
	if e.a[axis] < e.b[axis] {
		return e.b
	}
	return e.a
}

// between reports whether a point on the line of an edge lies within it, ends excluded.
func between(p, a, b orb.Point, axis int) bool {
	return p[axis] > min(a[axis], b[axis]) && p[axis] < max(a[axis], b[axis])
}
