package ogcapi

import (
	"net/http"
	"strconv"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// placeFields are the fields of the form of places.
func placeFields() []web.Field {
	return []web.Field{
		{Name: "filter", Label: "Condition in CQL2", Hint: "CASEI(name) LIKE '%odesa%'"},
		{Name: "class", Label: "What it is", Options: geo.PlaceClasses.Values()},
		{Name: "country", Label: "Country code", Hint: "UA"},
		{Name: "bbox", Label: "Box: west,south,east,north", Hint: "22,44,60,60"},
		{Name: "sortby", Label: "Order", Options: []string{"-incidents", "name", "country"}},
	}
}

// twinOfPlaces shows a page of places as a table.
func twinOfPlaces(r *http.Request, page []encode.PlaceRow, head encode.Head) web.Document {
	base := web.Links(r)
	known := web.Values(r).Get("known_at")
	rows := make([][]web.Cell, len(page))
	for i, p := range page {
		path := base.Path(p.Path(), with(nil, "known_at", known))
		rows[i] = []web.Cell{
			{Text: p.Name, URL: path, Note: p.ID},
			{Text: p.Class, Note: words(p, "precision")},
			{Text: p.Country, Note: p.Admin1},
			{Text: listed(words(p, "name_uk"), words(p, "name_ru"), words(p, "name_pl"))},
			{Text: strconv.Itoa(len(p.Visits))},
		}
	}
	d := web.Document{
		Title: placeContent.Title, Lead: placeContent.Description, Crumbs: crumbsOf(base, &placeContent), Forms: asJSON(r, "GeoJSON"),
		Sections: []web.Section{
			{Form: itemsForm(r, &placeContent, placeFields())},
			{
				Table: &web.Table{Caption: "Places", Head: []string{"Place", "What it is", "Country, division", "In Ukrainian, Russian, Polish", "Incidents"}, Rows: rows},
				Pager: pagerOf(head.Links, len(page), head.Matched),
			},
		},
	}
	if len(rows) == 0 {
		d.Sections[1].Table, d.Sections[1].Text = nil, []string{"No places match. Leave out a filter."}
	}
	return d
}
