package ogcapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// A twin is the page of a document: the same, for people (OGC API Features Part 1,
// /req/html/content). Relations that a page has no use for are left out of its lists.

// crumbs are the links from the landing page to a document below it. Each part is a
// path below Root with its words.
func crumbs(base web.Base, parts ...[2]string) []web.Anchor {
	above := []web.Anchor{{Text: "API", URL: base.Path(Root, nil)}}
	for _, p := range parts {
		above = append(above, web.Anchor{Text: p[1], URL: base.Path(Root+p[0], nil)})
	}
	return above
}

// crumbsOf are those of what lies below a collection.
func crumbsOf(base web.Base, c *content) []web.Anchor {
	return crumbs(base, [2]string{"/collections", "Collections"}, [2]string{"/collections/" + c.ID, c.Title})
}

// negotiate chooses a format among some and the page for people, and sets what a page
// is sent with: a kept answer is sent again with the headers set before it was looked
// for.
func (a *api) negotiate(w http.ResponseWriter, r *http.Request, offers ...web.Format) (web.Format, error) {
	if a.Page != nil {
		offers = append(slices.Clip(offers), web.HTMLFormat)
	}
	format, err := web.Negotiate(r, offers...)
	if err == nil && forPeople(format) {
		web.Secure(w.Header(), web.PagePolicy)
	}
	return format, err
}

func forPeople(format web.Format) bool { return format.Name == web.HTMLFormat.Name }

// alternate leads from a document for programs to its page.
func (a *api) alternate(r *http.Request) []encode.Link {
	if a.Page == nil {
		return nil
	}
	values := with(web.Values(r), "f", web.HTMLFormat.Name)
	return []encode.Link{{Href: web.Links(r).URL(r.URL.Path, values), Rel: "alternate", Type: "text/html", Title: "The same as a page"}}
}

// asJSON is the link from a page to the same document for programs.
func asJSON(r *http.Request, words string) []web.Anchor {
	return []web.Anchor{{Text: words, URL: web.Links(r).Path(r.URL.Path, with(web.Values(r), "f", web.JSONFormat.Name))}}
}

// withoutEmpty sends a form's request on to the address without what was left empty,
// and reports whether it did.
func withoutEmpty(w http.ResponseWriter, r *http.Request) (sent bool, err error) {
	values, full := web.Values(r), url.Values{}
	for name, v := range values {
		if len(v) > 0 && v[0] != "" {
			full[name] = v
		}
	}
	if len(full) == len(values) {
		return false, nil
	}
	return true, web.RedirectTo(w, r, http.StatusSeeOther, r.URL.Path, full)
}

func (a *api) twinOfLanding(r *http.Request) web.Document {
	base := web.Links(r)
	path := func(leaf string) string { return base.Path(Root+leaf, nil) }
	d := web.Document{
		Title: a.Site.Name + ": data", Lead: "Reported incidents with who says so, for programs and for you. " + web.NoteReported + " " + web.NoteRecords,
		Forms: asJSON(r, "JSON"),
		Sections: []web.Section{
			{Heading: "Look", Links: []web.Anchor{
				{Text: "Incidents", URL: path("/collections/incidents/items"), Note: "page by page, with filters; also as CSV, KML, Atom"},
				{Text: "Claims", URL: path("/collections/claims/items"), Note: "who says what"},
				{Text: "Areas", URL: path("/collections/areas/items"), Note: "shapes that stand for places known no better"},
				{Text: "Statistics", URL: path("/stats"), Note: "counts and reported numbers by month, country, kind"},
				{Text: "Changes", URL: path("/changes"), Note: "what was published, corrected and withdrawn, for those who keep a copy"},
			}},
			{Heading: "In a GIS", Text: []string{"QGIS, GDAL, ArcGIS and OWSLib read this address as OGC API Features, and its tiles as OGC API Tiles:"}, Code: base.URL(Root, nil)},
			{Heading: "For programs", Links: []web.Anchor{
				{Text: "Collections", URL: path("/collections"), Note: "with properties, queryables and sortables"},
				{Text: "Vector tiles", URL: path("/tiles")},
				{Text: "Tile matrix sets", URL: path("/tileMatrixSets")},
				{Text: "OpenAPI document", URL: path("/openapi.json")},
				{Text: "Conformance", URL: path("/conformance"), Note: "classes of standards that are met"},
			}},
		},
	}
	if a.Places != nil {
		look := &d.Sections[0].Links
		*look = slices.Insert(*look, 3, web.Anchor{Text: "Places", URL: path("/collections/places/items"), Note: "towns, airports, facilities and more, with how many incidents are kept there"})
	}
	if a.Manual != "" {
		d.Sections[2].Links = append(d.Sections[2].Links, web.Anchor{Text: "Manual", URL: base.Path(a.Manual, nil)})
	}
	return d
}

func twinOfConformance(r *http.Request, classes []string) web.Document {
	rows := make([][]web.Cell, len(classes))
	for i, uri := range classes {
		standard, class := classWords(uri)
		rows[i] = []web.Cell{{Text: class}, {Text: standard}, {Text: uri, Code: true}}
	}
	return web.Document{
		Title: "Conformance", Lead: "The classes of standards that this API meets, all of them in whole.",
		Crumbs: crumbs(web.Links(r)), Forms: asJSON(r, "JSON"),
		Sections: []web.Section{{Table: &web.Table{Caption: "Conformance classes", Head: []string{"Class", "Standard", "Identifier"}, Rows: rows}}},
	}
}

// standards are the documents of the OGC that classes are of.
var standards = map[string]string{
	"ogcapi-common-1": "OGC API Common, Part 1: Core", "ogcapi-common-2": "OGC API Common, Part 2: Geospatial Data",
	"ogcapi-features-1": "OGC API Features, Part 1: Core", "ogcapi-features-2": "OGC API Features, Part 2: Coordinate Reference Systems by Reference",
	"ogcapi-features-3": "OGC API Features, Part 3: Filtering", "ogcapi-features-5": "OGC API Features, Part 5: Schemas",
	"ogcapi-features-8": "OGC API Features, Part 8: Sorting", "ogcapi-common-3": "OGC API Common, Part 3: Schemas", "ogcapi-tiles-1": "OGC API Tiles, Part 1: Core", "cql2": "Common Query Language (CQL2)",
	"tms": "Two Dimensional Tile Matrix Set", "json-fg-1": "OGC Features and Geometries JSON",
}

// classWords splits the identifier of a class, .../spec/STANDARD/VERSION/conf/CLASS.
func classWords(uri string) (standard, class string) {
	_, rest, _ := strings.Cut(uri, "/spec/")
	parts := strings.SplitN(rest, "/", 4)
	if len(parts) < 4 {
		return "", uri
	}
	if standard = standards[parts[0]]; standard == "" {
		standard = parts[0]
	}
	return standard + ", " + parts[1], parts[3]
}

func twinOfCollections(r *http.Request, all []collection) web.Document {
	base := web.Links(r)
	rows := make([][]web.Cell, len(all))
	for i, c := range all {
		path := base.Path(Root+"/collections/"+c.ID, nil)
		rows[i] = []web.Cell{{Text: c.Title, URL: path}, {Text: c.Description}, {Text: "Items", URL: path + "/items"}}
	}
	return web.Document{
		Title: "Collections", Lead: "What there is, as features with flat columns.",
		Crumbs: crumbs(base), Forms: asJSON(r, "JSON"),
		Sections: []web.Section{{Table: &web.Table{Caption: "Collections", Head: []string{"Collection", "What it holds", "Look"}, Rows: rows}}},
	}
}

func (a *api) twinOfCollection(r *http.Request, c *content, d collection, e extent) web.Document {
	base := web.Links(r)
	path := base.Path(c.path(), nil)
	facts := []web.Fact{
		{Term: "Identifier", Text: c.ID},
		{Term: "Geometry", Text: c.Shape},
		{Term: "Order of items", Text: strings.Join(d.Order, ", ")},
		{Term: "Reference systems", Text: "CRS84, EPSG:4326, EPSG:3857"},
	}
	box, span := e.of(c)
	if box != nil {
		facts = append(facts, web.Fact{Term: "Extent, west to east", Text: fmt.Sprintf("%.4f to %.4f", box.West, box.East)},
			web.Fact{Term: "Extent, south to north", Text: fmt.Sprintf("%.4f to %.4f", box.South, box.North)})
	}
	if !span.From.IsZero() {
		facts = append(facts, web.Fact{Term: "Time", Text: day(span.From) + " to " + day(span.To)})
	}
	if a.Site.DataLicence != "" {
		facts = append(facts, web.Fact{Term: "Licence", Text: a.Site.DataLicence, URL: a.Site.DataLicenceURL})
	}
	return web.Document{
		Title: c.Title, Lead: c.Description,
		Crumbs: crumbs(base, [2]string{"/collections", "Collections"}), Forms: asJSON(r, "JSON"),
		Sections: []web.Section{
			{Links: []web.Anchor{
				{Text: "Items", URL: path + "/items", Note: "page by page, with filters"},
				{Text: "Properties", URL: path + "/schema", Note: "every column with its meaning"},
				{Text: "Queryables", URL: path + "/queryables", Note: "what a filter may name"},
				{Text: "Sortables", URL: path + "/sortables", Note: "what items may be sorted by"},
			}},
			{Heading: "About it", Facts: facts},
			{Heading: "In a GIS", Text: []string{"QGIS, GDAL and ArcGIS read this address as an OGC API Features layer:"}, Code: base.URL(Root, nil)},
		},
	}
}

// twinOfSchema lists properties with their codes.
func twinOfSchema(r *http.Request, c *content, s jsonSchema) web.Document {
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return s.Properties[a].Sequence - s.Properties[b].Sequence })
	var rows [][]web.Cell
	for _, name := range names {
		p := s.Properties[name]
		kind := p.Type
		if p.Format != "" {
			kind = p.Format
		}
		codes := make([]string, len(p.OneOf))
		for i, code := range p.OneOf {
			codes[i] = code.Const
		}
		rows = append(rows, []web.Cell{{Text: name, Code: true}, {Text: kind}, {Text: p.Description, Note: strings.Join(codes, ", ")}})
	}
	return web.Document{
		Title: s.Title, Lead: "The codes are explained in the codebook.",
		Crumbs: crumbsOf(web.Links(r), c), Forms: asJSON(r, "JSON Schema"),
		Sections: []web.Section{{Table: &web.Table{Caption: "Properties", Head: []string{"Name", "Type", "Meaning and codes"}, Rows: rows}}},
	}
}

// day writes a day as people write it: "25 Dec 2025".
func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// span writes a half-open span of time in UTC: the day where it is whole, else with
// hours.
func span(from, to time.Time) string {
	from, to = from.UTC(), to.UTC()
	midnight := func(t time.Time) bool { return t.Equal(t.Truncate(24 * time.Hour)) }
	last := to.Add(-time.Millisecond)
	switch {
	case midnight(from) && midnight(to) && day(from) == day(last):
		return day(from)
	case midnight(from) && midnight(to):
		return day(from) + " – " + day(last)
	case day(from) == day(last):
		return day(from) + ", " + from.Format("15:04") + " – " + to.Format("15:04") + " UTC"
	}
	return day(from) + ", " + from.Format("15:04") + " – " + day(to) + ", " + to.Format("15:04") + " UTC"
}

// pagerOf reads prev and next out of the links of a page.
func pagerOf(links []encode.Link, returned, matched int) *web.Pager {
	p := &web.Pager{Said: strconv.Itoa(returned) + " on this page"}
	if matched >= 0 {
		p.Said += ", " + strconv.Itoa(matched) + " in all"
	}
	for _, l := range links {
		switch l.Rel {
		case "next":
			p.Next = l.Href
		case "prev":
			p.Prev = l.Href
		}
	}
	return p
}

// itemsForm asks for items by the parameters that people use most; the others of the
// request stay as they are.
func itemsForm(r *http.Request, c *content, fields []web.Field) *web.Form {
	values := web.Values(r)
	f := &web.Form{Action: web.Links(r).Path(c.path()+"/items", nil), Submit: "Show", Fields: fields}
	hidden := with(values, "f", web.HTMLFormat.Name)
	delete(hidden, "cursor")
	delete(hidden, "offset")
	for i, field := range f.Fields {
		delete(hidden, field.Name)
		f.Fields[i].Value = values.Get(field.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(hidden)) {
		f.Hidden = append(f.Hidden, web.Fact{Term: name, Text: hidden.Get(name)})
	}
	return f
}

// incidentFields are the fields of the form of incidents.
func incidentFields() []web.Field {
	return []web.Field{
		{Name: "q", Label: "Words", Hint: "temryuk port"},
		{Name: "bbox", Label: "Box: west,south,east,north", Hint: "22,44,60,60"},
		{Name: "datetime", Label: "Time: from/to", Hint: "2025-12-01/2025-12-31"},
		{Name: "kind", Label: "Kind", Options: geo.Kinds.Values()},
		{Name: "status_min", Label: "At least", Options: rankedStatuses()},
		{Name: "country", Label: "Country code", Hint: "RU"},
	}
}

// formWords are what formats are called on pages.
var formWords = map[string]string{"json": "GeoJSON", "jsonseq": "GeoJSON sequence", "csv": "CSV", "kml": "KML", "atom": "Atom"}

// itemForms are the links from a page of incidents to the same in other formats, and to
// all that match as a file.
func itemForms(r *http.Request) []web.Anchor {
	base, values := web.Links(r), web.Values(r)
	var forms []web.Anchor
	for _, format := range web.IncidentFormats {
		forms = append(forms, web.Anchor{Text: formWords[format.Name], URL: base.Path(r.URL.Path, with(values, "f", format.Name))})
	}
	all := unpaged(values)
	delete(all, "f")
	return append(forms, web.Anchor{Text: "all that match as a GeoPackage", URL: base.Path(incidentsPath+"/download.gpkg", all)})
}

func rankedStatuses() []string {
	return slices.DeleteFunc(geo.Statuses.Values(), func(s string) bool { return geo.StatusRank(s) < 0 })
}

// twinOfIncidents shows a page of incidents as a table.
func (a *api) twinOfIncidents(r *http.Request, page geo.BodyPage, head encode.Head) web.Document {
	base := web.Links(r)
	var rows [][]web.Cell
	var row encode.Row
	parties := a.Reader.Parties()
	for _, flat := range page.Flats {
		row.Read(flat)
		rows = append(rows, incidentCells(base, &row, parties))
	}
	d := web.Document{
		Title: "Incidents", Lead: incidentContent.Description,
		Crumbs: crumbsOf(base, &incidentContent), Forms: itemForms(r),
		Sections: []web.Section{
			{Form: itemsForm(r, &incidentContent, incidentFields())},
			{Table: &web.Table{Caption: "Incidents", Head: []string{"Incident", "Where", "When", "Status", "Sources"}, Rows: rows}, Pager: pagerOf(head.Links, len(page.Flats), head.Matched)},
		},
	}
	if len(rows) == 0 {
		d.Sections[1].Table = nil
		d.Sections[1].Text = []string{"No incidents match. Widen the time or the box, or leave out a filter."}
	}
	return d
}

// words returns a property as text, "" for a missing one.
func words(row geo.Row, name string) string {
	text, _ := row.Property(name).(string)
	return text
}

// listed joins what is not empty.
func listed(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

func incidentCells(base web.Base, row geo.Row, parties geo.Parties) []web.Cell {
	kind, status := words(row, "kind"), words(row, "status")
	families, _ := row.Property("source_families").(float64)
	return []web.Cell{
		{
			Text: words(row, "title"), URL: base.Path(words(row, "url"), nil), Note: listed(kind, words(row, "category"), words(row, "facility")),
			Kind: kind, Glyph: kind + "-" + status,
		},
		{Text: words(row, "place"), Note: listed(words(row, "country"), words(row, "precision"))},
		{Text: spanOf(row), Note: words(row, "time_phrase")},
		{Text: status, Note: voicesOf(row, parties)},
		{Text: strconv.Itoa(int(families))},
	}
}

func spanOf(row geo.Row) string {
	from, _ := row.Property("time_from").(time.Time)
	to, _ := row.Property("time_to").(time.Time)
	return span(from, to)
}

// voicesOf says who claims, confirms and denies.
func voicesOf(row geo.Row, parties geo.Parties) string {
	var said []string
	for _, v := range [][2]string{{"claimed_by", "said by "}, {"confirmed_by", "confirmed by "}, {"denied_by", "denied by "}} {
		codes := words(row, v[0])
		if codes == "" {
			continue
		}
		names := strings.Split(codes, ",")
		for i, code := range names {
			names[i] = parties.Name(code)
		}
		said = append(said, v[1]+strings.Join(names, ", "))
	}
	return strings.Join(said, "; ")
}

// twinOfAreas shows a page of areas as a table.
func twinOfAreas(r *http.Request, found []areaRow, head encode.Head) web.Document {
	base := web.Links(r)
	rows := make([][]web.Cell, len(found))
	for i, row := range found {
		id := row.area.ID
		rows[i] = []web.Cell{
			{Text: row.area.Name, URL: base.Path(areasPath+"/items/"+url.PathEscape(id), nil), Note: id},
			{Text: row.area.Level},
			{Text: row.area.Country},
			{Text: strconv.Itoa(row.incidents), URL: base.Path(incidentsPath+"/items", url.Values{"area_id": {id}, "f": {web.HTMLFormat.Name}})},
		}
	}
	return web.Document{
		Title: areaContent.Title, Lead: areaContent.Description, Crumbs: crumbsOf(base, &areaContent), Forms: asJSON(r, "GeoJSON"),
		Sections: []web.Section{{
			Table: &web.Table{Caption: "Areas", Head: []string{"Area", "What it is", "Country", "Incidents"}, Rows: rows},
			Pager: pagerOf(head.Links, len(found), head.Matched),
		}},
	}
}

// twinOfArea shows one area.
func twinOfArea(r *http.Request, row areaRow) web.Document {
	base, id := web.Links(r), row.area.ID
	box := row.area.Bounds()
	return web.Document{
		Title: row.area.Name, Lead: "It stands for places that are known no better.",
		Crumbs: append(crumbsOf(base, &areaContent), web.Anchor{Text: "Items", URL: base.Path(areasPath+"/items", nil)}),
		Forms:  asJSON(r, "GeoJSON"),
		Sections: []web.Section{{Facts: []web.Fact{
			{Term: "Identifier", Text: id},
			{Term: "What it is", Text: row.area.Level},
			{Term: "Country", Text: row.area.Country},
			{Term: "West, south, east, north", Text: fmt.Sprintf("%.3f, %.3f, %.3f, %.3f", box.West, box.South, box.East, box.North)},
			{Term: "Incidents", Text: strconv.Itoa(row.incidents), URL: base.Path(incidentsPath+"/items", url.Values{"area_id": {id}, "f": {web.HTMLFormat.Name}})},
		}}},
	}
}

// claimFields are the fields of the form of claims.
func claimFields() []web.Field {
	return []web.Field{
		{Name: "q", Label: "Words", Hint: "temryuk port"},
		{Name: "datetime", Label: "Time: from/to", Hint: "2025-12-01/2025-12-31"},
		{Name: "stance", Label: "Stance", Options: geo.Stances.Values()},
		{Name: "proposition", Label: "About", Options: geo.Propositions.Values()},
		{Name: "role", Label: "Side", Options: geo.Roles.Values()},
		{Name: "country", Label: "Country code", Hint: "RU"},
	}
}

// twinOfClaims shows a page of claims as a table.
func twinOfClaims(r *http.Request, features [][]byte, head encode.Head) (web.Document, error) {
	base := web.Links(r)
	rows := make([][]web.Cell, len(features))
	for i, feature := range features {
		text, err := propertyTexts(feature)
		if err != nil {
			return web.Document{}, err
		}
		says := strings.ReplaceAll(text("stance"), "-", " ") + ": " + text("proposition")
		if text("superseded") == "true" {
			says += " (superseded)"
		}
		rows[i] = []web.Cell{
			{Text: text("party_name"), Note: text("role")},
			{Text: says, Note: text("detail")},
			{Text: text("title"), URL: base.Path("/incidents/"+text("incident"), nil), Note: listed(text("kind"), text("status"), text("place")), Kind: text("kind"), Glyph: text("kind") + "-" + text("status")},
			{Text: text("stated_at"), Note: listed(text("channel"), text("publisher"))},
		}
	}
	d := web.Document{
		Title: claimContent.Title, Lead: claimContent.Description, Crumbs: crumbsOf(base, &claimContent), Forms: asJSON(r, "GeoJSON"),
		Sections: []web.Section{
			{Form: itemsForm(r, &claimContent, claimFields())},
			{
				Table: &web.Table{Caption: "Claims", Head: []string{"Who", "Says", "About which incident", "Said"}, Rows: rows},
				Pager: pagerOf(head.Links, len(features), head.Matched),
			},
		},
	}
	if len(rows) == 0 {
		d.Sections[1].Table, d.Sections[1].Text = nil, []string{"No claims match. Leave out a filter."}
	}
	return d, nil
}

// propertyTexts reads the properties of an encoded feature as texts.
func propertyTexts(feature []byte) (func(name string) string, error) {
	var f struct{ Properties map[string]any }
	if err := json.Unmarshal(feature, &f); err != nil {
		return nil, err
	}
	return func(name string) string {
		if v := f.Properties[name]; v != nil {
			return fmt.Sprint(v)
		}
		return ""
	}, nil
}

// twinOfChanges shows a page of changes as a table.
func twinOfChanges(r *http.Request, page changesDocument) web.Document {
	rows := make([][]web.Cell, len(page.Changes))
	for i, c := range page.Changes {
		words := c.Title
		if words == "" {
			words = c.ID
		}
		rows[i] = []web.Cell{{Text: words, URL: c.URL, Note: c.Status}, {Text: c.Change, Note: c.Note}, {Text: c.At.Format("2 Jan 2006, 15:04 UTC")}, {Text: strconv.Itoa(c.Revision)}}
	}
	return web.Document{
		Title: "Changes", Lead: "The last public change of each incident, the earliest first, withdrawals among them.",
		Crumbs: crumbs(web.Links(r)), Forms: asJSON(r, "JSON"),
		Sections: []web.Section{{
			Table: &web.Table{Caption: "Changes", Head: []string{"Incident", "Change", "When", "Revision"}, Rows: rows},
			Pager: pagerOf(page.Links, page.NumberReturned, -1),
		}},
	}
}
