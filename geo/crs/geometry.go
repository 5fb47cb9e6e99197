package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// Outline returns the shape in the system, its coordinates in the order of the axes,
// metres to the centimetre. It is the shape itself in CRS84.
func (c CRS) Outline(shape orb.MultiPolygon) orb.MultiPolygon {
	if c == CRS84 {
		return shape
	}
	moved := make(orb.MultiPolygon, len(shape))
	for i, polygon := range shape {
		moved[i] = make(orb.Polygon, len(polygon))
		for j, ring := range polygon {
			moved[i][j] = make(orb.Ring, len(ring))
			for k, p := range ring {
				first, second := c.FromCRS84(p[0], p[1])
				if c == EPSG3857 {
					first, second = math.Round(first*100)/100, math.Round(second*100)/100
				}
				moved[i][j][k] = orb.Point{first, second}
			}
		}
	}
	return moved
}
