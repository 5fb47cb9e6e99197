package web

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const (
	smallest      = 1024 // bodies below gain nothing
	brotliQuality = 5    // of 11: near gzip's time, a fifth smaller
	brotliSmall   = 10   // ten times the time, up to a fifth smaller again
)

// compressible tells by the media type whether a body gets smaller. Event streams
// are left out: an encoder would hold events back.
func compressible(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.TrimSpace(media)
	switch media {
	case "text/event-stream":
		return false
	case "application/json", "application/geo+json-seq", "application/x-ndjson", "application/javascript", "application/xml", "application/vnd.mapbox-vector-tile", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "+json") || strings.HasSuffix(media, "+xml") ||
		strings.HasPrefix(media, "application/vnd.oai.openapi+json")
}

// chooseCoding returns the content coding the client likes best of those there are,
// the better one of equals, or "" for none.
func chooseCoding(r *http.Request, there func(string) bool) string {
	header := r.Header["Accept-Encoding"]
	if len(header) == 0 {
		return ""
	}
	accept := ParseAccept(strings.Join(header, ","))
	best, quality := "", 0.0
	for _, c := range codings {
		if q := accept.coding(c); q > quality && there(c) {
			best, quality = c, q
		}
	}
	return best
}

func anyCoding(string) bool { return true }

// Accepts reports whether the client takes a content coding, "gzip".
func Accepts(r *http.Request, coding string) bool {
	return ParseAccept(strings.Join(r.Header.Values("Accept-Encoding"), ",")).coding(coding) > 0
}

// encoder writes a content coding, and can be used again.
type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
}

// Encoders take more memory to make than most bodies have.
var (
	gzips       = sync.Pool{New: func() any { return newGzip() }}
	brotlis     = sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, brotliQuality) }}
	slowBrotlis = sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, brotliSmall) }}
)

// encodeTo calls write with a writer whose bytes reach w in a coding. Small asks for
// the smallest size, whatever the time.
func encodeTo(w io.Writer, coding string, small bool, write func(io.Writer) error) error {
	pool := &gzips
	switch {
	case coding == "br" && small:
		pool = &slowBrotlis
	case coding == "br":
		pool = &brotlis
	}
	e := pool.Get().(encoder)
	defer pool.Put(e)
	e.Reset(w)
	if err := write(e); err != nil {
		return err
	}
	return e.Close()
}

// encoded returns a body in a coding.
func encoded(body []byte, coding string, small bool) []byte {
	out := bytes.NewBuffer(make([]byte, 0, len(body)/5+512))
	err := encodeTo(out, coding, small, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
	if err != nil {
		panic("web: " + err.Error()) // writing to memory does not fail
	}
	return bytes.Clone(out.Bytes()) // of the right size: it may be kept
}

// newGzip makes an encoder of the fastest level: programs that page through everything
// ask for gzip, and at the usual level it costs them more than all else does.
func newGzip() *gzip.Writer {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic("web: " + err.Error()) // the level is one there is
	}
	return w
}
