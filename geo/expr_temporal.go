package geo

import (
	"errors"
	"fmt"
	"time"
)

// TemporalOp is a temporal comparison function, as it is written.
type TemporalOp string

// The temporal functions of OGC 21-065r2 clause 7.8, by the relations of the Time
// Ontology in OWL.
const (
	TAfter        TemporalOp = "T_AFTER"
	TBefore       TemporalOp = "T_BEFORE"
	TContains     TemporalOp = "T_CONTAINS"
	TDisjoint     TemporalOp = "T_DISJOINT"
	TDuring       TemporalOp = "T_DURING"
	TEquals       TemporalOp = "T_EQUALS"
	TFinishedBy   TemporalOp = "T_FINISHEDBY"
	TFinishes     TemporalOp = "T_FINISHES"
	TIntersects   TemporalOp = "T_INTERSECTS"
	TMeets        TemporalOp = "T_MEETS"
	TMetBy        TemporalOp = "T_METBY"
	TOverlappedBy TemporalOp = "T_OVERLAPPEDBY"
	TOverlaps     TemporalOp = "T_OVERLAPS"
	TStartedBy    TemporalOp = "T_STARTEDBY"
	TStarts       TemporalOp = "T_STARTS"
)

// ends is how the ends of two extents compare, each -1, 0 or 1.
type ends struct {
	from, to int // the start with the start, the end with the end
	fromTo   int // the start of the first with the end of the second
	toFrom   int // the end of the first with the start of the second
}

// temporal tells for each function when it holds. Those of intervals take no instants.
var temporal = map[TemporalOp]struct {
	holds     func(e ends) bool
	intervals bool
}{
	TAfter:        {func(e ends) bool { return e.fromTo > 0 }, false},
	TBefore:       {func(e ends) bool { return e.toFrom < 0 }, false},
	TDisjoint:     {func(e ends) bool { return e.fromTo > 0 || e.toFrom < 0 }, false},
	TIntersects:   {func(e ends) bool { return e.fromTo <= 0 && e.toFrom >= 0 }, false},
	TEquals:       {func(e ends) bool { return e.from == 0 && e.to == 0 }, false},
	TContains:     {func(e ends) bool { return e.from < 0 && e.to > 0 }, true},
	TDuring:       {func(e ends) bool { return e.from > 0 && e.to < 0 }, true},
	TFinishedBy:   {func(e ends) bool { return e.from < 0 && e.to == 0 }, true},
	TFinishes:     {func(e ends) bool { return e.from > 0 && e.to == 0 }, true},
	TMeets:        {func(e ends) bool { return e.toFrom == 0 }, true},
	TMetBy:        {func(e ends) bool { return e.fromTo == 0 }, true},
	TOverlappedBy: {func(e ends) bool { return e.from > 0 && e.fromTo < 0 && e.to > 0 }, true},
	TOverlaps:     {func(e ends) bool { return e.from < 0 && e.toFrom > 0 && e.to < 0 }, true},
	TStartedBy:    {func(e ends) bool { return e.from == 0 && e.to > 0 }, true},
	TStarts:       {func(e ends) bool { return e.from == 0 && e.to < 0 }, true},
}

// Temporal compares two instants or intervals. An interval includes both its ends. Where
// days meet timestamps, a day lasts from its first to its last nanosecond in UTC, but
// two instants, one a day, are compared as days. A row whose interval ends before it
// starts compares as unknown.
type Temporal struct {
	Op          TemporalOp
	Left, Right Operand

	holds func(ends) bool
	spans bool // takes intervals only
	byDay bool // two instants, one a day
}

// NewTemporal returns the predicate, or an error if an operand is no time, or an instant
// where the function takes intervals.
func NewTemporal(op TemporalOp, left, right Operand) (*Temporal, error) {
	rule, ok := temporal[op]
	if !ok {
		return nil, fmt.Errorf("%q is no temporal function", op)
	}
	for _, o := range []Operand{left, right} {
		t := o.Type()
		switch {
		case t == StringValue:
			return nil, fmt.Errorf("%s is a string: %s needs a time; write TIMESTAMP('2025-12-25T06:00:00Z'), DATE('2025-12-25') or INTERVAL('2025-12-25', '..')", brief(o), op)
		case !isInstant(t) && t != IntervalValue && t != AnyValue:
			return nil, fmt.Errorf("%s is a %s: %s needs a time", brief(o), t, op)
		case rule.intervals && isInstant(t):
			return nil, fmt.Errorf("%s is an instant: %s compares intervals; write INTERVAL(start, end)", brief(o), op)
		}
	}
	instants := left.Type() != IntervalValue && right.Type() != IntervalValue
	return &Temporal{Op: op, Left: left, Right: right, holds: rule.holds, spans: rule.intervals, byDay: instants && byDay(left, right)}, nil
}

// Truth compares the times.
func (t *Temporal) Truth(row Row) Truth {
	a, ok := extentOf(t.Left, row)
	if !ok {
		return Unknown
	}
	b, ok := extentOf(t.Right, row)
	if !ok || t.spans && (a.instant || b.instant) {
		return Unknown
	}
	if t.byDay {
		a, b = a.days(), b.days()
	}
	return truthOf(t.holds(compareExtents(a, b)))
}

// Text writes the function and its operands.
func (t *Temporal) Text() string {
	return string(t.Op) + "(" + t.Left.Text() + ", " + t.Right.Text() + ")"
}

// IntervalInstance is an INTERVAL of two instants, both included. A nil end is open.
type IntervalInstance struct {
	From, To Operand // a Literal of an instant, or a Property; nil is open

	fixed *extent // if both ends are constant
}

// NewIntervalInstance returns an interval, or an error if an end is no instant or the start is after
// the end.
func NewIntervalInstance(from, to Operand) (*IntervalInstance, error) {
	s := &IntervalInstance{From: from, To: to}
	fixed := true
	for _, end := range []Operand{from, to} {
		if end == nil {
			continue
		}
		if t := end.Type(); !isInstant(t) && t != AnyValue {
			return nil, fmt.Errorf("%s is a %s: an end of an INTERVAL is a date, a timestamp or '..'", brief(end), t)
		}
		_, isConstant := constant(end)
		fixed = fixed && isConstant
	}
	if !fixed {
		return s, nil
	}
	v, ok := s.extent(nil)
	if !ok {
		return nil, errors.New("the INTERVAL ends before it starts")
	}
	s.fixed = &v
	return s, nil
}

// Type returns IntervalValue.
func (s *IntervalInstance) Type() ValueType { return IntervalValue }

// Text writes the interval.
func (s *IntervalInstance) Text() string {
	return "INTERVAL(" + endText(s.From) + ", " + endText(s.To) + ")"
}

func endText(end Operand) string {
	switch end := end.(type) {
	case nil:
		return "'..'"
	case *Literal:
		return "'" + end.Instant() + "'"
	}
	return end.Text()
}

func (s *IntervalInstance) value(row Row) any {
	if v, ok := s.extent(row); ok {
		return v
	}
	return nil
}

// extent returns the span of a row, and false if an end is missing or the ends are in
// the wrong order.
func (s *IntervalInstance) extent(row Row) (extent, bool) {
	if s.fixed != nil {
		return *s.fixed, true
	}
	v := extent{}
	if s.From != nil {
		t, ok := s.From.value(row).(time.Time)
		if !ok {
			return v, false
		}
		v.from = endpoint{t: t, set: true, day: s.From.Type() == DateValue}
	}
	if s.To != nil {
		t, ok := s.To.value(row).(time.Time)
		if !ok {
			return v, false
		}
		v.to = endpoint{t: t, set: true, day: s.To.Type() == DateValue}
	}
	if v.from.set && v.to.set {
		w := v
		if v.from.day != v.to.day {
			w = v.exact()
		}
		if w.from.t.After(w.to.t) {
			return v, false
		}
	}
	return v, true
}

// endpoint is an end of an extent: a timestamp, or the midnight that begins a day. One not
// set is open.
type endpoint struct {
	t        time.Time
	set, day bool
}

// extent is the time from one end to the other, both included.
type extent struct {
	from, to endpoint
	instant  bool
}

// extentOf returns the time of an operand in a row, and false where it is missing.
func extentOf(o Operand, row Row) (extent, bool) {
	if span, ok := o.(*IntervalInstance); ok {
		return span.extent(row)
	}
	t, ok := o.value(row).(time.Time)
	e := endpoint{t: t, set: true, day: o.Type() == DateValue}
	return extent{e, e, true}, ok
}

// exact returns the extent with days given as their first and last nanosecond.
func (v extent) exact() extent {
	v.from.day = false
	if v.to.day {
		v.to.t, v.to.day = v.to.t.Add(24*time.Hour-time.Nanosecond), false
	}
	return v
}

// days returns the days that hold the ends.
func (v extent) days() extent {
	v.from.t, v.from.day = dayOf(v.from.t), true
	v.to.t, v.to.day = dayOf(v.to.t), true
	return v
}

// onlyDays reports whether no end is a timestamp.
func (v extent) onlyDays() bool {
	return (v.from.day || !v.from.set) && (v.to.day || !v.to.set)
}

// compareExtents compares the ends of two extents: as days if all are days, else to the
// nanosecond.
func compareExtents(a, b extent) ends {
	if !a.onlyDays() || !b.onlyDays() {
		a, b = a.exact(), b.exact()
	}
	return ends{
		from:   compareEnds(a.from, b.from, -1, -1),
		to:     compareEnds(a.to, b.to, 1, 1),
		fromTo: compareEnds(a.from, b.to, -1, 1),
		toFrom: compareEnds(a.to, b.from, 1, -1),
	}
}

// compareEnds compares two ends. One that is open lies before or after all time, as its
// infinity says; of two that are open those compare.
func compareEnds(a, b endpoint, infinityA, infinityB int) int {
	switch {
	case a.set && b.set:
		return a.t.Compare(b.t)
	case a.set:
		return -infinityB
	case b.set:
		return infinityA
	}
	return (infinityA - infinityB) / 2
}
