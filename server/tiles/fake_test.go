package tiles

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

// clock is the present of these tests.
var clock = time.Date(2026, 1, 10, 12, 0, 30, 0, time.UTC)

// fake answers tiles by brute force, and nothing else.
type fake struct {
	geo.Reader
	mu       sync.Mutex
	edition  geo.Edition
	features []*geo.Feature
	changed  map[int64][]geo.Point     // where, by the edition that a change made
	asked    []geo.Query               // of Tile
	err      error                     // answered by Tile
	hold     func(ctx context.Context) // called in Tile
}

func (f *fake) Edition() geo.Edition {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.edition
}

func (f *fake) calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.asked)
}

func (f *fake) Tile(ctx context.Context, q geo.Query, z, x, y uint32, use func(geo.Tile) error) error {
	f.mu.Lock()
	f.asked = append(f.asked, q)
	content, err, hold := f.content(q, tile.Address{Z: z, X: x, Y: y}), f.err, f.hold
	f.mu.Unlock()
	if hold != nil {
		hold(ctx)
	}
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return use(content)
}

func (f *fake) content(q geo.Query, at tile.Address) geo.Tile {
	var in []*geo.Feature
	for _, feature := range slices.SortedFunc(slices.Values(f.features), geo.Newer) {
		p := feature.Location.Point
		if p != nil && at.Holds(p.Lon, p.Lat) && q.Matches(feature) && (q.KnownAt.IsZero() || !feature.PublicFrom.After(q.KnownAt)) {
			in = append(in, feature)
		}
	}
	out := geo.Tile{Edition: f.edition, Matched: len(in)}
	if len(in) > geo.MaxTilePoints {
		out.Cells = cells(at, in)
		return out
	}
	for _, feature := range in {
		p := feature.Location.Point
		out.Points = append(out.Points, geo.TilePoint{Lon: p.Lon, Lat: p.Lat, Flat: encode.AppendFeature(nil, feature, encode.Options{})})
	}
	return out
}

func cells(at tile.Address, in []*geo.Feature) []geo.Cell {
	byPlace := map[int][]*geo.Feature{}
	for _, feature := range in {
		column, row := at.Cell(feature.Location.Point.Lon, feature.Location.Point.Lat)
		byPlace[row*geo.TileCells+column] = append(byPlace[row*geo.TileCells+column], feature)
	}
	var out []geo.Cell
	for place := range geo.TileCells * geo.TileCells {
		here := byPlace[place]
		if len(here) == 0 {
			continue
		}
		c := geo.Cell{Column: place % geo.TileCells, Row: place / geo.TileCells, Count: len(here), Newest: here[0].Time.From, Kind: here[0].Kind, Status: here[0].Finding.Status}
		for _, feature := range here {
			c.Kinds[geo.Kinds.Index(feature.Kind)]++
			c.Lon += feature.Location.Point.Lon / float64(len(here))
			c.Lat += feature.Location.Point.Lat / float64(len(here))
		}
		out = append(out, c)
	}
	return out
}

// touching is a fake that knows where changes were.
type touching struct{ *fake }

func (f touching) Touched(since geo.Edition, z, x, y uint32) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for edition, points := range f.changed {
		for _, p := range points {
			if edition > since.Number && (tile.Address{Z: z, X: x, Y: y}).Holds(p.Lon, p.Lat) {
				return true
			}
		}
	}
	return false
}

// add adds an incident and raises the edition; nil is no point.
func (f *fake) add(slug, kind string, p *geo.Point) *geo.Feature {
	f.mu.Lock()
	defer f.mu.Unlock()
	from := clock.Add(-time.Duration(len(f.features)+24) * time.Hour).Truncate(time.Hour)
	in := geo.Incident{
		ID: geo.StableID(slug, from), Title: "Incident " + slug, Kind: kind, Category: "port", ExternalID: slug,
		Location: geo.Location{Label: "Testport", Point: p, Precision: geo.Settlement, Uncertainty: 2500, Country: "RU"},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour", Zone: "Europe/Moscow"},
		State:    geo.Published, PublishedAt: &from,
		Claims: []geo.Claim{{Party: "a", Stance: "claims", Proposition: "struck"}},
	}
	feature := geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: in}, geo.Parties{"a": {Code: "a", Kind: "agency"}}, nil)
	f.features = append(f.features, feature)
	f.edition.Number++
	if p != nil {
		if f.changed == nil {
			f.changed = map[int64][]geo.Point{}
		}
		f.changed[f.edition.Number] = append(f.changed[f.edition.Number], *feature.Location.Point)
	}
	return feature
}

// scatter adds incidents at random places: some crowded, some at edges and ends of
// the map, some without a point.
func (f *fake) scatter(random *rand.Rand, n int) {
	edges := []float64{-180, -90, -45, 0, 45, 90, 180}
	for i := range n {
		p := &geo.Point{Lon: random.Float64()*360 - 180, Lat: random.Float64()*180 - 90}
		switch random.IntN(5) {
		case 0:
			*p = geo.Point{Lon: 30 + random.Float64()*10, Lat: 45 + random.Float64()*10}
		case 1:
			*p = geo.Point{Lon: edges[random.IntN(len(edges))], Lat: edges[1+random.IntN(len(edges)-2)]}
		case 2:
			p = nil
		}
		f.add(fmt.Sprint("incident ", i), geo.Kinds.Values()[i%3], p)
	}
}

// serve puts the routes over a reader behind the frame they have in the server.
func serve(reader geo.Reader) http.Handler {
	deps := web.Deps{Site: web.DefaultSite(), Reader: reader, Clock: func() time.Time { return clock }}
	frame := &web.Frame{Logger: slog.New(slog.DiscardHandler)}
	mux := http.NewServeMux()
	for _, route := range incidentRoutes(deps) {
		mux.Handle("GET "+route.Path, frame.Handler(route))
	}
	sender := web.NewSender(web.NewBodies(1 << 20))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := sender.Reply(w, r)
		defer reply.Close()
		mux.ServeHTTP(reply, r)
	})
}

// get asks as a client at map.example; headers are names and values in turn.
func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	return ask(h, http.MethodGet, target, headers...)
}

func ask(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://map.example"+target, strings.NewReader(""))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// someTile is a reader with one incident at 36.7 E 45.1 N, and the tile it lies in.
func someTile(t *testing.T) (*fake, string) {
	t.Helper()
	f := &fake{edition: geo.Edition{Epoch: "first", Number: 7}}
	f.add("one", geo.Strike, &geo.Point{Lon: 36.7, Lat: 45.1})
	return f, "/tiles/" + tile.At(6, 36.7, 45.1).String() + ".mvt"
}
