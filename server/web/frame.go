package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
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
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		Secure(h, route.Policy)
		h.Set("Cache-Control", route.Cache.Control())
		h.Add("Vary", "Accept, Accept-Encoding")
		if route.Cache == Page {
			h.Add("Vary", "Accept-Language")
		}
		if route.Open {
			Allow(h)
		}
		if err := f.serve(route, w, r); err != nil {
			f.Fail(w, r, err, route.Policy == PagePolicy)
		}
	})
}

func (f *Frame) serve(route Route, w http.ResponseWriter, r *http.Request) error {
	if route.Strict {
		if err := checkParams(route, r); err != nil {
			return err
		}
	}
	return route.Handler(w, r)
}

// Allow lets scripts of every site read an answer, without credentials.
func Allow(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, X-Request-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// Preflight answers OPTIONS for an open route that takes GET.
func Preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	Secure(h, APIPolicy)
	Allow(h)
	h.Set("Allow", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Accept, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// Fail writes an error. Those without a code are logged in full and shown as
// nothing; a client that went away gets nothing. A page is written only where one
// is fitting and the client would rather have HTML than JSON.
func (f *Frame) Fail(w http.ResponseWriter, r *http.Request, err error, page bool) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	p := ProblemOf(r, err)
	if p.Status == http.StatusInternalServerError {
		f.logger().ErrorContext(r.Context(), "request failed", "id", RequestID(r), "path", r.URL.Path, "error", err)
	}
	p.SetHeaders(w.Header())
	if page && f.ErrorPage != nil && prefersHTML(r) {
		Secure(w.Header(), PagePolicy)
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

// checkParams refuses query parameters the route does not know (OGC API Features
// Part 1, /req/core/query-param-unknown) and repeated ones, which programs read
// differently.
func checkParams(route Route, r *http.Request) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return &Error{Status: http.StatusBadRequest, Message: "the query is not well-formed: " + err.Error()}
	}
	var known []string
	for _, p := range route.Params {
		if p.In != "path" {
			known = append(known, p.Name)
		}
	}
	for _, name := range sortedKeys(values) {
		switch {
		case !contains(known, name):
			return unknown(name, known)
		case len(values[name]) > 1:
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

type requestIDKey struct{}

// WithRequestID returns a request that carries an id for log and problems.
func WithRequestID(r *http.Request, id string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
}

// RequestID returns the id of a request, or "".
func RequestID(r *http.Request) string {
	id, _ := r.Context().Value(requestIDKey{}).(string)
	return id
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
