package tiles

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"strikemap/geo"
	"strikemap/server/web"
)

const (
	areasPath = "/tiles/areas.json"
	// mostAreas are asked for at once.
	mostAreas = 500
	// coarse is how far, in pixels of the map, an outline may lie beside the true one.
	coarse = 0.4
	// speck is the size, in square pixels, below which a part of an area is left out.
	speck = 1.5
)

// areaRoute answers the outlines that stand for the places of incidents without a point,
// as fine as a map shows them.
func areaRoute(deps web.Deps) web.Route {
	t := &incidents{Deps: deps}
	return web.Route{
		Method: http.MethodGet, Path: areasPath, Handler: t.areas, Strict: true, Open: true, Cache: web.Revalidate,
		Params: []web.Param{
			{Name: "id", List: true, Description: "The areas asked for; those that are not there are left out. At most 500.", Example: []string{"PL-20", "NO-56"}},
			{Name: "zoom", Type: "integer", Minimum: &none, Description: "No finer than a map of this zoom can show, for tiles of 256 pixels. Without it, as fine as they are known."},
		},
		Doc: &web.Operation{
			ID: "getAreaOutlines", Tag: "Data", Summary: "Outlines of areas to draw on a map",
			Description: "The collection areas has all that is known of them.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "The areas with their label points", Types: []string{"application/geo+json"}}},
		},
	}
}

// none is the lowest zoom.
var none = 0.0

// outline is an area as GeoJSON, with what a map needs of it.
type outline struct {
	Type       string `json:"type"` // Feature
	Geometry   shape  `json:"geometry"`
	Properties struct {
		ID  string  `json:"id"`
		Lon float64 `json:"repr_lon"`
		Lat float64 `json:"repr_lat"`
	} `json:"properties"`
}

// shape is an outline in degrees.
type shape struct {
	Type        string           `json:"type"` // MultiPolygon
	Coordinates orb.MultiPolygon `json:"coordinates"`
}

func (t *incidents) areas(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	_, zoom, err := readView(url.Values{"zoom": values["zoom"]})
	if err != nil {
		return err
	}
	ids := strings.Split(values.Get("id"), ",")
	if len(ids) > mostAreas {
		return geo.Invalid("id", "asks for %d areas, more than %d", len(ids), mostAreas)
	}
	if web.Answered(w, r, t.Tag(r, t.Reader.Edition(), areasPath, values.Get("id"), values.Get("zoom"))) {
		return nil
	}
	web.ForAll(w)
	features, err := t.outlines(r.Context(), ids, zoom)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return err
	}
	return web.Body(w, "application/geo+json", body)
}

// outlines are the areas that are there, in the order asked for.
func (t *incidents) outlines(ctx context.Context, ids []string, zoom float64) ([]outline, error) {
	features := []outline{}
	for _, id := range ids {
		area, err := t.Reader.Area(ctx, id)
		if geo.ErrorCode(err) == geo.ENOTFOUND {
			continue
		}
		if err != nil {
			return nil, err
		}
		o := outline{Type: "Feature", Geometry: shape{"MultiPolygon", coarsened(area.Outline, zoom)}}
		o.Properties.ID, o.Properties.Lon, o.Properties.Lat = area.ID, area.Label.Lon, area.Label.Lat
		features = append(features, o)
	}
	return features, nil
}

// coarsened is an outline in degrees with as many vertices and digits as a map of a zoom
// can show. Its biggest part stays, however small.
func coarsened(full orb.MultiPolygon, zoom float64) orb.MultiPolygon {
	pixel := 360 / (256 * math.Exp2(zoom)) // degrees of longitude
	digits := math.Ceil(math.Log10(4 / pixel))
	if digits >= 3 { // the outlines have no more
		return full
	}
	grid := math.Pow(10, digits)
	thin := simplify.DouglasPeucker(coarse * pixel)
	var out orb.MultiPolygon
	var biggest orb.Polygon
	most := 0.0
	for _, polygon := range full {
		var kept orb.Polygon
		for i, ring := range polygon {
			b := ring.Bound()
			size := (b.Max[0] - b.Min[0]) * (stretched(b.Max[1]) - stretched(b.Min[1])) / (pixel * pixel)
			if i == 0 && size > most {
				most, biggest = size, orb.Polygon{ring}
			}
			if size < speck {
				if i == 0 {
					break // holes go with what they are in
				}
				continue
			}
			if ring = thinned(ring, thin, grid); len(ring) >= 4 {
				kept = append(kept, ring)
			} else if i == 0 {
				break
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	if len(out) == 0 && biggest != nil {
		return orb.MultiPolygon{biggest}
	}
	return out
}

// thinned is a ring with fewer vertices, on a grid of so many lines to a degree. They
// are weighed as the map shows them: the farther north, the taller.
func thinned(ring orb.Ring, thin *simplify.DouglasPeuckerSimplifier, grid float64) orb.Ring {
	tall := make(orb.Ring, len(ring))
	back := make(map[orb.Point]float64, len(ring))
	for i, p := range ring {
		tall[i] = orb.Point{p[0], stretched(p[1])}
		back[tall[i]] = p[1]
	}
	var out orb.Ring
	for _, p := range thin.Ring(tall) {
		on := orb.Point{math.Round(p[0]*grid) / grid, math.Round(back[p]*grid) / grid}
		if len(out) == 0 || out[len(out)-1] != on {
			out = append(out, on)
		}
	}
	return out
}

// stretched is a latitude as Mercator's projection draws it, in degrees of longitude.
func stretched(lat float64) float64 {
	lat = min(max(lat, -geo.MaxMercatorLat), geo.MaxMercatorLat)
	return math.Asinh(math.Tan(lat*math.Pi/180)) * 180 / math.Pi
}
