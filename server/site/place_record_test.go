package site

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/atlas"
	"strikemap/geo/encode"
	"strikemap/geo/gazetteer"
	"strikemap/server/web"
)

var placeTable = sync.OnceValues(func() (*gazetteer.Gazetteer, error) { return gazetteer.New(data.Gazetteer()...) })

// servePlaces puts the routes over a record with the places that its readers may see.
func servePlaces(r *record) http.Handler {
	deps := web.Deps{Site: web.DefaultSite(), Reader: r, History: r, Clock: func() time.Time { return now }}
	deps.Places = func() (geo.Places, error) {
		g, err := placeTable()
		return &atlas.Atlas{Reader: r, Gazetteer: g, Row: encode.Codec{}.Row}, err
	}
	frame := &web.Frame{ErrorPage: ErrorPage(deps)}
	mux := http.NewServeMux()
	for _, route := range Routes(deps) {
		if route.Path != "/" {
			mux.Handle(route.Method+" "+route.Path, frame.Handler(route))
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		mux.ServeHTTP(w, web.WithBase(q, web.Base{Origin: "https://example.org", Prefix: "/strikes"}))
	})
}

func placeJSON(t *testing.T, h http.Handler, target string) placeRecordDocument {
	t.Helper()
	w := get(t, h, target)
	var d placeRecordDocument
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || w.Code != 200 {
		t.Fatalf("%s: %d %.300s: %v", target, w.Code, w.Body, err)
	}
	return d
}

func TestAPlaceHasTheIncidentsThatNameIt(t *testing.T) {
	r := starter(t)
	h := servePlaces(r)
	named := func(text string) func(*geo.Feature) bool {
		return func(f *geo.Feature) bool { return strings.Contains(f.Facility, text) }
	}
	for id, holds := range map[string]func(*geo.Feature) bool{
		"ru-novoshakhtinsk-refinery": named("Novoshakhtinsk"),
		"ru-engels-2-air-base":       named("Engels-2"),
		"lt-vilnius-airport":         named("Vilnius Airport"),
		"ru":                         func(f *geo.Feature) bool { return f.Location.Country == "RU" },
		"ru-kda":                     func(f *geo.Feature) bool { return f.Location.Admin1 == "Krasnodar Krai" },
		"ua-43":                      func(f *geo.Feature) bool { return f.Location.Admin1 == "Autonomous Republic of Crimea" },
		"black-sea": func(f *geo.Feature) bool {
			return f.Location.Precision == geo.SeaArea && strings.HasPrefix(f.Location.Label, "Black Sea")
		},
	} {
		var want []string
		kinds, statuses := map[string]int{}, map[string]int{}
		for _, f := range r.features {
			if holds(f) {
				want = append(want, f.ID)
				kinds[f.Kind]++
				statuses[f.Finding.Status]++
			}
		}
		d := placeJSON(t, h, "/places/"+id+"?f=json")
		var got []string
		for _, in := range d.Items {
			got = append(got, in.ID)
		}
		if d.Incidents != len(want) || !slices.Equal(got, want[:min(len(want), recordRows)]) || len(want) < 2 {
			t.Errorf("%s has %d incidents %v, not the %d %v", id, d.Incidents, got, len(want), want)
		}
		if fmt.Sprint(d.Kinds, d.Statuses) != fmt.Sprint(kinds, statuses) {
			t.Errorf("%s counts %v %v, not %v %v", id, d.Kinds, d.Statuses, kinds, statuses)
		}
		sum, strikes := 0, 0
		for _, p := range d.Periods {
			sum, strikes = sum+p.Incidents, strikes+p.Strikes
		}
		if sum != len(want) || strikes != kinds[geo.Strike] {
			t.Errorf("%s: the periods have %d incidents and %d strikes, not %d and %d", id, sum, strikes, len(want), kinds[geo.Strike])
		}
	}
}

func TestThePageOfAPlaceListsItsIncidentsByParts(t *testing.T) {
	r := newRecord()
	const count = recordRows + 7
	for i := range count {
		from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i)
		r.add(geo.Incident{
			ID: geo.StableID(fmt.Sprint(i), from), Title: "Something", Kind: geo.Strike, State: geo.Published,
			Location: geo.Location{Label: "Odesa", Country: "UA", Admin1: "Odesa Oblast", Precision: geo.Settlement, Uncertainty: 5000},
			Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour"},
		}, nil, from)
	}
	h := servePlaces(r)
	seen := map[string]int{}
	links := regexp.MustCompile(`href="/strikes/incidents/([^"]+)"`)
	next := regexp.MustCompile(`rel="next" href="/strikes([^"]+)"`)
	pages := 0
	for target := "/places/ua-odesa"; target != ""; pages++ {
		page := getPage(t, h, target)
		for _, m := range links.FindAllStringSubmatch(page, -1) {
			seen[m[1]]++
		}
		target = ""
		if m := next.FindStringSubmatch(page); m != nil {
			target = m[1]
		}
	}
	if pages != 2 || len(seen) != count {
		t.Errorf("%d pages have %d incidents, not 2 with %d", pages, len(seen), count)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s is there %d times", id, n)
		}
	}
	d := placeJSON(t, h, "/places/ua-odesa?f=json")
	if rest := placeJSON(t, h, strings.TrimPrefix(d.Next, "https://example.org/strikes")); rest.From != recordRows || len(rest.Items) != count-recordRows || rest.Next != "" {
		t.Errorf("the next part begins at %d with %d, next %q", rest.From, len(rest.Items), rest.Next)
	}
	if w := get(t, h, "/places/ua-odesa?from=-1"); w.Code != 400 {
		t.Errorf("before the first: %d", w.Code)
	}
	if d := placeJSON(t, h, "/places/ua-odesa?f=json&from=100000"); len(d.Items) != 0 || d.Incidents != count {
		t.Errorf("after the last: %d items of %d", len(d.Items), d.Incidents)
	}
}

func TestThePageOfAPlaceSaysWhatItCountsAndHowFarItCanBeTrusted(t *testing.T) {
	h := servePlaces(starter(t))
	page := getPage(t, h, "/places/ru-novoshakhtinsk-refinery")
	for _, want := range []string{
		"<h1>Novoshakhtinsk oil refinery</h1>", "3 strikes are recorded for this place.", "Records kept, not all events",
		"Latitude 47.78, longitude 39.85", `href="/strikes/places/ru-novoshakhtinsk"`, `href="/strikes/places/ru"`,
		`<dd lang="uk">Новошахтинський НПЗ`, `<rect class="strike"`, "At most 2 in one year, as in 2025.", `type="application/json"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if quiet := getPage(t, h, "/places/ua-lutsk"); !strings.Contains(quiet, "No incident is recorded for this place.") || strings.Contains(quiet, "<svg viewBox=\"0 0 0") {
		t.Error("a place without incidents does not say so")
	}
	if holds := placeJSON(t, h, "/places/ua-43?f=json").Holds; len(holds) < 2 || slices.ContainsFunc(holds, func(p heldDocument) bool { return p.ID == "ua-sevastopol" }) {
		t.Errorf("what counts for Crimea lies in %v", holds)
	}
	if held := getPage(t, h, "/places/ua-43"); !strings.Contains(held, "held by Russia") {
		t.Error("the page of Crimea does not say who holds it")
	}
}

func TestPlacesThatAreNotPublicAre404(t *testing.T) {
	h := servePlaces(starter(t))
	g, err := placeTable()
	if err != nil {
		t.Fatal(err)
	}
	const id = "ru-afipsky-refinery" // no starter incident names it
	if _, ok := g.Place(id); !ok {
		t.Fatalf("the gazetteer has no %s", id)
	}
	for _, target := range []string{"/places/" + id, "/places/" + id + "?f=json", "/places/nowhere"} {
		if w := get(t, h, target); w.Code != 404 || strings.Contains(w.Body.String(), "Afipsky") {
			t.Errorf("%s: %d %.200s", target, w.Code, w.Body)
		}
	}
	w := httptest.NewRecorder()
	serve(starter(t)).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/places/ua", nil))
	if w.Code != 404 {
		t.Errorf("without a gazetteer: %d", w.Code)
	}
}

func TestAPlaceIsShownAsKnownAt(t *testing.T) {
	h := servePlaces(starter(t))
	page := getPage(t, h, "/places/ru-tuapse?known_at=2000-01-01")
	if !strings.Contains(page, "As known at") || !strings.Contains(page, "No incident is recorded") || !strings.Contains(page, `href="/strikes/places/ru-tuapse"`) {
		t.Errorf("before the record begins: %.2000s", page)
	}
	if w := get(t, h, "/places/ru-tuapse-refinery?known_at=2000-01-01"); w.Code != 404 {
		t.Errorf("a facility before it was named: %d", w.Code)
	}
}

func TestPeriodsHoldEachIncidentOnceWithoutAGap(t *testing.T) {
	const seed = 7
	random := rand.New(rand.NewPCG(seed, seed))
	for round := range 300 {
		span := []int{1, 40, 400, 1000, 1400, 4000}[round%6] // days
		visits := make([]*geo.Visit, 1+random.IntN(60))
		months := map[string]int{}
		for i := range visits {
			from := time.Date(2021, 12, 31, 23, 59, 59, 0, time.UTC).Add(time.Duration(random.Int64N(int64(span) * int64(24*time.Hour))))
			visits[i] = geo.NewVisit(fmt.Sprint(i), from, geo.Kinds.Codes[random.IntN(2)].Value, "claimed")
			months[from.Format("2006-01")]++
		}
		slices.SortFunc(visits, func(a, b *geo.Visit) int { return b.From().Compare(a.From()) })
		yearly, periods := periodsOf(visits)
		counted := map[string]int{}
		for i, p := range periods {
			if i > 0 && !p.Start.Equal(periods[i-1].End) {
				t.Fatalf("seed %d, round %d: a gap before %v", seed, round, p.Start)
			}
			if n := p.Count; n > 0 || i == 0 || i == len(periods)-1 {
				counted[p.Start.Format("2006-01")] = n
			}
		}
		want := map[string]int{}
		for month, n := range months {
			if yearly {
				month = month[:4] + "-01"
			}
			want[month] += n
		}
		if fmt.Sprint(counted) != fmt.Sprint(want) || !yearly && len(periods) > mostMonths {
			t.Fatalf("seed %d, round %d: %v, want %v", seed, round, counted, want)
		}
	}
	if _, none := periodsOf(nil); none != nil {
		t.Errorf("nothing has the periods %v", none)
	}
}
