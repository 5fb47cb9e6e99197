package synth

import (
	"fmt"
	"math"

	"strikemap/geo"
)

// locate makes up a place. Its country is left for the record to find out.
func (g *generator) locate(in *geo.Incident, n int) {
	spot := choose(g.Rand, hotSpots)
	p := choose(g.Rand, landPrecisions)
	if spot.sea {
		p = seaPrecision
	}
	in.Location = geo.Location{
		Label: fmt.Sprintf("Synthetic place %d", n), Precision: p.precision, Basis: p.basis, Regime: g.regime(in, spot.sea),
		Uncertainty: math.Round(p.least + g.Float64()*(p.most-p.least)),
	}
	if p.precision == geo.Site {
		in.Facility = fmt.Sprintf("Synthetic %s %d", in.Category, n)
	}
	if p.precision != geo.UnknownPlace {
		in.Location.Point = g.point(spot)
	}
}

func (g *generator) regime(in *geo.Incident, sea bool) string {
	switch {
	case sea && in.Kind == geo.Incursion:
		return "airspace"
	case sea:
		return g.pick([]string{"international-waters", "territorial-sea", "unknown"})
	case in.Kind == geo.Strike:
		return "territory"
	}
	return "airspace"
}

// point scatters a point around a hot spot, to five decimals.
func (g *generator) point(spot hotSpot) *geo.Point {
	if spot.scatter == 0 {
		lat := math.Asin(2*g.Float64()-1) * 180 / math.Pi // even on the sphere
		return &geo.Point{Lon: round5(g.Float64()*360 - 180), Lat: round5(lat)}
	}
	lat := spot.lat + g.NormFloat64()*spot.scatter
	lon := spot.lon + g.NormFloat64()*spot.scatter/math.Cos(spot.lat*math.Pi/180)
	lon = math.Mod(lon+540, 360) - 180
	return &geo.Point{Lon: round5(lon), Lat: round5(min(max(lat, -90), 90))}
}

func round5(v float64) float64 { return math.Round(v*1e5) / 1e5 }
