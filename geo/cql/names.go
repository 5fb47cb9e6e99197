package cql

import (
	"fmt"
	"slices"
	"strings"

	"strikemap/geo"
)

// temporalNames are the temporal functions in CQL2 JSON, by their names in CQL2 text.
var temporalNames = map[string]string{
	"T_AFTER":        "t_after",
	"T_BEFORE":       "t_before",
	"T_CONTAINS":     "t_contains",
	"T_DISJOINT":     "t_disjoint",
	"T_DURING":       "t_during",
	"T_EQUALS":       "t_equals",
	"T_FINISHEDBY":   "t_finishedBy",
	"T_FINISHES":     "t_finishes",
	"T_INTERSECTS":   "t_intersects",
	"T_MEETS":        "t_meets",
	"T_METBY":        "t_metBy",
	"T_OVERLAPPEDBY": "t_overlappedBy",
	"T_OVERLAPS":     "t_overlaps",
	"T_STARTEDBY":    "t_startedBy",
	"T_STARTS":       "t_starts",
}

// geometryNames are the types of GeoJSON, by their tags in well-known text.
var geometryNames = map[string]string{
	"POINT":              "Point",
	"LINESTRING":         "LineString",
	"POLYGON":            "Polygon",
	"MULTIPOINT":         "MultiPoint",
	"MULTILINESTRING":    "MultiLineString",
	"MULTIPOLYGON":       "MultiPolygon",
	"GEOMETRYCOLLECTION": "GeometryCollection",
}

func isSpatial(name string) bool { return slices.Contains(geo.SpatialOps, geo.SpatialOp(name)) }

func isGeometry(name string) bool { return geometryNames[name] != "" }

func isComparison(op string) bool {
	return slices.Contains([]string{"=", "<>", "<", ">", "<=", ">="}, op)
}

// newComparison makes a comparison predicate.
func (b *builder) newComparison(op string, left, right geo.Operand) (geo.Expr, error) {
	return orNil(geo.NewComparison(geo.ComparisonOp(op), b.cast(left, right), b.cast(right, left)))
}

// newBetween makes a BETWEEN.
func (b *builder) newBetween(of, low, high geo.Operand) (geo.Expr, error) {
	return orNil(geo.NewBetween(of, b.cast(low, of), b.cast(high, of)))
}

// newLike makes a LIKE. To match patterns takes the longer the more characters they
// have together.
func (b *builder) newLike(of, pattern geo.Operand) (geo.Expr, error) {
	if b.patterns += len(pattern.Text()); b.patterns > MaxPatterns {
		return nil, fmt.Errorf("more than %d bytes of patterns", MaxPatterns)
	}
	return orNil(geo.NewLike(of, pattern))
}

// newIn makes an IN.
func (b *builder) newIn(of geo.Operand, list []geo.Operand) (geo.Expr, error) {
	for i, member := range list {
		list[i] = b.cast(member, of)
	}
	return orNil(geo.NewIn(of, list))
}

// cast returns a text literal that is compared with a date or a timestamp as one, if it
// reads as one, as permission /per/basic-cql2/type-casts allows and the test
// /conf/advanced-comparison-operators/in needs. It returns any other operand as it is.
func (b *builder) cast(o, beside geo.Operand) geo.Operand {
	literal, ok := o.(*geo.Literal)
	if !ok || literal.Of != geo.StringValue || beside.Type() != geo.TimestampValue && beside.Type() != geo.DateValue {
		return o
	}
	instant, err := b.end(literal.Value.(string))
	if err != nil || instant == nil {
		return o
	}
	return instant
}

// newFunction makes a spatial or temporal predicate by its name in CQL2 text.
func newFunction(name string, left, right geo.Operand) (geo.Expr, error) {
	if isSpatial(name) {
		return orNil(geo.NewSpatial(geo.SpatialOp(name), left, right))
	}
	return orNil(geo.NewTemporal(geo.TemporalOp(name), left, right))
}

// newCharacter makes CASEI or ACCENTI.
func newCharacter(name string, of geo.Operand) (geo.Operand, error) {
	if strings.EqualFold(name, "CASEI") {
		return orNoOperand(geo.NewCaseI(of))
	}
	return orNoOperand(geo.NewAccentI(of))
}

// orNil keeps a nil pointer from becoming an expression that is not nil.
func orNil[T geo.Expr](e T, err error) (geo.Expr, error) {
	if err != nil {
		return nil, err
	}
	return e, nil
}

func orNoOperand[T geo.Operand](o T, err error) (geo.Operand, error) {
	if err != nil {
		return nil, err
	}
	return o, nil
}
