package picture

import (
	"math"
	"math/rand/v2"
	"testing"

	"strikemap/geo"
)

// The numbers are those of Snyder 1987, Map Projections - A Working Manual, page 295:
// parallels 33 and 45, origin 23 N 96 W, the point 35 N 75 W on the unit sphere.
func TestTheConeIsThatOfTheManual(t *testing.T) {
	p, err := newConicPlane(30*radians, 48*radians) // its parallels are 33 and 45
	if err != nil {
		t.Fatal(err)
	}
	c := p.(conicPlane)
	x, _ := c.forward(21*radians, 35*radians)
	y := c.rho(23*radians) - c.rho(35*radians)*math.Cos(c.n*21*radians)
	for _, v := range []struct {
		name      string
		got, want float64
	}{{"n", c.n, 0.6304777}, {"F", c.f, 1.9550002}, {"x", x, 0.2966785}, {"y", y, 0.2462112}} {
		if math.Abs(v.got-v.want) > 1e-6 {
			t.Errorf("%s is %.7f, not %.7f", v.name, v.got, v.want)
		}
	}
}

func TestAPlaceIsFoundWhereItWasDrawn(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	frame := extent{0, 50, 900, 600}
	for range 300 {
		south := -70 + 120*random.Float64()
		west := -180 + 360*random.Float64()
		box := geo.BBox{West: west, South: south, East: turned(west + 1 + 100*random.Float64()), North: south + 1 + 18*random.Float64()}
		for _, projection := range Projections {
			g, err := newGlobe(box, projection, frame)
			if err != nil {
				t.Fatalf("%v %s: %v", box, projection, err)
			}
			for range 5 {
				p := point{frame.left + random.Float64()*frame.width(), frame.top + random.Float64()*frame.height()}
				lon, lat := g.place(p)
				if math.Abs(lat) > 84 || math.Abs(lon-g.middle) > 170 {
					continue
				}
				if q := g.flat(lon, lat); q.distance(p) > 0.01 {
					t.Fatalf("%v %s: %v came back as %v", box, projection, p, q)
				}
			}
		}
	}
}

func TestTheWholeBoxIsInTheFrame(t *testing.T) {
	for name, box := range map[string]geo.BBox{
		"usual": {West: 16, South: 43, East: 56, North: 61}, "across the antimeridian": {West: 170, South: 50, East: -170, North: 70},
		"a point": {West: 30, South: 50, East: 30, North: 50}, "the south": {West: -70, South: -50, East: -50, North: -20},
		"about the equator": {West: 0, South: -10, East: 20, North: 10},
	} {
		for _, projection := range Projections {
			frame := extent{10, 20, 710, 420}
			g, err := newGlobe(box, projection, frame)
			if err != nil {
				t.Fatal(err)
			}
			east := box.East
			if box.Crosses() {
				east += 360
			}
			seen := around(g.outline(box.West, box.South, east, box.North))
			if !seen.within(frame.grown(0.001)) {
				t.Errorf("%s, %s: %v is not in %v", name, projection, seen, frame)
			}
			if gap := min(frame.width()-seen.width(), frame.height()-seen.height()); name != "a point" && gap > 0.01 {
				t.Errorf("%s, %s: %.2f pixels could be used", name, projection, gap)
			}
		}
	}
}

func TestAConeIsRefusedWhereItDoesNotFit(t *testing.T) {
	_, err := newGlobe(geo.World, Conic, extent{0, 0, 100, 100})
	if geo.ErrorCode(err) != geo.EINVALID {
		t.Errorf("got %v", err)
	}
}

func TestMetresAreToScale(t *testing.T) {
	for _, projection := range Projections {
		g, err := newGlobe(geo.BBox{West: 20, South: 45, East: 40, North: 55}, projection, extent{0, 0, 800, 600})
		if err != nil {
			t.Fatal(err)
		}
		centre := geo.Point{Lon: 30, Lat: 50}
		ring := geo.Circle(centre, 20_000)[0]
		want := g.metres(centre.Lon, centre.Lat) * 20_000
		for _, p := range ring {
			if got := g.flat(p[0], p[1]).distance(g.flat(centre.Lon, centre.Lat)); math.Abs(got-want) > 0.02*want {
				t.Errorf("%s: 20 km are %.2f pixels, not %.2f", projection, got, want)
			}
		}
	}
}

// fit returns the box around another that has the proportions of a frame in the
// Mercator projection, so that the frame shows nothing else. Latitudes end where the
// projection does; a box that would be wider than the globe is the globe.
func fit(box geo.BBox, width, height float64) geo.BBox {
	g, err := newGlobe(box, Mercator, extent{0, 0, width, height})
	if err != nil {
		return box
	}
	west, north := g.place(point{0, 0})
	east, south := g.place(point{width, height})
	out := geo.BBox{West: turned(west), South: max(south, -90), East: turned(east), North: min(north, 90)}
	if east-west >= 360 {
		out.West, out.East = -180, 180
	}
	return out
}

// turned brings a longitude into -180 to 180.
func turned(lon float64) float64 {
	if lon >= -180 && lon <= 180 {
		return lon
	}
	return lon - 360*math.Round(lon/360)
}
