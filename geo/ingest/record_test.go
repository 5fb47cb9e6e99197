package ingest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

var testParties = geo.Parties{
	"ua-sbu":   {Code: "ua-sbu", Name: "Security Service of Ukraine", Country: "UA", Kind: "security-service"},
	"ru-mod":   {Code: "ru-mod", Name: "Russian Ministry of Defence", Country: "RU", Kind: "ministry"},
	"media":    {Code: "media", Name: "Media", Kind: "media"},
	"iaea":     {Code: "iaea", Name: "IAEA", Kind: "international"},
	"zz-other": {Code: "zz-other", Name: "=other", Kind: "other"},
}

// nasty are pieces of text that break careless writers.
var nasty = []string{
	`"quoted"`, "line\nbreak", "carriage\r\nreturn", "\tтаб", "=1+1", "+49", "-5", "@cmd", "'=", "''-x", "'plain", ",;|",
	"привіт Одеса", "مرحبا", "שלום", "👩‍🚒🔥", "e\u0301", "\u2028", "</script><b>&amp;", `\u0000`, "{\"a\":1}", " ", "\uFEFF", "\u200f", "NULL", "0", "1e400",
}

func nastyText(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(4) {
		b.WriteString(nasty[r.IntN(len(nasty))])
	}
	return b.String()
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

func maybe(r *rand.Rand, text string) string {
	if r.IntN(2) == 0 {
		return ""
	}
	return text
}

// nastyIncident returns a valid incident full of what is allowed and awkward.
func nastyIncident(r *rand.Rand, n int) geo.Incident {
	from := time.UnixMilli(r.Int64N(4e12) - 1e12).UTC()
	slug := fmt.Sprintf("nasty-%03d", n)
	in := geo.Incident{
		ID: geo.StableID(slug, from), ExternalID: slug + maybe(r, nastyText(r)), Dataset: maybe(r, "=data"), Synthetic: r.IntN(2) == 0,
		Title: nastyText(r) + "x", Summary: maybe(r, nastyText(r)), Language: pick(r, "", "uk", "zh-Hant"),
		Kind: pick(r, geo.Kinds.Values()...), Category: pick(r, geo.Categories.Values()...), Facility: maybe(r, nastyText(r)),
		Outcome: pick(r, geo.Outcomes.Values()...), MeansText: maybe(r, nastyText(r)), State: pick(r, geo.Draft, geo.Review),
		Location: geo.Location{
			Label: nastyText(r), Precision: pick(r, geo.District, geo.Region, geo.SeaArea), Uncertainty: r.Float64() * 1e5,
			Country: pick(r, "", "UA"), Admin1: maybe(r, nastyText(r)), Regime: pick(r, geo.Regimes.Values()...),
			Point: &geo.Point{Lon: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90},
		},
		Time: geo.When{
			Interval:  geo.Interval{From: from, To: from.Add(time.Duration(1 + r.Int64N(1e15)))},
			Precision: pick(r, geo.TimePrecisions.Values()...), Phrase: maybe(r, nastyText(r)), Zone: pick(r, "", "Europe/Kyiv"),
		},
	}
	if in.Dataset == "" {
		in.Dataset = "desk"
	}
	if in.Location.Precision != geo.District && r.IntN(2) == 0 {
		in.Location.Point = nil
	}
	if r.IntN(2) == 0 {
		in.Translations = map[string]geo.Words{"uk": {Title: nastyText(r)}, "ar": {Title: "=", Summary: nastyText(r)}}
		in.Aliases = []string{nastyText(r)}
		in.Means = []string{"drone", "missile"}
		in.Actor, in.ActorBasis = "UA", "attributed"
		in.PublicPrecision = geo.Region
		if in.Location.Precision == geo.SeaArea {
			in.PublicPrecision = ""
		}
	}
	for range r.IntN(4) {
		report := 0
		in.Claims = append(in.Claims, geo.Claim{
			Party: pick(r, "ua-sbu", "ru-mod", "iaea"), Role: pick(r, geo.Attacker, geo.Affected, geo.Third),
			Stance: pick(r, geo.Stances.Values()...), Proposition: pick(r, geo.Propositions.Values()...),
			Detail: nastyText(r), Channel: maybe(r, nastyText(r)), StatedAt: pick(r, "", "2025-12-25", "2025-12-25T10:00:00Z"), Report: &report,
			Evidence: &geo.Span{From: 1, To: 5, Text: nastyText(r)},
		})
	}
	in.Reports = []geo.Report{{Publisher: nastyText(r) + "x", Title: nastyText(r), URL: "https://example.org/a?b=%20&c=é", Class: "press", Family: maybe(r, "f")}}
	low, high := r.NormFloat64(), 1e300
	in.Quantities = []geo.Quantity{
		{Measure: "killed", Label: nastyText(r), Min: &low, Max: &high, Qualifier: "range", Scope: "incident", Phrase: nastyText(r)},
		{Measure: "drones", Qualifier: "vague", Scope: "wider"},
	}
	return in
}

type format struct {
	name  string
	write func(io.Writer, Incidents) error
	read  func(io.Reader, Options) iter.Seq[Row]
}

var formats = []format{{"GeoJSON", WriteGeoJSON, GeoJSON}, {"CSV", WriteCSV, CSV}}

func all(incidents []geo.Incident) Incidents {
	return func(each func(geo.Incident) error) error {
		for _, in := range incidents {
			if err := each(in); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestWhatIsExportedComesBackAsItWas(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	var incidents []geo.Incident
	for n := range 300 {
		in := nastyIncident(r, n)
		if err := in.Validate(testParties); err != nil {
			t.Fatalf("the generator made an invalid incident: %v", err)
		}
		incidents = append(incidents, in)
	}
	for _, f := range formats {
		var file bytes.Buffer
		if err := f.write(&file, all(incidents)); err != nil {
			t.Fatal(err)
		}
		back, faults := Collect(f.read(bytes.NewReader(file.Bytes()), Options{Parties: testParties}))
		if len(faults) > 0 {
			t.Fatalf("%s: %v", f.name, faults[0])
		}
		if len(back) != len(incidents) {
			t.Fatalf("%s: %d incidents came back of %d", f.name, len(back), len(incidents))
		}
		for i := range back {
			if !reflect.DeepEqual(back[i], incidents[i]) {
				a, _ := json.Marshal(incidents[i])
				b, _ := json.Marshal(back[i])
				t.Fatalf("%s: incident %d differs:\nwas %s\nnow %s", f.name, i, a, b)
			}
		}
		var again bytes.Buffer
		if err := f.write(&again, all(back)); err != nil || !bytes.Equal(again.Bytes(), file.Bytes()) {
			t.Errorf("%s: the second export differs from the first (%v)", f.name, err)
		}
	}
}

func TestAnExportOfNothingCanBeRead(t *testing.T) {
	for _, f := range formats {
		var file bytes.Buffer
		if err := f.write(&file, all(nil)); err != nil {
			t.Fatal(err)
		}
		if in, faults := Collect(f.read(&file, Options{})); len(in)+len(faults) > 0 {
			t.Errorf("%s: %v %v", f.name, in, faults)
		}
	}
}

func TestExportStopsAtTheFirstError(t *testing.T) {
	for _, f := range formats {
		err := f.write(io.Discard, func(each func(geo.Incident) error) error {
			return fmt.Errorf("the record is closed")
		})
		if err == nil || err.Error() != "the record is closed" {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

func TestOnlyTextIsEscapedInTheExportedCSV(t *testing.T) {
	in := geo.Incident{
		ID: "01KD8MV7M02B7E8944J8JQ3NX0", ExternalID: "@x", Title: "=HYPERLINK(1)", Kind: geo.Sighting, State: geo.Draft, Dataset: "desk",
		Location: geo.Location{Label: "-place", Precision: geo.District, Point: &geo.Point{Lon: -70.5, Lat: -33}},
		Time:     geo.When{Interval: geo.Interval{From: time.UnixMilli(0).UTC(), To: time.UnixMilli(1).UTC()}, Precision: "day"},
	}
	var file bytes.Buffer
	if err := WriteCSV(&file, all([]geo.Incident{in})); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{in.ID, "'@x", "'=HYPERLINK(1)", "sighting", "draft", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z", "'-place", "district", "-70.5", "-33"}
	if !reflect.DeepEqual(rows[1][:len(want)], want) {
		t.Errorf("row is %q, want %q", rows[1][:len(want)], want)
	}
	if !strings.HasPrefix(rows[1][len(want)], `{"id"`) {
		t.Errorf("record is %q", rows[1][len(want)])
	}
}

func TestEscapingAFormulaIsUndoneForEveryText(t *testing.T) {
	for _, text := range append([]string{"", "'", "''", "'=", "''=", "=", "a=", "-", "\r", "\t'"}, nasty...) {
		escaped := geo.EscapeFormula(text)
		if back := geo.UnescapeFormula(escaped); back != text {
			t.Errorf("%q becomes %q and then %q", text, escaped, back)
		}
		if escaped != "" && strings.IndexByte("=+-@\t\r", escaped[0]) >= 0 {
			t.Errorf("%q stays a formula: %q", text, escaped)
		}
	}
}

func TestAnEditBesideTheRecordIsAFault(t *testing.T) {
	in := nastyIncident(rand.New(rand.NewPCG(1, 1)), 1)
	in.Title = "Old title"
	for _, f := range formats {
		var file bytes.Buffer
		if err := f.write(&file, all([]geo.Incident{in})); err != nil {
			t.Fatal(err)
		}
		edited := strings.Replace(file.String(), "Old title", "New title", 1)
		_, faults := Collect(f.read(strings.NewReader(edited), Options{Parties: testParties}))
		if len(faults) != 1 || faults[0].Column != "title" {
			t.Errorf("%s: faults %v, want one about title", f.name, faults)
		}
	}
}
