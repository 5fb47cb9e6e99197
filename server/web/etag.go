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
	hashed := make([]byte, 0, 512)
	for _, p := range parts {
		hashed = append(binary.BigEndian.AppendUint64(hashed, uint64(len(p))), p...)
	}
	sum := sha256.Sum256(hashed)
	tag := append(make([]byte, 0, 18), '"')
	return string(append(base64.RawURLEncoding.AppendEncode(tag, sum[:12]), '"'))
}

// codings are those we send, the better one first. Each is the suffix of the tag of
// a body so encoded: two encodings are two representations (RFC 9110 section 8.8.3).
var codings = []string{"br", "gzip"}

// unneeded are headers that a client has from the answer it kept: a 304 has what tells
// whether it may go on keeping it (RFC 9110 section 15.4.5), and who may read it.
var unneeded = []string{
	"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy",
}

// Answered sets the ETag of an answer and reports whether the request is answered
// by it already: with 304, because the client has it, with an encoded body kept from
// before, or with that of an equal request that was being answered. The handler then
// returns nil at once. Call it before any work, after the parameters are known to be
// good.
func Answered(w http.ResponseWriter, r *http.Request, tag string) bool {
	h := w.Header()
	h["Etag"] = []string{tag}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if given := r.Header["If-None-Match"]; given != nil {
		if matched := Match(given, tag); matched != "" {
			h["Etag"] = []string{matched}
			for _, name := range unneeded {
				delete(h, name)
			}
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	out, ok := w.(*Reply)
	return ok && out.replay(tag)
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
