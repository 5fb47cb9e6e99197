// Package feeds serves fixed files that anybody may poll: a subject, a window and a
// format make the name, all-24h.geojson. An answer may be kept for a minute.
//
// The window 24h, 7d or 30d holds the incidents whose span of time touches the last
// 24 hours, 7 or 30 days before the end of the present minute, newest first. The
// window latest holds the 1,000 published last, the last one first.
//
// The subject strikes is the kind strike and incursions is the kind incursion:
// aircraft met outside a territory and unidentified objects are in all only.
package feeds

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// Root is the path below which the files are.
const Root = "/feeds/v1/"

const (
	latestCount = 1000
	// most is how many incidents a file holds; a window with more says so by
	// numberMatched and links to the API.
	most = 20_000
)

// subjects are the kinds of incidents in a feed; nil is all.
var subjects = []struct {
	name string
	kind string
}{{"all", ""}, {"strikes", geo.Strike}, {"incursions", geo.Incursion}}

// windows are the spans of feeds; zero is the latest.
var windows = []struct {
	name string
	span time.Duration
}{{"24h", 24 * time.Hour}, {"7d", 7 * 24 * time.Hour}, {"30d", 30 * 24 * time.Hour}, {"latest", 0}}

// form is one kind of file; its name is the ending.
type form struct {
	name, mediaType, title string
	make                   func(encode.Options) encode.Form // nil is GeoJSON
}

var forms = []form{
	{"geojson", web.GeoJSONFormat.MediaType, "GeoJSON", nil},
	{"csv", web.CSVFormat.MediaType, "CSV", encode.NewCSV},
	{"kml", web.KMLFormat.MediaType, "KML", encode.NewKML},
	{"atom", web.AtomFormat.MediaType, "Atom", encode.NewAtom},
}

// media is the media type without parameters, as links have it.
func (f form) media() string {
	media, _, _ := strings.Cut(f.mediaType, ";")
	return media
}

// feed is one file.
type feed struct {
	stem, kind string // "strikes-24h"
	span       time.Duration
	form
}

// file is the name of the file.
func (f feed) file() string { return f.stem + "." + f.name }

// list returns every feed by its file name.
func list() map[string]feed {
	all := map[string]feed{}
	for _, s := range subjects {
		for _, w := range windows {
			for _, form := range forms {
				f := feed{s.name + "-" + w.name, s.kind, w.span, form}
				all[f.file()] = f
			}
		}
	}
	return all
}

// Names returns the file names of all feeds, sorted.
func Names() []string {
	var names []string
	for name := range list() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Routes returns the route of the feeds.
func Routes(deps web.Deps) []web.Route {
	f := &feeds{deps, list()}
	return []web.Route{{
		Method: http.MethodGet, Path: Root + "{file}", Handler: f.serve, Strict: true, Open: true, Cache: web.Feed,
		Params: []web.Param{{
			Name: "file", In: "path", Enum: Names(),
			Description: "Subject, window and format. 24h, 7d and 30d hold what touched the last 24 hours, 7 or 30 days; latest holds the 1,000 published last.",
		}},
		Doc: &web.Operation{
			ID: "getFeed", Tag: "Feeds", Summary: "Incidents as a fixed file",
			Description: "For programs that poll: an answer may be kept for a minute, and an ETag makes asking again cheap. The subject incursions is the kind incursion only.",
			Responses: []web.Response{{
				Status: http.StatusOK, Description: "The file",
				Types: mediaTypes(), Schema: "IncidentCollection",
			}},
		},
	}}
}

// mediaTypes are those of all files.
func mediaTypes() []string {
	types := make([]string, len(forms))
	for i, f := range forms {
		types[i] = f.media()
	}
	return types
}

type feeds struct {
	web.Deps
	files map[string]feed
}

func (f *feeds) serve(w http.ResponseWriter, r *http.Request) error {
	name := web.PathValue(r, "file")
	file, ok := f.files[name]
	if !ok {
		return f.unknown(name)
	}
	minute := f.Now().Truncate(time.Minute).Add(time.Minute)
	tag := []string{"feed", name}
	if file.span > 0 {
		tag = append(tag, geo.FormatTime(minute))
	}
	if web.Answered(w, r, f.Tag(r, f.Reader.Edition(), tag...)) {
		return nil
	}
	return f.Reader.Bodies(r.Context(), file.query(minute), func(page geo.BodyPage) error {
		return f.send(w, r, file, page)
	})
}

// send writes the file. What people open with a program of their own is saved under
// its name; the links are in the header too, since CSV and KML cannot carry them.
func (f *feeds) send(w http.ResponseWriter, r *http.Request, file feed, page geo.BodyPage) error {
	head := f.head(r, file, page)
	w.Header()["Link"] = []string{linkHeader(head.Links)}
	options := encode.Options{Base: web.Links(r).URL("", nil), Parties: f.Reader.Parties()}
	if file.name == "csv" || file.name == "kml" {
		web.Attach(w, file.file())
	}
	if file.make == nil {
		return web.Send(w, file.mediaType, encode.NewBodies(page.Flats, head, options))
	}
	return web.Send(w, file.mediaType, encode.NewDocument(file.make(options), head, page.Flats))
}

// query asks for what a feed holds whose window ends at an instant.
func (f feed) query(end time.Time) geo.Query {
	q := geo.Query{Limit: most}
	if f.kind != "" {
		q.Conditions = []geo.Condition{{Column: "kind", Values: []string{f.kind}}}
	}
	if f.span == 0 {
		q.Order, q.Limit = geo.PublishedNewest, latestCount
	} else {
		q.Datetime = geo.Interval{From: end.Add(-f.span), To: end}
	}
	return q
}

func (f *feeds) unknown(name string) error {
	nearest := geo.Nearest(name, Names())
	message := "there is no such feed"
	if nearest != "" {
		message += "; did you mean " + nearest + "?"
	}
	return &web.Error{Status: http.StatusNotFound, Message: message, Nearest: nearest}
}

// head says of latest no more than what it holds: the rest of the record is no part of
// that feed.
func (f *feeds) head(r *http.Request, file feed, page geo.BodyPage) encode.Head {
	matched := page.Matched
	if file.span == 0 {
		matched = len(page.Flats)
	}
	base := web.Links(r)
	return encode.Head{
		Title: f.Site.Name + ": " + file.stem, Matched: matched, TimeStamp: page.Edition.Changed,
		Links: f.links(base, file), Subject: base.URL(Root+file.stem, nil),
		Author: encode.Person{Name: cmp.Or(f.Site.Publisher, f.Site.Credit()), Email: f.Site.Mail(), URI: f.Site.ContactURL()},
		Notice: encode.Notice{
			Licence: f.Site.DataLicence, LicenceURL: f.Site.DataLicenceURL, Attribution: f.Site.Credit(),
			Note: web.NoteReported + " " + web.NoteRecords + " " + web.NoteBorders,
		},
	}
}

// links lead to the same in the other forms, to the map, to everything with filters,
// and to the licence.
func (f *feeds) links(base web.Base, file feed) []encode.Link {
	links := []encode.Link{{Href: base.URL(Root+file.file(), nil), Rel: "self", Type: file.media(), Title: "This file"}}
	for _, other := range forms {
		if other.name != file.name {
			links = append(links, encode.Link{Href: base.URL(Root+file.stem+"."+other.name, nil), Rel: "alternate", Type: other.media(), Title: "The same as " + other.title})
		}
	}
	links = append(links,
		encode.Link{Href: base.URL("/", nil), Rel: "alternate", Type: "text/html", Title: "The map"},
		encode.Link{Href: base.URL("/api/v1/collections/incidents/items", nil), Rel: "related", Type: "application/geo+json", Title: "All incidents, with filters"},
	)
	if f.Site.DataLicenceURL != "" {
		links = append(links, encode.Link{Href: f.Site.DataLicenceURL, Rel: "license", Type: "text/html", Title: f.Site.DataLicence})
	}
	return links
}

// linkHeader writes links as a header (RFC 8288).
func linkHeader(links []encode.Link) string {
	parts := make([]string, len(links))
	for i, l := range links {
		parts[i] = "<" + l.Href + `>; rel="` + l.Rel + `"; type="` + l.Type + `"`
	}
	return strings.Join(parts, ", ")
}
