package site

import (
	"cmp"
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const (
	// sameSpot is how far apart two public points may lie, in metres, and still be taken
	// for one place, where the place itself is known better.
	sameSpot = 1000
	// sameTarget is within how far, in metres, the same name means the same target.
	sameTarget = 25_000
	// nearbyShown is how many incidents of a place stand on the page of one of them.
	nearbyShown = 10
	// nearbyRead is how many in a box are looked at; more are counted by the box alone.
	nearbyRead = 5000
)

// PlaceHistory is what else happened where an incident did.
type PlaceHistory struct {
	Rule  string // in words: what counts as the same place
	Total int
	More  bool // not all in the box were looked at
	Years []YearCount
	Rows  []Row // the newest first
}

// YearCount is the incidents of one local year.
type YearCount struct {
	Year  string
	Count int
}

// nearby is one incident of a place.
type nearby struct {
	row  Row
	from time.Time // by the clock of the place
}

// placeHistory finds the other incidents whose public point lies within the uncertainty
// of this one's, or that name the same target near it, newest first. It is nil for an
// incident without a point.
func (p *pages) placeHistory(ctx context.Context, read reader, f *geo.Feature, knownAt time.Time) (*PlaceHistory, error) {
	at := f.Location.Point
	if at == nil {
		return nil, nil
	}
	radius := max(f.Location.Uncertainty, sameSpot)
	h := &PlaceHistory{Rule: read.T("history.samePlace", "distance", read.Distance(radius))}
	found := map[string]nearby{}
	look := func(q geo.Query, within float64) error {
		box := boxWithin(*at, within)
		q.BBox, q.KnownAt, q.Limit = &box, knownAt, nearbyRead
		return p.Reader.Bodies(ctx, q, func(page geo.BodyPage) error {
			h.More = h.More || page.Next != nil
			return read.collect(found, page.Flats, f.ID, *at, within)
		})
	}
	if err := look(geo.Query{}, radius); err != nil {
		return nil, err
	}
	if f.Facility != "" {
		h.Rule = read.T("history.sameTarget", "distance", read.Distance(radius), "facility", read.Proper("facility", f.Facility))
		if err := look(geo.Query{Conditions: []geo.Condition{{Column: "facility", Values: []string{f.Facility}}}}, sameTarget); err != nil {
			return nil, err
		}
	}
	list := slices.SortedFunc(maps.Values(found), func(a, b nearby) int {
		return cmp.Or(b.from.Compare(a.from), strings.Compare(b.row.ID, a.row.ID))
	})
	h.Total = len(list)
	for i, n := range list {
		if i < nearbyShown {
			h.Rows = append(h.Rows, n.row)
		}
		year := n.from.Format("2006")
		if last := len(h.Years) - 1; last >= 0 && h.Years[last].Year == year {
			h.Years[last].Count++
		} else {
			h.Years = append(h.Years, YearCount{year, 1})
		}
	}
	return h, nil
}

// boxWithin is a box about all that is within some metres of a point.
func boxWithin(at geo.Point, metres float64) geo.BBox {
	const perDegree = 110_574 // metres of latitude at the equator, where a degree is shortest
	tall := metres / perDegree
	north, south := min(at.Lat+tall, 90), max(at.Lat-tall, -90)
	wide := 180.0
	if shrink := math.Cos(max(north, -south) * math.Pi / 180); shrink*180 > tall {
		wide = tall / shrink
	}
	if wide >= 180 {
		return geo.BBox{West: -180, South: south, East: 180, North: north}
	}
	return geo.BBox{West: turned(at.Lon - wide), South: south, East: turned(at.Lon + wide), North: north}
}

// turned is a longitude from -180 to 180.
func turned(lon float64) float64 {
	switch {
	case lon > 180:
		return lon - 360
	case lon < -180:
		return lon + 360
	}
	return lon
}

// metresBetween is the distance of two points on a sphere of the Earth's mean radius:
// off by half a percent at most, which is less than any place here is known to.
func metresBetween(a, b geo.Point) float64 {
	const radius, degree = 6_371_008.8, math.Pi / 180
	lat, lon := math.Sin((b.Lat-a.Lat)*degree/2), math.Sin((b.Lon-a.Lon)*degree/2)
	h := lat*lat + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*lon*lon
	return 2 * radius * math.Asin(min(1, math.Sqrt(h)))
}

// collect keeps those of a page that lie within some metres of a point, but for the
// incident itself.
func (r reader) collect(found map[string]nearby, flats [][]byte, self string, at geo.Point, within float64) error {
	var flat encode.Flat
	for _, raw := range flats {
		if err := flat.Read(raw); err != nil {
			return err
		}
		point, ok := flatPoint(&flat)
		if !ok || flat.ID() == self || metresBetween(at, point) > within {
			continue
		}
		row, from, err := r.flatRow(&flat)
		if err != nil {
			return err
		}
		found[row.ID] = nearby{row, from}
	}
	return nil
}

func flatPoint(flat *encode.Flat) (geo.Point, bool) {
	lon, errLon := strconv.ParseFloat(columnText(flat, "repr_lon"), 64)
	lat, errLat := strconv.ParseFloat(columnText(flat, "repr_lat"), 64)
	return geo.Point{Lon: lon, Lat: lat}, errLon == nil && errLat == nil
}

func columnText(flat *encode.Flat, name string) string { return flat.Text(encode.ColumnIndex(name)) }

// flatRow makes a row of an encoded incident, with the year in its time, and tells when
// it began by the clock of the place.
func (r reader) flatRow(flat *encode.Flat) (Row, time.Time, error) {
	text := func(name string) string { return columnText(flat, name) }
	from, err := geo.ParseTime(text("time_from"))
	if err != nil {
		return Row{}, from, err
	}
	to, err := geo.ParseTime(text("time_to"))
	if err != nil {
		return Row{}, from, err
	}
	parties := func(column string) []string {
		codes := strings.FieldsFunc(text(column), func(c rune) bool { return c == ',' })
		return r.names(codes)
	}
	families, _ := strconv.Atoi(text("source_families"))
	row := Row{
		ID: flat.ID(), Path: "/incidents/" + flat.ID(),
		Kind: text("kind"), KindWord: r.Code("kind", text("kind")), Glyph: text("kind") + "-" + text("status"),
		Title: text("title"), Place: r.Proper("place", text("place")), Status: text("status"),
		Time:         r.TimePhrase(Moment{from, to, text("time_precision"), text("time_zone")}, true),
		StatusPhrase: r.StatusPhrase(Standing{text("status"), parties("claimed_by"), parties("confirmed_by"), parties("denied_by")}),
		Sources:      r.N("row.sources", families),
		Synthetic:    text("synthetic") == "true",
	}
	return row, from.In(zoneOf(text("time_zone"))), nil
}

// YearsSaid are the years with their counts, for a line of text.
func (h *PlaceHistory) YearsSaid() string {
	parts := make([]string, len(h.Years))
	for i, y := range h.Years {
		parts[i] = y.Year + ": " + strconv.Itoa(y.Count)
	}
	return strings.Join(parts, " · ")
}

// placesSought is up to how many public incidents the pages look for the place of one.
// Where that is takes a look at all of them after each change of the record.
const placesSought = 20_000

// placesByIncident finds for every public incident the smallest public place it is at.
func (p *pages) placesByIncident(ctx context.Context) (map[string]*geo.PublicPlace, error) {
	at := map[string]*geo.PublicPlace{}
	all, err := p.overview(ctx, time.Time{})
	if err != nil || p.Places == nil || all.total > placesSought {
		return at, err
	}
	places, err := p.Places()
	if err != nil {
		return nil, err
	}
	list, err := places.All(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	for _, place := range list {
		for _, visit := range place.Visits {
			if known := at[visit.Incident]; known == nil || place.RadiusM < known.RadiusM {
				at[visit.Incident] = place
			}
		}
	}
	return at, nil
}

// placeLink leads to the page of the place that an incident is at, as known now; nil
// where there is none.
func (p *pages) placeLink(r *http.Request, read reader, f *geo.Feature) (*Link, error) {
	at, err := p.atPlaces.Get(r.Context(), p.Reader.Edition(), p.placesByIncident)
	if err != nil || at[f.ID] == nil {
		return nil, err
	}
	place := at[f.ID]
	return &Link{URL: web.Links(r).Path(place.Path(), langValues(p.asked(r))), Text: read.T("history.placeAll", "place", read.placeName(place))}, nil
}
