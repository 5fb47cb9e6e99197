package draft

import (
	"math"
	"slices"

	"strikemap/geo"
)

// finest returns the places of a segment without those that only hold another of them.
func (r *reading) finest(s segment) []scene {
	var inside []scene
	for _, place := range r.scenes {
		if place.from >= s.from && place.to <= s.to {
			inside = append(inside, place)
		}
	}
	var out []scene
	for _, place := range inside {
		wide := place.best().Place.Class == geo.PlaceSea || place.best().Place.Class == geo.PlaceArea
		if s.kind == geo.Strike && wide && len(inside) > 1 && slices.ContainsFunc(inside, func(o scene) bool { return coarseness(o.best()) < 4 }) {
			continue // "in the Caspian Sea", beside the platform's name
		}
		if !slices.ContainsFunc(inside, func(other scene) bool {
			return other.from != place.from && holds(place.best(), other.best()) && !r.besides(place, other)
		}) {
			out = append(out, place)
		}
	}
	return out
}

// besides reports two places of two towns that an "and" joins: "a refinery in Saratov and a
// fuel store in Engels".
func (r *reading) besides(a, b scene) bool {
	if !ofAnotherTown(a.best(), b.best()) {
		return false
	}
	for at := min(a.to, b.to); at < max(a.from, b.from); at++ {
		switch r.low(at) {
		case "and", "та", "і", "й", "и":
			return true
		}
	}
	return false
}

// holds reports whether a is a wider place around b.
func holds(a, b geo.Candidate) bool {
	if a.Place == b.Place || coarseness(a) <= coarseness(b) {
		return false
	}
	switch a.Place.Class {
	case geo.PlaceCountry:
		return true // whatever lies nearer says more
	case geo.PlaceRegion:
		return a.Place.Admin1 != "" && a.Place.Admin1 == b.Place.Admin1 || a.Place.ID == b.Place.Parent
	}
	return a.Place.ID == b.Place.Parent || kilometres(a, b) <= max(a.RadiusM, 25_000)/1000
}

// coarseness orders places by how much they take in.
func coarseness(c geo.Candidate) int {
	switch {
	case c.Place.Class == geo.PlaceCountry:
		return 5
	case c.Place.Class == geo.PlaceSea || c.Place.Class == geo.PlaceArea:
		return 4
	case c.Place.Class == geo.PlaceRegion:
		return 3
	case c.Place.Class == geo.PlaceStrip:
		return 2
	case c.Place.Class == geo.PlaceCity || c.Place.Class == geo.PlaceIsland:
		return 1
	}
	return 0
}

// kilometres is the distance between two places on a sphere, good enough to tell near
// from far.
func kilometres(a, b geo.Candidate) float64 {
	rad := math.Pi / 180
	dx := (a.Lon - b.Lon) * rad * math.Cos((a.Lat+b.Lat)/2*rad)
	dy := (a.Lat - b.Lat) * rad
	return 6371 * math.Hypot(dx, dy)
}
