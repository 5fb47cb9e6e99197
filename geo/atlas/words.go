package atlas

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// words is what readers can read of where an incident was.
type words struct {
	facility, label, country, admin1, precision string
	synthetic                                   bool
}

func wordsOf(row geo.Row) words {
	synthetic, _ := row.Property("synthetic").(bool)
	return words{
		facility: text(row, "facility"), label: text(row, "place"), country: text(row, "country"), admin1: text(row, "admin1"),
		precision: text(row, "precision"), synthetic: synthetic,
	}
}

// text returns a text column, "" for a missing one.
func text(row geo.Row, name string) string {
	s, _ := row.Property(name).(string)
	return s
}

// mostKept is for how many different words the places are kept.
const mostKept = 100_000

// reading finds places by words, and keeps what it found. It is not safe for concurrent
// use.
type reading struct {
	gazetteer geo.Geocoder
	countries map[string]*geo.Place    // by code
	regions   map[[2]string]*geo.Place // by country and folded name
	codes     map[string]*geo.Place    // of regions, by ISO 3166-2
	found     map[words][]string
}

func newReading(g geo.Gazetteer) *reading {
	r := &reading{g, map[string]*geo.Place{}, map[[2]string]*geo.Place{}, map[string]*geo.Place{}, map[words][]string{}}
	for _, p := range g.Places() {
		switch p.Class {
		case geo.PlaceCountry:
			r.countries[p.Country] = p
		case geo.PlaceRegion:
			r.codes[p.Admin1] = p
			for _, n := range p.Names {
				r.regions[[2]string{p.Country, geo.Fold(n.Text)}] = p
			}
		}
	}
	return r
}

// places returns the ids of the places that an incident with these words is at, each
// once, in no order. The slice is shared.
func (r *reading) places(w words) []string {
	if ids, ok := r.found[w]; ok {
		return ids
	}
	ids := r.read(w)
	if len(r.found) < mostKept && !w.synthetic {
		for _, s := range []*string{&w.facility, &w.label, &w.country, &w.admin1, &w.precision} {
			*s = strings.Clone(*s) // it may refer to a body
		}
		r.found[w] = ids
	}
	return ids
}

// read looks for places. Country and division are what the columns say, not what a name
// might mean; made-up incidents name nothing.
func (r *reading) read(w words) (ids []string) {
	add := func(p *geo.Place) {
		if p != nil && !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	add(r.countries[w.country])
	add(r.region(w))
	if w.synthetic {
		return ids
	}
	for _, p := range r.named(w) {
		add(p)
		if up, ok := r.gazetteer.Place(p.Parent); ok && up.Class == geo.PlaceCity {
			add(up)
		}
	}
	return ids
}

// region is the first-level division the columns name, or nil.
func (r *reading) region(w words) *geo.Place {
	return r.regions[[2]string{w.country, geo.Fold(w.admin1)}]
}

// named returns the places that the words name: facilities by the name of the facility
// with the town beside it, and everything else, facilities too, by the label.
func (r *reading) named(w words) (all []*geo.Place) {
	if w.facility != "" {
		for _, c := range r.candidates(w, w.facility, w.label, w.admin1) {
			if c.Place.Facility() && c.Score >= 0.5 {
				all = append(all, c.Place)
				break // the others are what it may mean as well
			}
		}
	}
	for _, c := range r.candidates(w, w.label, w.admin1) {
		if c.From < len(w.label) && r.holds(w, c) {
			all = append(all, c.Place)
		}
	}
	return all
}

// holds reports whether an incident of this precision may be said to be at a candidate.
// The sea beside which a smaller place is named holds it all the same.
func (r *reading) holds(w words, c geo.Candidate) bool {
	switch c.Place.Class {
	case geo.PlaceRegion, geo.PlaceCountry:
		return false // that is for the columns to say
	case geo.PlaceSea:
		return w.precision == geo.SeaArea && (c.Score >= 0.5 || slices.Contains(c.Reasons, geo.ReasonContainer))
	case geo.PlaceArea, geo.PlaceStrip:
		return c.Score >= 0.5
	}
	return c.Score >= 0.5 && (w.precision == geo.Site || w.precision == geo.Settlement || w.precision == geo.District)
}

// candidates asks for what the words mean, the best for each stretch of the text, and
// leaves out what lies in another country or division than the columns say.
func (r *reading) candidates(w words, parts ...string) []geo.Candidate {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if len(parts) == 0 {
		return nil
	}
	var kept []geo.Candidate
	for _, c := range r.gazetteer.Geocode(strings.Join(parts, ", "), 20) {
		if !r.lies(c.Place, w) || slices.ContainsFunc(kept, func(k geo.Candidate) bool { return k.From < c.To && c.From < k.To }) {
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

// lies reports whether a place can be where the columns say the incident was. What is
// missing, in the table or in the columns, speaks against nothing.
func (r *reading) lies(p *geo.Place, w words) bool {
	if p.Country != "" && w.country != "" && p.Country != w.country {
		return false
	}
	region := r.region(w)
	return region == nil || r.codes[p.Admin1] == nil || p.Admin1 == region.Admin1
}
