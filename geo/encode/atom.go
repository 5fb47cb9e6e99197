package encode

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"time"

	"github.com/oklog/ulid/v2"
)

// atom is an Atom feed (RFC 4287) with GeoRSS Simple.
type atom struct {
	base    string
	words   wording
	flat    flatText
	account []byte
}

// NewAtom returns the form of an Atom feed. Columns have no place in it: an entry has
// title, summary, times, categories, and the point with its radius. Its id is the ULID
// of the incident written as a UUID, so that it stays when the site moves; that of the
// feed is made of Head.Subject.
func NewAtom(o Options) Form { return &atom{base: o.Base, words: wording{o.Parties}} }

const atomOpen = xmlDeclaration + `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">` + "\n"

func (a *atom) AppendHead(dst []byte, h Head, _ int) []byte {
	dst = appendElement(append(dst, atomOpen...), "id", "urn:uuid:"+nameUUID(h.subject()))
	dst = appendElement(dst, "title", h.Title)
	if h.Notice.Note != "" {
		dst = appendElement(dst, "subtitle", h.Notice.Note)
	}
	updated := h.TimeStamp
	if updated.IsZero() { // an empty record; the element must be there
		updated = time.Unix(0, 0)
	}
	dst = appendStamp(dst, "updated", updated)
	dst = appendPerson(dst, h.author())
	for _, l := range h.Links {
		dst = appendAtomLink(dst, l)
	}
	if url := h.Notice.LicenceURL; url != "" {
		if _, there := h.link("license", ""); !there {
			dst = appendAtomLink(dst, Link{Href: url, Rel: "license"})
		}
	}
	if h.Notice.Licence != "" {
		dst = appendElement(dst, "rights", h.Notice.Licence+", "+h.Notice.Attribution)
	}
	return dst
}

// subject is what the file is about, or else where it is.
func (h Head) subject() string {
	if h.Subject != "" {
		return h.Subject
	}
	self, _ := h.link("self", "")
	return self.Href
}

// urlNamespace is that of names that are URLs (RFC 9562, appendix A).
var urlNamespace = [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// nameUUID returns the UUID of a URL (RFC 9562, version 5): the same for the same.
func nameUUID(url string) string {
	sum := sha1.Sum(append(urlNamespace[:], url...))
	var id [16]byte
	copy(id[:], sum[:])
	id[6] = id[6]&0x0F | 0x50 // version 5
	id[8] = id[8]&0x3F | 0x80 // variant of RFC 9562
	return string(appendUUID(nil, id))
}

// appendUUID appends 16 bytes as a UUID is written.
func appendUUID(dst []byte, id [16]byte) []byte {
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, part)
	}
	return dst
}

func appendStamp(dst []byte, name string, t time.Time) []byte {
	return appendElement(dst, name, t.UTC().Format(time.RFC3339))
}

// appendPerson appends the author, which a feed must have.
func appendPerson(dst []byte, p Person) []byte {
	if p.Name == "" {
		p.Name = "Unknown"
	}
	dst = appendElement(append(dst, "<author>"...), "name", p.Name)
	if p.URI != "" {
		dst = appendElement(dst, "uri", p.URI)
	}
	if p.Email != "" {
		dst = appendElement(dst, "email", p.Email)
	}
	return append(dst, "</author>\n"...)
}

func appendAtomLink(dst []byte, l Link) []byte {
	dst = appendAttribute(append(dst, "<link"...), "rel", l.Rel)
	if l.Type != "" {
		dst = appendAttribute(dst, "type", l.Type)
	}
	dst = appendAttribute(dst, "href", l.Href)
	if l.Title != "" {
		dst = appendAttribute(dst, "title", l.Title)
	}
	return append(dst, "/>\n"...)
}

func (a *atom) AppendFlat(dst, flat []byte, _ int) ([]byte, error) {
	f := &a.flat
	if err := f.Read(flat); err != nil {
		return dst, err
	}
	id := f.ID()
	number, err := ulid.ParseStrict(id)
	if err != nil {
		return dst, ErrFlat
	}
	dst = append(appendUUID(append(dst, "<entry><id>urn:uuid:"...), number), "</id>\n"...)
	dst = appendElement(dst, "title", f.text(titleAt))
	dst = appendElement(dst, "updated", f.text(updatedAt))
	if f.has(publishedAt) {
		dst = appendElement(dst, "published", f.text(publishedAt))
	}
	dst = appendAtomLink(dst, Link{Href: a.base + urlPath + id, Rel: "alternate", Type: "text/html"})
	for _, c := range categories {
		if f.has(c.at) {
			dst = appendAttribute(append(dst, "<category"...), "term", f.text(c.at))
			dst = append(appendAttribute(dst, "scheme", a.base+codebook+c.name), "/>\n"...)
		}
	}
	a.account = a.words.appendAccount(a.account[:0], f)
	dst = appendElement(dst, "summary", a.account)
	return append(a.appendPlace(dst), "</entry>\n"...), nil
}

// codebook is where the codes of a column are explained, and by that names their list.
const codebook = "/docs/codebook#"

// categories are the columns whose codes sort an entry.
var categories = []struct {
	name string
	at   int
}{{"kind", kindAt}, {"status", statusAt}, {"category", categoryAt}, {"country", countryAt}}

// appendPlace appends the place as GeoRSS Simple, latitude first, with the radius in
// metres that it is known to.
func (a *atom) appendPlace(dst []byte) []byte {
	f := &a.flat
	if name := f.text(placeAt); len(name) > 0 {
		dst = appendElement(dst, "georss:featurename", name)
	}
	raw, ok := bytes.CutPrefix(f.Geometry(), []byte(pointHead))
	if !ok {
		return dst
	}
	lon, lat, _ := bytes.Cut(raw[:len(raw)-len("]}")], []byte(","))
	dst = append(append(append(dst, "<georss:point>"...), lat...), ' ')
	dst = append(append(dst, lon...), "</georss:point>\n"...)
	if f.has(uncertaintyAt) {
		dst = appendElement(dst, "georss:radius", f.text(uncertaintyAt))
	}
	return dst
}

func (a *atom) AppendEnd(dst []byte) []byte { return append(dst, "</feed>\n"...) }
