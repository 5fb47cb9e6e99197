package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"strikemap/geo"
	"strikemap/server/embed"
	"strikemap/server/feeds"
	"strikemap/server/live"
	"strikemap/server/ogcapi"
	"strikemap/server/openapi"
	"strikemap/server/picture"
	"strikemap/server/places"
	"strikemap/server/site"
	"strikemap/server/tiles"
	"strikemap/server/web"
	"strikemap/static"
)

// manual is the page of the manual that explains the API.
const manual = "/docs/api"

// deps are what all families are built from.
func (s *Server) deps() web.Deps {
	return web.Deps{
		Site: s.options.Site, Reader: s.options.Reader, History: s.options.History, Delays: s.options.Delays,
		Basemap: s.options.Basemap, Labels: s.options.Labels, Build: s.options.Build, Clock: s.options.Clock,
		Downloads: s.options.Downloads, Geocoder: s.options.Geocoder, Locator: s.options.Locator, Places: s.options.Places,
	}
}

// table returns the route table of the public site, and the frame around its handlers.
func (s *Server) table() ([]web.Route, *web.Frame, error) {
	deps := s.deps()
	deps.BasemapVersion, deps.BasemapZoom = web.MeasureBasemap(deps.Basemap, deps.Labels)
	events := s.listening()
	deps.Events = events != nil
	deps.Page = site.DocumentPage(deps)
	if err := site.CheckLanguages(deps.Site); err != nil {
		return nil, nil, err
	}
	pages := site.Routes(deps, s.options.Commands...)
	if slices.ContainsFunc(pages, func(r web.Route) bool { return r.Path == manual }) {
		deps.Manual = manual
	}
	embeds, err := embed.Routes(deps, s.options.FrameAncestors)
	if err != nil {
		return nil, nil, err
	}
	routes := slices.Concat(
		pages,
		embeds,
		ogcapi.Routes(deps),
		feeds.Routes(deps),
		tiles.Routes(deps),
		places.Routes(deps, placeWords(deps)),
		events,
		picture.Routes(deps, pictureWords(deps)),
		s.operations(),
	)
	description, err := openapi.Route(deps, routes)
	if err != nil {
		return nil, nil, err
	}
	routes = append(routes, description)
	return routes, &web.Frame{Logger: s.logger, ErrorPage: site.ErrorPage(deps)}, checkTable(routes)
}

// listening returns the route of the events, none if nobody may listen.
func (s *Server) listening() []web.Route {
	if s.options.Changes == nil || s.options.Listeners <= 0 {
		return nil
	}
	s.events = live.New(s.options.Reader, s.options.Changes, s.options.Listeners)
	return s.events.Routes()
}

// pictureWords finds the words of pictures in the catalogues of the pages.
func pictureWords(deps web.Deps) picture.Language {
	words := site.Words(deps)
	return func(tag string) (string, picture.Words) { return words(tag) }
}

// placeWords finds the words of places there.
func placeWords(deps web.Deps) places.Language {
	words := site.Words(deps)
	return func(tag string) (string, places.Words) { return words(tag) }
}

// checkTable refuses two routes of one method and path.
func checkTable(routes []web.Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		key := r.Method + " " + r.Path
		if seen[key] {
			return fmt.Errorf("server: two routes for %s", key)
		}
		seen[key] = true
	}
	return nil
}

// operations are the routes for those who run the server, and the built files.
func (s *Server) operations() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: "/livez", Handler: alive},
		{Method: http.MethodGet, Path: "/readyz", Handler: s.ready},
		{Method: http.MethodGet, Path: "/version", Handler: s.version},
		{Method: http.MethodGet, Path: "/assets/{name}", Handler: asset, Cache: web.Revalidate},
	}
}

// alive answers as long as there is a process.
func alive(w http.ResponseWriter, _ *http.Request) error {
	return web.JSON(w, "application/json", map[string]string{"status": "alive"})
}

// ready answers 200 while the server should get requests.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	if s.stopping.Load() {
		return geo.Errorf(geo.EUNAVAILABLE, "the server is stopping")
	}
	if check := s.options.Ready; check != nil {
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		if err := check(ctx); err != nil {
			return unready(err)
		}
	}
	return web.JSON(w, "application/json", map[string]any{"status": "ready", "edition": s.options.Reader.Edition().Number})
}

// unready keeps the sentence of an error with a code and hides any other.
func unready(err error) error {
	var known *geo.Error
	if errors.As(err, &known) {
		return &geo.Error{Code: geo.EUNAVAILABLE, Message: known.Message, Err: err}
	}
	return &geo.Error{Code: geo.EUNAVAILABLE, Message: "the server is not ready", Err: err}
}

func (s *Server) version(w http.ResponseWriter, _ *http.Request) error {
	return web.JSON(w, "application/json", s.options.Build)
}

// asset answers a built file by its exact name.
func asset(w http.ResponseWriter, r *http.Request) error {
	a, ok := static.Lookup(web.PathValue(r, "name"))
	if !ok {
		return web.NotFound(r)
	}
	if strings.HasPrefix(web.PathValue(r, "name"), "frame-live.") {
		web.Allow(w.Header()) // frames of no origin load it as a module
	}
	return web.ServeAsset(w, r, a)
}
