package tiles

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/geo/encode"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

const (
	apiRoot  = "/api/v1" // the landing page of the OGC API
	jsonType = "application/json"
	tilePath = "/{tileMatrix}/{tileRow}/{tileCol}" // the row before the column

	relation     = "http://www.opengis.net/def/rel/ogc/1.0/"
	tilingScheme = relation + "tiling-scheme"
)

// document answers a document that one edition and the parameters determine, as JSON
// or as a page. The value is made once it is needed, with its twin.
func (t *incidents) document(w http.ResponseWriter, r *http.Request, name string, value func() (any, twin, error)) error {
	format, err := web.Negotiate(r, t.forms()...)
	if err != nil {
		return err
	}
	if _, err := t.query(r); err != nil {
		return err
	}
	if format.Name == web.HTMLFormat.Name {
		web.Secure(w.Header(), web.PagePolicy) // of a kept body too
	}
	if web.Answered(w, r, t.Tag(r, t.Reader.Edition(), "tiles", name, format.Name, web.Values(r).Encode())) {
		return nil
	}
	made, page, err := value()
	if err != nil {
		return err
	}
	if format.Name == web.HTMLFormat.Name {
		return t.page(w, r, page)
	}
	return web.JSON(w, jsonType, made)
}

// tilesetLink is a link that may be a template (RFC 6570).
type tilesetLink struct {
	encode.Link
	Templated bool `json:"templated,omitempty"`
}

// tilesetItem is what the list of tilesets has of each (/req/tilesets-list/tileset-links).
type tilesetItem struct {
	Title            string        `json:"title"`
	DataType         string        `json:"dataType"`
	CRS              string        `json:"crs"`
	TileMatrixSetURI string        `json:"tileMatrixSetURI"`
	Links            []tilesetLink `json:"links"`
}

// tileset is the metadata of a tileset (/req/tileset/description; OGC 17-083r4, clause 8).
type tileset struct {
	tilesetItem
	Description         string        `json:"description"`
	License             string        `json:"license,omitempty"`
	Attribution         string        `json:"attribution,omitempty"`
	MediaTypes          []string      `json:"mediaTypes"`
	Updated             string        `json:"updated,omitempty"`
	TileMatrixSetLimits []limits      `json:"tileMatrixSetLimits"`
	BoundingBox         *boundingBox  `json:"boundingBox,omitempty"`
	Layers              []vectorLayer `json:"layers"`
}

// limits are the tiles that can be asked for of one tile matrix, the last ones among
// them.
type limits struct {
	TileMatrix string `json:"tileMatrix"`
	MinTileRow int    `json:"minTileRow"`
	MaxTileRow int    `json:"maxTileRow"`
	MinTileCol int    `json:"minTileCol"`
	MaxTileCol int    `json:"maxTileCol"`
}

type boundingBox struct {
	LowerLeft  [2]float64 `json:"lowerLeft"`
	UpperRight [2]float64 `json:"upperRight"`
	CRS        string     `json:"crs"`
}

type vectorLayer struct {
	ID                string         `json:"id"`
	Title             string         `json:"title"`
	Description       string         `json:"description"`
	DataType          string         `json:"dataType"`
	GeometryDimension int            `json:"geometryDimension"` // 0, points
	CRS               string         `json:"crs"`
	MinTileMatrix     string         `json:"minTileMatrix"`
	MaxTileMatrix     string         `json:"maxTileMatrix"`
	PropertiesSchema  map[string]any `json:"propertiesSchema"`

	fields []tile.Field
}

// tilesets answers the list of tilesets of a source (/req/dataset-tilesets/operation,
// /req/geodata-tilesets/operation).
func (t *incidents) tilesets(w http.ResponseWriter, r *http.Request, s source) error {
	base, asked := web.Links(r), askedOf(r)
	return t.document(w, r, s.tilesets(), func() (any, twin, error) {
		list := map[string]any{
			"links": []encode.Link{
				{Href: base.URL(s.tilesets(), asked), Rel: "self", Type: jsonType, Title: "This document"},
				s.link(base),
			},
			"tilesets": []tilesetItem{t.item(base, s, asked)},
		}
		return list, t.twinOfTilesets(s, base.Path(s.tileset(), asked)), nil
	})
}

// tileset answers the metadata of the tileset of a source.
func (t *incidents) tileset(w http.ResponseWriter, r *http.Request, s source) error {
	base, asked := web.Links(r), askedOf(r)
	return t.document(w, r, s.tileset(), func() (any, twin, error) {
		box, err := t.extent(r.Context())
		if err != nil {
			return nil, nil, err
		}
		d := tileset{
			tilesetItem: t.item(base, s, asked),
			Description: web.NoteReported + " " + web.NoteRecords + " " + tileContent,
			License:     t.Site.DataLicence,
			Attribution: t.Site.Credit(),
			MediaTypes:  []string{mediaType},
			Updated:     geo.FormatTime(t.Reader.Edition().Changed),

			TileMatrixSetLimits: allTiles(),
			BoundingBox:         box,
			Layers:              layersOf(),
		}
		d.Links = append(
			d.Links,
			tilesetLink{encode.Link{Href: base.URL(s.tileset()+tilePath, asked), Rel: "item", Type: mediaType, Title: "The tiles"}, true},
			tilesetLink{Link: encode.Link{Href: base.URL("/tiles/tiles.json", asked), Rel: "alternate", Type: jsonType, Title: "The same tiles as TileJSON"}},
			tilesetLink{Link: encode.Link{Href: base.URL(stylePath, asked), Rel: "stylesheet", Type: styleType, Title: "A style that draws them"}},
			tilesetLink{Link: s.link(base)},
		)
		return d, t.twinOfTileset(s, d, base.URL(incidentsPath, asked)), nil
	})
}

// askedOf returns the filters that go on into the addresses of tiles.
func askedOf(r *http.Request) url.Values {
	asked := maps.Clone(web.Values(r))
	delete(asked, "f")
	return asked
}

func (s source) link(base web.Base) encode.Link {
	l := s.about
	l.Href = base.URL(l.Href, nil)
	return l
}

func (t *incidents) item(base web.Base, s source, asked url.Values) tilesetItem {
	return tilesetItem{
		Title: t.Site.Name + ": incidents", DataType: "vector", CRS: webMercator, TileMatrixSetURI: matrixSetURI,
		Links: []tilesetLink{
			{Link: encode.Link{Href: base.URL(s.tileset(), asked), Rel: "self", Type: jsonType, Title: "The tileset"}},
			{Link: encode.Link{Href: base.URL(matrixSetPath+"/"+matrixSetID, nil), Rel: tilingScheme, Type: jsonType, Title: "Definition of " + matrixSetID}},
		},
	}
}

// extent returns the box of all points public now, in metres like the matrix, nil
// without one.
func (t *incidents) extent(ctx context.Context) (*boundingBox, error) {
	e, err := t.Reader.Extent(ctx)
	if err != nil || e.Incidents == nil {
		return nil, err
	}
	b := e.Incidents
	box := &boundingBox{CRS: webMercator}
	box.LowerLeft[0], box.LowerLeft[1] = crs.EPSG3857.FromCRS84(b.West, b.South)
	box.UpperRight[0], box.UpperRight[1] = crs.EPSG3857.FromCRS84(b.East, b.North)
	return box, nil
}

// allTiles limits the tileset to zooms 0 to incidentsZoom, each of them whole: a tile
// where nothing has happened yet is empty, not out of range.
func allTiles() []limits {
	var all []limits
	for _, m := range webMercatorQuad.TileMatrices[:incidentsZoom+1] {
		all = append(all, limits{m.ID, 0, m.MatrixHeight - 1, 0, m.MatrixWidth - 1})
	}
	return all
}

func layersOf() []vectorLayer {
	layer := func(id, title, description string, fields []tile.Field) vectorLayer {
		return vectorLayer{
			ID: id, Title: title, Description: description, DataType: "vector", CRS: webMercator,
			MinTileMatrix: "0", MaxTileMatrix: strconv.Itoa(incidentsZoom), PropertiesSchema: schemaOf(fields), fields: fields,
		}
	}
	return []vectorLayer{
		layer(tile.IncidentLayer, "Incidents", incidentsMean, tile.IncidentFields),
		layer(tile.CellLayer, "Cells", cellsMean, tile.CellFields),
	}
}

// schemaOf describes the properties of a layer as JSON Schema.
func schemaOf(fields []tile.Field) map[string]any {
	properties := map[string]any{}
	for _, f := range fields {
		property := map[string]any{"type": "string", "description": f.Means}
		column, _ := geo.ColumnByName(f.Name)
		switch {
		case f.Name == "count" || column.Type == geo.IntegerColumn:
			property["type"] = "integer"
		case column.Type == geo.NumberColumn:
			property["type"] = "number"
		case column.Type == geo.BoolColumn:
			property["type"] = "boolean"
		case f.Name == "newest" || column.Type == geo.TimeColumn:
			property["format"] = "date-time"
		case column.Codes != nil && column.Type == geo.TextColumn:
			property["enum"] = column.Codes.Values()
		}
		properties[f.Name] = property
	}
	return map[string]any{"type": "object", "properties": properties}
}
