package desk

import (
	"bytes"
	"net/http"

	"strikemap/geo"
	"strikemap/server/web"
)

// page is what the template gets.
type page struct {
	Site     string
	Base     string // prefix of every path
	Style    string
	Script   string
	Theme    string
	ReadOnly bool
	MaxText  int // KiB
	Data     any // for the script, as JSON
}

// MaxText is the longest text in bytes that the page lets through; the drafter may take
// less, and says so.
const MaxText = 256 << 10

// pageData is what the script needs to know at once.
type pageData struct {
	Language string            `json:"language"`
	Messages map[string]any    `json:"messages"`
	Base     string            `json:"base"`
	Box      string            `json:"box"` // of the opening view: west,south,east,north
	ReadOnly bool              `json:"read_only"`
	Codes    codes             `json:"codes"`
	Parties  map[string]string `json:"parties"` // name by code
}

// codes are the closed lists that the form offers.
type codes struct {
	Kind      []string `json:"kind"`
	Category  []string `json:"category"`
	Outcome   []string `json:"outcome"`
	Precision []string `json:"precision"` // of the time
	Place     []string `json:"place"`     // precisions of the place
	Measure   []string `json:"measure"`
	Qualifier []string `json:"qualifier"`
}

// pageWords are the groups of the catalogue that the script uses.
var pageWords = []string{"language", "number", "list", "kind", "status", "category", "outcome", "place", "time", "client", "site", "stance", "proposition", "countryName", "measure", "quantity"}

// partyNames are the names of the registered parties by code.
func (f family) partyNames() map[string]string {
	names := map[string]string{}
	for code, p := range f.Reader.Parties() {
		names[code] = p.Name
	}
	return names
}

// page answers the paste page. It is in English, as the rules and their reasons are.
func (f family) page(w http.ResponseWriter, r *http.Request) error {
	out := page{
		Site: f.Site.Name, Base: web.Prefix(r), Style: web.AssetPath(r, "editor.css"), Script: web.AssetPath(r, "editor.js"),
		ReadOnly: f.Writer == nil, MaxText: MaxText >> 10,
	}
	if theme := r.URL.Query().Get("theme"); theme == "light" || theme == "dark" {
		out.Theme = theme
	}
	out.Data = pageData{
		Language: "en", Messages: f.words.Groups(pageWords...), Base: out.Base, Box: f.Site.DefaultView, ReadOnly: out.ReadOnly,
		Parties: f.partyNames(),
		Codes: codes{
			geo.Kinds.Values(), geo.Categories.Values(), geo.Outcomes.Values(), geo.TimePrecisions.Values(), geo.Precisions.Values(),
			geo.Measures.Values(), geo.Qualifiers.Values(),
		},
	}
	var b bytes.Buffer
	if err := f.template.ExecuteTemplate(&b, "paste", out); err != nil {
		return err
	}
	w.Header().Set("Content-Language", "en")
	web.Whole(w, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
	return nil
}
