package geo

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known where the system has none, as in an empty container
)

// Interval is a half-open span of time [From, To) in UTC. A zero From or To
// leaves that end open.
type Interval struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Unbounded reports whether both ends are open.
func (v Interval) Unbounded() bool { return v.From.IsZero() && v.To.IsZero() }

// Empty reports whether both ends are set and no instant lies between them.
func (v Interval) Empty() bool {
	return !v.From.IsZero() && !v.To.IsZero() && !v.From.Before(v.To)
}

// Intersects reports whether the two spans share an instant. Touching ends share
// none.
func (v Interval) Intersects(w Interval) bool {
	if v.Empty() || w.Empty() {
		return false
	}
	return before(v.From, w.To) && before(w.From, v.To)
}

// Contains reports whether t lies in [From, To).
func (v Interval) Contains(t time.Time) bool {
	return (v.From.IsZero() || !t.Before(v.From)) && (v.To.IsZero() || t.Before(v.To))
}

// before compares a start with an end, where zero means open.
func before(start, end time.Time) bool {
	return start.IsZero() || end.IsZero() || start.Before(end)
}

// ParseInterval reads the datetime parameter of OGC API Features Part 1 clause
// 7.15.4: an instant, or "start/end" with ".." or nothing for an open end.
// Instants are RFC 3339 date-times or, wider than the standard, whole UTC days
// ("2025-12-25"). The result is half-open: an instant becomes the millisecond that
// holds it, a day the whole day, and the standard's closed end is kept by adding
// one millisecond (or the day) to it.
func ParseInterval(text string) (Interval, error) {
	if text == "" {
		return Interval{}, Invalid("datetime", "is empty; give an instant, or start/end with .. for an open end")
	}
	start, end, isRange := strings.Cut(text, "/")
	if !isRange {
		from, to, err := parseInstant(text)
		return Interval{from, to}, err
	}
	if strings.Contains(end, "/") {
		return Interval{}, Invalid("datetime", "has more than one slash")
	}
	var v Interval
	var err error
	if start != "" && start != ".." {
		if v.From, _, err = parseInstant(start); err != nil {
			return Interval{}, err
		}
	}
	if end != "" && end != ".." {
		if _, v.To, err = parseInstant(end); err != nil {
			return Interval{}, err
		}
	}
	if v.Empty() {
		return Interval{}, Invalid("datetime", "the start %s is after the end %s", start, end)
	}
	return v, nil
}

// parseInstant returns the half-open span an instant or a day stands for.
func parseInstant(text string) (from, to time.Time, err error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil && inRange(day) {
		return day, day.AddDate(0, 0, 1), nil
	}
	t, err := ParseTime(text)
	if err != nil {
		return from, to, Invalid("datetime", "%q is neither an RFC 3339 date-time such as 2025-12-25T06:00:00Z nor a date", text)
	}
	return t, t.Add(time.Millisecond), nil
}

// dateTime is the grammar of RFC 3339 section 5.6, stricter than time.Parse, which
// takes one-digit hours, decimal commas and an offset of 24 hours.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// ParseTime reads an RFC 3339 date-time, lower-case t and z allowed, and returns
// it in UTC cut to milliseconds. Leap seconds are refused, and so are times before
// the year 1, whose first instant is the zero time, or after 9999.
func ParseTime(text string) (time.Time, error) {
	upper := strings.ToUpper(text)
	if !dateTime.MatchString(upper) {
		return time.Time{}, fmt.Errorf("%q is not an RFC 3339 date-time", text)
	}
	t, err := time.Parse(time.RFC3339Nano, upper)
	if err != nil {
		return time.Time{}, err
	}
	t = t.UTC().Truncate(time.Millisecond)
	if !inRange(t) {
		return time.Time{}, fmt.Errorf("%q is outside the years 1 to 9999 in UTC", text)
	}
	return t, nil
}

// inRange keeps to years of four digits and away from the zero time, which would
// read as an open end.
func inRange(t time.Time) bool {
	return t.Year() >= 1 && t.Year() <= 9999 && !t.IsZero()
}

// FormatTime writes a time as RFC 3339 in UTC, with milliseconds only where there
// are any, and "" for the zero time.
func FormatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.999Z07:00")
}

// When is the time of an incident: the span it is known to lie in, how well that is
// known, the words of the report, and the zone those words mean.
type When struct {
	Interval
	Precision string `json:"precision"`        // TimePrecisions
	Phrase    string `json:"phrase,omitempty"` // as reported, "overnight"
	Zone      string `json:"zone,omitempty"`   // IANA name; empty is UTC
}

// Location returns the zone of the report, UTC where it is empty or unknown.
func (w When) Location() *time.Location {
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
