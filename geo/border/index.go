// Package border tells which country and first-level division a point is in,
// how far a border is, and what a country's outline looks like, from a border
// file held in memory.
//
// The file is a partition of the land: every line between two divisions is
// there once, with the division on each of its sides. So a point is located by
// the line straight to the north of it, and a country's outline is the lines
// with that country on one side.
package border

import (
	"math"
	"sync"

	"strikemap/geo"
)

// ShoreMargin is how far from land, in kilometres, a point at sea still counts
// to the nearest division: piers, terminals and small islands are not in the
// source, whose coast is good to a kilometre or two.
const ShoreMargin = 12.0

// BorderError is how far off the distance to a land border may be, in
// kilometres: against a more exact source, 99.7 % of points along Ukraine's
// land border lay within it.
const BorderError = 5.0

// anywhere is farther than any two points on the earth, kilometres.
const anywhere = 30000.0

// Index answers questions about borders. It never changes and is safe for
// concurrent use.
type Index struct {
	m        Map
	pieces   []Arc // its arcs, long ones cut, for drawing
	all      tree  // every line
	coast    tree  // lines between a division and water
	outlines tree  // lines between a country and another, or water
	country  map[string]country
	division map[string]int32 // by ISO 3166-2
	names    map[string]names // by country
	shapes   sync.Map         // code -> geo.Shape
	seas     []geo.Shape      // small ones first
}

type country struct {
	number int32
	lines  tree // its outline
}

var _ geo.Locator = (*Index)(nil)

// New reads a border file and builds the index. The error wraps ErrFormat. Seas are
// outlines to name water by; they may lie over land and over one another: at water the
// smallest counts.
func New(data []byte, seas ...geo.Shape) (*Index, error) {
	m, err := Decode(data)
	if err != nil {
		return nil, err
	}
	x := &Index{m: m, country: map[string]country{}, division: map[string]int32{}, seas: bySize(seas)}
	for i, d := range m.Divisions {
		if d.Code != "" {
			x.division[d.Code] = int32(i)
		}
	}
	x.m.Arcs = append(x.m.Arcs, x.islandArcs()...)
	x.pieces = pieces(x.m.Arcs)
	x.plant()
	x.names = namesByCountry(x.m)
	return x, nil
}

// plant cuts the arcs into chunks and grows the trees.
func (x *Index) plant() {
	var all, coast, outlines []chunk
	of := make([][]chunk, len(x.m.Countries))
	for _, a := range x.m.Arcs {
		l, r := x.countryOf(a.Left), x.countryOf(a.Right)
		for _, c := range a.chunks() {
			all = append(all, c)
			if a.Left == Water || a.Right == Water {
				coast = append(coast, c)
			}
			if l == r {
				continue
			}
			outlines = append(outlines, c)
			if l >= 0 {
				of[l] = append(of[l], c)
			}
			if r >= 0 {
				of[r] = append(of[r], c)
			}
		}
	}
	x.all, x.coast, x.outlines = newTree(all), newTree(coast), newTree(outlines)
	for i, c := range x.m.Countries {
		x.country[c.Code] = country{int32(i), newTree(of[i])}
	}
}

// longest is the longest segment that is measured in one piece, in grid steps:
// a quarter of a degree. Longer ones are divided, because a line straight in
// longitude and latitude is not straight on the ground.
const longest = Grid / 4

// chunks cuts an arc into short runs.
func (a Arc) chunks() []chunk {
	points := []Vertex{a.Points[0]}
	for i, b := range a.Points[1:] {
		p := a.Points[i]
		dx, dy := b.X-p.X, b.Y-p.Y
		pieces := max(1, (max(dx, -dx, dy, -dy)+longest-1)/longest)
		for k := int32(1); k <= pieces; k++ {
			points = append(points, Vertex{p.X + int32(int64(dx)*int64(k)/int64(pieces)), p.Y + int32(int64(dy)*int64(k)/int64(pieces))})
		}
	}
	var out []chunk
	for from := 0; from < len(points)-1; from += chunkSize {
		to := min(from+chunkSize, len(points)-1)
		out = append(out, chunk{points[from : to+1], a.Left, a.Right})
	}
	return out
}

// countryOf is the number of a division's country; -1 for water and for land of
// no country.
func (x *Index) countryOf(division int32) int32 {
	if division == Water {
		return -1
	}
	return x.m.Divisions[division].Country
}

// divisionAt is the division a point lies in, or Water: the side facing the
// point of the first line to the north of it. Of lines through one vertex
// straight to the north, the one lowest just to the east of it counts. A point
// on a line belongs to what is north of the line.
func (x *Index) divisionAt(lon, lat float64) int32 {
	found, nearest, lowest := Water, math.Inf(1), math.Inf(1)
	keep := func(b box) bool { return b.west <= lon && lon < b.east && b.north >= lat && b.south <= nearest }
	x.all.visit(keep, func(c chunk) {
		a := c.points[0]
		for _, b := range c.points[1:] {
			ax, bx := a.Lon(), b.Lon()
			if (ax <= lon) != (bx <= lon) {
				slope := (b.Lat() - a.Lat()) / (bx - ax)
				y := a.Lat() + slope*(lon-ax)
				if y > lat && (y < nearest || y == nearest && slope < lowest) {
					nearest, lowest = y, slope
					if found = c.right; ax > bx {
						found = c.left
					}
				}
			}
			a = b
		}
	})
	return found
}

// Within implements geo.Locator.
func (x *Index) Within(lon, lat float64) geo.Located {
	lon, ok := onGlobe(lon, lat)
	if !ok {
		return geo.Located{}
	}
	here, _ := x.within(lon, lat)
	return here
}

// within tells where a point on the globe is, without the border, and the number of
// its country, or -1.
func (x *Index) within(lon, lat float64) (out geo.Located, own int32) {
	d := x.divisionAt(lon, lat)
	if d == Water {
		out.Sea = x.seaAt(lon, lat)
		if c, _, near := x.coast.nearest(lon, lat, ShoreMargin, anyChunk); near {
			d, out.Shore = max(c.left, c.right), true
		}
	}
	own = x.countryOf(d)
	if d != Water && x.m.Divisions[d].Code != "" {
		out.Admin1, out.Admin1Name = x.m.Divisions[d].Code, x.m.Divisions[d].Name
	}
	if own >= 0 {
		out.Country = x.m.Countries[own].Code
	}
	if out.Admin1 == "UA-43" || out.Admin1 == "UA-40" { // Crimea and Sevastopol, since 2014
		out.Control = "RU"
	}
	return out, own
}

// Locate implements geo.Locator. Border is the nearest country other than that
// of the point; at sea beyond the shore margin, the nearest of all.
func (x *Index) Locate(lon, lat float64) geo.Located {
	lon, ok := onGlobe(lon, lat)
	if !ok {
		return geo.Located{}
	}
	out, own := x.within(lon, lat)
	other := func(c chunk) int32 {
		for _, n := range [2]int32{x.countryOf(c.left), x.countryOf(c.right)} {
			if n >= 0 && n != own {
				return n
			}
		}
		return -1
	}
	c, km, found := x.outlines.nearest(lon, lat, anywhere, func(c chunk) bool { return other(c) >= 0 })
	if found {
		out.Border, out.BorderKM, out.BorderError = x.m.Countries[other(c)].Code, km, BorderError
	}
	return out
}

// DistanceTo implements geo.Locator. A point near the shore is not inside: its
// distance is small, not 0.
func (x *Index) DistanceTo(code string, lon, lat float64) (km float64, ok bool) {
	c, known := x.country[code]
	lon, valid := onGlobe(lon, lat)
	if !known || !valid {
		return 0, false
	}
	if x.countryOf(x.divisionAt(lon, lat)) == c.number {
		return 0, true
	}
	_, km, ok = c.lines.nearest(lon, lat, anywhere, anyChunk)
	return km, ok
}

func anyChunk(chunk) bool { return true }

// onGlobe checks a point and moves 180 E to 180 W.
func onGlobe(lon, lat float64) (float64, bool) {
	if lon == 180 {
		lon = -180
	}
	return lon, lon >= -180 && lon < 180 && lat >= -90 && lat <= 90
}
