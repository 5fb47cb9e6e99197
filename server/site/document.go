package site

import (
	"net/http"

	"strikemap/server/web"
)

// DocumentPage returns what writes the page twins of answers for programs. They are in
// English, as the names in those answers are.
func DocumentPage(deps web.Deps) web.DocumentPage {
	p := newPages(deps)
	return func(w http.ResponseWriter, r *http.Request, d web.Document) error {
		l := p.languages["en"]
		out := p.newPage(r, "article-page manual-page data-page")
		out.Title = l.T("page.titleOther", "title", d.Title, "site", out.Site.Name)
		out.Heading, out.Description = d.Title, d.Lead
		if r.URL.RawQuery != "" {
			out.Canonical = ""
		}
		out.Data = p.newData(r, p.reader(l), "docs")
		out.Document, out.Languages = &d, nil
		web.Secure(w.Header(), web.PagePolicy)
		return l.write(w, http.StatusOK, "document", out)
	}
}
