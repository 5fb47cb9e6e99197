package border

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// names finds the divisions of one country by name, most exact table first.
type names [4]map[string][]string // key -> codes

// namesByCountry indexes English names and aliases, whole and without words for
// the kind of division.
func namesByCountry(m Map) map[string]names {
	out := map[string]names{}
	for _, d := range m.Divisions {
		if d.Country < 0 || d.Code == "" {
			continue
		}
		c := m.Countries[d.Country].Code
		n, known := out[c]
		if !known {
			for i := range n {
				n[i] = map[string][]string{}
			}
			out[c] = n
		}
		n.add(0, key(d.Name), d.Code)
		n.add(2, core(d.Name), d.Code)
		for _, a := range d.Aliases {
			n.add(1, key(a), d.Code)
			n.add(3, core(a), d.Code)
		}
	}
	return out
}

func (n names) add(table int, key, code string) {
	if key != "" && !slices.Contains(n[table][key], code) {
		n[table][key] = append(n[table][key], code)
	}
}

// Admin1ByName finds the ISO 3166-2 code of a country's first-level division by
// a name in any language the index has, with or without a word for its kind:
// "Krasnodar Krai", "Krasnodar", "Podlaskie Voivodeship", "Одеська область". The
// country is an ISO 3166-1 alpha-2 code. An English name wins over an alias, a
// whole name over its core; false if there is none or if two are equally good.
func (x *Index) Admin1ByName(country, name string) (code string, ok bool) {
	n := x.names[country]
	for table, k := range []string{key(name), key(name), core(name), core(name)} {
		if found := n[table][k]; len(found) == 1 {
			return found[0], true
		}
	}
	return "", false
}

// key folds a name: no marks, no case, no apostrophes, single spaces.
func key(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case r == 'ł':
			b.WriteRune('l')
		case r == 'ø':
			b.WriteRune('o')
		case r == 'ı':
			b.WriteRune('i')
		case r == 'ə':
			b.WriteRune('a')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.IsMark(r), strings.ContainsRune("'’ʼ`´", r):
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// kinds are the words, folded, that tell the kind of a division.
var kinds = strings.Fields(`
	oblast krai kray region county voivodeship province republic district municipality autonomous okrug governorate
	prefecture territory state department canton raion rayon city of the
	область край республика республіка республики автономная автономна автономный автономний округ город місто
	obwod wojewodztwo republika autonomiczna kraj okreg powiat województwo
	maakond apskritis novads judetul judet raionul lan fylke maakunta
	kray oblasť vobłasć`)

// core is the key of a name without words for its kind; the whole key if nothing
// else is left.
func core(s string) string {
	words := strings.Fields(key(s))
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(kinds, w) })
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}
