package ogcapi

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const (
	incidentsPath = Root + "/collections/incidents"
	areasPath     = Root + "/collections/areas"
)

// incidentItems answers a page of incidents (/req/core/fc-op).
func (a *api) incidentItems(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	values := r.URL.Query()
	q, err := web.ParseQuery(values, a.Now())
	if err != nil {
		return err
	}
	columns, err := web.ParseProperties(values)
	if err != nil {
		return err
	}
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), incidentsPath, values.Encode(), q.Canonical())) {
		return nil
	}
	page, err := a.Reader.Items(r.Context(), q)
	if err != nil {
		return err
	}
	head := encode.Head{
		Matched:    page.Matched,
		TimeStamp:  page.Edition.Changed,
		KnownSince: knownSince(q.KnownAt, page.Edition),
		Notice:     a.notice(),
		Links:      pageLinks(web.Links(r), incidentsPath, values, next(page)),
	}
	setLinks(w, head.Links)
	w.Header().Set("Content-Type", format.MediaType)
	_ = encode.WriteFeatures(w, page.Features, head, a.options(r, columns)) // fails only if the client goes away
	return nil
}

func (a *api) options(r *http.Request, columns []geo.Column) encode.Options {
	return encode.Options{Base: web.Links(r).URL("", nil), Columns: columns}
}

// knownSince tells when the record begins to those who ask for a time before it.
func knownSince(at time.Time, e geo.Edition) time.Time {
	if !at.IsZero() && at.Before(e.Since) {
		return e.Since
	}
	return time.Time{}
}

// next returns the parameters that lead to the next page, or nil on the last one.
func next(page geo.Page) url.Values {
	if page.Next == nil {
		return nil
	}
	return url.Values{"cursor": {page.Next.String()}}
}

// pageLinks returns the links of a page. The next page keeps every parameter but
// those that say where it begins.
func pageLinks(base web.Base, collection string, values, next url.Values) []encode.Link {
	links := []encode.Link{
		{Href: base.URL(collection+"/items", values), Rel: "self", Type: geoJSON, Title: "This page"},
		{Href: base.URL(collection, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
	if next == nil {
		return links
	}
	onward := url.Values{}
	for name, v := range values {
		if name != "cursor" && name != "offset" {
			onward[name] = v
		}
	}
	for name, v := range next {
		onward[name] = v
	}
	return append(links, encode.Link{Href: base.URL(collection+"/items", onward), Rel: "next", Type: geoJSON, Title: "Next page"})
}

// longestLinks is how many bytes of links go into the header: proxies refuse answers
// whose headers are longer than a few kilobytes.
const longestLinks = 2048

// setLinks repeats links as a header (RFC 8288), for clients that do not read the
// body. Those that do not fit are in the body only.
func setLinks(w http.ResponseWriter, links []encode.Link) {
	var header []string
	size := 0
	for _, l := range links {
		text := "<" + l.Href + `>; rel="` + l.Rel + `"; type="` + l.Type + `"`
		if size += len(text); size <= longestLinks {
			header = append(header, text)
		}
	}
	if header != nil {
		w.Header().Set("Link", strings.Join(header, ", "))
	}
}

// incidentItem answers one incident with its ledger (/req/core/f-op). Its tag is
// made of the body, so that other incidents' changes leave it valid.
func (a *api) incidentItem(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	values := r.URL.Query()
	var knownAt time.Time
	if values.Has("known_at") {
		if knownAt, err = web.ParseKnownAt(values.Get("known_at"), a.Now()); err != nil {
			return err
		}
	}
	columns, err := web.ParseProperties(values)
	if err != nil {
		return err
	}
	id := web.PathValue(r, "featureId")
	f, err := a.find(r, id, knownAt)
	if err != nil {
		return err
	}
	if f.ID != id {
		return web.Redirect(w, r, http.StatusPermanentRedirect, incidentsPath+"/items/"+f.ID)
	}
	item, err := a.item(r, f, knownAt)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := encode.WriteItem(&body, item, a.options(r, columns)); err != nil {
		return err
	}
	setLinks(w, item.Links)
	if web.Answered(w, r, web.ETag(body.String())) {
		return nil
	}
	return web.Body(w, format.MediaType, body.Bytes())
}

// find takes an id in whatever case it was typed.
func (a *api) find(r *http.Request, id string, knownAt time.Time) (*geo.Feature, error) {
	if canonical := geo.CanonicalID(id); geo.ValidID(canonical) {
		id = canonical
	}
	return a.Reader.Item(r.Context(), id, knownAt)
}

// item gathers what goes with a feature. Revisions made after the instant asked for
// are left out.
func (a *api) item(r *http.Request, f *geo.Feature, knownAt time.Time) (encode.Item, error) {
	base, path := web.Links(r), incidentsPath+"/items/"+f.ID
	item := encode.Item{
		Feature: f, Parties: a.Reader.Parties(), Notice: a.notice(),
		Links: []encode.Link{
			{Href: base.URL(path, r.URL.Query()), Rel: "self", Type: geoJSON, Title: "This incident"},
			{Href: base.URL(f.Path(), nil), Rel: "alternate", Type: "text/html", Title: "Page of the incident"},
			{Href: base.URL(incidentsPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
		},
	}
	if series, ok := a.Reader.Series(f.Series); ok {
		item.Series = &series
	}
	if a.History == nil {
		return item, nil
	}
	revisions, err := a.History.Revisions(r.Context(), f.ID)
	if err != nil {
		return encode.Item{}, err
	}
	for _, v := range revisions {
		if knownAt.IsZero() || !v.PublicFrom.After(knownAt) {
			item.Revisions = append(item.Revisions, v)
		}
	}
	return item, nil
}

// areaItems answers a page of areas, ordered by id.
func (a *api) areaItems(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	values := r.URL.Query()
	q, err := web.ParseQuery(values, a.Now())
	if err != nil {
		return err
	}
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), areasPath, values.Encode())) {
		return nil
	}
	s, err := a.surveyed(r.Context())
	if err != nil {
		return err
	}
	areas, err := a.Reader.Areas(r.Context(), q.BBox)
	if err != nil {
		return err
	}
	matched := len(areas)
	areas = areas[min(q.Offset, matched):]
	var onward url.Values
	if size := q.PageSize(); len(areas) > size {
		areas = areas[:size]
		onward = url.Values{"offset": {strconv.Itoa(q.Offset + size)}}
	}
	head := encode.Head{
		Matched: matched, TimeStamp: a.Reader.Edition().Changed, Notice: a.notice(),
		Links: pageLinks(web.Links(r), areasPath, values, onward),
	}
	setLinks(w, head.Links)
	w.Header().Set("Content-Type", format.MediaType)
	if q.BBox == nil {
		web.ForAll(w)
	}
	_ = encode.WriteAreas(w, areas, s.perArea, head) // as above
	return nil
}

func (a *api) areaItem(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	area, err := a.Reader.Area(r.Context(), web.PathValue(r, "featureId"))
	if err != nil {
		return err
	}
	s, err := a.surveyed(r.Context())
	if err != nil {
		return err
	}
	base := web.Links(r)
	links := []encode.Link{
		{Href: base.URL(areasPath+"/items/"+url.PathEscape(area.ID), nil), Rel: "self", Type: geoJSON, Title: "This area"},
		{Href: base.URL(areasPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
	var body bytes.Buffer
	if err := encode.WriteArea(&body, area, s.perArea, links, a.notice()); err != nil {
		return err
	}
	setLinks(w, links)
	if web.Answered(w, r, web.ETag(body.String())) {
		return nil
	}
	return web.Body(w, format.MediaType, body.Bytes())
}
