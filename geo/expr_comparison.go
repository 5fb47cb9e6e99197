package geo

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// ComparisonOp is a comparison operator, as it is written.
type ComparisonOp string

// The comparison operators.
const (
	Equal       ComparisonOp = "="
	NotEqual    ComparisonOp = "<>"
	LessThan    ComparisonOp = "<"
	GreaterThan ComparisonOp = ">"
	AtMost      ComparisonOp = "<="
	AtLeast     ComparisonOp = ">="
)

// accepts tells for each operator whether it holds for less, equal and greater.
var accepts = map[ComparisonOp][3]bool{
	Equal:       {false, true, false},
	NotEqual:    {true, false, true},
	LessThan:    {true, false, false},
	GreaterThan: {false, false, true},
	AtMost:      {true, true, false},
	AtLeast:     {false, true, true},
}

// Comparison compares two scalars. Texts are ordered by code point, FALSE comes before
// TRUE. Where a date meets a timestamp, the timestamp counts as its day in UTC. Values
// of types that do not meet compare as unknown.
type Comparison struct {
	Op          ComparisonOp
	Left, Right Operand

	accept [3]bool
	byDay  bool
}

// NewComparison returns a comparison, or an error if the types do not meet.
func NewComparison(op ComparisonOp, left, right Operand) (*Comparison, error) {
	accept, ok := accepts[op]
	if !ok {
		return nil, fmt.Errorf("%q is no comparison operator", op)
	}
	if err := meet(string(op), left, right); err != nil {
		return nil, err
	}
	return &Comparison{op, left, right, accept, byDay(left, right)}, nil
}

// Truth compares the values.
func (c *Comparison) Truth(row Row) Truth {
	order, ok := compareValues(c.Left.value(row), c.Right.value(row), c.byDay)
	if !ok {
		return Unknown
	}
	return truthOf(c.accept[order+1])
}

// Text writes the operator between its operands.
func (c *Comparison) Text() string {
	return c.Left.Text() + " " + string(c.Op) + " " + c.Right.Text()
}

// compareValues orders two values, and is false where one is missing or they are not
// of one type.
func compareValues(a, b any, byDay bool) (int, bool) {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return strings.Compare(a, b), ok
	case float64:
		b, ok := b.(float64)
		return cmp.Compare(a, b), ok
	case bool:
		b, ok := b.(bool)
		return rank(a) - rank(b), ok
	case time.Time:
		b, ok := b.(time.Time)
		if byDay {
			a, b = dayOf(a), dayOf(b)
		}
		return a.Compare(b), ok
	}
	return 0, false
}

func rank(v bool) int {
	if v {
		return 1
	}
	return 0
}

// byDay reports whether two operands are compared as days.
func byDay(a, b Operand) bool { return a.Type() == DateValue || b.Type() == DateValue }

// meet returns an error if two operands can never be compared.
func meet(op string, left, right Operand) error {
	for _, o := range []Operand{left, right} {
		switch o.Type() {
		case GeometryValue:
			return fmt.Errorf("%s is a geometry, which %s cannot compare; use a spatial function such as S_INTERSECTS", brief(o), op)
		case IntervalValue:
			return fmt.Errorf("%s is an interval, which %s cannot compare; use a temporal function such as T_INTERSECTS", brief(o), op)
		}
	}
	a, b := left.Type(), right.Type()
	if a == AnyValue || b == AnyValue || a == b || isInstant(a) && isInstant(b) {
		return nil
	}
	hint := ""
	switch {
	case isInstant(a) && b == StringValue, isInstant(b) && a == StringValue:
		hint = "; write TIMESTAMP('2025-12-25T06:00:00Z') or DATE('2025-12-25')"
	case a == NumberValue && b == StringValue, b == NumberValue && a == StringValue:
		hint = "; a number stands without quotes, a text within single ones"
	}
	return fmt.Errorf("%s is a %s and %s is a %s: %s cannot compare them%s", brief(left), a, brief(right), b, op, hint)
}

func isInstant(t ValueType) bool { return t == TimestampValue || t == DateValue }

// brief writes an operand for an error message.
func brief(o Operand) string {
	const longest = 40
	text := []rune(o.Text())
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	return string(text)
}

// Between holds where low <= value <= high. Numbers and, wider than the grammar, times
// can be asked for.
type Between struct {
	Of, Low, High Operand

	lowByDay, highByDay bool
}

// NewBetween returns the predicate, or an error if the types do not meet.
func NewBetween(of, low, high Operand) (*Between, error) {
	for _, o := range []Operand{of, low, high} {
		if t := o.Type(); t != NumberValue && t != AnyValue && !isInstant(t) {
			return nil, fmt.Errorf("%s is a %s: BETWEEN needs numbers or times", brief(o), t)
		}
	}
	for _, end := range []Operand{low, high} {
		if err := meet("BETWEEN", of, end); err != nil {
			return nil, err
		}
	}
	if err := meet("BETWEEN", low, high); err != nil {
		return nil, err
	}
	return &Between{of, low, high, byDay(of, low), byDay(of, high)}, nil
}

// Truth compares the value with both ends.
func (b *Between) Truth(row Row) Truth {
	v := b.Of.value(row)
	above, below := Unknown, Unknown
	if order, ok := compareValues(v, b.Low.value(row), b.lowByDay); ok {
		above = truthOf(order >= 0)
	}
	if order, ok := compareValues(v, b.High.value(row), b.highByDay); ok {
		below = truthOf(order <= 0)
	}
	return min(above, below)
}

// Text writes BETWEEN and its ends.
func (b *Between) Text() string { return b.text(" BETWEEN ") }

func (b *Between) text(word string) string {
	return b.Of.Text() + word + b.Low.Text() + " AND " + b.High.Text()
}

// In holds where the value equals one of a list.
type In struct {
	Of   Operand
	List []Operand

	texts   map[string]struct{}  // the whole list, if it is constant texts
	numbers map[float64]struct{} // the whole list, if it is constant numbers
}

// NewIn returns the predicate, or an error if the list is empty or a type does not
// meet.
func NewIn(of Operand, list []Operand) (*In, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("the list of IN is empty")
	}
	for _, member := range list {
		if err := meet("IN", of, member); err != nil {
			return nil, err
		}
	}
	return &In{of, list, setOf[string](list), setOf[float64](list)}, nil
}

// setOf returns a list as a set, or nil if not all of it is constants of the type.
func setOf[T comparable](list []Operand) map[T]struct{} {
	set := make(map[T]struct{}, len(list))
	for _, member := range list {
		v, ok := constant(member)
		if !ok {
			return nil
		}
		of, ok := v.(T)
		if !ok {
			return nil
		}
		set[of] = struct{}{}
	}
	return set
}

// Truth looks for the value in the list. A member that is missing may be the value, so
// that it is unknown whether the value is in the list.
func (i *In) Truth(row Row) Truth {
	v := i.Of.value(row)
	if text, ok := v.(string); ok && i.texts != nil {
		_, found := i.texts[text]
		return truthOf(found)
	}
	if n, ok := v.(float64); ok && i.numbers != nil {
		_, found := i.numbers[n]
		return truthOf(found)
	}
	found := False
	for _, member := range i.List {
		order, ok := compareValues(v, member.value(row), byDay(i.Of, member))
		switch {
		case !ok:
			found = Unknown
		case order == 0:
			return True
		}
	}
	return found
}

// Text writes IN and its list.
func (i *In) Text() string { return i.text(" IN ") }

func (i *In) text(word string) string {
	texts := make([]string, len(i.List))
	for k, member := range i.List {
		texts[k] = member.Text()
	}
	return i.Of.Text() + word + "(" + strings.Join(texts, ", ") + ")"
}

// IsNull holds where the operand has no value. It is never unknown.
type IsNull struct{ Of Operand }

// NewIsNull returns the predicate.
func NewIsNull(of Operand) *IsNull { return &IsNull{of} }

// Truth looks whether there is a value.
func (n *IsNull) Truth(row Row) Truth { return truthOf(n.Of.value(row) == nil) }

// Text writes IS NULL.
func (n *IsNull) Text() string { return n.text(" IS NULL") }

func (n *IsNull) text(words string) string { return n.Of.Text() + words }
