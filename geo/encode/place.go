package encode

import (
	"encoding/json"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/crs"
)

// PlaceColumns are the properties of a public place, in their order.
var PlaceColumns = []geo.Column{
	{Name: "id", Type: geo.TextColumn, Means: "permanent identifier"},
	{Name: "name", Type: geo.TextColumn, Means: "usual name in English"},
	{Name: "name_uk", Type: geo.TextColumn, Means: "usual name in Ukrainian"},
	{Name: "name_ru", Type: geo.TextColumn, Means: "usual name in Russian"},
	{Name: "name_pl", Type: geo.TextColumn, Means: "usual name in Polish"},
	{Name: "class", Type: geo.TextColumn, Means: "what it is", Codes: &geo.PlaceClasses},
	{Name: "country", Type: geo.TextColumn, Means: "ISO 3166-1 alpha-2 by the view of the United Nations; missing at sea"},
	{Name: "control", Type: geo.TextColumn, Means: "ISO 3166-1 alpha-2 of another state that holds it"},
	{Name: "admin1", Type: geo.TextColumn, Means: "first-level division, ISO 3166-2"},
	{Name: "precision", Type: geo.TextColumn, Means: "how well an incident is placed that is known by this name alone", Codes: &geo.Precisions},
	{Name: "radius_m", Type: geo.NumberColumn, Means: "radius in metres around the point within which something at the place lies"},
	{Name: "incidents", Type: geo.IntegerColumn, Means: "public incidents whose words name the place or one that belongs to it"},
	{Name: "url", Type: geo.TextColumn, Means: "permanent page of the place"},
}

// PlaceRow is a public place as filters see it.
type PlaceRow struct{ *geo.PublicPlace }

var _ geo.Row = PlaceRow{}

// Property returns the value of one of PlaceColumns: nil, a string or a float64.
func (p PlaceRow) Property(name string) any {
	text := ""
	switch name {
	case "id":
		text = p.ID
	case "name":
		text = p.Name
	case "name_uk", "name_ru", "name_pl":
		text = p.usualName(name[len("name_"):])
	case "class":
		text = p.Class
	case "country":
		text = p.Country
	case "control":
		text = p.Control
	case "admin1":
		text = p.Admin1
	case "precision":
		text = p.Precision
	case "url":
		text = p.Path()
	case "radius_m":
		return p.RadiusM
	case "incidents":
		return float64(len(p.Visits))
	}
	if text == "" {
		return nil
	}
	return text
}

// usualName returns the first name in a language, or "".
func (p PlaceRow) usualName(lang string) string {
	for _, n := range p.Names {
		if n.Lang == lang && n.Kind == "name" {
			return n.Text
		}
	}
	return ""
}

// Geometry returns the public point.
func (p PlaceRow) Geometry() orb.Geometry { return orb.Point{p.Lon, p.Lat} }

// AppendTo appends the place as a GeoJSON feature, with its point in a system.
func (p PlaceRow) AppendTo(dst []byte, o Options, c crs.CRS) ([]byte, error) {
	return p.feature(o).appendTo(dst, o, c)
}

// AppendItem appends the place as a document of its own. Beside the properties it has all
// names, with their language and what kind of name each is.
func (p PlaceRow) AppendItem(dst []byte, links []Link, n Notice, o Options, c crs.CRS) ([]byte, error) {
	names, err := json.Marshal(p.names())
	if err != nil {
		return dst, err
	}
	f := p.feature(o)
	f.foreign = func(dst []byte) []byte {
		dst = append(appendMember(dst, "names"), names...)
		return appendLinks(appendNotice(dst, n), links)
	}
	dst, err = f.appendTo(dst, o, c)
	return append(dst, '\n'), err
}

func (p PlaceRow) feature(o Options) featureRow {
	return featureRow{
		id: p.ID, point: p.point(), columns: PlaceColumns,
		value: func(dst []byte, c geo.Column) []byte { return p.appendValue(dst, c.Name, o.Base) },
	}
}

// placeName is one name as an item has it.
type placeName struct {
	Text string `json:"text"`
	Lang string `json:"lang"`
	Kind string `json:"kind"`
}

func (p PlaceRow) names() []placeName {
	names := make([]placeName, len(p.Names))
	for i, n := range p.Names {
		names[i] = placeName(n)
	}
	return names
}

// point is the geometry in degrees.
func (p PlaceRow) point() []byte {
	dst := appendCoordinate([]byte(pointHead), p.Lon)
	return append(appendCoordinate(append(dst, ','), p.Lat), "]}"...)
}

func (p PlaceRow) appendValue(dst []byte, name, base string) []byte {
	switch v := p.Property(name).(type) {
	case string:
		if name == "url" {
			v = base + v
		}
		return appendString(dst, v)
	case float64:
		return appendNumber(dst, v)
	}
	return append(dst, "null"...)
}
