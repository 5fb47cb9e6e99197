package site

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"strikemap/static"
)

func english(t testing.TB) Catalogue {
	t.Helper()
	c, err := ReadCatalogue(static.Catalogues(), "en")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// golden is the file that the page's script is tested against as well.
type golden struct {
	Status []struct {
		In struct {
			Status                     string
			Claimed, Confirmed, Denied []string
		}
		Out string
	}
	Place []struct {
		In struct {
			Label, Admin1, Country, Holder, Precision string
			Uncertainty                               float64
		}
		Name, Precision string
	}
	Time []struct {
		In struct {
			From, To        time.Time
			Precision, Zone string
		}
		Short, Long string
	}
	Headings []struct {
		In struct {
			From time.Time
			Zone string
		}
		Out string
	}
	Counts []struct {
		N   int
		Out string
	}
}

func readGolden(t *testing.T) golden {
	t.Helper()
	body, err := os.ReadFile("../../static/src/page/words.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(body, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Status) == 0 || len(g.Place) == 0 || len(g.Time) == 0 || len(g.Headings) == 0 || len(g.Counts) == 0 {
		t.Fatal("the golden file has an empty list")
	}
	return g
}

func TestStatusPlaceAndTimeReadAsThePageScriptWritesThem(t *testing.T) {
	c, g := english(t), readGolden(t)
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, row := range g.Status {
		check(c.StatusPhrase(Standing{row.In.Status, row.In.Claimed, row.In.Confirmed, row.In.Denied}), row.Out)
	}
	for _, row := range g.Place {
		in := row.In
		spot := Spot{in.Label, in.Admin1, in.Country, in.Holder, in.Precision, in.Uncertainty}
		check(c.PlaceName(spot), row.Name)
		check(c.PlacePrecision(spot), row.Precision)
	}
	for _, row := range g.Time {
		moment := Moment{row.In.From, row.In.To, row.In.Precision, row.In.Zone}
		check(c.TimePhrase(moment, false), row.Short)
		check(c.TimePhrase(moment, true), row.Long)
	}
	for _, row := range g.Headings {
		check(c.Heading(row.In.From.In(zoneOf(row.In.Zone))), row.Out)
	}
	for _, row := range g.Counts {
		check(c.N("row.sources", row.N), row.Out)
	}
}

func TestListsOfNamesReadNaturally(t *testing.T) {
	c := english(t)
	for _, row := range []struct {
		names       []string
		full, brief string
	}{
		{nil, "", ""},
		{[]string{"A"}, "A", "A"},
		{[]string{"A", "B"}, "A and B", "A and B"},
		{[]string{"A", "B", "C"}, "A, B and C", "A and 2 others"},
		{[]string{"A", "B", "C", "D"}, "A, B, C and D", "A and 3 others"},
	} {
		if got := c.Join(row.names); got != row.full {
			t.Errorf("Join(%v) = %q, want %q", row.names, got, row.full)
		}
		if got := c.JoinBrief(row.names); got != row.brief {
			t.Errorf("JoinBrief(%v) = %q, want %q", row.names, got, row.brief)
		}
	}
}

func TestNumbersHaveTheirThousandsApart(t *testing.T) {
	c := english(t)
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		if got := c.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
}
