package tiles

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

const (
	incidentsPath = "/tiles/{z}/{x}/{y}.mvt"
	incidentsZoom = 22               // the deepest; its tiles are ten metres wide
	makingTime    = 20 * time.Second // for one tile, whoever still waits for it
)

// incidents serves tiles of the incidents.
type incidents struct {
	web.Deps
	kept   *kept
	making singleflight.Group
}

// incidentRoutes returns the routes of the incident tiles, at the addresses that web
// maps know and at those of OGC API Tiles.
func incidentRoutes(deps web.Deps) []web.Route {
	t := &incidents{Deps: deps, kept: newKept(keptBytes, touchedBy(deps.Reader))}
	routes := append(t.tileRoutes(), styleRoute(deps), areaRoute(deps))
	return append(routes, t.standardRoutes()...)
}

func (t *incidents) tileRoutes() []web.Route {
	zoom := float64(incidentsZoom)
	return []web.Route{
		{
			Method: http.MethodGet, Path: "/tiles/{z}/{x}/{y}", Handler: t.tile, Strict: true, Open: true, Cache: web.Revalidate,
			Params: append([]web.Param{
				{Name: "z", In: "path", Type: "integer", Maximum: &zoom, Description: "Zoom, 0 or more."},
				{Name: "x", In: "path", Type: "integer", Description: "Column, from 180 W to the east."},
				{Name: "y", In: "path", Description: "Row, from the north to the south, and .mvt: 22.mvt.", Example: "22.mvt"},
			}, web.Filters()...),
			Doc: &web.Operation{
				ID: "getIncidentTile", Tag: "Data", Summary: "One tile of incidents to draw on a map",
				Description: tileContent, Responses: tileResponses,
			},
		},
		{
			Method: http.MethodGet, Path: "/tiles/tiles.json", Handler: t.tileJSON, Strict: true, Open: true, Cache: web.Revalidate,
			Params: web.Filters(),
			Doc: &web.Operation{
				ID: "getIncidentTileJSON", Tag: "Data", Summary: "Where the tiles of incidents are (TileJSON 3.0)",
				Description: "What is asked for here is asked for in the address of the tiles.",
				Responses:   []web.Response{{Status: http.StatusOK, Description: "The description", Types: []string{"application/json"}, Schema: "TileJSON"}},
			},
		},
	}
}

// tileContent is what a tile of incidents shows, in words.
var tileContent = fmt.Sprintf("A tile with at most %d incidents has them one by one in the layer incidents; one with more counts them in the layer cells, "+
	"%d by %d cells to a tile. An incident is in one tile of a zoom only, so that counts can be summed. Incidents without a point are in none.",
	geo.MaxTilePoints, geo.TileCells, geo.TileCells)

var tileResponses = []web.Response{
	{Status: http.StatusOK, Description: "The tile (Mapbox Vector Tile 2.1, WebMercatorQuad)", Types: []string{mediaType}},
	{Status: http.StatusNoContent, Description: "No incident that was asked for is in the tile"},
}

// query reads what is asked of all tiles. Every answer of this family asks here.
func (t *incidents) query(r *http.Request) (geo.Query, error) {
	return web.ParseQuery(web.Values(r), t.Now())
}

// tile answers one tile at the address that web maps know.
func (t *incidents) tile(w http.ResponseWriter, r *http.Request) error {
	at, err := address(r)
	if err != nil {
		return web.NotFound(r)
	}
	return t.answer(w, r, at)
}

// answer answers one tile. Its tag names the edition the tile was made in: as long as
// no change touches the tile and it is kept, the tag and what clients hold stay good.
func (t *incidents) answer(w http.ResponseWriter, r *http.Request, at tile.Address) error {
	if at.Z > incidentsZoom {
		return web.NotFound(r)
	}
	q, err := t.query(r)
	if err != nil {
		return err
	}
	key, now := tileKey{at, q.Canonical()}, t.Reader.Edition()
	found, ok := t.kept.get(key, now)
	if ok && found.empty() {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if !ok {
		found.edition = now
	}
	if web.Answered(w, r, t.Tag(r, found.edition, "tiles", at.String(), key.question)) {
		return nil
	}
	if !ok {
		if found, err = t.make(r.Context(), key, q, now); err != nil {
			return err
		}
	}
	if found.empty() {
		w.Header().Del("ETag") // it would be taken for that of an answer of 200
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.Body(w, mediaType, found.body)
}

// make makes a tile in an edition and keeps it, once for all who ask for it. It goes
// on if the one who asked first goes away: others may wait.
func (t *incidents) make(ctx context.Context, key tileKey, q geo.Query, now geo.Edition) (made, error) {
	flight := fmt.Sprintf("%v %s %d %s", key.at, now.Epoch, now.Number, key.question)
	shared, err, _ := t.making.Do(flight, func() (any, error) {
		if found, ok := t.kept.get(key, now); ok {
			return found, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), makingTime)
		defer cancel()
		body, err := t.encoded(ctx, key.at, q)
		if err != nil {
			return nil, err
		}
		found := made{now, body}
		t.kept.put(key, found)
		return found, nil
	})
	if err != nil {
		return made{}, err
	}
	return shared.(made), nil
}

// encoded returns a tile as it is sent, without bytes if it shows nothing.
func (t *incidents) encoded(ctx context.Context, at tile.Address, q geo.Query) (body []byte, err error) {
	err = t.Reader.Tile(ctx, q, at.Z, at.X, at.Y, func(content geo.Tile) (err error) {
		body, err = tile.Incidents(at, content, &encode.Flat{})
		return err
	})
	return body, err
}

// tileJSON describes the tiles, with what was asked for in their address.
func (t *incidents) tileJSON(w http.ResponseWriter, r *http.Request) error {
	values := web.Values(r)
	if _, err := t.query(r); err != nil {
		return err
	}
	if web.Answered(w, r, t.Tag(r, geo.Edition{}, "tiles/tiles.json", values.Encode())) {
		return nil
	}
	return web.JSON(w, "application/json", map[string]any{
		"tilejson":    "3.0.0",
		"name":        t.Site.Name,
		"description": web.NoteReported + " " + web.NoteRecords,
		"version":     "1.0.0",
		"attribution": t.Site.Credit(),
		"scheme":      "xyz",
		"tiles":       []string{web.Links(r).URL(incidentsPath, values)},
		"minzoom":     0,
		"maxzoom":     incidentsZoom,
		"bounds":      bounds,
		"vector_layers": []map[string]any{
			{"id": tile.IncidentLayer, "description": incidentsMean, "fields": fields(tile.IncidentFields)},
			{"id": tile.CellLayer, "description": cellsMean, "fields": fields(tile.CellFields)},
		},
	})
}

// What the layers hold, in words.
const (
	incidentsMean = "incidents one by one, newest first"
	cellsMean     = "incidents counted, where there are too many to show one by one"
)

// fields describe what the features of a layer have, as TileJSON wants it.
func fields(of []tile.Field) map[string]string {
	out := map[string]string{}
	for _, f := range of {
		out[f.Name] = f.Means
	}
	return out
}
