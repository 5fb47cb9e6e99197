package encode

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"strikemap/geo"
)

func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("seed %d", s)
	return rand.New(rand.NewPCG(s, 2))
}

func flatsOf(features []*geo.Feature) [][]byte {
	flats := make([][]byte, len(features))
	for i, f := range features {
		flats[i] = AppendFeature(nil, f, Options{})
	}
	return flats
}

// someColumns are a few columns, in any order.
func someColumns(random *rand.Rand) []geo.Column {
	var columns []geo.Column
	for _, i := range random.Perm(len(geo.Columns))[:random.IntN(len(geo.Columns)+1)] {
		columns = append(columns, geo.Columns[i])
	}
	return columns
}

func TestBodiesAreWhatTheFeaturesWouldBe(t *testing.T) {
	random := seeded(t)
	for range 300 {
		features := make([]*geo.Feature, random.IntN(20))
		for i := range features {
			features[i] = randomFeature(random)
		}
		flats := flatsOf(features)
		o := Options{Base: []string{"", "https://example.org/strikes"}[random.IntN(2)]}
		if random.IntN(2) == 0 {
			o.Columns = someColumns(random)
		}
		var wantFeatures, wantRows bytes.Buffer
		if err := WriteFeatures(&wantFeatures, features, head, o); err != nil {
			t.Fatal(err)
		}
		if err := WriteCSV(&wantRows, features, o); err != nil {
			t.Fatal(err)
		}
		size, exact := NewBodies(flats, head, o).Size()
		if exact != (o.Columns == nil) || exact && size != wantFeatures.Len() {
			t.Fatalf("%d bytes, exact %v, for %d", size, exact, wantFeatures.Len())
		}
		for _, c := range []struct {
			content interface {
				AppendTo([]byte) ([]byte, error)
				write(*pieces, []byte) ([]byte, error)
			}
			want []byte
		}{{NewBodies(flats, head, o), wantFeatures.Bytes()}, {NewDocument(NewCSV(o), head, flats), wantRows.Bytes()}} {
			got, err := c.content.AppendTo([]byte("before"))
			if err != nil || string(got) != "before"+string(c.want) {
				t.Fatalf("%v\n%s\nis not\n%s", err, got, c.want)
			}
		}
		for i, f := range features {
			got, err := AppendColumns(nil, flats[i], o.Columns, o.Base)
			if want := AppendFeature(nil, f, o); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%v\n%s\nis not\n%s", err, got, want)
			}
		}
	}
}

// pieceLog notes the sizes of what is written.
type pieceLog struct {
	bytes.Buffer
	sizes []int
}

func (p *pieceLog) Write(b []byte) (int, error) {
	p.sizes = append(p.sizes, len(b))
	return p.Buffer.Write(b)
}

func TestLargeBodiesAreWrittenInPieces(t *testing.T) {
	features := make([]*geo.Feature, 1000)
	for i := range features {
		features[i] = example()
	}
	flats := flatsOf(features)
	for name, c := range map[string]struct {
		write func(*pieceLog) (int64, error)
		whole func() ([]byte, error)
	}{
		"features": {
			func(p *pieceLog) (int64, error) { return NewBodies(flats, head, options).WriteTo(p) },
			func() ([]byte, error) { return NewBodies(flats, head, options).AppendTo(nil) },
		},
		"rows": {
			func(p *pieceLog) (int64, error) { return NewDocument(NewCSV(options), head, flats).WriteTo(p) },
			func() ([]byte, error) { return NewDocument(NewCSV(options), head, flats).AppendTo(nil) },
		},
	} {
		var got pieceLog
		n, err := c.write(&got)
		want, wholeErr := c.whole()
		if err != nil || wholeErr != nil || !bytes.Equal(got.Bytes(), want) || int(n) != len(want) {
			t.Errorf("%s: %d of %d bytes: %v, %v", name, n, len(want), err, wholeErr)
		}
		if len(got.sizes) < 2 || got.sizes[0] < pieceSize || got.sizes[0] > pieceSize+8<<10 {
			t.Errorf("%s are written in pieces of %v", name, got.sizes)
		}
	}
}

func TestAnItemIsWhatTheFeatureWouldBe(t *testing.T) {
	random := seeded(t)
	for range 100 {
		f := randomFeature(random)
		item := Item{Feature: f, Parties: parties, Links: head.Links, Notice: head.Notice, Revisions: []*geo.Revision{{Number: 1, PublicFrom: head.TimeStamp}}}
		o := Options{Base: "https://example.org"}
		if random.IntN(2) == 0 {
			o.Columns = someColumns(random)
		}
		var want bytes.Buffer
		if err := WriteItem(&want, item, o); err != nil {
			t.Fatal(err)
		}
		got, err := AppendItem(nil, AppendFeature(nil, f, Options{}), AppendLedger(nil, item), item.Links, item.Notice, o)
		if err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("%v\n%s\nis not\n%s", err, got, want.Bytes())
		}
	}
}

func TestAFlatFeatureReadsAsItsColumns(t *testing.T) {
	random := seeded(t)
	var flat Flat
	for i := range 500 {
		f := randomFeature(random)
		switch i {
		case 0:
			f = example()
		case 1:
			f = bare()
		}
		if err := flat.Read(AppendFeature(nil, f, Options{})); err != nil {
			t.Fatal(err)
		}
		for column, c := range geo.Columns {
			if got, want := flat.Text(column), c.Text(f); got != want {
				t.Fatalf("%s is %q, not %q", c.Name, got, want)
			}
			if got, want := string(flat.AppendText([]byte("x"), column)), "x"+c.Text(f); got != want {
				t.Fatalf("%s is %q, not %q", c.Name, got, want)
			}
		}
		p, ok := flat.Point()
		if want := f.Location.Point; flat.ID() != f.ID || ok != (want != nil) || ok && (math.Abs(p.Lon-want.Lon) > 5.1e-7 || math.Abs(p.Lat-want.Lat) > 5.1e-7) {
			t.Fatalf("%s at %v (%v), not %s at %v", flat.ID(), p, ok, f.ID, want)
		}
	}
}

func TestReadingAFlatFeatureAllocatesNothing(t *testing.T) {
	raw := AppendFeature(nil, example(), Options{})
	var flat Flat
	var text []byte
	title := ColumnIndex("title")
	read := func() {
		if err := flat.Read(raw); err != nil {
			t.Fatal(err)
		}
		text = flat.AppendText(text[:0], title)
	}
	read()
	if n := testing.AllocsPerRun(100, read); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestOtherBytesAreNoFlatFeature(t *testing.T) {
	raw := AppendFeature(nil, example(), Options{})
	var flat Flat
	for cut := range len(raw) {
		if flat.Read(raw[:cut]) == nil {
			t.Fatalf("%s is taken", raw[:cut])
		}
		if flat.Read(raw[cut+1:]) == nil {
			t.Fatalf("%s is taken", raw[cut+1:])
		}
	}
	for name, other := range map[string][]byte{
		"some columns": AppendFeature(nil, example(), Options{Columns: geo.Columns[:3]}),
		"open":         append(bytes.Clone(raw[:len(raw)-1]), ",}"...),
		"a bad number": bytes.Replace(raw, []byte(`"revision":3`), []byte(`"revision":03`), 1),
		"a bad word":   bytes.Replace(raw, []byte(`"synthetic":false`), []byte(`"synthetic":falsy`), 1),
		"a list":       bytes.Replace(raw, []byte(`"revision":3`), []byte(`"revision":[3]`), 1),
		"a bad point":  bytes.Replace(raw, []byte(`"coordinates":[`), []byte(`"coordinates":[,`), 1),
	} {
		if bytes.Equal(other, raw) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := flat.Read(other); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, short := range [][]byte{nil, []byte("}"), raw[:len(raw)-1], raw[len(raw)-urlTail:], bytes.Replace(raw, []byte("/incidents/"), []byte("/incidence/"), 1)} {
		if _, err := AppendBody(nil, short, "x"); err == nil {
			t.Errorf("%s is taken", short)
		}
	}
	if _, err := NewBodies([][]byte{raw, raw[1:]}, head, Options{Columns: geo.Columns[:2]}).AppendTo(nil); err == nil {
		t.Error("a collection with other bytes is taken")
	}
	if _, err := NewDocument(NewCSV(Options{}), head, [][]byte{raw[1:]}).WriteTo(&bytes.Buffer{}); err == nil {
		t.Error("rows of other bytes are taken")
	}
}

func FuzzFlat(f *testing.F) {
	raw := AppendFeature(nil, example(), Options{})
	f.Add(raw)
	f.Add(AppendFeature(nil, bare(), Options{}))
	f.Add(raw[:len(raw)/2])
	f.Add(bytes.ReplaceAll(raw, []byte("Harbour"), []byte(`\u12\"`)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var flat Flat
		if flat.Read(raw) != nil {
			return
		}
		if _, err := AppendColumns(nil, raw, geo.Columns[:5], "x"); err != nil {
			t.Error(err)
		}
		for column := range geo.Columns {
			_ = flat.Text(column)
		}
		_, _ = flat.Point()
		if !json.Valid(raw) {
			return // something inside a string
		}
		var want struct{ Properties map[string]any }
		if err := json.Unmarshal(raw, &want); err != nil {
			return // nested too deep, or no object
		}
		for column, c := range geo.Columns {
			var got any
			if err := json.Unmarshal(flat.Value(column), &got); err != nil {
				t.Errorf("%s: %s", c.Name, flat.Value(column))
			}
		}
	})
}

func FuzzFlatText(f *testing.F) {
	f.Add("title", "a \"quote\" and a \\ and a \u2028", int64(0), true)
	f.Add("", "\x00\n\t<", int64(1e12), false)
	f.Fuzz(func(t *testing.T, title, summary string, at int64, placed bool) {
		title, summary = replaceInvalid(title), replaceInvalid(summary)
		from := time.UnixMilli(at & (1<<46 - 1)).UTC()
		in := geo.Incident{
			ID: geo.StableID(title, from), Title: title, Summary: summary, Kind: geo.Strike,
			Location: geo.Location{Label: summary, Precision: geo.Site},
			Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}},
		}
		if placed {
			in.Location.Point = &geo.Point{Lon: float64(at%180) / 3, Lat: float64(at%90) / 7}
		}
		feature := geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: in}, nil, nil)
		raw := AppendFeature(nil, feature, Options{})
		var flat Flat
		if err := flat.Read(raw); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		for column, c := range geo.Columns {
			if got, want := flat.Text(column), c.Text(feature); got != want && want != "-0" {
				t.Errorf("%s is %q, not %q", c.Name, got, want)
			}
		}
		got, err := AppendBody(nil, raw, options.Base)
		if want := AppendFeature(nil, feature, options); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v\n%s\nis not\n%s", err, got, want)
		}
	})
}

func BenchmarkBodies(b *testing.B) {
	features := make([]*geo.Feature, 1000)
	for i := range features {
		features[i] = example()
	}
	flats := flatsOf(features)
	var dst []byte
	for name, columns := range map[string][]geo.Column{"all": nil, "some": geo.Columns[:8]} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dst, _ = NewBodies(flats, head, Options{Base: options.Base, Columns: columns}).AppendTo(dst[:0])
			}
			b.SetBytes(int64(len(dst)))
		})
	}
}

func BenchmarkFlatRead(b *testing.B) {
	raw := AppendFeature(nil, example(), Options{})
	var flat Flat
	for b.Loop() {
		if err := flat.Read(raw); err != nil {
			b.Fatal(err)
		}
	}
}
