package geo

import "slices"

// ExprProperties returns the names of the properties an expression refers to, each
// once, sorted, and false if it refers to the geometry as well.
func ExprProperties(e Expr) (names []string, scalar bool) {
	scalar = true
	var operand func(o Operand)
	var expr func(e Expr)
	operand = func(o Operand) {
		switch o := o.(type) {
		case *Property:
			scalar = scalar && o.Of != GeometryValue
			names = append(names, o.Name)
		case *CaseI:
			operand(o.Of)
		case *AccentI:
			operand(o.Of)
		case *IntervalInstance:
			operand(o.From)
			operand(o.To)
		case *Subexpression:
			expr(o.Of)
		}
	}
	expr = func(e Expr) {
		switch e := e.(type) {
		case *And:
			for _, part := range e.Of {
				expr(part)
			}
		case *Or:
			for _, part := range e.Of {
				expr(part)
			}
		case *Not:
			expr(e.Of)
		case *Comparison:
			operand(e.Left)
			operand(e.Right)
		case *Like:
			operand(e.Of)
			operand(e.Pattern)
		case *Between:
			operand(e.Of)
			operand(e.Low)
			operand(e.High)
		case *In:
			operand(e.Of)
			for _, o := range e.List {
				operand(o)
			}
		case *IsNull:
			operand(e.Of)
		case *Spatial:
			scalar = false
			operand(e.Left)
			operand(e.Right)
		case *Temporal:
			operand(e.Left)
			operand(e.Right)
		case Constant:
		default:
			scalar = false // of another's making: anything may be in it
		}
	}
	expr(e)
	slices.Sort(names)
	return slices.Compact(names), scalar
}
