package encode

import (
	"io"
	"strconv"
	"time"

	"strikemap/geo"
)

// Link is a link of OGC API documents.
type Link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// Notice is what users of the data must know.
type Notice struct {
	Licence     string
	LicenceURL  string
	Attribution string
	Note        string
}

// Head is what stands before the features of a collection.
type Head struct {
	Title      string
	Matched    int       // how many there are in all; -1 leaves it out
	TimeStamp  time.Time // since when the data is as it is; zero leaves it out
	KnownSince time.Time // when the record begins, for answers from before it; zero leaves it out
	Links      []Link
	Notice     Notice

	Author  Person // who publishes the file; without a name the attribution of the notice
	Subject string // address that names what the file is about, whatever its format and page
}

// Person is who stands behind a file.
type Person struct {
	Name  string
	Email string // or empty
	URI   string // or empty
}

// author is the one who publishes, or what stands for them.
func (h Head) author() Person {
	if h.Author.Name == "" {
		return Person{Name: h.Notice.Attribution}
	}
	return h.Author
}

// link returns the first link with a relation and, unless it is empty, a media type.
func (h Head) link(rel, mediaType string) (Link, bool) {
	for _, l := range h.Links {
		if l.Rel == rel && (mediaType == "" || l.Type == mediaType) {
			return l, true
		}
	}
	return Link{}, false
}

func appendHead(dst []byte, h Head, returned int) []byte {
	dst = append(dst, `{"type":"FeatureCollection"`...)
	if h.Title != "" {
		dst = appendText(dst, "title", h.Title)
	}
	if h.Matched >= 0 {
		dst = strconv.AppendInt(appendMember(dst, "numberMatched"), int64(h.Matched), 10)
	}
	dst = strconv.AppendInt(appendMember(dst, "numberReturned"), int64(returned), 10)
	if !h.TimeStamp.IsZero() {
		dst = appendTime(appendMember(dst, "timeStamp"), h.TimeStamp)
	}
	if !h.KnownSince.IsZero() {
		dst = appendTime(appendMember(dst, "knownSince"), h.KnownSince)
	}
	dst = appendNotice(dst, h.Notice)
	dst = appendLinks(dst, h.Links)
	return append(appendMember(dst, "features"), '[')
}

func appendNotice(dst []byte, n Notice) []byte {
	for _, m := range [][2]string{{"licence", n.Licence}, {"licenceUrl", n.LicenceURL}, {"attribution", n.Attribution}, {"note", n.Note}} {
		if m[1] != "" {
			dst = appendText(dst, m[0], m[1])
		}
	}
	return dst
}

func appendLinks(dst []byte, links []Link) []byte {
	if len(links) == 0 {
		return dst
	}
	dst = append(appendMember(dst, "links"), '[')
	for i, l := range links {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendText(append(dst, '{'), "href", l.Href)
		dst = appendText(dst, "rel", l.Rel)
		if l.Type != "" {
			dst = appendText(dst, "type", l.Type)
		}
		if l.Title != "" {
			dst = appendText(dst, "title", l.Title)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// WriteFeatures writes a GeoJSON feature collection, one feature a line.
func WriteFeatures(w io.Writer, features []*geo.Feature, h Head, o Options) error {
	return writeAll(w, appendHead(nil, h, len(features)), len(features), func(dst []byte, i int) []byte {
		return AppendFeature(dst, features[i], o)
	})
}

const flushAt = 32 << 10 // bytes

// writeAll writes the head, n features each on a line of its own, and the end.
func writeAll(w io.Writer, dst []byte, n int, feature func(dst []byte, i int) []byte) error {
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = feature(append(dst, '\n'), i)
		if len(dst) >= flushAt {
			if _, err := w.Write(dst); err != nil {
				return err
			}
			dst = dst[:0]
		}
	}
	_, err := w.Write(append(dst, "\n]}\n"...))
	return err
}
