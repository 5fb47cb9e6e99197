package tile

import (
	"fmt"
	"slices"
	"strconv"

	"strikemap/geo"
)

// Names of the layers of an incident tile, in their order.
const (
	IncidentLayer = "incidents" // incidents one by one
	CellLayer     = "cells"     // counts, where there are too many of them
)

// Field is a property that the features of a layer have.
type Field struct{ Name, Means string }

// IncidentFields are the flat columns a feature of IncidentLayer has: what a map
// needs to draw it, to say in a line what it is, and to open it. A missing value is
// left out. Numbers are doubles, counts unsigned integers, times RFC 3339.
var IncidentFields = fieldsOf(incidentColumns)

// CellFields are the properties of a feature of CellLayer: after the first four, the
// number of incidents of each other kind, by its code. Most cells hold one kind, and have
// none of these.
var CellFields = func() []Field {
	fields := []Field{
		{"count", "number of incidents in the cell, an unsigned integer"},
		{"newest", "latest time_from among them, RFC 3339"},
		{"kind", "the most frequent kind: what the numbers of the others leave of count is its own"},
		{"status", "the most frequent status"},
	}
	for _, kind := range kindValues {
		fields = append(fields, Field{kind, "number of incidents of this kind, an unsigned integer; left out for none, and of the most frequent kind"})
	}
	return fields
}()

var kindValues = geo.Kinds.Values()

// incidentColumns are places in geo.Columns.
var incidentColumns = columnsByName(
	"id", "title", "kind", "status", "category", "place", "country", "precision", "uncertainty_m",
	"time_from", "time_to", "time_precision", "time_zone", "source_families", "synthetic",
)

func columnsByName(names ...string) []int {
	places := make([]int, len(names))
	for i, name := range names {
		places[i] = slices.IndexFunc(geo.Columns, func(c geo.Column) bool { return c.Name == name })
		if places[i] < 0 {
			panic("tile: there is no column " + name)
		}
	}
	return places
}

func fieldsOf(columns []int) []Field {
	fields := make([]Field, len(columns))
	for i, c := range columns {
		fields[i] = Field{geo.Columns[c].Name, geo.Columns[c].Means}
	}
	return fields
}

// Columns reads the flat columns of encoded features.
type Columns interface {
	// Read turns to the next feature.
	Read(flat []byte) error

	// Text returns what geo.Column.Text says of a column, by its place in
	// geo.Columns.
	Text(column int) string
}

// Incidents writes what a tile shows as a vector tile of version 2: points in the
// order given, or cells, each as a point at its mean position, held within the cell.
// A tile that shows nothing has no bytes. The error is that of the columns, or tells
// of a column whose text is not of its type.
func Incidents(at Address, t geo.Tile, columns Columns) ([]byte, error) {
	incidents := newPoints(IncidentLayer)
	for _, p := range t.Points {
		if err := columns.Read(p.Flat); err != nil {
			return nil, fmt.Errorf("tile %v: %w", at, err)
		}
		for _, c := range incidentColumns {
			if err := incidents.column(geo.Columns[c], columns.Text(c)); err != nil {
				return nil, fmt.Errorf("tile %v: %w", at, err)
			}
		}
		incidents.add(at.units(p.Lon, p.Lat))
	}
	cells := newPoints(CellLayer)
	for _, c := range t.Cells {
		cells.count("count", uint64(c.Count))
		cells.text("newest", geo.FormatTime(c.Newest))
		cells.text("kind", c.Kind)
		cells.text("status", c.Status)
		for i, kind := range kindValues {
			if n := c.Kinds[i]; n > 0 && kind != c.Kind {
				cells.count(kind, uint64(n))
			}
		}
		x, y := at.units(c.Lon, c.Lat)
		cells.add(inCell(x, c.Column), inCell(y, c.Row))
	}
	return cells.append(incidents.append(nil)), nil
}

// inCell holds a coordinate in tile units within a column or row of cells.
func inCell(unit, line int) int {
	return min(max(unit, line*cellUnits), (line+1)*cellUnits-1)
}

// column gives the next feature the value of a flat column, if there is one.
func (p *points) column(c geo.Column, text string) error {
	if text == "" {
		return nil
	}
	switch c.Type {
	case geo.IntegerColumn:
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		p.count(c.Name, n)
	case geo.NumberColumn:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		p.number(c.Name, v)
	case geo.BoolColumn:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		p.truth(c.Name, v)
	default:
		p.text(c.Name, text)
	}
	return nil
}
