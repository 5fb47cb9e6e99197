package draft

import (
	"slices"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
)

// strikes makes the events of an attack: one for each place that is hit.
func (d *Drafter) strikes(r *reading, s segment, before *memory) []*event {
	direct := slices.ContainsFunc(s.triggers, func(m match) bool { return m.name == "strike" || m.name == "destroy" })
	if !direct && !r.ofAnAttack(before) {
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
	if len(list) == 0 && (direct || r.has("means")) {
		if e := d.strikeNear(r, s, direct); e != nil {
			return []*event{e}
		}
	}
	if h := before.heading; len(list) == 0 && direct && h != nil && r.index-before.headed <= 1 && len(r.scenes) == 0 && h.best().Place.Class == geo.PlaceCity {
		if e := d.strikeAt(r, s, *h, direct); e != nil {
			return []*event{e}
		}
	}
	known := before.event
	vague := known != nil && known.kind == geo.Strike && generic(known.category) && r.index-known.last <= 1
	if len(list) == 0 && (direct || r.has("debris") || vague) && !r.unknownPlace() {
		if e := d.strikeElsewhere(r, s, before); e != nil {
			list = append(list, e)
		} else if e := d.strikeAgain(r, s, before); e != nil {
			list = append(list, e)
		}
	}
	return list
}

// ofAnAttack reports a fire or damage that an attack did: by a word for one in the sentence or
// close before it.
func (r *reading) ofAnAttack(before *memory) bool {
	gap := r.index - before.attacked
	switch {
	case r.has("means", "debris"), r.aloft, r.attacked(), r.toldByAttacker():
		return true
	case (r.has("damage") || r.has("effect") && r.localSays()) && r.has("target") && gap <= damageReach:
		return true
	}
	return before.attackedIn == r.paragraph && gap <= 2
}

// localSays reports that a town's or a region's own office speaks.
func (r *reading) localSays() bool {
	return slices.ContainsFunc(r.voices, func(v voice) bool { return v.says && (localOffice(v.office) || v.seat != nil) })
}

// damageReach is for how many sentences after a word for an attack damage to a target is its
// doing: "two energy facilities in the Lviv region were damaged".
const damageReach = 4

// nearBy is how far from a known town an unknown place may lie to be told by it, in
// kilometres.
const nearBy = 30

// strikeNear makes the event of an attack on a place that is known only by its distance to a
// town: "a field 12 km from Kovel". Its circle is as wide as that distance.
func (d *Drafter) strikeNear(r *reading, s segment, direct bool) *event {
	for _, place := range r.beside {
		best := place.best()
		if best.Place.Class != geo.PlaceCity || !slices.Contains(best.Reasons, geo.ReasonDistance) {
			continue
		}
		for _, a := range r.readAmounts() {
			if a.Measure != "distance" || a.Max == nil || *a.Max > nearBy || a.to > place.from || place.from-a.to > 4 {
				continue
			}
			near := place
			near.candidates = slices.Clone(place.candidates)
			near.candidates[0].Precision = geo.District
			near.candidates[0].RadiusM += *a.Max * 1000
			return d.strikeAt(r, s, near, direct)
		}
	}
	return nil
}

// elsewhere reports whether a clause ends between a place and every trigger: "hits a depot
// as Kyiv mourns".
func (r *reading) elsewhere(place scene, s segment) bool {
	if r.shotDownOver(place) {
		return true
	}
	if r.reacting(place, s) {
		return true
	}
	if place.from-r.from <= 2 && r.low(place.to) == "," {
		return false // "In Kharkiv, ..." frames all that follows
	}
	return !slices.ContainsFunc(s.triggers, func(m match) bool {
		if m.to <= place.from {
			return !r.clauseEnds(m.to, place.from)
		}
		if word := r.low(m.to); word == "it" || word == "them" {
			return true // "lost a line when shelling damaged it"
		}
		return place.from >= m.from && place.to <= m.to || !r.clauseEnds(place.to, m.from) || r.causedBy(place, m)
	})
}

// causedBy reports a trigger behind "when" that says how it came to what the place is named
// for, and names no place itself: "eight were killed in Kyiv when a missile hit a block".
func (r *reading) causedBy(place scene, m match) bool {
	for at := place.to; at < m.from; at++ {
		if word := r.low(at); word == "when" || word == "коли" || word == "когда" {
			return !r.clauseEnds(place.to, at) && !r.clauseEnds(at+1, m.from) && !r.anotherPlace(at, r.to)
		}
	}
	return false
}

// reacting reports a place of the main clause where what happened stands behind an "after" with
// a place of its own: "Kazakhstan asked Kyiv for an explanation after a strike on Novorossiysk".
func (r *reading) reacting(place scene, s segment) bool {
	for _, m := range s.triggers {
		if m.from < place.to {
			return false
		}
	}
	first := s.triggers[0]
	if len(s.triggers) > 1 && s.triggers[1].from > first.from {
		return false // says itself what happened there: "in Izmail, after the raid, a ship burns"
	}
	return r.joint(place.to, first.from) >= 0 &&
		slices.ContainsFunc(r.scenes, func(o scene) bool { return o.from >= first.to && o.from-first.to <= reach })
}

// joint returns the last token between two that begins a clause of cause or time, -1 for none.
func (r *reading) joint(from, to int) int {
	for at := to - 1; at >= from; at-- {
		switch r.low(at) {
		case "after", "following", "після", "после":
			return at
		}
	}
	return -1
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
	return slices.ContainsFunc(r.all("strike"), func(m match) bool { return !r.cancelled(m) }) ||
		r.has("means", "debris") && slices.ContainsFunc(r.all("launch", "shotdown", "fallen"), func(m match) bool { return !r.cancelled(m) })
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
	if guessed(place) && (!hasTarget || !alike(target.value, place.best().Place.Class) && !finer(target.value, place.best().Place.Class)) {
		place.candidates = place.candidates[1:] // the word for it is another place's
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
	case best.Precision == geo.Region && r.inVillage():
		e.category, e.village = "city", true
	case best.Precision == geo.Region && slices.ContainsFunc(s.triggers, r.killedBy):
		e.category = "city"
	case best.Precision == geo.Region && !direct:
		return nil
	case best.Precision == geo.Region && !r.attackOn(place, s):
		return nil
	default:
		e.category = "city"
	}
	e.runners = place.candidates[1:]
	e.place = best
	e.loose = hasTarget && target.from-place.to > 2
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

// inVillage reports "the village of X", a settlement that the gazetteer does not know: the
// region is where it lies then.
func (r *reading) inVillage() bool {
	for at := r.from; at+2 < r.to; at++ {
		behind := at + 1
		switch r.low(at) {
		case "village", "settlement", "hamlet", "town":
			if r.low(behind) == "of" {
				behind++
			}
		case "селі", "село", "селищі", "селе", "поселке", "поселок", "хуторе", "смт":
		default:
			continue
		}
		known := slices.ContainsFunc(r.scenes, func(s scene) bool { return s.from <= behind && behind < s.to })
		if r.t.tokens[behind].upper && !known {
			return true
		}
	}
	return false
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
	if r.indefinite(target) || r.namedAfter(target) {
		return nil
	}
	if r.hasWithin(max(target.from-5, r.from), target.from, "unsaid") {
		return nil
	}
	if before.event != nil && !generic(before.event.category) && r.index-before.event.last <= 3 && (before.event.category == target.value || r.low(target.from-1) == "the") {
		return nil
	}
	if site := before.site; site != nil && r.index-before.sited <= 1 && before.event == nil && (generic(target.value) || target.value == site.best().Place.Class) && r.definite(target) {
		e := &event{country: site.best().Place.Country, direct: true, category: site.best().Place.Class, place: site.best()}
		e.note("place", r.t.tokenSpan(site.from, site.to))
		return e
	}
	place, span, ok := r.placeAround(before)
	if !ok {
		return d.strikeAtDateline(r, target, before)
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

// definite reports a target the text has named before: "the plant"; only English has the
// article.
func (r *reading) definite(target match) bool {
	return r.low(target.from-1) == "the" || r.low(target.from)[0] >= utf8.RuneSelf
}

// indefinite reports a plural that speaks of a country's targets as a whole: "it had hit gas
// and energy facilities".
func (r *reading) indefinite(target match) bool {
	switch target.value {
	case "refinery", "power", "gas-infrastructure", "airfield", "port", "oil-depot", "military-base", "industry", unnamedPlant:
	default:
		return false
	}
	if !strings.HasSuffix(r.low(target.to-1), "s") && !strings.HasSuffix(r.low(target.to-1), "ies") {
		return false
	}
	before := r.low(target.from - 1)
	_, counted := r.endingAt(target.from-1, "number")
	return before != "the" && !counted
}

// namedAfter reports a target that bears the name of a place the gazetteer does not know:
// "Старобешівську ТЕС".
func (r *reading) namedAfter(target match) bool {
	at := target.from - 1
	if at <= r.from || !r.t.tokens[at].upper {
		return false
	}
	if _, nation := r.endingAt(at, "nation"); nation {
		return false
	}
	return strings.Contains(r.low(at), "ськ") || strings.Contains(r.low(at), "ск")
}

// unknownPlace reports a name behind "near" or "in" that the gazetteer does not know: what
// happened there happened nowhere else.
func (r *reading) unknownPlace() bool {
	for at := r.from; at+1 < r.to; at++ {
		switch r.low(at) {
		case "in", "near", "at", "outside":
		default:
			continue
		}
		if !r.t.tokens[at+1].upper || r.inDate(at+1) {
			continue
		}
		known := slices.ContainsFunc(r.matches, func(m match) bool { return m.from <= at+1 && at+1 < m.to }) ||
			slices.ContainsFunc(append(slices.Clip(r.scenes), r.beside...), func(s scene) bool { return s.from <= at+1 && at+1 < s.to })
		if !known {
			return true
		}
	}
	return false
}

// strikeAtDateline makes the event of an attack on the works of the town a report was filed
// from, where there is one of that kind: "KSTOVO, July 15 - ... drones struck the refinery".
func (d *Drafter) strikeAtDateline(r *reading, target match, before *memory) *event {
	if before.dateline == nil {
		return nil
	}
	site := d.facilityIn(before.dateline.best(), target.value)
	if site.Place.Class != target.value {
		return nil
	}
	e := &event{country: site.Place.Country, direct: true, category: target.value, place: site}
	e.note("category", r.t.tokenSpan(target.from, target.to))
	e.note("place", r.t.tokenSpan(before.dateline.from, before.dateline.to))
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

// townReach is for how many sentences the only town of a text goes on unnamed.
const townReach = 4

// placeAround returns the place a sentence without a scene is about: the one the sentence
// before named in the same paragraph, else the seat of the local official who speaks, else the
// only town of the text so far.
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
	if town := before.town; town != nil && !before.towns && geo.Belligerents[town.best().Place.Country] && (r.armed() || before.armed) && r.index-before.townAt <= townReach {
		return *town, before.townSpan, true
	}
	return scene{}, geo.Span{}, false
}
