// Package site is the reader's product: the map page, the page of an incident, the
// manual, and the pages for errors. HTML comes from the server first and is whole
// without scripts; the page's script puts the map beside it.
package site

import (
	"cmp"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// Flag is one setting of the command line, for the manual.
type Flag struct {
	Name    string // "base-url"
	Env     string // "STRIKEMAP_BASE_URL"
	Default string
	Help    string
}

// Command is one command of the command line, for the manual.
type Command struct {
	Name  string // "serve"
	Help  string
	Flags []Flag
}

// Routes returns the rows of the route table. The commands stand in the manual.
func Routes(deps web.Deps, commands ...Command) []web.Route {
	p := newPages(deps)
	routes := []web.Route{
		{Path: "/", Handler: p.home},
		{Path: "/text", Handler: p.text},
		{Path: "/titles", Handler: p.titles},
		{Path: "/incidents/{id}", Handler: p.incident},
		{Path: "/corrections", Handler: p.correctionsPage},
		{Path: "/corrections.atom", Handler: p.correctionsFeed},
		{Path: "/cite", Handler: p.cite},
		{Path: "/docs", Handler: p.manual(chapters[0], commands)},
	}
	if deps.Places != nil {
		routes = append(routes, web.Route{Path: "/places/{id}", Handler: p.placeRecord})
	}
	for _, c := range chapters[1:] {
		routes = append(routes, web.Route{Path: c.Path, Handler: p.manual(c, commands)})
	}
	for i := range routes {
		routes[i].Method, routes[i].Cache, routes[i].Policy = http.MethodGet, web.Page, web.PagePolicy
	}
	return routes
}

// ErrorPage returns what writes a problem as a page.
func ErrorPage(deps web.Deps) web.ErrorPage { return newPages(deps).problem }

// pages are the handlers with what they share.
type pages struct {
	web.Deps
	languages map[string]language
	now       web.PerEdition[overview] // of what is public now

	corrections correctionList
	names       *usualNames
	atPlaces    web.PerEdition[map[string]*geo.PublicPlace] // the place of each public incident
}

func newPages(deps web.Deps) *pages {
	return &pages{Deps: deps, languages: readLanguages(), names: &usualNames{table: deps.Geocoder}}
}

// language returns words and templates for a request.
func (p *pages) language(r *http.Request) language {
	return p.languages[web.Language(r, p.offered())]
}

// page is what every template gets.
type page struct {
	Site        SiteWords
	Base        string // prefix of every path
	Theme       string // "light", "dark" or empty for what the reader's system asks
	Title       string
	Heading     string // for link previews; empty: the title
	Description string
	Canonical   string
	Class       string
	Article     bool
	Style       string
	Sheet       template.CSS  // the style sheet itself, instead
	Symbols     template.HTML // those of the sprite, likewise
	MoreStyle   string        // of the manual, the twins of the API and places
	Script      string
	Ahead       []Ahead // what the script is going to ask for
	Module      string  // script that the script is going to import
	Sprite      string
	Alternates  []Alternate
	Preview     *Preview
	Lang        string // tag that the address asks for, or empty
	Languages   []LanguageChoice
	AnyLanguage string // address of the page in the language of the reader's browser
	KnownAt     string // "?known_at=..." for links to incidents, or empty
	Data        any    // for the scripts, as JSON
	Linked      any    // for search engines, as JSON-LD

	Published, Modified string // of an article: when, RFC 3339

	Home     *Home
	Incident *Incident
	Docs     *Docs
	Error    *Failure
	Document *web.Document
	Embed    *Embed

	Corrections *CorrectionsPage
	Citation    *Citation
	PlaceRecord *PlaceRecord
}

// Alternate is another form of what the page shows.
type Alternate struct{ Type, URL, Title string }

// SiteWords are the operator's settings as pages show them.
type SiteWords struct {
	Name, Publisher, Licence, LicenceURL, Credit string
	Contact, Imprint                             *Link
}

func (p *pages) siteWords() SiteWords {
	s := p.Site
	w := SiteWords{
		Name: cmp.Or(s.Name, "Strikemap"), Publisher: s.Publisher,
		Licence: s.DataLicence, Credit: s.Credit(), Contact: contactLink(s.Contact),
		Imprint: webLink(s.Imprint, s.Imprint),
	}
	if webLink(s.DataLicenceURL, "") != nil {
		w.LicenceURL = s.DataLicenceURL
	}
	return w
}

// contactLink makes a link of a URL or an e-mail address.
func contactLink(contact string) *Link {
	if link := webLink(contact, contact); link != nil {
		return link
	}
	if name, host, ok := strings.Cut(contact, "@"); ok && name != "" && host != "" && !strings.ContainsAny(contact, " <>?&") {
		return &Link{URL: "mailto:" + contact, Text: contact}
	}
	return nil
}

// newPage fills in what every page has.
func (p *pages) newPage(r *http.Request, class string) page {
	base, lang := web.Links(r), p.asked(r)
	out := page{
		Site: p.siteWords(), Base: base.Prefix, Class: class, Theme: theme(r),
		Lang: lang, Languages: p.choices(r),
		Style: web.AssetPath(r, "main.css"), Script: web.AssetPath(r, "map.js"),
		Sprite: web.AssetPath(r, "glyphs.svg"),
	}
	if class != "map-page" {
		out.MoreStyle = web.AssetPath(r, "pages.css")
	}
	out.KnownAt = out.LangQuery()
	out.Canonical = base.URL(r.URL.Path, langValues(lang))
	if len(out.Languages) > 0 && out.Languages[0].URL != "" {
		out.AnyLanguage = base.URL(r.URL.Path, nil)
	}
	return out
}

func theme(r *http.Request) string {
	if t := web.Values(r).Get("theme"); t == "light" || t == "dark" {
		return t
	}
	return ""
}

// home answers "/".
func (p *pages) home(w http.ResponseWriter, r *http.Request) error {
	l, s, err := p.selection(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", mapSheet().policy)
	if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), "home", l.tag, theme(r), s.key())) {
		return nil
	}
	read := p.reader(l)
	all, err := p.overview(r.Context(), s.KnownAt)
	if err != nil {
		return err
	}
	h, err := read.home(r.Context(), p.Reader, all, s)
	if err != nil {
		return err
	}
	if r.URL.RawQuery == "" {
		web.ForAll(w)
	}
	out := p.newPage(r, "map-page")
	out.Home = &h
	if !s.KnownAt.IsZero() {
		query := langValues(out.Lang)
		query.Set("known_at", h.KnownAtValue())
		out.KnownAt = "?" + query.Encode()
	}
	if s.Incident != "" {
		if h.Open, err = p.openIncident(r, read, s); err != nil {
			return err
		}
	}
	out.Title = l.T("page.titleHome", "site", out.Site.Name)
	out.Heading, out.Description = out.Site.Name, l.T("site.intro")
	out.Canonical = web.Links(r).URL("/", s.Values())
	out.Preview = p.homePreview(r, l, all, s)
	out.Alternates = []Alternate{
		{"application/geo+json", p.apiPath(r, "incidents/items", s.KnownAt), l.T("client.apiView")},
		{"application/atom+xml", web.Links(r).Path("/feeds/v1/all-latest.atom", nil), l.T("client.feed")},
	}
	out.Alternates = append(out.Alternates, oembedLinks(r, out.Canonical, out.Site.Name)...)
	if h.Open != nil {
		out.Title = l.T("page.titleOther", "title", h.Open.Title, "site", out.Site.Name)
		out.Preview = p.incidentPreview(r, l, h.Open.ID, geo.FormatTime(s.KnownAt), h.Open.Title)
	}
	out.Style, out.Sheet, out.Sprite, out.Symbols = "", mapSheet().style, "", mapSheet().symbols
	out.Data = p.homeData(r, read, all, h)
	if all.total > loadLimit {
		out.Module = web.AssetPath(r, "many.js")
	}
	if out.Ahead, err = p.homeAhead(r, l, all, s); err != nil {
		return err
	}
	return l.write(w, http.StatusOK, "home", out)
}

// selection reads the address of the map page.
func (p *pages) selection(r *http.Request) (language, Selection, error) {
	s := ParseSelection(web.Values(r))
	s.Lang = p.asked(r)
	if s.KnownAtText != "" {
		at, err := web.ParseKnownAt(s.KnownAtText, p.Now())
		if err != nil {
			return language{}, Selection{}, err
		}
		s.KnownAt = at
	}
	return p.language(r), s, nil
}

// overview is kept for what is public now.
func (p *pages) overview(ctx context.Context, knownAt time.Time) (overview, error) {
	if !knownAt.IsZero() {
		return look(ctx, p.Reader, knownAt)
	}
	return p.now.Get(ctx, p.Reader.Edition(), func(ctx context.Context) (overview, error) {
		return look(ctx, p.Reader, time.Time{})
	})
}

// openIncident finds the incident a link to the map names; one that is not there
// leaves the map without.
func (p *pages) openIncident(r *http.Request, read reader, s Selection) (*Incident, error) {
	f, err := p.Reader.Item(r.Context(), s.Incident, s.KnownAt)
	switch geo.ErrorCode(err) {
	case "":
		return p.show(r, read, f, s.KnownAt)
	case geo.ENOTFOUND, geo.EGONE:
		return nil, nil
	}
	return nil, err
}

// incident answers "/incidents/{id}". A slug or an alias leads to the id for good.
func (p *pages) incident(w http.ResponseWriter, r *http.Request) error {
	id, l := web.PathValue(r, "id"), p.language(r)
	var knownAt time.Time
	if text := web.Values(r).Get("known_at"); text != "" {
		at, err := web.ParseKnownAt(text, p.Now())
		if err != nil {
			return err
		}
		knownAt = at
	}
	found := ""
	err := p.Reader.ItemBody(r.Context(), web.CanonicalID(id), knownAt, func(item geo.ItemBody) error {
		found = item.ID
		return nil
	})
	if err != nil {
		return err
	}
	if found != id {
		return web.Redirect(w, r, http.StatusPermanentRedirect, "/incidents/"+found)
	}
	if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), "incident", l.tag, theme(r), id, geo.FormatTime(knownAt))) {
		return nil
	}
	f, err := p.Reader.Item(r.Context(), id, knownAt)
	if err != nil {
		return err
	}
	read := p.reader(l)
	in, err := p.show(r, read, f, knownAt)
	if err != nil {
		return err
	}
	out := p.newPage(r, "article-page")
	out.Preview = p.incidentPreview(r, l, f.ID, geo.FormatTime(knownAt), in.Title)
	out.Article, out.Incident = true, in
	out.Heading, out.Title = in.Title, l.T("page.titleOther", "title", in.Title, "site", out.Site.Name)
	out.Description = strings.Join([]string{in.Place + ", " + in.LongTime + ".", in.Sentence[0]}, " ")
	out.Alternates = []Alternate{{"application/geo+json", in.JSON, l.T("incident.json")}}
	out.Alternates = append(out.Alternates, oembedLinks(r, in.Permalink, in.Title)...)
	out.Data = p.incidentData(r, read, f)
	out.Linked, out.KnownAt = p.linked(read, in, f), queryText(pinValues(knownAt, out.Lang))
	out.Published, out.Modified = publishedText(f), geo.FormatTime(f.PublicFrom)
	return l.write(w, http.StatusOK, "incident", out)
}

// show makes the content of an incident's page with its addresses.
func (p *pages) show(r *http.Request, read reader, f *geo.Feature, knownAt time.Time) (*Incident, error) {
	var revisions []*geo.Revision
	if p.History != nil {
		var err error
		if revisions, err = p.History.Revisions(r.Context(), f.ID); err != nil && geo.ErrorCode(err) != geo.ENOTFOUND {
			return nil, err
		}
	}
	series, _ := p.Reader.Series(f.Series)
	in := read.incident(f, revisions, series.Title)
	base := web.Links(r)
	in.Permalink = base.URL(f.Path(), nil)
	in.JSON = base.Path("/api/v1/collections/incidents/items/"+f.ID, withValue(pinValues(knownAt, ""), "f", "json"))
	in.Back = base.Path("/", withValue(pinValues(knownAt, p.asked(r)), "incident", f.ID))
	in.Cite = base.Path("/cite", withValue(pinValues(knownAt, p.asked(r)), "incident", f.ID))
	in.Citation = read.T("incident.citation", "title", f.Title, "site", p.siteWords().Name, "n", f.Revision,
		"date", read.day(f.PublicFrom.UTC(), true), "url", in.Permalink)
	if in.Report = p.reportLink(in.Permalink); in.Report != nil {
		in.Report.Text = read.T("incident.report")
		if strings.HasPrefix(in.Report.URL, "mailto:") {
			in.Report.URL += mailQuery(read.T("history.reportSubject", "title", f.Title), read.T("history.reportBody", "n", f.Revision, "url", in.Permalink))
		}
	}
	var err error
	if in.Nearby, err = p.placeHistory(r.Context(), read, f, knownAt); err != nil || !knownAt.IsZero() {
		return in, err
	}
	in.AtPlace, err = p.placeLink(r, read, f)
	return in, err
}

// pinValues are the parameters of links that keep to an instant and a language; those
// that are not given are left out.
func pinValues(knownAt time.Time, lang string) url.Values {
	values := langValues(lang)
	if !knownAt.IsZero() {
		values.Set("known_at", geo.FormatTime(knownAt))
	}
	return values
}

// queryText is what an address ends with: "?" and the parameters, or nothing.
func queryText(values url.Values) string {
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func withValue(values url.Values, name, value string) url.Values {
	values.Set(name, value)
	return values
}

// mailQuery is the end of a mailto address (RFC 6068): its spaces are no plus signs.
func mailQuery(subject, body string) string {
	return "?subject=" + url.PathEscape(subject) + "&body=" + strings.ReplaceAll(url.PathEscape(body), "&", "%26")
}

// reportLink is where a reader reports an error in an incident.
func (p *pages) reportLink(permalink string) *Link {
	if p.Site.ReportURL == "" {
		return contactLink(p.Site.Contact)
	}
	return contactLink(strings.ReplaceAll(p.Site.ReportURL, "{url}", url.QueryEscape(permalink)))
}

func (p *pages) reader(l language) reader {
	words := l.Catalogue
	words.usual = p.names.in(l.tag)
	return reader{words, p.Reader.Parties()}
}

func (p *pages) apiPath(r *http.Request, collection string, knownAt time.Time) string {
	query := url.Values{"f": {"json"}}
	if !knownAt.IsZero() {
		query.Set("known_at", geo.FormatTime(knownAt))
	}
	return web.Links(r).Path("/api/v1/collections/"+collection, query)
}
