package data_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/border"
	"strikemap/geo/gazetteer"
)

var readGazetteer = sync.OnceValues(func() (*gazetteer.Gazetteer, error) { return gazetteer.New(data.Gazetteer()...) })

func places(t *testing.T) []*geo.Place {
	t.Helper()
	g, err := readGazetteer() // refuses parents that are not there
	if err != nil {
		t.Fatal(err)
	}
	return g.Places()
}

func locator(t *testing.T) *border.Index {
	t.Helper()
	x, err := border.New(data.Borders())
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestEachPlaceIsThereOnce(t *testing.T) {
	lines := 0
	for _, f := range data.Gazetteer() {
		lines += strings.Count(string(f), "\n")
	}
	if n := len(places(t)); n != lines {
		t.Errorf("%d lines hold %d places", lines, n)
	}
}

// onTheOtherSide are places so near a border that the borders of the binary, which are
// good to a few kilometres, put them in the country across.
var onTheOtherSide = []string{
	"ee-narva", "md-cobasna", "md-cobasna-ammunition-depot", "md-cuciurgan-power-station", "pl-bobrowniki", "pl-kuznica",
}

func TestPlacesLieInTheirCountry(t *testing.T) {
	x := locator(t)
	for _, p := range places(t) {
		if p.Class == geo.PlaceSea || p.Country == "" {
			continue
		}
		at := x.Within(p.Lon, p.Lat)
		km, _ := x.DistanceTo(p.Country, p.Lon, p.Lat)
		across := slices.Contains(onTheOtherSide, p.ID)
		if (at.Country != p.Country) != across || across && km > border.BorderError {
			t.Errorf("%s is in %q by the borders, %.1f km from %s", p.ID, at.Country, km, p.Country)
		}
		if at.Country == p.Country && p.Control != at.Control && p.Class != geo.PlaceCountry {
			t.Errorf("%s: control %q, want %q", p.ID, p.Control, at.Control)
		}
	}
}

func TestPlacesAtSeaHaveNoCountry(t *testing.T) {
	x := locator(t)
	for _, p := range places(t) {
		if p.Class != geo.PlaceSea && p.Country == "" && x.Within(p.Lon, p.Lat).Country != "" {
			t.Errorf("%s is in %s", p.ID, x.Within(p.Lon, p.Lat).Country)
		}
	}
}

func TestDivisionsOfPlacesAgreeWithTheBorders(t *testing.T) {
	x := locator(t)
	differ := 0
	for _, p := range places(t) {
		if p.Admin1 == "" {
			continue
		}
		if _, ok := x.Shape(p.Admin1); !ok || !strings.HasPrefix(p.Admin1, p.Country+"-") {
			t.Errorf("%s: no division %q in %s", p.ID, p.Admin1, p.Country)
		}
		if at := x.Within(p.Lon, p.Lat); at.Admin1 != p.Admin1 {
			differ++
			t.Logf("%s is in %s, by the borders in %s", p.ID, p.Admin1, at.Admin1)
		}
	}
	// Suburbs of the two capitals, the six above, and one town on the line of a county.
	if differ > 16 {
		t.Errorf("%d places lie in another division", differ)
	}
}

func TestCrimeaIsUkrainianAndHeldByRussia(t *testing.T) {
	g, err := readGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"ua-43", "ua-simferopol", "ua-sevastopol", "ua-kerch", "ua-saky-air-base", "ua-belbek-air-base", "ua-feodosia-oil-terminal"} {
		if p, ok := g.Place(id); !ok || p.Country != "UA" || p.Control != "RU" {
			t.Errorf("%s: %+v", id, p)
		}
	}
	for _, p := range g.Places() {
		if p.Control != "" && p.Admin1 != "UA-43" && p.Admin1 != "UA-40" {
			t.Errorf("%s has control %s", p.ID, p.Control)
		}
	}
}

func TestFacilitiesLieWhereTheirTownIs(t *testing.T) {
	g, err := readGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range g.Places() {
		up, ok := g.Place(p.Parent)
		if !ok || up.Class != geo.PlaceCity {
			continue
		}
		// Capitals and large cities have airports far out; oil ports lie along a bay.
		if km := border.Distance(p.Lon, p.Lat, up.Lon, up.Lat); km > 50 {
			t.Errorf("%s is %.0f km from %s", p.ID, km, up.ID)
		}
	}
}

func TestFacilitiesAgreeWithTheStarterIncidents(t *testing.T) {
	g, err := readGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	for id, at := range map[string][2]float64{
		"ru-novoshakhtinsk-refinery":       {39.851, 47.782},
		"ru-temryuk-port":                  {37.370, 45.325},
		"ru-orenburg-gas-plant":            {54.778, 51.880},
		"ru-khanskaya-military-airfield":   {40.036, 44.680},
		"lt-vilnius-airport":               {25.2858, 54.6341},
		"ua-starokostiantyniv-airfield":    {27.275, 49.748},
		"ru-olenya-air-base":               {33.466, 68.152},
		"ru-norsi-oil-refinery":            {44.146, 56.107},
		"ua-trypillia-thermal-power-plant": {30.7468, 50.1344},
	} {
		p, ok := g.Place(id)
		if !ok || border.Distance(p.Lon, p.Lat, at[0], at[1]) > 0.5 {
			t.Errorf("%s: %+v, want %v", id, p, at)
		}
	}
}

func TestGazetteerHoldsWhatTheNewsNames(t *testing.T) {
	count := map[string]int{}
	for _, p := range places(t) {
		count[p.Class]++
		if p.Class == geo.PlaceCity || p.Facility() {
			for _, lang := range []string{"en", "uk", "ru", "pl"} {
				if !slices.ContainsFunc(p.Names, func(n geo.PlaceName) bool { return n.Lang == lang }) {
					t.Errorf("%s has no name in %s", p.ID, lang)
				}
			}
		}
		if p.Facility() && p.AccuracyM < 500 {
			t.Errorf("%s claims to be good to %v m", p.ID, p.AccuracyM)
		}
	}
	for class, least := range map[string]int{
		"refinery": 40, "oil-depot": 20, "oil-terminal": 8, "port": 45, "airfield": 80, "airport": 70, "power": 40, "gas-plant": 5,
		"pipeline": 5, "industry": 20, "military-base": 8, "city": 600, "region": 150, "sea": 40, "island": 8, "strip": 10,
	} {
		if count[class] < least {
			t.Errorf("%d places of class %s, want %d", count[class], class, least)
		}
	}
	t.Log(count)
}

func TestSeasNameWater(t *testing.T) {
	g, err := readGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	x, err := border.New(data.Borders(), g.Seas()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lon, lat float64
		sea      string
	}{
		{18.0, 55.1, "Southern Baltic Sea"},
		{26.0, 59.8, "Gulf of Finland"},
		{23.6, 57.7, "Gulf of Riga"},
		{31.5, 46.0, "Northwestern Black Sea"},
		{34.0, 43.0, "Black Sea"},
		{36.6, 46.1, "Sea of Azov"},
		{38.4, 46.95, "Taganrog Bay"},
		{36.55, 45.2, "Kerch Strait"},
		{50.5, 42.0, "Caspian Sea"},
		{48.9, 44.8, "Northern Caspian Sea"},
		{40.0, 72.0, "Barents Sea"},
		{3.0, 56.0, "North Sea"},
		{20.0, 34.5, "Mediterranean Sea"},
		{-140, 10, ""},   // no outline there
		{37.6, 55.7, ""}, // Moscow
	} {
		if got := x.Within(c.lon, c.lat); got.Sea != c.sea {
			t.Errorf("%v %v: %+v, want %q", c.lon, c.lat, got, c.sea)
		}
	}
	for _, s := range g.Seas() {
		p, _ := g.Place(s.Code)
		if at := x.Within(p.Lon, p.Lat); at.Sea == "" {
			t.Errorf("the label of %s at %v %v is not at water with a name: %+v", p.ID, p.Lon, p.Lat, at)
		}
	}
}
