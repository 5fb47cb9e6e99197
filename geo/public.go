package geo

import (
	"math"
	"time"
)

// Delays says how long after an incident ended it may become public, by category.
// A category not in ByCategory takes Default; closures and interceptions are public
// at once.
type Delays struct {
	Default    time.Duration
	ByCategory map[string]time.Duration
}

// DefaultDelays holds back military sites for 12 hours and all else for 3, so that
// a map does not tell where the last shot fell.
var DefaultDelays = Delays{
	Default: 3 * time.Hour,
	ByCategory: map[string]time.Duration{
		"airfield": 12 * time.Hour, "arms-depot": 12 * time.Hour, "military-base": 12 * time.Hour,
	},
}

// For returns the delay for an incident.
func (d Delays) For(in *Incident) time.Duration {
	if in.Kind == Closure || in.Kind == Interception {
		return 0
	}
	if delay, ok := d.ByCategory[in.Category]; ok {
		return delay
	}
	return d.Default
}

// VisibleFrom returns the instant from which readers may see the incident: the
// latest of its publication, its embargo and its end plus the delay. It is zero for
// an incident that is neither published nor withdrawn.
func (in *Incident) VisibleFrom(d Delays) time.Time {
	if in.State != Published && in.State != Withdrawn || in.PublishedAt == nil {
		return time.Time{}
	}
	visible := *in.PublishedAt
	if in.Embargo != nil && in.Embargo.After(visible) {
		visible = *in.Embargo
	}
	if end := in.Time.To.Add(d.For(in)); end.After(visible) {
		visible = end
	}
	return visible.UTC()
}

// Public returns the incident as readers may see it: the place coarsened and what
// only the desk may know left out. It is deterministic, so that asking often
// reveals no more than asking once.
func (in *Incident) Public() Incident {
	out := *in
	out.Embargo = nil
	out.PublicPrecision = ""
	out.Location = in.publicLocation()
	if in.coarsened() {
		out.Facility = ""
		out.Location.PlaceID = ""
	}
	return out
}

// coarsened reports whether the desk asked for less than it knows.
func (in *Incident) coarsened() bool {
	return Precisions.Index(in.PublicPrecision) > Precisions.Index(in.Location.Precision)
}

// PublicPlacePrecision returns the precision readers see.
func (in *Incident) PublicPlacePrecision() string {
	if in.coarsened() {
		return in.PublicPrecision
	}
	return in.Location.Precision
}

// grid is what a public point is rounded to: steps in degrees, and the least
// radius in metres that honestly covers the rounding.
type grid struct {
	step   float64
	radius float64
}

func (in *Incident) publicGrid() (grid, bool) {
	switch in.PublicPlacePrecision() {
	case Site:
		if sensitive[in.Category] {
			return grid{0.01, 1000}, true
		}
		return grid{0.001, 100}, true
	case Settlement:
		if in.coarsened() {
			return grid{0.1, 10_000}, true
		}
		return grid{0.001, 100}, true
	case District:
		if in.coarsened() {
			return grid{0.5, 40_000}, true
		}
		return grid{0.01, 1000}, true
	}
	return grid{}, false // coarser than a district: no point
}

// areaGrid is what a point is rounded to that the desk knows but wants shown as an
// area only.
var areaGrid = grid{1, 100_000}

// sensitive are the military and energy categories, whose sites are served at one
// kilometre or coarser.
var sensitive = map[string]bool{
	"refinery": true, "oil-depot": true, "oil-terminal": true, "oil-platform": true, "pipeline": true,
	"gas-plant": true, "gas-infrastructure": true, "power": true,
	"airfield": true, "arms-depot": true, "military-base": true,
}

func (in *Incident) publicLocation() Location {
	l := in.Location
	l.Precision = in.PublicPlacePrecision()
	l.Label = in.publicLabel()
	g, served := in.publicGrid()
	if !served || l.Point == nil {
		l.Point = nil
		if in.coarsened() {
			l.Uncertainty = max(l.Uncertainty, areaGrid.radius)
		}
		return l
	}
	l.Point = &Point{snap(l.Point.Lon, g.step), snap(l.Point.Lat, g.step)}
	l.Uncertainty = max(l.Uncertainty, g.radius)
	return l
}

// publicLabel returns the place in words as readers may have it. Where the desk asked
// for a district or less, the label may name more than that: the division stands in
// for it. Title and summary are the desk's own words for readers and stay.
func (in *Incident) publicLabel() string {
	switch {
	case !in.coarsened() || in.PublicPrecision == Settlement:
		return in.Location.Label
	case in.Location.Admin1 != "" && in.PublicPrecision != CountryWide && in.PublicPrecision != UnknownPlace:
		return in.Location.Admin1
	}
	return "Place not given"
}

// snap rounds a coordinate to the nearest multiple of step, free of binary noise.
func snap(v, step float64) float64 {
	per := math.Round(1 / step)
	return math.Round(v*per) / per
}
