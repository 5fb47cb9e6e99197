package draft

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// strikes makes the events of an attack: one for each place that is hit.
func (d *Drafter) strikes(r *reading, s segment, before *memory) []*event {
	direct := slices.ContainsFunc(s.triggers, func(m match) bool { return m.name == "strike" || m.name == "destroy" })
	if !direct && !r.has("means", "debris") && !r.attacked() && !r.toldByAttacker() && (before.attackedIn != r.paragraph || r.index-before.attacked > 2) {
		return nil
	}
	var list []*event
	for _, place := range r.finest(s) {
		if r.elsewhere(place, s) {
			continue
		}
		if e := d.strikeAt(r, s, place, direct); e != nil && (!e.strayed() || r.has("means")) {
			list = append(list, e)
		}
	}
	known := before.event
	vague := known != nil && known.kind == geo.Strike && generic(known.category) && r.index-known.last <= 1
	if len(list) == 0 && (direct || r.has("debris") || vague) {
		if e := d.strikeElsewhere(r, s, before); e != nil {
			list = append(list, e)
		} else if e := d.strikeAgain(r, s, before); e != nil {
			list = append(list, e)
		}
	}
	return list
}

// elsewhere reports whether a clause ends between a place and every trigger: "hits a depot
// as Kyiv mourns".
func (r *reading) elsewhere(place scene, s segment) bool {
	if r.shotDownOver(place) {
		return true
	}
	if place.from-r.from <= 2 && r.low(place.to) == "," {
		return false // "In Kharkiv, ..." frames all that follows
	}
	return !slices.ContainsFunc(s.triggers, func(m match) bool {
		if m.to <= place.from {
			return !r.clauseEnds(m.to, place.from)
		}
		return place.from >= m.from && place.to <= m.to || !r.clauseEnds(place.to, m.from)
	})
}

// shotDownOver reports a place that only lies under a defence: "ten drones were shot down
// over the port".
func (r *reading) shotDownOver(place scene) bool {
	at := place.from - 1
	if r.low(at) == "the" {
		at--
	}
	switch r.low(at) {
	case "over", "above", "над":
		return r.hasWithin(max(at-8, r.from), at, "shotdown", "destroy")
	}
	return false
}

// toldByAttacker reports that one belligerent's forces speak of a place the other holds:
// what burns there, they say, burns by them.
func (r *reading) toldByAttacker() bool {
	return slices.ContainsFunc(r.voices, func(v voice) bool {
		return v.says && geo.Belligerents[v.country] && (v.kind == "military" || v.kind == "security-service") &&
			slices.ContainsFunc(r.scenes, func(s scene) bool {
				holder := s.best().Place.Country
				if s.best().Place.Control != "" {
					holder = s.best().Place.Control
				}
				return geo.Belligerents[holder] && holder != v.country
			})
	})
}

// attacked reports a word for an attack that nothing cancels.
func (r *reading) attacked() bool {
	return slices.ContainsFunc(r.all("strike"), func(m match) bool { return !r.cancelled(m) })
}

// strikeAt makes the event of an attack on a place, nil where the words do not carry it:
// a whole country, a sea without a ship, a region without a target.
func (d *Drafter) strikeAt(r *reading, s segment, place scene, direct bool) *event {
	target, hasTarget := r.targetOf(place)
	if hasTarget && target.value == "power" && !r.powerPlant(target) && place.best().Place.Class == "power" && len(place.candidates) > 1 {
		place.candidates = place.candidates[1:] // a substation in a town is not its power plant
	}
	if hasTarget && target.value == unnamedPlant && place.best().Place.Class == "industry" && guessed(place) {
		place.candidates = place.candidates[1:] // "a plant in Kyiv" may be any
	}
	best := place.best()
	e := &event{country: best.Place.Country, direct: direct}
	switch {
	case best.Place.Facility():
		e.category = best.Place.Class
		if hasTarget && finer(target.value, e.category) {
			e.category = target.value
		}
	case best.Place.Class == geo.PlaceCountry:
		return nil
	case best.Precision == geo.SeaArea || best.Place.Class == geo.PlaceSea:
		if !hasTarget || target.value != "ship" && target.value != "oil-platform" {
			return nil
		}
		e.category = target.value
	case hasTarget:
		e.category = target.value
	case best.Precision == geo.Region && !direct:
		return nil
	case best.Precision == geo.Region && !r.attackOn(place, s):
		return nil
	default:
		e.category = "city"
	}
	e.runners = place.candidates[1:]
	e.place = best
	if hasTarget && !best.Place.Facility() {
		e.place = d.facilityIn(best, target.value)
	}
	e.note("place", r.t.tokenSpan(place.from, place.to))
	if hasTarget {
		from, to := r.t.words(target.from, target.to)
		e.facility = r.t.raw[from:to]
		e.note("category", r.t.tokenSpan(target.from, target.to))
	}
	return e
}

// guessed reports a facility taken for being the one of its kind in a town, where the
// town itself is the next best.
func guessed(place scene) bool {
	return len(place.candidates) > 1 && place.candidates[1].Place.Class == geo.PlaceCity &&
		slices.ContainsFunc(place.best().Reasons, func(reason string) bool { return strings.HasPrefix(reason, "the ") })
}

// powerPlant reports whether a word for a power target means a plant, not a part of the
// grid.
func (r *reading) powerPlant(target match) bool {
	last := r.low(target.to - 1)
	for _, plant := range []string{"plant", "station", "тес", "тец", "гес", "аес", "тэс", "тэц", "гэс", "аэс", "грэс", "електростанц", "электростанц", "dam"} {
		if strings.HasPrefix(last, plant) {
			return true
		}
	}
	return false
}

// finer reports whether a target word says more than a facility's class.
func finer(word, class string) bool {
	return class == "port" && (word == "oil-terminal" || word == "ship" || word == "oil-depot") ||
		class == "industry" && word == "arms-depot"
}

// attackOn reports whether the place is what is attacked: "an attack on the Odesa region",
// "struck Kharkiv region".
func (r *reading) attackOn(place scene, s segment) bool {
	for _, m := range s.triggers {
		if gap := place.from - m.to; gap >= 0 && gap <= 4 {
			return true
		}
	}
	return false
}

// strikeElsewhere makes the event of an attack on a target whose place a sentence before
// told, nil if it only speaks of an event known already.
func (d *Drafter) strikeElsewhere(r *reading, s segment, before *memory) *event {
	targets := r.within(s.from, s.to, "target")
	if len(targets) == 0 {
		return nil
	}
	target := targets[0]
	if before.event != nil && !generic(before.event.category) && r.index-before.event.last <= 3 && (before.event.category == target.value || r.low(target.from-1) == "the") {
		return nil
	}
	if site := before.site; site != nil && r.index-before.sited <= 1 && before.event == nil && (generic(target.value) || target.value == site.best().Place.Class) && r.low(target.from-1) == "the" {
		e := &event{country: site.best().Place.Country, direct: true, category: site.best().Place.Class, place: site.best()}
		e.note("place", r.t.tokenSpan(site.from, site.to))
		return e
	}
	place, span, ok := r.placeAround(before)
	if !ok {
		return nil
	}
	best := place.best()
	if best.Place.Class != geo.PlaceCity && best.Place.Class != geo.PlaceRegion {
		return nil
	}
	e := &event{country: best.Place.Country, direct: true, category: target.value, place: d.facilityIn(best, target.value)}
	from, to := r.t.words(target.from, target.to)
	e.facility = r.t.raw[from:to]
	e.note("category", r.t.tokenSpan(target.from, target.to))
	e.note("place", span)
	return e
}

// strikeAgain makes the event of another attack on the site told of before, which a
// sentence dates to another day: "The plant was also hit on 3 November".
func (d *Drafter) strikeAgain(r *reading, s segment, before *memory) *event {
	known := before.event
	if known == nil || known.kind != geo.Strike || known.moment == nil || r.index-known.last > 2 || !r.has("again", "target", "aim") {
		return nil
	}
	m, ok := r.momentFor(s)
	if !ok || m.unit != "day" || m.when(m.day, known.time.Zone, r.t).Intersects(known.time.Interval) {
		return nil
	}
	e := &event{country: known.country, place: known.place, runners: known.runners, category: known.category, facility: known.facility, direct: true}
	e.note("place", r.t.tokenSpan(s.triggers[0].from, s.triggers[0].to))
	return e
}

// placeAround returns the place a sentence without a scene is about: the one the sentence
// before named in the same paragraph, else the seat of the local official who speaks.
func (r *reading) placeAround(before *memory) (scene, geo.Span, bool) {
	told := before.event != nil && before.event.last == before.placed // an event was told there
	if p := before.place; p != nil && r.index-before.placed <= 1 && before.paragraph == r.paragraph && (!told || p.best().Place.Class == geo.PlaceCity) {
		return *before.place, before.placeSpan, true
	}
	for _, v := range r.voices {
		if v.says && v.seat != nil {
			return *v.seat, r.t.tokenSpan(v.seat.from, v.seat.to), true
		}
	}
	return scene{}, geo.Span{}, false
}
