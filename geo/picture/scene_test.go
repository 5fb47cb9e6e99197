package picture

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/tile"
)

// basemap is the one in the binary, with its names.
func basemap(t testing.TB) (Tiles, []Label) {
	t.Helper()
	archive, err := tile.Open(data.BasemapTiles())
	if err != nil {
		t.Fatal(err)
	}
	labels, err := ReadLabels(data.BasemapLabels())
	if err != nil {
		t.Fatal(err)
	}
	return archive, labels
}

var testWords = Words{
	Title:    "Reported strikes & incursions",
	Subtitle: "Invented for a test · as of 25 Dec 2025, 12:00 UTC",
	Kinds: map[string]string{
		geo.Strike: "Strike", geo.Incursion: "Incursion", geo.Interception: "Interception", geo.Sighting: "Sighting", geo.Closure: "Closure",
	},
	Statuses: map[string]string{
		geo.Verified: "Verified", geo.Confirmed: "Confirmed", geo.Claimed: "Claimed", geo.Reported: "Media only", geo.Disputed: "Disputed",
	},
	Circle: "Somewhere in the circle", Area: "Somewhere in the area", Count: "Several, counted",
	NoPlace:  "1 without a place",
	Notes:    []string{"Data: The Desk, CC BY 4.0. Basemap: Natural Earth.", "Reported, not verified, unless the status says so.", "Records kept, not all events."},
	Number:   strconv.Itoa,
	Distance: func(metres float64) string { return fmt.Sprintf("%g km", metres/1000) },
	Layers:   DefaultLayers,
}

// testScene has every kind in every status, an area, a wide circle, some on one spot and
// one without a place.
func testScene(t testing.TB) Scene {
	t.Helper()
	tiles, labels := basemap(t)
	s := Scene{
		Width: 1200, Height: 630, Box: geo.BBox{West: 16, South: 43, East: 56, North: 61},
		Projection: Mercator, Theme: Light, Language: "en", Basemap: tiles, Labels: labels, Words: testWords,
	}
	n := 0
	put := func(kind, status string, at *geo.Point, uncertainty float64, area string) {
		n++
		s.Incidents = append(s.Incidents, Incident{
			ID: fmt.Sprintf("01TEST%020d", n), Title: fmt.Sprintf("Incident <%d> of %q", n, kind), Kind: kind, Status: status,
			Point: at, Uncertainty: uncertainty, AreaID: area,
		})
	}
	for i, kind := range geo.Kinds.Values() {
		for k, status := range []string{geo.Verified, geo.Confirmed, geo.Claimed, geo.Reported, geo.Disputed} {
			put(kind, status, &geo.Point{Lon: 24 + 3*float64(i), Lat: 46 + 2.5*float64(k)}, 1000, "")
		}
	}
	for range 7 {
		put(geo.Strike, geo.Claimed, &geo.Point{Lon: 44, Lat: 48.7}, 5000, "")
	}
	put(geo.Sighting, geo.Reported, &geo.Point{Lon: 44, Lat: 48.7}, 5000, "")
	put(geo.Incursion, geo.Reported, &geo.Point{Lon: 20.5, Lat: 57}, 90_000, "")
	put(geo.Strike, geo.Claimed, nil, 0, "RU-TEST")
	put(geo.Strike, geo.Claimed, nil, 0, "RU-TEST")
	put(geo.Sighting, geo.Reported, nil, 0, "")
	s.Areas = []*geo.Area{{
		ID: "RU-TEST", Name: "Somewhere", Label: geo.Point{Lon: 48, Lat: 55},
		Outline: orb.MultiPolygon{{{{45, 53}, {50, 53}, {52, 57}, {46, 58}, {45, 53}}}},
	}}
	return s
}
