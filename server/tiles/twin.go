package tiles

import (
	"net/http"
	"strconv"
	"strings"

	"strikemap/server/web"
)

// A twin is the page of a document: the same, for people.

// twin is what a document says in a form to read; Forms are filled in by twinOf.
type twin func(base web.Base) web.Document

// forms are what documents are offered in.
func (t *incidents) forms() []web.Format {
	if t.Page == nil {
		return []web.Format{web.JSONFormat}
	}
	return []web.Format{web.JSONFormat, web.HTMLFormat}
}

// page writes the twin of a document.
func (t *incidents) page(w http.ResponseWriter, r *http.Request, of twin) error {
	d := of(web.Links(r))
	asked := askedOf(r)
	asked.Set("f", web.JSONFormat.Name)
	d.Forms = []web.Anchor{{Text: "JSON", URL: web.Links(r).Path(r.URL.Path, asked)}}
	return t.Page(w, r, d)
}

func crumbs(base web.Base, more ...web.Anchor) []web.Anchor {
	return append([]web.Anchor{{Text: "API", URL: base.Path(apiRoot, nil)}}, more...)
}

func twinOfMatrixSets(base web.Base) web.Document {
	one := base.Path(matrixSetPath+"/"+matrixSetID, nil)
	return web.Document{
		Title: "Tile matrix sets", Lead: "The grids that tiles lie in.", Crumbs: crumbs(base),
		Sections: []web.Section{{Table: &web.Table{
			Caption: "Tile matrix sets", Head: []string{"Tile matrix set", "Known as", "Reference system"},
			Rows: [][]web.Cell{{{Text: matrixSetID, URL: one}, {Text: matrixSetTitle}, {Text: "EPSG:3857"}}},
		}}},
	}
}

func twinOfMatrixSet(base web.Base) web.Document {
	var rows [][]web.Cell
	for _, m := range webMercatorQuad.TileMatrices {
		side := strconv.Itoa(m.MatrixWidth)
		rows = append(rows, []web.Cell{
			{Text: m.ID},
			{Text: side + " by " + side},
			{Text: "1 : " + strconv.FormatFloat(m.ScaleDenominator, 'f', 0, 64)},
			{Text: strconv.FormatFloat(m.CellSize, 'f', 3, 64) + " m"},
		})
	}
	return web.Document{
		Title: "Tile matrix set " + matrixSetID, Lead: "Square tiles of Web Mercator, four to each of the zoom above. Rows are counted from the north, columns from 180 W.",
		Crumbs: crumbs(base, web.Anchor{Text: "Tile matrix sets", URL: base.Path(matrixSetPath, nil)}),
		Sections: []web.Section{
			{Facts: []web.Fact{{Term: "Identifier", Text: matrixSetURI}, {Term: "Reference system", Text: webMercator}}},
			{Heading: "Zooms", Table: &web.Table{Caption: "Tile matrices", Head: []string{"Zoom", "Tiles", "Scale", "One of 256 steps, at the equator"}, Rows: rows}},
		},
	}
}

// twinOfTilesets is that of the list of tilesets of a source.
func (t *incidents) twinOfTilesets(s source, address string) twin {
	return func(base web.Base) web.Document {
		return web.Document{
			Title: s.title + ": vector tiles", Lead: "Incidents as tiles to draw on a map.",
			Crumbs: crumbs(base, s.crumbs(base)...),
			Sections: []web.Section{{Links: []web.Anchor{
				{Text: matrixSetID, URL: address, Note: "square tiles of Web Mercator, zoom 0 to " + strconv.Itoa(incidentsZoom)},
			}}},
		}
	}
}

// crumbs are those between the landing page and the tilesets.
func (s source) crumbs(base web.Base) []web.Anchor {
	if s.home == apiRoot {
		return nil
	}
	return []web.Anchor{{Text: "Collections", URL: base.Path(apiRoot+"/collections", nil)}, {Text: s.title, URL: base.Path(s.home, nil)}}
}

// twinOfTileset is that of the tileset of a source.
func (t *incidents) twinOfTileset(s source, d tileset, xyz string) twin {
	return func(base web.Base) web.Document {
		facts := []web.Fact{
			{Term: "Tile matrix set", Text: matrixSetID, URL: base.Path(matrixSetPath+"/"+matrixSetID, nil)},
			{Term: "Zoom", Text: "0 to " + strconv.Itoa(incidentsZoom)},
			{Term: "Format", Text: mediaType},
			{Term: "Changed", Text: d.Updated},
			{Term: "Credit", Text: d.Attribution},
			{Term: "Licence", Text: d.License, URL: t.Site.DataLicenceURL},
		}
		about := web.Section{Facts: facts}
		addresses := web.Section{Heading: "Addresses", Text: []string{"For Leaflet, MapLibre and the vector tile layer of QGIS:"}, Code: xyz}
		document := web.Document{
			Title: s.title + ": tiles of " + matrixSetID, Lead: d.Description,
			Crumbs: crumbs(base, append(s.crumbs(base), web.Anchor{Text: "Vector tiles", URL: base.Path(s.tilesets(), nil)})...),
		}
		for _, l := range d.Links {
			switch l.Rel {
			case "item":
				document.Sections = append(document.Sections, about, addresses, web.Section{Text: []string{"By the standard, the row before the column:"}, Code: l.Href})
			case "alternate", "stylesheet":
				document.Sections = append(document.Sections, web.Section{Links: []web.Anchor{{Text: l.Title, URL: l.Href}}})
			}
		}
		for _, l := range d.Layers {
			document.Sections = append(document.Sections, twinOfLayer(l))
		}
		return document
	}
}

func twinOfLayer(l vectorLayer) web.Section {
	var rows [][]web.Cell
	for _, f := range l.fields {
		rows = append(rows, []web.Cell{{Text: f.Name, Code: true}, {Text: f.Means}})
	}
	return web.Section{
		Heading: "Layer " + l.ID, Text: []string{strings.ToUpper(l.Description[:1]) + l.Description[1:] + "."},
		Table: &web.Table{Caption: "Properties of the layer " + l.ID, Head: []string{"Property", "Meaning"}, Rows: rows},
	}
}
