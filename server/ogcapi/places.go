package ogcapi

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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
	format, err := a.negotiate(w, r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	if forPeople(format) {
		if sent, err := withoutEmpty(w, r); sent || err != nil {
			return err
		}
	}
	values := web.Values(r)
	q, rows, err := placeRows.Parse(values, a.Now())
	if err != nil {
		return err
	}
	if forPeople(format) && q.Limit == 0 {
		q.Limit = pageForPeople
	}
	system, err := a.system(w, values, format)
	if err != nil {
		return err
	}
	columns, err := web.ChooseColumns(values, encode.PlaceColumns)
	if err != nil {
		return err
	}
	asked := values.Encode()
	edition := a.Reader.Edition()
	if web.Answered(w, r, a.Tag(r, edition, placesPath, asked, geo.FormatTime(q.KnownAt), format.Name)) {
		return nil
	}
	all, err := a.findPlaces(r.Context(), q, rows)
	if err != nil {
		return err
	}
	page := all[min(q.Offset, len(all)):min(q.Offset+q.PageSize(), len(all))]
	next, prev := offsets(q, len(all))
	head := encode.Head{
		Matched: len(all), TimeStamp: edition.Changed, KnownSince: knownSince(q.KnownAt, edition), Notice: a.notice(),
		Links: pageLinks(web.Links(r), &placeContent, values, asked, next, prev),
	}
	if forPeople(format) {
		return a.Page(w, r, twinOfPlaces(r, page, head))
	}
	head.Links = append(head.Links, a.alternate(r)...)
	setLinks(w, head.Links)
	features := make([][]byte, len(page))
	for i, row := range page {
		if features[i], err = row.AppendTo(nil, a.options(r, columns), system); err != nil {
			return err
		}
	}
	return web.Send(w, format.MediaType, encode.NewReady(features, head))
}

// offsets are the parameters that lead to the pages around one, nil for none.
func offsets(q geo.Query, matched int) (next, prev url.Values) {
	if end := q.Offset + q.PageSize(); end < matched {
		next = url.Values{"offset": {strconv.Itoa(end)}}
	}
	if q.Offset > 0 {
		prev = url.Values{"offset": {strconv.Itoa(max(0, q.Offset-q.PageSize()))}}
	}
	return next, prev
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
	sortPlaces(found, q.Sort)
	return found, nil
}

// sortPlaces sorts by keys, then by id. Missing values come last, either way.
func sortPlaces(rows []encode.PlaceRow, keys []geo.SortKey) {
	slices.SortFunc(rows, func(a, b encode.PlaceRow) int {
		for _, k := range keys {
			if c := compare(a.Property(k.Column), b.Property(k.Column), k.Descending); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.ID, b.ID)
	})
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
	format, err := a.negotiate(w, r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	values := web.Values(r)
	var knownAt time.Time
	if values.Has("known_at") {
		if knownAt, err = web.ParseKnownAt(values.Get("known_at"), a.Now()); err != nil {
			return err
		}
	}
	system, err := a.system(w, values, format)
	if err != nil {
		return err
	}
	columns, err := web.ChooseColumns(values, encode.PlaceColumns)
	if err != nil {
		return err
	}
	places, err := a.Places()
	if err != nil {
		return err
	}
	p, err := places.Place(r.Context(), web.PathValue(r, "featureId"), knownAt)
	if err != nil {
		return err
	}
	if forPeople(format) {
		query := url.Values{}
		if !knownAt.IsZero() {
			query.Set("known_at", geo.FormatTime(knownAt))
		}
		return web.RedirectTo(w, r, http.StatusSeeOther, p.Path(), query)
	}
	asked := values.Encode()
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), placesPath, p.ID, asked)) {
		return nil
	}
	links := a.placeLinks(r, p, asked)
	setLinks(w, links)
	return web.Compose(w, format.MediaType, 2048, func(dst []byte) ([]byte, error) {
		return encode.PlaceRow{PublicPlace: p}.AppendItem(dst, links, a.notice(), a.options(r, columns), system)
	})
}

func (a *api) placeLinks(r *http.Request, p *geo.PublicPlace, asked string) []encode.Link {
	base := web.Links(r)
	self := base.URL(placesPath+"/items/"+p.ID, nil)
	if asked != "" {
		self += "?" + asked
	}
	return []encode.Link{
		{Href: self, Rel: "self", Type: geoJSON, Title: "This place"},
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
