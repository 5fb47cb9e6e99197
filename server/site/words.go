package site

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"strikemap/geo"
)

// Standing is what decides the words for a status: who asserts the headline, who
// confirms it and who denies it, by name.
type Standing struct {
	Status    string
	Claimed   []string
	Confirmed []string
	Denied    []string
}

// speakers are all who say that it is so. Who confirms what nobody else says is a
// speaker like any other.
func (s Standing) speakers() []string {
	all := slices.Clone(s.Claimed)
	for _, name := range s.Confirmed {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// StatusPhrase says how sure an incident is in a few words that name the speaker,
// such as "said by Ukraine's SBU". The page's script has the same rule; both are
// tested against one file.
func (c Catalogue) StatusPhrase(s Standing) string {
	speakers := s.speakers()
	switch {
	case s.Status == geo.Verified && len(s.Confirmed) == 1:
		return c.T("status.verifiedBy", "parties", c.JoinBrief(s.Confirmed))
	case s.Status == geo.Verified && len(s.Confirmed) > 1:
		// Some of them confirmed what another verified.
		return c.T("status.verifiedSaid", "parties", c.JoinBrief(s.Confirmed))
	case s.Status == geo.Confirmed && len(s.Confirmed) > 0:
		return c.T("status.confirmedBy", "parties", c.JoinBrief(s.Confirmed))
	case s.Status == geo.Claimed && len(speakers) > 0:
		return c.T("status.claimedBy", "parties", c.JoinBrief(speakers))
	case s.Status == geo.Disputed && len(s.Denied) > 0 && len(speakers) > 0:
		return c.T("status.disputedBetween", "claimants", c.JoinBrief(speakers), "deniers", c.JoinBrief(s.Denied))
	case s.Status == geo.Disputed && len(s.Denied) > 0:
		return c.T("status.disputedBy", "deniers", c.JoinBrief(s.Denied))
	}
	return c.Code("status", s.Status)
}

// Spot is what decides the words for a place.
type Spot struct {
	Label, Admin1    string
	Country, Holder  string // names, not codes
	Precision        string // geo.Precisions
	UncertaintyMetre float64
}

// PlaceName names a place from the small to the large: "Temryuk, Krasnodar Krai,
// Russia".
func (c Catalogue) PlaceName(s Spot) string {
	country := s.Country
	if s.Holder != "" && country != "" {
		country = c.T("place.held", "country", country, "holder", s.Holder)
	}
	parts := []string{s.Label}
	for _, part := range []string{s.Admin1, country} {
		if part != "" && !strings.Contains(s.Label, part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// PlacePrecision says how well a place is known: "town or surroundings, within 3 km".
func (c Catalogue) PlacePrecision(s Spot) string {
	if s.Precision == geo.SeaArea && s.UncertaintyMetre <= 0 {
		return c.T("place.sea-area-open")
	}
	return c.T("place."+s.Precision, "distance", c.Distance(s.UncertaintyMetre))
}

// Distance writes metres: whole metres below a kilometre, one decimal below ten.
func (c Catalogue) Distance(metres float64) string {
	if metres < 1000 {
		return c.T("place.m", "n", c.Number(int(math.Round(metres))))
	}
	km := metres / 1000
	if tenth := math.Round(km * 10); km < 10 && math.Mod(tenth, 10) != 0 {
		text := strconv.FormatFloat(tenth/10, 'f', 1, 64)
		return c.T("place.km", "n", strings.Replace(text, ".", c.T("number.decimal"), 1))
	}
	return c.T("place.km", "n", c.Number(int(math.Round(km))))
}

// Moment is what decides the words for a time.
type Moment struct {
	From, To  time.Time // half-open
	Precision string    // geo.TimePrecisions
	Zone      string    // IANA name
}

// TimePhrase says when in the local time of the place, as well as it is known:
// "25 Dec, afternoon", "overnight 24–25 Dec", "Sept 2025". The year is left out
// where the day stands under a heading that has it; a month always has it.
func (c Catalogue) TimePhrase(m Moment, withYear bool) string {
	zone := zoneOf(m.Zone)
	from, to := m.From.In(zone), m.To.In(zone)
	last := m.To.Add(-time.Millisecond).In(zone)
	switch m.Precision {
	case "month":
		return c.months(from, last)
	case "day":
		return c.days(from, last, withYear)
	case "part-of-day":
		if part := partOfDay(from, to, last); part == "overnight" {
			return c.T("time.overnight", "days", c.days(from, last, withYear))
		} else if part != "" {
			return c.T("time.part", "date", c.day(from, withYear), "part", c.T("time."+part))
		}
	}
	return c.clocks(from, to, m.Precision, withYear)
}

// partOfDay names a span within a local day, or "" where none of the usual names
// fits.
func partOfDay(from, to, last time.Time) string {
	if !sameDay(from, last) {
		if to.Sub(from) <= 14*time.Hour && from.Hour() >= 18 {
			return "overnight"
		}
		return ""
	}
	hours := [2]int{from.Hour(), last.Hour() + 1}
	if from.Minute() != 0 || last.Minute() != 59 {
		return ""
	}
	switch hours {
	case [2]int{0, 8}:
		return "early"
	case [2]int{4, 12}:
		return "morning"
	case [2]int{12, 18}:
		return "afternoon"
	case [2]int{18, 24}:
		return "evening"
	}
	return ""
}

func (c Catalogue) clocks(from, to time.Time, precision string, withYear bool) string {
	length := to.Sub(from)
	start := from.Format("15:04")
	switch {
	case precision == "hour" && (length == time.Hour || length <= time.Minute):
		return c.T("time.about", "date", c.day(from, withYear), "time", start)
	case length <= time.Minute:
		return c.T("time.clock", "date", c.day(from, withYear), "time", start)
	case sameDay(from, to):
		return c.T("time.clocks", "date", c.day(from, withYear), "from", start, "to", to.Format("15:04"))
	}
	return c.T("time.range",
		"from", c.T("time.clock", "date", c.day(from, withYear), "time", start),
		"to", c.T("time.clock", "date", c.day(to, withYear), "time", to.Format("15:04")))
}

// days names the days of a span; both ends are included.
func (c Catalogue) days(first, last time.Time, withYear bool) string {
	switch {
	case sameDay(first, last):
		return c.day(first, withYear)
	case first.Year() == last.Year() && first.Month() == last.Month():
		key := "time.days"
		if withYear {
			key = "time.daysYear"
		}
		return c.T(key, "first", first.Day(), "day", last.Day(), "month", c.monthName(last), "year", last.Year())
	}
	return c.T("time.range", "from", c.day(first, withYear && first.Year() != last.Year()), "to", c.day(last, withYear))
}

func (c Catalogue) day(t time.Time, withYear bool) string {
	key := "time.date"
	if withYear {
		key = "time.dateYear"
	}
	return c.T(key, "day", t.Day(), "month", c.monthName(t), "year", t.Year())
}

func (c Catalogue) months(first, last time.Time) string {
	month := func(t time.Time) string {
		return c.T("time.month", "month", c.Item("time.monthsAlone", int(t.Month())-1), "year", t.Year())
	}
	if first.Year() == last.Year() && first.Month() == last.Month() {
		return month(first)
	}
	return c.T("time.range", "from", month(first), "to", month(last))
}

// Heading names a day in full: "Thursday 25 Dec 2025".
func (c Catalogue) Heading(t time.Time) string {
	return c.T("time.heading", "weekday", c.Item("time.weekdays", int(t.Weekday())), "day", t.Day(), "month", c.monthName(t), "year", t.Year())
}

// Instant writes a point in time in UTC: "25 Dec 2025, 06:00 UTC".
func (c Catalogue) Instant(t time.Time) string {
	return c.T("time.clock", "date", c.day(t.UTC(), true), "time", t.UTC().Format("15:04")) + " UTC"
}

// monthName is a month as it stands beside a day; some languages inflect it there.
func (c Catalogue) monthName(t time.Time) string { return c.Item("time.months", int(t.Month())-1) }

func sameDay(a, b time.Time) bool { return a.YearDay() == b.YearDay() && a.Year() == b.Year() }

// zones keeps the zones in use: reading one takes longer than writing a row.
var zones sync.Map

func zoneOf(name string) *time.Location {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location)
	}
	zone := geo.When{Zone: name}.Location()
	zones.Store(name, zone)
	return zone
}

// zoneName is the city of a zone: "Moscow" of "Europe/Moscow".
func (c Catalogue) zoneName(zone string) string {
	return c.Proper("place", strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " "))
}
