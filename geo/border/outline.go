package border

import (
	"math"
	"slices"
)

// Lon is the longitude in degrees.
func (v Vertex) Lon() float64 { return float64(v.X) / Grid }

// Lat is the latitude in degrees.
func (v Vertex) Lat() float64 { return float64(v.Y) / Grid }

// Closed reports whether an arc ends where it begins.
func (a Arc) Closed() bool { return a.Points[0] == a.Points[len(a.Points)-1] }

// Step is one arc of a ring, walked forwards or backwards.
type Step struct {
	Arc     int
	Forward bool
}

// Outline chains the arcs that have inside divisions on one side only into
// rings, the inside on their left; inside is also asked about Water. Rings
// through a vertex where two pieces touch stay apart.
func Outline(arcs []Arc, inside func(division int32) bool) [][]Step {
	starts := map[Vertex][]Step{}
	var all []Step
	for i, a := range arcs {
		l, r := inside(a.Left), inside(a.Right)
		if l == r {
			continue
		}
		s := Step{i, l}
		all = append(all, s)
		v := s.first(arcs)
		starts[v] = append(starts[v], s)
	}
	done := make(map[int]bool, len(all))
	var rings [][]Step
	for _, s := range all {
		if done[s.Arc] {
			continue
		}
		var ring []Step
		for next, ok := s, true; ok; next, ok = leftmost(arcs, next, starts[next.last(arcs)], s, done) {
			done[next.Arc] = true
			ring = append(ring, next)
		}
		rings = append(rings, ring)
	}
	return rings
}

// at is the n-th vertex of a step from its beginning.
func (s Step) at(arcs []Arc, n int) Vertex {
	p := arcs[s.Arc].Points
	if s.Forward {
		return p[n]
	}
	return p[len(p)-1-n]
}

func (s Step) first(arcs []Arc) Vertex { return s.at(arcs, 0) }
func (s Step) last(arcs []Arc) Vertex  { return Step{s.Arc, !s.Forward}.at(arcs, 0) }

// leftmost chooses, among the steps that go on from the end of s, the one that
// turns left the most; false if that is the first step of the ring, or none.
func leftmost(arcs []Arc, s Step, choices []Step, first Step, done map[int]bool) (best Step, ok bool) {
	v, before := s.last(arcs), Step{s.Arc, !s.Forward}.at(arcs, 1)
	heading := math.Atan2(float64(v.Y-before.Y), float64(v.X-before.X))
	bestTurn := math.Inf(-1)
	for _, c := range choices {
		if done[c.Arc] && c != first {
			continue
		}
		to := c.at(arcs, 1)
		turn := math.Remainder(math.Atan2(float64(to.Y-v.Y), float64(to.X-v.X))-heading, 2*math.Pi)
		if turn > bestTurn {
			best, bestTurn, ok = c, turn, c != first
		}
	}
	return best, ok
}

// Walk joins lines, one for each arc, along the steps of a ring; the first point
// is not repeated at the end. P is a point.
func Walk[P comparable](ring []Step, lines [][]P) []P {
	var out []P
	for _, s := range ring {
		part := lines[s.Arc]
		if !s.Forward {
			part = slices.Clone(part)
			slices.Reverse(part)
		}
		for _, p := range part {
			if len(out) == 0 || out[len(out)-1] != p {
				out = append(out, p)
			}
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
