package site

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

// linkedOf is what a page tells search engines.
func linkedOf(t *testing.T, page string) map[string]any {
	t.Helper()
	found := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("there is no JSON-LD")
	}
	var linked map[string]any
	if err := json.Unmarshal([]byte(found[1]), &linked); err != nil {
		t.Fatalf("%v\n%s", err, found[1])
	}
	return linked
}

func at(v any, path ...string) any {
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func TestSearchEnginesAreToldWhatThePageSaysAndNoMore(t *testing.T) {
	r := starter(t)
	h := serve(r)
	f := bySlug(t, r, "temryuk-port-2025-12-25")
	linked := linkedOf(t, getPage(t, h, "/incidents/"+f.ID))
	for path, want := range map[string]any{
		"@context": "https://schema.org", "@type": "WebPage", "url": "https://example.org/strikes/incidents/" + f.ID, "name": f.Title,
		"temporalCoverage": "2025-12-24T17:00:00Z/2025-12-25T05:00:00Z", "license": "https://creativecommons.org/licenses/by/4.0/", "version": 1.0,
		"about/@type": "Event", "about/location/name": "Temryuk", "about/location/address/addressCountry": "RU",
		"about/location/geo/@type": "GeoCircle", "about/location/geo/geoRadius": 3000.0, "about/location/geo/geoMidpoint/longitude": 37.37,
		"about/startDate": nil, // overnight: the day is not known
		"publisher":       nil, // nobody is named
	} {
		if got := at(linked, strings.Split(path, "/")...); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	claims, _ := linked["mentions"].([]any)
	if len(claims) != len(f.Claims) || at(claims[0], "text") != "Security Service of Ukraine (SBU) (claims: that the target was hit): its drones hit oil product tanks in Temryuk port" {
		t.Errorf("the claims read %v", claims)
	}
	if sources, _ := linked["citation"].([]any); len(sources) != 2 { // those with an address
		t.Errorf("%d sources, want 2", len(sources))
	}
	for i := 0; i < len(r.features); i += 4 {
		f := r.features[i]
		linked := linkedOf(t, getPage(t, h, "/incidents/"+f.ID))
		if day := at(linked, "about", "startDate"); day != nil && f.Time.Precision == "month" && len(day.(string)) != len("2025-12") {
			t.Errorf("%s: %v of a month", f.ID, day)
		}
		if (at(linked, "about", "location", "geo") != nil) != (f.Location.Point != nil) {
			t.Errorf("%s: a place is told that is not served, or left out", f.ID)
		}
	}
}

func TestClaimsStandByPartyAndSourcesByClass(t *testing.T) {
	r := starter(t)
	read := reader{english(t), r.parties}
	for _, f := range r.features {
		rows, seen := 0, map[string]bool{}
		for _, s := range read.claims(f) {
			if key := s.Party + s.Role; seen[key] || len(s.Claims) == 0 {
				t.Errorf("%s: %s stands twice or says nothing", f.ID, s.Party)
			} else {
				seen[key] = true
			}
			rows += len(s.Claims)
			if past := slices.IndexFunc(s.Claims, func(c ClaimRow) bool { return c.Superseded }); past >= 0 && slices.ContainsFunc(s.Claims[past:], func(c ClaimRow) bool { return !c.Superseded }) {
				t.Errorf("%s: what was superseded comes before what counts", f.ID)
			}
		}
		if rows != len(f.Claims) {
			t.Errorf("%s: %d claims, want %d", f.ID, rows, len(f.Claims))
		}
		families, sources, next := 0, 0, 1
		for _, c := range read.sources(f) {
			if c.Start != next {
				t.Errorf("%s: %s begins with number %d, want %d", f.ID, c.Name, c.Start, next)
			}
			next += len(c.Families)
			families += len(c.Families)
			for _, family := range c.Families {
				sources += len(family.Sources)
			}
		}
		if families != f.Families() || sources != len(f.Reports) {
			t.Errorf("%s: %d families and %d sources, want %d and %d", f.ID, families, sources, f.Families(), len(f.Reports))
		}
	}
}

func TestErrorsAreReportedWithTheVersionThatWasRead(t *testing.T) {
	r := starter(t)
	f := bySlug(t, r, "temryuk-port-2025-12-25")
	address := regexp.MustCompile(`href="(mailto:[^"?]*\?[^"]*)"`).FindStringSubmatch(getPage(t, serve(r), "/incidents/"+f.ID))
	if address == nil {
		t.Fatal("there is no address to write to")
	}
	u, err := url.Parse(strings.ReplaceAll(address[1], "&amp;", "&"))
	if err != nil || u.Opaque != "desk@example.org" || strings.Contains(u.RawQuery, "+") {
		t.Fatal(err, address[1])
	}
	if q := u.Query(); q.Get("subject") != "Error in: "+f.Title || !strings.Contains(q.Get("body"), "version 1 of https://example.org/strikes/incidents/"+f.ID) {
		t.Errorf("the letter begins with %v", q)
	}
}

// What else happened at a place, by looking at every incident.
func TestPlaceHistoryIsWhatLiesWithinTheUncertainty(t *testing.T) {
	r := starter(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	for i := range 40 { // some that crowd at the antimeridian
		in := sample(fmt.Sprint("crowd-", i))
		in.Location.Point = &geo.Point{Lon: math.Round(turned(180+(random.Float64()-0.5)*0.4)*1000) / 1000, Lat: 66 + math.Round(random.Float64()*200)/1000}
		in.Facility = []string{"", "Crowd plant"}[i%2]
		in.Time.From = in.Time.From.AddDate(i, 0, 0)
		in.Time.To = in.Time.From.AddDate(0, 0, 1)
		r.add(in, nil, now.AddDate(0, 0, -1))
	}
	p := newPages(testDeps(r, r))
	read := p.reader(p.languages["en"])
	found := 0
	for _, f := range r.features {
		h, err := p.placeHistory(t.Context(), read, f, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if f.Location.Point == nil {
			if h != nil {
				t.Errorf("%s has no point and a place history", f.ID)
			}
			continue
		}
		var want []string
		for _, o := range r.features {
			if o.ID == f.ID || o.Location.Point == nil {
				continue
			}
			far := metresBetween(*f.Location.Point, *o.Location.Point)
			if far <= max(f.Location.Uncertainty, sameSpot) || f.Facility != "" && f.Facility == o.Facility && far <= sameTarget {
				want = append(want, o.ID)
			}
		}
		var got []string
		for _, row := range h.Rows {
			got = append(got, row.ID)
		}
		if h.Total != len(want) || !slices.Equal(got, want[:min(len(want), nearbyShown)]) {
			t.Errorf("%s: %d incidents %v, want %d %v", f.ID, h.Total, got, len(want), want)
		}
		years := 0
		for _, y := range h.Years {
			years += y.Count
		}
		if years != h.Total {
			t.Errorf("%s: the years add up to %d, want %d", f.ID, years, h.Total)
		}
		found += h.Total
	}
	if found < 20 {
		t.Errorf("only %d were found at all", found)
	}
}

func TestRowsOfAPlaceReadAsRowsOfTheList(t *testing.T) {
	r := starter(t)
	h := serve(r)
	f := bySlug(t, r, "novoshakhtinsk-refinery-2025-12-25")
	must(t, seen(getPage(t, h, "/incidents/"+f.ID)), "What else happened here", "2 incidents · 2025: 1 · 2022: 1",
		"22 June 2022, 08:40–09:25 · Novoshakhtinsk · said by Novoshakhtinsk refinery and Unnamed Russian security official · 4 sources")
}
