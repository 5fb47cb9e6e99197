package snapshot

import (
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/paulmach/orb"

	"strikemap/geo"
)

// exprFilters returns filters that together pass what an expression holds for. A part
// that asks of one coded column only is asked once for each of its values; the others
// are asked rank by rank, of the columns as far as they have what is asked for.
func (s *segment) exprFilters(e geo.Expr, codec Codec, d *deadline) (all []filter) {
	parts := []geo.Expr{e}
	if and, ok := e.(*geo.And); ok {
		parts = and.Of
	}
	var rest []geo.Expr
	for _, part := range parts {
		if i, ok := s.oneCoded(part); ok {
			value := valueRow{column: codedColumns[i]}
			all = append(all, s.byCode(i, func(text string) bool {
				value.value = valueOf(value.column.Type, text)
				return part.Truth(&value) == geo.True
			}))
			continue
		}
		rest = append(rest, part)
	}
	if len(rest) > 0 {
		all = append(all, &exprFilter{s.rankRow(codec), geo.NewAnd(rest...), d})
	}
	return all
}

// oneCoded returns the coded column that an expression asks of, if it asks of nothing
// else.
func (s *segment) oneCoded(e geo.Expr) (int, bool) {
	names, scalar := geo.ExprProperties(e)
	if !scalar || len(names) != 1 {
		return 0, false
	}
	i, ok := codedIndex[names[0]]
	return i, ok && s.codes[i] != nil
}

// valueOf reads the text of a column as geo.Row has it.
func valueOf(t geo.ColumnType, text string) any {
	if text == "" {
		return nil
	}
	switch t {
	case geo.IntegerColumn, geo.NumberColumn:
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			return v
		}
		return nil
	case geo.BoolColumn:
		return text == "true"
	}
	return text
}

// valueRow is a row of which one property is known.
type valueRow struct {
	column geo.Column
	value  any
}

func (r *valueRow) Property(name string) any {
	if name == r.column.Name {
		return r.value
	}
	return nil
}

func (r *valueRow) Geometry() orb.Geometry { return nil }

// rankRow is a rank as a row: what columns have comes from there, the rest from the
// body.
type rankRow struct {
	segment *segment
	rank    uint32
	values  [codedCount][]any // by code, once asked for
	body    geo.BodyRow
	read    bool // the body is that of the rank
}

func (s *segment) rankRow(codec Codec) *rankRow { return &rankRow{segment: s, body: codec.Row()} }

// at makes the row that of a rank.
func (r *rankRow) at(rank uint32) { r.rank, r.read = rank, false }

func (r *rankRow) Property(name string) any {
	s := r.segment
	switch name {
	case "id":
		return ulid.ULID(s.id[r.rank]).String()
	case "time_from":
		return instant(s.timeFrom[r.rank])
	case "time_to":
		return instant(s.timeTo[r.rank])
	case "updated":
		return instant(s.publicFrom[r.rank])
	case "published":
		if s.published[r.rank] == 0 {
			return nil
		}
		return instant(s.published[r.rank])
	}
	if i, ok := codedIndex[name]; ok && s.codes[i] != nil {
		return r.coded(i)
	}
	if !r.read {
		r.body.Read(s.flat(r.rank))
		r.read = true
	}
	return r.body.Property(name)
}

func instant(ms int64) any { return time.UnixMilli(ms).UTC() }

// coded returns the value of a coded column.
func (r *rankRow) coded(i int) any {
	if r.values[i] == nil {
		r.values[i] = make([]any, len(r.segment.values[i]))
		for code, text := range r.segment.values[i] {
			r.values[i][code] = valueOf(codedColumns[i].Type, text)
		}
	}
	return r.values[i][r.segment.codes[i][r.rank]]
}

func (r *rankRow) Geometry() orb.Geometry {
	if !r.segment.hasPoint(r.rank) {
		return nil
	}
	return orb.Point{r.segment.lon[r.rank], r.segment.lat[r.rank]}
}
