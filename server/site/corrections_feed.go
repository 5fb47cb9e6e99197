package site

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
	"strikemap/server/web"
)

// The feed of corrections, Atom (RFC 4287).
type (
	atomFeed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Language string      `xml:"xml:lang,attr"`
		ID       string      `xml:"id"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle"`
		Updated  string      `xml:"updated"`
		Author   atomPerson  `xml:"author"`
		Rights   string      `xml:"rights,omitempty"`
		Links    []atomLink  `xml:"link"`
		Entries  []atomEntry `xml:"entry"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID       string       `xml:"id"`
		Title    string       `xml:"title"`
		Updated  string       `xml:"updated"`
		Link     atomLink     `xml:"link"`
		Category atomCategory `xml:"category"`
		Summary  string       `xml:"summary"`
	}
	atomCategory struct {
		Term  string `xml:"term,attr"`
		Label string `xml:"label,attr"`
	}
)

// correctionsFeed answers "/corrections.atom": the newest corrections.
func (p *pages) correctionsFeed(w http.ResponseWriter, r *http.Request) error {
	l, edition := p.language(r), p.Reader.Edition()
	if web.Answered(w, r, p.Tag(r, edition, "corrections.atom", l.tag)) {
		return nil
	}
	read := p.reader(l)
	entries, _, err := p.correctionsFrom(r.Context(), read, edition, 0, correctionsShown)
	if err != nil {
		return err
	}
	base, words := web.Links(r), p.siteWords()
	self := base.URL("/corrections.atom", langValues(p.asked(r)))
	feed := atomFeed{
		Language: l.tag, ID: base.URL("/corrections.atom", nil),
		Title:    l.T("corrections.feedTitle", "site", words.Name),
		Subtitle: l.T("corrections.lead"), Updated: atomTime(edition.Changed),
		Author: atomPerson{words.Credit},
		Links:  []atomLink{{"self", "application/atom+xml", self}, {"alternate", "text/html", base.URL("/corrections", langValues(p.asked(r)))}},
	}
	if words.Licence != "" {
		feed.Rights = words.Licence + ", " + words.Credit
	}
	if len(entries) > 0 {
		feed.Updated = atomTime(entries[0].at)
	}
	for _, c := range entries {
		title := l.T("corrections.entry", "change", c.Change, "title", c.Title)
		if c.Withdrawn {
			title = l.T("corrections.entryWithdrawn")
		}
		feed.Entries = append(feed.Entries, atomEntry{
			ID: correctionID(c), Title: title, Updated: atomTime(c.at),
			Link:     atomLink{"alternate", "text/html", base.URL(c.Path, langValues(p.asked(r)))},
			Category: atomCategory{c.change, c.Change}, Summary: read.correctionText(c),
		})
	}
	body := bytes.NewBufferString(xml.Header)
	encoder := xml.NewEncoder(body)
	encoder.Indent("", " ")
	if err := encoder.Encode(feed); err != nil {
		return err
	}
	web.Allow(w.Header())
	w.Header().Set("Content-Language", l.tag)
	return web.Body(w, "application/atom+xml; charset=utf-8", append(body.Bytes(), '\n'))
}

// atomTime writes an instant; a feed of an empty record has one as well.
func atomTime(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return geo.FormatTime(t)
}

// correctionID names a correction for good: a UUID of the version within its incident
// (RFC 9562, version 5), so that it stays when the site moves.
func correctionID(c Correction) string {
	space, _ := ulid.ParseStrict(c.Incident) // ids of the record are
	name := strconv.Itoa(c.Revision)
	if c.Withdrawn {
		name = "withdrawn " + geo.FormatTime(c.at)
	}
	sum := sha1.Sum(append(space[:], name...))
	sum[6], sum[8] = sum[6]&0x0F|0x50, sum[8]&0x3F|0x80
	text := hex.EncodeToString(sum[:16])
	return "urn:uuid:" + strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
}

// correctionText is a correction in lines of plain text.
func (r reader) correctionText(c Correction) string {
	var lines []string
	add := func(key string, pairs ...any) { lines = append(lines, r.T("corrections."+key, pairs...)) }
	if c.Note != "" {
		add("note", "note", c.Note)
	}
	for _, d := range c.Differences {
		switch {
		case d.Old == "":
			add("added", "what", d.Label, "new", d.New)
		case d.New == "":
			add("removed", "what", d.Label, "old", d.Old)
		default:
			add("changed", "what", d.Label, "old", d.Old, "new", d.New)
		}
	}
	if c.Voices != "" {
		add("voices", "names", c.Voices)
	} else if c.Compared {
		add("noVoices")
	}
	return strings.Join(lines, "\n")
}
