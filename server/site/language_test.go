package site

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"strikemap/server/web"
)

func getIn(h http.Handler, path, accept string) *httptest.ResponseRecorder {
	q := httptest.NewRequest(http.MethodGet, path, nil)
	q.Header.Set("Accept", "text/html")
	q.Header.Set("Accept-Language", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, q)
	return w
}

func TestPagesSpeakTheLanguageOfTheAddressElseOfTheBrowserElseOfTheSite(t *testing.T) {
	h := serve(starter(t))
	for _, row := range []struct{ path, accept, want string }{
		{"/", "", "en"},
		{"/", "uk-UA,uk;q=0.9,en;q=0.5", "uk"},
		{"/", "fr,pl;q=0.3", "pl"},
		{"/", "fr", "en"},
		{"/?lang=ru", "uk", "ru"},
		{"/?lang=fr", "uk", "uk"},
		{"/docs/method?lang=pl", "", "pl"},
		{"/incidents/nothing?lang=uk", "", "uk"},
	} {
		w := getIn(h, row.path, row.accept)
		if got := w.Header().Get("Content-Language"); got != row.want {
			t.Errorf("%s for %q: Content-Language %q, want %q", row.path, row.accept, got, row.want)
		}
		must(t, w.Body.String(), `<html lang="`+row.want+`" dir="ltr"`)
		if vary := strings.Join(w.Header().Values("Vary"), ", "); w.Code == http.StatusOK && !strings.Contains(vary, "Accept-Language") {
			t.Errorf("%s: Vary is %q", row.path, vary)
		}
	}
}

func TestEachLanguageHasItsOwnEntityTag(t *testing.T) {
	h, tags := serve(starter(t)), map[string]string{}
	for _, tag := range spoken {
		etag := getIn(h, "/", tag).Header().Get("ETag")
		if etag == "" || tags[etag] != "" {
			t.Errorf("%s has the entity tag %q of %s", tag, etag, tags[etag])
		}
		tags[etag] = tag
	}
}

func TestThePageOffersEveryOtherLanguageOfItself(t *testing.T) {
	r := starter(t)
	h := serve(r)
	id := bySlug(t, r, "temryuk-port-2025-12-25").ID
	page := getPage(t, h, "/incidents/"+id)
	for _, tag := range spoken {
		must(t, page,
			`<link rel="alternate" hreflang="`+tag+`" href="https://example.org/strikes/incidents/`+id+`?lang=`+tag+`">`,
			`href="?lang=`+tag+`" lang="`+tag+`" hreflang="`+tag+`"`)
	}
	must(t, page, `<link rel="alternate" hreflang="x-default" href="https://example.org/strikes/incidents/`+id+`">`, `lang="en" hreflang="en" data-lang="en" aria-current="true"`)
	filtered := getPage(t, h, "/?kind=strike&theme=dark")
	must(t, filtered, `href="?kind=strike&amp;lang=pl&amp;theme=dark"`)
	mustNot(t, filtered, "hreflang=\"x-default\"")
	mustNot(t, getPage(t, h, "/docs/method"), `rel="alternate" hreflang`)
}

func TestALanguageThatWasAskedForStaysOnTheWay(t *testing.T) {
	r := starter(t)
	h := serve(r)
	id := bySlug(t, r, "temryuk-port-2025-12-25").ID
	page := getPage(t, h, "/?q=temryuk&window=all&lang=uk")
	must(t, page,
		`href="/strikes/incidents/`+id+`?lang=uk"`, `href="/strikes/docs/method?lang=uk"`, `<a class="brand" href="/strikes/?lang=uk">`,
		`<input type="hidden" name="lang" value="uk">`, `href="?lang=uk&amp;q=temryuk&amp;window=7d"`,
		`<link rel="canonical" href="https://example.org/strikes/?lang=uk&amp;q=temryuk&amp;window=all">`)
	mustNot(t, getPage(t, h, "/?window=all"), "lang=uk\" data-window")
}

func TestPlacesPartiesAndTargetsHaveTheirUsualNames(t *testing.T) {
	r := starter(t)
	h := serve(r)
	for tag, wanted := range map[string][]string{
		"uk": {"Темрюк, Краснодарський край, Росія", "уночі 24–25 грудня 2025", "Оперативний штаб Краснодарського краю", "Порт Темрюк"},
		"ru": {"Темрюк, Краснодарский край, Россия", "ночью 24–25 декабря 2025", "Оперативный штаб Краснодарского края", "Порт Темрюк"},
		"pl": {"Temriuk, Kraj Krasnodarski, Rosja", "w nocy 24–25 grudnia 2025", "Sztab operacyjny Kraju Krasnodarskiego", "Port Temriuk"},
	} {
		must(t, seen(getPage(t, h, "/incidents/"+bySlug(t, r, "temryuk-port-2025-12-25").ID+"?lang="+tag)), wanted...)
	}
}

func TestWordsOfTheRecordSayThatTheyAreInAnotherLanguage(t *testing.T) {
	r := starter(t)
	page := getPage(t, serve(r), "/?q=temryuk&window=all&lang=uk")
	must(t, page, `lang="en" dir="auto">Oil product tanks burn in the port of Temryuk`)
	must(t, getPage(t, serve(r), "/docs/method?lang=uk"), `id="content" tabindex="-1" lang="en" dir="ltr"`)
}

func TestASettingWithAnUnknownLanguageIsRefused(t *testing.T) {
	if err := CheckLanguages(web.DefaultSite()); err != nil {
		t.Error(err)
	}
	for _, s := range []web.Site{{Language: "xx"}, {Languages: []string{"en", "fr"}}} {
		if err := CheckLanguages(s); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}

func TestASiteInOneLanguageOffersNoOther(t *testing.T) {
	deps := web.Deps{Site: web.DefaultSite(), Reader: starter(t)}
	deps.Site.Language, deps.Site.Languages = "pl", []string{"pl"}
	p := newPages(deps)
	h := (&web.Frame{}).Handler(web.Route{Method: http.MethodGet, Path: "/", Handler: p.home, Cache: web.Page, Policy: web.PagePolicy})
	w := getIn(h, "/?lang=en", "uk")
	must(t, w.Body.String(), `<html lang="pl"`)
	mustNot(t, w.Body.String(), `id="languages"`, "hreflang")
}

// pseudo is a made-up language that runs from right to left: each word stands between
// marks, and is longer than in English.
func pseudo(words any) any {
	switch words := words.(type) {
	case string:
		return "⟦" + words + " אבגד⟧"
	case []any:
		list := make([]any, len(words))
		for i, word := range words {
			list[i] = pseudo(word)
		}
		return list
	case map[string]any:
		group := map[string]any{}
		for name, word := range words {
			group[name] = pseudo(word)
		}
		return group
	}
	return words
}

// inPseudo serves a handler of the pages in that language.
func inPseudo(t *testing.T, r *record, path string, handler func(*pages) web.Handler) string {
	t.Helper()
	deps := web.Deps{Site: web.DefaultSite(), Reader: r, History: r}
	deps.Site.Language, deps.Site.Languages = "ar", []string{"ar", "en"}
	p := newPages(deps)
	words := Catalogue{groups: maps.Clone(english(t).groups)}
	for name, group := range words.groups {
		if name != "number" && name != "names" {
			words.groups[name] = pseudo(group)
		}
	}
	words.groups["language"] = map[string]any{"tag": "ar", "dir": "rtl", "name": "⟦Pseudo⟧", "short": "⟦PS⟧"}
	made, err := newLanguage("ar", words)
	if err != nil {
		t.Fatal(err)
	}
	p.languages = maps.Clone(p.languages)
	p.languages["ar"] = made
	mux := http.NewServeMux()
	pattern, _, _ := strings.Cut(path, "?")
	if strings.HasPrefix(pattern, "/incidents/") {
		pattern = "/incidents/{id}"
	}
	mux.Handle("GET "+pattern, (&web.Frame{}).Handler(web.Route{Method: http.MethodGet, Path: pattern, Handler: handler(p), Cache: web.Page, Policy: web.PagePolicy}))
	w := getIn(mux, path, "ar")
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}

// ours are the elements whose words are never the record's.
var ours = regexp.MustCompile(`(?s)<(button|summary|label|h2|dt|legend|option|th scope="col"[^>]*)(?: [^>]*)?>(.*?)</`)

func TestAPageFromRightToLeftSaysSoAndHasNoWordOutsideTheCatalogue(t *testing.T) {
	r := starter(t)
	id := bySlug(t, r, "temryuk-port-2025-12-25").ID
	for path, handler := range map[string]func(*pages) web.Handler{
		"/":                func(p *pages) web.Handler { return p.home },
		"/incidents/" + id: func(p *pages) web.Handler { return p.incident },
	} {
		page := inPseudo(t, r, path, handler)
		must(t, page, `<html lang="ar" dir="rtl"`)
		found := 0
		for _, match := range ours.FindAllStringSubmatch(page, -1) {
			text := strings.TrimSpace(seen(match[2]))
			if text == "" || strings.Trim(text, "0123456789 ()") == "" {
				continue
			}
			found++
			if !strings.Contains(text, "⟦") {
				t.Errorf("%s: <%s> says %q, which is no word of the catalogue", path, match[1], text)
			}
		}
		if found < 5 {
			t.Errorf("%s: only %d words were looked at", path, found)
		}
	}
}
