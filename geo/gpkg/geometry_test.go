package gpkg

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

var square = orb.Ring{{0, 0}, {4, 0}, {4, 3}, {0, 3}, {0, 0}}

// geometries is every kind of geometry, with its empty form.
var geometries = []struct {
	name   string
	in     orb.Geometry
	out    orb.Geometry // what comes back, if other than in
	bounds string       // minx maxx miny maxy, "" if empty
	header string       // the hex of the four bytes of magic, version and flags
}{
	{"a point", orb.Point{37.6, 55.7}, nil, "37.6 37.6 55.7 55.7", "47500001"},
	{"a line", orb.LineString{{1, 2}, {-3, 4}}, nil, "-3 1 2 4", "47500003"},
	{"a polygon with a hole", orb.Polygon{square, {{1, 1}, {1, 2}, {2, 2}, {1, 1}}}, nil, "0 4 0 3", "47500003"},
	{"points", orb.MultiPoint{{1, 2}, {3, -4}}, nil, "1 3 -4 2", "47500003"},
	{"lines", orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, nil, "1 7 2 8", "47500003"},
	{"polygons", orb.MultiPolygon{{square}, {{{10, 10}, {11, 10}, {11, 11}, {10, 10}}}}, nil, "0 11 0 11", "47500003"},
	{"a collection", orb.Collection{orb.Point{1, 2}, orb.Collection{orb.LineString{{3, 4}, {5, 6}}}}, nil, "1 5 2 6", "47500003"},
	{"a ring", square, orb.Polygon{square}, "0 4 0 3", "47500003"},
	{"a bound", orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{4, 3}}, orb.Polygon{square}, "0 4 0 3", "47500003"},
	{"an empty line", orb.LineString{}, nil, "", "47500011"},
	{"an empty polygon", orb.Polygon{}, nil, "", "47500011"},
	{"no points", orb.MultiPoint{}, nil, "", "47500011"},
	{"no lines", orb.MultiLineString{}, nil, "", "47500011"},
	{"no polygons", orb.MultiPolygon{}, nil, "", "47500011"},
	{"an empty collection", orb.Collection{}, nil, "", "47500011"},
	{"a collection of an empty line", orb.Collection{orb.LineString{}}, nil, "", "47500011"},
}

func TestEveryGeometryComesBackAsItWentIn(t *testing.T) {
	for _, g := range geometries {
		t.Run(g.name, func(t *testing.T) {
			blob := Encode(g.in)
			if got := hex.EncodeToString(blob[:4]); got != g.header {
				t.Errorf("the header is %s, want %s", got, g.header)
			}
			want := g.out
			if want == nil {
				want = g.in
			}
			got, err := Decode(blob)
			if err != nil || !orb.Equal(got, want) {
				t.Errorf("got %v, %v; want %v", got, err, want)
			}
		})
	}
}

func TestNullIsNoGeometry(t *testing.T) {
	for _, g := range []orb.Geometry{nil, orb.LineString(nil), orb.MultiPolygon(nil), orb.Ring(nil)} {
		if blob := Encode(g); blob != nil {
			t.Errorf("%T became %x", g, blob)
		}
	}
	if g, err := Decode(nil); g != nil || err != nil {
		t.Errorf("got %v, %v", g, err)
	}
}

func TestThePointOfTheStandardIsWrittenByteForByte(t *testing.T) {
	const want = "4750000" + "1" + "e6100000" + // GP, version 0, little endian, 4326
		"01" + "01000000" + "000000000000f03f" + "0000000000000040" // WKB: 1, 2
	if got := hex.EncodeToString(Encode(orb.Point{1, 2})); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// blob builds what other software may write.
func blob(flags byte, srid int32, envelope int, body []byte) []byte {
	var order binary.AppendByteOrder = binary.BigEndian
	if flags&flagLittleEndian != 0 {
		order = binary.LittleEndian
	}
	out := order.AppendUint32([]byte{'G', 'P', 0, flags}, uint32(srid))
	return append(append(out, make([]byte, envelope)...), body...)
}

// iso is well-known binary of one position with any number of dimensions.
func iso(order binary.AppendByteOrder, code uint32, numbers ...float64) []byte {
	first := byte(0)
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		first = 1
	}
	out := order.AppendUint32([]byte{first}, code)
	for _, v := range numbers {
		out = order.AppendUint64(out, math.Float64bits(v))
	}
	return out
}

func TestBothByteOrdersAndAllEnvelopesAreRead(t *testing.T) {
	line := orb.LineString{{1, 2}, {3, 4}}
	for headerOrder := range byte(2) {
		for kind, length := range envelopeLength {
			for _, bodyOrder := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
				b := blob(headerOrder|byte(kind)<<1, SRID, length, wkb.MustMarshal(line, bodyOrder))
				if got, err := Decode(b); err != nil || !orb.Equal(got, line) {
					t.Errorf("header order %d, envelope %d, body %v: %v, %v", headerOrder, kind, bodyOrder, got, err)
				}
			}
		}
	}
}

func TestAnEmptyPointIsNil(t *testing.T) {
	nan := math.NaN()
	for _, flags := range []byte{flagLittleEndian | flagEmpty, flagLittleEndian} {
		got, err := Decode(blob(flags, SRID, 0, iso(binary.LittleEndian, 1, nan, nan)))
		if got != nil || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
	}
}

func TestABlobThatIsNoPlainGeometryIsRefused(t *testing.T) {
	le := binary.LittleEndian
	point := iso(le, 1, 1, 2)
	line := wkb.MustMarshal(orb.LineString{{1, 2}, {3, 4}}, le)
	const ok = flagLittleEndian
	deep := iso(le, wkbPoint, 1, 2)
	for range maxNesting + 1 {
		deep = append(le.AppendUint32(iso(le, wkbCollection), 1), deep...)
	}
	cases := []struct {
		name string
		blob []byte
		says string
	}{
		{"nothing", []byte{}, "header"},
		{"another magic", append([]byte("PG"), blob(ok, SRID, 0, point)[2:]...), "header"},
		{"a later header", slices.Replace(blob(ok, SRID, 0, point), 2, 3, 1), "version 1"},
		{"an extended type", blob(ok|flagExtended, SRID, 0, point), "extended"},
		{"an unknown envelope", blob(ok|5<<1, SRID, 64, point), "envelope kind 5"},
		{"a cut envelope", blob(ok|envelopeXY, SRID, 31, nil), "envelope is cut off"},
		{"no body", blob(ok, SRID, 0, nil), "cut off"},
		{"another SRID", blob(ok, 3857, 0, point), "SRID is 3857"},
		{"a cut point", blob(ok, SRID, 0, point[:len(point)-1]), "cut off"},
		{"a byte too many", blob(ok, SRID, 0, append(slices.Clone(point), 0)), "1 bytes after"},
		{"a byte order of 2", blob(ok, SRID, 0, slices.Replace(slices.Clone(point), 0, 1, 2)), "byte order 2"},
		{"NaN", blob(ok, SRID, 0, iso(le, 1, math.NaN(), 2)), "not finite"},
		{"infinity", blob(ok, SRID, 0, iso(le, 1, 1, math.Inf(-1))), "not finite"},
		{"an empty point among points", blob(ok, SRID, 0, append(le.AppendUint32(iso(le, wkbMultiPoint), 1), iso(le, 1, math.NaN(), math.NaN())...)), "not finite"},
		{"Z", blob(ok, SRID, 0, iso(le, 1001, 1, 2, 3)), "Z or M"},
		{"M", blob(ok, SRID, 0, iso(le, 2001, 1, 2, 3)), "Z or M"},
		{"Z and M", blob(ok, SRID, 0, iso(le, 3001, 1, 2, 3, 4)), "Z or M"},
		{"EWKB", blob(ok, SRID, 0, iso(le, 0x20000001, 1, 2)), "unknown type"},
		{"a curve", blob(ok, SRID, 0, le.AppendUint32(iso(le, 8), 0)), "unknown type 8"},
		{"more positions than bytes", blob(ok, SRID, 0, le.AppendUint32(iso(le, wkbLineString), math.MaxUint32)), "cut off"},
		{"more rings than bytes", blob(ok, SRID, 0, le.AppendUint32(iso(le, wkbPolygon), math.MaxUint32)), "cut off"},
		{"more parts than bytes", blob(ok, SRID, 0, le.AppendUint32(iso(le, wkbCollection), math.MaxUint32)), "cut off"},
		{"a line among points", blob(ok, SRID, 0, append(le.AppendUint32(iso(le, wkbMultiPoint), 1), line...)), "type 2, not 1"},
		{"mixed dimensions", blob(ok, SRID, 0, append(le.AppendUint32(iso(le, wkbCollection), 1), iso(le, 1001, 1, 2, 3)...)), "3 dimensions"},
		{"deep nesting", blob(ok, SRID, 0, deep), "nested deeper"},
		{"an empty flag on a point", blob(ok|flagEmpty, SRID, 0, point), "says it is empty"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g, err := Decode(c.blob)
			if !errors.Is(err, ErrGeometry) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, %v; want %q", g, err, c.says)
			}
		})
	}
}

func TestEncodePanicsRatherThanWritingWhatItCouldNotRead(t *testing.T) {
	for _, g := range []orb.Geometry{
		orb.Point{math.NaN(), 1},
		orb.Point{math.NaN(), math.NaN()},
		orb.LineString{{0, 0}, {math.Inf(1), 0}},
		orb.Collection{nil},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v was encoded", g)
				}
			}()
			Encode(g)
		}()
	}
}

func TestRandomGeometriesComeBackAndAreBounded(t *testing.T) {
	random := seeded(t)
	for range 2000 {
		g := randomGeometry(random, 0)
		b := Encode(g)
		got, err := Decode(b)
		if err != nil || !orb.Equal(got, g) {
			t.Fatalf("%v came back as %v, %v", g, got, err)
		}
		e, ok := extentOf(b)
		if !ok {
			continue // empty, and orb's bound of it is arbitrary
		}
		for p := range positions(g) {
			if p[0] < e.min[0] || p[0] > e.max[0] || p[1] < e.min[1] || p[1] > e.max[1] {
				t.Fatalf("%v lies outside the bounds %v %v", p, e.min, e.max)
			}
		}
	}
}

// randomGeometry is any kind of geometry, now and then empty.
func randomGeometry(random *rand.Rand, depth int) orb.Geometry {
	line := func() orb.LineString {
		out := orb.LineString{}
		for range random.IntN(5) {
			out = append(out, randomPoint(random))
		}
		return out
	}
	polygon := func() orb.Polygon {
		out := orb.Polygon{}
		for range random.IntN(3) {
			out = append(out, orb.Ring(line()))
		}
		return out
	}
	kinds := 7
	if depth > 2 {
		kinds = 6
	}
	switch random.IntN(kinds) {
	case 0:
		return randomPoint(random)
	case 1:
		return line()
	case 2:
		return polygon()
	case 3:
		return orb.MultiPoint(line())
	case 4:
		out := orb.MultiLineString{}
		for range random.IntN(3) {
			out = append(out, line())
		}
		return out
	case 5:
		out := orb.MultiPolygon{}
		for range random.IntN(3) {
			out = append(out, polygon())
		}
		return out
	}
	out := orb.Collection{}
	for range random.IntN(3) {
		out = append(out, randomGeometry(random, depth+1))
	}
	return out
}

// positions are all positions of a geometry.
func positions(g orb.Geometry) func(yield func(orb.Point) bool) {
	return func(yield func(orb.Point) bool) {
		var walk func(orb.Geometry)
		walk = func(g orb.Geometry) {
			switch g := g.(type) {
			case orb.Point:
				yield(g)
			case orb.LineString:
				walk(orb.MultiPoint(g))
			case orb.MultiPoint:
				for _, p := range g {
					yield(p)
				}
			case orb.Polygon:
				for _, r := range g {
					walk(orb.MultiPoint(r))
				}
			case orb.MultiLineString:
				for _, l := range g {
					walk(l)
				}
			case orb.MultiPolygon:
				for _, p := range g {
					walk(p)
				}
			case orb.Collection:
				for _, m := range g {
					walk(m)
				}
			}
		}
		walk(g)
	}
}

// FuzzDecode: whatever Decode accepts can be written and read again with the
// same result, and nothing makes it, or the SQL functions, fail otherwise.
func FuzzDecode(f *testing.F) {
	for _, g := range geometries {
		f.Add(Encode(g.in))
	}
	f.Add(blob(0, SRID, 0, iso(binary.BigEndian, 1, 1, 2)))
	f.Add(blob(flagLittleEndian, SRID, 0, iso(binary.LittleEndian, 2001, 1, 2, 3)))
	f.Add(blob(flagLittleEndian, SRID, 0, bytes.Repeat([]byte{1, 7, 0, 0, 0, 1, 0, 0, 0}, 40)))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, indexed := extentOf(b)
		g, err := Decode(b)
		if err != nil {
			if !errors.Is(err, ErrGeometry) {
				t.Errorf("an error of another kind: %v", err)
			}
			return
		}
		if g == nil {
			if indexed {
				t.Error("no geometry, but bounds")
			}
			return
		}
		again := Encode(g)
		back, err := Decode(again)
		if err != nil || !orb.Equal(back, g) {
			t.Errorf("%v came back as %v, %v", g, back, err)
		}
		if _, ok := extentOf(again); ok != indexed {
			t.Errorf("bounds: first %v, then %v", indexed, ok)
		}
	})
}
