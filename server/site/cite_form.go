package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"strikemap/geo"
)

// citationKey is what a bibliography calls a citation: the day and the beginning of the
// hash, or of the count where there is none.
func (c *Citation) citationKey() string {
	end := fmt.Sprint(c.Count)
	if c.Hash != "" {
		end = c.Hash[:8]
	}
	return "strikemap-" + c.KnownAt.UTC().Format("20060102") + "-" + end
}

// note says what makes the citation exact.
func (c *Citation) note(r reader) string {
	text := r.T("cite.note", "time", c.Known, "edition", fmt.Sprint(c.Edition), "n", r.N("home.incidents", c.Count))
	if c.Hash != "" {
		text += " SHA-256 " + c.Hash + "."
	}
	return text
}

// bibTeX writes an entry that BibTeX and biber read: of the type misc, which every style
// has.
func bibTeX(r reader, c *Citation) string {
	var b strings.Builder
	b.WriteString("@misc{" + c.citationKey() + ",\n")
	put := func(name, value string) { fmt.Fprintf(&b, "  %-12s = {%s},\n", name, value) }
	put("title", "{"+latex(c.Title)+"}")
	put("author", "{"+latex(c.Credit)+"}")
	put("year", c.KnownAt.UTC().Format("2006"))
	b.WriteString("  month        = " + strings.ToLower(c.KnownAt.UTC().Format("Jan")) + ",\n") // a name that styles know
	put("howpublished", latex(c.Site))
	put("url", bare(c.URL))
	put("version", latex(r.T("cite.version", "edition", fmt.Sprint(c.Edition))))
	put("note", latex(c.note(r)))
	b.WriteString("}\n")
	return b.String()
}

// latex escapes the signs that mean something to LaTeX. Braces and backslashes have no
// place in a name of ours and would unbalance the entry.
func latex(text string) string {
	return latexSigns.Replace(text)
}

var latexSigns = strings.NewReplacer(
	`\`, `/`, `{`, `(`, `}`, `)`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde `, "^", `\textasciicircum `, "\n", " ", "\r", " ",
)

// bare is an address as it stands in a field that is read verbatim.
func bare(address string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20").Replace(address)
}

// cslItem is an item of CSL-JSON 1.0, as citation processors read it.
type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title"`
	Author    []cslName `json:"author"`
	Container string    `json:"container-title"`
	Issued    cslDate   `json:"issued"`
	Language  string    `json:"language"`
	Version   string    `json:"version"`
	URL       string    `json:"URL"`
	Note      string    `json:"note"`
	Custom    cslCustom `json:"custom"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// cslCustom is what makes the citation exact, for programs.
type cslCustom struct {
	KnownAt string `json:"known_at"`
	Edition int64  `json:"edition"`
	Epoch   string `json:"epoch"`
	Count   int    `json:"count"`
	SHA256  string `json:"sha256,omitempty"`
	File    string `json:"file"`
	Licence string `json:"licence,omitempty"`
}

// cslJSON writes a list of one item.
func cslJSON(r reader, c *Citation) (string, error) {
	day := c.KnownAt.UTC()
	item := cslItem{
		ID: c.citationKey(), Type: "dataset", Title: c.Title, Author: []cslName{{c.Credit}}, Container: c.Site,
		Issued:   cslDate{[][]int{{day.Year(), int(day.Month()), day.Day()}}},
		Language: c.language, Version: r.T("cite.version", "edition", fmt.Sprint(c.Edition)), URL: c.URL, Note: c.note(r),
		Custom: cslCustom{geo.FormatTime(day), c.Edition, c.Epoch, c.Count, c.Hash, c.File, c.licence},
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode([]cslItem{item})
	return b.String(), err
}
