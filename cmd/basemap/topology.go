package main

import (
	"cmp"
	"slices"

	"strikemap/geo/border"
)

// edge is one straight piece between neighbouring vertices, from the lesser to
// the greater.
type edge struct {
	a, b        vertex
	left, right int32
}

func compareVertex(a, b vertex) int {
	return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y))
}

// topology joins the divisions that have equal faces and returns the arcs
// between faces that differ, in a fixed order. face(i) is the face of division i.
func topology(divisions []division, face func(i int) int32) []border.Arc {
	t := &tracer{edges: edgesBetweenFaces(divisions, face)}
	t.index()
	return t.arcs()
}

func edgesBetweenFaces(divisions []division, face func(i int) int32) []edge {
	var all []edge
	for i, d := range divisions {
		f := face(i)
		for _, r := range d.rings {
			for k, a := range r {
				b := r[(k+1)%len(r)]
				if compareVertex(a, b) < 0 {
					all = append(all, edge{a, b, f, border.Water})
				} else {
					all = append(all, edge{b, a, border.Water, f})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(p, q edge) int { return cmp.Or(compareVertex(p.a, q.a), compareVertex(p.b, q.b)) })
	merged := all[:0]
	for _, e := range all {
		if n := len(merged); n > 0 && merged[n-1].a == e.a && merged[n-1].b == e.b {
			merged[n-1].left = max(merged[n-1].left, e.left)
			merged[n-1].right = max(merged[n-1].right, e.right)
			continue
		}
		merged = append(merged, e)
	}
	return slices.DeleteFunc(merged, func(e edge) bool { return e.left == e.right })
}

// end is one end of an edge at a vertex.
type end struct {
	at   vertex
	edge int32
}

type tracer struct {
	edges []edge
	ends  []end // ascending by vertex
	used  []bool
}

func (t *tracer) index() {
	t.ends = make([]end, 0, 2*len(t.edges))
	for i, e := range t.edges {
		t.ends = append(t.ends, end{e.a, int32(i)}, end{e.b, int32(i)})
	}
	slices.SortStableFunc(t.ends, func(p, q end) int { return compareVertex(p.at, q.at) })
	t.used = make([]bool, len(t.edges))
}

// at returns the ends of edges at a vertex.
func (t *tracer) at(v vertex) []end {
	lo, _ := slices.BinarySearchFunc(t.ends, v, func(e end, v vertex) int { return compareVertex(e.at, v) })
	hi := lo
	for hi < len(t.ends) && t.ends[hi].at == v {
		hi++
	}
	return t.ends[lo:hi]
}

// from returns an edge as seen when leaving v: where it leads and its sides.
func (t *tracer) from(v vertex, i int32) (to vertex, left, right int32) {
	e := t.edges[i]
	if e.a == v {
		return e.b, e.left, e.right
	}
	return e.a, e.right, e.left
}

// junction reports whether arcs end at a vertex: it joins not exactly two edges,
// or two with different sides.
func (t *tracer) junction(ends []end) bool {
	if len(ends) != 2 {
		return true
	}
	_, l0, r0 := t.from(ends[0].at, ends[0].edge)
	_, l1, r1 := t.from(ends[1].at, ends[1].edge)
	return l0 != r1 || r0 != l1
}

func (t *tracer) arcs() []border.Arc {
	var out []border.Arc
	for i := 0; i < len(t.ends); { // arcs between junctions first
		ends := t.at(t.ends[i].at)
		if t.junction(ends) {
			for _, e := range ends {
				if !t.used[e.edge] {
					out = append(out, t.trace(e))
				}
			}
		}
		i += len(ends)
	}
	for _, e := range t.ends { // then closed lines, from their westernmost vertex
		if !t.used[e.edge] {
			out = append(out, t.trace(e))
		}
	}
	return out
}

// trace follows a line from one end to the next junction or back to its start.
func (t *tracer) trace(start end) border.Arc {
	v, e := start.at, start.edge
	_, left, right := t.from(v, e)
	a := border.Arc{Points: []vertex{v}, Left: left, Right: right}
	for {
		t.used[e] = true
		v, _, _ = t.from(v, e)
		a.Points = append(a.Points, v)
		ends := t.at(v)
		if v == start.at || t.junction(ends) {
			return a
		}
		if e == ends[0].edge {
			e = ends[1].edge
		} else {
			e = ends[0].edge
		}
	}
}
