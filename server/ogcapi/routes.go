package ogcapi

import (
	"net/http"
	"slices"

	"strikemap/server/web"
)

// Root is the path of the landing page.
const Root = "/api/v1"

// OpenAPIType is the media type of the API's description, exactly as clients look
// for it.
const OpenAPIType = "application/vnd.oai.openapi+json;version=3.0"

const geoJSON = "application/geo+json"

// api answers the resources.
type api struct{ web.Deps }

// Routes returns the routes of the OGC API.
func Routes(deps web.Deps) []web.Route {
	a := &api{deps}
	routes := []web.Route{
		{Path: Root, Handler: a.landing, Doc: &web.Operation{
			ID: "getLandingPage", Tag: "Capabilities", Summary: "What this API offers",
			Responses: []web.Response{{Status: http.StatusOK, Description: "Links to everything else", Types: []string{"application/json"}, Schema: "LandingPage"}},
		}},
		{Path: Root + "/conformance", Handler: a.conformance, Doc: &web.Operation{
			ID: "getConformance", Tag: "Capabilities", Summary: "Which classes of which standards are met",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The classes", Types: []string{"application/json"}, Schema: "Conformance"}},
		}},
		{Path: Root + "/collections", Handler: a.collections, Doc: &web.Operation{
			ID: "getCollections", Tag: "Capabilities", Summary: "The collections",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The collections", Types: []string{"application/json"}, Schema: "Collections"}},
		}},
		{Path: incidentsPath + "/items", Handler: a.incidentItems, Params: incidentParams(), Doc: &web.Operation{
			ID: "getIncidents", Tag: "Data", Summary: "Incidents, newest first unless told otherwise",
			Description: "Points with flat columns. Conditions on several parameters must all hold; of several values of one, joined by commas, any. Page by the next links.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "A page of incidents", Types: pageTypes(), Schema: "IncidentCollection"}},
		}},
		{Path: incidentsPath + "/items/{featureId}", Handler: a.incidentItem, Params: itemParams(), Doc: &web.Operation{
			ID: "getIncident", Tag: "Data", Summary: "One incident with its ledger: who says what",
			Responses: []web.Response{
				{Status: http.StatusOK, Description: "The incident", Types: []string{geoJSON}, Schema: "IncidentItem"},
				{Status: http.StatusPermanentRedirect, Description: "The identifier is a slug or a former one; Location has the permanent one"},
			},
		}},
		{Path: areasPath + "/items", Handler: a.areaItems, Params: areaParams(), Doc: &web.Operation{
			ID: "getAreas", Tag: "Data", Summary: "Areas that stand for places known no better",
			Responses: []web.Response{{Status: http.StatusOK, Description: "A page of areas", Types: []string{geoJSON}, Schema: "AreaCollection"}},
		}},
		{Path: areasPath + "/items/{featureId}", Handler: a.areaItem, Params: areaItemParams(), Doc: &web.Operation{
			ID: "getArea", Tag: "Data", Summary: "One area",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The area", Types: []string{geoJSON}, Schema: "Area"}},
		}},
		{Path: claimsPath + "/items", Handler: a.claimItems, Params: claimParams(), Doc: &web.Operation{
			ID: "getClaims", Tag: "Data", Summary: "Claims, one row each, in the order of their incidents",
			Description: "Parameters that incidents have choose among the incidents, party, stance and the like among their claims. Where few match, a page may hold less than limit and still have a next link. numberMatched is left out where counting would mean to read too much.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "A page of claims", Types: []string{geoJSON}, Schema: "ClaimCollection"}},
		}},
		{Path: claimsPath + "/items/{featureId}", Handler: a.claimItem, Params: claimItemParams(), Doc: &web.Operation{
			ID: "getClaim", Tag: "Data", Summary: "One claim",
			Responses: []web.Response{
				{Status: http.StatusOK, Description: "The claim", Types: []string{geoJSON}, Schema: "Claim"},
				{Status: http.StatusPermanentRedirect, Description: "The incident is named by a slug or a former identifier; Location has the permanent one"},
			},
		}},
	}
	for _, c := range a.contents() {
		routes = append(routes, a.descriptions(c)...)
	}
	routes = append(routes, placeRoutes(a)...)
	routes = append(routes, downloadRoutes(a)...)
	routes = append(routes, geoPackageRoutes(a)...)
	routes = append(routes, statsRoutes(a)...)
	routes = append(routes, changesRoutes(a)...)
	for i := range routes {
		r := &routes[i]
		r.Method, r.Strict, r.Open, r.Cache = http.MethodGet, true, true, web.Revalidate
		if r.Params == nil {
			r.Params = []web.Param{formatParam}
		}
		if slices.ContainsFunc(r.Params, offersPage) {
			addPage(r.Doc)
		}
	}
	return routes
}

// offersPage reports whether a parameter lets people choose a page.
func offersPage(p web.Param) bool {
	return p.Name == "f" && slices.Contains(p.Enum, web.HTMLFormat.Name)
}

// addPage says of an operation that it answers with a page too (OGC API Features Part 1,
// /req/html/definition).
func addPage(o *web.Operation) {
	for i := range o.Responses {
		if r := &o.Responses[i]; r.Status == http.StatusOK && !slices.Contains(r.Types, "text/html") {
			r.Types = append(slices.Clip(r.Types), "text/html")
		}
	}
}

// descriptions are the documents that describe a collection.
func (a *api) descriptions(c *content) []web.Route {
	of := "of the collection of " + c.ID
	schema := func(leaf, id, summary string, handler web.Handler) web.Route {
		return web.Route{Path: c.path() + leaf, Handler: handler, Doc: &web.Operation{
			ID: id, Tag: "Capabilities", Summary: summary,
			Responses: []web.Response{{Status: http.StatusOK, Description: "JSON Schema", Types: []string{schemaFormat.MediaType}, Schema: "Schema"}},
		}}
	}
	return []web.Route{
		{Path: c.path(), Handler: a.collection(c), Doc: &web.Operation{
			ID: "describe" + c.Title, Tag: "Capabilities", Summary: "The collection of " + c.ID,
			Responses: []web.Response{{Status: http.StatusOK, Description: "The collection", Types: []string{"application/json"}, Schema: "Collection"}},
		}},
		schema("/schema", "get"+c.Title+"Schema", "Properties "+of, a.schema(c)),
		schema("/queryables", "get"+c.Title+"Queryables", "What a filter "+of+" may name", a.queryables(c)),
		schema("/sortables", "get"+c.Title+"Sortables", "What items "+of+" may be sorted by", a.sortables(c)),
	}
}

// pageTypes are the media types of a page of incidents.
func pageTypes() []string {
	var types []string
	for _, f := range web.IncidentFormats {
		types = append(types, mediaType(f))
	}
	return types
}
