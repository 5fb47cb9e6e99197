package site

import (
	"bytes"
	"context"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
	"strikemap/static"
)

const (
	// embedRows is how many incidents an embed lists beside its map, embedFirst of them
	// at once; an embed without a map lists embedListed.
	embedRows, embedFirst, embedListed = 12, 3, 100
	// embedMarks is how many incidents an embed draws; the newest of more.
	embedMarks = loadLimit
	// embedInline is how many of them stand in the page itself; its script asks for more.
	embedInline = 100
	// EmbedSketched is how many of them the picture without scripts shows one by one: it
	// stands in the page.
	EmbedSketched = 400
	// embedChosen is how many incidents an address may name.
	embedChosen = 50
)

// Embeds makes the pages that stand in frames of other sites.
type Embeds struct{ *pages }

// NewEmbeds returns the maker of embeds.
func NewEmbeds(deps web.Deps) *Embeds { return &Embeds{newPages(deps)} }

// Embed is what a frame shows: the map page's selection, perhaps cut to a box or to
// named incidents, as map, list or both.
type Embed struct {
	Selection Selection
	Box       *geo.BBox // what was asked for; nil: everywhere
	Named     []string  // ids of the incidents asked for; empty: all that match
	Show      string    // "map", "list", or empty for both
	Headless  bool      // without a title of its own

	Title, Said string // what is shown: "57 incidents", "last 30 days of the record"
	TitleTag    string // language of the title where it is the record's; else empty
	Words       string // the map in words
	AsOf        string // in words
	Pinned      bool   // to an instant
	Total       int
	Open        string // address of the same selection on the map page, absolute
	First, More []Row
	Unlisted    int // of Total, not in either
	Marks       []Mark
	Since       []Change // to what is shown, after the instant it is pinned to
	SinceMore   bool     // more may have changed than was looked at
	Live        string   // address of the same embed as known now, where something changed
	Failure     *Failure // instead of all that

	Style    template.CSS  // the style sheet
	Symbols  template.HTML // of the rows and the legend
	Kinds    []string      // that are drawn, and Statuses: for the legend
	Statuses []string
	Sketch   template.HTML // the map without scripts, an svg element

	language language
	page     page
	span     geo.Interval // of time, half-open
}

// Mark is one incident on the map of an embed.
type Mark struct {
	ID, Title, Kind, Status, Precision, AreaID string
	Point                                      *geo.Point
	Uncertainty                                float64 // metres; 0 if not known
}

// Change is what became of an incident after an embed was pinned.
type Change struct {
	Withdrawn         bool
	Path, Title, Note string
	Language          string
	At                string // in words
}

// TypeAttribute writes the media type, which is one of ours, with its plus sign as it is:
// content systems look for it in the text of the page.
func (a Alternate) TypeAttribute() template.HTMLAttr {
	return template.HTMLAttr(`type="` + a.Type + `"`)
}

// oembedLinks are how content systems find out that a page can be embedded (oEmbed 1.0
// section 4).
func oembedLinks(r *http.Request, page, title string) []Alternate {
	at := func(format string) string {
		return web.Links(r).URL("/oembed", url.Values{"url": {page}, "format": {format}})
	}
	return []Alternate{{"application/json+oembed", at("json"), title}, {"text/xml+oembed", at("xml"), title}}
}

// HasMap and HasList tell what of both is shown.
func (e *Embed) HasMap() bool  { return e.Show != "list" }
func (e *Embed) HasList() bool { return e.Show != "map" }

// Drawn is how many incidents the map draws, the newest; 0 where that is all that match.
// Those whose area is beyond what the map asks for are not drawn.
func (e *Embed) Drawn() int {
	n, areas := len(e.Marks), map[string]bool{}
	for _, m := range e.Marks {
		switch {
		case m.Point != nil || m.AreaID == "" || areas[m.AreaID]:
		case len(areas) < areasAhead:
			areas[m.AreaID] = true
		default:
			n--
		}
	}
	return fewer(n, e.Total)
}

// Sketched says the same of the picture without scripts.
func (e *Embed) Sketched() int { return fewer(min(len(e.Marks), EmbedSketched), e.Total) }

func fewer(n, total int) int {
	if n < total {
		return n
	}
	return 0
}

// Language is the tag of the language it speaks.
func (e *Embed) Language() string { return e.language.tag }

// T, Number and Distance are the words of that language.
func (e *Embed) T(key string, pairs ...any) string { return e.language.T(key, pairs...) }
func (e *Embed) Number(n int) string               { return e.language.Number(n) }
func (e *Embed) Distance(metres float64) string    { return e.language.Distance(metres) }

// ParseEmbed reads the address of an embed. What it cannot understand is left out, as
// on the map page.
func ParseEmbed(v url.Values) *Embed {
	e := &Embed{Selection: ParseSelection(v), Headless: v.Get("title") == "off"}
	if show := v.Get("show"); show == "map" || show == "list" {
		e.Show = show
	}
	if text := v.Get("bbox"); text != "" {
		if box, err := geo.ParseBBox(text); err == nil {
			e.Box = &box
		} else {
			e.Selection.unread("bbox")
		}
	}
	for id := range strings.SplitSeq(e.Selection.Incident, ",") {
		if id = web.CanonicalID(strings.TrimSpace(id)); id != "" && len(e.Named) < embedChosen {
			e.Named = append(e.Named, id)
		}
	}
	e.Selection.Incident = strings.Join(e.Named, ",")
	return e
}

// Values writes the address of the embed, in a fixed order.
func (e *Embed) Values(r *http.Request) url.Values {
	v := e.Selection.Values()
	put := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	put("show", e.Show)
	if e.Headless {
		v.Set("title", "off")
	}
	if e.Box != nil {
		v.Set("bbox", e.Box.Text())
	}
	put("theme", theme(r))
	return v
}

// Look reads what a request asks to be shown, but for the picture. It returns nil where
// the request is answered already. An error the frame can show stands in Failure.
func (p *Embeds) Look(w http.ResponseWriter, r *http.Request) (*Embed, error) {
	e := ParseEmbed(web.Values(r))
	e.language, e.Selection.Lang = p.language(r), p.asked(r)
	e.page = p.newPage(r, "embed-page")
	e.page.Script, e.page.Canonical = web.AssetPath(r, "frame.js"), ""
	e.Style = embedStyle()
	at, err := e.pin(p.Now())
	if err != nil {
		e.fail(p, r, err)
		return e, nil
	}
	e.Selection.KnownAt = at
	if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), "embed", e.Values(r).Encode(), e.language.tag, strings.Join(e.Selection.Unread, ","))) {
		return nil, nil
	}
	switch err := p.fill(r, e); geo.ErrorCode(err) {
	case "":
		return e, nil
	case geo.ENOTFOUND, geo.EGONE, geo.EINVALID:
		e.fail(p, r, err)
		return e, nil
	default:
		return nil, err
	}
}

// pin reads the instant that the embed is pinned to, zero for none.
func (e *Embed) pin(now time.Time) (time.Time, error) {
	if e.Selection.KnownAtText == "" {
		return time.Time{}, nil
	}
	return web.ParseKnownAt(e.Selection.KnownAtText, now)
}

// fail shows an error in the frame: a page of our own would be refused there.
func (e *Embed) fail(p *Embeds, r *http.Request, err error) {
	problem := web.ProblemOf(r, err)
	key := "error." + strconv.Itoa(problem.Status)
	if !e.language.Has(key) {
		key = "error.other"
	}
	e.Failure = &Failure{Status: problem.Status, Title: e.T(key + ".title"), Text: e.T(key + ".text")}
	if problem.Status == http.StatusBadRequest {
		e.Failure.Detail = problem.Detail
	}
	e.Title = e.Failure.Title
	e.Open = web.Links(r).URL("/", nil)
}

// query is the question for what the embed shows.
func (e *Embed) query(all overview) geo.Query {
	if len(e.Named) > 0 {
		return geo.Query{KnownAt: e.Selection.KnownAt, Conditions: []geo.Condition{{Column: "id", Values: e.Named}}}
	}
	q := e.Selection.query(all)
	q.BBox = e.Box
	return q
}

// Describe reads what the address of an embed shows. What cannot be shown is an error.
func (p *Embeds) Describe(r *http.Request) (*Embed, error) {
	e := ParseEmbed(web.Values(r))
	e.language, e.Selection.Lang = p.language(r), p.asked(r)
	at, err := e.pin(p.Now())
	if err != nil {
		return nil, err
	}
	e.Selection.KnownAt = at
	return e, p.fill(r, e)
}

// fill reads what is shown.
func (p *Embeds) fill(r *http.Request, e *Embed) error {
	ctx := r.Context()
	all, err := p.overview(ctx, e.Selection.KnownAt)
	if err != nil {
		return err
	}
	if err := p.resolve(ctx, e); err != nil {
		return err
	}
	q := e.query(all)
	e.span = q.Datetime
	if err := e.mark(ctx, p.Reader, q); err != nil {
		return err
	}
	read := p.reader(e.language)
	if err := e.list(ctx, read, p.Reader, q); err != nil {
		return err
	}
	e.say(p, r, read, all)
	if err := e.name(ctx, read, p.Reader); err != nil {
		return err
	}
	if e.Words, err = read.equivalent(ctx, p.Reader, q, e.Said); err != nil {
		return err
	}
	if e.Pinned {
		if err := p.since(ctx, read, e); err != nil {
			return err
		}
		if len(e.Since) > 0 || e.SinceMore {
			now := *e
			now.Selection.KnownAt = time.Time{}
			e.Live = web.Links(r).Path("/embed", now.Values(r))
		}
	}
	e.Symbols = e.symbols()
	return nil
}

// resolve takes slugs and aliases for the ids they stand for. A single incident that is
// not there, or no longer, is an error.
func (p *Embeds) resolve(ctx context.Context, e *Embed) error {
	for i, name := range e.Named {
		err := p.Reader.ItemBody(ctx, name, e.Selection.KnownAt, func(item geo.ItemBody) error {
			e.Named[i] = strings.Clone(item.ID)
			return nil
		})
		if err != nil && (len(e.Named) == 1 || geo.ErrorCode(err) != geo.ENOTFOUND && geo.ErrorCode(err) != geo.EGONE) {
			return err
		}
	}
	e.Selection.Incident = strings.Join(e.Named, ",")
	return nil
}

// The columns of a mark.
var markColumns = func() (columns [6]int) {
	for i, name := range []string{"title", "kind", "status", "precision", "area_id", "uncertainty_m"} {
		columns[i] = encode.ColumnIndex(name)
	}
	return columns
}()

// mark reads what the map draws, newest first.
func (e *Embed) mark(ctx context.Context, items geo.Reader, q geo.Query) error {
	q.Limit = embedMarks
	return items.Bodies(ctx, q, func(page geo.BodyPage) error {
		e.Total = page.Matched
		var f encode.Flat
		for _, flat := range page.Flats {
			if err := f.Read(flat); err != nil {
				return err
			}
			m := Mark{
				ID: f.ID(), Title: f.Text(markColumns[0]), Kind: f.Text(markColumns[1]), Status: f.Text(markColumns[2]),
				Precision: f.Text(markColumns[3]), AreaID: f.Text(markColumns[4]),
			}
			m.Uncertainty, _ = strconv.ParseFloat(f.Text(markColumns[5]), 64)
			if at, ok := f.Point(); ok {
				m.Point = &at
			}
			e.Marks = append(e.Marks, m)
		}
		e.Kinds = slices.DeleteFunc(geo.Kinds.Values(), func(kind string) bool {
			return !slices.ContainsFunc(e.Marks, func(m Mark) bool { return m.Kind == kind })
		})
		e.Statuses = slices.DeleteFunc(slices.Clone(shownStatuses), func(status string) bool {
			return !slices.ContainsFunc(e.Marks, func(m Mark) bool { return m.Status == status })
		})
		return nil
	})
}

// list makes the rows, newest first; they have no headings by day, so each has its year.
func (e *Embed) list(ctx context.Context, read reader, items geo.Reader, q geo.Query) error {
	if !e.HasList() {
		return nil
	}
	q.Limit = embedRows
	first := embedFirst
	if !e.HasMap() {
		q.Limit, first = embedListed, embedListed
	}
	listed, err := items.Items(ctx, q)
	if err != nil {
		return err
	}
	var rows []Row
	for _, f := range byDay(listed.Features) {
		row := read.row(f)
		row.Time = read.TimePhrase(momentOf(f), true)
		rows = append(rows, row)
	}
	if len(rows) <= first+1 { // one more is shorter than the words for it
		first = len(rows)
	}
	e.First, e.More, e.Unlisted = rows[:first], rows[first:], e.Total-len(rows)
	return nil
}

// say makes the words around map and list.
func (e *Embed) say(p *Embeds, r *http.Request, read reader, all overview) {
	s := e.Selection
	e.Title = e.language.N("home.incidents", e.Total)
	_, e.Said = read.windowSaid(s, all.opening)
	if len(e.Named) > 0 {
		e.Said = ""
	}
	query := langValues(s.Lang)
	if e.Pinned = !s.KnownAt.IsZero(); e.Pinned {
		e.AsOf = e.T("embed.knownAt", "time", read.Instant(s.KnownAt))
		query.Set("known_at", geo.FormatTime(s.KnownAt))
	}
	base := web.Links(r)
	if len(e.Named) == 1 && len(e.Marks) == 1 {
		e.Open = base.URL("/incidents/"+e.Marks[0].ID, query)
	} else {
		if e.Box != nil && s.View == nil {
			s.View = viewOf(*e.Box)
		}
		e.Open = base.URL("/", s.Values())
	}
	if len(query) > 0 {
		e.page.KnownAt = "?" + query.Encode()
	}
	if e.Pinned {
		return
	}
	if changed := p.Reader.Edition().Changed; !changed.IsZero() {
		e.AsOf = e.T("embed.updated", "time", read.Instant(changed))
	}
}

// name takes the title of a single incident for that of the embed.
func (e *Embed) name(ctx context.Context, read reader, items geo.Reader) error {
	if len(e.Marks) != 1 || len(e.Named) != 1 {
		return nil
	}
	f, err := items.Item(ctx, e.Marks[0].ID, e.Selection.KnownAt)
	if err != nil {
		return err
	}
	words := read.translated(f)
	e.Title, e.TitleTag = words.Title, words.TitleLanguage
	return nil
}

// Name is title and span of time in one.
func (e *Embed) Name() string {
	if e.Said == "" {
		return e.Title
	}
	return e.Title + ", " + e.Said
}

// Canonical is the page that search engines should show in the place of the embed: that
// of its incident. An embed of several has none, since no page shows just them.
func (e *Embed) Canonical() string {
	if e.Failure == nil && len(e.Named) == 1 && len(e.Marks) == 1 {
		return e.Open
	}
	return ""
}

// PictureQuery asks for a picture of what the embed shows.
func (e *Embed) PictureQuery() url.Values {
	v := e.apiQuery()
	if len(e.Named) == 1 {
		v.Del("id")
		v.Set("incident", e.Named[0])
	}
	v.Set("lang", e.language.tag)
	return v
}

// Wanted is the box that the map should open with: what was asked for, else the site's
// own, as on the map page, unless most of what is drawn lies outside.
func (e *Embed) Wanted(site string, areas map[string]*geo.Area) geo.BBox {
	if e.Box != nil {
		return *e.Box
	}
	if v := e.Selection.View; v != nil {
		return v.box()
	}
	usual := usualBox(site)
	if box, ok := around(e.Marks, areas); ok && (len(e.Named) > 0 || !holdsMost(usual, e.Marks)) {
		return box
	}
	return usual
}

// usualBox is the box that maps open with by the site's setting; Europe where it has none.
func usualBox(setting string) geo.BBox {
	box, err := geo.ParseBBox(setting)
	if err != nil {
		return geo.BBox{West: -10, South: 36, East: 60, North: 66}
	}
	return box
}

// holdsMost reports whether a box holds at least half of the marks that have a point.
func holdsMost(box geo.BBox, marks []Mark) bool {
	points, within := 0, 0
	for _, m := range marks {
		if m.Point == nil {
			continue
		}
		points++
		if box.Contains(m.Point.Lon, m.Point.Lat) {
			within++
		}
	}
	return 2*within >= points
}

// box is about what a frame shows of a view.
func (v View) box() geo.BBox {
	const width, height = 640, 400
	size := 256 * math.Exp2(v.Zoom) // pixels around the globe
	lon := width / size * 180
	lat := height / size * 180 * math.Cos(v.Lat*math.Pi/180)
	return geo.BBox{West: max(v.Lon-lon, -180), South: max(v.Lat-lat, -85), East: min(v.Lon+lon, 180), North: min(v.Lat+lat, 85)}
}

// viewOf is how the map page looks at a box: the closest whole zoom that shows all of it.
func viewOf(b geo.BBox) *View {
	const width, height, tile = 860.0, 640.0, 256.0 // pixels of the map on a desk
	const globe = 1 << 32
	_, top := geo.Mercator(0, b.North)
	_, bottom := geo.Mercator(0, b.South)
	wide := b.East - b.West
	if b.Crosses() {
		wide += 360
	}
	across := max(wide/360, 1e-6)
	down := max(float64(bottom-top)/globe, 1e-6)
	_, lat := geo.Unmercator(0, (float64(top)+float64(bottom))/2)
	lon := b.West + wide/2
	if lon > 180 {
		lon -= 360
	}
	zoom := math.Floor(math.Log2(min(width/tile/across, height/tile/down)))
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	return &View{Lon: round(lon), Lat: round(lat), Zoom: min(max(zoom, 2), 12)}
}

// leastRoom is how much of what lies around an incident is worth seeing, in degrees of
// latitude; of longitude it is twice as much.
const leastRoom = 1.2

// around is the box of marks with room for their uncertainty. Marks on both sides of
// the antimeridian get a box as wide as the globe.
func around(marks []Mark, areas map[string]*geo.Area) (geo.BBox, bool) {
	box := geo.BBox{West: 180, South: 90, East: -180, North: -90}
	add := func(west, south, east, north float64) {
		box.West, box.South = min(box.West, west), min(box.South, south)
		box.East, box.North = max(box.East, east), max(box.North, north)
	}
	for _, m := range marks {
		switch area := areas[m.AreaID]; {
		case m.Point != nil:
			room := max(leastRoom, 3*m.Uncertainty/111_195)
			add(m.Point.Lon-2*room, m.Point.Lat-room, m.Point.Lon+2*room, m.Point.Lat+room)
		case area != nil && area.Level != "country":
			b := area.Bounds()
			add(b.West, b.South, b.East, b.North)
			// Out at sea only what lies around tells where it is.
			lon, lat := (b.West+b.East)/2, (b.South+b.North)/2
			add(lon-2*leastRoom, lat-leastRoom, lon+2*leastRoom, lat+leastRoom)
		}
	}
	box.West, box.South, box.East, box.North = max(box.West, -180), max(box.South, -80), min(box.East, 180), min(box.North, 80)
	return box, box.West < box.East && box.South < box.North
}

// embedData is what the script in the frame needs to know.
type embedData struct {
	Language string            `json:"language"`
	Words    map[string]string `json:"words"`
	Base     string            `json:"base"`
	Box      []float64         `json:"box"`             // west, south, east, north
	Query    *string           `json:"query,omitempty"` // of the incidents, where they are not in the page; empty asks for all
	Self     string            `json:"self"`
	Marks    [][]any           `json:"marks,omitempty"` // id, kind, status, precision, lon, lat, uncertainty, area
	Limit    int               `json:"limit,omitempty"`
	Live     string            `json:"live,omitempty"`   // script that follows public changes; none where the embed is pinned
	Events   string            `json:"events,omitempty"` // id of the event that led to what is shown
}

var embedWords = []string{"mapLabel", "zoomIn", "zoomOut", "resetView", "attribution"}

// Write writes the page. The box is what the map opens with.
func (p *Embeds) Write(w http.ResponseWriter, r *http.Request, e *Embed, box geo.BBox) error {
	out := e.page
	out.Title = e.T("page.titleOther", "title", e.Title, "site", out.Site.Name)
	out.Embed = e
	status := http.StatusOK
	if e.Failure != nil {
		status = e.Failure.Status
	} else {
		data := e.data(r, box)
		if live := web.AssetPath(r, "frame-live.js"); live != "" && p.Events && !e.Pinned {
			// Absolute: to a script of another origin, as to a frame of none, paths mean nothing.
			data.Live, data.Events = web.Links(r).Origin+live, web.EditionID(p.Reader.Edition())
		}
		out.Data = data
		if e.HasMap() {
			if data.Query != nil {
				out.Ahead = append(out.Ahead, Ahead{URL: data.Base + "/api/v1/collections/incidents/items?" + *data.Query + "&limit=" + strconv.Itoa(data.Limit) +
					"&properties=" + strings.Join(mapProperties, ",")})
			}
			out.Ahead = append(out.Ahead, p.mapAhead(r, e.language.tag, embedScreens, box, nil, e.areaIDs())...)
		}
	}
	if e.Failure == nil {
		web.ForAll(w)
	}
	return e.language.write(w, status, "embed", out)
}

func (e *Embed) data(r *http.Request, box geo.BBox) embedData {
	d := embedData{
		Language: e.language.T("language.tag"), Base: web.Prefix(r), Self: web.Links(r).Path("/embed", e.Values(r)),
		Words: map[string]string{"hint": e.T("embed.hint"), "hintTouch": e.T("embed.hintTouch")},
	}
	for _, word := range embedWords {
		d.Words[word] = e.T("client." + word)
	}
	if !e.HasMap() {
		return d
	}
	round := func(v float64) float64 { return math.Round(v*1e3) / 1e3 }
	d.Box = []float64{round(box.West), round(box.South), round(box.East), round(box.North)}
	if len(e.Marks) > embedInline {
		query := e.apiQuery().Encode()
		d.Query, d.Limit = &query, embedMarks
		return d
	}
	for _, m := range e.Marks {
		mark := []any{m.ID, m.Kind, m.Status, m.Precision, nil, nil, m.Uncertainty, m.AreaID}
		if m.Point != nil {
			mark[4], mark[5] = m.Point.Lon, m.Point.Lat
		}
		d.Marks = append(d.Marks, mark)
	}
	return d
}

// areaIDs are the areas that stand for the places of incidents, in their order.
func (e *Embed) areaIDs() []string {
	var ids []string
	for _, m := range e.Marks {
		if m.Point == nil && m.AreaID != "" && !slices.Contains(ids, m.AreaID) {
			ids = append(ids, m.AreaID)
		}
	}
	return ids
}

// apiQuery asks the API for what the embed shows.
func (e *Embed) apiQuery() url.Values {
	v := url.Values{}
	put := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	put("known_at", geo.FormatTime(e.Selection.KnownAt))
	if len(e.Named) > 0 {
		put("id", strings.Join(e.Named, ","))
		return v
	}
	for _, c := range e.Selection.conditions() {
		put(c.Column, strings.Join(c.Values, ","))
	}
	put("q", e.Selection.Text)
	if e.Box != nil {
		put("bbox", e.Box.Text())
	}
	if d := e.span; !d.From.IsZero() || !d.To.IsZero() {
		end := func(t time.Time) string {
			if t.IsZero() {
				return ".."
			}
			return geo.FormatTime(t)
		}
		to := d.To
		if !to.IsZero() {
			to = to.Add(-time.Millisecond) // the standard's interval includes its end
		}
		put("datetime", end(d.From)+"/"+end(to))
	}
	return v
}

// symbols are the glyphs of rows and legend, to stand in the page: a frame without an
// origin may not take them from a file of ours.
func (e *Embed) symbols() template.HTML {
	var names []string
	for _, row := range slices.Concat(e.First, e.More) {
		names = append(names, row.Glyph)
	}
	if e.HasMap() {
		for _, kind := range e.Kinds {
			names = append(names, kind+"-confirmed")
		}
		for _, status := range e.Statuses {
			names = append(names, "sighting-"+status)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range slices.Compact(names) {
		b.WriteString(sprite()[name])
	}
	return template.HTML(b.String())
}

var symbolPattern = regexp.MustCompile(`<symbol id="([a-z-]+)".*?</symbol>`)

// sprite is the built file of symbols, by name.
var sprite = sync.OnceValue(func() map[string]string {
	found := map[string]string{}
	name, _ := static.Logical("glyphs.svg")
	file, _ := static.Lookup(name)
	for _, m := range symbolPattern.FindAllSubmatch(file.Body, -1) {
		found[string(m[1])] = strings.Replace(string(m[0]), `id="`, `id="g-`, 1)
	}
	return found
})

// embedStyle is the built style sheet, which stands in the page: another request would
// hold it up.
var embedStyle = sync.OnceValue(func() template.CSS {
	name, _ := static.Logical("embed.css")
	file, _ := static.Lookup(name)
	return EmbedStyle(file.Body)
})

// EmbedStyle is a style sheet as it stands in the page.
func EmbedStyle(sheet []byte) template.CSS { return template.CSS(bytes.TrimSpace(sheet)) }
