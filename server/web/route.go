package web

import (
	"net/http"
	"strings"
)

// Handler answers one request. An error it returns has not been written; nothing
// may have been written before it.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one row of the route table.
type Route struct {
	Method  string // "GET"; HEAD then works too
	Path    string // "/incidents/{id}": exact segments and {names} of one segment each, no trailing slash
	Handler Handler
	Doc     *Operation // OpenAPI; nil for what is no API
	Params  []Param    // query parameters it accepts, and what its {names} mean
	Strict  bool       // unknown and repeated query parameters are refused, naming the nearest known one
	Cache   Cache
	Policy  Policy
	Open    bool // readable by scripts of every site (CORS), without credentials
}

// Param describes one parameter.
type Param struct {
	Name        string
	In          string // "query" if empty, or "path"
	Type        string // JSON schema: "string" if empty, "integer", "number", "boolean"
	Format      string // "date-time", ...
	Description string
	Enum        []string
	Pattern     string // regular expression that each value matches
	Minimum     *float64
	Maximum     *float64
	Default     any
	Example     any
	List        bool // several values, joined by commas
	Count       int  // of a List: how many numbers it must have at least, as bbox does
	Repeat      bool // may be given more than once; then each holds
}

// Operation is what OpenAPI says about a route beside its parameters.
type Operation struct {
	ID          string // unique, "getItems"
	Summary     string
	Description string
	Tag         string
	Responses   []Response // of success and redirection; problems are added for all
}

// Response is one successful answer.
type Response struct {
	Status      int
	Description string
	Types       []string // media types of the body; none for no body
	Schema      string   // name of a schema of package openapi; empty for any body
}

// PathValue returns the segment of the path a route calls {name}, unescaped.
func PathValue(r *http.Request, name string) string { return r.PathValue(name) }

// Cache says how long an answer may be kept by browsers and proxies.
type Cache int

// The cache classes. A handler may set Cache-Control itself instead.
const (
	None       Cache = iota // never kept: health, errors
	Revalidate              // kept, but asked for again each time; cheap by its ETag
	Page                    // as Revalidate, and chosen by the reader's language
	Feed                    // kept for a minute without asking
	Day                     // kept for a day
	Immutable               // kept for good: the address changes with the content
)

// Control returns the value of Cache-Control.
func (c Cache) Control() string {
	switch c {
	case Revalidate, Page:
		return "public, no-cache"
	case Feed:
		return "public, max-age=60"
	case Day:
		return "public, max-age=86400"
	case Immutable:
		return "public, max-age=31536000, immutable"
	}
	return "no-store"
}

// Policy is a class of Content-Security-Policy.
type Policy int

// The policies: answers to programs load and show nothing; pages load only what
// comes from here, and stand in no frame but those made for it.
const (
	APIPolicy Policy = iota
	PagePolicy
	EmbedPolicy
)

// Header returns the value of Content-Security-Policy.
func (p Policy) Header() string {
	if p == EmbedPolicy {
		return FramedPolicy(nil)
	}
	if p == PagePolicy {
		return StyledPolicy()
	}
	return "default-src 'none'; frame-ancestors 'none'"
}

// StyledPolicy is PagePolicy for a page with style sheets in it that are known by their
// hashes, "sha256-...".
func StyledPolicy(styles ...string) string {
	return "default-src 'none'; script-src 'self'; style-src " + sources(styles) + "; img-src 'self' data:; connect-src 'self'; " +
		"font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// sources are this site and what is known by its hash.
func sources(hashes []string) string {
	list := "'self'"
	for _, hash := range hashes {
		list += " '" + hash + "'"
	}
	return list
}

// FramedPolicy is EmbedPolicy for a page that only some sites may frame, nil for all,
// with style sheets in the page that are known by their hashes, "sha256-...".
func FramedPolicy(ancestors []string, styles ...string) string {
	if len(ancestors) == 0 {
		ancestors = []string{"*"}
	}
	return "default-src 'none'; script-src 'self'; style-src " + sources(styles) + "; img-src 'self' data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors " + strings.Join(ancestors, " ")
}

// Secure sets the headers that narrow what a browser may do with an answer.
func Secure(h http.Header, p Policy) {
	h.Set("Content-Security-Policy", p.Header())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}
