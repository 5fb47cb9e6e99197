package gpkg

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Geometry types of well-known binary. ISO adds 1000 for Z, 2000 for M, 3000
// for both.
const (
	wkbPoint = 1 + iota
	wkbLineString
	wkbPolygon
	wkbMultiPoint
	wkbMultiLineString
	wkbMultiPolygon
	wkbCollection
)

// memberOf names the only type a multi-geometry may hold.
var memberOf = map[uint32]uint32{
	wkbMultiPoint:      wkbPoint,
	wkbMultiLineString: wkbLineString,
	wkbMultiPolygon:    wkbPolygon,
}

// maxNesting bounds collections within collections, so that a hostile blob
// cannot exhaust the stack.
const maxNesting = 16

// extent is what one pass over well-known binary finds.
type extent struct {
	kind       uint32 // of the outermost geometry, without its Z and M
	dimensions int    // 2, 3 or 4 numbers per position
	points     int    // positions in all; 0 is an empty geometry
	min, max   orb.Point
}

// scanWKB walks well-known binary without building a geometry: it proves that
// the bytes are well formed, finite and used to the last one, and finds their
// bounds. The decoder of orb alone would not do: it reads M types as plain ones,
// ignores what follows the geometry and has no limit to nesting.
func scanWKB(data []byte) (extent, error) {
	w := wkbWalk{rest: data}
	w.min = orb.Point{math.Inf(1), math.Inf(1)}
	w.max = orb.Point{math.Inf(-1), math.Inf(-1)}
	if err := w.geometry(0, 0); err != nil {
		return extent{}, fmt.Errorf("%w: %w", ErrGeometry, err)
	}
	if len(w.rest) > 0 {
		return extent{}, fmt.Errorf("%w: %d bytes after its end", ErrGeometry, len(w.rest))
	}
	return w.extent, nil
}

// wkbWalk is the place in the bytes and what was found before it.
type wkbWalk struct {
	extent
	rest  []byte
	order binary.ByteOrder // of the innermost geometry
}

// geometry walks one geometry with its byte order and type. want is the type it
// must have, 0 for any.
func (w *wkbWalk) geometry(depth int, want uint32) error {
	if depth > maxNesting {
		return fmt.Errorf("nested deeper than %d", maxNesting)
	}
	code, err := w.prefix()
	if err != nil {
		return err
	}
	kind, dimensions := code%1000, 2
	switch code / 1000 {
	case 0:
	case 1, 2:
		dimensions = 3
	case 3:
		dimensions = 4
	default:
		return fmt.Errorf("unknown type %d", code)
	}
	if depth == 0 {
		w.kind, w.dimensions = kind, dimensions
	}
	if dimensions != w.dimensions {
		return fmt.Errorf("a part has %d dimensions, the whole %d", dimensions, w.dimensions)
	}
	if want != 0 && kind != want {
		return fmt.Errorf("a part is of type %d, not %d", kind, want)
	}

	switch kind {
	case wkbPoint:
		return w.point(depth)
	case wkbLineString:
		return w.positions()
	case wkbPolygon:
		rings, err := w.count(4)
		for ; err == nil && rings > 0; rings-- {
			err = w.positions()
		}
		return err
	case wkbMultiPoint, wkbMultiLineString, wkbMultiPolygon, wkbCollection:
		parts, err := w.count(9)
		for ; err == nil && parts > 0; parts-- {
			err = w.geometry(depth+1, memberOf[kind])
		}
		return err
	}
	return fmt.Errorf("unknown type %d", code)
}

// prefix reads the byte order, which holds until the next prefix, and the type.
func (w *wkbWalk) prefix() (uint32, error) {
	if len(w.rest) < 5 {
		return 0, errCutOff
	}
	switch w.rest[0] {
	case 0:
		w.order = binary.BigEndian
	case 1:
		w.order = binary.LittleEndian
	default:
		return 0, fmt.Errorf("unknown byte order %d", w.rest[0])
	}
	code := w.order.Uint32(w.rest[1:])
	w.rest = w.rest[5:]
	return code, nil
}

// count reads how many things of at least size bytes follow, and refuses more
// than the rest can hold.
func (w *wkbWalk) count(size int) (int, error) {
	if len(w.rest) < 4 {
		return 0, errCutOff
	}
	n := int(w.order.Uint32(w.rest))
	w.rest = w.rest[4:]
	if n > len(w.rest)/size {
		return 0, errCutOff
	}
	return n, nil
}

// positions reads a counted list of positions.
func (w *wkbWalk) positions() error {
	n, err := w.count(8 * w.dimensions)
	for ; err == nil && n > 0; n-- {
		err = w.position()
	}
	return err
}

// point reads one position. Well-known binary writes the empty point as NaN;
// that is taken for the whole geometry only, not for a part of one.
func (w *wkbWalk) point(depth int) error {
	if len(w.rest) < 8*w.dimensions {
		return errCutOff
	}
	if depth == 0 && math.IsNaN(w.number(0)) && math.IsNaN(w.number(1)) {
		w.rest = w.rest[8*w.dimensions:]
		return nil
	}
	return w.position()
}

// position reads x, y and what follows them. The caller has seen to it that
// there are bytes enough.
func (w *wkbWalk) position() error {
	for i := range w.dimensions {
		v := w.number(i)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return errNotFinite
		}
		if i < 2 {
			w.min[i] = min(w.min[i], v)
			w.max[i] = max(w.max[i], v)
		}
	}
	w.points++
	w.rest = w.rest[8*w.dimensions:]
	return nil
}

// number is the i-th number ahead.
func (w *wkbWalk) number(i int) float64 {
	return math.Float64frombits(w.order.Uint64(w.rest[8*i:]))
}
