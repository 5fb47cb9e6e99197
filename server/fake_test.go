package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/server/web"
)

// clock is the present of these tests.
var clock = time.Date(2026, 1, 10, 12, 0, 30, 0, time.UTC)

// fake answers from slices by brute force.
type fake struct {
	edition   geo.Edition
	features  []*geo.Feature
	withdrawn map[string]bool
	areas     []*geo.Area
	series    map[string]geo.Series
	calls     int   // of Items
	err       error // answered by Items
}

func (f *fake) Scan(_ context.Context, q geo.Query, each func(*geo.Feature) bool) (geo.Edition, error) {
	f.calls++
	if f.err != nil {
		return geo.Edition{}, f.err
	}
	for _, feature := range slices.SortedFunc(slices.Values(f.features), geo.Newer) {
		if q.Matches(feature) && (q.KnownAt.IsZero() || !feature.PublicFrom.After(q.KnownAt)) && !each(feature) {
			break
		}
	}
	return f.edition, nil
}

func (f *fake) Items(_ context.Context, q geo.Query) (geo.Page, error) {
	f.calls++
	if f.err != nil {
		return geo.Page{}, f.err
	}
	if q.KnownAt.After(clock) {
		return geo.Page{}, geo.Invalid("known_at", "is in the future")
	}
	if err := q.Cursor.Check(q, f.edition.Epoch); err != nil {
		return geo.Page{}, err
	}
	page := geo.Page{Edition: f.edition}
	var rest []*geo.Feature
	for _, feature := range f.features {
		if !q.Matches(feature) || !q.KnownAt.IsZero() && feature.PublicFrom.After(q.KnownAt) {
			continue
		}
		page.Matched++
		if q.Cursor.Passed(feature) {
			rest = append(rest, feature)
		}
	}
	slices.SortFunc(rest, geo.Newer)
	rest = rest[min(q.Offset, len(rest)):]
	page.Features = rest[:min(q.PageSize(), len(rest))]
	if len(rest) > len(page.Features) {
		last := page.Features[len(page.Features)-1]
		page.Next = &geo.Cursor{From: last.Time.From, ID: last.ID, Query: q.Hash(), Epoch: f.edition.Epoch}
	}
	return page, nil
}

func (f *fake) Item(_ context.Context, id string, knownAt time.Time) (*geo.Feature, error) {
	for _, feature := range f.features {
		if (feature.ID == id || feature.ExternalID == id) && (knownAt.IsZero() || !feature.PublicFrom.After(knownAt)) {
			return feature, nil
		}
	}
	if f.withdrawn[id] {
		return nil, geo.Errorf(geo.EGONE, "this incident was withdrawn")
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no public incident %q", id)
}

func (f *fake) Areas(_ context.Context, bbox *geo.BBox) ([]*geo.Area, error) {
	var areas []*geo.Area
	for _, a := range f.areas {
		if bbox == nil || bbox.Intersects(a.Bounds()) {
			areas = append(areas, a)
		}
	}
	return areas, nil
}

func (f *fake) Area(_ context.Context, id string) (*geo.Area, error) {
	for _, a := range f.areas {
		if a.ID == id {
			return a, nil
		}
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no area %q", id)
}

func (f *fake) Edition() geo.Edition { return f.edition }

func (f *fake) Parties() geo.Parties {
	return geo.Parties{"harbour-office": {Code: "harbour-office", Name: "Harbour Office", Kind: "regional-authority", Country: "UA"}}
}

func (f *fake) Series(id string) (geo.Series, bool) {
	s, ok := f.series[id]
	return s, ok
}

func (f *fake) Revisions(_ context.Context, id string) ([]*geo.Revision, error) {
	first := geo.Revision{Number: 1, PublicFrom: clock.AddDate(0, -1, 0)}
	second := geo.Revision{Number: 2, PublicFrom: clock.AddDate(0, 0, -1), Change: "correction", Note: "The place was wrong."}
	return []*geo.Revision{&first, &second}, nil
}

const withdrawnID = "01JZZZZZZZZZZZZZZZZZZZZZZZ"

// newFake returns a record of 40 strikes, an hour apart, back from the present, two
// incursions and an incident known by its area only.
func newFake() *fake {
	f := &fake{
		edition:   geo.Edition{Epoch: "epoch", Number: 7, Changed: clock.Add(-time.Hour), Since: clock.AddDate(0, -2, 0)},
		withdrawn: map[string]bool{withdrawnID: true},
		series:    map[string]geo.Series{"run": {ID: "run", Title: "A run of strikes"}},
		areas: []*geo.Area{{
			ID: "UA-1", Name: "Somewhere", Level: "admin1", Country: "UA", Label: geo.Point{Lon: 31, Lat: 49},
			Outline: orb.MultiPolygon{{{{30, 48}, {32, 48}, {32, 50}, {30, 48}}}},
		}, {
			ID: "area-2", Name: "Sea", Level: "sea", Label: geo.Point{Lon: 20, Lat: 58},
			Outline: orb.MultiPolygon{{{{19, 57}, {21, 57}, {21, 59}, {19, 57}}}},
		}},
	}
	for i := range 40 {
		f.add(fmt.Sprintf("strike-%d", i), geo.Strike, "refinery", time.Duration(i)*time.Hour, &geo.Point{Lon: 30 + float64(i)/4, Lat: 45 + float64(i)/10})
	}
	f.add("incursion-1", geo.Incursion, "airspace", 90*time.Hour, &geo.Point{Lon: 179.9, Lat: 60})
	f.add("incursion-2", geo.Incursion, "airspace", 40*24*time.Hour, &geo.Point{Lon: -179.9, Lat: 60})
	f.add("nowhere-exact", geo.Strike, "power", 50*time.Hour, nil)
	return f
}

func (f *fake) add(slug, kind, category string, ago time.Duration, at *geo.Point) {
	from := clock.Truncate(time.Hour).Add(-ago)
	published := from.Add(3 * time.Hour)
	if slug == "incursion-2" {
		published = clock // an old one, published last
	}
	in := geo.Incident{
		ID: geo.StableID(slug, from), ExternalID: slug, Title: "Harbour Office: " + slug, Kind: kind, Category: category, Series: "run",
		Location: geo.Location{Label: "Exampleport", Point: at, Precision: geo.Settlement, Uncertainty: 2000, Country: "UA"},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour"},
		Claims:   []geo.Claim{{Party: "harbour-office", Role: geo.Affected, Stance: "reports", Proposition: "occurred"}, {Party: "harbour-office", Role: geo.Affected, Stance: "reports", Proposition: "struck"}},
		State:    geo.Published, PublishedAt: &published,
	}
	var area *geo.Area
	if at == nil {
		in.Location.Precision, in.Location.AreaID, area = geo.Region, "UA-1", f.areas[0]
	}
	f.features = append(f.features, geo.NewFeature(&geo.Revision{Number: 2, PublicFrom: published, Incident: in}, f.Parties(), area))
}

// basemap has one tile for the world and one below it.
type basemap struct{}

const tileBody = "a vector tile"

func (basemap) Tile(z, x, y uint32) ([]byte, bool) {
	if z > 1 || x > 0 || y > 0 {
		return nil, false
	}
	var b strings.Builder
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, tileBody)
	_ = w.Close()
	return []byte(b.String()), true
}

// started is a server with a fake record, not listening.
func started(t *testing.T, change func(*Options)) (*Server, *fake) {
	t.Helper()
	reader := newFake()
	o := Options{
		Site: web.DefaultSite(), Reader: reader, History: reader, Basemap: basemap{}, Labels: []byte(`{"countries":[]}`),
		Build: web.Build{Version: "test"}, Listen: "127.0.0.1:0", Clock: func() time.Time { return clock },
		Logger: slog.New(slog.NewTextHandler(logOf{t}, nil)),
	}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, reader
}

// logOf fails a test whose server logs an error.
type logOf struct{ t *testing.T }

func (l logOf) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "level=ERROR") {
		l.t.Errorf("log: %s", p)
	}
	return len(p), nil
}

// get asks for a target, with headers as name and value in turn.
func get(s *Server, target string, headers ...string) *httptest.ResponseRecorder {
	return ask(s, http.MethodGet, target, headers...)
}

func ask(s *Server, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://map.example/", nil)
	r.RequestURI = target
	u, err := r.URL.Parse(target)
	if strings.HasPrefix(target, "//") || err != nil { // as the server reads a request line
		path, query, _ := strings.Cut(target, "?")
		v := *r.URL
		v.Path, v.RawQuery = path, query
		u = &v
	}
	r.URL = u
	r.RemoteAddr = "127.0.0.1:4000"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// decode reads a JSON answer.
func decode[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return v
}

type collectionAnswer struct {
	NumberMatched  int
	NumberReturned int
	TimeStamp      string
	KnownSince     string
	Note           string
	Links          []struct{ Rel, Href, Type string }
	Features       []struct {
		ID         string
		Properties map[string]any
	}
}

func (c collectionAnswer) link(rel string) string {
	for _, l := range c.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}
