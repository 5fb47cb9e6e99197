package draft

import (
	"slices"
	"strconv"
	"strings"
)

// cancelled reports whether a trigger tells of what did not happen or not yet: it is
// negated, conditional, a habit, an exercise or a figure of speech.
func (r *reading) cancelled(m match) bool {
	switch {
	case r.untrue, r.has("exercise", "erratum"):
		return true
	case r.has("labour") && !r.armed():
		return true
	case r.has("talk") && len(r.scenes) == 0 && !r.has("means"):
		return true
	case r.negated(m) || r.conditional(m) || r.onCondition(m) || r.denied(m) || r.ofAKind(m):
		return true
	}
	return r.habitual(m) || r.experienced(m)
}

// lead is how many sentences of a text tell its news without a time: later ones that say
// "have struck" and no day tell what has happened so far.
const lead = 4

// experienced reports what has happened at some time: "others have struck Ukhta, Orsk and
// Ufa", "we hit it three times".
func (r *reading) experienced(m match) bool {
	if len(r.moments) > 0 {
		return false
	}
	if r.low(m.from) == "target" && r.low(m.from-2) == "most" {
		return true // "the most distant target was a refinery in Tyumen"
	}
	if word := r.low(m.from - 1); r.index >= lead && word == "have" && len(r.scenes) > 1 || word == "'ve" {
		return true
	}
	for at := m.to; at < min(m.to+8, r.to); at++ {
		switch word := r.low(at); {
		case word == "twice", word == "once" && r.low(at-1) == "least":
			return true
		case word == "times" && r.low(at+1) != "over" && r.low(at+1) != "in":
			_, counted := r.endingAt(at-1, "number")
			return counted
		}
	}
	return false
}

// armed reports whether a sentence names a weapon.
func (r *reading) armed() bool {
	return slices.ContainsFunc(r.all("means"), func(m match) bool { return m.value != "aircraft" && m.value != "helicopter" })
}

// negated looks for a negation close before a trigger.
func (r *reading) negated(m match) bool {
	for _, n := range r.all("negation") {
		if gap := m.from - n.to; gap >= 0 && gap <= 3 && !r.parted(n.to, m.from) {
			if r.casualties(n.to, m.from) { // "no casualties after the attack"
				continue
			}
			return true
		}
	}
	return false
}

// casualties reports words for people hurt between two tokens.
func (r *reading) casualties(from, to int) bool {
	return slices.ContainsFunc(r.within(from, to, "measure", "people"), func(m match) bool {
		return m.name == "people" || m.value == "killed" || m.value == "injured"
	})
}

// conditional looks for a condition, a plan or a risk before a trigger in its clause.
func (r *reading) conditional(m match) bool {
	for _, c := range r.all("conditional") {
		if gap := m.from - c.to; gap >= 0 && gap <= 12 && !r.parted(c.to, m.from) {
			return true
		}
	}
	return false
}

// onCondition reports attacks that are what a condition is about: "attacks on Moscow would be
// answered".
func (r *reading) onCondition(m match) bool {
	if !plurals[r.low(m.to-1)] {
		return false
	}
	for at := m.to; at < min(m.to+5, r.to); at++ {
		switch r.low(at) {
		case "would", "will", "could", "might":
			return true
		case ",", "that", "which":
			return false
		}
	}
	return false
}

// denied looks for a denial that governs a trigger.
func (r *reading) denied(m match) bool {
	for _, c := range r.all("deny") {
		if gap := m.from - c.to; gap >= 0 && gap <= 14 && !r.parted(c.to, m.from) {
			return true
		}
	}
	return false
}

// parted reports whether a clause ends between two tokens.
func (r *reading) parted(from, to int) bool {
	for at := from; at < to; at++ {
		switch word := r.low(at); word {
		case "that", "which", "who":
			if next := r.low(at + 1); next == "had" || next == "has" || next == "was" || next == "were" {
				return true // tells what did happen
			}
		case ";", "but", "while", "although", "after", "when", "але", "хоча", "після", "коли", "но", "хотя", "после", "когда":
			return true
		}
	}
	return false
}

var plurals = set("strikes attacks raids удары ударам ударов атаки атакам атак удари ударам ударів")

// ofAKind reports a word that speaks of all attacks of a kind, not of one: "such strikes",
// "attacks such as the one on Kirishi".
func (r *reading) ofAKind(m match) bool {
	if before := r.low(m.from - 1); before == "such" || before == "similar" && strings.HasSuffix(r.low(m.to-1), "s") || before == "these" {
		return true
	}
	if r.has("talk") && !r.has("means", "effect", "damage") && len(r.moments) == 0 && plurals[r.low(m.to-1)] {
		return true // "strikes on ports will not help the talks"
	}
	for at := m.to; at < min(m.to+7, r.to); at++ {
		if word := r.low(at); word == "такие" || word == "такі" {
			return true // "атаки на гражданские объекты, такие как порт"
		}
	}
	for at := m.from - 1; at > max(m.from-5, r.from); at-- {
		if r.low(at) == "as" && r.low(at-1) == "such" && r.hasWithin(max(at-4, r.from), at-1, "strike") {
			return true
		}
	}
	return r.low(m.to) == "such" && r.low(m.to+1) == "as" || r.low(m.to) == "like"
}

// habitual looks for words of repetition, unless the clause names its day.
func (r *reading) habitual(m match) bool {
	named := slices.ContainsFunc(r.moments, func(t moment) bool {
		return (t.unit == "day" || t.unit == "" && t.part != "") && !t.since && !t.statement
	})
	if r.has("habit") && !named || r.counted(m) {
		return true
	}
	for _, t := range r.moments {
		if t.since && (m.to <= t.from || !r.subordinate(t.to)) {
			return true
		}
	}
	return false
}

// counted reports attacks by the dozen: "some 3,000 missile and drone strikes".
func (r *reading) counted(m match) bool {
	if last := r.low(m.to - 1); last != "strikes" && last != "attacks" && last != "raids" && last != "ударов" && last != "атак" && last != "ударів" {
		return false
	}
	for at := max(m.from-4, r.from); at < m.from; at++ {
		digits := strings.ReplaceAll(r.low(at), ",", "")
		if n, err := strconv.Atoi(digits); err == nil && n >= 10 && !r.inDate(at) {
			return true
		}
		if word := r.low(at); word == "dozens" || word == "hundreds" || word == "thousands" {
			return true
		}
	}
	return false
}

// subordinate reports whether a clause that tells of an event begins at a token: "since
// September, when three jets ...".
func (r *reading) subordinate(at int) bool {
	word := r.low(at)
	if word == "," {
		word = r.low(at + 1)
	}
	return word == "when" || word == "коли" || word == "когда"
}

// clauseEnds reports whether a word that begins another clause stands between two tokens.
func (r *reading) clauseEnds(from, to int) bool {
	for at := from; at < to; at++ {
		switch r.low(at) {
		case "while":
			if r.meanwhile(at) {
				continue
			}
			return true
		case "as":
			if r.low(at+1) == "well" || r.low(at-1) == "well" || r.low(at-1) == "as" || r.low(at-1) == "such" {
				continue
			}
			return true
		case ";", "who", "whose", "when", "because", "although", "but", "whereas", "хоча", "бо", "хотя", "но", "але":
			return true
		}
	}
	return false
}

// meanwhile reports a "while" that begins no clause: "while at anchor", "while sailing".
func (r *reading) meanwhile(at int) bool {
	switch next := r.low(at + 1); next {
	case "at", "in", "on", "under", "en", "moored", "anchored", "docked":
		return true
	default:
		return strings.HasSuffix(next, "ing")
	}
}
