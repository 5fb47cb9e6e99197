package encode

import (
	"math"
	"strings"
	"time"

	"strikemap/geo"
)

// Options shape features.
type Options struct {
	Base    string       // of absolute addresses, "https://example.org/strikes"
	Columns []geo.Column // written, in this order; nil is geo.Columns
	Parties geo.Parties  // names for codes, where text is made for people
	Mark    bool         // CSV begins with a byte order mark, for spreadsheets
}

func (o Options) columns() []geo.Column {
	if o.Columns == nil {
		return geo.Columns
	}
	return o.Columns
}

// AppendFeature appends one GeoJSON feature: its point, longitude first, or null
// where none is served, and the flat columns as properties. A missing value is
// null, a list is its codes joined by commas, a time is RFC 3339 in UTC, and url is
// absolute.
func AppendFeature(dst []byte, f *geo.Feature, o Options) []byte {
	return append(appendOpenFeature(dst, f, o), '}')
}

// appendOpenFeature leaves the object open for foreign members.
func appendOpenFeature(dst []byte, f *geo.Feature, o Options) []byte {
	dst = append(dst, `{"type":"Feature","id":`...)
	dst = appendString(dst, f.ID)
	dst = append(dst, `,"geometry":`...)
	dst = appendPoint(dst, f.Location.Point)
	dst = append(dst, `,"properties":{`...)
	for _, c := range o.columns() {
		dst = appendMember(dst, c.Name)
		dst = appendValue(dst, c, f, o.Base)
	}
	return append(dst, '}')
}

func appendPoint(dst []byte, p *geo.Point) []byte {
	if p == nil || !finite(p.Lon) || !finite(p.Lat) {
		return append(dst, "null"...)
	}
	dst = append(dst, `{"type":"Point","coordinates":[`...)
	dst = appendCoordinate(dst, p.Lon)
	dst = append(dst, ',')
	dst = appendCoordinate(dst, p.Lat)
	return append(dst, "]}"...)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func appendValue(dst []byte, c geo.Column, f *geo.Feature, base string) []byte {
	switch v := c.Value(f).(type) {
	case string:
		if c.Name == "url" {
			v = base + v
		}
		return appendString(dst, v)
	case []string:
		return appendString(dst, strings.Join(v, ","))
	case float64:
		return appendNumber(dst, v)
	case time.Time:
		return appendTime(dst, v)
	case nil:
		return append(dst, "null"...)
	}
	return append(dst, c.Text(f)...) // an integer or a boolean reads the same in JSON
}
