package geo

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// BBox is a box on the globe in degrees, its edges included. West may be greater
// than East: the box then crosses the antimeridian (RFC 7946 section 5.2).
type BBox struct {
	West, South, East, North float64
}

// World is the whole globe.
var World = BBox{-180, -90, 180, 90}

// Crosses reports whether the box crosses the antimeridian.
func (b BBox) Crosses() bool { return b.West > b.East }

// Contains reports whether the box holds a point. The meridians 180 and -180 are
// one line.
func (b BBox) Contains(lon, lat float64) bool {
	if lat < b.South || lat > b.North {
		return false
	}
	if b.containsLon(lon) {
		return true
	}
	return math.Abs(lon) == 180 && b.containsLon(-lon)
}

func (b BBox) containsLon(lon float64) bool {
	if b.Crosses() {
		return lon >= b.West || lon <= b.East
	}
	return lon >= b.West && lon <= b.East
}

// Intersects reports whether the boxes share a point; touching edges do.
func (b BBox) Intersects(c BBox) bool {
	if b.South > c.North || c.South > b.North {
		return false
	}
	for _, x := range b.spans() {
		for _, y := range c.spans() {
			if x[0] <= y[1] && y[0] <= x[1] {
				return true
			}
			// 180 and -180 are the same meridian.
			if x[1] == 180 && y[0] == -180 || y[1] == 180 && x[0] == -180 {
				return true
			}
		}
	}
	return false
}

// spans cuts the box at the antimeridian into one or two ranges of longitude.
func (b BBox) spans() [][2]float64 {
	if b.Crosses() {
		return [][2]float64{{b.West, 180}, {-180, b.East}}
	}
	return [][2]float64{{b.West, b.East}}
}

// Bounds returns the box as one or two planar bounds, cut at the antimeridian.
func (b BBox) Bounds() []orb.Bound {
	var bounds []orb.Bound
	for _, s := range b.spans() {
		bounds = append(bounds, orb.Bound{Min: orb.Point{s[0], b.South}, Max: orb.Point{s[1], b.North}})
	}
	return bounds
}

// Text writes the box as the bbox parameter does: west,south,east,north.
func (b BBox) Text() string {
	parts := make([]string, 4)
	for i, v := range []float64{b.West, b.South, b.East, b.North} {
		parts[i] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strings.Join(parts, ",")
}

// ParseBBox reads the bbox parameter of OGC API Features Part 1 clause 7.15.3 in
// CRS84: four numbers west, south, east, north, or six with heights, which are
// ignored. West greater than east crosses the antimeridian.
func ParseBBox(text string) (BBox, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return BBox{}, Invalid("bbox", "needs four numbers (west,south,east,north) or six, got %d", len(parts))
	}
	numbers := make([]float64, len(parts))
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return BBox{}, Invalid("bbox", "%q is not a number", p)
		}
		numbers[i] = v
	}
	half := len(numbers) / 2
	b := BBox{numbers[0], numbers[1], numbers[half], numbers[half+1]}
	switch {
	case math.Abs(b.West) > 180 || math.Abs(b.East) > 180:
		return BBox{}, Invalid("bbox", "a longitude is outside -180 to 180")
	case math.Abs(b.South) > 90 || math.Abs(b.North) > 90:
		return BBox{}, Invalid("bbox", "a latitude is outside -90 to 90")
	case b.South > b.North:
		return BBox{}, Invalid("bbox", "the south edge %v is north of the north edge %v", b.South, b.North)
	}
	return b, nil
}
