package server

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/encode"
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
	calls     atomic.Int32  // questions for more than one incident
	err       error         // answered to them
	hold      chan struct{} // Bodies waits for it, if it is there
}

// matching returns the features that answer a question, in its order, paging aside.
func (f *fake) matching(q geo.Query) ([]*geo.Feature, error) {
	f.calls.Add(1)
	if f.err != nil {
		return nil, f.err
	}
	if q.KnownAt.After(clock) {
		return nil, geo.Invalid("known_at", "is in the future")
	}
	if err := q.Cursor.Check(q, f.edition.Epoch); err != nil {
		return nil, err
	}
	var found []*geo.Feature
	for _, feature := range f.features {
		if q.Matches(feature) && (q.KnownAt.IsZero() || !feature.PublicFrom.After(q.KnownAt)) {
			found = append(found, feature)
		}
	}
	slices.SortFunc(found, geo.Newer)
	if q.Order == geo.PublishedNewest {
		slices.SortStableFunc(found, func(a, b *geo.Feature) int { return b.PublishedAt.Compare(*a.PublishedAt) })
	}
	return found, nil
}

func (f *fake) Items(_ context.Context, q geo.Query) (geo.Page, error) {
	found, err := f.matching(q)
	if err != nil {
		return geo.Page{}, err
	}
	page := geo.Page{Edition: f.edition, Matched: len(found)}
	found = slices.DeleteFunc(found, func(feature *geo.Feature) bool { return !q.Cursor.Passed(feature) })
	found = found[min(q.Offset, len(found)):]
	page.Features = found[:min(q.PageSize(), len(found))]
	if len(found) > len(page.Features) && q.Order == geo.Newest {
		last := page.Features[len(page.Features)-1]
		page.Next = &geo.Cursor{From: last.Time.From, ID: last.ID, Query: q.Hash(), Epoch: f.edition.Epoch}
	}
	return page, nil
}

func (f *fake) Bodies(ctx context.Context, q geo.Query, use func(geo.BodyPage) error) error {
	page, err := f.Items(ctx, q)
	if err != nil {
		return err
	}
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	bodies := geo.BodyPage{Edition: page.Edition, Matched: page.Matched, Next: page.Next}
	for _, feature := range page.Features {
		bodies.Flats = append(bodies.Flats, encode.AppendFeature(nil, feature, encode.Options{}))
	}
	err = use(bodies)
	for _, flat := range bodies.Flats {
		clear(flat) // they are the reader's again
	}
	return err
}

func (f *fake) Walk(ctx context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	q.Cursor, q.Offset = nil, 0
	found, err := f.matching(q)
	if err != nil {
		return err
	}
	if err := begin(f.edition, len(found)); err != nil {
		return err
	}
	for _, feature := range found {
		if err := f.ItemBody(ctx, feature.ID, q.KnownAt, each); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) Changed(ctx context.Context, after time.Time, id string, limit int, use func(geo.Edition, []geo.Changed) error) error {
	found, err := f.matching(geo.Query{UpdatedAfter: after.Add(-time.Millisecond)})
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b *geo.Feature) int {
		return cmp.Or(a.PublicFrom.Compare(b.PublicFrom), strings.Compare(a.ID, b.ID))
	})
	var changed []geo.Changed
	for _, feature := range found {
		if feature.PublicFrom.Equal(after) && (id == "" || feature.ID <= id) || len(changed) == limit {
			continue
		}
		item := geo.ItemBody{ID: feature.ID, Flat: encode.AppendFeature(nil, feature, encode.Options{})}
		changed = append(changed, geo.Changed{ItemBody: item, At: feature.PublicFrom})
	}
	return use(f.edition, changed)
}

func (f *fake) ItemBody(ctx context.Context, id string, knownAt time.Time, use func(geo.ItemBody) error) error {
	feature, err := f.Item(ctx, id, knownAt)
	if err != nil {
		return err
	}
	revisions, err := f.Revisions(ctx, id)
	if err != nil {
		return err
	}
	item := encode.Item{Feature: feature, Parties: f.Parties(), Revisions: revisions}
	if series, ok := f.series[feature.Series]; ok {
		item.Series = &series
	}
	body := geo.ItemBody{ID: feature.ID, Flat: encode.AppendFeature(nil, feature, encode.Options{}), Ledger: encode.AppendLedger(nil, item)}
	sum := fnv.New64a()
	_, _ = sum.Write(body.Flat)
	_, _ = sum.Write(body.Ledger)
	body.Sum = sum.Sum64()
	err = use(body)
	clear(body.Flat)
	clear(body.Ledger)
	return err
}

func (f *fake) Count(_ context.Context, q geo.Query, column string) (map[string]int, error) {
	q.Cursor = nil
	found, err := f.matching(q)
	if err != nil {
		return nil, err
	}
	c, ok := geo.ColumnByName(column)
	if !ok {
		return nil, geo.Invalid("column", "there is no column %q", column)
	}
	counts := map[string]int{}
	for _, feature := range found {
		values := []string{c.Text(feature)}
		if c.Type == geo.ListColumn {
			values = strings.Split(values[0], ",")
		}
		for _, v := range values {
			counts[v]++
		}
	}
	return counts, nil
}

// Tile knows tiles of points only: there are few incidents here.
func (f *fake) Tile(_ context.Context, q geo.Query, z, x, y uint32, use func(geo.Tile) error) error {
	q.BBox, q.Cursor = nil, nil
	found, err := f.matching(q)
	if err != nil {
		return err
	}
	t := geo.Tile{Edition: f.edition}
	for _, feature := range found {
		p := feature.Location.Point
		if p == nil {
			continue
		}
		if atX, atY := geo.Mercator(p.Lon, p.Lat); uint64(atX)>>(32-z) == uint64(x) && uint64(atY)>>(32-z) == uint64(y) {
			t.Points = append(t.Points, geo.TilePoint{Lon: p.Lon, Lat: p.Lat, Flat: encode.AppendFeature(nil, feature, encode.Options{})})
		}
	}
	t.Matched = len(t.Points)
	return use(t)
}

func (f *fake) Extent(context.Context) (geo.Extent, error) {
	e := geo.Extent{PerArea: map[string]int{}}
	grow := func(box **geo.BBox, b geo.BBox) {
		if *box == nil {
			*box = &b
			return
		}
		(*box).West, (*box).East = min((*box).West, b.West), max((*box).East, b.East)
		(*box).South, (*box).North = min((*box).South, b.South), max((*box).North, b.North)
	}
	for _, feature := range f.features {
		if e.Time.From.IsZero() || feature.Time.From.Before(e.Time.From) {
			e.Time.From = feature.Time.From
		}
		if feature.Time.To.After(e.Time.To) {
			e.Time.To = feature.Time.To
		}
		if feature.Location.Point != nil {
			grow(&e.Incidents, *feature.Bounds)
		}
		if id := feature.Location.AreaID; id != "" {
			e.PerArea[id]++
		}
	}
	for _, a := range f.areas {
		grow(&e.Areas, a.Bounds())
	}
	return e, nil
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

func (f *fake) Areas(_ context.Context, bbox *geo.BBox, offset, limit int) ([]*geo.Area, int, error) {
	var areas []*geo.Area
	for _, a := range f.areas {
		if bbox == nil || bbox.Intersects(a.Bounds()) {
			areas = append(areas, a)
		}
	}
	rest := areas[min(offset, len(areas)):]
	return rest[:min(limit, len(rest))], len(areas), nil
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
