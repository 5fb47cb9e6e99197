package cql

import (
	"errors"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// geometry is the rules geometryLiteral and geometryCollectionTaggedText, from behind
// the tag. Heights are read and left out.
func (p *parser) geometry(tag string, depth int) (geo.Operand, error) {
	g, err := p.tagged(tag, depth)
	if err != nil {
		return nil, err
	}
	return geo.NewGeometry(g), nil
}

func (p *parser) tagged(tag string, depth int) (orb.Geometry, error) {
	switch {
	case p.token.is("Z"):
		if err := p.advance(); err != nil {
			return nil, err
		}
	case p.token.is("M"), p.token.is("ZM"):
		return nil, errors.New("a geometry with measures is not supported")
	}
	if p.token.is("EMPTY") {
		return nil, errors.New("an empty geometry can be compared with nothing")
	}
	switch tag {
	case "POINT":
		return generic(p.pointText())
	case "LINESTRING":
		return generic(p.lineText())
	case "POLYGON":
		return generic(p.polygonText())
	case "MULTIPOINT":
		points, err := listOf(p, p.anyPointText)
		return orb.MultiPoint(points), err
	case "MULTILINESTRING":
		lines, err := listOf(p, p.lineText)
		return orb.MultiLineString(lines), err
	case "MULTIPOLYGON":
		polygons, err := listOf(p, p.polygonText)
		return orb.MultiPolygon(polygons), err
	}
	if depth >= MaxDepth {
		return nil, errDepth
	}
	members, err := listOf(p, func() (orb.Geometry, error) { return p.member(depth + 1) })
	return orb.Collection(members), err
}

// member is a geometry in a collection.
func (p *parser) member(depth int) (orb.Geometry, error) {
	t := p.token
	tag := strings.ToUpper(t.text)
	if t.kind != word || !isGeometry(tag) {
		return nil, p.fail(t, fmt.Errorf("expected a geometry, got %s", t))
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return p.tagged(tag, depth)
}

// listOf reads a list in parentheses.
func listOf[T any](p *parser, item func() (T, error)) ([]T, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var list []T
	for {
		v, err := item()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if !p.token.isSymbol(",") {
			return list, p.expect(")")
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
}

// pointText is the rule pointText.
func (p *parser) pointText() (orb.Point, error) {
	if err := p.expect("("); err != nil {
		return orb.Point{}, err
	}
	point, err := p.coordinates()
	if err != nil {
		return orb.Point{}, err
	}
	return point, p.expect(")")
}

// anyPointText is pointText, or a point without the parentheses, as many write them.
func (p *parser) anyPointText() (orb.Point, error) {
	if p.token.isSymbol("(") {
		return p.pointText()
	}
	return p.coordinates()
}

// coordinates is the rule point.
func (p *parser) coordinates() (orb.Point, error) {
	start := p.token
	x, err := p.signed()
	if err != nil {
		return orb.Point{}, err
	}
	y, err := p.signed()
	if err != nil {
		return orb.Point{}, err
	}
	if !p.token.isSymbol(",") && !p.token.isSymbol(")") {
		if _, err := p.signed(); err != nil {
			return orb.Point{}, err
		}
	}
	at, err := p.point(x, y)
	if err != nil {
		return orb.Point{}, p.fail(start, err)
	}
	return at, nil
}

// lineText is the rule lineStringText.
func (p *parser) lineText() (orb.LineString, error) { return checked(p, p.builder.line) }

// polygonText is the rule polygonText.
func (p *parser) polygonText() (orb.Polygon, error) {
	return listOf(p, func() (orb.Ring, error) { return checked(p, ring) })
}

// checked reads a list of points and has it checked.
func checked[T any](p *parser, check func([]orb.Point) (T, error)) (T, error) {
	start := p.token
	var none T
	points, err := listOf(p, p.coordinates)
	if err != nil {
		return none, err
	}
	v, err := check(points)
	if err != nil {
		return none, p.fail(start, err)
	}
	return v, nil
}

// signed is the rule signedNumericLiteral.
func (p *parser) signed() (float64, error) {
	start, text := p.token, ""
	if p.token.isSymbol("-") || p.token.isSymbol("+") {
		text = p.token.text
		if err := p.advance(); err != nil {
			return 0, err
		}
	}
	if p.token.kind != numberToken {
		return 0, p.fail(p.token, fmt.Errorf("expected a number, got %s", p.token))
	}
	v, err := parseNumber(text + p.token.text)
	if err != nil {
		return 0, p.fail(start, err)
	}
	return v, p.advance()
}

// bbox is the rule bboxTaggedText, from behind the tag.
func (p *parser) bbox() (geo.Operand, error) {
	numbers, err := listOf(p, p.signed)
	if err != nil {
		return nil, err
	}
	return p.box(numbers)
}

// generic keeps an error from coming with a geometry.
func generic[T orb.Geometry](g T, err error) (orb.Geometry, error) {
	if err != nil {
		return nil, err
	}
	return g, nil
}
