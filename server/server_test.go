package server

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

const items = "/api/v1/collections/incidents/items"

// scenario is a request and what its answer must and must not have.
type scenario struct {
	method  string
	target  string
	headers []string
	status  int
	has     []string
	hasNot  []string
	header  map[string]string // exact values; "" for none
}

func TestRequestsAreAnswered(t *testing.T) {
	s, reader := started(t, nil)
	id := reader.features[0].ID
	for _, c := range []scenario{
		// Landing page and what it leads to.
		{target: "/api/v1", status: 200, has: []string{`"rel":"service-desc","type":"application/vnd.oai.openapi+json;version=3.0"`, `"rel":"conformance"`, `"rel":"data"`, `"rel":"self"`}, header: map[string]string{"Content-Type": "application/json"}},
		{target: "/api/v1", headers: []string{"Accept", "text/html"}, status: 200, header: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{target: "/api/v1", headers: []string{"Accept", "application/xml"}, status: 406},
		{target: "/api/v1?f=html", status: 200, header: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{target: "/api/v1?f=xml", status: 400, has: []string{`"parameter":"f"`}},
		{target: "/api/v1/collections/incidents/items?f=html&kind=&q=port", status: 303, header: map[string]string{"Location": "/api/v1/collections/incidents/items?f=html&q=port"}},
		{target: "/api/v1/conformance", status: 200, has: []string{"ogcapi-features-1/1.0/conf/core", "conf/geojson", "conf/oas30"}},
		{target: "/api/v1/collections", status: 200, has: []string{`"id":"incidents"`, `"id":"areas"`, `"itemType":"feature"`, "OGC/1.3/CRS84", `"rel":"license"`}},
		{target: "/api/v1/collections/incidents", status: 200, has: []string{`"bbox":[[-179.9,45,179.9,60]]`, `"interval":[["2025-12-01T12:00:00Z","2026-01-10T13:00:00Z"]]`}},
		{target: "/api/v1/collections/areas", status: 200, has: []string{`"bbox":[[19,48,32,59]]`}},
		{target: "/api/v1/collections/planes", status: 404, header: map[string]string{"Content-Type": "application/problem+json"}},

		// Items.
		{target: items + "?limit=1", status: 200, has: []string{`"numberMatched":43`, `"numberReturned":1`, `"timeStamp":"2026-01-10T11:00:30Z"`, `"rel":"next"`, "Reported, not verified"}, header: map[string]string{"Content-Type": "application/geo+json", "Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}},
		{target: items + "?kind=incursion", status: 200, has: []string{`"numberMatched":2`}, hasNot: []string{`"rel":"next"`, `"kind":"strike"`}},
		{target: items + "?bbox=179,50,-179,70", status: 200, has: []string{`"numberMatched":2`}},
		{target: items + "?bbox=31,49,31.5,49.5&category=power", status: 200, has: []string{`"numberMatched":1`, `"geometry":null`}},
		{target: items + "?datetime=2025-12-01", status: 200, has: []string{`"numberMatched":1`}},
		{target: items + "?q=INCURSION-1", status: 200, has: []string{`"numberMatched":1`}},
		{target: items + "?properties=title,id&limit=1", status: 200, has: []string{`"properties":{"id":`}, hasNot: []string{`"kind"`}},
		{target: items + "?known_at=2025-10-01", status: 200, has: []string{`"numberMatched":0`, `"knownSince":"2025-11-10T12:00:30Z"`}},
		{target: items + "?known_at=2026-01-09", status: 200, hasNot: []string{"knownSince"}},
		{target: items + "?known_at=2027-01-01", status: 400, has: []string{`"parameter":"known_at"`}},
		{target: items + "?limit=99999", status: 200, has: []string{`"numberReturned":43`}},
		{target: items + "?limit=0", status: 400, has: []string{`"parameter":"limit"`, `"status":400`}},
		{target: items + "?limit=abc", status: 400, has: []string{"/docs/errors#invalid"}},
		{target: items + "?bbx=1,2,3,4", status: 400, has: []string{`"parameter":"bbx","nearest":"bbox"`}},
		{target: items + "?kind=strike&kind=closure", status: 400, has: []string{"more than once"}},
		{target: items + "?kind=strikes", status: 400, has: []string{`"nearest":"strike"`}},
		{target: items + "?f=csv&limit=1", status: 200, header: map[string]string{"Content-Type": "text/csv; charset=utf-8; header=present"}},
		{target: items + "?f=shp", status: 400, has: []string{`"parameter":"f"`}},
		{target: items, headers: []string{"Accept", "image/png"}, status: 406},
		{target: items + "?limit=5&offset=41", status: 200, has: []string{`"numberReturned":2`}, hasNot: []string{`"rel":"next"`}},
		{target: items + "?cursor=AAAA", status: 400},

		// One item.
		{target: items + "/" + id, status: 200, has: []string{`"ledger":{"finding":`, `"harbour-office":{"name":"Harbour Office"`, `"series":{"id":"run"`, `"note":"The place was wrong."`, `"rel":"collection"`}},
		{target: items + "/" + id + "?known_at=2026-01-01", status: 404},
		{target: items + "/strike-0?properties=id", status: 308, header: map[string]string{"Location": items + "/" + id + "?properties=id"}},
		{target: items + "/" + strings.ToLower(id), status: 308, header: map[string]string{"Location": items + "/" + id}},
		{target: items + "/" + withdrawnID, status: 410, has: []string{"/docs/errors#gone", "withdrawn"}},
		{target: items + "/none", status: 404, has: []string{"/docs/errors#not-found"}},
		{target: items + "/" + id + "?limit=1", status: 400},

		// Areas.
		{target: "/api/v1/collections/areas/items", status: 200, has: []string{`"numberMatched":2`, `"MultiPolygon"`, `"incidents":1`, `"incidents":0`}},
		{target: "/api/v1/collections/areas/items?limit=1", status: 200, has: []string{`"numberReturned":1`, "limit=1&offset=1"}},
		{target: "/api/v1/collections/areas/items?limit=1&offset=1", status: 200, has: []string{`"area-2"`}, hasNot: []string{`"rel":"next"`}},
		{target: "/api/v1/collections/areas/items?bbox=19,57,20,58", status: 200, has: []string{`"numberMatched":1`}},
		{target: "/api/v1/collections/areas/items?datetime=2025-12-25", status: 200},
		{target: "/api/v1/collections/areas/items?kind=strike", status: 400},
		{target: "/api/v1/collections/areas/items/UA-1", status: 200, has: []string{`"name":"Somewhere"`}},
		{target: "/api/v1/collections/areas/items/XX", status: 404},

		// Feeds.
		{target: "/feeds/v1/all-24h.geojson", status: 200, has: []string{`"numberMatched":25`}, header: map[string]string{"Cache-Control": "public, max-age=60", "Content-Type": "application/geo+json"}},
		{target: "/feeds/v1/incursions-7d.geojson", status: 200, has: []string{`"numberMatched":1`}, hasNot: []string{`"kind":"strike"`}},
		{target: "/feeds/v1/strikes-30d.csv", status: 200, has: []string{"id,title,kind"}, hasNot: []string{"incursion"}, header: map[string]string{"Content-Disposition": `attachment; filename="strikes-30d.csv"`, "Content-Type": "text/csv; charset=utf-8; header=present"}},
		{target: "/feeds/v1/all-latest.geojson?x=1", status: 400},
		{target: "/feeds/v1/all-latest.kml", status: 200},
		{target: "/feeds/v1/all-latest.shp", status: 404},
		{target: "/feeds/v1/all-lates.geojson", status: 404, has: []string{`"nearest":"all-latest.geojson"`}},

		// Basemap.
		{target: "/basemap/0/0/0.mvt", headers: []string{"Accept-Encoding", "gzip"}, status: 200, header: map[string]string{"Content-Encoding": "gzip", "Content-Type": "application/vnd.mapbox-vector-tile", "Cache-Control": "public, max-age=86400"}},
		{target: "/basemap/1/0/0.mvt", status: 200, has: []string{tileBody}, header: map[string]string{"Content-Encoding": ""}},
		{target: "/basemap/1/1/1.mvt", status: 204},
		{target: "/basemap/1/2/0.mvt", status: 404},
		{target: "/basemap/25/0/0.mvt", status: 404},
		{target: "/basemap/01/0/0.mvt", status: 404},
		{target: "/basemap/-1/0/0.mvt", status: 404},
		{target: "/basemap/0/0/0.png", status: 404},
		{target: "/basemap/tiles.json", status: 200, has: []string{`"tilejson":"3.0.0"`, `"maxzoom":1`, "http://map.example/basemap/{z}/{x}/{y}.mvt?v="}},
		{target: "/basemap/labels.json", status: 200, has: []string{"countries"}},

		// Operations.
		{target: "/livez", status: 200, header: map[string]string{"Cache-Control": "no-store"}},
		{target: "/readyz", status: 200, has: []string{`"edition":7`}},
		{target: "/version", status: 200, has: []string{`"version":"test"`}},
		{target: "/metrics", status: 404},
		{target: "/debug/pprof/", status: 404},

		// Methods.
		{method: "POST", target: items, status: 405, header: map[string]string{"Allow": "OPTIONS, GET, HEAD"}},
		{method: "DELETE", target: "/livez", status: 405},
		{method: "OPTIONS", target: items, status: 204, header: map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Credentials": ""}},
		{method: "HEAD", target: items, status: 200, header: map[string]string{"Content-Type": "application/geo+json"}},

		// Paths that are none.
		{target: "/nothing", status: 404, header: map[string]string{"Content-Type": "application/problem+json"}},
		{target: "/nothing", headers: []string{"Accept", "text/html,*/*;q=0.1"}, status: 404, header: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
		{target: "/api/nothing", headers: []string{"Accept", "text/html,*/*;q=0.1"}, status: 404, header: map[string]string{"Content-Type": "application/problem+json"}},
		{target: "/api/v1/", status: 308, header: map[string]string{"Location": "/api/v1"}},
		{target: items + "/?limit=1", status: 308, header: map[string]string{"Location": items + "?limit=1"}},
		{target: "/nothing/", status: 404},
		{target: "/api%2Fv1", status: 404},
		{target: "/api/v1%2f..", status: 404},
		{target: "/assets/..%2fserver.go", status: 404},
		{target: "/assets/..%5cserver.go", status: 404},
		{target: "/assets/../server.go", status: 404},
		{target: "/assets/./main.js", status: 404},
		{target: "/assets/a/b", status: 404},
		{target: "//evil.example/", status: 404, header: map[string]string{"Location": ""}},
		{target: "//evil.example/..", status: 404, header: map[string]string{"Location": ""}},
		{target: "/api//v1", status: 404},
		{target: items + "/a%2Fb", status: 404},
		{target: items + "/" + strings.Repeat("a", 9000), status: 414},
	} {
		if c.method == "" {
			c.method = http.MethodGet
		}
		t.Run(c.method+" "+c.target[:min(80, len(c.target))], func(t *testing.T) {
			w := ask(s, c.method, c.target, c.headers...)
			if w.Code != c.status {
				t.Fatalf("status %d, not %d: %s", w.Code, c.status, w.Body)
			}
			body := w.Body.String()
			for _, text := range c.has {
				if !strings.Contains(body, text) {
					t.Errorf("the body has no %s: %.2000s", text, body)
				}
			}
			for _, text := range c.hasNot {
				if strings.Contains(body, text) {
					t.Errorf("the body has %s: %.2000s", text, body)
				}
			}
			for name, want := range c.header {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s is %q, not %q", name, got, want)
				}
			}
			h := w.Header()
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("X-Request-Id") == "" || h.Get("Set-Cookie") != "" {
				t.Errorf("headers are %v", h)
			}
			if w.Code >= 400 && h.Get("Cache-Control") != "no-store" {
				t.Errorf("an error may be kept: %s", h.Get("Cache-Control"))
			}
		})
	}
}

func TestWalkingTheNextLinksGivesEachIncidentOnce(t *testing.T) {
	s, reader := started(t, nil)
	seen := map[string]int{}
	pages := 0
	for target := items + "?limit=7&kind=strike,incursion"; target != ""; pages++ {
		w := get(s, target)
		page := decode[collectionAnswer](t, w)
		if page.NumberReturned != len(page.Features) || page.NumberMatched != len(reader.features) {
			t.Fatalf("%s: %d returned, %d matched, %d there", target, page.NumberReturned, page.NumberMatched, len(page.Features))
		}
		for _, f := range page.Features {
			seen[f.ID]++
		}
		next := page.link("next")
		if next != "" && !strings.Contains(w.Header().Get("Link"), "<"+next+`>; rel="next"`) {
			t.Errorf("the Link header has no %s: %s", next, w.Header().Get("Link"))
		}
		target = strings.TrimPrefix(next, "http://map.example")
	}
	if len(seen) != len(reader.features) || pages != 7 {
		t.Errorf("%d of %d in %d pages", len(seen), len(reader.features), pages)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}

func TestALinkTooLongForAHeaderIsInTheBody(t *testing.T) {
	s, _ := started(t, nil)
	w := get(s, items+"?limit=1&external_id="+strings.Repeat("strike-1,", 90)+"strike-2"+"&title="+strings.Repeat("x,", 99)+"y&facility="+strings.Repeat("long-name,", 99)+"z")
	if w.Code != 200 || len(w.Header().Get("Link")) > 2048 || decode[collectionAnswer](t, w).link("self") == "" {
		t.Errorf("%d, %d bytes of links", w.Code, len(w.Header().Get("Link")))
	}
}

func TestAForeignCursorIsRefused(t *testing.T) {
	s, _ := started(t, nil)
	next, err := url.Parse(decode[collectionAnswer](t, get(s, items+"?limit=1")).link("next"))
	if err != nil {
		t.Fatal(err)
	}
	cursor := next.Query().Get("cursor")
	if w := get(s, items+"?kind=strike&cursor="+cursor); w.Code != 400 || !strings.Contains(w.Body.String(), `"parameter":"cursor"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAnUnchangedAnswerIs304AndCostsNothing(t *testing.T) {
	s, reader := started(t, nil)
	for _, target := range []string{
		items + "?limit=3", items + "/" + reader.features[3].ID, "/api/v1", "/api/v1/collections", "/api/v1/collections/areas/items", "/api/v1/openapi.json",
		"/feeds/v1/all-latest.geojson", "/feeds/v1/all-7d.csv", "/basemap/0/0/0.mvt", "/basemap/labels.json", "/basemap/tiles.json",
	} {
		for _, encoding := range []string{"br", "gzip", "identity"} {
			first := get(s, target, "Accept-Encoding", encoding)
			tag := first.Header().Get("ETag")
			calls := reader.calls.Load()
			second := get(s, target, "Accept-Encoding", encoding, "If-None-Match", tag)
			if tag == "" || second.Code != 304 || second.Body.Len() > 0 || second.Header().Get("ETag") != tag || reader.calls.Load() != calls {
				t.Errorf("%s (%s): %d with tag %s for %s, %d calls", target, encoding, second.Code, second.Header().Get("ETag"), tag, reader.calls.Load()-calls)
			}
			again := get(s, target, "Accept-Encoding", encoding)
			if !bytes.Equal(again.Body.Bytes(), first.Body.Bytes()) {
				t.Errorf("%s (%s): the bytes differ", target, encoding)
			}
			if !strings.Contains(strings.Join(first.Header().Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%s does not vary by encoding", target)
			}
		}
	}
}

func TestTagsDifferWhereAnswersDo(t *testing.T) {
	s, reader := started(t, nil)
	seen := map[string]string{}
	note := func(what string, w interface{ Header() http.Header }) {
		t.Helper()
		tag := w.Header().Get("ETag")
		if other, ok := seen[tag]; ok {
			t.Errorf("%s and %s have the tag %s", what, other, tag)
		}
		seen[tag] = what
	}
	note("items", get(s, items))
	note("items with a limit", get(s, items+"?limit=3"))
	note("items as brotli", get(s, items, "Accept-Encoding", "br"))
	note("areas", get(s, "/api/v1/collections/areas/items"))
	reader.edition.Number++
	note("items of the next edition", get(s, items))
	reader.edition.Epoch = "restored"
	note("items of another database", get(s, items))
}

func TestTheLatestFeedHoldsWhatWasPublishedLastFirst(t *testing.T) {
	s, reader := started(t, nil)
	feed := decode[collectionAnswer](t, get(s, "/feeds/v1/all-latest.geojson"))
	if len(feed.Features) != len(reader.features) || feed.Features[0].Properties["external_id"] != "strike-0" && feed.Features[0].Properties["external_id"] != "incursion-2" {
		t.Errorf("%d features, first %v", len(feed.Features), feed.Features[0].Properties)
	}
	var last time.Time
	for i, f := range feed.Features {
		at, err := time.Parse(time.RFC3339, f.Properties["published"].(string))
		if err != nil || i > 0 && at.After(last) {
			t.Errorf("%v comes after %v: %v", at, last, err)
		}
		last = at
	}
	reader.add("news", geo.Strike, "port", 24*365*time.Hour, &geo.Point{Lon: 1, Lat: 2})
	reader.edition.Number++
	if n := len(decode[collectionAnswer](t, get(s, "/feeds/v1/all-latest.geojson")).Features); n != len(reader.features) {
		t.Errorf("%d features after the next edition", n)
	}
}

func TestAFeedAsCSVHasTheSameIncidents(t *testing.T) {
	s, _ := started(t, nil)
	rows, err := csv.NewReader(get(s, "/feeds/v1/strikes-24h.csv").Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	feed := decode[collectionAnswer](t, get(s, "/feeds/v1/strikes-24h.geojson"))
	if len(rows)-1 != len(feed.Features) || len(feed.Features) == 0 {
		t.Fatalf("%d rows, %d features", len(rows)-1, len(feed.Features))
	}
	for i, f := range feed.Features {
		if rows[i+1][0] != f.ID {
			t.Errorf("row %d is %s, not %s", i, rows[i+1][0], f.ID)
		}
	}
}

func TestAddressesWithTheVersionAreKeptForGood(t *testing.T) {
	s, _ := started(t, nil)
	var description struct{ Tiles []string }
	if err := json.Unmarshal(get(s, "/basemap/tiles.json").Body.Bytes(), &description); err != nil {
		t.Fatal(err)
	}
	target := strings.NewReplacer("http://map.example", "", "{z}", "0", "{x}", "0", "{y}", "0").Replace(description.Tiles[0])
	for target, want := range map[string]string{
		target:                     "public, max-age=31536000, immutable",
		"/basemap/0/0/0.mvt?v=old": "public, max-age=86400",
	} {
		if got := get(s, target).Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: %s", target, got)
		}
	}
}

func TestEveryLinkLeadsSomewhereBehindAPrefix(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Options)
		kept    bool
		headers []string
	}{
		"base URL, prefix stripped": {change: func(o *Options) { o.BaseURL = "https://map.example/strikes" }},
		"base URL, prefix kept":     {change: func(o *Options) { o.BaseURL = "https://map.example/strikes" }, kept: true},
		"headers, prefix stripped": {
			change:  func(o *Options) { o.BehindProxy = true },
			headers: []string{"X-Forwarded-Proto", "https", "X-Forwarded-Host", "map.example", "X-Forwarded-Prefix", "/strikes"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, reader := started(t, c.change)
			visit := func(path string) (int, string) {
				if c.kept {
					path = "/strikes" + path
				}
				w := get(s, path, c.headers...)
				return w.Code, w.Body.String()
			}
			for _, path := range []string{"/api/v1", "/api/v1/collections", "/api/v1/collections/incidents", items + "?limit=2", items + "/" + reader.features[0].ID, "/api/v1/collections/areas/items?limit=1", "/feeds/v1/all-latest.geojson"} {
				status, body := visit(path)
				if status != 200 {
					t.Fatalf("%s: %d", path, status)
				}
				links := hrefs(t, body)
				if len(links) == 0 {
					t.Errorf("%s has no links", path)
				}
				for _, href := range links {
					rest, ok := strings.CutPrefix(href, "https://map.example/strikes")
					if !ok {
						t.Errorf("%s links to %s", path, href)
						continue
					}
					if status, _ := visit(rest); status != 200 {
						t.Errorf("%s links to %s, which answers %d", path, href, status)
					}
				}
			}
		})
	}
}

// hrefs returns every link in a JSON document but that to the licence.
func hrefs(t *testing.T, body string) []string {
	t.Helper()
	var document any
	if err := json.Unmarshal([]byte(body), &document); err != nil {
		t.Fatal(err)
	}
	var found []string
	var visit func(any)
	visit = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if href, ok := v["href"].(string); ok && v["rel"] != "license" {
				found = append(found, href)
			}
			for _, child := range v {
				visit(child)
			}
		case []any:
			for _, child := range v {
				visit(child)
			}
		}
	}
	visit(document)
	return found
}

func TestOtherMachinesAreLetInThroughAProxyOnly(t *testing.T) {
	for _, c := range []struct {
		listen string
		behind bool
		want   bool
	}{
		{"127.0.0.1:8080", false, true},
		{"[::1]:8080", false, true},
		{"localhost:8080", false, true},
		{"0.0.0.0:8080", false, false},
		{":8080", false, false},
		{"192.0.2.1:8080", false, false},
		{"map.example:8080", false, false},
		{"8080", false, false},
		{"0.0.0.0:8080", true, true},
	} {
		if err := checkListen(c.listen, c.behind); (err == nil) != c.want {
			t.Errorf("%s, behind a proxy %v: %v", c.listen, c.behind, err)
		}
	}
}

func TestABasePathOfOurOwnIsRefused(t *testing.T) {
	reader := newFake()
	_, err := New(Options{Site: web.DefaultSite(), Reader: reader, Listen: "127.0.0.1:0", BaseURL: "https://map.example/api"})
	if err == nil || !strings.Contains(err.Error(), "/api") {
		t.Error(err)
	}
}

func TestAPanicIsLoggedAndShownAsNothing(t *testing.T) {
	var log bytes.Buffer
	s, reader := started(t, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	reader.features = []*geo.Feature{nil}
	w := get(s, items)
	if w.Code != 500 || strings.Contains(w.Body.String(), "nil") || !strings.Contains(log.String(), "nil pointer") {
		t.Errorf("%d %s; log %.300s", w.Code, w.Body, log.String())
	}
	reader.features, reader.err = nil, errors.New("secret")
	if w := get(s, items+"?limit=2"); w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	reader.err = geo.Errorf(geo.EUNAVAILABLE, "the record is being read")
	if w := get(s, items+"?limit=3"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTheLogHasNoQuery(t *testing.T) {
	var log bytes.Buffer
	s, _ := started(t, func(o *Options) { o.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
	get(s, items+"?q=somebody")
	if text := log.String(); strings.Contains(text, "somebody") || strings.Contains(text, "127.0.0.1") || !strings.Contains(text, `"route":"`+items+`","status":200`) {
		t.Error(text)
	}
}

func TestAServerListensAndStops(t *testing.T) {
	release := make(chan struct{})
	s, _ := started(t, func(o *Options) {
		o.AdminListen = "127.0.0.1:0"
		o.Ready = func(context.Context) error {
			select {
			case <-release:
				return nil
			case <-time.After(5 * time.Second):
				return errors.New("never released")
			}
		}
	})
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	fetch := func(address string) (int, string) {
		response, err := http.Get("http://" + address)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
	if status, body := fetch(s.Address() + items + "?limit=1"); status != 200 || !strings.Contains(body, "http://"+s.Address()+items) {
		t.Errorf("%d %s", status, body)
	}
	if response, err := http.Head("http://" + s.Address() + items); err != nil || response.StatusCode != 200 || response.Header.Get("ETag") == "" {
		t.Errorf("HEAD: %v, %v", response, err)
	}
	_, metrics := fetch(s.AdminAddress() + "/metrics")
	for _, want := range []string{`strikemap_http_requests_total{method="GET",route="` + items + `",status="200"} 1`, "strikemap_edition 7", "strikemap_incidents 43", "go_goroutines", `strikemap_build_info{commit="",version="test"} 1`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics have no %s", want)
		}
	}
	if status, _ := fetch(s.AdminAddress() + "/debug/pprof/"); status != 200 {
		t.Errorf("profiling answers %d", status)
	}
	running := make(chan int, 1)
	go func() {
		response, err := http.Get("http://" + s.Address() + "/readyz")
		if err != nil {
			running <- 0
			return
		}
		response.Body.Close()
		running <- response.StatusCode
	}()
	time.Sleep(50 * time.Millisecond) // the request is in the handler
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	time.Sleep(50 * time.Millisecond)
	close(release)
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if status := <-running; status != 200 {
		t.Errorf("the running request got %d", status)
	}
	if _, err := http.Get("http://" + s.Address() + "/livez"); err == nil {
		t.Error("the server still answers")
	}
	if w := get(s, "/readyz"); w.Code != 503 {
		t.Errorf("a stopped server is ready: %d", w.Code)
	}
	select {
	case err := <-s.Failed():
		t.Error(err)
	default:
	}
}

func TestNoTwoRoutesShareAnAddress(t *testing.T) {
	s, _ := started(t, nil)
	routes, _, err := s.table()
	if err != nil {
		t.Fatal(err)
	}
	if err := checkTable(append(slices.Clone(routes), routes[0])); err == nil {
		t.Error("a route twice is fine")
	}
	for _, r := range routes {
		if strings.HasPrefix(r.Path, "/api/") && (r.Doc == nil || !r.Strict || !r.Open) {
			t.Errorf("%s has no operation, takes any parameter, or is closed to scripts", r.Path)
		}
		if strings.HasSuffix(r.Path, "/") && r.Path != "/" {
			t.Errorf("%s ends in a slash", r.Path)
		}
	}
}
