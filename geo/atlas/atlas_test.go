package atlas_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
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
)

// record answers from features in memory.
type record struct {
	geo.Reader // what is not asked is not there

	edition  geo.Edition
	features []*geo.Feature
	walks    int
}

func (r *record) Edition() geo.Edition { return r.edition }

func (r *record) Walk(_ context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	r.walks++
	if err := begin(r.edition, len(r.features)); err != nil {
		return err
	}
	body := make([]byte, 0, 4096)
	for _, f := range r.features {
		if !q.KnownAt.IsZero() && f.PublicFrom.After(q.KnownAt) {
			continue
		}
		body = encode.AppendFeature(body[:0], f, encode.Options{}) // the bytes are the reader's again afterwards
		if err := each(geo.ItemBody{ID: f.ID, Flat: body}); err != nil {
			return err
		}
	}
	return nil
}

var start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// add makes an incident public, one day after the one before, and raises the edition.
func (r *record) add(in geo.Incident) {
	n := len(r.features)
	from := start.AddDate(0, 0, n)
	in.ID, in.Title = geo.StableID(fmt.Sprint(n), from), "Something"
	if in.Kind == "" {
		in.Kind = geo.Strike
	}
	in.Time = geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour"}
	f := geo.NewFeature(&geo.Revision{Number: 1, Incident: in, PublicFrom: from.Add(time.Hour)}, geo.Parties{}, nil)
	r.features = append([]*geo.Feature{f}, r.features...)
	r.edition.Number++
}

func at(facility, label, country, admin1, precision string) geo.Incident {
	return geo.Incident{Facility: facility, Location: geo.Location{Label: label, Country: country, Admin1: admin1, Precision: precision}}
}

var table = sync.OnceValues(func() (*gazetteer.Gazetteer, error) { return gazetteer.New(data.Gazetteer()...) })

func newAtlas(t testing.TB, r *record) *atlas.Atlas {
	t.Helper()
	g, err := table()
	if err != nil {
		t.Fatal(err)
	}
	return &atlas.Atlas{Reader: r, Gazetteer: g, Row: encode.Codec{}.Row}
}

// named returns the ids of the places with incidents.
func named(t testing.TB, a *atlas.Atlas, knownAt time.Time) map[string]int {
	t.Helper()
	all, err := a.All(context.Background(), knownAt)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, p := range all {
		if len(p.Visits) > 0 {
			counts[p.ID] = len(p.Visits)
		}
	}
	return counts
}

func TestWordsOfAnIncidentLeadToItsPlaces(t *testing.T) {
	synthetic := at("Tuapse oil refinery", "Tuapse", "RU", "Krasnodar Krai", geo.Site)
	synthetic.Synthetic = true
	coarse := at("Tuapse oil refinery", "Tuapse", "RU", "Krasnodar Krai", geo.Settlement)
	coarse.PublicPrecision = geo.Region
	for _, test := range []struct {
		name string
		in   geo.Incident
		want string
	}{
		{"a facility, its town, division and country", at("Novoshakhtinsk oil refinery", "Novoshakhtinsk", "RU", "Rostov Oblast", geo.Settlement), "ru ru-novoshakhtinsk ru-novoshakhtinsk-refinery ru-ros"},
		{"a kind of facility beside the town that has one", at("Ammunition arsenal", "Toropets", "RU", "Tver Oblast", geo.Settlement), "ru ru-toropets ru-toropets-arsenal ru-tve"},
		{"a facility the table does not hold", at("Presidential residence", "Kyiv", "UA", "Kyiv", geo.Site), "ua ua-kyiv"},
		{"a town alone", at("", "Kybartai", "LT", "Marijampolė County", geo.Settlement), "lt lt-kybartai lt-mr"},
		{"a town of that name in another country", at("", "Belgorod", "PL", "", geo.Settlement), "pl"},
		{"a facility in another division than the columns say", at("Tuapse oil refinery", "Tuapse", "RU", "Rostov Oblast", geo.Settlement), "ru ru-ros"},
		{"towns known no better than a region", at("", "Stryi and Drohobych districts", "UA", "Lviv Oblast", geo.Region), "ua ua-46"},
		{"a region in words", at("", "Odesa region", "UA", "Odesa Oblast", geo.Region), "ua ua-51"},
		{"the sea", at("", "Black Sea, about 30 nm off Sfântu Gheorghe", "", "", geo.SeaArea), "black-sea"},
		{"the sea beside an island that is named", at("", "Gulf of Finland near Vaindloo island", "EE", "", geo.SeaArea), "ee sea-gulf-of-finland"},
		{"Crimea by the view of the United Nations", at("Saky air base", "Novofedorivka", "UA", "Autonomous Republic of Crimea", geo.Site), "ua ua-43 ua-novofedorivka ua-saky-air-base"},
		{"what the desk coarsens", coarse, "ru ru-kda"},
		{"made-up incidents name nothing", synthetic, "ru ru-kda"},
		{"nothing known", at("", "Somewhere", "", "", geo.Settlement), ""},
		{"no words at all", at("", "", "", "", geo.UnknownPlace), ""},
	} {
		r := &record{}
		r.add(test.in)
		got := strings.Join(slices.Sorted(maps.Keys(named(t, newAtlas(t, r), time.Time{}))), " ")
		if got != test.want {
			t.Errorf("%s: at %q, want %q", test.name, got, test.want)
		}
	}
}

func TestAFacilityIsPublicOnlyWhileAnIncidentNamesIt(t *testing.T) {
	const id = "ru-tuapse-refinery"
	r := &record{}
	a := newAtlas(t, r)
	look := func() string {
		_, err := a.Place(context.Background(), id, time.Time{})
		return geo.ErrorCode(err)
	}
	if code := look(); code != geo.ENOTFOUND {
		t.Errorf("before: %q", code)
	}
	r.add(at("Tuapse oil refinery", "Tuapse", "RU", "Krasnodar Krai", geo.Settlement))
	if code := look(); code != "" {
		t.Errorf("while it is named: %q", code)
	}
	r.features = nil // withdrawn
	r.edition.Number++
	if code := look(); code != geo.ENOTFOUND {
		t.Errorf("after: %q", code)
	}
}

func TestWithoutIncidentsThePublicPlacesAreThoseThatAreNoSecret(t *testing.T) {
	g, _ := table()
	all, err := newAtlas(t, &record{}).All(context.Background(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := map[string]int{}, map[string]int{}
	for _, p := range all {
		got[p.Class]++
	}
	for _, p := range g.Places() {
		switch p.Class {
		case "city", "region", "country", "airport", "sea", "island", "strip", "area":
			want[p.Class]++
		}
	}
	if !maps.Equal(got, want) || len(want) != 8 {
		t.Errorf("public are %v, want %v", got, want)
	}
	if !slices.IsSortedFunc(all, func(a, b *geo.PublicPlace) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("they are not in the order of their ids")
	}
}

// someFacilities are those whose town and division are in the table as well.
func someFacilities(g *gazetteer.Gazetteer) (all []*geo.Place, towns, regions map[string]*geo.Place) {
	towns, regions = map[string]*geo.Place{}, map[string]*geo.Place{}
	for _, p := range g.Places() {
		if p.Class == geo.PlaceRegion {
			regions[p.Admin1] = p
		}
	}
	for _, p := range g.Places() {
		town, ok := g.Place(p.Parent)
		if p.Facility() && ok && town.Class == geo.PlaceCity && regions[p.Admin1] != nil && town.Admin1 == p.Admin1 {
			towns[p.ID] = town
			all = append(all, p)
		}
	}
	return all, towns, regions
}

func TestCountsAreThoseOfIncidentsMadeForThem(t *testing.T) {
	g, err := table()
	if err != nil {
		t.Fatal(err)
	}
	facilities, towns, regions := someFacilities(g)
	const seed = 20
	random := rand.New(rand.NewPCG(seed, seed))
	r, want := &record{}, map[string]int{}
	for range 600 {
		p := facilities[random.IntN(len(facilities))]
		town, region := towns[p.ID], regions[p.Admin1]
		facility := p.Name
		if random.IntN(4) == 0 {
			facility = ""
		} else {
			want[p.ID]++
		}
		r.add(at(facility, town.Name, p.Country, region.Name, geo.Settlement))
		want[town.ID]++
		want[region.ID]++
		want[p.Country]++
	}
	got := named(t, newAtlas(t, r), time.Time{})
	for code, n := range want { // countries are there by their codes
		if len(code) == 2 {
			delete(want, code)
			want[strings.ToLower(code)] = n
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got[id] != want[id] {
			t.Errorf("seed %d: %s has %d incidents, want %d", seed, id, got[id], want[id])
		}
	}
	for id := range got {
		if want[id] == 0 {
			t.Errorf("seed %d: %s has %d incidents, want none", seed, id, got[id])
		}
	}
}

func TestFacilitiesAreGivenToAKilometreUnlessTheyAreAirportsOrPorts(t *testing.T) {
	g, err := table()
	if err != nil {
		t.Fatal(err)
	}
	facilities, towns, regions := someFacilities(g)
	r := &record{}
	for _, p := range facilities {
		r.add(at(p.Name, towns[p.ID].Name, p.Country, regions[p.Admin1].Name, geo.Settlement))
	}
	all, err := newAtlas(t, r).All(context.Background(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	coarse := 0
	for _, p := range all {
		exact, _ := g.Place(p.ID)
		if !p.Facility() || p.Class == "airport" || p.Class == "port" {
			if p.Lon != exact.Lon || p.Lat != exact.Lat || p.RadiusM != exact.RadiusM {
				t.Errorf("%s, of class %s, was moved", p.ID, p.Class)
			}
			continue
		}
		coarse++
		onGrid := func(v float64) bool { return math.Abs(v*100-math.Round(v*100)) < 1e-9 }
		if !onGrid(p.Lon) || !onGrid(p.Lat) || p.RadiusM < 1000 || p.AccuracyM < 1000 && exact.Lon != p.Lon {
			t.Errorf("%s is given as %v %v within %v m", p.ID, p.Lon, p.Lat, p.RadiusM)
		}
	}
	if coarse < 200 {
		t.Errorf("only %d facilities were public", coarse)
	}
}

func TestVisitsAreNewestFirstAndSayWhatHappened(t *testing.T) {
	r := &record{}
	closure := at("Vilnius Airport", "Vilnius", "LT", "Vilnius County", geo.Site)
	closure.Kind = geo.Closure
	r.add(at("", "Vilnius", "LT", "Vilnius County", geo.Settlement))
	r.add(closure)
	p, err := newAtlas(t, r).Place(context.Background(), "lt-vilnius", time.Time{})
	if err != nil || len(p.Visits) != 2 {
		t.Fatalf("%v %v", p, err)
	}
	for i, want := range r.features {
		v := p.Visits[i]
		if v.Incident != want.ID || !v.From().Equal(want.Time.From) || v.Kind() != want.Kind || v.Status() != want.Finding.Status {
			t.Errorf("visit %d is %v %v %v %v, want those of %s", i, v.Incident, v.From(), v.Kind(), v.Status(), want.ID)
		}
	}
}

func TestAnAtlasIsReadOnceForAnEditionAndKnowsThePast(t *testing.T) {
	r := &record{}
	a := newAtlas(t, r)
	r.add(at("", "Odesa", "UA", "Odesa Oblast", geo.Settlement))
	r.add(at("Odesa seaport", "Odesa", "UA", "Odesa Oblast", geo.Settlement))
	for range 3 {
		if got := named(t, a, time.Time{}); got["ua-odesa"] != 2 || got["ua-odesa-port"] != 1 {
			t.Fatalf("now: %v", got)
		}
	}
	if r.walks != 1 {
		t.Errorf("the record was gone through %d times for one edition", r.walks)
	}
	past := start.Add(2 * time.Hour)
	if got := named(t, a, past); got["ua-odesa"] != 1 || got["ua-odesa-port"] != 0 {
		t.Errorf("as known after the first: %v", got)
	}
	if _, err := a.Place(context.Background(), "ua-odesa-port", past); geo.ErrorCode(err) != geo.ENOTFOUND {
		t.Errorf("the port was public before it was named: %v", err)
	}
	if got := named(t, a, time.Time{}); got["ua-odesa-port"] != 1 {
		t.Errorf("a look at the past changed the present: %v", got)
	}
	r.add(at("Odesa seaport", "Odesa", "UA", "Odesa Oblast", geo.Settlement))
	if got := named(t, a, time.Time{}); got["ua-odesa-port"] != 2 {
		t.Errorf("after another edition: %v", got)
	}
}
