package tile

import (
	"errors"
	"fmt"
	"math"
)

// Extent is the side of every tile in tile units. Tiles are made to be shown
// 512 CSS pixels wide, so 8 units are one pixel.
const Extent = 4096

// MaxZoom is the deepest zoom an address may have: at 24 a tile is about two
// metres wide, far below the accuracy of any record.
const MaxZoom = 24

// ErrAddress says that a tile address lies outside its tile matrix.
var ErrAddress = errors.New("tile address outside the tile matrix")

// Address names one tile of the WebMercatorQuad tile matrix set: x grows to the
// east from 180 W, y grows to the south from about 85.05 N.
type Address struct{ Z, X, Y uint32 }

// NewAddress checks that z is at most MaxZoom and that x and y are below 2^z.
// It returns ErrAddress, wrapped with the reason, if they are not.
func NewAddress(z, x, y uint32) (Address, error) {
	if z > MaxZoom {
		return Address{}, fmt.Errorf("%w: zoom %d is above %d", ErrAddress, z, MaxZoom)
	}
	if side := uint32(1) << z; x >= side || y >= side {
		return Address{}, fmt.Errorf("%w: column %d or row %d is not below %d", ErrAddress, x, y, side)
	}
	return Address{z, x, y}, nil
}

// String is the address as a path, "6/38/22".
func (a Address) String() string { return fmt.Sprintf("%d/%d/%d", a.Z, a.X, a.Y) }

// id numbers all tiles of all zooms without gaps: the 4^z tiles of a zoom come
// after those of the shallower ones, row by row.
func (a Address) id() uint64 {
	before := (uint64(1)<<(2*a.Z) - 1) / 3
	return before + uint64(a.Y)<<a.Z + uint64(a.X)
}

// maxLatitude is where the square Web Mercator world ends.
const maxLatitude = 85.0511287798066

// World projects longitude and latitude in degrees to the Web Mercator square:
// x and y from 0 to 1, y growing to the south. Latitudes beyond the square are
// moved to its edge.
func World(lon, lat float64) (x, y float64) {
	lat = math.Max(-maxLatitude, math.Min(maxLatitude, lat))
	s := math.Sin(lat * math.Pi / 180)
	return lon/360 + 0.5, 0.5 - math.Log((1+s)/(1-s))/(4*math.Pi)
}
