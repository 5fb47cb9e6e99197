package site

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// Ahead is an answer that the script of a page is going to ask for. Its address stands in
// the head of the page, so that it is on its way while the script still is.
type Ahead struct {
	URL   string
	Media string // windows it is for, as a media query; empty for all
}

// screen is how much a map shows in windows of some widths, about: what is asked for
// ahead and not shown is wasted, what is shown and not asked for ahead comes later.
type screen struct {
	from, to      int     // width of the window in CSS pixels, both included; 0 for no end
	width, height float64 // of the map
	fit           float64 // part of the map that the box may take up at the start
}

// The screens of the two pages, from the narrowest on, without gaps. They follow the
// style sheets: where the list goes beside the map, and how high each of them is.
var (
	homeScreens = []screen{
		{0, 479, 390, 592, 1},
		{480, 899, 480, 760, 1},
		{900, 1799, 960, 704, 1},
		{1800, 0, 1540, 984, 1},
	}
	embedScreens = []screen{
		{0, 575, 388, 260, 0.75},
		{576, 719, 638, 340, 0.75},
		{720, 899, 440, 590, 0.75},
		{900, 0, 760, 600, 0.75},
	}
)

// media is the media query of widths, both included; 0 for no end.
func media(from, to int) string {
	var parts []string
	if from > 0 {
		parts = append(parts, fmt.Sprintf("(min-width:%dpx)", from))
	}
	if to > 0 {
		// Windows of pixels and a half belong to the narrower screen.
		parts = append(parts, fmt.Sprintf("(max-width:%d.9px)", to))
	}
	return strings.Join(parts, " and ")
}

// areasAhead is how many outlines a map asks for at once: addresses have an end.
const areasAhead = 300

// mostAreas are asked for ahead: an address must not get too long. The script asks for
// more of them by itself.
const mostAreas = 100

// mapAhead is what a map asks for first that opens on a box, or on a view where one is
// given: names, the outlines of some areas, tiles of the basemap.
func (p *pages) mapAhead(r *http.Request, language string, screens []screen, box geo.BBox, view *View, areas []string) []Ahead {
	base := web.Links(r)
	areas = areas[:min(len(areas), areasAhead)]
	views, seen := make([]View, len(screens)), map[float64]geo.BBox{}
	for i, s := range screens {
		if views[i] = s.open(box); view != nil {
			views[i] = *view
		}
		seen[views[i].Zoom] = joined(seen[views[i].Zoom], s.box(views[i]))
	}
	asked := make([][]string, len(screens))
	for i, s := range screens {
		v := views[i]
		zoom := strconv.Itoa(int(v.Zoom))
		if len(p.Labels) > 0 {
			labels := url.Values{"language": {language}, "bbox": {seen[v.Zoom].Text()}, "zoom": {zoom}}
			asked[i] = append(asked[i], base.Path("/basemap/labels.json", nil)+"?"+plain(labels))
		}
		if len(areas) > 0 && len(areas) <= mostAreas {
			outlines := url.Values{"id": {strings.Join(areas, ",")}, "zoom": {zoom}}
			asked[i] = append(asked[i], base.Path("/tiles/areas.json", nil)+"?"+plain(outlines))
		}
		for _, at := range s.tiles(v, p.BasemapZoom) {
			if p.Basemap == nil {
				break
			}
			if _, ok := p.Basemap.Tile(at.z, at.x, at.y); ok {
				asked[i] = append(asked[i], base.Path(fmt.Sprintf("/basemap/%d/%d/%d.mvt", at.z, at.x, at.y), nil))
			}
		}
	}
	return merged(screens, asked)
}

// listColumns are the columns that the script of the map page asks for: those of
// static/src/page/record.ts.
const listColumns = "id,title,kind,status,category,place,country,control,admin1,precision,uncertainty_m,area_id," +
	"time_from,time_to,time_precision,time_zone,claimed_by,confirmed_by,denied_by,source_families"

// homeAhead is what the map page asks for first. Of a record that holds more than a page
// loads, and of what was known once, only the map is asked for ahead.
func (p *pages) homeAhead(r *http.Request, l language, all overview, s Selection) ([]Ahead, error) {
	var list []Ahead
	var areas []string
	if all.total <= loadLimit && s.KnownAt.IsZero() {
		query := url.Values{"limit": {strconv.Itoa(loadLimit)}, "properties": {listColumns}}
		list = append(list, Ahead{URL: web.Links(r).Path("/api/v1/collections/incidents/items", nil) + "?" + plain(query)})
		counts, err := p.Reader.Count(r.Context(), s.query(all), "area_id")
		if err != nil {
			return nil, err
		}
		areas = slices.DeleteFunc(slices.Sorted(maps.Keys(counts)), func(id string) bool { return id == "" })
	}
	return append(list, p.mapAhead(r, l.tag, homeScreens, usualBox(p.Site.DefaultView), s.View, areas)...), nil
}

// joined is the box around two, of which the first may be none.
func joined(a, b geo.BBox) geo.BBox {
	if a == (geo.BBox{}) {
		return b
	}
	return geo.BBox{West: min(a.West, b.West), South: min(a.South, b.South), East: max(a.East, b.East), North: max(a.North, b.North)}
}

// plain is a query whose commas stand as they are.
func plain(v url.Values) string { return strings.ReplaceAll(v.Encode(), "%2C", ",") }

// merged joins what neighbouring screens have in common, in the order asked.
func merged(screens []screen, asked [][]string) []Ahead {
	var out []Ahead
	type span struct{ first, last int }
	spans := map[string]*span{}
	var order []string
	for i, addresses := range asked {
		for _, a := range addresses {
			if s := spans[a]; s != nil {
				s.last = i
				continue
			}
			spans[a] = &span{i, i}
			order = append(order, a)
		}
	}
	for _, a := range order {
		s := spans[a]
		out = append(out, Ahead{a, media(screens[s.first].from, screens[s.last].to)})
	}
	return out
}

// open is the view at which a map opens on a box: the whole zoom that fills it best, as
// the script of the page finds it.
func (s screen) open(box geo.BBox) View {
	const globe = 1 << 32
	wide := box.East - box.West
	if box.Crosses() {
		wide += 360
	}
	_, top := geo.Mercator(0, box.North)
	_, bottom := geo.Mercator(0, box.South)
	across := s.width * s.fit / (256 * wide / 360)
	down := s.height * s.fit / (256 * (float64(bottom) - float64(top)) / globe)
	_, lat := geo.Unmercator(0, (float64(top)+float64(bottom))/2)
	lon := box.West + wide/2
	if lon > 180 {
		lon -= 360
	}
	zoom := math.Round(math.Log2(min(across, down)))
	return View{Lon: lon, Lat: lat, Zoom: min(max(zoom, leastZoom), mostZoom)}
}

// The zooms of maps, for tiles of 256 pixels.
const leastZoom, mostZoom = 2, 12

// box is what a map shows of a view with some surroundings, in whole degrees.
func (s screen) box(v View) geo.BBox {
	size := 256 * math.Exp2(v.Zoom) // pixels around the globe
	x, y := pixelOf(v, size)
	lon := 0.75 * s.width / size * 360
	box := geo.BBox{West: math.Floor(v.Lon - lon), East: math.Ceil(v.Lon + lon)}
	if box.West < -180 || box.East > 180 {
		box.West, box.East = -180, 180
	}
	north, south := max(y-0.75*s.height, 0), min(y+0.75*s.height, size)
	_, box.North = geo.Unmercator(x, north/size*(1<<32))
	_, box.South = geo.Unmercator(x, south/size*(1<<32))
	box.North, box.South = math.Ceil(box.North), math.Floor(box.South)
	return box
}

// pixelOf is the middle of a view in pixels of the map of the whole globe.
func pixelOf(v View, size float64) (x, y float64) {
	_, down := geo.Mercator(v.Lon, v.Lat)
	return (v.Lon + 180) / 360 * size, float64(down) / (1 << 32) * size
}

// square is a tile of the basemap.
type square struct{ z, x, y uint32 }

// tiles are the tiles of 512 pixels that cover a view, row by row.
func (s screen) tiles(v View, deepest int) []square {
	size := 256 * math.Exp2(v.Zoom)
	x, y := pixelOf(v, size)
	z := int(v.Zoom) - 1
	side := 512.0
	if z > deepest { // parts of shallower ones are shown
		side *= math.Exp2(float64(z - deepest))
		z = deepest
	}
	count := math.Exp2(float64(z))
	var out []square
	for row := math.Floor((y - s.height/2) / side); row <= math.Floor((y+s.height/2)/side); row++ {
		for column := math.Floor((x - s.width/2) / side); column <= math.Floor((x+s.width/2)/side); column++ {
			if row < 0 || row >= count {
				continue
			}
			out = append(out, square{uint32(z), uint32(math.Mod(column+count, count)), uint32(row)})
		}
	}
	return out
}
