package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"strikemap/static"
)

// JSON writes a value as an answer of 200. HTML characters are left as they are:
// the media type and nosniff keep browsers from reading it as a page.
func JSON(w http.ResponseWriter, mediaType string, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return Body(w, mediaType, b.Bytes())
}

// Body answers 200 with a body, which must not be changed any more.
func Body(w http.ResponseWriter, mediaType string, body []byte) error {
	Whole(w, http.StatusOK, mediaType, body)
	return nil
}

// Whole answers with a status and a body, which must not be changed any more.
func Whole(w http.ResponseWriter, status int, mediaType string, body []byte) {
	w.Header()["Content-Type"] = []string{mediaType}
	answer(w, status, body, nil)
}

// Compose answers 200 with the body that make appends. Nothing it appended from is
// needed any more once Compose returns. The size is a guess of how long the body gets.
func Compose(w http.ResponseWriter, mediaType string, size int, make func(dst []byte) ([]byte, error)) error {
	w.Header()["Content-Type"] = []string{mediaType}
	buffer := takeBuffer(size)
	body, err := make(buffer.bytes)
	buffer.bytes = body
	if err != nil {
		buffer.release()
		return err
	}
	answer(w, http.StatusOK, body, buffer)
	return nil
}

// answer readies a body; to a writer that is no Reply it sends it.
func answer(w http.ResponseWriter, status int, body []byte, buffer *buffer) {
	if out, ok := w.(*Reply); ok {
		out.take(status, body, buffer)
		return
	}
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away is no fault
	buffer.release()
}

// Content is a body that can be made in one piece or in several.
type Content interface {
	// Size returns how many bytes the body has, and whether that is exact or a guess.
	Size() (n int, exact bool)

	// AppendTo appends the whole body.
	AppendTo(dst []byte) ([]byte, error)

	// WriteTo writes the body in pieces.
	WriteTo(w io.Writer) (int64, error)
}

// Send answers 200 with a content, in one piece or, if it is large, as it is made.
// Nothing the content refers to is needed any more once Send returns.
func Send(w http.ResponseWriter, mediaType string, c Content) error {
	size, exact := c.Size()
	if size <= largestPiece {
		return Compose(w, mediaType, size, c.AppendTo)
	}
	w.Header()["Content-Type"] = []string{mediaType}
	if out, ok := w.(*Reply); ok {
		return out.stream(c, size, exact)
	}
	_, err := c.WriteTo(w)
	return err
}

// Redirect leads to a path from the root of the site, keeping the query.
func Redirect(w http.ResponseWriter, r *http.Request, status int, path string) error {
	location := Prefix(r) + path
	if r.URL.RawQuery != "" {
		location += "?" + r.URL.RawQuery
	}
	w.Header().Set("Location", location)
	w.WriteHeader(status)
	return nil
}

// RedirectTo sends the client on to a path with a query of its own.
func RedirectTo(w http.ResponseWriter, r *http.Request, status int, path string, query url.Values) error {
	w.Header().Set("Location", Links(r).Path(path, query))
	w.WriteHeader(status)
	return nil
}

// AssetPath returns the path, with the prefix, of a built file by its logical name,
// "map.js", and "" if the browser side was not built.
func AssetPath(r *http.Request, logical string) string {
	name, ok := static.Logical(logical)
	if !ok {
		return ""
	}
	return Prefix(r) + "/assets/" + name
}

// ServeAsset writes a built file in the best encoding made at build time.
func ServeAsset(w http.ResponseWriter, r *http.Request, a static.Asset) error {
	h := w.Header()
	if a.Immutable {
		h.Set("Cache-Control", Immutable.Control())
	}
	if matched := Match(r.Header.Values("If-None-Match"), a.ETag); matched != "" {
		h.Set("ETag", matched)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body, tag := a.Body, a.ETag
	forms := map[string][]byte{"br": a.Brotli, "gzip": a.Gzip}
	if coding := chooseCoding(r, func(c string) bool { return forms[c] != nil }); coding != "" {
		body, tag = forms[coding], EncodedTag(tag, coding)
		h.Set("Content-Encoding", coding)
	}
	h.Set("ETag", tag)
	return Body(w, a.ContentType, body)
}
