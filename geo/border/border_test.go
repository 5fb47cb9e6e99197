package border

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"strikemap/geo"
)

var shipped = sync.OnceValues(func() (*Index, error) {
	b, err := os.ReadFile("../../data/borders/borders.bin")
	if err != nil {
		return nil, err
	}
	return New(b)
})

func index(t testing.TB) *Index {
	t.Helper()
	x, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// random prints its seed, so that a failure can be repeated.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func TestPlacesAreInTheirCountryAndDivision(t *testing.T) {
	x := index(t)
	for _, c := range []struct {
		name            string
		lat, lon        float64
		country, admin1 string
		shore           bool
	}{
		{"Simferopol", 44.952, 34.102, "UA", "UA-43", false},
		{"Sevastopol", 44.605, 33.522, "UA", "UA-40", false},
		{"Kerch", 45.357, 36.468, "UA", "UA-43", false},
		{"Belbek airfield", 44.691, 33.577, "UA", "UA-40", false},
		{"Kyiv", 50.450, 30.523, "UA", "UA-30", false},
		{"Bila Tserkva", 49.796, 30.115, "UA", "UA-32", false},
		{"Odesa", 46.484, 30.733, "UA", "UA-51", false},
		{"Donetsk", 48.016, 37.803, "UA", "UA-14", false},
		{"Moscow", 55.752, 37.616, "RU", "RU-MOW", false},
		{"Kolomna", 55.079, 38.779, "RU", "RU-MOS", false},
		{"Saint Petersburg", 59.939, 30.316, "RU", "RU-SPE", false},
		{"Kaliningrad", 54.710, 20.511, "RU", "RU-KGD", false},
		{"Irkutsk", 52.290, 104.281, "RU", "RU-IRK", false},
		{"Białystok", 53.132, 23.169, "PL", "PL-20", false},
		{"Tallinn", 59.437, 24.754, "EE", "EE-37", false},
		{"Kirkenes", 69.727, 30.046, "NO", "NO-56", false},
		{"Brest", 52.098, 23.700, "BY", "BY-BR", false},
		{"Tiraspol", 46.840, 29.643, "MD", "", false},
		{"Sukhumi", 43.002, 41.015, "GE", "GE-AB", false},
		{"northern Nicosia", 35.20, 33.36, "CY", "", false},
		{"Washington", 38.90, -77.04, "US", "", false},
		{"Wrangel, just east of 180", 71.2, -179.9, "RU", "RU-CHU", false},
		{"Wrangel, on 180", 71.2, 180, "RU", "RU-CHU", false},
		{"port of Temryuk", 45.325, 37.370, "RU", "RU-KDA", true},
		{"port of Ust-Luga", 59.68, 28.40, "RU", "RU-LEN", false},
		{"port of Primorsk", 60.335, 28.71, "RU", "RU-LEN", true},
		{"port Kavkaz", 45.340, 36.672, "RU", "RU-KDA", false},
		{"Vaindloo", 59.8169, 26.3611, "EE", "EE-60", false},
		{"Snake Island", 45.255, 30.204, "UA", "UA-51", false},
		{"two kilometres off Snake Island", 45.237, 30.204, "UA", "UA-51", true},
		{"Gogland", 60.050, 26.983, "RU", "RU-LEN", false},
		{"Bolshoy Tyuters", 59.850, 27.190, "RU", "RU-LEN", false},
		{"Baltic Sea", 55.1, 18.0, "", "", false},
		{"Black Sea", 43.5, 34.0, "", "", false},
		{"South Pole", -90, 0, "AQ", "", false},
		{"near the South Pole", -89.5, 100, "AQ", "", false},
		{"North Pole", 90, 0, "", "", false},
	} {
		got := x.Locate(c.lon, c.lat)
		if got.Country != c.country || got.Shore != c.shore || c.admin1 != "" && got.Admin1 != c.admin1 {
			t.Errorf("%s: %+v, want %s %s, shore %v", c.name, got, c.country, c.admin1, c.shore)
		}
		if (got.Admin1 == "") != (got.Admin1Name == "") {
			t.Errorf("%s: division %q has the name %q", c.name, got.Admin1, got.Admin1Name)
		}
	}
}

func TestIslandsOfOurOwnAreNotInTheSource(t *testing.T) {
	x := index(t)
	m := x.m
	m.Arcs = slices.DeleteFunc(slices.Clone(m.Arcs), func(a Arc) bool {
		return slices.ContainsFunc(islands, func(i island) bool {
			v := a.Points[0]
			return len(a.Points) == 9 && Distance(i.lon, i.lat, v.Lon(), v.Lat()) < i.radius+0.05
		})
	})
	if dropped := len(x.m.Arcs) - len(m.Arcs); dropped != len(islands) {
		t.Fatalf("%d island arcs found, want %d", dropped, len(islands))
	}
	var coast []chunk
	for _, a := range m.Arcs {
		if a.Left == Water || a.Right == Water {
			coast = append(coast, a.chunks()...)
		}
	}
	source := newTree(coast)
	for _, i := range islands {
		if _, km, ok := source.nearest(i.lon, i.lat, i.radius, anyChunk); ok {
			t.Errorf("%s: the source has a coast %.2f km from its middle", i.name, km)
		}
		if got := x.Locate(i.lon, i.lat); got.Admin1 != i.division || got.Shore {
			t.Errorf("%s: %+v", i.name, got)
		}
	}
}

func TestDistancesToUkraineAgreeWithTheReference(t *testing.T) {
	x := index(t)
	for _, c := range []struct {
		name           string
		lat, lon       float64
		km, off        float64 // on unsimplified Natural Earth 1:10m
		openStreetMap  float64 // an independent, more exact source
		seaLimit       bool    // that source measures to the sea limit
		border         string
		borderKMAtMost float64
	}{
		{"Orenburg gas plant", 51.880, 54.778, 1063.3, 0.3, 1061.0, false, "KZ", 100},
		{"Novoshakhtinsk refinery", 47.782, 39.851, 8.9, 0.3, 9.9, false, "UA", 10},
		{"port of Temryuk", 45.325, 37.370, 57.4, 0.3, 55.4, true, "UA", 58},
		{"Maykop airfield", 44.680, 40.036, 278.0, 0.3, 272.6, true, "GE", 130},
	} {
		km, ok := x.DistanceTo("UA", c.lon, c.lat)
		if !ok || math.Abs(km-c.km) > c.off {
			t.Errorf("%s: %.2f km %v, want %.1f", c.name, km, ok, c.km)
		}
		if !c.seaLimit && math.Abs(km-c.openStreetMap) > BorderError {
			t.Errorf("%s: %.2f km is more than %v km from %.1f", c.name, km, BorderError, c.openStreetMap)
		}
		l := x.Locate(c.lon, c.lat)
		if l.Border != c.border || l.BorderKM > c.borderKMAtMost || l.BorderError != BorderError {
			t.Errorf("%s: %+v", c.name, l)
		}
	}
}

func TestDistanceIsZeroInsideAndUnknownForOtherCodes(t *testing.T) {
	x := index(t)
	if km, ok := x.DistanceTo("UA", 34.1, 44.95); !ok || km != 0 {
		t.Errorf("from Simferopol: %v %v", km, ok)
	}
	for _, code := range []string{"", "ZZ", "ua", "UKR", "UA-43"} {
		if km, ok := x.DistanceTo(code, 30, 50); ok {
			t.Errorf("%q: %v", code, km)
		}
	}
}

func TestPointsOffTheGlobeAreNowhere(t *testing.T) {
	x := index(t)
	for _, p := range [][2]float64{{181, 0}, {0, 91}, {math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}} {
		if got := x.Locate(p[0], p[1]); got != (geo.Located{}) {
			t.Errorf("%v: %+v", p, got)
		}
		if _, ok := x.DistanceTo("UA", p[0], p[1]); ok {
			t.Errorf("%v has a distance", p)
		}
	}
}

func TestWithinIsLocateWithoutTheBorder(t *testing.T) {
	x, r := index(t), random(t)
	for range 5000 {
		lon, lat := r.Float64()*361-180, r.Float64()*181-90 // some are off the globe
		want := x.Locate(lon, lat)
		want.Border, want.BorderKM, want.BorderError = "", 0, 0
		if got := x.Within(lon, lat); got != want {
			t.Fatalf("%v %v: %+v, want %+v", lon, lat, got, want)
		}
	}
}

// bruteForce is the distance to a country's outline without any index: each
// segment is searched by golden sections on the ellipsoid.
func bruteForce(x *Index, code string, lon, lat float64) float64 {
	n := x.country[code].number
	best := math.Inf(1)
	for _, a := range x.m.Arcs {
		if (x.countryOf(a.Left) == n) == (x.countryOf(a.Right) == n) {
			continue
		}
		for i, q := range a.Points[1:] {
			p := a.Points[i]
			at := func(t float64) float64 {
				return Distance(lon, lat, p.Lon()+t*(q.Lon()-p.Lon()), p.Lat()+t*(q.Lat()-p.Lat()))
			}
			if at(0) > best+60 {
				continue // no segment of these countries is that long
			}
			lo, hi := 0.0, 1.0
			for range 30 {
				if l, h := lo+(hi-lo)/3, hi-(hi-lo)/3; at(l) < at(h) {
					hi = h
				} else {
					lo = l
				}
			}
			best = min(best, at(lo), at(0), at(1))
		}
	}
	return best
}

func TestDistanceToAgreesWithBruteForce(t *testing.T) {
	x, r := index(t), random(t)
	for range 25 {
		lon, lat := -20+r.Float64()*120, 32+r.Float64()*42
		code := []string{"LT", "MD", "SK", "GE", "EE"}[r.IntN(5)]
		if x.Locate(lon, lat).Country == code {
			continue
		}
		got, ok := x.DistanceTo(code, lon, lat)
		if want := bruteForce(x, code, lon, lat); !ok || math.Abs(got-want) > 0.005+want*1e-5 {
			t.Errorf("from %v %v to %s: %.4f km, brute force %.4f", lon, lat, code, got, want)
		}
	}
}

func TestBorderIsTheNearestOfAllOtherCountries(t *testing.T) {
	x, r := index(t), random(t)
	for range 150 {
		lon, lat := r.Float64()*360-180, r.Float64()*160-80
		l := x.Locate(lon, lat)
		nearest, at := math.Inf(1), ""
		for code := range x.country {
			if code == l.Country {
				continue
			}
			if km, ok := x.DistanceTo(code, lon, lat); ok && km < nearest {
				nearest, at = km, code
			}
		}
		if math.Abs(l.BorderKM-nearest) > 1e-6 {
			t.Errorf("%v %v: %s at %v km, but %s at %v km", lon, lat, l.Border, l.BorderKM, at, nearest)
		}
	}
}

func TestEveryPointIsOnOneSideOfItsCountryOnly(t *testing.T) {
	x, r := index(t), random(t)
	rings := map[string]orb.MultiPolygon{}
	for range 400 {
		lon, lat := 10+r.Float64()*40, 42+r.Float64()*20
		d := x.divisionAt(lon, lat)
		for _, code := range []string{"UA", "PL", "RO", "BY", "RU", "TR"} {
			if rings[code] == nil {
				rings[code] = exactOutline(x, code)
			}
			inside := planar.MultiPolygonContains(rings[code], orb.Point{lon, lat})
			if got := x.countryOf(d) == x.country[code].number; got != inside {
				t.Errorf("%v %v: the outline of %s says %v, the partition %v", lon, lat, code, inside, got)
			}
		}
	}
}

// exactOutline is a country's outline with all its vertices.
func exactOutline(x *Index, code string) orb.MultiPolygon {
	lines := make([][]orb.Point, len(x.m.Arcs))
	for i, a := range x.m.Arcs {
		for _, v := range a.Points {
			lines[i] = append(lines[i], orb.Point{v.Lon(), v.Lat()})
		}
	}
	_, inside, _ := x.subject(code)
	var rings []orb.Ring
	for _, steps := range Outline(x.m.Arcs, inside) {
		if r := Walk(steps, lines); len(r) > 2 {
			rings = append(rings, append(orb.Ring(r), r[0]))
		}
	}
	return polygonsOf(rings)
}

func TestShapesAreClosedWoundAndSmall(t *testing.T) {
	x := index(t)
	var codes []string
	for code := range x.country {
		codes = append(codes, code)
	}
	for code := range x.division {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		s, ok := x.Shape(code)
		if !ok || s.Code != code || s.Name == "" || len(s.Outline) == 0 {
			t.Errorf("%s: %v, name %q, %d polygons", code, ok, s.Name, len(s.Outline))
			continue
		}
		if n := vertices(s.Outline); n > shapeVertices {
			t.Errorf("%s has %d vertices", code, n)
		}
		for _, p := range s.Outline {
			for i, r := range p {
				want := orb.CCW
				if i > 0 {
					want = orb.CW
				}
				if !r.Closed() || len(r) < 4 || r.Orientation() != want {
					t.Errorf("%s: ring %d with %d points is not closed or wound the wrong way", code, i, len(r))
				}
			}
		}
	}
	if s, _ := x.Shape("PL-20"); s.Level != "admin1" || s.Name != "Podlaskie Voivodeship" {
		t.Errorf("PL-20: %s %s", s.Level, s.Name)
	}
	if s, _ := x.Shape("UA"); s.Level != "country" || !planar.MultiPolygonContains(s.Outline, orb.Point{34.1, 44.95}) {
		t.Errorf("the shape of %s, a %s, does not hold Simferopol", s.Name, s.Level)
	}
	if _, ok := x.Shape("XX-1"); ok {
		t.Error("an unknown code has a shape")
	}
}

func TestNoLinesOfTheShippedMapCross(t *testing.T) {
	// Two lines near Valka touch in the source already, once rounded to the grid.
	if crossing := Crossing(index(t).m.Arcs); len(crossing) > 2 {
		t.Errorf("%d lines cross others", len(crossing))
	}
}

func TestShapesDoNotCrossThemselves(t *testing.T) {
	x := index(t)
	bad := 0
	for _, codes := range []map[string]int32{x.division, numbers(x.country)} {
		for code := range codes {
			s, _ := x.Shape(code)
			var all []segment
			for _, p := range s.Outline {
				for _, r := range p {
					for i := 1; i < len(r); i++ {
						all = append(all, segment{gridVertex(r[i-1]), gridVertex(r[i]), 0})
					}
				}
			}
			if len(crossingArcs(all)) > 0 {
				bad++
				t.Logf("%s crosses itself", code)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d shapes cross themselves", bad)
	}
}

func gridVertex(p orb.Point) Vertex {
	return Vertex{int32(math.Round(p[0] * Grid)), int32(math.Round(p[1] * Grid))}
}

func numbers(m map[string]country) map[string]int32 {
	out := map[string]int32{}
	for code, c := range m {
		out[code] = c.number
	}
	return out
}

func TestSegmentsMeetOnlyOutsideTheirCommonEnds(t *testing.T) {
	v := func(x, y int32) Vertex { return Vertex{x, y} }
	for _, c := range []struct {
		name string
		p, q segment
		want bool
	}{
		{"a cross", segment{v(0, 0), v(2, 2), 0}, segment{v(0, 2), v(2, 0), 1}, true},
		{"a T", segment{v(0, 0), v(4, 0), 0}, segment{v(2, 0), v(2, 3), 1}, true},
		{"a corner", segment{v(0, 0), v(4, 0), 0}, segment{v(4, 0), v(4, 3), 1}, false},
		{"straight on", segment{v(0, 0), v(4, 0), 0}, segment{v(4, 0), v(9, 0), 1}, false},
		{"a spike", segment{v(0, 0), v(4, 0), 0}, segment{v(4, 0), v(1, 0), 1}, true},
		{"on one line, apart", segment{v(0, 0), v(4, 0), 0}, segment{v(5, 0), v(9, 0), 1}, false},
		{"on one line, over one another", segment{v(0, 0), v(4, 0), 0}, segment{v(3, 0), v(9, 0), 1}, true},
		{"side by side", segment{v(0, 0), v(4, 4), 0}, segment{v(1, 0), v(5, 4), 1}, false},
	} {
		if c.p.meets(c.q) != c.want || c.q.meets(c.p) != c.want {
			t.Errorf("%s: %v and %v, want %v", c.name, c.p.meets(c.q), c.q.meets(c.p), c.want)
		}
	}
}

func TestDivisionsAreFoundByTheNamesPeopleUse(t *testing.T) {
	x := index(t)
	for _, c := range [][3]string{
		{"BE", "Flemish Brabant", "BE-VBR"},
		{"BE", "Liège Province", "BE-WLG"},
		{"DE", "Bavaria", "DE-BY"},
		{"DK", "Capital Region", "DK-84"},
		{"DK", "North Jutland", "DK-81"},
		{"EE", "Ida-Viru County", "EE-45"},
		{"EE", "Tartu County", "EE-79"},
		{"FI", "Kymenlaakso", "FI-09"},
		{"FI", "Uusimaa", "FI-18"},
		{"HR", "Zagreb", "HR-21"},
		{"LT", "Kaunas County", "LT-KU"},
		{"LT", "Marijampolė County", "LT-MR"},
		{"LT", "Vilnius County", "LT-VL"},
		{"LV", "Krāslava Municipality", "LV-047"},
		{"LV", "Rēzekne Municipality", "LV-077"},
		{"LV", "Rēzekne", "LV-REZ"},
		{"MD", "Florești District", "MD-FL"},
		{"NO", "Akershus", "NO-32"},
		{"NO", "Finnmark", "NO-56"},
		{"PL", "Lublin Voivodeship", "PL-06"},
		{"PL", "Podlaskie Voivodeship", "PL-20"},
		{"PL", "województwo podlaskie", "PL-20"},
		{"RO", "Galați County", "RO-GL"},
		{"RO", "Tulcea County", "RO-TL"},
		{"RU", "Astrakhan Oblast", "RU-AST"},
		{"RU", "Belgorod Oblast", "RU-BEL"},
		{"RU", "Irkutsk Oblast", "RU-IRK"},
		{"RU", "Krasnodar Krai", "RU-KDA"},
		{"RU", "Krasnodar", "RU-KDA"},
		{"RU", "Краснодарский край", "RU-KDA"},
		{"RU", "Kursk Oblast", "RU-KRS"},
		{"RU", "Leningrad Oblast", "RU-LEN"},
		{"RU", "Moscow", "RU-MOW"},
		{"RU", "Moscow Oblast", "RU-MOS"},
		{"RU", "Murmansk Oblast", "RU-MUR"},
		{"RU", "Nizhny Novgorod Oblast", "RU-NIZ"},
		{"RU", "Novgorod Oblast", "RU-NGR"},
		{"RU", "Orenburg Oblast", "RU-ORE"},
		{"RU", "Republic of Adygea", "RU-AD"},
		{"RU", "Adygea", "RU-AD"},
		{"RU", "Republic of Bashkortostan", "RU-BA"},
		{"RU", "Rostov Oblast", "RU-ROS"},
		{"RU", "Ryazan Oblast", "RU-RYA"},
		{"RU", "Samara Oblast", "RU-SAM"},
		{"RU", "Saratov Oblast", "RU-SAR"},
		{"RU", "Tver Oblast", "RU-TVE"},
		{"RU", "Tyumen Oblast", "RU-TYU"},
		{"RU", "Volgograd Oblast", "RU-VGG"},
		{"SE", "Gotland County", "SE-I"},
		{"UA", "Autonomous Republic of Crimea", "UA-43"},
		{"UA", "Crimea", "UA-43"},
		{"UA", "Dnipropetrovsk Oblast", "UA-12"},
		{"UA", "Kharkiv Oblast", "UA-63"},
		{"UA", "Khmelnytskyi Oblast", "UA-68"},
		{"UA", "Kirovohrad Oblast", "UA-35"},
		{"UA", "Kyiv Oblast", "UA-32"},
		{"UA", "Kyiv", "UA-30"},
		{"UA", "Lviv Oblast", "UA-46"},
		{"UA", "Odesa Oblast", "UA-51"},
		{"UA", "Odessa", "UA-51"},
		{"UA", "Одеська область", "UA-51"},
		{"UA", "Poltava Oblast", "UA-53"},
		{"UA", "Sevastopol", "UA-40"},
		{"UA", "Zaporizhzhia Oblast", "UA-23"},
		{"UA", "Zhytomyr Oblast", "UA-18"},
		{"UA", "Nowhere Oblast", ""},
		{"RU", "Sevastopol", ""},
		{"ZZ", "Kyiv", ""},
		{"UA", "", ""},
	} {
		if code, ok := x.Admin1ByName(c[0], c[1]); code != c[2] || ok != (c[2] != "") {
			t.Errorf("%s in %s: %q %v, want %q", c[1], c[0], code, ok, c[2])
		}
	}
}

func TestEnglishNamesLeadBackToTheirDivision(t *testing.T) {
	x := index(t)
	for _, country := range []string{"UA", "RU", "BY", "PL", "LT", "LV", "EE", "FI", "NO", "SE", "DK", "RO", "MD", "BG", "TR", "GE", "KZ", "DE"} {
		for _, d := range x.m.Divisions {
			if d.Code == "" || d.Country != x.country[country].number {
				continue
			}
			if code, ok := x.Admin1ByName(country, d.Name); !ok || code != d.Code {
				t.Errorf("%s (%s) leads to %q", d.Name, d.Code, code)
			}
		}
	}
}

func BenchmarkLocate(b *testing.B) {
	x := index(b)
	r := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		x.Locate(20+r.Float64()*40, 43+r.Float64()*17)
	}
}

func BenchmarkLocateAnywhere(b *testing.B) {
	x := index(b)
	r := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		x.Locate(r.Float64()*360-180, r.Float64()*170-85)
	}
}

func BenchmarkDistanceToUkraine(b *testing.B) {
	x := index(b)
	r := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		x.DistanceTo("UA", r.Float64()*120-20, 35+r.Float64()*35)
	}
}

func BenchmarkNew(b *testing.B) {
	data, err := os.ReadFile("../../data/borders/borders.bin")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := New(data); err != nil {
			b.Fatal(err)
		}
	}
}
