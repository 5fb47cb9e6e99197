package geo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Area is the shape that stands for a place known no better than a region, a
// stretch of sea or a country. Several incidents may share one.
type Area struct {
	ID      string // ISO 3166 code, or "area-" and a hash of what made it
	Name    string // English, or the label of the place
	Level   string // "country", "admin1", "part" (of a country) or "sea"
	Country string // ISO 3166-1 alpha-2, or empty at sea
	Label   Point  // where a count may be written
	Outline orb.MultiPolygon
}

// Bounds returns the box of the outline. No outline of ours crosses the
// antimeridian unless cut there, which makes the box as wide as the globe.
func (a *Area) Bounds() BBox {
	b := a.Outline.Bound()
	return BBox{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

// AreaOf returns the shape for an incident whose public place is coarser than a
// district, or nil for any other: the outline of its first-level division if one is
// named, else the circle of its uncertainty, kept inside the country if it has one.
// Where the desk knows more than it shows, the circle is wide and around a rounded
// middle, so that it gives no more away than the precision shown does.
func AreaOf(in *Incident, l Locator) *Area {
	place := in.Location
	switch in.PublicPlacePrecision() {
	case Region:
		if code, ok := l.Admin1ByName(place.Country, place.Admin1); ok {
			if s, ok := l.Shape(code); ok {
				return shapeArea(s, place.Country)
			}
		}
		return circleArea(in, l)
	case SeaArea, CountryWide:
		return circleArea(in, l)
	}
	return nil
}

func shapeArea(s Shape, country string) *Area {
	outline := rounded(s.Outline)
	return &Area{ID: s.Code, Name: s.Name, Level: s.Level, Country: country, Label: labelPoint(outline), Outline: outline}
}

// circleArea draws the uncertainty of the desk's point. Without a point only a
// whole country can be shown.
func circleArea(in *Incident, l Locator) *Area {
	place := in.Location
	country, known := Shape{}, false
	if place.Country != "" && in.PublicPlacePrecision() != SeaArea {
		country, known = l.Shape(place.Country)
	}
	wholeCountry := in.coarsened() && in.PublicPlacePrecision() == CountryWide
	if place.Point == nil || place.Uncertainty <= 0 || wholeCountry && known {
		if known {
			return shapeArea(country, place.Country)
		}
		return nil
	}
	step, least := 0.01, 0.0
	if in.coarsened() {
		step, least = areaGrid.step, areaGrid.radius
	}
	centre := Point{snap(place.Point.Lon, step), snap(place.Point.Lat, step)}
	radius := math.Ceil(max(place.Uncertainty, least)/1000) * 1000
	area := &Area{
		ID:      areaID(in.PublicPlacePrecision(), place.Country, centre, radius),
		Name:    in.publicLabel(),
		Level:   "sea",
		Country: place.Country,
		Label:   centre,
	}
	rings := windows(centre, radius)
	if known {
		area.Level = "part"
		var part orb.MultiPolygon
		for _, window := range rings {
			part = append(part, clipToCircle(country.Outline, window)...)
		}
		if area.Outline = rounded(part); len(area.Outline) > 0 {
			area.Label = labelPoint(part)
			return area
		}
	}
	area.Outline = rounded(onGlobe(rings)) // at sea, or off the country
	return area
}

// onGlobe keeps what of the rings lies between 180 W and 180 E.
func onGlobe(rings []orb.Ring) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, ring := range rings {
		if on := clipRing(ring, globe); len(on) >= 4 {
			out = append(out, orb.Polygon{on})
		}
	}
	return out
}

// globe is the plane of longitude and latitude, wound counter-clockwise.
var globe = orb.Ring{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}

// windows returns the rings that show a circle on the plane: the circle itself, and
// beside it, moved by a turn, what of it lies beyond the antimeridian. A circle with
// a pole in it shows as the band from that pole to its far edge.
func windows(centre Point, metres float64) []orb.Ring {
	degrees := metres / EarthRadius * 180 / math.Pi
	south, north := centre.Lat-degrees, centre.Lat+degrees
	if south <= -90 || north >= 90 {
		south, north = max(south, -90), min(north, 90)
		return []orb.Ring{{{-180, south}, {180, south}, {180, north}, {-180, north}, {-180, south}}}
	}
	circle := Circle(centre, metres)[0]
	rings := []orb.Ring{circle}
	box := circle.Bound()
	for _, turn := range []float64{-360, 360} {
		if round5(box.Max[0]+turn) <= -180 || round5(box.Min[0]+turn) >= 180 {
			continue
		}
		moved := make(orb.Ring, len(circle))
		for i, p := range circle {
			moved[i] = orb.Point{round5(p[0] + turn), p[1]}
		}
		rings = append(rings, moved)
	}
	return rings
}

func areaID(precision, country string, centre Point, radius float64) string {
	text := fmt.Sprintf("%s|%s|%.2f|%.2f|%.0f", precision, country, centre.Lon, centre.Lat, radius)
	sum := sha256.Sum256([]byte(text))
	return "area-" + hex.EncodeToString(sum[:5])
}

// EarthRadius is the mean radius of the WGS84 ellipsoid in metres, (2a+b)/3.
const EarthRadius = 6371008.8

// bearings are the directions of the corners of a circle: north, then on by the west.
var bearings = func() (all [64]struct{ sin, cos float64 }) {
	for i := range all {
		bearing := -2 * math.Pi * float64(i) / float64(len(all))
		all[i].sin, all[i].cos = math.Sin(bearing), math.Cos(bearing)
	}
	return all
}()

// Circle returns a ring of 64 points at a distance in metres around a point, on
// the sphere, wound counter-clockwise and closed. Longitudes may pass 180.
func Circle(centre Point, metres float64) orb.Polygon {
	ring := make(orb.Ring, 0, len(bearings)+1)
	d := metres / EarthRadius
	lat, lon := centre.Lat*math.Pi/180, centre.Lon*math.Pi/180
	sinD, cosD, sinLat, cosLat := math.Sin(d), math.Cos(d), math.Sin(lat), math.Cos(lat)
	for _, towards := range bearings {
		sinY := sinLat*cosD + cosLat*sinD*towards.cos
		y := math.Asin(sinY)
		x := lon + math.Atan2(towards.sin*sinD*cosLat, cosD-sinLat*sinY)
		ring = append(ring, orb.Point{round5(x * 180 / math.Pi), round5(y * 180 / math.Pi)})
	}
	return orb.Polygon{append(ring, ring[0])}
}

func round5(v float64) float64 { return math.Round(v*1e5) / 1e5 }

// round3 keeps three decimals of a degree, about 100 m.
func round3(v float64) float64 { return math.Round(v*1000) / 1000 }

// rounded returns an outline in three decimals: an area is known no better than to
// kilometres, and fewer digits make smaller answers. A ring that is no ring any more
// is left out.
func rounded(outline orb.MultiPolygon) orb.MultiPolygon {
	return mapRings(outline, func(ring orb.Ring) orb.Ring {
		points := make(orb.Ring, 0, len(ring))
		for _, p := range ring {
			p = orb.Point{round3(p[0]), round3(p[1])}
			if len(points) == 0 || points[len(points)-1] != p {
				points = append(points, p)
			}
		}
		if len(points) < 4 || points.Orientation() == 0 { // the rest lies on one line
			return nil
		}
		return points
	})
}

// mapRings returns the outline made of what change makes of each ring. A hole of
// fewer than three corners is left out, and so is a polygon whose outer ring is.
func mapRings(outline orb.MultiPolygon, change func(orb.Ring) orb.Ring) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, polygon := range outline {
		var rings orb.Polygon
		for i, ring := range polygon {
			changed := change(ring)
			if len(changed) >= 4 {
				rings = append(rings, changed)
			} else if i == 0 {
				break
			}
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out
}

// clipToCircle keeps what of the outline lies inside a convex ring wound
// counter-clockwise (Sutherland and Hodgman 1974). Parts of a concave outline stay
// joined along the ring, which a filled area does not show.
func clipToCircle(outline orb.MultiPolygon, window orb.Ring) orb.MultiPolygon {
	box := window.Bound()
	return mapRings(outline, func(ring orb.Ring) orb.Ring {
		if !ring.Bound().Intersects(box) { // what is cut of it would stay within its box
			return nil
		}
		return clipRing(ring, window)
	})
}

func clipRing(ring, window orb.Ring) orb.Ring {
	points := ring[:len(ring)-1]
	var kept [2]orb.Ring // taken in turns: one is read while the other is written
	for i := 0; i+1 < len(window) && len(points) > 0; i++ {
		to := &kept[i%2]
		*to = clipEdge((*to)[:0], points, window[i], window[i+1])
		points = *to
	}
	if len(points) < 3 {
		return nil
	}
	closed := make(orb.Ring, 0, len(points)+1)
	for _, p := range points {
		p = orb.Point{round5(p[0]), round5(p[1])}
		if len(closed) == 0 || closed[len(closed)-1] != p {
			closed = append(closed, p)
		}
	}
	if closed[0] != closed[len(closed)-1] {
		closed = append(closed, closed[0])
	}
	return closed
}

// clipEdge appends to kept what of the points, one or more, lies left of the line
// from a to b.
func clipEdge(kept, points orb.Ring, a, b orb.Point) orb.Ring {
	dx, dy := b[0]-a[0], b[1]-a[1]
	side := func(p orb.Point) float64 { return dx*(p[1]-a[1]) - dy*(p[0]-a[0]) }
	kept = slices.Grow(kept, len(points)+2) // a convex ring gains one corner, others may gain more
	previous := points[len(points)-1]
	s := side(previous)
	for _, p := range points {
		t := side(p)
		if (s < 0) != (t < 0) {
			f := s / (s - t)
			kept = append(kept, orb.Point{previous[0] + f*(p[0]-previous[0]), previous[1] + f*(p[1]-previous[1])})
		}
		if t >= 0 {
			kept = append(kept, p)
		}
		previous, s = p, t
	}
	return kept
}

// labelPoint returns a point for a label: the centroid of the largest part.
func labelPoint(outline orb.MultiPolygon) Point {
	best, most := orb.Point{}, -1.0
	for _, polygon := range outline {
		if centre, size := planar.CentroidArea(polygon); math.Abs(size) > most {
			best, most = centre, math.Abs(size)
		}
	}
	return Point{round5(best[0]), round5(best[1])}
}

// Complete fills in what follows from the place and returns the area that stands
// for it, if any: country and division where the desk gave none, the state in
// control of Crimea and Sevastopol, and the distance to a border. The distance is
// measured from the public point, so that it gives no more away than that does: for
// a strike with a named state as author to that state, else to the nearest other
// country. It changes the incident in place.
func (in *Incident) Complete(l Locator, parties Parties) *Area {
	place := &in.Location
	place.AreaID, place.Border, place.BorderKM = "", "", nil
	if p := place.Point; p != nil {
		here := l.Within(p.Lon, p.Lat)
		if place.Country == "" && here.Country != "" && !atSea(*place) {
			place.Country = here.Country
		}
		if place.Admin1 == "" && here.Country == place.Country && (place.Precision == Site || place.Precision == Settlement || place.Precision == District) {
			place.Admin1 = here.Admin1Name
		}
		if place.Country == "UA" && place.Control == "" && crimean(here.Admin1) {
			place.Control = "RU"
		}
	}
	in.measureBorder(l, parties)
	area := AreaOf(in, l)
	if area != nil {
		place.AreaID = area.ID
	}
	return area
}

func atSea(l Location) bool {
	return l.Precision == SeaArea || l.Regime == "international-waters"
}

// crimean reports whether a division is the Autonomous Republic of Crimea or
// Sevastopol, the only places whose control is computed.
func crimean(code string) bool { return code == "UA-43" || code == "UA-40" }

func (in *Incident) measureBorder(l Locator, parties Parties) {
	public := in.publicLocation()
	if public.Point == nil {
		return
	}
	border, km, ok := in.borderFrom(*public.Point, l, parties)
	if !ok {
		return
	}
	km = math.Round(km)
	in.Location.Border, in.Location.BorderKM = border, &km
}

// borderFrom returns the country whose border counts for the incident, and how far
// its outline is from a point, in kilometres; false if none is known.
func (in *Incident) borderFrom(p Point, l Locator, parties Parties) (country string, km float64, ok bool) {
	if author := in.ActorCountry(parties); in.Kind == Strike && author != "" && author != in.Location.Country {
		if km, ok := l.DistanceTo(author, p.Lon, p.Lat); ok {
			return author, km, true
		}
	}
	here := l.Locate(p.Lon, p.Lat)
	return here.Border, here.BorderKM, here.Border != ""
}

// ActorCountry returns the country of the named author, or "".
func (in *Incident) ActorCountry(parties Parties) string {
	if alpha2.MatchString(in.Actor) {
		return in.Actor
	}
	return parties[strings.TrimSpace(in.Actor)].Country
}
