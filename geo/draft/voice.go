package draft

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// voice is a party as a sentence names it.
type voice struct {
	from, to int    // tokens, half-open
	code     string // party code; empty for a local official whose place is not known yet
	office   string // of an official without a code: "governor", "mayor", "mod"
	rank     string // the office of a nation's body, as the word lists call it
	country  string // ISO 3166-1 alpha-2, or empty
	name     string // for a party that is not registered
	kind     string // of such a party
	says     bool   // stands beside a word of saying
	seat     *scene // of a local official, as the sentence names it
}

// readVoices finds who speaks or acts in a sentence.
func (d *Drafter) readVoices(r *reading) []voice {
	var voices []voice
	for _, m := range r.matches {
		var v voice
		ok := false
		switch m.name {
		case "party":
			v, ok = d.registered(m), true
		case "body":
			v, ok = d.body(r, m)
		case "nation", "capital":
			v, ok = r.state(m)
		}
		if ok && v.kind != "" && m.value == "embassy" {
			if twin, found := d.otherEmbassy(r, v); found {
				voices = append(voices, twin)
			}
		}
		if ok && (len(voices) == 0 || v.from >= voices[len(voices)-1].to) {
			voices = append(voices, v)
		}
	}
	for i := range voices {
		r.leaveSeat(voices[i])
		voices[i].says = r.says(voices, i)
	}
	return voices
}

// leaveSeat takes the place in a local office's name out of the scenes: "the Tver regional
// governor", but not "officials in Tver".
func (r *reading) leaveSeat(v voice) {
	if v.seat == nil {
		return
	}
	for at := v.to; at < v.seat.from; at++ {
		if word := r.low(at); word == "in" || word == "at" || word == "в" || word == "у" {
			return
		}
	}
	if v.from-v.seat.to > 1 || v.seat.from-v.to > 3 { // not next to the office
		return
	}
	r.scenes = slices.DeleteFunc(r.scenes, func(s scene) bool {
		if s.from != v.seat.from {
			return false
		}
		r.beside = append(r.beside, s)
		return true
	})
}

func (d *Drafter) registered(m match) voice {
	p := d.parties[m.value]
	return voice{from: m.from, to: m.to, code: m.value, country: p.Country, name: p.Name, kind: p.Kind}
}

// body reads an office with its nation or place: "the Polish army", "defence ministry of
// Romania", "governor of the Rostov region", "the regional governor".
func (d *Drafter) body(r *reading, m match) (voice, bool) {
	v := voice{from: m.from, to: m.to, office: m.value}
	if nation, ok := r.nationOf(m); ok {
		v.country = nation.value
		v.from, v.to = min(v.from, nation.from), max(v.to, nation.to)
	}
	switch m.value {
	case "governor", "mayor", "authorities", "police", "prosecutors":
		if place, ok := r.seatOf(m); ok {
			v.seat = &place
			return d.local(v, place.best().Place), true
		}
		if v.country == "" || m.value == "governor" || m.value == "mayor" {
			v.code = ""
			return v, true // its place follows from the incident
		}
	case "embassy":
		if place, ok := r.seatOf(m); ok && v.country != "" {
			v = d.national(v)
			v.code += "-" + slugOf(place.best().Place.Name)
			v.name += " in " + place.best().Place.Name
			return v, true
		}
	case "airport-operator", "aviation-agency":
		if v.country == "" {
			return v, m.value == "aviation-agency"
		}
	}
	if v.country == "" {
		return v, true // the nation follows from the text before, or from the incident
	}
	return d.national(v), true
}

// otherEmbassy reads the first of "the Belarusian and Russian embassies in Riga".
func (d *Drafter) otherEmbassy(r *reading, v voice) (voice, bool) {
	n, ok := r.endingAt(v.from-2, "nation")
	if !ok || r.low(v.from-1) != "and" {
		return voice{}, false
	}
	_, seat, _ := strings.Cut(v.code, "-embassy")
	_, place, _ := strings.Cut(v.name, " in ")
	twin := d.national(voice{from: n.from, to: n.to, office: "embassy", country: n.value})
	if seat != "" {
		twin.code, twin.name = twin.code+seat, twin.name+" in "+place
	}
	return twin, true
}

// nationOf returns the nation a body belongs to: close before it, or right behind it.
func (r *reading) nationOf(body match) (match, bool) {
	for at := body.from - 1; at >= body.from-4; at-- {
		if n, ok := r.endingAt(at, "nation"); ok {
			return n, true
		}
		_, says := r.endingAt(at, "say")
		if word := r.low(at); says || word == "," || word == "." || word == "" {
			break
		}
	}
	for at := body.to; at <= body.to+2; at++ {
		if n, ok := r.startingAt(at, "nation"); ok {
			return n, true
		}
		if word := r.low(at); word != "of" && word != "the" && word != "збройних" && word != "сил" {
			break
		}
	}
	return match{}, false
}

// seatOf returns the region or town that a local office is of.
func (r *reading) seatOf(body match) (scene, bool) {
	best, distance := scene{}, 5
	for _, s := range append(append([]scene{}, r.beside...), r.scenes...) {
		switch s.best().Place.Class {
		case geo.PlaceRegion, geo.PlaceCity:
		default:
			continue
		}
		gap := s.from - body.to
		if s.from < body.from {
			gap = body.from - s.to
		} else if !r.linked(body.to, s.from) {
			continue
		}
		if gap < distance {
			best, distance = s, gap
		}
	}
	return best, distance < 5
}

// linked reports whether only words that tie an office to its place stand between two
// tokens: "governor of the".
func (r *reading) linked(from, to int) bool {
	for at := from; at < to; at++ {
		switch r.low(at) {
		case "of", "the", "in", "at", "for", "'s", "в", "у", "по", "russia", "ukraine", "рф":
		default:
			return false
		}
	}
	return true
}

// offices are the names and kinds of parties that are made from an office and a place.
var offices = map[string]struct{ name, kind string }{
	"operational-command": {"Armed forces", "military"}, "air-force": {"Air force", "military"}, "navy": {"Navy", "military"},
	"mod": {"Ministry of Defence", "ministry"}, "mfa": {"Ministry of Foreign Affairs", "ministry"},
	"interior-ministry": {"Ministry of the Interior", "ministry"}, "transport-ministry": {"Ministry of Transport", "ministry"},
	"energy-ministry": {"Ministry of Energy", "ministry"}, "border-guard": {"Border guard", "security-service"},
	"coast-guard": {"Coast guard", "security-service"}, "police": {"Police", "security-service"}, "president": {"President", "official"},
	"prime-minister": {"Prime minister", "official"}, "defence-minister": {"Defence minister", "official"},
	"foreign-minister": {"Foreign minister", "official"}, "interior-minister": {"Interior minister", "official"},
	"authorities": {"Authorities", "regional-authority"}, "governor": {"Governor", "official"}, "mayor": {"Mayor", "official"},
	"embassy": {"Embassy", "official"}, "aviation-agency": {"Civil aviation agency", "state"},
	"airport-operator": {"Airport operator", "company"}, "prosecutors": {"Prosecutors", "state"},
}

// national names the party of a nation's office; where the registry knows it by another
// code, that one is taken.
func (d *Drafter) national(v voice) voice {
	cc := strings.ToLower(v.country)
	v.code = cc + "-" + v.office
	for _, code := range registryCodes[v.code] {
		if _, ok := d.parties[code]; ok {
			v.code = code
		}
	}
	office := offices[v.office]
	v.name, v.kind = office.name+" of "+nations[v.country], office.kind
	if v.office == "authorities" {
		v.kind = "state"
	}
	v.office, v.rank = "", v.office
	return v
}

// registryCodes are codes under which the registry may hold an office.
var registryCodes = map[string][]string{
	"pl-operational-command": {"pl-operational-command"}, "ua-operational-command": {"ua-armed-forces"}, "ru-operational-command": {"ru-military"},
	"lt-operational-command": {"lt-armed-forces"}, "lv-operational-command": {"lv-armed-forces"}, "ee-operational-command": {"ee-defence-forces"},
	"se-operational-command": {"se-armed-forces"}, "ru-president": {"ru-president"}, "ru-authorities": {"ru"}, "pl-authorities": {"pl"},
	"lt-president": {"lt-president"}, "de-police": {"de-federal-police"}, "pl-prosecutors": {"pl-prosecutors"}, "ro-authorities": {"ro"},
}

// local names the party of a local office at a place.
func (d *Drafter) local(v voice, place *geo.Place) voice {
	v.country = place.Country
	if place.Control != "" {
		v.country = place.Control
	}
	short := shortName(place.Name)
	cc, slug := strings.ToLower(v.country), slugOf(short)
	v.code = cc + "-" + v.office + "-" + slug
	if v.office == "authorities" {
		for _, ending := range []string{"-officials", "-authorities", "-administration"} {
			if _, ok := d.parties[cc+"-"+slug+ending]; ok {
				v.code = cc + "-" + slug + ending
			}
		}
	}
	office := offices[v.office]
	v.name, v.kind = office.name+" of "+place.Name, office.kind
	v.office = ""
	return v
}

// shortName leaves the word for its division out of a region's name.
func shortName(name string) string {
	for _, word := range []string{" Oblast", " Krai", " Republic", " Region", " Voivodeship", " County", "Republic of "} {
		name = strings.ReplaceAll(name, word, "")
	}
	return name
}

// slugOf writes a name as a party code may be written.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range geo.Fold(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// state reads a nation or its capital as a speaker: "Poland said", "Moscow denied".
func (r *reading) state(m match) (voice, bool) {
	v := voice{from: m.from, to: m.to, code: strings.ToLower(m.value), country: m.value, name: nations[m.value], kind: "state"}
	if m.name == "capital" && r.low(m.from-1) == "in" {
		return v, false
	}
	at := m.to
	for r.inDate(at) || r.low(at) == "has" || r.low(at) == "had" || r.low(at) == "have" || r.low(at) == "also" || r.low(at) == "," || r.low(at) == "on" {
		at++
	}
	for _, tag := range []string{"say", "deny", "nocomment", "declined"} {
		if w, ok := r.startingAt(at, tag); ok && r.low(w.from) != "say" {
			return v, true
		}
	}
	return v, false
}

// reach is how many words may stand between a speaker and the word of saying.
const reach = 9

// says reports whether a voice stands beside a word of saying, no other voice between.
func (r *reading) says(voices []voice, i int) bool {
	v := voices[i]
	if r.low(v.from-1) == "told" {
		return false // is spoken to
	}
	limit := min(v.to+reach, r.to)
	if i+1 < len(voices) {
		limit = min(limit, voices[i+1].from)
	}
	if r.hasWithin(v.to, limit, "say", "deny", "nocomment", "declined", "own", "blame") {
		return true
	}
	start := max(v.from-5, r.from)
	if i > 0 {
		start = max(start, voices[i-1].to)
	}
	for at := start; at < v.from; at++ {
		if word := r.low(at); word == "that" || word == "що" || word == "что" {
			return false // is spoken of
		}
	}
	return r.hasWithin(start, v.from, "say", "nocomment", "declined")
}
