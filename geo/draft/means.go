package draft

import (
	"slices"

	"strikemap/geo"
)

// tellMeans finds what an event was done with, by whom, and what came of it.
func (d *Drafter) tellMeans(e *event, r *reading, s segment) {
	from, to := s.from, s.to
	if s.sole || s.kind == geo.Strike {
		from, to = r.from, r.to
	}
	for _, m := range r.within(from, to, "means") {
		_, gap := nearest(s.triggers, m.from)
		named := r.hasWithin(m.from-4, m.from, "identified")
		if _, made := r.startingAt(m.to, "target"); made && m.name == "means" && !r.hasWithin(m.from, m.to, "strike") {
			continue // "a drone plant"
		}
		if !fits(m.value, e.kind) || r.ours(m, e) || gap > 10 && e.kind != geo.Strike && !named {
			continue
		}
		e.addMeans(m.value, r, m)
	}
	e.refineMeans()
	if nation, ok := r.actor(e, s); ok && e.actor == "" {
		e.actor = nation.value
		e.note("actor", r.t.tokenSpan(nation.from, nation.to))
	}
	e.repelled = e.repelled || r.hasWithin(s.from, s.to, "repelled")
	e.debris = e.debris || r.hasWithin(s.from, s.to, "debris")
	e.amounts = append(e.amounts, r.amountsOf(s)...)
}

// fits reports whether a weapon belongs to a kind of event.
func fits(means, kind string) bool {
	switch kind {
	case geo.Strike:
		return means != "balloon" && means != "aircraft"
	case geo.Closure:
		return means == "drone" || means == "balloon"
	case geo.Interception:
		return means == "aircraft" || means == "drone" || means == "helicopter" || means == "balloon"
	}
	return true
}

// ours reports whether a means is the affected side's own: jets sent up against what came.
func (r *reading) ours(m match, e *event) bool {
	if m.value != "aircraft" {
		return false
	}
	if n, ok := r.nationBefore(m); ok && n.value == e.country && e.country != "" {
		return true
	}
	for _, verb := range r.all("scramble", "intercept") {
		if m.to <= verb.from && verb.from-m.to <= 3 && e.kind == geo.Interception || verb.name == "scramble" && m.from >= verb.to && m.from-verb.to <= 2 {
			return true
		}
	}
	return false
}

func (e *event) addMeans(code string, r *reading, m match) {
	if !slices.Contains(e.means, code) {
		e.means = append(e.means, code)
		e.note("means", r.t.tokenSpan(m.from, m.to))
		from, to := r.t.words(m.from, m.to)
		e.words = append(e.words, r.t.raw[from:to])
	}
}

// refineMeans drops the general word where a finer one is there: "missile" beside
// "cruise missile".
func (e *event) refineMeans() {
	if slices.Contains(e.means, "cruise-missile") || slices.Contains(e.means, "ballistic-missile") {
		e.means = slices.DeleteFunc(e.means, func(code string) bool { return code == "missile" })
	}
}

// nationBefore returns the nation that owns what a match names: "Russian attack drones".
func (r *reading) nationBefore(m match) (match, bool) {
	for at := m.from - 1; at >= m.from-3; at-- {
		if n, ok := r.endingAt(at, "nation"); ok {
			return n, !origin(r.low(n.from - 1))
		}
		if word := r.low(at); word == "," || word == "and" || word == "the" || word == "'s" && at < m.from-2 {
			break
		}
	}
	return match{}, false
}

// origin reports a word that makes the place behind it a direction, not an owner.
func origin(word string) bool {
	switch word {
	case "from", "to", "over", "with", "з", "із", "зі", "до", "на", "с", "со", "из", "от":
		return true
	}
	return false
}

// actor returns the nation a sentence makes the author of an event: the owner of what
// came, or the one that attacks. Makers ("British-made") and the place's own nation are
// none.
func (r *reading) actor(e *event, s segment) (match, bool) {
	owned := r.within(s.from, s.to, "means", "strike", "debris")
	for _, m := range owned {
		if _, gap := nearest(s.triggers, m.from); gap > 10 || r.ours(m, e) {
			continue
		}
		if n, ok := r.nationBefore(m); ok && r.mayAct(n, e) {
			return n, true
		}
		if n, ok := r.ownDoing(m); ok && r.mayAct(n, e) {
			return n, true
		}
	}
	if e.kind != geo.Strike {
		return match{}, false
	}
	for _, n := range r.all("nation") {
		if _, gap := nearest(r.all("strike"), n.from); gap <= 12 && r.mayAct(n, e) && !r.hasVoice(n) {
			return n, true
		}
	}
	return match{}, false
}

// ownDoing reads "the SBU said its sea drones hit": the speaker's nation.
func (r *reading) ownDoing(m match) (match, bool) {
	for at := m.from - 1; at >= m.from-3; at-- {
		if word := r.low(at); word != "its" && word != "their" {
			continue
		}
		for _, v := range r.voices {
			if v.says && v.to <= at && geo.Belligerents[v.country] {
				return match{tag{"nation", v.country}, v.from, v.to}, true
			}
		}
	}
	return match{}, false
}

func (r *reading) mayAct(n match, e *event) bool {
	if r.low(n.to) == "-" || n.value == e.country {
		return false
	}
	if e.kind == geo.Strike {
		return geo.Belligerents[n.value]
	}
	return n.value == "RU" || n.value == "BY" || n.value == "UA"
}

// hasVoice reports whether a nation's name is part of a speaker's.
func (r *reading) hasVoice(n match) bool {
	return slices.ContainsFunc(r.voices, func(v voice) bool { return v.from <= n.from && n.to <= v.to })
}

// downed reports a count of what a defence brought down, which is of more than the place
// that was hit.
func (r *reading) downed(a amount) bool {
	if a.Measure != "drones" && a.Measure != "missiles" {
		return false
	}
	_, gap := nearest(r.all("shotdown", "destroy"), a.from)
	return gap <= 8
}

// amountsOf returns the quantities of a segment.
func (r *reading) amountsOf(s segment) []amount {
	var found []amount
	for _, a := range r.amounts {
		if a.from >= s.from && a.to <= s.to {
			if s.kind == geo.Strike && r.downed(a) {
				a.Scope = "wider"
			}
			found = append(found, a)
		}
	}
	return found
}
