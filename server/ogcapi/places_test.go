package ogcapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/atlas"
	"strikemap/geo/encode"
	"strikemap/geo/gazetteer"
	"strikemap/geo/snapshot"
	"strikemap/server/ogcapi"
	"strikemap/server/web"
)

var gazetteerOnce = sync.OnceValues(func() (*gazetteer.Gazetteer, error) { return gazetteer.New(data.Gazetteer()...) })

// publicPlaces are the places that readers of an index may see.
func publicPlaces(index geo.Reader) func() (geo.Places, error) {
	return sync.OnceValues(func() (geo.Places, error) {
		g, err := gazetteerOnce()
		return &atlas.Atlas{Reader: index, Gazetteer: g, Row: encode.Codec{}.Row}, err
	})
}

func TestPlacesCountTheIncidentsOfTheirCountry(t *testing.T) {
	s := newSite(t, 200)
	counted := 0
	for _, f := range read[page](t, s, collections+"/places/items?limit=10000&class=country").Features {
		want := *read[page](t, s, fmt.Sprintf("%s/incidents/items?limit=1&country=%s", collections, f.Properties["country"])).NumberMatched
		if got := int(f.Properties["incidents"].(float64)); got != want {
			t.Errorf("%s has %d incidents, not %d", f.ID, got, want)
		}
		counted += want
	}
	if counted < 50 {
		t.Errorf("only %d incidents were counted", counted)
	}
}

func TestAPlaceHasItsNamesAndLeadsToItsPage(t *testing.T) {
	s := newSite(t, 20)
	item := read[struct {
		feature
		Names []struct{ Text, Lang, Kind string }
		Links []link
	}](t, s, collections+"/places/items/ua-odesa")
	if item.ID != "ua-odesa" || item.Properties["name"] != "Odesa" || item.Properties["name_uk"] != "Одеса" || item.Properties["name_pl"] != "Odessa" {
		t.Errorf("it is %+v", item)
	}
	spellings := map[string]bool{}
	for _, n := range item.Names {
		spellings[n.Lang+" "+n.Kind+" "+n.Text] = true
	}
	if !spellings["en name Odesa"] || !spellings["en alias Odessa"] || !spellings["uk name Одеса"] {
		t.Errorf("its names are %v", item.Names)
	}
	if got := target(item.Links, "alternate"); got != "/places/ua-odesa" || item.Properties["url"] != "http://map.example/places/ua-odesa" {
		t.Errorf("its page is %q, its url %q", got, item.Properties["url"])
	}
	whole := read[page](t, s, collections+"/places/items?id=ua-odesa&crs=EPSG:4326")
	if at := whole.Features[0].Geometry.Coordinates.([]any); at[0].(float64) < 46 || at[0].(float64) > 47 || at[1].(float64) < 30 || at[1].(float64) > 31 {
		t.Errorf("in EPSG:4326 it is at %v", at)
	}
}

func TestAPlaceThatIsNotPublicIsNotThere(t *testing.T) {
	s := newSite(t, 20)
	g, err := gazetteerOnce()
	if err != nil {
		t.Fatal(err)
	}
	const id = "ru-novoshakhtinsk-refinery"
	if _, ok := g.Place(id); !ok {
		t.Fatalf("the gazetteer has no %s", id)
	}
	for _, target := range []string{collections + "/places/items/" + id, collections + "/places/items/nowhere"} {
		if w := s.get(target); w.Code != 404 || !strings.Contains(w.Body.String(), "no public place") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	if p := read[page](t, s, collections+"/places/items?id="+id); len(p.Features) != 0 {
		t.Errorf("the list has it: %v", p.Features)
	}
}

func TestPlacesAreAsKnownAt(t *testing.T) {
	s := newSite(t, 100)
	sum := func(query string) (n int) {
		for _, f := range read[page](t, s, collections+"/places/items?limit=10000&class=country"+query).Features {
			n += int(f.Properties["incidents"].(float64))
		}
		return n
	}
	if before, now := sum("&known_at=2000-01-01"), sum(""); before != 0 || now == 0 {
		t.Errorf("before the record begins %d incidents are at places, now %d", before, now)
	}
	if w := s.get(collections + "/places/items?known_at=2999-01-01"); w.Code != 400 {
		t.Errorf("a future instant answers %d", w.Code)
	}
}

func TestWithoutAGazetteerThereAreNoPlaces(t *testing.T) {
	s := newSite(t, 10)
	deps := web.Deps{Site: web.DefaultSite(), Reader: nil}
	for _, route := range ogcapi.Routes(deps) {
		if strings.Contains(route.Path, "/places") {
			t.Errorf("there is %s", route.Path)
		}
	}
	listed := read[struct{ Collections []struct{ ID string } }](t, s, collections)
	if n := len(listed.Collections); n != len(ids) || listed.Collections[n-1].ID != "places" {
		t.Errorf("with one there are %v", listed.Collections)
	}
}

func TestThePageOfPlacesIsATableThatLeadsToThem(t *testing.T) {
	var shown web.Document
	r := newRecord(50)
	index := &snapshot.Snapshot{Record: r, Changes: r, Codec: codec{}, Clock: func() time.Time { return now }}
	if err := index.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	deps := web.Deps{Site: web.DefaultSite(), Reader: index, Places: publicPlaces(index), Page: func(w http.ResponseWriter, _ *http.Request, d web.Document) error {
		shown = d
		return web.Body(w, "text/html", []byte("page"))
	}}
	ask := func(target string) *httptest.ResponseRecorder {
		mux := http.NewServeMux()
		for _, route := range ogcapi.Routes(deps) {
			mux.Handle(route.Method+" "+route.Path, (&web.Frame{}).Handler(route))
		}
		r := httptest.NewRequest(http.MethodGet, "http://map.example"+target, nil)
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
	if w := ask(collections + "/places/items?sortby=-incidents"); w.Code != 200 || len(shown.Sections) != 2 || shown.Sections[1].Table == nil {
		t.Fatalf("%d %+v", w.Code, shown)
	}
	first := shown.Sections[1].Table.Rows[0]
	if !strings.HasPrefix(first[0].URL, "/places/") || first[4].Text == "0" || shown.Sections[1].Pager.Next == "" {
		t.Errorf("the first row is %+v, then %+v", first, shown.Sections[1].Pager)
	}
	if w := ask(collections + "/places/items?class=&country=UA"); w.Code != 303 || w.Header().Get("Location") != collections+"/places/items?country=UA" {
		t.Errorf("what a form left empty: %d %s", w.Code, w.Header().Get("Location"))
	}
	if ask(collections + "/places/items?name=Nowhere"); shown.Sections[1].Table != nil || len(shown.Sections[1].Text) != 1 {
		t.Errorf("without a match it shows %+v", shown.Sections[1])
	}
	if w := ask(collections + "/places/items/ua"); w.Code != 303 || w.Header().Get("Location") != "/places/ua" {
		t.Errorf("the page of one is %d %s", w.Code, w.Header().Get("Location"))
	}
}
