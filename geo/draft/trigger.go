package draft

import (
	"slices"
	"unicode/utf8"

	"strikemap/geo"
)

// segment is a stretch of a sentence about one kind of event.
type segment struct {
	from, to int // tokens, half-open
	kind     string
	nation   string // whose airspace, for an incursion that names it
	sole     bool   // the only one of its sentence
	apart    bool   // of another day than the one before: "a day after a raid"
	triggers []match
}

// kinds of the words that tell of an event; the others depend on what stands beside.
var triggerTags = []string{"strike", "destroy", "damage", "effect", "killed", "reach", "fallen", "found", "shotdown", "intercept", "incursion", "overflight", "closure", "halt", "reopen", "sighting"}

// segments cuts a sentence where its triggers change from one kind to another.
func (d *Drafter) segments(r *reading) []segment {
	var list []segment
	for _, m := range r.all(triggerTags...) {
		kind := d.kindOf(r, m)
		if kind == "" || r.cancelled(m) {
			continue
		}
		nation := ""
		if kind == geo.Incursion {
			nation = r.nationBehind(m)
		}
		apart := len(list) > 0 && r.anotherDay(list[len(list)-1].triggers, m)
		if n := len(list); n > 0 && !apart && list[n-1].kind == kind && (nation == "" || list[n-1].nation == "" || nation == list[n-1].nation) {
			list[n-1].triggers = append(list[n-1].triggers, m)
			continue
		}
		list = append(list, segment{from: r.from, to: r.to, kind: kind, nation: nation, triggers: []match{m}, apart: apart})
	}
	list = settle(list)
	for i := 1; i < len(list); i++ {
		before := list[i-1].triggers[len(list[i-1].triggers)-1]
		cut := r.boundary(before.to, list[i].triggers[0].from)
		if at, ok := r.dayBehind(before.to, list[i].triggers[0].from); ok {
			cut = at
		}
		list[i-1].to, list[i].from = cut, cut
	}
	list = r.reasons(list)
	for i := range list {
		list[i].sole = len(list) == 1
	}
	return list
}

// dayBehind returns where, between two tokens, a time stands that dates only what follows it.
func (r *reading) dayBehind(from, to int) (int, bool) {
	for _, m := range r.moments {
		if m.behind && m.from >= from && m.to <= to {
			return m.from, true
		}
	}
	return 0, false
}

// anotherDay reports a trigger that such a time parts from those before it: one with a place
// of its own, for "burns a day after it was hit" tells of one event.
func (r *reading) anotherDay(before []match, m match) bool {
	at, ok := r.dayBehind(before[len(before)-1].to, m.from)
	return ok && r.anotherPlace(at, r.to)
}

// reasons makes one segment of a closure and a sighting beside it, the reason for it,
// unless each has a place of its own.
func (r *reading) reasons(list []segment) []segment {
	placed := func(s segment) bool {
		return slices.ContainsFunc(r.scenes, func(p scene) bool { return p.from >= s.from && p.to <= s.to })
	}
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		pair := a.kind == geo.Closure && b.kind == geo.Sighting || a.kind == geo.Sighting && b.kind == geo.Closure
		if !pair || placed(a) && placed(b) {
			continue
		}
		triggers := a.triggers
		if a.kind == geo.Sighting {
			triggers = b.triggers
		}
		list[i-1] = segment{from: a.from, to: b.to, kind: geo.Closure, triggers: triggers}
		list = slices.Delete(list, i, i+1)
		i--
	}
	return list
}

// nationBehind returns whose airspace a word of entering is about, if it stands close
// behind the word.
func (r *reading) nationBehind(m match) string {
	for _, space := range r.within(m.to, min(m.to+10, r.to), "airspace", "territory") {
		if n, ok := r.nationBeside(space); ok {
			return n.value
		}
	}
	return ""
}

// nationBeside returns the nation next to a word: "Polish airspace", "Estonia's air
// space", "the airspace of Romania".
func (r *reading) nationBeside(space match) (match, bool) {
	for at := space.from - 1; at >= space.from-3; at-- {
		if n, ok := r.endingAt(at, "nation"); ok {
			return n, true
		}
	}
	at := space.to
	for r.low(at) == "of" || r.low(at) == "over" || r.low(at) == "above" || r.low(at) == "the" || r.low(at) == "над" {
		at++
	}
	n, ok := r.startingAt(at, "nation")
	if ok && r.hasWithin(n.to, min(n.to+2, r.to), "means") {
		return match{}, false // owns what entered: "простору російським винищувачем"
	}
	return n, ok
}

// settle merges effects into the attack beside them: a blaze after a strike is no second
// event.
func settle(list []segment) []segment {
	var out []segment
	for _, s := range list {
		if s.kind == effect {
			s.kind = geo.Strike
		}
		if n := len(out); n > 0 && !s.apart && out[n-1].kind == s.kind && out[n-1].nation == s.nation {
			out[n-1].triggers = append(out[n-1].triggers, s.triggers...)
			continue
		}
		out = append(out, s)
	}
	return out
}

// unnamedPlant is the category of "the plant": it may be any works. A draft that learns
// no more says industry.
const unnamedPlant = "plant"

// effect is the kind of words that tell of an attack only with a word for one nearby.
const effect = "effect"

// boundary returns the last place to cut between two tokens: at a sign or a joining word.
func (r *reading) boundary(from, to int) int {
	for at := to - 1; at >= from; at-- {
		switch r.low(at) {
		case ",", ";", ":", "-", "and", "while", "but", "after", "as", "when", "then", "і", "й", "та", "а", "але", "після", "коли", "и", "но", "после", "когда":
			return at
		}
	}
	return to
}

// kindOf returns the kind of event a word tells of, effect, or "" for none.
func (d *Drafter) kindOf(r *reading, m match) string {
	switch m.name {
	case "strike":
		if r.firesAtDrones(m) {
			return ""
		}
		return geo.Strike
	case "destroy":
		if r.byWeapon(m) && !r.airTarget(m) {
			return geo.Strike // "a guided bomb destroyed a sports hall"
		}
		if r.airTarget(m) || !r.has("target") && !slices.ContainsFunc(r.scenes, func(s scene) bool { return s.best().Place.Facility() }) {
			return ""
		}
		return geo.Strike
	case "damage", "effect":
		return effect
	case "reach":
		if r.byWeapon(m) && r.warring() {
			return geo.Strike
		}
	case "killed":
		if r.byWeapon(m) || r.killedBy(m) {
			return effect
		}
	case "fallen":
		return r.fallen()
	case "found":
		if !r.concludes(m) && r.fallen() == geo.Incursion {
			return geo.Incursion
		}
	case "incursion":
		return r.incursion(m)
	case "overflight":
		if r.hasWithin(m.to, min(m.to+4, r.to), "airspace", "territory") {
			return r.incursion(m)
		}
	case "intercept":
		return r.interception(m)
	case "shotdown":
		return r.shotDown(m)
	case "closure":
		if r.closesRoads(m) || r.works && !r.armed() {
			return ""
		}
		reach := 14
		if r.has("reopen") {
			reach = 24 // "the airport resumed work ... after restrictions of the night were lifted"
		}
		if slices.ContainsFunc(r.scenes, func(s scene) bool {
			return s.best().Place.Class == "airport" && m.from-s.to <= reach && s.from-m.to <= reach
		}) {
			return geo.Closure
		}
		if _, gap := nearest(r.all("flights"), m.from); gap <= reach {
			return geo.Closure
		}
		if r.closing && !r.has("flights") && r.hasWithin(m.from, m.to, "limits") {
			return geo.Closure // "restrictions in Kaluga remain"
		}
	case "reopen":
		if r.closing && slices.ContainsFunc(r.scenes, func(s scene) bool { return s.best().Place.Class == "airport" }) {
			return geo.Closure // "The airport of Penza: lifted at 5:50"
		}
	case "halt":
		if r.halts(m) {
			return geo.Closure
		}
	case "sighting":
		switch {
		case !r.has("means") || r.has("incursion"):
		case r.insideAirspace():
			return geo.Incursion
		default:
			return geo.Sighting
		}
	}
	return ""
}

// byWeapon reports a weapon as what killed, or came to a place: "a glide bomb killed a
// couple", "drones reached the refinery".
func (r *reading) byWeapon(m match) bool {
	means, ok := r.endingAt(m.from-1, "means")
	return ok && means.value != "aircraft" && means.value != "helicopter"
}

// halts reports flights as what is stopped close behind a word: "stopped all take-offs".
func (r *reading) halts(m match) bool {
	for at := m.to; !r.works && at < min(m.to+6, r.to); at++ {
		if _, ok := r.startingAt(at, "flights"); ok {
			return true
		}
		if word := r.low(at); word == "and" || word == "," || word == "at" || word == "in" {
			return false
		}
	}
	return false
}

// killedBy reports "was killed by a drone".
func (r *reading) killedBy(m match) bool {
	at := m.to + 1
	if word := r.low(at); word == "a" || word == "an" {
		at++
	}
	_, ok := r.startingAt(at, "means")
	return ok && r.low(m.to) == "by"
}

// firesAtDrones reports a defence: "fired at drones".
func (r *reading) firesAtDrones(m match) bool {
	if last := r.low(m.to - 1); last != "at" && last != "on" {
		return false
	}
	_, ok := r.startingAt(m.to, "means")
	return ok
}

var inquiries = set("inquiry investigation investigators probe report court study review experts")

// concludes reports "an inquiry found", which is no find.
func (r *reading) concludes(m match) bool { return inquiries[r.low(m.from-1)] }

// closesRoads reports a border, a road or a bridge as what is closed.
func (r *reading) closesRoads(m match) bool {
	for at := m.to; at < min(m.to+6, r.to); at++ {
		switch r.low(at) {
		case "border", "crossing", "crossings", "road", "roads", "bridge", "school", "schools", "кордон", "границу":
			return true
		case ",", "and":
			return false
		}
	}
	return false
}

// airTarget reports whether a verb's object is what flies: then it is a defence, not an
// attack.
func (r *reading) airTarget(m match) bool {
	for _, means := range r.all("means") {
		if means.value == "drone" || means.value == "missile" || means.value == "cruise-missile" || means.value == "ballistic-missile" {
			if means.from >= m.to && means.from-m.to <= 6 || means.to <= m.from && m.from-means.to <= 5 && r.passive(m) {
				return true
			}
		}
	}
	return false
}

// passive reports a verb whose subject suffers what it says: "drones were destroyed", but not
// "its drones had destroyed". Words of the other languages count as passive.
func (r *reading) passive(m match) bool {
	if first := r.low(m.from); first == "" || first[0] >= utf8.RuneSelf {
		return true
	}
	switch r.low(m.to) {
	case "a", "an", "the":
		return false // has an object
	}
	switch r.low(m.from - 1) {
	case "have", "had", "has", "that", "which", "and":
		return false
	case "was", "were", "been", "being", "be", "is", "are":
		return true
	}
	return !slices.ContainsFunc(r.within(m.to, min(m.to+6, r.to), "target", "measure"), func(t match) bool { return t.name == "target" || t.value == "aircraft" || t.value == "tanks" })
}

// fallen is for what came down: in a belligerent state the effect of an attack, elsewhere
// an incursion.
func (r *reading) fallen() string {
	if !r.armed() && !r.has("debris") && !r.aloft { // an aircraft that lands is no news
		return ""
	}
	for _, s := range r.scenes {
		if c := s.best().Place.Country; c != "" && !geo.Belligerents[c] && c != "BY" {
			return geo.Incursion
		}
	}
	if len(r.scenes) == 0 && r.inForeignVillage() {
		return geo.Incursion
	}
	return effect
}

// inForeignVillage reports "the Romanian village of ...", a place that the gazetteer need
// not know to tell the country.
func (r *reading) inForeignVillage() bool {
	for _, n := range r.all("nation") {
		if geo.Belligerents[n.value] || n.value == "BY" {
			continue
		}
		switch r.low(n.to) {
		case "village", "town", "county", "side", "territory", "soil", "bank", "district", "municipality":
			return true
		}
	}
	return false
}

// incursion is for words of entering: it takes an airspace, a territory or a country to
// enter, and something that enters.
func (r *reading) incursion(m match) string {
	if !r.has("means", "measure") && !r.aloft && !r.reportsEntry(m) {
		return ""
	}
	if space, gap := nearest(r.all("airspace"), m.from); gap <= 12 && (r.low(space.from-1) == "neutral" || r.low(space.from-1) == "international") {
		if r.has("scramble", "interceptor", "intercept") {
			return geo.Interception
		}
		return ""
	}
	for _, tag := range []string{"airspace", "territory"} {
		if _, gap := nearest(r.all(tag), m.from); gap <= 12 {
			return geo.Incursion
		}
	}
	if r.reportsEntry(m) {
		return geo.Incursion
	}
	last := r.low(m.to - 1)
	if n, ok := r.startingAt(m.to, "nation"); ok && last == "into" && !geo.Belligerents[n.value] && n.value != "BY" {
		return geo.Incursion
	}
	from := last == "from" || last == "across" || last == "over" || last == "circled"
	for _, s := range r.scenes {
		if p := s.best().Place; from && !r.circling(m) && p.Country != "" && !geo.Belligerents[p.Country] && p.Country != "BY" {
			return geo.Incursion
		}
		if s.from >= m.to && s.from-m.to <= 4 && s.best().Place.Class == geo.PlaceCountry {
			return geo.Incursion
		}
	}
	if r.circling(m) {
		return geo.Sighting
	}
	return ""
}

// reportsEntry reports a state's word that something came in, not what: "Romania reported an
// incursion on the same day".
func (r *reading) reportsEntry(m match) bool {
	switch r.low(m.to - 1) {
	case "incursion", "intrusion":
		return r.hasWithin(max(m.from-3, r.from), m.from, "say") && r.has("nation") && len(r.moments) > 0
	}
	return false
}

// circling reports something that went round above a place and that the sentence lays to no
// state: that is a sighting.
func (r *reading) circling(m match) bool {
	switch r.low(m.from) {
	case "circled", "hovered", "loitered":
		return !slices.ContainsFunc(r.all("nation"), func(n match) bool { return geo.Belligerents[n.value] || n.value == "BY" })
	}
	return false
}

// interception is for aircraft met by aircraft; drones shot down on their way to a
// belligerent's targets are the count of a night, not an event.
func (r *reading) interception(m match) string {
	if r.low(m.from) == "met" && !r.has("interceptor", "scramble") {
		return "" // ministers meet too
	}
	for _, means := range r.all("means") {
		switch means.value {
		case "aircraft", "helicopter":
			return geo.Interception
		case "balloon":
			return ""
		}
	}
	if r.has("interceptor", "scramble") && !r.warring() {
		return geo.Interception
	}
	return ""
}

// insideAirspace reports that something was seen in a state's own airspace: "was tracked in
// Romanian airspace", "in national airspace".
func (r *reading) insideAirspace() bool {
	return slices.ContainsFunc(r.all("airspace"), func(space match) bool {
		for at := space.from - 1; at >= max(space.from-4, r.from); at-- {
			switch r.low(at) {
			case "in", "inside", "within", "у", "в":
				return true
			case "international", "neutral":
				return false
			}
		}
		return false
	})
}

// shotDown is for what a third state's aircraft brought down.
func (r *reading) shotDown(match) string {
	if r.has("incursion") && r.has("airspace", "territory") {
		return "" // told as the incursion it ended
	}
	if !r.has("interceptor") && !slices.ContainsFunc(r.all("means"), func(m match) bool { return m.value == "aircraft" }) {
		return ""
	}
	for _, s := range r.scenes {
		if p := s.best().Place; r.low(s.to) != "'s" && (p.Class == geo.PlaceSea || p.Country != "" && !geo.Belligerents[p.Country]) {
			return geo.Interception
		}
	}
	return ""
}

// warring reports whether a sentence's places all lie in the belligerent states.
func (r *reading) warring() bool {
	if len(r.scenes) == 0 {
		return false
	}
	return !slices.ContainsFunc(r.scenes, func(s scene) bool { return !geo.Belligerents[s.best().Place.Country] })
}
