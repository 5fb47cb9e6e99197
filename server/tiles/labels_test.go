package tiles

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/server/web"
)

func TestNamesAreThoseThatAMapShowsOfABox(t *testing.T) {
	deps := web.Deps{Labels: data.BasemapLabels(), BasemapVersion: "1"}
	frame := &web.Frame{}
	mux := http.NewServeMux()
	for _, route := range basemapRoutes(deps) {
		mux.Handle("GET "+route.Path, frame.Handler(route))
	}
	type label struct {
		Name     map[string]string
		Lon, Lat float64
		MinZoom  float64
	}
	get := func(query string, status int) (list []label) {
		t.Helper()
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", "http://map.example/basemap/labels.json?"+query, nil))
		if w.Code != status {
			t.Fatalf("%s is answered with %d: %s", query, w.Code, w.Body)
		}
		var groups map[string][]label
		if status == http.StatusOK {
			if err := json.Unmarshal(w.Body.Bytes(), &groups); err != nil {
				t.Fatal(err)
			}
			for _, kind := range []string{"countries", "seas", "cities"} {
				if groups[kind] == nil {
					t.Errorf("%s: no list of %s", query, kind)
				}
				list = append(list, groups[kind]...)
			}
		}
		return list
	}
	whole := get("language=uk", http.StatusOK)
	box := geo.BBox{West: 16, South: 43, East: 56, North: 61}
	expected := 0
	for _, l := range whole {
		if box.Contains(l.Lon, l.Lat) && l.MinZoom <= 5 {
			expected++
		}
	}
	some := get("language=uk&bbox=16,43,56,61&zoom=5", http.StatusOK)
	if len(some) != expected || expected == 0 || expected == len(whole) {
		t.Errorf("%d names of %d, expected %d", len(some), len(whole), expected)
	}
	for _, l := range some {
		if !box.Contains(l.Lon, l.Lat) || l.MinZoom > 5 || len(l.Name) != 1 || l.Name["uk"] == "" {
			t.Errorf("%v is not a name that the map shows", l)
		}
	}
	if n := len(get("language=uk&zoom=20", http.StatusOK)); n != len(whole) {
		t.Errorf("%d names up to zoom 20, not all %d", n, len(whole))
	}
	get("language=uk&bbox=1,2", http.StatusBadRequest)
	get("language=uk&zoom=x", http.StatusBadRequest)
}
