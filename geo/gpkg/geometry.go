package gpkg

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// SRID is the spatial reference system of every geometry this package writes:
// EPSG:4326, stored as longitude, latitude.
const SRID = 4326

// The GeoPackageBinary header (GeoPackage 1.4, clause 2.1.3): "GP", a version
// byte, a flag byte, the SRID, an optional envelope, then WKB.
const (
	headerLength = 8

	flagLittleEndian = 0x01
	flagEnvelope     = 0x0e // three bits, the envelope kind
	flagEmpty        = 0x10
	flagExtended     = 0x20

	envelopeXY = 1 << 1
)

// envelopeLength is the length in bytes of each envelope kind: none, XY, XYZ,
// XYM, XYZM.
var envelopeLength = [...]int{0, 32, 48, 48, 64}

// Encode writes a geometry as a GeoPackage blob: little endian, SRID 4326, with
// an envelope (minx, maxx, miny, maxy) unless it is a point or empty. A ring
// and a bound become polygons. A nil geometry, typed or not, is nil: SQL NULL.
//
// A NaN or infinite coordinate, or geometries nested deeper than Decode reads,
// are mistakes of the caller, and Encode panics: Decode would refuse the blob.
func Encode(g orb.Geometry) []byte {
	if g == nil {
		return nil
	}
	body := wkb.MustMarshal(g, binary.LittleEndian)
	if body == nil {
		return nil
	}
	found, err := scanWKB(body)
	if err != nil {
		panic(fmt.Sprintf("gpkg: cannot encode the %s: %v", g.GeoJSONType(), err))
	}
	_, point := g.(orb.Point)
	if point && found.points == 0 {
		panic("gpkg: cannot encode the Point: a coordinate is not finite")
	}

	flags := byte(flagLittleEndian)
	switch {
	case found.points == 0:
		flags |= flagEmpty
	case !point:
		flags |= envelopeXY
	}
	blob := make([]byte, 0, headerLength+32+len(body))
	blob = append(blob, 'G', 'P', 0, flags)
	blob = binary.LittleEndian.AppendUint32(blob, SRID)
	if flags&flagEnvelope != 0 {
		for _, v := range [...]float64{found.min[0], found.max[0], found.min[1], found.max[1]} {
			blob = binary.LittleEndian.AppendUint64(blob, math.Float64bits(v))
		}
	}
	return append(blob, body...)
}

// Decode reads a GeoPackage blob of either byte order and any envelope kind. An
// empty geometry comes back with no points in it; NULL (a nil blob) and an
// empty point, which orb cannot express, come back as nil. Refused with
// ErrGeometry are: Z and M coordinates, curves and extended types, an SRID
// other than 4326, coordinates that are not finite, an empty flag on a geometry
// that has points, and anything after the end. The envelope is not believed and
// not checked: it is only there for readers in a hurry.
func Decode(blob []byte) (orb.Geometry, error) {
	if blob == nil {
		return nil, nil
	}
	h, err := parseHeader(blob)
	if err != nil {
		return nil, err
	}
	found, err := scanWKB(h.body)
	switch {
	case err != nil:
		return nil, err
	case h.srid != SRID:
		return nil, fmt.Errorf("%w: the SRID is %d, not %d", ErrGeometry, h.srid, SRID)
	case found.dimensions != 2:
		return nil, fmt.Errorf("%w: it has Z or M coordinates", ErrGeometry)
	case h.empty && found.points > 0:
		return nil, fmt.Errorf("%w: it says it is empty but has points", ErrGeometry)
	case found.kind == wkbPoint && found.points == 0:
		return nil, nil
	}
	g, err := wkb.Unmarshal(h.body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGeometry, err)
	}
	return g, nil
}

// header is what the bytes before the WKB say.
type header struct {
	srid  int32
	empty bool
	body  []byte // the WKB
}

func parseHeader(blob []byte) (header, error) {
	if len(blob) < headerLength || blob[0] != 'G' || blob[1] != 'P' {
		return header{}, fmt.Errorf("%w: no GeoPackage header", ErrGeometry)
	}
	if blob[2] != 0 {
		return header{}, fmt.Errorf("%w: unknown header version %d", ErrGeometry, blob[2])
	}
	flags := blob[3]
	if flags&flagExtended != 0 {
		return header{}, fmt.Errorf("%w: an extended geometry type", ErrGeometry)
	}
	var order binary.ByteOrder = binary.BigEndian
	if flags&flagLittleEndian != 0 {
		order = binary.LittleEndian
	}
	kind := int(flags&flagEnvelope) >> 1
	if kind >= len(envelopeLength) {
		return header{}, fmt.Errorf("%w: unknown envelope kind %d", ErrGeometry, kind)
	}
	start := headerLength + envelopeLength[kind]
	if len(blob) < start {
		return header{}, fmt.Errorf("%w: the envelope is cut off", ErrGeometry)
	}
	return header{
		srid:  int32(order.Uint32(blob[4:])),
		empty: flags&flagEmpty != 0,
		body:  blob[start:],
	}, nil
}
