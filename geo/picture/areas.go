package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"

	"strikemap/geo"
)

// drawnArea is an area in the picture.
type drawnArea struct {
	area *geo.Area
	fill *path
	edge *path
	size float64 // of its box, in square pixels
	most float64 // the longer side of the box
}

// leastArea is the width in pixels below which an area is not tinted: the count says it
// better.
const leastArea = 24

// mostAreas is how many areas are tinted, those with the most incidents; of more each
// would hide the others, and their counts tell.
const mostAreas = 200

// speck is the width in pixels below which a part of an area is left out: many islets
// with an edge each would make a blot.
const speck = 4

// tintAreas draws areas, the widest first, and sets where their counts stand.
func (r *renderer) tintAreas(ids []string, counts map[string]*member) []item {
	most := slices.Clone(ids)
	slices.SortStableFunc(most, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b].count, counts[a].count), cmp.Compare(a, b))
	})
	var drawn []drawnArea
	for i, id := range most {
		if i >= mostAreas {
			label := r.areasByID[id].Label
			counts[id].at = r.inFrame(r.globe.at(label.Lon, label.Lat))
			continue
		}
		d, label := r.trace(r.areasByID[id])
		counts[id].at = label
		drawn = append(drawn, d)
	}
	slices.SortStableFunc(drawn, func(a, b drawnArea) int {
		switch {
		case a.size > b.size:
			return -1
		case a.size < b.size:
			return 1
		}
		return strings.Compare(a.area.ID, b.area.ID)
	})
	var items []item
	whole := r.globe.frame.width() * r.globe.frame.height()
	crowd := min(1, 30/float64(max(1, len(drawn)))) // many over one another would add up to a blot
	for _, d := range drawn {
		if d.most < leastArea || d.fill.empty() {
			continue
		}
		colour := r.palette.kind[counts[d.area.ID].shares.dominant()]
		tint := 0.09
		if d.size > whole { // lies under much else
			tint = 0.05
		}
		items = append(items, group{
			data: [][2]string{{"area", d.area.ID}}, title: d.area.Name,
			items: []item{
				mark{path: d.fill, fill: paint{colour, tint * crowd}},
				mark{path: d.edge, stroke: paint{colour, 0.15 + 0.4*crowd}, width: 1, dash: []float64{4, 3}},
			},
		})
	}
	return items
}

// trace lays an area into the picture, and finds where its count may stand: at its label
// point, or, where that is not in the frame, in the middle of what is.
func (r *renderer) trace(a *geo.Area) (drawnArea, point) {
	d := drawnArea{area: a, fill: &path{}, edge: &path{}}
	label := r.globe.at(a.Label.Lon, a.Label.Lat)
	shift := r.globe.near(a.Label.Lon) - a.Label.Lon
	box := extent{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	best, most := label, 0.0
	for _, polygon := range a.Outline {
		for i, ring := range polygon {
			projected := make(orb.Ring, len(ring))
			points := make([]point, len(ring))
			for k, p := range ring {
				points[k] = r.globe.flat(p[0]+shift, p[1])
				projected[k] = orb.Point{points[k].x, points[k].y}
			}
			if i == 0 {
				e := around(points)
				box = extent{min(box.left, e.left), min(box.top, e.top), max(box.right, e.right), max(box.bottom, e.bottom)}
			}
			if e := around(points); len(a.Outline) > 1 && max(e.width(), e.height()) < speck {
				continue
			}
			r.addEdge(d.edge, ring, points)
			seen := r.globe.clipRing(projected)
			if len(seen) < 4 {
				continue
			}
			d.fill.ring(toPoints(seen[:len(seen)-1]))
			if centre, area := planar.CentroidArea(seen); i == 0 && math.Abs(area) > most {
				best, most = point{centre[0], centre[1]}, math.Abs(area)
			}
		}
	}
	if box.left <= box.right {
		d.size, d.most = box.width()*box.height(), max(box.width(), box.height())
	}
	if !r.globe.frame.grown(-leastRadius).holds(label) {
		label = r.inFrame(best)
	}
	return d, label
}

// inFrame is the place for a count nearest to a point at which the frame does not cut it.
func (r *renderer) inFrame(p point) point {
	inner := r.globe.frame.grown(-leastRadius - 2)
	return point{min(max(p.x, inner.left), inner.right), min(max(p.y, inner.top), inner.bottom)}
}

// addEdge adds the edge of a ring, but for where the antimeridian cuts an area in two.
func (r *renderer) addEdge(edge *path, ring orb.Ring, points []point) {
	cut := func(i int) bool { return math.Abs(ring[i][0]) == 180 }
	var part []point
	flush := func() {
		if len(part) > 1 {
			r.addLine(edge, r.globe.simplified(part))
		}
		part = nil
	}
	for i, p := range points {
		if i > 0 && cut(i) && cut(i-1) {
			flush()
		}
		part = append(part, p)
	}
	flush()
}

// simplified leaves out what nobody sees.
func (g *globe) simplified(points []point) []point {
	line := make(orb.LineString, len(points))
	for i, p := range points {
		line[i] = orb.Point{p.x, p.y}
	}
	return toPoints(simplify.DouglasPeucker(g.detail).LineString(line))
}

// addLine adds what of a line is near the frame.
func (r *renderer) addLine(edge *path, line []point) {
	near := r.globe.frame.grown(spill)
	var part []point
	for i := 1; i < len(line); i++ {
		if around(line[i-1:i+1]).overlaps(near, 0) {
			if part == nil {
				part = []point{line[i-1]}
			}
			part = append(part, line[i])
			continue
		}
		if part != nil {
			edge.line(part)
			part = nil
		}
	}
	if part != nil {
		edge.line(part)
	}
}
