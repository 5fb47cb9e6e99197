package geo

import "math"

// MaxMercatorLat is the latitude at which the square of the web Mercator projection
// ends, in degrees: atan(sinh(pi)).
const MaxMercatorLat = 85.05112877980659

// Mercator returns the place of a point in the square of the tile matrix set
// WebMercatorQuad (OGC 17-083r4, annex D), in steps of 2^-32 of its side, from the
// north-west corner. The meridian 180 is that of -180, the first column. Latitudes
// beyond MaxMercatorLat are drawn at the edge.
func Mercator(lon, lat float64) (x, y uint32) {
	if lon >= 180 {
		lon -= 360
	}
	s := math.Sin(lat * math.Pi / 180)
	return step((lon + 180) / 360), step(0.5 - math.Log((1+s)/(1-s))/(4*math.Pi))
}

// step counts in steps of 2^-32, the ends of the square held in.
func step(part float64) uint32 {
	const side = 1 << 32
	switch v := math.Floor(part * side); {
	case !(v > 0): // also what is no number
		return 0
	case v >= side-1:
		return side - 1
	default:
		return uint32(v)
	}
}

// Unmercator returns the longitude and latitude of a place in the square of Mercator.
func Unmercator(x, y float64) (lon, lat float64) {
	const side = 1 << 32
	lon = x/side*360 - 180
	lat = math.Atan(math.Sinh(math.Pi*(1-2*y/side))) * 180 / math.Pi
	return lon, lat
}
