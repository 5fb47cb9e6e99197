package tile

import (
	"math"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/planar"
)

// basemap opens the committed archive.
func basemap(t *testing.T) *Archive {
	t.Helper()
	b, err := os.ReadFile("../../data/basemap/tiles.bin")
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func decoded(t *testing.T, a *Archive, z, x, y uint32) mvt.Layers {
	t.Helper()
	gz, ok := a.Tile(z, x, y)
	if !ok {
		t.Fatalf("no tile %d/%d/%d", z, x, y)
	}
	l, err := mvt.UnmarshalGzipped(gz)
	if err != nil {
		t.Fatalf("tile %d/%d/%d: %v", z, x, y, err)
	}
	return l
}

// containing is the tile of a zoom that a point lies in, and where in it.
func containing(z uint32, lon, lat float64) (x, y uint32, p orb.Point) {
	wx, wy := World(lon, lat)
	side := math.Exp2(float64(z))
	x, y = uint32(wx*side), uint32(wy*side)
	return x, y, orb.Point{(wx*side - float64(x)) * Extent, (wy*side - float64(y)) * Extent}
}

func layer(l mvt.Layers, name string) *mvt.Layer {
	if i := slices.IndexFunc(l, func(l *mvt.Layer) bool { return l.Name == name }); i >= 0 {
		return l[i]
	}
	return &mvt.Layer{Name: name}
}

// lines are all lines of a layer.
func lines(l *mvt.Layer) []orb.LineString {
	var out []orb.LineString
	for _, f := range l.Features {
		switch g := f.Geometry.(type) {
		case orb.LineString:
			out = append(out, g)
		case orb.MultiLineString:
			out = append(out, g...)
		}
	}
	return out
}

func polygons(l *mvt.Layer) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, f := range l.Features {
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			out = append(out, g)
		case orb.MultiPolygon:
			out = append(out, g...)
		}
	}
	return out
}

func TestEveryBasemapTileDecodesWithItsLayersInOrder(t *testing.T) {
	a := basemap(t)
	order := []string{"land", "lakes", "rivers", "admin1", "borders"}
	seen, tiles := map[string]bool{}, 0
	for z := range uint32(8) {
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				gz, ok := a.Tile(z, x, y)
				if !ok {
					continue
				}
				tiles++
				if len(gz) > 20_000 {
					t.Errorf("tile %d/%d/%d has %d bytes", z, x, y, len(gz))
				}
				last := -1
				for _, l := range decoded(t, a, z, x, y) {
					at := slices.Index(order, l.Name)
					if at <= last {
						t.Errorf("tile %d/%d/%d: layer %q out of order", z, x, y, l.Name)
					}
					last, seen[l.Name] = at, true
					if l.Version != 2 || l.Extent != Extent {
						t.Errorf("tile %d/%d/%d: version %d, extent %d", z, x, y, l.Version, l.Extent)
					}
				}
			}
		}
	}
	if tiles != a.Len() {
		t.Errorf("%d tiles found, the archive has %d", tiles, a.Len())
	}
	for _, name := range order {
		if !seen[name] {
			t.Errorf("no tile has %s", name)
		}
	}
}

func TestWorldIsCoveredToZoomThreeAndTheRegionToSix(t *testing.T) {
	a := basemap(t)
	for z := range uint32(4) {
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				if _, ok := a.Tile(z, x, y); !ok {
					t.Errorf("no tile %d/%d/%d", z, x, y)
				}
			}
		}
	}
	for _, c := range []struct {
		lon, lat float64
		ok       bool
	}{
		{30.5, 50.4, true},
		{-24.9, 74.9, true},
		{109.9, 30.1, true},
		{-22, 64, true},
		{-100, 40, false},
		{30, -20, false},
		{140, 36, false},
	} {
		for z := uint32(4); z <= 6; z++ {
			x, y, _ := containing(z, c.lon, c.lat)
			if _, ok := a.Tile(z, x, y); ok != c.ok {
				t.Errorf("%v %v at zoom %d: %v", c.lon, c.lat, z, ok)
			}
		}
	}
}

func TestLandAndSeaAreWhereTheyBelong(t *testing.T) {
	a := basemap(t)
	for _, c := range []struct {
		name     string
		lon, lat float64
		land     bool
	}{
		{"Kyiv", 30.52, 50.45, true},
		{"Simferopol", 34.10, 44.95, true},
		{"Moscow", 37.62, 55.75, true},
		{"Gotland", 18.5, 57.5, true},
		{"Black Sea", 34, 43, false},
		{"Baltic", 18, 55.5, false},
		{"Caspian Sea", 50.5, 41.5, false},
		{"Sea of Azov", 36.5, 46, false},
	} {
		for z := uint32(2); z <= 6; z++ {
			x, y, p := containing(z, c.lon, c.lat)
			if got := planar.MultiPolygonContains(polygons(layer(decoded(t, a, z, x, y), "land")), p); got != c.land {
				t.Errorf("%s at zoom %d: land is %v", c.name, z, got)
			}
		}
	}
}

// linePointsNear are the vertices of a layer's lines less than 60 units from the
// tile's western (0) or eastern (Extent) edge, seen from that edge.
func linePointsNear(l *mvt.Layer, edge float64) map[orb.Point]bool {
	out := map[orb.Point]bool{}
	for _, line := range lines(l) {
		for _, p := range line {
			if math.Abs(p[0]-edge) < 60 && p[1] > 0 && p[1] < Extent {
				out[orb.Point{p[0] - edge, p[1]}] = true
			}
		}
	}
	return out
}

func TestNeighbouringTilesAgreeAlongTheirSeam(t *testing.T) {
	a := basemap(t)
	compared := 0
	for z := uint32(3); z <= 6; z++ {
		x0, y, _ := containing(z, 10, 49)
		x1, _, _ := containing(z, 60, 49)
		for x := x0; x < x1; x++ {
			west, east := decoded(t, a, z, x, y), decoded(t, a, z, x+1, y)
			for _, name := range []string{"borders", "admin1", "rivers"} {
				w, e := linePointsNear(layer(west, name), Extent), linePointsNear(layer(east, name), 0)
				for p := range w {
					compared++
					if !e[p] {
						t.Errorf("%s at %d/%d/%d: vertex %v is missing in the eastern neighbour", name, z, x, y, p)
					}
				}
				if len(w) != len(e) {
					t.Errorf("%s at %d/%d/%d: %d vertices at the seam, the neighbour has %d", name, z, x, y, len(w), len(e))
				}
			}
		}
	}
	if compared < 50 {
		t.Errorf("only %d vertices lie at seams", compared)
	}
}

func TestTilesAtTheAntimeridianShowBothPartsOfChukotka(t *testing.T) {
	a := basemap(t)
	for z := uint32(1); z <= 3; z++ {
		for _, lon := range []float64{-179.0, 179.0} {
			x, y, p := containing(z, lon, 67.8)
			if side := uint32(1) << z; x != 0 && x != side-1 {
				t.Fatalf("longitude %v is in column %d", lon, x)
			}
			if !planar.MultiPolygonContains(polygons(layer(decoded(t, a, z, x, y), "land")), p) {
				t.Errorf("no land at %v, zoom %d", lon, z)
			}
		}
	}
}

// crosses reports whether any line of a layer enters a rectangle in degrees, at
// the deepest zoom.
func crosses(t *testing.T, a *Archive, name string, west, south, east, north float64) bool {
	t.Helper()
	x0, y0, _ := containing(6, west, north)
	x1, y1, _ := containing(6, east, south)
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			corner := func(lon, lat float64) orb.Point {
				wx, wy := World(lon, lat)
				return orb.Point{(wx*64 - float64(x)) * Extent, (wy*64 - float64(y)) * Extent}
			}
			box := orb.MultiPoint{corner(west, north), corner(east, south)}.Bound()
			for _, l := range lines(layer(decoded(t, a, 6, x, y), name)) {
				for i := 1; i < len(l); i++ {
					for k := range 21 { // the segment, finely sampled
						f := float64(k) / 20
						if box.Contains(orb.Point{l[i-1][0]*(1-f) + l[i][0]*f, l[i-1][1]*(1-f) + l[i][1]*f}) {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

func TestNoCountryBorderSeparatesCrimeaFromUkraine(t *testing.T) {
	a := basemap(t)
	for _, c := range []struct {
		name                     string
		layer                    string
		west, south, east, north float64
		want                     bool
	}{
		{"Perekop and the Syvash", "borders", 33.2, 45.6, 35.3, 46.4, false},
		{"Perekop and the Syvash", "admin1", 33.2, 45.6, 35.3, 46.4, true},
		{"Kerch Strait", "borders", 36.3, 44.9, 36.9, 45.6, false},
		{"Ukraine and Russia at Kharkiv", "borders", 36.0, 50.0, 37.0, 50.6, true},
		{"the coast of Poland is no border", "borders", 15.5, 54.0, 18.0, 55.0, false},
	} {
		if got := crosses(t, a, c.layer, c.west, c.south, c.east, c.north); got != c.want {
			t.Errorf("%s: a line of %s is %v", c.name, c.layer, got)
		}
	}
}
