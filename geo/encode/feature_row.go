package encode

import (
	"strikemap/geo"
	"strikemap/geo/crs"
)

// featureRow is an item that is no incident, as a feature.
type featureRow struct {
	id      string
	point   []byte // GeoJSON geometry in degrees, or null
	columns []geo.Column
	value   func(dst []byte, c geo.Column) []byte // appends the value of a column
	foreign func(dst []byte) []byte               // appends the members after the properties, nil for none
}

// appendTo appends the feature with its point in a system and the columns of the
// options, nil for all of its own.
func (f featureRow) appendTo(dst []byte, o Options, c crs.CRS) (_ []byte, err error) {
	dst = appendText(append(dst, `{"type":"Feature"`...), "id", f.id)
	if dst, err = AppendPointIn(appendMember(dst, "geometry"), f.point, c); err != nil {
		return dst, err
	}
	columns := o.Columns
	if columns == nil {
		columns = f.columns
	}
	dst = append(appendMember(dst, "properties"), '{')
	for _, column := range columns {
		dst = f.value(appendMember(dst, column.Name), column)
	}
	dst = append(dst, '}')
	if f.foreign != nil {
		dst = f.foreign(dst)
	}
	return append(dst, '}'), nil
}
