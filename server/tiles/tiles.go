// Package tiles serves vector tiles: those of the incidents, and those of the shipped
// basemap with the names to write on them; each with its description as TileJSON. The
// incidents are there for a second time as OGC API - Tiles - Part 1: Core (OGC 20-057)
// has it, and a style draws both.
package tiles

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"strikemap/geo"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

const (
	mediaType   = "application/vnd.mapbox-vector-tile"
	attribution = "Natural Earth" // public domain; naming it is a courtesy
)

// vectorLayers are the layers of the tiles in drawing order; their features have no
// fields.
var vectorLayers = []map[string]any{
	{"id": "land", "description": "land, as polygons", "fields": map[string]string{}},
	{"id": "lakes", "description": "lakes, as polygons", "fields": map[string]string{}},
	{"id": "rivers", "description": "rivers, as lines", "fields": map[string]string{}},
	{"id": "admin1", "description": "borders of first-level divisions, as lines", "fields": map[string]string{}},
	{"id": "borders", "description": "borders of countries, as lines; the view of the United Nations", "fields": map[string]string{}},
}

// bounds are those of the tile matrix.
var bounds = []float64{-180, -geo.MaxMercatorLat, 180, geo.MaxMercatorLat}

// Routes returns the routes of incident tiles and basemap.
func Routes(deps web.Deps) []web.Route {
	return append(incidentRoutes(deps), basemapRoutes(deps)...)
}

// basemapRoutes returns the routes of the basemap. An address with v, the version
// that tiles.json names, may be kept for good; one without it for a day.
func basemapRoutes(deps web.Deps) []web.Route {
	t := &tiles{deps, readLabels(deps.Labels)}
	version := web.Param{Name: "v", Description: "Version of the basemap. With the present one the answer may be kept for good."}
	return []web.Route{
		{
			Method: http.MethodGet, Path: "/basemap/{z}/{x}/{y}", Handler: t.tile, Strict: true, Open: true, Cache: web.Day,
			Params: []web.Param{
				{Name: "z", In: "path", Type: "integer", Description: "Zoom, 0 or more."},
				{Name: "x", In: "path", Type: "integer", Description: "Column, from 180 W to the east."},
				{Name: "y", In: "path", Description: "Row, from the north to the south, and .mvt: 22.mvt.", Example: "22.mvt"},
				version,
			},
			Doc: &web.Operation{
				ID: "getBasemapTile", Tag: "Basemap", Summary: "One tile of the basemap",
				Responses: []web.Response{
					{Status: http.StatusOK, Description: "The tile (Mapbox Vector Tile 2.1, WebMercatorQuad)", Types: []string{mediaType}},
					{Status: http.StatusNoContent, Description: "Outside the detail of the basemap"},
				},
			},
		},
		{
			Method: http.MethodGet, Path: "/basemap/tiles.json", Handler: t.tileJSON, Strict: true, Open: true, Cache: web.Revalidate,
			Doc: &web.Operation{
				ID: "getBasemapTileJSON", Tag: "Basemap", Summary: "Where the tiles of the basemap are (TileJSON 3.0)",
				Responses: []web.Response{{Status: http.StatusOK, Description: "The description", Types: []string{"application/json"}, Schema: "TileJSON"}},
			},
		},
		{
			Method: http.MethodGet, Path: "/basemap/labels.json", Handler: t.labels, Strict: true, Open: true, Cache: web.Day,
			Params: []web.Param{
				{Name: "language", Enum: t.names.languages(), Description: "Names in this language only. Without it, in all there are."},
				{Name: "bbox", Description: "Names in this box only: west,south,east,north in degrees.", Example: "16,43,56,61"},
				{Name: "zoom", Type: "integer", Minimum: &none, Description: "Names that stand on a map up to this zoom only, for tiles of 256 pixels."},
				version,
			},
			Doc: &web.Operation{
				ID: "getBasemapLabels", Tag: "Basemap", Summary: "Names of countries, seas and cities to write on the basemap",
				Responses: []web.Response{{Status: http.StatusOK, Description: "The names", Types: []string{"application/json"}, Schema: "Labels"}},
			},
		},
	}
}

type tiles struct {
	web.Deps
	names labels
}

// tile answers one tile. Open sea is a tile without layers; an address outside the
// detail of the basemap is 204, so that clients ask no parent in its place and
// consoles stay clean; one outside the tile matrix is 404.
func (t *tiles) tile(w http.ResponseWriter, r *http.Request) error {
	at, err := address(r)
	if err != nil || t.Basemap == nil {
		return web.NotFound(r)
	}
	t.keep(w, r)
	gz, ok := t.Basemap.Tile(at.Z, at.X, at.Y)
	if !ok {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if web.Answered(w, r, web.ETag(t.BasemapVersion, at.String())) {
		return nil
	}
	if web.Accepts(r, "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("ETag", web.EncodedTag(w.Header().Get("ETag"), "gzip"))
		return web.Body(w, mediaType, gz)
	}
	body, err := gunzip(gz)
	if err != nil {
		return err
	}
	return web.Body(w, mediaType, body)
}

// address reads the path: whole numbers without signs or leading zeros, inside the
// tile matrix.
func address(r *http.Request) (tile.Address, error) {
	row, ok := strings.CutSuffix(web.PathValue(r, "y"), ".mvt")
	if !ok {
		return tile.Address{}, tile.ErrAddress
	}
	return parseAddress(web.PathValue(r, "z"), web.PathValue(r, "x"), row)
}

// parseAddress reads zoom, column and row.
func parseAddress(texts ...string) (tile.Address, error) {
	var numbers [3]uint32
	for i, text := range texts {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil || strconv.FormatUint(n, 10) != text {
			return tile.Address{}, tile.ErrAddress
		}
		numbers[i] = uint32(n)
	}
	return tile.NewAddress(numbers[0], numbers[1], numbers[2])
}

func gunzip(gz []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// keep lets answers to addresses with the present version be kept for good.
func (t *tiles) keep(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("v") == t.BasemapVersion {
		w.Header().Set("Cache-Control", web.Immutable.Control())
	}
}

func (t *tiles) tileJSON(w http.ResponseWriter, r *http.Request) error {
	if t.Basemap == nil {
		return web.NotFound(r)
	}
	base := web.Links(r)
	if web.Answered(w, r, web.ETag("tiles.json", t.BasemapVersion, base.URL("", nil))) {
		return nil
	}
	version := url.Values{"v": {t.BasemapVersion}}
	return web.JSON(w, "application/json", map[string]any{
		"tilejson":      "3.0.0",
		"name":          "Basemap",
		"version":       "1.0.0",
		"attribution":   attribution,
		"scheme":        "xyz",
		"tiles":         []string{base.URL("/basemap/{z}/{x}/{y}.mvt", version)},
		"minzoom":       0,
		"maxzoom":       t.BasemapZoom,
		"bounds":        bounds,
		"vector_layers": vectorLayers,
	})
}
