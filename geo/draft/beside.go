package draft

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// playsAnotherPart reports a place that is named for something else than what happened
// there: where a speaker sits, where a firm is at home, where a ship was going.
func (r *reading) playsAnotherPart(s scene) bool {
	return r.dateline(s) || r.borders(s) || r.seatOfSpeaker(s) || r.officeOf(s) || r.capitalOwns(s) || r.capitalActs(s) || r.capitalHosts(s) ||
		r.home(s) || r.voyage(s) || r.takesOff(s) || r.launchedFrom(s) || r.peopleOf(s) || r.ends(s) || r.leftBy(s) || r.seatOfState(s) || r.locates(s)
}

// reportedFrom reports "damage was reported from Izium": the words of an origin, and yet where
// it happened.
func (r *reading) reportedFrom(s scene) bool {
	if r.low(s.from-1) != "from" {
		return false
	}
	switch r.low(s.from - 2) {
	case "reported", "damage", "casualties", "explosions", "fires":
		return true
	}
	return false
}

// capitalOwns reports a capital that stands for its state: "Kyiv's drones".
func (r *reading) capitalOwns(s scene) bool {
	_, capital := r.startingAt(s.from, "capital")
	return capital && r.low(s.to) == "'s" && s.best().Place.Class == geo.PlaceCity && r.hasWithin(s.to, min(s.to+5, r.to), "means", "body", "strike")
}

// dateline reports the place a report was filed from: "MOSCOW, Oct 16", "ST PETERSBURG -",
// each of "SARATOV/KYIV, Sept 16 -", "Kyiv, 4 November -".
func (r *reading) dateline(s scene) bool {
	if s.from == r.from && r.filed(s) {
		return true
	}
	from, to := r.t.words(s.from, s.to)
	word := r.t.raw[from:to]
	if len(word) <= 3 || word != strings.ToUpper(word) {
		return false
	}
	if s.from != r.from { // the second of two
		n := len(r.beside)
		if slash := r.low(s.from - 1); slash != "/" && slash != "and" || n == 0 || r.beside[n-1].from != r.from || r.beside[n-1].to != s.from-1 {
			return false
		}
	}
	switch r.low(s.to) {
	case ",", "(", "-", "/", ".", "and":
		return true
	}
	return false
}

// filed reports a day and a dash right behind the first place of a sentence.
func (r *reading) filed(s scene) bool {
	if r.low(s.to) != "," {
		return false
	}
	for at := s.to + 1; at <= s.to+2; at++ {
		if month, ok := r.startingAt(at, "month"); ok {
			for end := month.to; end <= month.to+2; end++ {
				if word := r.low(end); word == "-" || word == "(" {
					return true
				}
			}
		}
	}
	return false
}

// officeOf reports a place in the name of an office: "the Krasnodar regional ...".
func (r *reading) officeOf(s scene) bool {
	switch r.low(s.to) {
	case "regional", "crisis", "emergency", "operational", "provincial":
		return true
	}
	return false
}

var (
	sitters = set("command spokesman spokeswoman officials official counterpart source sources diplomat diplomats analyst analysts agency ministry envoy")
	venues  = set("television radio tv parliament lawmakers speaking spoke reporters journalists conference briefing interview meeting ceremony summit rally conversation talks")
)

// seatOfSpeaker reports a place that a speaker sits in: "the command in Kyiv said".
func (r *reading) seatOfSpeaker(s scene) bool {
	if r.low(s.from-1) != "in" {
		return false
	}
	if _, said := r.endingAt(s.from-2, "say"); said && r.hasWithin(s.from, s.to, "capital") || venues[r.low(s.from-2)] {
		return true // "the president said in Kyiv", "at a ceremony in Lublin"
	}
	says, ok := r.startingAt(s.to, "say")
	if !ok || r.low(says.from) == "say" {
		return false
	}
	for _, office := range []string{"body", "party"} {
		if _, ok := r.endingAt(s.from-2, office); ok {
			return true
		}
	}
	return sitters[r.low(s.from-2)]
}

var compass = set("north south east west northeast northwest southeast southwest outside")

// borders reports whether a place only bounds another: "which borders Belarus", "the
// border with Poland".
func (r *reading) borders(s scene) bool {
	switch before := r.low(s.from - 1); before {
	case "borders", "bordering", "neighbouring", "neighboring", "governs", "governing", "heads", "runs":
		return true
	case "to", "for":
		switch r.low(s.from - 2) {
		case "way", "route", "approach", "approaches", "approaching", "bound", "headed", "heading", "sailing", "destined":
			return true // where it was going
		}
	case "of":
		_, points := compass[r.low(s.from-2)]
		return points
	case "with":
		return r.low(s.from-2) == "border" || r.low(s.from-2) == "frontier"
	case "з", "с", "із":
		word := r.low(s.from - 2)
		return strings.HasPrefix(word, "кордон") || strings.HasPrefix(word, "границ") || word == "межує"
	case "and", "и", "і", "та", "й": // "the border with Russia and Belarus"
		n := len(r.beside)
		return n > 0 && r.beside[n-1].to == s.from-1 && slices.Contains(r.beside[n-1].best().Reasons, geo.ReasonBorder)
	}
	return false
}

// capitalActs reports a capital that stands for its state as the one who says or does
// something: "Moscow calls the attacks terrorism", "Kyiv fired missiles", but not "Kyiv was
// hit".
func (r *reading) capitalActs(s scene) bool {
	if capital, ok := r.startingAt(s.from, "capital"); !ok || capital.to < s.to { // "Oslo Airport"
		return false
	}
	switch r.low(s.from - 1) {
	case "accused", "accuses", "blamed", "blames", "urged", "urges", "asked", "told", "warned", "thanked", "criticised", "helped", "against", "with":
		return true // "accused Kyiv of attacking a pipeline"
	case "in", "on", "at", "near", "over", "of", "outside", "around", "above", "across", "from", "hit", "struck":
		return false
	}
	at := s.to
	if r.low(at) == "and" { // "Kyiv and Moscow trade blame"
		if other, ok := r.startingAt(at+1, "capital"); ok {
			at = other.to
		}
	}
	for r.low(at) == "also" || r.low(at) == "itself" || r.low(at) == "now" {
		at++
	}
	switch r.low(at) {
	case "has", "have", "had":
		return r.low(at+1) != "been" && r.low(at+2) != "been"
	}
	if r.low(at+1) == "by" {
		return false // "Kyiv hit by drones"
	}
	for _, tag := range []string{"say", "deny", "nocomment", "declined", "blame", "own", "act", "launch"} {
		if _, ok := r.startingAt(at, tag); ok {
			return true
		}
	}
	return false
}

// capitalHosts reports a capital that only frames who speaks for the nation: "In Kyiv, the
// general staff said", but not "In Kyiv, the mayor said".
func (r *reading) capitalHosts(s scene) bool {
	if _, ok := r.startingAt(s.from, "capital"); !ok || s.from != r.from+1 || r.low(s.from-1) != "in" {
		return false
	}
	at := s.to
	if r.low(at) == "," {
		at++
	}
	for _, m := range r.within(at, min(at+5, r.to), "body", "party") {
		return !localOffice(m.value) && m.value != "media" && r.hasWithin(m.to, min(m.to+4, r.to), "say")
	}
	return false
}

var homes = set("based led registered headquartered flagged bound owned installed appointed backed controlled trained born operated run")

// home reports a place that says whose or whence somebody is: "its Athens-based manager",
// "the Moscow-installed head".
func (r *reading) home(s scene) bool {
	if r.low(s.to) == "-" && homes[r.low(s.to+1)] {
		return true
	}
	switch r.low(s.from - 2) {
	case "based", "headquartered", "registered", "headquarters", "office", "offices":
		return r.low(s.from-1) == "in"
	}
	return false
}

var voyages = set("load loaded called calling calls bound sailed sailing departed depart left destined unload discharge")

// voyage reports a port that only tells of a ship's way: "on its way to load crude at
// Novorossiysk", "had called at Ust-Luga".
func (r *reading) voyage(s scene) bool {
	for at := s.from - 1; at >= max(s.from-5, r.from); at-- {
		word := r.low(at)
		if voyages[word] {
			return r.has("target") || r.has("measure")
		}
		if _, ok := r.endingAt(at, "strike"); ok || word == "," || word == "when" || word == "while" || word == "and" {
			return false
		}
	}
	return false
}

// takesOff reports where the aircraft that met something came from: "taken off from Laage near
// Rostock", "stationed at Ämari".
func (r *reading) takesOff(s scene) bool {
	for at := s.from - 1; at >= max(s.from-6, r.from); at-- {
		switch word := r.low(at); word {
		case "off":
			if before := r.low(at - 1); before == "taken" || before == "took" || before == "takes" || before == "taking" {
				return true
			}
		case "stationed", "deployed":
			return true
		case ",", "over", "when", "while", "after":
			return false
		}
	}
	return false
}

var fighters = set("defenders defender veterans veteran survivors оборонці оборонців оборонець захисники захисників захисник защитники защитников защитник ветерани ветеранів ветераны ветеранов")

// peopleOf reports a place that tells who somebody is: "defenders of Mariupol".
func (r *reading) peopleOf(s scene) bool {
	at := s.from - 1
	for r.low(at) == "of" || r.low(at) == "the" {
		at--
	}
	return fighters[r.low(at)]
}

var joints = set(", : ( ) - – — / of the and та і й и рф обидва оба")

// launchedFrom reports one of the places that drones were sent from: "із напрямків: Курськ,
// Орел (рф), Міллерово", "from the directions of Kursk and Oryol".
func (r *reading) launchedFrom(s scene) bool {
	at := s.from - 1
	for at > r.from {
		if n := slices.IndexFunc(r.beside, func(b scene) bool { return b.to == at+1 }); n >= 0 {
			at = r.beside[n].from - 1
		} else if joints[r.low(at)] {
			at--
		} else {
			break
		}
	}
	word := r.low(at)
	if !strings.HasPrefix(word, "напрям") && !strings.HasPrefix(word, "направлени") && word != "direction" && word != "directions" {
		return false
	}
	if r.low(at-1) == "the" {
		at--
	}
	switch r.low(at - 1) {
	case "з", "із", "зі", "с", "со", "from":
		return true
	}
	return false
}

// ends reports the ends of a line or a way: "the track between Warsaw and Lublin".
func (r *reading) ends(s scene) bool {
	if r.low(s.from-1) == "between" && r.low(s.to) == "and" {
		return true
	}
	n := len(r.beside)
	return n > 0 && r.low(s.from-1) == "and" && r.beside[n-1].to == s.from-1 && r.low(r.beside[n-1].from-1) == "between"
}

var movers = set("moved evacuated evacuate brought led taken move moving evacuating")

// anyOf reports one of some words between two tokens.
func (r *reading) anyOf(words map[string]bool, from, to int) bool {
	for at := from; at < to; at++ {
		if words[r.low(at)] {
			return true
		}
	}
	return false
}

// leftBy reports a place that people had to leave: "moved 200 people out of the village of X".
func (r *reading) leftBy(s scene) bool {
	for at := s.from - 1; at > max(s.from-6, r.from); at-- {
		if r.low(at) == "of" && r.low(at-1) == "out" {
			return r.anyOf(movers, max(at-8, r.from), at)
		}
		if _, ok := r.endingAt(at, "strike"); ok || r.low(at) == "," {
			return false
		}
	}
	return false
}

var sites = set("in at near on over inside above outside the hit struck в во у над на по біля возле")

// seatOfState reports a seat of power named as who speaks, not as a site: "пресс-секретарь
// Кремля", but not "a drone over the Kremlin".
func (r *reading) seatOfState(s scene) bool {
	return s.best().Place.Class == "government" && (!sites[r.low(s.from-1)] || r.low(s.from-1) == "the" && !sites[r.low(s.from-2)])
}

// locates reports a town that only says where the place before it lies: "in Hvardiiske, near
// Simferopol".
func (r *reading) locates(s scene) bool {
	switch r.low(s.from - 1) {
	case "near", "outside", "під", "под", "біля", "возле", "поблизу", "вблизи", "неподалік":
	default:
		return false
	}
	n := len(r.scenes)
	if n == 0 {
		return false
	}
	last := r.scenes[n-1]
	return coarseness(last.best()) <= coarseness(s.best()) && (last.to == s.from-1 || last.to == s.from-2 && r.low(s.from-2) == ",")
}
