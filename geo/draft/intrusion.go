package draft

import (
	"slices"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
)

// intrusions makes the event of an incursion, an interception, a closure or a sighting: at
// the finest places named, else in the country whose airspace it is.
func (d *Drafter) intrusions(r *reading, s segment, before *memory) []*event {
	places := r.finest(s)
	var list []*event
	for _, place := range places {
		if s.kind == geo.Closure && r.refuge(place) {
			continue
		}
		e := &event{place: place.best(), runners: place.candidates[1:], country: place.best().Place.Country}
		if !d.suits(e, r, s) {
			continue
		}
		e.note("place", r.t.tokenSpan(place.from, place.to))
		list = append(list, e)
		if s.kind != geo.Closure && s.kind != geo.Sighting {
			break
		}
	}
	if len(list) == 0 {
		list = d.closedAbove(r, s, before)
	}
	if e := d.closedElsewhere(r, s, before); len(list) == 0 && e != nil {
		list = append(list, e)
	}
	if len(list) == 0 {
		if e := d.airspaceOf(r, s, before); e != nil {
			list = append(list, e)
		}
	}
	for _, e := range list {
		e.category = "airspace"
		switch {
		case s.kind == geo.Closure && e.place.Place != nil && e.place.Place.Class == "airport":
			e.category = "airport"
		case s.kind == geo.Closure && r.hasWithin(s.from, s.to, "airspace"):
		case s.kind == geo.Closure:
			e.category = "airport"
			if e.place.Place != nil {
				e.place = d.facilityIn(e.place, "airport")
			}
		case s.kind == geo.Sighting && e.place.Place != nil && e.place.Place.Facility():
			e.category = e.place.Place.Class
		}
		e.neutral = r.neutral(s)
		e.met = r.thirdNation()
	}
	return list
}

// refuge reports a place that flights were sent to: "diverted to Warsaw and Kraków".
func (r *reading) refuge(place scene) bool {
	for at := place.from - 1; at >= max(place.from-9, r.from); at-- {
		switch r.low(at) {
		case "to", "в", "до":
			return r.hasWithin(max(at-6, r.from), at, "diverted")
		case "from", "at", "in", "when", "after", "because":
			return false
		}
	}
	return false
}

// closedAbove makes the closures of the airports that a line without a verb names before, as
// in "Airports of Penza and Samara. Restrictions on flights are lifted."
func (d *Drafter) closedAbove(r *reading, s segment, before *memory) []*event {
	named := before.listed
	if s.kind != geo.Closure || named == nil || r.closing || r.index-named.index > 1 {
		return nil
	}
	var list []*event
	for _, place := range named.scenes {
		e := &event{place: place.best(), runners: place.candidates[1:], country: place.best().Place.Country}
		if d.suits(e, r, s) {
			e.note("place", r.t.tokenSpan(place.from, place.to))
			list = append(list, e)
		}
	}
	return list
}

// closedElsewhere makes the closure of "the airport" of the town a sentence before named.
func (d *Drafter) closedElsewhere(r *reading, s segment, before *memory) *event {
	if s.kind != geo.Closure {
		return nil
	}
	if r.closing {
		return nil // goes on about that one
	}
	for _, m := range r.targets(s, "airport") {
		if word := r.low(m.from); word[0] < utf8.RuneSelf && r.low(m.from-1) != "the" { // only English has the article
			continue
		}
		e := &event{}
		switch {
		case before.site != nil && r.index-before.sited <= 2 && before.site.best().Place.Class == "airport":
			e.place = before.site.best()
			e.note("place", r.t.tokenSpan(before.site.from, before.site.to))
		case before.place != nil && r.index-before.placed <= 2 && before.place.best().Place.Class == geo.PlaceCity:
			e.place = d.facilityIn(before.place.best(), "airport")
			e.note("place", before.placeSpan)
		default:
			return nil
		}
		e.country = e.place.Place.Country
		return e
	}
	return nil
}

// thirdNation returns the first nation a sentence names that neither fights nor sends what
// is met.
func (r *reading) thirdNation() string {
	for _, n := range r.all("nation") {
		if !geo.Belligerents[n.value] && n.value != "BY" {
			return n.value
		}
	}
	for _, v := range r.voices {
		if v.country != "" && !geo.Belligerents[v.country] && v.country != "BY" {
			return v.country
		}
	}
	return ""
}

func (r *reading) targets(s segment, category string) []match {
	var found []match
	for _, m := range r.within(s.from, s.to, "target") {
		if m.value == category {
			found = append(found, m)
		}
	}
	return found
}

// neutral reports words for international waters or airspace.
func (r *reading) neutral(s segment) bool {
	for at := s.from; at < s.to; at++ {
		switch r.low(at) {
		case "international", "neutral", "нейтральними", "нейтральных", "нейтральными", "міжнародних", "международных":
			next := r.low(at + 1)
			if strings.HasPrefix(next, "water") || strings.HasPrefix(next, "airspace") || strings.HasPrefix(next, "вод") {
				return true
			}
		}
	}
	return false
}

// airspaceNation returns whose airspace a segment tells of, "" if it names none.
func (r *reading) airspaceNation(s segment) string {
	for _, space := range r.within(s.from, s.to, "airspace") {
		if n, ok := r.nationBeside(space); ok {
			return n.value
		}
	}
	return ""
}

// suits reports whether a place may be where such an event was.
func (d *Drafter) suits(e *event, r *reading, s segment) bool {
	place := e.place.Place
	switch s.kind {
	case geo.Closure:
		if nation := r.airspaceNation(s); nation != "" && place.Country != nation {
			return false // "Moldova's airspace was closed, and flights from Vienna were diverted"
		}
		return place.Class != geo.PlaceSea && (!place.Facility() || place.Class == "airport" || place.Class == "airfield") && (place.Class != geo.PlaceCountry || r.hasWithin(s.from, s.to, "airspace"))
	case geo.Incursion:
		return place.Country != "RU" && place.Country != "BY" && place.Class != geo.PlaceCountry && !geo.Belligerents[place.Country] &&
			(place.Class != geo.PlaceSea || s.nation == "")
	case geo.Interception:
		return place.Class != geo.PlaceCountry
	case geo.Sighting:
		return place.Class != geo.PlaceCountry && !geo.Belligerents[place.Country]
	}
	return true
}

// airspaceOf makes an event in the airspace of a country: the nation beside the word for
// it, else the country named, else the one a sentence before was about.
func (d *Drafter) airspaceOf(r *reading, s segment, before *memory) *event {
	if s.kind == geo.Sighting {
		return nil
	}
	nation, span, ok := d.nationEntered(r, s)
	if e := before.event; !ok && s.kind == geo.Closure && e != nil && r.index-e.last <= 2 && r.hasWithin(s.from, s.to, "airspace") {
		nation, span, ok = e.country, r.t.tokenSpan(s.triggers[0].from, s.triggers[0].to), e.country != ""
	}
	if !ok && s.kind == geo.Interception && before.event != nil && r.index-before.event.last <= 2 && before.event.kind == s.kind {
		return nil
	}
	if !ok || geo.Belligerents[nation] || nation == "BY" {
		return nil
	}
	e := &event{country: nation}
	if found := d.places.Geocode(nations[nation], 1); len(found) > 0 && found[0].Place.Class == geo.PlaceCountry && found[0].Place.Country == nation {
		e.place = found[0]
	}
	if border, words, ok := d.crossed(nation, r, s); ok {
		if e.place.Place != nil {
			e.runners = []geo.Candidate{e.place}
		}
		e.place = border
		e.note("place", words)
	}
	e.note("country", span)
	return e
}

// crossed returns the stretch of border that something crossed: where it came from is
// named, and the gazetteer has a border between the two.
func (d *Drafter) crossed(nation string, r *reading, s segment) (geo.Candidate, geo.Span, bool) {
	for _, n := range r.within(s.from, s.to, "nation") {
		if n.value != "BY" && n.value != "RU" || !origin(r.low(n.from-1)) && !origin(r.low(n.from-2)) || s.kind != geo.Incursion {
			continue
		}
		found := d.places.Geocode("border between "+nations[nation]+" and "+nations[n.value], 1)
		if len(found) > 0 && found[0].Place.Class == geo.PlaceStrip && found[0].Place.Country == nation {
			return found[0], r.t.tokenSpan(n.from-1, n.to), true
		}
	}
	return geo.Candidate{}, geo.Span{}, false
}

// nationEntered returns the country whose airspace a segment is about.
func (d *Drafter) nationEntered(r *reading, s segment) (string, geo.Span, bool) {
	for _, space := range r.within(s.from, s.to, "airspace", "territory") {
		if n, ok := r.nationBeside(space); ok {
			return n.value, r.t.tokenSpan(min(n.from, space.from), max(n.to, space.to)), true
		}
	}
	for _, place := range append(append([]scene{}, r.scenes...), r.beside...) {
		p := place.best().Place
		if p.Class == geo.PlaceCountry && !geo.Belligerents[p.Country] && p.Country != "BY" && s.kind != geo.Sighting {
			return p.Country, r.t.tokenSpan(place.from, place.to), true
		}
	}
	others := slices.DeleteFunc(r.all("nation"), func(n match) bool { return geo.Belligerents[n.value] || n.value == "BY" })
	if len(others) == 0 {
		return "", geo.Span{}, false
	}
	n, _ := nearest(others, s.triggers[0].from)
	return n.value, r.t.tokenSpan(n.from, n.to), true
}
