package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"strikemap/geo"
	"strikemap/server/web"
)

// newRouter puts the route table into echo, which is used to find routes and for
// nothing else. Every GET answers HEAD, and every open route OPTIONS.
func newRouter(routes []web.Route, frame *web.Frame, linker *web.Linker) (http.Handler, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = linker.Client
	e.HTTPErrorHandler = unrouted(e, frame)
	for _, route := range routes {
		if route.Handler == nil || !strings.HasPrefix(route.Path, "/") {
			return nil, errors.New("server: a route without handler or path: " + route.Path)
		}
		path, names := echoPath(route.Path)
		handler := adapt(route, names, frame)
		e.Add(route.Method, path, handler)
		if route.Method == http.MethodGet {
			e.Add(http.MethodHead, path, handler)
		}
		if route.Open {
			e.Add(http.MethodOptions, path, func(c echo.Context) error {
				web.Preflight(c.Response().Writer, c.Request())
				return nil
			})
		}
	}
	return e, nil
}

// echoPath writes /incidents/{id} as /incidents/:id, and returns the names.
func echoPath(path string) (string, []string) {
	segments := strings.Split(path, "/")
	var names []string
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			names = append(names, strings.Trim(s, "{}"))
			segments[i] = ":" + names[len(names)-1]
		}
	}
	return strings.Join(segments, "/"), names
}

// adapt turns a route into an echo handler. The router takes the rest of the path
// for a last {name}; ours is one segment.
func adapt(route web.Route, names []string, frame *web.Frame) echo.HandlerFunc {
	handler := frame.Handler(route)
	return func(c echo.Context) error {
		r := c.Request()
		for _, name := range names {
			value := c.Param(name)
			if value == "" || strings.Contains(value, "/") {
				return echo.ErrNotFound
			}
			r.SetPathValue(name, value)
		}
		web.NoteRoute(r, route.Path)
		handler.ServeHTTP(c.Response().Writer, r)
		return nil
	}
}

// unrouted answers what no route does: a slash too many leads to the path without
// it, a known path with another method is 405, all else is 404.
func unrouted(e *echo.Echo, frame *web.Frame) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		w, r := c.Response().Writer, c.Request()
		page := !forPrograms(r.URL.Path)
		web.Secure(w.Header(), web.APIPolicy)
		if !page {
			web.Allow(w.Header())
		}
		if trimmed, ok := strings.CutSuffix(r.URL.Path, "/"); ok && trimmed != "" && routed(e, trimmed) {
			_ = web.Redirect(w, r, http.StatusPermanentRedirect, (&url.URL{Path: trimmed}).EscapedPath())
			return
		}
		if errors.Is(err, echo.ErrMethodNotAllowed) {
			allow, _ := c.Get(echo.ContextKeyHeaderAllow).(string)
			frame.Fail(w, r, &web.Error{
				Status: http.StatusMethodNotAllowed, Message: "this resource answers " + allow,
				Header: http.Header{"Allow": {allow}},
			}, page)
			return
		}
		frame.Fail(w, r, web.NotFound(r), page)
	}
}

// forPrograms reports whether a path is for programs, which get no pages.
func forPrograms(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return slices.Contains([]string{"api", "feeds", "tiles", "basemap", "assets", "events"}, first)
}

// routed reports whether a GET of a path leads anywhere.
func routed(e *echo.Echo, path string) bool {
	c := e.NewContext(nil, nil)
	e.Router().Find(http.MethodGet, path, c)
	return c.Path() != "" && !slices.ContainsFunc(c.ParamValues(), func(v string) bool { return v == "" || strings.Contains(v, "/") })
}

// cleanPath reports whether a path is made of plain segments. Escaped slashes and
// backslashes, empty segments and dots lead nowhere: what stands before us may read
// them otherwise than we do.
func cleanPath(u *url.URL) bool {
	escaped := strings.ToLower(u.EscapedPath())
	if strings.Contains(escaped, "%2f") || strings.Contains(escaped, "%5c") || strings.Contains(escaped, `\`) {
		return false
	}
	rest, ok := strings.CutPrefix(u.Path, "/")
	if !ok {
		return false
	}
	if rest == "" {
		return true
	}
	for s := range strings.SplitSeq(strings.TrimSuffix(rest, "/"), "/") {
		if s == "" || s == "." || s == ".." {
			return false
		}
	}
	return true
}

// errLong and errLarge are what a server may refuse before it reads.
var (
	errLong  = &web.Error{Status: http.StatusRequestURITooLong, Message: "the address is longer than 8 KiB"}
	errLarge = &web.Error{Status: http.StatusRequestEntityTooLarge, Message: "the body is larger than 1 MiB"}
)

// admissible returns why a request is refused before any route is looked for.
func admissible(r *http.Request) error {
	switch {
	case len(r.RequestURI) > maxAddressBytes:
		return errLong
	case r.ContentLength > maxBodyBytes:
		return errLarge
	case !cleanPath(r.URL):
		return geo.Errorf(geo.ENOTFOUND, "there is nothing at this address")
	}
	return nil
}
