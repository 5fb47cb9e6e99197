package places_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/border"
	"strikemap/geo/gazetteer"
	"strikemap/server/places"
	"strikemap/server/web"
)

var table = sync.OnceValues(func() (*gazetteer.Gazetteer, error) { return gazetteer.New(data.Gazetteer()...) })

var deps = web.Deps{
	Build:    web.Build{Version: "test"},
	Geocoder: func() (geo.Geocoder, error) { return table() },
	Locator: sync.OnceValues(func() (geo.Locator, error) {
		g, err := table()
		if err != nil {
			return nil, err
		}
		return border.New(data.Borders(), g.Seas()...)
	}),
}

// tongue has the words of a test, which shows what was asked for.
type tongue string

func (t tongue) Code(group, code string) string { return string(t) + ":" + code }
func (t tongue) T(key string, pairs ...any) string {
	return fmt.Sprint(append([]any{key}, pairs...)...)
}

func speak(tag string) (string, places.Words) {
	if tag != "pl" && tag != "uk" {
		tag = "pl"
	}
	return tag, tongue(tag)
}

// ask calls the handler of a path with a query.
func ask(t *testing.T, path, query string, header ...string) (*httptest.ResponseRecorder, error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path+"?"+query, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, route := range places.Routes(deps, speak) {
		if route.Path == path {
			w := httptest.NewRecorder()
			return w, route.Handler(w, r)
		}
	}
	t.Fatalf("no route %s", path)
	return nil, nil
}

func TestGeocodeAnswersCandidatesBestFirst(t *testing.T) {
	w, err := ask(t, "/api/v1/geocode", "limit=2&q="+url.QueryEscape("НПЗ в Новошахтинске"))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Query      string
		Candidates []struct {
			Place, Name, Precision, Country, Admin1 string
			Lon, Lat, Score                         float64
			Radius                                  float64 `json:"radius_m"`
			Reasons                                 []string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Query != "НПЗ в Новошахтинске" || len(got.Candidates) != 2 {
		t.Fatalf("%s", w.Body)
	}
	c := got.Candidates[0]
	if c.Place != "ru-novoshakhtinsk-refinery" || c.Country != "RU" || c.Admin1 != "RU-ROS" || c.Precision != geo.Settlement || c.Radius != 2000 || c.Score < 0.5 || len(c.Reasons) == 0 {
		t.Errorf("%+v", c)
	}
	if c.Lon != 39.85 || c.Lat != 47.78 {
		t.Errorf("a refinery is given at %v %v, more exact than a kilometre or elsewhere", c.Lon, c.Lat)
	}
}

func TestGeocodeNamesCandidatesInALanguage(t *testing.T) {
	for query, want := range map[string][2]string{
		"lang=pl&q=Temryuk":    {"Temriuk", "pl:city · Kraj Krasnodarski, pl:RU"},
		"lang=uk&q=Temryuk":    {"Темрюк", "uk:city · Краснодарський край, uk:RU"},
		"lang=uk&q=Russia":     {"Росія", "uk:country"},
		"lang=uk&q=Black+Sea":  {"Чорне море", "uk:sea"},
		"lang=uk&q=Sevastopol": {"Севастополь", "uk:city · place.heldcountryuk:UAholderuk:RU"},
	} {
		w, err := ask(t, "/api/v1/geocode", "limit=1&"+query)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Candidates []struct{ Place, Name, Label, Detail string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Candidates) != 1 {
			t.Fatalf("%v %s", err, w.Body)
		}
		if c := got.Candidates[0]; c.Label != want[0] || c.Detail != want[1] || c.Place == "" || c.Name == "" {
			t.Errorf("%s: %+v, want %v", query, c, want)
		}
	}
	if w, err := ask(t, "/api/v1/geocode", "q=Kyiv&lang=xx"); err != nil || !strings.Contains(w.Body.String(), `"label":"Kijów"`) {
		t.Errorf("a language of nobody: %v", err)
	}
	w, _ := ask(t, "/api/v1/geocode", "q=Kyiv")
	if strings.Contains(w.Body.String(), "label") {
		t.Errorf("without a language: %s", w.Body)
	}
}

func TestGeocodeOfNothingKnownHasNoCandidates(t *testing.T) {
	w, err := ask(t, "/api/v1/geocode", "q=Atlantis")
	if err != nil || strings.TrimSpace(w.Body.String()) != `{"query":"Atlantis","candidates":[]}` {
		t.Errorf("%v %s", err, w.Body)
	}
}

func TestLocateTellsCountryDivisionSeaAndBorder(t *testing.T) {
	for query, want := range map[string]string{
		"lon=34.102&lat=44.952":           `"country":"UA","control":"RU","admin1":"UA-43"`,
		"lon=54.778&lat=51.880&to=UA":     `"distances":[{"country":"UA","km":1063.`,
		"lon=18&lat=55.1":                 `{"lon":18,"lat":55.1,"sea":"Southern Baltic Sea","shore":false,"border":"PL"`,
		"lon=37.37&lat=45.325":            `"sea":"Sea of Azov","shore":true`,
		"lon=180&lat=71.2":                `"country":"RU"`,
		"lon=30.523&lat=50.45&to=UA%2CPL": `"km":0,"error_km":5},{"country":"PL"`,
		"lon=-77.04&lat=38.9":             `"country":"US"`,
	} {
		w, err := ask(t, "/api/v1/locate", query)
		if err != nil || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %v %s, want %s", query, err, w.Body, want)
		}
	}
}

func TestFaultyQuestionsAreRefused(t *testing.T) {
	for _, c := range [][2]string{
		{"/api/v1/geocode", ""},
		{"/api/v1/geocode", "q=%20"},
		{"/api/v1/geocode", "q=a%00b"},
		{"/api/v1/geocode", "q=%ff"},
		{"/api/v1/geocode", "q=" + strings.Repeat("a", 201)},
		{"/api/v1/geocode", "q=Kyiv&limit=0"},
		{"/api/v1/geocode", "q=Kyiv&limit=x"},
		{"/api/v1/locate", ""},
		{"/api/v1/locate", "lon=30"},
		{"/api/v1/locate", "lon=181&lat=0"},
		{"/api/v1/locate", "lon=0&lat=NaN"},
		{"/api/v1/locate", "lon=0&lat=Inf"},
		{"/api/v1/locate", "lon=0&lat=0&to=XX"},
		{"/api/v1/locate", "lon=0&lat=0&to=UA,PL,RU,BY,LT,LV,EE,FI,NO,SE,DK"},
	} {
		if _, err := ask(t, c[0], c[1]); geo.ErrorCode(err) != geo.EINVALID {
			t.Errorf("%s?%s: %v", c[0], c[1], err)
		}
	}
}

func TestKnownAnswersAreNotSentAgain(t *testing.T) {
	first, err := ask(t, "/api/v1/geocode", "q=Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	again, err := ask(t, "/api/v1/geocode", "q=Kyiv", "If-None-Match", first.Header().Get("ETag"))
	if err != nil || again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("%v %d %s", err, again.Code, again.Body)
	}
	other, err := ask(t, "/api/v1/geocode", "q=Odesa", "If-None-Match", first.Header().Get("ETag"))
	if err != nil || other.Code != http.StatusOK {
		t.Errorf("%v %d", err, other.Code)
	}
}

func TestNoRoutesWithoutTables(t *testing.T) {
	if r := places.Routes(web.Deps{}, speak); len(r) != 0 {
		t.Errorf("%d routes", len(r))
	}
}
