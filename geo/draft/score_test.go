package draft

import (
	"bufio"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

// goldenCase is one text with the incidents a careful editor would draft from it;
// testdata/README.md describes the files.
type goldenCase struct {
	name      string
	published time.Time
	text      string
	expected  []expected
}

type expected struct {
	Kind    string   `json:"kind"`
	Lon     *float64 `json:"lon"`
	Lat     *float64 `json:"lat"`
	KM      float64  `json:"km"`
	Country string   `json:"country"`
	Day     string   `json:"day"`
	Earlier bool     `json:"earlier"`
}

func readCases(t testing.TB, folder string) []goldenCase {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.case"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []goldenCase
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, readCase(t, filepath.Base(file), string(b)))
	}
	return cases
}

func readCase(t testing.TB, name, content string) goldenCase {
	t.Helper()
	head, rest, _ := strings.Cut(content, "\n")
	text, list, found := strings.Cut(rest, "\n----")
	date, dated := strings.CutPrefix(strings.TrimSpace(head), "published: ")
	if !found || !dated {
		t.Fatalf("%s: no case: the date of publication or the line of dashes is missing", name)
	}
	c := goldenCase{name: name, published: day(t, date), text: text}
	for lines := bufio.NewScanner(strings.NewReader(list)); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var e expected
		decoder := json.NewDecoder(strings.NewReader(lines.Text()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e.KM == 0 {
			e.KM = 25
		}
		c.expected = append(c.expected, e)
	}
	return c
}

// at reports whether a draft is of an expected kind and place.
func (e expected) at(in *geo.Incident) bool {
	if in.Kind != e.Kind {
		return false
	}
	l := in.Location
	if e.Country != "" && l.Country == e.Country && (l.Point == nil || geo.Precisions.Index(l.Precision) >= geo.Precisions.Index(geo.Region)) {
		return true
	}
	return e.Lon != nil && l.Point != nil && kilometres(geo.Candidate{Lon: *e.Lon, Lat: *e.Lat}, geo.Candidate{Lon: l.Point.Lon, Lat: l.Point.Lat}) <= e.KM
}

// on reports whether a draft touches the expected day in its own zone, or a day so many
// days from it.
func (e expected) on(in *geo.Incident, slack int) bool {
	from, err := time.ParseInLocation(time.DateOnly, e.Day, in.Time.Location())
	if err != nil || in.Time.To.Sub(in.Time.From) > 36*time.Hour {
		return false
	}
	return in.Time.Intersects(geo.Interval{From: from.AddDate(0, 0, -slack), To: from.AddDate(0, 0, 1+slack)})
}

// score counts drafts that are right, drafts that are not, and incidents without one.
type score struct{ right, wrong, missed int }

func (s *score) add(o score) {
	s.right, s.wrong, s.missed = s.right+o.right, s.wrong+o.wrong, s.missed+o.missed
}

func (s score) precision() float64 { return ratio(s.right, s.right+s.wrong) }
func (s score) recall() float64    { return ratio(s.right, s.right+s.missed) }

func (s score) f1() float64 {
	p, r := s.precision(), s.recall()
	if p+r == 0 {
		return 0
	}
	return math.Round(2*p*r/(p+r)*1000) / 1000
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return math.Round(float64(a)/float64(b)*1000) / 1000
}

// judge compares the drafts of a text with what was expected. Incidents told in
// retrospect count only if drafted: rightly marked or wrong.
func judge(t *testing.T, c goldenCase, list []geo.Proposal, slack int) score {
	t.Helper()
	var s score
	taken := make([]bool, len(list))
	for _, e := range c.expected {
		found := false
		for i := range list {
			if !taken[i] && list[i].Earlier == e.Earlier && e.at(&list[i].Incident) && e.on(&list[i].Incident, slack) {
				taken[i], found = true, true
				break
			}
		}
		switch {
		case found:
			s.right++
		case !e.Earlier:
			s.missed++
			if slack == 0 {
				t.Logf("%s: missed %s on %s", c.name, e.Kind, e.Day)
			}
		}
	}
	for i, p := range list {
		if !taken[i] && !p.Earlier {
			s.wrong++
			if slack == 0 {
				in := p.Incident
				t.Logf("%s: wrong %s at %s, %s %s (%s)", c.name, in.Kind, in.Location.Label, geo.FormatTime(in.Time.From), in.Time.Phrase, in.Title)
			}
		}
	}
	return s
}

// halves are the two sets of texts, with the least that must be reached to the day.
var halves = []struct {
	folder        string
	precision, f1 float64
}{
	{"development", 0.85, 0.80},
	{"unseen", 0.85, 0.80}, // texts the rules were not written against; they must not be tuned on
}

func TestDraftsReachTheirMeasureOnBothHalves(t *testing.T) {
	d := drafter(t)
	for _, half := range halves {
		t.Run(half.folder, func(t *testing.T) {
			cases := readCases(t, half.folder)
			if len(cases) == 0 {
				t.Skipf("testdata/%s holds no texts: the last ones were read and belong to development now", half.folder)
			}
			var exact, near score
			for _, c := range cases {
				out, err := d.Draft(context.Background(), geo.Article{Text: c.text, Published: c.published})
				if err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				exact.add(judge(t, c, out.List, 0))
				near.add(judge(t, c, out.List, 1))
				if fresh := slices.DeleteFunc(slices.Clone(out.List), func(p geo.Proposal) bool { return p.Earlier }); len(c.expected) == 0 && len(fresh) > 0 {
					t.Errorf("%s tells of no incident, and %d were drafted", c.name, len(fresh))
				}
			}
			t.Logf("%d texts, to the day: precision %.3f, recall %.3f, F1 %.3f; within a day: precision %.3f, recall %.3f, F1 %.3f",
				len(cases), exact.precision(), exact.recall(), exact.f1(), near.precision(), near.recall(), near.f1())
			if exact.precision() < half.precision || exact.f1() < half.f1 {
				t.Errorf("to the day precision %.3f and F1 %.3f; at least %.2f and %.2f are asked", exact.precision(), exact.f1(), half.precision, half.f1)
			}
		})
	}
}

func TestEveryEvidenceIsVerbatimWhereItSaysItStands(t *testing.T) {
	d := drafter(t)
	seen := 0
	for _, half := range halves {
		for _, c := range readCases(t, half.folder) {
			out, err := d.Draft(context.Background(), geo.Article{Text: c.text, Published: c.published})
			if err != nil {
				t.Fatal(err)
			}
			characters := []rune(c.text)
			for _, p := range out.List {
				spans := p.Evidence
				for _, claim := range p.Incident.Claims {
					spans = append(spans, geo.Evidence{Field: "claim", Span: *claim.Evidence})
				}
				for _, v := range spans {
					seen++
					if v.From < 0 || v.To > len(characters) || v.From >= v.To || string(characters[v.From:v.To]) != v.Text {
						t.Errorf("%s: %s: %d to %d is not %q", c.name, v.Field, v.From, v.To, v.Text)
					}
				}
			}
		}
	}
	if seen == 0 {
		t.Fatal("no evidence was looked at")
	}
}

func TestEveryDraftIsAValidIncidentForReview(t *testing.T) {
	d := drafter(t)
	for _, half := range halves {
		for _, c := range readCases(t, half.folder) {
			out, err := d.Draft(context.Background(), geo.Article{Text: c.text, Published: c.published})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range out.List {
				in := p.Incident
				if err := in.Validate(d.with(out.Parties)); err != nil {
					t.Errorf("%s: %s: %v", c.name, in.Title, err)
				}
				if in.State != geo.Review || geo.Derive(&in, d.with(out.Parties)).Status == "" {
					t.Errorf("%s: %s: state %q, and nobody asserts it", c.name, in.Title, in.State)
				}
			}
		}
	}
}

func TestTheSameTextGivesTheSameBytesAHundredTimes(t *testing.T) {
	d := drafter(t)
	c := readCases(t, "development")
	var all strings.Builder
	for _, one := range c[:6] {
		all.WriteString(one.text + "\n")
	}
	var first string
	for run := range 100 {
		out, err := d.Draft(context.Background(), geo.Article{Text: all.String(), Published: c[0].published})
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		if run == 0 {
			first = string(body)
		}
		if string(body) != first {
			t.Fatalf("run %d gave other bytes than the first", run)
		}
	}
}

// BenchmarkTenThousandWords reads a text of that many words.
func BenchmarkTenThousandWords(b *testing.B) {
	d := drafter(b)
	var text strings.Builder
	cases := readCases(b, "development")
	for i := 0; len(strings.Fields(text.String())) < 10_000; i++ {
		text.WriteString(cases[i%16].text + "\n")
	}
	article := geo.Article{Text: text.String(), Published: cases[0].published, Language: "en"}
	for b.Loop() {
		if _, err := d.Draft(context.Background(), article); err != nil {
			b.Fatal(err)
		}
	}
}
