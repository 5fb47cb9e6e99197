package picture

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

// clock is the present of these tests.
var clock = time.Date(2026, 1, 10, 12, 0, 30, 0, time.UTC)

// fake answers from a slice by brute force; of a Reader, what pictures ask.
type fake struct {
	geo.Reader
	edition  geo.Edition
	features []*geo.Feature
	areas    map[string]*geo.Area
}

func (f *fake) Edition() geo.Edition { return f.edition }

func (f *fake) matching(q geo.Query) []*geo.Feature {
	var found []*geo.Feature
	for _, feature := range f.features {
		if q.Matches(feature) && (q.KnownAt.IsZero() || !feature.PublicFrom.After(q.KnownAt)) {
			found = append(found, feature)
		}
	}
	slices.SortFunc(found, geo.Newer)
	return found
}

func (f *fake) Bodies(_ context.Context, q geo.Query, use func(geo.BodyPage) error) error {
	found := f.matching(q)
	page := geo.BodyPage{Edition: f.edition, Matched: len(found)}
	for _, feature := range found[:min(len(found), q.PageSize())] {
		page.Flats = append(page.Flats, encode.AppendFeature(nil, feature, encode.Options{}))
	}
	err := use(page)
	for _, flat := range page.Flats {
		clear(flat) // they are the reader's again
	}
	return err
}

func (f *fake) Walk(_ context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	found := f.matching(q)
	if err := begin(f.edition, len(found)); err != nil {
		return err
	}
	for _, feature := range found {
		flat := encode.AppendFeature(nil, feature, encode.Options{})
		if err := each(geo.ItemBody{ID: feature.ID, Flat: flat}); err != nil {
			return err
		}
		clear(flat)
	}
	return nil
}

func (f *fake) ItemBody(_ context.Context, id string, _ time.Time, use func(geo.ItemBody) error) error {
	for _, feature := range f.features {
		if feature.ID == id || feature.ExternalID == id {
			return use(geo.ItemBody{ID: feature.ID})
		}
	}
	return geo.Errorf(geo.ENOTFOUND, "there is no incident %s", id)
}

func (f *fake) Area(_ context.Context, id string) (*geo.Area, error) {
	if area, ok := f.areas[id]; ok {
		return area, nil
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no area %s", id)
}

// square is an area.
var square = &geo.Area{
	ID: "area-1", Name: "Somewhere", Level: "part", Label: geo.Point{Lon: 45, Lat: 55},
	Outline: orb.MultiPolygon{{{{42, 54}, {48, 54}, {48, 56}, {42, 56}, {42, 54}}}},
}

// newFake has n incidents: of five in turn, three have a point, one an area and one none.
func newFake(n int) *fake {
	f := &fake{
		edition: geo.Edition{Epoch: "test", Number: 7, Changed: clock.Add(-time.Hour), Since: clock.Add(-1000 * time.Hour)},
		areas:   map[string]*geo.Area{square.ID: square},
	}
	for i := range n {
		at := clock.Add(-time.Duration(i) * 6 * time.Hour)
		in := geo.Incident{
			ID: fmt.Sprintf("01KD%022d", i), ExternalID: fmt.Sprintf("slug-%d", i), Title: fmt.Sprintf("Incident %d <of %q>", i, "test"),
			Kind: geo.Kinds.Values()[i%4], State: geo.Published, PublishedAt: &at, Category: "port",
			Time:     geo.When{Interval: geo.Interval{From: at, To: at.Add(time.Hour)}, Precision: "hour"},
			Location: geo.Location{Label: "Here", Precision: geo.Settlement, Uncertainty: 3000, Country: "UA"},
		}
		var area *geo.Area
		switch i % 5 {
		case 3:
			in.Location.Precision, in.Location.AreaID, area = geo.Region, square.ID, square
		case 4:
			in.Location.Precision = geo.UnknownPlace
		default:
			in.Location.Point = &geo.Point{Lon: 24 + float64(i*7%300)/10, Lat: 45 + float64(i*11%140)/10}
		}
		f.features = append(f.features, geo.NewFeature(&geo.Revision{Incident: in, Number: 1, PublicFrom: at}, nil, area))
	}
	return f
}

// english is enough words for a test.
type english struct{}

func (english) T(key string, pairs ...any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		key += fmt.Sprintf(" %v=%v", pairs[i], pairs[i+1])
	}
	return key
}

func (english) N(key string, n int, _ ...any) string { return fmt.Sprintf("%d %s", n, key) }
func (english) Code(_, code string) string           { return code }
func (english) Number(n int) string                  { return fmt.Sprint(n) }
func (english) Distance(metres float64) string       { return fmt.Sprintf("%g m", metres) }
func (english) Instant(t time.Time) string           { return geo.FormatTime(t) }

// serve makes the routes of the family, in the frame that they stand in.
func serve(t testing.TB, f *fake) http.Handler {
	t.Helper()
	archive, err := tile.Open(data.BasemapTiles())
	if err != nil {
		t.Fatal(err)
	}
	site := web.DefaultSite()
	deps := web.Deps{Site: site, Reader: f, Basemap: archive, Labels: data.BasemapLabels(), Clock: func() time.Time { return clock }}
	frame := &web.Frame{Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	mux := http.NewServeMux()
	for _, route := range Routes(deps, func(string) (string, Words) { return "en", english{} }) {
		mux.Handle(route.Method+" "+route.Path, frame.Handler(route))
	}
	return mux
}

func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://map.example"+target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// attributes returns the values of an attribute in an SVG, sorted.
func attributes(svg, name string) []string {
	var values []string
	for rest := svg; ; {
		_, after, ok := strings.Cut(rest, " "+name+`="`)
		if !ok {
			slices.Sort(values)
			return values
		}
		value, left, _ := strings.Cut(after, `"`)
		values, rest = append(values, value), left
	}
}
