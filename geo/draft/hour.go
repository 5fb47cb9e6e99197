package draft

import (
	"strconv"
	"strings"
)

// clock reads "at 4:23", "about 3 a.m." and "о 4:30"; a bare number only with a.m. or
// p.m.
func (p *dateParser) clock(i int) (moment, bool) {
	lead, ok := p.tag(i, "clock")
	if !ok {
		if lead, ok = p.tag(i, "about"); !ok {
			return moment{}, false
		}
	}
	hourText, minuteText, exact := strings.Cut(p.low(lead.to), ":")
	hour, err := strconv.Atoi(hourText)
	if err != nil || hour > 23 {
		return moment{}, false
	}
	m := moment{from: i, to: lead.to + 1, hour: hour, minute: -1}
	if exact {
		if m.minute, err = strconv.Atoi(minuteText); err != nil || m.minute > 59 {
			return moment{}, false
		}
	}
	half, to := p.halfOfDay(m.to)
	if half == "" && !exact {
		return moment{}, false
	}
	m.to = to
	if half == "p" && hour < 12 {
		m.hour += 12
	}
	if half == "a" && hour == 12 {
		m.hour = 0
	}
	if words := p.t.tokens[lead.from:lead.to]; len(words) > 1 || words[0].low == "about" || words[0].low == "around" || words[0].low == "около" || words[0].low == "близько" {
		m.minute = -1 // about a minute is an hour
	}
	if zone, ok := p.tag(m.to, "zone"); ok {
		m.to = zone.to
		if zone.value != "local" {
			m.zone = zone.value
		}
	}
	return m, true
}

// halfOfDay reads a.m. or p.m. in any spelling and returns its first letter.
func (p *dateParser) halfOfDay(i int) (string, int) {
	switch word := p.low(i); word {
	case "am", "pm":
		return word[:1], i + 1
	case "a", "p":
		if p.low(i+1) == "." && p.low(i+2) == "m" {
			to := i + 3
			if p.low(to) == "." {
				to++
			}
			return word, to
		}
	}
	return "", i
}
