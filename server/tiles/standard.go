package tiles

import (
	"net/http"

	"strikemap/geo/encode"
	"strikemap/server/web"
)

// The formats of tiles, and of what describes them.
var (
	tileFormat = web.Format{Name: "mvt", MediaType: mediaType, Also: []string{"application/x-protobuf", "application/octet-stream"}}
	formatTile = web.Param{Name: "f", Description: "Format of the answer; beats the Accept header.", Enum: []string{tileFormat.Name}}
	formatJSON = web.Param{Name: "f", Description: "Format of the answer; beats the Accept header.", Enum: []string{web.JSONFormat.Name, web.HTMLFormat.Name}}
)

// source is what has tilesets of its own: the data set as a whole, or a collection in
// it. Both show the same, as incidents are all that tiles hold.
type source struct {
	name  string // in the ids of operations, as /req/oas30/operation-id has them
	home  string // path of the source
	title string
	about encode.Link // the source itself; its Href is a path
}

var sources = []source{
	{
		"dataset", apiRoot, "The data set",
		encode.Link{Href: apiRoot, Rel: relation + "dataset", Type: jsonType, Title: "The data set"},
	},
	{
		"incidents.collection", apiRoot + "/collections/incidents", "Incidents",
		encode.Link{Href: apiRoot + "/collections/incidents", Rel: relation + "geodata", Type: jsonType, Title: "The collection"},
	},
}

func (s source) tilesets() string { return s.home + "/tiles" }
func (s source) tileset() string  { return s.tilesets() + "/" + matrixSetID }

// standardRoutes returns the routes of OGC API Tiles.
func (t *incidents) standardRoutes() []web.Route {
	routes := []web.Route{
		{
			Path: matrixSetPath, Handler: t.matrixSets, Params: []web.Param{formatJSON},
			Doc: describe("getTileMatrixSetsList", "Capabilities", "The tile matrix sets", "Which grids there are tiles of"),
		},
		{
			Path: matrixSetPath + "/" + matrixSetID, Handler: t.matrixSet, Params: []web.Param{formatJSON},
			Doc: describe("getTileMatrixSet", "Capabilities", "The tile matrix set WebMercatorQuad", "Its definition (OGC 17-083r4)"),
		},
	}
	for _, s := range sources {
		routes = append(routes, t.sourceRoutes(s)...)
	}
	for i := range routes {
		r := &routes[i]
		r.Method, r.Strict, r.Open, r.Cache = http.MethodGet, true, true, web.Revalidate
	}
	return routes
}

func (t *incidents) sourceRoutes(s source) []web.Route {
	deepest := float64(incidentsZoom)
	none := 0.0
	return []web.Route{
		{
			Path: s.tilesets(), Params: append([]web.Param{formatJSON}, web.Filters()...),
			Handler: func(w http.ResponseWriter, r *http.Request) error { return t.tilesets(w, r, s) },
			Doc:     describe(s.name+".vector.getTileSetsList", "Capabilities", s.title+": the tilesets", "What is asked for here is asked for in the address of the tiles"),
		},
		{
			Path: s.tileset(), Params: append([]web.Param{formatJSON}, web.Filters()...),
			Handler: func(w http.ResponseWriter, r *http.Request) error { return t.tileset(w, r, s) },
			Doc:     describe(s.name+".vector.getTileSet", "Capabilities", s.title+": the tileset", "Where the tiles are and what they hold, with what was asked for in their address"),
		},
		{
			Path: s.tileset() + tilePath, Handler: t.standardTile,
			Params: append([]web.Param{
				{Name: "tileMatrix", In: "path", Type: "integer", Minimum: &none, Maximum: &deepest, Description: "Zoom, by the identifier of its tile matrix."},
				{Name: "tileRow", In: "path", Type: "integer", Minimum: &none, Description: "Row, from the north to the south."},
				{Name: "tileCol", In: "path", Type: "integer", Minimum: &none, Description: "Column, from 180 W to the east."},
				formatTile,
			}, web.Filters()...),
			Doc: &web.Operation{
				ID: s.name + ".vector.getTile", Tag: "Data", Summary: s.title + ": one tile",
				Description: tileContent, Responses: tileResponses,
			},
		},
	}
}

func describe(id, tag, summary, means string) *web.Operation {
	return &web.Operation{
		ID: id, Tag: tag, Summary: summary, Description: means + ".",
		Responses: []web.Response{{Status: http.StatusOK, Description: "The document", Types: []string{jsonType, "text/html"}}},
	}
}

// standardTile answers one tile at the address of the standard (/req/core/tc-op), with
// 404 outside the limits (/req/core/tc-error) and 204 for one that shows nothing.
func (t *incidents) standardTile(w http.ResponseWriter, r *http.Request) error {
	at, err := parseAddress(web.PathValue(r, "tileMatrix"), web.PathValue(r, "tileCol"), web.PathValue(r, "tileRow"))
	if err != nil {
		return web.NotFound(r)
	}
	if _, err := web.Negotiate(r, tileFormat); err != nil {
		return err
	}
	return t.answer(w, r, at)
}
