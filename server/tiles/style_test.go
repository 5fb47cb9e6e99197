package tiles

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"strikemap/geo"
	"strikemap/server/web"
)

// noTiles is a basemap of open sea.
type noTiles struct{}

func (noTiles) Tile(uint32, uint32, uint32) ([]byte, bool) { return nil, false }

type styleDocument struct {
	Version int
	Center  [2]float64
	Zoom    float64
	Sources map[string]struct{ Type, URL string }
	Layers  []struct {
		ID, Type, Source string
		SourceLayer      string `json:"source-layer"`
		Paint            map[string]any
	}
}

func styleOf(t *testing.T, deps web.Deps, target string) styleDocument {
	t.Helper()
	frame := &web.Frame{Logger: slog.New(slog.DiscardHandler)}
	w := get(frame.Handler(styleRoute(deps)), target)
	var style styleDocument
	if err := json.Unmarshal(w.Body.Bytes(), &style); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	return style
}

func TestTheStyleDrawsLayersThereAre(t *testing.T) {
	f, _ := someTile(t)
	style := styleOf(t, web.Deps{Site: web.DefaultSite(), Reader: f, Basemap: noTiles{}}, "/tiles/style.json?kind=strike&datetime=2025-12-25/..")
	if style.Version != 8 || style.Sources["incidents"].URL != "http://map.example/tiles/tiles.json?datetime=2025-12-25%2F..&kind=strike" ||
		style.Sources["basemap"].URL != "http://map.example/basemap/tiles.json" {
		t.Errorf("%+v", style.Sources)
	}
	there := map[string][]string{"incidents": {"incidents", "cells"}}
	for _, l := range vectorLayers {
		there["basemap"] = append(there["basemap"], l["id"].(string))
	}
	drawn := map[string]int{}
	for _, l := range style.Layers {
		if l.Type == "background" {
			continue
		}
		if !slices.Contains(there[l.Source], l.SourceLayer) {
			t.Errorf("the layer %s draws %s of %s", l.ID, l.SourceLayer, l.Source)
		}
		drawn[l.Source]++
	}
	if drawn["incidents"] != 2 || drawn["basemap"] != len(vectorLayers) {
		t.Errorf("it draws %v", drawn)
	}
}

func TestTheStyleKnowsEveryKindAndStatusInUse(t *testing.T) {
	for _, kind := range geo.Kinds.Values() {
		if !slices.ContainsFunc(kindColours, func(k struct{ kind, colour string }) bool { return k.kind == kind }) {
			t.Errorf("%s has no colour", kind)
		}
	}
	for _, status := range geo.Statuses.Values() {
		fill := slices.IndexFunc(statusFills, func(s struct {
			status string
			fill   float64
		},
		) bool {
			return s.status == status
		})
		if (fill < 0) != (status == geo.WithdrawnStatus) { // which is never on a map
			t.Errorf("%s is number %d of the fills", status, fill)
		}
	}
}

func TestTheStyleOpensWhereTheSiteDoes(t *testing.T) {
	f, _ := someTile(t)
	for view, want := range map[string][3]float64{ // longitude, latitude, zoom
		"16,43,56,61":      {36, 53, 4.2},
		"-180,-85,180,85":  {0, 0, 1},
		"170,10,-170,20":   {0, 0, 0}, // across the antimeridian: the library chooses
		"not a box":        {0, 0, 0},
		"30,50,30.01,50.1": {30.005, 50.05, 12.2},
	} {
		site := web.DefaultSite()
		site.DefaultView = view
		style := styleOf(t, web.Deps{Site: site, Reader: f}, "/tiles/style.json")
		if d := style.Center[0] - want[0]; d*d > 0.01 {
			t.Errorf("%s: longitude %v", view, style.Center[0])
		}
		if d := style.Center[1] - want[1]; d*d > 1 {
			t.Errorf("%s: latitude %v", view, style.Center[1])
		}
		if d := style.Zoom - want[2]; d*d > 0.1 {
			t.Errorf("%s: zoom %v", view, style.Zoom)
		}
		if _, has := style.Sources["basemap"]; has {
			t.Error("a basemap that is not there is drawn")
		}
	}
}

func TestTheStyleRefusesWhatTilesRefuse(t *testing.T) {
	f, _ := someTile(t)
	h := serve(f)
	for _, query := range []string{"?kinds=strike", "?kind=strik", "?bbox=1,2,3,4", "?f=json"} {
		if w := get(h, "/tiles/style.json"+query); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, w.Code)
		}
	}
	first := get(h, "/tiles/style.json")
	if w := get(h, "/tiles/style.json", "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("%d for what the client has", w.Code)
	}
	if strings.Contains(first.Body.String(), "glyphs") || strings.Contains(first.Body.String(), "sprite") {
		t.Error("it refers to fonts or pictures, which there are none of")
	}
}
