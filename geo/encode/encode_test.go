package encode

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files")
	seed   = flag.Uint64("seed", 0, "seed of the property tests; 0 takes a new one")
)

var parties = geo.Parties{
	"harbour-office": {Code: "harbour-office", Name: "Harbour Office", Country: "XA", Kind: "regional-authority"},
	"daily":          {Code: "daily", Name: "The Daily", Country: "XB", Kind: "media"},
	"unheard":        {Code: "unheard", Name: "Never Heard", Kind: "media"},
}

// example is a made-up incident with a value in most columns.
func example() *geo.Feature {
	from := time.Date(2025, 12, 24, 22, 0, 0, 0, time.UTC)
	published := time.Date(2025, 12, 25, 9, 30, 0, 0, time.UTC)
	two, km, zero := 2.0, 12.0, 0
	in := geo.Incident{
		ID: geo.StableID("example-port", from), ExternalID: "example-port", Series: "long-series", Dataset: "test",
		Title: `Harbour Office: "two tanks" <burn>`, Summary: "=SUM(A1) is no formula here,\nbut a second line.",
		Kind: geo.Strike, Category: "port", Outcome: "hit", Means: []string{"drone", "missile"},
		Location: geo.Location{
			Label: "Exampleport", Point: &geo.Point{Lon: 37.3811111, Lat: 45.3269999}, Precision: geo.Settlement, Uncertainty: 2000,
			Country: "XA", Border: "XB", BorderKM: &km,
		},
		Time: geo.When{Interval: geo.Interval{From: from, To: from.Add(8 * time.Hour)}, Precision: "part-of-day", Phrase: "overnight", Zone: "Europe/Moscow"},
		Claims: []geo.Claim{
			{Party: "harbour-office", Role: geo.Affected, Stance: "reports", Proposition: "struck", Detail: "Two tanks burn.", Report: &zero},
			{Party: "daily", Role: geo.Media, Stance: "reports", Proposition: "struck", Report: &zero},
		},
		Quantities:  []geo.Quantity{{Measure: "tanks", Label: "tanks on fire", Min: &two, Max: &two, Qualifier: "exact", Phrase: "two", Scope: "incident"}},
		Reports:     []geo.Report{{Publisher: "The Daily", URL: "https://example.org/a?b=1&c=2", Class: "press"}},
		State:       geo.Published,
		PublishedAt: &published,
	}
	return geo.NewFeature(&geo.Revision{Number: 3, PublicFrom: published, Incident: in, Correction: "The time was corrected."}, parties, nil)
}

// bare is an incident of which little is known.
func bare() *geo.Feature {
	from := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	return geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from.AddDate(0, 0, 3), Incident: geo.Incident{
		ID: geo.StableID("example-bare", from), Title: "Something was seen", Kind: geo.Sighting,
		Location: geo.Location{Label: "at sea", Precision: geo.UnknownPlace},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.AddDate(0, 1, 0)}, Precision: "month"},
		Claims:   []geo.Claim{{Party: "daily", Role: geo.Media, Stance: "reports", Proposition: "occurred"}},
		State:    geo.Published,
	}}, parties, nil)
}

var head = Head{
	Matched: 7, TimeStamp: time.Date(2025, 12, 26, 1, 2, 3, 0, time.UTC),
	Links:  []Link{{Href: "https://example.org/items?cursor=x", Rel: "next", Type: "application/geo+json", Title: "Next page"}},
	Notice: Notice{Licence: "CC BY 4.0", LicenceURL: "https://example.org/licence", Attribution: "Example", Note: "Reported."},
}

var options = Options{Base: "https://example.org/strikes"}

func TestFilesAreAsTheyWere(t *testing.T) {
	area := &geo.Area{
		ID: "XA-1", Name: "North", Level: "admin1", Country: "XA", Label: geo.Point{Lon: 1.5, Lat: 2.25},
		Outline: orb.MultiPolygon{{{{0, 0}, {3, 0}, {3, 3.1234567}, {0, 0}}}},
	}
	series := geo.Series{ID: "long-series", Title: "A long series", Claims: []geo.Claim{{Party: "harbour-office", Role: geo.Third, Stance: "reports", Proposition: "occurred"}}}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"features.geojson": func(b *bytes.Buffer) error {
			return WriteFeatures(b, []*geo.Feature{example(), bare()}, head, options)
		},
		"empty.geojson": func(b *bytes.Buffer) error {
			return WriteFeatures(b, nil, Head{Matched: -1, KnownSince: head.TimeStamp}, options)
		},
		"features.csv": func(b *bytes.Buffer) error { return WriteCSV(b, []*geo.Feature{example(), bare()}, options) },
		"item.geojson": func(b *bytes.Buffer) error {
			return WriteItem(b, Item{
				Feature: example(), Parties: parties, Series: &series, Links: head.Links, Notice: head.Notice,
				Revisions: []*geo.Revision{{Number: 1, PublicFrom: head.TimeStamp}, {Number: 3, PublicFrom: head.TimeStamp, Change: "correction", Note: "The time was corrected."}},
			}, options)
		},
		"areas.geojson": func(b *bytes.Buffer) error {
			return WriteAreas(b, []*geo.Area{area}, map[string]int{"XA-1": 4}, Head{Matched: 1})
		},
		"area.geojson": func(b *bytes.Buffer) error { return WriteArea(b, area, nil, nil, Notice{}) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "json") && !json.Valid(got.Bytes()) {
				t.Fatalf("not JSON: %s", got.String())
			}
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s changed (rewrite with -update):\n%s", file, got.String())
			}
		})
	}
}

func TestEveryFeatureHasEveryColumnInOrder(t *testing.T) {
	for _, f := range []*geo.Feature{example(), bare()} {
		var decoded struct {
			Properties json.RawMessage `json:"properties"`
		}
		if err := json.Unmarshal(AppendFeature(nil, f, options), &decoded); err != nil {
			t.Fatal(err)
		}
		if got := members(t, decoded.Properties); !slices.Equal(got, columnNames()) {
			t.Errorf("columns are %v", got)
		}
	}
}

func TestChosenPropertiesAreAlone(t *testing.T) {
	title, _ := geo.ColumnByName("title")
	got := string(AppendFeature(nil, bare(), Options{Columns: []geo.Column{title}}))
	if !strings.HasSuffix(got, `"geometry":null,"properties":{"title":"Something was seen"}}`) {
		t.Error(got)
	}
}

// members returns the names of an object in the order they are written.
func members(t *testing.T, object json.RawMessage) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	var names []string
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		var value any
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

func columnNames() []string {
	names := make([]string, len(geo.Columns))
	for i, c := range geo.Columns {
		names[i] = c.Name
	}
	return names
}

func TestStringsReadBackAsTheyAre(t *testing.T) {
	for _, text := range []string{"", "plain", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "\u2028\u2029\u20ac", "😀 é", "</script>", "\xff\xfea\xc3", "\xed\xa0\x80"} {
		var got string
		encoded := appendString(nil, text)
		if err := json.Unmarshal(encoded, &got); err != nil {
			t.Errorf("%q is written as %s: %v", text, encoded, err)
			continue
		}
		if want := replaceInvalid(text); got != want {
			t.Errorf("%q reads back as %q", text, got)
		}
		if bytes.ContainsRune(encoded, '<') {
			t.Errorf("%q is written as %s, which could end a script", text, encoded)
		}
	}
}

// replaceInvalid replaces each byte that is not UTF-8 by U+FFFD.
func replaceInvalid(text string) string { return string([]rune(text)) }

func FuzzStrings(f *testing.F) {
	for _, text := range []string{"", "a\"b", "\xff", "\u2028", "<&>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got string
		encoded := appendString(nil, text)
		if err := json.Unmarshal(encoded, &got); err != nil || got != replaceInvalid(text) || !utf8.Valid(encoded) {
			t.Errorf("%q is written as %s: %v", text, encoded, err)
		}
	})
}

func TestNumbersAreFiniteAndShort(t *testing.T) {
	for _, c := range []struct {
		v                  float64
		number, coordinate string
	}{
		{0, "0", "0"},
		{math.Copysign(0, -1), "0", "0"},
		{-1e-9, "-0.000000001", "0"},
		{37.38111119, "37.38111119", "37.381111"},
		{1e21, "1000000000000000000000", ""},
		{math.NaN(), "null", ""},
		{math.Inf(1), "null", ""},
	} {
		if got := string(appendNumber(nil, c.v)); got != c.number {
			t.Errorf("%v is written as %s", c.v, got)
		}
		if got := string(appendCoordinate(nil, c.v)); c.coordinate != "" && got != c.coordinate {
			t.Errorf("coordinate %v is written as %s", c.v, got)
		}
	}
	if got := string(appendPoint(nil, &geo.Point{Lon: math.NaN(), Lat: 1})); got != "null" {
		t.Errorf("a point that is none is written as %s", got)
	}
}

// What is written by hand must read as what encoding/json would have written.
func TestFeaturesReadAsTheirValues(t *testing.T) {
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("seed %d", s)
	random := rand.New(rand.NewPCG(s, 1))
	for range 500 {
		f := randomFeature(random)
		var got struct {
			ID         string
			Geometry   *struct{ Coordinates []float64 }
			Properties map[string]any
		}
		encoded := AppendFeature(nil, f, options)
		if err := json.Unmarshal(encoded, &got); err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		want := map[string]any{}
		for _, c := range geo.Columns {
			want[c.Name] = plain(t, c, f)
		}
		if !reflect.DeepEqual(got.Properties, want) || got.ID != f.ID {
			t.Fatalf("%s reads as\n%v, not\n%v", encoded, got.Properties, want)
		}
		if (got.Geometry == nil) != (f.Location.Point == nil) {
			t.Fatalf("%s: the geometry is wrong", encoded)
		}
	}
}

// plain is a column's value as encoding/json reads it back.
func plain(t *testing.T, c geo.Column, f *geo.Feature) any {
	t.Helper()
	v := c.Value(f)
	switch list := v.(type) {
	case []string:
		v = strings.Join(list, ",")
	case time.Time:
		v = geo.FormatTime(list)
	case string:
		if c.Name == "url" {
			v = options.Base + list
		}
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(encoded, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func randomFeature(random *rand.Rand) *geo.Feature {
	text := func() string {
		letters := []rune("ab\"\\<>&\n\t\r,;'=é€😀\u2028\x00 \uFFFD")
		out := make([]rune, random.IntN(12))
		for i := range out {
			out[i] = letters[random.IntN(len(letters))]
		}
		return string(out)
	}
	from := time.UnixMilli(random.Int64N(2e12)).UTC()
	in := geo.Incident{
		ID: geo.StableID(text(), from), Title: text(), Summary: text(), Kind: geo.Strike, Facility: text(),
		Means: []string{"drone", "unknown"}[:random.IntN(3)], MeansText: text(), Synthetic: random.IntN(2) == 0,
		Location: geo.Location{Label: text(), Precision: geo.Site, Uncertainty: random.Float64() * 1e5},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Phrase: text()},
		State:    geo.Published,
	}
	if random.IntN(3) > 0 {
		in.Location.Point = &geo.Point{Lon: random.Float64()*360 - 180, Lat: random.Float64()*180 - 90}
	}
	return geo.NewFeature(&geo.Revision{Number: random.IntN(9) + 1, PublicFrom: from, Incident: in}, nil, nil)
}

func TestCSVReadsBackByAReaderOfItsOwn(t *testing.T) {
	var b bytes.Buffer
	features := []*geo.Feature{example(), bare()}
	if err := WriteCSV(&b, features, options); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3 || !slices.Equal(rows[0], columnNames()) {
		t.Fatalf("rows are %q", rows)
	}
	for i, f := range features {
		for j, c := range geo.Columns {
			want := c.Text(f)
			if c.Name == "url" {
				want = options.Base + want
			}
			if got := geo.UnescapeFormula(rows[i+1][j]); got != want {
				t.Errorf("%s is %q, not %q", c.Name, got, want)
			}
		}
	}
}

func TestNoTextColumnBeginsAFormula(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, []*geo.Feature{example()}, options); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"'=SUM(A1) is no formula here,`) {
		t.Error(b.String())
	}
}

func TestFormulasAreUndoneByteForByte(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+380": "'+380", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
		"'=1": "''=1", "'quoted'": "'quoted'", "'": "'", "''": "''", " =1": " =1", "'а": "'а",
	} {
		got := geo.EscapeFormula(text)
		if got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
		if back := geo.UnescapeFormula(got); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
}

func FuzzFormulas(f *testing.F) {
	for _, text := range []string{"", "=1", "'=1", "''+", "-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		escaped := geo.EscapeFormula(text)
		if back := geo.UnescapeFormula(escaped); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
		if escaped != "" && strings.ContainsRune("=+-@\t\r", rune(escaped[0])) {
			t.Errorf("%q stays a formula", text)
		}
	})
}

func BenchmarkAppendFeature(b *testing.B) {
	f := example()
	var dst []byte
	for b.Loop() {
		dst = AppendFeature(dst[:0], f, options)
	}
	b.SetBytes(int64(len(dst)))
}
