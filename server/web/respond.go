package web

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"strikemap/static"
)

// JSON writes a value as an answer of 200. HTML characters are left as they are:
// the media type and nosniff keep browsers from reading it as a page.
func JSON(w http.ResponseWriter, mediaType string, value any) error {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return Body(w, mediaType, []byte(b.String()))
}

// Body writes an answer of 200.
func Body(w http.ResponseWriter, mediaType string, body []byte) error {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a client that went away is no fault
	return nil
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
