package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// seeded returns a source of random numbers and prints its seed.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// corners are longitudes where mistakes are made.
var corners = []float64{-180, -179.999, -90, 0, 90, 179.999, 180}

func randomLon(r *rand.Rand) float64 {
	if r.IntN(3) == 0 {
		return corners[r.IntN(len(corners))]
	}
	return math.Round(r.Float64()*3600-1800) / 10
}

func randomLat(r *rand.Rand) float64 {
	if r.IntN(4) == 0 {
		return []float64{-90, 0, 90}[r.IntN(3)]
	}
	return math.Round(r.Float64()*1800-900) / 10
}

func randomBox(r *rand.Rand) BBox {
	a, b := randomLat(r), randomLat(r)
	return BBox{randomLon(r), min(a, b), randomLon(r), max(a, b)}
}

// inside works out by turning eastwards from the west edge whether a box holds a
// longitude, on a circle cut nowhere.
func inside(b BBox, lon float64) bool {
	turn := func(x float64) int { return (int(math.Round(x*1000)) + 720_000) % 360_000 } // whole millidegrees
	if !b.Crosses() && b.East-b.West == 360 {
		return true
	}
	return turn(lon-b.West) <= turn(b.East-b.West)
}

func TestABoxHoldsWhatLiesEastOfItsWestEdge(t *testing.T) {
	r := seeded(t)
	for range 50_000 {
		b, lon, lat := randomBox(r), randomLon(r), randomLat(r)
		want := inside(b, lon) && lat >= b.South && lat <= b.North
		if got := b.Contains(lon, lat); got != want {
			t.Fatalf("%v holds %v %v: %v, want %v", b, lon, lat, got, want)
		}
	}
}

func TestTwoBoxesTouchIfOneHoldsACornerMeridianOfTheOther(t *testing.T) {
	r := seeded(t)
	for range 50_000 {
		a, b := randomBox(r), randomBox(r)
		lon := inside(a, b.West) || inside(b, a.West)
		want := lon && a.South <= b.North && b.South <= a.North
		if got := a.Intersects(b); got != want || got != b.Intersects(a) {
			t.Fatalf("%v and %v: %v, want %v", a, b, got, want)
		}
	}
}

func TestBoxesAtTheEdgesOfTheGlobe(t *testing.T) {
	cases := []struct {
		box      BBox
		lon, lat float64
		want     bool
	}{
		{World, 180, 90, true},
		{World, -180, -90, true},
		{BBox{170, -10, -170, 10}, 180, 0, true},
		{BBox{170, -10, -170, 10}, -180, 0, true},
		{BBox{170, -10, -170, 10}, 0, 0, false},
		{BBox{170, -10, -170, 10}, 169.9999999, 0, false},
		{BBox{170, 0, 180, 10}, -180, 5, true},
		{BBox{-180, 0, -170, 10}, 180, 5, true},
		{BBox{180, 0, 180, 10}, -180, 5, true},
		{BBox{180, 0, -180, 10}, 179.9999999, 5, false},
		{BBox{0, 90, 10, 90}, 5, 90, true},
		{BBox{0, 89, 10, 90}, 20, 90, false}, // the pole is a line on the plane
		{BBox{10, 0, 10, 0}, 10, 0, true},
	}
	for _, c := range cases {
		if got := c.box.Contains(c.lon, c.lat); got != c.want {
			t.Errorf("%v holds %v %v: %v, want %v", c.box, c.lon, c.lat, got, c.want)
		}
	}
	if !(BBox{170, 0, 180, 1}).Intersects(BBox{-180, 0, -170, 1}) {
		t.Error("boxes on both sides of the antimeridian do not touch")
	}
	if b := (BBox{170, -1, -170, 1}).Bounds(); len(b) != 2 || b[0].Max[0] != 180 || b[1].Min[0] != -180 {
		t.Errorf("a box across the antimeridian is cut into %v", b)
	}
}

func TestTheBBoxParameter(t *testing.T) {
	cases := []struct {
		text string
		want BBox
		ok   bool
	}{
		{"22.5,49,24.1,54.5", BBox{22.5, 49, 24.1, 54.5}, true},
		{"170, -10, -170, 10", BBox{170, -10, -170, 10}, true},
		{"1,2,100,3,4,200", BBox{1, 2, 3, 4}, true},
		{"-180,-90,180,90", World, true},
		{"1e1,2,3E1,4", BBox{10, 2, 30, 4}, true},
		{"", BBox{}, false},
		{"1,2,3", BBox{}, false},
		{"1,2,3,4,5", BBox{}, false},
		{"1,2,3,x", BBox{}, false},
		{"1,2,3,", BBox{}, false},
		{"NaN,2,3,4", BBox{}, false},
		{"1,2,Inf,4", BBox{}, false},
		{"1,2,1e400,4", BBox{}, false},
		{"-181,0,0,1", BBox{}, false},
		{"0,-91,0,1", BBox{}, false},
		{"0,5,1,4", BBox{}, false},
	}
	for _, c := range cases {
		got, err := ParseBBox(c.text)
		if (err == nil) != c.ok || got != c.want {
			t.Errorf("%q gave %v, %v; want %v", c.text, got, err, c.want)
		}
		if err != nil && ErrorCode(err) != EINVALID {
			t.Errorf("%q: the code of %v is %q", c.text, err, ErrorCode(err))
		}
	}
}

func FuzzParseBBox(f *testing.F) {
	for _, seed := range []string{"1,2,3,4", "170,-10,-170,10", "1,2,0,3,4,0", "NaN,1,1,1", "-0,0,0,0", "1e-320,0,1,1", ",,,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := ParseBBox(text)
		if err != nil {
			return
		}
		if again, err := ParseBBox(b.Text()); err != nil || again != b {
			t.Fatalf("%q is %v, written %q, read %v, %v", text, b, b.Text(), again, err)
		}
		if !b.Contains(b.West, b.South) || !b.Intersects(b) {
			t.Fatalf("%v does not hold its own corner", b)
		}
	})
}

// metres is the distance on the sphere (haversine).
func metres(a, b Point) float64 {
	rad := math.Pi / 180
	h := math.Pow(math.Sin((b.Lat-a.Lat)*rad/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin((b.Lon-a.Lon)*rad/2), 2)
	return 2 * EarthRadius * math.Asin(math.Sqrt(min(1, h)))
}

func TestACircleIsAtItsDistanceClosedAndCounterClockwise(t *testing.T) {
	r := seeded(t)
	for range 500 {
		centre := Point{r.Float64()*360 - 180, r.Float64()*160 - 80}
		radius := 500 + r.Float64()*300_000
		ring := Circle(centre, radius)[0]
		if len(ring) != 65 || ring[0] != ring[64] {
			t.Fatalf("%d corners, closed %v", len(ring), ring[0] == ring[64])
		}
		if ring.Orientation() != orb.CCW {
			t.Fatalf("the circle of %v m around %v is clockwise", radius, centre)
		}
		for _, p := range ring {
			if d := metres(centre, Point{p[0], p[1]}); math.Abs(d-radius) > 2 {
				t.Fatalf("a corner of the circle of %v m around %v is %v m away", radius, centre, d)
			}
		}
	}
}

func TestClippingToACircleKeepsTheSharedArea(t *testing.T) {
	const side = 2.0
	square := orb.MultiPolygon{{{{0, 0}, {side, 0}, {side, side}, {0, side}, {0, 0}}}}
	all := planar.Area(square)
	disc := func(lon, lat, km float64) orb.Ring { return Circle(Point{lon, lat}, km*1000)[0] }
	cases := []struct {
		name   string
		window orb.Ring
		want   float64
	}{
		{"a circle around the square", disc(1, 1, 1000), all},
		{"a circle inside", disc(1, 1, 50), planar.Area(orb.Polygon{disc(1, 1, 50)})},
		{"half a circle", disc(0, 1, 50), planar.Area(orb.Polygon{disc(0, 1, 50)}) / 2},
		{"a quarter", disc(0, 0, 50), planar.Area(orb.Polygon{disc(0, 0, 50)}) / 4},
		{"a circle elsewhere", disc(30, 30, 50), 0},
	}
	for _, c := range cases {
		got := 0.0
		if part := clipToCircle(square, c.window); len(part) > 0 {
			got = planar.Area(part)
		}
		if math.Abs(got-c.want) > 0.001*max(c.want, 0.01) {
			t.Errorf("%s keeps %v, want %v", c.name, got, c.want)
		}
	}
	holed := orb.MultiPolygon{{square[0][0], {{0.5, 0.5}, {0.5, 1.5}, {1.5, 1.5}, {1.5, 0.5}, {0.5, 0.5}}}}
	if got := planar.Area(clipToCircle(holed, disc(1, 1, 1000))); math.Abs(got-3) > 1e-6 {
		t.Errorf("a square with a hole keeps %v, want 3", got)
	}
}

// clippedByTheBook is clipToCircle without any haste: each ring against each edge, in
// memory of its own.
func clippedByTheBook(outline orb.MultiPolygon, window orb.Ring) orb.MultiPolygon {
	return mapRings(outline, func(ring orb.Ring) orb.Ring {
		points := ring[:len(ring)-1]
		for i, b := range window[1:] {
			a, all := window[i], points
			points = nil
			side := func(p orb.Point) float64 { return (b[0]-a[0])*(p[1]-a[1]) - (b[1]-a[1])*(p[0]-a[0]) }
			for k, p := range all {
				q := all[(k+len(all)-1)%len(all)]
				s, t := side(q), side(p)
				if (s < 0) != (t < 0) {
					f := s / (s - t)
					points = append(points, orb.Point{q[0] + f*(p[0]-q[0]), q[1] + f*(p[1]-q[1])})
				}
				if t >= 0 {
					points = append(points, p)
				}
			}
		}
		var closed orb.Ring
		for _, p := range append(points, points[:min(1, len(points))]...) {
			p = orb.Point{round5(p[0]), round5(p[1])}
			if len(closed) == 0 || closed[len(closed)-1] != p {
				closed = append(closed, p)
			}
		}
		return closed
	})
}

func TestClippingIsAsByTheBookAndLeavesTheOutlineAlone(t *testing.T) {
	r := seeded(t)
	kept := 0
	for range 3000 {
		var outline orb.MultiPolygon
		for range 1 + r.IntN(4) {
			// A star with deep bays, somewhere near the circle.
			middle, corners := orb.Point{r.Float64() * 8, r.Float64() * 8}, 3+r.IntN(40)
			var star orb.Ring
			for i := range corners {
				sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
				reach := r.Float64() * 2
				star = append(star, orb.Point{round5(middle[0] + cos*reach), round5(middle[1] + sin*reach)})
			}
			outline = append(outline, orb.Polygon{append(star, star[0])})
		}
		before := outline.Clone()
		window := Circle(Point{4, 4}, 20_000+r.Float64()*300_000)[0]
		got, want := clipToCircle(outline, window), clippedByTheBook(outline, window)
		if !got.Equal(want) {
			t.Fatalf("%v in %v:\n%v, want\n%v", outline, window, got, want)
		}
		if !outline.Equal(before) {
			t.Fatalf("%v was changed to %v", before, outline)
		}
		kept += len(got)
	}
	if kept < 1000 {
		t.Errorf("only %d parts are kept: the test says little", kept)
	}
}

// flatLand is a Locator of one square country XX from 0 to 10 degrees and its
// division XX-1, the western half. Longitudes up to 12 are 10 km from ZZ.
type flatLand struct{}

func (flatLand) outline(code string) orb.MultiPolygon {
	east := map[string]float64{"XX": 10, "XX-1": 5}[code]
	return orb.MultiPolygon{{{{0, 0}, {east, 0}, {east, 10}, {0, 10}, {0, 0}}}}
}

func (l flatLand) Locate(lon, lat float64) Located {
	here := l.Within(lon, lat)
	here.Border, here.BorderKM = "ZZ", 10.4
	return here
}

func (flatLand) Within(lon, lat float64) Located {
	here := Located{}
	if lon >= 0 && lon <= 10 && lat >= 0 && lat <= 10 {
		here.Country = "XX"
		if lon <= 5 {
			here.Admin1, here.Admin1Name = "XX-1", "West"
		}
	}
	return here
}

func (flatLand) DistanceTo(country string, lon, _ float64) (float64, bool) {
	return lon * 100, country == "YY"
}

func (flatLand) Admin1ByName(country, name string) (string, bool) {
	return "XX-1", country == "XX" && name == "West"
}

func (l flatLand) Shape(code string) (Shape, bool) {
	if code != "XX" && code != "XX-1" {
		return Shape{}, false
	}
	return Shape{Code: code, Name: code, Level: "country", Outline: l.outline(code)}, true
}

func placed(precision string, p *Point, radius float64) *Incident {
	return &Incident{Kind: Strike, Location: Location{Label: "L", Precision: precision, Point: p, Uncertainty: radius}}
}

func TestTheAreaOfACoarsePlace(t *testing.T) {
	west, outside := &Point{2, 5}, &Point{-20, 5}
	cases := []struct {
		name    string
		in      *Incident
		country string
		admin1  string
		id      string // "" none, "area-" a circle
		level   string
	}{
		{"a site has none", placed(Site, west, 500), "XX", "West", "", ""},
		{"a district has none", placed(District, west, 500), "XX", "West", "", ""},
		{"a region with a division", placed(Region, west, 50_000), "XX", "West", "XX-1", "country"},
		{"a region without one", placed(Region, west, 50_000), "XX", "", "area-", "part"},
		{"a country with a point", placed(CountryWide, west, 200_000), "XX", "", "area-", "part"},
		{"a country without a point", placed(CountryWide, nil, 0), "XX", "", "XX", "country"},
		{"a sea", placed(SeaArea, west, 50_000), "XX", "", "area-", "sea"},
		{"a sea without a point", placed(SeaArea, nil, 0), "", "", "", ""},
		{"an unknown place", placed(UnknownPlace, nil, 0), "XX", "", "", ""},
		{"a circle off the country", placed(CountryWide, outside, 50_000), "XX", "", "area-", "part"},
	}
	for _, c := range cases {
		c.in.Location.Country, c.in.Location.Admin1 = c.country, c.admin1
		area := AreaOf(c.in, flatLand{})
		switch {
		case area == nil:
			if c.id != "" {
				t.Errorf("%s: no area, want %s", c.name, c.id)
			}
		case c.id == "" || area.Level != c.level || area.ID[:min(len(c.id), len(area.ID))] != c.id || len(area.Outline) == 0:
			t.Errorf("%s: area %s of level %s with %d parts, want %s of level %s", c.name, area.ID, area.Level, len(area.Outline), c.id, c.level)
		}
	}
	part := AreaOf(func() *Incident {
		in := placed(Region, &Point{0, 5}, 50_000)
		in.Location.Country = "XX"
		return in
	}(), flatLand{})
	if part.Bounds().West < 0 {
		t.Errorf("the circle reaches out of its country: %v", part.Bounds())
	}
}

func TestNoAreaLeavesTheGlobe(t *testing.T) {
	r := seeded(t)
	for range 2000 {
		p := &Point{randomLon(r), randomLat(r)}
		radius := 1000 + r.Float64()*300_000
		area := AreaOf(placed(SeaArea, p, radius), flatLand{})
		if area == nil || len(area.Outline) == 0 {
			t.Fatalf("%v with %v m has no area", *p, radius)
		}
		box := area.Bounds()
		if box.West < -180 || box.East > 180 || box.South < -90 || box.North > 90 {
			t.Fatalf("the area of %v with %v m has the box %v", *p, radius, box)
		}
		if !box.Contains(snap(p.Lon, 0.01), snap(p.Lat, 0.01)) {
			t.Fatalf("the area of %v with %v m, box %v, does not hold its middle", *p, radius, box)
		}
		for _, polygon := range area.Outline {
			if ring := polygon[0]; len(ring) < 4 || ring[0] != ring[len(ring)-1] || ring.Orientation() != orb.CCW {
				t.Fatalf("%v with %v m: ring %v", *p, radius, ring)
			}
		}
	}
	touching := AreaOf(placed(SeaArea, &Point{-178.3, -40.4}, 143_285), flatLand{})
	if len(touching.Outline) != 1 {
		t.Errorf("a circle that touches the antimeridian: %v", touching.Outline)
	}
	across := AreaOf(placed(SeaArea, &Point{179.5, 60}, 100_000), flatLand{})
	if len(across.Outline) != 2 || across.Bounds().West != -180 || across.Bounds().East != 180 {
		t.Errorf("across the antimeridian: %d parts, box %v", len(across.Outline), across.Bounds())
	}
	whole := planar.Area(orb.Polygon{Circle(Point{179.5, 60}, 100_000)[0]})
	if got := planar.Area(across.Outline); math.Abs(got-whole) > 1e-3*whole {
		t.Errorf("the two parts cover %v, the circle %v", got, whole)
	}
}

func TestACoarsenedAreaGivesNoMoreAwayThanItsPrecision(t *testing.T) {
	r := seeded(t)
	for range 2000 {
		p := Point{r.Float64()*300 - 150, r.Float64()*120 - 60}
		in := placed(Site, &p, 300)
		in.PublicPrecision = []string{Region, SeaArea, CountryWide}[r.IntN(3)]
		moved := *in
		moved.Location.Point = &Point{snap(p.Lon, 1), snap(p.Lat, 1)} // any other point of the same degree
		a, b := AreaOf(in, flatLand{}), AreaOf(&moved, flatLand{})
		if a.ID != b.ID || !a.Outline.Equal(b.Outline) {
			t.Fatalf("%v as %s: the area tells where in its degree it is", p, in.PublicPrecision)
		}
		if d := metres(p, a.Label); d > 100_000 {
			t.Fatalf("%v as %s: the circle of 100 km is %v m away", p, in.PublicPrecision, d)
		}
		if u := in.Public().Location.Uncertainty; u < 100_000 {
			t.Fatalf("%v as %s: the radius served is %v", p, in.PublicPrecision, u)
		}
	}
	in := placed(Site, &Point{2, 5}, 300)
	in.PublicPrecision, in.Location.Country = CountryWide, "XX"
	if area := AreaOf(in, flatLand{}); area.ID != "XX" {
		t.Errorf("a site shown as its country has the area %s", area.ID)
	}
}

func TestCompleteFillsInWhatFollowsFromThePlace(t *testing.T) {
	parties := Parties{"yy-army": {Code: "yy-army", Country: "YY", Kind: "military"}}
	in := placed(Site, &Point{2, 5}, 500)
	if area := in.Complete(flatLand{}, parties); area != nil {
		t.Errorf("a site got the area %s", area.ID)
	}
	l := in.Location
	if l.Country != "XX" || l.Admin1 != "West" || l.Border != "ZZ" || l.BorderKM == nil || *l.BorderKM != 10 {
		t.Errorf("place %+v", l)
	}
	in.Actor = "yy-army"
	in.Complete(flatLand{}, parties)
	if l = in.Location; l.Border != "YY" || *l.BorderKM != 200 {
		t.Errorf("a strike by YY is %v km from %s", *l.BorderKM, l.Border)
	}
	in.Kind = Sighting
	in.Complete(flatLand{}, parties)
	if in.Location.Border != "ZZ" {
		t.Errorf("a sighting is measured to %s", in.Location.Border)
	}
	in.Location.Country, in.Location.Admin1 = "QQ", "Mine"
	in.Complete(flatLand{}, parties)
	if in.Location.Country != "QQ" || in.Location.Admin1 != "Mine" {
		t.Errorf("the desk's word was changed: %+v", in.Location)
	}
	sea := placed(SeaArea, &Point{2, 5}, 50_000)
	area := sea.Complete(flatLand{}, parties)
	if area == nil || sea.Location.AreaID != area.ID || sea.Location.Country != "" || sea.Location.BorderKM != nil {
		t.Errorf("a sea: area %v, place %+v", area, sea.Location)
	}
}

// crimea is a Locator for which every point is in one Ukrainian division.
type crimea struct {
	flatLand
	code string
}

func (c crimea) Within(float64, float64) Located {
	return Located{Country: "UA", Admin1: c.code}
}

func TestControlIsComputedForCrimeaAndSevastopolOnly(t *testing.T) {
	for code, want := range map[string]string{"UA-43": "RU", "UA-40": "RU", "UA-23": ""} {
		in := placed(Site, &Point{34, 45}, 500)
		in.Complete(crimea{code: code}, nil)
		if in.Location.Country != "UA" || in.Location.Control != want {
			t.Errorf("%s: country %q, control %q", code, in.Location.Country, in.Location.Control)
		}
	}
}
