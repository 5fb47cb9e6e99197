package web

import (
	"context"
	"net/http"
	"net/url"
)

// Exchange is what is known of a request beside its message. It stands in the
// context of the request, in one value, and is that context.
type Exchange struct {
	context.Context
	ID    string // for log and problems
	Route string // path of the route it led to, "" before
	base  *Base

	client context.Context // see ClientContext

	values    url.Values // once parsed
	badValues error
	parsed    bool
}

type exchangeKey struct{}

// Value returns the exchange itself, and what its own context has.
func (x *Exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

// Begin returns a request with a context that carries an exchange, and the exchange.
func Begin(ctx context.Context, r *http.Request, id string) (*http.Request, *Exchange) {
	x := &Exchange{Context: ctx, ID: id, client: r.Context()}
	return r.WithContext(x), x
}

// within returns the exchange of a request; nil if it has none.
func within(r *http.Request) *Exchange {
	x, _ := r.Context().Value(exchangeKey{}).(*Exchange)
	return x
}

// NoteRoute notes the route a request led to.
func NoteRoute(r *http.Request, path string) {
	if x := within(r); x != nil {
		x.Route = path
	}
}

// amend returns a request with an exchange that is changed.
func amend(r *http.Request, change func(*Exchange)) *http.Request {
	x := Exchange{Context: r.Context()}
	if old := within(r); old != nil {
		x.ID, x.Route, x.base, x.client = old.ID, old.Route, old.base, old.client
	}
	change(&x)
	return r.WithContext(&x)
}

// WithRequestID returns a request that carries an id for log and problems.
func WithRequestID(r *http.Request, id string) *http.Request {
	return amend(r, func(x *Exchange) { x.ID = id })
}

// RequestID returns the id of a request, or "".
func RequestID(r *http.Request) string {
	if x := within(r); x != nil {
		return x.ID
	}
	return ""
}

// WithBase returns a request whose Links are those of b.
func WithBase(r *http.Request, b Base) *http.Request {
	return amend(r, func(x *Exchange) { x.base = &b })
}

// ClientContext returns a context that ends when the client goes away. It has no
// deadline: the one of the request is for finding an answer, not for a stream.
func ClientContext(r *http.Request) context.Context {
	if x := within(r); x != nil && x.client != nil {
		return x.client
	}
	return r.Context()
}

// Links returns where the client that sent a request sees the site.
func Links(r *http.Request) Base {
	if x := within(r); x != nil && x.base != nil {
		return *x.base
	}
	return (&Linker{}).Base(r)
}

// Values returns the query parameters of a request, which must not be changed. Those
// that are not well-formed are left out.
func Values(r *http.Request) url.Values {
	values, _ := parseValues(r)
	return values
}

// parseValues reads the parameters once for an exchange.
func parseValues(r *http.Request) (url.Values, error) {
	x := within(r)
	if x == nil {
		return url.ParseQuery(r.URL.RawQuery)
	}
	if !x.parsed {
		x.values, x.badValues = url.ParseQuery(r.URL.RawQuery)
		x.parsed = true
	}
	return x.values, x.badValues
}
