package crs

import (
	"math"
	"strings"

	"strikemap/geo"
)

// CRS is a coordinate reference system. The zero CRS is CRS84.
type CRS int

// The systems that are served, the one things are kept in first.
const (
	CRS84    CRS = iota // longitude, latitude in degrees
	EPSG4326            // latitude, longitude in degrees
	EPSG3857            // easting, northing in metres: web Mercator
)

// All are the systems in the order collections list them: clients take the first.
var All = []CRS{CRS84, EPSG4326, EPSG3857}

var uris = [...]string{
	CRS84:    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
	EPSG4326: "http://www.opengis.net/def/crs/EPSG/0/4326",
	EPSG3857: "http://www.opengis.net/def/crs/EPSG/0/3857",
}

// names are the authority and code of each system.
var names = [...]string{CRS84: "OGC:CRS84", EPSG4326: "EPSG:4326", EPSG3857: "EPSG:3857"}

// URI returns the identifier of the system in the register of the OGC.
func (c CRS) URI() string { return uris[c] }

// URIs returns the identifiers of All.
func URIs() []string {
	all := make([]string, len(All))
	for i, c := range All {
		all[i] = c.URI()
	}
	return all
}

// Parse reads the name of a system in any form that clients send: the URI, with http
// or https and any version; a URN; a CURIE, plain or in brackets, such as EPSG:4326. It is
// EINVALID about field for a system that is not served.
func Parse(field, text string) (CRS, error) {
	name := compact(text)
	for _, c := range All {
		if strings.EqualFold(name, names[c]) {
			return c, nil
		}
	}
	return 0, geo.Invalid(field, "%.100q is not a coordinate reference system served here; choose of %s", text, strings.Join(URIs(), ", "))
}

// compact returns authority and code of whatever form a name has, and the name itself
// where it has none of them.
func compact(text string) string {
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		text = text[1 : len(text)-1]
	}
	lower := strings.ToLower(text)
	for _, form := range []struct{ head, separator string }{
		{"http://www.opengis.net/def/crs/", "/"},
		{"https://www.opengis.net/def/crs/", "/"},
		{"urn:ogc:def:crs:", ":"},
	} {
		if rest, ok := strings.CutPrefix(lower, form.head); ok {
			parts := strings.Split(rest, form.separator) // authority, version, code
			if len(parts) != 3 {
				return text
			}
			return parts[0] + ":" + parts[2]
		}
	}
	if lower == "crs84" {
		return names[CRS84]
	}
	return text
}

// axisRadius is the semi-major axis of WGS 84, the radius of web Mercator, in metres.
const axisRadius = 6378137

// edge is how far the square of web Mercator reaches from its middle, in metres.
const edge = math.Pi * axisRadius

// FromCRS84 returns a place in the order of the axes of the system. Web Mercator ends
// at geo.MaxMercatorLat: what lies beyond stands at its edge.
func (c CRS) FromCRS84(lon, lat float64) (first, second float64) {
	switch c {
	case EPSG4326:
		return lat, lon
	case EPSG3857:
		lat = max(-geo.MaxMercatorLat, min(geo.MaxMercatorLat, lat))
		return lon / 180 * edge, math.Asinh(math.Tan(lat*math.Pi/180)) * axisRadius
	}
	return lon, lat
}

// ToCRS84 is the way back from FromCRS84.
func (c CRS) ToCRS84(first, second float64) (lon, lat float64) {
	switch c {
	case EPSG4326:
		return second, first
	case EPSG3857:
		return first / edge * 180, math.Atan(math.Sinh(second/axisRadius)) * 180 / math.Pi
	}
	return first, second
}
