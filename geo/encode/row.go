package encode

import (
	"strconv"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// Row reads encoded features for filters. Use the zero Row.
type Row struct {
	flat Flat
	ok   bool
}

// Row returns a Row.
func (Codec) Row() geo.BodyRow { return new(Row) }

// Read makes the row that of another flat feature. One that is not encoded as it
// should be has no properties.
func (r *Row) Read(flat []byte) { r.ok = r.flat.Read(flat) == nil }

// Property returns the value of a flat column.
func (r *Row) Property(name string) any {
	i, known := columnPlaces[name]
	if !known || !r.ok {
		return nil
	}
	raw := r.flat.Value(i)
	switch raw[0] {
	case 'n':
		return nil
	case 't', 'f':
		return raw[0] == 't'
	case '"':
		text := r.flat.Text(i)
		if geo.Columns[i].Type == geo.TimeColumn {
			if t, err := geo.ParseTime(text); err == nil {
				return t
			}
			return nil
		}
		return text
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return nil
	}
	return v
}

// Geometry returns the served point, or nil.
func (r *Row) Geometry() orb.Geometry {
	if !r.ok {
		return nil
	}
	p, ok := r.flat.Point()
	if !ok {
		return nil
	}
	return orb.Point{p.Lon, p.Lat}
}

var columnPlaces = func() map[string]int {
	places := make(map[string]int, len(geo.Columns))
	for i, c := range geo.Columns {
		places[c.Name] = i
	}
	return places
}()
