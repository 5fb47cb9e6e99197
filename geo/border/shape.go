package border

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"

	"strikemap/geo"
)

// shapeDetail is the tolerance, in degrees of latitude, that outlines are
// simplified to: about two kilometres.
const shapeDetail = 0.018

// shapeVertices is the most vertices an outline may have.
const shapeVertices = 2000

// detail is how far outlines are simplified, degrees of latitude: near where the
// map looks closest, and far from there.
type detail struct{ near, far float64 }

// closest is the part of the world the map looks at closest.
var closest = box{west: 12, south: 41, east: 64, north: 71}

func (d detail) of(a Arc) float64 {
	if v := a.Points[0]; closest.angleTo(newPoint(v.Lon(), v.Lat())) == 0 {
		return d.near
	}
	return d.far
}

// coarser is the next step for an outline with too many vertices: far parts
// first, to ten times the tolerance, then all.
func (d detail) coarser() detail {
	if d.far < 10*d.near {
		return detail{d.near, d.far * 1.5}
	}
	return detail{d.near * 1.5, d.far * 1.5}
}

// pieceSize is the most segments of an arc that are simplified as one.
const pieceSize = 100

// pieces cuts long arcs, so that a line that comes to cross another is drawn
// finer only there, and far and near parts of one coast are told apart.
func pieces(arcs []Arc) []Arc {
	var out []Arc
	for _, a := range arcs {
		for len(a.Points) > pieceSize+pieceSize/2 {
			out = append(out, Arc{a.Points[:pieceSize+1], a.Left, a.Right})
			a.Points = a.Points[pieceSize:]
		}
		out = append(out, a)
	}
	return out
}

// Shape implements geo.Locator. Outlines are simplified to about two kilometres;
// those with more than 2,000 vertices further, first beyond 12 to 64 E and 41 to
// 71 N. They are for drawing only, belong to the index and must not be changed.
func (x *Index) Shape(code string) (geo.Shape, bool) {
	if known, ok := x.shapes.Load(code); ok {
		return known.(geo.Shape), true
	}
	s, inside, ok := x.subject(code)
	if !ok {
		return geo.Shape{}, false
	}
	rings := Outline(x.pieces, inside)
	s.Outline = x.resolve(rings, detail{shapeDetail, shapeDetail})
	for fine := shapeDetail / 4; len(s.Outline) == 0 && fine > 1.0/Grid; fine /= 4 {
		s.Outline = x.resolve(rings, detail{fine, fine}) // smaller than the tolerance
	}
	for d := (detail{shapeDetail, shapeDetail}); vertices(s.Outline) > shapeVertices && d.near < 10; {
		d = d.coarser()
		s.Outline = x.resolve(rings, d)
	}
	x.shapes.Store(code, s)
	return s, true
}

// subject names the shape of a code and the divisions that make it up.
func (x *Index) subject(code string) (s geo.Shape, inside func(int32) bool, ok bool) {
	if c, known := x.country[code]; known {
		s = geo.Shape{Code: code, Name: x.m.Countries[c.number].Name, Level: "country"}
		return s, func(d int32) bool { return x.countryOf(d) == c.number }, true
	}
	if n, known := x.division[code]; known {
		s = geo.Shape{Code: code, Name: x.m.Divisions[n].Name, Level: "admin1"}
		return s, func(d int32) bool { return d == n }, true
	}
	return s, nil, false
}

// resolve draws rings of arcs. Arcs are simplified
// one by one, so that neighbours agree. The largest ring always stays, others if
// they are larger than the tolerance. Where lines come to cross, their arcs are
// drawn finer.
func (x *Index) resolve(rings [][]Step, d detail) orb.MultiPolygon {
	lines := make([][]Vertex, len(x.pieces))
	for _, ring := range rings {
		for _, s := range ring {
			lines[s.Arc] = simpler(x.pieces[s.Arc], d.of(x.pieces[s.Arc]))
		}
	}
	rings = x.largeRings(rings, lines, d)
	finer := map[int]float64{}
	for range 8 {
		var all []segment
		for _, ring := range rings {
			all = append(all, segmentsOf(ring, lines)...)
		}
		crossing := crossingArcs(all)
		if len(crossing) == 0 {
			break
		}
		for arc := range crossing {
			if finer[arc] == 0 {
				finer[arc] = d.of(x.pieces[arc])
			}
			finer[arc] /= 2
			lines[arc] = simpler(x.pieces[arc], finer[arc])
		}
	}
	var out []orb.Ring
	for _, ring := range rings {
		if r := closedRing(ring, lines); len(r) >= 4 {
			out = append(out, r)
		}
	}
	return polygonsOf(out)
}

// largeRings leaves the rings that are larger than a square of twice the
// tolerance, and the largest.
func (x *Index) largeRings(rings [][]Step, lines [][]Vertex, d detail) [][]Step {
	areas := make([]float64, len(rings))
	for i, ring := range rings {
		if r := closedRing(ring, lines); len(r) >= 4 {
			areas[i] = math.Abs(planar.Area(r)) * math.Cos(r[0][1]*degree)
		}
	}
	var out [][]Step
	for i, ring := range rings {
		least := 2 * d.of(x.pieces[ring[0].Arc])
		if areas[i] > 0 && areas[i] >= min(least*least, slices.Max(areas)) {
			out = append(out, ring)
		}
	}
	return out
}

func closedRing(ring []Step, lines [][]Vertex) orb.Ring {
	walked := Walk(ring, lines)
	var out orb.Ring
	for _, v := range walked {
		out = append(out, orb.Point{v.Lon(), v.Lat()})
	}
	if len(out) > 0 {
		out = append(out, out[0])
	}
	return out
}

// simpler simplifies an arc by the method of Douglas and Peucker in degrees of
// latitude: longitudes are shrunk first, so that tolerance is alike both ways.
func simpler(a Arc, tolerance float64) []Vertex {
	shrink := math.Max(0.05, math.Cos(a.Points[len(a.Points)/2].Lat()*degree))
	l := make(orb.LineString, len(a.Points))
	for i, v := range a.Points {
		l[i] = orb.Point{v.Lon() * shrink, v.Lat()}
	}
	kept := simplify.DouglasPeucker(tolerance).LineString(l)
	if p, n := a.Points, len(a.Points); a.Closed() && len(kept) < 4 && n >= 4 {
		return []Vertex{p[0], p[n/3], p[2*n/3], p[n-1]} // a small island: simplified, it would vanish
	}
	out := make([]Vertex, len(kept))
	for i, p := range kept {
		out[i] = Vertex{int32(math.Round(p[0] / shrink * Grid)), int32(math.Round(p[1] * Grid))}
	}
	return out
}

// polygonsOf sorts closed rings, the inside on their left, into polygons wound as
// RFC 7946 asks: outer rings counterclockwise, holes clockwise. A hole goes to
// the smallest outer ring around it.
func polygonsOf(rings []orb.Ring) orb.MultiPolygon {
	var out orb.MultiPolygon
	var holes []orb.Ring
	for _, r := range rings {
		if r.Orientation() == orb.CCW {
			out = append(out, orb.Polygon{r})
		} else {
			holes = append(holes, r)
		}
	}
	for _, h := range holes {
		best, size := -1, math.Inf(1)
		for i, p := range out {
			if a := math.Abs(planar.Area(p[0])); a < size && planar.RingContains(p[0], h[0]) {
				best, size = i, a
			}
		}
		if best >= 0 {
			out[best] = append(out[best], h)
		}
	}
	return out
}

func vertices(m orb.MultiPolygon) int {
	n := 0
	for _, p := range m {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}
