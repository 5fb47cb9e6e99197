package picture

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/picture"
)

// found is what answers a query.
type found struct {
	edition   geo.Edition
	matched   int
	incidents []picture.Incident // one by one
	cells     []picture.Cell     // or counted
	areas     []*geo.Area
	noPlace   int // of matched
}

// columns are the places in geo.Columns of what a picture shows.
var columns = struct{ title, kind, status, uncertainty, area int }{
	encode.ColumnIndex("title"), encode.ColumnIndex("kind"), encode.ColumnIndex("status"),
	encode.ColumnIndex("uncertainty_m"), encode.ColumnIndex("area_id"),
}

// read finds incidents one by one, or counts them where there are too many.
func (p *pictures) read(ctx context.Context, q geo.Query) (found, error) {
	q.Limit = most
	var f found
	err := p.Reader.Bodies(ctx, q, func(page geo.BodyPage) error {
		f.edition, f.matched = page.Edition, page.Matched
		if page.Matched > most {
			return nil
		}
		var flat encode.Flat
		for _, raw := range page.Flats {
			if err := flat.Read(raw); err != nil {
				return err
			}
			f.incidents = append(f.incidents, incident(&flat))
		}
		return nil
	})
	if err == nil && f.matched > most {
		f, err = p.count(ctx, q)
	}
	if err != nil {
		return found{}, err
	}
	return f, p.addAreas(ctx, &f)
}

func incident(flat *encode.Flat) picture.Incident {
	in := picture.Incident{
		ID: flat.ID(), Title: flat.Text(columns.title), Kind: flat.Text(columns.kind), Status: flat.Text(columns.status),
		AreaID: flat.Text(columns.area),
	}
	if at, ok := flat.Point(); ok {
		in.Point = &at
		in.Uncertainty, _ = strconv.ParseFloat(flat.Text(columns.uncertainty), 64) // none is 0
	}
	return in
}

// addAreas fetches the areas that stand for places. One that is not to be had any more
// leaves its incidents without a place.
func (p *pictures) addAreas(ctx context.Context, f *found) error {
	areas := map[string]*geo.Area{}
	for _, in := range f.incidents {
		if in.Point == nil && in.AreaID != "" {
			areas[in.AreaID] = nil
		}
	}
	for _, c := range f.cells {
		if c.AreaID != "" {
			areas[c.AreaID] = nil
		}
	}
	if err := p.fetch(ctx, areas); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(areas)) {
		if areas[id] != nil {
			f.areas = append(f.areas, areas[id])
		}
	}
	for _, in := range f.incidents {
		if in.Point == nil && areas[in.AreaID] == nil {
			f.noPlace++
		}
	}
	f.cells = slices.DeleteFunc(f.cells, func(c picture.Cell) bool {
		if c.AreaID == "" || areas[c.AreaID] != nil {
			return false
		}
		for _, n := range c.Kinds {
			f.noPlace += n
		}
		return true
	})
	return nil
}

// few is up to how many areas are fetched one by one.
const few = 100

// fetch fills in areas by their ids. Of many most are public now, so that they come in
// long pages.
func (p *pictures) fetch(ctx context.Context, areas map[string]*geo.Area) error {
	left := len(areas)
	for offset := 0; left > few; offset += geo.MaxLimit {
		page, _, err := p.Reader.Areas(ctx, nil, offset, geo.MaxLimit)
		if err != nil {
			return err
		}
		for _, area := range page {
			if known, wanted := areas[area.ID]; wanted && known == nil {
				areas[area.ID] = area
				left--
			}
		}
		if len(page) < geo.MaxLimit {
			break
		}
	}
	for id, area := range areas {
		if area != nil {
			continue
		}
		area, err := p.Reader.Area(ctx, id)
		if err != nil && geo.ErrorCode(err) != geo.ENOTFOUND {
			return err
		}
		areas[id] = area
	}
	return nil
}

// gridBits says into how many parts a side of the globe is cut: 2^15, each about 0.01
// degrees wide.
const gridBits = 15

// cellKey is one cell of the grid, or an area.
type cellKey struct {
	x, y uint32
	area string
}

// tally counts what is in a cell.
type tally struct {
	lon, lat float64 // sums, from the first longitude
	first    float64
	n        int
	kinds    map[string]int
}

// count goes through all that matches, out of one state of the record, and counts it by
// cells of a grid and by areas.
func (p *pictures) count(ctx context.Context, q geo.Query) (found, error) {
	var f found
	tallies := map[cellKey]*tally{}
	var flat encode.Flat
	begin := func(e geo.Edition, matched int) error {
		f.edition, f.matched = e, matched
		return nil
	}
	err := p.Reader.Walk(ctx, q, begin, func(item geo.ItemBody) error {
		if err := flat.Read(item.Flat); err != nil {
			return err
		}
		at, ok := flat.Point()
		key := cellKey{area: flat.Text(columns.area)}
		switch {
		case ok:
			x, y := geo.Mercator(at.Lon, at.Lat)
			key = cellKey{x: x >> (32 - gridBits), y: y >> (32 - gridBits)}
		case key.area == "":
			f.noPlace++
			return nil
		}
		t := tallies[key]
		if t == nil {
			t = &tally{first: at.Lon, kinds: map[string]int{}}
			tallies[key] = t
		}
		t.n++
		t.kinds[flat.Text(columns.kind)]++
		t.lon += math.Remainder(at.Lon-t.first, 360)
		t.lat += at.Lat
		return nil
	})
	if err != nil {
		return found{}, err
	}
	for key, t := range tallies {
		n := float64(t.n)
		f.cells = append(f.cells, picture.Cell{Lon: wrapped(t.first + t.lon/n), Lat: t.lat / n, AreaID: key.area, Kinds: t.kinds})
	}
	slices.SortFunc(f.cells, func(a, b picture.Cell) int {
		return cmp.Or(cmp.Compare(a.AreaID, b.AreaID), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lon, b.Lon))
	})
	return f, nil
}

// box holds what has a place, with its uncertainty and some of the surroundings.
func (f found) box() (geo.BBox, bool) {
	var longitudes, latitudes []float64
	put := func(lon, lat, metres float64) {
		high := metres / geo.EarthRadius * 180 / math.Pi
		wide := min(high/max(0.05, math.Cos(lat*math.Pi/180)), 180)
		longitudes = append(longitudes, lon-wide, lon+wide)
		latitudes = append(latitudes, max(lat-high, -90), min(lat+high, 90))
	}
	alone := f.matched == 1
	for _, in := range f.incidents {
		switch {
		case in.Point == nil:
		case alone: // three times the circle leaves something of the surroundings to see
			put(in.Point.Lon, in.Point.Lat, max(3*in.Uncertainty, 60_000))
		default:
			put(in.Point.Lon, in.Point.Lat, in.Uncertainty)
		}
	}
	for _, c := range f.cells {
		if c.AreaID == "" {
			put(c.Lon, c.Lat, 0)
		}
	}
	for _, a := range f.areas {
		for _, polygon := range a.Outline {
			for _, ring := range polygon {
				for _, at := range ring {
					longitudes, latitudes = append(longitudes, at[0]), append(latitudes, at[1])
				}
			}
		}
	}
	if len(longitudes) == 0 {
		return geo.BBox{}, false
	}
	return around(longitudes, latitudes), true
}

// span is the smallest range of longitudes that holds all: east may be above 180.
func span(longitudes []float64) (west, east float64) {
	sorted := make([]float64, len(longitudes))
	for i, lon := range longitudes {
		sorted[i] = wrapped(lon)
	}
	slices.Sort(sorted)
	last := sorted[len(sorted)-1]
	west, east = sorted[0], last
	gap := sorted[0] + 360 - last // the widest gap between neighbours is left out
	for i := 1; i < len(sorted); i++ {
		if d := sorted[i] - sorted[i-1]; d > gap {
			west, east, gap = sorted[i], sorted[i-1]+360, d
		}
	}
	return west, east
}
