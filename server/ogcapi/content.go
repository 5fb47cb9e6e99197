package ogcapi

import (
	"strings"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// content says what the items of a collection are: the one place from which its
// schemas, parameters and description are made.
type content struct {
	ID, Title, Description string

	Columns  []geo.Column // the properties, in their order
	Sortable []geo.Column // those that sortby takes
	Order    []string     // in which items come unless told, as sortby writes it
	Required []string     // properties that are never missing
	Geometry string       // format of the geometry in a schema, "geometry-point"
	Shape    string       // what the geometry is, in words
	Span     [2]string    // properties that are start and end of the item's time; empty for none
	Type     string       // property that says what kind of thing the item is; empty for none
}

var incidentContent = content{
	ID: "incidents", Title: "Incidents",
	Description: "Reported incidents as points, newest first. Those whose place is known no better than a region have no geometry and name the area that stands for it. " + web.NoteReported,
	Columns:     geo.Columns, Sortable: geo.Columns, Order: []string{"-time_from", "-id"},
	Required: []string{"id", "title", "kind", "status", "revision"},
	Geometry: "geometry-point", Shape: "the served point; missing where the place is known no better than a region",
	Span: [2]string{"time_from", "time_to"}, Type: "kind",
}

var areaContent = content{
	ID: "areas", Title: "Areas",
	Description: "Shapes that stand for places known no better than a region, a country or a stretch of sea. " + web.NoteBorders,
	Columns:     areaColumns, Sortable: areaColumns, Order: []string{"id"},
	Required: []string{"id", "name", "level", "repr_lon", "repr_lat"},
	Geometry: "geometry-multipolygon", Shape: "the outline",
	Type: "level",
}

var claimContent = content{
	ID: "claims", Title: "Claims",
	Description: "Who says what: one row for each claim, with the point and time of the incident it is about, in the order of incidents, then as the ledger has them. Superseded claims are there, and marked. " + web.NoteReported,
	Columns:     encode.ClaimColumns, Sortable: claimSortable, Order: []string{"-time_from"},
	Required: []string{"id", "incident", "party", "role", "stance", "proposition", "superseded", "title", "kind", "status"},
	Geometry: "geometry-point", Shape: "the served point of the incident, if there is one",
	Span: [2]string{"time_from", "time_to"},
}

var placeContent = content{
	ID: "places", Title: "Places",
	Description: "Towns, first-level divisions, countries, airports, seas and landscapes by their names in several languages, and those other facilities that a public incident names, with how many incidents are kept there. Facilities other than airports and ports are given to about a kilometre. " + web.NoteRecords + " " + web.NoteBorders,
	Columns:     encode.PlaceColumns, Sortable: encode.PlaceColumns, Order: []string{"id"},
	Required: []string{"id", "name", "class", "precision", "radius_m", "incidents", "url"},
	Geometry: "geometry-point", Shape: "the public point: the middle of a facility or town, of an area a point for its name",
	Type: "class",
}

// contents are all collections, in the order they are listed.
func (a *api) contents() []*content {
	all := []*content{&incidentContent, &areaContent, &claimContent}
	if a.Places != nil {
		all = append(all, &placeContent)
	}
	return all
}

// areaLevels are the values of level.
var areaLevels = geo.CodeList{Name: "level", Codes: []geo.Code{
	{Value: "country", Means: "a country"},
	{Value: "admin1", Means: "a first-level division"},
	{Value: "part", Means: "a part of a country"},
	{Value: "sea", Means: "a stretch of sea"},
}}

var areaColumns = []geo.Column{
	{Name: "id", Type: geo.TextColumn, Means: "identifier, as area_id of incidents has it"},
	{Name: "name", Type: geo.TextColumn, Means: "name in English"},
	{Name: "level", Type: geo.TextColumn, Means: "what it is", Codes: &areaLevels},
	{Name: "country", Type: geo.TextColumn, Means: "ISO 3166-1 alpha-2 by the view of the United Nations; missing at sea"},
	{Name: "repr_lon", Type: geo.NumberColumn, Means: "longitude where a label may stand, degrees"},
	{Name: "repr_lat", Type: geo.NumberColumn, Means: "latitude where a label may stand, degrees"},
	{Name: "incidents", Type: geo.IntegerColumn, Means: "incidents it stands for now"},
}

// claimColumns are those of a claim itself; claimSortable are those of its incident,
// whose order claims follow.
var claimColumns, claimSortable = func() (own, others []geo.Column) {
	for _, c := range encode.ClaimColumns {
		if encode.IsClaimColumn(c.Name) {
			own = append(own, c)
		} else {
			others = append(others, c)
		}
	}
	return own, others
}()

// path returns the path of the collection.
func (c *content) path() string { return Root + "/collections/" + c.ID }

// title writes the name of a property for people: "time_from" is "Time from".
func title(name string) string {
	words := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
