package ingest

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"strikemap/geo"
	public "strikemap/geo/encode"
)

// publicCSV writes incidents as readers get them.
func publicCSV(t *testing.T, features []*geo.Feature, o public.Options) []byte {
	t.Helper()
	flats := make([][]byte, len(features))
	for i, f := range features {
		flats[i] = public.AppendFeature(nil, f, public.Options{})
	}
	file, err := public.NewDocument(public.NewCSV(o), public.Head{}, flats).AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestThePublicCSVReadsBackAsItWas(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	published := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var features []*geo.Feature
	for n := range 500 {
		in := nastyIncident(random, n)
		in.State, in.PublishedAt = geo.Published, &published
		features = append(features, geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: published, Incident: in}, testParties, nil))
	}
	for _, o := range []public.Options{{Base: "https://example.org"}, {Mark: true}} {
		incidents, found := Collect(CSV(bytes.NewReader(publicCSV(t, features, o)), Options{Parties: testParties, MaxFaults: 10}))
		if len(found) > 0 || len(incidents) != len(features) {
			t.Fatalf("%d of %d, %v", len(incidents), len(features), found)
		}
		for i := range incidents {
			compareFlat(t, features[i], incidents[i])
		}
	}
}

// compareFlat compares the columns that do not follow from others. A row without its
// ledger is a draft, so that it has no date of publication.
func compareFlat(t *testing.T, want *geo.Feature, in geo.Incident) {
	t.Helper()
	got := geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: want.PublicFrom, Incident: in}, testParties, nil)
	for _, c := range geo.Columns {
		if slices.Contains(derived, c.Name) || c.Name == "published" {
			continue
		}
		if c.Text(got) != c.Text(want) {
			t.Fatalf("%s of %s is %q, not %q", c.Name, want.ID, c.Text(got), c.Text(want))
		}
	}
}

func FuzzTextInCSV(f *testing.F) {
	for _, text := range append([]string{"a\r\r\nb", "a\r\n\r\nb\r", "\r\n", `"`, "'", "\\N", "0012"}, nasty...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		in := geo.Incident{
			ID: geo.StableID("x", from), Title: "A title", Summary: text, Kind: geo.Strike, Language: "en", State: geo.Draft,
			Location: geo.Location{Label: "Exampleport", Precision: geo.UnknownPlace},
			Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour"},
		}
		if in.Validate(nil) != nil {
			t.Skip()
		}
		feature := geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: in}, nil, nil)
		incidents, found := Collect(CSV(bytes.NewReader(publicCSV(t, []*geo.Feature{feature}, public.Options{})), Options{}))
		if len(found) > 0 || len(incidents) != 1 || incidents[0].Summary != text {
			t.Errorf("%q comes back as %v, %v", text, incidents, found)
		}
	})
}
