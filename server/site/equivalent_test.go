package site

import (
	"context"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"strikemap/geo"
)

// speak is a reader of the starter record in a language.
func speak(t *testing.T, r *record, tag string) reader {
	t.Helper()
	return reader{catalogueOf(t, tag), r.Parties()}
}

func TestTheMapInWordsNamesKindPlaceTimeAndWhoSaysSo(t *testing.T) {
	r := starter(t)
	mixed := geo.Query{Conditions: []geo.Condition{{Column: "country", Values: []string{"RU", "UA", "PL"}}}}
	one := geo.Query{Text: []string{"temryuk"}, Conditions: []geo.Condition{{Column: "kind", Values: []string{"strike"}}}}
	none := geo.Query{Text: []string{"nothinglikeit"}}
	for _, row := range []struct {
		tag, said string
		q         geo.Query
		want      string
	}{
		{"en", "", one, "1 reported strike in southern Russia (Krasnodar Krai): 1 confirmed by Krasnodar operational headquarters. Only what mentions “temryuk”."},
		{"uk", "", one, "1 удар за повідомленнями на півдні Росії (Краснодарський край): підтверджено — 1 (Оперативний штаб Краснодарського краю). Лише те, де згадано «temryuk»."},
		{"ru", "", one, "1 удар по сообщениям на юге России (Краснодарский край): подтверждено — 1 (Оперативный штаб Краснодарского края). Только то, где упомянуто «temryuk»."},
		{"pl", "", one, "1 uderzenie według doniesień na południu Rosji (Kraj Krasnodarski): potwierdzone – 1 (Sztab operacyjny Kraju Krasnodarskiego). Tylko to, co wspomina „temryuk”."},
		{"en", "the whole record", mixed, "89 reported incidents (the whole record): 3 independently verified; 17 confirmed; 55 said by one side only; 7 reported by media only; 7 disputed. By kind: 79 strikes; 7 incursions; 1 interception; 1 sighting; 1 closure. By country: Russia 44; Ukraine 36; Poland 9. Known only to a region, a stretch of sea or a country: 8."},
		{"uk", "усі записи", mixed, "89 подій за повідомленнями (усі записи): незалежно перевірено — 3; підтверджено — 17; заявлено лише однією стороною — 55; повідомляють лише медіа — 7; твердження розходяться — 7. За видами: 79 ударів; 7 порушень кордону; 1 перехоплення; 1 спостереження; 1 закриття. За країнами: Росія — 44; Україна — 36; Польща — 9. Відомо лише регіон, ділянку моря чи країну: 8."},
		{"ru", "все записи", mixed, "89 событий по сообщениям (все записи): независимо проверено — 3; подтверждено — 17; заявлено только одной стороной — 55; сообщают только СМИ — 7; утверждения расходятся — 7. По видам: 79 ударов; 7 нарушений границы; 1 перехват; 1 наблюдение; 1 закрытие. По странам: Россия — 44; Украина — 36; Польша — 9. Известны только регион, участок моря или страна: 8."},
		{"pl", "całość zapisów", mixed, "89 zdarzeń według doniesień (całość zapisów): niezależnie zweryfikowane – 3; potwierdzone – 17; podane tylko przez jedną stronę – 55; tylko doniesienia mediów – 7; sporne – 7. Według rodzaju: 79 uderzeń; 7 naruszeń granicy; 1 przechwycenie; 1 obserwacja; 1 zamknięcie. Według kraju: Rosja – 44; Ukraina – 36; Polska – 9. Znany tylko region, obszar morza lub kraj: 8."},
		{"en", "last 24 hours of the record", none, "0 reported incidents (last 24 hours of the record). Only what mentions “nothinglikeit”."},
	} {
		got, err := speak(t, r, row.tag).equivalent(context.Background(), r, row.q, row.said)
		if err != nil {
			t.Fatal(err)
		}
		if got != row.want {
			t.Errorf("got  %s\nwant %s", got, row.want)
		}
	}
}

var digits = regexp.MustCompile(`\d+`)

// sum adds up the numbers in a text.
func sum(text string) int {
	total := 0
	for _, word := range digits.FindAllString(text, -1) {
		n, _ := strconv.Atoi(word)
		total += n
	}
	return total
}

func TestTheNumbersOfTheTextAddUpToThoseOfTheListForAnyFilter(t *testing.T) {
	r := starter(t)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	defer func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	}()
	some := func(values []string) []string {
		var chosen []string
		for _, v := range values {
			if random.IntN(3) == 0 {
				chosen = append(chosen, v)
			}
		}
		return chosen
	}
	all, err := look(context.Background(), r, now)
	if err != nil {
		t.Fatal(err)
	}
	several, regional := 0, 0
	for range 90 {
		countries := []string{"RU", "UA", "PL", "LT", "NO", "RO", "EE"}
		if random.IntN(2) == 0 {
			countries = []string{countries[random.IntN(len(countries))]}
		} else {
			countries = some(countries)
		}
		s := Selection{Window: windows[random.IntN(len(windows))].name, Kinds: some(geo.Kinds.Values()), Statuses: some(shownStatuses), Countries: countries}
		q := s.query(all)
		if random.IntN(3) == 0 {
			west, south := random.Float64()*50, 40+random.Float64()*20
			q.BBox = &geo.BBox{West: west, South: south, East: west + 10 + random.Float64()*30, North: south + 5 + random.Float64()*15}
		}
		matching := len(r.matching(q))
		for _, tag := range spoken {
			read := speak(t, r, tag)
			counted, err := read.tally(context.Background(), r, q)
			if err != nil {
				t.Fatal(err)
			}
			if counted.total != matching {
				t.Fatalf("%+v: the text counts %d, the list has %d", s, counted.total, matching)
			}
			if matching == 0 {
				continue
			}
			several++
			// Parties' names may have digits, as V1.RU does; without them the numbers of each
			// list are its counts.
			counted.speakers = nil
			lists := map[string]string{"statuses": read.statusList(counted), "kinds": read.kindList(counted), "countries": read.countryList(counted)}
			if counted.country() != "" {
				lists["regions"] = read.regionList(counted)
				regional++
			}
			for name, list := range lists {
				if got := sum(list); got != matching {
					t.Errorf("%s: %s %q add up to %d, and %d match", tag, name, list, got, matching)
				}
			}
			text, err := read.equivalent(context.Background(), r, q, "")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(text, strconv.Itoa(matching)+" ") {
				t.Errorf("%s: %q does not begin with %d", tag, text, matching)
			}
			if strings.Contains(text, "{") || strings.Contains(text, "text.") {
				t.Errorf("%s: something is not filled in: %q", tag, text)
			}
		}
	}
	if several < 40 || regional < 20 {
		t.Errorf("only %d texts were compared, %d of one country", several, regional)
	}
}

func TestWhoeverConfirmsIsNamedByClassWhereAllAreOfOne(t *testing.T) {
	r := starter(t)
	confirmedBy, _ := geo.ColumnByName("confirmed_by")
	// Two that are confirmed by one party each, which are different ones, become those of
	// regional authorities; the others stay what they are.
	parties := maps.Clone(r.parties)
	var regional, mixed []string
	seen := map[string]bool{}
	for _, f := range r.features {
		by := confirmedBy.Text(f)
		switch {
		case f.Finding.Status != geo.Confirmed:
		case len(regional) < 2 && by != "" && !strings.Contains(by, ",") && !seen[by]:
			regional, seen[by] = append(regional, f.ID), true
			party := parties[by]
			party.Kind = "regional-authority"
			parties[by] = party
		case !slices.ContainsFunc(strings.Split(by, ","), func(code string) bool { return parties[code].Kind == "regional-authority" }):
			mixed = append(mixed, f.ID)
		}
	}
	r.parties = parties
	if len(regional) < 2 || len(mixed) < 2 {
		t.Fatalf("%d confirmed by regional authorities and %d by others are too few to tell", len(regional), len(mixed))
	}
	ask := func(tag string, ids []string) string {
		t.Helper()
		text, err := speak(t, r, tag).equivalent(context.Background(), r, geo.Query{Conditions: []geo.Condition{{Column: "id", Values: ids}}}, "")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	n := strconv.Itoa(len(regional))
	for tag, want := range map[string]string{
		"en": n + " confirmed by regional authorities.", "uk": "підтверджено — " + n + " (регіональна влада).",
		"ru": "подтверждено — " + n + " (региональные власти).", "pl": "potwierdzone – " + n + " (władze regionalne).",
	} {
		must(t, ask(tag, regional), want)
		if text := ask(tag, append(slices.Clone(mixed), regional...)); strings.Contains(text, strings.Trim(want[strings.LastIndexAny(want, "(b"):], "().")) {
			t.Errorf("not all are of one class: %s", text)
		}
	}
}

func TestTextIsServedInTheLanguageAskedForAndEqualsThatOfThePage(t *testing.T) {
	h := serve(starter(t))
	for _, query := range []string{"window=all", "window=all&kind=strike&country=RU", "window=all&q=temryuk", "kind=sighting&status=verified", "window=all&known_at=2026-11-30"} {
		for _, tag := range spoken {
			text := get(t, h, "/text?lang="+tag+"&"+query)
			if text.Code != http.StatusOK || text.Header().Get("Content-Type") != "text/plain; charset=utf-8" || text.Header().Get("Content-Language") != tag {
				t.Fatalf("%s: %d %v", query, text.Code, text.Header())
			}
			must(t, seen(getPage(t, h, "/?lang="+tag+"&"+query)), strings.TrimSpace(text.Body.String()))
		}
	}
	part := get(t, h, "/text?window=all&bbox=36,44,40,48").Body.String()
	must(t, part, "Only the part of the map that is shown.")
	if whole := get(t, h, "/text?window=all").Body.String(); whole == part {
		t.Error("a box changes nothing")
	}
	if w := get(t, h, "/text?bbox=1,2"); w.Code != http.StatusBadRequest {
		t.Errorf("half a box: %d", w.Code)
	}
	w := get(t, h, "/text?"+url.Values{"window": {"all"}}.Encode())
	again := httptest.NewRequest(http.MethodGet, "/text?window=all", nil)
	again.Header.Set("If-None-Match", w.Header().Get("ETag"))
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, again)
	if answer.Code != http.StatusNotModified {
		t.Errorf("the same text again: %d", answer.Code)
	}
}
