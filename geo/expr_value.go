package geo

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// ValueType is a data type of CQL2.
type ValueType string

// The data types. AnyValue is known only from the row.
const (
	AnyValue       ValueType = "any"
	StringValue    ValueType = "string"
	NumberValue    ValueType = "number"
	BooleanValue   ValueType = "boolean"
	TimestampValue ValueType = "timestamp"
	DateValue      ValueType = "date"
	IntervalValue  ValueType = "interval"
	GeometryValue  ValueType = "geometry"
)

// Operand is what a predicate is about: a Property, a Literal, a CaseI or AccentI of
// one, an IntervalInstance, a GeometryLiteral, a BBoxLiteral or a Subexpression, each a pointer
// made by its New function. An operand does not change once made.
type Operand interface {
	// Type returns the type of the values.
	Type() ValueType

	// Text writes the operand as CQL2 text.
	Text() string

	// value returns nil where it is missing, or a string, float64, bool, time.Time,
	// orb.Geometry or extent.
	value(row Row) any
}

var _ = []Operand{
	(*Property)(nil),
	(*Literal)(nil),
	(*CaseI)(nil),
	(*AccentI)(nil),
	(*IntervalInstance)(nil),
	(*GeometryLiteral)(nil),
	(*BBoxLiteral)(nil),
	(*Subexpression)(nil),
}

// Property is the value of a property of the row, or its geometry.
type Property struct {
	Name string
	Of   ValueType // GeometryValue stands for the geometry of the row, whatever the name
}

// NewProperty returns a property of a type.
func NewProperty(name string, of ValueType) *Property { return &Property{name, of} }

// Type returns the type the property was declared with.
func (p *Property) Type() ValueType { return p.Of }

// Text writes the name, in double quotes where it would read as a keyword.
func (p *Property) Text() string {
	if IsKeyword(p.Name) {
		return `"` + p.Name + `"`
	}
	return p.Name
}

func (p *Property) value(row Row) any {
	if p.Of == GeometryValue {
		if g := row.Geometry(); g != nil {
			return g
		}
		return nil
	}
	v := row.Property(p.Name)
	if text, ok := v.(string); ok && !composed(text) {
		return norm.NFC.String(text)
	}
	return v
}

// composed reports whether a text is in the normal form NFC, in which all texts are
// compared (recommendation /rec/basic-cql2/string-normalization).
func composed(text string) bool { return isASCII(text) || norm.NFC.IsNormalString(text) }

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Literal is a scalar as it stands in the filter.
type Literal struct {
	Value any // string in NFC, float64, bool or time.Time in UTC
	Of    ValueType
}

// NewString returns a text, in the normal form NFC.
func NewString(text string) *Literal { return &Literal{norm.NFC.String(text), StringValue} }

// NewNumber returns a finite number. There is no negative zero.
func NewNumber(v float64) *Literal { return &Literal{v + 0, NumberValue} }

// NewBoolean returns TRUE or FALSE as a value to compare with.
func NewBoolean(v bool) *Literal { return &Literal{v, BooleanValue} }

// NewTimestamp returns an instant to the nanosecond.
func NewTimestamp(t time.Time) *Literal { return &Literal{t.UTC(), TimestampValue} }

// NewDate returns the day, in UTC, that holds t.
func NewDate(t time.Time) *Literal { return &Literal{dayOf(t), DateValue} }

// Type returns the type of the literal.
func (l *Literal) Type() ValueType { return l.Of }

func (l *Literal) value(Row) any { return l.Value }

// Text writes the literal as CQL2 text.
func (l *Literal) Text() string {
	switch v := l.Value.(type) {
	case string:
		return quote(v)
	case float64:
		return number(v)
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	case time.Time:
		if l.Of == DateValue {
			return "DATE('" + l.Instant() + "')"
		}
		return "TIMESTAMP('" + l.Instant() + "')"
	}
	return ""
}

// Instant writes a timestamp or a date as it stands between quotes, and "" for
// another literal.
func (l *Literal) Instant() string {
	t, ok := l.Value.(time.Time)
	if !ok {
		return ""
	}
	if l.Of == DateValue {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05.999999999Z")
}

// quote writes a text in single quotes. A quote inside is doubled; after a back slash,
// which itself cannot be escaped, it is led by another one.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(text) {
		switch {
		case text[i] != '\'':
		case i > 0 && text[i-1] == '\\':
			b.WriteByte('\\')
		default:
			b.WriteByte('\'')
		}
		b.WriteByte(text[i])
	}
	b.WriteByte('\'')
	return b.String()
}

// number writes a number in the shortest way that reads back the same.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if len(text) > 21 {
		return strconv.FormatFloat(v, 'E', -1, 64)
	}
	return text
}

// dayOf returns the midnight, in UTC, that begins the day of t.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// Subexpression is a boolean expression in parentheses, as IS NULL may ask of one.
type Subexpression struct{ Of Expr }

// NewSubexpression returns an expression as an operand.
func NewSubexpression(of Expr) *Subexpression { return &Subexpression{of} }

// Type returns BooleanValue.
func (s *Subexpression) Type() ValueType { return BooleanValue }

// Text writes the expression in parentheses.
func (s *Subexpression) Text() string { return "(" + s.Of.Text() + ")" }

func (s *Subexpression) value(row Row) any {
	switch s.Of.Truth(row) {
	case True:
		return true
	case False:
		return false
	}
	return nil
}

// constant returns the value of an operand that is the same in every row.
func constant(o Operand) (any, bool) {
	switch o := o.(type) {
	case *Literal:
		return o.Value, true
	case *CaseI:
		return o.fixed, o.fixed != nil
	case *AccentI:
		return o.fixed, o.fixed != nil
	}
	return nil, false
}

// keywords are the words of the CQL2 grammar that cannot name a property without
// double quotes (OGC 21-065r2 clause 8.2), sorted.
var keywords = []string{
	"ACCENTI", "AND", "A_CONTAINEDBY", "A_CONTAINS", "A_EQUALS", "A_OVERLAPS", "BBOX", "BETWEEN", "CASEI", "DATE", "DIV",
	"FALSE", "GEOMETRYCOLLECTION", "IN", "INTERVAL", "IS", "LIKE", "LINESTRING", "MULTILINESTRING", "MULTIPOINT",
	"MULTIPOLYGON", "NOT", "NULL", "OR", "POINT", "POLYGON", "S_CONTAINS", "S_CROSSES", "S_DISJOINT", "S_EQUALS",
	"S_INTERSECTS", "S_OVERLAPS", "S_TOUCHES", "S_WITHIN", "TIMESTAMP", "TRUE", "T_AFTER", "T_BEFORE", "T_CONTAINS",
	"T_DISJOINT", "T_DURING", "T_EQUALS", "T_FINISHEDBY", "T_FINISHES", "T_INTERSECTS", "T_MEETS", "T_METBY",
	"T_OVERLAPPEDBY", "T_OVERLAPS", "T_STARTEDBY", "T_STARTS",
}

// IsKeyword reports whether a word, in any case, is a keyword of CQL2 text.
func IsKeyword(word string) bool {
	_, found := slices.BinarySearch(keywords, strings.ToUpper(word))
	return found
}
