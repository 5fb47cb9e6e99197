package tiles

import (
	"math"
	"net/http"

	"strikemap/geo"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

const (
	stylePath = "/tiles/style.json"
	styleType = "application/vnd.mapbox.style+json"
)

// The colours of the map: kinds are told apart for colour-blind eyes too, and the
// basemap recedes.
const (
	landColour   = "#f6f4ef"
	waterColour  = "#dde7ee"
	borderColour = "#8f979f"
	admin1Colour = "#cdd2d6"
	otherColour  = "#4d4d4d"
)

var kindColours = []struct{ kind, colour string }{
	{geo.Strike, "#d55e00"},
	{geo.Incursion, "#0072b2"},
	{geo.Interception, "#00835f"},
	{geo.Sighting, "#8f5a9e"},
	{geo.Closure, otherColour},
}

// statusFills say how solid a symbol is: the surer, the more.
var statusFills = []struct {
	status string
	fill   float64
}{
	{geo.Verified, 1},
	{geo.Confirmed, 1},
	{geo.Claimed, 0.5},
	{geo.Reported, 0.1},
	{geo.Disputed, 0.1},
}

func styleRoute(deps web.Deps) web.Route {
	t := &incidents{Deps: deps}
	return web.Route{
		Method: http.MethodGet, Path: stylePath, Handler: t.style, Strict: true, Open: true, Cache: web.Revalidate,
		Params: web.Filters(),
		Doc: &web.Operation{
			ID: "getIncidentStyle", Tag: "Data", Summary: "A style that draws the incidents on the basemap (MapLibre style specification, version 8)",
			Description: "Point a map library at it and there is a map. What is asked for here is asked for in the address of the tiles. It has no text, and refers to no fonts or pictures.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "The style", Types: []string{jsonType}}},
		},
	}
}

// style answers a style that draws the incidents over the basemap.
func (t *incidents) style(w http.ResponseWriter, r *http.Request) error {
	if _, err := t.query(r); err != nil {
		return err
	}
	asked := web.Values(r)
	if web.Answered(w, r, t.Tag(r, geo.Edition{}, "tiles/style.json", asked.Encode())) {
		return nil
	}
	base := web.Links(r)
	sources := map[string]any{"incidents": vectorSource(base.URL("/tiles/tiles.json", asked))}
	layers := []any{layer("water", "background", "", "", nil, paint{"background-color": waterColour})}
	if t.Basemap != nil {
		sources["basemap"] = vectorSource(base.URL("/basemap/tiles.json", nil))
		layers = append(layers, basemapLayers()...)
	}
	style := map[string]any{
		"version": 8, "name": t.Site.Name, "sources": sources,
		"layers": append(layers, incidentLayers()...),
	}
	if box, err := geo.ParseBBox(t.Site.DefaultView); err == nil && box.West <= box.East {
		style["center"], style["zoom"] = opening(box)
	}
	return web.JSON(w, jsonType, style)
}

func vectorSource(tileJSON string) map[string]any {
	return map[string]any{"type": "vector", "url": tileJSON}
}

// opening returns the middle of a box on the map and the zoom at which it is about as
// wide as a page, for tiles of 512 pixels.
func opening(box geo.BBox) (centre [2]float64, zoom float64) {
	const page = 1024.0 / 512 // of the width of a tile
	const side = 1 << 32
	_, north := geo.Mercator(0, box.North)
	_, south := geo.Mercator(0, box.South)
	_, lat := geo.Unmercator(0, (float64(north)+float64(south))/2)
	part := max((box.East-box.West)/360, (float64(south)-float64(north))/side)
	zoom = min(max(math.Log2(page/max(part, 1e-7)), 0), incidentsZoom)
	return [2]float64{rounded((box.West+box.East)/2, 3), rounded(lat, 3)}, rounded(zoom, 1)
}

func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

type paint map[string]any

func layer(id, kind, source, sourceLayer string, sortKey any, p paint) map[string]any {
	l := map[string]any{"id": id, "type": kind, "paint": p}
	if source != "" {
		l["source"], l["source-layer"] = source, sourceLayer
	}
	if sortKey != nil {
		l["layout"] = map[string]any{"circle-sort-key": sortKey}
	}
	return l
}

func basemapLayers() []any {
	line := func(id, colour string, width float64) any {
		return layer(id, "line", "basemap", id, nil, paint{"line-color": colour, "line-width": width})
	}
	return []any{
		layer("land", "fill", "basemap", "land", nil, paint{"fill-color": landColour}),
		layer("lakes", "fill", "basemap", "lakes", nil, paint{"fill-color": waterColour}),
		line("rivers", waterColour, 1),
		line("admin1", admin1Colour, 0.6),
		line("borders", borderColour, 1),
	}
}

// incidentLayers draw counts below, large ones first, so that small ones stay in sight.
func incidentLayers() []any {
	byKind := []any{"match", []any{"get", "kind"}}
	for _, k := range kindColours {
		byKind = append(byKind, k.kind, k.colour)
	}
	byKind = append(byKind, otherColour)
	byStatus := []any{"match", []any{"get", "status"}}
	for _, s := range statusFills {
		byStatus = append(byStatus, s.status, s.fill)
	}
	byStatus = append(byStatus, 0.1)
	count := []any{"get", "count"}
	return []any{
		layer("cells", "circle", "incidents", tile.CellLayer, []any{"-", count}, paint{
			// the area by the count
			"circle-radius": []any{"interpolate", []any{"linear"}, []any{"sqrt", count}, 1, 4, 100, 28},
			"circle-color":  byKind, "circle-opacity": 0.6,
			"circle-stroke-color": byKind, "circle-stroke-width": 1,
		}),
		layer("incidents", "circle", "incidents", tile.IncidentLayer, nil, paint{
			"circle-radius": 6, "circle-color": byKind, "circle-opacity": byStatus,
			"circle-stroke-color": byKind, "circle-stroke-width": 2,
		}),
	}
}
