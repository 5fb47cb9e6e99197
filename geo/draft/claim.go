package draft

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// claim is what a voice says of an event.
type claim struct {
	voice
	stance      string // empty: it asserts; which stance follows from the sides
	proposition string // empty: the headline
	detail      string
	channel     string
	span        geo.Span
	amount      int // index into the event's amounts of what it rests on, -1 for none
}

// speakers returns the voices of a sentence that speak; a pronoun with a word of saying
// stands for the last one that did.
func (r *reading) speakers(before *memory) []voice {
	var list []voice
	for _, v := range r.voices {
		if v.says {
			list = append(list, v)
		}
	}
	if len(list) == 0 && before.speaker.to > 0 && r.index-before.spoken <= 2 && r.pronounSays() {
		v := before.speaker
		return []voice{v}
	}
	return list
}

// pronounSays reports "it said", "he added".
func (r *reading) pronounSays() bool {
	for _, p := range r.all("pronoun") {
		if m, ok := r.startingAt(p.to, "say"); ok && r.low(m.from) != "say" {
			return true
		}
	}
	first, ok := r.startingAt(r.from, "say")
	return ok && r.low(first.from) != ""
}

// sentenceSpan is the whole sentence as evidence.
func (r *reading) sentenceSpan() geo.Span { return r.t.tokenSpan(r.from, r.to) }

// tellClaims adds what a sentence's voices say of the events it tells of, or of the last
// one before where it tells of none.
func (d *Drafter) tellClaims(r *reading, list []*event, before *memory) {
	speakers := r.speakers(before)
	for i, v := range speakers {
		if country := before.offices[v.office]; v.code == "" && v.country == "" && country != "" && !localOffice(v.office) {
			v.country = country
			speakers[i] = d.national(v)
		}
	}
	for _, v := range speakers {
		if !v.silent(r) {
			before.speaker, before.spoken = v, r.index
		}
	}
	targets := list
	if len(targets) == 0 && d.tellSilence(r, speakers, before) {
		return
	}
	if len(list) == 0 {
		before.tellDistance(r)
	}
	said := len(list) == 0 && r.attributes()
	if said {
		targets = r.attributed(before)
	}
	if len(targets) == 0 {
		if e := d.spokenOf(r, before); e != nil {
			targets = []*event{e}
			d.follow(e, r)
		}
	}
	for _, e := range targets {
		for _, v := range speakers {
			if v.kind == "media" && v.silent(r) {
				continue // "did not respond to Reuters"
			}
			if c, ok := r.claimOf(v, e, said || slices.Contains(list, e)); ok {
				e.claims = append(e.claims, c)
			}
		}
		if len(speakers) > 0 {
			r.sideClaims(e, speakers[0])
		}
	}
}

// attributes reports a sentence that only names who said what stands before it: "Про це
// повідомив Генеральний штаб".
func (r *reading) attributes() bool {
	for _, m := range r.all("thereof") {
		if m.from-r.from <= 1 && r.has("say") {
			return true
		}
	}
	return false
}

// attributed returns the news of its paragraph, or of the sentence before, which such a
// sentence is about. What no other words date was said, if not done, on its day.
func (r *reading) attributed(before *memory) []*event {
	var list []*event
	for _, e := range before.recent {
		if e.earlier || r.index-e.last > 1 && e.paragraph != r.paragraph {
			continue
		}
		list = append(list, e)
		for _, m := range r.moments {
			if e.moment == nil && m.unit == "day" {
				e.moment, e.carried = &m, true
				e.note("time_from", r.t.tokenSpan(m.from, m.to))
			}
		}
	}
	return list
}

// recently is for how many sentences a denial or a silence finds what it is about.
const recently = 8

// tellSilence gives denials and silences of a sentence without an event of its own to
// the recent events that their voices are accused of. It reports whether it found any.
func (d *Drafter) tellSilence(r *reading, speakers []voice, before *memory) bool {
	if !r.has("deny", "nocomment", "declined") {
		return false
	}
	found := false
	for _, v := range speakers {
		if v.kind == "media" {
			continue
		}
		for _, e := range before.recent {
			if r.index-e.last > recently || e.earlier || v.country == "" || e.actor != v.country {
				continue
			}
			if c, ok := r.claimOf(v, e, false); ok {
				e.claims, found = append(e.claims, c), true
			}
		}
	}
	return found
}

// silent reports whether a voice is named for not answering.
func (v voice) silent(r *reading) bool {
	return r.hasWithin(v.to, min(v.to+reach+4, r.to), "nocomment", "declined") || r.hasWithin(max(v.from-6, r.from), v.from, "nocomment", "declined")
}

// spokenOf returns the event that a sentence without one of its own goes on about, nil if
// it goes on about none.
func (d *Drafter) spokenOf(r *reading, before *memory) *event {
	e := before.event
	if e == nil || r.has("exercise", "talk") || r.has("habit") && !r.has("deny") {
		return nil
	}
	gap := r.index - e.last
	if e.kind == geo.Closure && r.has("strike") {
		return nil
	}
	for _, v := range r.voices { // an official of another region, another matter
		if v.seat == nil || e.place.Place == nil {
			continue
		}
		if at := v.seat.best().Place; at.Admin1 != "" && e.place.Place.Admin1 != "" && at.Admin1 != e.place.Place.Admin1 {
			return nil
		}
	}
	for _, s := range r.scenes { // another place, another matter
		if e.place.Place != nil && s.best().Place.Class != geo.PlaceCountry && s.best().Place != e.place.Place &&
			!holds(s.best(), e.place) && kilometres(s.best(), e.place) > 30 {
			return nil
		}
	}
	switch {
	case r.has("deny", "nocomment", "declined") && gap <= 8:
		return e
	case r.has("ref", "aim", "effect", "damage", "fallen", "strike", "shotdown", "means", "target") && gap <= 2:
		return e
	case len(r.amounts) > 0 && gap <= 2 && !r.onlyDistance():
		return e
	case r.has("ref", "aim") && gap <= 4, r.has("happened") && gap <= 1:
		return e
	}
	return nil
}

func (r *reading) onlyDistance() bool {
	return !slices.ContainsFunc(r.amounts, func(a amount) bool { return a.Measure != "distance" && a.Measure != "volume" })
}

// follow adds to an event what a later sentence says more of it.
func (d *Drafter) follow(e *event, r *reading) {
	if r.has("habit", "total", "conditional") {
		return
	}
	e.last = r.index
	if e.moment == nil && r.has("strike", "closure", "incursion", "effect", "happened") {
		e.setTime(r)
	}
	for _, a := range r.amounts {
		if a.Measure == "distance" || a.Measure == "volume" || e.kind == geo.Strike && r.downed(a) {
			continue
		}
		e.amounts = append(e.amounts, a)
	}
	if e.kind == geo.Strike {
		e.repelled = e.repelled || r.has("repelled")
		for _, m := range r.all("means") {
			if fits(m.value, e.kind) && len(e.means) == 0 {
				e.addMeans(m.value, r, m)
			}
		}
	}
}

// setTime gives an event without a time the day that a later sentence names for it, if that
// is news.
func (e *event) setTime(r *reading) {
	if r.has("earlier") || slices.ContainsFunc(r.moments, func(m moment) bool { return m.since }) {
		return
	}
	for _, m := range r.moments {
		if m.unit != "day" || m.statement || m.since || m.over || m.past || !m.weekday && !m.fresh(e.anchor) {
			continue
		}
		e.moment, e.carried = &m, false
		e.note("time_from", r.t.tokenSpan(m.from, m.to))
		return
	}
}

// claimOf is what one voice says of an event.
func (r *reading) claimOf(v voice, e *event, told bool) (claim, bool) {
	c := claim{voice: v, span: r.sentenceSpan(), amount: -1, channel: r.channel()}
	end := r.turn(v)
	around := func(tag string) bool {
		return r.hasWithin(v.to, min(v.to+reach+6, end), tag) || r.hasWithin(max(v.from-6, r.from), v.from, tag)
	}
	switch {
	case around("declined"):
		c.stance, c.detail = "declines", "declined to comment"
		c.span = r.sentenceSpan()
	case around("nocomment"):
		c.stance, c.detail = "no-response", "did not answer"
	case r.hasWithin(v.to, min(v.to+reach, end), "deny"):
		if e.kind == geo.Closure && !r.has("closure") { // "no violation was recorded"
			return c, false
		}
		c.stance = "denies"
		if r.has("guilt") {
			c.proposition, c.detail = "responsibility", "denied responsibility"
		} else {
			c.detail = "denied it"
		}
	case r.hasWithin(v.to, min(v.to+reach, end), "own"):
		c.detail = "claimed responsibility"
	case r.hasWithin(v.to, min(v.to+reach, end), "blame"):
		c.proposition, c.detail = "responsibility", "named the author"
	case told:
	case e.kind == geo.Strike && r.has("target", "strike", "effect", "damage", "ref", "aim", "fallen"):
		if !e.attacks(v.country, v.kind) {
			c.proposition = r.saidOf(e)
		}
	default:
		return c, false
	}
	return c, true
}

// turn returns where the words of a voice end: at the next voice, a semicolon or the end.
func (r *reading) turn(v voice) int {
	end := r.to
	for _, other := range r.voices {
		if other.from >= v.to && other.says {
			end = min(end, other.from)
		}
	}
	for at := v.to; at < end; at++ {
		if r.low(at) == ";" {
			return at
		}
	}
	return end
}

// saidOf is what a sentence says of an attack told before: that the target was hit (the
// headline, ""), that there was an attack, or only what followed.
func (r *reading) saidOf(e *event) string {
	switch {
	case r.unnamedOnly() && !generic(e.category):
		return "damage"

	case r.has("target", "aim") && r.has("strike", "damage", "effect", "fallen"):
		return ""
	case r.has("strike"):
		return "occurred"
	}
	return "consequence"
}

// unnamedOnly reports a sentence whose targets are all "a facility", not "the facility".
func (r *reading) unnamedOnly() bool {
	targets := r.all("target")
	return len(targets) > 0 && !slices.ContainsFunc(targets, func(m match) bool {
		return !generic(m.value) || r.low(m.from-1) == "the"
	})
}

// channel is where it was said, if the sentence tells.
func (r *reading) channel() string {
	for at := r.from; at < r.to; at++ {
		if word := r.low(at); strings.HasPrefix(word, "telegram") && r.low(at+1) != "channel" && r.low(at+1) != "channels" || strings.HasPrefix(word, "телеграм") && !strings.HasPrefix(word, "телеграм-") {
			return "Telegram"
		}
		switch r.low(at) {
		case "facebook":
			return "Facebook"
		}
	}
	return ""
}

// sideClaims adds what a speaker says beside the headline: the means, the damage, the
// casualties, the count.
func (r *reading) sideClaims(e *event, v voice) {
	if r.has("deny", "nocomment", "declined") {
		return
	}
	add := func(proposition, detail string, amount int) {
		e.claims = append(e.claims, claim{voice: v, proposition: proposition, detail: detail, span: r.sentenceSpan(), amount: amount, channel: r.channel()})
	}
	if e.kind == geo.Strike && r.has("means") && len(e.means) > 0 && !r.has("shotdown") {
		add("means", "named what it was done with", -1)
	}
	for i, a := range e.amounts {
		if a.from < r.from || a.to > r.to || a.Scope == "wider" {
			continue
		}
		switch a.Measure {
		case "killed", "injured", "missing":
			add("casualties", "gave a number of casualties", i)
		case "tanks", "fire-area":
			add("damage", "described the damage", i)
		case "drones", "missiles", "aircraft", "balloons", "objects", "explosions", "vessels":
			add("count", "gave a number", i)
		}
	}
	if r.noCasualties() {
		add("casualties", "said nobody was hurt", -1)
	}
}

// noCasualties reports "no one was hurt", "there were no casualties", "обійшлося без
// постраждалих".
func (r *reading) noCasualties() bool {
	for _, n := range r.all("negation") {
		for at := n.to; at < min(n.to+5, r.to); at++ {
			switch word := r.low(at); {
			case strings.HasPrefix(word, "casualt"), strings.HasPrefix(word, "injur"), word == "hurt", strings.HasPrefix(word, "victim"), word == "killed",
				strings.HasPrefix(word, "постражд"), strings.HasPrefix(word, "пострадав"), strings.HasPrefix(word, "жертв"):
				return true
			}
		}
	}
	return false
}
