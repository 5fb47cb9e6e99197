package site

import (
	"cmp"
	"slices"

	"strikemap/geo"
)

// unknowns says in sentences what the record of an incident does not hold: made
// from its vague and missing fields, so that silence is not read as knowledge.
func (r reader) unknowns(f *geo.Feature) []string {
	var list []string
	add := func(key string, pairs ...any) { list = append(list, r.T("unknown."+key, pairs...)) }
	r.unknownTime(f, add)
	r.unknownPlace(f, add)
	r.unknownFacts(f, add)
	r.unknownVoices(f, add)
	if len(list) == 0 {
		add("nothing")
	}
	return list
}

type adder func(key string, pairs ...any)

func (r reader) unknownTime(f *geo.Feature, add adder) {
	switch f.Time.Precision {
	case "part-of-day":
		add("timePart")
	case "day":
		add("timeDay")
	case "month":
		add("timeMonth")
	}
}

func (r reader) unknownPlace(f *geo.Feature, add adder) {
	l := f.Location
	switch l.Precision {
	case geo.Settlement, geo.District:
		add("placeSpot", "distance", r.Distance(l.Uncertainty))
	case geo.Region:
		place := r.Proper("place", cmp.Or(l.Admin1, l.Label))
		add("placeRegion", "place", place)
	case geo.SeaArea:
		add("placeSea")
	case geo.CountryWide:
		place := r.country(l.Country)
		if place == "" {
			place = r.Proper("place", l.Label)
		}
		add("placeCountry", "place", place)
	case geo.UnknownPlace:
		add("placeNone")
	}
}

func (r reader) unknownFacts(f *geo.Feature, add adder) {
	if f.Kind == geo.Strike && !mentions(f, "casualties") && !counts(f, "killed", "injured", "missing") {
		add("casualties")
	}
	if f.Kind == geo.Strike && f.Outcome == "unknown" {
		add("outcome")
	}
	if f.Kind != geo.Closure && (len(f.Means) == 0 || slices.Contains(f.Means, "unknown")) {
		add("means")
	}
	if f.Kind != geo.Closure {
		switch f.Finding.Attribution {
		case "none":
			add("actorNone")
		case "alleged":
			add("actorAlleged", "actor", r.party(f.Actor))
		case "denied":
			add("actorDenied", "actor", r.deniers(f))
		}
	}
	for _, q := range f.Quantities {
		if q.Qualifier == "vague" {
			add("count", "label", r.measure(q))
		}
	}
}

// deniers names who of the side called attacker denies the act or its
// responsibility; it need not be the named author itself.
func (r reader) deniers(f *geo.Feature) string {
	if f.Actor != "" {
		return r.party(f.Actor)
	}
	return r.Join(r.names(voices(f, "denied_by")))
}

func (r reader) unknownVoices(f *geo.Feature, add adder) {
	switch f.Finding.Status {
	case geo.Claimed:
		add("confirmation")
	case geo.Reported:
		add("media")
	}
	heard := map[string]bool{}
	for _, i := range f.Current() {
		c := f.Claims[i]
		switch c.Stance {
		case "no-response":
			add("noResponse", "party", r.party(c.Party))
		case "declines":
			add("declines", "party", r.party(c.Party))
		case "not-asked":
			add("notAsked", "party", r.party(c.Party))
		}
		heard[c.Role] = true
	}
	if !heard[geo.Affected] && f.Location.Country != "" {
		add("affected")
	}
	if !heard[geo.Attacker] && f.Actor != "" && f.Finding.Attribution != "alleged" {
		add("attacker")
	}
}

// mentions reports whether a claim that counts is about a proposition.
func mentions(f *geo.Feature, proposition string) bool {
	return slices.ContainsFunc(f.Current(), func(i int) bool { return f.Claims[i].Proposition == proposition })
}

func counts(f *geo.Feature, measures ...string) bool {
	return slices.ContainsFunc(f.Quantities, func(q geo.Quantity) bool { return slices.Contains(measures, q.Measure) })
}
