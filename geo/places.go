package geo

import (
	"context"
	"time"
)

// Gazetteer is a Geocoder whose whole table can be gone through.
type Gazetteer interface {
	Geocoder

	// Places returns all entries, in an order that stays. The caller must not change it.
	Places() []*Place
}

// Places answers which places readers may see, and which incidents are at them. Only what
// readers can see of an incident counts, as public at an instant, zero for now. What it
// returns is shared and must not be changed. An instant in the future is EINVALID.
type Places interface {
	// All returns the public places, ordered by id.
	All(ctx context.Context, knownAt time.Time) ([]*PublicPlace, error)

	// Place returns one public place, and ENOTFOUND for what is none: an entry may be in
	// the gazetteer and not public.
	Place(ctx context.Context, id string, knownAt time.Time) (*PublicPlace, error)
}

// PublicPlace is an entry of the gazetteer as readers may have it.
type PublicPlace struct {
	Place           // no more exact than is public
	Visits []*Visit // the incidents at the place or at one that belongs to it, in the order Newest
}

// Visit is what a count needs to know of an incident at a place. It is small, as there is
// one for each public incident.
type Visit struct {
	Incident     string // id
	from         int64  // milliseconds since 1970
	kind, status int8   // places in Kinds and Statuses
}

// NewVisit returns the visit of an incident: its id, the start of the span in which it
// happened, and codes of Kinds and Statuses.
func NewVisit(incident string, from time.Time, kind, status string) *Visit {
	return &Visit{incident, from.UnixMilli(), int8(Kinds.Index(kind)), int8(Statuses.Index(status))}
}

// From returns the start of the span in which it happened, in UTC.
func (v *Visit) From() time.Time { return time.UnixMilli(v.from).UTC() }

// Kind returns what it was, one of Kinds, or "" for an unknown code.
func (v *Visit) Kind() string { return codeAt(Kinds, v.kind) }

// Status returns how sure it is, one of Statuses, or "" for an unknown code.
func (v *Visit) Status() string { return codeAt(Statuses, v.status) }

func codeAt(list CodeList, i int8) string {
	if i < 0 {
		return ""
	}
	return list.Codes[i].Value
}

// Path returns the permanent path of the place's page, from the root of the site.
func (p *Place) Path() string { return "/places/" + p.ID }

// Public returns the place as readers may have it: by the rule of Candidate.Public,
// facilities other than civil airports and seaports no more exact than a kilometre.
func (p *Place) Public() Place {
	c := Candidate{Place: p, Lon: p.Lon, Lat: p.Lat, RadiusM: p.RadiusM}.Public()
	out := *p
	if c.Lon != p.Lon || c.Lat != p.Lat || c.RadiusM != p.RadiusM {
		out.Lon, out.Lat, out.RadiusM = c.Lon, c.Lat, c.RadiusM
		out.AccuracyM = max(out.AccuracyM, 1000)
	}
	return out
}
