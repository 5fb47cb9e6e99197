package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

var csvFormat = Format{Name: "csv", MediaType: "text/csv"}

func TestTheFormatIsChosenByFThenByAccept(t *testing.T) {
	for _, c := range []struct {
		query, accept string
		want          string // name, or status
	}{
		{"", "", "json"},
		{"", "*/*", "json"},
		{"", "application/json", "json"},
		{"", "application/geo+json", "json"},
		{"", "text/csv", "csv"},
		{"", "TEXT/CSV", "csv"},
		{"", "text/csv;q=0.5, application/geo+json;q=0.4", "csv"},
		{"", "text/*;q=0.9, */*;q=0.1", "csv"},
		{"", "application/json;q=0.2, text/csv;q=0.1;q=0.9", "csv"},
		{"", "application/geo+json, text/csv", "json"},
		{"", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "json"},
		{"", "text/html", "json"},
		{"", "application/xml", "406"},
		{"", "application/geo+json;q=0, application/json;q=0, text/csv;q=0", "406"},
		{"", ",;,", "406"},
		{"f=csv", "application/geo+json", "csv"},
		{"f=json", "text/csv", "json"},
		{"f=jason", "", "400"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/?"+c.query, nil)
		if c.accept != "" {
			r.Header.Set("Accept", c.accept)
		}
		format, err := Negotiate(r, GeoJSONFormat, csvFormat)
		got := format.Name
		var e *Error
		if errors.As(err, &e) {
			got = strconv.Itoa(e.Status)
			if e.Status == http.StatusBadRequest && e.Nearest != "json" {
				t.Errorf("?%s: nearest is %q", c.query, e.Nearest)
			}
		}
		if got != c.want {
			t.Errorf("?%s, Accept %q: %s, not %s", c.query, c.accept, got, c.want)
		}
	}
}

func TestTheLanguageIsOneOfThoseOffered(t *testing.T) {
	for _, c := range []struct{ query, header, want string }{
		{"", "", "en"},
		{"", "uk-UA,uk;q=0.9,en;q=0.8", "uk"},
		{"", "fr, pl;q=0.1", "pl"},
		{"", "fr", "en"},
		{"lang=uk", "pl", "uk"},
		{"lang=xx", "pl", "pl"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/?"+c.query, nil)
		r.Header.Set("Accept-Language", c.header)
		if got := Language(r, []string{"en", "uk", "pl"}); got != c.want {
			t.Errorf("?%s, Accept-Language %q: %s, not %s", c.query, c.header, got, c.want)
		}
	}
}

func FuzzAccept(f *testing.F) {
	for _, text := range []string{"", "*/*", "text/html;q=0.5", ";q=", "a/b;q=1e9", strings.Repeat("a/b,", 100), "q=;;,/", "text/csv;q=0.3;q=-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		accept := ParseAccept(text)
		if len(accept) > maxRanges {
			t.Errorf("%d ranges", len(accept))
		}
		for _, r := range accept {
			if !(r.Quality >= 0 && r.Quality <= 1) || r.Name == "" {
				t.Errorf("%q gives %+v", text, r)
			}
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Accept"] = []string{text}
		if _, err := Negotiate(r, GeoJSONFormat, csvFormat); err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Status != http.StatusNotAcceptable {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}
