package ogcapi

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// pagedStats is the route with pages, which are noted.
func pagedStats(reader geo.Reader, pages *[]web.Document) http.Handler {
	a := &api{Deps: web.Deps{Site: web.DefaultSite(), Reader: reader, Clock: func() time.Time { return statsClock }}}
	a.Page = func(w http.ResponseWriter, _ *http.Request, d web.Document) error {
		*pages = append(*pages, d)
		return web.Body(w, web.HTMLFormat.MediaType, []byte(d.Title))
	}
	route := statsRoutes(a)[0]
	route.Method, route.Strict = http.MethodGet, true
	frame := &web.Frame{Logger: slog.New(slog.DiscardHandler)}
	return frame.Handler(route)
}

func TestThePageOfStatisticsShowsEveryGroup(t *testing.T) {
	s := randomStats(rand.New(rand.NewPCG(15, 16)), 120)
	var pages []web.Document
	h := pagedStats(s, &pages)
	if w := askStats(h, "?by=kind,country&datetime=2025-01-01/..", "Accept", "text/html,*/*;q=0.8"); w.Code != http.StatusOK || w.Header().Get("Content-Type") != web.HTMLFormat.MediaType ||
		w.Header().Get("Content-Security-Policy") != web.PagePolicy.Header() {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	want := readStats(t, h, "?by=kind,country&datetime=2025-01-01/..")
	table := pages[0].Sections[1].Table
	if len(table.Rows) != len(want.Groups) || !slices.Equal(table.Head[:3], []string{"kind", "country", "incidents"}) {
		t.Fatalf("%d rows of %v, %d groups", len(table.Rows), table.Head, len(want.Groups))
	}
	for i, g := range want.Groups {
		country, known := g["country"].(string)
		if !known {
			country = "not known"
		}
		row := table.Rows[i]
		if row[0].Text != g["kind"] || row[1].Text != country || strings.Count(row[3].Text, "incident") != len(g["quantities"].([]any)) {
			t.Errorf("%v of %v", row, g)
		}
	}
	form := pages[0].Sections[0].Form
	if form.Fields[0].Value != "kind,country" || len(form.Hidden) != 1 || form.Hidden[0] != (web.Fact{Term: "f", Text: "html"}) {
		t.Errorf("the form has %+v", form)
	}
	if items := pages[0].Sections[1].Links[0].URL; items != "/api/v1/collections/incidents/items?datetime=2025-01-01%2F..&f=html" {
		t.Errorf("what was counted is at %s", items)
	}
	if forms := pages[0].Forms; forms[1].URL != "/api/v1/stats?by=kind%2Ccountry&datetime=2025-01-01%2F..&f=csv" {
		t.Errorf("other forms are at %+v", forms)
	}
}

func TestSumsInWordsKeepOpenEndsOpen(t *testing.T) {
	v := func(n float64) *float64 { return &n }
	for want, s := range map[string]geo.Sum{
		"killed: at least 20 (2 incidents)":             {Measure: "killed", Unit: "people", Incidents: 2, Min: v(20)},
		"killed: up to 5 (1 incident)":                  {Measure: "killed", Unit: "people", Incidents: 1, Max: v(5)},
		"drones: 3 (1 incident)":                        {Measure: "drones", Unit: "drones", Incidents: 1, Min: v(3), Max: v(3)},
		"fire-area, m2: 0.5 to 2 (3 incidents)":         {Measure: "fire-area", Unit: "m2", Incidents: 3, Min: v(0.5), Max: v(2)},
		"objects: some, number not given (4 incidents)": {Measure: "objects", Incidents: 4},
	} {
		if got := sumWords(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWithoutPagesStatisticsOfferNone(t *testing.T) {
	h := statsHandler(randomStats(rand.New(rand.NewPCG(17, 18)), 5))
	if w := askStats(h, "?f=html"); w.Code != http.StatusBadRequest {
		t.Errorf("%d", w.Code)
	}
	if w := askStats(h, "", "Accept", "text/html"); w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("a browser gets %s", w.Header().Get("Content-Type"))
	}
}
