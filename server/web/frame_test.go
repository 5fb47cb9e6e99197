package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"strikemap/geo"
)

func TestErrorsBecomeProblems(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
		typ    string
		detail string
	}{
		"invalid":       {geo.Invalid("bbox", "is odd"), 400, "/docs/errors#invalid", "bbox: is odd"},
		"not found":     {geo.Errorf(geo.ENOTFOUND, "none"), 404, "/docs/errors#not-found", "none"},
		"gone":          {geo.Errorf(geo.EGONE, "withdrawn"), 410, "/docs/errors#gone", "withdrawn"},
		"conflict":      {geo.Errorf(geo.ECONFLICT, "changed"), 409, "/docs/errors#conflict", "changed"},
		"read-only":     {geo.Errorf(geo.EREADONLY, "no writes"), 503, "/docs/errors#read-only", "no writes"},
		"full":          {geo.Errorf(geo.EFULL, "full"), 507, "/docs/errors#full", "full"},
		"unavailable":   {geo.Errorf(geo.EUNAVAILABLE, "later"), 503, "/docs/errors#unavailable", "later"},
		"wrapped":       {errors.Join(errors.New("x"), geo.Errorf(geo.EGONE, "withdrawn")), 410, "/docs/errors#gone", "withdrawn"},
		"too slow":      {context.DeadlineExceeded, 503, "/docs/errors#unavailable", "The answer took too long. Ask for less."},
		"method":        {&Error{Status: 405, Message: "GET only"}, 405, "/docs/errors#method-not-allowed", "GET only"},
		"not in a list": {&Error{Status: 418, Message: "tea"}, 418, "about:blank", "tea"},
		"internal":      {errors.New("secret path /var/db"), 500, "about:blank", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			f := &Frame{Logger: slog.New(slog.NewTextHandler(&log, nil))}
			w := httptest.NewRecorder()
			r := WithRequestID(httptest.NewRequest(http.MethodGet, "/", nil), "r1")
			f.Handler(Route{Handler: func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("ETag", `"x"`)
				return c.err
			}}).ServeHTTP(w, r)
			var p Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatal(err)
			}
			if w.Code != c.status || p.Status != c.status || p.Type != c.typ || p.Detail != c.detail || p.Title == "" || p.Instance != "r1" {
				t.Errorf("%d %+v", w.Code, p)
			}
			h := w.Header()
			if h.Get("Content-Type") != "application/problem+json" || h.Get("ETag") != "" || h.Get("Cache-Control") != "no-store" {
				t.Errorf("headers %v", h)
			}
			if (c.status == 503) != (h.Get("Retry-After") != "") {
				t.Errorf("Retry-After is %q", h.Get("Retry-After"))
			}
			if (c.status == 500) != strings.Contains(log.String(), c.err.Error()) || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("log %q, body %s", log.String(), w.Body)
			}
		})
	}
}

func TestAReaderWithABrowserGetsAPage(t *testing.T) {
	page := func(w http.ResponseWriter, _ *http.Request, p Problem) error {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(p.Status)
		_, _ = io.WriteString(w, "<h1>"+p.Title)
		return nil
	}
	for _, c := range []struct {
		accept string
		policy Policy
		want   string
	}{
		{"text/html,application/xhtml+xml,*/*;q=0.8", PagePolicy, "text/html; charset=utf-8"},
		{"text/html,application/xhtml+xml,*/*;q=0.8", APIPolicy, "application/problem+json"},
		{"*/*", PagePolicy, "application/problem+json"},
		{"application/json", PagePolicy, "application/problem+json"},
		{"", PagePolicy, "application/problem+json"},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept", c.accept)
		f := &Frame{ErrorPage: page}
		f.Handler(Route{Policy: c.policy, Handler: func(http.ResponseWriter, *http.Request) error { return geo.Errorf(geo.ENOTFOUND, "none") }}).ServeHTTP(w, r)
		if got := w.Header().Get("Content-Type"); got != c.want || w.Code != 404 {
			t.Errorf("Accept %q: %d %s", c.accept, w.Code, got)
		}
	}
}

func TestUnknownAndRepeatedParametersAreRefused(t *testing.T) {
	route := Route{
		Strict: true, Params: []Param{{Name: "bbox"}, {Name: "limit"}, {Name: "id", In: "path"}},
		Handler: func(w http.ResponseWriter, _ *http.Request) error { return JSON(w, "application/json", "fine") },
	}
	for query, want := range map[string]struct {
		status             int
		parameter, nearest string
	}{
		"":                {200, "", ""},
		"limit=1&bbox=1":  {200, "", ""},
		"limits=1":        {400, "limits", "limit"},
		"LIMIT=1":         {400, "LIMIT", "limit"},
		"id=1":            {400, "id", ""},
		"limit=1&limit=2": {400, "limit", ""},
		"limit=%zz":       {400, "", ""},
		"a;b=1":           {400, "", ""},
		"%3Cscript%3E=1":  {400, "<script>", ""},
		"limit%00=1":      {400, "limit\uFFFD", "limit"},
	} {
		w := httptest.NewRecorder()
		(&Frame{}).Handler(route).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?"+query, nil))
		var p Problem
		if w.Code != 200 {
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatal(err)
			}
		}
		if w.Code != want.status || p.Parameter != want.parameter || p.Nearest != want.nearest {
			t.Errorf("?%s: %d %+v", query, w.Code, p)
		}
	}
	route.Strict = false
	w := httptest.NewRecorder()
	(&Frame{}).Handler(route).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?utm_source=x&limit=1&limit=2", nil))
	if w.Code != 200 {
		t.Errorf("a page refuses utm_source: %d", w.Code)
	}
}

func TestRedirectsStayHereAndKeepTheQuery(t *testing.T) {
	r := WithBase(httptest.NewRequest(http.MethodGet, "/a?x=1&y=%20", nil), Base{"https://map.example", "/strikes"})
	w := httptest.NewRecorder()
	if err := Redirect(w, r, http.StatusPermanentRedirect, "/b"); err != nil {
		t.Fatal(err)
	}
	if got := w.Header().Get("Location"); w.Code != 308 || got != "/strikes/b?x=1&y=%20" {
		t.Errorf("%d %s", w.Code, got)
	}
}

func TestDefaultsOfTheSiteAreThoseOfItsFlags(t *testing.T) {
	site := reflect.ValueOf(DefaultSite())
	for i := range site.NumField() {
		field := site.Type().Field(i)
		got := ""
		switch v := site.Field(i).Interface().(type) {
		case string:
			got = v
		case []string:
			got = strings.Join(v, ",")
		}
		if got != field.Tag.Get("default") {
			t.Errorf("%s is %q, its flag %q", field.Name, got, field.Tag.Get("default"))
		}
		if help := field.Tag.Get("help"); !strings.Contains(help, "Default: ") {
			t.Errorf("the help of %s tells no default: %s", field.Name, help)
		}
	}
}
