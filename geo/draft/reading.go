package draft

import (
	"slices"
	"sort"
	"strings"

	"strikemap/geo"
)

// reading is one sentence with what its words mean.
type reading struct {
	sentence
	t       *text
	index   int // of the sentence in the text
	matches []match
	moments []moment
	scenes  []scene // places where something may have happened
	beside  []scene // places named as something else: of a speaker, an origin, a wider region
	voices  []voice
	amounts []amount
	aloft   bool // stands for a weapon named in the sentence before: "one crashed", "it had entered"
	works   bool // its paragraph tells of repairs
	court   bool // its paragraph tells of a trial
	closing bool // a sentence before told of a closure
	untrue  bool // tells of a rumour that the text calls untrue
}

// scene is a place a sentence names.
type scene struct {
	from, to   int // tokens, half-open
	candidates []geo.Candidate
}

// best returns what the words most likely mean.
func (s scene) best() geo.Candidate { return s.candidates[0] }

// selector is the variation selector behind many pictures, which sticks to the word after it.
const selector = "\ufe0f"

// readAll reads the sentences of a text.
func (d *Drafter) readAll(t *text, lex *lexicon) []*reading {
	mentions := d.places.Mentions(strings.ReplaceAll(t.raw, selector, "   ")) // as long in bytes
	readings := make([]*reading, 0, len(t.sentences))
	next := 0
	for i, s := range t.sentences {
		r := &reading{sentence: s, t: t, index: i, matches: lex.find(t.tokens, s.from, s.to)}
		start, end := t.words(s.from, s.to)
		for next < len(mentions) && mentions[next].From < start {
			next++
		}
		for ; next < len(mentions) && mentions[next].From < end; next++ {
			d.place(r, mentions[next])
		}
		d.addSeas(r)
		r.returnSeas()
		r.leaveContradicted()
		r.leaveNames()
		r.joinListed()
		r.leaveHolders()
		r.aloft = len(readings) > 0 && r.standsIn(readings[len(readings)-1])
		readings = append(readings, r)
	}
	doubt(readings)
	tried(readings)
	return readings
}

// place sorts a mention in: a scene, or something beside it.
func (d *Drafter) place(r *reading, m geo.Mention) {
	if r.surname(m) {
		return
	}
	if strings.EqualFold(r.t.raw[m.From:m.To], "крім") { // "except", not Crimea
		return
	}
	s := scene{from: r.t.tokenAt(m.From), to: r.t.tokenAt(m.To-1) + 1, candidates: m.Candidates}
	if region, ok := d.ofRegions(r, s); ok {
		s.candidates = []geo.Candidate{region}
	}
	if best := s.best(); (best.NotScene() || best.Score < 0.5) && !r.reportedFrom(s) || r.playsAnotherPart(s) {
		r.beside = append(r.beside, s)
		return
	}
	r.scenes = append(r.scenes, s)
}

// ofRegions reads "the Murmansk and Irkutsk regions": each name before the plural is a
// region's.
func (d *Drafter) ofRegions(r *reading, s scene) (geo.Candidate, bool) {
	if s.best().Place.Class == geo.PlaceRegion {
		return geo.Candidate{}, false
	}
	joined := false
	for at := s.to; at <= s.to+6; at++ {
		switch word := r.low(at); word {
		case "regions", "oblasts", "provinces":
			if !joined {
				return geo.Candidate{}, false
			}
			from, to := r.t.words(s.from, s.to)
			found := d.places.Geocode(r.t.raw[from:to]+" region", 1)
			if len(found) == 0 || found[0].Place.Class != geo.PlaceRegion {
				return geo.Candidate{}, false
			}
			return found[0], true
		case "and", ",":
			joined = true
		default:
			if !r.t.tokens[min(at, len(r.t.tokens)-1)].upper {
				return geo.Candidate{}, false
			}
		}
	}
	return geo.Candidate{}, false
}

// joinListed takes a weak find for a scene where it stands in one list with one: "Brussels
// and Liège airports".
func (r *reading) joinListed() {
	kept := r.beside[:0]
	for _, s := range r.beside {
		joined := !s.best().NotScene() && !r.ends(s) && (r.low(s.to) == "and" || r.low(s.to) == "та" || r.low(s.to) == "і" || r.low(s.to) == "и") &&
			slices.ContainsFunc(r.scenes, func(o scene) bool { return o.from == s.to+1 && o.best().Place.Country == s.best().Place.Country })
		if !joined {
			kept = append(kept, s)
			continue
		}
		at := slices.IndexFunc(r.scenes, func(o scene) bool { return o.from > s.from })
		r.scenes = slices.Insert(r.scenes, at, s)
	}
	r.beside = kept
}

// leaveHolders moves a place that only says where the next one is out of the scenes:
// "Krasnodar's Ilsky refinery".
func (r *reading) leaveHolders() {
	kept := r.scenes[:0]
	for i, s := range r.scenes {
		if r.low(s.to) == "'s" && i+1 < len(r.scenes) && r.scenes[i+1].from-s.to <= 2 {
			r.beside = append(r.beside, s)
			continue
		}
		kept = append(kept, s)
	}
	r.scenes = kept
}

// standsIn reports a word that stands for a weapon of the sentence before as what fell or
// entered: "one of them fell on a road", "the latest one was found".
func (r *reading) standsIn(before *reading) bool {
	if before.paragraph < r.paragraph-1 || !before.armed() && !before.aloft {
		return false
	}
	for _, m := range r.all("fallen", "found", "incursion") {
		for at := max(m.from-3, r.from); at < m.from; at++ {
			switch r.low(at) {
			case "one", "another", "it", "them", "один", "одна", "их", "них":
				return true
			}
		}
	}
	return false
}

// surname reports a name that is a person's behind an office: "governor Oleg Nikolayev".
func (r *reading) surname(m geo.Mention) bool {
	at := r.t.tokenAt(m.From)
	first := at - 1
	if first < r.from || !r.t.tokens[first].upper || !r.t.tokens[first].word {
		return false
	}
	for _, office := range []string{"body", "party"} {
		if _, ok := r.endingAt(first-1, office); ok {
			return true
		}
	}
	switch r.low(first - 1) {
	case "head", "minister", "spokesman", "spokeswoman", "analyst", "commander", "general", "mr", "глава", "голова", "министр", "міністр":
		return true
	}
	return false
}

// addSeas makes scenes of seas in short: "over the Baltic".
func (d *Drafter) addSeas(r *reading) {
	for _, m := range r.all("sea") {
		taken := func(s scene) bool { return s.from < m.to && s.to > m.from }
		next := r.t.tokens[min(m.to, len(r.t.tokens)-1)]
		if r.low(m.from-1) != "the" || slices.ContainsFunc(r.scenes, taken) || slices.ContainsFunc(r.beside, taken) ||
			m.to < r.to && (next.upper || set("states countries nations coast port ports republics")[next.low]) {
			continue
		}
		if found := d.places.Geocode(m.value, 1); len(found) > 0 && found[0].Place.Class == geo.PlaceSea {
			at := slices.IndexFunc(r.scenes, func(s scene) bool { return s.from > m.from })
			if at < 0 {
				at = len(r.scenes)
			}
			r.scenes = slices.Insert(r.scenes, at, scene{m.from, m.to, found})
		}
	}
}

// returnSeas makes a scene of a sea that was only taken for where another place lies, if that
// place plays another part: "a tanker bound for Novorossiysk was hit in the Black Sea".
func (r *reading) returnSeas() {
	if len(r.scenes) > 0 {
		return
	}
	kept := r.beside[:0]
	for _, s := range r.beside {
		if best := s.best(); best.Place.Class == geo.PlaceSea && slices.Contains(best.Reasons, geo.ReasonContainer) {
			r.scenes = append(r.scenes, s)
			continue
		}
		kept = append(kept, s)
	}
	r.beside = kept
}

// leaveContradicted takes out places that the region named right behind them does not hold:
// "Kirovsky district of the Leningrad region" is none in Crimea.
func (r *reading) leaveContradicted() {
	regions := append(slices.Clip(r.scenes), r.beside...)
	r.scenes = slices.DeleteFunc(r.scenes, func(s scene) bool {
		best := s.best().Place
		return best.Class != geo.PlaceRegion && best.Admin1 != "" && slices.ContainsFunc(regions, func(o scene) bool {
			region := o.best().Place
			return region.Class == geo.PlaceRegion && o.from >= s.to && o.from-s.to <= 3 && region.Admin1 != "" && region.Admin1 != best.Admin1 && r.district(s.to, o.from)
		})
	})
}

// district reports a word for a district between a name and the region it lies in.
func (r *reading) district(from, to int) bool {
	for at := from; at < to; at++ {
		switch word := r.low(at); {
		case word == "district", strings.HasPrefix(word, "район"):
			return true
		}
	}
	return false
}

// leaveNames takes out places that are the name of works elsewhere: "the Kronstadt drone
// works in Dubna".
func (r *reading) leaveNames() {
	kept := r.scenes[:0]
	for i, s := range r.scenes {
		if i+1 < len(r.scenes) {
			next := r.scenes[i+1]
			if gap := next.from - s.to; gap >= 2 && gap <= 5 && r.low(next.from-1) == "in" && r.hasWithin(s.to, next.from, "target") && !r.separated(s.to, next.from) &&
				coarseness(next.best()) <= 1 && kilometres(s.best(), next.best()) > 60 {
				continue
			}
		}
		kept = append(kept, s)
	}
	r.scenes = kept
}

var cityWords = set("місто місту місті міста город городу городе города")

// standsFor makes a scene of "the city", for the town the sentence before named.
func (r *reading) standsFor(before *memory) {
	if before.place == nil || r.index-before.placed > 1 || before.place.best().Place.Class != geo.PlaceCity {
		return
	}
	for at := r.from + 1; at < r.to; at++ {
		first := at - 1
		switch word := r.low(at); {
		case (word == "city" || word == "town") && r.low(at-1) == "the" && r.low(at+1) != "of":
		case cityWords[word]:
			first = at
		default:
			continue
		}
		here := scene{from: first, to: at + 1, candidates: before.place.candidates}
		next := slices.IndexFunc(r.scenes, func(s scene) bool { return s.from > at })
		if next < 0 {
			next = len(r.scenes)
		}
		r.scenes = slices.Insert(r.scenes, next, here)
		return
	}
}

// tokenAt returns the token that holds a byte, or the last one before it.
func (t *text) tokenAt(at int) int {
	return max(sort.Search(len(t.tokens), func(i int) bool { return t.tokens[i].from > at })-1, 0)
}

// low returns the text of a token, "" outside the sentence.
func (r *reading) low(i int) string {
	if i < r.from || i >= r.to {
		return ""
	}
	return r.t.tokens[i].low
}

// all returns the matches of any of some tags, in order.
func (r *reading) all(tags ...string) []match { return r.within(r.from, r.to, tags...) }

// within is all between two tokens.
func (r *reading) within(from, to int, tags ...string) []match {
	var found []match
	for _, m := range r.matches {
		if m.from < from || m.to > to {
			continue
		}
		for _, tag := range tags {
			if m.name == tag {
				found = append(found, m)
			}
		}
	}
	return found
}

// has reports whether one of some tags is in the sentence.
func (r *reading) has(tags ...string) bool { return r.hasWithin(r.from, r.to, tags...) }

func (r *reading) hasWithin(from, to int, tags ...string) bool {
	for _, m := range r.matches {
		if m.from < from || m.to > to {
			continue
		}
		for _, tag := range tags {
			if m.name == tag {
				return true
			}
		}
	}
	return false
}

// endingAt returns the match of a tag whose last token is at.
func (r *reading) endingAt(at int, tag string) (match, bool) {
	for _, m := range r.matches {
		if m.name == tag && m.to == at+1 {
			return m, true
		}
	}
	return match{}, false
}

// startingAt returns the match of a tag that begins at a token.
func (r *reading) startingAt(at int, tag string) (match, bool) {
	for _, m := range r.matches {
		if m.name == tag && m.from == at {
			return m, true
		}
	}
	return match{}, false
}

// inDate reports whether a token is part of a time.
func (r *reading) inDate(at int) bool {
	for _, m := range r.moments {
		if m.from <= at && at < m.to {
			return true
		}
	}
	return false
}

// nearest returns the match closest to a token, of those that pass, and its distance.
func nearest(matches []match, at int) (match, int) {
	best, distance := match{}, 1<<30
	for _, m := range matches {
		d := 0
		switch {
		case at < m.from:
			d = m.from - at
		case at >= m.to:
			d = at - m.to + 1
		}
		if d < distance {
			best, distance = m, d
		}
	}
	return best, distance
}
