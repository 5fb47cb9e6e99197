package ogcapi

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"strikemap/geo"
)

// Areas and places are so few that each request goes through all of them.

// sortRows sorts by keys, then by id. Missing values come last, either way.
func sortRows[R geo.Row](rows []R, keys []geo.SortKey) {
	slices.SortFunc(rows, func(a, b R) int {
		for _, k := range keys {
			if c := compare(a.Property(k.Column), b.Property(k.Column), k.Descending); c != 0 {
				return c
			}
		}
		return compare(a.Property("id"), b.Property("id"), false)
	})
}

// compare orders two values of a column.
func compare(a, b any, descending bool) int {
	if a == nil || b == nil {
		return cmp.Compare(missing(a), missing(b))
	}
	if descending {
		a, b = b, a
	}
	if v, ok := a.(float64); ok {
		return cmp.Compare(v, b.(float64))
	}
	return cmp.Compare(a.(string), b.(string))
}

func missing(v any) int {
	if v == nil {
		return 1
	}
	return 0
}

// pageOf returns the page of rows that is asked for.
func pageOf[R any](rows []R, q geo.Query) []R {
	return rows[min(q.Offset, len(rows)):min(q.Offset+q.PageSize(), len(rows))]
}

// offsets are the parameters that lead to the pages around one, nil for none.
func offsets(q geo.Query, matched int) (next, prev url.Values) {
	if end := q.Offset + q.PageSize(); end < matched {
		next = url.Values{"offset": {strconv.Itoa(end)}}
	}
	if q.Offset > 0 {
		prev = url.Values{"offset": {strconv.Itoa(max(0, q.Offset-q.PageSize()))}}
	}
	return next, prev
}
