package draft

import (
	"strconv"
	"strings"

	"strikemap/geo"
)

// amount is a quantity over a half-open range of tokens.
type amount struct {
	geo.Quantity
	from, to int
}

// readAmounts returns the numbers of things a sentence gives.
func (r *reading) readAmounts() []amount {
	var found []amount
	for _, noun := range r.all("measure") {
		a, ok := r.amountBefore(noun)
		if !ok && (noun.value == "killed" || noun.value == "injured") {
			a, ok = r.amountAfter(noun)
		}
		if !ok || len(found) > 0 && a.from < found[len(found)-1].to {
			continue
		}
		from, to := r.t.words(a.from, a.to)
		a.Measure, a.Phrase, a.Scope = noun.value, r.t.raw[from:to], "incident"
		a.Label, a.Unit = measureLabels[noun.value], r.unit(noun)
		if noun.value == "distance" || noun.value == "volume" {
			a.Scope = "wider"
		}
		found = append(found, a)
	}
	return found
}

// measureLabels are our words for what is counted.
var measureLabels = map[string]string{
	"killed": "people killed", "injured": "people injured", "missing": "people missing", "aircraft": "aircraft", "drones": "drones",
	"missiles": "missiles", "balloons": "balloons", "objects": "objects", "vessels": "vessels", "tanks": "tanks",
	"fire-area": "area on fire", "duration": "duration", "distance": "distance", "explosions": "explosions",
	"flights-affected": "flights affected", "volume": "volume",
}

// unit returns the unit of a measured noun; things counted have none.
func (r *reading) unit(noun match) string {
	word := r.low(noun.from)
	switch noun.value {
	case "fire-area":
		switch {
		case strings.HasPrefix(word, "hectare") || word == "га":
			return "ha"
		case r.low(noun.from+1) == "kilometres" || r.low(noun.from+1) == "kilometers":
			return "km2"
		}
		return "m2"
	case "distance":
		switch word {
		case "miles":
			return "mi"
		case "nautical":
			return "nmi"
		}
		return "km"
	case "duration":
		switch {
		case strings.HasPrefix(word, "hour") || strings.HasPrefix(word, "годин") || strings.HasPrefix(word, "час"):
			return "h"
		case strings.HasPrefix(word, "second"):
			return "s"
		}
		return "min"
	case "volume":
		return word
	}
	return ""
}

// between are how many words may stand between a number and its noun: "20 Russian
// attack drones".
const between = 3

// amountBefore reads the number that leads to a noun.
func (r *reading) amountBefore(noun match) (amount, bool) {
	for at := noun.from - 1; at >= r.from && noun.from-at <= between+2; at-- {
		if word := r.low(at); word == "," || word == ";" || word == "." || r.verbAt(at) {
			break
		}
		if a, ok := r.numberEndingAt(at); ok {
			return r.qualified(a, noun.to), !r.oneOf(noun, a)
		}
		if m, ok := r.endingAt(at, "vague"); ok {
			a := amount{from: m.from, to: noun.to}
			a.Qualifier = "vague"
			return a, true
		}
		if m, ok := r.endingAt(at, "measure"); ok && m.from != noun.from {
			break
		}
	}
	return amount{}, false
}

// verbAt reports a word of happening or saying at a token, which no number reaches over.
func (r *reading) verbAt(at int) bool {
	for _, tag := range []string{"found", "say", "strike", "incursion", "intercept"} {
		if _, ok := r.endingAt(at, tag); ok {
			return true
		}
	}
	return false
}

// oneOf reports an English noun in the singular behind a number that is not one: the
// number counts something else.
func (r *reading) oneOf(noun match, a amount) bool {
	word := r.low(noun.to - 1)
	switch noun.value {
	case "drones", "missiles", "balloons", "objects", "tanks", "explosions", "vessels":
		return word[0] < 0x80 && !strings.HasSuffix(word, "s") && a.Max != nil && *a.Max > 1
	}
	return false
}

// amountAfter reads the number behind a verb: "killed at least three people".
func (r *reading) amountAfter(verb match) (amount, bool) {
	for at := verb.to; at < r.to && at-verb.to <= between; at++ {
		if a, ok := r.numberEndingAt(at); ok {
			end := a.to
			if people, ok := r.startingAt(end, "people"); ok {
				end = people.to
			}
			return r.qualified(a, end), true
		}
	}
	return amount{}, false
}

// numberEndingAt reads a number, a compound one ("twenty-five") or a range ("six to
// ten"), whose last token is at.
func (r *reading) numberEndingAt(at int) (amount, bool) {
	high, from, ok := r.simpleNumber(at)
	if !ok {
		return amount{}, false
	}
	if tens, start, ok := r.simpleNumber(from - 2); ok && r.low(from-1) == "-" && tens >= 20 && tens <= 90 && high < 10 && r.word(from) {
		high, from = tens+high, start
	}
	a := amount{from: from, to: at + 1}
	a.Qualifier, a.Min, a.Max = "exact", &high, &high
	if joint := r.low(from - 1); joint == "to" || joint == "-" {
		if low, start, ok := r.simpleNumber(from - 2); ok && low < high {
			a.from, a.Qualifier, a.Min = start, "range", &low
		}
	}
	return a, true
}

// word reports whether a token begins with a letter.
func (r *reading) word(i int) bool {
	c := r.low(i)
	return c != "" && (c[0] < '0' || c[0] > '9')
}

// simpleNumber reads digits or a number word that ends with a token.
func (r *reading) simpleNumber(at int) (value float64, from int, ok bool) {
	if m, ok := r.endingAt(at, "number"); ok {
		n, _ := strconv.Atoi(m.value)
		return float64(n), m.from, true
	}
	word := r.low(at)
	if r.low(at-1) == "-" && r.word(at-2) && r.t.tokens[at-1].to == r.t.tokens[at].from {
		return 0, at, false // the number of a type: F-16
	}
	if word == "" || word[0] < '0' || word[0] > '9' || strings.Contains(word, ":") || r.inDate(at) {
		return 0, at, false
	}
	n, err := strconv.ParseFloat(plainDigits(word), 64)
	return n, at, err == nil
}

// plainDigits writes a number as Go reads it: a comma before exactly three digits parts
// thousands, any other is a decimal one; spaces part thousands.
func plainDigits(word string) string {
	word = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(word)
	parts := strings.Split(word, ",")
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return strings.Replace(word, ",", ".", 1)
		}
	}
	return strings.Join(parts, "")
}

// qualified takes in the words before a number that loosen it.
func (r *reading) qualified(a amount, to int) amount {
	a.to = to
	if a.Qualifier == "range" {
		return a
	}
	at := a.from - 1
	for _, kind := range []struct{ tag, qualifier string }{{"about", "about"}, {"more", "more-than"}, {"atleast", "at-least"}, {"upto", "up-to"}} {
		m, ok := r.endingAt(at, kind.tag)
		if !ok {
			continue
		}
		a.from, a.Qualifier = m.from, kind.qualifier
		switch kind.qualifier {
		case "more-than", "at-least":
			a.Max = nil
		case "up-to":
			a.Min = nil
		}
		break
	}
	return a
}
