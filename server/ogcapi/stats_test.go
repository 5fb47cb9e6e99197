package ogcapi

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

var statsClock = time.Date(2026, 1, 10, 12, 0, 30, 0, time.UTC)

// statsReader answers by brute force.
type statsReader struct {
	geo.Reader
	features []*geo.Feature
	walks    int
	counts   int
	err      error
}

func (s *statsReader) Edition() geo.Edition {
	return geo.Edition{Epoch: "e", Number: 3, Changed: statsClock.Add(-time.Hour), Since: statsClock.AddDate(-1, 0, 0)}
}

func (s *statsReader) matching(q geo.Query) (found []*geo.Feature, err error) {
	for _, f := range s.features {
		if q.Matches(f) {
			found = append(found, f)
		}
	}
	return found, s.err
}

func (s *statsReader) Walk(_ context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	s.walks++
	found, err := s.matching(q)
	if err != nil {
		return err
	}
	if err := begin(s.Edition(), len(found)); err != nil {
		return err
	}
	for _, f := range found {
		body := geo.ItemBody{
			ID: f.ID, Flat: encode.AppendFeature(nil, f, encode.Options{}),
			Ledger: encode.AppendLedger(nil, encode.Item{Feature: f, Parties: geo.Parties{}}),
		}
		if err := each(body); err != nil {
			return err
		}
		clear(body.Flat) // they are the reader's again
		clear(body.Ledger)
	}
	return nil
}

func (s *statsReader) Count(_ context.Context, q geo.Query, column string) (map[string]int, error) {
	s.counts++
	found, err := s.matching(q)
	counts := map[string]int{}
	c, _ := geo.ColumnByName(column)
	for _, f := range found {
		counts[c.Text(f)]++
	}
	return counts, err
}

// randomStats is a reader with n incidents.
func randomStats(random *rand.Rand, n int) *statsReader {
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	s := &statsReader{}
	for i := range n {
		from := statsClock.Add(-time.Duration(1+random.IntN(900*24)) * time.Hour).Truncate(time.Second)
		in := geo.Incident{
			ID: geo.StableID(fmt.Sprint(i), from), Title: `,"quantities":[{"measure":"killed"}]`, Kind: pick(geo.Kinds.Values()...), Category: pick("port", "refinery", ""),
			Actor: pick("UA", "RU", "a party, \"quoted\"", "=1+1", ""), Means: slices.Compact([]string{pick("drone", "missile"), pick("missile", "drone")})[:random.IntN(2)],
			Location: geo.Location{Label: "Testport", Precision: geo.UnknownPlace, Country: pick("RU", "UA", "PL", "")},
			Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour"},
			State:    geo.Published, PublishedAt: &from,
			Claims: []geo.Claim{{Party: "a", Role: geo.Attacker, Stance: pick("claims", "confirms"), Proposition: "occurred", Detail: `,"quantities":[]`}},
		}
		for range random.IntN(4) {
			low := float64(random.IntN(9))
			high := low + float64(random.IntN(9))
			q := geo.Quantity{Measure: pick(geo.Measures.Values()...), Unit: pick("people", "m2", ""), Qualifier: "range", Phrase: "so many", Scope: pick("incident", "incident", "wider"), Min: &low, Max: &high}
			switch random.IntN(6) {
			case 0:
				q.Min = nil
			case 1:
				q.Max = nil
			}
			in.Quantities = append(in.Quantities, q)
		}
		s.features = append(s.features, geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: in}, geo.Parties{"a": {Code: "a", Kind: "agency"}}, nil))
	}
	slices.SortFunc(s.features, geo.Newer)
	return s
}

// statsHandler is the route behind its frame.
func statsHandler(reader geo.Reader) http.Handler {
	route := statsRoutes(&api{Deps: web.Deps{Site: web.DefaultSite(), Reader: reader, Clock: func() time.Time { return statsClock }}})[0]
	route.Method, route.Strict, route.Open, route.Cache = http.MethodGet, true, true, web.Revalidate
	frame := &web.Frame{Logger: slog.New(slog.DiscardHandler)}
	return frame.Handler(route)
}

func askStats(h http.Handler, query string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://map.example/api/v1/stats"+query, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

type statsRead struct {
	By            []string
	NumberMatched int
	TimeStamp     string
	KnownSince    string
	Note          string
	Groups        []map[string]any
	Links         []encode.Link
}

func readStats(t *testing.T, h http.Handler, query string) statsRead {
	t.Helper()
	w := askStats(h, query)
	var read statsRead
	if err := json.Unmarshal(w.Body.Bytes(), &read); err != nil || w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%s: %d %s, %v", query, w.Code, w.Body, err)
	}
	return read
}

// bruteGroup is one group counted by hand.
type bruteGroup struct {
	count int
	least map[string]float64 // by measure and unit
	has   map[string]int
}

// bruteStats counts the features that a condition holds for, in groups that name says.
func bruteStats(features []*geo.Feature, holds func(*geo.Feature) bool, name func(*geo.Feature) string) map[string]*bruteGroup {
	groups := map[string]*bruteGroup{}
	for _, f := range features {
		if !holds(f) {
			continue
		}
		g := groups[name(f)]
		if g == nil {
			g = &bruteGroup{0, map[string]float64{}, map[string]int{}}
			groups[name(f)] = g
		}
		g.count++
		least := map[string]float64{} // 0 where it is open
		for _, q := range f.Quantities {
			if q.Scope != "incident" || q.Measure == "distance" || q.Measure == "other" {
				continue
			}
			v := 0.0
			if q.Min != nil {
				v = *q.Min
			}
			of := q.Measure + " " + q.Unit
			if old, ok := least[of]; !ok || v < old {
				least[of] = v
			}
		}
		for of, v := range least {
			g.least[of] += v
			g.has[of]++
		}
	}
	return groups
}

func TestStatisticsAreWhatCountingByHandGives(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	s := randomStats(rand.New(rand.NewPCG(seed, 0)), 700)
	h := statsHandler(s)
	all := func(*geo.Feature) bool { return true }
	for query, c := range map[string]struct {
		holds func(*geo.Feature) bool
		name  func(*geo.Feature) string
	}{
		"":          {all, func(*geo.Feature) string { return "" }},
		"?by=kind":  {all, func(f *geo.Feature) string { return f.Kind }},
		"?by=actor": {all, func(f *geo.Feature) string { return f.Actor }},
		"?by=month,country": {all, func(f *geo.Feature) string {
			return f.Time.From.UTC().Format("2006-01") + "|" + f.Location.Country
		}},
		"?by=status,year&kind=strike,closure&country=RU": {
			func(f *geo.Feature) bool {
				return (f.Kind == geo.Strike || f.Kind == geo.Closure) && f.Location.Country == "RU"
			},
			func(f *geo.Feature) string { return f.Finding.Status + "|" + f.Time.From.UTC().Format("2006") },
		},
		"?by=category&datetime=2025-06-01/..": {
			func(f *geo.Feature) bool {
				return f.Time.To.After(time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC))
			},
			func(f *geo.Feature) string { return f.Category },
		},
		"?by=kind&filter=" + url.QueryEscape("country = 'UA' OR actor IS NULL"): {
			func(f *geo.Feature) bool { return f.Location.Country == "UA" || f.Actor == "" },
			func(f *geo.Feature) string { return f.Kind },
		},
	} {
		want := bruteStats(s.features, c.holds, c.name)
		got := readStats(t, h, query)
		matched := 0
		for _, g := range got.Groups {
			var values []string
			for _, name := range got.By {
				text, _ := g[name].(string)
				values = append(values, text)
			}
			expected := want[strings.Join(values, "|")]
			if expected == nil || g["count"] != float64(expected.count) {
				t.Errorf("%s: %v, want %+v", query, g, expected)
				continue
			}
			matched += expected.count
			sums := g["quantities"].([]any)
			if len(sums) != len(expected.has) {
				t.Errorf("%s: %d sums of %v, want %v", query, len(sums), values, expected.has)
			}
			for _, sum := range sums {
				s := sum.(map[string]any)
				unit, _ := s["unit"].(string)
				of := fmt.Sprint(s["measure"]) + " " + unit
				least, _ := s["min"].(float64)
				if least != expected.least[of] || s["incidents"] != float64(expected.has[of]) {
					t.Errorf("%s: %v of %v, want %v of %d", query, s, values, expected.least[of], expected.has[of])
				}
			}
		}
		if matched != got.NumberMatched || len(got.Groups) != len(want) {
			t.Errorf("%s: %d in %d groups, of %d in %d", query, matched, len(got.Groups), got.NumberMatched, len(want))
		}
	}
}

func TestCountingOneColumnAloneAsksTheReaderForItAndGivesTheSame(t *testing.T) {
	s := randomStats(rand.New(rand.NewPCG(1, 2)), 200)
	h := statsHandler(s)
	for _, by := range []string{"kind", "status", "country", "actor", "month", "means"} {
		s.walks, s.counts = 0, 0
		quick, full := readStats(t, h, "?sum=none&by="+by), readStats(t, h, "?by="+by)
		if quick.NumberMatched != full.NumberMatched || len(quick.Groups) != len(full.Groups) || quick.TimeStamp != full.TimeStamp {
			t.Errorf("by %s: %d in %d groups, not %d in %d", by, quick.NumberMatched, len(quick.Groups), full.NumberMatched, len(full.Groups))
		}
		for i, g := range quick.Groups {
			if g[by] != full.Groups[i][by] || g["count"] != full.Groups[i]["count"] || len(g["quantities"].([]any)) != 0 {
				t.Errorf("by %s: %v, not %v", by, g, full.Groups[i])
			}
		}
		if whole := by != "month" && by != "means"; (s.counts == 1) != whole || (s.walks == 1) != whole {
			t.Errorf("by %s: %d counts, %d walks", by, s.counts, s.walks)
		}
	}
}

// dayReader is a reader that counts days by itself.
type dayReader struct {
	*statsReader
	asked int
}

func (d *dayReader) CountDays(_ context.Context, q geo.Query) (map[string]int, error) {
	d.asked++
	found, err := d.matching(q)
	days := map[string]int{}
	for _, f := range found {
		days[f.Time.From.UTC().Format(time.DateOnly)]++
	}
	return days, err
}

func TestCountingByTimeAloneAsksAReaderThatCountsDaysAndGivesTheSame(t *testing.T) {
	slow := randomStats(rand.New(rand.NewPCG(5, 6)), 300)
	fast := &dayReader{statsReader: slow}
	for _, by := range []string{"year", "month", "week", "day"} {
		for _, filter := range []string{"", "&kind=strike", "&datetime=2024-01-01/2025-06-30"} {
			want := readStats(t, statsHandler(slow), "?sum=none&by="+by+filter)
			slow.walks, fast.asked = 0, 0
			got := readStats(t, statsHandler(fast), "?sum=none&by="+by+filter)
			if fast.asked != 1 || slow.walks != 0 {
				t.Errorf("by %s: days asked for %d times, %d walks", by, fast.asked, slow.walks)
			}
			if len(want.Groups) == 0 || !reflect.DeepEqual(got.Groups, want.Groups) || got.NumberMatched != want.NumberMatched {
				t.Errorf("by %s%s: %v, want %v", by, filter, got.Groups, want.Groups)
			}
		}
	}
}

func TestStatisticsSayWhatIsMissingAsNull(t *testing.T) {
	s := randomStats(rand.New(rand.NewPCG(3, 4)), 100)
	last := readStats(t, statsHandler(s), "?by=country").Groups
	if g := last[len(last)-1]; g["country"] != nil || g["count"].(float64) < 1 {
		t.Errorf("the last group is %v", g)
	}
}

func TestStatisticsAsCSVSayTheSame(t *testing.T) {
	s := randomStats(rand.New(rand.NewPCG(5, 6)), 300)
	h := statsHandler(s)
	w := askStats(h, "?by=actor,month&f=csv&sum=killed,fire-area")
	if w.Code != http.StatusOK || w.Header().Get("Content-Disposition") != `attachment; filename="stats-actor-month.csv"` || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	records, err := csv.NewReader(w.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := readStats(t, h, "?by=actor,month&sum=killed,fire-area")
	if len(records) != len(want.Groups)+1 {
		t.Fatalf("%d records, %d groups", len(records), len(want.Groups))
	}
	header := records[0]
	for i, g := range want.Groups {
		row := map[string]string{}
		for k, name := range header {
			row[name] = records[i+1][k]
		}
		actor, _ := g["actor"].(string)
		if row["actor"] != geo.EscapeFormula(actor) || row["month"] != g["month"] || row["count"] != fmt.Sprint(g["count"]) {
			t.Errorf("%v, not %v", row, g)
		}
		seen := 0
		for _, sum := range g["quantities"].([]any) {
			s := sum.(map[string]any)
			name := s["measure"].(string)
			if unit, ok := s["unit"].(string); ok {
				name += " " + unit
			}
			for _, end := range []string{"incidents", "min", "max"} {
				text := ""
				if s[end] != nil {
					text = fmt.Sprint(s[end])
				}
				if row[name+" "+end] != text {
					t.Errorf("%s %s is %q, not %q", name, end, row[name+" "+end], text)
				}
			}
			seen++
		}
		for name, text := range row {
			if strings.HasSuffix(name, " incidents") && text != "0" {
				seen--
			}
		}
		if seen != 0 {
			t.Errorf("%v has other sums than %v", row, g)
		}
	}
}

func TestStatisticsLinkToTheirFormatsAndToWhatWasCounted(t *testing.T) {
	h := statsHandler(randomStats(rand.New(rand.NewPCG(7, 8)), 10))
	w := askStats(h, "?by=kind&country=UA&sum=none")
	var read statsRead
	if err := json.Unmarshal(w.Body.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"self":      "http://map.example/api/v1/stats?by=kind&country=UA&sum=none",
		"alternate": "http://map.example/api/v1/stats?by=kind&country=UA&f=csv&sum=none",
		"items":     "http://map.example/api/v1/collections/incidents/items?country=UA",
	}
	for _, l := range read.Links {
		if want[l.Rel] != l.Href || !strings.Contains(w.Header().Get("Link"), "<"+l.Href+`>; rel="`+l.Rel+`"`) {
			t.Errorf("%s is %s, header %s", l.Rel, l.Href, w.Header().Get("Link"))
		}
		delete(want, l.Rel)
	}
	if len(want) > 0 || read.TimeStamp != "2026-01-10T11:00:30Z" || !strings.Contains(read.Note, "Reported, not verified") {
		t.Errorf("left out %v; %+v", want, read)
	}
	if w := askStats(h, "?f=csv"); !strings.Contains(w.Header().Get("Link"), `rel="alternate"; type="application/json"`) {
		t.Errorf("Link of CSV: %s", w.Header().Get("Link"))
	}
}

func TestStatisticsThatDidNotChangeAre304BeforeAnyWork(t *testing.T) {
	s := randomStats(rand.New(rand.NewPCG(9, 10)), 10)
	h := statsHandler(s)
	first := askStats(h, "?by=kind")
	s.walks = 0
	if w := askStats(h, "?by=kind", "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusNotModified || s.walks != 0 {
		t.Errorf("%d after %d walks", w.Code, s.walks)
	}
	for _, other := range []string{"?by=status", "?by=kind&f=csv", "?by=kind&sum=none", "?by=kind&known_at=2026-01-09"} {
		if w := askStats(h, other, "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusOK {
			t.Errorf("%s: %d", other, w.Code)
		}
	}
	if w := askStats(h, "?by=kind", "If-None-Match", first.Header().Get("ETag"), "Accept", "text/csv"); w.Code != http.StatusOK {
		t.Errorf("as CSV by Accept: %d", w.Code)
	}
}

func TestWhatStatisticsRefuse(t *testing.T) {
	s := randomStats(rand.New(rand.NewPCG(11, 12)), 10)
	h := statsHandler(s)
	for query, want := range map[string]struct{ parameter, nearest string }{
		"?by=mont":             {"by", "month"},
		"?by=kind,kind":        {"by", ""},
		"?by=day,kind,country": {"by", ""},
		"?by=":                 {"by", ""},
		"?by=title":            {"by", ""},
		"?sum=kiled":           {"sum", "killed"},
		"?sum=distance":        {"sum", ""},
		"?sum=":                {"sum", ""},
		"?sum=none,killed":     {"sum", ""},
		"?kinds=strike":        {"kinds", "kind"},
		"?kind=strik":          {"kind", "strike"},
		"?limit=5":             {"limit", ""},
		"?f=html5":             {"f", ""},
		"?by=kind&by=status":   {"by", ""},
	} {
		w := askStats(h, query)
		var problem struct{ Parameter, Nearest string }
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != http.StatusBadRequest || problem.Parameter != want.parameter {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
		if want.nearest != "" && problem.Nearest != want.nearest {
			t.Errorf("%s: the nearest is %q", query, problem.Nearest)
		}
	}
	if s.walks+s.counts != 0 {
		t.Errorf("%d walks, %d counts", s.walks, s.counts)
	}
	s.err = geo.Invalid("known_at", "is in the future")
	if w := askStats(h, "?by=kind"); w.Code != http.StatusBadRequest {
		t.Errorf("a fault of the reader is %d", w.Code)
	}
	if w := askStats(h, "?by=kind&sum=none"); w.Code != http.StatusBadRequest {
		t.Errorf("a fault of counting is %d", w.Code)
	}
}

func TestEveryGroupingAndMeasureCanBeAskedFor(t *testing.T) {
	h := statsHandler(randomStats(rand.New(rand.NewPCG(13, 14)), 50))
	for _, name := range groupingNames() {
		if got := readStats(t, h, "?by="+name); len(got.Groups) == 0 {
			t.Errorf("by %s there are no groups", name)
		}
	}
	if got := readStats(t, h, "?sum="+url.QueryEscape(strings.Join(geo.AdditiveMeasures, ","))); got.NumberMatched != 50 {
		t.Errorf("%d of 50", got.NumberMatched)
	}
	if quick, full := readStats(t, h, "?sum=none").Note, readStats(t, h, "").Note; strings.Contains(quick, sumsMean) || !strings.Contains(full, sumsMean) {
		t.Errorf("without sums it says %s", quick)
	}
	if got := readStats(t, h, "?by=kind&country=ZZ"); got.Groups == nil || len(got.Groups) != 0 || got.NumberMatched != 0 {
		t.Errorf("of none: %+v", got)
	}
}
