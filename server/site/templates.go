package site

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"

	"strikemap/geo"
	"strikemap/server/web"
	"strikemap/static"
)

// language is the words of one language and the templates that use them.
type language struct {
	Catalogue
	tag   string
	pages map[string]*template.Template // by name: "home", "docs/method"
}

// readLanguages reads every catalogue with all templates, once. What it reads is in the
// binary, so a fault is one of ours, found by the first test, and it may panic. The
// caller must not change what it returns.
var readLanguages = sync.OnceValue(func() map[string]language {
	files, err := fs.Glob(static.Catalogues(), "*.json")
	if err != nil {
		panic(err)
	}
	languages := map[string]language{}
	for _, file := range files {
		tag := strings.TrimSuffix(file, ".json")
		c, err := ReadCatalogue(static.Catalogues(), tag)
		if err != nil {
			panic(err)
		}
		if languages[tag], err = newLanguage(tag, c); err != nil {
			panic(err)
		}
	}
	return languages
})

// newLanguage makes a language of its words.
func newLanguage(tag string, c Catalogue) (language, error) {
	templates, err := parseTemplates(static.Templates(), c)
	return language{Catalogue: c, tag: tag, pages: templates}, err
}

// parseTemplates parses each page together with the layout, and each chapter of the
// manual also with the frame of the manual.
func parseTemplates(files fs.FS, c Catalogue) (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	parse := func(name string, with ...string) error {
		if slices.Contains(with, "layout.html") {
			with = append(with, "share.html")
		}
		t, err := template.New(name).Funcs(functions(c)).ParseFS(files, append(with, name+".html")...)
		if err != nil {
			return fmt.Errorf("parse page %s: %w", name, err)
		}
		pages[name] = t
		return nil
	}
	// The map page shows an incident as well, so it has that page's parts too.
	if err := parse("home", "layout.html", "history.html", "incident.html"); err != nil {
		return nil, err
	}
	for _, name := range []string{"incident", "error", "document", "corrections", "cite", "place-record"} {
		if err := parse(name, "layout.html", "history.html"); err != nil {
			return nil, err
		}
	}
	if err := parse("embed"); err != nil { // in frames of other sites, with a layout of its own
		return nil, err
	}
	for _, chapter := range chapters {
		if err := parse(chapter.template, "layout.html", "docs/_docs.html"); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// write renders a page whole before the first byte is sent.
func (l language) write(w http.ResponseWriter, status int, name string, p page) error {
	var b bytes.Buffer
	if err := l.pages[name].ExecuteTemplate(&b, "layout", p); err != nil {
		return err
	}
	w.Header().Set("Content-Language", l.tag)
	web.Whole(w, status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// functions are what templates call. The small structs hand a part of a page over
// with what it needs.
func functions(c Catalogue) template.FuncMap {
	return template.FuncMap{
		"t":              c.T,
		"n":              c.N,
		"glyph":          newGlyph,
		"row":            func(p page, r Row) any { return rowPart{r, p} },
		"chips":          c.newChips,
		"rows":           func(p page, rows []Row) any { return rowsPart{p, rows} },
		"cell":           func(p page, c web.Cell) any { return cellPart{p, c} },
		"article":        func(p page, in *Incident) any { return articlePart{p, in} },
		"legendKinds":    geo.Kinds.Values,
		"legendStatuses": func() []string { return shownStatuses },
		"mentions":       strings.Contains,
	}
}

type glyphPart struct {
	URL, ID, Class string
	Size           int
}

// newGlyph names a symbol of the sprite. The class gives it its colour.
func newGlyph(p page, id, class string, size int) glyphPart {
	return glyphPart{p.Sprite + "#" + id, id, class, size}
}

type rowPart struct {
	Row
	Page page
}

type rowsPart struct {
	Page page
	Rows []Row
}

type cellPart struct {
	Page page
	Cell web.Cell
}

type articlePart struct {
	Page     page
	Incident *Incident
}

type chipsPart struct {
	Page         page
	Name, Legend string
	Choices      []Choice
	Summary      string
}

func (c Catalogue) newChips(p page, name, legend string, choices []Choice) chipsPart {
	n := 0
	for _, choice := range choices {
		if choice.Chosen {
			n++
		}
	}
	summary := c.T("home.any")
	if n > 0 {
		summary = c.T("home.chosen", "n", n)
	}
	return chipsPart{p, name, legend, choices, summary}
}

// GlyphClass colours the symbol of a choice: by its kind, or in ink where the kind
// is not what it is about.
func (p chipsPart) GlyphClass(c Choice) string {
	if p.Name == "kind" {
		return c.Value
	}
	return "plain"
}
