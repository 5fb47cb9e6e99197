package ogcapi

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
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
	values := web.Values(r)
	q, err := web.ParseQuery(values, a.Now())
	if err != nil {
		return err
	}
	columns, err := web.ParseProperties(values)
	if err != nil {
		return err
	}
	asked := values.Encode() // times in it may stand for now, which the answer depends on
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), incidentsPath, asked, geo.FormatTime(q.KnownAt))) {
		return nil
	}
	return a.Reader.Bodies(r.Context(), q, func(page geo.BodyPage) error {
		head := encode.Head{
			Matched:    page.Matched,
			TimeStamp:  page.Edition.Changed,
			KnownSince: knownSince(q.KnownAt, page.Edition),
			Notice:     a.notice(),
			Links:      pageLinks(web.Links(r), incidentsPath, values, asked, next(page)),
		}
		setLinks(w, head.Links)
		return web.Send(w, format.MediaType, encode.NewBodies(page.Flats, head, a.options(r, columns)))
	})
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
func next(page geo.BodyPage) url.Values {
	if page.Next == nil {
		return nil
	}
	return url.Values{"cursor": {page.Next.String()}}
}

// pageLinks returns the links of a page that was asked for with parameters, asked
// being the same as text. The next page keeps every parameter but those that say where
// it begins.
func pageLinks(base web.Base, collection string, values url.Values, asked string, next url.Values) []encode.Link {
	home := base.URL(collection, nil)
	items := home + "/items"
	self := items
	if asked != "" {
		self += "?" + asked
	}
	links := []encode.Link{
		{Href: self, Rel: "self", Type: geoJSON, Title: "This page"},
		{Href: home, Rel: "collection", Type: "application/json", Title: "The collection"},
	}
	if next == nil {
		return links
	}
	for name, v := range values {
		if name != "cursor" && name != "offset" {
			next[name] = v
		}
	}
	return append(links, encode.Link{Href: items + "?" + next.Encode(), Rel: "next", Type: geoJSON, Title: "Next page"})
}

// longestLinks is how many bytes of links go into the header: proxies refuse answers
// whose headers are longer than a few kilobytes.
const longestLinks = 2048

// setLinks repeats links as a header (RFC 8288), for clients that do not read the
// body. Those that do not fit are in the body only.
func setLinks(w http.ResponseWriter, links []encode.Link) {
	header := make([]byte, 0, 512)
	size := 0
	for _, l := range links {
		n := len("<>; rel=\"\"; type=\"\"") + len(l.Href) + len(l.Rel) + len(l.Type)
		if size += n; size > longestLinks {
			continue
		}
		if len(header) > 0 {
			header = append(header, ", "...)
		}
		header = append(append(header, '<'), l.Href...)
		header = append(append(header, `>; rel="`...), l.Rel...)
		header = append(append(append(header, `"; type="`...), l.Type...), '"')
	}
	if len(header) > 0 {
		w.Header()["Link"] = []string{string(header)}
	}
}

// incidentItem answers one incident with its ledger (/req/core/f-op). Its tag is
// made of the sum of the body and what stands around it, so that other incidents'
// changes leave it valid.
func (a *api) incidentItem(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.GeoJSONFormat)
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
	columns, err := web.ParseProperties(values)
	if err != nil {
		return err
	}
	id := web.PathValue(r, "featureId")
	return a.Reader.ItemBody(r.Context(), web.CanonicalID(id), knownAt, func(item geo.ItemBody) error {
		if item.ID != id {
			return web.Redirect(w, r, http.StatusPermanentRedirect, incidentsPath+"/items/"+item.ID)
		}
		asked := values.Encode()
		if web.Answered(w, r, a.BodyTag(r, item.Sum, incidentsPath, id, asked)) {
			return nil
		}
		links := a.itemLinks(r, id, asked)
		setLinks(w, links)
		return web.Compose(w, format.MediaType, len(item.Flat)+len(item.Ledger)+4096, func(dst []byte) ([]byte, error) {
			return encode.AppendItem(dst, item.Flat, item.Ledger, links, a.notice(), a.options(r, columns))
		})
	})
}

func (a *api) itemLinks(r *http.Request, id, asked string) []encode.Link {
	base := web.Links(r)
	self := base.URL(incidentsPath+"/items/"+id, nil)
	if asked != "" {
		self += "?" + asked
	}
	return []encode.Link{
		{Href: self, Rel: "self", Type: geoJSON, Title: "This incident"},
		{Href: base.URL("/incidents/"+id, nil), Rel: "alternate", Type: "text/html", Title: "Page of the incident"},
		{Href: base.URL(incidentsPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
}

// areaItems answers a page of areas, ordered by id.
func (a *api) areaItems(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.GeoJSONFormat)
	if err != nil {
		return err
	}
	values := web.Values(r)
	q, err := web.ParseQuery(values, a.Now())
	if err != nil {
		return err
	}
	asked := values.Encode()
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), areasPath, asked)) {
		return nil
	}
	extent, err := a.Reader.Extent(r.Context())
	if err != nil {
		return err
	}
	areas, matched, err := a.Reader.Areas(r.Context(), q.BBox, q.Offset, q.PageSize())
	if err != nil {
		return err
	}
	var onward url.Values
	if end := q.Offset + q.PageSize(); end < matched {
		onward = url.Values{"offset": {strconv.Itoa(end)}}
	}
	head := encode.Head{
		Matched: matched, TimeStamp: a.Reader.Edition().Changed, Notice: a.notice(),
		Links: pageLinks(web.Links(r), areasPath, values, asked, onward),
	}
	setLinks(w, head.Links)
	if q.BBox == nil {
		web.ForAll(w)
	}
	var body bytes.Buffer
	if err := encode.WriteAreas(&body, areas, extent.PerArea, head); err != nil {
		return err
	}
	return web.Body(w, format.MediaType, body.Bytes())
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
	extent, err := a.Reader.Extent(r.Context())
	if err != nil {
		return err
	}
	base := web.Links(r)
	links := []encode.Link{
		{Href: base.URL(areasPath+"/items/"+url.PathEscape(area.ID), nil), Rel: "self", Type: geoJSON, Title: "This area"},
		{Href: base.URL(areasPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
	var body bytes.Buffer
	if err := encode.WriteArea(&body, area, extent.PerArea, links, a.notice()); err != nil {
		return err
	}
	setLinks(w, links)
	if web.Answered(w, r, web.ETag(body.String())) {
		return nil
	}
	return web.Body(w, format.MediaType, body.Bytes())
}
