package ogcapi

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// editions is a Reader that only tells its edition.
type editions struct {
	geo.Reader
	number atomic.Int64
}

func (e *editions) Edition() geo.Edition {
	return geo.Edition{Epoch: "e", Number: e.number.Load(), Changed: time.Date(2025, 12, 25, 0, 0, 0, 0, time.UTC)}
}

// exporter writes a small text, and keeps what it was asked.
type exporter struct {
	reader   geo.Reader
	text     string
	fail     error
	runs     atomic.Int64
	query    geo.Query
	colophon geo.Colophon
}

func (x *exporter) Export(_ context.Context, q geo.Query, path string, c geo.Colophon) (geo.Edition, error) {
	x.runs.Add(1)
	x.query, x.colophon = q, c
	if x.fail != nil {
		return geo.Edition{}, x.fail
	}
	return x.reader.Edition(), os.WriteFile(path, []byte(x.text), 0o600)
}

// offer returns what answers requests for files of an exporter.
func offer(t *testing.T, x *exporter) (http.Handler, *editions) {
	t.Helper()
	reader := &editions{}
	x.reader = reader
	deps := web.Deps{
		Site: web.DefaultSite(), Reader: reader, Clock: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
		Downloads: web.Downloads{Exporter: x, Folder: t.TempDir(), MaxBytes: 12345},
	}
	for _, r := range Routes(deps) {
		if r.Path == geoPackagePath {
			return (&web.Frame{}).Handler(r), reader
		}
	}
	t.Fatal("there is no route")
	return nil, nil
}

func requestFile(h http.Handler, query string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://example.org"+geoPackagePath+query, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestADownloadIsAFileThatSaysWhatItIs(t *testing.T) {
	x := &exporter{text: "0123456789"}
	h, _ := offer(t, x)
	w := requestFile(h, "?kind=strike&status_min=confirmed")
	if w.Code != http.StatusOK || w.Body.String() != x.text {
		t.Fatalf("answered %d %q", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type":        "application/geopackage+sqlite3",
		"Content-Length":      "10",
		"Accept-Ranges":       "bytes",
		"Content-Disposition": `attachment; filename="strikemap-incidents-kind-strike-status-min-confirmed-2025-12-25-e0.gpkg"`,
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if link := w.Header().Get("Link"); !strings.Contains(link, `rel="license"`) {
		t.Errorf("the links are %q", link)
	}
	if x.query.StatusMin != geo.Confirmed || len(x.query.Conditions) != 1 {
		t.Errorf("it was asked for %+v", x.query)
	}
	if want := "http://example.org" + geoPackagePath + "?kind=strike&status_min=confirmed"; x.colophon.Asked != want || x.colophon.Base != "http://example.org" || x.colophon.MaxBytes != 12345 {
		t.Errorf("the colophon is %+v, want one that was asked %q", x.colophon, want)
	}
}

func TestADownloadIsMadeOnceForAllThatAskForTheSame(t *testing.T) {
	x := &exporter{text: "0123456789"}
	h, reader := offer(t, x)
	whole := requestFile(h, "")
	tag := whole.Header().Get("ETag")
	for _, test := range []struct {
		name    string
		headers []string
		status  int
		body    string
	}{
		{"again", nil, http.StatusOK, "0123456789"},
		{"a range", []string{"Range", "bytes=2-4"}, http.StatusPartialContent, "234"},
		{"the rest of this very file", []string{"Range", "bytes=8-", "If-Range", tag}, http.StatusPartialContent, "89"},
		{"the rest of another file", []string{"Range", "bytes=8-", "If-Range", `"other"`}, http.StatusOK, "0123456789"},
		{"one that is known", []string{"If-None-Match", tag}, http.StatusNotModified, ""},
	} {
		w := requestFile(h, "", test.headers...)
		if w.Code != test.status || w.Body.String() != test.body {
			t.Errorf("%s: answered %d %q, want %d %q", test.name, w.Code, w.Body, test.status, test.body)
		}
	}
	if n := x.runs.Load(); n != 1 {
		t.Errorf("it was made %d times", n)
	}
	if w := requestFile(h, "", "Range", "bytes=10-"); w.Code != http.StatusRequestedRangeNotSatisfiable || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("Content-Range") != "bytes */10" {
		t.Errorf("a range behind the end: answered %d %v %s", w.Code, w.Header(), w.Body)
	}
	reader.number.Add(1)
	if w := requestFile(h, "", "If-None-Match", tag); w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
		t.Errorf("the next edition: answered %d with the tag %s", w.Code, w.Header().Get("ETag"))
	}
	if n := x.runs.Load(); n != 2 {
		t.Errorf("with the next edition it was made %d times", n)
	}
}

func TestADownloadThatCannotBeMadeIsAProblem(t *testing.T) {
	for _, test := range []struct {
		name   string
		fail   error
		query  string
		status int
	}{
		{"too large", geo.Errorf(geo.ETOOLARGE, "too large"), "", http.StatusRequestEntityTooLarge},
		{"the disk is full", geo.Errorf(geo.EFULL, "full"), "", http.StatusInsufficientStorage},
		{"a fault of ours", errors.New("secret"), "", http.StatusInternalServerError},
		{"a page is asked for", nil, "?limit=10", http.StatusBadRequest},
		{"a kind that is none", nil, "?kind=party", http.StatusBadRequest},
	} {
		h, _ := offer(t, &exporter{fail: test.fail})
		w := requestFile(h, test.query)
		if w.Code != test.status || w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: answered %d %s %s", test.name, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
}

func TestWithoutAnExporterNoDownloadIsOffered(t *testing.T) {
	for _, r := range Routes(web.Deps{Site: web.DefaultSite(), Reader: &editions{}}) {
		if r.Path == geoPackagePath {
			t.Error("there is a route for GeoPackages")
		}
	}
}
