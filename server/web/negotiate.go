package web

import (
	"net/http"
	"strconv"
	"strings"

	"strikemap/geo"
)

// Format is one form a resource is offered in.
type Format struct {
	Name      string   // value of f, "json"
	MediaType string   // sent as Content-Type, "application/geo+json"
	Also      []string // other media types it satisfies in Accept
}

// Negotiate chooses a format: the one f names, else the one Accept likes best, the
// earlier of equals; without either, the first.
//
// Where Accept names nothing that is offered the answer is 406 (RFC 9110 section
// 15.5.7), with one exception: a client that asks for HTML is a person with a
// browser, and gets the first format to look at.
func Negotiate(r *http.Request, offers ...Format) (Format, error) {
	if f := Values(r).Get("f"); f != "" {
		names := make([]string, len(offers))
		for i, o := range offers {
			if names[i] = o.Name; o.Name == f {
				return o, nil
			}
		}
		return Format{}, &Error{
			Status: http.StatusBadRequest, Parameter: "f", Nearest: geo.Nearest(f, names),
			Message: "f: " + quote(f) + " is not offered here; choose of " + strings.Join(names, ", "),
		}
	}
	header := strings.Join(r.Header.Values("Accept"), ",")
	if header = strings.TrimSpace(header); header == "" || header == "*/*" {
		return offers[0], nil
	}
	accept := ParseAccept(header)
	best, quality := -1, 0.0
	for i, o := range offers {
		for _, media := range append([]string{o.MediaType}, o.Also...) {
			if q := accept.Quality(media); q > quality {
				best, quality = i, q
			}
		}
	}
	switch {
	case best >= 0:
		return offers[best], nil
	case accept.names("text/html"):
		return offers[0], nil
	}
	return Format{}, &Error{Status: http.StatusNotAcceptable, Message: "none of the media types in Accept is offered here; " + offers[0].MediaType + " is"}
}

// JSONFormat is plain JSON.
var JSONFormat = Format{Name: "json", MediaType: "application/json"}

// GeoJSONFormat satisfies those who ask for plain JSON too.
var GeoJSONFormat = Format{Name: "json", MediaType: "application/geo+json", Also: []string{"application/json", "application/vnd.geo+json"}}

// Accept is a parsed Accept or Accept-Encoding header.
type Accept []Range

// Range is one element of it with its weight from 0 to 1.
type Range struct {
	Name    string // "text/html", "text/*", "*/*", "br"; lower case
	Quality float64
}

const maxRanges = 64 // more than any client has need of

// ParseAccept reads the header (RFC 9110 sections 12.4.2 and 12.5). Parameters
// other than q are dropped, and so are elements that are not well-formed.
func ParseAccept(text string) Accept {
	var accept Accept
	for element := range strings.SplitSeq(text, ",") {
		name, params, _ := strings.Cut(element, ";")
		r := Range{strings.ToLower(strings.TrimSpace(name)), 1}
		for p := range strings.SplitSeq(params, ";") {
			if key, value, ok := strings.Cut(strings.TrimSpace(p), "="); ok && strings.EqualFold(key, "q") {
				r.Quality = parseQuality(value)
			}
		}
		if r.Name != "" && r.Quality >= 0 {
			accept = append(accept, r)
		}
		if len(accept) == maxRanges {
			break
		}
	}
	return accept
}

// parseQuality returns a weight of 0 to 1, or -1.
func parseQuality(text string) float64 {
	q, err := strconv.ParseFloat(text, 64)
	if err != nil || !(q >= 0 && q <= 1) || len(text) > 5 {
		return -1
	}
	return q
}

// Quality returns the weight of a media type: that of the most specific range that
// covers it, 0 if none does.
func (a Accept) Quality(media string) float64 {
	kind, _, _ := strings.Cut(media, "/")
	for _, name := range []string{media, kind + "/*", "*/*"} {
		for _, r := range a {
			if r.Name == name {
				return r.Quality
			}
		}
	}
	return 0
}

// names reports whether a media type is wanted by its own name.
func (a Accept) names(media string) bool {
	for _, r := range a {
		if r.Name == media && r.Quality > 0 {
			return true
		}
	}
	return false
}

// coding returns the weight of a content coding (RFC 9110 section 12.5.3).
func (a Accept) coding(name string) float64 {
	other := 0.0
	for _, r := range a {
		switch r.Name {
		case name:
			return r.Quality
		case "*":
			other = r.Quality
		}
	}
	return other
}

// Language returns the language for a page: the one lang names, else the one
// Accept-Language likes best of those offered, else the first offered. A tag
// satisfies its primary language: "uk-UA" gives "uk".
func Language(r *http.Request, offered []string) string {
	if len(offered) == 0 {
		return "en"
	}
	if lang := Values(r).Get("lang"); contains(offered, lang) {
		return lang
	}
	best, quality := offered[0], 0.0
	for _, want := range ParseAccept(strings.Join(r.Header.Values("Accept-Language"), ",")) {
		primary, _, _ := strings.Cut(want.Name, "-")
		for _, have := range offered {
			if (have == primary || strings.EqualFold(have, want.Name)) && want.Quality > quality {
				best, quality = have, want.Quality
			}
		}
	}
	return best
}

// errInvalid is a short way to a fault of a parameter with a suggestion.
func errInvalid(parameter, nearest, message string) error {
	if nearest != "" {
		message += "; did you mean " + nearest + "?"
	}
	return &Error{Status: http.StatusBadRequest, Parameter: parameter, Nearest: nearest, Message: geo.Invalid(parameter, "%s", message).Error()}
}
