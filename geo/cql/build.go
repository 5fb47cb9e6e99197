package cql

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// Limits of one filter.
const (
	MaxText       = 16 << 10 // bytes of CQL2 text
	MaxJSON       = 1 << 20  // bytes of CQL2 JSON
	MaxDepth      = 64       // parentheses, operators or functions within one another
	MaxPredicates = 1000
	MaxVertices   = 1 << 16 // of all geometries together
	MaxLines      = 1024    // of all geometries together
	MaxPatterns   = 4096    // bytes of all patterns of LIKE together
)

// builder makes the parts of a filter for both encodings and keeps the limits.
type builder struct {
	q          Queryables
	predicates int
	vertices   int
	lines      int
	patterns   int
}

var errDepth = fmt.Errorf("more than %d levels within one another", MaxDepth)

// predicate counts one more predicate.
func (b *builder) predicate() error {
	if b.predicates++; b.predicates > MaxPredicates {
		return fmt.Errorf("more than %d predicates", MaxPredicates)
	}
	return nil
}

// property resolves a name (requirement /req/basic-cql2/property).
func (b *builder) property(name string) (geo.Operand, error) {
	if of, ok := b.q.Types[name]; ok {
		return geo.NewProperty(name, of), nil
	}
	if b.q.Open && isIdentifier(name) {
		return geo.NewProperty(name, geo.AnyValue), nil
	}
	if near := geo.Nearest(name, b.q.names()); near != "" {
		return nil, fmt.Errorf("there is no property %.64q; was %s meant?", name, near)
	}
	return nil, fmt.Errorf("there is no property %.64q", name)
}

// text makes a text literal.
func (b *builder) text(value string) (geo.Operand, error) {
	if strings.HasSuffix(value, `\`) {
		return nil, errors.New("a text that ends in a back slash cannot be written in CQL2 text")
	}
	return geo.NewString(value), nil
}

// number makes a number literal.
func (b *builder) number(text string) (geo.Operand, error) {
	v, err := parseNumber(text)
	if err != nil {
		return nil, err
	}
	return geo.NewNumber(v), nil
}

// date makes a date literal of a full-date of RFC 3339.
func (b *builder) date(text string) (geo.Operand, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 || day.IsZero() {
		return nil, fmt.Errorf("%.64q is no date such as 2025-12-25", text)
	}
	return geo.NewDate(day), nil
}

// timestamp makes a timestamp literal of a date-time of RFC 3339. Wider than the
// grammar, which wants Z, it takes any offset.
func (b *builder) timestamp(text string) (geo.Operand, error) {
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
	if _, strict := geo.ParseTime(text); err != nil || strict != nil {
		return nil, fmt.Errorf("%.64q is no timestamp such as 2025-12-25T06:00:00Z", text)
	}
	return geo.NewTimestamp(t), nil
}

// end makes an end of an interval of its text: nil for an open one.
func (b *builder) end(text string) (geo.Operand, error) {
	switch {
	case text == "..":
		return nil, nil
	case len(text) == len(time.DateOnly):
		return b.date(text)
	}
	return b.timestamp(text)
}

// point makes a point of a pair of coordinates, in the order of the axes.
func (b *builder) point(x, y float64) (orb.Point, error) {
	if b.vertices++; b.vertices > MaxVertices {
		return orb.Point{}, fmt.Errorf("more than %d vertices", MaxVertices)
	}
	if b.q.CRS84 != nil {
		x, y = b.q.CRS84(x, y)
	}
	lon, err := degrees(x, 180, "longitude")
	if err != nil {
		return orb.Point{}, err
	}
	lat, err := degrees(y, 90, "latitude")
	return orb.Point{lon, lat}, err
}

// degrees checks the range of a coordinate. What rounding in a transform may have put
// beyond its end is put back.
func degrees(v, end float64, name string) (float64, error) {
	const rounding = 1e-9
	switch {
	case math.IsNaN(v) || math.Abs(v) > end+rounding:
		return 0, fmt.Errorf("the %s %v is outside -%v to %v", name, v, end, end)
	case v > end:
		return end, nil
	case v < -end:
		return -end, nil
	}
	return v + 0, nil // no negative zero
}

// line checks the points of a line.
func (b *builder) line(points []orb.Point) (orb.LineString, error) {
	if len(points) < 2 {
		return nil, errors.New("a line needs two points or more")
	}
	if b.lines++; b.lines > MaxLines {
		return nil, fmt.Errorf("more than %d lines", MaxLines)
	}
	return orb.LineString(points), nil
}

// ring checks the points of a ring of a polygon.
func ring(points []orb.Point) (orb.Ring, error) {
	switch {
	case len(points) < 4:
		return nil, errors.New("the ring of a polygon needs four points or more")
	case points[0] != points[len(points)-1]:
		return nil, errors.New("the ring of a polygon must end where it starts")
	}
	return orb.Ring(points), nil
}

// box makes a box of its four coordinates, or of six with heights, which are ignored.
// West greater than east crosses the antimeridian.
func (b *builder) box(numbers []float64) (geo.Operand, error) {
	if len(numbers) != 4 && len(numbers) != 6 {
		return nil, fmt.Errorf("a box needs four numbers, or six with heights, got %d", len(numbers))
	}
	half := len(numbers) / 2
	low, err := b.point(numbers[0], numbers[1])
	if err != nil {
		return nil, err
	}
	high, err := b.point(numbers[half], numbers[half+1])
	if err != nil {
		return nil, err
	}
	if low[1] > high[1] {
		return nil, fmt.Errorf("the south edge %v of the box is north of its north edge %v", low[1], high[1])
	}
	return geo.NewBBox(geo.BBox{West: low[0], South: low[1], East: high[0], North: high[1]}), nil
}

// unsupported returns the error for what belongs to a requirements class beyond ours.
func unsupported(class, what string) error {
	return fmt.Errorf("%.64q is not supported: this server knows no %s of CQL2", what, class)
}
