package tiles

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"strikemap/geo"
	"strikemap/server/web"
)

// paged puts the routes into a mux with pages, which are noted by path.
func paged(reader geo.Reader, pages map[string]web.Document) http.Handler {
	deps := web.Deps{Site: web.DefaultSite(), Reader: reader}
	deps.Page = func(w http.ResponseWriter, r *http.Request, d web.Document) error {
		pages[r.URL.Path] = d
		return web.Body(w, web.HTMLFormat.MediaType, []byte(d.Title))
	}
	frame := &web.Frame{Logger: slog.New(slog.DiscardHandler)}
	mux := http.NewServeMux()
	for _, route := range incidentRoutes(deps) {
		mux.Handle("GET "+route.Path, frame.Handler(route))
	}
	return mux
}

func TestEveryDocumentHasAPageWhoseLinksLeadToPages(t *testing.T) {
	f, _ := someTile(t)
	pages := map[string]web.Document{}
	h := paged(mapped{f, nil}, pages)
	for _, target := range []string{
		"/api/v1/tileMatrixSets", "/api/v1/tileMatrixSets/WebMercatorQuad", "/api/v1/tiles", "/api/v1/tiles/WebMercatorQuad",
		"/api/v1/collections/incidents/tiles", "/api/v1/collections/incidents/tiles/WebMercatorQuad",
	} {
		w := get(h, target, "Accept", "text/html")
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != web.HTMLFormat.MediaType || w.Header().Get("Content-Security-Policy") != web.PagePolicy.Header() {
			t.Errorf("%s: %d %v", target, w.Code, w.Header())
			continue
		}
		if json := get(h, target); json.Header().Get("Content-Type") != jsonType || json.Header().Get("ETag") == w.Header().Get("ETag") {
			t.Errorf("%s for programs: %v", target, json.Header())
		}
		d := pages[target]
		if d.Title == "" || d.Lead == "" || d.Forms[0].URL != target+"?f=json" || d.Crumbs[0].URL != "/api/v1" {
			t.Errorf("%s: %+v", target, d)
		}
		links := d.Crumbs[1:]
		for _, s := range d.Sections {
			links = append(links, s.Links...)
		}
		for _, l := range links {
			to := strings.TrimPrefix(l.URL, "http://map.example")
			if strings.HasSuffix(to, "/collections") || strings.HasSuffix(to, "/collections/incidents") {
				continue // of another family
			}
			if got := get(h, to, "Accept", "text/html"); got.Code != http.StatusOK {
				t.Errorf("%s leads to %s: %d", target, l.URL, got.Code)
			}
		}
	}
}

func TestThePageOfATilesetKeepsWhatWasAskedFor(t *testing.T) {
	f, _ := someTile(t)
	pages := map[string]web.Document{}
	h := paged(mapped{f, nil}, pages)
	get(h, "/api/v1/tiles/WebMercatorQuad?kind=strike&f=html")
	d := pages["/api/v1/tiles/WebMercatorQuad"]
	var codes []string
	for _, s := range d.Sections {
		if s.Code != "" {
			codes = append(codes, s.Code)
		}
	}
	if len(codes) != 2 || codes[0] != "http://map.example/tiles/{z}/{x}/{y}.mvt?kind=strike" ||
		codes[1] != "http://map.example/api/v1/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}?kind=strike" {
		t.Errorf("%q", codes)
	}
	if d.Forms[0].URL != "/api/v1/tiles/WebMercatorQuad?f=json&kind=strike" {
		t.Errorf("%+v", d.Forms)
	}
}
