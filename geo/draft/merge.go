package draft

import (
	"slices"

	"strikemap/geo"
)

// gather adds an event to a list, or to the one in it that it is another mention of, and
// returns the one that now holds it.
func gather(list []*event, e *event) ([]*event, *event) {
	for _, known := range list {
		if same(known, e) {
			known.take(e)
			return list, known
		}
	}
	return append(list, e), e
}

// settleAll merges what became alike by later words, and drops what another kind tells
// better: a sighting that closed an airport is that closure.
func settleAll(list []*event) []*event {
	for again := true; again; {
		again = false
		for i := 0; i < len(list); i++ {
			for j := i + 1; j < len(list); j++ {
				if same(list[i], list[j]) {
					list[i].take(list[j])
					list = slices.Delete(list, j, j+1)
					again = true
					j--
				}
			}
		}
	}
	list = leaveEchoes(list)
	return slices.DeleteFunc(list, func(e *event) bool {
		return e.kind == geo.Sighting && slices.ContainsFunc(list, func(o *event) bool {
			return (o.kind == geo.Closure || o.kind == geo.Incursion) && sameNight(e, o) && samePlace(e, o)
		})
	})
}

// leaveEchoes drops what a headline said wider than the text goes on to tell: of the same
// night, in the same town or, for the same target, in the same region.
func leaveEchoes(list []*event) []*event {
	return slices.DeleteFunc(list, func(e *event) bool {
		return e.headline && slices.ContainsFunc(list, func(o *event) bool { return o != e && !o.headline && o.echoes(e) })
	})
}

// echoes reports an event that tells in full what a headline said in short.
func (e *event) echoes(headline *event) bool {
	p, q := e.place.Place, headline.place.Place
	if e.kind != headline.kind || p == nil || q == nil || !sameNight(e, headline) || coarseness(e.place) >= coarseness(headline.place) {
		return false
	}
	switch {
	case q.Class == geo.PlaceRegion:
		return holds(headline.place, e.place)
	case kilometres(e.place, headline.place) <= 15:
		return works(e.category) && works(headline.category)
	}
	return e.category == headline.category && p.Admin1 != "" && p.Admin1 == q.Admin1
}

// works reports a category that a newspaper may call a plant.
func works(category string) bool {
	switch category {
	case "refinery", "industry", "gas-plant", unnamedPlant:
		return true
	}
	return false
}

// same reports whether two events are mentions of one incident: of one kind, in one
// night, at one place.
func same(a, b *event) bool {
	return a.kind == b.kind && sameNight(a, b) && samePlace(a, b)
}

// sameNight reports whether two events may have been at the same time. One without a
// time of its own may have been at any, as long as both are news or both are not.
func sameNight(a, b *event) bool {
	if a.earlier != b.earlier {
		return false
	}
	if a.found != b.found && a.kind == geo.Incursion {
		return true // fell on Monday, was found on Friday
	}
	if a.moment == nil || b.moment == nil || a.carried || b.carried || a.headline && a.moment.unit == "" || b.headline && b.moment.unit == "" {
		return true
	}
	return a.time.Intersects(b.time.Interval)
}

// samePlace reports whether two events may have been at the same place: the same entry,
// or one within the other where the wider one names no target of its own.
func samePlace(a, b *event) bool {
	p, q := a.place.Place, b.place.Place
	if p == nil || q == nil {
		return a.country != "" && a.country == b.country && a.kind != geo.Strike
	}
	if p == q {
		return a.category == b.category || generic(a.category) || generic(b.category) || p.Facility() || a.loose || b.loose ||
			p.Class == geo.PlaceRegion && grid(a.category) && grid(b.category)
	}
	if massEntry(a, b) {
		return true
	}
	wide, fine := a, b
	if coarseness(wide.place) < coarseness(fine.place) {
		wide, fine = fine, wide
	}
	if coarseness(wide.place) == coarseness(fine.place) {
		return inPort(a, b) || inPort(b, a) || scattered(a, b)
	}
	if wide.kind == geo.Interception && wide.place.Place.Class == geo.PlaceCountry {
		return true
	}
	if wide.place.Place.Class == geo.PlaceCountry {
		return wide.country == fine.country
	}
	if wide.place.Place.Class == geo.PlaceSea && wide.kind == geo.Strike && fine.place.Place.Country != "" {
		return false // a ship at sea is none in a port
	}
	return alike(wide.category, fine.category) && holds(wide.place, fine.place) && !ofAnotherTown(wide.place, fine.place)
}

// ofAnotherTown reports a facility that belongs to a town beside: Chornomorsk's port, near
// Odesa.
func ofAnotherTown(town, site geo.Candidate) bool {
	p, q := town.Place, site.Place
	return p.Class == geo.PlaceCity && q.Facility() && q.Parent != p.ID && q.Parent != p.Parent && kilometres(town, site) > 12
}

// massEntry reports two mentions of what entered one country in one night, where one of them
// knows no more than a region.
func massEntry(a, b *event) bool {
	return a.kind == geo.Incursion && a.country == b.country && (coarseness(a.place) >= 2 || coarseness(b.place) >= 2)
}

// scattered reports two mentions of one repelled attack: on a city, and where its debris
// fell in a part of that city.
func scattered(a, b *event) bool {
	return a.kind == geo.Strike && a.place.Place.Class == geo.PlaceCity && b.place.Place.Class == geo.PlaceCity &&
		(a.repelled && b.debris || b.repelled && a.debris) && a.place.Place.Admin1 == b.place.Place.Admin1 && kilometres(a.place, b.place) <= 15
}

// inPort reports whether one is a terminal or a ship in the port that the other is.
func inPort(port, other *event) bool {
	return port.place.Place.Class == "port" && (other.place.Place.Class == "oil-terminal" || other.category == "ship") && kilometres(port.place, other.place) <= 8
}

// alike reports whether a target told of a wider place may be the one at a finer place.
func alike(wide, fine string) bool {
	quay := func(c string) bool { return c == "port" || c == "ship" || c == "oil-terminal" }
	tanks := func(c string) bool { return c == "oil-depot" || c == "oil-terminal" }
	return generic(wide) || wide == fine || quay(wide) && quay(fine) || tanks(wide) && tanks(fine)
}

// grid reports a part of one network of energy: what is told of it for a whole region is one
// attack.
func grid(category string) bool {
	return category == "power" || category == "gas-infrastructure" || category == "pipeline"
}

// generic reports a category that any target may hide behind.
func generic(category string) bool {
	switch category {
	case "", "city", "infrastructure", "airspace", "other", unnamedPlant:
		return true
	}
	return false
}

// unspecific turns what the affected side said of an unnamed target into a word about
// damage: it did not say that the target named by others was struck.
func (e *event) unspecific() {
	if e.kind != geo.Strike {
		return
	}
	for i := range e.claims {
		c := &e.claims[i]
		if c.stance == "" && c.proposition == "" && !e.attacks(c.country, c.kind) && c.kind != "media" {
			c.proposition, c.detail = "damage", "told of damage without naming the target"
		}
	}
}

// take adds another mention of the same incident. The finer place, the more telling
// target and a time of its own win.
func (e *event) take(o *event) {
	switch {
	case generic(e.category) && !generic(o.category):
		e.unspecific()
	case generic(o.category) && !generic(e.category):
		o.unspecific()
	}
	shift := len(e.amounts)
	e.amounts = append(e.amounts, o.amounts...)
	for _, c := range o.claims {
		if c.amount >= 0 {
			c.amount += shift
		}
		e.claims = append(e.claims, c)
	}
	if o.place.Place != nil && (e.place.Place == nil || coarseness(o.place) < coarseness(e.place) || inPort(e, o)) {
		if e.place.Place != nil && inPort(e, o) {
			e.category = o.category
		}
		e.place, e.runners, e.country = o.place, o.runners, o.country
	}
	if (generic(e.category) || e.loose && !o.loose && o.category != "city") && !generic(o.category) {
		e.loose = o.loose
		e.category, e.facility = o.category, o.facility
	}
	if (e.moment == nil || e.carried || e.headline && e.moment.unit == "" || e.moment.behind || e.found && !o.found) && o.moment != nil && !o.moment.behind {
		e.moment, e.anchor, e.time, e.carried = o.moment, o.anchor, o.time, o.carried
	}
	for i, code := range o.means {
		if !slices.Contains(e.means, code) {
			e.means = append(e.means, code)
			if i < len(o.words) {
				e.words = append(e.words, o.words[i])
			}
		}
	}
	e.refineMeans()
	if e.actor == "" {
		e.actor = o.actor
	}
	if e.met == "" {
		e.met = o.met
	}
	e.repelled, e.debris, e.neutral = e.repelled || o.repelled, e.debris || o.debris, e.neutral || o.neutral
	e.named = e.named && o.named
	e.direct, e.found = e.direct || o.direct, e.found && o.found
	e.headline = e.headline && o.headline
	e.last = max(e.last, o.last)
	for _, v := range o.evidence {
		e.note(v.Field, v.Span)
	}
}
