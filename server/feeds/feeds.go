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

var formats = []struct{ name, mediaType string }{
	{"geojson", "application/geo+json"},
	{"csv", "text/csv; charset=utf-8; header=present"},
}

// feed is one file.
type feed struct {
	name, kind, format, mediaType string
	span                          time.Duration
}

// list returns every feed by its file name.
func list() map[string]feed {
	all := map[string]feed{}
	for _, s := range subjects {
		for _, w := range windows {
			for _, f := range formats {
				name := s.name + "-" + w.name + "." + f.name
				all[name] = feed{name, s.kind, f.name, f.mediaType, w.span}
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
				Types: []string{"application/geo+json", "text/csv"}, Schema: "IncidentCollection",
			}},
		},
	}}
}

type feeds struct {
	web.Deps
	files map[string]feed
}

func (f *feeds) serve(w http.ResponseWriter, r *http.Request) error {
	file, ok := f.files[web.PathValue(r, "file")]
	if !ok {
		return f.unknown(web.PathValue(r, "file"))
	}
	minute := f.Now().Truncate(time.Minute).Add(time.Minute)
	tag := []string{"feed", file.name}
	if file.span > 0 {
		tag = append(tag, geo.FormatTime(minute))
	}
	if web.Answered(w, r, f.Tag(r, f.Reader.Edition(), tag...)) {
		return nil
	}
	return f.Reader.Bodies(r.Context(), file.query(minute), func(page geo.BodyPage) error {
		options := encode.Options{Base: web.Links(r).URL("", nil)}
		if file.format == "csv" {
			w.Header().Set("Content-Disposition", `attachment; filename="`+file.name+`"`)
			return web.Send(w, file.mediaType, encode.NewRows(page.Flats, options))
		}
		return web.Send(w, file.mediaType, encode.NewBodies(page.Flats, f.head(r, file, page), options))
	})
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
	self := base.URL(Root+file.name, nil)
	return encode.Head{
		Title: f.Site.Name + ": " + strings.TrimSuffix(file.name, "."+file.format), Matched: matched, TimeStamp: page.Edition.Changed,
		Links: []encode.Link{
			{Href: self, Rel: "self", Type: file.mediaType, Title: "This file"},
			{Href: strings.TrimSuffix(self, ".geojson") + ".csv", Rel: "alternate", Type: "text/csv", Title: "The same as CSV"},
			{Href: base.URL("/api/v1/collections/incidents/items", nil), Rel: "related", Type: "application/geo+json", Title: "All incidents, with filters"},
		},
		Notice: encode.Notice{
			Licence: f.Site.DataLicence, LicenceURL: f.Site.DataLicenceURL, Attribution: f.Site.Credit(),
			Note: web.NoteReported + " " + web.NoteRecords + " " + web.NoteBorders,
		},
	}
}
