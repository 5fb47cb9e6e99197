package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"strikemap/geo"
)

// deskOptions give the admin listener a desk whose tables are never asked for.
func deskOptions(o *Options) {
	o.AdminListen = "127.0.0.1:0"
	o.Drafter = func() (geo.Drafter, error) { return nil, geo.Errorf(geo.EUNAVAILABLE, "no drafter in this test") }
	o.Geocoder = func() (geo.Geocoder, error) { return nil, geo.Errorf(geo.EUNAVAILABLE, "no places in this test") }
	o.Locator = func() (geo.Locator, error) { return nil, geo.Errorf(geo.EUNAVAILABLE, "no borders in this test") }
}

// askAdmin asks the admin listener as a program on this machine does.
func askAdmin(s *Server, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "127.0.0.1:8081"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.admin.ServeHTTP(w, r)
	return w
}

func TestTheDeskIsOnTheAdminListenerOnly(t *testing.T) {
	s, _ := started(t, deskOptions)
	for path, status := range map[string]int{
		"/desk/paste": 200, "/": 303, "/metrics": 200, "/debug/pprof/cmdline": 200, "/basemap/labels.json": 200, "/basemap/0/0/0.mvt": 200,
		"/api/v1": 404, "/incidents/x": 404, "/docs": 404, "/tiles/0/0/0.mvt": 404,
	} {
		if w := askAdmin(s, http.MethodGet, path, ""); w.Code != status {
			t.Errorf("admin %s: %d, want %d", path, w.Code, status)
		}
	}
	for _, path := range []string{"/desk/paste", "/desk/paste/places?q=town", "/metrics"} {
		if w := get(s, path); w.Code != http.StatusNotFound {
			t.Errorf("public %s: %d", path, w.Code)
		}
	}
	if w := ask(s, http.MethodPost, "/desk/paste/accept"); w.Code != http.StatusNotFound {
		t.Errorf("public accept: %d", w.Code)
	}
}

func TestTheDesksPageLoadsOnlyWhatComesFromHere(t *testing.T) {
	s, _ := started(t, deskOptions)
	w := askAdmin(s, http.MethodGet, "/desk/paste", "")
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self';") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %q", policy)
	}
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("headers %v", w.Header())
	}
	for _, part := range []string{" style=", " onclick=", "http://", "<script>"} {
		if strings.Contains(w.Body.String(), part) {
			t.Errorf("the page has %q", part)
		}
	}
}

func TestLinksOfTheDeskAreThoseOfItsListener(t *testing.T) {
	s, _ := started(t, func(o *Options) {
		deskOptions(o)
		o.BaseURL = "https://example.org/strikes"
	})
	if w := askAdmin(s, http.MethodGet, "/", ""); w.Header().Get("Location") != "/desk/paste" {
		t.Errorf("the root leads to %q", w.Header().Get("Location"))
	}
	if body := askAdmin(s, http.MethodGet, "/desk/paste", "").Body.String(); strings.Contains(body, "/strikes") {
		t.Error("the page names the path of the public site")
	}
}

func TestTheDeskReadsNoBodyLargerThanAMebibyte(t *testing.T) {
	s, _ := started(t, deskOptions)
	w := askAdmin(s, http.MethodPost, "/desk/paste/drafts", strings.Repeat("a", maxBodyBytes+1), "Content-Type", "application/json")
	if w.Code != http.StatusRequestEntityTooLarge || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestWithoutADrafterThereIsNoDesk(t *testing.T) {
	s, _ := started(t, func(o *Options) { o.AdminListen = "127.0.0.1:0" })
	for path, status := range map[string]int{"/desk/paste": 404, "/": 404, "/metrics": 200} {
		if w := askAdmin(s, http.MethodGet, path, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}
