package gazetteer

import "strikemap/geo"

// Named returns the place whose English name is exactly this, and false if there is none,
// or if several have it that are called differently in other languages.
func (g *Gazetteer) Named(name string) (*geo.Place, bool) {
	var found *geo.Place
	for _, e := range g.entries {
		switch {
		case e.place.Name != name:
		case found == nil:
			found = e.place
		case !sameNames(found, e.place):
			return nil, false
		}
	}
	return found, found != nil
}

func sameNames(a, b *geo.Place) bool {
	for _, lang := range []string{"uk", "ru", "pl"} {
		if a.NameIn(lang) != b.NameIn(lang) {
			return false
		}
	}
	return true
}
