package geo

import (
	"slices"
	"testing"
)

func TestThePropertiesOfAnExpressionAreFoundWhereverTheyStand(t *testing.T) {
	text := func(name string) *Property { return NewProperty(name, StringValue) }
	instant := func(name string) *Property { return NewProperty(name, TimestampValue) }
	must := func(e Expr, err error) Expr {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	folded, err := NewCaseI(text("title"))
	if err != nil {
		t.Fatal(err)
	}
	span, err := NewIntervalInstance(instant("time_from"), instant("time_to"))
	if err != nil {
		t.Fatal(err)
	}
	compared := func(left, right Operand) Expr {
		c, err := NewComparison(Equal, left, right)
		return must(c, err)
	}
	during, err := NewTemporal("T_INTERSECTS", span, instant("published"))
	if err != nil {
		t.Fatal(err)
	}
	within, err := NewSpatial("S_WITHIN", NewProperty("geometry", GeometryValue), NewBBox(BBox{0, 0, 1, 1}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		expr   Expr
		names  []string
		scalar bool
	}{
		{compared(text("kind"), NewString("strike")), []string{"kind"}, true},
		{NewOr(compared(text("kind"), text("actor")), NewNot(compared(folded, text("kind")))), []string{"actor", "kind", "title"}, true},
		{NewAnd(during, NewIsNull(text("means"))), []string{"means", "published", "time_from", "time_to"}, true},
		{NewAnd(within, compared(text("kind"), NewString("strike"))), []string{"geometry", "kind"}, false},
		{Constant(true), nil, true},
	} {
		names, scalar := ExprProperties(c.expr)
		if !slices.Equal(names, c.names) || scalar != c.scalar {
			t.Errorf("%s asks of %v, %v; want %v, %v", c.expr.Text(), names, scalar, c.names, c.scalar)
		}
	}
}
