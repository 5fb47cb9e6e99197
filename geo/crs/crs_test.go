package crs

import (
	"math"
	"math/rand/v2"
	"testing"

	"strikemap/geo"
)

func TestEverySystemIsKnownByAllItsNames(t *testing.T) {
	for text, want := range map[string]CRS{
		"http://www.opengis.net/def/crs/OGC/1.3/CRS84": CRS84,
		"https://www.opengis.net/def/crs/OGC/0/CRS84":  CRS84,
		"OGC:CRS84":                     CRS84,
		"[OGC:CRS84]":                   CRS84,
		"CRS84":                         CRS84,
		"urn:ogc:def:crs:OGC:1.3:CRS84": CRS84,
		"http://www.opengis.net/def/crs/EPSG/0/4326":     EPSG4326,
		"http://www.opengis.net/def/crs/EPSG/9.9.1/4326": EPSG4326,
		"EPSG:4326":                  EPSG4326,
		"epsg:4326":                  EPSG4326,
		"[EPSG:4326]":                EPSG4326,
		"urn:ogc:def:crs:EPSG::4326": EPSG4326,
		"http://www.opengis.net/def/crs/EPSG/0/3857": EPSG3857,
		"[EPSG:3857]": EPSG3857,
	} {
		if got, err := Parse("crs", text); err != nil || got != want {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
}

func TestAnyOtherSystemIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "4326", "EPSG:25832", "http://www.opengis.net/def/crs/EPSG/0/25832", "http://www.opengis.net/def/crs/EPSG/4326",
		"http://www.opengis.net/def/crs/OGC/0/CRS84h", "EPSG:", "[", "[EPSG:4326", "EPSG:4326]", "urn:ogc:def:crs:EPSG:4326",
	} {
		if c, err := Parse("bbox-crs", text); geo.ErrorCode(err) != geo.EINVALID {
			t.Errorf("%q is %v, %v", text, c, err)
		}
	}
}

// The figures are those of EPSG:3857 for the corner of its area of use and for a place
// whose easting follows from the radius alone.
func TestPlacesComeInTheOrderOfTheAxes(t *testing.T) {
	for _, c := range []struct {
		crs           CRS
		lon, lat      float64
		first, second float64
	}{
		{CRS84, 30.5, 50.25, 30.5, 50.25},
		{EPSG4326, 30.5, 50.25, 50.25, 30.5},
		{EPSG3857, 180, 0, 20037508.342789244, 0},
		{EPSG3857, -90, geo.MaxMercatorLat, -10018754.171394622, 20037508.342789244},
		{EPSG3857, 0, 90, 0, 20037508.342789244},
		{EPSG3857, 0, -90, 0, -20037508.342789244},
	} {
		first, second := c.crs.FromCRS84(c.lon, c.lat)
		if math.Abs(first-c.first) > 1e-6 || math.Abs(second-c.second) > 1e-6 {
			t.Errorf("%v of %v %v is %v %v", c.crs.URI(), c.lon, c.lat, first, second)
		}
	}
}

func TestThereAndBackIsTheSamePlace(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	for range 2000 {
		lon, lat := random.Float64()*360-180, (random.Float64()*2-1)*geo.MaxMercatorLat
		for _, c := range All {
			gotLon, gotLat := c.ToCRS84(c.FromCRS84(lon, lat))
			if math.Abs(gotLon-lon) > 1e-9 || math.Abs(gotLat-lat) > 1e-9 {
				t.Fatalf("seed %d: %v %v comes back as %v %v from %s", seed, lon, lat, gotLon, gotLat, c.URI())
			}
		}
	}
}

func TestABoxIsReadInItsOwnSystem(t *testing.T) {
	for _, c := range []struct {
		text string
		crs  CRS
		want geo.BBox
	}{
		{"22,44,60,60", CRS84, geo.BBox{West: 22, South: 44, East: 60, North: 60}},
		{"44,22,60,60", EPSG4326, geo.BBox{West: 22, South: 44, East: 60, North: 60}},
		{"44,22,-5,60,60,5", EPSG4326, geo.BBox{West: 22, South: 44, East: 60, North: 60}},
		{"-10,170,10,-170", EPSG4326, geo.BBox{West: 170, South: -10, East: -170, North: 10}},
		{"0,0,10018754.171394622,20037508.342789244", EPSG3857, geo.BBox{East: 90, North: geo.MaxMercatorLat}},
		{"-20037508.3428,-20037508.3428,20037508.3428,20037508.3428", EPSG3857, geo.BBox{West: -180, South: -geo.MaxMercatorLat, East: 180, North: geo.MaxMercatorLat}},
		{"19000000,-10,-19000000,10", EPSG3857, geo.BBox{West: 19000000 / edge * 180, South: -8.983e-5, East: -19000000 / edge * 180, North: 8.983e-5}},
		{"0,-1e9,1,1e9", EPSG3857, geo.BBox{South: -90, East: 8.983e-6, North: 90}},
	} {
		got, err := ParseBBox(c.text, c.crs)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		for i, pair := range [][2]float64{{got.West, c.want.West}, {got.South, c.want.South}, {got.East, c.want.East}, {got.North, c.want.North}} {
			if math.Abs(pair[0]-pair[1]) > 1e-6 {
				t.Errorf("%s: edge %d is %v, not %v", c.text, i, pair[0], pair[1])
			}
		}
	}
	for _, c := range []struct {
		text string
		crs  CRS
	}{
		{"22,44,60,60,1", CRS84},
		{"60,44,22,60", EPSG4326},
		{"44,222,60,240", EPSG4326},
		{"100,0,120,10", EPSG4326},
		{"0,0,1,x", EPSG3857},
		{"0,0,1,NaN", EPSG3857},
		{"0,0,30000000,1", EPSG3857},
		{"0,5,1,1", EPSG3857},
		{"", EPSG3857},
		{"1,2,3", EPSG4326},
	} {
		if b, err := ParseBBox(c.text, c.crs); geo.ErrorCode(err) != geo.EINVALID {
			t.Errorf("%s is %v, %v", c.text, b, err)
		}
	}
}

func FuzzParseBBox(f *testing.F) {
	for _, text := range []string{"22,44,60,60", "44,22,60,60", "-10,170,10,-170", "0,0,1,1,2,2", "1e400,0,1,1", "NaN,,,", "-20037508.3428,-20037508.3428,20037508.3428,20037508.3428"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range All {
			b, err := ParseBBox(text, c)
			if err != nil {
				if geo.ErrorCode(err) != geo.EINVALID {
					t.Errorf("%q: %v", text, err)
				}
				continue
			}
			for _, v := range []float64{b.West, b.East, b.South * 2, b.North * 2} {
				if !(math.Abs(v) <= 180) {
					t.Errorf("%q in %s is %v", text, c.URI(), b)
				}
			}
			if b.South > b.North {
				t.Errorf("%q in %s is upside down: %v", text, c.URI(), b)
			}
		}
	})
}
