package tiles

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"

	"strikemap/geo"
	"strikemap/geo/tile"
)

// layers returns the features of a tile by layer.
func layers(t *testing.T, h http.Handler, at tile.Address, query string) map[string][]*geojson.Feature {
	t.Helper()
	w := get(h, "/tiles/"+at.String()+".mvt"+query)
	if w.Code == http.StatusNoContent && w.Body.Len() == 0 {
		return nil
	}
	decoded, err := mvt.Unmarshal(w.Body.Bytes())
	if w.Code != http.StatusOK || err != nil {
		t.Fatalf("%v%s: %d, %v", at, query, w.Code, err)
	}
	out := map[string][]*geojson.Feature{}
	for _, l := range decoded {
		out[l.Name] = l.Features
	}
	return out
}

// total counts what a tile shows.
func total(shown map[string][]*geojson.Feature) int {
	n := len(shown[tile.IncidentLayer])
	for _, c := range shown[tile.CellLayer] {
		n += int(c.Properties["count"].(float64))
	}
	return n
}

func TestTheTilesOfAZoomCountEveryIncidentWithAPointOnce(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	f := &fake{edition: geo.Edition{Epoch: "e", Number: 1}}
	f.scatter(rand.New(rand.NewPCG(seed, 0)), 3000)
	h := serve(touching{f})
	for query, matches := range map[string]func(*geo.Feature) bool{
		"":                          func(*geo.Feature) bool { return true },
		"?kind=strike,closure":      func(f *geo.Feature) bool { return f.Kind == geo.Strike || f.Kind == geo.Closure },
		"?q=incident+7&country=RU":  func(f *geo.Feature) bool { return strings.Contains(f.ExternalID, "7") },
		"?datetime=2000-01-01":      func(*geo.Feature) bool { return false },
		"?known_at=2025-12-01":      func(f *geo.Feature) bool { return f.PublicFrom.Before(time.Date(2025, 12, 2, 0, 0, 0, 0, time.UTC)) },
		"?status_min=verified&q=in": func(*geo.Feature) bool { return false },
	} {
		want, kinds := 0, map[string]int{}
		for _, feature := range f.features {
			if feature.Location.Point != nil && matches(feature) {
				want++
				kinds[feature.Kind]++
			}
		}
		for z := range uint32(4) {
			got, cells, of := 0, 0, map[string]int{}
			for x := range uint32(1) << z {
				for y := range uint32(1) << z {
					shown := layers(t, h, tile.Address{Z: z, X: x, Y: y}, query)
					got += total(shown)
					addKinds(of, shown)
					cells += len(shown[tile.CellLayer])
				}
			}
			if got != want {
				t.Errorf("%s: zoom %d counts %d of %d", query, z, got, want)
			}
			if !maps.Equal(of, kinds) {
				t.Errorf("%s: zoom %d counts %v, there are %v", query, z, of, kinds)
			}
			if z == 0 && (cells > 0) != (want > geo.MaxTilePoints) {
				t.Errorf("%s: %d incidents are %d cells", query, want, cells)
			}
		}
	}
}

// addKinds adds what a tile tells of each kind: of the most frequent of a cell, what the
// others leave.
func addKinds(to map[string]int, shown map[string][]*geojson.Feature) {
	for _, f := range shown[tile.IncidentLayer] {
		to[f.Properties["kind"].(string)]++
	}
	for _, f := range shown[tile.CellLayer] {
		rest := int(f.Properties["count"].(float64))
		for _, kind := range geo.Kinds.Values() {
			n, _ := f.Properties[kind].(float64)
			if n > 0 {
				to[kind] += int(n)
				rest -= int(n)
			}
		}
		to[f.Properties["kind"].(string)] += rest
	}
}

func TestEveryIncidentIsDrawnWhereItIs(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	f := &fake{edition: geo.Edition{Epoch: "e", Number: 1}}
	f.scatter(rand.New(rand.NewPCG(seed, 0)), 400)
	h := serve(f)
	for _, feature := range f.features {
		p := feature.Location.Point
		if p == nil || math.Abs(p.Lat) > 85 || p.Lon == 180 {
			continue
		}
		for _, z := range []uint32{0, 7, 22} {
			at := tile.At(z, p.Lon, p.Lat)
			shown := layers(t, h, at, "?id="+strings.ToLower(feature.ID))[tile.IncidentLayer]
			if len(shown) != 1 || shown[0].Properties["id"] != feature.ID || shown[0].Properties["title"] != feature.Title {
				t.Fatalf("%v at zoom %d shows %v", *p, z, shown)
			}
			// another's projection, from tile units back to degrees
			back := mvt.Layers{{Extent: tile.Extent, Features: shown}}
			back.ProjectToWGS84(maptile.New(at.X, at.Y, maptile.Zoom(at.Z)))
			drawn := shown[0].Geometry.(orb.Point)
			unit := 360 / math.Exp2(float64(z)) / tile.Extent
			near := unit*1.001 + 1e-7
			if math.Abs(drawn.Lon()-p.Lon) > near || math.Abs(drawn.Lat()-p.Lat) > near {
				t.Errorf("%v is drawn at %v at zoom %d", *p, drawn, z)
			}
		}
	}
}

func TestTheFiltersReachTheReaderAndNoPlaceDoes(t *testing.T) {
	f, target := someTile(t)
	h := serve(f)
	w := get(h, target+"?kind=strike&datetime=2026-01-01T00:00:00Z/..&q=Port&known_at=2026-01-09T10:00:00Z&status_min=claimed&updated_after=2025-12-01T00:00:00Z")
	if w.Code != http.StatusNoContent && w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want := geo.Query{
		Conditions: []geo.Condition{{Column: "kind", Values: []string{"strike"}}}, Text: []string{"port"}, StatusMin: "claimed",
		Datetime:     geo.Interval{From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
		KnownAt:      time.Date(2026, 1, 9, 10, 0, 0, 0, time.UTC),
		UpdatedAfter: time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC),
	}
	if got := f.asked[0]; got.Canonical() != want.Canonical() || got.BBox != nil || got.Limit != 0 || got.Offset != 0 || got.Cursor != nil {
		t.Errorf("asked %s\nwant  %s", got.Canonical(), want.Canonical())
	}
}

func TestParametersTilesDoNotHaveAreRefused(t *testing.T) {
	f, target := someTile(t)
	h := serve(f)
	for query, parameter := range map[string]string{
		"?kinds=strike": "kind", "?bbox=1,2,3,4": "", "?limit=5": "", "?offset=5": "", "?cursor=x": "",
		"?kind=strike&kind=closure": "", "?kind=strik": "strike", "?datetime=soon": "", "?properties=id": "", "?kind=": "",
	} {
		for _, path := range []string{target, "/tiles/tiles.json"} {
			w := get(h, path+query)
			var problem struct{ Parameter, Nearest string }
			if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != http.StatusBadRequest || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s%s: %d %s", path, query, w.Code, w.Body)
			}
			if parameter != "" && problem.Nearest != parameter {
				t.Errorf("%s%s: the nearest is %q, not %q", path, query, problem.Nearest, parameter)
			}
		}
	}
	if f.calls() != 0 {
		t.Errorf("%d calls of the reader", f.calls())
	}
}

func TestAddressesOutsideTheTileMatrixAreNotFound(t *testing.T) {
	f, _ := someTile(t)
	h := serve(f)
	for target, status := range map[string]int{
		"/tiles/0/0/0.mvt": 200, "/tiles/22/0/0.mvt": 204, "/tiles/22/4194303/4194303.mvt": 204,
		"/tiles/23/0/0.mvt": 404, "/tiles/0/1/0.mvt": 404, "/tiles/0/0/1.mvt": 404, "/tiles/22/4194304/0.mvt": 404,
		"/tiles/0/0/0": 404, "/tiles/0/0/0.png": 404, "/tiles/00/0/0.mvt": 404, "/tiles/-1/0/0.mvt": 404, "/tiles/a/0/0.mvt": 404,
		"/tiles/4294967296/0/0.mvt": 404, "/tiles/+1/0/0.mvt": 404, "/tiles/1/0/0.mvt.mvt": 404,
	} {
		if w := get(h, target); w.Code != status {
			t.Errorf("%s: %d, want %d", target, w.Code, status)
		}
	}
}

func TestAnEmptyTileHasNoContentAndIsKeptToo(t *testing.T) {
	f, target := someTile(t)
	h := serve(f)
	for range 2 {
		w := get(h, target+"?kind=closure")
		if w.Code != http.StatusNoContent || w.Body.Len() != 0 || w.Header().Get("ETag") != "" || w.Header().Get("Cache-Control") != "public, no-cache" {
			t.Errorf("%d with %d bytes, %v", w.Code, w.Body.Len(), w.Header())
		}
	}
	if f.calls() != 1 {
		t.Errorf("it was made %d times", f.calls())
	}
}

func TestHeadersOfATile(t *testing.T) {
	f, target := someTile(t)
	server := httptest.NewServer(serve(f)) // a real one, which cuts the body of an answer to HEAD
	defer server.Close()
	body := get(serve(f), target).Body.Bytes()
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r, err := http.NewRequest(method, server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "identity")
		response, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		h := response.Header
		for name, want := range map[string]string{
			"Content-Type": "application/vnd.mapbox-vector-tile", "Cache-Control": "public, no-cache",
			"Content-Length": strconv.Itoa(len(body)), "Access-Control-Allow-Origin": "*",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", method, name, got, want)
			}
		}
		if response.StatusCode != 200 || h.Get("ETag") == "" || !strings.Contains(strings.Join(h.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: %d %v", method, response.StatusCode, h)
		}
	}
}

func TestAnUnchangedTileIs304BeforeAnyWork(t *testing.T) {
	f, target := someTile(t)
	tag := get(serve(f), target).Header().Get("ETag")
	if tag == "" {
		t.Fatal("no tag")
	}
	h := serve(f) // has nothing kept
	before := f.calls()
	w := get(h, target, "If-None-Match", tag)
	if w.Code != http.StatusNotModified || w.Body.Len() != 0 || w.Header().Get("ETag") != tag || f.calls() != before {
		t.Errorf("%d with %d bytes after %d calls", w.Code, w.Body.Len(), f.calls()-before)
	}
	seen := map[string]string{tag: target}
	for _, other := range []string{"/tiles/0/0/0.mvt", target + "?kind=strike", target + "?known_at=2026-01-10T12:00:00Z"} {
		w := get(h, other, "If-None-Match", tag)
		if got := w.Header().Get("ETag"); w.Code != http.StatusOK || seen[got] != "" || got == "" {
			t.Errorf("%s: %d with the tag of %s", other, w.Code, seen[got])
		}
		seen[w.Header().Get("ETag")] = other
	}
}

func TestAChangeElsewhereLeavesATileAndItsTag(t *testing.T) {
	f, target := someTile(t)
	h := serve(touching{f})
	first := get(h, target)
	f.add("elsewhere", geo.Strike, &geo.Point{Lon: -100, Lat: 10})
	f.add("nowhere", geo.Strike, nil)
	calls := f.calls()
	if w := get(h, target, "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("%d after a change elsewhere", w.Code)
	}
	if w := get(h, target); w.Code != 200 || w.Body.String() != first.Body.String() || w.Header().Get("ETag") != first.Header().Get("ETag") {
		t.Error("a change elsewhere changes the answer")
	}
	if f.calls() != calls {
		t.Error("a change elsewhere costs work")
	}
	f.add("here", geo.Strike, &geo.Point{Lon: 36.701, Lat: 45.101})
	w := get(h, target, "If-None-Match", first.Header().Get("ETag"))
	if w.Code != 200 || w.Header().Get("ETag") == first.Header().Get("ETag") || f.calls() != calls+1 {
		t.Errorf("%d after a change in the tile", w.Code)
	}
	if shown, err := mvt.Unmarshal(w.Body.Bytes()); err != nil || len(shown) != 1 || len(shown[0].Features) != 2 {
		t.Errorf("it shows %v, %v", shown, err)
	}
}

func TestAnEmptyTileIsMadeAnewWhenSomethingHappensInIt(t *testing.T) {
	f, _ := someTile(t)
	h := serve(touching{f})
	if w := get(h, "/tiles/1/0/0.mvt"); w.Code != http.StatusNoContent {
		t.Fatalf("%d", w.Code)
	}
	f.add("there", geo.Strike, &geo.Point{Lon: -100, Lat: 10})
	if w := get(h, "/tiles/1/0/0.mvt"); w.Code != http.StatusOK {
		t.Errorf("%d", w.Code)
	}
}

func TestAReaderThatKnowsNothingOfChangesTouchesEveryTile(t *testing.T) {
	f, target := someTile(t)
	h := serve(f)
	first := get(h, target)
	get(h, target)
	if f.calls() != 1 {
		t.Errorf("made %d times in one edition", f.calls())
	}
	f.add("elsewhere", geo.Strike, &geo.Point{Lon: -100, Lat: 10})
	if w := get(h, target); w.Code != 200 || w.Header().Get("ETag") == first.Header().Get("ETag") || f.calls() != 2 {
		t.Errorf("%d with the old tag, made %d times", w.Code, f.calls())
	}
}

func TestATileAskedForByManyIsMadeOnceEvenIfTheFirstGoesAway(t *testing.T) {
	f, target := someTile(t)
	entered, release := make(chan struct{}), make(chan struct{})
	f.hold = func(context.Context) {
		close(entered) // a second call panics
		<-release
	}
	h := serve(f)
	var all sync.WaitGroup
	ctx, leave := context.WithCancel(t.Context())
	all.Go(func() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil))
	})
	<-entered
	leave()
	codes := make([]int, 8)
	for i := range codes {
		all.Go(func() { codes[i] = get(h, target).Code })
	}
	time.Sleep(20 * time.Millisecond) // most wait by now; who comes later finds it kept
	close(release)
	all.Wait()
	if slices.ContainsFunc(codes, func(c int) bool { return c != 200 }) || f.calls() != 1 {
		t.Errorf("answers %v after %d calls", codes, f.calls())
	}
}

func TestAFailureIsAnsweredAsAProblemAndNotKept(t *testing.T) {
	f, target := someTile(t)
	h := serve(f)
	for _, c := range []struct {
		err    error
		status int
	}{
		{geo.Errorf(geo.EUNAVAILABLE, "the question takes too long"), 503},
		{geo.Invalid("known_at", "is in the future"), 400},
		{errors.New("disk on fire"), 500},
		{nil, 200},
	} {
		f.err = c.err
		w := get(h, target)
		if w.Code != c.status || strings.Contains(w.Body.String(), "fire") || (w.Header().Get("ETag") != "") != (c.err == nil) {
			t.Errorf("%v: %d %s, tag %q", c.err, w.Code, w.Body, w.Header().Get("ETag"))
		}
	}
}

func TestLargeTilesAreCompressedAndSmallOnesAreNot(t *testing.T) {
	f, target := someTile(t)
	h := serve(touching{f})
	small := get(h, target, "Accept-Encoding", "gzip")
	if small.Body.Len() >= 1024 || small.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d bytes in the encoding %q", small.Body.Len(), small.Header().Get("Content-Encoding"))
	}
	for i := range 50 {
		f.add(fmt.Sprint("more ", i), geo.Strike, &geo.Point{Lon: 36.7, Lat: 45.1})
	}
	plain := get(h, target)
	for range 2 { // made, and kept
		packed := get(h, target, "Accept-Encoding", "gzip")
		if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() >= plain.Body.Len() ||
			packed.Header().Get("ETag") != strings.TrimSuffix(plain.Header().Get("ETag"), `"`)+`-gzip"` {
			t.Errorf("%d bytes of %d, %v", packed.Body.Len(), plain.Body.Len(), packed.Header())
		}
	}
}

func TestTheDescriptionLeadsToTilesWithTheSameFilters(t *testing.T) {
	f, _ := someTile(t)
	h := serve(f)
	w := get(h, "/tiles/tiles.json?kind=strike,closure&q=a%26b")
	var description struct {
		TileJSON     string
		Tiles        []string
		MinZoom      int
		MaxZoom      int
		Bounds       []float64
		Attribution  string
		VectorLayers []struct {
			ID     string
			Fields map[string]string
		} `json:"vector_layers"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &description); err != nil || w.Code != 200 {
		t.Fatalf("%d, %v", w.Code, err)
	}
	if description.TileJSON != "3.0.0" || description.MinZoom != 0 || description.MaxZoom != 22 || len(description.Bounds) != 4 || description.Attribution != "Strikemap" {
		t.Errorf("%+v", description)
	}
	target := strings.NewReplacer("http://map.example", "", "{z}", "0", "{x}", "0", "{y}", "0").Replace(description.Tiles[0])
	get(h, target)
	want := geo.Query{Conditions: []geo.Condition{{Column: "kind", Values: []string{"closure", "strike"}}}, Text: []string{"a&b"}}
	if f.calls() != 1 || f.asked[0].Canonical() != want.Canonical() {
		t.Errorf("%s asks %+v", target, f.asked)
	}
	if again := get(h, "/tiles/tiles.json?kind=strike,closure&q=a%26b", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("%d for what the client has", again.Code)
	}
	described := map[string][]string{}
	for _, l := range description.VectorLayers {
		described[l.ID] = slices.Sorted(maps.Keys(l.Fields))
	}
	incident := layers(t, h, tile.Address{}, "")[tile.IncidentLayer][0]
	for i := range geo.MaxTilePoints {
		f.add(fmt.Sprint(i), geo.Kinds.Values()[i%5], &geo.Point{Lon: 30, Lat: 50})
	}
	cell := layers(t, h, tile.Address{}, "")[tile.CellLayer][0]
	for layer, feature := range map[string]*geojson.Feature{tile.IncidentLayer: incident, tile.CellLayer: cell} {
		for name := range feature.Properties {
			if !slices.Contains(described[layer], name) {
				t.Errorf("%s is not described in %s", name, layer)
			}
		}
	}
	if len(described) != 2 || len(cell.Properties) != len(described[tile.CellLayer])-1 { // the most frequent kind has no number of its own
		t.Errorf("layers %v", described)
	}
}
