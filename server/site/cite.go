package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// hashedMost is how many incidents a content hash is made of for a page; of more, who
// wants it makes it of the file.
const hashedMost = 100_000

// Citation names a view of the record so that others find the same: what was asked for,
// as known at an instant, with a hash of what the answer was.
type Citation struct {
	Title   string
	Credit  string // who publishes
	Site    string
	URL     string // of the view, pinned to the instant
	KnownAt time.Time
	Known   string // the instant in words
	Edition int64  // of the record, when the citation was made
	Epoch   string // of the record's file
	Count   int
	Hash    string // SHA-256 of the file, hexadecimal; empty above hashedMost
	File    string // address of the file: each incident a line of GeoJSON, or the page of a place as JSON
	Lines   bool   // the file is the former
	Before  string // in words: the instant is before the record begins; or empty

	Text, BibTeX, CSL string
	Forms             []Alternate

	language string
	licence  string
}

// The forms of a citation beside the page.
var (
	citeText   = web.Format{Name: "txt", MediaType: "text/plain; charset=utf-8", Also: []string{"text/plain"}}
	citeBibTeX = web.Format{Name: "bibtex", MediaType: "application/x-bibtex; charset=utf-8", Also: []string{"application/x-bibtex"}}
	citeCSL    = web.Format{Name: "csl", MediaType: "application/vnd.citationstyles.csl+json", Also: []string{"application/json"}}
	citeForms  = []web.Format{citeText, citeBibTeX, citeCSL}
)

// cite answers "/cite": how to cite a view. It takes the address of the map page or of an
// embed, or a place for its page.
func (p *pages) cite(w http.ResponseWriter, r *http.Request) error {
	format, err := web.Negotiate(r, append([]web.Format{web.HTMLFormat}, citeForms...)...)
	if err != nil {
		return err
	}
	view := ParseEmbed(web.Values(r))
	view.Selection.Lang, view.Selection.View, view.Selection.Offset = p.asked(r), nil, 0
	if view.Selection.KnownAt, err = view.pin(p.Now()); err != nil {
		return err
	}
	place := web.Values(r).Get("place")
	l, edition := p.language(r), p.Reader.Edition()
	if web.Answered(w, r, p.Tag(r, edition, "cite", l.tag, theme(r), format.Name, place, view.Values(r).Encode(), strings.Join(view.Selection.Unread, ","))) {
		return nil
	}
	var c *Citation
	if place != "" {
		c, err = p.placeCitation(r, p.reader(l), place, view.Selection, edition)
	} else {
		c, err = p.citation(r, p.reader(l), view, edition)
	}
	if err != nil {
		return err
	}
	switch format.Name {
	case citeText.Name:
		return web.Body(w, format.MediaType, []byte(c.Text+"\n"))
	case citeBibTeX.Name:
		return web.Body(w, format.MediaType, []byte(c.BibTeX))
	case citeCSL.Name:
		web.Allow(w.Header())
		return web.Body(w, format.MediaType, []byte(c.CSL))
	}
	out := p.newPage(r, "article-page list-page")
	out.Title = l.T("page.titleOther", "title", l.T("cite.title"), "site", out.Site.Name)
	out.Heading, out.Description = l.T("cite.title"), c.Text
	if r.URL.RawQuery != "" {
		out.Canonical = ""
	}
	for _, form := range citeForms {
		asked := view.Values(r)
		if place != "" {
			asked = withValue(pinValues(c.KnownAt, view.Selection.Lang), "place", place)
		}
		asked.Set("f", form.Name)
		c.Forms = append(c.Forms, Alternate{form.MediaType, web.Links(r).Path("/cite", asked), l.T("cite.form." + form.Name)})
	}
	out.Alternates = c.Forms
	out.Citation, out.Data = c, p.newData(r, p.reader(l), "docs")
	return l.write(w, http.StatusOK, "cite", out)
}

// citation makes the citation of a view. One that is not pinned is pinned to the last
// public change, since when the record is as it is.
func (p *pages) citation(r *http.Request, read reader, view *Embed, e geo.Edition) (*Citation, error) {
	s := &view.Selection
	s.KnownAt = p.pinned(s.KnownAt, e)
	all, err := p.overview(r.Context(), s.KnownAt)
	if err != nil {
		return nil, err
	}
	if s.From.IsZero() && s.To.IsZero() && s.Window == "" && len(view.Named) == 0 {
		s.Window = all.opening // so that the address says it
	}
	asked := view.asked(all)
	q, err := web.ParseQuery(asked, p.Now())
	if err != nil {
		return nil, err
	}
	c := p.emptyCitation(read, s.KnownAt, e)
	if err := p.hash(r, c, q, asked); err != nil {
		return nil, err
	}
	if c.Title, c.URL, err = p.cited(r, read, view, q, all); err != nil {
		return nil, err
	}
	return c, read.write(c)
}

// pinned is the instant of a citation: what was asked for, else the last public change.
func (p *pages) pinned(at time.Time, e geo.Edition) time.Time {
	if at.IsZero() {
		at = e.Changed
	}
	if at.IsZero() || at.After(p.Now()) {
		at = p.Now()
	}
	return at.Truncate(time.Millisecond)
}

// emptyCitation has what all citations of the record at an instant have.
func (p *pages) emptyCitation(read reader, at time.Time, e geo.Edition) *Citation {
	words := p.siteWords()
	c := &Citation{
		Site: words.Name, Credit: words.Credit, KnownAt: at, Known: read.Instant(at),
		Edition: e.Number, Epoch: e.Epoch, language: read.T("language.tag"), licence: words.Licence,
	}
	if at.Before(e.Since) {
		c.Before = read.T("cite.before", "time", read.Instant(e.Since))
	}
	return c
}

// hash counts what answers a question, and hashes the file that the same parameters name.
func (p *pages) hash(r *http.Request, c *Citation, q geo.Query, asked url.Values) (err error) {
	base := web.Links(r)
	c.File, c.Lines = base.URL("/api/v1/collections/incidents/download.geojsonl", asked), true
	c.Count, c.Hash, err = hashed(r.Context(), p.Reader, q, base.URL("", nil))
	return err
}

// write puts a citation into its forms.
func (r reader) write(c *Citation) (err error) {
	c.Text, c.BibTeX = r.citationText(c), bibTeX(r, c)
	c.CSL, err = cslJSON(r, c)
	return err
}

// cited is the title and the address of what is cited: of the incident, where it is one
// and no more, else of the view.
func (p *pages) cited(r *http.Request, read reader, view *Embed, q geo.Query, all overview) (title, address string, err error) {
	s, base := view.Selection, web.Links(r)
	if len(view.Named) == 1 {
		f, err := p.Reader.Item(r.Context(), view.Named[0], s.KnownAt)
		if err != nil {
			return "", "", err
		}
		return f.Title, base.URL(f.Path(), pinValues(s.KnownAt, s.Lang)), nil
	}
	said := ""
	if len(view.Named) == 0 {
		_, said = read.windowSaid(s, all.opening)
	}
	t, err := read.tally(r.Context(), p.Reader, q)
	if err != nil {
		return "", "", err
	}
	values := s.Values()
	path := "/"
	if view.Box != nil || len(view.Named) > 0 { // the map page has neither
		path, values = "/embed", view.Values(r)
		values.Del("theme")
	}
	return read.viewTitle(t, view, said), base.URL(path, values), nil
}

// viewTitle says what a view shows, with all that was asked for.
func (r reader) viewTitle(t tally, view *Embed, said string) string {
	parts, s := []string{r.headline(t, said)}, view.Selection
	for _, c := range s.conditions() {
		if c.Column == "country" && len(t.countries) == 1 || c.Column == "kind" && len(t.kinds) == 1 {
			continue // it is named already
		}
		words := make([]string, len(c.Values))
		for i, code := range c.Values {
			if words[i] = r.codeWord(c.Column, code); c.Column != "country" {
				words[i] = strings.ToLower(words[i])
			}
		}
		parts = append(parts, strings.Join(words, ", "))
	}
	if s.Text != "" {
		parts = append(parts, r.T("cite.mentions", "words", s.Text))
	}
	if view.Box != nil {
		parts = append(parts, r.T("cite.box", "box", view.Box.Text()))
	}
	return r.semicolons(parts)
}

// asked are the parameters of the API for what a view shows.
func (e *Embed) asked(all overview) url.Values {
	s, values := e.Selection, url.Values{}
	for _, c := range s.conditions() {
		values.Set(c.Column, strings.Join(c.Values, ","))
	}
	if words := strings.Join(strings.Fields(geo.Fold(s.Text)), " "); words != "" {
		values.Set("q", words)
	}
	if e.Box != nil {
		values.Set("bbox", e.Box.Text())
	}
	if len(e.Named) > 0 {
		values.Set("id", strings.Join(e.Named, ","))
	} else if v := s.interval(all.opening, all.newest); !v.Unbounded() {
		last := v.To
		if !last.IsZero() { // of the API the end is included
			last = last.Add(-time.Millisecond)
		}
		values.Set("datetime", openEnd(v.From.IsZero(), geo.FormatTime(v.From))+"/"+openEnd(last.IsZero(), geo.FormatTime(last)))
	}
	values.Set("known_at", geo.FormatTime(s.KnownAt))
	return values
}

// hashed counts what answers a question and makes the SHA-256 of it: of the file that
// download.geojsonl is, in which each incident is a line, the newest first.
func hashed(ctx context.Context, items geo.Reader, q geo.Query, base string) (n int, sum string, err error) {
	form := encode.NewLines(encode.Options{Base: base})
	hash := sha256.New()
	var line []byte
	i, skip := 0, false
	err = items.Walk(ctx, q, func(_ geo.Edition, matched int) error {
		n, skip = matched, matched > hashedMost
		if skip {
			return errEnough
		}
		return nil
	}, func(item geo.ItemBody) error {
		line, err = form.AppendFlat(line[:0], item.Flat, i)
		i++
		hash.Write(line)
		return err
	})
	if skip {
		return n, "", nil
	}
	return n, hex.EncodeToString(hash.Sum(nil)), err
}

// errEnough ends a walk that needs no more.
var errEnough = geo.Errorf(geo.EUNAVAILABLE, "nothing more is needed")

// citationText is a citation in one paragraph.
func (r reader) citationText(c *Citation) string {
	text := r.T("cite.text", "credit", c.Credit, "site", c.Site, "title", c.Title, "n", r.N("home.incidents", c.Count),
		"time", c.Known, "edition", strconv.FormatInt(c.Edition, 10), "url", c.URL)
	if c.Credit == c.Site {
		text = r.T("cite.textAlone", "site", c.Site, "title", c.Title, "n", r.N("home.incidents", c.Count),
			"time", c.Known, "edition", strconv.FormatInt(c.Edition, 10), "url", c.URL)
	}
	if c.Hash != "" {
		text += " SHA-256 " + c.Hash
	}
	return text
}
