package picture

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/simplify"

	"strikemap/geo/tile"
)

// Tiles answers the vector tiles of a basemap, as tile.Archive does: layers land, lakes,
// rivers, admin1 and borders, as gzip; false where there is none.
type Tiles interface {
	Tile(z, x, y uint32) (gz []byte, ok bool)
}

// ground is the basemap of a frame, cut to it.
type ground struct{ land, lakes, rivers, admin1, borders *path }

const (
	deepest = 6   // zoom of the basemap's deepest tiles; beyond they are enlarged
	seam    = 16  // tile units that neighbours overlap, so that no gap shows between them
	longest = 256 // tile units of a straight line, where a projection bends it
	spill   = 8   // pixels that lines go on outside of the frame
	detail  = 0.3 // pixels that a line may leave its course, unless the scene says otherwise
)

// survey draws the tiles that a frame shows.
func survey(tiles Tiles, g *globe) (ground, error) {
	out := ground{&path{}, &path{}, &path{}, &path{}, &path{}}
	z := uint32(min(max(math.Round(g.zoom()-1), 0), deepest)) // a tile is 512 pixels wide
	west, south, east, north := g.bounds()
	_, top := tile.World(0, north)
	_, bottom := tile.World(0, south)
	side := float64(uint32(1) << z)
	row := func(y float64) int { return int(min(max(math.Floor(y*side), 0), side-1)) }
	column := func(lon float64) int { return int(math.Floor((lon/360 + 0.5) * side)) }
	for x := column(west); x <= column(east); x++ {
		for y := row(top); y <= row(bottom); y++ {
			if err := out.add(tiles, g, z, x, uint32(y)); err != nil {
				return ground{}, err
			}
		}
	}
	return out, nil
}

// window is a square of a tile, which may lie turns of the globe away.
type window struct {
	z         uint32
	x         int // column, of all turns
	y         uint32
	left, top float64 // in tile units
	size      float64
}

// add draws one tile, or a part of the deepest one there is above it.
func (out *ground) add(tiles Tiles, g *globe, z uint32, x int, y uint32) error {
	w := window{z: z, x: x, y: y, size: tile.Extent}
	for {
		column := uint32(w.x & (1<<w.z - 1))
		if gz, ok := tiles.Tile(w.z, column, w.y); ok {
			layers, err := mvt.UnmarshalGzipped(gz)
			if err != nil {
				return fmt.Errorf("basemap tile %d/%d/%d: %w", w.z, column, w.y, err)
			}
			out.draw(g, w, layers)
			return nil
		}
		if w.z == 0 {
			return nil
		}
		// A quarter of the tile above.
		const half = tile.Extent / 2
		w.left = w.left/2 + half*float64(w.x&1)
		w.top = w.top/2 + half*float64(w.y&1)
		w.size /= 2
		w.z, w.x, w.y = w.z-1, w.x>>1, w.y>>1 // rounds down on either side of 0
	}
}

func (out *ground) draw(g *globe, w window, layers mvt.Layers) {
	targets := map[string]*path{"land": out.land, "lakes": out.lakes, "rivers": out.rivers, "admin1": out.admin1, "borders": out.borders}
	for _, l := range layers {
		target := targets[l.Name]
		if target == nil {
			continue
		}
		for _, f := range l.Features {
			for _, part := range polygons(f.Geometry) {
				drawPolygon(target, g, w, part)
			}
			for _, line := range lines(f.Geometry) {
				drawLine(target, g, w, line)
			}
		}
	}
}

func polygons(geometry orb.Geometry) []orb.Polygon {
	switch geometry := geometry.(type) {
	case orb.Polygon:
		return []orb.Polygon{geometry}
	case orb.MultiPolygon:
		return geometry
	}
	return nil
}

func lines(geometry orb.Geometry) []orb.LineString {
	switch geometry := geometry.(type) {
	case orb.LineString:
		return []orb.LineString{geometry}
	case orb.MultiLineString:
		return geometry
	}
	return nil
}

func (w window) bound(grown float64) orb.Bound {
	return orb.Bound{Min: orb.Point{w.left - grown, w.top - grown}, Max: orb.Point{w.left + w.size + grown, w.top + w.size + grown}}
}

// onto is where a point of a tile is drawn.
func (w window) onto(g *globe, p orb.Point) orb.Point {
	side := float64(uint32(1) << w.z)
	lon := ((float64(w.x)+p[0]/tile.Extent)/side - 0.5) * 360
	lat := math.Atan(math.Sinh(math.Pi*(1-2*(float64(w.y)+p[1]/tile.Extent)/side))) / radians
	at := g.flat(lon, lat)
	return orb.Point{at.x, at.y}
}

// drawPolygon adds what of a polygon lies in the window and the frame. Rings wind all the
// same way, so that overlapping neighbours fill as one.
func drawPolygon(target *path, g *globe, w window, polygon orb.Polygon) {
	cut := w.bound(seam * w.size / tile.Extent)
	for _, ring := range polygon {
		ring = clip.Ring(cut, ring.Clone())
		if len(ring) < 4 {
			continue
		}
		if ring = g.clipRing(w.project(g, ring)); len(ring) >= 4 {
			target.ring(toPoints(ring[:len(ring)-1]))
		}
	}
}

// clipRing cuts a ring in pixels to the frame and leaves out what nobody sees.
func (g *globe) clipRing(ring []orb.Point) orb.Ring {
	cut := clip.Ring(g.frame.grown(spill).bound(), orb.Ring(ring))
	if len(cut) < 4 {
		return nil
	}
	return simplify.DouglasPeucker(g.detail).Ring(cut)
}

func drawLine(target *path, g *globe, w window, line orb.LineString) {
	for _, part := range clip.LineString(w.bound(0), line.Clone()) {
		projected := orb.LineString(w.project(g, part))
		for _, seen := range clip.LineString(g.frame.grown(spill).bound(), projected) {
			if seen = simplify.DouglasPeucker(g.detail).LineString(seen); len(seen) >= 2 {
				target.line(toPoints(seen))
			}
		}
	}
}

// project lays a line of a tile into the picture; where the projection bends straight
// lines, long ones get points between.
func (w window) project(g *globe, line []orb.Point) []orb.Point {
	_, straight := g.plane.(mercatorPlane)
	out := make([]orb.Point, 0, len(line))
	for i, p := range line {
		if i > 0 && !straight {
			before := line[i-1]
			pieces := math.Ceil(max(math.Abs(p[0]-before[0]), math.Abs(p[1]-before[1])) / (longest * w.size / tile.Extent))
			for k := 1.0; k < pieces; k++ {
				t := k / pieces
				out = append(out, w.onto(g, orb.Point{before[0] + t*(p[0]-before[0]), before[1] + t*(p[1]-before[1])}))
			}
		}
		out = append(out, w.onto(g, p))
	}
	return out
}
