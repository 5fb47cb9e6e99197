package site

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

const (
	// correctionsShown is how many corrections a page shows, and the feed.
	correctionsShown = 50
	// correctionsMost is how many the JSON form gives at most at a time.
	correctionsMost = 500
)

// CorrectionsPage is what the page of corrections shows.
type CorrectionsPage struct {
	Total, First, Last int
	Entries            []Correction
	Newer, Older       string // addresses, empty for none
	Feed, JSON         string
}

// Correction is one correction, clarification or withdrawal.
type Correction struct {
	Incident  string // id
	Path      string
	Title     string // of the incident as known now; empty for what was withdrawn
	Language  string // of title and note, BCP 47
	Revision  int    // number of the version; 0 for a withdrawal
	At        string // in words
	Version          // what changed, from which, and who says so
	Withdrawn bool

	at     time.Time
	change string
	origin string
}

// entries reads what marks stand for. Those that the record no longer has are left out.
func (p *pages) entries(ctx context.Context, read reader, marks []correctionMark) ([]Correction, error) {
	var list []Correction
	kept := map[string][]*geo.Revision{}
	for _, m := range marks {
		revisions, known := kept[m.Incident]
		if !known {
			var err error
			if revisions, err = p.History.Revisions(ctx, m.Incident); err != nil && geo.ErrorCode(err) != geo.ENOTFOUND {
				return nil, err
			}
			kept[m.Incident] = revisions
		}
		if c, ok := read.correction(m, revisions); ok {
			list = append(list, c)
		} else {
			p.corrections.forget(m.Incident)
		}
	}
	return list, nil
}

// correction tells what a mark stands for, out of the versions of its incident.
func (r reader) correction(m correctionMark, revisions []*geo.Revision) (Correction, bool) {
	revisions = slices.DeleteFunc(slices.Clone(revisions), func(v *geo.Revision) bool { return v.PublicFrom.IsZero() })
	if len(revisions) == 0 {
		return Correction{}, false
	}
	last := revisions[len(revisions)-1]
	c := Correction{Incident: m.Incident, Path: "/incidents/" + m.Incident, Withdrawn: m.Withdrawn, Language: languageOf(last.Incident.Language), at: m.At.UTC(), At: r.Instant(m.At)}
	if m.Withdrawn { // its content is not repeated
		c.change, c.origin = "withdrawal", last.Origin
		c.Version = Version{Change: r.Code("change", "withdrawal"), Note: last.Note, Origin: r.codeOf("origin", last.Origin)}
		return c, last.Incident.State == geo.Withdrawn
	}
	i := slices.IndexFunc(revisions, func(v *geo.Revision) bool { return v.Number == m.Revision })
	if i < 0 || last.Incident.State == geo.Withdrawn {
		return Correction{}, false
	}
	v := revisions[i]
	c.Title, c.Revision = last.Incident.Title, v.Number
	c.change, c.origin = v.Change, v.Origin
	c.Version = Version{Number: r.T("incident.revision", "n", v.Number), Change: r.Code("change", v.Change), Note: v.Note}
	if i > 0 {
		r.compare(&c.Version, geo.NewFeature(revisions[i-1], r.parties, nil), geo.NewFeature(v, r.parties, nil), v.Origin)
	}
	return c, true
}

// correctionsPage answers "/corrections": as a page, as JSON and as a feed.
func (p *pages) correctionsPage(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, web.HTMLFormat, web.JSONFormat, web.AtomFormat)
	if err != nil {
		return err
	}
	if format.Name == web.AtomFormat.Name {
		return p.correctionsFeed(w, r)
	}
	offset, limit, err := correctionsPart(web.Values(r), format.Name == web.JSONFormat.Name)
	if err != nil {
		return err
	}
	l, edition := p.language(r), p.Reader.Edition()
	if web.Answered(w, r, p.Tag(r, edition, "corrections", l.tag, theme(r), format.Name, strconv.Itoa(offset), strconv.Itoa(limit))) {
		return nil
	}
	read := p.reader(l)
	entries, total, err := p.correctionsFrom(r.Context(), read, edition, offset, limit)
	if err != nil {
		return err
	}
	if format.Name == web.JSONFormat.Name {
		web.Allow(w.Header())
		return web.JSON(w, format.MediaType, p.correctionsJSON(r, edition, entries, total, offset, limit))
	}
	out := p.newPage(r, "article-page list-page")
	out.Title = l.T("page.titleOther", "title", l.T("corrections.title"), "site", out.Site.Name)
	out.Heading, out.Description = l.T("corrections.title"), l.T("corrections.lead")
	c := &CorrectionsPage{Total: total, First: offset + 1, Last: offset + len(entries), Entries: entries}
	base := web.Links(r)
	c.JSON = base.Path("/corrections", withValue(langValues(out.Lang), "f", "json"))
	c.Feed = base.Path("/corrections.atom", langValues(out.Lang))
	at := func(offset int) string {
		values := langValues(out.Lang)
		if offset > 0 {
			values.Set("offset", strconv.Itoa(offset))
		}
		return base.Path("/corrections", values)
	}
	if offset > 0 {
		c.Newer = at(max(0, offset-limit))
		out.Canonical = base.URL("/corrections", url.Values{"offset": {strconv.Itoa(offset)}})
	}
	if offset+limit < total {
		c.Older = at(offset + limit)
	}
	out.Alternates = []Alternate{
		{"application/atom+xml", c.Feed, l.T("corrections.feed")},
		{"application/json", c.JSON, l.T("corrections.json")},
	}
	out.Corrections, out.Data = c, p.newData(r, read, "docs")
	return l.write(w, http.StatusOK, "corrections", out)
}

// correctionsPart reads which part of the list is asked for.
func correctionsPart(values url.Values, choose bool) (offset, limit int, err error) {
	limit = correctionsShown
	if text := values.Get("offset"); text != "" {
		if offset, err = web.ParseOffset(text); err != nil {
			return 0, 0, err
		}
	}
	if text := values.Get("limit"); text != "" && choose {
		if limit, err = web.ParseLimit(text); err != nil {
			return 0, 0, err
		}
		limit = min(limit, correctionsMost)
	}
	return offset, limit, nil
}

// correctionsFrom returns a part of all corrections, the newest first, and how many
// there are.
func (p *pages) correctionsFrom(ctx context.Context, read reader, e geo.Edition, offset, limit int) (list []Correction, total int, err error) {
	if p.History == nil {
		return nil, 0, nil
	}
	marks, err := p.corrections.at(ctx, p.Reader, e)
	if err != nil {
		return nil, 0, err
	}
	from := min(offset, len(marks))
	list, err = p.entries(ctx, read, marks[from:min(from+limit, len(marks))])
	return list, len(marks), err
}

// The JSON form. Names of fields and values are those of the API whatever the language.
type (
	correctionsDocument struct {
		Edition        int64            `json:"edition"`
		TimeStamp      time.Time        `json:"timeStamp"`
		NumberMatched  int              `json:"numberMatched"`
		NumberReturned int              `json:"numberReturned"`
		Corrections    []correctionJSON `json:"corrections"`
		Links          []correctionLink `json:"links"`
	}
	correctionJSON struct {
		Incident    string           `json:"incident"`
		URL         string           `json:"url"`
		Title       string           `json:"title,omitempty"` // what was withdrawn is not repeated
		Revision    int              `json:"revision,omitempty"`
		At          time.Time        `json:"at"`
		Change      string           `json:"change"` // geo.ChangeClasses
		Note        string           `json:"note,omitempty"`
		Origin      string           `json:"origin"` // geo.Origins
		Differences []differenceJSON `json:"differences"`
	}
	differenceJSON struct {
		Field  string `json:"field"`
		Old    any    `json:"old"`
		New    any    `json:"new"`
		SaidBy string `json:"said_by,omitempty"` // name of a party or publisher
	}
	correctionLink struct {
		Href string `json:"href"`
		Rel  string `json:"rel"`
		Type string `json:"type"`
	}
)

func (p *pages) correctionsJSON(r *http.Request, e geo.Edition, entries []Correction, total, offset, limit int) correctionsDocument {
	base := web.Links(r)
	at := func(offset int) string {
		return base.URL("/corrections", url.Values{"f": {"json"}, "limit": {strconv.Itoa(limit)}, "offset": {strconv.Itoa(offset)}})
	}
	doc := correctionsDocument{
		Edition: e.Number, TimeStamp: e.Changed, NumberMatched: total, NumberReturned: len(entries), Corrections: []correctionJSON{},
		Links: []correctionLink{
			{at(offset), "self", "application/json"},
			{base.URL("/corrections", nil), "alternate", "text/html"},
			{base.URL("/corrections.atom", nil), "alternate", "application/atom+xml"},
		},
	}
	for _, c := range entries {
		row := correctionJSON{
			Incident: c.Incident, URL: base.URL(c.Path, nil), Title: c.Title, Revision: c.Revision, At: c.at,
			Change: c.change, Note: c.Note, Origin: c.origin, Differences: []differenceJSON{},
		}
		for _, d := range c.Differences {
			row.Differences = append(row.Differences, differenceJSON{d.Field, d.old, d.new, d.SaidBy})
		}
		doc.Corrections = append(doc.Corrections, row)
	}
	if offset+limit < total {
		doc.Links = append(doc.Links, correctionLink{at(offset + limit), "next", "application/json"})
	}
	if offset > 0 {
		doc.Links = append(doc.Links, correctionLink{at(max(0, offset-limit)), "prev", "application/json"})
	}
	return doc
}
