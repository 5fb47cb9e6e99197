package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"strikemap/geo"
)

// Translated are title and summary of an incident as a reader of a language gets them:
// those of the record in that language, else the record's own.
type Translated struct {
	Title, TitleLanguage     string // BCP 47
	Summary, SummaryLanguage string
}

// languageOf is the language that is meant by what a record or the site names as its own,
// which may be nothing.
func languageOf(named string) string { return cmp.Or(named, "en") }

// translated finds the words for readers of the page's language.
func (r reader) translated(f *geo.Feature) Translated {
	return inLanguage(r.T("language.tag"), languageOf(f.Language), geo.Words{Title: f.Title, Summary: f.Summary}, f.Translations)
}

// inLanguage finds the words for readers of a language. A title and a summary stand for
// themselves: a record may have the one and not the other.
func inLanguage(tag, own string, words geo.Words, translations map[string]geo.Words) Translated {
	t := Translated{words.Title, own, words.Summary, own}
	if primary(own) == tag {
		return t
	}
	// A language itself goes before its regional forms.
	keys := slices.SortedFunc(maps.Keys(translations), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	for _, key := range keys {
		if primary(key) != tag {
			continue
		}
		if words := translations[key]; words.Title != "" && t.TitleLanguage == own {
			t.Title, t.TitleLanguage = words.Title, key
		}
		if words := translations[key]; words.Summary != "" && t.SummaryLanguage == own {
			t.Summary, t.SummaryLanguage = words.Summary, key
		}
	}
	return t
}

// primary is the language of a tag, without script and region.
func primary(tag string) string {
	language, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(language)
}
