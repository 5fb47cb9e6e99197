package desk

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// pasted is a text as the page sends it.
type pasted struct {
	Text      string `json:"text"`
	Published string `json:"published"` // the day, 2025-12-25
	Publisher string `json:"publisher"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Language  string `json:"language"` // BCP 47; empty: by the text itself
}

// drafts answers what a text tells of as a FeatureCollection. Nothing is kept of it.
func (f family) drafts(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[pasted](r)
	if err != nil {
		return err
	}
	article, err := in.article()
	if err != nil {
		return refuse(w, r, err)
	}
	drafter, err := f.Drafter()
	if err != nil {
		return err
	}
	proposals, err := drafter.Draft(r.Context(), article)
	if err != nil {
		return refuse(w, r, err)
	}
	var b bytes.Buffer
	if err := encode.WriteDrafts(&b, proposals, article.Published, f.Reader.Parties(), encode.Options{}); err != nil {
		return err
	}
	return web.Body(w, "application/geo+json", b.Bytes())
}

// article checks what goes into the report now: the page shows a fault best beside the
// field that was just filled in.
func (p pasted) article() (geo.Article, error) {
	published, err := time.Parse(time.DateOnly, p.Published)
	if err != nil {
		return geo.Article{}, geo.Invalid("published", "must be the day of publication, such as 2025-12-25")
	}
	a := geo.Article{
		Text: p.Text, Published: published, Language: p.Language,
		Publisher: strings.TrimSpace(p.Publisher), Title: strings.TrimSpace(p.Title), URL: strings.TrimSpace(p.URL),
	}
	return a, faultyReport(a)
}

// faultyReport returns what the record would not take of an article's report.
func faultyReport(a geo.Article) error {
	const path = "reports[0]."
	report := geo.Report{Publisher: cmp.Or(a.Publisher, "none yet"), Title: a.Title, URL: a.URL, Language: a.Language, Class: "unknown"}
	var all, faults geo.Problems
	errors.As((&geo.Incident{Reports: []geo.Report{report}}).Validate(nil), &all)
	for _, p := range all {
		if field, ok := strings.CutPrefix(p.Field, path); ok {
			faults = append(faults, geo.Invalid(field, "%s", p.Message))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return faults
}
