package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/vector"
)

// PNG returns the picture with as many pixels to a CSS pixel as the scale says.
func (p *Picture) PNG(scale float64) ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, p.Image(scale)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Image draws the picture in pixels, as many to a CSS pixel as the scale says.
func (p *Picture) Image(scale float64) *image.RGBA {
	size := image.Rect(0, 0, max(1, int(math.Round(p.Width*scale))), max(1, int(math.Round(p.Height*scale))))
	d := &desk{image: image.NewRGBA(size), scale: scale}
	draw.Draw(d.image, size, image.NewUniform(rgba(solid(p.surface))), image.Point{}, draw.Src)
	for _, l := range p.layers {
		d.clip = size
		if l.clip != nil {
			d.clip = d.pixels(*l.clip).Intersect(size)
		}
		d.items(l.items)
	}
	return d.image
}

// desk draws items into an image.
type desk struct {
	image *image.RGBA
	scale float64
	clip  image.Rectangle
	raw   vector.Rasterizer
}

func (d *desk) items(items []item) {
	for _, i := range items {
		switch i := i.(type) {
		case mark:
			d.mark(i, point{})
		case text:
			d.text(i)
		case symbol:
			at := point{math.Round(i.at.x*d.scale) / d.scale, math.Round(i.at.y*d.scale) / d.scale} // sharp edges
			for _, m := range i.marks() {
				d.mark(m, at)
			}
		case group:
			d.items(i.items)
		}
	}
}

func (d *desk) mark(m mark, moved point) {
	parts := m.path.flatten(d.scale)
	for i := range parts {
		for k, at := range parts[i].points {
			parts[i].points[k] = at.plus(moved)
		}
	}
	if m.fill.opacity > 0 {
		d.fill(parts, m.fill)
	}
	if m.stroke.opacity > 0 && m.width > 0 {
		if len(m.dash) > 0 {
			parts = dashed(parts, m.dash)
		}
		d.fill(ribbons(parts, m.width), m.stroke)
	}
}

func (d *desk) text(t text) {
	parts := t.outline(t.content, t.from()).flatten(d.scale)
	if t.halo.opacity > 0 {
		d.fill(brushed(parts, haloWidth), t.halo)
	}
	d.fill(parts, solid(t.fill))
}

// fill paints what the rings wind around.
func (d *desk) fill(parts []polyline, p paint) {
	box := extent{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, part := range parts {
		for _, at := range part.points {
			box = extent{min(box.left, at.x), min(box.top, at.y), max(box.right, at.x), max(box.bottom, at.y)}
		}
	}
	if !(box.left <= box.right) { // nothing, or no numbers
		return
	}
	target := d.pixels(box).Intersect(d.clip)
	if target.Empty() {
		return
	}
	d.raw.Reset(target.Dx(), target.Dy())
	at := func(p point) (x, y float32) {
		return float32(p.x*d.scale - float64(target.Min.X)), float32(p.y*d.scale - float64(target.Min.Y))
	}
	for _, part := range parts {
		for i, p := range part.points {
			if x, y := at(p); i == 0 {
				d.raw.MoveTo(x, y)
			} else {
				d.raw.LineTo(x, y)
			}
		}
		d.raw.ClosePath()
	}
	d.raw.Draw(d.image, target, image.NewUniform(rgba(p)), image.Point{})
}

// pixels is the smallest rectangle of whole pixels around a box; huge ones are held in.
func (d *desk) pixels(e extent) image.Rectangle {
	hold := func(v float64) int { return int(min(max(v*d.scale, -1e6), 1e6)) }
	return image.Rect(hold(e.left)-1, hold(e.top)-1, hold(e.right)+2, hold(e.bottom)+2).Intersect(image.Rect(-1e6, -1e6, 1e6, 1e6))
}

func rgba(p paint) color.Color {
	return color.NRGBA{uint8(p.colour >> 16), uint8(p.colour >> 8), uint8(p.colour), uint8(math.Round(255 * p.opacity))}
}

// ribbons turns lines into the rings around them, with mitred corners; a corner sharper
// than one in four is cut off, as SVG does.
func ribbons(lines []polyline, width float64) []polyline {
	var rings []polyline
	half := width / 2
	for _, l := range lines {
		points := distinct(l.points, l.closed)
		if len(points) < 2 {
			continue
		}
		left, right := sides(points, l.closed, half)
		slices.Reverse(right)
		if l.closed {
			rings = append(rings, polyline{left, true}, polyline{right, true})
		} else {
			rings = append(rings, polyline{append(left, right...), true})
		}
	}
	return rings
}

// sides are the lines at a distance to the left and right.
func sides(points []point, isClosed bool, half float64) (left, right []point) {
	n := len(points)
	normal := func(i int) point { // of the piece from i on
		a, b := points[i], points[(i+1)%n]
		d := a.distance(b)
		return point{(b.y - a.y) / d, -(b.x - a.x) / d}
	}
	for i, p := range points {
		before, after := point{}, point{}
		switch {
		case isClosed:
			before, after = normal((i+n-1)%n), normal(i)
		case i == 0:
			before, after = normal(0), normal(0)
		case i == n-1:
			before, after = normal(n-2), normal(n-2)
		default:
			before, after = normal(i-1), normal(i)
		}
		turn := 1 + before.x*after.x + before.y*after.y
		if turn < 0.125 {
			left = append(left, p.plus(before.times(half)), p.plus(after.times(half)))
			right = append(right, p.minus(before.times(half)), p.minus(after.times(half)))
			continue
		}
		mitre := before.plus(after).times(half / turn)
		left, right = append(left, p.plus(mitre)), append(right, p.minus(mitre))
	}
	return left, right
}

// distinct leaves out points that lie on the one before.
func distinct(points []point, isClosed bool) []point {
	var kept []point
	for _, p := range points {
		if len(kept) == 0 || kept[len(kept)-1].distance(p) > 1e-6 {
			kept = append(kept, p)
		}
	}
	if isClosed && len(kept) > 1 && kept[0].distance(kept[len(kept)-1]) <= 1e-6 {
		kept = kept[:len(kept)-1]
	}
	return kept
}

// brushed is what a round brush leaves along lines: for what lies under letters, where
// many short curves are closer than the brush is wide.
func brushed(lines []polyline, width float64) []polyline {
	const corners = 8
	var rings []polyline
	half := width / 2
	for _, l := range lines {
		points := distinct(l.points, l.closed)
		for i, a := range points {
			dot := make([]point, corners)
			for k := range dot {
				dot[k] = a.towards(-2*math.Pi*float64(k)/corners, half)
			}
			rings = append(rings, polyline{dot, true})
			if i+1 == len(points) && !l.closed {
				break
			}
			b := points[(i+1)%len(points)]
			d := a.distance(b)
			if d == 0 {
				continue
			}
			n := point{(b.y - a.y) / d * half, -(b.x - a.x) / d * half}
			rings = append(rings, polyline{[]point{a.minus(n), b.minus(n), b.plus(n), a.plus(n)}, true})
		}
	}
	return rings
}

// dashed cuts lines into dashes: so long, so far apart, in turns.
func dashed(lines []polyline, pattern []float64) []polyline {
	var dashes []polyline
	for _, l := range lines {
		points := distinct(l.points, l.closed)
		if l.closed && len(points) > 1 {
			points = append(points, points[0])
		}
		left, on := pattern[0], true
		var dash []point
		for i := 0; i+1 < len(points); i++ {
			a, b := points[i], points[i+1]
			if on && dash == nil {
				dash = []point{a}
			}
			for length := a.distance(b); length > left; length = a.distance(b) {
				a = mix(a, b, left/length)
				if on {
					dashes = append(dashes, polyline{append(dash, a), false})
					dash = nil
				} else {
					dash = []point{a}
				}
				on = !on
				left = pattern[0]
				if !on {
					left = pattern[1]
				}
			}
			left -= a.distance(b)
			if on {
				dash = append(dash, b)
			}
		}
		if on && len(dash) > 1 {
			dashes = append(dashes, polyline{dash, false})
		}
	}
	return dashes
}
