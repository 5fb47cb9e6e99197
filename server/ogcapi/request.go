package ogcapi

import (
	"net/http"
	"net/url"
	"time"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/server/web"
)

// request is what requests for items say alike, whatever the collection.
type request struct {
	format  web.Format
	values  url.Values
	text    string // values as text; times in it may stand for now, which the answer depends on
	system  crs.CRS
	columns []geo.Column // the properties wanted, nil for all
	knownAt time.Time    // of a request for one item
}

// readItems reads a request for a page of items, which may have some columns.
// A form's request that left fields empty is sent on, and nothing remains to be done.
func (a *api) readItems(w http.ResponseWriter, r *http.Request, columns []geo.Column, offers ...web.Format) (q request, sent bool, err error) {
	if q.format, err = a.negotiate(w, r, offers...); err != nil {
		return q, false, err
	}
	if forPeople(q.format) {
		if sent, err = withoutEmpty(w, r); sent || err != nil {
			return q, sent, err
		}
	}
	return q, false, q.read(a, w, r, columns)
}

// readItem reads a request for one item, which may have some columns.
func (a *api) readItem(w http.ResponseWriter, r *http.Request, columns []geo.Column) (q request, err error) {
	if q.format, err = a.negotiate(w, r, web.GeoJSONFormat); err != nil {
		return q, err
	}
	if err = q.read(a, w, r, columns); err == nil && q.values.Has("known_at") {
		q.knownAt, err = web.ParseKnownAt(q.values.Get("known_at"), a.Now())
	}
	return q, err
}

func (q *request) read(a *api, w http.ResponseWriter, r *http.Request, columns []geo.Column) (err error) {
	q.values = web.Values(r)
	q.text = q.values.Encode()
	if q.system, err = a.system(w, q.values, q.format); err != nil {
		return err
	}
	q.columns, err = web.ChooseColumns(q.values, columns)
	return err
}

// forPeople reports whether a page is wanted.
func (q request) forPeople() bool { return forPeople(q.format) }

// limit returns how many items are wanted, given what the parameter says, 0 for
// nothing.
func (q request) limit(said int) int {
	if said == 0 && q.forPeople() {
		return pageForPeople
	}
	return said
}

// self is the address of a path asked for in the same way.
func (q request) self(base web.Base, path string) string {
	if q.text == "" {
		return base.URL(path, nil)
	}
	return base.URL(path, nil) + "?" + q.text
}
