package geo

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"
)

// SpatialOp is a spatial comparison function, as it is written.
type SpatialOp string

// The spatial functions of OGC 21-065r2 clause 7.7.
const (
	SIntersects SpatialOp = "S_INTERSECTS"
	SDisjoint   SpatialOp = "S_DISJOINT"
	SEquals     SpatialOp = "S_EQUALS"
	STouches    SpatialOp = "S_TOUCHES"
	SWithin     SpatialOp = "S_WITHIN"
	SContains   SpatialOp = "S_CONTAINS"
	SOverlaps   SpatialOp = "S_OVERLAPS"
	SCrosses    SpatialOp = "S_CROSSES"
)

// SpatialOps are the spatial functions.
var SpatialOps = []SpatialOp{SIntersects, SDisjoint, SEquals, STouches, SWithin, SContains, SOverlaps, SCrosses}

// MaxComparedVertices is how many vertices two geometries of one filter that are
// compared with each other may have together.
const MaxComparedVertices = 2048

// Spatial compares two geometries as they lie in the plane of longitude and latitude,
// by the Dimensionally Extended Nine-Intersection Model (OGC 06-103r4 clause 6.1.15).
// A point on the edge of an area touches it and is not within it. Geometries must be
// valid, and the members of a collection must not overlap one another, or else only
// S_INTERSECTS and S_DISJOINT are right.
type Spatial struct {
	Op          SpatialOp
	Left, Right Operand

	always *Truth // of two literals
}

// NewSpatial returns the predicate, or an error if an operand is no geometry.
func NewSpatial(op SpatialOp, left, right Operand) (*Spatial, error) {
	if !isSpatial(op) {
		return nil, fmt.Errorf("%q is no spatial function", op)
	}
	for _, o := range []Operand{left, right} {
		if t := o.Type(); t != GeometryValue && t != AnyValue {
			return nil, fmt.Errorf("%s is a %s: %s needs a geometry", brief(o), t, op)
		}
	}
	s := &Spatial{Op: op, Left: left, Right: right}
	a, b := literalShape(left), literalShape(right)
	if a != nil && b != nil {
		if a.size()+b.size() > MaxComparedVertices {
			return nil, fmt.Errorf("%s of two geometries with more than %d vertices together is too much", op, MaxComparedVertices)
		}
		truth := truthOf(holds(op, a, b))
		s.always = &truth
	}
	return s, nil
}

func isSpatial(op SpatialOp) bool {
	for _, known := range SpatialOps {
		if op == known {
			return true
		}
	}
	return false
}

// Truth compares the geometries. It is unknown where the row has none.
func (s *Spatial) Truth(row Row) Truth {
	if s.always != nil {
		return *s.always
	}
	a, b := literalShape(s.Left), literalShape(s.Right)
	g := row.Geometry()
	if g == nil {
		return Unknown
	}
	p, isPoint := g.(orb.Point)
	switch {
	case isPoint && a == nil && b != nil:
		return truthOf(holdsFor(s.Op, p, b))
	case isPoint && a != nil && b == nil:
		return truthOf(holdsFor(s.Op.converse(), p, a))
	}
	own := newShape(g)
	if a == nil {
		a = own
	}
	if b == nil {
		b = own
	}
	return truthOf(holds(s.Op, a, b))
}

// converse returns the function that holds for the operands the other way round.
func (op SpatialOp) converse() SpatialOp {
	switch op {
	case SWithin:
		return SContains
	case SContains:
		return SWithin
	}
	return op
}

// Text writes the function and its operands.
func (s *Spatial) Text() string {
	return string(s.Op) + "(" + s.Left.Text() + ", " + s.Right.Text() + ")"
}

// literalShape returns the prepared geometry of a literal, and nil for a property.
func literalShape(o Operand) *shape {
	switch o := o.(type) {
	case *GeometryLiteral:
		return o.shape
	case *BBoxLiteral:
		return o.shape
	}
	return nil
}

// GeometryLiteral is a geometry as it stands in the filter, in CRS84.
type GeometryLiteral struct {
	Geometry orb.Geometry // must not be changed

	shape *shape
}

// NewGeometry returns a geometry literal, ready to be compared with many others.
func NewGeometry(g orb.Geometry) *GeometryLiteral { return &GeometryLiteral{g, newShape(g)} }

// Type returns GeometryValue.
func (g *GeometryLiteral) Type() ValueType { return GeometryValue }

func (g *GeometryLiteral) value(Row) any { return g.Geometry }

// Text writes the geometry as well-known text in two dimensions.
func (g *GeometryLiteral) Text() string {
	var b strings.Builder
	writeWKT(&b, g.Geometry)
	return b.String()
}

// BBoxLiteral is a box as it stands in the filter, in CRS84. West may be greater than
// East: the box then crosses the antimeridian, and what lies on that meridian within
// it is in its interior.
type BBoxLiteral struct {
	Box BBox

	shape *shape
}

// NewBBox returns a box literal. A box without width or height is a point or a line.
func NewBBox(box BBox) *BBoxLiteral { return &BBoxLiteral{box, boxShape(box)} }

// Type returns GeometryValue.
func (b *BBoxLiteral) Type() ValueType { return GeometryValue }

func (b *BBoxLiteral) value(Row) any { return b.Box }

// Text writes the box.
func (b *BBoxLiteral) Text() string {
	parts := []string{number(b.Box.West), number(b.Box.South), number(b.Box.East), number(b.Box.North)}
	return "BBOX(" + strings.Join(parts, ", ") + ")"
}

// writeWKT writes a geometry as well-known text.
func writeWKT(b *strings.Builder, g orb.Geometry) {
	switch g := g.(type) {
	case orb.Point:
		b.WriteString("POINT")
		writePoints(b, []orb.Point{g})
	case orb.MultiPoint:
		b.WriteString("MULTIPOINT")
		writeList(b, g, func(p orb.Point) { writePoints(b, []orb.Point{p}) })
	case orb.LineString:
		b.WriteString("LINESTRING")
		writePoints(b, g)
	case orb.MultiLineString:
		b.WriteString("MULTILINESTRING")
		writeList(b, g, func(l orb.LineString) { writePoints(b, l) })
	case orb.Polygon:
		b.WriteString("POLYGON")
		writeRings(b, g)
	case orb.MultiPolygon:
		b.WriteString("MULTIPOLYGON")
		writeList(b, g, func(p orb.Polygon) { writeRings(b, p) })
	case orb.Collection:
		b.WriteString("GEOMETRYCOLLECTION")
		writeList(b, g, func(member orb.Geometry) { writeWKT(b, member) })
	}
}

func writeRings(b *strings.Builder, p orb.Polygon) {
	writeList(b, p, func(r orb.Ring) { writePoints(b, r) })
}

func writePoints(b *strings.Builder, points []orb.Point) {
	writeList(b, points, func(p orb.Point) { b.WriteString(number(p[0]) + " " + number(p[1])) })
}

func writeList[T any](b *strings.Builder, list []T, write func(T)) {
	b.WriteByte('(')
	for i, item := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		write(item)
	}
	b.WriteByte(')')
}
