package ogcapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// mostCounted is up to how many incidents their claims are counted for numberMatched.
// With more it is left out: every ledger would have to be read.
const mostCounted = 2000

var claimRows = web.Rows{Own: claimColumns, Columns: encode.ClaimColumns, Sortable: claimSortable}

// parseClaims reads the parameters of claims. What chooses among incidents is in the
// query, what chooses among their claims in the filter.
func (a *api) parseClaims(values url.Values) (q claimQuery, err error) {
	rest := url.Values{}
	for name, v := range values {
		if name != "cursor" { // another one than incidents have
			rest[name] = v
		}
	}
	if q.Query, q.rows, err = claimRows.Parse(rest, a.Now()); err != nil {
		return q, err
	}
	for _, c := range q.rows.Conditions {
		if incidents := incidentsOf(c); incidents != nil {
			q.Conditions = append(q.Conditions, geo.Condition{Column: "id", Values: incidents})
		}
	}
	if values.Has("cursor") {
		q.from, err = parseClaimMark(values.Get("cursor"), q)
	}
	switch {
	case err != nil || q.Offset == 0:
	case q.from != nil:
		err = geo.Invalid("offset", "cannot go with a cursor")
	case q.Offset > maxClaimOffset:
		err = geo.Invalid("offset", "is above %d; follow the next links instead", maxClaimOffset)
	}
	return q, err
}

// incidentsOf returns the incidents that a condition leaves by their ids, nil where it
// says nothing about them.
func incidentsOf(c geo.Condition) (incidents []string) {
	for _, value := range c.Values {
		switch c.Column {
		case "incident":
			incidents = append(incidents, value)
		case "id":
			incident, _, _ := encode.ClaimID(value)
			incidents = append(incidents, incident)
		}
	}
	return incidents
}

// claimItems answers a page of claims, in the order of their incidents, then as the
// ledgers have them.
func (a *api) claimItems(w http.ResponseWriter, r *http.Request) error {
	req, sent, err := a.readItems(w, r, encode.ClaimColumns, web.GeoJSONFormat)
	if sent || err != nil {
		return err
	}
	q, err := a.parseClaims(req.values)
	if err != nil {
		return err
	}
	q.Limit, q.system, q.options = req.limit(q.Limit), req.system, a.options(r, req.columns)
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), claimsPath, req.text, geo.FormatTime(q.KnownAt), req.format.Name)) {
		return nil
	}
	page, err := a.findClaims(r.Context(), q)
	if err != nil {
		return err
	}
	matched := len(page.features)
	if page.next != nil || q.from != nil || q.Offset > 0 {
		if matched, err = a.countClaims(r.Context(), q); err != nil {
			return err
		}
	}
	head := encode.Head{
		Matched: matched, TimeStamp: page.edition.Changed, KnownSince: knownSince(q.KnownAt, page.edition), Notice: a.notice(),
		Links: pageLinks(web.Links(r), &claimContent, req, page.next.values(q), page.prev.values(q)),
	}
	if req.forPeople() {
		twin, err := twinOfClaims(r, page.features, head)
		if err != nil {
			return err
		}
		return a.Page(w, r, twin)
	}
	head.Links = append(head.Links, a.alternate(r)...)
	setLinks(w, head.Links)
	return web.Send(w, req.format.MediaType, encode.NewReady(page.features, head))
}

// errMany ends a count of what is too many.
var errMany = errors.New("too many to count")

// countClaims returns how many claims match, -1 for those of more than mostCounted
// incidents.
func (a *api) countClaims(ctx context.Context, q claimQuery) (matched int, err error) {
	var claims encode.Claims
	err = a.Reader.Walk(ctx, q.Query, func(_ geo.Edition, incidents int) error {
		if incidents > mostCounted {
			return errMany
		}
		return nil
	}, func(item geo.ItemBody) error {
		if !q.possible(item.Ledger) {
			return nil
		}
		if err := claims.Read(item.Flat, item.Ledger); err != nil {
			return err
		}
		for n := 1; n <= claims.Len(); n++ {
			if q.rows.Holds(claims.Row(n)) {
				matched++
			}
		}
		return nil
	})
	if errors.Is(err, errMany) {
		return -1, nil
	}
	return matched, err
}

// claimItem answers one claim.
func (a *api) claimItem(w http.ResponseWriter, r *http.Request) error {
	req, err := a.readItem(w, r, encode.ClaimColumns)
	if err != nil {
		return err
	}
	id := web.PathValue(r, "featureId")
	incident, n, ok := encode.ClaimID(id)
	if !ok {
		return noClaim(id)
	}
	return a.Reader.ItemBody(r.Context(), web.CanonicalID(incident), req.knownAt, func(item geo.ItemBody) error {
		if item.ID != incident {
			return web.Redirect(w, r, http.StatusPermanentRedirect, claimsPath+"/items/"+item.ID+"-"+strconv.Itoa(n))
		}
		var claims encode.Claims
		if err := claims.Read(item.Flat, item.Ledger); err != nil {
			return err
		}
		if n > claims.Len() {
			return noClaim(id)
		}
		if req.forPeople() { // the claim stands on the page of its incident
			return toPage(w, r, "/incidents/"+incident, req.knownAt)
		}
		if web.Answered(w, r, a.BodyTag(r, item.Sum, claimsPath, id, req.text)) {
			return nil
		}
		links := claimLinks(web.Links(r), req, id, incident)
		setLinks(w, links)
		return web.Compose(w, req.format.MediaType, 4096, func(dst []byte) ([]byte, error) {
			return claims.Row(n).AppendItem(dst, links, a.notice(), a.options(r, req.columns), req.system)
		})
	})
}

func noClaim(id string) error {
	return geo.Errorf(geo.ENOTFOUND, "there is no public claim %.80q", id)
}

func claimLinks(base web.Base, req request, id, incident string) []encode.Link {
	return []encode.Link{
		{Href: req.self(base, claimsPath+"/items/"+id), Rel: "self", Type: geoJSON, Title: "This claim"},
		{Href: base.URL(incidentsPath+"/items/"+incident, nil), Rel: "related", Type: geoJSON, Title: "The incident, with its whole ledger"},
		{Href: base.URL("/incidents/"+incident, nil), Rel: "alternate", Type: "text/html", Title: "Page of the incident"},
		{Href: base.URL(claimsPath, nil), Rel: "collection", Type: "application/json", Title: "The collection"},
	}
}
