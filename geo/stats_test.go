package geo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// counted is a row of a tally: its groups and its numbers as text.
func counted(t *Tally) []string {
	var rows []string
	for _, g := range t.Groups() {
		row := fmt.Sprintf("%s %d", strings.Join(g.Values, "/"), g.Count)
		for _, s := range g.Sums {
			row += fmt.Sprintf(", %s %s %d: %s to %s", s.Measure, s.Unit, s.Incidents, end(s.Min), end(s.Max))
		}
		rows = append(rows, row)
	}
	return rows
}

func end(v *float64) string {
	if v == nil {
		return "open"
	}
	return formatNumber(*v)
}

func tally(t *testing.T, by string) *Tally {
	t.Helper()
	var groupings []Grouping
	for name := range strings.SplitSeq(by, ",") {
		g, ok := GroupingByName(name)
		if !ok {
			t.Fatalf("nothing is counted by %s", name)
		}
		groupings = append(groupings, g)
	}
	return NewTally(groupings, AdditiveMeasures)
}

func TestIncidentsAreCountedOnceByTheirValuesInOrder(t *testing.T) {
	for _, c := range []struct {
		by   string
		rows []string // texts of the columns, joined by a bar
		want []string
	}{
		{"month", []string{"2025-12-25T01:00:00Z", "2024-02-29T23:59:59.999Z", "2025-12-01T00:00:00Z"}, []string{"2024-02 1", "2025-12 2"}},
		{"year", []string{"2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z"}, []string{"2025 1", "2026 1"}},
		{"day", []string{"2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2025-12-31T00:00:00Z"}, []string{"2025-12-31 2", "2026-01-01 1"}},
		{"week", []string{"2024-12-30T00:00:00Z", "2025-01-05T23:00:00Z", "2025-01-06T00:00:00Z", "2021-01-03T00:00:00Z"}, []string{"2020-W53 1", "2025-W01 2", "2025-W02 1"}},
		{"status", []string{"reported", "verified", "disputed", "verified"}, []string{"verified 2", "reported 1", "disputed 1"}},
		{"country", []string{"UA", "", "PL", ""}, []string{"PL 1", "UA 1", " 2"}},
		{"means", []string{"missile,drone", "drone", ""}, []string{"missile 1", "drone 2", " 1"}},
		{"month,country", []string{"2025-12-25T01:00:00Z|UA", "2025-12-25T01:00:00Z|", "2025-11-25T01:00:00Z|UA"}, []string{"2025-11/UA 1", "2025-12/UA 1", "2025-12/ 1"}},
		{"means,kind", []string{"drone,missile|strike", "drone|incursion"}, []string{"missile/strike 1", "drone/strike 1", "drone/incursion 1"}},
	} {
		counts := tally(t, c.by)
		for _, row := range c.rows {
			if err := counts.Add(strings.Split(row, "|"), nil); err != nil {
				t.Fatal(err)
			}
		}
		if got := counted(counts); !slices.Equal(got, c.want) {
			t.Errorf("by %s: %q, want %q", c.by, got, c.want)
		}
	}
}

func TestNumbersAreAddedUpAsIntervals(t *testing.T) {
	number := func(measure, unit string, ends ...float64) Quantity {
		q := Quantity{Measure: measure, Unit: unit, Scope: "incident"}
		q.Min = &ends[0]
		if len(ends) > 1 {
			q.Max = &ends[1]
		}
		return q
	}
	wider := number("killed", "people", 100, 100)
	wider.Scope = "wider"
	upTo := number("killed", "people", 0, 5)
	upTo.Min = nil
	vague := Quantity{Measure: "killed", Unit: "people", Scope: "incident"}
	for _, c := range []struct {
		name      string
		incidents [][]Quantity
		want      string
	}{
		{"exact ones", [][]Quantity{{number("killed", "people", 3, 3)}, {number("killed", "people", 2, 2)}}, "killed people 2: 5 to 5"},
		{"more than 20 stays open", [][]Quantity{{number("drones", "drones", 20)}, {number("drones", "drones", 2, 4)}}, "drones drones 2: 22 to open"},
		{"and in another order", [][]Quantity{{number("drones", "drones", 2, 4)}, {number("drones", "drones", 20)}}, "drones drones 2: 22 to open"},
		{"up to 5 has no least", [][]Quantity{{upTo}}, "killed people 1: open to 5"},
		{"and adds none to it", [][]Quantity{{upTo}, {number("killed", "people", 3, 3)}}, "killed people 2: 3 to 8"},
		{"a vague number is open", [][]Quantity{{vague}}, "killed people 1: open to open"},
		{"what is wider is left out", [][]Quantity{{wider}, {number("killed", "people", 1, 1)}}, "killed people 1: 1 to 1"},
		{"several reports of one incident", [][]Quantity{{number("killed", "people", 35, 35), number("killed", "people", 30, 40)}, {number("killed", "people", 1, 1)}}, "killed people 2: 31 to 41"},
		{"one of them open", [][]Quantity{{number("killed", "people", 35, 35), upTo}}, "killed people 1: open to 35"},
		{"units stay apart", [][]Quantity{{number("volume", "m3", 10, 10), number("volume", "t", 2, 2)}}, "volume m3 1: 10 to 10, volume t 1: 2 to 2"},
		{"distances and others do not add up", [][]Quantity{{number("distance", "km", 10, 10), number("other", "people", 2, 2)}}, ""},
		{"decimals stay decimals", [][]Quantity{{number("volume", "m3", 0.1, 0.1)}, {number("volume", "m3", 0.2, 0.2)}}, "volume m3 2: 0.3 to 0.3"},
		{"measures in their order", [][]Quantity{{number("tanks", "tanks", 1, 1), number("killed", "people", 2, 2)}}, "killed people 1: 2 to 2, tanks tanks 1: 1 to 1"},
	} {
		counts := tally(t, "kind")
		for _, quantities := range c.incidents {
			if err := counts.Add([]string{Strike}, quantities); err != nil {
				t.Fatal(err)
			}
		}
		want := fmt.Sprintf("strike %d", len(c.incidents))
		if c.want != "" {
			want += ", " + c.want
		}
		if got := counted(counts); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
}

func TestEveryMeasureIsEitherAddedUpOrKnownNotTo(t *testing.T) {
	left := slices.DeleteFunc(Measures.Values(), func(m string) bool { return slices.Contains(AdditiveMeasures, m) })
	if !slices.Equal(left, []string{"distance", "other"}) || len(AdditiveMeasures)+len(left) != len(Measures.Codes) {
		t.Errorf("not added up: %v", left)
	}
}

// Sums of any numbers are held against sums of whole numbers between their ends, and
// the order of the incidents makes no difference.
func TestSumsHoldWhateverNumbersAreRight(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		var incidents [][]Quantity
		right, atLeast, isOpen := 0.0, 0.0, false
		for range 1 + random.IntN(8) {
			var reports []Quantity
			least, most := 1e9, 0.0
			for range 1 + random.IntN(3) {
				low, high := float64(random.IntN(20)), float64(20+random.IntN(20))
				q := Quantity{Measure: "drones", Unit: "drones", Scope: "incident", Min: &low, Max: &high}
				if least = min(least, low); random.IntN(6) == 0 {
					q.Min, least = nil, 0
				}
				if most = max(most, high); random.IntN(9) == 0 {
					q.Max, isOpen = nil, true
				}
				reports = append(reports, q)
			}
			incidents = append(incidents, reports)
			right += least + random.Float64()*(most-least)
			atLeast += least
		}
		forth, back := tally(t, "kind"), tally(t, "kind")
		for i := range incidents {
			if err := errors.Join(forth.Add([]string{Strike}, incidents[i]), back.Add([]string{Strike}, incidents[len(incidents)-1-i])); err != nil {
				t.Fatal(err)
			}
		}
		s := forth.Groups()[0].Sums[0]
		if s.Min != nil && *s.Min > right || s.Max != nil && *s.Max < right || (s.Max == nil) != isOpen || s.Incidents != len(incidents) {
			t.Fatalf("%v is not within %s to %s of %d incidents", right, end(s.Min), end(s.Max), s.Incidents)
		}
		if s.Min != nil && *s.Min > atLeast {
			t.Fatalf("at least %s, but the least there can be is %v", end(s.Min), atLeast)
		}
		if !reflect.DeepEqual(forth.Groups(), back.Groups()) {
			t.Fatalf("%q in one order, %q in the other", counted(forth), counted(back))
		}
	}
}

func TestOnlyTheMeasuresAskedForAreAddedUp(t *testing.T) {
	one := 1.0
	quantities := []Quantity{
		{Measure: "killed", Unit: "people", Scope: "incident", Min: &one, Max: &one},
		{Measure: "drones", Unit: "drones", Scope: "incident", Min: &one, Max: &one},
	}
	kind, _ := GroupingByName("kind")
	for _, c := range []struct {
		measures []string
		want     string
	}{
		{nil, "strike 4"},
		{[]string{"drones"}, "strike 4, drones drones 1: 1 to 1"},
	} {
		counts := NewTally([]Grouping{kind}, c.measures)
		if err := errors.Join(counts.Add([]string{Strike}, quantities), counts.AddMany([]string{Strike}, 3)); err != nil {
			t.Fatal(err)
		}
		if got := counted(counts); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTooManyGroupsAreRefused(t *testing.T) {
	counts := tally(t, "series")
	for i := range MaxGroups {
		if err := counts.Add([]string{fmt.Sprint(i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	var e *Error
	if err := counts.Add([]string{"one more"}, nil); !errors.As(err, &e) || e.Code != EINVALID || e.Field != "by" {
		t.Errorf("%v", err)
	}
	if err := counts.Add([]string{"7"}, nil); err != nil {
		t.Errorf("a group there is: %v", err)
	}
}
