package ogcapi

import (
	"net/http"

	"strikemap/geo/encode"
	"strikemap/server/web"
)

// conformsTo are the classes that are met, all of them.
var conformsTo = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
}

// landing answers the landing page (/req/core/root-success).
func (a *api) landing(w http.ResponseWriter, r *http.Request) error {
	base := web.Links(r)
	links := []encode.Link{
		{Href: base.URL(Root, nil), Rel: "self", Type: "application/json", Title: "This document"},
		{Href: base.URL(Root+"/openapi.json", nil), Rel: "service-desc", Type: OpenAPIType, Title: "Description of the API"},
	}
	if a.Manual != "" {
		links = append(links, encode.Link{Href: base.URL(a.Manual, nil), Rel: "service-doc", Type: "text/html", Title: "Manual of the API"})
	}
	links = append(
		links,
		encode.Link{Href: base.URL(Root+"/conformance", nil), Rel: "conformance", Type: "application/json", Title: "Classes of standards that are met"},
		encode.Link{Href: base.URL(Root+"/collections", nil), Rel: "data", Type: "application/json", Title: "The collections"},
	)
	return a.document(w, r, "landing", map[string]any{
		"title":       a.Site.Name,
		"description": "Reported incidents with who says so. " + web.NoteReported + " " + web.NoteRecords,
		"attribution": a.Site.Credit(),
		"licence":     a.Site.DataLicence,
		"links":       links,
	})
}

// conformance answers the conformance declaration (/req/core/conformance-success).
func (a *api) conformance(w http.ResponseWriter, r *http.Request) error {
	return a.document(w, r, "conformance", map[string]any{
		"conformsTo": conformsTo,
		"links":      []encode.Link{{Href: web.Links(r).URL(Root+"/conformance", nil), Rel: "self", Type: "application/json", Title: "This document"}},
	})
}

// document answers a JSON document that one edition determines.
func (a *api) document(w http.ResponseWriter, r *http.Request, name string, value any) error {
	if _, err := web.Negotiate(r, web.JSONFormat); err != nil {
		return err
	}
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), name)) {
		return nil
	}
	return web.JSON(w, web.JSONFormat.MediaType, value)
}

// notice is what users of the data must know.
func (a *api) notice() encode.Notice {
	return encode.Notice{
		Licence:     a.Site.DataLicence,
		LicenceURL:  a.Site.DataLicenceURL,
		Attribution: a.Site.Credit(),
		Note:        web.NoteReported + " " + web.NoteRecords + " " + web.NoteBorders,
	}
}
