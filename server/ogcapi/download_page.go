package ogcapi

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// writePage sends one page of incidents in any of web.IncidentFormats. The head has
// the links of the page, which are sent as a header too: of the formats only GeoJSON
// and Atom can carry them all. Those that people save get the name of a file.
func (a *api) writePage(w http.ResponseWriter, r *http.Request, format web.Format, page geo.BodyPage, head encode.Head, columns []geo.Column) error {
	values := web.Values(r)
	head.Links = typedLinks(head.Links, format)
	setLinks(w, append(a.withLicence(nil), head.Links...)) // first what is nowhere else in some formats
	if format.Name == web.GeoJSONFormat.Name {
		return web.Send(w, format.MediaType, encode.NewBodies(page.Flats, head, a.options(r, columns)))
	}
	options, err := a.fileOptions(r, values)
	if err != nil {
		return err
	}
	form, ok := formOf(format)
	if !ok {
		return &web.Error{Status: http.StatusNotAcceptable, Message: "incidents are not offered as " + format.Name}
	}
	options.Columns = columns
	head = a.withAuthor(head)
	head.Title = a.Site.Name + ": incidents"
	head.Subject = web.Links(r).URL(incidentsPath+"/items", unpaged(values))
	if format.Name != web.AtomFormat.Name { // which programs follow rather than people save
		web.Attach(w, a.Site.FileName("incidents", values, page.Edition, form.extension))
	}
	return web.Send(w, format.MediaType, encode.NewDocument(form.form(options), head, page.Flats))
}

// typedLinks gives links that lead from page to page the type of the format.
func typedLinks(links []encode.Link, format web.Format) []encode.Link {
	links = slices.Clone(links)
	for i := range links {
		if l := &links[i]; l.Rel == "self" || l.Rel == "next" || l.Rel == "prev" {
			l.Type = mediaType(format)
		}
	}
	return links
}

// formatLinks are links to a page in the formats it is not in. items is the address of
// the collection's items, values what the page was asked for with.
func formatLinks(items string, values url.Values, format web.Format) []encode.Link {
	var links []encode.Link
	for _, other := range web.IncidentFormats {
		if other.Name == format.Name {
			continue
		}
		same := maps.Clone(values)
		same.Set("f", other.Name)
		links = append(links, encode.Link{Href: items + "?" + same.Encode(), Rel: "alternate", Type: mediaType(other), Title: "The same as " + other.Name})
	}
	return links
}
