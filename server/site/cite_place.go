package site

import (
	"net/http"
	"net/url"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// placeHashed is up to how many incidents of a place a hash is made of: the file that it
// is of is asked for by their ids, of which one question takes so many.
const placeHashed = 100

// placeCitation makes the citation of the page of a place.
func (p *pages) placeCitation(r *http.Request, read reader, id string, s Selection, e geo.Edition) (*Citation, error) {
	if p.Places == nil {
		return nil, geo.Errorf(geo.ENOTFOUND, "there are no pages of places")
	}
	places, err := p.Places()
	if err != nil {
		return nil, err
	}
	at := p.pinned(s.KnownAt, e)
	all, err := places.All(r.Context(), at)
	if err != nil {
		return nil, err
	}
	place, ok := findPlace(all, id)
	if !ok {
		return nil, geo.Errorf(geo.ENOTFOUND, "there is no public place %.80q", id)
	}
	base, c := web.Links(r), p.emptyCitation(read, at, e)
	c.Title, c.URL = read.T("placePage.title", "place", read.placeName(place)), base.URL(place.Path(), pinValues(at, s.Lang))
	if n := len(place.Visits); n == 0 || n > placeHashed {
		c.Count, c.File = n, base.URL(place.Path(), withValue(pinValues(at, ""), "f", web.JSONFormat.Name))
		return c, read.write(c)
	}
	ids := make([]string, len(place.Visits))
	for i, v := range place.Visits {
		ids[i] = v.Incident
	}
	asked := url.Values{"id": {strings.Join(ids, ",")}, "known_at": {geo.FormatTime(at)}}
	q, err := web.ParseQuery(asked, p.Now())
	if err != nil {
		return nil, err
	}
	if err := p.hash(r, c, q, asked); err != nil {
		return nil, err
	}
	return c, read.write(c)
}
