// Package embed is the newsroom's side: the map in a frame of another page, the script
// that makes such frames, and oEmbed, by which editors paste an address and get one.
package embed

import (
	"fmt"
	"net/http"
	"regexp"

	"strikemap/geo"
	"strikemap/geo/picture"
	"strikemap/server/site"
	"strikemap/server/web"
	"strikemap/static"
)

// Routes returns the rows of the route table. Only pages of the ancestors may frame an
// embed, those of all sites where there are none.
func Routes(deps web.Deps, ancestors []string) ([]web.Route, error) {
	for _, a := range ancestors {
		if !ancestorPattern.MatchString(a) {
			return nil, fmt.Errorf("frame ancestor %q is neither an origin such as https://example.org or https://*.example.org, nor 'self' nor 'none'", a)
		}
	}
	f := &family{Deps: deps, views: site.NewEmbeds(deps), policy: web.FramedPolicy(ancestors)}
	// Without names the map is still a map; that those in the binary can be read is tested.
	f.labels, _ = picture.ReadLabels(deps.Labels)
	if sheet, ok := built("embed.css"); ok {
		f.policy = web.FramedPolicy(ancestors, site.StyleHash(sheet.Body))
	}
	return []web.Route{
		// Open: in a sandbox a frame has no origin, and its script asks for the page anew.
		{Method: http.MethodGet, Path: "/embed", Handler: f.page, Cache: web.Page, Policy: web.EmbedPolicy, Open: true},
		{Method: http.MethodGet, Path: "/embed.js", Handler: loader, Cache: web.Feed, Open: true},
		{Method: http.MethodGet, Path: "/oembed", Handler: f.oembed, Cache: web.Revalidate, Open: true},
	}, nil
}

// ancestorPattern is a source of the directive frame-ancestors (CSP Level 3 section
// 6.4.2), of schemes that pages have.
var ancestorPattern = regexp.MustCompile(`^(?:'self'|'none'|https?://(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]{1,5})?)$`)

type family struct {
	web.Deps
	views  *site.Embeds
	labels []picture.Label
	policy string // Content-Security-Policy of the page
}

func built(logical string) (static.Asset, bool) {
	name, ok := static.Logical(logical)
	if !ok {
		return static.Asset{}, false
	}
	return static.Lookup(name)
}

// page answers "/embed".
func (f *family) page(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Security-Policy", f.policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Del("Cross-Origin-Opener-Policy") // of windows, not of frames
	e, err := f.views.Look(w, r)
	if e == nil {
		return err
	}
	box := geo.BBox{}
	if e.Failure == nil && e.HasMap() {
		areas, err := f.areas(r.Context(), e.Marks)
		if err != nil {
			return err
		}
		box = e.Wanted(f.Site.DefaultView, areas)
		if e.Sketch, err = f.sketch(e, areas, box); err != nil {
			return err
		}
	}
	return f.views.Write(w, r, e, box)
}

// loader answers "/embed.js": the same address for good, so that articles keep working.
func loader(w http.ResponseWriter, r *http.Request) error {
	script, ok := built("embed.js")
	if !ok {
		return web.NotFound(r)
	}
	script.Immutable = false
	return web.ServeAsset(w, r, script)
}
