package draft

import (
	"strikemap/geo"
)

// location is where an event was. Places known no better than a region keep a desk's
// point, which readers never see.
func (d *Drafter) location(e *event) geo.Location {
	place := e.place.Place
	l := geo.Location{Country: e.country, Precision: geo.UnknownPlace, Regime: regime(e)}
	if place == nil {
		if e.country != "" {
			l.Label, l.Precision, l.Basis = nations[e.country], geo.CountryWide, "described-area"
		}
		return l
	}
	l.Label, l.PlaceID, l.Precision = place.Name, place.ID, e.place.Precision
	l.Point, l.Uncertainty = &geo.Point{Lon: e.place.Lon, Lat: e.place.Lat}, e.place.RadiusM
	l.Country, l.Control = place.Country, place.Control
	switch l.Precision {
	case geo.Site:
		l.Basis = "named-site"
		l.Uncertainty = min(l.Uncertainty, 1000)
	case geo.Settlement, geo.District:
		l.Basis = "named-place"
		if place.Facility() {
			l.Basis = "named-site"
		}
		if l.Precision == geo.Settlement {
			l.Uncertainty = min(l.Uncertainty, 10_000)
		}
	case geo.Region, geo.SeaArea, geo.CountryWide:
		l.Basis = "described-area"
	}
	if d.where == nil {
		return l
	}
	if place.Admin1 != "" {
		if shape, ok := d.where.Shape(place.Admin1); ok {
			l.Admin1 = shape.Name
		}
	}
	if l.Precision == geo.Site || l.Precision == geo.Settlement || l.Precision == geo.District {
		at := d.where.Locate(l.Point.Lon, l.Point.Lat)
		if l.Admin1 == "" {
			l.Admin1 = at.Admin1Name
		}
		if l.Country == "" {
			l.Country = at.Country
		}
		if at.Border != "" {
			km := at.BorderKM
			l.Border, l.BorderKM = at.Border, &km
		}
		if km, ok := d.where.DistanceTo(e.measured, l.Point.Lon, l.Point.Lat); ok && e.measured != "" {
			l.Border, l.BorderKM = e.measured, &km // the border that the text measures from
		}
	}
	return l
}

// regime is the legal nature of a place, as far as the kind tells.
func regime(e *event) string {
	switch {
	case e.neutral:
		return "international-waters"
	case e.kind == geo.Incursion:
		return "airspace"
	case e.kind == geo.Closure && e.category == "airport":
		return "territory"
	case e.kind == geo.Closure:
		return "airspace"
	case e.kind == geo.Strike && e.country != "" && e.category != "ship":
		return "territory"
	}
	return "unknown"
}
