package picture

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// edge is the outline of the box that was asked for, in the picture.
type edge []point

// asked is the outline of what was asked for; nil where the frame shows nothing else.
func (r *renderer) asked() edge {
	if r.Asked == nil {
		return nil
	}
	line := edge(r.globe.boxOutline(*r.Asked))
	if line.shares(r.globe.frame.grown(-1.5)) == 1 {
		return nil
	}
	return line
}

// shares is how much of a box lies inside: 0, 1 or, at its corners, something between;
// inside of no outline lies everything.
func (e edge) shares(box extent) float64 {
	if e == nil {
		return 1
	}
	ring := make(orb.Ring, 0, len(e)+1)
	for _, p := range e {
		ring = append(ring, orb.Point{p.x, p.y})
	}
	ring = append(ring, ring[0])
	inside := 0.0
	for _, c := range []orb.Point{{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}} {
		if planar.RingContains(ring, c) {
			inside += 0.25
		}
	}
	return inside
}

// veil lies over what was not asked for.
func (r *renderer) veil(asked edge) []item {
	if asked == nil {
		return nil
	}
	frame, line, veiled := r.globe.frame, &path{}, &path{}
	line.ring(asked)
	veiled.ring([]point{{frame.left, frame.top}, {frame.right, frame.top}, {frame.right, frame.bottom}, {frame.left, frame.bottom}})
	hole := slices.Clone(asked)
	slices.Reverse(hole) // wound the other way, it is left out
	veiled.ring(hole)
	return []item{
		mark{path: veiled, fill: paint{r.palette.surface, 0.66}},
		mark{path: line, stroke: solid(r.palette.border), width: 1},
	}
}
