package border

import (
	"cmp"
	"slices"
)

// segment is one straight piece of a ring, with the arc it comes from.
type segment struct {
	a, b Vertex
	arc  int
}

// segmentsOf lists the pieces of a ring whose arcs have been replaced by lines.
func segmentsOf(ring []Step, lines [][]Vertex) []segment {
	var out []segment
	for _, s := range ring {
		l := lines[s.Arc]
		for i := 1; i < len(l); i++ {
			out = append(out, segment{l[i-1], l[i], s.Arc})
		}
	}
	return out
}

// Crossing finds the arcs of a map that meet another, or themselves, elsewhere
// than in a common end: simplified too far.
func Crossing(arcs []Arc) map[int]bool {
	var all []segment
	for i, a := range arcs {
		for k := 1; k < len(a.Points); k++ {
			all = append(all, segment{a.Points[k-1], a.Points[k], i})
		}
	}
	return crossingArcs(all)
}

// crossingArcs finds the arcs of segments that meet one another elsewhere than
// in a common end, by a sweep from west to east.
func crossingArcs(all []segment) map[int]bool {
	all = slices.Clone(all)
	slices.SortFunc(all, func(p, q segment) int { return cmp.Compare(min(p.a.X, p.b.X), min(q.a.X, q.b.X)) })
	out := map[int]bool{}
	for i, p := range all {
		east := max(p.a.X, p.b.X)
		for _, q := range all[i+1:] {
			if min(q.a.X, q.b.X) > east {
				break
			}
			if p.meets(q) {
				out[p.arc], out[q.arc] = true, true
			}
		}
	}
	return out
}

// meets reports whether two segments have a point in common that is not an end
// of both. Coordinates are whole numbers, so the answer is exact.
func (p segment) meets(q segment) bool {
	if max(p.a.Y, p.b.Y) < min(q.a.Y, q.b.Y) || max(q.a.Y, q.b.Y) < min(p.a.Y, p.b.Y) ||
		max(p.a.X, p.b.X) < min(q.a.X, q.b.X) || max(q.a.X, q.b.X) < min(p.a.X, p.b.X) {
		return false
	}
	qa, qb := side(p.a, p.b, q.a), side(p.a, p.b, q.b)
	pa, pb := side(q.a, q.b, p.a), side(q.a, q.b, p.b)
	shared := p.a == q.a || p.a == q.b || p.b == q.a || p.b == q.b
	if shared { // bad only if they lie on one another
		return qa == 0 && qb == 0 && p.overlaps(q)
	}
	return qa*qb <= 0 && pa*pb <= 0
}

// overlaps tells, for segments on one line with a common end, whether they go
// the same way from it.
func (p segment) overlaps(q segment) bool {
	from, to := p.a, p.b
	if p.b == q.a || p.b == q.b {
		from, to = p.b, p.a
	}
	other := q.a
	if q.a == from {
		other = q.b
	}
	return int64(to.X-from.X)*int64(other.X-from.X)+int64(to.Y-from.Y)*int64(other.Y-from.Y) > 0
}

// side is 1, 0 or -1 for a point to the left of, on, or to the right of a line.
func side(a, b, p Vertex) int {
	return cmp.Compare(int64(b.X-a.X)*int64(p.Y-a.Y), int64(b.Y-a.Y)*int64(p.X-a.X))
}
