package cql

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
)

// ParseJSON reads a filter in CQL2 JSON. An error is EINVALID and says where by a JSON
// pointer (RFC 6901).
func ParseJSON(data []byte, q Queryables) (geo.Expr, error) {
	switch {
	case len(data) > MaxJSON:
		return nil, geo.Invalid("filter", "is longer than %d bytes", MaxJSON)
	case !utf8.Valid(data):
		return nil, geo.Invalid("filter", "is not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		at := int64(len(data) + 1)
		var wrong *json.SyntaxError
		if errors.As(err, &wrong) && wrong.Offset < at {
			at = wrong.Offset
		}
		return nil, geo.Invalid("filter", "is not JSON (at byte %d)", at)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, geo.Invalid("filter", "goes on after its end (at byte %d)", d.InputOffset()+1)
	}
	r := &reader{builder{q: q}}
	e, err := r.expression(v, 0)
	if err != nil {
		var at *pointed
		pointer := ""
		if errors.As(err, &at) {
			pointer = at.pointer
		}
		return nil, geo.Invalid("filter", "%s (at %q)", err, pointer)
	}
	return e, nil
}

// reader reads decoded CQL2 JSON.
type reader struct{ builder }

// pointed is an error with the JSON pointer to where it is.
type pointed struct {
	error
	pointer string
}

// in leads the pointer of an error by one more step.
func in(step string, err error) error {
	if err == nil {
		return nil
	}
	var at *pointed
	if errors.As(err, &at) {
		return &pointed{at.error, "/" + step + at.pointer}
	}
	return &pointed{err, "/" + step}
}

func inArg(i int, err error) error { return in("args", in(strconv.Itoa(i), err)) }

// operation is an object with op and args.
type operation struct {
	op   string
	args []any
}

// operationOf returns the operation of a value, and false if it is none.
func operationOf(v any) (operation, bool, error) {
	object, ok := v.(map[string]any)
	if !ok {
		return operation{}, false, nil
	}
	if _, old := object["function"]; old {
		return operation{}, false, unsupported("custom functions", "function")
	}
	op, ok := object["op"]
	if !ok {
		return operation{}, false, nil
	}
	name, ok := op.(string)
	if !ok {
		return operation{}, false, in("op", errors.New("must be a text"))
	}
	args, ok := object["args"].([]any)
	if !ok {
		return operation{}, false, errors.New("needs a list of args")
	}
	return operation{name, args}, true, onlyMembers(object, "op", "args")
}

// onlyMembers returns an error for a member of an object that is none of the known.
func onlyMembers(object map[string]any, known ...string) error {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(known, name) {
			return fmt.Errorf("the member %.64q has no meaning here", name)
		}
	}
	return nil
}

// count returns an error unless there are n arguments.
func (o operation) count(n int) error {
	if len(o.args) != n {
		return fmt.Errorf("%.64q takes %d args, got %d", o.op, n, len(o.args))
	}
	return nil
}

// expression reads a boolean expression.
func (r *reader) expression(v any, depth int) (geo.Expr, error) {
	if depth >= MaxDepth {
		return nil, errDepth
	}
	if literal, ok := v.(bool); ok {
		return geo.Constant(literal), nil
	}
	o, ok, err := operationOf(v)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errors.New("expected a boolean expression: true, false or an object with op and args")
	}
	switch strings.ToLower(o.op) {
	case "and", "or":
		return r.logical(o, depth)
	case "not":
		if err := o.count(1); err != nil {
			return nil, err
		}
		of, err := r.expression(o.args[0], depth+1)
		if err != nil {
			return nil, inArg(0, err)
		}
		return geo.NewNot(of), nil
	}
	if err := r.predicate(); err != nil {
		return nil, err
	}
	return r.predicateOf(o, depth)
}

func (r *reader) logical(o operation, depth int) (geo.Expr, error) {
	if len(o.args) < 2 {
		return nil, fmt.Errorf("%.64q takes two args or more, got %d", o.op, len(o.args))
	}
	parts := make([]geo.Expr, len(o.args))
	for i, arg := range o.args {
		var err error
		if parts[i], err = r.expression(arg, depth+1); err != nil {
			return nil, inArg(i, err)
		}
	}
	if strings.EqualFold(o.op, "and") {
		return geo.NewAnd(parts...), nil
	}
	return geo.NewOr(parts...), nil
}

func (r *reader) predicateOf(o operation, depth int) (geo.Expr, error) {
	name := strings.ToUpper(o.op)
	switch {
	case isComparison(o.op):
		args, err := r.operands(o, 2, depth)
		if err != nil {
			return nil, err
		}
		return r.newComparison(o.op, args[0], args[1])
	case isSpatial(name), temporalNames[name] != "":
		args, err := r.operands(o, 2, depth)
		if err != nil {
			return nil, err
		}
		return newFunction(name, args[0], args[1])
	}
	switch name {
	case "LIKE":
		args, err := r.operands(o, 2, depth)
		if err != nil {
			return nil, err
		}
		return r.newLike(args[0], args[1])
	case "BETWEEN":
		args, err := r.operands(o, 3, depth)
		if err != nil {
			return nil, err
		}
		return r.newBetween(args[0], args[1], args[2])
	case "IN":
		return r.in(o, depth)
	case "ISNULL":
		return r.isNull(o, depth)
	}
	return nil, unknownOp(o.op)
}

// unknownOp returns the error for an op that gives no truth here.
func unknownOp(op string) error {
	switch name := strings.ToUpper(op); {
	case strings.HasPrefix(name, "A_") && geo.IsKeyword(name):
		return unsupported("array functions", op)
	case slices.Contains([]string{"+", "-", "*", "/", "%", "div", "^"}, op):
		return unsupported("arithmetic", op)
	case name == "CASEI", name == "ACCENTI":
		return fmt.Errorf("%q gives a text and cannot stand where a truth is expected", op)
	}
	return unsupported("custom functions", op)
}

func (r *reader) in(o operation, depth int) (geo.Expr, error) {
	if err := o.count(2); err != nil {
		return nil, err
	}
	of, err := r.operand(o.args[0], depth+1)
	if err != nil {
		return nil, inArg(0, err)
	}
	values, ok := o.args[1].([]any)
	if !ok {
		return nil, inArg(1, errors.New("expected a list of values"))
	}
	list := make([]geo.Operand, len(values))
	for i, v := range values {
		if list[i], err = r.operand(v, depth+1); err != nil {
			return nil, inArg(1, in(strconv.Itoa(i), err))
		}
	}
	return r.newIn(of, list)
}

// isNull reads the predicate, whose operand may be a boolean expression.
func (r *reader) isNull(o operation, depth int) (geo.Expr, error) {
	if err := o.count(1); err != nil {
		return nil, err
	}
	arg := o.args[0]
	inner, isOp, err := operationOf(arg)
	if err != nil {
		return nil, inArg(0, err)
	}
	if isOp && !isCharacter(inner.op) {
		e, err := r.expression(arg, depth+1)
		if err != nil {
			return nil, inArg(0, err)
		}
		return geo.NewIsNull(geo.NewSubexpression(e)), nil
	}
	of, err := r.operand(arg, depth+1)
	if err != nil {
		return nil, inArg(0, err)
	}
	return geo.NewIsNull(of), nil
}

func isCharacter(op string) bool {
	return strings.EqualFold(op, "casei") || strings.EqualFold(op, "accenti")
}

// operands reads n operands.
func (r *reader) operands(o operation, n, depth int) ([]geo.Operand, error) {
	if err := o.count(n); err != nil {
		return nil, err
	}
	list := make([]geo.Operand, n)
	for i, arg := range o.args {
		var err error
		if list[i], err = r.operand(arg, depth+1); err != nil {
			return nil, inArg(i, err)
		}
	}
	return list, nil
}

// operand reads a scalar, temporal or spatial expression.
func (r *reader) operand(v any, depth int) (geo.Operand, error) {
	if depth >= MaxDepth {
		return nil, errDepth
	}
	switch v := v.(type) {
	case string:
		return r.text(v)
	case json.Number:
		return r.number(v.String())
	case bool:
		return geo.NewBoolean(v), nil
	case []any:
		return nil, unsupported("arrays", "[…]")
	case map[string]any:
		return r.object(v, depth)
	}
	return nil, errors.New("expected a property or a value, got null")
}

func (r *reader) object(object map[string]any, depth int) (geo.Operand, error) {
	o, ok, err := operationOf(object)
	switch {
	case err != nil:
		return nil, err
	case ok && isCharacter(o.op):
		args, err := r.operands(o, 1, depth)
		if err != nil {
			return nil, err
		}
		return newCharacter(o.op, args[0])
	case ok && isPredicate(o.op):
		return nil, fmt.Errorf("%.64q is a predicate and cannot stand where a value is expected", o.op)
	case ok:
		return nil, unknownOp(o.op)
	}
	if _, ok := object["type"]; ok {
		g, err := r.geometry(object, depth)
		if err != nil {
			return nil, err
		}
		return geo.NewGeometry(g), nil
	}
	if len(object) == 1 {
		for name, value := range object {
			return r.member(name, value)
		}
	}
	return nil, errors.New("expected a property or a value: an object with property, date, timestamp, interval, bbox, op or type")
}

// isPredicate reports whether an op gives a truth.
func isPredicate(op string) bool {
	name := strings.ToUpper(op)
	return isComparison(op) || isSpatial(name) || temporalNames[name] != "" ||
		slices.Contains([]string{"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "ISNULL"}, name)
}

// member reads an object of one member.
func (r *reader) member(name string, value any) (geo.Operand, error) {
	text, isText := value.(string)
	list, isList := value.([]any)
	var o geo.Operand
	var err error
	switch {
	case name == "property" && isText:
		o, err = r.property(text)
	case name == "date" && isText:
		o, err = r.date(text)
	case name == "timestamp" && isText:
		o, err = r.timestamp(text)
	case name == "interval" && isList:
		o, err = r.interval(list)
	case name == "bbox" && isList:
		o, err = r.bbox(list)
	default:
		err = errors.New("is no value of CQL2 JSON")
	}
	return o, in(escape(name), err)
}

// escape writes a name as a step of a JSON pointer.
func escape(name string) string {
	const longest = 64
	if len(name) > longest {
		name = name[:longest]
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

func (r *reader) interval(list []any) (geo.Operand, error) {
	if len(list) != 2 {
		return nil, fmt.Errorf("needs two ends, got %d", len(list))
	}
	var ends [2]geo.Operand
	for i, v := range list {
		var err error
		if ends[i], err = r.instantParameter(v); err != nil {
			return nil, in(strconv.Itoa(i), err)
		}
	}
	return orNoOperand(geo.NewIntervalInstance(ends[0], ends[1]))
}

func (r *reader) instantParameter(v any) (geo.Operand, error) {
	switch v := v.(type) {
	case string:
		return r.end(v)
	case map[string]any:
		if name, ok := v["property"].(string); ok && len(v) == 1 {
			return r.property(name)
		}
		if _, ok, err := operationOf(v); ok || err != nil {
			return nil, unsupported("custom functions", "op")
		}
	}
	return nil, errors.New(`expected an instant, ".." or a property`)
}

func (r *reader) bbox(list []any) (geo.Operand, error) {
	numbers, err := floats(list)
	if err != nil {
		return nil, err
	}
	return r.box(numbers)
}

// floats reads a list of numbers.
func floats(list []any) ([]float64, error) {
	numbers := make([]float64, len(list))
	for i, v := range list {
		n, ok := v.(json.Number)
		if !ok {
			return nil, in(strconv.Itoa(i), errors.New("expected a number"))
		}
		var err error
		if numbers[i], err = parseNumber(n.String()); err != nil {
			return nil, in(strconv.Itoa(i), err)
		}
	}
	return numbers, nil
}
