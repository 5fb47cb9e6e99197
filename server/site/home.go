package site

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
)

const (
	// listLength is how many incidents the page lists without scripts at a time.
	listLength = 50
	// loadLimit is how many incidents the page's script loads, and the counts beside
	// the filters go by.
	loadLimit = 5000
)

// Home is what the map page shows.
type Home struct {
	Selection Selection
	Opening   string // the opening window
	Window    string // the window shown, or "custom"
	Said      string // the span of time in words

	Kinds, Statuses, Categories, Countries []Choice
	Windows                                []Choice

	Total        int // incidents that match
	Days         []Day
	First, Last  int // rows shown, counted from 1
	Older, Newer string
	Public       int    // incidents public at all; 0 for an empty record
	KnownAt      string // in words
	Now          string // address of the same selection as known now
	Unread       string
	Open         *Incident // the incident asked for, if it is public
}

// FromValue, ToValue and KnownAtValue are what the form's fields hold.
func (h Home) FromValue() string    { return dayText(h.Selection.From) }
func (h Home) ToValue() string      { return dayText(h.Selection.To) }
func (h Home) KnownAtValue() string { return geo.FormatTime(h.Selection.KnownAt) }

// Closed is the same page with the list in the place of the open incident.
func (h Home) Closed() string {
	s := h.Selection
	s.Incident = ""
	return address(s)
}

// Choice is one value of a filter, with the number of incidents it would leave.
type Choice struct {
	Value, Word, Glyph, Address string
	Count                       int
	Chosen                      bool
}

// loaded is the newest of the public record, from which the page is made.
type loaded struct {
	features []*geo.Feature
	total    int // of all that are public, or as many as are known
}

func (l loaded) newest() time.Time {
	if len(l.features) == 0 {
		return time.Time{}
	}
	return l.features[0].Time.From
}

func load(ctx context.Context, items geo.Reader, knownAt time.Time) (loaded, error) {
	page, err := items.Items(ctx, geo.Query{KnownAt: knownAt, Limit: loadLimit})
	if err != nil {
		return loaded{}, err
	}
	return loaded{page.Features, max(page.Matched, len(page.Features))}, nil
}

// home makes the map page's content for a selection.
func (r reader) home(ctx context.Context, items geo.Reader, all loaded, s Selection) (Home, error) {
	h := Home{Selection: s, Opening: openingWindow(all.features), Public: all.total}
	span := s.interval(h.Opening, all.newest())
	h.Window, h.Said = r.windowSaid(s, h.Opening)

	page, err := items.Items(ctx, geo.Query{Datetime: span, Text: strings.Fields(geo.Fold(s.Text)), KnownAt: s.KnownAt, Limit: loadLimit})
	if err != nil {
		return Home{}, err
	}
	h.Kinds = r.choices(page.Features, s, "kind", geo.Kinds.Values())
	h.Statuses = r.choices(page.Features, s, "status", shownStatuses)
	h.Categories = r.choices(page.Features, s, "category", used(all.features, "category", geo.Categories.Values()))
	h.Countries = r.choices(page.Features, s, "country", r.usedCountries(all.features, s.Countries))
	for _, w := range windows {
		other := s
		other.Window, other.From, other.To, other.Incident = w.name, time.Time{}, time.Time{}, ""
		h.Windows = append(h.Windows, Choice{Value: w.name, Word: r.T("home.window." + w.name), Address: address(other), Chosen: w.name == h.Window})
	}

	matching := keep(page.Features, geo.Query{Conditions: s.conditions()})
	h.Total = len(matching)
	h.page(r, byDay(matching))
	if !s.KnownAt.IsZero() {
		now := s
		now.KnownAt = time.Time{}
		h.KnownAt, h.Now = r.Instant(s.KnownAt), address(now)
	}
	h.Unread = strings.Join(s.Unread, ", ")
	return h, nil
}

// page takes the part of the list that the offset asks for.
func (h *Home) page(r reader, features []*geo.Feature) {
	from := min(h.Selection.Offset, max(len(features)-1, 0)) / listLength * listLength
	to := min(from+listLength, len(features))
	h.Days = r.daysOf(features[from:to])
	h.First, h.Last = from+1, to
	at := func(offset int) string {
		if strings.Contains(address(h.Selection), "?") {
			return address(h.Selection) + "&offset=" + strconv.Itoa(offset)
		}
		return "?offset=" + strconv.Itoa(offset)
	}
	if to < len(features) {
		h.Older = at(to)
	}
	if from > 0 {
		h.Newer = address(h.Selection)
	}
}

// windowSaid names the span of time that is shown.
func (r reader) windowSaid(s Selection, opening string) (window, said string) {
	if s.From.IsZero() && s.To.IsZero() {
		name := cmp.Or(s.Window, opening)
		return name, r.T("home.windowSaid." + name)
	}
	key := "custom"
	switch {
	case s.To.IsZero():
		key = "since"
	case s.From.IsZero():
		key = "until"
	}
	return "custom", r.T("home.windowSaid."+key, "from", r.day(s.From, true), "to", r.day(s.To, true))
}

// shownStatuses is the order of the filter, the surest first. Withdrawn incidents
// are never listed.
var shownStatuses = []string{geo.Verified, geo.Confirmed, geo.Claimed, geo.Reported, geo.Disputed}

// choices counts, for each value of a column, what would be listed with it, all
// other filters kept.
func (r reader) choices(features []*geo.Feature, s Selection, column string, values []string) []Choice {
	var others []geo.Condition
	var chosen []string
	for _, c := range s.conditions() {
		if c.Column == column {
			chosen = c.Values
		} else {
			others = append(others, c)
		}
	}
	counts := countBy(keep(features, geo.Query{Conditions: others}), column)
	list := make([]Choice, 0, len(values))
	for _, v := range values {
		c := Choice{Value: v, Word: r.codeWord(column, v), Count: counts[v], Chosen: slices.Contains(chosen, v)}
		switch column {
		case "kind":
			c.Glyph = v + "-confirmed"
		case "status":
			c.Glyph = "strike-" + v
		}
		list = append(list, c)
	}
	return list
}

func (r reader) codeWord(column, code string) string {
	switch column {
	case "status":
		return r.Code("statusWord", code)
	case "country":
		return r.country(code)
	}
	return r.Code(column, code)
}

func countBy(features []*geo.Feature, column string) map[string]int {
	c, _ := geo.ColumnByName(column)
	counts := map[string]int{}
	for _, f := range features {
		counts[c.Text(f)]++
	}
	return counts
}

func keep(features []*geo.Feature, q geo.Query) []*geo.Feature {
	if len(q.Conditions) == 0 {
		return features
	}
	var kept []*geo.Feature
	for _, f := range features {
		if q.Matches(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

// used are the values of a list that occur.
func used(features []*geo.Feature, column string, values []string) []string {
	counts := countBy(features, column)
	return slices.DeleteFunc(values, func(v string) bool { return counts[v] == 0 })
}

// usedCountries are the countries that occur or are asked for, by name.
func (r reader) usedCountries(features []*geo.Feature, asked []string) []string {
	codes := slices.Clone(asked)
	for code := range countBy(features, "country") {
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Compare(geo.Fold(r.country(a)), geo.Fold(r.country(b))) })
	return codes
}

// address is the map page with a selection, relative to the map page.
func address(s Selection) string {
	if v := s.Values(); len(v) > 0 {
		return "?" + v.Encode()
	}
	return "./"
}
