package geo_test

import (
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// verdict is a truth as the reference below counts it.
type verdict int

const (
	no verdict = iota
	yes
	dunno
)

func verdictOf(holds bool) verdict {
	if holds {
		return yes
	}
	return no
}

func (v verdict) truth() geo.Truth {
	return map[verdict]geo.Truth{no: geo.False, yes: geo.True, dunno: geo.Unknown}[v]
}

// pair is an expression, and a second, plain way to find its verdict.
type pair struct {
	expr  geo.Expr
	judge func(row) verdict
}

// term is an operand, and a second way to its value.
type term struct {
	operand geo.Operand
	value   func(row) any
}

// maker makes random expressions over the properties s, s2 (strings), n, n2 (numbers),
// b (boolean), t, t2 (timestamps), d (date) and the geometry.
type maker struct {
	*rand.Rand
	t *testing.T
}

func made[T any](m maker, v T, err error) T {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
	return v
}

func (m maker) pick(names ...string) string { return names[m.IntN(len(names))] }

func (m maker) property(of geo.ValueType, names ...string) term {
	name := m.pick(names...)
	return term{geo.NewProperty(name, of), func(r row) any { return r.properties[name] }}
}

func fixed(o geo.Operand, v any) term { return term{o, func(row) any { return v }} }

func (m maker) word(letters string, longest int) string {
	var b strings.Builder
	for range m.IntN(longest + 1) {
		all := []rune(letters)
		b.WriteRune(all[m.IntN(len(all))])
	}
	return b.String()
}

var (
	lower    = strings.NewReplacer("A", "a", "B", "b", "É", "é")
	unaccent = strings.NewReplacer("é", "e", "É", "E", "ł", "l")
)

// text returns a term of texts, now and then folded.
func (m maker) text() term {
	x := m.property(geo.StringValue, "s", "s2")
	if m.IntN(2) == 0 {
		w := m.word("aAbBéÉeł", 3)
		x = fixed(geo.NewString(w), w)
	}
	if m.IntN(4) == 0 {
		x = term{made2(m, x.operand, geo.NewCaseI), folded(x.value, lower)}
	}
	if m.IntN(4) == 0 {
		x = term{made2(m, x.operand, geo.NewAccentI), folded(x.value, unaccent)}
	}
	return x
}

func made2[T geo.Operand](m maker, of geo.Operand, function func(geo.Operand) (T, error)) geo.Operand {
	v, err := function(of)
	return made(m, v, err)
}

func folded(value func(row) any, by *strings.Replacer) func(row) any {
	return func(r row) any {
		if text, ok := value(r).(string); ok {
			return by.Replace(text)
		}
		return nil
	}
}

func (m maker) number() term {
	if m.IntN(2) == 0 {
		return m.property(geo.NumberValue, "n", "n2")
	}
	v := float64(m.IntN(5))
	return fixed(geo.NewNumber(v), v)
}

var firstHour = time.Date(2025, 12, 24, 0, 0, 0, 0, time.UTC)

// someTime is a whole hour of four days, often midnight.
func (m maker) someTime() time.Time {
	t := firstHour.AddDate(0, 0, m.IntN(4))
	if m.IntN(2) == 0 {
		t = t.Add(time.Duration(m.IntN(24)) * time.Hour)
	}
	return t
}

func (m maker) instant() term {
	t := m.someTime()
	switch m.IntN(4) {
	case 0:
		return m.property(geo.TimestampValue, "t", "t2")
	case 1:
		return m.property(geo.DateValue, "d")
	case 2:
		return fixed(geo.NewTimestamp(t), t)
	}
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return fixed(geo.NewDate(t), day)
}

func isDay(o geo.Operand) bool { return o.Type() == geo.DateValue }

// order compares two values, the second result false where that cannot be.
func order(a, b term, r row) (int, bool) {
	x, y := a.value(r), b.value(r)
	if x == nil || y == nil {
		return 0, false
	}
	switch x := x.(type) {
	case string:
		return strings.Compare(x, y.(string)), true
	case float64:
		return int(x - y.(float64)), true
	case bool:
		return map[bool]int{true: 1}[x] - map[bool]int{true: 1}[y.(bool)], true
	case time.Time:
		y := y.(time.Time)
		if isDay(a.operand) || isDay(b.operand) {
			return strings.Compare(x.Format(time.DateOnly), y.Format(time.DateOnly)), true
		}
		return int(x.Sub(y) / time.Hour), true
	}
	panic(x)
}

// expr returns a random expression of at most this depth.
func (m maker) expr(depth int) pair {
	if depth > 0 && m.IntN(3) > 0 {
		return m.logic(depth)
	}
	switch m.IntN(7) {
	case 0, 1:
		return m.comparison()
	case 2:
		return m.like()
	case 3:
		return m.between()
	case 4:
		return m.in()
	case 5:
		return m.isNull(depth)
	}
	return m.temporal()
}

func (m maker) logic(depth int) pair {
	a, b := m.expr(depth-1), m.expr(depth-1)
	switch m.IntN(3) {
	case 0:
		return pair{geo.NewAnd(a.expr, b.expr), func(r row) verdict {
			x, y := a.judge(r), b.judge(r)
			switch {
			case x == no || y == no:
				return no
			case x == yes && y == yes:
				return yes
			}
			return dunno
		}}
	case 1:
		return pair{geo.NewOr(a.expr, b.expr), func(r row) verdict {
			x, y := a.judge(r), b.judge(r)
			switch {
			case x == yes || y == yes:
				return yes
			case x == no && y == no:
				return no
			}
			return dunno
		}}
	}
	return pair{geo.NewNot(a.expr), func(r row) verdict {
		return []verdict{no: yes, yes: no, dunno: dunno}[a.judge(r)]
	}}
}

func (m maker) two() (a, b term) {
	switch m.IntN(4) {
	case 0:
		return m.number(), m.number()
	case 1:
		return m.instant(), m.instant()
	}
	return m.text(), m.text()
}

func (m maker) comparison() pair {
	a, b := m.two()
	op := m.pick("=", "<>", "<", ">", "<=", ">=")
	if m.IntN(6) == 0 {
		v := m.IntN(2) == 0
		a, b = m.property(geo.BooleanValue, "b"), fixed(geo.NewBoolean(v), v)
	}
	e, err := geo.NewComparison(geo.ComparisonOp(op), a.operand, b.operand)
	return pair{made(m, e, err), func(r row) verdict {
		c, ok := order(a, b, r)
		if !ok {
			return dunno
		}
		return verdictOf(map[string]bool{"=": c == 0, "<>": c != 0, "<": c < 0, ">": c > 0, "<=": c <= 0, ">=": c >= 0}[op])
	}}
}

func (m maker) like() pair {
	a := m.text()
	pattern := m.word(`aAbBé%%__\`, 5)
	pattern = strings.TrimRight(pattern, `\`)
	e, err := geo.NewLike(a.operand, geo.NewString(pattern))
	var b strings.Builder
	escaped := false
	for _, c := range pattern {
		switch {
		case !escaped && c == '\\':
			escaped = true
			continue
		case !escaped && c == '%':
			b.WriteString(".*")
		case !escaped && c == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(c)))
		}
		escaped = false
	}
	want := regexp.MustCompile("(?s)^" + b.String() + "$")
	return pair{made(m, e, err), func(r row) verdict {
		text, ok := a.value(r).(string)
		if !ok {
			return dunno
		}
		return verdictOf(want.MatchString(text))
	}}
}

func (m maker) between() pair {
	one := m.number
	if m.IntN(3) == 0 {
		one = m.instant
	}
	a, low, high := one(), one(), one()
	e, err := geo.NewBetween(a.operand, low.operand, high.operand)
	return pair{made(m, e, err), func(r row) verdict {
		x, knowX := order(a, low, r)
		y, knowY := order(a, high, r)
		switch {
		case knowX && x < 0, knowY && y > 0:
			return no
		case knowX && knowY:
			return yes
		}
		return dunno
	}}
}

func (m maker) in() pair {
	one := []func() term{m.text, m.number, m.instant}[m.IntN(3)]
	a := one()
	var list []term
	var operands []geo.Operand
	for range 1 + m.IntN(4) {
		member := one()
		list, operands = append(list, member), append(operands, member.operand)
	}
	e, err := geo.NewIn(a.operand, operands)
	return pair{made(m, e, err), func(r row) verdict {
		result := no
		for _, member := range list {
			switch c, ok := order(a, member, r); {
			case ok && c == 0:
				return yes
			case !ok:
				result = dunno
			}
		}
		return result
	}}
}

func (m maker) isNull(depth int) pair {
	if depth > 0 && m.IntN(2) == 0 {
		a := m.expr(depth - 1)
		return pair{geo.NewIsNull(geo.NewSubexpression(a.expr)), func(r row) verdict { return verdictOf(a.judge(r) == dunno) }}
	}
	a, _ := m.two()
	return pair{geo.NewIsNull(a.operand), func(r row) verdict { return verdictOf(a.value(r) == nil) }}
}

// hours is a stretch of time in hours; open ends are infinite.
type hours struct{ from, to float64 }

// spanTerm is an operand that is a time, and a second way to its ends. The ends are in
// days where all is in days, and else in hours.
type spanTerm struct {
	operand  geo.Operand
	onlyDays bool
	ends     func(r row, inDays bool) (hours, bool)
}

func inHours(t time.Time) float64 { return t.Sub(firstHour).Hours() }

func (m maker) span() spanTerm {
	var from, to term
	open := [2]bool{m.IntN(5) == 0, m.IntN(5) == 0}
	var ends [2]geo.Operand
	for {
		from, to = m.instant(), m.instant()
		ends = [2]geo.Operand{from.operand, to.operand}
		for i := range ends {
			if open[i] {
				ends[i] = nil
			}
		}
		if operand, err := geo.NewIntervalInstance(ends[0], ends[1]); err == nil {
			onlyDays := (open[0] || isDay(from.operand)) && (open[1] || isDay(to.operand))
			return spanTerm{operand, onlyDays, func(r row, inDays bool) (hours, bool) {
				h := hours{math.Inf(-1), math.Inf(1)}
				ordered := h
				if !open[0] {
					t, ok := from.value(r).(time.Time)
					if !ok {
						return h, false
					}
					h.from, ordered.from = inHours(t), inHours(t)
				}
				if !open[1] {
					t, ok := to.value(r).(time.Time)
					if !ok {
						return h, false
					}
					h.to, ordered.to = inHours(t), inHours(t)
					if isDay(to.operand) {
						ordered.to += 23.999
						if !inDays {
							h.to += 23.999
						}
					}
				}
				return h, ordered.from <= ordered.to
			}}
		}
	}
}

func (m maker) temporal() pair {
	a, b := m.span(), m.span()
	op := geo.TemporalOp(m.pick("T_AFTER", "T_BEFORE", "T_CONTAINS", "T_DISJOINT", "T_DURING", "T_EQUALS", "T_FINISHEDBY", "T_FINISHES",
		"T_INTERSECTS", "T_MEETS", "T_METBY", "T_OVERLAPPEDBY", "T_OVERLAPS", "T_STARTEDBY", "T_STARTS"))
	e, err := geo.NewTemporal(op, a.operand, b.operand)
	return pair{made(m, e, err), func(r row) verdict {
		inDays := a.onlyDays && b.onlyDays
		x, ok := a.ends(r, inDays)
		y, ok2 := b.ends(r, inDays)
		if !ok || !ok2 {
			return dunno
		}
		return verdictOf(allen(op, x, y))
	}}
}

// allen tells whether a relation of the Time Ontology in OWL holds.
func allen(op geo.TemporalOp, x, y hours) bool {
	switch op {
	case geo.TAfter:
		return x.from > y.to
	case geo.TBefore:
		return allen(geo.TAfter, y, x)
	case geo.TDisjoint:
		return allen(geo.TAfter, x, y) || allen(geo.TBefore, x, y)
	case geo.TIntersects:
		return !allen(geo.TDisjoint, x, y)
	case geo.TEquals:
		return x == y
	case geo.TDuring:
		return x.from > y.from && x.to < y.to
	case geo.TContains:
		return allen(geo.TDuring, y, x)
	case geo.TFinishes:
		return x.from > y.from && x.to == y.to
	case geo.TFinishedBy:
		return allen(geo.TFinishes, y, x)
	case geo.TMeets:
		return x.to == y.from
	case geo.TMetBy:
		return allen(geo.TMeets, y, x)
	case geo.TOverlaps:
		return x.from < y.from && x.to > y.from && x.to < y.to
	case geo.TOverlappedBy:
		return allen(geo.TOverlaps, y, x)
	case geo.TStarts:
		return x.from == y.from && x.to < y.to
	case geo.TStartedBy:
		return allen(geo.TStarts, y, x)
	}
	panic(op)
}

func (m maker) row() row {
	r := row{properties: map[string]any{}}
	put := func(name string, v any) {
		if m.IntN(4) > 0 {
			r.properties[name] = v
		}
	}
	put("s", m.word("aAbBéÉeł", 3))
	put("s2", m.word("aAbBéÉeł", 3))
	put("n", float64(m.IntN(5)))
	put("n2", float64(m.IntN(5)))
	put("b", m.IntN(2) == 0)
	put("t", m.someTime())
	put("t2", m.someTime())
	put("d", firstHour.AddDate(0, 0, m.IntN(4)))
	return r
}

func TestAnExpressionIsAsTrueAsAPlainReadingOfIt(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	m := maker{rand.New(rand.NewPCG(seed, 2)), t}
	seen := map[geo.Truth]int{}
	for range 10_000 {
		p := m.expr(3)
		for range 5 {
			r := m.row()
			want := p.judge(r).truth()
			seen[want]++
			if got := p.expr.Truth(r); got != want {
				t.Fatalf("seed %d: %s is %d for %v, want %d", seed, p.expr.Text(), got, r.properties, want)
			}
		}
	}
	for truth, n := range seen {
		if n < 1000 {
			t.Errorf("seed %d: %d came up %d times only", seed, truth, n)
		}
	}
}

func TestFoldingTakesCaseAndAccentsApart(t *testing.T) {
	for _, c := range []struct {
		a, b           string
		caseI, accentI bool
	}{
		{"Straße", "STRASSE", true, false},
		{"Οδος", "ΟΔΟΣ", true, false},
		{"papá", "papa", false, true},
		{"Łódź", "Lodz", false, true},
		{"Łódź", "łódź", true, false},
		{"Beyonc\u00e9", "Beyonce\u0301", true, true},
		{"が", "か", false, false},
		{"a", "b", false, false},
	} {
		r := row{properties: map[string]any{"s": c.a}}
		of := geo.NewProperty("s", geo.StringValue)
		for _, f := range []struct {
			name string
			of   func(geo.Operand) (geo.Operand, error)
			want bool
		}{
			{"CASEI", func(o geo.Operand) (geo.Operand, error) { return geo.NewCaseI(o) }, c.caseI},
			{"ACCENTI", func(o geo.Operand) (geo.Operand, error) { return geo.NewAccentI(o) }, c.accentI},
		} {
			left, err := f.of(of)
			if err != nil {
				t.Fatal(err)
			}
			right, err := f.of(geo.NewString(c.b))
			if err != nil {
				t.Fatal(err)
			}
			e, err := geo.NewComparison(geo.Equal, left, right)
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Truth(r) == geo.True; got != f.want {
				t.Errorf("%s: %q and %q meet: %t, want %t", f.name, c.a, c.b, got, f.want)
			}
		}
	}
}

func TestTextsAreComparedInOneNormalForm(t *testing.T) {
	e, err := geo.NewComparison(geo.Equal, geo.NewProperty("s", geo.StringValue), geo.NewString("Beyonce\u0301"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"Beyonc\u00e9", "Beyonce\u0301"} {
		if e.Truth(row{properties: map[string]any{"s": s}}) != geo.True {
			t.Errorf("%+q does not equal it", s)
		}
	}
}

func TestAPatternTakesTheMeaningFromAWildcardByABackSlash(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"%", "", true},
		{"_", "", false},
		{"_", "é", true},
		{`50\%`, "50%", true},
		{`50\%`, "500", false},
		{`a\_b`, "a_b", true},
		{`a\_b`, "axb", false},
		{`a\\b`, `a\b`, true},
		{"a%a", "a", false},
		{"a%a", "aa", true},
		{"%a_%b", "xxaybzb", true},
		{"%ab%ab", "ab", false},
		{"a%", "b", false},
		{"%_%", "", false},
	} {
		e, err := geo.NewLike(geo.NewProperty("s", geo.StringValue), geo.NewString(c.pattern))
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Truth(row{properties: map[string]any{"s": c.text}}) == geo.True; got != c.want {
			t.Errorf("%q LIKE %q is %t", c.text, c.pattern, got)
		}
	}
}

func TestInstantsOfOneDayMeetTheDay(t *testing.T) {
	noon := row{properties: map[string]any{"t": firstHour.Add(12 * time.Hour)}}
	at := geo.NewProperty("t", geo.TimestampValue)
	for op, want := range map[geo.TemporalOp]bool{
		geo.TEquals: true, geo.TIntersects: true, geo.TDisjoint: false, geo.TAfter: false, geo.TBefore: false,
	} {
		e, err := geo.NewTemporal(op, at, geo.NewDate(firstHour))
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Truth(noon) == geo.True; got != want {
			t.Errorf("%s is %t", e.Text(), got)
		}
	}
}

func TestAValueOfAnotherTypeThanDeclaredIsUnknown(t *testing.T) {
	e, err := geo.NewComparison(geo.Equal, geo.NewProperty("x", geo.AnyValue), geo.NewNumber(1))
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Truth(row{properties: map[string]any{"x": "1"}}); got != geo.Unknown {
		t.Errorf("got %d", got)
	}
}

func TestAFeatureIsARow(t *testing.T) {
	f := &geo.Feature{Revision: 3}
	f.Title = "Fire at a depot"
	f.Time.From = firstHour
	f.Location.Point = &geo.Point{Lon: 30, Lat: 50}
	for name, want := range map[string]any{
		"title": "Fire at a depot", "revision": 3.0, "time_from": firstHour, "synthetic": false, "summary": nil, "nonsense": nil,
	} {
		if got := f.Property(name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got := f.Geometry(); got != (orb.Point{30, 50}) {
		t.Errorf("the geometry is %v", got)
	}
}

func TestEveryKeywordIsKnownInAnyCase(t *testing.T) {
	for _, word := range []string{"and", "S_Within", "DATE", "t_startedby", "Null", "div"} {
		if !geo.IsKeyword(word) {
			t.Errorf("%s is not known", word)
		}
	}
	for _, word := range []string{"title", "time_from", ""} {
		if geo.IsKeyword(word) {
			t.Errorf("%s is one", word)
		}
	}
}

// typical returns a filter as people write them, and a row for which it holds.
func typical(t testing.TB) (geo.Expr, geo.Row) {
	t.Helper()
	var parts []geo.Expr
	add := func(e geo.Expr, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, e)
	}
	add(geo.NewIn(geo.NewProperty("status", geo.StringValue), []geo.Operand{geo.NewString("confirmed"), geo.NewString("verified")}))
	add(geo.NewComparison(geo.GreaterThan, geo.NewProperty("border_km", geo.NumberValue), geo.NewNumber(500)))
	add(geo.NewComparison(geo.AtLeast, geo.NewProperty("time_from", geo.TimestampValue), geo.NewDate(firstHour)))
	add(geo.NewLike(geo.NewProperty("title", geo.StringValue), geo.NewString("%ref_nery%")))
	add(geo.NewTemporal(geo.TBefore, geo.NewProperty("time_from", geo.TimestampValue), geo.NewTimestamp(firstHour.Add(time.Hour))))
	add(geo.NewSpatial(geo.SIntersects, theGeometry, geo.NewBBox(geo.BBox{West: 20, South: 40, East: 60, North: 60})))
	add(geo.NewSpatial(geo.SWithin, theGeometry, geo.NewGeometry(geo.Circle(geo.Point{Lon: 50, Lat: 53}, 300_000))))
	r := row{map[string]any{"status": "confirmed", "title": "Drones hit a refinery", "time_from": firstHour, "border_km": 812.5}, orb.Point{50, 53}}
	e := geo.NewAnd(parts...)
	if e.Truth(r) != geo.True {
		t.Fatal("does not hold: ", e.Text())
	}
	return e, r
}

func TestATypicalFilterIsEvaluatedWithoutNewMemory(t *testing.T) {
	e, r := typical(t)
	if n := testing.AllocsPerRun(100, func() { e.Truth(r) }); n != 0 {
		t.Errorf("%v pieces of memory a row", n)
	}
}

func BenchmarkFilter(b *testing.B) {
	e, r := typical(b)
	b.ReportAllocs()
	for b.Loop() {
		e.Truth(r)
	}
}

func BenchmarkFoldedLike(b *testing.B) {
	var r geo.Row = row{properties: map[string]any{"title": "Drones hit a refinery in Novokuybyshevsk"}}
	folded, err := geo.NewCaseI(geo.NewProperty("title", geo.StringValue))
	if err != nil {
		b.Fatal(err)
	}
	pattern, err := geo.NewCaseI(geo.NewString("%NOVOKUYBYSHEVSK%"))
	if err != nil {
		b.Fatal(err)
	}
	e, err := geo.NewLike(folded, pattern)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		e.Truth(r)
	}
}
