package cql

import (
	"maps"
	"slices"

	"strikemap/geo"
)

// Queryables are the properties a filter may name.
type Queryables struct {
	// Types are the types of the properties, by name: string, number, boolean,
	// timestamp, date or geometry, the last for the geometry of the row.
	Types map[string]geo.ValueType

	// Open accepts other names too, with a type that only the row tells.
	Open bool

	// CRS84 turns a coordinate pair of the filter-crs, in the order of its axes, into
	// longitude and latitude. Its axes must run along meridians and parallels, so that
	// a box stays a box. Nil means that the filter is in CRS84.
	CRS84 func(x, y float64) (lon, lat float64)
}

// Geometry is the name of the geometry of the row where no other is declared.
const Geometry = "geometry"

// Any are queryables that accept every name.
var Any = Queryables{Types: map[string]geo.ValueType{Geometry: geo.GeometryValue}, Open: true}

// Of returns the queryables of flat columns and of the geometry beside them.
func Of(columns []geo.Column) Queryables {
	types := map[string]geo.ValueType{Geometry: geo.GeometryValue}
	for _, c := range columns {
		types[c.Name] = valueType(c.Type)
	}
	return Queryables{Types: types}
}

// valueType returns the type of a column's values. A list is the text of its codes.
func valueType(t geo.ColumnType) geo.ValueType {
	switch t {
	case geo.IntegerColumn, geo.NumberColumn:
		return geo.NumberValue
	case geo.TimeColumn:
		return geo.TimestampValue
	case geo.BoolColumn:
		return geo.BooleanValue
	}
	return geo.StringValue
}

// names returns the known names in order.
func (q Queryables) names() []string { return slices.Sorted(maps.Keys(q.Types)) }
