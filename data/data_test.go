package data_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/ingest"
)

// starter is the starter record as the program loads it.
type starter struct {
	parties   geo.Parties
	series    map[string]geo.Series
	incidents []geo.Incident
}

func lines[T any](t *testing.T, name string, raw []byte) []T {
	t.Helper()
	values, err := ingest.Lines[T](bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return values
}

func load(t *testing.T) starter {
	t.Helper()
	s := starter{parties: geo.Parties{}, series: map[string]geo.Series{}, incidents: lines[geo.Incident](t, "incidents", data.StarterIncidents)}
	for _, p := range lines[geo.Party](t, "parties", data.StarterParties) {
		if _, twice := s.parties[p.Code]; twice {
			t.Errorf("party %s is there twice", p.Code)
		}
		s.parties[p.Code] = p
	}
	for _, x := range lines[geo.Series](t, "series", data.StarterSeries) {
		if _, twice := s.series[x.ID]; twice {
			t.Errorf("series %s is there twice", x.ID)
		}
		s.series[x.ID] = x
	}
	return s
}

// incident returns one starter incident by its slug.
func (s starter) incident(t *testing.T, slug string) geo.Incident {
	t.Helper()
	i := slices.IndexFunc(s.incidents, func(in geo.Incident) bool { return in.ExternalID == slug })
	if i < 0 {
		t.Fatalf("there is no starter incident %s", slug)
	}
	return s.incidents[i]
}

func TestTheStarterRecordIsWholeAndValid(t *testing.T) {
	s := load(t)
	if len(s.incidents) != 150 || len(s.parties) != 193 || len(s.series) != 36 {
		t.Errorf("%d incidents, %d parties, %d series; want 150, 193, 36", len(s.incidents), len(s.parties), len(s.series))
	}
	for _, p := range s.parties {
		if err := p.Validate(); err != nil {
			t.Errorf("party %s: %v", p.Code, err)
		}
	}
	recorded, err := time.Parse(time.RFC3339, data.StarterRecorded)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	published := 0
	for _, in := range s.incidents {
		if err := in.Validate(s.parties); err != nil {
			t.Errorf("%s: %v", in.ExternalID, err)
		}
		if ids[in.ID] || in.ID != geo.StableID(in.ExternalID, in.Time.From) {
			t.Errorf("%s: the id %s is not the one of its slug, or is there twice", in.ExternalID, in.ID)
		}
		ids[in.ID] = true
		if in.Dataset != "starter" || in.Synthetic || in.PublishedAt != nil {
			t.Errorf("%s: dataset %q, synthetic %v, published %v", in.ExternalID, in.Dataset, in.Synthetic, in.PublishedAt)
		}
		if _, ok := s.series[in.Series]; !ok && in.Series != "" {
			t.Errorf("%s: there is no series %s", in.ExternalID, in.Series)
		}
		if !in.Time.To.Before(recorded) {
			t.Errorf("%s ends after it was recorded", in.ExternalID)
		}
		if in.State == geo.Published {
			published++
		}
	}
	if published != 134 {
		t.Errorf("%d are published, want 134", published)
	}
}

func TestEveryStarterLineIsWrittenAsGoWritesIt(t *testing.T) {
	canonical(t, "incidents.jsonl", data.StarterIncidents, lines[geo.Incident](t, "incidents", data.StarterIncidents))
	canonical(t, "parties.jsonl", data.StarterParties, lines[geo.Party](t, "parties", data.StarterParties))
	canonical(t, "series.jsonl", data.StarterSeries, lines[geo.Series](t, "series", data.StarterSeries))
}

func canonical[T any](t *testing.T, name string, raw []byte, values []T) {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, v := range values {
		if err := encoder.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(b.String(), "\n")
	for i, line := range strings.Split(string(raw), "\n") {
		if i >= len(want) || line != want[i] {
			t.Errorf("%s line %d is not as Go writes it", name, i+1)
			return
		}
	}
}

// golden is one row of starter/statuses.jsonl.
type golden struct {
	ExternalID  string `json:"external_id"`
	Status      string `json:"status"` // "none": cannot be published
	Attribution string `json:"attribution"`
	Deciding    *int   `json:"deciding"`
}

func TestTheRuleFindsTheStatusOfEveryStarterIncident(t *testing.T) {
	s := load(t)
	raw, err := os.ReadFile("starter/statuses.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	rows := lines[golden](t, "statuses", raw)
	if len(rows) != len(s.incidents) {
		t.Fatalf("%d rows for %d incidents", len(rows), len(s.incidents))
	}
	count := map[string]int{}
	for i, want := range rows {
		in := s.incidents[i]
		if in.ExternalID != want.ExternalID {
			t.Fatalf("row %d is of %s, the incident is %s", i+1, want.ExternalID, in.ExternalID)
		}
		finding := geo.Derive(&in, s.parties)
		status, deciding := finding.Status, -1
		if status == "" {
			status = "none"
		}
		if want.Deciding != nil {
			deciding = *want.Deciding
		}
		if status != want.Status || finding.Attribution != want.Attribution || finding.Deciding != deciding {
			t.Errorf("%s: the rule finds %s, %s by claim %d; want %s, %s by claim %d", in.ExternalID,
				status, finding.Attribution, finding.Deciding, want.Status, want.Attribution, deciding)
		}
		count[status]++
	}
	for status, want := range map[string]int{"verified": 3, "confirmed": 29, "claimed": 94, "reported": 9, "disputed": 13, "none": 2} {
		if count[status] != want {
			t.Errorf("%d are %s, want %d", count[status], status, want)
		}
	}
}

// loaded is what a title may say only of somebody who says so.
var loaded = []string{"massive", "largest", "destroy", "terrorist", "heroic", "liquidat"}

func TestTitlesNameTheirSpeakerUnlessConfirmed(t *testing.T) {
	s := load(t)
	for _, in := range s.incidents {
		status := geo.Derive(&in, s.parties).Status
		if status == geo.Confirmed || status == geo.Verified {
			continue
		}
		if !speaks(in.Title) {
			t.Errorf("%s is %s, but its title names no speaker: %q", in.ExternalID, status, in.Title)
		}
		for _, word := range loaded {
			if strings.Contains(strings.ToLower(in.Title), word) && !strings.Contains(in.Title, " says ") {
				t.Errorf("%s: the title says %q in its own voice: %q", in.ExternalID, word, in.Title)
			}
		}
	}
}

func speaks(title string) bool {
	words := strings.Fields(title)
	return slices.ContainsFunc([]string{"says", "say", "report", "reports", "suspects", "blames", "blame", "differ"}, func(verb string) bool {
		return slices.Contains(words, verb)
	})
}

func (s starter) finding(t *testing.T, slug string) (geo.Incident, geo.Finding) {
	in := s.incident(t, slug)
	return in, geo.Derive(&in, s.parties)
}

func TestTemryukIsConfirmedWithTwoTanksAndAboutTwoThousandSquareMetres(t *testing.T) {
	in, f := load(t).finding(t, "temryuk-port-2025-12-25")
	if f.Status != geo.Confirmed || f.Attribution != "claimed" || in.Claims[f.Deciding].Party != "ru-krasnodar-hq" {
		t.Errorf("finding %+v", f)
	}
	words := map[string]string{}
	for _, q := range in.Quantities {
		words[q.Measure] = q.Qualifier + " " + q.Value()
	}
	if words["tanks"] != "exact two" || words["fire-area"] != "about about 2,000 square metres" {
		t.Errorf("quantities %v", words)
	}
}

func TestAGovernorsFireAtNoNamedPlantConfirmsNothing(t *testing.T) {
	s := load(t)
	for slug, governor := range map[string]string{
		"novoshakhtinsk-refinery-2025-12-25": "ru-governor-rostov",
		"orenburg-gpp-2025-12-25":            "ru-governor-orenburg",
	} {
		in, f := s.finding(t, slug)
		if f.Status != geo.Claimed || in.Outcome != "unknown" {
			t.Errorf("%s is %s with outcome %s", slug, f.Status, in.Outcome)
		}
		heard := false
		for _, c := range in.Claims {
			if c.Party == governor {
				heard = true
				if c.Proposition == "struck" {
					t.Errorf("%s: the governor is made to speak of the target", slug)
				}
			}
		}
		if !heard {
			t.Errorf("%s: the governor is not heard", slug)
		}
	}
}

func TestTheBalticInterceptionIsNoIncursion(t *testing.T) {
	in, f := load(t).finding(t, "baltic-interception-2025-12-25")
	if in.Kind != geo.Interception || in.Location.Regime != "international-waters" || in.Location.Country != "" || in.Location.Precision != geo.SeaArea {
		t.Errorf("kind %s, place %+v", in.Kind, in.Location)
	}
	if f.Status != geo.Claimed || f.Attribution != "alleged" {
		t.Errorf("finding %+v: an embassy that did not answer denies nothing", f)
	}
}

func TestSeveralDozenObjectsStayAVagueNumber(t *testing.T) {
	in, f := load(t).finding(t, "poland-balloons-2025-12-25")
	if in.Kind != geo.Incursion || in.Actor != "" || f.Status != geo.Claimed || f.Attribution != "none" {
		t.Errorf("kind %s, actor %q, finding %+v", in.Kind, in.Actor, f)
	}
	objects := in.Quantities[slices.IndexFunc(in.Quantities, func(q geo.Quantity) bool { return q.Measure == "objects" })]
	if objects.Qualifier != "vague" || objects.Min != nil || objects.Max != nil || objects.Value() != "several dozen" {
		t.Errorf("objects %+v", objects)
	}
	identified := slices.ContainsFunc(in.Claims, func(c geo.Claim) bool {
		return c.Proposition == "identification" && c.Stance == "assesses" && c.Detail == "four objects found so far were probable smuggling balloons"
	})
	four := slices.ContainsFunc(in.Quantities, func(q geo.Quantity) bool {
		return q.Measure == "balloons" && q.Qualifier == "exact" && *q.Min == 4
	})
	if !identified || !four {
		t.Errorf("four identified as probable balloons: claim %v, quantity %v", identified, four)
	}
}

func TestSilenceIsNoDenialAnywhere(t *testing.T) {
	s := load(t)
	silent := 0
	for _, in := range s.incidents {
		spoken := in
		spoken.Claims = slices.DeleteFunc(slices.Clone(in.Claims), func(c geo.Claim) bool {
			return c.Stance == "no-response" || c.Stance == "declines" || c.Stance == "not-asked"
		})
		if len(spoken.Claims) == len(in.Claims) {
			continue
		}
		silent++
		with, without := geo.Derive(&in, s.parties), geo.Derive(&spoken, s.parties)
		if with.Status != without.Status || with.Attribution != without.Attribution {
			t.Errorf("%s: silence makes %s, %s of %s, %s", in.ExternalID, with.Status, with.Attribution, without.Status, without.Attribution)
		}
	}
	if silent < 10 {
		t.Errorf("only %d incidents hold silence; the test tests nothing", silent)
	}
}

func TestBelarusDeniesResponsibilityForTheLithuanianBalloons(t *testing.T) {
	s := load(t)
	series, ok := s.series["lithuania-balloons-series-2025"]
	if !ok {
		t.Fatal("the series is missing")
	}
	denies := slices.ContainsFunc(series.Claims, func(c geo.Claim) bool {
		return c.Party == "by" && c.Stance == "denies" && c.Proposition == "responsibility"
	})
	if !denies || !strings.Contains(series.Summary, "Belarus denies responsibility") {
		t.Errorf("series %+v", series)
	}
}

func TestClosuresAreConfirmedByWhoClosed(t *testing.T) {
	s := load(t)
	closures := 0
	for _, in := range s.incidents {
		if in.Kind != geo.Closure {
			continue
		}
		closures++
		f := geo.Derive(&in, s.parties)
		if f.Status != geo.Confirmed && f.Status != geo.Reported {
			t.Errorf("%s is %s", in.ExternalID, f.Status)
		}
		if f.Status == geo.Confirmed && in.Claims[f.Deciding].Role != geo.Affected {
			t.Errorf("%s is confirmed by %+v", in.ExternalID, in.Claims[f.Deciding])
		}
	}
	if closures != 11 {
		t.Errorf("%d closures, want 11", closures)
	}
	in, f := s.finding(t, "podlaskie-closure-2025-12-25")
	if f.Status != geo.Confirmed || in.Location.Regime != "airspace" {
		t.Errorf("the closure over Podlaskie: %+v, regime %s", f, in.Location.Regime)
	}
}

func TestInternationalWatersStandOnlyWhereTheRecordSaysSo(t *testing.T) {
	for _, in := range load(t).incidents {
		said := in.Summary
		for _, c := range in.Claims {
			said += " " + c.Detail
		}
		named := slices.ContainsFunc([]string{"international waters", "international airspace", "neutral waters"}, func(words string) bool {
			return strings.Contains(said, words)
		})
		if in.Location.Regime == "international-waters" && !named {
			t.Errorf("%s: nobody says international waters", in.ExternalID)
		}
		if in.Kind == geo.Incursion && in.Location.Regime != "airspace" {
			t.Errorf("%s is an incursion with the regime %s", in.ExternalID, in.Location.Regime)
		}
	}
}

func TestStarterSpansAreWholeUnitsOfTheirPrecision(t *testing.T) {
	for _, in := range load(t).incidents {
		w, zone := in.Time, in.Time.Location()
		from, to := w.From.In(zone), w.To.In(zone)
		whole := true
		if w.Precision == "day" || w.Precision == "month" {
			whole = midnight(from) && midnight(to)
		}
		if whole && w.Precision == "month" {
			whole = from.Day() == 1 && to.Day() == 1
		}
		if !whole {
			t.Errorf("%s: %s to %s is no span of the precision %s", in.ExternalID, from, to, w.Precision)
		}
	}
}

func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }
