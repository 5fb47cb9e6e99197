package border

import (
	"bytes"
	"compress/gzip"
	"errors"
	"reflect"
	"testing"
)

// twoSquares are two divisions side by side, of different countries, with a
// lake-side island of the first.
func twoSquares() Map {
	return Map{
		Countries: []Country{{"AA", "Left"}, {"BB", "Right"}},
		Divisions: []Division{{0, "AA-1", "West", []string{"Захід"}}, {1, "", "", nil}},
		Arcs: []Arc{
			{[]Vertex{{0, 0}, {0, 10000}}, 0, 1},                                // the border, at 0 E
			{[]Vertex{{0, 10000}, {-10000, 10000}, {-10000, 0}, {0, 0}}, 0, -1}, // west
			{[]Vertex{{0, 10000}, {10000, 10000}, {10000, 0}, {0, 0}}, -1, 1},   // east
			{[]Vertex{{30000, 0}, {31000, 0}, {30500, 900}, {30000, 0}}, 0, -1}, // the island
		},
	}
}

func TestFileGivesBackTheMap(t *testing.T) {
	b, err := twoSquares().Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, twoSquares()) {
		t.Errorf("got %+v", got)
	}
}

func TestSmallMapAnswers(t *testing.T) {
	b, err := twoSquares().Encode()
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lon, lat        float64
		country, border string
	}{
		{-0.5, 0.5, "AA", "BB"}, {0.5, 0.5, "BB", "AA"}, {3.05, 0.03, "AA", "BB"}, {1.05, 0.5, "BB", "AA"}, {2, 0.5, "", "BB"},
	} {
		if got := x.Locate(c.lon, c.lat); got.Country != c.country || got.Border != c.border {
			t.Errorf("%v %v: %+v, want %s and %s", c.lon, c.lat, got, c.country, c.border)
		}
	}
	if s, ok := x.Shape("AA"); !ok || len(s.Outline) != 2 {
		t.Errorf("the shape of AA has %d polygons", len(s.Outline))
	}
	if code, ok := x.Admin1ByName("AA", "захід"); !ok || code != "AA-1" {
		t.Errorf("by alias: %q", code)
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	whole, err := twoSquares().Encode()
	if err != nil {
		t.Fatal(err)
	}
	pack := func(raw string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(raw))
		z.Close()
		return b.Bytes()
	}
	for name, b := range map[string][]byte{
		"empty": nil, "not compressed": []byte(magic), "cut short": whole[:len(whole)-9], "another format": pack("SMTILES1"),
		"no content": pack(magic), "a length beyond the end": pack(magic + "\xff\xff\xff\x7f"),
		"a division of no country": pack(magic + "\x00\x01\x02\x00\x00\x00\x00"), "something after the end": pack(magic + "\x00\x00\x00\x00"),
		"an arc of one point": pack(magic + "\x00\x00\x01\x01\x01\x01\x00\x00"),
	} {
		if _, err := New(b); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecodeNeverPanicsAndRoundTrips(f *testing.F) {
	whole, err := twoSquares().Encode()
	if err != nil {
		f.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(whole))
	if err != nil {
		f.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(z); err != nil {
		f.Fatal(err)
	}
	f.Add(raw.Bytes()[len(magic):])
	f.Add([]byte{0, 0, 1, 1, 1, 2, 0, 0, 2, 2})
	f.Fuzz(func(t *testing.T, payload []byte) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(magic))
		z.Write(payload)
		z.Close()
		m, err := Decode(b.Bytes())
		if err != nil {
			return
		}
		again, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(again); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("got %+v, %v, want %+v", got, err, m)
		}
		x, err := New(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		x.Locate(1, 1)
		for _, c := range m.Countries {
			x.DistanceTo(c.Code, 1, 1)
			x.Shape(c.Code)
		}
	})
}
