package border

import (
	"os"
	"testing"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// square is a sea with straight sides.
func square(name string, west, south, east, north float64) geo.Shape {
	return geo.Shape{Code: name, Name: name, Level: "sea", Outline: orb.MultiPolygon{{{
		{west, south}, {east, south}, {east, north}, {west, north}, {west, south},
	}}}}
}

func TestWaterHasTheNameOfTheSmallestSea(t *testing.T) {
	b, err := os.ReadFile("../../data/borders/borders.bin")
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(b, square("large", 27, 40, 43, 48), square("small", 36, 45, 39, 48), square("middle", 30, 43, 39, 48))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, sea string
		lon, lat  float64
		shore     bool
	}{
		{"Azov", "small", 37.0, 46.2, false},
		{"Black Sea south of Crimea", "middle", 34.0, 43.5, false},
		{"Black Sea off Bulgaria", "large", 29.0, 42.5, false},
		{"Temryuk, on the shore", "small", 37.370, 45.325, true},
		{"Simferopol, on land", "", 34.102, 44.952, false},
		{"Baltic, outside all", "", 18.0, 55.1, false},
	} {
		if got := x.Locate(c.lon, c.lat); got.Sea != c.sea || got.Shore != c.shore {
			t.Errorf("%s: %+v, want %q, shore %v", c.name, got, c.sea, c.shore)
		}
	}
}

func TestControlIsOfCrimeaAndSevastopolOnly(t *testing.T) {
	x := index(t)
	for _, c := range []struct {
		name     string
		lon, lat float64
		control  string
	}{
		{"Simferopol", 34.102, 44.952, "RU"},
		{"Sevastopol", 33.522, 44.605, "RU"},
		{"Kerch, on the shore", 36.50, 45.36, "RU"},
		{"Donetsk", 37.803, 48.016, ""},
		{"Kherson", 32.617, 46.635, ""},
		{"Krasnodar", 38.975, 45.035, ""},
		{"Tiraspol", 29.643, 46.840, ""},
	} {
		if got := x.Within(c.lon, c.lat); got.Control != c.control {
			t.Errorf("%s: control %q, want %q", c.name, got.Control, c.control)
		}
	}
}
