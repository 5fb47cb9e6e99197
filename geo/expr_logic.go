package geo

import (
	"reflect"
	"slices"
	"strings"
)

// And holds where all of its parts hold.
type And struct{ Of []Expr }

// Or holds where one of its parts holds.
type Or struct{ Of []Expr }

// Not holds where its part does not, and is unknown where that is.
type Not struct{ Of Expr }

// Constant is TRUE or FALSE as a whole expression.
type Constant bool

var _ = []Expr{
	(*And)(nil),
	(*Or)(nil),
	(*Not)(nil),
	Constant(true),
	(*Comparison)(nil),
	(*Like)(nil),
	(*Between)(nil),
	(*In)(nil),
	(*IsNull)(nil),
	(*Spatial)(nil),
	(*Temporal)(nil),
}

// NewAnd joins expressions. A part that is itself an And gives its own parts.
func NewAnd(of ...Expr) *And {
	var parts []Expr
	for _, e := range of {
		if and, ok := e.(*And); ok {
			parts = append(parts, and.Of...)
			continue
		}
		parts = append(parts, e)
	}
	return &And{parts}
}

// NewOr joins expressions. A part that is itself an Or gives its own parts.
func NewOr(of ...Expr) *Or {
	var parts []Expr
	for _, e := range of {
		if or, ok := e.(*Or); ok {
			parts = append(parts, or.Of...)
			continue
		}
		parts = append(parts, e)
	}
	return &Or{parts}
}

// NewNot negates an expression. Of a negation it returns what that negates.
func NewNot(of Expr) Expr {
	if not, ok := of.(*Not); ok {
		return not.Of
	}
	return &Not{of}
}

// Truth returns the least truth of the parts (OGC 21-065r2 table 1).
func (a *And) Truth(row Row) Truth {
	least := True
	for _, e := range a.Of {
		if least = min(least, e.Truth(row)); least == False {
			return False
		}
	}
	return least
}

// Truth returns the greatest truth of the parts.
func (o *Or) Truth(row Row) Truth {
	greatest := False
	for _, e := range o.Of {
		if greatest = max(greatest, e.Truth(row)); greatest == True {
			return True
		}
	}
	return greatest
}

// Truth returns the opposite.
func (n *Not) Truth(row Row) Truth { return -n.Of.Truth(row) }

// Truth returns True or False.
func (c Constant) Truth(Row) Truth { return truthOf(bool(c)) }

// Text joins the parts by AND, those that bind less in parentheses.
func (a *And) Text() string { return joined(a.Of, " AND ", (*Or)(nil), (*And)(nil)) }

// Text joins the parts by OR.
func (o *Or) Text() string { return joined(o.Of, " OR ", (*Or)(nil)) }

// Text writes NOT where the grammar puts it: before LIKE, BETWEEN, IN and NULL, else
// before the whole.
func (n *Not) Text() string {
	switch of := n.Of.(type) {
	case *Like:
		return of.text(" NOT LIKE ")
	case *Between:
		return of.text(" NOT BETWEEN ")
	case *In:
		return of.text(" NOT IN ")
	case *IsNull:
		return of.text(" IS NOT NULL")
	}
	return "NOT " + joined([]Expr{n.Of}, "", (*Or)(nil), (*And)(nil))
}

// Text writes TRUE or FALSE.
func (c Constant) Text() string {
	if c {
		return "TRUE"
	}
	return "FALSE"
}

// joined writes expressions, those that the loose ones are like in parentheses.
func joined(of []Expr, by string, loose ...Expr) string {
	texts := make([]string, len(of))
	for i, e := range of {
		texts[i] = e.Text()
		if slices.ContainsFunc(loose, func(l Expr) bool { return reflect.TypeOf(l) == reflect.TypeOf(e) }) {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, by)
}

func truthOf(holds bool) Truth {
	if holds {
		return True
	}
	return False
}
