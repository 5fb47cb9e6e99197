package site

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// Catalogue holds the words of one language. Keys are paths of names joined by dots;
// a word may hold "{name}" for what is filled in, and one that counts is an object
// with the forms that the language has: "one", "few", "many", "other".
type Catalogue struct {
	groups map[string]any
	usual  func(name string) string // names of places and facilities that are not among the words; nil: as they are
}

// ReadCatalogue reads the catalogue of a language from files named "en.json".
func ReadCatalogue(files fs.FS, language string) (Catalogue, error) {
	body, err := fs.ReadFile(files, language+".json")
	if err != nil {
		return Catalogue{}, fmt.Errorf("read catalogue %q: %w", language, err)
	}
	var c Catalogue
	if err := json.Unmarshal(body, &c.groups); err != nil {
		return Catalogue{}, fmt.Errorf("read catalogue %q: %w", language, err)
	}
	return c, nil
}

// find returns what stands under a key, or nil.
func (c Catalogue) find(key string) any {
	var at any = c.groups
	for name := range strings.SplitSeq(key, ".") {
		group, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = group[name]
	}
	return at
}

// Has reports whether there is a word under a key.
func (c Catalogue) Has(key string) bool { return c.find(key) != nil }

// T returns the word under a key, filled in from pairs of a name and its value. A
// key without a word is shown as it is.
func (c Catalogue) T(key string, pairs ...any) string {
	text, ok := c.find(key).(string)
	if !ok {
		return key
	}
	return fill(text, pairs)
}

// N returns the form of a counting word for n, with {n} filled in.
func (c Catalogue) N(key string, n int, pairs ...any) string {
	form := pluralForm(c.T("language.tag"), n)
	return c.T(key+"."+form, append([]any{"n", c.Number(n)}, pairs...)...)
}

// Code returns the word for a code of a closed list, and the code itself where there
// is none.
func (c Catalogue) Code(group, code string) string {
	if text, ok := c.find(group + "." + code).(string); ok {
		return text
	}
	return code
}

// Proper returns the name of a place, a party or a facility in the language, where one
// is usual, and the name as it is where none is known: the record has it in English.
func (c Catalogue) Proper(what, name string) string {
	names, _ := c.find("names." + what).(map[string]any)
	if usual, ok := names[name].(string); ok {
		return usual
	}
	if what != "party" && name != "" && c.usual != nil {
		return c.usual(name)
	}
	return name
}

// Item returns the i-th word of a list under a key.
func (c Catalogue) Item(key string, i int) string {
	list, _ := c.find(key).([]any)
	if i < 0 || i >= len(list) {
		return key
	}
	text, _ := list[i].(string)
	return text
}

// Number writes a whole number with its thousands apart.
func (c Catalogue) Number(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + c.T("number.group") + digits[i:]
	}
	return digits
}

// Join names all of a list: "A, B and C".
func (c Catalogue) Join(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return c.T("list.two", "a", names[0], "b", names[1])
	}
	text := names[0]
	for _, name := range names[1 : len(names)-1] {
		text = c.T("list.middle", "a", text, "b", name)
	}
	return c.T("list.end", "a", text, "b", names[len(names)-1])
}

// JoinBrief names two at most and counts the rest: "A and 2 others".
func (c Catalogue) JoinBrief(names []string) string {
	if len(names) <= 2 {
		return c.Join(names)
	}
	return c.N("list.more", len(names)-1, "a", names[0])
}

// Groups returns some groups of the catalogue, for the scripts of a page.
func (c Catalogue) Groups(names ...string) map[string]any {
	groups := map[string]any{}
	for _, name := range names {
		groups[name] = c.groups[name]
	}
	return groups
}

// fill puts values in the place of "{name}", in one pass, so that a value is never
// taken for a pattern.
func fill(text string, pairs []any) string {
	if len(pairs) == 0 {
		return text
	}
	replacements := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		replacements = append(replacements, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(replacements...).Replace(text)
}
