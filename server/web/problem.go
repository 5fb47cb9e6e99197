package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"strikemap/geo"
)

// Error is an error of the transport: one that has no meaning in the domain.
type Error struct {
	Status    int
	Message   string
	Parameter string      // that is at fault
	Nearest   string      // the valid name or value nearest to what was sent
	Header    http.Header // sent with it, such as Allow
}

// Error returns the sentence.
func (e *Error) Error() string { return e.Message }

// Problem is a problem document of RFC 9457.
type Problem struct {
	Type      string `json:"type"`  // URI reference of the explanation, or about:blank
	Title     string `json:"title"` // the same for all problems of the type
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	Instance  string `json:"instance,omitempty"`  // id of the request, as the log has it
	Parameter string `json:"parameter,omitempty"` // that is at fault
	Nearest   string `json:"nearest,omitempty"`   // valid name or value nearest to it

	Header http.Header `json:"-"`
}

// kinds of problems: where the domain's codes become status codes. Their names are
// the anchors of /docs/errors.
var problemKinds = []struct {
	code   string
	status int
	title  string
}{
	{geo.EINVALID, http.StatusBadRequest, "The request is not valid"},
	{geo.ENOTFOUND, http.StatusNotFound, "There is no such thing"},
	{geo.EGONE, http.StatusGone, "It was withdrawn"},
	{geo.ECONFLICT, http.StatusConflict, "It changed in the meantime"},
	{geo.EREADONLY, http.StatusServiceUnavailable, "The record accepts no changes"},
	{geo.EFULL, http.StatusInsufficientStorage, "The disk is full"},
	{geo.EUNAVAILABLE, http.StatusServiceUnavailable, "Not available now"},
	{"method-not-allowed", http.StatusMethodNotAllowed, "The method is not allowed here"},
	{"not-acceptable", http.StatusNotAcceptable, "None of the formats asked for is offered"},
	{"too-large", http.StatusRequestEntityTooLarge, "The body is too large"},
	{"uri-too-long", http.StatusRequestURITooLong, "The address is too long"},
}

const retryAfter = "5" // seconds

// ProblemOf turns an error into what the client may know about it. Of errors that
// have no code nothing is told.
func ProblemOf(r *http.Request, err error) Problem {
	p := Problem{Instance: RequestID(r), Header: http.Header{}}
	var transport *Error
	var domain *geo.Error
	code := ""
	switch {
	case errors.As(err, &transport):
		p.Status, p.Detail = transport.Status, transport.Message
		p.Parameter, p.Nearest = transport.Parameter, transport.Nearest
		if transport.Header != nil {
			p.Header = transport.Header.Clone()
		}
	case errors.As(err, &domain):
		code, p.Detail, p.Parameter = domain.Code, domain.Error(), domain.Field
	case errors.Is(err, context.DeadlineExceeded):
		code, p.Detail = geo.EUNAVAILABLE, "The answer took too long. Ask for less."
	}
	p.Type, p.Title = "about:blank", http.StatusText(p.Status)
	for _, kind := range problemKinds {
		if kind.code == code || code == "" && kind.status == p.Status {
			p.Type, p.Title, p.Status = Prefix(r)+"/docs/errors#"+kind.code, kind.title, kind.status
			break
		}
	}
	if p.Status == 0 {
		p.Status, p.Title, p.Detail = http.StatusInternalServerError, "Something went wrong on the server", ""
	}
	if p.Status == http.StatusServiceUnavailable {
		p.Header.Set("Retry-After", retryAfter)
	}
	return p
}

// Write sends the problem as application/problem+json.
func (p Problem) Write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil { // a struct of texts and a number always encodes
		panic(err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	_, _ = w.Write(body)
}

// SetHeaders readies the headers for a problem in either form: nothing that the
// handler may have set for its own answer stays.
func (p Problem) SetHeaders(h http.Header) {
	for _, name := range []string{"ETag", "Last-Modified", "Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Content-Crs", "Link"} {
		h.Del(name)
	}
	h.Set("Cache-Control", None.Control())
	for name, values := range p.Header {
		h[name] = values
	}
}
