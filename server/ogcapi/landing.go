package ogcapi

import (
	"net/http"
	"slices"

	"strikemap/geo/cql"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// conformsTo are the classes that are met, all of them. Schemas are also there by the
// names that the draft gave them, which clients still look for.
var conformsTo = slices.Concat([]string{
	// OGC API - Features - Part 1: Core (17-069r4)
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",

	// Part 2: Coordinate Reference Systems by Reference (18-058r1)
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",

	// Part 3: Filtering (19-079r2)
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
}, cql.Conformance, []string{
	// OGC API - Common - Part 3: Schemas (23-058r2), once Features Part 5
	"http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/schemas",
	"http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/advanced-property-roles",
	"http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/returnables-and-receivables",
	"http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/sortables",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/schemas",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/core-roles-features",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/returnables-and-receivables",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/sortables",

	// OGC API - Tiles - Part 1: Core (20-057)
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
	"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/oas30",

	// OGC API - Features - Part 8: Sorting (24-030, draft)
	"http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/sorting",
	"http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/features-sorting",
})

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
		encode.Link{Href: base.URL(Root+"/tiles", nil), Rel: relTilesets, Type: "application/json", Title: "Vector tiles"},
		encode.Link{Href: base.URL(Root+"/tileMatrixSets", nil), Rel: relTilingSchemes, Type: "application/json", Title: "Grids of the tiles"},
	)
	return a.document(w, r, "landing", func() web.Document { return a.twinOfLanding(r) }, map[string]any{
		"title":       a.Site.Name,
		"description": "Reported incidents with who says so. " + web.NoteReported + " " + web.NoteRecords,
		"attribution": a.Site.Credit(),
		"licence":     a.Site.DataLicence,
		"links":       append(links, a.alternate(r)...),
	})
}

// conformance answers the conformance declaration (/req/core/conformance-success).
func (a *api) conformance(w http.ResponseWriter, r *http.Request) error {
	classes := conformsTo
	if a.Page != nil {
		classes = append(slices.Clip(classes), "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html")
	}
	self := encode.Link{Href: web.Links(r).URL(Root+"/conformance", nil), Rel: "self", Type: "application/json", Title: "This document"}
	return a.document(w, r, "conformance", func() web.Document { return twinOfConformance(r, classes) }, map[string]any{
		"conformsTo": classes,
		"links":      append([]encode.Link{self}, a.alternate(r)...),
	})
}

// document answers a JSON document that one edition determines, or its page.
func (a *api) document(w http.ResponseWriter, r *http.Request, name string, twin func() web.Document, value any) error {
	return a.documentAs(w, r, web.JSONFormat, name, twin, value)
}

func (a *api) documentAs(w http.ResponseWriter, r *http.Request, as web.Format, name string, twin func() web.Document, value any) error {
	format, err := a.negotiate(w, r, as)
	if err != nil {
		return err
	}
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), name, format.Name)) {
		return nil
	}
	if forPeople(format) {
		return a.Page(w, r, twin())
	}
	return web.JSON(w, as.MediaType, value)
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
