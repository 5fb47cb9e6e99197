package desk

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
	"strikemap/server/web"
)

const (
	maxWords  = 200 // bytes of q
	maxPlaces = 8
)

// found is a place that words may mean, with the location of an incident there. Unlike
// the public search it is not coarsened: this is the desk.
type found struct {
	Name     string       `json:"name"`
	Class    string       `json:"class"`
	Score    float64      `json:"score"`
	Reasons  []string     `json:"reasons"`
	Facility bool         `json:"facility"`
	Location geo.Location `json:"location"`
}

// places answers what places words may mean, best first.
func (f family) places(w http.ResponseWriter, r *http.Request) error {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	switch {
	case q == "":
		return geo.Invalid("q", "is missing; it is words that describe a place")
	case !utf8.ValidString(q) || strings.ContainsRune(q, 0):
		return geo.Invalid("q", "is not valid text in UTF-8")
	case len(q) > maxWords:
		return geo.Invalid("q", "is longer than %d bytes", maxWords)
	}
	places, err := f.Geocoder()
	if err != nil {
		return err
	}
	locator, err := f.Locator()
	if err != nil {
		return err
	}
	list := []found{}
	for _, c := range places.Geocode(q, maxPlaces) {
		list = append(list, found{c.Place.Name, c.Place.Class, c.Score, c.Reasons, c.Place.Facility(), locationOf(c, locator)})
	}
	return web.JSON(w, "application/json", list)
}

// point answers what is at a point that the desk has set by hand: country, who holds it,
// division, sea.
func (f family) point(w http.ResponseWriter, r *http.Request) error {
	var at [2]float64
	for i, name := range []string{"lon", "lat"} {
		degrees, err := strconv.ParseFloat(r.URL.Query().Get(name), 64)
		if err != nil {
			return geo.Invalid(name, "must be a number of degrees")
		}
		at[i] = degrees
	}
	locator, err := f.Locator()
	if err != nil {
		return err
	}
	where, err := geo.Whereis(locator, at[0], at[1])
	if err != nil {
		return err
	}
	return web.JSON(w, "application/json", where)
}

// locationOf is where an incident at a place is. The regime is not told by the place.
func locationOf(c geo.Candidate, locator geo.Locator) geo.Location {
	l := geo.Location{
		Label: c.Place.Name, PlaceID: c.Place.ID, Point: &geo.Point{Lon: c.Lon, Lat: c.Lat},
		Precision: c.Precision, Uncertainty: c.RadiusM, Basis: "described-area",
		Country: c.Place.Country, Control: c.Place.Control,
	}
	switch l.Precision {
	case geo.Site:
		l.Basis, l.Uncertainty = "named-site", min(l.Uncertainty, 1000)
	case geo.Settlement:
		l.Basis, l.Uncertainty = "named-place", min(l.Uncertainty, 10_000)
	case geo.District:
		l.Basis = "named-place"
	}
	if c.Place.Facility() && l.Basis == "named-place" {
		l.Basis = "named-site"
	}
	if shape, ok := locator.Shape(c.Place.Admin1); ok && c.Place.Admin1 != "" {
		l.Admin1 = shape.Name
	} else if l.Basis != "described-area" {
		l.Admin1 = locator.Within(c.Lon, c.Lat).Admin1Name
	}
	return l
}
