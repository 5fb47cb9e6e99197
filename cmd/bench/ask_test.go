package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"

	"strikemap/geo"
)

// scattered makes up a catalogue: a thick spot, the rest all over the globe, some
// with an area and some with no place.
func scattered(n int, seed uint64) *catalogue {
	r := rand.New(rand.NewPCG(seed, 0))
	c := &catalogue{areas: map[string]*geo.BBox{}}
	begin := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	for i := range n {
		e := entry{
			id: fmt.Sprintf("%026d", r.Uint64()), placed: true,
			lon: round(r.Float64()*360 - 180), lat: round(r.Float64()*180 - 90),
			kind: []string{"strike", "incursion"}[r.IntN(2)], status: []string{"claimed", "reported"}[r.IntN(2)],
		}
		e.from = begin + r.Int64N(100)*3_600_000
		e.to = e.from + 3_600_000
		switch r.IntN(10) {
		case 0:
			e.placed = false
		case 1:
			e.placed = false
			box := geo.BBox{West: e.lon, South: e.lat, East: min(180, e.lon+3), North: min(90, e.lat+3)}
			e.area = &box
		case 2, 3, 4:
			e.lon, e.lat = round(30+r.NormFloat64()), round(50+r.NormFloat64())
		}
		c.entries = append(c.entries, e)
		c.titles = append(c.titles, fmt.Sprintf("Synthetic: %s at place %d", e.kind, i))
	}
	slices.SortFunc(c.entries, newestFirst)
	return c
}

// server answers questions from a catalogue as the program does.
func server(t *testing.T, c *catalogue) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		box, err := geo.ParseBBox(r.URL.Query().Get("bbox"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, matched := c.answer(question{box: &box})
		fmt.Fprintf(w, `{"numberMatched":%d}`, matched)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func someAsker(t *testing.T, c *catalogue, address string, seed uint64) *asker {
	t.Helper()
	a, err := newAsker(c, address, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.wire.close)
	return a
}

func TestBoxesHoldAboutTheWantedNumberAndLieEverywhere(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	c := scattered(5000, seed)
	address := server(t, c)
	for _, want := range []int{20, 900} {
		questions, err := someAsker(t, c, address, seed).questions(30, want, 10, nil)
		if err != nil {
			t.Fatal(err)
		}
		places := map[geo.BBox]bool{}
		for _, q := range questions {
			if _, n := c.answer(q); n*5 < want*4 || n*5 > want*6 {
				t.Errorf("%s holds %d instead of about %d", q.box.Text(), n, want)
			}
			places[*q.box] = true
		}
		if len(places) < 25 {
			t.Errorf("only %d different boxes", len(places))
		}
		again, err := someAsker(t, c, address, seed).questions(30, want, 10, nil)
		if err != nil || !reflect.DeepEqual(questions, again) {
			t.Errorf("the same seed asks something else: %v", err)
		}
	}
	if _, err := someAsker(t, c, address, seed).questions(1, 6000, 10, nil); err != errNotEnough {
		t.Errorf("more than there are: %v", err)
	}
}

func TestBoxesAroundAnyPointAreOnTheGlobeAndHoldIt(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 10_000 {
		lon, lat := round(r.Float64()*360-180), round(r.Float64()*180-90)
		box := around(lon, lat, 0.001+r.Float64()*180, 0.5+r.Float64()*1.5)
		if _, err := geo.ParseBBox(box.Text()); err != nil {
			t.Fatalf("around %v, %v: %v", lon, lat, err)
		}
		if !box.Contains(lon, lat) {
			t.Fatalf("%s does not hold %v, %v", box.Text(), lon, lat)
		}
	}
}

func TestQuestionsAreAskedAsTheyAreAnswered(t *testing.T) {
	q := question{
		box: &geo.BBox{West: 170, South: -5.5, East: -170, North: 5}, from: 0, to: week, kind: "strike", status: "claimed", limit: 7,
		knownAt: time.Date(2026, 1, 2, 3, 4, 5, 6_000_000, time.UTC),
	}
	path, query, _ := strings.Cut(q.path(), "?")
	values, err := url.ParseQuery(query)
	if err != nil || path != itemsPath {
		t.Fatal(path, err)
	}
	want := map[string]string{
		"bbox": "170,-5.5,-170,5", "datetime": "1970-01-01T00:00:00.000Z/1970-01-08T00:00:00.000Z",
		"kind": "strike", "status": "claimed", "limit": "7", "known_at": "2026-01-02T03:04:05.006Z",
	}
	for name, value := range want {
		if values.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, values.Get(name), value)
		}
	}
	if len(values) != len(want) {
		t.Errorf("the parameters are %v", values)
	}
	in := entry{lon: 180, placed: true, from: week, to: week + 1, kind: "strike", status: "claimed"}
	for name, c := range map[string]struct {
		change func(*entry)
		want   bool
	}{
		"begins at the last instant":  {func(*entry) {}, true},
		"begins after it":             {func(e *entry) { e.from++ }, false},
		"ended before the first":      {func(e *entry) { e.from, e.to = -5, 0 }, false},
		"ended after the first":       {func(e *entry) { e.from, e.to = -5, 1 }, true},
		"is of another kind":          {func(e *entry) { e.kind = "closure" }, false},
		"has another status":          {func(e *entry) { e.status = "reported" }, false},
		"lies on the western edge":    {func(e *entry) { e.lon = 170 }, true},
		"lies outside":                {func(e *entry) { e.lon = 169.99 }, false},
		"has no place":                {func(e *entry) { e.placed = false }, false},
		"has an area that touches":    {func(e *entry) { e.placed, e.area = false, &geo.BBox{West: 100, East: 170, North: 1} }, true},
		"has an area that does not":   {func(e *entry) { e.placed, e.area = false, &geo.BBox{West: 100, East: 169, North: 1} }, false},
		"has an area beyond the edge": {func(e *entry) { e.placed, e.area = false, &geo.BBox{West: 100, East: 179, South: 6, North: 7} }, false},
	} {
		e := in
		c.change(&e)
		if got := q.matches(&e); got != c.want {
			t.Errorf("an incident that %s: %v", name, got)
		}
	}
}

// pageOf writes a page as the program does.
func pageOf(t *testing.T, matched int, entries ...entry) []byte {
	t.Helper()
	page := map[string]any{"numberMatched": matched, "numberReturned": len(entries)}
	features := []any{}
	for _, e := range entries {
		features = append(features, map[string]any{
			"id": e.id, "geometry": map[string]any{"type": "Point", "coordinates": []float64{e.lon, e.lat}},
			"properties": map[string]any{"kind": e.kind, "status": e.status, "time_from": instant(e.from), "time_to": instant(e.to)},
		})
	}
	page["features"] = features
	raw, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAWrongPageIsSeen(t *testing.T) {
	c := scattered(500, 7)
	q := question{box: &geo.BBox{West: -179, South: -90, East: 179, North: 90}, kind: "strike", limit: 5}
	c.entries = slices.DeleteFunc(c.entries, func(e entry) bool { return !e.placed })
	var right []entry
	matched := 0
	for _, e := range c.entries {
		if q.matches(&e) {
			if matched++; matched <= 5 {
				right = append(right, e)
			}
		}
	}
	if err := c.checkPage(q, pageOf(t, matched, right...)); err != nil {
		t.Fatalf("the right page: %v", err)
	}
	swapped := slices.Clone(right)
	swapped[1], swapped[2] = swapped[2], swapped[1]
	moved := slices.Clone(right)
	moved[3].lon = 179.5
	for name, body := range map[string][]byte{
		"count":  pageOf(t, matched+1, right...),
		"short":  pageOf(t, matched, right[:4]...),
		"order":  pageOf(t, matched, swapped...),
		"moved":  pageOf(t, matched, moved...),
		"broken": []byte("{"),
	} {
		if err := c.checkPage(q, body); err == nil {
			t.Errorf("%s: not seen", name)
		}
	}
}

func TestTilesOfPointsAreThoseOfTheStandardMatrix(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 10_000 {
		lon, lat := r.Float64()*360-180, r.Float64()*170-85
		z := uint32(r.IntN(15))
		want := maptile.At(orb.Point{lon, lat}, maptile.Zoom(z))
		if got := tileOf(z, lon, lat); got != (tile{z, want.X, want.Y}) {
			t.Fatalf("%v, %v at zoom %d: %v, want %v", lon, lat, z, got, want)
		}
	}
	for _, c := range []struct {
		lon, lat float64
		want     tile
	}{
		{180, 0, tile{1, 0, 1}}, {-180, 0, tile{1, 0, 1}}, {0, 0, tile{1, 1, 1}}, {0, 90, tile{1, 1, 0}}, {0, -90, tile{1, 1, 1}},
	} {
		if got := tileOf(1, c.lon, c.lat); got != c.want {
			t.Errorf("%v, %v: %v, want %v", c.lon, c.lat, got, c.want)
		}
	}
}

func TestATileShowsItsPointsAndTheSumOfItsCells(t *testing.T) {
	points, cells := geojson.NewFeatureCollection(), geojson.NewFeatureCollection()
	for i := range 3 {
		points.Append(geojson.NewFeature(orb.Point{float64(i), 1}))
		cell := geojson.NewFeature(orb.Point{float64(i), 2})
		cell.Properties["count"] = 10
		cells.Append(cell)
	}
	raw, err := mvt.Marshal(mvt.Layers{mvt.NewLayer("incidents", points), mvt.NewLayer("cells", cells)})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := shownIn(raw); n != 33 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	c := scattered(2000, 3)
	sum := 0
	for x := range uint32(4) {
		for y := range uint32(4) {
			sum += c.inTile(question{}, tile{2, x, y})
		}
	}
	if all := c.inTile(question{}, tile{}); sum != all || all == 0 {
		t.Errorf("the tiles of a zoom hold %d of %d", sum, all)
	}
}

func TestWordsAreRareOrCommonInTitles(t *testing.T) {
	c := scattered(300, 5)
	rare, common := someAsker(t, c, server(t, c), 1).words()
	if !slices.Contains(rare, "299") || slices.Contains(rare, "strike") {
		t.Errorf("rare: %v", rare)
	}
	for _, word := range []string{"synthetic", "strike", "place strike", "incursion place"} {
		if !slices.Contains(common, word) {
			t.Errorf("common: %v lacks %q", common, word)
		}
	}
}
