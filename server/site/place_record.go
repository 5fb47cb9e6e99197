package site

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// recordRows is how many incidents the page of a place lists at a time.
const recordRows = 50

// placeRequest is what a request for a place asks for.
type placeRequest struct {
	id      string
	from    int // incidents to leave out
	knownAt time.Time
	format  web.Format
}

func (p *pages) placeRequest(r *http.Request) (q placeRequest, err error) {
	q.id = web.PathValue(r, "id")
	if q.format, err = web.Negotiate(r, web.HTMLFormat, web.JSONFormat); err != nil {
		return q, err
	}
	values := web.Values(r)
	if text := values.Get("known_at"); text != "" {
		if q.knownAt, err = web.ParseKnownAt(text, p.Now()); err != nil {
			return q, err
		}
	}
	if text := values.Get("from"); text != "" {
		if q.from, err = strconv.Atoi(text); err != nil || q.from < 0 {
			return q, geo.Invalid("from", "must be a whole number, how many incidents to leave out")
		}
	}
	return q, nil
}

// address is that of a part of the place's page.
func (q placeRequest) address(p *geo.PublicPlace, from int, more url.Values) (path string, query url.Values) {
	query = url.Values{}
	for name, values := range more {
		query[name] = values
	}
	if from > 0 {
		query.Set("from", strconv.Itoa(from))
	}
	if !q.knownAt.IsZero() {
		query.Set("known_at", geo.FormatTime(q.knownAt))
	}
	return p.Path(), query
}

// atPlace is a public place with what stands around it.
type atPlace struct {
	*geo.PublicPlace
	within   []*geo.PublicPlace // what it belongs to, the largest first
	holds    []*geo.PublicPlace // what belongs to it and was named by an incident, those with the most first
	features []*geo.Feature     // the incidents of this part of the page
}

// placeRecord answers "/places/{id}", as a page or as JSON.
func (p *pages) placeRecord(w http.ResponseWriter, r *http.Request) error {
	q, err := p.placeRequest(r)
	if err != nil {
		return err
	}
	l, edition := p.language(r), p.Reader.Edition()
	places, err := p.Places()
	if err != nil {
		return err
	}
	all, err := places.All(r.Context(), q.knownAt)
	if err != nil {
		return err
	}
	place, ok := findPlace(all, q.id)
	if !ok {
		return geo.Errorf(geo.ENOTFOUND, "there is no public place %.80q", q.id)
	}
	if web.Answered(w, r, p.Tag(r, edition, "places", q.format.Name, l.tag, theme(r), q.id, strconv.Itoa(q.from), geo.FormatTime(q.knownAt))) {
		return nil
	}
	at := surroundings(all, place)
	if at.features, err = p.visited(r.Context(), place.Visits[min(q.from, len(place.Visits)):], q.knownAt); err != nil {
		return err
	}
	if q.format.Name == web.JSONFormat.Name {
		web.Allow(w.Header())
		return web.JSON(w, q.format.MediaType, p.placeDocument(r, at, q))
	}
	return p.placePage(w, r, l, at, q)
}

// findPlace finds a place among all, which are ordered by id.
func findPlace(all []*geo.PublicPlace, id string) (*geo.PublicPlace, bool) {
	i, ok := slices.BinarySearchFunc(all, id, func(p *geo.PublicPlace, id string) int { return cmp.Compare(p.ID, id) })
	if !ok {
		return nil, false
	}
	return all[i], true
}

// mostHeld is how many places a page lists that belong to its own.
const mostHeld = 30

// surroundings finds what a place belongs to and what belongs to it.
func surroundings(all []*geo.PublicPlace, place *geo.PublicPlace) atPlace {
	at := atPlace{PublicPlace: place}
	for up, ok := findPlace(all, place.Parent); ok; up, ok = findPlace(all, up.Parent) {
		at.within = append([]*geo.PublicPlace{up}, at.within...)
	}
	for _, p := range all {
		apart := place.Class == geo.PlaceRegion && p.Admin1 != place.Admin1 // Sevastopol lies in Crimea, and is counted by itself
		if p.Parent == place.ID && len(p.Visits) > 0 && !apart {
			at.holds = append(at.holds, p)
		}
	}
	slices.SortStableFunc(at.holds, func(a, b *geo.PublicPlace) int { return cmp.Compare(len(b.Visits), len(a.Visits)) })
	at.holds = at.holds[:min(mostHeld, len(at.holds))]
	return at
}

// visited finds the first incidents of a list. One that was taken back meanwhile is left
// out.
func (p *pages) visited(ctx context.Context, visits []*geo.Visit, knownAt time.Time) ([]*geo.Feature, error) {
	var found []*geo.Feature
	for _, v := range visits[:min(recordRows, len(visits))] {
		f, err := p.Reader.Item(ctx, v.Incident, knownAt)
		switch geo.ErrorCode(err) {
		case "":
			found = append(found, f)
		case geo.ENOTFOUND, geo.EGONE:
		default:
			return nil, err
		}
	}
	return found, nil
}

func (p *pages) placePage(w http.ResponseWriter, r *http.Request, l language, at atPlace, q placeRequest) error {
	read, out := p.reader(l), p.newPage(r, "article-page place-page")
	link := func(of *geo.PublicPlace, from int, more url.Values) string {
		path, query := q.address(of, from, more)
		return web.Links(r).Path(path, query)
	}
	lang := langValues(out.Lang)
	record := read.placeRecord(at, func(of *geo.PublicPlace) string { return link(of, 0, lang) })
	if end := q.from + recordRows; end < len(at.Visits) {
		record.Older = link(at.PublicPlace, end, lang)
	}
	if q.from > 0 {
		record.Newer = link(at.PublicPlace, q.from-recordRows, lang)
	}
	if n := len(at.features); n > 0 && n < len(at.Visits) {
		record.Said = l.T("placePage.listed", "first", l.Number(q.from+1), "last", l.Number(q.from+n), "total", l.Number(len(at.Visits)))
	}
	record.JSON = link(at.PublicPlace, q.from, url.Values{"f": {"json"}})
	record.Cite = web.Links(r).Path("/cite", withValue(pinValues(q.knownAt, out.Lang), "place", at.ID))
	record.Item = web.Links(r).Path("/api/v1/collections/places/items/"+at.ID, url.Values{"f": {"json"}})
	if !q.knownAt.IsZero() {
		record.KnownAt, record.Now = l.Instant(q.knownAt), web.Links(r).Path(at.Path(), lang)
		_, query := q.address(at.PublicPlace, 0, lang)
		out.KnownAt = "?" + query.Encode()
	}
	out.PlaceRecord = record
	out.Heading = l.T("placePage.title", "place", record.Name)
	out.Title = l.T("page.titleOther", "title", out.Heading, "site", out.Site.Name)
	out.Description = record.Counted
	out.Alternates = []Alternate{{"application/json", record.JSON, l.T("placePage.json")}}
	out.Data = p.newData(r, read, "docs")
	return l.write(w, http.StatusOK, "place-record", out)
}
