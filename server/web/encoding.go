package web

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const (
	smallest      = 1024 // bodies below gain nothing
	brotliQuality = 5    // of 11: near gzip's time, a fifth smaller
	brotliSmall   = 10   // ten times the time, up to a fifth smaller again
)

// ForAll says that the answer to be written is the same for every reader, so that it
// is encoded once and sent often: it is made as small as can be.
func ForAll(w http.ResponseWriter) {
	for {
		if c, ok := w.(*compressor); ok {
			c.forAll = true
			return
		}
		inner, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return // nothing is encoded for this client
		}
		w = inner.Unwrap()
	}
}

// compressible tells by the media type whether a body gets smaller. Event streams
// are left out: an encoder would hold events back.
func compressible(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.TrimSpace(media)
	switch media {
	case "text/event-stream":
		return false
	case "application/json", "application/javascript", "application/xml", "application/vnd.mapbox-vector-tile", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "+json") || strings.HasSuffix(media, "+xml") ||
		strings.HasPrefix(media, "application/vnd.oai.openapi+json")
}

// chooseCoding returns the content coding the client likes best of those there are,
// the better one of equals, or "" for none.
func chooseCoding(r *http.Request, there func(string) bool) string {
	accept := ParseAccept(strings.Join(r.Header.Values("Accept-Encoding"), ","))
	best, quality := "", 0.0
	for _, c := range codings {
		if q := accept.coding(c); q > quality && there(c) {
			best, quality = c, q
		}
	}
	return best
}

// Accepts reports whether the client takes a content coding, "gzip".
func Accepts(r *http.Request, coding string) bool {
	return ParseAccept(strings.Join(r.Header.Values("Accept-Encoding"), ",")).coding(coding) > 0
}

// Compress encodes answers with brotli or gzip, by type and size, and keeps encoded
// bodies that have an ETag, so that Answered can send them again.
func Compress(kept *Bodies, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		coding := chooseCoding(r, func(string) bool { return true })
		if coding == "" {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressor{ResponseWriter: w, coding: coding, path: r.URL.Path, kept: kept}
		next.ServeHTTP(c, r)
		c.close()
	})
}

// compressor holds an answer back until it is known to be worth encoding.
type compressor struct {
	http.ResponseWriter
	coding string
	path   string
	kept   *Bodies
	forAll bool // see ForAll

	status  int    // as the handler set it; 0 before
	decided bool   // the header has been sent
	held    []byte // body before the decision
	encoder io.WriteCloser
	copy    *capped // of the encoded body
	tag     string  // of the answer before encoding
}

func (c *compressor) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		c.ResponseWriter.WriteHeader(status)
		return
	}
	if c.status == 0 {
		c.status = status
	}
}

func (c *compressor) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	if !c.decided {
		if len(c.held)+len(p) < smallest {
			c.held = append(c.held, p...)
			return len(p), nil
		}
		c.decide(true)
		if err := c.flushHeld(); err != nil {
			return 0, err
		}
	}
	if c.encoder != nil {
		return c.encoder.Write(p)
	}
	return c.ResponseWriter.Write(p)
}

// decide sends the header, for an encoded body or a plain one.
func (c *compressor) decide(large bool) {
	c.decided = true
	h := c.Header()
	if large && h.Get("Content-Encoding") == "" && compressible(h.Get("Content-Type")) && bodyAllowed(c.status) {
		h.Set("Content-Encoding", c.coding)
		h.Del("Content-Length")
		c.tag = h.Get("ETag")
		if c.tag != "" {
			h.Set("ETag", EncodedTag(c.tag, c.coding))
		}
		c.startEncoder()
	}
	c.ResponseWriter.WriteHeader(c.status)
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

func (c *compressor) startEncoder() {
	var out io.Writer = c.ResponseWriter
	if c.tag != "" && c.status == http.StatusOK {
		c.copy = &capped{limit: c.kept.largest()}
		out = io.MultiWriter(out, c.copy)
	}
	if c.coding == "br" {
		quality := brotliQuality
		if c.forAll && c.copy != nil {
			quality = brotliSmall
		}
		c.encoder = brotli.NewWriterLevel(out, quality)
		return
	}
	c.encoder = gzip.NewWriter(out)
}

func (c *compressor) flushHeld() error {
	held := c.held
	c.held = nil
	if len(held) == 0 {
		return nil
	}
	if c.encoder != nil {
		_, err := c.encoder.Write(held)
		return err
	}
	_, err := c.ResponseWriter.Write(held)
	return err
}

// Flush sends what there is. What flushes before it is large streams, and is not
// encoded.
func (c *compressor) Flush() {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	if !c.decided {
		c.decide(false)
		_ = c.flushHeld()
	}
	if f, ok := c.encoder.(interface{ Flush() error }); ok {
		_ = f.Flush()
	}
	_ = http.NewResponseController(c.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// close ends the answer and keeps its encoded form.
func (c *compressor) close() {
	if !c.decided && c.status != 0 {
		c.decide(false)
		_ = c.flushHeld()
	}
	if c.encoder == nil {
		return
	}
	if err := c.encoder.Close(); err != nil || c.copy == nil || c.copy.over {
		return
	}
	c.kept.put(bodyKey{c.path, c.tag, c.coding}, keptBody{c.copy.bytes, keptHeader(c.Header())})
}

// replay sends an encoded body kept from before.
func (c *compressor) replay(tag string) bool {
	body, ok := c.kept.get(bodyKey{c.path, tag, c.coding})
	if !ok {
		return false
	}
	h := c.Header()
	for name, values := range body.header {
		h[name] = slices.Clone(values)
	}
	c.status, c.decided = http.StatusOK, true
	c.ResponseWriter.WriteHeader(http.StatusOK)
	_, _ = c.ResponseWriter.Write(body.bytes)
	return true
}

// keptHeader are the headers that belong to a body; the others belong to the
// request and are set anew.
func keptHeader(h http.Header) http.Header {
	kept := http.Header{}
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Disposition", "Content-Language", "Content-Crs", "Etag", "Link", "Cache-Control", "Last-Modified"} {
		if values := h.Values(name); len(values) > 0 {
			kept[name] = slices.Clone(values)
		}
	}
	return kept
}

// capped collects bytes up to a limit.
type capped struct {
	bytes []byte
	limit int
	over  bool
}

func (c *capped) Write(p []byte) (int, error) {
	if c.over = c.over || len(c.bytes)+len(p) > c.limit; c.over {
		c.bytes = nil
	} else {
		c.bytes = append(c.bytes, p...)
	}
	return len(p), nil
}
