// Package desk is what the desk works with before the editor has its sign-in: the page
// on which a text is pasted and its drafts are accepted, corrected or rejected. It
// belongs on the admin listener: whoever reaches it is taken for the desk.
package desk

import (
	"html/template"
	"net/http"

	"strikemap/geo"
	"strikemap/server/site"
	"strikemap/server/web"
	"strikemap/static"
)

// The addresses of the family.
const (
	PastePath  = "/desk/paste"
	draftsPath = PastePath + "/drafts"
	checkPath  = PastePath + "/check"
	acceptPath = PastePath + "/accept"
	placesPath = PastePath + "/places"
	pointPath  = PastePath + "/point"
)

// Options is what the family is built from.
type Options struct {
	web.Deps
	Drafter func() (geo.Drafter, error) // made when first asked for; nil: there is no desk
	Writer  geo.Writer                  // nil: drafts are shown, and none is accepted
	Host    string                      // of the listener, without the port; loopback names are always good
}

// Routes returns the rows of the route table; none without a drafter, a geocoder and a
// locator. It fails if the page's template or words are broken.
func Routes(o Options) ([]web.Route, error) {
	if o.Drafter == nil || o.Geocoder == nil || o.Locator == nil {
		return nil, nil
	}
	words, err := site.ReadCatalogue(static.Catalogues(), "en")
	if err != nil {
		return nil, err
	}
	f := family{Options: o, guard: newGuard(o.Host), words: words}
	if f.template, err = template.ParseFS(static.Templates(), "paste.html"); err != nil {
		return nil, err
	}
	routes := []web.Route{
		{Method: http.MethodGet, Path: PastePath, Handler: f.page, Policy: web.PagePolicy},
		{Method: http.MethodGet, Path: placesPath, Handler: f.places, Strict: true, Params: []web.Param{{Name: "q"}}},
		{Method: http.MethodGet, Path: pointPath, Handler: f.point, Strict: true, Params: []web.Param{{Name: "lon"}, {Name: "lat"}}},
		{Method: http.MethodPost, Path: draftsPath, Handler: f.drafts},
		{Method: http.MethodPost, Path: checkPath, Handler: f.check},
		{Method: http.MethodPost, Path: acceptPath, Handler: f.accept},
	}
	for i, route := range routes {
		routes[i].Handler = f.guard.around(route.Handler)
	}
	return routes, nil
}

type family struct {
	Options
	guard    guard
	words    site.Catalogue
	template *template.Template
}
