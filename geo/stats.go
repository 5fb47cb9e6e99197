package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// MaxGroups is how many groups a Tally holds at most.
const MaxGroups = 10_000

// Grouping is something incidents are counted by. Time is that of time_from in UTC, so
// that an incident counts once.
type Grouping struct {
	Name   string
	Column string // the flat column it looks at
	Means  string // one line
	list   bool
	codes  *CodeList
	cut    func(text string) string // of the column's text; nil leaves it
}

// Groupings are what incidents can be counted by: stretches of time, and columns.
var Groupings = append([]Grouping{
	{Name: "year", Column: "time_from", Means: "year, 2025", cut: prefix(4)},
	{Name: "month", Column: "time_from", Means: "month, 2025-12", cut: prefix(7)},
	{Name: "week", Column: "time_from", Means: "week of ISO 8601, from Monday, 2025-W52", cut: isoWeek},
	{Name: "day", Column: "time_from", Means: "day, 2025-12-25", cut: prefix(10)},
}, columnGroupings(
	"kind", "status", "category", "outcome", "attribution", "country", "control", "admin1", "regime",
	"precision", "actor", "actor_basis", "means", "series", "dataset",
)...)

func columnGroupings(names ...string) []Grouping {
	var all []Grouping
	for _, name := range names {
		c, ok := ColumnByName(name)
		if !ok {
			panic("geo: there is no column " + name)
		}
		all = append(all, Grouping{Name: name, Column: name, Means: c.Means, list: c.Type == ListColumn, codes: c.Codes})
	}
	return all
}

// GroupingByName returns a grouping and whether there is one of that name.
func GroupingByName(name string) (Grouping, bool) {
	i := slices.IndexFunc(Groupings, func(g Grouping) bool { return g.Name == name })
	if i < 0 {
		return Grouping{}, false
	}
	return Groupings[i], true
}

// Whole reports whether a column's values are the groups, each incident in one.
func (g Grouping) Whole() bool { return !g.list && g.cut == nil }

// values returns the groups an incident belongs to, by the text of the column: none has
// "", and each member of a list counts for itself.
func (g Grouping) values(text string) []string {
	switch {
	case g.list:
		return strings.Split(text, ",")
	case g.cut != nil:
		return []string{g.cut(text)}
	}
	return []string{text}
}

// compare orders values: codes as their list has them, others by their text, the
// missing one last.
func (g Grouping) compare(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	if g.codes != nil {
		return cmp.Or(cmp.Compare(g.codes.Index(a), g.codes.Index(b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}

func prefix(n int) func(string) string {
	return func(text string) string { return text[:min(n, len(text))] }
}

func isoWeek(text string) string {
	day, err := time.Parse(time.DateOnly, prefix(len(time.DateOnly))(text))
	if err != nil {
		return ""
	}
	year, week := day.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// AdditiveMeasures are the measures whose numbers can be added up. Distances cannot,
// and of other measures nothing is known.
var AdditiveMeasures = []string{
	"killed", "injured", "missing", "aircraft", "drones", "missiles", "balloons", "objects", "vessels", "tanks",
	"fire-area", "duration", "explosions", "flights-affected", "volume",
}

// Tally counts incidents in groups, and adds up their numbers as intervals. It is made
// by NewTally.
type Tally struct {
	by       []Grouping
	measures []string
	groups   map[string]*group
	key      []byte
}

type group struct {
	values []string
	count  int
	sums   map[amount]*Sum
}

// amount is what only its like is added to.
type amount struct{ measure, unit string }

// Group is the incidents that share a value of each grouping.
type Group struct {
	Values []string // by the groupings; "" is a missing value
	Count  int
	Sums   []Sum // by measure and unit, in the order of Measures
}

// Sum adds up what was reported of one measure in one unit. Of several numbers for one
// incident, which are different reports or different parts, the least and the greatest
// count, so that the sum lies between its ends whichever of them is right. "More than
// 20" has no greatest, and leaves the sum without one; "up to 20" has no least, and
// adds nothing to it.
type Sum struct {
	Measure, Unit string
	Incidents     int      // that have such a number
	Min           *float64 // nil if none of them has a lower end
	Max           *float64 // nil if one of them has no upper end
}

// NewTally returns an empty tally by some groupings that adds up some of
// AdditiveMeasures.
func NewTally(by []Grouping, measures []string) *Tally {
	return &Tally{by: by, measures: measures, groups: map[string]*group{}}
}

// Add counts an incident. The texts are those of the groupings' columns, as Column.Text
// has them, and the quantities all it has. It is EINVALID if there are too many groups.
func (t *Tally) Add(texts []string, quantities []Quantity) error {
	return t.add(texts, 1, t.addUp(quantities))
}

// AddMany counts n incidents with the same texts and without numbers.
func (t *Tally) AddMany(texts []string, n int) error { return t.add(texts, n, nil) }

func (t *Tally) add(texts []string, n int, sums map[amount]Sum) error {
	return t.each(texts, nil, func(values []string) error {
		g, err := t.group(values)
		if err != nil {
			return err
		}
		g.count += n
		for of, s := range sums {
			g.add(of, s)
		}
		return nil
	})
}

// each calls use with every combination of values, one of each grouping.
func (t *Tally) each(texts, values []string, use func([]string) error) error {
	if len(values) == len(t.by) {
		return use(values)
	}
	i := len(values)
	for _, v := range t.by[i].values(texts[i]) {
		if err := t.each(texts, append(values, v), use); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tally) group(values []string) (*group, error) {
	t.key = t.key[:0]
	for _, v := range values {
		t.key = append(append(t.key, v...), 0)
	}
	if g, ok := t.groups[string(t.key)]; ok {
		return g, nil
	}
	if len(t.groups) == MaxGroups {
		return nil, Invalid("by", "makes more than %d groups; ask for longer stretches of time, or for fewer incidents", MaxGroups)
	}
	g := &group{values: slices.Clone(values)}
	t.groups[string(t.key)] = g
	return g, nil
}

// addUp returns the numbers of one incident alone.
func (t *Tally) addUp(quantities []Quantity) map[amount]Sum {
	var sums map[amount]Sum
	for _, q := range quantities {
		if q.Scope != "incident" || !slices.Contains(t.measures, q.Measure) {
			continue
		}
		if sums == nil {
			sums = map[amount]Sum{}
		}
		of := amount{q.Measure, q.Unit}
		s, again := sums[of]
		if !again {
			s = Sum{Min: q.Min, Max: q.Max}
		}
		s.Min, s.Max = pick(s.Min, q.Min, math.Min), pick(s.Max, q.Max, math.Max)
		sums[of] = s
	}
	return sums
}

// pick chooses one of two ends; an open one wins.
func pick(a, b *float64, choose func(a, b float64) float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	v := choose(*a, *b)
	return &v
}

// add adds the numbers of an incident.
func (g *group) add(of amount, one Sum) {
	if g.sums == nil {
		g.sums = map[amount]*Sum{}
	}
	s, ok := g.sums[of]
	if !ok {
		s = &Sum{Measure: of.measure, Unit: of.unit, Max: new(float64)}
		g.sums[of] = s
	}
	s.Incidents++
	if one.Min != nil {
		s.Min = plus(s.Min, *one.Min)
	}
	if one.Max == nil {
		s.Max = nil
	}
	if s.Max != nil {
		s.Max = plus(s.Max, *one.Max)
	}
}

// plus adds in steps of a millionth, so that decimals stay as they were reported.
func plus(sum *float64, v float64) *float64 {
	if sum != nil {
		v += *sum
	}
	v = math.Round(v*1e6) / 1e6
	return &v
}

// Groups returns what was counted, in the order of the values of the first grouping,
// then of the second.
func (t *Tally) Groups() []Group {
	all := make([]Group, 0, len(t.groups))
	for _, g := range t.groups {
		all = append(all, Group{g.values, g.count, g.sorted()})
	}
	slices.SortFunc(all, func(a, b Group) int {
		for i, by := range t.by {
			if c := by.compare(a.Values[i], b.Values[i]); c != 0 {
				return c
			}
		}
		return 0
	})
	return all
}

func (g *group) sorted() []Sum {
	sums := make([]Sum, 0, len(g.sums))
	for _, s := range g.sums {
		sums = append(sums, *s)
	}
	slices.SortFunc(sums, Sum.Compare)
	return sums
}

// Compare orders sums by measure, as Measures has them, then by unit.
func (s Sum) Compare(other Sum) int {
	return cmp.Or(cmp.Compare(Measures.Index(s.Measure), Measures.Index(other.Measure)), strings.Compare(s.Unit, other.Unit))
}
