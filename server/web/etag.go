package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
)

// ETag returns a strong entity tag, in quotes, that tells answers with other parts
// apart.
func ETag(parts ...string) string {
	h := sha256.New()
	var length [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(p)))
		h.Write(length[:])
		h.Write([]byte(p))
	}
	return `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// codings are those we send, the better one first. Each is the suffix of the tag of
// a body so encoded: two encodings are two representations (RFC 9110 section 8.8.3).
var codings = []string{"br", "gzip"}

// Answered sets the ETag of an answer and reports whether the request is answered
// by it already: with 304, because the client has it, or with an encoded body kept
// from before. The handler then returns nil at once. Call it before any work, after
// the parameters are known to be good.
func Answered(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	if matched := Match(r.Header.Values("If-None-Match"), tag); matched != "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		w.Header().Set("ETag", matched)
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	if kept, ok := w.(interface{ replay(tag string) bool }); ok {
		return kept.replay(tag)
	}
	return false
}

// Match returns the tag of an If-None-Match header that stands for our tag, in any
// encoding, or "" if none does. "*" stands for every one. The comparison is weak
// (RFC 9110 section 13.1.2).
func Match(header []string, tag string) string {
	ours := opaque(tag)
	for rest := strings.Join(header, ","); ; {
		rest = strings.TrimLeft(rest, " \t,")
		if rest == "" {
			return ""
		}
		if rest[0] == '*' {
			return tag
		}
		weak := strings.TrimPrefix(rest, "W/")
		if !strings.HasPrefix(weak, `"`) {
			return "" // not well-formed
		}
		end := strings.IndexByte(weak[1:], '"')
		if end < 0 {
			return ""
		}
		theirs := weak[:end+2]
		if opaque(theirs) == ours {
			return theirs
		}
		rest = weak[end+2:]
	}
}

// opaque returns what stands in the quotes, without the suffix of an encoding.
func opaque(tag string) string {
	tag = strings.Trim(strings.TrimPrefix(tag, "W/"), `"`)
	for _, c := range codings {
		if plain, ok := strings.CutSuffix(tag, "-"+c); ok {
			return plain
		}
	}
	return tag
}

// EncodedTag returns the tag of an encoded body.
func EncodedTag(tag, coding string) string {
	if !strings.HasSuffix(tag, `"`) {
		return tag
	}
	return tag[:len(tag)-1] + "-" + coding + `"`
}
