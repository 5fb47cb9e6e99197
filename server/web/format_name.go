package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
)

// longestPart is how many characters the site and the filter each take in the name of
// a file at most.
const longestPart = 60

// FileName returns a name that tells one file from another where it was saved: the
// site, what is in it, the filter, the date and the edition of the data, as in
// "strikemap-incidents-kind-strike-2025-12-25-e17.csv". It has lower-case letters,
// digits, hyphens and a dot only. The date is that of known_at, if the filter has one,
// else that of the last change; it is left out where there was none.
func (s Site) FileName(what string, filter url.Values, e geo.Edition, extension string) string {
	day := e.Changed
	var words []string
	for _, name := range sortedKeys(filter) {
		if value := filter.Get(name); !slices.Contains(unnamed, name) && value != "" {
			words = append(words, name, value)
		}
	}
	if at, err := ParseKnownAt(filter.Get("known_at"), time.Time{}); err == nil {
		day = at
	}
	name := slug(s.Name, longestPart)
	if name == "" {
		name = "strikemap"
	}
	name += "-" + what
	if filter := slug(strings.Join(words, " "), longestPart); filter != "" {
		name += "-" + filter
	}
	if !day.IsZero() {
		name += day.UTC().Format("-2006-01-02")
	}
	return name + "-e" + strconv.FormatInt(e.Number, 10) + "." + extension
}

// unnamed are the parameters that make no difference to what is in a file, or that the
// name tells otherwise.
var unnamed = []string{"f", "bom", "known_at", "limit", "offset", "cursor", "filter-lang"}

// slug writes text as Latin letters without marks, digits and single hyphens, cut at a
// hyphen to a length.
func slug(text string, longest int) string {
	var b strings.Builder
	for _, r := range geo.Fold(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r <= 127 && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() > longest {
			break
		}
	}
	out := b.String()
	if len(out) > longest {
		out = out[:longest]
		if i := strings.LastIndexByte(out, '-'); i > longest/2 {
			out = out[:i]
		}
	}
	return strings.Trim(out, "-")
}

// Attach says under which name a browser saves the answer instead of showing it. The
// name is one of FileName.
func Attach(w http.ResponseWriter, name string) {
	w.Header()["Content-Disposition"] = []string{`attachment; filename="` + name + `"`}
}

// Mail returns the contact if it is an e-mail address, else "".
func (s Site) Mail() string {
	if name, host, ok := strings.Cut(s.Contact, "@"); ok && name != "" && host != "" && !strings.ContainsAny(s.Contact, " <>?&/") {
		return s.Contact
	}
	return ""
}

// ContactURL returns the contact if it is a web address, else "".
func (s Site) ContactURL() string {
	if u, err := url.Parse(s.Contact); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return u.String()
	}
	return ""
}
