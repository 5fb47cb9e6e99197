package gazetteer

import (
	"math"
	"slices"
	"strings"

	"strikemap/geo"
)

// longestSentence is how many words are looked at together, so that a text without full
// stops takes no more time than another. Longer sentences are cut.
const longestSentence = 150

// Mentions implements geo.Geocoder.
func (g *Gazetteer) Mentions(text string) []geo.Mention {
	var out []geo.Mention
	words := tokens(text)
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && to-from < longestSentence && !words[to].first {
			to++
		}
		s := g.read(words[from:to], true)
		g.bind(s)
		g.bindAfar(s)
		for _, m := range g.mentions(s, text, true) {
			out = append(out, m.Mention)
		}
		from = to
	}
	return out
}

// mention is a mention with the span it is of.
type mention struct {
	geo.Mention
	n    *span
	best *entry
	role string
}

// rather reports whether a name is rather that of a person: a little-known place of such
// a name, with nothing beside it that makes it a place.
func (s *sentence) rather(n *span) bool {
	for _, name := range n.names {
		if !name.e.person || name.e.place.Rank > 1 {
			return false
		}
	}
	return n.bound == nil && (n.from == 0 || !prepositions[s.word(n.from-1)])
}

// mentions resolves the names of a sentence. Where strict, names of persons are left out.
func (g *Gazetteer) mentions(s *sentence, text string, strict bool) []*mention {
	var out []*mention
	for _, n := range s.spans {
		if n.names == nil {
			continue
		}
		list := g.resolve(s, n)
		if len(list) == 0 || strict && s.rather(n) {
			continue
		}
		from, to := n.from, n.to
		if n.bound != nil {
			from, to = min(from, n.bound.from), max(to, n.bound.to)
		}
		m := &mention{n: n, best: list[0].e, role: g.role(s, n, from, to, text)}
		m.From, m.To = s.words[from].from, s.words[to-1].to
		m.Candidates = candidates(list, m.From, m.To)
		out = append(out, m)
	}
	s.markContainers(out)
	s.markNeighbours(out)
	for _, m := range out {
		if m.role == "" {
			continue
		}
		for i := range m.Candidates {
			c := &m.Candidates[i]
			c.Score = round(min(c.Score, 1) * notScene)
			c.Reasons = append(slices.Clip(c.Reasons), m.role)
		}
	}
	return out
}

// markContainers finds the regions and countries named beside a place that lies in them,
// and towns that are not named along with it: "Sevastopol and the Belbek air base".
func (s *sentence) markContainers(all []*mention) {
	for _, m := range all {
		if m.role != "" || m.best.place.Facility() {
			continue
		}
		for _, o := range all {
			if o != m && o.best != m.best && o.role == "" && o.best.inside(m.best) && !s.along(m, o) {
				m.role = geo.ReasonContainer
				break
			}
		}
	}
}

// along reports whether a town and a place in it are two members of one list.
func (s *sentence) along(town, place *mention) bool {
	a, b := town.n, place.n
	if a.from > b.from {
		a, b = b, a
	}
	from := b.from
	if b.bound != nil {
		from = min(from, b.bound.from)
	}
	return town.best.place.Class == geo.PlaceCity && from > a.to && conjunctions[s.word(a.to)] && from-a.to <= 2
}

// neighbourly is how far a town is that another is said to be near to, in metres.
const neighbourly = 100_000

// markNeighbours finds the towns that only tell where another place is: "Kstovo near
// Nizhny Novgorod", "Moscow's Khimki suburb".
func (s *sentence) markNeighbours(all []*mention) {
	for i := 1; i < len(all); i++ {
		before, m := all[i-1], all[i]
		if before.role == "" && before.best.place.Class == geo.PlaceCity && m.n.from == before.n.to && s.words[before.n.to-1].owner && metres(before.best.place, m.best.place) <= neighbourly {
			before.role = geo.ReasonContainer
			continue
		}
		if m.role != "" || before.role != "" || m.n.class != nil || m.best.place.Class != geo.PlaceCity {
			continue
		}
		if at := s.indexAt(before.To); at == m.n.from-1 && beside[s.word(at)] && s.beside(at) && s.linked(m.n.from) && metres(before.best.place, m.best.place) <= neighbourly {
			m.role = geo.ReasonContainer
		}
	}
}

// beside reports whether a word goes with the one before it, with or without a comma:
// "Kstovo near", "Kstovo, near".
func (s *sentence) beside(at int) bool {
	return joins(strings.Replace(s.words[at].gap, ",", "", 1))
}

// indexAt returns the first word that begins at a byte of the text or after it.
func (s *sentence) indexAt(at int) int {
	i, _ := slices.BinarySearchFunc(s.words, at, func(w token, at int) int { return w.from - at })
	return i
}

// inside reports whether a place lies in another by the table or, for seas and
// landscapes, which have no borders there, is a smaller place within its radius.
func (e *entry) inside(of *entry) bool {
	if e.lies(of.place.ID) {
		return true
	}
	if c := of.place.Class; c != geo.PlaceSea && c != geo.PlaceArea && c != geo.PlaceStrip {
		return false
	}
	return e.place.RadiusM < of.place.RadiusM && e.place.Class != geo.PlaceRegion && e.place.Class != geo.PlaceCountry &&
		metres(e.place, of.place) <= of.place.RadiusM
}

// metres is the distance between two places on a sphere, good to half a percent.
func metres(a, b *geo.Place) float64 {
	const degree, radius = math.Pi / 180, 6371008.8
	x := math.Sin((b.Lat - a.Lat) * degree / 2)
	y := math.Sin((b.Lon - a.Lon) * degree / 2)
	return 2 * radius * math.Asin(math.Sqrt(min(1, x*x+math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*y*y)))
}

// bindAfar gives a class phrase that stands beside no name to the one town of the sentence
// where a facility of that class is known: "In Ryazan, drones set a refinery on fire".
func (g *Gazetteer) bindAfar(s *sentence) {
	for _, c := range s.spans {
		if c.names != nil || c.used || c.class.weak {
			continue
		}
		var only *span
		for _, n := range s.spans {
			if n.names == nil || n.class != nil || s.words[n.to-1].owner || !n.holds(c.class) {
				continue
			}
			if only != nil {
				only = nil
				break
			}
			only = n
		}
		if only != nil {
			only.class, only.weakly, c.used = c.class, true, true
		}
	}
}

// holds reports whether a town named by a span has a facility of a class.
func (n *span) holds(m *meaning) bool {
	for _, name := range n.names {
		if name.sense != full {
			continue
		}
		for _, c := range name.e.children {
			if m.fits(c) == 2 {
				return true
			}
		}
	}
	return false
}
