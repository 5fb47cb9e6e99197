package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"strikemap/geo"
	"strikemap/server/web"
)

var now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// serve puts the routes over a record behind a mux, as a site below a prefix.
func serve(r *record, commands ...Command) http.Handler { return serveReader(r, r, commands...) }

func testDeps(items geo.Reader, history geo.History) web.Deps {
	deps := web.Deps{Site: web.DefaultSite(), Reader: items, History: history, Clock: func() time.Time { return now }}
	deps.Site.Contact = "desk@example.org"
	return deps
}

func serveReader(items geo.Reader, history geo.History, commands ...Command) http.Handler {
	deps := testDeps(items, history)
	frame := &web.Frame{ErrorPage: ErrorPage(deps)}
	mux := http.NewServeMux()
	for _, route := range Routes(deps, commands...) {
		pattern := route.Path
		if pattern == "/" {
			pattern = "/{$}"
		}
		mux.Handle(route.Method+" "+pattern, frame.Handler(route))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		mux.ServeHTTP(w, web.WithBase(q, web.Base{Origin: "https://example.org", Prefix: "/strikes"}))
	})
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	q := httptest.NewRequest(http.MethodGet, path, nil)
	q.Header.Set("Accept", "text/html,*/*;q=0.8")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	return w
}

// page returns a page that must be there.
func getPage(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := get(t, h, path)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("GET %s: %d %s\n%.300s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	return w.Body.String()
}

var (
	markup = regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// seen is the text of a page without its markup.
func seen(page string) string {
	return html.UnescapeString(spaces.ReplaceAllString(markup.ReplaceAllString(page, " "), " "))
}

func must(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func mustNot(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, bad := range unwanted {
		if strings.Contains(text, bad) {
			t.Errorf("the page says %q", bad)
		}
	}
}

func bySlug(t *testing.T, r *record, slug string) *geo.Feature {
	t.Helper()
	i := slices.IndexFunc(r.features, func(f *geo.Feature) bool { return f.ExternalID == slug })
	if i < 0 {
		t.Fatalf("there is no starter incident %s", slug)
	}
	return r.features[i]
}

func TestMapPageListsIncidentsWithoutScripts(t *testing.T) {
	r := starter(t)
	temryuk := bySlug(t, r, "temryuk-port-2025-12-25")
	page := getPage(t, serve(r), "/?q=temryuk&window=all")
	must(t, page, `href="/strikes/incidents/`+temryuk.ID+`"`, `<form class="filters"`, `action="/strikes/"`)
	must(t, seen(page),
		"Oil product tanks burn in the port of Temryuk after a drone attack",
		"Temryuk, Krasnodar Krai, Russia · town or surroundings, within 3 km",
		"overnight 24–25 Dec · confirmed by Krasnodar operational headquarters · 3 sources",
		"Wednesday 24 Dec 2025", "Records kept, not all events", "General Assembly resolution 68/262")
}

func TestFiltersInTheAddressAreHonoured(t *testing.T) {
	r := starter(t)
	h := serve(r)
	rows := regexp.MustCompile(`<li class="row" data-id="([0-9A-Z]+)"`)
	for _, row := range []struct {
		address string
		keeps   func(*geo.Feature) bool
	}{
		{"/?window=all&kind=closure", func(f *geo.Feature) bool { return f.Kind == geo.Closure }},
		{"/?window=all&kind=closure&kind=sighting", func(f *geo.Feature) bool { return f.Kind == geo.Closure || f.Kind == geo.Sighting }},
		{"/?window=all&status=confirmed,verified&country=RU", func(f *geo.Feature) bool {
			return (f.Finding.Status == geo.Confirmed || f.Finding.Status == geo.Verified) && f.Location.Country == "RU"
		}},
		{"/?category=refinery&from=2025-01-01&to=2025-12-31", func(f *geo.Feature) bool {
			return f.Category == "refinery" && f.Time.From.Before(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) && f.Time.To.After(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
		}},
		{"/?from=2025-12-25&to=2025-12-25&utm_source=x", func(f *geo.Feature) bool {
			return f.Time.From.Before(time.Date(2025, 12, 26, 0, 0, 0, 0, time.UTC)) && f.Time.To.After(time.Date(2025, 12, 25, 0, 0, 0, 0, time.UTC))
		}},
	} {
		var want, got []string
		for _, f := range r.features {
			if row.keeps(f) {
				want = append(want, f.ID)
			}
		}
		for _, match := range rows.FindAllStringSubmatch(getPage(t, h, row.address), -1) {
			got = append(got, match[1])
		}
		slices.Sort(want)
		slices.Sort(got)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s lists %d incidents, want %d", row.address, len(got), len(want))
		}
	}
}

func TestWhatIsNotUnderstoodIsNamedAndLeftOut(t *testing.T) {
	page := seen(getPage(t, serve(starter(t)), "/?kind=comet&from=yesterday&utm_source=x"))
	must(t, page, "left out: kind, from.")
	mustNot(t, page, "utm_source")
}

func TestEmptyResultSaysWhatHelps(t *testing.T) {
	h := serve(starter(t))
	must(t, seen(getPage(t, h, "/?q=nosuchplaceanywhere")), "No incidents match. Widen the time or clear filters.", "0 incidents")
	must(t, seen(getPage(t, serve(newRecord()), "/")), "No incidents are public yet.")
}

func TestLongListsArePaged(t *testing.T) {
	r := starter(t)
	h := serve(r)
	seenIDs := map[string]bool{}
	rows := regexp.MustCompile(`<li class="row" data-id="([0-9A-Z]+)"`)
	next := regexp.MustCompile(`<a href="([^"]+)">Older incidents</a>`)
	address, pages := "/?window=all", 0
	for address != "" {
		page := getPage(t, h, address)
		for _, match := range rows.FindAllStringSubmatch(page, -1) {
			if seenIDs[match[1]] {
				t.Errorf("%s is listed twice", match[1])
			}
			seenIDs[match[1]] = true
		}
		address = ""
		if match := next.FindStringSubmatch(page); match != nil {
			address = "/" + html.UnescapeString(match[1])
		}
		if pages++; pages > 10 {
			t.Fatal("the pages do not end")
		}
	}
	if len(seenIDs) != len(r.features) || pages < 2 {
		t.Errorf("%d pages list %d incidents, want all %d", pages, len(seenIDs), len(r.features))
	}
}

func TestOpeningWindowIsTheShortestThatHoldsEnough(t *testing.T) {
	newest := time.Date(2026, 5, 29, 0, 0, 0, 0, time.UTC)
	at := func(ago time.Duration) *geo.Feature {
		from := newest.Add(-ago)
		in := geo.Incident{ID: geo.NewID(from), Time: geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}}}
		return geo.NewFeature(&geo.Revision{Incident: in}, nil, nil)
	}
	list := func(n int, ago time.Duration) (features []*geo.Feature) {
		features = append(features, at(0))
		for range n - 1 {
			features = append(features, at(ago))
		}
		return features
	}
	for _, row := range []struct {
		features []*geo.Feature
		want     string
	}{
		{nil, "all"},
		{list(25, time.Hour), "24h"},
		{list(24, time.Hour), "all"},
		{list(25, 24*time.Hour), "24h"}, // its end lies within
		{list(25, 26*time.Hour), "7d"},
		{list(25, 20*24*time.Hour), "30d"},
		{list(25, 300*24*time.Hour), "1y"},
		{list(100, 400*24*time.Hour), "all"},
	} {
		r := newRecord()
		r.features = row.features
		all, err := look(t.Context(), r, time.Time{})
		if err != nil || all.opening != row.want {
			t.Errorf("%d incidents open with %s, want %s: %v", len(row.features), all.opening, row.want, err)
		}
	}
}

func TestIncidentPageSaysWhoSaysWhat(t *testing.T) {
	r := starter(t)
	temryuk := bySlug(t, r, "temryuk-port-2025-12-25")
	page := getPage(t, serve(r), "/incidents/"+temryuk.ID)
	must(t, page,
		`<h1 lang="en" dir="auto">Oil product tanks burn in the port of Temryuk after a drone attack</h1>`,
		`<a href="https://en.interfax.com.ua/news/general/1131233.html" rel="noopener nofollow noreferrer">`,
		`<meta property="og:title" content="Oil product tanks burn in the port of Temryuk after a drone attack">`,
		`<link rel="canonical" href="https://example.org/strikes/incidents/`+temryuk.ID+`">`,
		`href="/strikes/api/v1/collections/incidents/items/`+temryuk.ID+`?f=json"`,
		`href="/strikes/?incident=`+temryuk.ID+`"`)
	must(t, seen(page),
		"Said by Security Service of Ukraine (SBU), confirmed by Krasnodar operational headquarters.",
		"overnight 24–25 Dec 2025 (Moscow time)",
		"about 2,000 square metres fire area",
		"The hour: only a part of the day is known.",
		"Casualties: nothing kept here says whether anybody was hurt or killed.",
		"Starter record, compiled from public reports in November 2026.",
		"Version 1 : first version, public since 22 Nov 2026, 00:00 UTC")
}

func TestSilenceIsNotDenial(t *testing.T) {
	r := newRecord()
	r.parties = geo.Parties{
		"pl": {Code: "pl", Name: "Poland", Country: "PL", Kind: "state"},
		"by": {Code: "by", Name: "Belarus", Country: "BY", Kind: "state"},
		"ru": {Code: "ru", Name: "Russia", Country: "RU", Kind: "state"},
		"lt": {Code: "lt", Name: "Lithuania", Country: "LT", Kind: "state"},
	}
	in := sample("silence")
	in.Claims = []geo.Claim{
		{Party: "pl", Role: geo.Affected, Stance: "reports", Proposition: "occurred"},
		{Party: "ru", Role: geo.Third, Stance: "no-response", Proposition: "occurred"},
		{Party: "lt", Role: geo.Third, Stance: "not-asked", Proposition: "occurred"},
		{Party: "by", Role: geo.Attacker, Stance: "denies", Proposition: "responsibility"},
	}
	f := r.add(in, nil, now)
	text := seen(getPage(t, serve(r), "/incidents/"+f.ID))
	must(t, text,
		"Said by Poland. No other side has confirmed it. Responsibility is denied by Belarus. Asked without an answer: Russia. Not asked: Lithuania.",
		"Russia was asked and did not respond.", "Lithuania was not asked.")
	mustNot(t, text, "Disputed:")
}

func TestSupersededClaimsAreMarkedAndLast(t *testing.T) {
	r := newRecord()
	r.parties = geo.Parties{"pl": {Code: "pl", Name: "Poland", Country: "PL", Kind: "state"}}
	in := sample("superseded")
	in.Claims = []geo.Claim{
		{Party: "pl", Role: geo.Affected, Stance: "reports", Proposition: "count", Detail: "three objects"},
		{Party: "pl", Role: geo.Affected, Stance: "reports", Proposition: "count", Detail: "four objects"},
		{Party: "pl", Role: geo.Affected, Stance: "reports", Proposition: "occurred"},
	}
	f := r.add(in, nil, now)
	text := seen(getPage(t, serve(r), "/incidents/"+f.ID))
	old, current := strings.Index(text, "three objects"), strings.Index(text, "four objects")
	if old < current || !strings.Contains(text[current:old], "superseded") {
		t.Errorf("the superseded claim does not stand last with its mark: %s", text[min(old, current):max(old, current)])
	}
}

func TestEveryStarterIncidentHasAWholePage(t *testing.T) {
	r := starter(t)
	h := serve(r)
	hole := regexp.MustCompile(`\{\w+\}`)
	key := regexp.MustCompile(`\b(sentence|status|unknown|incident|time|place|attribution|stance|proposition|error)\.[a-zA-Z]\w+`)
	for _, f := range r.features {
		text := seen(getPage(t, h, "/incidents/"+f.ID))
		if found := hole.FindString(text); found != "" {
			t.Errorf("%s: %s was not filled in", f.ExternalID, found)
		}
		if found := key.FindString(text); found != "" && !strings.Contains(found, ".com") {
			t.Errorf("%s: the word for %s is missing", f.ExternalID, found)
		}
		must(t, text, f.Title, "What is not known")
	}
}

func TestSlugLeadsToTheIDForGood(t *testing.T) {
	r := starter(t)
	id := bySlug(t, r, "temryuk-port-2025-12-25").ID
	for _, name := range []string{"temryuk-port-2025-12-25", strings.ToLower(id)} {
		w := get(t, serve(r), "/incidents/"+name)
		if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "/strikes/incidents/"+id {
			t.Errorf("%s: %d to %q", name, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestWithdrawnIncidentLeavesATombstone(t *testing.T) {
	r := newRecord()
	in := sample("withdrawn")
	in.Title = "This must not be shown again"
	r.gone[in.ID] = true
	r.revisions[in.ID] = []*geo.Revision{
		{Number: 1, PublicFrom: now.AddDate(0, 0, -2), PublicTo: now, Incident: in},
		{Number: 2, PublicFrom: now, Change: "withdrawal", Note: "The report was mistaken.", Incident: in},
	}
	w := get(t, serve(r), "/incidents/"+in.ID)
	if w.Code != http.StatusGone {
		t.Fatalf("status %d, want 410", w.Code)
	}
	text := seen(w.Body.String())
	must(t, text, "This incident was withdrawn", "Withdrawn 1 Dec 2026, 12:00 UTC", "The report was mistaken.")
	mustNot(t, text, in.Title)
}

func TestErrorsArePagesForReadersAndProblemsForPrograms(t *testing.T) {
	h := serve(starter(t))
	w := get(t, h, "/incidents/none")
	if w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s", w.Code, w.Header().Get("Cache-Control"))
	}
	must(t, seen(w.Body.String()), "Nothing is here", "To the map")
	q := httptest.NewRequest(http.MethodGet, "/incidents/none", nil)
	q.Header.Set("Accept", "application/json")
	program := httptest.NewRecorder()
	h.ServeHTTP(program, q)
	if program.Code != http.StatusNotFound || program.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", program.Code, program.Header().Get("Content-Type"))
	}
}

func TestKnownAtShowsWhatWasPublicThen(t *testing.T) {
	r := starter(t)
	h := serve(r)
	later := sample("later")
	later.Title = "Became public in December"
	later.Claims = []geo.Claim{{Party: "pl", Role: geo.Affected, Stance: "reports", Proposition: "occurred"}}
	f := r.add(later, nil, now.Add(-time.Hour))
	must(t, seen(getPage(t, h, "/?window=all")), later.Title)
	page := getPage(t, h, "/?window=all&known_at=2026-11-30")
	mustNot(t, seen(page), later.Title)
	must(t, seen(page), "As known at 30 Nov 2026, 23:59 UTC.")
	must(t, page, `?known_at=2026-11-30T23%3A59%3A59.999Z"`)
	if w := get(t, h, "/incidents/"+f.ID+"?known_at=2026-11-30"); w.Code != http.StatusNotFound {
		t.Errorf("the incident of later has status %d", w.Code)
	}
	if w := get(t, h, "/?known_at=tomorrow"); w.Code != http.StatusBadRequest {
		t.Errorf("nonsense has status %d, want 400", w.Code)
	}
}

func TestOpenIncidentStandsInTheMapPage(t *testing.T) {
	r := starter(t)
	f := bySlug(t, r, "temryuk-port-2025-12-25")
	page := getPage(t, serve(r), "/?incident="+f.ID+"&window=all")
	must(t, page, `<article class="incident" id="incident"`, `id="close-incident" href="?window=all"`)
	mustNot(t, getPage(t, serve(r), "/?incident=none"), `<article class="incident"`)
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	r := starter(t)
	h := serve(r)
	for _, path := range []string{"/", "/?kind=strike", "/incidents/" + r.features[0].ID, "/docs/method"} {
		tag := get(t, h, path).Header().Get("ETag")
		q := httptest.NewRequest(http.MethodGet, path, nil)
		q.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, q)
		if tag == "" || w.Code != http.StatusNotModified {
			t.Errorf("%s: tag %q, status %d", path, tag, w.Code)
		}
	}
	if get(t, h, "/").Header().Get("ETag") == get(t, h, "/?kind=strike").Header().Get("ETag") {
		t.Error("two selections share a tag")
	}
}

// sample is an incident with nothing but what every one has.
func sample(slug string) geo.Incident {
	from := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	return geo.Incident{
		ID: geo.StableID(slug, from), ExternalID: slug, Title: "Objects over Poland", Kind: geo.Incursion, State: geo.Published,
		Location: geo.Location{Label: "Poland", Precision: geo.Settlement, Uncertainty: 5000, Country: "PL", Point: &geo.Point{Lon: 21, Lat: 52}},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.AddDate(0, 0, 1)}, Precision: "day", Zone: "Europe/Warsaw"},
	}
}

// hostile is text that would run or break out if it were taken as markup.
const hostile = `"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{.}}'`

func TestTextFromOutsideStaysText(t *testing.T) {
	r := newRecord()
	r.parties = geo.Parties{"p": {Code: "p", Name: "party " + hostile, Kind: "state", Country: "PL"}}
	r.series["s"] = geo.Series{ID: "s", Title: "series " + hostile}
	in := sample("hostile")
	zero, one := 0, 1.0
	mark := func(field string) string { return field + " " + hostile }
	in.Title, in.Summary, in.Facility, in.MeansText = mark("title"), mark("summary"), mark("facility"), mark("means")
	in.Category, in.Series, in.Actor, in.ActorBasis = "port", "s", "p", "attributed"
	in.Location.Label, in.Location.Admin1 = mark("label"), mark("admin1")
	in.Time.Phrase = mark("phrase")
	in.Override = &geo.Override{Status: geo.Claimed, Reason: mark("reason")}
	in.Claims = []geo.Claim{{Party: "p", Role: geo.Affected, Stance: "reports", Proposition: "occurred", Detail: mark("detail"), Channel: mark("channel"), StatedAt: mark("stated"), Report: &zero}}
	in.Quantities = []geo.Quantity{{Measure: "distance", Label: mark("quantity"), Min: &one, Max: &one, Qualifier: "exact", Phrase: mark("value"), Scope: "incident", Claim: &zero}}
	in.Reports = []geo.Report{
		{Publisher: mark("publisher"), Title: mark("report"), URL: "javascript:alert(3)", Class: "press", Language: "xx", PublishedAt: mark("published"), Archive: "data:text/html,<script>"},
		{Publisher: "fine", URL: `https://example.com/"onmouseover="alert(4)`, Class: "press"},
	}
	f := r.add(in, nil, now)
	r.revisions[in.ID] = append(r.revisions[in.ID], &geo.Revision{Number: 2, PublicFrom: now, Change: "correction", Note: mark("note"), Correction: mark("correction"), Incident: in})
	f.Correction, f.Revision = mark("correction"), 2

	h := serve(r)
	for _, path := range []string{"/incidents/" + f.ID, "/", "/?incident=" + f.ID, "/?q=" + "%22%3E%3Cscript%3Ealert(5)%3C/script%3E", "/?kind=%3Cscript%3E"} {
		page := getPage(t, h, path)
		mustNot(t, page, "<img", "<script>", "alert(2)</script>", `href="javascript:`, `href="data:text`, ` onmouseover="`, `"onmouseover="`)
		if n := strings.Count(page, "<script"); n != strings.Count(page, "</script>") || n > 3 { // the page's own, its data, and what it tells search engines
			t.Errorf("%s has %d scripts", path, n)
		}
	}
	text := html.UnescapeString(getPage(t, h, "/incidents/"+f.ID))
	for _, field := range []string{"title", "summary", "facility", "means", "label", "admin1", "phrase", "reason", "detail", "channel", "stated", "quantity", "value", "publisher", "report", "published", "note", "correction", "party", "series"} {
		must(t, text, mark(field))
	}
}

func TestOnlyWebAddressesBecomeLinks(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.org/a": true, "http://example.org": true,
		"": false, "javascript:alert(1)": false, "ftp://example.org": false, "//example.org": false, "https://": false, "data:text/html,x": false,
	} {
		if got := webLink(address, "x") != nil; got != want {
			t.Errorf("%q is a link: %v, want %v", address, got, want)
		}
	}
}

func TestDataBlockIsJSONThatNamesTheParties(t *testing.T) {
	r := starter(t)
	page := getPage(t, serve(r), "/")
	_, rest, ok := strings.Cut(page, `<script type="application/json" id="data">`)
	body, _, closed := strings.Cut(rest, "</script>")
	if !ok || !closed {
		t.Fatal("there is no data block")
	}
	var d pageData
	if err := json.Unmarshal([]byte(body), &d); err != nil {
		t.Fatal(err)
	}
	want := "all"
	for _, w := range windows[:4] {
		if want == "all" && len(r.matching(geo.Query{Datetime: geo.Interval{From: r.features[0].Time.From.Add(-w.span)}})) >= openingCount {
			want = w.name
		}
	}
	if d.Parties["ru-krasnodar-hq"] != "Krasnodar operational headquarters" || d.Countries["RU"] != "Russia" || d.Base != "/strikes" || d.Opening != want {
		t.Errorf("parties %d, Russia %q, base %q, opening %q", len(d.Parties), d.Countries["RU"], d.Base, d.Opening)
	}
}

func TestMapPageStaysSmall(t *testing.T) {
	const budget = 20 << 10
	page := getPage(t, serve(starter(t)), "/")
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, 5)
	fmt.Fprint(w, page)
	w.Close()
	t.Logf("%d bytes, %d compressed", len(page), b.Len())
	if b.Len() > budget {
		t.Errorf("the map page takes %d bytes compressed, more than %d", b.Len(), budget)
	}
}
