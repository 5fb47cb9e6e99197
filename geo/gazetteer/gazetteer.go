// Package gazetteer finds places by the words people use for them: facilities, towns,
// regions, seas. It takes its table as JSON lines and holds all of it in memory.
//
// A name is met in any script, transliteration and case: the table's names are put into
// their case forms when it is read (decline.go), and all words are compared by their
// skeleton (skeleton.go). Words for kinds of facilities (lexicon.go) beside a town's name
// choose among the facilities there. How a mention is ranked, and what tells that it is
// no scene, stands in rank.go and role.go.
package gazetteer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// Gazetteer is a table of places with its index. It never changes and is safe for
// concurrent use.
type Gazetteer struct {
	entries  []*entry
	byID     map[string]*entry
	words    map[string][]int32 // skeleton -> numbers of words one form of which it is
	steps    map[step]int32     // the trie of names: node and word -> node
	ends     [][]end            // by node
	nations  map[string]string  // skeleton of an adjective of nationality -> country
	keyed    map[string]int32   // while building: word and language -> number
	fillers  map[string]bool
	spelling []string // names by their skeletons, sorted, for beginnings and near misses
	spelled  map[string][]*entry
	seas     []geo.Shape
}

var _ geo.Geocoder = (*Gazetteer)(nil)

// entry is a place with what the index knows of it.
type entry struct {
	place    *geo.Place
	sub      string
	near     []string
	person   bool
	metonym  bool
	children []*entry // facilities of a town
	within   []string // ids of what it lies in, itself first
}

// step is an arc of the trie.
type step struct{ node, word int32 }

// end is what a chain of words is the name of.
type end struct {
	e       *entry // nil for a class phrase
	sense   sense
	meaning *meaning // of a class phrase
	lower   bool     // written without capitals
	caps    bool     // one short word in capitals: US, РФ
}

// sense is how a chain of words names a place.
type sense int8

const (
	full      sense = iota // by itself
	core                   // beside a class word: "Afipsky" of "Afipsky refinery"
	adjective              // before a class word: "саратовский" of Saratov
	class                  // a class phrase
)

// New reads files of JSON lines and builds the index. A place of a later file stands in
// for one with its id of an earlier file; within a file ids must be unique. Parents must
// be known and without circles. The error is a *Fault, which names file, line and place.
func New(files ...[]byte) (*Gazetteer, error) {
	g := &Gazetteer{
		byID: map[string]*entry{}, words: map[string][]int32{}, steps: map[step]int32{}, ends: make([][]end, 1),
		nations: map[string]string{}, keyed: map[string]int32{}, fillers: map[string]bool{}, spelled: map[string][]*entry{},
	}
	rows, err := merge(files)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		e := &entry{place: r.place(), sub: r.Subclass, near: r.Near, person: r.Person, metonym: r.Metonym}
		if len(r.Outline) > 0 {
			g.seas = append(g.seas, geo.Shape{Code: r.ID, Name: e.place.Name, Level: "sea", Outline: orb.MultiPolygon{{r.ring()}}})
		}
		g.entries = append(g.entries, e)
		g.byID[r.ID] = e
	}
	if err := g.relate(rows); err != nil {
		return nil, err
	}
	g.build(rows)
	return g, nil
}

// merge reads files one after another; a row replaces that of its id in an earlier file.
func merge(files [][]byte) ([]row, error) {
	var rows []row
	at := map[string]int{}
	for i, f := range files {
		added, err := decode(i, f)
		if err != nil {
			return nil, err
		}
		here := map[string]bool{}
		for _, r := range added {
			if here[r.ID] {
				return nil, r.fault("is there twice")
			}
			here[r.ID] = true
			if before, known := at[r.ID]; known {
				rows[before] = r
				continue
			}
			at[r.ID] = len(rows)
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// relate links parents and children. Rows are those of the entries, in their order.
func (g *Gazetteer) relate(rows []row) error {
	for i, e := range g.entries {
		for id := e.place.ID; id != ""; {
			if slices.Contains(e.within, id) {
				return circle(rows, e.within).fault("is within itself")
			}
			up := g.byID[id]
			if up == nil {
				return rows[i].fault("its parent %q is no place", id)
			}
			e.within = append(e.within, id)
			id = up.place.Parent
		}
		for _, id := range e.near {
			if g.byID[id] == nil {
				return rows[i].fault("near it is %q, which is no place", id)
			}
		}
		if !e.place.Facility() {
			continue
		}
		for _, id := range append([]string{e.place.Parent}, e.near...) {
			if up := g.byID[id]; up != nil && up.place.Class == geo.PlaceCity {
				up.children = append(up.children, e)
			}
		}
	}
	return nil
}

// circle returns the row that closed a circle of parents: of the last file in it.
func circle(rows []row, ids []string) row {
	var last row
	for _, r := range rows {
		if slices.Contains(ids, r.ID) && (last.ID == "" || r.file > last.file) {
			last = r
		}
	}
	return last
}

// lies reports whether a place is within another, or is it.
func (e *entry) lies(id string) bool { return slices.Contains(e.within, id) }

// Place implements geo.Geocoder.
func (g *Gazetteer) Place(id string) (*geo.Place, bool) {
	e, ok := g.byID[id]
	if !ok {
		return nil, false
	}
	return e.place, true
}

// Places returns all entries in the order of the files.
func (g *Gazetteer) Places() []*geo.Place {
	out := make([]*geo.Place, len(g.entries))
	for i, e := range g.entries {
		out[i] = e.place
	}
	return out
}

// Seas returns the outlines of the seas that have one, for a locator to name water by.
// They are approximate: drawn by hand with 4 to 30 corners, over the shore.
func (g *Gazetteer) Seas() []geo.Shape { return g.seas }

// build fills the index.
func (g *Gazetteer) build(rows []row) {
	for w := range filler {
		key, _ := skeleton(w)
		g.fillers[key] = true
	}
	eachClassPhrase(func(lang, phrase string, m meaning) {
		g.add(lang, tokens(phrase), end{sense: class, meaning: &m})
	})
	for i, r := range rows {
		e := g.entries[i]
		for _, lang := range languages(r.Names) {
			for _, name := range r.Names[lang] {
				words := tokens(name)
				g.add(lang, words, end{e: e})
				if rest := g.core(words); e.place.Facility() && len(rest) > 0 && len(rest) < len(words) {
					g.add(lang, rest, end{e: e, sense: core})
				}
				key := spelling(words)
				if !slices.Contains(g.spelled[key], e) {
					g.spelled[key] = append(g.spelled[key], e)
				}
			}
		}
		for _, lang := range languages(r.Adjectives) {
			for _, a := range r.Adjectives[lang] {
				if e.place.Class == geo.PlaceCountry {
					g.nation(lang, a, e.place.Country)
				} else {
					g.add(lang, tokens(a), end{e: e, sense: adjective})
				}
			}
		}
	}
	for key := range g.spelled {
		g.spelling = append(g.spelling, key)
	}
	slices.Sort(g.spelling)
	g.keyed = nil
}

// spelling is a name as one key.
func spelling(words []token) string {
	var keys []string
	for _, w := range words {
		if len(w.keys) > 0 {
			keys = append(keys, w.keys[0])
		}
	}
	return strings.Join(keys, " ")
}

// nation records an adjective of nationality.
func (g *Gazetteer) nation(lang, adjective, country string) {
	for _, f := range forms(adjective, lang) {
		for _, key := range readings(f) {
			g.nations[key] = country
			g.fillers[key] = true
		}
	}
}

// core is what remains of a facility's name without class words at its ends; none if
// that is too little to know it by.
func (g *Gazetteer) core(words []token) []token {
	for {
		n := g.longestClass(words)
		if n == 0 {
			break
		}
		words = words[n:]
	}
	for from := range words {
		if n := g.longestClass(words[from:]); n > 0 && n == len(words)-from {
			words = words[:from]
			break
		}
	}
	for len(words) > 0 && (words[0].low == "of" || words[0].low == "в" || words[0].low == "w" || words[0].low == "у") {
		words = words[1:]
	}
	for _, w := range words {
		if w.upper && len(w.text) > 2 {
			return words
		}
	}
	return nil
}

func (g *Gazetteer) longestClass(words []token) int {
	longest := 0
	g.walk(words, func(n int, ends []end) {
		if slices.ContainsFunc(ends, func(e end) bool { return e.sense == class }) {
			longest = n
		}
	})
	return longest
}

// add puts a chain of words into the trie.
func (g *Gazetteer) add(lang string, words []token, what end) {
	node := int32(0)
	what.lower = true
	for _, w := range words {
		what.lower = what.lower && !w.upper
		s := step{node, g.word(lang, w.low, what.sense == class)}
		next, ok := g.steps[s]
		if !ok {
			next = int32(len(g.ends))
			g.ends = append(g.ends, nil)
			g.steps[s] = next
		}
		node = next
	}
	what.caps = len(words) == 1 && utf8.RuneCountInString(words[0].text) <= 5 && words[0].text == strings.ToUpper(words[0].text)
	if node == 0 || slices.ContainsFunc(g.ends[node], func(o end) bool { return o.e == what.e && o.sense == what.sense && o.e != nil }) {
		return
	}
	g.ends[node] = append(g.ends[node], what)
}

// word returns the number of a word and records its forms. Class words and forms other
// than the first count in their own script only: Russian for a bridge is spelt like
// English "most", and a case of Анна like "an".
func (g *Gazetteer) word(lang, low string, kind bool) int32 {
	key := lang + " " + low
	if kind {
		key += " *"
	}
	if n, ok := g.keyed[key]; ok {
		return n
	}
	n := int32(len(g.keyed))
	g.keyed[key] = n
	for i, f := range forms(low, lang) {
		keys := readings(f)
		switch { // texts are read both ways
		case lang == "en":
			keys = keys[:min(1, len(keys))]
		case lang == "pl" && len(keys) > 1:
			keys = keys[1:]
		}
		for _, k := range keys {
			if kind || i > 0 {
				k = script(f) + k
			}
			if !slices.Contains(g.words[k], n) {
				g.words[k] = append(g.words[k], n)
			}
		}
	}
	return n
}

// script marks the keys of class words.
func script(word string) string {
	if latin(word) {
		return "@"
	}
	return "#"
}

// readings are the skeletons of a word, without empty ones.
func readings(word string) []string {
	a, b := skeleton(word)
	switch {
	case a == "" && b == "":
		return nil
	case b == "":
		return []string{a}
	}
	return []string{a, b}
}

// walk follows the trie along words and calls f at each number of words that name
// something, the shortest first.
func (g *Gazetteer) walk(words []token, f func(n int, ends []end)) {
	nodes, next := []int32{0}, []int32(nil)
	for i, w := range words {
		next = next[:0:0]
		var found []end
		for _, key := range w.keys {
			for _, word := range g.words[key] {
				for _, node := range nodes {
					if to, ok := g.steps[step{node, word}]; ok && !slices.Contains(next, to) {
						next = append(next, to)
						found = append(found, g.ends[to]...)
					}
				}
			}
		}
		if len(found) > 0 {
			f(i+1, found)
		}
		if len(next) == 0 {
			return
		}
		nodes = next
	}
}

// order sorts entries by prominence, then by id.
func order(a, b *entry) int {
	return cmp.Or(cmp.Compare(b.place.Rank, a.place.Rank), strings.Compare(a.place.ID, b.place.ID))
}
