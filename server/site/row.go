package site

import (
	"cmp"
	"slices"
	"time"

	"strikemap/geo"
)

// Row is one incident in a list.
type Row struct {
	ID, Path         string
	Glyph            string // id in the sprite, "strike-confirmed"
	Kind, KindWord   string
	Title, Language  string // in the reader's language where the record has it; the language is the title's
	Place, Precision string
	Time             string
	Status           string // word of the code
	StatusPhrase     string
	Sources          string
	Synthetic        bool
}

// Day is the incidents of one local day.
type Day struct {
	Key, Heading string
	Rows         []Row
}

// reader turns features into words.
type reader struct {
	Catalogue
	parties geo.Parties
}

func (r reader) row(f *geo.Feature) Row {
	spot, words := r.spot(f), r.translated(f)
	return Row{
		ID: f.ID, Path: f.Path(),
		Glyph: glyph(f), Kind: f.Kind, KindWord: r.Code("kind", f.Kind),
		Title: words.Title, Language: words.TitleLanguage,
		Place: r.PlaceName(spot), Precision: r.PlacePrecision(spot),
		Time:         r.TimePhrase(momentOf(f), false),
		Status:       f.Finding.Status,
		StatusPhrase: r.StatusPhrase(r.standing(f)),
		Sources:      r.N("row.sources", f.Families()),
		Synthetic:    f.Synthetic,
	}
}

func glyph(f *geo.Feature) string { return f.Kind + "-" + f.Finding.Status }

func (r reader) spot(f *geo.Feature) Spot {
	l := f.Location
	return Spot{
		Label: r.Proper("place", l.Label), Admin1: r.Proper("place", l.Admin1),
		Country: r.country(l.Country), Holder: r.country(l.Control),
		Precision: l.Precision, UncertaintyMetre: l.Uncertainty,
	}
}

func (r reader) country(code string) string {
	if code == "" {
		return ""
	}
	return r.Code("countryName", code)
}

// party names a party or, for the author of an incident, a country.
func (r reader) party(code string) string {
	if _, ok := r.parties[code]; !ok && countryCode(code) {
		return r.country(code)
	}
	return r.Proper("party", r.parties.Name(code))
}

func (r reader) names(codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = r.party(code)
	}
	return names
}

func (r reader) standing(f *geo.Feature) Standing {
	return Standing{
		Status:    f.Finding.Status,
		Claimed:   r.names(voices(f, "claimed_by")),
		Confirmed: r.names(voices(f, "confirmed_by")),
		Denied:    r.names(voices(f, "denied_by")),
	}
}

// voices returns a list column of a feature.
func voices(f *geo.Feature, column string) []string {
	c, _ := geo.ColumnByName(column)
	list, _ := c.Value(f).([]string)
	return list
}

func momentOf(f *geo.Feature) Moment {
	return Moment{f.Time.From, f.Time.To, f.Time.Precision, f.Time.Zone}
}

// localDay is the day an incident is listed under: the one its span starts on, in
// the time of the place.
func localDay(f *geo.Feature) time.Time { return f.Time.From.In(zoneOf(f.Time.Zone)) }

// byDay orders features by local day, newest first, and within a day as they come.
func byDay(features []*geo.Feature) []*geo.Feature {
	sorted := slices.Clone(features)
	slices.SortStableFunc(sorted, func(a, b *geo.Feature) int {
		return cmp.Compare(dayText(localDay(b)), dayText(localDay(a)))
	})
	return sorted
}

// days groups features already ordered by day.
func (r reader) daysOf(features []*geo.Feature) []Day {
	var days []Day
	for _, f := range features {
		at := localDay(f)
		key := dayText(at)
		if len(days) == 0 || days[len(days)-1].Key != key {
			days = append(days, Day{Key: key, Heading: r.Heading(at)})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, r.row(f))
	}
	return days
}
