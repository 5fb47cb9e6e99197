package synth

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

var end = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

var parties = geo.Parties{
	"ua-a": {Code: "ua-a", Name: "A", Country: "UA", Kind: "military"},
	"ua-b": {Code: "ua-b", Name: "B", Country: "UA", Kind: "official"},
	"ru-a": {Code: "ru-a", Name: "C", Country: "RU", Kind: "ministry"},
	"pl-a": {Code: "pl-a", Name: "D", Country: "PL", Kind: "state"},
	"ee-a": {Code: "ee-a", Name: "E", Country: "EE", Kind: "state"},
	"m-ua": {Code: "m-ua", Name: "F", Country: "UA", Kind: "media"},
	"m":    {Code: "m", Name: "G", Kind: "media"},
	"co":   {Code: "co", Name: "H", Country: "PL", Kind: "company"},
}

func generate(count int, seed uint64, p geo.Parties) []geo.Incident {
	var incidents []geo.Incident
	for in := range Generate(count, seed, p, end) {
		incidents = append(incidents, in)
	}
	return incidents
}

func encode(t *testing.T, incidents []geo.Incident) []byte {
	t.Helper()
	raw, err := json.Marshal(incidents)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestEveryGeneratedIncidentIsValidAndSaysThatItIsSynthetic(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	incidents := generate(5000, seed, parties)
	if len(incidents) != 5000 {
		t.Fatalf("%d incidents", len(incidents))
	}
	ids := map[string]bool{}
	for _, in := range incidents {
		if err := in.Validate(parties); err != nil {
			t.Fatalf("%s: %v", in.ExternalID, err)
		}
		if !in.Synthetic || in.Dataset != Dataset || !strings.HasPrefix(in.Title, "Synthetic:") {
			t.Fatalf("%s is not marked: %q", in.ExternalID, in.Title)
		}
		if ids[in.ID] {
			t.Fatalf("the id %s is given twice", in.ID)
		}
		ids[in.ID] = true
		if in.Time.To.After(end) || in.Time.From.Before(end.AddDate(-5, 0, 0)) {
			t.Fatalf("%s is outside the time: %v", in.ExternalID, in.Time.Interval)
		}
		if in.PublishedAt != nil && (in.PublishedAt.Before(in.Time.To) || in.PublishedAt.After(end)) {
			t.Fatalf("%s was published at %v", in.ExternalID, in.PublishedAt)
		}
	}
}

func TestAllKindsStatusesAttributionsAndPrecisionsOccur(t *testing.T) {
	seen := map[string]int{}
	published := 0
	for _, in := range generate(5000, 1, parties) {
		finding := geo.Derive(&in, parties)
		seen["kind "+in.Kind]++
		seen["status "+finding.Status]++
		seen["attribution "+finding.Attribution]++
		seen["precision "+in.Location.Precision]++
		seen["time "+in.Time.Precision]++
		for _, q := range in.Quantities {
			seen["qualifier "+q.Qualifier]++
		}
		if p := in.Location.Point; p != nil && p.Lat < -20 {
			seen["southern"]++
		}
		if in.State == geo.Published {
			published++
		}
	}
	want := []string{"southern"}
	for prefix, codes := range map[string][]string{
		"kind ":        geo.Kinds.Values(),
		"status ":      {geo.Verified, geo.Confirmed, geo.Claimed, geo.Reported, geo.Disputed},
		"attribution ": {"none", "claimed", "alleged", "denied"},
		"precision ":   geo.Precisions.Values(),
		"time ":        geo.TimePrecisions.Values(),
		"qualifier ":   geo.Qualifiers.Values(),
	} {
		for _, code := range codes {
			want = append(want, prefix+code)
		}
	}
	for _, w := range want {
		if seen[w] < 10 {
			t.Errorf("%q occurs %d times", w, seen[w])
		}
	}
	if published < 4800 || published == 5000 {
		t.Errorf("%d of 5000 are published", published)
	}
	t.Logf("%v", seen)
}

func TestTheSameSeedGivesTheSameIncidents(t *testing.T) {
	first := encode(t, generate(500, 42, parties))
	if !bytes.Equal(first, encode(t, generate(500, 42, parties))) {
		t.Error("a second run differs")
	}
	if longer := generate(700, 42, parties); !bytes.Equal(first, encode(t, longer[:500])) {
		t.Error("a longer run begins otherwise")
	}
	if bytes.Equal(first, encode(t, generate(500, 43, parties))) {
		t.Error("another seed gives the same")
	}
}

func TestWithoutPartiesThereAreOnlyDrafts(t *testing.T) {
	for _, in := range generate(100, 1, nil) {
		if in.State != geo.Draft || len(in.Claims) > 0 {
			t.Fatalf("%s is %s with %d claims", in.ExternalID, in.State, len(in.Claims))
		}
		if err := in.Validate(nil); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	n := 0
	for range Generate(b.N, 1, parties, end) {
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "incidents/s")
}

func TestALeanIncidentIsStillValidAndAsPublicAsBefore(t *testing.T) {
	published := 0
	for in := range Generate(300, 4, parties, end) {
		lean := Lean(in)
		if err := lean.Validate(parties); err != nil {
			t.Fatalf("%s: %v", in.ExternalID, err)
		}
		if len(lean.Claims) > 1 || len(lean.Reports) != 1 || lean.Summary != "" || len(lean.Quantities) > 0 {
			t.Errorf("%s keeps more than it needs: %+v", in.ExternalID, lean)
		}
		if lean.State == geo.Published {
			published++
		}
	}
	if published < 200 {
		t.Errorf("of 300 only %d are published", published)
	}
}
