package cql

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// JSON writes a filter as CQL2 JSON, in CRS84. It fails for an expression of a type that
// is not of CQL2.
func JSON(e geo.Expr) ([]byte, error) {
	v, err := expressionJSON(e)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// call is an operation as it is written.
type call struct {
	Op   string `json:"op"`
	Args []any  `json:"args"`
}

func expressionJSON(e geo.Expr) (any, error) {
	switch e := e.(type) {
	case *geo.And:
		return logicalJSON("and", e.Of)
	case *geo.Or:
		return logicalJSON("or", e.Of)
	case *geo.Not:
		return logicalJSON("not", []geo.Expr{e.Of})
	case geo.Constant:
		return bool(e), nil
	case *geo.Comparison:
		return operandsJSON(string(e.Op), e.Left, e.Right)
	case *geo.Like:
		return operandsJSON("like", e.Of, e.Pattern)
	case *geo.Between:
		return operandsJSON("between", e.Of, e.Low, e.High)
	case *geo.In:
		return inJSON(e)
	case *geo.IsNull:
		return operandsJSON("isNull", e.Of)
	case *geo.Spatial:
		return operandsJSON(strings.ToLower(string(e.Op)), e.Left, e.Right)
	case *geo.Temporal:
		return operandsJSON(temporalNames[string(e.Op)], e.Left, e.Right)
	}
	return nil, fmt.Errorf("cql: an expression of type %T cannot be written as JSON", e)
}

func logicalJSON(op string, of []geo.Expr) (any, error) {
	args := make([]any, len(of))
	for i, e := range of {
		var err error
		if args[i], err = expressionJSON(e); err != nil {
			return nil, err
		}
	}
	return call{op, args}, nil
}

func operandsJSON(op string, operands ...geo.Operand) (any, error) {
	args, err := listJSON(operands)
	return call{op, args}, err
}

func listJSON(operands []geo.Operand) ([]any, error) {
	args := make([]any, len(operands))
	for i, o := range operands {
		var err error
		if args[i], err = operandJSON(o); err != nil {
			return nil, err
		}
	}
	return args, nil
}

func inJSON(e *geo.In) (any, error) {
	of, err := operandJSON(e.Of)
	if err != nil {
		return nil, err
	}
	list, err := listJSON(e.List)
	return call{"in", []any{of, list}}, err
}

func operandJSON(o geo.Operand) (any, error) {
	switch o := o.(type) {
	case *geo.Property:
		return map[string]any{"property": o.Name}, nil
	case *geo.Literal:
		return literalJSON(o), nil
	case *geo.CaseI:
		return operandsJSON("casei", o.Of)
	case *geo.AccentI:
		return operandsJSON("accenti", o.Of)
	case *geo.IntervalInstance:
		return map[string]any{"interval": []any{endJSON(o.From), endJSON(o.To)}}, nil
	case *geo.BBoxLiteral:
		return map[string]any{"bbox": []float64{o.Box.West, o.Box.South, o.Box.East, o.Box.North}}, nil
	case *geo.GeometryLiteral:
		return geometryJSON(o.Geometry), nil
	case *geo.Subexpression:
		return expressionJSON(o.Of)
	}
	return nil, fmt.Errorf("cql: an operand of type %T cannot be written as JSON", o)
}

func literalJSON(l *geo.Literal) any {
	switch l.Of {
	case geo.DateValue:
		return map[string]any{"date": l.Instant()}
	case geo.TimestampValue:
		return map[string]any{"timestamp": l.Instant()}
	}
	return l.Value
}

func endJSON(end geo.Operand) any {
	switch end := end.(type) {
	case *geo.Literal:
		return end.Instant()
	case *geo.Property:
		return map[string]any{"property": end.Name}
	}
	return ".."
}

// geometryJSON returns a geometry as GeoJSON.
func geometryJSON(g orb.Geometry) any {
	if c, ok := g.(orb.Collection); ok {
		members := make([]any, len(c))
		for i, member := range c {
			members[i] = geometryJSON(member)
		}
		return struct {
			Type       string `json:"type"`
			Geometries []any  `json:"geometries"`
		}{"GeometryCollection", members}
	}
	return struct {
		Type        string       `json:"type"`
		Coordinates orb.Geometry `json:"coordinates"`
	}{g.GeoJSONType(), g}
}
