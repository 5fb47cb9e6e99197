package draft

import (
	"time"

	"strikemap/geo"
)

// moment is a time as a sentence names it. Days are civil days, kept as midnight UTC.
type moment struct {
	from, to  int       // tokens, half-open
	day       time.Time // zero: only a part of a day was named
	last      time.Time // last day of a longer span; zero for a single day
	unit      string    // "day", "month" or "span"; empty where no day was named
	part      string    // of the day: night, nightof, early, dawn, morning, afternoon, evening, or empty
	hour      int       // of a clock time, -1 for none
	minute    int       // of a clock time, -1 if only the hour is meant
	zone      string    // of a clock time, where it names one
	statement bool      // dates what was said, not what happened
	behind    bool      // dates only what is told behind it: "a day after a raid on Ust-Luga"
	over      bool      // dates the end of it: "reopened on Saturday"
	since     bool      // "since August": a beginning, not a day
	weekday   bool      // named by its weekday, so within the week before publication
	past      bool      // named as past: "last month", "in September", "three weeks ago"
}

// when turns a moment into a span of time in a zone, counting parts of a day without a
// date from an anchor day. A night belongs to the morning it ends on.
func (m moment) when(anchor time.Time, zone string, t *text) geo.When {
	day := m.day
	if day.IsZero() {
		day = anchor
	}
	w := geo.When{Zone: zone, Phrase: t.raw[t.tokens[m.from].from:t.tokens[m.to-1].to]}
	if m.zone != "" {
		zone = m.zone
	}
	local, err := time.LoadLocation(zone)
	if err != nil {
		local = time.UTC
	}
	at := func(days, hour, minute int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day()+days, hour, minute, 0, 0, local).UTC()
	}
	if m.hour >= 0 {
		days := 0
		if (m.part == "nightof" || m.part == "night") && m.hour >= 20 {
			days = -1
		}
		w.From, w.To, w.Precision = at(days, m.hour, 0), at(days, m.hour+1, 0), "hour"
		if m.minute >= 0 {
			w.From, w.Precision = at(days, m.hour, m.minute), "minute"
			w.To = w.From.Add(time.Minute)
		}
		return w
	}
	w.Precision = "part-of-day"
	switch m.part {
	case "night", "nightof":
		w.From, w.To = at(-1, 20, 0), at(0, 8, 0)
	case "late":
		w.From, w.To = at(0, 18, 0), at(1, 6, 0)
	case "early":
		w.From, w.To = at(0, 0, 0), at(0, 8, 0)
	case "dawn", "morning":
		w.From, w.To = at(0, 4, 0), at(0, 12, 0)
	case "afternoon":
		w.From, w.To = at(0, 12, 0), at(0, 18, 0)
	case "evening":
		w.From, w.To = at(0, 18, 0), at(1, 0, 0)
	default:
		w.From, w.To, w.Precision = at(0, 0, 0), at(1, 0, 0), "day"
		if !m.last.IsZero() {
			w.To = time.Date(m.last.Year(), m.last.Month(), m.last.Day()+1, 0, 0, 0, 0, local).UTC()
		}
		if m.unit == "month" || m.unit == "span" {
			w.Precision = "month"
		}
	}
	return w
}

// join puts a day without a part together with the nearest part or clock time without a day,
// and drops the second.
func join(found []moment) []moment {
	for i := range found {
		day := &found[i]
		if day.unit != "day" || day.part != "" || day.hour >= 0 || day.statement || day.since || day.over {
			continue
		}
		j := -1
		for k, loose := range found {
			if loose.unit == "" && !loose.over && (j < 0 || apart(*day, loose) < apart(*day, found[j])) {
				j = k
			}
		}
		if j < 0 {
			continue
		}
		loose := found[j]
		day.part, day.hour, day.minute, day.zone = loose.part, loose.hour, loose.minute, loose.zone
		if day.part == "night" {
			day.part = "nightof"
		}
		return append(found[:j:j], found[j+1:]...)
	}
	return found
}

// apart is how many tokens stand between two times.
func apart(a, b moment) int { return max(a.from-b.to, b.from-a.to) }

// isSince keeps to words that mean a beginning; others of the tag are prepositions that
// mean one only before a month.
func isSince(word string) bool {
	return word == "since" || word == "from" || word == "починаючи" || word == "начиная"
}
