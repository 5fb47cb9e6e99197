package picture

import (
	"fmt"
	"math"

	"strikemap/geo"
)

// Projection is how the globe is laid flat.
type Projection string

// The projections. Mercator is that of the web map, spherical. Conic is Lambert's
// conformal conic on the sphere with two standard parallels, a sixth of its height
// inside the box: shapes keep their form, and areas nearly their size (Snyder 1987,
// chapter 15).
const (
	Mercator Projection = "mercator"
	Conic    Projection = "conic"
)

// Projections are all of them, the one taken without a choice first.
var Projections = []Projection{Mercator, Conic}

// maxConicSpan is how many degrees wide a box may be for a cone to suit it.
const maxConicSpan = 180

// plane is a projection of a part of the globe. Angles are radians; longitudes count
// from the middle of the part, x to the east and y to the north, in radii of the sphere
// at the place where the scale is true.
type plane interface {
	forward(lon, lat float64) (x, y float64)
	back(x, y float64) (lon, lat float64)
}

type mercatorPlane struct{}

func (mercatorPlane) forward(lon, lat float64) (x, y float64) {
	return lon, math.Log(math.Tan(math.Pi/4 + lat/2))
}

func (mercatorPlane) back(x, y float64) (lon, lat float64) { return x, math.Atan(math.Sinh(y)) }

// conicPlane has the constants n, F and rho0 as Snyder names them.
type conicPlane struct{ n, f, rho0 float64 }

func newConicPlane(south, north float64) (plane, error) {
	low, high := south+(north-south)/6, north-(north-south)/6
	n := math.Sin(low)
	if high-low > 1e-6 {
		n = math.Log(math.Cos(low)/math.Cos(high)) / math.Log(math.Tan(math.Pi/4+high/2)/math.Tan(math.Pi/4+low/2))
	}
	if math.Abs(n) < 1e-3 { // about the equator the cone is a cylinder
		return mercatorPlane{}, nil
	}
	c := conicPlane{n: n, f: math.Cos(low) * math.Pow(math.Tan(math.Pi/4+low/2), n) / n}
	c.rho0 = c.rho((south + north) / 2)
	if !finite(c.f) || !finite(c.rho0) {
		return nil, fmt.Errorf("no cone fits between %g and %g radians", south, north)
	}
	return c, nil
}

func (c conicPlane) rho(lat float64) float64 {
	return c.f / math.Pow(math.Tan(math.Pi/4+lat/2), c.n)
}

func (c conicPlane) forward(lon, lat float64) (x, y float64) {
	rho, theta := c.rho(lat), c.n*lon
	return rho * math.Sin(theta), c.rho0 - rho*math.Cos(theta)
}

func (c conicPlane) back(x, y float64) (lon, lat float64) {
	sign := math.Copysign(1, c.n)
	rho := sign * math.Hypot(x, c.rho0-y)
	theta := math.Atan2(sign*x, sign*(c.rho0-y))
	return theta / c.n, 2*math.Atan(math.Pow(c.f/rho, 1/c.n)) - math.Pi/2
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// globe is the part of the globe that a frame of the picture shows.
type globe struct {
	plane
	frame  extent
	middle float64 // longitude in degrees
	scale  float64 // pixels to a unit of the plane
	shift  point   // of the plane's origin in the picture
	detail float64 // pixels that a line of the basemap may leave its course
}

const radians = math.Pi / 180

// leastSpan is how many degrees a box is taken to be wide and high at least, about 200 m.
const leastSpan = 0.002

// newGlobe fits a box into a frame: the whole box is to be seen, and what else of the
// frame is left shows its surroundings.
func newGlobe(box geo.BBox, projection Projection, frame extent) (*globe, error) {
	west, east := box.West, box.East
	if box.Crosses() {
		east += 360
	}
	south, north := holdLat(box.South), holdLat(box.North)
	west, east = widened(west, east)
	south, north = widened(south, north)
	g := &globe{plane: mercatorPlane{}, frame: frame, middle: (west + east) / 2, scale: 1, detail: detail}
	if projection == Conic {
		if east-west > maxConicSpan {
			return nil, geo.Invalid("projection", "a cone suits boxes up to %d degrees wide; this one has %.0f", maxConicSpan, east-west)
		}
		cone, err := newConicPlane(south*radians, north*radians)
		if err != nil {
			return nil, geo.Invalid("projection", "no cone suits this box")
		}
		g.plane = cone
	}
	seen := around(g.outline(west, south, east, north))
	g.scale = min(frame.width()/seen.width(), frame.height()/seen.height())
	g.shift = frame.centre().minus(seen.centre().times(g.scale))
	return g, nil
}

func widened(low, high float64) (float64, float64) {
	if lack := leastSpan - (high - low); lack > 0 {
		return low - lack/2, high + lack/2
	}
	return low, high
}

func holdLat(lat float64) float64 { return min(max(lat, -geo.MaxMercatorLat), geo.MaxMercatorLat) }

// outline is the edge of a box in the picture, clockwise on the screen.
func (g *globe) outline(west, south, east, north float64) []point {
	const steps = 24
	var line []point
	side := func(lon1, lat1, lon2, lat2 float64) {
		for i := range steps {
			t := float64(i) / steps
			line = append(line, g.flat(lon1+t*(lon2-lon1), lat1+t*(lat2-lat1)))
		}
	}
	side(west, north, east, north)
	side(east, north, east, south)
	side(east, south, west, south)
	side(west, south, west, north)
	return line
}

// boxOutline is the edge of a box in the picture, by the shortest way from the middle.
func (g *globe) boxOutline(box geo.BBox) []point {
	west, east := box.West, box.East
	if box.Crosses() {
		east += 360
	}
	shift := g.near((west+east)/2) - (west+east)/2
	return g.outline(west+shift, holdLat(box.South), east+shift, holdLat(box.North))
}

// seen is the box around that edge.
func (g *globe) seen(box geo.BBox) extent { return around(g.boxOutline(box)) }

// flat is where a place in degrees is drawn; longitudes beyond 180 lie beyond.
func (g *globe) flat(lon, lat float64) point {
	x, y := g.forward((lon-g.middle)*radians, holdLat(lat)*radians)
	return point{g.shift.x + x*g.scale, g.shift.y - y*g.scale}
}

// at is where a place in degrees is drawn, by the shortest way from the middle.
func (g *globe) at(lon, lat float64) point { return g.flat(g.near(lon), lat) }

// near is the longitude that many turns on that it is nearest to the middle.
func (g *globe) near(lon float64) float64 {
	return lon - 360*math.Round((lon-g.middle)/360)
}

// place is what is drawn at a point of the picture, in degrees.
func (g *globe) place(p point) (lon, lat float64) {
	lon, lat = g.back((p.x-g.shift.x)/g.scale, (g.shift.y-p.y)/g.scale)
	return g.middle + lon/radians, lat / radians
}

// metres is how many pixels a metre has at a point: both projections have the same
// scale in all directions.
func (g *globe) metres(lon, lat float64) float64 {
	lat = min(max(lat, -85), 85) - 0.005
	a, b := g.flat(lon, lat), g.flat(lon, lat+0.01)
	return a.distance(b) / (0.01 * radians * geo.EarthRadius)
}

// zoom is the zoom of the web map that has this scale in the middle of the frame.
func (g *globe) zoom() float64 {
	lon, lat := g.place(g.frame.centre())
	if !finite(lat) {
		lon, lat = g.middle, 0
	}
	world := g.metres(lon, lat) * 2 * math.Pi * geo.EarthRadius * math.Cos(holdLat(lat)*radians)
	return math.Log2(world / 256)
}

// bounds is the box around what the frame shows, in degrees; west and east may lie
// beyond 180.
func (g *globe) bounds() (west, south, east, north float64) {
	west, south, east, north = math.Inf(1), 90, math.Inf(-1), -90
	const steps = 16
	f := g.frame
	for i := range steps + 1 {
		for k := range steps + 1 {
			p := point{f.left + f.width()*float64(i)/steps, f.top + f.height()*float64(k)/steps}
			lon, lat := g.place(p)
			if !finite(lon) || !finite(lat) {
				continue
			}
			west, east = min(west, lon), max(east, lon)
			south, north = min(south, lat), max(north, lat)
		}
	}
	return max(west, g.middle-540), south, min(east, g.middle+540), north
}
