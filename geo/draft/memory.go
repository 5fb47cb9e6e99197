package draft

import (
	"slices"
	"time"

	"strikemap/geo"
)

// memory is what the sentences so far leave for the next ones.
type memory struct {
	event      *event   // the last one told of
	recent     []*event // all so far
	place      *scene   // the last settlement or region named as a scene
	site       *scene   // the last facility named as a scene
	sited      int      // index of that sentence
	dateline   *scene   // where the text was filed from, if that is no capital
	heading    *scene   // the place that is all a line or a sentence says, for what follows
	headed     int      // index of that sentence
	listed     *reading // the last sentence that named airports and told of nothing
	placeSpan  geo.Span // its words
	town       *scene   // the first town of the text
	townAt     int      // index of the last sentence that named it
	townSpan   geo.Span // its words
	towns      bool     // the text named another one since
	armed      bool     // a weapon was named so far
	placed     int      // index of that sentence
	paragraph  int      // of that sentence
	moment     *moment  // the last time named for an event that is news
	timed      int      // index of that sentence
	only       *moment  // the day of all news so far that has one
	days       bool     // there was more than one such day
	onlySpan   geo.Span // the words of the first
	kind       string   // of that event; empty for attacks in general
	anchor     time.Time
	bygone     *moment           // the time of a sentence that only told of the past
	bygoneAt   int               // index of that sentence
	bygoneIn   int               // its paragraph
	span       geo.Span          // its words
	attacked   int               // index of the last sentence with a word for an attack
	attackedIn int               // paragraph of it
	offices    map[string]string // office -> country it was last named with
	speaker    voice
	spoken     int // index of the sentence the speaker spoke in
}

// tellBackground remembers the time of a sentence about attacks in general, which gives
// no event but says when: "Russia fired 400 drones overnight".
func (m *memory) tellBackground(r *reading, c *calendar) {
	if !r.has("strike", "effect", "shotdown", "incursion", "closure", "sighting", "means") || r.has("habit", "exercise", "conditional", "earlier") {
		return
	}
	anchor := c.published
	for _, t := range r.moments {
		if t.statement {
			anchor = t.day
		}
	}
	for _, t := range r.moments {
		recent := t.unit == "" || t.unit == "day" && !t.day.Before(c.published.AddDate(0, 0, -2))
		if recent && !t.statement && !t.since && !t.over && !t.past && (t.unit != "" || t.part != "") {
			m.moment, m.timed, m.anchor, m.span, m.kind = &t, r.index, anchor, r.t.tokenSpan(t.from, t.to), ""
			return
		}
	}
}

// date remembers the day of an event that is news, and whether all had the same so far.
func (m *memory) date(e *event) {
	if e.earlier || e.moment == nil || e.carried || e.moment.unit != "day" || e.kind == geo.Closure {
		return
	}
	if m.only != nil && !m.only.day.Equal(e.moment.day) {
		m.days = true
	}
	if m.only == nil {
		for _, v := range e.evidence {
			if v.Field == "time_from" {
				m.only, m.onlySpan = e.moment, v.Span
			}
		}
	}
}

// tellEntry gives what was found the time at which, as a later sentence says, it came in: "It
// is believed to have entered from Belarus on Monday night".
func (m *memory) tellEntry(r *reading) {
	if e := m.event; e != nil && e.found && e.kind == geo.Incursion && r.index-e.last <= 2 && r.has("incursion") {
		e.setTime(r)
		e.found = false
	}
}

// recall remembers whether a sentence was about the past only: what the next one goes on
// with is past too.
func (m *memory) recall(r *reading, published time.Time) {
	var past *moment
	for _, t := range r.moments {
		switch {
		case t.statement, t.since, t.over:
		case t.past || t.unit == "day" && !t.weekday && !t.fresh(published):
			past = &t
		default:
			m.bygone = nil
			return
		}
	}
	if past != nil {
		m.bygone, m.bygoneAt, m.bygoneIn = past, r.index, r.paragraph
	}
}

// hear remembers which nation an office was of: "the defence ministry" is the one named
// before.
func (m *memory) hear(r *reading) {
	for _, v := range r.voices {
		if v.rank != "" && v.country != "" {
			m.offices[v.rank] = v.country
		}
	}
}

// tellDistance gives a distance to the event at the very place a later sentence measures
// it from: "The plant at Orenburg lies 1,400 km from the border". It is a quoted figure,
// beside which the computed one stands.
func (m *memory) tellDistance(r *reading) {
	for _, a := range r.amounts {
		if a.Measure != "distance" {
			continue
		}
		for _, e := range m.recent {
			if slices.ContainsFunc(r.scenes, func(s scene) bool { return s.best().Place == e.place.Place }) && r.index-e.last <= recently {
				e.amounts = append(e.amounts, a)
				e.measured = r.borderOf(a)
			}
		}
	}
}

// borderOf returns the state whose border a distance is measured from: "1,400 km from the
// Ukrainian border".
func (r *reading) borderOf(a amount) string {
	for _, n := range r.within(a.to, min(a.to+6, r.to), "nation") {
		return n.value
	}
	return ""
}

// see remembers the last settlement or region a sentence named.
func (m *memory) see(r *reading) {
	for i := range r.beside {
		if s := &r.beside[i]; s.from == r.from && r.dateline(*s) && !r.hasWithin(s.from, s.to, "capital") && s.best().Place.Class == geo.PlaceCity {
			m.dateline = s
		}
	}
	m.armed = m.armed || r.armed()
	if len(r.scenes) == 1 && r.to-r.from <= r.scenes[0].to-r.scenes[0].from+2 {
		m.heading, m.headed = &r.scenes[0], r.index
	}
	for i := range r.scenes {
		switch s := &r.scenes[i]; s.best().Place.Class {
		default:
			if s.best().Place.Facility() {
				m.site, m.sited = s, r.index
			}
		case geo.PlaceCity, geo.PlaceRegion:
			m.place, m.placed, m.paragraph = s, r.index, r.paragraph
			m.placeSpan = r.t.tokenSpan(s.from, s.to)
			m.stay(r, s)
		}
	}
}

// stay remembers the first town of a text, and whether it is still the only one.
func (m *memory) stay(r *reading, s *scene) {
	switch {
	case s.best().Place.Class != geo.PlaceCity:
	case m.town == nil || m.town.best().Place == s.best().Place:
		m.town, m.townAt, m.townSpan = s, r.index, m.placeSpan
	default:
		m.towns = true
	}
}

// list remembers a sentence that names airports and tells of nothing else.
func (m *memory) list(r *reading) {
	if len(r.scenes) > 0 && slices.ContainsFunc(r.all("target"), func(t match) bool { return t.value == "airport" }) {
		m.listed = r
	}
}

// newsIn reports that the last event told is news of a paragraph.
func (m *memory) newsIn(paragraph int) bool {
	return m.event != nil && m.event.paragraph == paragraph && !m.event.earlier
}
