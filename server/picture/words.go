package picture

import (
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/picture"
)

// words are all texts of a picture.
func (p *pictures) words(want wanted, f found, w Words) picture.Words {
	out := picture.Words{
		Title:    w.T("picture.title"),
		Subtitle: p.subtitle(want, f, w),
		Kinds:    codes(w, "kind", geo.Kinds.Values()),
		Statuses: codes(w, "statusWord", geo.Statuses.Values()),
		Circle:   w.T("picture.circle"), Area: w.T("picture.area"), Count: w.T("picture.count"),
		Notes:    p.notes(want, w),
		Number:   func(n int) string { return short(n, w) },
		Distance: w.Distance,
		Layers:   layers(w),
	}
	if f.noPlace > 0 {
		out.NoPlace = w.N("picture.noPlace", f.noPlace)
	}
	if want.incident != "" && len(f.incidents) == 1 {
		out.Title = f.incidents[0].Title
	}
	if want.title != nil {
		out.Title = *want.title
	}
	return out
}

// subtitle says how many, of which time, and as known when.
func (p *pictures) subtitle(want wanted, f found, w Words) string {
	parts := []string{w.N("home.incidents", f.matched)}
	if want.incident != "" && len(f.incidents) == 1 {
		parts = []string{w.Code("kind", f.incidents[0].Kind), w.Code("status", f.incidents[0].Status)}
	}
	if said := interval(want.query.Datetime, w); said != "" {
		parts = append(parts, said)
	}
	switch {
	case !want.query.KnownAt.IsZero():
		parts = append(parts, w.T("picture.knownAt", "time", w.Instant(want.query.KnownAt)))
	case !f.edition.Changed.IsZero():
		parts = append(parts, w.T("picture.asOf", "time", w.Instant(f.edition.Changed)))
	}
	return strings.Join(parts, " · ")
}

func interval(v geo.Interval, w Words) string {
	if v.Unbounded() {
		return ""
	}
	from, to := w.Instant(v.From), w.Instant(v.To.Add(-time.Millisecond))
	switch {
	case v.From.IsZero():
		return w.T("home.windowSaid.until", "to", to)
	case v.To.IsZero():
		return w.T("home.windowSaid.since", "from", from)
	}
	return w.T("home.windowSaid.custom", "from", from, "to", to)
}

// notes are the credit and what must be said of the data.
func (p *pictures) notes(want wanted, w Words) []string {
	credit := p.Site.Name + "."
	if p.Site.DataLicence != "" {
		credit += " " + w.T("site.licence", "licence", p.Site.DataLicence, "credit", p.Site.Credit())
	}
	if want.basemap {
		credit += " " + w.T("picture.basemap")
	}
	return []string{credit, w.T("site.notVerified"), w.T("site.recordsKept") + ".", w.T("site.borders")}
}

func codes(w Words, group string, values []string) map[string]string {
	words := map[string]string{}
	for _, value := range values {
		words[value] = w.Code(group, value)
	}
	return words
}

// short writes a count as it fits into a circle.
func short(n int, w Words) string {
	switch {
	case n < 1000:
		return w.Number(n)
	case n < 1_000_000:
		return w.T("picture.thousands", "n", brief(n, 1000, w))
	}
	return w.T("picture.millions", "n", brief(n, 1_000_000, w))
}

// brief is a number of units with one decimal below ten, rounded down, so that no count
// reads higher than it is.
func brief(n, unit int, w Words) string {
	whole, tenth := n/unit, n%unit*10/unit
	if whole >= 10 || tenth == 0 {
		return w.Number(whole)
	}
	return w.Number(whole) + w.T("number.decimal") + w.Number(tenth)
}

func layers(w Words) picture.Layers {
	name := func(key string) string { return w.T("picture.layers." + key) }
	return picture.Layers{
		Paper: name("paper"), Water: name("water"), Land: name("land"), Lakes: name("lakes"), Rivers: name("rivers"),
		Admin1: name("admin1"), Borders: name("borders"), Areas: name("areas"), Uncertainty: name("uncertainty"),
		Labels: name("labels"), Incidents: name("incidents"), Veil: name("veil"), Frame: name("frame"), Title: name("title"),
		Legend: name("legend"), Notes: name("notes"), NoPlace: name("noPlace"),
	}
}
