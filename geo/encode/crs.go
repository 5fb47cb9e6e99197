package encode

import (
	"bytes"
	"math"
	"strconv"

	"strikemap/geo/crs"
)

// AppendIn appends a flat feature with its point in a coordinate reference system, in
// the order of its axes (OGC API Features Part 2, /req/crs/geojson). Everything else
// stays as it is, repr_lon and repr_lat in degrees too. It returns ErrFlat for what is
// no flat feature.
func AppendIn(dst, flat []byte, c crs.CRS) ([]byte, error) {
	at, ok := expect(flat, 0, flatHead)
	if !ok || len(flat) < at+idSize {
		return dst, ErrFlat
	}
	if at, ok = expect(flat, at+idSize, flatMiddle); !ok {
		return dst, ErrFlat
	}
	size := geometrySize(flat[at:])
	if size == 0 {
		return dst, ErrFlat
	}
	dst, err := AppendPointIn(append(dst, flat[:at]...), flat[at:at+size], c)
	return append(dst, flat[at+size:]...), err
}

// AppendPointIn appends the geometry of a flat feature, a point or null, in a system.
func AppendPointIn(dst, geometry []byte, c crs.CRS) ([]byte, error) {
	numbers, isPoint := bytes.CutPrefix(geometry, []byte(pointHead))
	if c == crs.CRS84 || !isPoint {
		return append(dst, geometry...), nil
	}
	lon, lat, ok := bytes.Cut(bytes.TrimSuffix(numbers, []byte("]}")), []byte(","))
	if !ok {
		return dst, ErrFlat
	}
	dst = append(dst, pointHead...)
	if c == crs.EPSG4326 { // the same numbers the other way round
		dst = append(append(append(dst, lat...), ','), lon...)
		return append(dst, "]}"...), nil
	}
	x, errX := strconv.ParseFloat(string(lon), 64)
	y, errY := strconv.ParseFloat(string(lat), 64)
	if errX != nil || errY != nil {
		return dst, ErrFlat
	}
	x, y = c.FromCRS84(x, y)
	dst = append(appendMetres(dst, x), ',')
	return append(appendMetres(dst, y), "]}"...), nil
}

// appendMetres writes a coordinate with at most two decimals, finer than the six of
// degrees.
func appendMetres(dst []byte, v float64) []byte {
	return appendNumber(dst, math.Round(v*100)/100)
}
