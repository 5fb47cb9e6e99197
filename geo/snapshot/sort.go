package snapshot

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

// sorter orders places by columns, then as newer does. Texts are compared byte by
// byte; a missing value comes last whichever way a column is sorted.
type sorter struct {
	keys  []geo.SortKey
	types []geo.ColumnType
	codec Codec
}

// newSorter returns nil for a question that asks for no order of its own.
func newSorter(q geo.Query, codec Codec) *sorter {
	if len(q.Sort) == 0 {
		return nil
	}
	s := &sorter{keys: q.Sort, codec: codec}
	for _, k := range q.Sort {
		c, _ := geo.ColumnByName(k.Column)
		s.types = append(s.types, c.Type)
	}
	return s
}

// key is a value to sort by.
type key struct {
	missing bool
	number  float64 // of numbers, truth values and instants
	text    string
}

// sorted is a place with its keys.
type sorted struct {
	place
	keys []key
}

// text returns the column of a place as geo.Column.Text writes it.
func (s *sorter) text(p place, i int) string {
	column := s.keys[i].Column
	if c, ok := codedIndex[column]; ok && p.run.codes[c] != nil {
		return p.run.values[c][p.run.codes[c][p.rank]]
	}
	return s.codec.Text(p.run.flat(p.rank), column)
}

// texts returns what a cursor keeps of the keys of a place.
func (s *sorter) texts(p place) []string {
	if s == nil {
		return nil
	}
	texts := make([]string, len(s.keys))
	for i := range s.keys {
		texts[i] = s.text(p, i)
	}
	return texts
}

// key returns what a place is sorted by.
func (s *sorter) key(p place, i int) key {
	switch s.keys[i].Column {
	case "time_from":
		return key{number: float64(p.run.timeFrom[p.rank])}
	case "time_to":
		return key{number: float64(p.run.timeTo[p.rank])}
	case "updated":
		return key{number: float64(p.run.publicFrom[p.rank])}
	case "published":
		return key{number: float64(p.run.published[p.rank]), missing: p.run.published[p.rank] == 0}
	}
	return s.parse(s.text(p, i), i)
}

// parse reads a key as a column writes it.
func (s *sorter) parse(text string, i int) key {
	if text == "" {
		return key{missing: true}
	}
	switch s.types[i] {
	case geo.IntegerColumn, geo.NumberColumn:
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			return key{number: v}
		}
	case geo.TimeColumn:
		if t, err := geo.ParseTime(text); err == nil {
			return key{number: float64(t.UnixMilli())}
		}
	}
	return key{text: text} // "false" comes before "true"
}

func (s *sorter) compareKeys(a, b []key) int {
	for i, x := range a {
		y := b[i]
		if x.missing || y.missing {
			if x.missing != y.missing {
				return cmp.Compare(bit(x.missing), bit(y.missing))
			}
			continue
		}
		c := cmp.Compare(x.number, y.number)
		if c == 0 {
			c = strings.Compare(x.text, y.text)
		}
		if s.keys[i].Descending {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *sorter) compare(a, b sorted) int {
	if c := s.compareKeys(a.keys, b.keys); c != 0 {
		return c
	}
	return newer(a.place, b.place)
}

// mark is where a cursor stands in the order of a sorter.
type mark struct {
	keys []key
	from int64
	id   ulid.ULID
}

func (s *sorter) mark(c *geo.Cursor) mark {
	at := mark{from: c.From.UnixMilli()}
	at.id, _ = ulid.ParseStrict(c.ID) // geo.ParseCursor has seen to it
	for i, text := range c.Keys {
		at.keys = append(at.keys, s.parse(text, i))
	}
	return at
}

// side is below zero for what comes before a mark, above it for what comes after,
// and zero for what stands there.
func (s *sorter) side(p sorted, at mark) int {
	return cmp.Or(
		s.compareKeys(p.keys, at.keys),
		cmp.Compare(at.from, p.run.timeFrom[p.rank]),
		bytes.Compare(at.id[:], p.run.id[p.rank][:]),
	)
}

// page returns the first places after a cursor, or the last ones before it, the
// nearest to it first.
func (s *sorter) page(matchers []*matcher, after *geo.Cursor, want int) (places []place, matched int) {
	compare := s.compare
	passed := func(sorted) bool { return true }
	if after != nil {
		at := s.mark(after)
		passed = func(p sorted) bool { return s.side(p, at) > 0 }
		if after.Before {
			compare = func(a, b sorted) int { return s.compare(b, a) }
			passed = func(p sorted) bool { return s.side(p, at) < 0 }
		}
	}
	var kept []sorted
	cut := func() {
		slices.SortFunc(kept, compare)
		kept = kept[:min(want, len(kept))]
	}
	for _, m := range matchers {
		found := m.set()
		for rank := range found.from(0) {
			matched++
			p := sorted{place{&m.run, rank}, make([]key, len(s.keys))}
			for i := range s.keys {
				p.keys[i] = s.key(p.place, i)
			}
			if !passed(p) {
				continue
			}
			if kept = append(kept, p); len(kept) > 64 && len(kept)/4 >= want {
				cut()
			}
		}
		found.release()
	}
	cut()
	places = make([]place, len(kept))
	for i, p := range kept {
		places[i] = p.place
	}
	return places, matched
}
