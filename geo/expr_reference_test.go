package geo_test

import (
	"math/big"
	"slices"

	"github.com/paulmach/orb"
)

// This file is a second way to the nine intersections of two geometries: slow, in
// fractions, and without a line of the first. It cuts the plane into the cells that all
// the edges make, takes one point out of each, and looks where that lies.

// spot is a point in fractions.
type spot struct{ x, y *big.Rat }

func spotOf(p orb.Point) spot {
	return spot{new(big.Rat).SetFloat64(p[0]), new(big.Rat).SetFloat64(p[1])}
}

func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func mean(a, b *big.Rat) *big.Rat {
	sum := new(big.Rat).Add(a, b)
	return sum.Quo(sum, big.NewRat(2, 1))
}

// figure is a geometry taken apart.
type figure struct {
	points   []spot
	lines    [][]spot
	polygons [][][]spot
}

func figureOf(g orb.Geometry) figure {
	var f figure
	switch g := g.(type) {
	case orb.Point:
		f.points = append(f.points, spotOf(g))
	case orb.MultiPoint:
		for _, p := range g {
			f.points = append(f.points, spotOf(p))
		}
	case orb.LineString:
		f.lines = append(f.lines, spotsOf(g))
	case orb.MultiLineString:
		for _, l := range g {
			f.lines = append(f.lines, spotsOf(l))
		}
	case orb.Polygon:
		var rings [][]spot
		for _, r := range g {
			rings = append(rings, spotsOf(r))
		}
		f.polygons = append(f.polygons, rings)
	case orb.MultiPolygon:
		for _, p := range g {
			f.polygons = append(f.polygons, figureOf(p).polygons...)
		}
	case orb.Collection:
		for _, member := range g {
			m := figureOf(member)
			f.points = append(f.points, m.points...)
			f.lines = append(f.lines, m.lines...)
			f.polygons = append(f.polygons, m.polygons...)
		}
	}
	return f
}

func spotsOf[T ~[]orb.Point](points T) []spot {
	var spots []spot
	for _, p := range points {
		spots = append(spots, spotOf(p))
	}
	return spots
}

// segments returns all edges.
func (f figure) segments() [][2]spot {
	var all [][2]spot
	chain := func(spots []spot) {
		for i := 1; i < len(spots); i++ {
			all = append(all, [2]spot{spots[i-1], spots[i]})
		}
	}
	for _, l := range f.lines {
		chain(l)
	}
	for _, p := range f.polygons {
		for _, r := range p {
			chain(r)
		}
	}
	return all
}

// turn is the sign of the turn from a over b to p.
func turn(a, b, p spot) int {
	return sub(mul(sub(b.x, a.x), sub(p.y, a.y)), mul(sub(b.y, a.y), sub(p.x, a.x))).Sign()
}

func on(s [2]spot, p spot) bool {
	within := func(a, b, v *big.Rat) bool { return sub(v, a).Sign()*sub(v, b).Sign() <= 0 }
	return turn(s[0], s[1], p) == 0 && within(s[0].x, s[1].x, p.x) && within(s[0].y, s[1].y, p.y)
}

func same(p, q spot) bool { return p.x.Cmp(q.x) == 0 && p.y.Cmp(q.y) == 0 }

// at returns 0 for a point in the interior of the figure, 1 on its boundary, 2 outside.
func (f figure) at(p spot) int {
	edge := false
	for _, polygon := range f.polygons {
		in, onRing := false, false
		for _, r := range polygon {
			for i := 1; i < len(r); i++ {
				a, b := r[i-1], r[i]
				onRing = onRing || on([2]spot{a, b}, p)
				if (a.y.Cmp(p.y) > 0) != (b.y.Cmp(p.y) > 0) {
					// x of the edge at the height of p
					t := new(big.Rat).Quo(sub(p.y, a.y), sub(b.y, a.y))
					x := new(big.Rat).Add(a.x, mul(t, sub(b.x, a.x)))
					if x.Cmp(p.x) > 0 {
						in = !in
					}
				}
			}
		}
		if in && !onRing {
			return 0
		}
		edge = edge || onRing
	}
	if edge {
		return 1
	}
	ends, onLine := 0, false
	for _, l := range f.lines {
		for i := 1; i < len(l); i++ {
			onLine = onLine || on([2]spot{l[i-1], l[i]}, p)
		}
		for _, end := range []spot{l[0], l[len(l)-1]} {
			if same(end, p) {
				ends++
			}
		}
	}
	switch {
	case onLine && ends%2 == 1:
		return 1
	case onLine || slices.ContainsFunc(f.points, func(q spot) bool { return same(p, q) }):
		return 0
	}
	return 2
}

// nineIntersections returns the dimensions of what each place of a shares with each of b:
// interior, boundary, exterior; -1 for nothing.
func nineIntersections(a, b orb.Geometry) [3][3]int {
	f, g := figureOf(a), figureOf(b)
	m := [3][3]int{{-1, -1, -1}, {-1, -1, -1}, {-1, -1, 2}}
	look := func(p spot, dim int) {
		i, k := f.at(p), g.at(p)
		m[i][k] = max(m[i][k], dim)
	}
	segments := append(f.segments(), g.segments()...)
	nodes := append(slices.Clone(f.points), g.points...)
	for i, s := range segments {
		nodes = append(nodes, s[0], s[1])
		for _, t := range segments[:i] {
			if p, ok := crossing(s, t); ok {
				nodes = append(nodes, p)
			}
		}
	}
	for _, p := range nodes {
		look(p, 0)
	}
	slices.SortFunc(nodes, func(p, q spot) int {
		if c := p.x.Cmp(q.x); c != 0 {
			return c
		}
		return p.y.Cmp(q.y)
	})
	for i := 1; i < len(nodes); i++ {
		p, q := nodes[i-1], nodes[i]
		if p.x.Cmp(q.x) == 0 { // a piece of a vertical edge, if there is one
			middle := spot{p.x, mean(p.y, q.y)}
			if p.y.Cmp(q.y) != 0 && slices.ContainsFunc(segments, func(s [2]spot) bool { return on(s, middle) }) {
				look(middle, 1)
			}
			continue
		}
		slab(mean(p.x, q.x), segments, look)
	}
	return m
}

// slab looks at a point of each edge that passes a meridian between two nodes, and of
// each face between them.
func slab(x *big.Rat, segments [][2]spot, look func(spot, int)) {
	var heights []*big.Rat
	for _, s := range segments {
		if sub(s[0].x, x).Sign()*sub(s[1].x, x).Sign() < 0 {
			t := new(big.Rat).Quo(sub(x, s[0].x), sub(s[1].x, s[0].x))
			heights = append(heights, new(big.Rat).Add(s[0].y, mul(t, sub(s[1].y, s[0].y))))
		}
	}
	slices.SortFunc(heights, (*big.Rat).Cmp)
	for i, y := range heights {
		look(spot{x, y}, 1)
		if i > 0 && heights[i-1].Cmp(y) != 0 {
			look(spot{x, mean(heights[i-1], y)}, 2)
		}
	}
}

// crossing returns where two segments that are not parallel meet.
func crossing(s, t [2]spot) (spot, bool) {
	dx, dy := sub(s[1].x, s[0].x), sub(s[1].y, s[0].y)
	ex, ey := sub(t[1].x, t[0].x), sub(t[1].y, t[0].y)
	d := sub(mul(dx, ey), mul(dy, ex))
	if d.Sign() == 0 {
		return spot{}, false
	}
	u := new(big.Rat).Quo(sub(mul(sub(t[0].x, s[0].x), ey), mul(sub(t[0].y, s[0].y), ex)), d)
	p := spot{new(big.Rat).Add(s[0].x, mul(u, dx)), new(big.Rat).Add(s[0].y, mul(u, dy))}
	return p, on(s, p) && on(t, p)
}
