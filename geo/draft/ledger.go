package draft

import (
	"fmt"
	"slices"

	"strikemap/geo"
)

// ledger writes the claims and quantities of a proposal with their evidence.
type ledger struct {
	d     *Drafter
	e     *event
	t     *text
	in    *geo.Incident
	p     *geo.Proposal
	added geo.Parties // that the registry does not have
	day   string      // of publication
}

// tell fills the ledger of the incident. Its report must be there already.
func (l ledger) tell() {
	quantities := l.amounts()
	claimed := slices.ContainsFunc(l.e.claims, func(c claim) bool { // the attacking side asserts it
		return c.stance == "" && c.proposition == "" && l.e.attacks(c.country, c.kind)
	})
	for _, c := range l.e.claims {
		code, ok := l.d.code(c.voice, l.e, l.added)
		if !ok {
			continue
		}
		at := l.enter(l.claim(c, code, claimed))
		if q, ok := quantities[c.amount]; ok && l.in.Quantities[q].Claim == nil {
			l.in.Quantities[q].Claim = &at
		}
	}
	if !slices.ContainsFunc(l.in.Claims, func(c geo.Claim) bool { return c.Asserts() && c.Proposition == l.in.Headline() }) {
		l.media()
	}
}

// amounts writes the quantities, each once, and returns where each amount went.
func (l ledger) amounts() map[int]int {
	index := map[int]int{}
	for i, m := range l.e.amounts {
		at := slices.IndexFunc(l.in.Quantities, func(q geo.Quantity) bool { return q.Measure == m.Measure && q.Phrase == m.Phrase })
		if at < 0 {
			at = len(l.in.Quantities)
			l.in.Quantities = append(l.in.Quantities, m.Quantity)
			l.p.Evidence = append(l.p.Evidence, geo.Evidence{Field: fmt.Sprintf("quantities[%d]", at), Span: l.t.tokenSpan(m.from, m.to)})
		}
		index[i] = at
	}
	return index
}

// claim is what a voice says, in the model's words.
func (l ledger) claim(c claim, code string, claimed bool) geo.Claim {
	out := geo.Claim{
		Party: code, Role: l.d.role(code, l.e, l.added), Stance: c.stance, Proposition: c.proposition, Detail: c.detail,
		Channel: c.channel, StatedAt: l.day, Report: new(int), Evidence: &c.span,
	}
	if out.Proposition == "" {
		out.Proposition = l.in.Headline()
	}
	if out.Stance == "" {
		out.Stance = assertion(out.Role, l.e.kind, out.Proposition == l.in.Headline() && claimed)
	}
	if out.Detail == "" {
		out.Detail = detail(l.in, out.Proposition)
	}
	return out
}

// enter adds a claim unless the party said the same before, and returns its index.
func (l ledger) enter(c geo.Claim) int {
	at := slices.IndexFunc(l.in.Claims, func(k geo.Claim) bool {
		return k.Party == c.Party && k.Stance == c.Stance && k.Proposition == c.Proposition
	})
	if at >= 0 {
		return at
	}
	at = len(l.in.Claims)
	l.in.Claims = append(l.in.Claims, c)
	l.p.Evidence = append(l.p.Evidence, geo.Evidence{Field: fmt.Sprintf("claims[%d]", at), Span: *c.Evidence})
	return at
}

// media lets the publisher report the headline where nobody is quoted for it.
func (l ledger) media() {
	if _, ok := l.d.parties["media"]; !ok {
		l.added["media"] = geo.Party{Code: "media", Name: "Media, not further named", Kind: "media"}
	}
	span := l.e.sentence(l.t)
	l.enter(geo.Claim{
		Party: "media", Role: geo.Media, Stance: "reports", Proposition: l.in.Headline(), Detail: "reported without naming who says so",
		StatedAt: l.day, Report: new(int), Evidence: &span,
	})
}

// detail says in our words what a claim asserts.
func detail(in *geo.Incident, proposition string) string {
	switch proposition {
	case "struck":
		return "said that the target was struck"
	case "consequence":
		return "told what followed"
	case "occurred":
		switch in.Kind {
		case geo.Strike:
			return "told of an attack"

		case geo.Incursion:
			return "said that the airspace or territory was entered"
		case geo.Interception:
			return "told of the interception"
		case geo.Closure:
			return "told of the closure"
		}
		return "told of the sighting"
	}
	return "said so"
}

// assertion is the stance of one who says that something is so.
func assertion(role, kind string, claimed bool) string {
	switch {
	case role == geo.Attacker:
		return "claims"
	case role == geo.Affected && kind == geo.Strike && claimed:
		return "confirms"
	}
	return "reports"
}

// attacks reports whether a party is of the other side of an event: for a strike in a
// belligerent's hands of the other belligerent, else of the state named as the author.
// At sea, where nobody holds the ground, a belligerent's forces that tell of a strike
// whose author is not named tell of their own.
func (e *event) attacks(country, kind string) bool {
	holder := ""
	if sides := e.sides(); len(sides) > 0 {
		holder = sides[len(sides)-1]
	}
	switch {
	case country == "" || country == holder:
		return false
	case e.kind == geo.Strike && geo.Belligerents[holder]:
		return geo.Belligerents[country]
	case e.kind == geo.Strike && e.actor == "" && geo.Belligerents[country]:
		return kind == "military" || kind == "security-service" || kind == "anonymous-official"
	}
	return e.actor == country
}

// sentence is the sentence an event begins in.
func (e *event) sentence(t *text) geo.Span {
	for _, s := range t.sentences {
		if s.from <= e.first && e.first < s.to {
			return t.tokenSpan(s.from, s.to)
		}
	}
	return geo.Span{}
}

// tellActor names the author: who claims it for itself, else whom the words name.
func (l ledger) tellActor() {
	denied := false
	for _, c := range l.in.Claims {
		if c.Role == geo.Attacker && c.Stance == "claims" && c.Proposition == l.in.Headline() {
			l.in.Actor, l.in.ActorBasis = l.d.party(c.Party, l.added).Country, "self-claimed"
			return
		}
		denied = denied || c.Role == geo.Attacker && c.Stance == "denies"
	}
	switch {
	case l.e.actor == "":
	case denied:
		l.in.Actor, l.in.ActorBasis = l.e.actor, "alleged-and-denied"
	default:
		l.in.Actor, l.in.ActorBasis = l.e.actor, "attributed"
	}
}
