package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
)

// Difference is one thing that two public versions of an incident do not say alike.
type Difference struct {
	Field    string // name of a column, "point", "claims", "quantities" or "reports"
	Label    string // the same in words
	Old, New string // in words; empty: nothing was said, or nothing is said any more
	SaidBy   string // who says the new, or said the old that went; empty where no one party does
	Language string // BCP 47, of the record's own words; empty where the words are ours

	old, new any // as the API writes them
}

// aspect is what readers take for one fact, in one or more columns.
type aspect struct {
	name    string
	columns []string
	say     func(r reader, f *geo.Feature) string
}

// aspects are the facts that differences are told in, in the order of the page. A test
// holds them, with the columns below, against all columns there are.
var aspects = []aspect{
	{"title", []string{"title"}, func(_ reader, f *geo.Feature) string { return f.Title }},
	{"summary", []string{"summary"}, func(_ reader, f *geo.Feature) string { return f.Summary }},
	{"kind", []string{"kind"}, func(r reader, f *geo.Feature) string { return r.codeOf("kind", f.Kind) }},
	{"status", []string{"status"}, reader.statusOf},
	{"category", []string{"category"}, func(r reader, f *geo.Feature) string { return r.codeOf("category", f.Category) }},
	{"facility", []string{"facility"}, func(r reader, f *geo.Feature) string { return r.Proper("facility", f.Facility) }},
	{"outcome", []string{"outcome"}, func(r reader, f *geo.Feature) string { return r.codeOf("outcome", f.Outcome) }},
	{"place", []string{"place", "admin1", "country", "control"}, func(r reader, f *geo.Feature) string { return r.PlaceName(r.spot(f)) }},
	{"precision", []string{"precision", "uncertainty_m", "area_id"}, func(r reader, f *geo.Feature) string { return r.PlacePrecision(r.spot(f)) }},
	{"point", []string{"repr_lon", "repr_lat"}, reader.pointOf},
	{"basis", []string{"basis"}, func(r reader, f *geo.Feature) string { return r.codeOf("history.basis", f.Location.Basis) }},
	{"regime", []string{"regime"}, func(r reader, f *geo.Feature) string { return r.codeOf("regime", f.Location.Regime) }},
	{"border", []string{"border", "border_km"}, reader.borderOf},
	{"time", []string{"time_from", "time_to", "time_precision", "time_zone"}, reader.timeOf},
	{"time_phrase", []string{"time_phrase"}, func(_ reader, f *geo.Feature) string { return f.Time.Phrase }},
	{"actor", []string{"actor", "actor_basis", "attribution"}, reader.actor},
	{"means", []string{"means"}, reader.means},
	{"means_text", []string{"means_text"}, func(_ reader, f *geo.Feature) string { return f.MeansText }},
	{"series", []string{"series"}, func(_ reader, f *geo.Feature) string { return f.Series }},
}

// ownWords are the facts that the record has in words of its own.
var ownWords = []string{"title", "summary", "time_phrase", "means_text"}

// untold are the columns in which no difference is told: what names the record and its
// versions, and what is counted or gathered from the claims, numbers and sources, which
// are compared one by one.
var untold = []string{
	"id", "external_id", "dataset", "synthetic", "url", "published", "updated", "revision", "correction",
	"claimed_by", "confirmed_by", "denied_by", "no_response_by", "quantities", "claims", "source_families",
}

func (r reader) codeOf(group, code string) string {
	if code == "" {
		return ""
	}
	return r.Code(group, code)
}

func (r reader) statusOf(f *geo.Feature) string {
	word := r.codeOf("statusWord", f.Finding.Status)
	if f.Finding.Reason == "" {
		return word
	}
	return word + ". " + r.T("sentence.override", "reason", f.Finding.Reason)
}

func (r reader) pointOf(f *geo.Feature) string {
	p := f.Location.Point
	if p == nil {
		return ""
	}
	degrees := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return r.T("history.point", "lon", degrees(p.Lon), "lat", degrees(p.Lat))
}

func (r reader) borderOf(f *geo.Feature) string {
	l := f.Location
	if l.BorderKM == nil || l.Border == "" {
		return ""
	}
	km := strings.Replace(strconv.FormatFloat(*l.BorderKM, 'f', -1, 64), ".", r.T("number.decimal"), 1)
	return r.T("incident.computed", "distance", r.T("place.km", "n", km), "country", r.country(l.Border))
}

func (r reader) timeOf(f *geo.Feature) string {
	return r.T("time.zone", "time", r.TimePhrase(momentOf(f), true), "zone", r.zoneName(f.Time.Zone)) + ". " +
		r.T("incident.exact", "from", r.clockUTC(f.Time.From), "to", r.clockUTC(f.Time.To))
}

// differences tells all that an incident says otherwise in its new form, the facts
// first, then claims, numbers and sources one by one.
func (r reader) differences(old, new *geo.Feature) []Difference {
	var list []Difference
	for _, a := range aspects {
		was, is := valuesOf(a.columns, old), valuesOf(a.columns, new)
		d := Difference{Field: a.name, Old: a.say(r, old), New: a.say(r, new), old: plainest(was), new: plainest(is)}
		switch changed := textOf(a.columns, old) != textOf(a.columns, new); {
		case !changed && d.Old == d.New:
			continue
		case changed && d.Old == d.New: // the words are coarser than the record
			d.Old, d.New = textOf(a.columns, old), textOf(a.columns, new)
		}
		if slices.Contains(ownWords, a.name) {
			d.Language = languageOf(new.Language)
		}
		list = append(list, d)
	}
	for _, part := range []struct {
		field string
		of    func(*geo.Feature) []entry
	}{{"claims", r.claimEntries}, {"quantities", r.numberEntries}, {"reports", r.sourceEntries}} {
		list = append(list, entryDifferences(part.field, part.of(old), part.of(new))...)
	}
	for i := range list {
		list[i].Label = r.T("history.field." + list[i].Field)
	}
	return list
}

// valuesOf are the columns of a feature as the API has them.
func valuesOf(columns []string, f *geo.Feature) map[string]any {
	values := map[string]any{}
	for _, name := range columns {
		c, _ := geo.ColumnByName(name)
		v := c.Value(f)
		if list, ok := v.([]string); ok {
			v = strings.Join(list, ",")
		}
		values[name] = v
	}
	return values
}

// plainest is the only value of several columns, or all of them by name.
func plainest(values map[string]any) any {
	if len(values) == 1 {
		for _, v := range values {
			return v
		}
	}
	return values
}

func textOf(columns []string, f *geo.Feature) string {
	parts := make([]string, len(columns))
	for i, name := range columns {
		c, _ := geo.ColumnByName(name)
		parts[i] = c.Text(f)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// entry is one claim, number or source. Two with the same words are the same; two with
// the same key are versions of one.
type entry struct {
	key, words, said string
	value            any
	past             string // of a superseded claim: its words, and that it is
}

func (r reader) claimEntries(f *geo.Feature) []entry {
	current := f.Current()
	var list []entry
	for i, c := range f.Claims {
		row := r.claimRow(f, i, current)
		words := r.T("history.claim", "party", row.Party, "says", row.Says, "about", row.About)
		for _, part := range []string{row.Detail, row.When, row.Where} {
			if part != "" {
				words += " · " + part
			}
		}
		if row.Source != nil {
			words += " · " + row.Source.Text
		}
		e := entry{key: c.Party + "\x00" + c.Proposition, words: words, said: row.Party, value: c}
		if row.Superseded {
			e.past = words + " (" + r.T("incident.superseded") + ")"
		}
		list = append(list, e)
	}
	return list
}

func (r reader) numberEntries(f *geo.Feature) []entry {
	var list []entry
	for i, row := range r.numbers(f) {
		q := f.Quantities[i]
		words := r.T("history.number", "measure", row.Measure, "value", row.Value)
		if row.Wider {
			words += " (" + r.T("incident.wider") + ")"
		}
		list = append(list, entry{key: q.Measure + "\x00" + q.Label + "\x00" + q.Scope, words: words, said: row.SaidBy, value: q})
	}
	return list
}

func (r reader) sourceEntries(f *geo.Feature) []entry {
	var list []entry
	for _, report := range f.Reports {
		s := r.source(report)
		words := s.Publisher
		for _, part := range []string{s.Title, s.Class, s.Date} {
			if part != "" {
				words += " · " + part
			}
		}
		if report.URL != "" && s.Link != nil && s.Link.Text != report.URL {
			words += " · " + report.URL
		}
		list = append(list, entry{key: cmp.Or(report.URL, report.Publisher+"\x00"+report.Title), words: words, said: s.Publisher, value: report})
	}
	return list
}

// entryDifferences finds what changed, came and went between two lists, whatever their
// order. A claim in the place of one that it supersedes is one change.
func entryDifferences(field string, old, new []entry) []Difference {
	left := slices.Clone(old)
	take := func(like func(entry) bool) *entry {
		i := slices.IndexFunc(left, like)
		if i < 0 {
			return nil
		}
		found := left[i]
		left = slices.Delete(left, i, i+1)
		return &found
	}
	rest := slices.DeleteFunc(slices.Clone(new), func(e entry) bool {
		return take(func(o entry) bool { return o.same(e) && o.past == e.past }) != nil
	})
	slices.SortStableFunc(rest, func(a, b entry) int { return cmp.Compare(min(len(a.past), 1), min(len(b.past), 1)) }) // superseded ones last
	var list []Difference
	for _, e := range rest {
		d := Difference{Field: field, New: cmp.Or(e.past, e.words), SaidBy: e.said, new: e.value}
		was := take(func(o entry) bool { return o.same(e) })
		if was == nil && e.past != "" && slices.ContainsFunc(old, e.same) {
			continue // told with what took its place
		}
		if was == nil && e.past == "" {
			was = take(func(o entry) bool { return o.key == e.key && o.past == "" })
		}
		if was != nil {
			d.Old, d.old = cmp.Or(was.past, was.words), was.value
		}
		list = append(list, d)
	}
	for _, e := range left {
		list = append(list, Difference{Field: field, Old: cmp.Or(e.past, e.words), SaidBy: e.said, old: e.value})
	}
	return list
}

// same reports whether two entries say the same, superseded or not.
func (e entry) same(o entry) bool { return e.key == o.key && e.words == o.words }

// voicesOf names who stands behind the new version: the parties and publishers of the
// claims, numbers and sources that it brought, each once.
func voicesOf(list []Difference) []string {
	var names []string
	for _, d := range list {
		if d.new != nil && d.SaidBy != "" && !slices.Contains(names, d.SaidBy) {
			names = append(names, d.SaidBy)
		}
	}
	return names
}

// Marked is a text with the part that is not in its counterpart between what both have.
// Where they have nothing in common, all of it is Head and nothing is marked.
type Marked struct{ Head, Part, Tail string }

// Marks are the old and the new text with what differs marked, whole words of it.
func (d Difference) Marks() (marks struct{ Old, New Marked }) {
	old, new := strings.SplitAfter(d.Old, " "), strings.SplitAfter(d.New, " ")
	head, tail := 0, 0
	for head < min(len(old), len(new)) && old[head] == new[head] {
		head++
	}
	for tail < min(len(old), len(new))-head && old[len(old)-1-tail] == new[len(new)-1-tail] {
		tail++
	}
	if head+tail == 0 || d.Old == "" || d.New == "" {
		marks.Old, marks.New = Marked{Head: d.Old}, Marked{Head: d.New}
		return marks
	}
	cut := func(words []string) Marked {
		end := len(words) - tail
		return Marked{strings.Join(words[:head], ""), strings.Join(words[head:end], ""), strings.Join(words[end:], "")}
	}
	marks.Old, marks.New = cut(old), cut(new)
	return marks
}
