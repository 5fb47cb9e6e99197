package picture

import (
	"fmt"
	"math"
	"strconv"
)

// exact writes a path in absolute terms with two decimals, as the symbols of the pages
// have them.
func exact(p *path) string {
	var out []byte
	pair := func(at point) {
		out = append(append(out, decimals(at.x, 100)...), ' ')
		out = append(out, decimals(at.y, 100)...)
	}
	p.each(func(o op, points []point) {
		switch o {
		case moveTo:
			out = append(out, 'M')
			pair(points[0])
		case lineTo:
			out = append(out, 'L')
			pair(points[0])
		case quadTo:
			out = append(out, 'Q')
			pair(points[0])
			out = append(out, ' ')
			pair(points[1])
		case cubeTo:
			out = append(out, 'C')
			for i, at := range points {
				if i > 0 {
					out = append(out, ' ')
				}
				pair(at)
			}
		case circle:
			out = appendCircle(out, points[0], points[1].x)
		case closed:
			out = append(out, 'Z')
		}
	})
	return string(out)
}

func appendCircle(out []byte, centre point, radius float64) []byte {
	r, twice := decimals(radius, 100), decimals(2*radius, 100)
	return fmt.Appendf(out, "M%s %sa%s %s 0 1 1 %s 0a%s %s 0 1 1 %s 0Z",
		decimals(centre.x-radius, 100), decimals(centre.y, 100), r, r, twice, r, r, decimals(-2*radius, 100))
}

// compact writes a path in tenths of a pixel, each step from the one before.
func compact(p *path) string { return compactTo(p, 10) }

func compactTo(p *path, parts int) string {
	c := compactor{parts: parts}
	p.each(c.step)
	return string(c.out)
}

type compactor struct {
	out   []byte
	parts int
	x, y  int // where the pen is, in parts of a pixel
	last  byte
}

func (c *compactor) whole(p point) (x, y int) {
	return int(math.Round(p.x * float64(c.parts))), int(math.Round(p.y * float64(c.parts)))
}

func (c *compactor) step(o op, points []point) {
	switch o {
	case moveTo:
		c.x, c.y = c.whole(points[0])
		c.command('M')
		c.number(c.x)
		c.number(c.y)
	case lineTo:
		if x, y := c.whole(points[0]); x != c.x || y != c.y {
			c.command('l')
			c.towards(points)
		}
	case quadTo:
		c.command('q')
		c.towards(points)
	case cubeTo:
		c.command('c')
		c.towards(points)
	case circle:
		c.out, c.last = appendCircle(c.out, points[0], points[1].x), 'Z'
	case closed:
		c.out, c.last = append(c.out, 'z'), 'z'
	}
}

// towards writes points from where the pen is, and moves it to the last one.
func (c *compactor) towards(points []point) {
	x, y := c.x, c.y
	for _, p := range points {
		x, y = c.whole(p)
		c.number(x - c.x)
		c.number(y - c.y)
	}
	c.x, c.y = x, y
}

// command writes a letter where the one before does not go on.
func (c *compactor) command(letter byte) {
	if c.last != letter || letter == 'M' {
		c.out = append(c.out, letter)
	}
	c.last = letter
}

func (c *compactor) number(n int) {
	if before := c.out[len(c.out)-1]; n >= 0 && (before == '.' || before >= '0' && before <= '9') {
		c.out = append(c.out, ' ')
	}
	if n < 0 {
		c.out = append(c.out, '-')
		n = -n
	}
	if whole := n / c.parts; whole > 0 || n == 0 {
		c.out = strconv.AppendInt(c.out, int64(whole), 10)
	}
	if rest := n % c.parts; rest > 0 {
		c.out = append(c.out, '.')
		for parts := c.parts / 10; rest > 0; parts /= 10 {
			c.out = append(c.out, byte('0'+rest/parts))
			rest %= parts
		}
	}
}

// decimals writes a number to some parts of one, halves upwards.
func decimals(v float64, parts float64) string {
	rounded := math.Floor(v*parts+0.5) / parts
	if rounded == 0 {
		return "0" // and not -0
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
