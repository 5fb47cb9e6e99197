package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"strikemap/geo"
)

// ErrorPage writes a problem as a page, for readers with a browser. The headers
// are set already; it sets Content-Type and writes p.Status and the body.
type ErrorPage func(w http.ResponseWriter, r *http.Request, p Problem) error

// Frame is what surrounds every handler: headers before it, errors after it. The
// zero Frame works, for tests.
type Frame struct {
	Logger    *slog.Logger // nil is slog.Default
	ErrorPage ErrorPage    // nil: problems are JSON for all
}

// Handler puts a route into the frame.
func (f *Frame) Handler(route Route) http.Handler {
	headers, params := headersOf(route), paramsOf(route)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for _, own := range headers {
			h[own.name] = own.values
		}
		err := params.check(r)
		if err == nil {
			err = route.Handler(w, r)
		}
		if err != nil {
			f.Fail(w, r, err, route.Policy == PagePolicy)
		}
	})
}

// header is a header that answers share; who adds to it gets a copy.
type header struct {
	name   string // in its canonical form
	values []string
}

// headersOf are the headers of all answers of a route.
func headersOf(route Route) []header {
	h := http.Header{}
	Secure(h, route.Policy)
	h.Set("Cache-Control", route.Cache.Control())
	h.Add("Vary", "Accept, Accept-Encoding")
	if route.Cache == Page {
		h.Add("Vary", "Accept-Language")
	}
	if route.Open {
		Allow(h)
	}
	list := make([]header, 0, len(h))
	for name, values := range h {
		list = append(list, header{name, slices.Clip(values)})
	}
	return list
}

// Allow lets scripts of every site read an answer, without credentials.
func Allow(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Content-Crs, ETag, Link, Location, Retry-After, X-Request-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// Preflight answers OPTIONS for an open route that takes GET.
func Preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	Secure(h, APIPolicy)
	Allow(h)
	h.Set("Allow", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept, If-None-Match, Last-Event-ID")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// Fail writes an error. Those without a code are logged in full and shown as
// nothing; a client that went away gets nothing. A page is written only where one
// is fitting and the client would rather have HTML than JSON. Where a part of the
// answer was sent already the connection is cut.
func (f *Frame) Fail(w http.ResponseWriter, r *http.Request, err error, page bool) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	p := ProblemOf(r, err)
	if p.Status == http.StatusInternalServerError {
		f.logger().ErrorContext(r.Context(), "request failed", "id", RequestID(r), "path", r.URL.Path, "error", err)
	}
	if out, ok := w.(*Reply); ok && out.Begun() {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	if h.Get("Content-Security-Policy") == "" {
		Secure(h, APIPolicy)
	}
	p.SetHeaders(h)
	if page && f.ErrorPage != nil && prefersHTML(r) {
		Secure(h, PagePolicy)
		if err := f.ErrorPage(w, r, p); err == nil {
			return
		}
		f.logger().ErrorContext(r.Context(), "error page failed", "id", RequestID(r), "error", err)
	}
	p.Write(w)
}

func (f *Frame) logger() *slog.Logger {
	if f.Logger == nil {
		return slog.Default()
	}
	return f.Logger
}

// params are the query parameters a route accepts.
type params struct {
	names  []string // nil accepts all
	repeat []string // those that may be given more than once
}

func paramsOf(route Route) params {
	if !route.Strict {
		return params{}
	}
	known := params{names: []string{}}
	for _, p := range route.Params {
		if p.In == "path" {
			continue
		}
		if known.names = append(known.names, p.Name); p.Repeat {
			known.repeat = append(known.repeat, p.Name)
		}
	}
	return known
}

// check refuses query parameters the route does not know (OGC API Features Part 1,
// /req/core/query-param-unknown) and repeated ones, which programs read differently.
func (known params) check(r *http.Request) error {
	if known.names == nil || r.URL.RawQuery == "" {
		return nil
	}
	values, err := parseValues(r)
	if err != nil {
		return &Error{Status: http.StatusBadRequest, Message: "the query is not well-formed: " + err.Error()}
	}
	fine := true
	for name, given := range values {
		fine = fine && contains(known.names, name) && (len(given) == 1 || contains(known.repeat, name))
	}
	if fine {
		return nil
	}
	for _, name := range sortedKeys(values) {
		switch {
		case !contains(known.names, name):
			return unknown(name, known.names)
		case len(values[name]) > 1 && !contains(known.repeat, name):
			return &Error{Status: http.StatusBadRequest, Parameter: name, Message: name + ": is given more than once; join several values by commas"}
		}
	}
	return nil
}

func unknown(name string, known []string) error {
	e := &Error{Status: http.StatusBadRequest, Parameter: printable(name), Nearest: geo.Nearest(name, known)}
	e.Message = "there is no parameter " + quote(name)
	switch {
	case e.Nearest != "":
		e.Message += "; did you mean " + e.Nearest + "?"
	case len(known) == 0:
		e.Message += "; this resource takes none"
	}
	return e
}

// NotFound is the error for an address that leads nowhere.
func NotFound(r *http.Request) error {
	return geo.Errorf(geo.ENOTFOUND, "there is nothing at %s", printable(r.URL.Path))
}

// prefersHTML reports whether a client would rather have HTML than JSON. Clients
// that take anything would not.
func prefersHTML(r *http.Request) bool {
	accept := ParseAccept(strings.Join(r.Header.Values("Accept"), ","))
	html := accept.Quality("text/html")
	return html > 0 && html > accept.Quality("application/problem+json") || html > 0 && accept.names("text/html")
}
