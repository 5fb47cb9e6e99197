package picture

import (
	"math"

	"github.com/paulmach/orb"
)

// point is a place in the picture.
type point struct{ x, y float64 }

func (p point) minus(q point) point      { return point{p.x - q.x, p.y - q.y} }
func (p point) plus(q point) point       { return point{p.x + q.x, p.y + q.y} }
func (p point) times(f float64) point    { return point{p.x * f, p.y * f} }
func (p point) distance(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }
func (p point) towards(angle, r float64) point {
	return point{p.x + r*math.Cos(angle), p.y + r*math.Sin(angle)}
}

// op is a step of a path with its number of points.
type op byte

const (
	moveTo op = iota // one point
	lineTo           // one point
	quadTo           // control, end
	cubeTo           // two controls, end
	circle           // a whole circle: centre, and the radius as x
	closed           // none
)

var pointsOf = [...]int{moveTo: 1, lineTo: 1, quadTo: 2, cubeTo: 3, circle: 2, closed: 0}

// path is lines and curves, in one or several parts.
type path struct {
	ops    []op
	points []point
}

func (p *path) add(o op, points ...point) {
	p.ops = append(p.ops, o)
	p.points = append(p.points, points...)
}

func (p *path) empty() bool { return len(p.ops) == 0 }

// ring adds a closed polygon.
func (p *path) ring(corners []point) {
	p.line(corners)
	p.add(closed)
}

// line adds an open line.
func (p *path) line(corners []point) {
	for i, c := range corners {
		if i == 0 {
			p.add(moveTo, c)
		} else {
			p.add(lineTo, c)
		}
	}
}

func (p *path) circle(centre point, radius float64) { p.add(circle, centre, point{radius, 0}) }

// each calls do with every step and its points.
func (p *path) each(do func(o op, points []point)) {
	at := 0
	for _, o := range p.ops {
		n := pointsOf[o]
		do(o, p.points[at:at+n])
		at += n
	}
}

func rectangle(left, top, right, bottom float64) *path {
	p := &path{}
	p.ring([]point{{left, top}, {right, top}, {right, bottom}, {left, bottom}})
	return p
}

func circlePath(centre point, radius float64) *path {
	p := &path{}
	p.circle(centre, radius)
	return p
}

// arc returns a part of a circle, clockwise on the screen, as short lines.
func arc(centre point, radius, from, turn float64) *path {
	steps := max(2, int(math.Ceil(math.Abs(turn)/(math.Pi/24))))
	line := make([]point, steps+1)
	for i := range line {
		line[i] = centre.towards(from+turn*float64(i)/float64(steps), radius)
	}
	p := &path{}
	p.line(line)
	return p
}

// polyline is a flattened part of a path.
type polyline struct {
	points []point
	closed bool
}

// flatten turns a path into lines, fine enough for a scale in device pixels to a unit.
func (p *path) flatten(scale float64) []polyline {
	var parts []polyline
	var now polyline
	end := func(isClosed bool) {
		if len(now.points) > 0 {
			now.closed = isClosed
			parts = append(parts, now)
		}
		now = polyline{}
	}
	last := func() point { return now.points[len(now.points)-1] }
	p.each(func(o op, to []point) {
		switch o {
		case moveTo:
			end(false)
			now.points = append(now.points, to[0])
		case lineTo:
			now.points = append(now.points, to[0])
		case quadTo:
			from := last()
			steps := stepsFor(from.distance(to[0])+to[0].distance(to[1]), scale)
			for i := 1; i <= steps; i++ {
				t := float64(i) / float64(steps)
				a, b := mix(from, to[0], t), mix(to[0], to[1], t)
				now.points = append(now.points, mix(a, b, t))
			}
		case cubeTo:
			from := last()
			steps := stepsFor(from.distance(to[0])+to[0].distance(to[1])+to[1].distance(to[2]), scale)
			for i := 1; i <= steps; i++ {
				t := float64(i) / float64(steps)
				a, b, c := mix(from, to[0], t), mix(to[0], to[1], t), mix(to[1], to[2], t)
				now.points = append(now.points, mix(mix(a, b, t), mix(b, c, t), t))
			}
		case circle:
			end(false)
			radius := to[1].x
			steps := max(12, stepsFor(2*math.Pi*radius, scale))
			for i := range steps {
				now.points = append(now.points, to[0].towards(2*math.Pi*float64(i)/float64(steps)-math.Pi, radius))
			}
			end(true)
		case closed:
			end(true)
		}
	})
	end(false)
	return parts
}

func stepsFor(length, scale float64) int {
	return min(max(int(math.Ceil(math.Sqrt(length*scale)*1.2)), 2), 96)
}

func mix(a, b point, t float64) point { return point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)} }

// extent is a box in the picture.
type extent struct{ left, top, right, bottom float64 }

func (e extent) width() float64  { return e.right - e.left }
func (e extent) height() float64 { return e.bottom - e.top }
func (e extent) centre() point   { return point{(e.left + e.right) / 2, (e.top + e.bottom) / 2} }
func (e extent) holds(p point) bool {
	return p.x >= e.left && p.x <= e.right && p.y >= e.top && p.y <= e.bottom
}

func (e extent) grown(by float64) extent {
	return extent{e.left - by, e.top - by, e.right + by, e.bottom + by}
}

// overlaps reports whether two boxes come closer than a gap.
func (e extent) overlaps(other extent, gap float64) bool {
	return e.left < other.right+gap && other.left < e.right+gap && e.top < other.bottom+gap && other.top < e.bottom+gap
}

func (e extent) within(other extent) bool {
	return e.left >= other.left && e.right <= other.right && e.top >= other.top && e.bottom <= other.bottom
}

func (e extent) bound() orb.Bound {
	return orb.Bound{Min: orb.Point{e.left, e.top}, Max: orb.Point{e.right, e.bottom}}
}

func (e extent) path() *path { return rectangle(e.left, e.top, e.right, e.bottom) }

// around is the box of some points.
func around(points []point) extent {
	e := extent{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, p := range points {
		e = extent{min(e.left, p.x), min(e.top, p.y), max(e.right, p.x), max(e.bottom, p.y)}
	}
	return e
}

func toPoints(ring []orb.Point) []point {
	points := make([]point, len(ring))
	for i, p := range ring {
		points[i] = point{p[0], p[1]}
	}
	return points
}
