package ogcapi

import (
	"net/http"

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
		{Path: Root + "/collections/incidents", Handler: a.incidents, Doc: &web.Operation{
			ID: "describeIncidents", Tag: "Capabilities", Summary: "The collection of incidents",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The collection", Types: []string{"application/json"}, Schema: "Collection"}},
		}},
		{Path: Root + "/collections/areas", Handler: a.areas, Doc: &web.Operation{
			ID: "describeAreas", Tag: "Capabilities", Summary: "The collection of areas",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The collection", Types: []string{"application/json"}, Schema: "Collection"}},
		}},
		{Path: Root + "/collections/incidents/items", Handler: a.incidentItems, Params: incidentParams(), Doc: &web.Operation{
			ID: "getIncidents", Tag: "Data", Summary: "Incidents, newest first",
			Description: "Points with flat columns. Conditions on several parameters must all hold; of several values of one, joined by commas, any. Page by the next links.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "A page of incidents", Types: []string{geoJSON}, Schema: "IncidentCollection"}},
		}},
		{Path: Root + "/collections/incidents/items/{featureId}", Handler: a.incidentItem, Params: itemParams(), Doc: &web.Operation{
			ID: "getIncident", Tag: "Data", Summary: "One incident with its ledger: who says what",
			Responses: []web.Response{
				{Status: http.StatusOK, Description: "The incident", Types: []string{geoJSON}, Schema: "IncidentItem"},
				{Status: http.StatusPermanentRedirect, Description: "The identifier is a slug or a former one; Location has the permanent one"},
			},
		}},
		{Path: Root + "/collections/areas/items", Handler: a.areaItems, Params: areaParams(), Doc: &web.Operation{
			ID: "getAreas", Tag: "Data", Summary: "Areas that stand for places known no better",
			Responses: []web.Response{{Status: http.StatusOK, Description: "A page of areas", Types: []string{geoJSON}, Schema: "AreaCollection"}},
		}},
		{Path: Root + "/collections/areas/items/{featureId}", Handler: a.areaItem, Params: areaItemParams(), Doc: &web.Operation{
			ID: "getArea", Tag: "Data", Summary: "One area",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The area", Types: []string{geoJSON}, Schema: "Area"}},
		}},
	}
	for i := range routes {
		r := &routes[i]
		r.Method, r.Strict, r.Open, r.Cache = http.MethodGet, true, true, web.Revalidate
		if r.Params == nil {
			r.Params = []web.Param{formatParam}
		}
	}
	return routes
}
