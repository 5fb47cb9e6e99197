package snapshot

import (
	"bytes"
	"slices"
	"time"

	"strikemap/geo"
)

// filter holds back ranks that do not answer a question.
type filter interface {
	// has reports whether a rank passes.
	has(rank uint32) bool

	// mask takes the ranks of [from, to) that do not pass out of a set.
	mask(s set, from, to uint32)
}

// maskEach is mask for filters that know no better than to ask for each.
func maskEach(f filter, s set, from, to uint32) {
	for rank := range s.from(from) {
		if rank >= to {
			return
		}
		if !f.has(rank) {
			s.remove(rank)
		}
	}
}

// codeFilter passes the ranks whose code is one of some.
type codeFilter struct {
	codes  []uint16
	ok     []bool   // by code
	masks  []set    // of those codes; nil without
	curves [2][]set // of those codes, in the order of the trees
}

func (f *codeFilter) has(rank uint32) bool { return f.ok[f.codes[rank]] }

func (f *codeFilter) mask(s set, from, to uint32) {
	if f.masks == nil {
		maskEach(f, s, from, to)
		return
	}
	for i := from / 64; i < (to+63)/64; i++ {
		var any uint64
		for _, m := range f.masks {
			any |= m[i]
		}
		s[i] &= any
	}
}

// areaFilter passes the ranks whose area is one of some.
type areaFilter struct {
	areas []uint32
	ok    []bool // by code and one
}

func (f *areaFilter) has(rank uint32) bool        { return f.ok[f.areas[rank]] }
func (f *areaFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// endFilter passes what ends after an instant.
type endFilter struct {
	ends  []int64
	after int64
}

func (f *endFilter) has(rank uint32) bool        { return f.ends[rank] > f.after }
func (f *endFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// updatedFilter passes revisions that became public after an instant.
type updatedFilter struct {
	from  []int64
	after int64
}

func (f *updatedFilter) has(rank uint32) bool        { return f.from[rank] > f.after }
func (f *updatedFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// knownFilter passes the revisions public at an instant.
type knownFilter struct {
	from, to []int64
	at       int64
}

func (f *knownFilter) has(rank uint32) bool {
	return f.from[rank] <= f.at && (f.to[rank] == 0 || f.at < f.to[rank])
}
func (f *knownFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// foundFilter passes the ranks of a set that an index gave.
type foundFilter struct{ found set }

func (f *foundFilter) has(rank uint32) bool { return f.found.has(rank) }

func (f *foundFilter) mask(s set, from, to uint32) {
	for i := from / 64; i < (to+63)/64; i++ {
		s[i] &= f.found[i]
	}
}

// textFilter passes the ranks whose search text holds a word, where there is no
// index.
type textFilter struct {
	segment *segment
	word    []byte
}

func (f *textFilter) has(rank uint32) bool        { return bytes.Contains(f.segment.text(rank), f.word) }
func (f *textFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// bodyFilter passes the ranks whose column, read out of the body, has one of some
// values. It is slow, and stops at a deadline.
type bodyFilter struct {
	segment  *segment
	codec    Codec
	column   geo.Column
	values   []string
	deadline *deadline
}

func (f *bodyFilter) has(rank uint32) bool {
	return !f.deadline.passed() && f.column.Holds(f.codec.Text(f.segment.flat(rank), f.column.Name), f.values)
}
func (f *bodyFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// exprFilter passes the ranks of which an expression holds. It stops at a deadline.
type exprFilter struct {
	row      *rankRow
	expr     geo.Expr
	deadline *deadline
}

func (f *exprFilter) has(rank uint32) bool {
	if f.deadline.passed() {
		return false
	}
	f.row.at(rank)
	return f.expr.Truth(f.row) == geo.True
}
func (f *exprFilter) mask(s set, from, to uint32) { maskEach(f, s, from, to) }

// deadline is how long a question may read bodies. It looks at the clock now and
// then.
type deadline struct {
	until time.Time
	asked int
	over  bool
}

// readingTime is the time one question may take to read bodies.
const readingTime = 2 * time.Second

func (d *deadline) passed() bool {
	if d.asked++; d.asked%256 == 0 && !d.over {
		d.over = time.Now().After(d.until)
	}
	return d.over
}

// filters returns what the conditions of a question hold back in a segment. none
// means that nothing can pass.
func (s *segment) filters(q geo.Query, codec Codec, d *deadline) (all []filter, none bool) {
	for _, c := range q.Conditions {
		f, empty := s.condition(c, codec, d)
		if empty {
			return nil, true
		}
		all = append(all, f)
	}
	if q.StatusMin != "" {
		f := s.byCode(statusColumn, func(status string) bool { return geo.StatusRank(status) >= geo.StatusRank(q.StatusMin) })
		all = append(all, f)
	}
	if !q.Datetime.From.IsZero() {
		all = append(all, &endFilter{s.timeTo, q.Datetime.From.UnixMilli()})
	}
	if !q.UpdatedAfter.IsZero() {
		all = append(all, &updatedFilter{s.publicFrom, q.UpdatedAfter.UnixMilli()})
	}
	if !q.KnownAt.IsZero() {
		all = append(all, &knownFilter{s.publicFrom, s.publicTo, q.KnownAt.UnixMilli()})
	}
	for _, word := range q.Text {
		if s.words == nil {
			all = append(all, &textFilter{s, []byte(word)})
			continue
		}
		found := make(set, words(s.n))
		s.words.find(word, found)
		all = append(all, &foundFilter{found})
	}
	if q.Filter != nil {
		all = append(all, s.exprFilters(q.Filter, codec, d)...)
	}
	// What reads bodies comes last, for those that passed all else.
	slices.SortStableFunc(all, func(a, b filter) int { return cost(a) - cost(b) })
	return all, false
}

func cost(f filter) int {
	switch f.(type) {
	case *foundFilter:
		return 0
	case *textFilter:
		return 2
	case *bodyFilter:
		return 3
	case *exprFilter:
		return 4
	}
	return 1
}

func (s *segment) condition(c geo.Condition, codec Codec, d *deadline) (f filter, none bool) {
	if c.Column == "area_id" {
		ok := make([]bool, len(s.areas)+1)
		ok[0] = slices.Contains(c.Values, "")
		for i, id := range s.areas {
			ok[i+1] = slices.Contains(c.Values, id)
		}
		return &areaFilter{s.area, ok}, !slices.Contains(ok, true)
	}
	column, known := geo.ColumnByName(c.Column)
	if !known {
		return nil, true
	}
	i, isCoded := codedIndex[c.Column]
	if !isCoded || s.codes[i] == nil && s.n > 0 {
		return &bodyFilter{s, codec, column, c.Values, d}, false
	}
	by := s.byCode(i, func(text string) bool { return column.Holds(text, c.Values) })
	return by, !slices.Contains(by.ok, true)
}

func (s *segment) byCode(column int, ok func(string) bool) *codeFilter {
	f := &codeFilter{codes: s.codes[column], ok: make([]bool, len(s.values[column]))}
	for code, text := range s.values[column] {
		if f.ok[code] = ok(text); !f.ok[code] || s.masks[column] == nil {
			continue
		}
		f.masks = append(f.masks, s.masks[column][code])
		for k := range f.curves {
			if curve := s.curves[k][column]; curve != nil {
				f.curves[k] = append(f.curves[k], curve[code])
			}
		}
	}
	return f
}
