package site

import (
	"cmp"
	"strconv"
	"strings"

	"strikemap/geo"
)

// value writes a number as it was reported: in the words of the record where they were
// kept, else in ours, with its qualifier. Recorded tells which.
func (r reader) value(q geo.Quantity) (text string, recorded bool) {
	if q.Phrase != "" {
		return q.Phrase, true
	}
	switch {
	case q.Qualifier == "range" && q.Min != nil && q.Max != nil:
		text = r.T("quantity.range", "min", r.decimal(*q.Min), "max", r.decimal(*q.Max))
	case (q.Min != nil || q.Max != nil) && r.Has("quantity."+q.Qualifier):
		text = r.T("quantity."+q.Qualifier, "n", r.decimal(*cmp.Or(q.Min, q.Max)))
	default:
		return r.T("quantity.vague"), false
	}
	if q.Unit != "" {
		text += " " + q.Unit
	}
	return text, false
}

// decimal writes a number, which is not negative, with its thousands apart and the
// decimals it has.
func (r reader) decimal(v float64) string {
	whole, rest, fraction := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	if n, err := strconv.Atoi(whole); err == nil { // else beyond any count of things
		whole = r.Number(n)
	}
	if !fraction {
		return whole
	}
	return whole + r.T("number.decimal") + rest
}
