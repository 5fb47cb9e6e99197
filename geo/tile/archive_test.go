package tile

import (
	"bytes"
	"errors"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
)

func TestAddressesOutsideTheMatrixAreRefused(t *testing.T) {
	for _, c := range []struct {
		z, x, y uint32
		ok      bool
	}{
		{0, 0, 0, true},
		{0, 1, 0, false},
		{0, 0, 1, false},
		{6, 63, 63, true},
		{6, 64, 0, false},
		{24, 1<<24 - 1, 0, true},
		{25, 0, 0, false},
		{4294967295, 0, 0, false},
	} {
		_, err := NewAddress(c.z, c.x, c.y)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("%d/%d/%d: %v", c.z, c.x, c.y, err)
		}
	}
}

func TestTileNumbersHaveNoGapsBetweenZooms(t *testing.T) {
	for z := uint32(0); z < 12; z++ {
		side := uint32(1) << z
		last := Address{z, side - 1, side - 1}.id()
		if next := (Address{z + 1, 0, 0}).id(); next != last+1 {
			t.Fatalf("zoom %d ends at %d, the next begins at %d", z, last, next)
		}
	}
}

func TestArchiveGivesBackWhatWasPutInWhateverOrder(t *testing.T) {
	put := map[Address]string{{0, 0, 0}: "world", {3, 7, 0}: "sea", {3, 0, 7}: "sea", {6, 40, 20}: "land"}
	order := []Address{{0, 0, 0}, {3, 7, 0}, {3, 0, 7}, {6, 40, 20}}
	var forward, backward Writer
	for i := range order {
		forward.Put(order[i], []byte(put[order[i]]))
		backward.Put(order[len(order)-1-i], []byte(put[order[len(order)-1-i]]))
	}
	if !bytes.Equal(forward.Bytes(), backward.Bytes()) {
		t.Error("the order of putting changes the archive")
	}
	a, err := Open(forward.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range put {
		if got, ok := a.Tile(at.Z, at.X, at.Y); !ok || string(got) != want {
			t.Errorf("%v: %q %v, want %q", at, got, ok, want)
		}
	}
	for _, at := range []Address{{1, 0, 0}, {6, 41, 20}, {7, 0, 0}, {6, 64, 20}} {
		if _, ok := a.Tile(at.Z, at.X, at.Y); ok {
			t.Errorf("%v: there is a tile that was never put", at)
		}
	}
	if got := bytes.Count(forward.Bytes(), []byte("sea")); got != 1 {
		t.Errorf("equal tiles are stored %d times", got)
	}
}

func TestDamagedArchivesAreRefused(t *testing.T) {
	var w Writer
	w.Put(Address{1, 0, 0}, []byte("a"))
	w.Put(Address{1, 1, 0}, []byte("b"))
	whole := w.Bytes()
	swapped := bytes.Clone(whole)
	copy(swapped[headerSize:], whole[headerSize+entrySize:headerSize+2*entrySize])
	copy(swapped[headerSize+entrySize:], whole[headerSize:headerSize+entrySize])
	for name, b := range map[string][]byte{
		"empty": nil, "another format": []byte("PMTiles\x03....."), "cut in the index": whole[:headerSize+entrySize],
		"cut in the tiles": whole[:len(whole)-1], "entries out of order": swapped,
	} {
		if _, err := Open(b); !errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzOpenNeverPanics(f *testing.F) {
	var w Writer
	w.Put(Address{2, 1, 1}, []byte("tile"))
	f.Add(w.Bytes())
	f.Add([]byte(magic + "\xff\xff\xff\xff"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		a, err := Open(b)
		if err != nil {
			return
		}
		for z := range uint32(4) {
			a.Tile(z, 1, 1)
		}
	})
}

func TestEncodeKeepsTheOrderOfLayersAndLeavesOutEmptyOnes(t *testing.T) {
	point := []*geojson.Feature{geojson.NewFeature(orb.Point{1, 2})}
	b, err := Encode([]Layer{{"z", point}, {"empty", nil}, {"a", point}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := mvt.Unmarshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Name != "z" || got[1].Name != "a" {
		t.Errorf("layers %v", got)
	}
	if got[0].Version != 2 || got[0].Extent != Extent {
		t.Errorf("version %d, extent %d", got[0].Version, got[0].Extent)
	}
}

func TestWindTurnsOuterRingsClockwiseOnTheScreen(t *testing.T) {
	square := orb.Ring{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}} // clockwise, y to the south
	hole := orb.Ring{{2, 2}, {4, 2}, {4, 4}, {2, 4}, {2, 2}}
	square.Reverse()
	p := orb.Polygon{square, hole}
	Wind(p)
	if a := SignedArea(p[0]); a != 100 {
		t.Errorf("outer ring has area %v", a)
	}
	if a := SignedArea(p[1]); a != -4 {
		t.Errorf("hole has area %v", a)
	}
}

func TestWorldProjectsTheCornersOfTheSquare(t *testing.T) {
	for _, c := range []struct{ lon, lat, x, y float64 }{
		{0, 0, 0.5, 0.5},
		{-180, 85.0511287798066, 0, 0},
		{180, -85.0511287798066, 1, 1},
		{0, 90, 0.5, 0},
	} {
		x, y := World(c.lon, c.lat)
		if dx, dy := x-c.x, y-c.y; dx*dx+dy*dy > 1e-18 {
			t.Errorf("%v %v: %v %v, want %v %v", c.lon, c.lat, x, y, c.x, c.y)
		}
	}
}
