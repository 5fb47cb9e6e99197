package site

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"strikemap/geo"
)

func TestReadersGetTheRecordsOwnWordsOrThoseOfTheirLanguage(t *testing.T) {
	words := geo.Words{Title: "own title", Summary: "own summary"}
	translations := map[string]geo.Words{
		"pl":    {Title: "polski tytuł"},
		"pl-PL": {Title: "inny tytuł", Summary: "polskie streszczenie"},
		"uk-UA": {Summary: "український підсумок"},
		"de":    {Title: "deutsch", Summary: "deutsch"},
	}
	for _, row := range []struct {
		tag, own string
		want     Translated
	}{
		{"en", "en", Translated{"own title", "en", "own summary", "en"}},
		{"pl", "en", Translated{"polski tytuł", "pl", "polskie streszczenie", "pl-PL"}},
		{"uk", "en", Translated{"own title", "en", "український підсумок", "uk-UA"}},
		{"ru", "en", Translated{"own title", "en", "own summary", "en"}},
		{"pl", "pl", Translated{"own title", "pl", "own summary", "pl"}},
		{"pl", "pl-PL", Translated{"own title", "pl-PL", "own summary", "pl-PL"}},
	} {
		if got := inLanguage(row.tag, row.own, words, translations); got != row.want {
			t.Errorf("%s of %s: %+v, want %+v", row.tag, row.own, got, row.want)
		}
	}
}

// bilingual is the starter record with one incident that has a Polish title and summary,
// and one that is written in Ukrainian.
func bilingual(t *testing.T) (r *record, translated, foreign *geo.Feature) {
	t.Helper()
	r = starter(t)
	a, b := *r.features[0], *r.features[1]
	a.Translations = map[string]geo.Words{"pl": {Title: `Tytuł "po polsku" <b>`, Summary: "Streszczenie po polsku."}}
	b.Language, b.Title = "uk", "Назва українською"
	features := append([]*geo.Feature{&a, &b}, r.features[2:]...)
	r.features = features
	return r, &a, &b
}

func titlesOf(t *testing.T, h http.Handler, query string) map[string][2]string {
	t.Helper()
	w := get(t, h, "/titles?"+query)
	var d titlesDocument
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %v %s", query, w.Code, err, w.Body)
	}
	return d.Titles
}

func TestTitlesAreThoseThatDifferFromTheRowsOfTheAPI(t *testing.T) {
	r, a, b := bilingual(t)
	h := serve(r)
	for query, want := range map[string]map[string][2]string{
		"lang=pl":                        {a.ID: {`Tytuł "po polsku" <b>`, "pl"}, b.ID: {b.Title, "uk"}},
		"lang=uk":                        {b.ID: {b.Title, "uk"}},
		"lang=en":                        {b.ID: {b.Title, "uk"}},
		"lang=pl&id=" + a.ID:             {a.ID: {`Tytuł "po polsku" <b>`, "pl"}},
		"lang=pl&known_at=2026-11-30":    {a.ID: {`Tytuł "po polsku" <b>`, "pl"}, b.ID: {b.Title, "uk"}},
		"lang=pl&id=" + r.features[7].ID: {},
	} {
		got := titlesOf(t, h, query)
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
		for id, title := range want {
			if got[id] != title {
				t.Errorf("%s: %s is %v, want %v", query, id, got[id], title)
			}
		}
	}
	if w := get(t, h, "/titles?known_at=tomorrow"); w.Code != http.StatusBadRequest {
		t.Errorf("no instant: %d", w.Code)
	}
}

func TestThePageAsksForTitlesOnlyWhereThereMayBeOthers(t *testing.T) {
	for tag, want := range map[string]bool{"pl": false, "en": false} {
		if page := getPage(t, serve(starter(t)), "/?lang="+tag); strings.Contains(page, `"retitled":true`) != want {
			t.Errorf("%s, the starter record: %v", tag, !want)
		}
	}
	r := starter(t)
	a := *r.features[0]
	a.Translations = map[string]geo.Words{"pl": {Title: "Tytuł"}, "uk": {Summary: "Без назви"}}
	r.features[0] = &a
	for tag, want := range map[string]bool{"pl": true, "en": false, "uk": false} {
		if page := getPage(t, serve(r), "/?lang="+tag); strings.Contains(page, `"retitled":true`) != want {
			t.Errorf("%s, one translated: %v", tag, !want)
		}
	}
	r, _, _ = bilingual(t)
	if page := getPage(t, serve(r), "/?lang=en"); !strings.Contains(page, `"retitled":true`) {
		t.Error("one in another language")
	}
}

func TestTranslatedWordsStandOnEveryPageWithTheirLanguage(t *testing.T) {
	r, a, b := bilingual(t)
	h := serve(r)
	title := html.EscapeString(a.Translations["pl"].Title)
	page := getPage(t, h, "/incidents/"+a.ID+"?lang=pl")
	must(t, page, `<h1 lang="pl" dir="auto">`+title, `lang="pl" dir="auto">Streszczenie po polsku.`,
		`Oryginał (angielski): <span lang="en" dir="auto">`+html.EscapeString(a.Title)+`</span>`, `<p lang="en" dir="auto">`+html.EscapeString(a.Summary))
	if page := getPage(t, h, "/incidents/"+a.ID+"?lang=uk"); strings.Contains(page, `class="original"`) || !strings.Contains(page, `<h1 lang="en" dir="auto">`+html.EscapeString(a.Title)) {
		t.Error("readers of Ukrainian get the original, without a second one")
	}
	must(t, getPage(t, h, "/?lang=pl&window=all"), `lang="pl" dir="auto">`+title, `lang="uk" dir="auto">`+b.Title)
	// A citation names what the record has.
	must(t, get(t, h, "/cite?f=txt&lang=pl&incident="+a.ID).Body.String(), a.Title)
}

func TestPlacesHaveTheNamesOfTheGazetteerWhereTheWordsHaveNone(t *testing.T) {
	g, err := placeTable()
	if err != nil {
		t.Fatal(err)
	}
	names := &usualNames{table: func() (geo.Geocoder, error) { return g, nil }}
	words := catalogueOf(t, "uk")
	const place = "Penza"
	if words.Proper("place", place) != place {
		t.Fatalf("%s is among the words, another one is needed", place)
	}
	words.usual = names.in("uk")
	for name, want := range map[string]string{place: "Пенза", "Temryuk": "Темрюк", "No such place": "No such place"} {
		for range 2 { // the second time out of what is kept
			if got := words.Proper("place", name); got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
		}
	}
	if got := words.Proper("party", place); got != place {
		t.Errorf("a party is no place: %s", got)
	}
	if names.in("en") != nil || (*usualNames)(nil).in("uk") != nil {
		t.Error("English names are those of the record")
	}
}
