package site

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"strikemap/geo"
	"strikemap/static"
)

func TestManualHasEveryFlag(t *testing.T) {
	flags := []Flag{{"base-url", "STRIKEMAP_BASE_URL", "", "Where readers see the site."}, {"listen", "", "127.0.0.1:8080", "Where it listens."}}
	text := seen(getPage(t, serve(newRecord(), Command{"serve", "Serves.", flags}), "/docs/operations"))
	for _, f := range flags {
		must(t, text, "--"+f.Name, f.Env, f.Default, f.Help)
	}
}

func TestCodebookHasEveryColumnAndCode(t *testing.T) {
	page := getPage(t, serve(newRecord()), "/docs/codebook")
	for _, c := range geo.Columns {
		must(t, page, "<code>"+c.Name+"</code>")
		must(t, seen(page), c.Means)
		if c.Codes == nil {
			continue
		}
		must(t, page, `id="`+c.Codes.Name+`"`)
		for _, code := range c.Codes.Codes {
			must(t, page, "<code>"+code.Value+"</code>")
			must(t, seen(page), code.Means)
		}
	}
}

func TestRuleInTheManualNamesEveryStatus(t *testing.T) {
	for _, status := range geo.Statuses.Values() {
		if !slices.ContainsFunc(statusRule, func(r RuleRow) bool { return r.Status == status }) {
			t.Errorf("the rule in the manual does not name %q", status)
		}
	}
}

func TestEveryChapterIsServedAndLinked(t *testing.T) {
	h := serve(newRecord())
	menu := getPage(t, h, "/docs")
	for _, c := range chapters {
		page := getPage(t, h, c.Path)
		must(t, page, "<h1>"+c.Title+"</h1>", `aria-current="page"`)
		must(t, menu, `href="/strikes`+c.Path+`"`)
	}
}

// Codes reach readers through the catalogue.
func TestEveryCodeHasAWord(t *testing.T) {
	c := english(t)
	for group, list := range map[string]geo.CodeList{
		"kind": geo.Kinds, "statusWord": geo.Statuses, "status": geo.Statuses, "category": geo.Categories, "means": geo.MeansCodes,
		"outcome": geo.Outcomes, "role": geo.Roles, "stance": geo.Stances, "proposition": geo.Propositions, "method": geo.Methods,
		"measure": geo.Measures, "class": geo.ReportClasses, "change": geo.ChangeClasses, "place": geo.Precisions, "attribution": geo.Attributions,
	} {
		for _, code := range list.Values() {
			if !c.Has(group + "." + code) {
				t.Errorf("the catalogue has no word %s.%s", group, code)
			}
		}
	}
	for _, code := range geo.Regimes.Values() {
		if code != "unknown" && !c.Has("regime."+code) {
			t.Errorf("the catalogue has no word regime.%s", code)
		}
	}
	for _, status := range shownStatuses {
		if !c.Has("sentence."+status) || !c.Has("legend."+status) {
			t.Errorf("the catalogue has no sentence or legend for %s", status)
		}
	}
}

func TestTemplatesUseWordsThatExist(t *testing.T) {
	c := english(t)
	call := regexp.MustCompile(`\b[tn] "([^"]+)"`)
	err := fs.WalkDir(static.Templates(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(static.Templates(), path)
		if err != nil {
			return err
		}
		for _, match := range call.FindAllStringSubmatch(string(body), -1) {
			if key := match[1]; !c.Has(key) && !strings.HasSuffix(key, ".") {
				t.Errorf("%s uses %s, which is not in the catalogue", path, key)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
