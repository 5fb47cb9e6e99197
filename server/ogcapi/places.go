package ogcapi

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

var placeRows = web.Rows{Own: encode.PlaceColumns, Columns: encode.PlaceColumns, Sortable: encode.PlaceColumns}

// placeRoutes are the items of places; none where no places are known.
func placeRoutes(a *api) []web.Route {
	if a.Places == nil {
		return nil
	}
	return []web.Route{
		{Path: placesPath + "/items", Handler: a.placeItems, Params: placeParams(), Doc: &web.Operation{
			ID: "getPlaces", Tag: "Data", Summary: "Places of the gazetteer, with how many incidents are kept there",
			Description: "Towns, divisions, countries, airports, seas and landscapes, and those other facilities that a public incident names. Facilities other than airports and ports are given to about a kilometre.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "A page of places", Types: []string{geoJSON}, Schema: "PlaceCollection"}},
		}},
		{Path: placesPath + "/items/{featureId}", Handler: a.placeItem, Params: placeItemParams(), Doc: &web.Operation{
			ID: "getPlace", Tag: "Data", Summary: "One place with all its names",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The place", Types: []string{geoJSON}, Schema: "PlaceItem"}},
		}},
	}
}

// placeItems answers a page of places, ordered by id unless told otherwise.
func (a *api) placeItems(w http.ResponseWriter, r *http.Request) error {
	req, sent, err := a.readItems(w, r, encode.PlaceColumns, web.GeoJSONFormat)
	if sent || err != nil {
		return err
	}
	q, rows, err := placeRows.Parse(req.values, a.Now())
	if err != nil {
		return err
	}
	q.Limit = req.limit(q.Limit)
	edition := a.Reader.Edition()
	if web.Answered(w, r, a.Tag(r, edition, placesPath, req.text, geo.FormatTime(q.KnownAt), req.format.Name)) {
		return nil
	}
	all, err := a.findPlaces(r.Context(), q, rows)
	if err != nil {
		return err
	}
	page := pageOf(all, q)
	next, prev := offsets(q, len(all))
	head := encode.Head{
		Matched: len(all), TimeStamp: edition.Changed, KnownSince: knownSince(q.KnownAt, edition), Notice: a.notice(),
		Links: pageLinks(web.Links(r), &placeContent, req, next, prev),
	}
	if req.forPeople() {
		return a.Page(w, r, twinOfPlaces(r, page, head))
	}
	head.Links = append(head.Links, a.alternate(r)...)
	setLinks(w, head.Links)
	features := make([][]byte, len(page))
	for i, row := range page {
		if features[i], err = row.AppendTo(nil, a.options(r, req.columns), req.system); err != nil {
			return err
		}
	}
	return web.Send(w, req.format.MediaType, encode.NewReady(features, head))
}

// findPlaces returns all places that match, in the order asked for: some thousand at most.
func (a *api) findPlaces(ctx context.Context, q geo.Query, rows web.RowFilter) ([]encode.PlaceRow, error) {
	places, err := a.Places()
	if err != nil {
		return nil, err
	}
	all, err := places.All(ctx, q.KnownAt)
	if err != nil {
		return nil, err
	}
	var found []encode.PlaceRow
	for _, p := range all {
		row := encode.PlaceRow{PublicPlace: p}
		if (q.BBox == nil || q.BBox.Contains(p.Lon, p.Lat)) && rows.Holds(row) {
			found = append(found, row)
		}
	}
	sortRows(found, q.Sort)
	return found, nil
}

// placesBox returns the box of the public places, and nil where none are known.
func (a *api) placesBox(ctx context.Context) (*geo.BBox, error) {
	if a.Places == nil {
		return nil, nil
	}
	places, err := a.Places()
	if err != nil {
		return nil, err
	}
	all, err := places.All(ctx, time.Time{})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	box := geo.BBox{West: all[0].Lon, South: all[0].Lat, East: all[0].Lon, North: all[0].Lat}
	for _, p := range all[1:] {
		box.West, box.East = min(box.West, p.Lon), max(box.East, p.Lon)
		box.South, box.North = min(box.South, p.Lat), max(box.North, p.Lat)
	}
	return &box, nil
}

// placeItem answers one place. Its page for people is that of its incidents.
func (a *api) placeItem(w http.ResponseWriter, r *http.Request) error {
	req, err := a.readItem(w, r, encode.PlaceColumns)
	if err != nil {
		return err
	}
	places, err := a.Places()
	if err != nil {
		return err
	}
	p, err := places.Place(r.Context(), web.PathValue(r, "featureId"), req.knownAt)
	if err != nil {
		return err
	}
	if req.forPeople() {
		return toPage(w, r, p.Path(), req.knownAt)
	}
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), placesPath, p.ID, req.text)) {
		return nil
	}
	links := placeLinks(web.Links(r), req, p)
	setLinks(w, links)
	return web.Compose(w, req.format.MediaType, 2048, func(dst []byte) ([]byte, error) {
		return encode.PlaceRow{PublicPlace: p}.AppendItem(dst, links, a.notice(), a.options(r, req.columns), req.system)
	})
}

func placeLinks(base web.Base, req request, p *geo.PublicPlace) []encode.Link {
	return []encode.Link{
		{Href: req.self(base, placesPath+"/items/"+p.ID), Rel: "self", Type: geoJSON, Title: "This place"},
		{Href: base.URL(p.Path(), url.Values{"f": {web.JSONFormat.Name}}), Rel: "related", Type: "application/json", Title: "Incidents at the place in time"},
		{Href: base.URL(p.Path(), nil), Rel: "alternate", Type: "text/html", Title: "Page of the place"},
		{Href: base.URL(placesPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
}

// placeParams are what asks for places: their columns, and a filter over them.
func placeParams() []web.Param {
	timeless := web.DatetimeParam
	timeless.Description = "Accepted as the standard asks; places have no time, so all match."
	params := []web.Param{
		bboxParam, bboxCRSParam, crsParam, timeless, limitParam, offsetParam, web.KnownAtParam,
		sortParam(&placeContent), chooseParam(&placeContent), formatParam,
	}
	return append(append(params, web.FilterParams()...), web.ColumnParams(encode.PlaceColumns)...)
}

func placeItemParams() []web.Param {
	return []web.Param{featureID("Identifier of the place."), crsParam, web.KnownAtParam, chooseParam(&placeContent), formatParam}
}
