package gazetteer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"strikemap/geo"
)

// most is how many candidates a mention has at most.
const most = 5

// The scores of candidates, by what they rest on. Prominence adds up to 0.045, a named
// region or nation that holds the place adds, one that does not takes away.
const (
	scoreFacility = 0.90 // a facility by its own name
	scoreBound    = 0.86 // the one facility of its class at a named town
	scoreNear     = 0.70 // the same, the class word elsewhere in the sentence
	scoreCity     = 0.78 // a town, region or the like by its own name
	scoreCoarser  = 0.66 // a town or region because no facility there is known, or more than one
	scoreNearly   = 0.50 // a name misspelt
	scoreOneOf    = 0.45 // one of several facilities
	scoreBeside   = 0.40 // a facility where only its town was named, or a name only begun
	bonusSpelled  = 0.05 // the text has the very letters of one of its names
	bonusDeclined = 0.02 // the same of a case form
	bonusRegion   = 0.05
	bonusNation   = 0.02
	malusRegion   = 0.20
	malusNation   = 0.02
	notScene      = 0.45 // factor for what is no scene
)

// found is a candidate being ranked.
type found struct {
	e       *entry
	score   float64
	reasons []string
}

// resolve lists what a span may mean, best first.
func (g *Gazetteer) resolve(s *sentence, n *span) []found {
	list := &ranking{s: s, n: n}
	for _, name := range n.names {
		switch {
		case name.sense == core:
			if n.class != nil && (n.bound != nil || n.lent) && n.class.fits(name.e) == 2 {
				list.add(name.e, scoreFacility, "named with its kind")
			}
		case name.e.place.Facility():
			if n.class == nil || n.class.fits(name.e) > 0 || n.bound == nil {
				list.add(name.e, scoreFacility, "by its name")
			}
		case name.e.person && n.class != nil && n.class.weak: // "the Kirov plant" is in Saint Petersburg
		case n.class == nil || n.class.weak && n.bound == nil:
			if name.sense == full {
				list.add(name.e, scoreCity, "by its name")
			}
		case name.sense == adjective && n.bound == nil && !n.lent:
		default:
			list.facilities(name.e)
		}
	}
	return list.ranked()
}

// ranking collects candidates of one span.
type ranking struct {
	s    *sentence
	n    *span
	list []found
}

func (r *ranking) add(e *entry, score float64, reason string) {
	if i := slices.IndexFunc(r.list, func(f found) bool { return f.e == e }); i >= 0 {
		if score > r.list[i].score {
			r.list[i].score, r.list[i].reasons = score, []string{reason}
		}
		return
	}
	r.list = append(r.list, found{e, score, []string{reason}})
}

// facilities adds what a class word beside the name of a town or an area means: the one
// facility of that class there; or the town, if there are several or none in the table.
func (r *ranking) facilities(e *entry) {
	kind := r.n.class.classes[0]
	var first, other []*entry
	for _, c := range e.children {
		switch r.n.class.fits(c) {
		case 2:
			first = append(first, c)
		case 1:
			other = append(other, c)
		}
	}
	if len(first) == 0 {
		first, other = other, nil
	}
	bound := scoreBound
	if len(first) > 0 && r.n.class.fits(first[0]) == 1 {
		bound = scoreNear
	}
	if r.n.weakly {
		bound = scoreNear
	}
	switch {
	case len(first) == 1:
		r.add(first[0], bound, fmt.Sprintf("the %s of %s", inWords(kind), e.place.Name))
		r.add(e, scoreBeside, "by its name")
	case len(first) > 1:
		r.add(e, scoreCoarser, fmt.Sprintf("%d places of the kind %s are known there", len(first), inWords(kind)))
		for _, c := range first {
			r.add(c, scoreOneOf, fmt.Sprintf("one of several of %s", e.place.Name))
		}
	case r.n.weakly:
		r.add(e, scoreCity, "by its name")
	default:
		r.add(e, scoreCoarser, fmt.Sprintf("no %s is known there by that name", inWords(kind)))
	}
}

// inWords is a class code in words.
func inWords(class string) string {
	switch class {
	case "power":
		return "power plant"
	case "industry":
		return "works"
	}
	return strings.ReplaceAll(class, "-", " ")
}

// ranked weighs the candidates by what else the sentence names.
func (r *ranking) ranked() []found {
	regions, countries := r.s.context(r.n)
	countries = append(countries, r.s.nations...)
	if !slices.ContainsFunc(r.list, func(f found) bool { return f.e.liesInAny(regions) }) {
		regions = nil // the sentence is about more than one region
	}
	for i := range r.list {
		f := &r.list[i]
		f.score += float64(f.e.place.Rank) * 0.005
		if spelled(f.e, r.s, r.n) {
			f.score += bonusSpelled
		} else if len(r.list) > 1 && declined(f.e, r.s, r.n) {
			f.score += bonusDeclined
		}
		f.weigh(regions, countries)
	}
	slices.SortStableFunc(r.list, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), order(a.e, b.e))
	})
	return r.list
}

// weigh changes a score by the regions and countries the sentence names.
func (f *found) weigh(regions []*entry, countries []string) {
	c := f.e.place.Country
	if i := slices.IndexFunc(regions, func(r *entry) bool { return f.e.lies(r.place.ID) }); i >= 0 {
		f.score += bonusRegion
		f.reasons = append(f.reasons, "in "+regions[i].place.Name)
	} else if len(regions) > 0 && c != "" {
		f.score -= malusRegion
	}
	switch {
	case c == "" || len(countries) == 0:
	case slices.Contains(countries, c):
		f.score += bonusNation
	default:
		f.score -= malusNation
	}
}

// liesInAny reports whether a place lies in one of several regions.
func (e *entry) liesInAny(regions []*entry) bool {
	return slices.ContainsFunc(regions, func(r *entry) bool { return e.lies(r.place.ID) })
}

// context lists the regions and countries that a sentence names besides a span.
func (s *sentence) context(but *span) (regions []*entry, countries []string) {
	for _, n := range s.spans {
		if n == but || n.names == nil {
			continue
		}
		for _, name := range n.names {
			switch {
			case name.sense != full:
			case name.e.place.Class == geo.PlaceRegion || name.e.place.Class == geo.PlaceArea:
				regions = append(regions, name.e)
			case name.e.place.Class == geo.PlaceCountry:
				countries = append(countries, name.e.place.Country)
			}
		}
	}
	return regions, countries
}

// spelled reports whether one of a place's names stands in the text as it is.
func spelled(e *entry, s *sentence, n *span) bool {
	var b strings.Builder
	for i := n.from; i < n.to; i++ {
		b.WriteString(s.words[i].low)
		b.WriteByte(' ')
	}
	text := strings.TrimSpace(b.String())
	return slices.ContainsFunc(e.place.Names, func(p geo.PlaceName) bool {
		return strings.ReplaceAll(strings.ToLower(p.Text), "-", " ") == text
	})
}

// declined reports whether a case form of one of a place's names stands in the text letter
// by letter: "Кілії" is of Kiliia, though in its sounds it may be of Kiel.
func declined(e *entry, s *sentence, n *span) bool {
	here := s.words[n.from:n.to]
	return slices.ContainsFunc(e.place.Names, func(p geo.PlaceName) bool {
		words := tokens(p.Text)
		if len(words) != len(here) {
			return false
		}
		for i, w := range words {
			if !slices.Contains(forms(w.low, p.Lang), here[i].low) {
				return false
			}
		}
		return true
	})
}

// candidates turns a ranking into answers over the bytes [from, to).
func candidates(list []found, from, to int) []geo.Candidate {
	out := make([]geo.Candidate, 0, min(len(list), most))
	for _, f := range list {
		if len(out) == most {
			break
		}
		p := f.e.place
		out = append(out, geo.Candidate{
			Place: p, From: from, To: to, Score: round(f.score), Precision: p.Precision, Lon: p.Lon, Lat: p.Lat,
			RadiusM: p.RadiusM, Reasons: f.reasons,
		})
	}
	return out
}

// round keeps a score between 0 and 1, to three places.
func round(score float64) float64 {
	return float64(int(min(max(score, 0), 1)*1000+0.5)) / 1000
}
