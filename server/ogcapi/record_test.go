package ogcapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/snapshot"
	"strikemap/geo/synth"
	"strikemap/server/ogcapi"
	"strikemap/server/web"
)

// now is the present of these tests.
var now = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// record holds made-up incidents, one revision each, for a real read index.
type record struct {
	revisions []*geo.Revision
	areas     []*geo.Area
}

var parties = geo.Parties{
	"ua-a": {Code: "ua-a", Name: "A", Country: "UA", Kind: "military"},
	"ua-b": {Code: "ua-b", Name: "B", Country: "UA", Kind: "official"},
	"ru-a": {Code: "ru-a", Name: "C", Country: "RU", Kind: "ministry"},
	"pl-a": {Code: "pl-a", Name: "D", Country: "PL", Kind: "state"},
	"ee-a": {Code: "ee-a", Name: "E", Country: "EE", Kind: "state"},
	"m-ua": {Code: "m-ua", Name: "F", Country: "UA", Kind: "media"},
	"m":    {Code: "m", Name: "G", Kind: "media"},
}

var edition = geo.Edition{Epoch: "epoch", Number: 7, Changed: now.Add(-time.Hour), Since: now.AddDate(-5, 0, 0)}

func (r *record) Load(_ context.Context, ids []string, each func(*geo.Revision) error) error {
	for _, v := range r.revisions {
		if ids != nil && !slices.Contains(ids, v.Incident.ID) {
			continue
		}
		if err := each(v); err != nil {
			return err
		}
	}
	return nil
}

func (r *record) Revisions(_ context.Context, id string) ([]*geo.Revision, error) {
	for _, v := range r.revisions {
		if v.Incident.ID == id {
			return []*geo.Revision{v}, nil
		}
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "none")
}

func (r *record) Mark(context.Context) (geo.Mark, error) {
	return geo.Mark{Epoch: edition.Epoch, Edition: edition.Number, At: now}, nil
}

func (r *record) Since(context.Context, geo.Mark) (geo.Change, bool, error) {
	return geo.Change{}, false, nil
}

func (r *record) Areas(_ context.Context, ids []string, each func(*geo.Area) error) error {
	for _, a := range r.areas {
		if ids == nil || slices.Contains(ids, a.ID) {
			if err := each(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *record) Registry(context.Context) (geo.Parties, map[string]geo.Series, error) {
	return parties, nil, nil
}

func (r *record) Subscribe(func(geo.Change)) func() { return func() {} }
func (r *record) Edition() geo.Edition              { return edition }

// newRecord makes up incidents. Every tenth has no point and stands in one of a few
// areas, some
// have a claim that is superseded.
func newRecord(count int) *record {
	r := &record{}
	for i := range 6 {
		lon, lat := 25+float64(i)*3, 44+float64(i)
		a := &geo.Area{
			ID: "area-" + string(rune('a'+i)), Name: "Area " + string(rune('F'-i)), Level: "admin1", Country: "UA", Label: geo.Point{Lon: lon, Lat: lat},
			Outline: orb.MultiPolygon{{{{lon, lat}, {lon + 2, lat}, {lon + 2, lat + 2}, {lon, lat + 2}, {lon, lat}}}},
		}
		if i == 5 {
			a.Level, a.Country = "sea", ""
		}
		r.areas = append(r.areas, a)
	}
	n := 0
	for in := range synth.Generate(count, 11, parties, now.AddDate(0, 0, -1)) {
		if in.State != geo.Published {
			continue
		}
		in.ID = geo.StableID(in.ExternalID, in.Time.From)
		in.Location.Country = []string{"UA", "RU", "", "PL"}[len(in.Title)%4]
		if n++; n%10 == 0 {
			in.Location.Point, in.Location.Precision, in.Location.AreaID = nil, geo.Region, r.areas[n/10%len(r.areas)].ID
		}
		if n%4 == 0 {
			first, old := 0, in.Claims[0]
			old.SupersededBy = &first
			in.Claims = append(in.Claims, old)
		}
		r.revisions = append(r.revisions, &geo.Revision{Number: 1, PublicFrom: *in.PublishedAt, Recorded: *in.PublishedAt, Incident: in})
	}
	return r
}

// codec is the one the server runs with.
type codec struct{ encode.Codec }

// site is the API over a record.
type site struct {
	http.Handler
	routes []web.Route
	record *record
}

func newSite(t *testing.T, count int) *site {
	t.Helper()
	r := newRecord(count)
	index := &snapshot.Snapshot{Record: r, Changes: r, Codec: codec{}, Clock: func() time.Time { return now }}
	if err := index.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	deps := web.Deps{Site: web.DefaultSite(), Reader: index, History: r, Places: publicPlaces(index), Build: web.Build{Version: "test"}, Clock: func() time.Time { return now }}
	s := &site{routes: ogcapi.Routes(deps), record: r}
	mux := http.NewServeMux()
	frame := &web.Frame{}
	for _, route := range s.routes {
		mux.Handle(route.Method+" "+route.Path, frame.Handler(route))
	}
	s.Handler = mux
	return s
}

func (s *site) get(target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://map.example"+target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// read decodes a JSON answer of 200.
func read[T any](t *testing.T, s *site, target string) T {
	t.Helper()
	w := s.get(target)
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != 200 {
		t.Fatalf("%s: %d %.500s: %v", target, w.Code, w.Body, err)
	}
	return v
}

type link struct{ Rel, Href, Type string }

// page is a page of items.
type page struct {
	NumberMatched  *int
	NumberReturned int
	Links          []link
	Features       []feature
}

type feature struct {
	ID       string
	Geometry *struct {
		Type        string
		Coordinates any
	}
	Properties map[string]any
}

// link returns the target of a link of the page, "" for none.
func (p page) link(rel string) string { return target(p.Links, rel) }

func target(links []link, rel string) string {
	for _, l := range links {
		if l.Rel == rel {
			return strings.TrimPrefix(l.Href, "http://map.example")
		}
	}
	return ""
}

// ids are those of the features.
func (p page) ids() []string {
	ids := make([]string, len(p.Features))
	for i, f := range p.Features {
		ids[i] = f.ID
	}
	return ids
}

// walk follows the links of a relation to the end and returns the pages.
func (s *site) walk(t *testing.T, from, rel string) []page {
	t.Helper()
	var pages []page
	for from != "" {
		p := read[page](t, s, from)
		pages = append(pages, p)
		if from = p.link(rel); len(pages) > 10_000 {
			t.Fatal("the pages have no end")
		}
	}
	return pages
}
