package crs

import (
	"math"
	"strconv"
	"strings"

	"strikemap/geo"
)

// ParseBBox reads the bbox parameter in a system (OGC API Features Part 2,
// /req/crs/bbox-crs-action): four numbers, lower corner then upper corner, each in the
// order of the axes, or six with heights, which are ignored. A western edge east of the
// eastern one crosses the antimeridian in every system.
func ParseBBox(text string, c CRS) (geo.BBox, error) {
	if c == CRS84 {
		return geo.ParseBBox(text)
	}
	parts := strings.Split(text, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return geo.BBox{}, geo.Invalid("bbox", "needs four numbers (two corners) or six, got %d", len(parts))
	}
	numbers := make([]float64, len(parts))
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return geo.BBox{}, geo.Invalid("bbox", "%.40q is not a number", p)
		}
		numbers[i] = v
	}
	half := len(numbers) / 2
	var b geo.BBox
	b.West, b.South = c.ToCRS84(numbers[0], numbers[1])
	b.East, b.North = c.ToCRS84(numbers[half], numbers[half+1])
	b.West, b.East = onGlobe(b.West), onGlobe(b.East)
	switch {
	case math.Abs(b.West) > 180 || math.Abs(b.East) > 180:
		return geo.BBox{}, geo.Invalid("bbox", "an edge lies beyond the antimeridian; the order of the axes is %s", c.axes())
	case math.Abs(b.South) > 90 || math.Abs(b.North) > 90:
		return geo.BBox{}, geo.Invalid("bbox", "an edge lies beyond a pole; the order of the axes is %s", c.axes())
	case b.South > b.North:
		return geo.BBox{}, geo.Invalid("bbox", "the south edge %v is north of the north edge %v; the order of the axes is %s", b.South, b.North, c.axes())
	}
	return b, nil
}

// onGlobe takes a longitude that rounding left just off the antimeridian back onto it.
func onGlobe(lon float64) float64 {
	const slack = 1e-6 // degrees, a tenth of a metre
	if over := math.Abs(lon) - 180; over > 0 && over < slack {
		return math.Copysign(180, lon)
	}
	return lon
}

// axes says in words how coordinates are ordered.
func (c CRS) axes() string {
	switch c {
	case EPSG4326:
		return "latitude, longitude"
	case EPSG3857:
		return "easting, northing in metres"
	}
	return "longitude, latitude"
}
