package geo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"strikemap/geo"
)

// row is a row of a test.
type row struct {
	properties map[string]any
	geometry   orb.Geometry
}

func (r row) Property(name string) any { return r.properties[name] }
func (r row) Geometry() orb.Geometry   { return r.geometry }

var theGeometry = geo.NewProperty("geometry", geo.GeometryValue)

func spatial(t testing.TB, op geo.SpatialOp, a, b geo.Operand) geo.Expr {
	t.Helper()
	e, err := geo.NewSpatial(op, a, b)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// expected tells what a function is by the nine intersections, written out.
func expected(op geo.SpatialOp, m [3][3]int, a, b int) bool {
	const i, o, e = 0, 1, 2
	share := m[i][i] >= 0 || m[i][o] >= 0 || m[o][i] >= 0 || m[o][o] >= 0
	switch op {
	case geo.SIntersects:
		return share
	case geo.SDisjoint:
		return !share
	case geo.SEquals:
		return m[i][i] >= 0 && m[i][e] < 0 && m[o][e] < 0 && m[e][i] < 0 && m[e][o] < 0
	case geo.STouches:
		return share && m[i][i] < 0
	case geo.SWithin:
		return m[i][i] >= 0 && m[i][e] < 0 && m[o][e] < 0
	case geo.SContains:
		return m[i][i] >= 0 && m[e][i] < 0 && m[e][o] < 0
	case geo.SOverlaps:
		return a == b && m[i][i] == a && m[i][e] >= 0 && m[e][i] >= 0
	case geo.SCrosses:
		switch {
		case a < b:
			return m[i][i] >= 0 && m[i][e] >= 0
		case a > b:
			return m[i][i] >= 0 && m[e][i] >= 0
		}
		return a == 1 && m[i][i] == 0
	}
	panic(op)
}

func TestASpatialFunctionAgreesWithTheCellsThatAllEdgesMake(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	held := map[geo.SpatialOp]int{}
	for n := range 500 {
		// Whole numbers meet often; tenths are a rounding error apart where they seem to.
		grid := func(v int) float64 { return float64(v) }
		if n%3 == 0 {
			grid = func(v int) float64 { return float64(v)*0.1 + 0.3 }
		}
		a, b := randomGeometry(r, grid), randomGeometry(r, grid)
		if n%10 == 0 {
			b = backwards(a)
		}
		m := nineIntersections(a, b)
		for _, op := range geo.SpatialOps {
			want := expected(op, m, a.Dimensions(), b.Dimensions())
			if want {
				held[op]++
			}
			for name, e := range map[string]geo.Expr{
				"row with literal":     spatial(t, op, theGeometry, geo.NewGeometry(b)),
				"literal with literal": spatial(t, op, geo.NewGeometry(a), geo.NewGeometry(b)),
			} {
				if got := e.Truth(row{geometry: a}) == geo.True; got != want {
					t.Fatalf("seed %d: %s: %s(%s, %s) is %t, want %t by %v", seed, name, op, wkt.MarshalString(a), wkt.MarshalString(b), got, want, m)
				}
			}
			turned := spatial(t, op, geo.NewGeometry(a), theGeometry)
			if got := turned.Truth(row{geometry: b}) == geo.True; got != want {
				t.Fatalf("seed %d: literal with row: %s(%s, %s) is %t, want %t by %v", seed, op, wkt.MarshalString(a), wkt.MarshalString(b), got, want, m)
			}
		}
	}
	for _, op := range geo.SpatialOps {
		if held[op] < 10 {
			t.Errorf("seed %d: %s held %d times only: the geometries are too far apart to tell", seed, op, held[op])
		}
	}
}

// backwards returns the same geometry with its points in the opposite order.
func backwards(g orb.Geometry) orb.Geometry {
	g = orb.Clone(g)
	switch g := g.(type) {
	case orb.MultiPoint:
		slices.Reverse(g)
	case orb.LineString:
		g.Reverse()
	case orb.MultiLineString:
		slices.Reverse(g)
	case orb.Polygon:
		for _, r := range g {
			r.Reverse()
		}
	case orb.MultiPolygon:
		slices.Reverse(g)
	case orb.Collection:
		slices.Reverse(g)
	}
	return g
}

// randomGeometry returns a small valid geometry of any type on a grid of 5 by 5.
func randomGeometry(r *rand.Rand, grid func(int) float64) orb.Geometry {
	at := func(x, y int) orb.Point { return orb.Point{grid(x), grid(y)} }
	point := func() orb.Point { return at(r.IntN(5), r.IntN(5)) }
	line := func() orb.LineString {
		l := orb.LineString{point()}
		for len(l) < 2+r.IntN(3) {
			if p := point(); p != l[len(l)-1] {
				l = append(l, p)
			}
		}
		return l
	}
	switch r.IntN(9) {
	case 0:
		return point()
	case 8: // a collection of what does not meet
		for {
			c := orb.Collection{orb.MultiPoint{point(), point()}, line(), triangle(r, point)}
			if !meet(c[0], c[1]) && !meet(c[0], c[2]) && !meet(c[1], c[2]) {
				return c[r.IntN(2):]
			}
		}
	case 1:
		points := orb.MultiPoint{point()}
		for len(points) < 1+r.IntN(3) {
			points = append(points, point())
		}
		return points
	case 2:
		return line()
	case 3:
		return orb.MultiLineString{line(), line()}
	case 4: // a frame, or a rectangle
		x, y := r.IntN(2), r.IntN(2)
		frame := orb.Polygon{rectangle(at, x, y, 3+r.IntN(2), 3+r.IntN(2))}
		if r.IntN(2) == 0 {
			frame = append(frame, orb.Ring{at(2, 1+y), at(1+x, 2), at(2, 2), at(2, 1+y)})
		}
		if len(frame) == 2 && !validRing(frame[1]) {
			frame = frame[:1]
		}
		return frame
	case 5: // two triangles that may touch at a point
		for {
			a, b := triangle(r, point), triangle(r, point)
			if m := nineIntersections(a, b); m[0][0] < 0 && m[1][1] < 1 {
				return orb.MultiPolygon{a, b}
			}
		}
	case 6: // an area that turns in on itself
		return orb.Polygon{orb.Ring{at(0, 0), at(4, 0), at(4, 4), at(3, 1+r.IntN(2)), at(1+r.IntN(2), 1+r.IntN(2)), at(0, 4), at(0, 0)}}
	}
	return triangle(r, point)
}

func meet(a, b orb.Geometry) bool {
	return expected(geo.SIntersects, nineIntersections(a, b), 0, 0)
}

func rectangle(at func(x, y int) orb.Point, x, y, w, h int) orb.Ring {
	return orb.Ring{at(x, y), at(x, min(y+h, 4)), at(min(x+w, 4), min(y+h, 4)), at(min(x+w, 4), y), at(x, y)}
}

func triangle(r *rand.Rand, point func() orb.Point) orb.Polygon {
	for {
		a := point()
		ring := orb.Ring{a, point(), point(), a}
		if validRing(ring) {
			return orb.Polygon{ring}
		}
	}
}

// validRing reports whether a triangle has an area to speak of.
func validRing(r orb.Ring) bool {
	return turn(spotOf(r[0]), spotOf(r[1]), spotOf(r[2])) != 0 && r.Orientation() != 0
}

func TestASpatialFunctionHoldsAsTheStandardDrawsIt(t *testing.T) {
	square := "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))"
	frame := "POLYGON((0 0, 6 0, 6 6, 0 6, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))"
	for _, c := range []struct {
		op   geo.SpatialOp
		a, b string
		want bool
	}{
		{geo.SWithin, "POINT(1 1)", square, true},
		{geo.SWithin, "POINT(0 1)", square, false},
		{geo.STouches, "POINT(0 1)", square, true},
		{geo.STouches, "POINT(0 0)", square, true},
		{geo.SIntersects, "POINT(0 0)", square, true},
		{geo.SContains, square, "POINT(2 2)", true},
		{geo.SIntersects, "POINT(3 3)", frame, false},
		{geo.STouches, "POINT(2 3)", frame, true},
		{geo.SWithin, "POLYGON((2 2, 4 2, 4 4, 2 4, 2 2))", frame, false},
		{geo.STouches, "POLYGON((2 2, 4 2, 4 4, 2 4, 2 2))", frame, true},
		{geo.SEquals, "MULTIPOINT((1 1), (2 2))", "MULTIPOINT((2 2), (1 1), (1 1))", true},
		{geo.SEquals, square, "POLYGON((4 4, 4 0, 0 0, 0 2, 0 4, 4 4))", true},
		{geo.SCrosses, "MULTIPOINT((1 1), (9 9))", square, true},
		{geo.SCrosses, "LINESTRING(-1 2, 5 2)", square, true},
		{geo.SCrosses, "LINESTRING(1 1, 3 3)", square, false},
		{geo.SWithin, "LINESTRING(0 0, 4 0)", square, false},
		{geo.STouches, "LINESTRING(0 0, 4 0)", square, true},
		{geo.SCrosses, "LINESTRING(0 0, 2 2)", "LINESTRING(0 2, 2 0)", true},
		{geo.SOverlaps, "LINESTRING(0 0, 2 0)", "LINESTRING(1 0, 3 0)", true},
		{geo.SOverlaps, square, "POLYGON((2 2, 6 2, 6 6, 2 6, 2 2))", true},
		{geo.SOverlaps, square, "POLYGON((4 0, 8 0, 8 4, 4 4, 4 0))", false},
		{geo.STouches, square, "POLYGON((4 0, 8 0, 8 4, 4 4, 4 0))", true},
		{geo.SDisjoint, square, "POLYGON((5 0, 8 0, 8 4, 5 4, 5 0))", true},
		{geo.SContains, "GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0, 4 0, 4 4, 0 4, 0 0)))", "MULTIPOINT((9 9), (1 1))", true},
		{geo.SIntersects, "GEOMETRYCOLLECTION(POINT(9 9), LINESTRING(5 5, 7 5))", square, false},
		// what covers a hole is not within the frame
		{geo.SWithin, "POLYGON((1 1, 5 1, 5 5, 1 5, 1 1))", frame, false},
		{geo.SOverlaps, "POLYGON((1 1, 5 1, 5 5, 1 5, 1 1))", frame, true},
		// from one polygon into the next through the point where they touch
		{geo.SContains, "MULTIPOLYGON(((0 4, 2 2, 0 1, 0 4)), ((2 3, 2 0, 4 4, 2 3)))", "LINESTRING(0 2, 1 2, 3 2)", true},
		// across the end of another line, or of the line itself
		{geo.STouches, "MULTILINESTRING((1 3, 4 0, 3 1), (3 0, 2 3))", "MULTILINESTRING((0 4, 2 1, 2 3), (2 2, 1 1, 3 0))", true},
		{geo.STouches, "LINESTRING(2 2, 4 0, 0 4)", "MULTILINESTRING((1 2, 2 1), (4 3, 0 1, 1 1, 2 1))", true},
	} {
		a, b := parseWKT(t, c.a), parseWKT(t, c.b)
		if got := spatial(t, c.op, theGeometry, geo.NewGeometry(b)).Truth(row{geometry: a}); (got == geo.True) != c.want {
			t.Errorf("%s(%s, %s) is %v, want %t", c.op, c.a, c.b, got, c.want)
		}
	}
}

func parseWKT(t testing.TB, text string) orb.Geometry {
	t.Helper()
	g, err := wkt.Unmarshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestABoxAcrossTheAntimeridianIsOnePiece(t *testing.T) {
	box := geo.NewBBox(geo.BBox{West: 170, South: -10, East: -170, North: 10})
	for _, c := range []struct {
		op   geo.SpatialOp
		g    string
		want bool
	}{
		{geo.SIntersects, "POINT(175 0)", true},
		{geo.SIntersects, "POINT(-175 0)", true},
		{geo.SIntersects, "POINT(0 0)", false},
		{geo.SIntersects, "POINT(170 0)", true},
		{geo.SWithin, "POINT(170 0)", false},
		{geo.STouches, "POINT(170 0)", true},
		{geo.SWithin, "POINT(180 0)", true},
		{geo.SWithin, "POINT(-180 0)", true},
		{geo.STouches, "POINT(180 0)", false},
		{geo.STouches, "POINT(180 10)", true},
		{geo.SDisjoint, "POINT(-160 0)", true},
		{geo.SWithin, "MULTIPOINT((175 0), (-175 0))", true},
		{geo.SCrosses, "MULTIPOINT((175 0), (0 0))", true},
		{geo.SWithin, "LINESTRING(175 0, 180 0)", true},
		{geo.SWithin, "LINESTRING(180 0, 175 0)", true},
		{geo.SCrosses, "LINESTRING(180 0, 160 0)", true},
		{geo.SWithin, "MULTIPOLYGON(((172 0, 180 0, 180 5, 172 5, 172 0)), ((-180 0, -172 0, -172 5, -180 5, -180 0)))", true},
		{geo.SIntersects, "POLYGON((-100 -20, 100 -20, 100 20, -100 20, -100 -20))", false},
		{geo.SOverlaps, "POLYGON((160 -5, 175 -5, 175 5, 160 5, 160 -5))", true},
		{geo.SEquals, "MULTIPOLYGON(((170 -10, 180 -10, 180 10, 170 10, 170 -10)), ((-180 -10, -170 -10, -170 10, -180 10, -180 -10)))", true},
	} {
		g := parseWKT(t, c.g)
		if got := spatial(t, c.op, theGeometry, box).Truth(row{geometry: g}); (got == geo.True) != c.want {
			t.Errorf("%s(%s, %s) is %v, want %t", c.op, c.g, box.Text(), got, c.want)
		}
	}
}

func TestNoRoundingErrorPutsAPointOnTheWrongSide(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 4))
	corner := func() orb.Point { return orb.Point{r.Float64()*2 - 1, r.Float64()*2 - 1} }
	for range 3000 {
		a, b, c := corner(), corner(), corner()
		triangle := orb.Polygon{{a, b, c, a}}
		// a point of the edge, as well as it can be given, and its neighbours
		at := r.Float64()
		p := orb.Point{a[0] + at*(b[0]-a[0]), a[1] + at*(b[1]-a[1])}
		for range r.IntN(3) {
			p[0] = math.Nextafter(p[0], c[0])
		}
		want := figureOf(triangle).at(spotOf(p))
		literal := geo.NewGeometry(triangle)
		within := spatial(t, geo.SWithin, theGeometry, literal).Truth(row{geometry: p}) == geo.True
		touches := spatial(t, geo.STouches, theGeometry, literal).Truth(row{geometry: p}) == geo.True
		if within != (want == 0) || touches != (want == 1) {
			t.Fatalf("seed %d: %v is within %v: %t, touches it: %t, want place %d", seed, p, triangle, within, touches, want)
		}
	}
}

func TestABoxThatEndsAtTheAntimeridianHoldsItsPointsUnderBothNames(t *testing.T) {
	box := geo.NewBBox(geo.BBox{West: 170, South: -10, East: 180, North: 10})
	for _, lon := range []float64{180, -180} {
		p := row{geometry: orb.Point{lon, 0}}
		if spatial(t, geo.STouches, theGeometry, box).Truth(p) != geo.True {
			t.Errorf("a point at %v does not touch %s", lon, box.Text())
		}
	}
}

func TestTwoLiteralsTooLargeToCompareAreRefused(t *testing.T) {
	line := make(orb.LineString, geo.MaxComparedVertices)
	for i := range line {
		line[i] = orb.Point{float64(i), float64(i % 2)}
	}
	big := geo.NewGeometry(line)
	if _, err := geo.NewSpatial(geo.SCrosses, big, big); err == nil {
		t.Error("they are taken")
	}
	if _, err := geo.NewSpatial(geo.SCrosses, theGeometry, big); err != nil {
		t.Errorf("one of them is refused beside a property: %v", err)
	}
}

func TestABoxWithoutAnAreaIsAPointOrALine(t *testing.T) {
	for _, c := range []struct {
		box  geo.BBox
		op   geo.SpatialOp
		p    orb.Point
		want bool
	}{
		{geo.BBox{West: 1, South: 1, East: 1, North: 1}, geo.SEquals, orb.Point{1, 1}, true},
		{geo.BBox{West: 1, South: 1, East: 1, North: 3}, geo.SWithin, orb.Point{1, 2}, true},
		{geo.BBox{West: 1, South: 1, East: 1, North: 3}, geo.STouches, orb.Point{1, 3}, true},
	} {
		if got := spatial(t, c.op, theGeometry, geo.NewBBox(c.box)).Truth(row{geometry: c.p}); (got == geo.True) != c.want {
			t.Errorf("%s of %v and %v is %v", c.op, c.p, c.box, got)
		}
	}
}

func TestAPlaceThatIsNotKnownIsNeitherInNorOut(t *testing.T) {
	e := spatial(t, geo.SIntersects, theGeometry, geo.NewBBox(geo.World))
	if got := e.Truth(row{}); got != geo.Unknown {
		t.Errorf("got %v", got)
	}
	if got := geo.NewNot(e).Truth(row{}); got != geo.Unknown {
		t.Errorf("its negation is %v", got)
	}
}

func TestALargePolygonIsLocatedAsItsDefinitionSays(t *testing.T) {
	// A comb whose teeth are one degree wide: even degrees are in, odd ones out.
	ring := orb.Ring{{0, 0}}
	for x := range 200 {
		lon := float64(x) / 2
		ring = append(ring, orb.Point{lon, 10}, orb.Point{lon + 0.25, 10}, orb.Point{lon + 0.25, 1}, orb.Point{lon + 0.5, 1})
	}
	ring = append(ring, orb.Point{100, 0}, orb.Point{0, 0})
	comb := geo.NewGeometry(orb.Polygon{ring})
	e := spatial(t, geo.SWithin, theGeometry, comb)
	for x := range 200 {
		lon := float64(x) / 2
		for _, c := range []struct {
			p    orb.Point
			want bool
		}{
			{orb.Point{lon + 0.1, 5}, true},
			{orb.Point{lon + 0.3, 5}, false},
			{orb.Point{lon + 0.3, 0.5}, true},
		} {
			if got := e.Truth(row{geometry: c.p}) == geo.True; got != c.want {
				t.Fatalf("%v in the comb is %t", c.p, got)
			}
		}
	}
}

func BenchmarkSpatial(b *testing.B) {
	ring := orb.Ring{}
	for i := range 10_000 {
		a := geo.Circle(geo.Point{Lon: 30, Lat: 50}, 500_000)[0]
		ring = append(ring, a[i*len(a)/10_000%len(a)])
	}
	ring = append(ring, ring[0])
	polygon := geo.NewGeometry(orb.Polygon{ring})
	for name, literal := range map[string]geo.Operand{
		"box":     geo.NewBBox(geo.BBox{West: 20, South: 40, East: 40, North: 60}),
		"polygon": polygon,
	} {
		for _, op := range []geo.SpatialOp{geo.SIntersects, geo.SWithin} {
			b.Run(fmt.Sprint(op, " ", name), func(b *testing.B) {
				e := spatial(b, op, theGeometry, literal)
				var r geo.Row = row{geometry: orb.Point{31, 51}}
				b.ReportAllocs()
				for b.Loop() {
					e.Truth(r)
				}
			})
		}
	}
}
