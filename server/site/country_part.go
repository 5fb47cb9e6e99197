package site

import (
	"context"

	"strikemap/geo"
)

// extent is the box of a country, in degrees.
type extent struct {
	geo.BBox
	open bool // the country goes on beyond the eastern side: no east of it is told
}

// extents are those of countries that are large or much asked about: what lies in the
// southern third of one is in the south of the country. Russia's is that of its part in
// Europe: measured to the Pacific, all of that would be its west.
var extents = map[string]extent{
	"BY": {geo.BBox{West: 23.2, South: 51.2, East: 32.7, North: 56.1}, false},
	"EE": {geo.BBox{West: 21.8, South: 57.5, East: 28.2, North: 59.7}, false},
	"FI": {geo.BBox{West: 20.6, South: 59.8, East: 31.6, North: 70.1}, false},
	"LT": {geo.BBox{West: 20.9, South: 53.9, East: 26.8, North: 56.4}, false},
	"LV": {geo.BBox{West: 21.0, South: 55.7, East: 28.2, North: 58.1}, false},
	"MD": {geo.BBox{West: 26.6, South: 45.5, East: 30.1, North: 48.5}, false},
	"PL": {geo.BBox{West: 14.1, South: 49.0, East: 24.1, North: 54.8}, false},
	"RO": {geo.BBox{West: 20.2, South: 43.7, East: 29.7, North: 48.3}, false},
	"RU": {geo.BBox{West: 19.6, South: 41.2, East: 60.0, North: 69.9}, true},
	"UA": {geo.BBox{West: 22.1, South: 44.4, East: 40.2, North: 52.4}, false},
}

// coast is how far, in degrees, a point may lie off a country's box: territorial waters
// belong to it.
const coast = 0.5

// thirds are the parts of a country that can be named, by the outer thirds of its box:
// south, north, west, east.
func thirds(country string) map[string]geo.BBox {
	b, ok := extents[country]
	if !ok {
		return nil
	}
	wide, high := (b.East-b.West)/3, (b.North-b.South)/3
	all := geo.BBox{West: b.West - coast, South: b.South - coast, East: b.East + coast, North: b.North + coast}
	if b.open {
		all.East = b.East
	}
	south, north, west, east := all, all, all, all
	south.North, north.South, west.East, east.West = b.South+high, b.North-high, b.West+wide, b.East-wide
	parts := map[string]geo.BBox{"south": south, "north": north, "west": west, "east": east}
	if b.open {
		delete(parts, "east")
	}
	return parts
}

// countryPart names the part of a country that holds all incidents that answer a
// question: "south", "southeast"; empty where they are not all in one, or where some are
// known to an area only. All is how many answer it.
func countryPart(ctx context.Context, items geo.Reader, q geo.Query, country string, all int) (string, error) {
	boxes := thirds(country)
	if boxes == nil {
		return "", nil
	}
	within := func(part string) (bool, error) {
		box, ok := boxes[part]
		if !ok {
			return false, nil
		}
		if q.BBox != nil {
			if box, ok = overlap(*q.BBox, box); !ok {
				return false, nil
			}
		}
		narrow := q
		narrow.BBox = &box
		n, err := matched(ctx, items, narrow)
		return n == all, err
	}
	name := ""
	for _, pair := range [][2]string{{"south", "north"}, {"west", "east"}} {
		for _, part := range pair {
			in, err := within(part)
			if err != nil {
				return "", err
			}
			if in {
				name += part
				break
			}
		}
	}
	return name, nil
}

// overlap is what two boxes share; the second does not cross the antimeridian. Of one
// that does nothing is said.
func overlap(a, b geo.BBox) (geo.BBox, bool) {
	both := geo.BBox{West: max(a.West, b.West), South: max(a.South, b.South), East: min(a.East, b.East), North: min(a.North, b.North)}
	return both, !a.Crosses() && both.West <= both.East && both.South <= both.North
}
