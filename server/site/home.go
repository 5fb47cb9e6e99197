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
	listLength = 25
	// loadLimit is how many incidents the page's script loads.
	loadLimit = 5000
)

// Home is what the map page shows.
type Home struct {
	Selection Selection
	Opening   string // the opening window
	Window    string // the window shown, or "custom"
	Said      string // the span of time in words
	Text      string // all of what is shown, in words

	Kinds, Statuses, Categories, Countries []Choice
	Windows                                []Choice

	Total        int // incidents that match
	Days         []Day
	First, Last  int // rows shown, counted from 1
	Older, Newer string
	Public       int // incidents public at all; 0 for an empty record
	Known
	Placeless int    // incidents that match and that no map can show
	KnownAt   string // in words
	Now       string // address of the same selection as known now
	Unread    string
	Open      *Incident // the incident asked for, if it is public
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

// Cite is where it is said how to cite what is shown, relative to the map page.
func (h Home) Cite() string {
	s := h.Selection
	s.Incident, s.View = "", nil
	if v := s.Values(); len(v) > 0 {
		return "cite?" + v.Encode()
	}
	return "cite"
}

// Choice is one value of a filter, with the number of incidents it would leave.
type Choice struct {
	Value, Word, Glyph, Address string
	Count                       int
	Chosen                      bool
}

// home makes the map page's content for a selection.
func (r reader) home(ctx context.Context, items geo.Reader, all overview, s Selection) (Home, error) {
	h := Home{Selection: s, Opening: all.opening, Public: all.total}
	h.Window, h.Said = r.windowSaid(s, h.Opening)
	q := s.query(all)
	for _, c := range []struct {
		column  string
		values  []string
		choices *[]Choice
	}{
		{"kind", geo.Kinds.Values(), &h.Kinds},
		{"status", shownStatuses, &h.Statuses},
		{"category", used(all.categories, geo.Categories.Values()), &h.Categories},
		{"country", r.usedCountries(all.countries, s.Countries), &h.Countries},
	} {
		counts, err := items.Count(ctx, withConditions(q, s.conditionsBut(c.column)), c.column)
		if err != nil {
			return Home{}, err
		}
		*c.choices = r.choices(counts, s, c.column, c.values)
	}
	for _, w := range windows {
		other := s
		other.Window, other.From, other.To, other.Incident = w.name, time.Time{}, time.Time{}, ""
		h.Windows = append(h.Windows, Choice{Value: w.name, Word: r.T("home.window." + w.name), Address: address(other), Chosen: w.name == h.Window})
	}
	if err := h.page(ctx, r, items, q); err != nil {
		return Home{}, err
	}
	var err error
	if h.Text, err = r.equivalent(ctx, items, q, h.Said); err != nil {
		return Home{}, err
	}
	if !s.KnownAt.IsZero() {
		now := s
		now.KnownAt = time.Time{}
		h.KnownAt, h.Now = r.Instant(s.KnownAt), address(now)
	}
	if err := h.known(ctx, r, items, q); err != nil {
		return Home{}, err
	}
	h.Unread = strings.Join(s.Unread, ", ")
	return h, nil
}

func withConditions(q geo.Query, conditions []geo.Condition) geo.Query {
	q.Conditions = conditions
	return q
}

// page takes the part of the list that the offset asks for.
func (h *Home) page(ctx context.Context, r reader, items geo.Reader, q geo.Query) error {
	total, err := matched(ctx, items, q)
	if err != nil {
		return err
	}
	from := min(h.Selection.Offset, max(total-1, 0)) / listLength * listLength
	q.Offset, q.Limit = from, listLength
	listed, err := items.Items(ctx, q)
	if err != nil {
		return err
	}
	to := from + len(listed.Features)
	h.Total, h.First, h.Last = listed.Matched, from+1, to
	h.Days = r.daysOf(byDay(listed.Features))
	at := func(offset int) string {
		if strings.Contains(address(h.Selection), "?") {
			return address(h.Selection) + "&offset=" + strconv.Itoa(offset)
		}
		return "?offset=" + strconv.Itoa(offset)
	}
	if from+listLength < h.Total {
		h.Older = at(from + listLength)
	}
	if from > 0 {
		h.Newer = address(h.Selection)
	}
	return nil
}

// windowSaid names the span of time that is shown.
func (r reader) windowSaid(s Selection, opening string) (window, said string) {
	if s.From.IsZero() && s.To.IsZero() {
		name := cmp.Or(s.Window, opening)
		return name, r.T("home.windowSaid." + name)
	}
	if s.From.Equal(s.To) {
		return "custom", r.day(s.From, true)
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

// choices are the values of a column, each with what would be listed with it, all
// other filters kept.
func (r reader) choices(counts map[string]int, s Selection, column string, values []string) []Choice {
	chosen := s.chosen(column)
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

// used are the values of a list that occur.
func used(counts map[string]int, values []string) []string {
	return slices.DeleteFunc(values, func(v string) bool { return counts[v] == 0 })
}

// usedCountries are the countries that occur or are asked for, by name.
func (r reader) usedCountries(counts map[string]int, asked []string) []string {
	codes := slices.Clone(asked)
	for code := range counts {
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
