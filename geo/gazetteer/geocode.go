package gazetteer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
)

// longestText is how much of a description is looked at, in bytes.
const longestText = 1000

// Geocode implements geo.Geocoder. Regions and countries that hold a place named beside
// them come after it, or not at all.
func (g *Gazetteer) Geocode(text string, limit int) []geo.Candidate {
	if len(text) > longestText {
		text = strings.ToValidUTF8(text[:longestText], "")
	}
	words := tokens(text)
	for i := range words {
		words[i].first = i == 0
	}
	s := g.read(words, false)
	g.bind(s)
	g.bindAfar(s)
	all := g.mentions(s, text, false)
	if len(all) == 0 {
		if list := g.begun(words); len(list) > 0 {
			return first(list, limit)
		}
		return first(g.misspelt(words), limit)
	}
	slices.SortStableFunc(all, func(a, b *mention) int {
		return cmp.Or(cmp.Compare(b.Candidates[0].Score, a.Candidates[0].Score), cmp.Compare(a.From, b.From))
	})
	var out []geo.Candidate
	for _, m := range all {
		for _, c := range m.Candidates {
			if !slices.ContainsFunc(out, func(o geo.Candidate) bool { return o.Place == c.Place }) {
				out = append(out, c)
			}
		}
	}
	out = append(out, g.beside(all[0], out)...)
	slices.SortStableFunc(out, func(a, b geo.Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return first(out, limit)
}

func first(list []geo.Candidate, limit int) []geo.Candidate {
	return list[:max(0, min(limit, len(list)))]
}

// beside lists the facilities of a town that was named alone.
func (g *Gazetteer) beside(m *mention, known []geo.Candidate) []geo.Candidate {
	if m.n.class != nil || m.best.place.Class != geo.PlaceCity {
		return nil
	}
	var list []found
	for _, c := range m.best.children {
		if !slices.ContainsFunc(known, func(o geo.Candidate) bool { return o.Place == c.place }) {
			list = append(list, found{c, scoreBeside, []string{"at " + m.best.place.Name}})
		}
	}
	return candidates(list, m.From, m.To)
}

// begun finds places whose name begins with the text, of three letters or more: what
// somebody is about to type.
func (g *Gazetteer) begun(words []token) []geo.Candidate {
	prefix := spelling(words)
	if utf8.RuneCountInString(prefix) < 3 {
		return nil
	}
	var list []found
	for i, _ := slices.BinarySearch(g.spelling, prefix); i < len(g.spelling) && strings.HasPrefix(g.spelling[i], prefix); i++ {
		for _, f := range guesses(g.spelled[g.spelling[i]], scoreBeside, "its name begins so: ") {
			if !slices.ContainsFunc(list, func(o found) bool { return o.e == f.e }) {
				list = append(list, f)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b found) int { return order(a.e, b.e) })
	return candidates(list, words[0].from, words[len(words)-1].to)
}

// guesses are candidates that are just worth showing.
func guesses(entries []*entry, score float64, reason string) []found {
	list := make([]found, len(entries))
	for i, e := range entries {
		list[i] = found{e, score + float64(e.place.Rank)*0.005, []string{reason + e.place.Name}}
	}
	return list
}

// misspelt finds places whose name, of one word, differs in one letter from a word of
// seven letters or more.
func (g *Gazetteer) misspelt(words []token) []geo.Candidate {
	var out []geo.Candidate
	for _, w := range words {
		for _, key := range readings(w.low) {
			if utf8.RuneCountInString(key) < 7 {
				continue
			}
			var list []found
			for _, known := range g.spelling {
				if oneApart(key, known) {
					list = append(list, guesses(g.spelled[known], scoreNearly, "spelt nearly like ")...)
				}
			}
			slices.SortStableFunc(list, func(a, b found) int { return order(a.e, b.e) })
			out = append(out, candidates(list, w.from, w.to)...)
		}
	}
	return out
}

// oneApart reports whether one letter inserted, left out or replaced makes b of a.
func oneApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	rest := x[i:]
	if len(x) == len(y) && len(rest) > 0 {
		rest = rest[1:]
	}
	return i < len(y) && string(rest) == string(y[i+1:])
}
