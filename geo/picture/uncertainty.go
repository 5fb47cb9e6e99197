package picture

import "strikemap/geo"

// uncertainty draws the circles that are wider than their symbols.
func (r *renderer) uncertainty(clusters []*cluster) []item {
	type rim struct {
		at     point
		radius float64
		in     Incident
	}
	var rims []rim
	seen := map[string]bool{}
	for _, c := range clusters {
		for _, m := range c.members {
			if !m.single {
				continue
			}
			in := r.Incidents[m.incidents[0]]
			radius := in.Uncertainty * r.globe.metres(in.Point.Lon, in.Point.Lat)
			key := decimals(m.at.x, 100) + " " + decimals(m.at.y, 100) + " " + decimals(radius, 100)
			reach := extent{m.at.x, m.at.y, m.at.x, m.at.y}.grown(radius)
			if radius <= c.radius+2 || seen[key] || !reach.overlaps(r.globe.frame, 0) {
				continue
			}
			seen[key] = true
			rims = append(rims, rim{m.at, radius, in})
		}
	}
	// Many circles over one another would add up to a blot.
	crowd := min(1, 40/float64(max(1, len(rims))))
	var items []item
	for _, rim := range rims {
		colour := r.palette.kind[rim.in.Kind]
		items = append(items, mark{
			path: r.circle(*rim.in.Point, rim.in.Uncertainty, rim.at, rim.radius), width: 1, dash: []float64{3, 3},
			fill: paint{colour, 0.08 * crowd}, stroke: paint{colour, 0.25 + 0.5*crowd},
		})
	}
	return items
}

// roundEnough is the radius in pixels up to which a circle on the ground is one in the
// picture: both projections keep small shapes.
const roundEnough = 40

func (r *renderer) circle(centre geo.Point, metres float64, at point, radius float64) *path {
	if radius <= roundEnough {
		return circlePath(at, radius)
	}
	ring := geo.Circle(centre, metres)[0]
	shift := r.globe.near(centre.Lon) - centre.Lon
	points := make([]point, len(ring)-1)
	for i := range points {
		points[i] = r.globe.flat(ring[i][0]+shift, ring[i][1])
	}
	p := &path{}
	p.ring(points)
	return p
}
