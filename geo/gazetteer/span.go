package gazetteer

import (
	"cmp"
	"slices"
	"strings"

	"strikemap/geo"
)

// span is a run of words that names places or is a class phrase.
type span struct {
	from, to int      // indexes of words, half-open
	names    []end    // full, core and adjective senses; empty for a class phrase
	class    *meaning // of a class phrase; of a name once one is bound to it
	bound    *span    // the class phrase, if it stands beside the name
	used     bool     // a class phrase that belongs to a name
	lent     bool     // the class phrase stands beside a later name of the list it is in
	weakly   bool     // the class phrase stands elsewhere in the sentence
	shorter  *span    // the name that it begins with, where it only counts beside a class word itself
}

// has reports whether a span names something in a sense.
func (s *span) has(sense sense) bool {
	for _, n := range s.names {
		if n.sense == sense {
			return true
		}
	}
	return false
}

// sentence is the words of a sentence with what they name.
type sentence struct {
	words   []token
	spans   []*span // in order, not overlapping
	nations []string
}

// read finds what the words of a sentence name. Where strict, one-word names must begin
// with a capital.
func (g *Gazetteer) read(words []token, strict bool) *sentence {
	s := &sentence{words: words}
	for i := 0; i < len(words); {
		nation := ""
		for _, key := range words[i].keys {
			if c, ok := g.nations[key]; ok {
				nation = c
				s.nations = append(s.nations, c)
				break
			}
		}
		found := g.longest(words, i, strict)
		if e := g.byID[strings.ToLower(nation)]; found == nil && e != nil && i+1 < len(words) && domain(words[i+1].low) {
			found = &span{from: i, to: i + 2, names: []end{{e: e}}} // "Polish airspace"
		}
		if found != nil {
			s.spans = append(s.spans, found)
			i = found.to
		} else {
			i++
		}
	}
	s.spans = slices.DeleteFunc(s.spans, func(c *span) bool { // "the port city of Odesa" is no port
		return c.names == nil && c.class.classes[0] == "port" && towns[s.word(c.to)]
	})
	g.regions(s)
	g.oblasts(s)
	return s
}

// manyRegions are words for several divisions, with the one that stands for one of them.
var manyRegions = map[string]string{
	"regions": "region", "oblasts": "oblast", "provinces": "province", "voivodeships": "voivodeship",
	"областями": "области", "областях": "области", "областей": "области", "областям": "области", "области": "области",
	"області": "області",
}

// regions makes divisions of the names before a word for several of them: "over Bryansk,
// Kursk and Voronezh regions" names no towns.
func (g *Gazetteer) regions(s *sentence) {
	for i, w := range s.words {
		one, ok := manyRegions[w.low]
		if !ok {
			continue
		}
		var list []*span
		for at := i; at > 0; {
			found := g.regionBefore(s, at, one)
			if found == nil {
				break
			}
			list = append([]*span{found}, list...)
			at = found.from
			if !strings.Contains(s.words[at].gap, ",") {
				if at == 0 || !conjunctions[s.words[at-1].low] {
					break
				}
				at--
			}
		}
		if len(list) > 1 {
			list[len(list)-1].to = i + 1
			s.replace(list)
		}
	}
}

// manyOblasts are the Polish words for a division, which stand before a list of several.
var manyOblasts = map[string]string{
	"obwodem": "obwód", "obwodzie": "obwód", "obwodach": "obwód", "obwodami": "obwód", "obwodów": "obwód", "obwody": "obwód",
	"województwem": "województwo", "województwie": "województwo", "województwach": "województwo", "województwami": "województwo",
	"województw": "województwo", "województwa": "województwo",
}

// oblasts makes divisions of the adjectives after such a word: "nad obwodami kurskim i
// biełgorodzkim".
func (g *Gazetteer) oblasts(s *sentence) {
	for i, w := range s.words {
		one, ok := manyOblasts[w.low]
		if !ok {
			continue
		}
		var list []*span
		for at := i + 1; at < len(s.words); at++ {
			found := g.regionOf(append(tokens(one), s.words[at]))
			if found == nil {
				break
			}
			list = append(list, &span{from: at, to: at + 1, names: found})
			if at+1 < len(s.words) && conjunctions[s.word(at+1)] {
				at++
			}
		}
		if len(list) > 1 {
			list[0].from = i
			s.replace(list)
		}
	}
}

// regionOf returns the division that words name to their end, or nothing.
func (g *Gazetteer) regionOf(words []token) (names []end) {
	g.walk(words, func(used int, ends []end) {
		if used < len(words) {
			return
		}
		for _, e := range ends {
			if e.sense == full && e.e.place.Class == geo.PlaceRegion {
				names = []end{e}
			}
		}
	})
	return names
}

// regionBefore returns the division that the word or two before one at would name with
// a word for a division after them, or nil.
func (g *Gazetteer) regionBefore(s *sentence, at int, kind string) *span {
	for n := 2; n >= 1; n-- {
		if at < n || n == 2 && !joins(s.words[at-1].gap) {
			continue
		}
		if names := g.regionOf(append(slices.Clone(s.words[at-n:at]), tokens(kind)...)); names != nil {
			return &span{from: at - n, to: at, names: names}
		}
	}
	return nil
}

// replace puts spans in the place of those they overlap.
func (s *sentence) replace(list []*span) {
	from, to := list[0].from, list[len(list)-1].to
	kept := slices.DeleteFunc(s.spans, func(o *span) bool { return o.from < to && o.to > from })
	s.spans = append(kept, list...)
	slices.SortFunc(s.spans, func(a, b *span) int { return cmp.Compare(a.from, b.from) })
}

// longest returns the longest name or class phrase that begins at a word, or nil. Of a
// name and a class phrase of one length the name counts; a name that only counts beside
// a class word must be longer than one that counts by itself.
func (g *Gazetteer) longest(words []token, i int, strict bool) *span {
	var name, aside, kind *span
	g.walk(words[i:], func(n int, ends []end) {
		here := words[i : i+n]
		var whole, part []end
		for _, e := range ends {
			switch {
			case e.sense == class:
				kind = &span{from: i, to: i + n, class: e.meaning}
			case strict && !proper(e, here):
			case strict && e.e.person && n == 1 && ofPerson(words, i):
			case e.sense == full:
				whole = append(whole, e)
			default:
				part = append(part, e)
			}
		}
		if len(whole) > 0 {
			name = &span{from: i, to: i + n, names: append(whole, part...)}
		} else if len(part) > 0 {
			aside = &span{from: i, to: i + n, names: part}
		}
	})
	best := name
	if aside != nil && (best == nil || aside.to > best.to) {
		aside.shorter = name
		best = aside
	}
	if kind != nil && (best == nil || kind.to > best.to) {
		best = kind
	}
	if best != nil && best.class == nil && strict && i > 0 && streets[words[i-1].low] {
		return nil
	}
	return best
}

// proper reports whether words look like a name: adjectives and names that are written
// in lower case in their language always do, short forms only in capitals.
func proper(e end, words []token) bool {
	if e.caps {
		return words[0].text == strings.ToUpper(words[0].text)
	}
	if e.sense == adjective || e.lower {
		return true
	}
	for _, w := range words {
		if w.upper {
			return true
		}
	}
	return false
}

// streets are words before names that then name a street or somebody.
var streets = set("street avenue улица улице улицы ул проспект проспекте площадь площади вулиця вулиці вул проспекті площа площі ulica ulicy имени імені")

// ofPerson reports whether the word at i is part of a person's name: another word with a
// capital stands next to it and is no class word.
func ofPerson(words []token, i int) bool {
	next := i+1 < len(words) && !words[i+1].first && words[i+1].gap == " " && words[i+1].upper && !words[i].owner
	before := i > 0 && words[i].gap == " " && words[i-1].upper && !words[i-1].first && len(words[i-1].text) > 2 && !filler[words[i-1].low]
	return (next && !facilityWord(words[i+1].low)) || before
}

// facilityWord reports whether a word with a capital may still stand beside a town's name.
func facilityWord(low string) bool {
	return strings.HasPrefix(low, "oblast") || strings.HasPrefix(low, "region") || strings.HasPrefix(low, "airport") || strings.HasPrefix(low, "нпз")
}

// bind gives class phrases to the names they stand beside.
func (g *Gazetteer) bind(s *sentence) {
	for i := 1; i < len(s.spans); i++ {
		if name, c := s.spans[i-1], s.spans[i]; name.names != nil && c.names == nil && g.follows(s, name, c) {
			name.class, name.bound, c.used = c.class, c, true
		}
	}
	for i := 1; i < len(s.spans); i++ {
		c, name := s.spans[i-1], s.spans[i]
		if c.names == nil && !c.used && name.names != nil && name.class == nil && g.leads(s, c, name) {
			name.class, name.bound, c.used = c.class, c, true
		}
	}
	g.share(s)
	g.lend(s)
	g.settle(s)
}

// lend gives the class after the last name of a list, or in its end, to those before it:
// "Copenhagen and Oslo airports", "Рязанский и Сызранский НПЗ". Names that may stand by
// themselves take one that is plural only: "Ryazan and Oryol airport" is one airport.
func (g *Gazetteer) lend(s *sentence) {
	var next *span
	var kind *meaning // that stands after next
	var last int      // its last word
	for _, n := range slices.Backward(s.spans) {
		if n.names == nil {
			continue
		}
		if next != nil && kind != nil && n.class == nil && (!n.has(full) || !n.isArea() && s.plural(last)) && s.coordinated(n, next) {
			n.class, n.lent = kind, true
		} else {
			kind, last = g.classAfter(s, n)
		}
		next = n
	}
}

// classAfter returns the class phrase right after a name or in its end, with its last
// word; nil without one.
func (g *Gazetteer) classAfter(s *sentence, n *span) (m *meaning, last int) {
	if n.bound != nil && n.bound.from >= n.to {
		return n.class, n.bound.to - 1
	}
	for i := n.from + 1; i < n.to && n.bound == nil; i++ {
		if words := s.words[i:n.to]; g.longestClass(words) == len(words) {
			return g.classAt(words), n.to - 1
		}
	}
	return nil, 0
}

// plural reports whether an English word is one for several.
func (s *sentence) plural(i int) bool {
	return latin(s.word(i)) && strings.HasSuffix(s.word(i), "s")
}

// settle decides about names that count beside a class word only and have none, such as
// "Saratov Gagarin" of its airport: beginning with the facility's own town, "Saratov
// (Gagarin)", they count by themselves; any other gives way to the name it begins with.
func (g *Gazetteer) settle(s *sentence) {
	for _, n := range s.spans {
		if n.shorter == nil || n.class != nil {
			continue
		}
		var own []end
		for _, name := range n.names {
			if name.sense == core && n.shorter.isTownOf(name.e) && s.closed(n) {
				own = append(own, end{e: name.e})
			}
		}
		if len(own) > 0 {
			n.names = own
		} else {
			n.to, n.names = n.shorter.to, n.shorter.names
		}
	}
}

// isTownOf reports whether a span names the town of a facility.
func (s *span) isTownOf(e *entry) bool {
	return slices.ContainsFunc(s.names, func(n end) bool {
		return n.sense == full && (n.e.place.ID == e.place.Parent || slices.Contains(e.near, n.e.place.ID))
	})
}

// closed reports whether the words of a span are one name: parted by hyphens, spaces or
// an opening bracket only, each with a capital.
func (s *sentence) closed(n *span) bool {
	for i := n.from; i < n.to; i++ {
		if !s.words[i].upper || i > n.from && !joins(strings.Replace(s.words[i].gap, "(", "", 1)) {
			return false
		}
	}
	return true
}

// share gives the class of a name to those that follow it in a list: "airfields in Engels
// and Morozovsk". A name that has a class word in itself has that class.
func (g *Gazetteer) share(s *sentence) {
	var last *span
	var kind *meaning
	for _, name := range s.spans {
		if name.names == nil {
			continue
		}
		if kind != nil && name.class == nil && !name.isArea() && s.coordinated(last, name) {
			name.class = kind
		}
		if kind = name.class; kind == nil {
			kind = g.classAt(s.words[name.from:name.to])
		}
		last = name
	}
}

// classAt returns the meaning of the longest class phrase that words begin with, or nil.
func (g *Gazetteer) classAt(words []token) (m *meaning) {
	g.walk(words, func(_ int, ends []end) {
		for _, e := range ends {
			if e.sense == class {
				m = e.meaning
			}
		}
	})
	return m
}

// follows reports whether a class phrase stands right after a name: "Ryazan oil
// refinery", "Ryazan's main oil refinery".
func (g *Gazetteer) follows(s *sentence, name, c *span) bool {
	if c.from-name.to > 2 {
		return false
	}
	for i := name.to; i <= c.from; i++ {
		if !joins(s.words[i].gap) {
			return false
		}
		if i < c.from && (!g.filler(s.words[i]) || prepositions[s.words[i].low] || articles[s.words[i].low]) {
			return false
		}
	}
	return true
}

// leads reports whether a class phrase stands before a name with nothing but filler
// between: "a refinery in the Russian city of Ryazan".
func (g *Gazetteer) leads(s *sentence, c, name *span) bool {
	if name.from-c.to > 6 {
		return false
	}
	for i := c.to; i <= name.from; i++ {
		if !joins(s.words[i].gap) && !strings.ContainsAny(s.words[i].gap, ":(") {
			return false
		}
		if i < name.from && !g.filler(s.words[i]) {
			return false
		}
	}
	return true
}

func (g *Gazetteer) filler(w token) bool {
	if filler[w.low] {
		return true
	}
	return len(w.keys) > 0 && g.nations[w.keys[0]] != ""
}

// joins reports whether what stands between two words leaves them in one phrase.
func joins(gap string) bool {
	return strings.Trim(gap, " \t\u00a0-–‑\"'«»“”„‘’") == ""
}

// coordinated reports whether two names are members of one list.
func (s *sentence) coordinated(a, b *span) bool {
	for i := a.to; i <= b.from; i++ {
		if strings.Trim(s.words[i].gap, " \t\u00a0,\"'«»“”„") != "" {
			return false
		}
		if i < b.from && !conjunctions[s.words[i].low] {
			return false
		}
	}
	return true
}

var (
	conjunctions = set("and or та і й и или або i oraz lub")
	articles     = set("the a an")
	towns        = set("city cities town towns")
	prepositions = set("in of at near on outside inside around в во на у под около возле вблизи близ біля поблизу поруч коло під w we koło pod przy")
)
