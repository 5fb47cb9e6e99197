package main

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"strikemap/geo/border"
	"strikemap/geo/tile"
)

const (
	maxZoom    = 6 // deepest zoom of the archive
	worldZoom  = 3 // deepest zoom beyond the region
	admin1Zoom = 4 // first zoom with first-level divisions
	lakeZoom   = 1
	riverZoom  = 3

	// buffer is how far, in tile units, content reaches beyond a tile's edge: 8
	// pixels, more than half of any stroke, so that seams do not show.
	buffer = 64

	// pixel is one CSS pixel of a tile shown 512 wide, in tile units.
	pixel = tile.Extent / 512
)

// region is where the map is detailed, degrees.
var region = orb.Bound{Min: orb.Point{-25, 30}, Max: orb.Point{110, 75}}

// scene is a set of arcs ready to be drawn at any zoom.
type scene struct {
	arcs    []border.Arc
	weights [][]float64
	land    [][]border.Step
	faces   faces
}

func newScene(divisions []division, f faces) *scene {
	s := &scene{arcs: topology(divisions, f.face), faces: f}
	for _, a := range s.arcs {
		s.weights = append(s.weights, weights(a.Points, mapArea))
	}
	s.land = border.Outline(s.arcs, func(face int32) bool { return face != border.Water })
	return s
}

// sheet is the content of one zoom in world units: the world is Extent x 2^zoom
// wide, whole numbers only, so that neighbouring tiles round alike.
type sheet struct {
	land, lakes             orb.MultiPolygon
	rivers, admin1, borders orb.MultiLineString
}

// tolerance is the least effective area, in square pixels, of a vertex that is
// drawn at a zoom. The last zoom is finer because it is also shown enlarged.
func tolerance(zoom uint32) float64 {
	if zoom == maxZoom {
		return 0.12
	}
	return 0.9
}

func (s *scene) sheet(zoom uint32, w water) sheet {
	world := math.Exp2(float64(zoom))
	least := tolerance(zoom) / (512 * 512 * world * world)
	lines := make([][]orb.Point, len(s.arcs))
	for i, a := range s.arcs {
		lines[i] = toWorld(heavier(a.Points, s.weights[i], least), world)
	}
	var out sheet
	for i, a := range s.arcs {
		switch l := s.faces.line(a); {
		case len(lines[i]) < 2:
		case l == countryBorder:
			out.borders = append(out.borders, lines[i])
		case l == admin1Line && zoom >= admin1Zoom:
			out.admin1 = append(out.admin1, lines[i])
		}
	}
	out.land = polygons(s.rings(lines))
	if zoom >= lakeZoom {
		out.lakes = lakesAt(w, world)
	}
	if zoom >= riverZoom {
		out.rivers = riversAt(w, world)
	}
	return out
}

// rings resolves the outline of all land at one zoom.
func (s *scene) rings(lines [][]orb.Point) []orb.Ring {
	var out []orb.Ring
	for _, steps := range s.land {
		r := tidy(orb.Ring(border.Walk(steps, lines)))
		if len(r) >= 4 && math.Abs(tile.SignedArea(r)) >= 1.5*pixel*pixel {
			out = append(out, r)
		}
	}
	return out
}

// polygons sorts rings with their inside on the left into polygons: every hole
// goes to the smallest outer ring around it.
func polygons(rings []orb.Ring) orb.MultiPolygon {
	var out orb.MultiPolygon
	var holes []orb.Ring
	for _, r := range rings {
		if tile.SignedArea(r) < 0 { // y grows to the south: a left turn is negative
			out = append(out, orb.Polygon{r})
		} else {
			holes = append(holes, r)
		}
	}
	for _, h := range holes {
		best, size := -1, math.Inf(1)
		for i, p := range out {
			a := math.Abs(tile.SignedArea(p[0]))
			if a < size && p[0].Bound().Contains(h[0]) && planar.RingContains(p[0], h[0]) {
				best, size = i, a
			}
		}
		if best >= 0 {
			out[best] = append(out[best], h)
		}
	}
	return out
}

// toWorld projects vertices and leaves out those that round to the same place.
func toWorld(points []vertex, world float64) orb.LineString {
	var out orb.LineString
	for _, v := range points {
		p := worldPoint(v.Lon(), v.Lat(), world)
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

func worldPoint(lon, lat, world float64) orb.Point {
	x, y := tile.World(lon, lat)
	return orb.Point{math.Round(x * world * tile.Extent), math.Round(y * world * tile.Extent)}
}

// tidy rounds a ring to whole units, leaves out repeated points and closes it.
func tidy(r orb.Ring) orb.Ring {
	out := orb.Ring(tidyLine(orb.LineString(r)))
	if len(out) > 0 && out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	return out
}

func tidyLine(l orb.LineString) orb.LineString {
	var out orb.LineString
	for _, p := range l {
		p = orb.Point{math.Round(p[0]), math.Round(p[1])}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

// lakesAt are the lakes of at least 6 square pixels, simplified to half a pixel.
func lakesAt(w water, world float64) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, lake := range w.lakes {
		var p orb.Polygon
		for i, r := range lake {
			q := tidy(orb.Ring(thin(orb.LineString(r), world)))
			a := math.Abs(tile.SignedArea(q))
			if len(q) < 4 || a < 6*pixel*pixel {
				if i == 0 {
					break
				}
				continue
			}
			p = append(p, q)
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

// riversAt are the rivers at least 40 pixels long.
func riversAt(w water, world float64) orb.MultiLineString {
	var out orb.MultiLineString
	for _, river := range w.rivers {
		l := thin(river, world)
		if len(l) >= 2 && planar.Length(l) >= 40*pixel {
			out = append(out, l)
		}
	}
	return out
}

// thin projects a line of its own, not shared with any other, and simplifies it.
func thin(l orb.LineString, world float64) orb.LineString {
	points := make([]vertex, len(l))
	for i, p := range l {
		points[i] = toVertex(p)
	}
	least := 0.4 / (512 * 512 * world * world)
	return toWorld(heavier(points, weights(points, mapArea), least), world)
}

// bound is the part of the world, in world units, that a tile's content covers.
func bound(x, y uint32) orb.Bound {
	return orb.Bound{
		Min: orb.Point{float64(x)*tile.Extent - buffer, float64(y)*tile.Extent - buffer},
		Max: orb.Point{float64(x+1)*tile.Extent + buffer, float64(y+1)*tile.Extent + buffer},
	}
}

// cut returns the part of a sheet inside a bound.
func (s sheet) cut(b orb.Bound) sheet {
	return sheet{
		cutPolygons(s.land, b), cutPolygons(s.lakes, b),
		cutLines(s.rivers, b), cutLines(s.admin1, b), cutLines(s.borders, b),
	}
}

func cutPolygons(all orb.MultiPolygon, b orb.Bound) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, p := range all {
		switch pb := p.Bound(); {
		case !pb.Intersects(b):
		case b.Contains(pb.Min) && b.Contains(pb.Max):
			out = append(out, p)
		default:
			if c := clip.Polygon(b, p.Clone()); c != nil {
				out = append(out, c)
			}
		}
	}
	return out
}

func cutLines(all orb.MultiLineString, b orb.Bound) orb.MultiLineString {
	var out orb.MultiLineString
	for _, l := range all {
		switch lb := l.Bound(); {
		case !lb.Intersects(b):
		case b.Contains(lb.Min) && b.Contains(lb.Max):
			out = append(out, l)
		default:
			out = append(out, clip.LineString(b, l)...)
		}
	}
	return out
}

// layers turns a cut sheet into the layers of the tile at x, y.
func (s sheet) layers(x, y uint32) []tile.Layer {
	origin := orb.Point{float64(x) * tile.Extent, float64(y) * tile.Extent}
	return []tile.Layer{
		{Name: "land", Features: areaFeature(s.land, origin)},
		{Name: "lakes", Features: areaFeature(s.lakes, origin)},
		{Name: "rivers", Features: lineFeature(s.rivers, origin)},
		{Name: "admin1", Features: lineFeature(s.admin1, origin)},
		{Name: "borders", Features: lineFeature(s.borders, origin)},
	}
}

func areaFeature(all orb.MultiPolygon, origin orb.Point) []*geojson.Feature {
	var out orb.MultiPolygon
	for _, p := range all {
		var q orb.Polygon
		for i, r := range p {
			moved := tidy(orb.Ring(moveTo(orb.LineString(r), origin)))
			if len(moved) < 4 || tile.SignedArea(moved) == 0 {
				if i == 0 {
					break
				}
				continue
			}
			q = append(q, moved)
		}
		if q != nil {
			tile.Wind(q)
			out = append(out, q)
		}
	}
	if out == nil {
		return nil
	}
	return []*geojson.Feature{geojson.NewFeature(out)}
}

func lineFeature(all orb.MultiLineString, origin orb.Point) []*geojson.Feature {
	var out orb.MultiLineString
	for _, l := range all {
		if moved := tidyLine(moveTo(l, origin)); len(moved) >= 2 {
			out = append(out, moved)
		}
	}
	if out == nil {
		return nil
	}
	return []*geojson.Feature{geojson.NewFeature(out)}
}

func moveTo(l orb.LineString, origin orb.Point) orb.LineString {
	out := make(orb.LineString, len(l))
	for i, p := range l {
		out[i] = orb.Point{p[0] - origin[0], p[1] - origin[1]}
	}
	return out
}

// pyramid draws all tiles: the world to worldZoom, the region to maxZoom.
func pyramid(divisions []division, w water) ([]byte, error) {
	coarse := newScene(divisions, byCountry(divisions))
	fine := newScene(divisions, byDrawnDivision(divisions))
	var out tile.Writer
	for zoom := uint32(0); zoom <= maxZoom; zoom++ {
		s := fine
		if zoom < admin1Zoom {
			s = coarse
		}
		if err := s.sheet(zoom, w).tiles(zoom, &out); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func (s sheet) tiles(zoom uint32, out *tile.Writer) error {
	side := uint32(1) << zoom
	for x := range side {
		column := s.cut(orb.Bound{Min: orb.Point{bound(x, 0).Min[0], -buffer}, Max: bound(x, side-1).Max})
		for y := range side {
			if zoom > worldZoom && !inRegion(zoom, x, y) {
				continue
			}
			b, err := tile.Encode(column.cut(bound(x, y)).layers(x, y))
			if err != nil {
				return fmt.Errorf("tile %d/%d/%d: %w", zoom, x, y, err)
			}
			gz, err := tile.Compress(b)
			if err != nil {
				return err
			}
			out.Put(tile.Address{Z: zoom, X: x, Y: y}, gz)
		}
	}
	return nil
}

// inRegion reports whether a tile touches the region.
func inRegion(zoom, x, y uint32) bool {
	side := math.Exp2(float64(zoom))
	west, north := tile.World(region.Min[0], region.Max[1])
	east, south := tile.World(region.Max[0], region.Min[1])
	return float64(x) < east*side && float64(x+1) > west*side && float64(y) < south*side && float64(y+1) > north*side
}
