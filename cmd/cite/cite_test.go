package main

import (
	"html"
	"os"
	"strings"
	"testing"
	"time"
)

func TestACheckEndsWhereItFails(t *testing.T) {
	for name, c := range map[string]struct {
		run  func(t *test)
		want result
	}{
		"passed":  {func(*test) {}, result{"s", "passed", passed, ""}},
		"failed":  {func(t *test) { t.must(false, "%d is odd", 3); panic("beyond") }, result{"s", "failed", failed, "3 is odd"}},
		"skipped": {func(t *test) { t.skipf("no limits"); panic("beyond") }, result{"s", "skipped", skipped, "no limits"}},
	} {
		if got := try(&client{}, "s", check{name, c.run}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestARunPassesOnlyIfSomethingPassedAndNothingFailed(t *testing.T) {
	all := func(outcomes ...outcome) []result {
		var results []result
		for _, o := range outcomes {
			results = append(results, result{"features", "/conf/x", o, "because"})
		}
		return results
	}
	for name, c := range map[string]struct {
		results []result
		want    bool
	}{
		"passed":            {all(passed, passed), true},
		"passed and known":  {all(passed, known, skipped), true},
		"a failure":         {all(passed, failed), false},
		"nothing but skips": {all(skipped), false},
		"nothing":           {nil, false},
	} {
		var out strings.Builder
		if got := print(&out, c.results, false); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if wantSaid := strings.Contains(name, "failure"); strings.Contains(out.String(), "failed: features /conf/x\n  because") != wantSaid {
			t.Errorf("%s: it prints\n%s", name, &out)
		}
	}
}

func TestAKnownFindingExplainsOnlyItself(t *testing.T) {
	defer func(was []finding) { findings = was }(findings)
	findings = []finding{{"gpkg", "is valid", "version 1.4", "the validator ends at 1.3"}}
	if explained(result{"gpkg", "is valid (starter)", failed, "unknown version 1.4"}) == "" {
		t.Error("the finding is not explained")
	}
	for _, other := range []result{{"gpkg", "is valid", failed, "no R-tree"}, {"gpkg", "req 2", failed, "version 1.4"}, {"kml", "is valid", failed, "version 1.4"}} {
		if explained(other) != "" {
			t.Errorf("%+v is explained", other)
		}
	}
}

func TestEveryFindingNamesASuiteAndAReason(t *testing.T) {
	names := strings.Join(suiteNames(), " ")
	for _, f := range findings {
		if !strings.Contains(names, f.Suite) || f.ID == "" || f.Said == "" || f.Reason == "" {
			t.Errorf("%+v", f)
		}
	}
}

func TestChecksOfASuiteHaveNamesOfTheirOwn(t *testing.T) {
	for _, s := range suites {
		seen := map[string]bool{}
		for _, class := range s.Classes {
			for _, c := range class.Checks {
				if seen[c.ID] {
					t.Errorf("%s has %q twice", s.Name, c.ID)
				}
				seen[c.ID] = true
			}
		}
		if len(seen) == 0 && s.Script == "" {
			t.Errorf("%s checks nothing", s.Name)
		}
	}
}

func TestEveryFilterIsOfAClassThatIsAsked(t *testing.T) {
	asked := 0
	for _, class := range filterClasses {
		for _, f := range filters {
			if class.URI == cql2+f.class {
				asked++
			}
		}
	}
	if asked != len(filters) {
		t.Errorf("%d filters are asked, want %d", asked, len(filters))
	}
}

func TestEveryScriptOfASuiteIsThere(t *testing.T) {
	for _, s := range suites {
		if s.Script == "" {
			continue
		}
		if _, err := scripts.ReadFile("clients/" + s.Script); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func TestABoxHoldsItsEdgesAndMayCrossTheAntimeridian(t *testing.T) {
	for _, c := range []struct {
		box      string
		lon, lat float64
		want     bool
	}{
		{"10,20,30,40", 10, 40, true},
		{"10,20,30,40", 9.9, 30, false},
		{"10,20,30,40", 20, 40.1, false},
		{"170,-10,-170,10", 175, 0, true},
		{"170,-10,-170,10", -175, 0, true},
		{"170,-10,-170,10", 0, 0, false},
		{"10,20,-5,30,40,5", 20, 30, true},
	} {
		if got := parseBox(c.box).holds(c.lon, c.lat); got != c.want {
			t.Errorf("%s and %v,%v: %v, want %v", c.box, c.lon, c.lat, got, c.want)
		}
	}
}

func TestAnIntervalIsHalfOpenAndADateIsItsWholeDay(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for text, want := range map[string][2]time.Time{
		"2025-09-10":            {at("2025-09-10T00:00:00Z"), at("2025-09-11T00:00:00Z")},
		"2025-09-01/2025-09-30": {at("2025-09-01T00:00:00Z"), at("2025-10-01T00:00:00Z")},
		"2025-09-01T01:00:00Z/2025-09-01T02:00:00Z": {at("2025-09-01T01:00:00Z"), at("2025-09-01T02:00:00Z")},
		"2025-09-01T01:00:00Z":                      {at("2025-09-01T01:00:00Z"), at("2025-09-01T01:00:00Z")},
	} {
		from, to := (&test{}).interval(text)
		if !from.Equal(want[0]) || !to.Equal(want[1]) {
			t.Errorf("%s is %v to %v", text, from, to)
		}
	}
}

func TestARingTurnsLeftOutsideAndRightInside(t *testing.T) {
	ring := []any{[]any{0.0, 0.0}, []any{1.0, 0.0}, []any{1.0, 1.0}, []any{0.0, 0.0}}
	if area(ring) <= 0 {
		t.Error("a ring that turns left has no positive area")
	}
	right := document{"type": "Polygon", "coordinates": []any{[]any{ring[0], ring[2], ring[1], ring[0]}}}
	c := check{"ring", func(t *test) { t.validGeometry("x", right) }}
	if got := try(&client{}, "s", c); got.Outcome != failed {
		t.Errorf("an outer ring that turns right is %s", got.Outcome)
	}
}

// The manual shows the journey word for word, so that what readers copy is what runs.
func TestTheManualShowsTheJourneyThatRuns(t *testing.T) {
	journey, err := os.ReadFile("journey.py")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../static/templates/docs/gis.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html.UnescapeString(string(page)), strings.TrimSpace(string(journey))) {
		t.Error("static/templates/docs/gis.html does not show journey.py as it is")
	}
	if lines := strings.Count(strings.TrimSpace(string(journey)), "\n") + 1; lines > 12 {
		t.Errorf("the journey has %d lines", lines)
	}
}
