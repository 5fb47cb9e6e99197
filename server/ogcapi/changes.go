package ogcapi

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// changesPath is where clients that keep a copy learn what has changed since.
const changesPath = Root + "/changes"

// changeRow is the last public change of one incident.
type changeRow struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Change   string    `json:"change"` // of geo.ChangeClasses, or "publication" for a first revision
	Status   string    `json:"status"`
	Revision int       `json:"revision"`
	Title    string    `json:"title,omitempty"` // what was withdrawn is not repeated
	Note     string    `json:"note,omitempty"`
	URL      string    `json:"url"`
	Item     string    `json:"item"` // 410 for what was withdrawn
}

type changesDocument struct {
	Edition        int64         `json:"edition"`
	TimeStamp      time.Time     `json:"timeStamp"`
	NumberReturned int           `json:"numberReturned"`
	Changes        []changeRow   `json:"changes"`
	Links          []encode.Link `json:"links"`
}

// publication is the change of a first revision.
const publication = "publication"

func changesRoutes(a *api) []web.Route {
	return []web.Route{{
		Path: changesPath, Handler: a.changes,
		Params: []web.Param{
			{Name: "after", Example: "2025-12-25T12:00:00Z", Description: "Only incidents whose present revision became public after this instant, or on this date or later. Without it, all."},
			limitParam,
			{Name: "cursor", Description: "Place to go on from, out of a next link."},
			formatParam,
		},
		Doc: &web.Operation{
			ID: "getChanges", Tag: "Data", Summary: "What has changed since an instant, withdrawals among it",
			Description: "For those who keep a copy: one row for each incident that changed, with its last change, the earliest first. Ask again with the last at as after. What was removed for good leaves no row; its item is 404.",
			Responses:   []web.Response{{Status: http.StatusOK, Description: "The changes", Types: []string{"application/json"}, Schema: "Changes"}},
		},
	}}
}

func (a *api) changes(w http.ResponseWriter, r *http.Request) error {
	format, err := a.negotiate(w, r, web.JSONFormat)
	if err != nil {
		return err
	}
	values := web.Values(r)
	after, limit, err := parseChanges(values)
	if err != nil {
		return err
	}
	edition := a.Reader.Edition()
	if err := after.Check(geo.Query{}, edition.Epoch); values.Has("cursor") && err != nil {
		return err
	}
	asked := values.Encode()
	if web.Answered(w, r, a.Tag(r, edition, changesPath, asked, format.Name)) {
		return nil
	}
	return a.Reader.Changed(r.Context(), after.From, after.ID, limit+1, func(e geo.Edition, changed []geo.Changed) error {
		more := len(changed) > limit
		changed = changed[:min(limit, len(changed))]
		base := web.Links(r)
		out := changesDocument{
			Edition: e.Number, TimeStamp: e.Changed, NumberReturned: len(changed), Changes: make([]changeRow, len(changed)),
			Links: []encode.Link{{Href: withQuery(base.URL(changesPath, nil), asked), Rel: "self", Type: "application/json", Title: "This page"}},
		}
		for i, c := range changed {
			if out.Changes[i], err = newChangeRow(base, c); err != nil {
				return err
			}
		}
		if more {
			last := changed[limit-1]
			next := geo.Cursor{From: last.At, ID: last.ID, Query: geo.Query{}.Hash(), Epoch: e.Epoch}
			to := url.Values{"limit": {strconv.Itoa(limit)}, "cursor": {next.String()}}
			out.Links = append(out.Links, encode.Link{Href: base.URL(changesPath, to), Rel: "next", Type: "application/json", Title: "Next page"})
		}
		if forPeople(format) {
			return a.Page(w, r, twinOfChanges(r, out))
		}
		out.Links = append(out.Links, a.alternate(r)...)
		setLinks(w, out.Links)
		return web.JSON(w, web.JSONFormat.MediaType, out)
	})
}

// parseChanges reads where to go on from.
func parseChanges(values url.Values) (after geo.Cursor, limit int, err error) {
	limit = geo.DefaultLimit
	if values.Has("limit") {
		if limit, err = web.ParseLimit(values.Get("limit")); err != nil {
			return after, 0, err
		}
	}
	if values.Has("cursor") {
		if values.Has("after") {
			return after, 0, geo.Invalid("cursor", "cannot go with after; it says where to go on from")
		}
		cursor, err := geo.ParseCursor(values.Get("cursor"))
		if err != nil {
			return after, 0, err
		}
		return *cursor, limit, nil
	}
	if values.Has("after") {
		q, err := web.ParseQuery(url.Values{"updated_after": values["after"]}, time.Time{})
		if err != nil {
			return after, 0, geo.Invalid("after", "%q is neither an RFC 3339 date-time such as 2025-12-25T06:00:00Z nor a date", values.Get("after"))
		}
		after.From = q.UpdatedAfter
	}
	return after, limit, nil
}

// withQuery puts parameters to an address.
func withQuery(address, asked string) string {
	if asked == "" {
		return address
	}
	return address + "?" + asked
}

func newChangeRow(base web.Base, c geo.Changed) (row changeRow, err error) {
	var flat encode.Flat
	if err := flat.Read(c.Flat); err != nil {
		return row, err
	}
	var ledger struct {
		Revisions []struct{ Change, Note string }
	}
	if err := json.Unmarshal(c.Ledger, &ledger); err != nil {
		return row, err
	}
	text := func(column string) string { return flat.Text(encode.ColumnIndex(column)) }
	row = changeRow{
		ID: c.ID, At: c.At, Status: text("status"), Title: text("title"), Change: publication,
		URL: base.URL("/incidents/"+c.ID, nil), Item: base.URL(incidentsPath+"/items/"+c.ID, nil),
	}
	row.Revision, _ = strconv.Atoi(text("revision"))
	if n := len(ledger.Revisions); n > 0 {
		last := ledger.Revisions[n-1]
		row.Note = last.Note
		if last.Change != "" {
			row.Change = last.Change
		}
	}
	if c.Withdrawn {
		row.Title, row.Change = "", "withdrawal"
	}
	return row, nil
}
