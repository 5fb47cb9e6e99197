package draft

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// targetOf returns the word for what stands at a place: in the place's own words, right
// behind them ("the Saratov refinery"), or before them ("a refinery in Saratov").
func (r *reading) targetOf(place scene) (match, bool) {
	targets := r.all("target")
	best, distance := match{}, 1<<30
	for _, m := range targets {
		gap := 1 << 30
		switch {
		case m.from >= place.from && m.to <= place.to:
			gap = 0
		case m.from >= place.to && m.from-place.to <= 2 && !r.separated(place.to, m.from):
			gap = 1
		case m.to <= place.from && !r.claimedByOther(m, place) && place.from-m.to <= 18 && !r.clauseEnds(m.to, place.from) && !r.begunAnew(m, place):
			gap = 2 + place.from - m.to
		case r.sharedTarget(m, place):
			gap = 2
		case m.from >= place.to && m.from-place.to <= 12 && !r.clauseEnds(place.to, m.from) && !r.anotherPlace(place.to, m.from):
			gap = 20 + m.from - place.to
		}
		if generic(m.value) && gap > 0 {
			gap += 8
		}
		if gap < distance && gap < 1<<30 {
			best, distance = m, gap
		}
	}
	return best, distance < 1<<30
}

// begunAnew reports ", and" with a new clause between a target and a place: "a warehouse
// burned, and two people died in Kherson".
func (r *reading) begunAnew(m match, place scene) bool {
	for at := m.to + 1; at < place.from-2; at++ {
		if r.low(at) == "and" && r.low(at-1) == "," && r.hasWithin(at, place.from, "people", "number", "killed", "effect") {
			return true
		}
	}
	return false
}

// sharedTarget reports the plural behind a list of names: "the Volgograd and Saratov
// refineries".
func (r *reading) sharedTarget(m match, place scene) bool {
	return strings.HasSuffix(r.low(m.to-1), "s") && slices.ContainsFunc(r.scenes, func(o scene) bool {
		return o.from > place.from && m.from >= o.from && m.to <= o.to+2 && r.listed(place, o)
	})
}

// separated reports whether a sign stands between two tokens.
func (r *reading) separated(from, to int) bool {
	for at := from; at < to; at++ {
		if !r.t.tokens[at].word && r.low(at) != "-" && r.low(at) != "'s" && r.low(at) != `"` {
			return true
		}
	}
	return false
}

// claimedByOther reports whether a place stands between a target and this place: then the
// target is that one's, unless the two are a list.
func (r *reading) claimedByOther(m match, place scene) bool {
	for _, other := range r.scenes {
		if other.from != place.from && other.from <= m.from && m.to <= other.to { // it is in that one's words
			return true
		}
		if other.from >= m.to && other.to <= place.from && !r.listed(other, place) {
			return true
		}
		if other.to <= m.from && other.from != place.from && r.whereAt(other.to, m.from) {
			return true // "Lviv, where a warehouse burned, and Kharkiv"
		}
		if other.to <= m.from && m.from-other.to <= 1 { // "the Saratov refinery and X"
			return true
		}
	}
	return false
}

// whereAt reports "where" right behind a place, which keeps what follows to that place.
func (r *reading) whereAt(from, to int) bool {
	for at := from; at < min(from+2, to); at++ {
		if word := r.low(at); word == "where" || word == "де" || word == "где" {
			return true
		}
	}
	return false
}

// listed reports whether two places stand in one list: "Saki, Belbek and Gvardeyskoye".
func (r *reading) listed(a, b scene) bool {
	if b.from-a.to > 8 {
		return false
	}
	for at := a.to; at < b.from; at++ {
		switch r.low(at) {
		case ",", "and", "та", "і", "й", "и", "in", "в", "у", "the", "as", "well":
			continue
		}
		if !slices.ContainsFunc(r.scenes, func(s scene) bool { return s.from <= at && at < s.to }) {
			return false
		}
	}
	return true
}

func (r *reading) anotherPlace(from, to int) bool {
	return slices.ContainsFunc(r.scenes, func(s scene) bool { return s.from >= from && s.to <= to })
}

// facilityIn returns the facility of a category in or at a settlement, or the settlement
// itself where none is known.
func (d *Drafter) facilityIn(town geo.Candidate, category string) geo.Candidate {
	if town.Place.Class != geo.PlaceCity || category == "city" || category == "ship" {
		return town
	}
	words, ok := categoryWords[category]
	if !ok {
		return town
	}
	for _, c := range d.places.Geocode(words+" in "+town.Place.Name, 3) {
		if c.Place.Class == category && c.Score >= 0.5 && kilometres(c, town) <= 60 {
			return c
		}
	}
	return town
}

// categoryWords are the words a gazetteer knows a category by.
var categoryWords = map[string]string{
	"refinery": "oil refinery", "oil-depot": "oil depot", "oil-terminal": "oil terminal", "gas-plant": "gas processing plant", "port": "port",
	"airfield": "military airfield", "airport": "airport", "arms-depot": "ammunition depot", "pipeline": "pumping station",
}
