package site

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"strikemap/static"
)

var update = flag.Bool("update", false, "write the golden file anew")

// catalogueOf returns the words of a language.
func catalogueOf(t testing.TB, tag string) Catalogue {
	t.Helper()
	c, err := ReadCatalogue(static.Catalogues(), tag)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func english(t testing.TB) Catalogue { return catalogueOf(t, "en") }

// spoken are the tags of all catalogues.
var spoken = []string{"en", "uk", "ru", "pl"}

const goldenFile = "../../static/src/page/words.golden.json"

// inWords is a text in each language.
type inWords map[string]string

// golden is the file that the page's script is tested against as well.
type golden struct {
	Status   []goldenStatus  `json:"status"`
	Place    []goldenPlace   `json:"place"`
	Time     []goldenTime    `json:"time"`
	Headings []goldenHeading `json:"headings"`
	Counts   []goldenCount   `json:"counts"`
}

type goldenStatus struct {
	In struct {
		Status    string   `json:"status"`
		Claimed   []string `json:"claimed"`
		Confirmed []string `json:"confirmed"`
		Denied    []string `json:"denied"`
	} `json:"in"`
	Out inWords `json:"out"`
}

type goldenPlace struct {
	In struct {
		Label       string  `json:"label"`
		Admin1      string  `json:"admin1"`
		Country     string  `json:"country"`
		Holder      string  `json:"holder"`
		Precision   string  `json:"precision"`
		Uncertainty float64 `json:"uncertainty"`
	} `json:"in"`
	Name      inWords `json:"name"`
	Precision inWords `json:"precision"`
}

type goldenTime struct {
	In struct {
		From      time.Time `json:"from"`
		To        time.Time `json:"to"`
		Precision string    `json:"precision"`
		Zone      string    `json:"zone"`
	} `json:"in"`
	Short inWords `json:"short"`
	Long  inWords `json:"long"`
}

type goldenHeading struct {
	In struct {
		From time.Time `json:"from"`
		Zone string    `json:"zone"`
	} `json:"in"`
	Out inWords `json:"out"`
}

type goldenCount struct {
	N   int     `json:"n"`
	Out inWords `json:"out"`
}

// say fills in what a catalogue says of every row.
func (g *golden) say(tag string, c Catalogue) {
	put := func(to *inWords, text string) {
		if *to == nil {
			*to = inWords{}
		}
		(*to)[tag] = text
	}
	read := reader{Catalogue: c}
	for i := range g.Status {
		in := g.Status[i].In
		put(&g.Status[i].Out, c.StatusPhrase(Standing{in.Status, in.Claimed, in.Confirmed, in.Denied}))
	}
	for i := range g.Place {
		in := g.Place[i].In
		spot := Spot{c.Proper("place", in.Label), c.Proper("place", in.Admin1), read.country(in.Country), read.country(in.Holder), in.Precision, in.Uncertainty}
		put(&g.Place[i].Name, c.PlaceName(spot))
		put(&g.Place[i].Precision, c.PlacePrecision(spot))
	}
	for i := range g.Time {
		in := g.Time[i].In
		moment := Moment{in.From, in.To, in.Precision, in.Zone}
		put(&g.Time[i].Short, c.TimePhrase(moment, false))
		put(&g.Time[i].Long, c.TimePhrase(moment, true))
	}
	for i := range g.Headings {
		in := g.Headings[i].In
		put(&g.Headings[i].Out, c.Heading(in.From.In(zoneOf(in.Zone))))
	}
	for i := range g.Counts {
		put(&g.Counts[i].Out, c.N("row.sources", g.Counts[i].N))
	}
}

// lines writes the file with a row a line.
func (g *golden) lines() []byte {
	var b bytes.Buffer
	group := func(name string, rows ...any) {
		if b.Len() > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, "  %q: [", name)
		for i, row := range rows {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString("\n    ")
			out := json.NewEncoder(&b)
			out.SetEscapeHTML(false)
			_ = out.Encode(row)
			b.Truncate(b.Len() - 1)
		}
		b.WriteString("\n  ]")
	}
	group("status", anys(g.Status)...)
	group("place", anys(g.Place)...)
	group("time", anys(g.Time)...)
	group("headings", anys(g.Headings)...)
	group("counts", anys(g.Counts)...)
	return slices.Concat([]byte("{\n"), b.Bytes(), []byte("\n}\n"))
}

func anys[T any](rows []T) []any {
	list := make([]any, len(rows))
	for i, row := range rows {
		list[i] = row
	}
	return list
}

func TestStatusPlaceAndTimeReadAsThePageScriptWritesThemInEveryLanguage(t *testing.T) {
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(want, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Status) == 0 || len(g.Place) == 0 || len(g.Time) == 0 || len(g.Headings) == 0 || len(g.Counts) == 0 {
		t.Fatal("the golden file has an empty list")
	}
	for _, tag := range spoken {
		g.say(tag, catalogueOf(t, tag))
	}
	got := g.lines()
	if *update {
		if err := os.WriteFile(goldenFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	gotLines, wantLines := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Errorf("line %d\n got %s\nwant %s", i+1, gotLines[i], wantLines[i])
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Errorf("%d lines, want %d", len(gotLines), len(wantLines))
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
	if got, want := catalogueOf(t, "pl").Number(1234567), "1\u00a0234\u00a0567"; got != want {
		t.Errorf("in Polish %q, want %q: a line must not break within a number", got, want)
	}
}

func TestWordsCountByTheRulesOfTheirLanguage(t *testing.T) {
	for _, row := range []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 0, "other"},
		{"en", 1, "one"},
		{"en", 21, "other"},
		{"uk", 1, "one"},
		{"uk", 3, "few"},
		{"uk", 5, "many"},
		{"uk", 11, "many"},
		{"uk", 13, "many"},
		{"uk", 21, "one"},
		{"ru", 111, "many"},
		{"ru", 1022, "few"},
		{"ru", 0, "many"},
		{"pl", 1, "one"},
		{"pl", 21, "many"},
		{"pl", 22, "few"},
		{"pl", 112, "many"},
		{"pl-PL", 2, "few"},
		{"ar", 2, "other"}, // no catalogue: as in English
	} {
		if got := pluralForm(row.tag, row.n); got != row.want {
			t.Errorf("%s %d: %s, want %s", row.tag, row.n, got, row.want)
		}
	}
}
