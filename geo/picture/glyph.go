package picture

import (
	"math"

	"strikemap/geo"
)

// The symbols, as static/src/glyph/geometry.ts defines them for everything else: a kind
// is a shape, a status is how the shape is filled. Both are tested against one file.
//
// Lengths are in units of a 16 by 16 box, y downwards, the centre at (8, 8).

const (
	glyphBox    = 16
	glyphLine   = 1.6
	hatchStep   = 3.6
	hatchLine   = 0.75
	haloLine    = 4.6
	symbolSize  = 16 // on the map, in pixels
	symbolReach = symbolSize / 2
)

// ink is the colour of a mark: none, that of the kind, or that of the paper below.
type ink int

const (
	noInk ink = iota
	kindInk
	paperInk
)

// glyphMark is one filling or stroke of a symbol.
type glyphMark struct {
	path   *path
	fill   ink
	stroke ink
	width  float64
}

// shape is a convex polygon, or a circle if it has no corners.
type shape struct {
	corners []point
	middle  point
	radius  float64
}

// shapes are set so that the five look equally big, not so that they measure the same.
var shapes = map[string]shape{
	geo.Strike:       {corners: []point{{8, 1.6}, {14.4, 8}, {8, 14.4}, {1.6, 8}}},
	geo.Incursion:    {corners: []point{{8, 2.4}, {14.2, 13}, {1.8, 13}}},
	geo.Interception: {corners: []point{{2.9, 2.9}, {13.1, 2.9}, {13.1, 13.1}, {2.9, 13.1}}},
	geo.Sighting:     {middle: point{8, 8}, radius: 5.7},
	geo.Closure:      {corners: []point{{4.8, 2.9}, {11.2, 2.9}, {14.6, 8}, {11.2, 13.1}, {4.8, 13.1}, {1.4, 8}}},
}

// marksOf returns the marks of a symbol, to be drawn in this order.
func marksOf(kind, status string) []glyphMark {
	s := shapes[kind]
	edge := glyphMark{path: s.path(), stroke: kindInk, width: glyphLine}
	hatched := kind == geo.Closure
	switch status {
	case geo.Verified:
		ring := glyphMark{path: s.inset(0.5).path(), stroke: paperInk, width: 1.5}
		return []glyphMark{{path: s.path(), fill: kindInk}, edge, ring}
	case geo.Confirmed:
		return append(s.filled(kindInk, paperInk, hatched), edge)
	case geo.Claimed:
		half := s.leftHalf().filled(kindInk, paperInk, hatched)
		return append(append(s.filled(paperInk, kindInk, hatched), half...), edge)
	case geo.Disputed:
		slash := glyphMark{path: s.slash(), stroke: kindInk, width: glyphLine}
		return []glyphMark{{path: s.path(), fill: paperInk}, edge, slash}
	}
	return append(s.filled(paperInk, kindInk, hatched), edge)
}

// filled is the shape in one ink, and hatched in the other where that is asked for.
func (s shape) filled(with, against ink, hatched bool) []glyphMark {
	marks := []glyphMark{{path: s.path(), fill: with}}
	if hatched {
		marks = append(marks, glyphMark{path: s.hatch(), stroke: against, width: hatchLine})
	}
	return marks
}

func (s shape) path() *path {
	if s.corners == nil {
		return circlePath(s.middle, s.radius)
	}
	p := &path{}
	p.ring(s.corners)
	return p
}

// centre is that of the area; of these polygons the mean of the corners.
func (s shape) centre() point {
	if s.corners == nil {
		return s.middle
	}
	sum := point{}
	for _, c := range s.corners {
		sum = sum.plus(c)
	}
	return point{sum.x / float64(len(s.corners)), sum.y / float64(len(s.corners))}
}

// slash is a line through and beyond a shape, flatter than any edge.
func (s shape) slash() *path {
	c, p := s.centre(), &path{}
	p.line([]point{{c.x - 7.2, c.y + 4.6}, {c.x + 7.2, c.y - 4.6}})
	return p
}

// inset is the same shape at a fraction of its size.
func (s shape) inset(fraction float64) shape {
	if s.corners == nil {
		return shape{middle: s.middle, radius: s.radius * fraction}
	}
	c, small := s.centre(), shape{}
	for _, corner := range s.corners {
		small.corners = append(small.corners, point{c.x + fraction*(corner.x-c.x), c.y + fraction*(corner.y-c.y)})
	}
	return small
}

// hatch is lines across a shape, falling to the right.
func (s shape) hatch() *path {
	p := &path{}
	for offset := -2 * hatchStep; offset <= 2*hatchStep; offset += hatchStep {
		if from, to, ok := s.chord(offset); ok {
			p.line([]point{from, to})
		}
	}
	return p
}

// chord is the piece of the line y = x + offset inside the shape, false if it only
// touches or misses.
func (s shape) chord(offset float64) (from, to point, ok bool) {
	var hits []point
	for i, a := range s.corners {
		b := s.corners[(i+1)%len(s.corners)]
		before, after := a.y-a.x-offset, b.y-b.x-offset
		if (before < 0) == (after < 0) {
			continue
		}
		t := before / (before - after)
		hits = append(hits, point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)})
	}
	if len(hits) < 2 || hits[0].distance(hits[1]) <= 0.5 {
		return point{}, point{}, false
	}
	return hits[0], hits[1], true
}

// leftHalf is the part of a shape left of the middle of the box.
func (s shape) leftHalf() shape {
	const middle = glyphBox / 2
	half := shape{}
	if s.corners == nil {
		const steps = 18 // at this size the eye takes the chords for round
		for i := range steps + 1 {
			angle := math.Pi * (0.5 + float64(i)/steps)
			half.corners = append(half.corners, s.middle.towards(angle, s.radius))
		}
		return half
	}
	for i, a := range s.corners {
		b := s.corners[(i+1)%len(s.corners)]
		if a.x <= middle {
			half.corners = append(half.corners, a)
		}
		if (a.x < middle) != (b.x < middle) && a.x != middle && b.x != middle {
			t := (middle - a.x) / (b.x - a.x)
			half.corners = append(half.corners, point{middle, a.y + t*(b.y-a.y)})
		}
	}
	return half
}
