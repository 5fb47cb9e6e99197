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
		if m.unit == "" && m.part == "" && before.moment != nil && before.moment.unit == "day" && r.index-before.timed <= carryTime {
			m.day, m.unit, m.weekday = before.moment.day, "day", before.moment.weekday // the clock time of a day told before
			if before.moment.part == "nightof" {
				m.part = "nightof"
			}
		}
		e.moment, e.carried = &m, m.from < s.from || m.to > s.to
		span := r.t.tokenSpan(m.from, m.to)
		e.note("time_from", span)
		e.earlier = r.retrospective(s) && !m.fresh(c.published) || r.bygone(s) && !(m.fresh(c.published) && r.court) || m.past || m.unit == "day" && !m.weekday && m.day.Before(c.published.AddDate(0, 0, -2))
		if !e.earlier {
			before.moment, before.timed, before.anchor, before.span = &m, r.index, e.anchor, span
		}
		return
	}
	e.earlier = r.retrospective(s) || r.background(s) && !before.newsIn(r.paragraph) || r.bygone(s)
	if before.moment != nil && !e.earlier && r.index-before.timed <= carryTime {
		e.moment, e.carried, e.anchor = before.moment, true, before.anchor
		e.note("time_from", before.span)
		return
	}
	if e.anchor != c.published {
		for _, m := range r.moments {
			if m.statement {
				e.moment, e.carried = &m, true
				span := r.t.tokenSpan(m.from, m.to)
				e.note("time_from", span)
				if !e.earlier {
					before.moment, before.timed, before.anchor, before.span = &m, r.index, m.day, span
				}
			}
		}
	}
}

// retrospective reports words that put an event before the news.
func (r *reading) retrospective(s segment) bool {
	for _, m := range r.all("earlier") {
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

// background reports an attack that only explains other news: "exports fell after the
// terminal was hit", with no time and nothing told before the word.
func (r *reading) background(s segment) bool {
	first := s.triggers[0]
	if len(r.moments) > 0 || s.kind != geo.Strike || len(r.within(r.from, first.from, triggerTags...)) > 0 {
		return false
	}
	for at := first.from - 1; at >= r.from; at-- {
		switch r.low(at) {
		case ",":
			return false
		case "after", "since", "після", "после":
			return at > r.from+2
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
		if m.statement || m.over || m.since && m.from > s.triggers[0].from {
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
			gap += 100 // dates what followed: "asked on Friday after a strike the day before"
		}
		if gap < distance {
			best, distance = m, gap
		}
	}
	return best, distance < 1<<30
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
