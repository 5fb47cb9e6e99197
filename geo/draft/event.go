package draft

import (
	"slices"
	"time"

	"strikemap/geo"
)

// event is an incident as gathered from one or more sentences.
type event struct {
	kind      string
	place     geo.Candidate // Place is nil where only a country is known
	runners   []geo.Candidate
	country   string // ISO 3166-1 alpha-2, of the place or the airspace
	category  string
	facility  string // the words for the target
	moment    *moment
	carried   bool // the time was taken over from an earlier sentence
	anchor    time.Time
	time      geo.When
	earlier   bool
	means     []string
	words     []string // for the means
	actor     string   // ISO 3166-1 alpha-2
	measured  string   // state to whose border the text gives a distance
	met       string   // state whose forces met it, where the place is of no state
	repelled  bool
	debris    bool
	village   bool // in a village by name that the gazetteer does not know
	neutral   bool // international waters or airspace
	named     bool // only by nouns behind the news: "pictures of a strike"
	found     bool // only a find, the day of which need not be that of the fall
	headline  bool // told only in the first sentence
	loose     bool // the word for its target stands far behind its place, and may be another's
	direct    bool // a word for an attack, not only for its effect
	claims    []claim
	amounts   []amount
	evidence  []geo.Evidence
	last      int // index of the last sentence about it
	paragraph int // of the sentence it begins in
	first     int // token it begins at
}

// events reads what a sentence tells of.
func (d *Drafter) events(r *reading, c *calendar, before *memory) []*event {
	var list []*event
	for _, s := range d.segments(r) {
		for _, e := range d.segmentEvents(r, s, before) {
			d.tellTime(e, r, s, c, before)
			d.tellMeans(e, r, s)
			list = append(list, e)
		}
	}
	return list
}

// segmentEvents makes one event for each place of a segment.
func (d *Drafter) segmentEvents(r *reading, s segment, before *memory) []*event {
	var list []*event
	switch s.kind {
	case geo.Strike:
		list = d.strikes(r, s, before)
	default:
		list = d.intrusions(r, s, before)
	}
	for _, e := range list {
		e.kind = s.kind
		if e.kind == geo.Strike && e.strayed() && r.armed() && !slices.ContainsFunc(r.all("means"), func(m match) bool { return m.value == "sabotage" }) {
			e.kind = geo.Incursion
		}
		e.last, e.first, e.paragraph, e.headline = r.index, s.from, r.paragraph, r.index == 0
		e.found = !slices.ContainsFunc(s.triggers, func(m match) bool { return m.name != "found" })
		e.named = r.index >= lead && !slices.ContainsFunc(s.triggers, func(m match) bool { return !r.noun(m) })
		e.note("kind", r.t.tokenSpan(s.triggers[0].from, s.triggers[0].to))
	}
	return list
}

// noun reports a word for an attack that is named, not told: "a strike on", "the attack".
func (r *reading) noun(m match) bool {
	switch r.low(m.from - 1) {
	case "a", "an", "the", "of", "this", "that", "another", "recent":
		return true
	}
	return false
}

// strayed reports an attack that came down in a state that does not fight: that is an
// incursion, whatever it hit.
func (e *event) strayed() bool {
	return e.country != "" && !geo.Belligerents[e.country] && e.country != "BY"
}

// note ties a field to its words, once.
func (e *event) note(field string, span geo.Span) {
	for _, known := range e.evidence {
		if known.Field == field && known.From == span.From && known.To == span.To {
			return
		}
	}
	e.evidence = append(e.evidence, geo.Evidence{Field: field, Span: span})
}

// sides returns the states on the ground of an event: whose place it is, and who holds
// it.
func (e *event) sides() []string {
	sides := []string{e.country}
	if e.country == "" {
		sides[0] = e.met
	}
	if e.place.Place != nil && e.place.Place.Control != "" {
		sides = append(sides, e.place.Place.Control)
	}
	return slices.DeleteFunc(sides, func(s string) bool { return s == "" })
}

// doubtful reports an event that an editor could do nothing with: told in retrospect without
// a time, or in a whole country at no named time and in nobody's words.
func (e *event) doubtful() bool {
	if e.earlier {
		return e.moment == nil
	}
	if e.kind == geo.Strike && e.place.Precision == geo.Region && e.category == "city" && e.facility == "" && !e.village && len(e.claims) == 0 {
		return true // "an attack on the Lviv region", by nobody's word
	}
	if e.kind == geo.Strike && e.named && e.moment == nil && e.place.Place != nil && !e.place.Place.Facility() && len(e.claims) == 0 {
		return true // "pictures of a strike on a refinery in Bashkortostan"
	}
	wide := e.place.Place == nil || e.place.Place.Class == geo.PlaceCountry
	return wide && (e.moment == nil || e.carried) && len(e.claims) == 0
}
