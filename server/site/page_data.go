package site

import (
	"net/http"

	"strikemap/geo"
	"strikemap/server/web"
)

// pageData is what the page's script needs to know at once. It stands in the page as
// JSON, which nothing runs.
type pageData struct {
	Page      string            `json:"page"` // "home" or "incident"
	Language  string            `json:"language"`
	Record    string            `json:"record_language,omitempty"` // of titles: rows of the API do not say it, and it is taken to be the site's
	Messages  map[string]any    `json:"messages"`
	Parties   map[string]string `json:"parties,omitempty"`   // name by code, of those that public incidents name
	Countries map[string]string `json:"countries,omitempty"` // name by code
	Base      string            `json:"base"`                // prefix of every path
	Sprite    string            `json:"sprite"`
	Box       string            `json:"box"`               // of the opening view
	Newest    string            `json:"newest,omitempty"`  // start of the newest incident
	Opening   string            `json:"opening,omitempty"` // opening window
	KnownAt   string            `json:"known_at,omitempty"`
	Total     int               `json:"total,omitempty"`    // incidents public at all
	Many      string            `json:"many,omitempty"`     // script for a record that holds more than a page loads
	Limit     int               `json:"limit,omitempty"`    // of incidents to load
	Retitled  bool              `json:"retitled,omitempty"` // incidents may have titles in this language
	Search    string            `json:"search,omitempty"`   // script that offers places in the search box
	Live      string            `json:"live,omitempty"`     // script that follows public changes
	Events    string            `json:"events,omitempty"`   // id of the event that led to what the page shows
	Incident  any               `json:"incident,omitempty"`
}

// clientWords are the groups of the catalogue that the script uses.
var clientWords = []string{"language", "number", "list", "kind", "statusWord", "status", "place", "time", "row", "home", "client", "incident", "site"}

func (p *pages) newData(r *http.Request, read reader, name string) pageData {
	return pageData{
		Page: name, Language: read.T("language.tag"), Messages: clientGroups(read.Catalogue),
		Base: web.Prefix(r), Sprite: web.AssetPath(r, "glyphs.svg"), Box: p.Site.DefaultView,
	}
}

// clientGroups leaves out what only the incident's page says.
func clientGroups(c Catalogue) map[string]any {
	groups := c.Groups(clientWords...)
	groups["incident"] = pick(groups["incident"], "copied", "backToList", "page")
	groups["site"] = pick(groups["site"], "themeLight", "themeDark", "recordsKept")
	return groups
}

func pick(group any, names ...string) map[string]any {
	all, _ := group.(map[string]any)
	some := map[string]any{}
	for _, name := range names {
		some[name] = all[name]
	}
	return some
}

func (p *pages) homeData(r *http.Request, read reader, all overview, h Home) pageData {
	d := p.newData(r, read, "home")
	d.Parties, d.Countries = read.named(all)
	d.Messages["names"] = map[string]any{"place": read.placeNames(all)}
	d.Record = languageOf(p.Site.Language)
	d.Retitled = all.retitled(d.Language, d.Record)
	d.Many = web.AssetPath(r, "many.js")
	if p.Geocoder != nil {
		d.Search = web.AssetPath(r, "search.js")
	}
	d.Newest, d.Opening, d.Limit = geo.FormatTime(all.newest), h.Opening, loadLimit
	if p.Events {
		d.Live, d.Events = web.AssetPath(r, "live.js"), web.EditionID(p.Reader.Edition())
	}
	d.Total, d.KnownAt = all.total, geo.FormatTime(h.Selection.KnownAt)
	return d
}

// named are the names of parties and countries that a list of incidents may show.
func (r reader) named(all overview) (parties, countries map[string]string) {
	parties, countries = map[string]string{}, map[string]string{}
	for _, code := range all.speakers {
		parties[code] = r.party(code)
	}
	for _, counts := range []map[string]int{all.countries, all.holders} {
		for code := range counts {
			if code != "" {
				countries[code] = r.country(code)
			}
		}
	}
	return parties, countries
}

// placeNames are the names of places that a list of incidents may show, by those of the
// record, where the language has another.
func (r reader) placeNames(all overview) map[string]any {
	names, _ := r.find("names.place").(map[string]any)
	if all.places == nil {
		return names
	}
	shown := map[string]any{}
	for name, usual := range names {
		if all.places[name] {
			shown[name] = usual
		}
	}
	for name := range all.places {
		if usual := r.Proper("place", name); usual != name {
			shown[name] = usual
		}
	}
	return shown
}

// mapProperties are the columns that the map reads of an incident.
var mapProperties = []string{"id", "title", "kind", "status", "precision", "uncertainty_m", "area_id", "time_from"}

func (p *pages) incidentData(r *http.Request, read reader, f *geo.Feature) pageData {
	d := p.newData(r, read, "incident")
	properties := map[string]any{}
	for _, name := range mapProperties {
		column, _ := geo.ColumnByName(name)
		properties[name] = column.Value(f)
	}
	var geometry any
	if at := f.Location.Point; at != nil {
		geometry = map[string]any{"type": "Point", "coordinates": []float64{at.Lon, at.Lat}}
	}
	d.Incident = map[string]any{"type": "Feature", "id": f.ID, "geometry": geometry, "properties": properties}
	return d
}
