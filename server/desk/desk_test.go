package desk

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// registry is a reader that knows parties and nothing else.
type registry struct {
	geo.Reader
	parties geo.Parties
}

func (r registry) Parties() geo.Parties { return r.parties }

// shelf is a writer that keeps what it is given, and refuses a second of one id.
type shelf struct{ batches []geo.Batch }

func (s *shelf) Write(_ context.Context, b geo.Batch) ([]string, error) {
	for _, before := range s.batches {
		if b.Entries[0].New && before.Entries[0].Incident.ID == b.Entries[0].Incident.ID {
			return nil, geo.Problems{{Code: geo.ECONFLICT, Field: "entries[0].id", Message: "is in the record already"}}
		}
	}
	s.batches = append(s.batches, b)
	return []string{b.Entries[0].Incident.ID}, nil
}

func (s *shelf) Remove(context.Context, string, string) (int, error) { return 0, nil }

// oneTown knows a single place.
type oneTown struct{ geo.Geocoder }

var town = &geo.Place{ID: "xx-town", Name: "Town", Class: geo.PlaceCity, Country: "RU", Admin1: "RU-KDA", Lon: 37.123456, Lat: 45.25, Precision: geo.Settlement}

func (oneTown) Geocode(text string, limit int) []geo.Candidate {
	if !strings.EqualFold(text, "town") {
		return nil
	}
	return []geo.Candidate{{Place: town, Score: 0.9, Precision: geo.Settlement, Lon: town.Lon, Lat: town.Lat, RadiusM: 20_000, Reasons: []string{"by its name"}}}
}

// nowhere knows no borders but one division's name.
type nowhere struct{ geo.Locator }

func (nowhere) Locate(float64, float64) geo.Located {
	return geo.Located{Country: "RU", Admin1: "RU-KDA", Admin1Name: "Krasnodar Krai"}
}

func (nowhere) Shape(code string) (geo.Shape, bool) {
	return geo.Shape{Code: code, Name: "Krasnodar Krai"}, code == "RU-KDA"
}
func (nowhere) Admin1ByName(string, string) (string, bool) { return "", false }

// echo drafts one incident from every text: what it was given to say.
type echo struct{ proposals geo.Proposals }

func (e echo) Draft(_ context.Context, a geo.Article) (geo.Proposals, error) {
	if strings.TrimSpace(a.Text) == "" {
		return geo.Proposals{}, geo.Invalid("text", "is empty")
	}
	return e.proposals, nil
}

var harbour = geo.Party{Code: "harbour-office", Name: "Harbour Office", Country: "RU", Kind: "regional-authority"}

// sample is a draft as a drafter makes it.
func sample() geo.Incident {
	from := time.Date(2026, 1, 8, 21, 0, 0, 0, time.UTC)
	report := 0
	return geo.Incident{
		ID: geo.StableID("draft/sample", from), Dataset: "desk", Title: "Strike on Town", Language: "en", Kind: geo.Strike, Category: "port", Outcome: "unknown",
		Location: geo.Location{Label: "Town", PlaceID: "xx-town", Point: &geo.Point{Lon: 37.123456, Lat: 45.25}, Precision: geo.Settlement, Uncertainty: 3000, Country: "RU", Basis: "named-place"},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(24 * time.Hour)}, Precision: "day", Zone: "Europe/Moscow"},
		Claims: []geo.Claim{{
			Party: harbour.Code, Role: geo.Affected, Stance: "reports", Proposition: "struck", Detail: "said that the target was struck", Report: &report,
			Evidence: &geo.Span{From: 4, To: 12, Text: "the port"},
		}},
		Reports: []geo.Report{{Publisher: "A paper", PublishedAt: "2026-01-09", Language: "en", Class: "unknown"}},
		State:   geo.Review,
	}
}

// opened makes the routes with a writer that can be looked at.
func opened(t *testing.T, change func(*Options)) (http.Handler, *shelf) {
	t.Helper()
	kept := &shelf{}
	o := Options{
		Deps: web.Deps{
			Site: web.DefaultSite(), Reader: registry{parties: geo.Parties{"media": {Code: "media", Name: "Media", Kind: "media"}}},
			Geocoder: func() (geo.Geocoder, error) { return oneTown{}, nil },
			Locator:  func() (geo.Locator, error) { return nowhere{}, nil },
		},
		Drafter: func() (geo.Drafter, error) {
			return echo{geo.Proposals{
				Method: "draft/rules@1", Language: "en", Parties: geo.Parties{harbour.Code: harbour},
				List: []geo.Proposal{{Incident: sample(), Confidence: "medium", Evidence: []geo.Evidence{{Field: "place", Span: geo.Span{From: 4, To: 12, Text: "the port"}}}}},
			}}, nil
		},
		Writer: kept, Host: "desk.example",
	}
	if change != nil {
		change(&o)
	}
	routes, err := Routes(o)
	if err != nil {
		t.Fatal(err)
	}
	mux, frame := http.NewServeMux(), &web.Frame{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, route := range routes {
		mux.Handle(route.Method+" "+route.Path, frame.Handler(route))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		mux.ServeHTTP(w, r)
	}), kept
}

// send posts JSON as a page of the desk does; headers are name and value in turn.
func send(h http.Handler, path string, body any, headers ...string) *httptest.ResponseRecorder {
	text, ok := body.(string)
	if !ok {
		encoded, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		text = string(encoded)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(text))
	r.Host = "127.0.0.1:8081"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		} else if headers[i+1] == "" {
			r.Header.Del(headers[i])
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func taken(change func(*accepted)) accepted {
	a := accepted{Method: "draft/rules@1", Record: sample(), Parties: []geo.Party{harbour}}
	if change != nil {
		change(&a)
	}
	return a
}

func TestAnAcceptedDraftEntersReviewAsItWasCorrected(t *testing.T) {
	h, kept := opened(t, nil)
	w := send(h, acceptPath, taken(func(a *accepted) {
		a.Record.Title = " Harbour Office reports a strike on Town "
		a.Record.State = geo.Published
		at := time.Now()
		a.Record.PublishedAt, a.Record.Override = &at, &geo.Override{Status: geo.Verified, Reason: "none"}
		a.Record.ExternalID, a.Record.Aliases, a.Record.Synthetic = "other", []string{"another"}, true
		a.Parties = append(a.Parties, geo.Party{Code: "nobody-names-it", Name: "Nobody", Kind: "media"}, geo.Party{Code: "media", Name: "Renamed", Kind: "media"})
	}))
	if w.Code != http.StatusCreated || !strings.Contains(w.Body.String(), `"state":"review"`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if len(kept.batches) != 1 {
		t.Fatalf("%d batches were written", len(kept.batches))
	}
	b := kept.batches[0]
	in := b.Entries[0].Incident
	if in.State != geo.Review || in.PublishedAt != nil || in.Override != nil || in.ExternalID != "" || in.Aliases != nil || in.Synthetic {
		t.Errorf("it decides what only an editor may: %+v", in)
	}
	if in.Title != "Harbour Office reports a strike on Town" {
		t.Errorf("the title is %q", in.Title)
	}
	if e := in.Claims[0].Evidence; e == nil || e.Text != "the port" {
		t.Errorf("the words it rests on are %v", e)
	}
	if !slices.Equal(b.Parties, []geo.Party{harbour}) {
		t.Errorf("registered with it: %v", b.Parties)
	}
	if b.Origin != "desk" || !strings.Contains(b.Author, "draft/rules@1") || !strings.Contains(b.Entries[0].Note, "draft/rules@1") {
		t.Errorf("origin %q, author %q, note %q", b.Origin, b.Author, b.Entries[0].Note)
	}
}

func TestADraftIsAcceptedOnce(t *testing.T) {
	h, kept := opened(t, nil)
	send(h, acceptPath, taken(nil))
	w := send(h, acceptPath, taken(nil))
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `"field":"id"`) || len(kept.batches) != 1 {
		t.Errorf("%d %s after %d batches", w.Code, w.Body, len(kept.batches))
	}
}

func TestFaultsAreNamedByTheirFieldsAndNothingIsStored(t *testing.T) {
	h, kept := opened(t, nil)
	for name, c := range map[string]struct {
		change func(*accepted)
		field  string
	}{
		"no title":           {func(a *accepted) { a.Record.Title = " " }, "title"},
		"no such kind":       {func(a *accepted) { a.Record.Kind = "party" }, "kind"},
		"ends before start":  {func(a *accepted) { a.Record.Time.To = a.Record.Time.From }, "time.to"},
		"no point":           {func(a *accepted) { a.Record.Location.Point = nil }, "location.point"},
		"party not given":    {func(a *accepted) { a.Parties = nil }, "claims[0].party"},
		"party that is none": {func(a *accepted) { a.Parties[0].Kind = "ghost" }, "parties"},
		"party given twice":  {func(a *accepted) { a.Parties = append(a.Parties, harbour) }, "parties"},
		"method of its own":  {func(a *accepted) { a.Method = "<b>by hand" }, "method"},
	} {
		w := send(h, acceptPath, taken(c.change))
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"faults":[`) || !strings.Contains(w.Body.String(), `"field":"`+c.field+`"`) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if len(kept.batches) > 0 {
		t.Errorf("%d batches were written", len(kept.batches))
	}
}

func TestOtherSitesCannotSendAnything(t *testing.T) {
	h, kept := opened(t, nil)
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"a page of another site":              {[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a page of another port":              {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"an older browser elsewhere":          {[]string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403},
		"an opaque origin":                    {[]string{"Sec-Fetch-Site", "", "Origin", "null"}, 403},
		"a name that was pointed here":        {[]string{"Host", "evil.example:8081"}, 403},
		"a name that begins as ours":          {[]string{"Host", "localhost.evil.example"}, 403},
		"an address that is not ours":         {[]string{"Host", "192.0.2.1:8081"}, 403},
		"no name":                             {[]string{"Host", ""}, 403},
		"a form":                              {[]string{"Content-Type", "text/plain"}, 415},
		"a form without a type":               {[]string{"Content-Type", ""}, 415},
		"an older browser here":               {[]string{"Sec-Fetch-Site", "", "Origin", "http://127.0.0.1:8081"}, 201},
		"a program":                           {[]string{"Sec-Fetch-Site", ""}, 201},
		"the name of the listener":            {[]string{"Host", "DESK.example:8081"}, 201},
		"localhost":                           {[]string{"Host", "localhost:8081"}, 201},
		"another loopback address":            {[]string{"Host", "[::1]:8081"}, 201},
		"a type with its encoding":            {[]string{"Content-Type", "application/json; charset=utf-8"}, 201},
		"the same words in a different frame": {[]string{"Sec-Fetch-Site", "none"}, 201},
	} {
		kept.batches = nil
		w := send(h, acceptPath, taken(nil), c.headers...)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, c.status, w.Body)
		}
		if stored := len(kept.batches) > 0; stored != (c.status == 201) {
			t.Errorf("%s: stored is %v", name, stored)
		}
	}
}

func TestPagesAndSearchesAreForTheDeskOnly(t *testing.T) {
	h, _ := opened(t, nil)
	for _, path := range []string{PastePath, placesPath + "?q=town"} {
		for host, status := range map[string]int{"127.0.0.1:1": 200, "evil.example": 403} {
			r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
			r.Host = host
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != status {
				t.Errorf("%s at %s: %d", path, host, w.Code)
			}
		}
	}
}

func TestAListenerOnAllAddressesHasNoNameOfItsOwn(t *testing.T) {
	for _, host := range []string{"", "0.0.0.0", "::", "[::]"} {
		g := newGuard(host)
		if g.knows("0.0.0.0:8081") || g.knows("[::]:8081") || g.knows("") || !g.knows("127.0.0.1:8081") {
			t.Errorf("listening on %q it knows a name that says nothing", host)
		}
	}
}

func TestDraftsComeWithTheirEvidenceAndStoreNothing(t *testing.T) {
	h, kept := opened(t, nil)
	w := send(h, draftsPath, map[string]string{"text": "Hit the port.", "published": "2026-01-09", "publisher": "A paper"})
	var got struct {
		Method   string
		Parties  []geo.Party
		Features []struct {
			Draft  struct{ Evidence []geo.Evidence }
			Record geo.Incident
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	if got.Method != "draft/rules@1" || len(got.Features) != 1 || got.Features[0].Draft.Evidence[0].Text != "the port" || got.Parties[0] != harbour {
		t.Errorf("%s", w.Body)
	}
	if w.Header().Get("Cache-Control") != "no-store" || len(kept.batches) > 0 {
		t.Errorf("kept: %q, %d batches", w.Header().Get("Cache-Control"), len(kept.batches))
	}
}

func TestATextThatCannotBeReadIsRefused(t *testing.T) {
	h, _ := opened(t, nil)
	good := map[string]string{"text": "Words.", "published": "2026-01-09"}
	for name, c := range map[string]struct {
		member, value string
		status        int
		has           string
	}{
		"empty":         {"text", " ", 400, `"field":"text"`},
		"no date":       {"published", "", 400, `"field":"published"`},
		"no such day":   {"published", "2026-02-30", 400, `"field":"published"`},
		"no address":    {"url", "javascript:alert(1)", 400, `"field":"url"`},
		"no language":   {"language", "<b>", 400, `"field":"language"`},
		"unknown field": {"colour", "red", 400, "colour"},
		"too large":     {"text", strings.Repeat("a", 1<<20), 413, "1024 KiB"},
	} {
		body := map[string]string{}
		for k, v := range good {
			body[k] = v
		}
		body[c.member] = c.value
		if w := send(h, draftsPath, body); w.Code != c.status || !strings.Contains(w.Body.String(), c.has) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	for _, body := range []string{"", "[]", `{"text":"a"} {}`, `{"text":`} {
		if w := send(h, draftsPath, body); w.Code != 400 {
			t.Errorf("%q: %d %s", body, w.Code, w.Body)
		}
	}
}

func TestWithoutAWriterNothingIsAccepted(t *testing.T) {
	h, _ := opened(t, func(o *Options) { o.Writer = nil })
	if w := send(h, acceptPath, taken(nil)); w.Code != 503 || !strings.Contains(w.Body.String(), "only reads") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodGet, PastePath, http.NoBody)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `id="read-only"`) || !strings.Contains(w.Body.String(), `"read_only":true`) {
		t.Errorf("the page does not say so: %s", w.Body)
	}
}

func TestACheckTellsStatusAndFaultsAndStoresNothing(t *testing.T) {
	h, kept := opened(t, nil)
	var got checked
	w := send(h, checkPath, taken(func(a *accepted) { a.Record.Title = "" }))
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	if got.Status != geo.Claimed || len(got.Faults) != 1 || got.Faults[0].Field != "title" {
		t.Errorf("%s", w.Body)
	}
	if !strings.Contains(string(got.Feature), "37.123456") {
		t.Errorf("the desk's own point is not shown: %s", got.Feature)
	}
	if len(kept.batches) > 0 {
		t.Error("something was stored")
	}
}

func TestPlacesComeAsTheDeskKeepsThem(t *testing.T) {
	h, _ := opened(t, nil)
	ask := func(query string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, placesPath+query, http.NoBody)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	var list []found
	if err := json.Unmarshal(ask("?q=Town").Body.Bytes(), &list); err != nil || len(list) != 1 {
		t.Fatalf("%v %v", err, list)
	}
	l := list[0].Location
	if l.Point.Lon != town.Lon || l.Admin1 != "Krasnodar Krai" || l.Uncertainty != 10_000 || l.Basis != "named-place" {
		t.Errorf("%+v", l)
	}
	in := sample()
	in.Location = l
	if err := in.Validate(geo.Parties{harbour.Code: harbour}); err != nil {
		t.Errorf("an incident there has faults: %v", err)
	}
	if w := ask("?q=elsewhere"); w.Body.String() != "[]\n" {
		t.Errorf("nothing known: %s", w.Body)
	}
	for _, query := range []string{"", "?q=", "?q=" + strings.Repeat("a", 300), "?q=a&x=1"} {
		if w := ask(query); w.Code != 400 {
			t.Errorf("%q: %d", query, w.Code)
		}
	}
}

func TestAPointSetByHandIsToldItsCountryAndDivision(t *testing.T) {
	h, _ := opened(t, nil)
	ask := func(query, host string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, pointPath+query, http.NoBody)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	var where geo.Whereabouts
	if w := ask("?lon=37.5&lat=45.25", "localhost"); w.Code != 200 || json.Unmarshal(w.Body.Bytes(), &where) != nil || where.Country != "RU" || where.Admin1Name != "Krasnodar Krai" || where.Lon != 37.5 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, query := range []string{"", "?lon=37.5", "?lon=a&lat=1", "?lon=181&lat=1", "?lon=1&lat=NaN", "?lon=1&lat=1&x=1"} {
		if w := ask(query, "localhost"); w.Code != 400 {
			t.Errorf("%q: %d %s", query, w.Code, w.Body)
		}
	}
	if w := ask("?lon=1&lat=1", "evil.example"); w.Code != 403 {
		t.Errorf("another name: %d", w.Code)
	}
}
