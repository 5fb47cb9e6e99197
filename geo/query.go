package geo

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of one answer.
const (
	DefaultLimit = 1000
	MaxLimit     = 10_000
)

// Query is one question for features. The zero Query asks for all that is public
// now, newest first.
type Query struct {
	BBox         *BBox       // the point lies in it, or the box of the area touches it
	Datetime     Interval    // the span of the incident intersects it
	Conditions   []Condition // all hold
	Text         []string    // folded words, all found
	StatusMin    string      // of Statuses, as StatusRank orders them
	UpdatedAfter time.Time   // the revision became public after this instant
	Filter       Expr        // holds; nil is no condition
	KnownAt      time.Time   // as public at this instant; zero is now
	Order        Order       // of the answer
	Sort         []SortKey   // before Order: a missing value comes last, either way
	Limit        int         // 0 is DefaultLimit
	Offset       int
	Cursor       *Cursor // with the order Newest only, sorted or not
}

// Order is how the features of an answer follow one another.
type Order int

// The orders.
const (
	Newest          Order = iota // by time_from, then id, the latest first
	PublishedNewest              // by first publication, the last one first, then as Newest
)

// Condition asks that a column holds one of the values.
type Condition struct {
	Column string
	Values []string
}

// PageSize returns how many features one answer may hold.
func (q Query) PageSize() int {
	if q.Limit <= 0 {
		return DefaultLimit
	}
	return q.Limit
}

// Matches reports whether a feature answers the question, paging and KnownAt
// aside.
func (q Query) Matches(f *Feature) bool {
	return q.matchesTime(f) && q.matchesPlace(f) && q.matchesColumns(f) && q.matchesText(f) &&
		(q.Filter == nil || q.Filter.Truth(f) == True)
}

func (q Query) matchesTime(f *Feature) bool {
	return (q.Datetime.Unbounded() || f.Time.Intersects(q.Datetime)) &&
		(q.UpdatedAfter.IsZero() || f.PublicFrom.After(q.UpdatedAfter))
}

func (q Query) matchesPlace(f *Feature) bool {
	if q.BBox == nil {
		return true
	}
	if f.Bounds == nil {
		return false
	}
	if p := f.Location.Point; p != nil {
		return q.BBox.Contains(p.Lon, p.Lat)
	}
	return q.BBox.Intersects(*f.Bounds)
}

func (q Query) matchesColumns(f *Feature) bool {
	for _, c := range q.Conditions {
		column, ok := ColumnByName(c.Column)
		if !ok || !column.Holds(column.Text(f), c.Values) {
			return false
		}
	}
	return q.StatusMin == "" || StatusRank(f.Finding.Status) >= StatusRank(q.StatusMin)
}

func (q Query) matchesText(f *Feature) bool {
	for _, word := range q.Text {
		if !strings.Contains(f.folded, word) {
			return false
		}
	}
	return true
}

// Canonical writes what the question asks for, paging aside, so that two questions
// with the same answer read the same.
func (q Query) Canonical() string {
	var b strings.Builder
	put := func(name, value string) {
		if value != "" {
			b.WriteString(name + "=" + strconv.Quote(value) + "&")
		}
	}
	if q.BBox != nil {
		put("bbox", q.BBox.Text())
	}
	put("from", FormatTime(q.Datetime.From))
	put("to", FormatTime(q.Datetime.To))
	conditions := slices.Clone(q.Conditions)
	slices.SortStableFunc(conditions, func(a, b Condition) int { return cmp.Compare(a.Column, b.Column) })
	for _, c := range conditions {
		values := slices.Clone(c.Values)
		slices.Sort(values)
		put(c.Column, strings.Join(slices.Compact(values), "\x00"))
	}
	put("q", strings.Join(q.Text, " "))
	put("status_min", q.StatusMin)
	put("updated_after", FormatTime(q.UpdatedAfter))
	put("known_at", FormatTime(q.KnownAt))
	if q.Filter != nil {
		put("filter", q.Filter.Text())
	}
	for _, k := range q.Sort {
		put("sort", strconv.FormatBool(k.Descending)+k.Column)
	}
	if q.Order == PublishedNewest {
		put("order", "published")
	}
	return b.String()
}

// Hash is a short fingerprint of Canonical, to bind a cursor to its question.
func (q Query) Hash() uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(q.Canonical())) // a hash never fails
	return h.Sum64()
}
