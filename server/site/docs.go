package site

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// Docs is what a chapter of the manual shows.
type Docs struct {
	Title string
	Menu  []MenuItem

	Root                   string // absolute address of the site
	Rule                   []RuleRow
	Attributions           []geo.Code
	Precisions             []geo.Code
	Changes                []geo.Code // kinds of change
	HashLimit              string     // incidents up to which a citation has a hash
	Delays                 []DelayRow
	Columns                []ColumnRow
	Lists                  []geo.CodeList
	Commands               []Command
	DefaultLimit, MaxLimit string
	Performance            *Performance // nil if nothing was measured

	words Catalogue
}

// MenuItem is a chapter in the list of all.
type MenuItem struct {
	Title, Path, Summary string
	Current              bool
}

// RuleRow is one row of the rule for the status.
type RuleRow struct{ Status, When string }

// DelayRow is how long a target stays out of sight.
type DelayRow struct{ Target, Delay string }

// ColumnRow is one flat column.
type ColumnRow struct{ Name, Type, Means, List string }

// chapter is one page of the manual. Its prose is a template.
type chapter struct {
	Path, Title, Summary, template string
}

var chapters = []chapter{
	{"/docs", "About this map", "", "docs/index"},
	{"/docs/method", "Method", "How the status is found, what is coarsened and delayed, which borders are drawn.", "docs/method"},
	{"/docs/codebook", "Codebook", "Every column and every code with its meaning.", "docs/codebook"},
	{"/docs/api", "API and files", "How to pull the data into a GIS, a spreadsheet or a program.", "docs/api"},
	{"/docs/gis", "GIS and spreadsheets", "Recipes for QGIS, GDAL, Python, R, ArcGIS and Excel.", "docs/gis"},
	{"/docs/embedding", "Embedding", "How to show the map in a page of yours.", "docs/embedding"},
	{"/docs/citing", "Citing", "How to cite an incident or any view so that others find the same, and how to check the hash.", "docs/citing"},
	{"/docs/corrections", "Corrections", "How mistakes are corrected, where that is said, and how to follow it.", "docs/corrections"},
	{"/docs/errors", "Errors", "What an error of the API means and what helps.", "docs/errors"},
	{"/docs/operations", "Operations", "How to run it: flags, container, proxy, backup.", "docs/operations"},
	{"/docs/editing", "Editing the database", "How to change incidents with QGIS or GDAL, and what is accepted.", "docs/editing"},
	{"/docs/drafting", "Drafting from a text", "How a news text becomes drafts, and how the desk accepts, corrects or rejects them.", "docs/drafting"},
	{"/docs/performance", "Performance", "How fast it answers, measured beside a web server that sends the same bytes.", "docs/performance"},
}

// statusRule is geo.Derive in words, row by row in its order. A test holds each
// status against the codes of the domain.
var statusRule = []RuleRow{
	{geo.WithdrawnStatus, "the incident was withdrawn; its address keeps a note"},
	{"as the desk says", "the desk overrides the rule; its reason is shown with the status"},
	{geo.Verified, "a third party or media of no belligerent state judges the headline by a stated method: pictures, geolocation, a look on the ground, an inquiry"},
	{geo.Disputed, "somebody asserts the headline, and a party of another side, or a third party, denies that same headline"},
	{geo.Confirmed, "a strike: the affected side reports or confirms that the target was hit, and another side or media says so too"},
	{geo.Confirmed, "any kind: the accused side confirms the act or that it is answerable for it"},
	{geo.Confirmed, "incursion, sighting, interception: the authority of a third state confirms it"},
	{geo.Confirmed, "closure: the closing authority says so"},
	{geo.Claimed, "a party other than media asserts it; in words: “said by X”"},
	{geo.Reported, "only media report it"},
	{"not published", "none of these: it cannot be published"},
}

// manual answers a chapter. It changes with the build only.
func (p *pages) manual(c chapter, commands []Command) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		l := p.language(r)
		if web.Answered(w, r, p.Tag(r, geo.Edition{}, "docs", c.Path, l.tag, theme(r))) {
			return nil
		}
		out := p.newPage(r, "article-page manual-page")
		out.Title = l.T("page.titleOther", "title", c.Title, "site", out.Site.Name)
		out.Description = c.Summary
		if out.Description == "" {
			out.Description = l.T("site.intro")
		}
		out.Data = p.newData(r, p.reader(l), "docs")
		out.Docs = newDocs(l.Catalogue, c, p.Delays, commands)
		out.Docs.Root = web.Links(r).URL("", nil)
		return l.write(w, http.StatusOK, c.template, out)
	}
}

func newDocs(words Catalogue, current chapter, delays geo.Delays, commands []Command) *Docs {
	d := &Docs{
		Title: current.Title, Commands: commands,
		Rule: statusRule, Attributions: geo.Attributions.Codes, Precisions: geo.Precisions.Codes,
		Changes: geo.ChangeClasses.Codes, HashLimit: words.Number(hashedMost),
		Delays:       delayRows(words, delays),
		DefaultLimit: words.Number(geo.DefaultLimit), MaxLimit: words.Number(geo.MaxLimit),
		Performance: lastPerformance(), words: words,
	}
	for _, c := range chapters {
		d.Menu = append(d.Menu, MenuItem{c.Title, c.Path, c.Summary, c == current})
	}
	for _, c := range geo.Columns {
		row := ColumnRow{Name: c.Name, Type: string(c.Type), Means: c.Means}
		if c.Codes != nil {
			row.List = c.Codes.Name
			if !slices.ContainsFunc(d.Lists, func(l geo.CodeList) bool { return l.Name == row.List }) {
				d.Lists = append(d.Lists, *c.Codes)
			}
		}
		d.Columns = append(d.Columns, row)
	}
	// The ledger of a single item has lists of its own.
	d.Lists = append(d.Lists, geo.Roles, geo.Stances, geo.Propositions, geo.Methods, geo.Measures, geo.Qualifiers, geo.Scopes, geo.ReportClasses, geo.ChangeClasses)
	return d
}

func delayRows(words Catalogue, d geo.Delays) []DelayRow {
	hours := func(v time.Duration) string {
		return words.T("docs.hours", "n", strconv.FormatFloat(v.Hours(), 'f', -1, 64))
	}
	var rows []DelayRow
	for _, category := range geo.Categories.Values() {
		if delay, ok := d.ByCategory[category]; ok {
			rows = append(rows, DelayRow{words.Code("category", category), hours(delay)})
		}
	}
	return append(rows,
		DelayRow{words.T("docs.delayOther"), hours(d.Default)},
		DelayRow{words.T("docs.delayNone"), words.T("docs.none")})
}
