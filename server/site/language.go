package site

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"strikemap/server/web"
)

// LanguageChoice is one language that a page is offered in.
type LanguageChoice struct {
	Tag, Name, Short string // "pl", "Polski", "PL"
	Address          string // of this page in it, relative to the page
	URL              string // likewise, absolute; empty where the page differs by more than its language
	Current          bool
}

// CheckLanguages refuses a setting that names a language without a catalogue.
func CheckLanguages(s web.Site) error {
	known := readLanguages()
	for _, tag := range append(slices.Clone(s.Languages), s.Language) {
		if _, ok := known[tag]; !ok && tag != "" {
			return fmt.Errorf("site: there are no words for the language %q", tag)
		}
	}
	return nil
}

// offered are the languages of pages, the site's own first.
func (p *pages) offered() []string {
	var tags []string
	for _, tag := range append([]string{p.Site.Language}, p.Site.Languages...) {
		if _, ok := p.languages[tag]; ok && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return []string{"en"}
	}
	return tags
}

// asked is the language that an address names, if pages are offered in it.
func (p *pages) asked(r *http.Request) string {
	if lang := web.Values(r).Get("lang"); slices.Contains(p.offered(), lang) {
		return lang
	}
	return ""
}

// choices are this page in every language, none where there is one only.
func (p *pages) choices(r *http.Request) []LanguageChoice {
	offered, current := p.offered(), p.language(r).tag
	if len(offered) < 2 {
		return nil
	}
	query := web.Values(r)
	// The text of the manual is in English whatever the language.
	plain := (len(query) == 0 || len(query) == 1 && query.Has("lang")) && !strings.HasPrefix(r.URL.Path, "/docs")
	list := make([]LanguageChoice, 0, len(offered))
	for _, tag := range offered {
		words, other := p.languages[tag].Catalogue, url.Values{}
		for name, values := range query {
			other[name] = values
		}
		other.Set("lang", tag)
		choice := LanguageChoice{
			Tag: tag, Name: words.T("language.name"), Short: words.T("language.short"),
			Address: "?" + other.Encode(), Current: tag == current,
		}
		if plain {
			choice.URL = web.Links(r).URL(r.URL.Path, other)
		}
		list = append(list, choice)
	}
	return list
}

// langValues are the parameters of an address in a language, none for "".
func langValues(lang string) url.Values {
	if lang == "" {
		return url.Values{}
	}
	return url.Values{"lang": {lang}}
}

// LangQuery is what links to other pages end with, so that a language asked for stays:
// "?lang=pl", or nothing.
func (p page) LangQuery() string {
	if p.Lang == "" {
		return ""
	}
	return "?" + langValues(p.Lang).Encode()
}

// CurrentLanguage is the one that the page is in.
func (p page) CurrentLanguage() LanguageChoice {
	for _, choice := range p.Languages {
		if choice.Current {
			return choice
		}
	}
	return LanguageChoice{}
}

// Words returns what finds the words of a language for other families: those of the tag,
// if pages are offered in it, else those of the site's own language.
func Words(deps web.Deps) func(tag string) (string, Catalogue) {
	languages := readLanguages()
	return func(tag string) (string, Catalogue) {
		if l, ok := languages[tag]; ok && slices.Contains(deps.Site.Languages, tag) {
			return tag, l.Catalogue
		}
		if l, ok := languages[deps.Site.Language]; ok {
			return deps.Site.Language, l.Catalogue
		}
		return "en", languages["en"].Catalogue
	}
}
