package draft

import (
	"slices"
	"time"

	"strikemap/geo"
)

// carryTime is for how many sentences a time named once goes on.
const carryTime = 3

// tellTime finds the time of an event: in its clause, in its sentence, from the
// sentences before; else the day of publication.
func (d *Drafter) tellTime(e *event, r *reading, s segment, c *calendar, before *memory) {
	e.anchor = c.published
	for _, m := range r.moments {
		if m.statement {
			e.anchor = m.day
		}
	}
	if m, ok := r.momentFor(s); ok {
		if m.ofTheDayBefore() && before.moment != nil && before.moment.unit == "day" && r.index-before.timed <= carryTime {
			m.day, m.unit, m.weekday = before.moment.day, "day", before.moment.weekday // of a day told before
			if before.moment.part == "nightof" {
				m.part = "nightof"
			}
		}
		e.moment, e.carried = &m, m.from < s.from || m.to > s.to
		span := r.t.tokenSpan(m.from, m.to)
		e.note("time_from", span)
		e.earlier = r.looksBack(s, m, c.published)
		if !e.earlier {
			before.moment, before.timed, before.anchor, before.span, before.kind = &m, r.index, e.anchor, span, s.kind
		}
		return
	}
	if m := before.bygone; m != nil && r.goesOnAbout(before) {
		e.moment, e.carried, e.earlier = m, true, true
		return
	}
	e.earlier = r.retrospective(s) || r.explains(s, attackTags) && !before.newsIn(r.paragraph) || r.bygone(s)
	closed := before.kind == geo.Closure && s.kind == geo.Strike // the hours of an airport are no attack's
	if before.moment != nil && !e.earlier && !closed && r.index-before.timed <= carryTime {
		e.moment, e.carried, e.anchor = before.moment, true, before.anchor
		e.note("time_from", before.span)
		return
	}
	if only := before.only; only != nil && !before.days && !e.earlier && e.anchor == c.published && !r.apart() {
		day := *only
		day.hour, day.minute = -1, -1
		switch day.part {
		case "dawn", "morning", "afternoon", "evening": // that hour is the other event's
			day.part = ""
		}
		e.moment, e.carried = &day, true // a text is about one day unless it names another
		e.note("time_from", before.onlySpan)
		return
	}
	if e.anchor != c.published {
		for _, m := range r.moments {
			if m.statement {
				e.moment, e.carried = &m, true
				span := r.t.tokenSpan(m.from, m.to)
				e.note("time_from", span)
				if !e.earlier {
					before.moment, before.timed, before.anchor, before.span, before.kind = &m, r.index, m.day, span, s.kind
				}
			}
		}
	}
}

// apart reports a sentence that says it is about something else: "in a separate attack".
func (r *reading) apart() bool {
	for at := r.from; at < r.to; at++ {
		if word := r.low(at); word == "separate" || word == "separately" {
			return true
		}
	}
	return false
}

// ofTheDayBefore reports a time of no day that goes on with the day told before: a clock time,
// "in the morning"; "overnight" is the night before the news.
func (m moment) ofTheDayBefore() bool {
	switch m.part {
	case "", "dawn", "morning", "afternoon", "evening":
		return m.unit == ""
	}
	return false
}

// looksBack reports an event that is no news by its time, or by what the sentence says of it.
func (r *reading) looksBack(s segment, m moment, published time.Time) bool {
	old := func(days int) bool { return m.unit == "day" && m.day.Before(published.AddDate(0, 0, -days)) }
	switch {
	case m.past, old(2) && !m.weekday:
		return true
	case r.retrospective(s) && !m.fresh(published):
		return true
	case (r.has("lookback") || r.explains(s, triggerTags) && !m.behind) && old(1):
		return true
	}
	return r.bygone(s) && !(m.fresh(published) && r.court)
}

// goesOnAbout reports a sentence that goes on with the past of the one before it, in the
// words of nobody new: "It was last hit on August 10. A tank burned for hours."
func (r *reading) goesOnAbout(before *memory) bool {
	return before.bygoneIn == r.paragraph && r.index-before.bygoneAt <= 1 && !slices.ContainsFunc(r.voices, func(v voice) bool { return v.says })
}

// retrospective reports words that put an event before the news.
func (r *reading) retrospective(s segment) bool {
	for _, m := range r.all("earlier", "lookback") {
		if m.from < s.to && m.to > s.from-2 {
			return true
		}
	}
	return false
}

// fresh reports a day that is named outright and still news: "as reported, the city was hit
// on 24 March" of the day before.
func (m moment) fresh(published time.Time) bool {
	return m.unit == "day" && !m.day.Before(published.AddDate(0, 0, -2))
}

// bygone reports an attack named only for what came of it long after: "rebuilt a substation
// that was destroyed", "two years after a missile hit the station", a museum's tale.
func (r *reading) bygone(s segment) bool {
	if r.has("history") || r.court {
		return true
	}
	first := s.triggers[0]
	for _, m := range r.all("repair") {
		if m.to <= first.from || slices.ContainsFunc(s.triggers, func(t match) bool { return t.name == "damage" || t.name == "destroy" }) {
			return true
		}
	}
	return slices.ContainsFunc(r.all("longafter"), func(m match) bool { return m.to <= first.from && first.from-m.to <= 12 })
}

// attackTags are the words of an attack and of what it does.
var attackTags = []string{"strike", "destroy", "damage", "effect", "killed", "fallen", "reach"}

// explains reports an attack that stands behind "after" for what it brought about: "exports
// fell after the terminal was hit". None of some tags is told before that word, and nothing
// of what the attack did behind it.
func (r *reading) explains(s segment, before []string) bool {
	first := s.triggers[0]
	if s.kind != geo.Strike || len(r.within(r.from, first.from, before...)) > 0 {
		return false
	}
	if r.joint(first.from-1, first.from) >= 0 && r.hasWithin(first.to, r.to, "effect", "damage", "fallen") {
		return false // "після атаки загорівся причал"
	}
	for at := first.from - 1; at >= r.from; at-- {
		switch r.low(at) {
		case ",":
			return false
		case "after", "since", "після", "после":
			return at > r.from && !r.casualties(r.from, at)
		}
	}
	return false
}

// momentFor returns the time closest to a segment's triggers, one in the segment first.
// What dates a statement counts only for want of any other, and then through the anchor.
func (r *reading) momentFor(s segment) (moment, bool) {
	var best moment
	distance := 1 << 30
	for _, m := range r.moments {
		if m.behind && m.from >= s.from && m.to <= s.triggers[len(s.triggers)-1].from {
			return m, true
		}
		if m.statement || m.over || m.behind || m.since && m.from > s.triggers[0].from {
			continue
		}
		if m.unit == "" && m.part == "" && m.hour < 0 {
			continue
		}
		_, gap := nearest(s.triggers, m.from)
		if m.from < s.from || m.to > s.to {
			gap += 1000
		}
		if m.to <= s.triggers[0].from && r.joint(m.to, s.triggers[0].from) >= 0 {
			if r.reacts(s) {
				continue
			}
			gap += 100 // dates what followed: "asked on Friday after a strike the day before"
		}
		if gap < distance {
			best, distance = m, gap
		}
	}
	return best, distance < 1<<30
}

// reacts reports a main clause that tells what somebody did about it, before the clause of
// what happened: "Moldova on Wednesday protested to Russia after a drone fell".
func (r *reading) reacts(s segment) bool {
	first := s.triggers[0].from
	return r.hasWithin(r.from, first, "reaction") && len(r.within(r.from, first, triggerTags...)) == 0
}

// resolve sets the span of time of an event in the zone of its place.
func (e *event) resolve(t *text, published time.Time) {
	admin1, control := "", ""
	if e.place.Place != nil {
		admin1, control = e.place.Place.Admin1, e.place.Place.Control
	}
	zone := zoneOf(e.country, admin1, control, zoneOf(e.met, "", "", "UTC"))
	m := moment{unit: "day", day: published, hour: -1}
	if e.moment != nil {
		m = *e.moment
		e.time = m.when(e.anchor, zone, t)
		return
	}
	day := m.day
	local, err := time.LoadLocation(zone)
	if err != nil {
		local = time.UTC
	}
	e.time = geo.When{Precision: "day", Zone: zone}
	e.time.From = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, local).UTC()
	e.time.To = time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, local).UTC()
}
