package geo

import (
	"time"

	"github.com/paulmach/orb"
)

// Truth is a value of three-valued logic: what compares with a missing value is
// neither true nor false.
type Truth int8

// The truth values, ordered so that And is the least and Or the greatest.
const (
	False Truth = iota - 1
	Unknown
	True
)

// Expr is a filter: a boolean expression of CQL2 (OGC 21-065r2) over the properties
// and the geometry of a row.
type Expr interface {
	// Truth evaluates the expression. Only True lets a row pass.
	Truth(row Row) Truth

	// Text writes the expression as CQL2 text, in one way only, so that equal
	// expressions read the same.
	Text() string
}

// Row is what an Expr is asked of.
type Row interface {
	// Property returns the value of a property: nil where it is missing, or a string,
	// float64, bool or time.Time. A list is its codes joined by commas, as it is served.
	Property(name string) any

	// Geometry returns the served geometry in CRS84, or nil. The caller must not
	// change it.
	Geometry() orb.Geometry
}

// BodyRow is a Row that reads an encoded feature.
type BodyRow interface {
	Row

	// Read makes the row that of another feature, encoded as BodyPage has it. It refers
	// to its bytes.
	Read(flat []byte)
}

// SortKey is a column to sort by.
type SortKey struct {
	Column     string
	Descending bool
}

// columnIndex is where each column stands, as filters ask for them a million times.
var columnIndex = func() map[string]int {
	at := make(map[string]int, len(Columns))
	for i, c := range Columns {
		at[c.Name] = i
	}
	return at
}()

// Property returns the value of a flat column, as Row asks for it.
func (f *Feature) Property(name string) any {
	i, ok := columnIndex[name]
	if !ok {
		return nil
	}
	column := &Columns[i]
	switch v := column.Value(f).(type) {
	case []string:
		return column.Text(f)
	case int:
		return float64(v)
	case time.Time:
		return v.UTC()
	default:
		return v
	}
}

// Geometry returns the served point, or nil.
func (f *Feature) Geometry() orb.Geometry {
	if p := f.Location.Point; p != nil {
		return orb.Point{p.Lon, p.Lat}
	}
	return nil
}
