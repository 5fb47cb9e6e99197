package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/cql"
)

// Rows says what a question may name about rows that are not incidents.
type Rows struct {
	Own      []geo.Column // the rows' own columns; parameters of theirs are conditions on rows
	Columns  []geo.Column // what filter and properties may name
	Sortable []geo.Column // what sortby may name
}

// RowFilter chooses among rows.
type RowFilter struct {
	Conditions []geo.Condition // all hold
	Filter     geo.Expr        // holds; nil is no condition
}

// Parse reads the parameters that ask for rows. Those about the rows themselves, and
// filter, are in the RowFilter; the Query has the rest, as ParseQuery reads it.
func (t Rows) Parse(values url.Values, now time.Time) (q geo.Query, rows RowFilter, err error) {
	rest := url.Values{}
	for name, v := range values {
		if !slices.Contains(Names(t.Own), name) && !slices.Contains(aboutRows, name) {
			rest[name] = v
		}
	}
	if q, err = ParseQuery(rest, now); err != nil {
		return q, rows, err
	}
	p := queryParser{values: values, now: now}
	for _, c := range t.Own {
		p.one(c.Name, func(text string) error {
			condition, err := ParseCondition(c, text)
			rows.Conditions = append(rows.Conditions, condition)
			return err
		})
	}
	p.one("sortby", func(text string) (err error) {
		q.Sort, err = ParseSort(text, t.Sortable)
		return err
	})
	p.filter(cql.Of(t.Columns))
	rows.Filter = p.query.Filter
	return q, rows, p.err
}

// aboutRows are the parameters that name columns of rows.
var aboutRows = []string{"sortby", "filter", "filter-lang", "filter-crs"}

// Empty reports whether every row passes.
func (f RowFilter) Empty() bool { return len(f.Conditions) == 0 && f.Filter == nil }

// Holds reports whether a row passes.
func (f RowFilter) Holds(row geo.Row) bool {
	for _, c := range f.Conditions {
		if !slices.Contains(c.Values, valueText(row.Property(c.Column))) {
			return false
		}
	}
	return f.Filter == nil || f.Filter.Truth(row) == geo.True
}

// Text writes the filter so that equal ones read the same.
func (f RowFilter) Text() string {
	var b strings.Builder
	for _, c := range f.Conditions {
		b.WriteString(c.Column + "=" + strconv.Quote(strings.Join(c.Values, "\x00")) + "&")
	}
	if f.Filter != nil {
		b.WriteString("filter=" + f.Filter.Text())
	}
	return b.String()
}

// valueText writes a value of a row as ParseCondition writes those it is compared with,
// "" for a missing one.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return geo.FormatTime(v)
	}
	return ""
}
