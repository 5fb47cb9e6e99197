package site

import (
	"slices"
	"strconv"

	"strikemap/geo"
)

// PlaceRecord is what the page of a place shows: what is recorded there, in time.
type PlaceRecord struct {
	ID, Name, Class string
	Within          []PlaceLink // what it belongs to, the largest first
	Holder          string      // another state that holds it
	Names           []NameIn    // in other languages, and other spellings
	Point           string      // as public, and how far the place reaches; empty where a point says little
	Counted         string      // how many incidents, and how many of them are strikes
	Span            string      // from when to when
	Chart           *PlaceChart
	Kinds, Statuses []Count
	Holds           []PlaceLink // places in it that incidents name
	Days            []Day
	Said            string // which of the incidents are listed
	Older, Newer    string // addresses, empty for none
	JSON, Item      string // addresses of the same for programs, and of the place as a feature
	Cite            string // address of how to cite it
	KnownAt         string // in words, if the page shows the past
	Now             string // address of the present then
}

// PlaceLink leads to the page of a place.
type PlaceLink struct {
	Name, Class, Address string
	N                    int // incidents there
}

// NameIn is what a place is called in a language.
type NameIn struct{ Language, Tag, Text string }

// Count is how many incidents have a code.
type Count struct {
	Glyph, Kind, Word string
	N                 int
}

// placeRecord puts a place and a page of its incidents into words. address returns that
// of a place's page.
func (r reader) placeRecord(at atPlace, address func(*geo.PublicPlace) string) *PlaceRecord {
	p := at.PublicPlace
	out := &PlaceRecord{
		ID: p.ID, Name: r.placeName(p), Class: r.Code("placePage.class", p.Class), Holder: r.country(p.Control),
		Names: r.otherNames(p), Point: r.placePoint(p), Counted: r.placeCounted(p), Span: r.placeSpan(p), Chart: r.placeChart(p.Visits),
		Kinds:    r.countCodes(p.Visits, geo.Kinds, "kind", (*geo.Visit).Kind),
		Statuses: r.countCodes(p.Visits, geo.Statuses, "statusWord", (*geo.Visit).Status),
		Days:     r.daysOf(byDay(at.features)),
	}
	link := func(of *geo.PublicPlace) PlaceLink {
		return PlaceLink{r.placeName(of), r.Code("placePage.class", of.Class), address(of), len(of.Visits)}
	}
	for _, up := range at.within {
		out.Within = append(out.Within, link(up))
	}
	for _, part := range at.holds {
		out.Holds = append(out.Holds, link(part))
	}
	return out
}

// placeName is the name in the language of the page, where the gazetteer has one.
func (r reader) placeName(p *geo.PublicPlace) string { return p.NameIn(r.T("language.tag")) }

// placePoint says where a place is that is small enough for a point to mean something: in
// hundredths of a degree, about a kilometre.
func (r reader) placePoint(p *geo.PublicPlace) string {
	if !p.Facility() && p.Class != geo.PlaceCity && p.Class != geo.PlaceIsland {
		return ""
	}
	hundredths := func(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
	return r.T("placePage.point", "lat", hundredths(p.Lat), "lon", hundredths(p.Lon), "distance", r.Distance(p.RadiusM))
}

// placeSpan says in which months the first and the last incident began, as the chart
// counts them.
func (r reader) placeSpan(p *geo.PublicPlace) string {
	n := len(p.Visits)
	if n == 0 {
		return ""
	}
	first, last := p.Visits[n-1].From(), p.Visits[0].From()
	from, to := r.months(first, first), r.months(last, last)
	if from == to {
		return r.T("placePage.spanMonth", "month", from)
	}
	return r.T("placePage.span", "from", from, "to", to)
}

// placeCounted says how many incidents there are and how many of them are strikes.
func (r reader) placeCounted(p *geo.PublicPlace) string {
	n, strikes := len(p.Visits), 0
	for _, v := range p.Visits {
		if v.Kind() == geo.Strike {
			strikes++
		}
	}
	switch {
	case n == 0:
		return r.T("placePage.none")
	case strikes == n:
		return r.N("placePage.strikes", n)
	case strikes == 0:
		return r.N("placePage.incidents", n)
	}
	return r.N("placePage.incidents", n) + " " + r.N("placePage.ofThem", strikes)
}

// otherNames are the names but for the one in the heading, by language, the usual one of
// each language first.
func (r reader) otherNames(p *geo.PublicPlace) []NameIn {
	var names []NameIn
	for _, n := range p.Names {
		if n.Text == r.placeName(p) {
			continue
		}
		i := slices.IndexFunc(names, func(known NameIn) bool { return known.Tag == n.Lang })
		if i < 0 {
			names = append(names, NameIn{Language: r.Code("languageName", n.Lang), Tag: n.Lang, Text: n.Text})
			continue
		}
		names[i].Text += ", " + n.Text
	}
	return names
}

// countCodes counts visits by a code, in the order of its list.
func (r reader) countCodes(visits []*geo.Visit, list geo.CodeList, group string, code func(*geo.Visit) string) []Count {
	by := map[string]int{}
	for _, v := range visits {
		by[code(v)]++
	}
	var counts []Count
	for _, value := range list.Values() {
		if by[value] == 0 {
			continue
		}
		c := Count{Word: r.Code(group, value), N: by[value], Glyph: "strike-" + value, Kind: "plain"}
		if group == "kind" {
			c.Glyph, c.Kind = value+"-confirmed", value
		}
		counts = append(counts, c)
	}
	return counts
}
