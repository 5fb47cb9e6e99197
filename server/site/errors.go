package site

import (
	"net/http"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// Failure is what the page of an error says.
type Failure struct {
	Status      int
	Title, Text string
	Detail      string // what is wrong with the request
	RequestID   string // for the operator, who finds it in the log
	Since       string // of a withdrawal
	History     []Version
}

// problem writes a problem as a page.
func (p *pages) problem(w http.ResponseWriter, r *http.Request, problem web.Problem) error {
	l := p.language(r)
	key := "error." + strconv.Itoa(problem.Status)
	if !l.Has(key) {
		key = "error.other"
	}
	out := p.newPage(r, "article-page")
	out.Canonical = ""
	out.Error = &Failure{
		Status: problem.Status, Title: l.T(key + ".title"), Text: l.T(key + ".text"),
		RequestID: problem.Instance,
	}
	if problem.Status == http.StatusBadRequest {
		out.Error.Detail = problem.Detail
	}
	if id, ok := strings.CutPrefix(r.URL.Path, "/incidents/"); ok && problem.Status == http.StatusGone {
		p.tombstone(r, l, id, out.Error)
	}
	out.Title = l.T("page.titleOther", "title", out.Error.Title, "site", out.Site.Name)
	out.Description = out.Error.Text
	out.Data = p.newData(r, p.reader(l), "error")
	return l.write(w, problem.Status, "error", out)
}

// tombstone adds what remains of a withdrawn incident: when it was public and why
// it no longer is. Its content is not shown.
func (p *pages) tombstone(r *http.Request, l language, id string, failure *Failure) {
	if p.History == nil {
		return
	}
	revisions, err := p.History.Revisions(r.Context(), geo.CanonicalID(id))
	if err != nil || len(revisions) == 0 {
		return
	}
	last := revisions[len(revisions)-1]
	failure.History = p.reader(l).versions(revisions, 0)
	since := last.PublicFrom
	if since.IsZero() {
		since = last.Recorded
	}
	failure.Since = p.reader(l).Instant(since)
}
