package draft

import (
	"slices"

	"strikemap/geo"
)

// code is the party of a voice. A local official without a place of his own speaks for
// the place of the event; a party that is not registered is added.
func (d *Drafter) code(v voice, e *event, added geo.Parties) (string, bool) {
	if v.code == "" && v.country == "" && !localOffice(v.office) {
		if v.country = e.country; v.country == "" {
			v.country = e.met
		}
		if nations[v.country] == "" || geo.Belligerents[v.country] || v.office == "embassy" || v.office == "airport-operator" {
			return "", false
		}
		v = d.national(v)
	}
	if v.code == "" {
		place, ok := d.seat(v, e)
		if !ok {
			return "", false
		}
		v = d.local(v, place)
	}
	if _, ok := d.parties[v.code]; ok {
		return v.code, true
	}
	party := geo.Party{Code: v.code, Name: v.name, Country: v.country, Kind: v.kind}
	if party.Validate() != nil {
		return "", false
	}
	added[v.code] = party
	return v.code, true
}

// localOffice reports an office that a region or a town has.
func localOffice(office string) bool {
	switch office {
	case "governor", "mayor", "authorities", "police", "prosecutors":
		return true
	}
	return false
}

// seat is the town of a mayor or the division of a governor, at the place of an event.
func (d *Drafter) seat(v voice, e *event) (*geo.Place, bool) {
	place := e.place.Place
	if place == nil {
		return nil, false
	}
	if v.office == "mayor" {
		for place.Class != geo.PlaceCity {
			parent, ok := d.places.Place(place.Parent)
			if !ok {
				return nil, false
			}
			place = parent
		}
		return place, true
	}
	for n := 0; place.Class != geo.PlaceRegion && n < 4; n++ {
		parent, ok := d.places.Place(place.Parent)
		if !ok {
			break
		}
		place = parent
	}
	if place.Class == geo.PlaceRegion {
		return place, true
	}
	if d.where == nil {
		return nil, false
	}
	at := d.where.Within(e.place.Lon, e.place.Lat)
	if at.Admin1Name == "" {
		return nil, false
	}
	return &geo.Place{Name: at.Admin1Name, Country: at.Country, Control: e.place.Place.Control, Admin1: at.Admin1}, true
}

// atSea reports a strike where no state holds the ground.
func (e *event) atSea() bool { return e.kind == geo.Strike && e.country == "" }

// party returns a party of the registry or of those added to it.
func (d *Drafter) party(code string, added geo.Parties) geo.Party {
	if p, ok := d.parties[code]; ok {
		return p
	}
	return added[code]
}

// role is the side of a party in an event.
func (d *Drafter) role(code string, e *event, added geo.Parties) string {
	switch party := d.party(code, added); {
	case party.Kind == "media":
		return geo.Media
	case party.Country == "":
		return geo.Third
	case e.attacks(party.Country, party.Kind):
		return geo.Attacker
	case slices.Contains(e.sides(), party.Country), e.atSea() && geo.Belligerents[party.Country]:
		return geo.Affected
	}
	return geo.Third
}

// with returns the registry and the parties a text adds to it.
func (d *Drafter) with(added geo.Parties) geo.Parties {
	all := make(geo.Parties, len(d.parties)+len(added))
	for code, p := range d.parties {
		all[code] = p
	}
	for code, p := range added {
		all[code] = p
	}
	return all
}
