package site

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
)

// Selection is what a reader asked the map page for, as it stands in the address.
// The page's script reads and writes the same parameters, so that a link works with
// and without scripts.
type Selection struct {
	Kinds, Categories, Statuses, Countries []string
	Text                                   string
	Window                                 string    // of windows, or empty
	From, To                               time.Time // UTC days, both included; zero is open
	Incident                               string    // id of the one that is open
	KnownAtText                            string    // as asked for
	KnownAt                                time.Time // set by the handler, which has the clock; zero is now
	Lang                                   string    // set by the handler: the language asked for, empty for the reader's own
	Offset                                 int
	View                                   *View
	Unread                                 []string // parameters that could not be understood
}

// View is where the map looks: centre in degrees, and zoom.
type View struct {
	Lon  float64 `json:"lon"`
	Lat  float64 `json:"lat"`
	Zoom float64 `json:"zoom"`
}

// windows are the spans back from the newest incident that a reader can choose
// between, shortest first; zero is all.
var windows = []struct {
	name string
	span time.Duration
}{
	{"24h", 24 * time.Hour},
	{"7d", 7 * 24 * time.Hour},
	{"30d", 30 * 24 * time.Hour},
	{"1y", 365 * 24 * time.Hour},
	{"all", 0},
}

// ParseSelection reads an address. Codes may be repeated or joined by commas. What
// it cannot understand is left out and named in Unread; parameters of others, such
// as those of campaigns, are ignored.
func ParseSelection(v url.Values) Selection {
	s := Selection{Text: strings.TrimSpace(v.Get("q")), Incident: strings.TrimSpace(v.Get("incident"))}
	s.Kinds = s.codes(v, "kind", geo.Kinds.Has)
	s.Categories = s.codes(v, "category", geo.Categories.Has)
	s.Statuses = s.codes(v, "status", geo.Statuses.Has)
	s.Countries = s.codes(v, "country", countryCode)
	s.From = s.day(v, "from")
	s.To = s.day(v, "to")
	if name := v.Get("window"); spanOf(name) >= 0 {
		s.Window = name
	} else if name != "" {
		s.Unread = append(s.Unread, "window")
	}
	s.KnownAtText = strings.TrimSpace(v.Get("known_at"))
	if n, err := strconv.Atoi(cmp.Or(v.Get("offset"), "0")); err == nil && n >= 0 {
		s.Offset = n
	} else {
		s.Unread = append(s.Unread, "offset")
	}
	s.View = s.view(v)
	return s
}

func (s *Selection) codes(v url.Values, name string, known func(string) bool) []string {
	var codes []string
	for _, text := range v[name] {
		for code := range strings.SplitSeq(text, ",") {
			switch code = strings.TrimSpace(code); {
			case code == "" || slices.Contains(codes, code):
			case known(code):
				codes = append(codes, code)
			default:
				s.unread(name)
			}
		}
	}
	return codes
}

func (s *Selection) unread(name string) {
	if !slices.Contains(s.Unread, name) {
		s.Unread = append(s.Unread, name)
	}
}

func (s *Selection) day(v url.Values, name string) time.Time {
	text := v.Get(name)
	if text == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1900 || day.Year() > 2200 {
		s.unread(name)
		return time.Time{}
	}
	return day
}

func (s *Selection) view(v url.Values) *View {
	if !v.Has("lon") && !v.Has("lat") && !v.Has("zoom") {
		return nil
	}
	lon, errLon := strconv.ParseFloat(v.Get("lon"), 64)
	lat, errLat := strconv.ParseFloat(v.Get("lat"), 64)
	zoom, errZoom := strconv.ParseFloat(v.Get("zoom"), 64)
	inside := lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90 && zoom >= 0 && zoom <= 20
	if errLon != nil || errLat != nil || errZoom != nil || !inside {
		s.unread("lon, lat, zoom")
		return nil
	}
	return &View{lon, lat, zoom}
}

// countryCode reports whether a text looks like an ISO 3166-1 alpha-2 code.
func countryCode(text string) bool {
	return len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}

// spanOf returns the length of a window, 0 for all and -1 for an unknown name.
func spanOf(name string) time.Duration {
	for _, w := range windows {
		if w.name == name {
			return w.span
		}
	}
	return -1
}

// Values writes the selection as parameters, in a fixed order, without what is not
// chosen. Offset is left out: another selection starts on its first page.
func (s Selection) Values() url.Values {
	v := url.Values{}
	put := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	put("kind", strings.Join(s.Kinds, ","))
	put("category", strings.Join(s.Categories, ","))
	put("status", strings.Join(s.Statuses, ","))
	put("country", strings.Join(s.Countries, ","))
	put("q", s.Text)
	put("window", s.Window)
	put("from", dayText(s.From))
	put("to", dayText(s.To))
	put("incident", s.Incident)
	put("known_at", geo.FormatTime(s.KnownAt))
	put("lang", s.Lang)
	if s.View != nil {
		put("lon", strconv.FormatFloat(s.View.Lon, 'f', -1, 64))
		put("lat", strconv.FormatFloat(s.View.Lat, 'f', -1, 64))
		put("zoom", strconv.FormatFloat(s.View.Zoom, 'f', -1, 64))
	}
	return v
}

// key tells pages with other content apart.
func (s Selection) key() string {
	return s.Values().Encode() + "&offset=" + strconv.Itoa(s.Offset) + "&unread=" + strings.Join(s.Unread, ",")
}

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// conditions are the choices of codes as the domain asks for them.
func (s Selection) conditions() []geo.Condition {
	var list []geo.Condition
	for _, c := range []geo.Condition{{Column: "kind", Values: s.Kinds}, {Column: "status", Values: s.Statuses}, {Column: "category", Values: s.Categories}, {Column: "country", Values: s.Countries}} {
		if len(c.Values) > 0 {
			list = append(list, c)
		}
	}
	return list
}

// conditionsBut are the conditions on all other columns.
func (s Selection) conditionsBut(column string) []geo.Condition {
	return slices.DeleteFunc(s.conditions(), func(c geo.Condition) bool { return c.Column == column })
}

// chosen are the values asked for of a column.
func (s Selection) chosen(column string) []string {
	for _, c := range s.conditions() {
		if c.Column == column {
			return c.Values
		}
	}
	return nil
}

// query is the question that the selection asks of the record.
func (s Selection) query(all overview) geo.Query {
	return geo.Query{
		Datetime: s.interval(all.opening, all.newest), Text: strings.Fields(geo.Fold(s.Text)), KnownAt: s.KnownAt,
		Conditions: s.conditions(),
	}
}

// interval is the span of time asked for, half-open. The window counts back from
// the start of the newest incident; dates beat it.
func (s Selection) interval(opening string, newest time.Time) geo.Interval {
	if !s.From.IsZero() || !s.To.IsZero() {
		v := geo.Interval{From: s.From}
		if !s.To.IsZero() {
			v.To = s.To.AddDate(0, 0, 1)
		}
		return v
	}
	span := spanOf(cmp.Or(s.Window, opening))
	if span <= 0 || newest.IsZero() {
		return geo.Interval{}
	}
	return geo.Interval{From: newest.Add(-span)}
}
