package ogcapi

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"net/url"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// areaRow is an area as filters see it.
type areaRow struct {
	area      *geo.Area
	incidents int
}

var _ geo.Row = areaRow{}

// Property returns the value of a column of areaColumns.
func (a areaRow) Property(name string) any {
	switch name {
	case "id":
		return a.area.ID
	case "name":
		return a.area.Name
	case "level":
		return a.area.Level
	case "country":
		if a.area.Country != "" {
			return a.area.Country
		}
	case "repr_lon":
		return a.area.Label.Lon
	case "repr_lat":
		return a.area.Label.Lat
	case "incidents":
		return float64(a.incidents)
	}
	return nil
}

// Geometry returns the outline.
func (a areaRow) Geometry() orb.Geometry { return a.area.Outline }

var areaRows = web.Rows{Own: areaColumns, Columns: areaColumns, Sortable: areaColumns}

// areaItems answers a page of areas, ordered by id unless told otherwise.
func (a *api) areaItems(w http.ResponseWriter, r *http.Request) error {
	req, sent, err := a.readItems(w, r, areaColumns, web.GeoJSONFormat)
	if sent || err != nil {
		return err
	}
	q, rows, err := areaRows.Parse(req.values, a.Now())
	if err != nil {
		return err
	}
	q.Limit = req.limit(q.Limit)
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), areasPath, req.text, req.format.Name)) {
		return nil
	}
	found, matched, err := a.findAreas(r.Context(), q, rows)
	if err != nil {
		return err
	}
	next, prev := offsets(q, matched)
	head := encode.Head{
		Matched: matched, TimeStamp: a.Reader.Edition().Changed, Notice: a.notice(),
		Links: pageLinks(web.Links(r), &areaContent, req, next, prev),
	}
	if req.forPeople() {
		return a.Page(w, r, twinOfAreas(r, found, head))
	}
	head.Links = append(head.Links, a.alternate(r)...)
	setLinks(w, head.Links)
	if q.BBox == nil {
		web.ForAll(w)
	}
	features := make([][]byte, len(found))
	for i, row := range found {
		features[i] = encode.AppendArea(nil, moved(row.area, req.system), row.incidents)
	}
	return web.Send(w, req.format.MediaType, encode.NewReady(features, head))
}

// findAreas returns a page of areas, and how many there are in all. They are few: the
// outlines of regions and circles that incidents refer to.
func (a *api) findAreas(ctx context.Context, q geo.Query, rows web.RowFilter) ([]areaRow, int, error) {
	extent, err := a.Reader.Extent(ctx)
	if err != nil {
		return nil, 0, err
	}
	offset, limit := q.Offset, q.PageSize()
	if plain := rows.Empty() && len(q.Sort) == 0; !plain {
		offset, limit = 0, math.MaxInt
	}
	areas, matched, err := a.Reader.Areas(ctx, q.BBox, offset, limit)
	if err != nil {
		return nil, 0, err
	}
	var found []areaRow
	for _, area := range areas {
		if row := (areaRow{area, extent.PerArea[area.ID]}); rows.Holds(row) {
			found = append(found, row)
		}
	}
	if limit < math.MaxInt {
		return found, matched, nil
	}
	sortRows(found, q.Sort)
	return pageOf(found, q), len(found), nil
}

// moved returns an area with its outline in a system.
func moved(area *geo.Area, system crs.CRS) *geo.Area {
	in := *area
	in.Outline = system.Outline(area.Outline)
	return &in
}

// areaItem answers one area.
func (a *api) areaItem(w http.ResponseWriter, r *http.Request) error {
	req, err := a.readItem(w, r, areaColumns)
	if err != nil {
		return err
	}
	area, err := a.Reader.Area(r.Context(), web.PathValue(r, "featureId"))
	if err != nil {
		return err
	}
	extent, err := a.Reader.Extent(r.Context())
	if err != nil {
		return err
	}
	if req.forPeople() {
		return a.Page(w, r, twinOfArea(r, areaRow{area, extent.PerArea[area.ID]}))
	}
	base := web.Links(r)
	links := []encode.Link{
		{Href: req.self(base, areasPath+"/items/"+url.PathEscape(area.ID)), Rel: "self", Type: geoJSON, Title: "This area"},
		{Href: base.URL(areasPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
	links = append(links, a.alternate(r)...)
	var body bytes.Buffer
	if err := encode.WriteArea(&body, moved(area, req.system), extent.PerArea, links, a.notice()); err != nil {
		return err
	}
	setLinks(w, links)
	if web.Answered(w, r, web.ETag(body.String(), req.system.URI())) {
		return nil
	}
	return web.Body(w, req.format.MediaType, body.Bytes())
}
