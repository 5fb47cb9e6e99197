package ogcapi

import (
	"net/http"
	"net/url"
	"time"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const (
	incidentsPath = Root + "/collections/incidents"
	areasPath     = Root + "/collections/areas"
	claimsPath    = Root + "/collections/claims"
	placesPath    = Root + "/collections/places"
)

// pageForPeople is how many items a page shows unless it is told.
const pageForPeople = 50

// incidentItems answers a page of incidents (/req/core/fc-op).
func (a *api) incidentItems(w http.ResponseWriter, r *http.Request) error {
	req, sent, err := a.readItems(w, r, geo.Columns, web.IncidentFormats...)
	if sent || err != nil {
		return err
	}
	q, err := web.ParseQuery(req.values, a.Now())
	if err != nil {
		return err
	}
	q.Limit = req.limit(q.Limit)
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), incidentsPath, req.text, geo.FormatTime(q.KnownAt), req.format.Name)) {
		return nil
	}
	return a.Reader.Bodies(r.Context(), q, func(page geo.BodyPage) error {
		base := web.Links(r)
		head := encode.Head{
			Matched:    page.Matched,
			TimeStamp:  page.Edition.Changed,
			KnownSince: knownSince(q.KnownAt, page.Edition),
			Notice:     a.notice(),
			Links:      pageLinks(base, &incidentContent, req, at(page.Next), at(page.Prev)),
		}
		if req.system == crs.CRS84 { // the only one that all formats have
			head.Links = append(head.Links, formatLinks(base.URL(incidentsPath+"/items", nil), req.values, req.format)...)
		}
		if req.forPeople() {
			return a.Page(w, r, a.twinOfIncidents(r, page, head))
		}
		head.Links = append(head.Links, a.alternate(r)...)
		if page.Flats, err = inSystem(page.Flats, req.system); err != nil {
			return err
		}
		return a.writePage(w, r, req.format, page, head, req.columns)
	})
}

// system reads the parameter crs and says in the header which one the answer is in,
// also where it is the usual one (OGC API Features Part 2, /req/crs/ogc-crs-header).
// Only forms of GeoJSON can have another than CRS84.
func (a *api) system(w http.ResponseWriter, values url.Values, format web.Format) (system crs.CRS, err error) {
	if values.Has("crs") {
		if system, err = crs.Parse("crs", values.Get("crs")); err != nil {
			return system, err
		}
	}
	if system != crs.CRS84 && format.Name != web.GeoJSONFormat.Name && format.Name != web.SequenceFormat.Name {
		return system, geo.Invalid("crs", "%s has its places in %s only", format.Name, crs.CRS84.URI())
	}
	w.Header()["Content-Crs"] = []string{"<" + system.URI() + ">"}
	return system, nil
}

// inSystem returns flat features with their points in a system.
func inSystem(flats [][]byte, system crs.CRS) (moved [][]byte, err error) {
	if system == crs.CRS84 {
		return flats, nil
	}
	moved = make([][]byte, len(flats))
	for i, flat := range flats {
		if moved[i], err = encode.AppendIn(make([]byte, 0, len(flat)+32), flat, system); err != nil {
			return nil, err
		}
	}
	return moved, nil
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

// at returns the parameters that lead to a cursor, or nil for none.
func at(cursor *geo.Cursor) url.Values {
	if cursor == nil {
		return nil
	}
	return url.Values{"cursor": {cursor.String()}}
}

// pageLinks returns the links of a page. The pages after and before it, nil for none,
// keep every parameter but those that say where they begin.
func pageLinks(base web.Base, c *content, req request, next, prev url.Values) []encode.Link {
	home := base.URL(c.path(), nil)
	items := home + "/items"
	links := []encode.Link{
		{Href: req.self(base, c.path()+"/items"), Rel: "self", Type: geoJSON, Title: "This page"},
		{Href: home, Rel: "collection", Type: "application/json", Title: "The collection"},
	}
	for _, to := range []struct {
		where      url.Values
		rel, title string
	}{{next, "next", "Next page"}, {prev, "prev", "Page before"}} {
		if to.where == nil {
			continue
		}
		for name, v := range req.values {
			if name != "cursor" && name != "offset" {
				to.where[name] = v
			}
		}
		links = append(links, encode.Link{Href: items + "?" + to.where.Encode(), Rel: to.rel, Type: geoJSON, Title: to.title})
	}
	return append(links, queryablesLink(base, c))
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
	req, err := a.readItem(w, r, geo.Columns)
	if err != nil {
		return err
	}
	id := web.PathValue(r, "featureId")
	return a.Reader.ItemBody(r.Context(), web.CanonicalID(id), req.knownAt, func(item geo.ItemBody) error {
		if item.ID != id {
			return web.Redirect(w, r, http.StatusPermanentRedirect, incidentsPath+"/items/"+item.ID)
		}
		if req.forPeople() { // the page of the incident is its twin
			return toPage(w, r, "/incidents/"+id, req.knownAt)
		}
		if web.Answered(w, r, a.BodyTag(r, item.Sum, incidentsPath, id, req.text)) {
			return nil
		}
		links := incidentLinks(web.Links(r), req, id)
		setLinks(w, links)
		flats, err := inSystem([][]byte{item.Flat}, req.system)
		if err != nil {
			return err
		}
		return web.Compose(w, req.format.MediaType, len(item.Flat)+len(item.Ledger)+4096, func(dst []byte) ([]byte, error) {
			return encode.AppendItem(dst, flats[0], item.Ledger, links, a.notice(), a.options(r, req.columns))
		})
	})
}

// toPage sends people on to the page of an item, as known at an instant.
func toPage(w http.ResponseWriter, r *http.Request, path string, knownAt time.Time) error {
	query := url.Values{}
	if !knownAt.IsZero() {
		query.Set("known_at", geo.FormatTime(knownAt))
	}
	return web.RedirectTo(w, r, http.StatusSeeOther, path, query)
}

func incidentLinks(base web.Base, req request, id string) []encode.Link {
	return []encode.Link{
		{Href: req.self(base, incidentsPath+"/items/"+id), Rel: "self", Type: geoJSON, Title: "This incident"},
		{Href: base.URL("/incidents/"+id, nil), Rel: "alternate", Type: "text/html", Title: "Page of the incident"},
		{Href: base.URL(incidentsPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
}
