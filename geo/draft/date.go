package draft

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// calendar reads times relative to the day a text was published.
type calendar struct {
	t         *text
	published time.Time // civil day
	told      time.Time // the last day the text named, for "the day before"
	byWeekday bool      // it was named by its weekday
}

// moments returns the times a sentence names. The matches are those of its tokens.
func (c *calendar) moments(s sentence, matches []match) []moment {
	p := dateParser{calendar: c, at: map[int][]match{}, start: s.from, end: s.to}
	for _, m := range matches {
		p.at[m.from] = append(p.at[m.from], m)
	}
	var found []moment
	for i := s.from; i < s.to; i++ {
		if first := c.t.tokens[i].low; p.at[i] == nil && (first[0] < '0' || first[0] > '9') && first != "a" {
			continue
		}
		if got, ok := p.parse(i); ok {
			found = append(found, got)
			if got.unit == "day" && !got.behind {
				p.here = got.day
			}
			i = got.to - 1
		}
	}
	return p.finish(found, matches)
}

// tell remembers the last day a sentence named, for "the same day" in the next one.
func (c *calendar) tell(found []moment) {
	for _, m := range found {
		if m.unit == "day" && !m.since && (!m.statement || !dated(found)) {
			c.told, c.byWeekday = m.day, m.weekday
		}
	}
}

// dated reports times that say when something happened, not when it was said.
func dated(found []moment) bool {
	return slices.ContainsFunc(found, func(m moment) bool { return m.unit == "day" && !m.since && !m.statement })
}

// dateParser reads one sentence. Its methods take the token to begin at and return the
// token after what they read.
type dateParser struct {
	*calendar
	at         map[int][]match
	start, end int       // tokens of the sentence
	here       time.Time // the last day the sentence named so far
}

func (p *dateParser) tag(i int, name string) (match, bool) {
	for _, m := range p.at[i] {
		if m.name == name {
			return m, true
		}
	}
	return match{}, false
}

// low returns a token's text, "" beyond the sentence.
func (p *dateParser) low(i int) string {
	if i < 0 || i >= p.end {
		return ""
	}
	return p.t.tokens[i].low
}

// number reads a whole number of digits or by word.
func (p *dateParser) number(i int) (int, int, bool) {
	if m, ok := p.tag(i, "number"); ok {
		n, _ := strconv.Atoi(m.value)
		return n, m.to, true
	}
	digits := strings.TrimRight(p.low(i), "dhnrst")
	if n, err := strconv.Atoi(digits); err == nil {
		return n, i + 1, true
	}
	return 0, i, false
}

// parse reads a time that begins at a token with a match.
func (p *dateParser) parse(i int) (moment, bool) {
	if m, ok := p.nightOf(i); ok {
		return m, true
	}
	part, isPart := p.tag(i, "part")
	if _, isDay := p.tag(i, "day"); isDay && isPart { // "this morning" is both
		return p.partFirst(part)
	}
	if m, ok := p.date(i); ok {
		p.trailingPart(&m)
		return m, true
	}
	if isPart {
		return p.partFirst(part)
	}
	return p.clock(i)
}

// nightOf reads "on the night of 12 September" and "overnight to Thursday": the night
// that ends on that day; and "the night of 24-25 December".
func (p *dateParser) nightOf(i int) (moment, bool) {
	night, ok := match{}, false
	for _, m := range p.at[i] {
		if m.name == "part" && m.value == "nightof" {
			night, ok = m, true
		}
	}
	if !ok {
		return moment{}, false
	}
	at := p.skip(night.to)
	if first, next, isNumber := p.number(at); isNumber && isRange(p.low(next)) && first <= 31 {
		if m, ok := p.date(p.skip(next + 1)); ok {
			m.from, m.part = i, "nightof"
			return m, true
		}
	}
	m, ok := p.date(at)
	if !ok {
		m = moment{from: i, to: night.to, part: "night", hour: -1}
		if m.part = "night"; p.low(night.to-1) == "на" || p.low(night.to-1) == "of" || p.low(night.to-1) == "to" {
			return moment{}, false
		}
		return m, true
	}
	if isRange(p.low(m.to)) {
		if second, ok := p.date(p.skip(m.to + 1)); ok {
			m.to, m.day = second.to, second.day
		}
	}
	m.from, m.part = i, "nightof"
	return m, true
}

// isRange reports whether a word parts the two days of a night.
func isRange(word string) bool {
	return word == "-" || word == "to" || word == "на" || word == "and" || word == "по" || word == "into"
}

// skip passes over words that stand between a part of a day and its date.
func (p *dateParser) skip(i int) int {
	for n := 0; n < 3; n++ {
		switch p.low(i) {
		case "the", "on", "of", "to", "from", "in", "into", "last", ",", "у", "в", "во", "на", "ніч", "night", "з", "із", "с", "проти":
			i++
		default:
			return i
		}
	}
	return i
}

// partFirst reads a part of a day, with a date behind it or alone.
func (p *dateParser) partFirst(part match) (moment, bool) {
	name := part.value
	if m, ok := p.date(p.skip(part.to)); ok && m.unit == "day" {
		m.from, m.part = part.from, name
		if name == "night" {
			m.part = "nightof"
		}
		return m, true
	}
	switch p.t.tokens[part.to-1].low {
	case "early", "late", "night", "evening", "morning", "afternoon", "dawn": // alone they say too little
		if part.to == part.from+1 {
			return moment{}, false
		}
	}
	m := moment{from: part.from, to: part.to, part: name, hour: -1}
	if _, ok := p.tag(part.from, "day"); ok {
		if today, ok := p.relative(part.from); ok {
			m.day, m.unit = today.day, today.unit
		}
	}
	if name == "nightof" {
		m.part = "night"
	}
	return m, true
}

// trailingPart reads the part of a day behind a date: "Thursday evening".
func (p *dateParser) trailingPart(m *moment) {
	at := m.to
	if p.low(at) == "in" || p.low(at) == "," {
		at++
	}
	for _, start := range []int{m.to, at} {
		for _, part := range p.at[start] {
			if part.name != "part" || m.unit != "day" || m.part != "" {
				continue
			}
			m.to, m.part = part.to, part.value
			if part.value == "night" {
				m.part = "late" // "Thursday night" begins on Thursday
			}
			if part.value == "nightof" {
				m.part = "late"
			}
			if m.day.Equal(p.published) && utf8.RuneLen(firstRune(p.low(start-1))) > 1 && m.part == "late" {
				m.part = "nightof" // "сегодня ночью" is the night just past
			}
		}
	}
}

func firstRune(word string) rune {
	r, _ := utf8.DecodeRuneInString(word)
	return r
}

// date reads a day, a month or a longer span.
func (p *dateParser) date(i int) (moment, bool) {
	for _, read := range []func(int) (moment, bool){p.dayMonth, p.monthDay, p.digits, p.weekdayAt, p.relative, p.counted, p.wholeYear} {
		if m, ok := read(i); ok {
			m.from = i
			m.hour = -1
			return m, true
		}
	}
	return moment{}, false
}

// dayMonth reads "25 December", "25-26 December" (the later day, a span) and "25th of
// December 2025".
func (p *dateParser) dayMonth(i int) (moment, bool) {
	first, at, ok := p.number(i)
	if !ok || first < 1 || first > 31 {
		return moment{}, false
	}
	day := first
	if second, next, ok := p.number(at + 1); ok && p.low(at) == "-" {
		day, at = second, next
	}
	if p.low(at) == "of" {
		at++
	}
	month, ok := p.tag(at, "month")
	if !ok || day < 1 || day > 31 {
		return moment{}, false
	}
	m, _ := strconv.Atoi(month.value)
	year, to := p.year(month.to)
	when, ok := p.civil(year, m, day)
	if !ok {
		return moment{}, false
	}
	got := moment{to: to, day: when, unit: "day"}
	if first != day {
		if start, ok := p.civil(when.Year(), m, first); ok && start.Before(when) {
			got.day, got.last = start, when
		}
	}
	return got, true
}

// monthDay reads "December 25", "Dec. 25, 2025", "September 2025" and "in September".
func (p *dateParser) monthDay(i int) (moment, bool) {
	month, ok := p.tag(i, "month")
	if !ok {
		return moment{}, false
	}
	m, _ := strconv.Atoi(month.value)
	at := month.to
	if p.low(at) == "." {
		at++
	}
	if day, next, ok := p.number(at); ok && day >= 1 && day <= 31 && p.low(next) != ":" {
		year, to := p.year(next)
		when, ok := p.civil(year, m, day)
		return moment{to: to, day: when, unit: "day"}, ok
	}
	if year, to := p.year(month.to); year > 0 {
		return p.wholeMonth(year, m, to)
	}
	switch p.low(i - 1) {
	case "in", "since", "of", "during", "last", "early", "late", "mid", "from", "у", "в", "з", "із", "с", "-", "протягом":
	default:
		return moment{}, false
	}
	year := p.published.Year()
	if m > int(p.published.Month()) {
		year--
	}
	return p.wholeMonth(year, m, month.to)
}

func (p *dateParser) wholeMonth(year, month, to int) (moment, bool) {
	first := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	return moment{to: to, day: first, last: first.AddDate(0, 1, -1), unit: "month", past: true}, true
}

// wholeYear reads "in 2022", "у 2022 році".
func (p *dateParser) wholeYear(i int) (moment, bool) {
	switch p.low(i - 1) {
	case "in", "since", "of", "у", "в", "с", "з":
	default:
		return moment{}, false
	}
	year, to := p.year(i)
	if year == 0 || year > p.published.Year() || p.low(i) == "," {
		return moment{}, false
	}
	if next := p.low(to); next == "році" || next == "году" {
		to++
	}
	first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	return moment{to: to, day: first, last: first.AddDate(1, 0, -1), unit: "span", past: true}, true
}

// year reads a year of four digits, after a comma or not; 0 for none.
func (p *dateParser) year(i int) (year, to int) {
	at := i
	if p.low(at) == "," {
		at++
	}
	if word := p.low(at); len(word) == 4 {
		if n, err := strconv.Atoi(word); err == nil && n >= 1900 && n <= 2100 {
			if next := p.low(at + 1); next == "року" || next == "года" {
				at++
			}
			return n, at + 1
		}
	}
	return 0, i
}

// civil returns a day; without a year the last such day not after the publication.
func (p *dateParser) civil(year, month, day int) (time.Time, bool) {
	open := year == 0
	if open {
		year = p.published.Year()
	}
	when := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if open && when.After(p.published.AddDate(0, 0, 1)) {
		when = time.Date(year-1, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	return when, when.Day() == day && int(when.Month()) == month
}

// digits reads 25.12.2025, 25.12 and 2025-12-25.
func (p *dateParser) digits(i int) (moment, bool) {
	word := p.low(i)
	if len(word) == 4 && p.low(i+1) == "-" && p.low(i+3) == "-" {
		if day, err := time.Parse("2006-1-2", word+"-"+p.low(i+2)+"-"+p.low(i+4)); err == nil {
			return moment{to: i + 5, day: day, unit: "day"}, true
		}
	}
	if day, err := time.Parse("2.1.2006", word); err == nil {
		return moment{to: i + 1, day: day, unit: "day"}, true
	}
	return moment{}, false
}

// weekdayAt reads a weekday: the last such day not after the publication.
func (p *dateParser) weekdayAt(i int) (moment, bool) {
	m, ok := p.tag(i, "weekday")
	if !ok {
		return moment{}, false
	}
	n, _ := strconv.Atoi(m.value)
	back := (int(p.published.Weekday()) - n + 7) % 7
	if back == 0 && (p.low(i-1) == "last" || p.low(i-1) == "минулий" || p.low(i-1) == "прошлый") {
		back = 7
	}
	return moment{to: m.to, day: p.published.AddDate(0, 0, -back), unit: "day", weekday: true}, true
}

// relative reads today, yesterday, last night, the day before, last week.
func (p *dateParser) relative(i int) (moment, bool) {
	if m, ok := p.tag(i, "span"); ok {
		return p.longAgo(m), true
	}
	m, ok := p.tag(i, "day")
	if !ok {
		return moment{}, false
	}
	told := p.told
	if told.IsZero() {
		told = p.published
	}
	got := moment{to: m.to, unit: "day", day: p.published}
	switch m.value {
	case "yesterday":
		got.day = p.published.AddDate(0, 0, -1)
	case "lastnight":
		got.part = "night"
	case "before":
		got.day, got.weekday = told.AddDate(0, 0, -1), p.byWeekday
	case "same":
		got.day, got.weekday = told, p.byWeekday
	case "nextday":
		got.day, got.weekday = told.AddDate(0, 0, 1), p.byWeekday
	}
	return got, true
}

func (p *dateParser) longAgo(m match) moment {
	got := moment{to: m.to, unit: "span", past: true}
	switch m.value {
	case "lastweek":
		monday := p.published.AddDate(0, 0, -(int(p.published.Weekday())+6)%7-7)
		got.day, got.last = monday, monday.AddDate(0, 0, 6)
	case "lastmonth":
		first := time.Date(p.published.Year(), p.published.Month()-1, 1, 0, 0, 0, 0, time.UTC)
		got.day, got.last, got.unit = first, first.AddDate(0, 1, -1), "month"
	case "winter", "spring", "summer", "autumn":
		got.day, got.last = p.season(m.value)
	case "lastyear":
		got.day = time.Date(p.published.Year()-1, 1, 1, 0, 0, 0, 0, time.UTC)
		got.last = got.day.AddDate(1, 0, -1)
	}
	return got
}

// season returns the first and the last day of the last such season that had begun when the
// text was published, by whole months of the north.
func (p *dateParser) season(name string) (first, last time.Time) {
	begins := map[string]time.Month{"winter": time.December, "spring": time.March, "summer": time.June, "autumn": time.September}
	first = time.Date(p.published.Year(), begins[name], 1, 0, 0, 0, 0, time.UTC)
	if first.After(p.published) {
		first = first.AddDate(-1, 0, 0)
	}
	return first, first.AddDate(0, 3, -1)
}

// counted reads "three days ago", from the publication, and "two days earlier", from the
// last day told.
func (p *dateParser) counted(i int) (moment, bool) {
	n, at, ok := p.number(i)
	if p.low(i) == "a" {
		n, at, ok = 1, i+1, true
	}
	if !ok || n > 100 {
		return moment{}, false
	}
	from := p.published
	m, found := p.tag(at, "ago")
	if !found {
		if m, found = p.tag(at, "back"); !found {
			return moment{}, false
		}
		if !p.told.IsZero() {
			from = p.told
		}
	}
	got := moment{to: m.to, unit: "day", past: n > 2}
	if p.low(m.to-1) == "after" {
		got.behind, got.weekday = true, n <= 7
		if !p.here.IsZero() {
			from = p.here
		}
	}
	switch m.value {
	case "year":
		got.day = time.Date(from.Year()-n, 1, 1, 0, 0, 0, 0, time.UTC)
		got.last, got.unit, got.past = got.day.AddDate(1, 0, -1), "span", true
	case "day":
		got.day = from.AddDate(0, 0, -n)
	case "week":
		got.day, got.past = from.AddDate(0, 0, -7*n), true
	case "month":
		first := time.Date(from.Year(), from.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		got.day, got.last, got.unit, got.past = first, first.AddDate(0, 1, -1), "month", true
	}
	return got, true
}

// capitals reports a token written in capitals, as the place of a dateline is.
func (p *dateParser) capitals(i int) bool {
	word := p.t.raw[p.t.tokens[i].from:p.t.tokens[i].to]
	return len(word) > 3 && word == strings.ToUpper(word) && word != strings.ToLower(word)
}

// finish marks what dates a statement or a beginning, and joins a day and a part or a
// clock time that stand apart.
func (p *dateParser) finish(found []moment, matches []match) []moment {
	for i := range found {
		m := &found[i]
		if next := p.low(m.to); i == 0 && m.unit == "day" && m.from-p.start <= 5 && p.start < m.from && (next == "(" || next == "-") && p.capitals(p.start) {
			m.over = true // a dateline: "KYIV, Oct 8 (Reuters) -"
		}
		if m.past && p.ranks(m.from) {
			m.over = true // "for the third time in December" counts, it does not date
		}
		if p.oldFire(m.from) {
			m.over = true // "where a fire that broke out on Sunday was still burning"
		}
		switch p.low(m.from - 1) {
		case "until", "till", "до":
			m.over = m.over || m.unit == "day" && m.part == "" // an end, "closed until 30 November"
		}
		for _, w := range matches {
			if w.name == "say" && w.to <= m.from && m.from-w.to <= 2 && m.unit == "day" && m.part == "" {
				m.statement = true
			}
			if w.name == "say" && w.to <= m.from && m.from-w.to <= 3 && m.unit == "day" && (p.low(w.to) == "the" || p.low(w.to) == "it") {
				m.statement = true // "confirmed the blaze on Sunday afternoon"
			}
			if w.name == "reopen" && w.to <= m.from && m.from-w.to <= 2 || i > 0 && found[i-1].over && found[i-1].unit == "" && m.from-found[i-1].to <= 1 {
				m.over = true
			}
			if w.name == "since" && (w.to == m.from || w.from == m.from) && m.unit != "" && isSince(p.low(w.to-1)) && (p.low(w.to-1) == "since" || m.unit != "day") {
				m.since = true
			}
		}
	}
	return join(p.yearsBack(found))
}

// oldFire reports a time that only says since when something burns.
func (p *dateParser) oldFire(at int) bool {
	for back := at - 1; back >= max(at-5, p.start+1); back-- {
		switch p.low(back) {
		case "that", "which":
			word := p.low(back - 1)
			return word == "fire" || word == "blaze"
		}
	}
	return false
}

// yearsBack moves a day that stands right behind "a year ago" into that year.
func (p *dateParser) yearsBack(found []moment) []moment {
	for i := 1; i < len(found); i++ {
		ago, m := found[i-1], &found[i]
		if ago.unit != "span" || m.unit != "day" || m.from-ago.to > 2 || m.day.Year() <= ago.day.Year() {
			continue
		}
		m.day = time.Date(ago.day.Year(), m.day.Month(), m.day.Day(), 0, 0, 0, 0, time.UTC)
		m.past = true
		return append(found[:i-1:i-1], found[i:]...)
	}
	return found
}

var ranking = set("time times largest biggest heaviest worst deadliest longest first second third fourth fifth sixth latest вдруге втретє втрете вперше впервые")

// ranks reports words before a month or a season that only count or compare within it: "one
// of the largest attacks on the peninsula this summer".
func (p *dateParser) ranks(at int) bool {
	for back := at - 1; back >= max(at-9, p.start); back-- {
		if word := p.low(back); word == "," {
			return false
		} else if ranking[word] {
			return true
		}
	}
	return false
}
