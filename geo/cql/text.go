package cql

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
)

// ParseText reads a filter in CQL2 text. Keywords are taken in any case. An error is
// EINVALID and counts characters from one.
func ParseText(text string, q Queryables) (geo.Expr, error) {
	switch {
	case len(text) > MaxText:
		return nil, geo.Invalid("filter", "is longer than %d bytes", MaxText)
	case !utf8.ValidString(text):
		return nil, geo.Invalid("filter", "is not valid UTF-8")
	}
	p := &parser{builder: builder{q: q}, scanner: scanner{text: text}}
	e, err := p.filter()
	if err != nil {
		at := utf8.RuneCountInString(text[:p.failedAt]) + 1
		return nil, geo.Invalid("filter", "%s (at character %d)", err, at)
	}
	return e, nil
}

// parser reads CQL2 text by recursive descent, one method a rule of the grammar (OGC
// 21-065r2 annex B).
type parser struct {
	builder
	scanner  scanner
	token    token // the next one
	failedAt int   // byte, once there is an error
}

// advance takes the next token.
func (p *parser) advance() error {
	t, err := p.scanner.next()
	if p.token = t; err != nil {
		return p.fail(t, err)
	}
	return nil
}

// fail notes where an error is, unless it is known already.
func (p *parser) fail(at token, err error) error {
	var known *located
	if errors.As(err, &known) {
		return err
	}
	p.failedAt = at.at
	return &located{err}
}

// located is an error whose place is noted.
type located struct{ error }

func (p *parser) filter() (geo.Expr, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.kind == endOfText {
		return nil, p.fail(p.token, errors.New("is empty"))
	}
	e, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.token.kind != endOfText {
		return nil, p.fail(p.token, fmt.Errorf("expected AND, OR or the end, got %s", p.token))
	}
	return e, nil
}

// or is the rule booleanExpression.
func (p *parser) or(depth int) (geo.Expr, error) {
	parts, err := p.list(depth, "OR", p.and)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	return geo.NewOr(parts...), nil
}

// and is the rule booleanTerm.
func (p *parser) and(depth int) (geo.Expr, error) {
	parts, err := p.list(depth, "AND", p.factor)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	return geo.NewAnd(parts...), nil
}

func first(parts []geo.Expr) geo.Expr {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

// list reads parts with a keyword between them.
func (p *parser) list(depth int, between string, part func(int) (geo.Expr, error)) ([]geo.Expr, error) {
	var parts []geo.Expr
	for {
		e, err := part(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if !p.token.is(between) {
			return parts, nil
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
}

// factor is the rule booleanFactor.
func (p *parser) factor(depth int) (geo.Expr, error) {
	if !p.token.is("NOT") {
		return p.primary(depth)
	}
	if depth >= MaxDepth {
		return nil, p.fail(p.token, errDepth)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.factor(depth + 1)
	if err != nil {
		return nil, err
	}
	return geo.NewNot(e), nil
}

// primary is the rule booleanPrimary.
func (p *parser) primary(depth int) (geo.Expr, error) {
	if depth >= MaxDepth {
		return nil, p.fail(p.token, errDepth)
	}
	if p.token.isSymbol("(") {
		e, err := p.parenthesised(depth)
		if err != nil {
			return nil, err
		}
		return p.orIsNull(e)
	}
	start := p.token
	if err := p.predicate(); err != nil {
		return nil, p.fail(start, err)
	}
	name := strings.ToUpper(start.text)
	if start.kind == word {
		switch {
		case isSpatial(name) || temporalNames[name] != "":
			e, err := p.function(name, depth)
			if err != nil {
				return nil, err
			}
			return p.orIsNull(e)
		case strings.HasPrefix(name, "A_") && geo.IsKeyword(name):
			return nil, p.fail(start, unsupported("array functions", name))
		}
	}
	left, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	return p.comparison(start, left, depth)
}

func (p *parser) parenthesised(depth int) (geo.Expr, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	return e, p.expect(")")
}

// orIsNull returns the expression, or what IS NULL after it asks of it.
func (p *parser) orIsNull(e geo.Expr) (geo.Expr, error) {
	if !p.token.is("IS") {
		return e, nil
	}
	return p.isNull(geo.NewSubexpression(e))
}

// function is the rules spatialPredicate and temporalPredicate.
func (p *parser) function(name string, depth int) (geo.Expr, error) {
	start := p.token
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	left, err := p.operand(depth + 1)
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	right, err := p.operand(depth + 1)
	if err != nil {
		return nil, err
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	e, err := newFunction(name, left, right)
	if err != nil {
		return nil, p.fail(start, err)
	}
	return e, nil
}

// comparison is the rule comparisonPredicate, from behind its first operand.
func (p *parser) comparison(start token, left geo.Operand, depth int) (geo.Expr, error) {
	t := p.token
	switch {
	case t.kind == symbol && isComparison(t.text):
		if err := p.advance(); err != nil {
			return nil, err
		}
		right, err := p.operand(depth)
		if err != nil {
			return nil, err
		}
		e, err := p.newComparison(t.text, left, right)
		if err != nil {
			return nil, p.fail(start, err)
		}
		return e, nil
	case t.is("IS"):
		return p.isNull(left)
	case t.is("NOT"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		e, err := p.advanced(start, left, depth)
		if err != nil {
			return nil, err
		}
		return geo.NewNot(e), nil
	case t.is("LIKE"), t.is("BETWEEN"), t.is("IN"):
		return p.advanced(start, left, depth)
	}
	if l, ok := left.(*geo.Literal); ok && l.Of == geo.BooleanValue {
		return geo.Constant(l.Value == true), nil
	}
	if left.Type() == geo.BooleanValue {
		return nil, p.fail(t, fmt.Errorf("expected a comparison such as %s = TRUE, got %s", left.Text(), t))
	}
	return nil, p.fail(t, fmt.Errorf("expected a comparison, got %s", t))
}

// advanced is the rules isLikePredicate, isBetweenPredicate and isInListPredicate, from
// behind a NOT.
func (p *parser) advanced(start token, left geo.Operand, depth int) (geo.Expr, error) {
	t := p.token
	if !t.is("LIKE") && !t.is("BETWEEN") && !t.is("IN") {
		return nil, p.fail(t, fmt.Errorf("expected LIKE, BETWEEN or IN, got %s", t))
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var e geo.Expr
	var err error
	switch {
	case t.is("LIKE"):
		e, err = p.like(left, depth)
	case t.is("BETWEEN"):
		e, err = p.between(left, depth)
	default:
		e, err = p.in(left, depth)
	}
	if err != nil {
		return nil, p.fail(start, err)
	}
	return e, nil
}

func (p *parser) like(left geo.Operand, depth int) (geo.Expr, error) {
	pattern, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	return p.newLike(left, pattern)
}

func (p *parser) between(left geo.Operand, depth int) (geo.Expr, error) {
	low, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	if !p.token.is("AND") {
		return nil, p.fail(p.token, fmt.Errorf("expected AND and the upper end of BETWEEN, got %s", p.token))
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	high, err := p.operand(depth)
	if err != nil {
		return nil, err
	}
	return p.newBetween(left, low, high)
}

func (p *parser) in(left geo.Operand, depth int) (geo.Expr, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var list []geo.Operand
	for {
		member, err := p.operand(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, member)
		if !p.token.isSymbol(",") {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	return p.newIn(left, list)
}

// isNull is the rule isNullPredicate, from IS on.
func (p *parser) isNull(of geo.Operand) (geo.Expr, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	negated := p.token.is("NOT")
	if negated {
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if !p.token.is("NULL") {
		return nil, p.fail(p.token, fmt.Errorf("expected NULL, got %s", p.token))
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var e geo.Expr = geo.NewIsNull(of)
	if negated {
		e = geo.NewNot(e)
	}
	return e, nil
}

// expect takes a symbol.
func (p *parser) expect(s string) error {
	if !p.token.isSymbol(s) {
		return p.fail(p.token, fmt.Errorf("expected %q, got %s", s, p.token))
	}
	return p.advance()
}

// operand reads a scalar, temporal or spatial expression. What arithmetic would go on
// with is refused.
func (p *parser) operand(depth int) (geo.Operand, error) {
	if depth >= MaxDepth {
		return nil, p.fail(p.token, errDepth)
	}
	start := p.token
	o, err := p.atom(depth)
	if err != nil {
		return nil, p.fail(start, err)
	}
	if t := p.token; t.kind == symbol && strings.Contains("+-*/%^", t.text) || t.is("DIV") {
		return nil, p.fail(t, unsupported("arithmetic", t.text))
	}
	return o, nil
}

func (p *parser) atom(depth int) (geo.Operand, error) {
	t := p.token
	if err := p.advance(); err != nil {
		return nil, err
	}
	switch t.kind {
	case textToken:
		return p.builder.text(t.text)
	case numberToken:
		return p.builder.number(t.text)
	case quotedWord:
		return p.property(t.text)
	case word:
		return p.named(t, depth)
	case symbol:
		switch {
		case (t.text == "-" || t.text == "+") && p.token.kind == numberToken:
			text := t.text + p.token.text
			if err := p.advance(); err != nil {
				return nil, err
			}
			return p.builder.number(text)
		case strings.Contains("+-*/%^", t.text):
			return nil, unsupported("arithmetic", t.text)
		case t.text == "(":
			return nil, errors.New("a parenthesis cannot stand here: this server knows no arithmetic and no arrays of CQL2")
		}
	}
	return nil, fmt.Errorf("expected a property or a value, got %s", t)
}

// named reads the operand that begins with a word, which is behind the parser.
func (p *parser) named(t token, depth int) (geo.Operand, error) {
	name := strings.ToUpper(t.text)
	switch name {
	case "TRUE", "FALSE":
		return geo.NewBoolean(name == "TRUE"), nil
	case "AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "DIV":
		return nil, fmt.Errorf("expected a property or a value, got the keyword %s; a property of that name stands in double quotes", name)
	}
	if isGeometry(name) && slices.ContainsFunc([]string{"Z", "M", "ZM", "EMPTY"}, p.token.is) {
		return p.geometry(name, depth)
	}
	if !p.token.isSymbol("(") {
		return p.property(t.text)
	}
	switch {
	case name == "CASEI", name == "ACCENTI":
		return p.character(name, depth)
	case name == "DATE", name == "TIMESTAMP":
		return p.instant(name)
	case name == "INTERVAL":
		return p.interval()
	case name == "BBOX":
		return p.bbox()
	case isGeometry(name):
		return p.geometry(name, depth)
	case isSpatial(name), temporalNames[name] != "":
		return nil, fmt.Errorf("%s is a predicate and cannot stand where a value is expected", name)
	case strings.HasPrefix(name, "A_") && geo.IsKeyword(name):
		return nil, unsupported("array functions", name)
	}
	return nil, unsupported("custom functions", t.text)
}

// character is the functions of the rule characterClause.
func (p *parser) character(name string, depth int) (geo.Operand, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	of, err := p.operand(depth + 1)
	if err != nil {
		return nil, err
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	return newCharacter(name, of)
}

// instant is the rule instantInstance.
func (p *parser) instant(name string) (geo.Operand, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	t := p.token
	if t.kind != textToken {
		return nil, p.fail(t, fmt.Errorf("expected a time in single quotes, got %s", t))
	}
	read := p.timestamp
	if name == "DATE" {
		read = p.date
	}
	o, err := read(t.text)
	if err != nil {
		return nil, p.fail(t, err)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return o, p.expect(")")
}

// interval is the rule intervalInstance.
func (p *parser) interval() (geo.Operand, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	from, err := p.instantParameter()
	if err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	to, err := p.instantParameter()
	if err != nil {
		return nil, err
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	return orNoOperand(geo.NewIntervalInstance(from, to))
}

func (p *parser) instantParameter() (geo.Operand, error) {
	t := p.token
	if err := p.advance(); err != nil {
		return nil, err
	}
	var o geo.Operand
	err := fmt.Errorf("expected an instant in single quotes, '..' or a property, got %s", t)
	switch {
	case t.kind == textToken:
		o, err = p.end(t.text)
	case t.kind == word && p.token.isSymbol("("):
		err = unsupported("custom functions", t.text)
	case t.kind == word, t.kind == quotedWord:
		o, err = p.property(t.text)
	}
	if err != nil {
		return nil, p.fail(t, err)
	}
	return o, nil
}
