package site

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"strikemap/geo"
	"strikemap/static"
)

func TestEveryLanguageHasACatalogueThatIsTested(t *testing.T) {
	files, err := fs.Glob(static.Catalogues(), "*.json")
	if err != nil {
		t.Fatal(err)
	}
	var tags []string
	for _, file := range files {
		tags = append(tags, strings.TrimSuffix(file, ".json"))
	}
	want := slices.Sorted(slices.Values(spoken))
	if slices.Sort(tags); !slices.Equal(tags, want) {
		t.Errorf("there are catalogues of %v, and tests of %v", tags, want)
	}
	for _, tag := range tags {
		if got := catalogueOf(t, tag).T("language.tag"); got != tag {
			t.Errorf("%s.json says that it is %s", tag, got)
		}
	}
}

// openGroups have a word only where a name or a case differs from the usual.
var openGroups = []string{"names.place", "names.party", "names.facility", "countryIn"}

func TestEveryLanguageHasEveryWordInEveryForm(t *testing.T) {
	source, first := english(t), catalogueOf(t, "uk")
	for _, tag := range spoken[1:] {
		for _, fault := range compare(source.groups, catalogueOf(t, tag).groups, "", tag, first) {
			t.Errorf("%s.json: %s", tag, fault)
		}
	}
}

// compare lists what words lack of the English ones, and what they have beyond them.
func compare(english, words any, key, tag string, first Catalogue) []string {
	switch english := english.(type) {
	case string:
		text, ok := words.(string)
		switch {
		case !ok || text == "" && english != "":
			return []string{key + " is missing"}
		case fmt.Sprint(holes(text)) != fmt.Sprint(holes(english)):
			return []string{fmt.Sprintf("%s fills in %v where English has %v", key, holes(text), holes(english))}
		}
		return nil
	case []any:
		if list, ok := words.([]any); !ok || len(list) != len(english) {
			return []string{key + " has another length"}
		}
		return nil
	}
	group, ok := words.(map[string]any)
	if !ok {
		return []string{key + " is missing"}
	}
	source := english.(map[string]any)
	if counting(source) {
		var faults []string
		for _, form := range formsOf(tag) {
			faults = append(faults, compare(source["other"], group[form], key+"."+form, tag, first)...)
		}
		return faults
	}
	if slices.Contains(openGroups, key) {
		source, _ = first.find(key).(map[string]any)
	}
	var faults []string
	for name, word := range source {
		faults = append(faults, compare(word, group[name], strings.TrimPrefix(key+"."+name, "."), tag, first)...)
	}
	for name := range group {
		if _, known := source[name]; !known {
			faults = append(faults, key+"."+name+" is not known")
		}
	}
	return faults
}

// counting reports whether a group is the forms of one counting word.
func counting(group map[string]any) bool {
	for name := range group {
		if !slices.Contains([]string{"one", "few", "many", "other"}, name) {
			return false
		}
	}
	return group["one"] != nil && group["other"] != nil
}

func formsOf(tag string) []string {
	var forms []string
	for n := range 200 {
		if form := pluralForm(tag, n); !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
}

var hole = regexp.MustCompile(`\{\w+\}`)

func holes(text string) []string {
	found := hole.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// latin is a run of Latin letters long enough to be a word left in English.
var latin = regexp.MustCompile(`[A-Za-z]{4,}`)

// borrowed are words that Ukrainian and Russian write in Latin letters.
var borrowed = []string{
	"GeoJSON", "JSON", "Atom", "Natural", "Earth", "Ctrl", "BibTeX", "WordPress", "Ghost", "oEmbed", "https", "http", "iframe", "CSL", "SHA", "Creative", "Commons", "GeoPackage", "UTC",
}

func TestNoWordIsLeftInEnglish(t *testing.T) {
	var walk func(tag, key string, at any)
	walk = func(tag, key string, at any) {
		switch at := at.(type) {
		case map[string]any:
			for name, word := range at {
				walk(tag, strings.TrimPrefix(key+"."+name, "."), word)
			}
		case []any:
			for i, word := range at {
				walk(tag, fmt.Sprint(key, ".", i), word)
			}
		case string:
			for _, word := range latin.FindAllString(hole.ReplaceAllString(at, ""), -1) {
				if !slices.Contains(borrowed, word) {
					t.Errorf("%s.json: %s: %q is in Latin letters", tag, key, at)
				}
			}
		}
	}
	for _, tag := range []string{"uk", "ru"} {
		groups := catalogueOf(t, tag).groups
		for name, group := range groups {
			if name != "names" { // companies keep their own
				walk(tag, name, group)
			}
		}
	}
	source := english(t)
	for _, group := range []string{"kind", "statusWord", "home", "client", "incident", "unknown", "legend", "sentence"} {
		for name, word := range source.find(group).(map[string]any) {
			text, ok := word.(string)
			if got := catalogueOf(t, "pl").T(group + "." + name); ok && got == text && len(hole.ReplaceAllString(text, "")) > 8 {
				t.Errorf("pl.json: %s.%s is as in English: %q", group, name, text)
			}
		}
	}
}

func TestEveryCodeOfTheModelHasAWordInEveryLanguage(t *testing.T) {
	for group, codes := range map[string][]string{
		"kind": geo.Kinds.Values(), "status": shownStatuses, "statusWord": shownStatuses, "category": geo.Categories.Values(), "means": geo.MeansCodes.Values(),
		"outcome": geo.Outcomes.Values(), "role": geo.Roles.Values(), "stance": geo.Stances.Values(), "proposition": geo.Propositions.Values(),
		"method": geo.Methods.Values(), "measure": geo.Measures.Values(), "class": geo.ReportClasses.Values(), "change": geo.ChangeClasses.Values(), "quantity": geo.Qualifiers.Values(),
		"place": geo.Precisions.Values(), "text.reported": geo.Kinds.Values(), "text.kind": geo.Kinds.Values(), "text.status": shownStatuses,
	} {
		if len(codes) == 0 {
			t.Fatalf("the list of %s is empty", group)
		}
		for _, tag := range spoken {
			for _, code := range codes {
				if !catalogueOf(t, tag).Has(group + "." + code) {
					t.Errorf("%s.json: no word for %s.%s", tag, group, code)
				}
			}
		}
	}
}

// asked finds the keys that code and templates ask for by name.
var asked = []*regexp.Regexp{
	regexp.MustCompile(`\{\{(?:if |with )?\(?[tn] "([a-zA-Z0-9.-]+)"`),
	regexp.MustCompile(`\([tn] "([a-zA-Z0-9.-]+)"`),
	regexp.MustCompile(`\.[TN]\("([a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+)"[,)]`),
	regexp.MustCompile(`(?:words|\bc)\.[tn]\('([a-zA-Z0-9-]+\.[a-zA-Z0-9.-]+)'[,)]`),
}

func TestEveryWordThatIsAskedForIsThere(t *testing.T) {
	words, found := english(t), 0
	for _, folder := range []string{"../../static/templates", "../../static/src", "."} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.Contains(path, "test.") {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, pattern := range asked {
				for _, match := range pattern.FindAllSubmatch(body, -1) {
					found++
					if key := string(match[1]); !words.Has(key) {
						t.Errorf("%s asks for %s, and there is no such word", path, key)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 150 {
		t.Errorf("only %d words are asked for: the patterns no longer match", found)
	}
}
