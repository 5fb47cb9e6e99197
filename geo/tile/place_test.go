package tile

import (
	"math"
	"math/rand/v2"
	"testing"

	"strikemap/geo"
)

func TestATileHasItsWestAndNorthEdgesOnly(t *testing.T) {
	const little = 1e-7 // degrees
	for _, c := range []struct {
		name     string
		z        uint32
		lon, lat float64
		want     Address
	}{
		{"the middle of the world", 1, 0, 0, Address{1, 1, 1}},
		{"just west of it", 1, -little, 0, Address{1, 0, 1}},
		{"just north of it", 1, 0, little, Address{1, 1, 0}},
		{"just south of it", 1, 0, -little, Address{1, 1, 1}},
		{"a western edge at zoom 5", 5, 33.75, 50, Address{5, 19, 10}},
		{"just west of that edge", 5, 33.75 - little, 50, Address{5, 18, 10}},
		{"the equator at zoom 22", 22, 45, 0, Address{22, 2621440, 1 << 21}},
		{"just north of it at zoom 22", 22, 45, little, Address{22, 2621440, 1<<21 - 1}},
		{"longitude -180", 3, -180, 10, Address{3, 0, 3}},
		{"longitude 180", 3, 180, 10, Address{3, 0, 3}},
		{"just west of 180", 3, 180 - little, 10, Address{3, 7, 3}},
		{"the northern end", 4, 0, geo.MaxMercatorLat, Address{4, 8, 0}},
		{"beyond the northern end", 4, 0, 89, Address{4, 8, 0}},
		{"the north pole", 22, 0, 90, Address{22, 1 << 21, 0}},
		{"the southern end", 4, 0, -geo.MaxMercatorLat, Address{4, 8, 15}},
		{"the south pole", 22, 0, -90, Address{22, 1 << 21, 1<<22 - 1}},
		{"the whole world", 0, 180, -90, Address{0, 0, 0}},
	} {
		if got := At(c.z, c.lon, c.lat); got != c.want || !c.want.Holds(c.lon, c.lat) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// The formula of the tile matrix set (OGC 17-083r4, annex I), in other words than
// geo.Mercator's.
func TestTilesAreThoseOfTheWebMercatorQuad(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		z := random.Uint32N(23)
		lon, lat := random.Float64()*360-180, random.Float64()*170-85
		at := At(z, lon, lat)
		rad := lat * math.Pi / 180
		x := (lon + 180) / 360 * math.Exp2(float64(z))
		y := (1 - math.Asinh(math.Tan(rad))/math.Pi) / 2 * math.Exp2(float64(z))
		near := math.Exp2(float64(z)) * 1e-9
		if dx, dy := x-float64(at.X), y-float64(at.Y); dx < -near || dx > 1+near || dy < -near || dy > 1+near {
			t.Fatalf("%v %v lies in %v at zoom %d, by the formula in %v %v", lon, lat, at, z, x, y)
		}
	}
}

func TestATileLiesInItsParentAndACellInTheTileFiveZoomsDeeper(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		z := random.Uint32N(17)
		lon, lat := random.Float64()*360-180, random.Float64()*180-90
		if random.IntN(10) == 0 { // on an edge
			lon = float64(random.IntN(64))*360/64 - 180
		}
		parent, child := At(z, lon, lat), At(z+1, lon, lat)
		if child.X/2 != parent.X || child.Y/2 != parent.Y {
			t.Fatalf("%v %v: %v is not in %v", lon, lat, child, parent)
		}
		column, row := parent.Cell(lon, lat)
		deep := At(z+5, lon, lat)
		if uint32(column) != deep.X-parent.X*geo.TileCells || uint32(row) != deep.Y-parent.Y*geo.TileCells {
			t.Fatalf("%v %v: cell %d %d of %v, but tile %v", lon, lat, column, row, parent, deep)
		}
	}
}

func TestAPointOutsideATileIsDrawnAtItsEdge(t *testing.T) {
	at := Address{2, 1, 1} // 90 W to 0, the equator to about 66.5 N
	for _, c := range []struct {
		lon, lat float64
		x, y     int
	}{
		{-90, 0.0000001, 0, Extent - 1},
		{10, 80, Extent - 1, 0},
		{-170, -80, 0, Extent - 1},
	} {
		if x, y := at.units(c.lon, c.lat); x != c.x || y != c.y {
			t.Errorf("%v %v is drawn at %d %d", c.lon, c.lat, x, y)
		}
	}
}
