package synth

import (
	"slices"
	"time"

	"strikemap/geo"
)

// voices are the parties that may be made to speak, by what they can speak for.
type voices struct {
	states       map[string][]string // authorities by country
	belligerents []string            // countries that have any, in order
	neutral      []string            // the same, of the other countries
	media        []string            // publishers of no belligerent
}

func newVoices(parties geo.Parties) voices {
	v := voices{states: map[string][]string{}}
	for code, p := range parties {
		switch {
		case p.Kind == "media" && !geo.Belligerents[p.Country]:
			v.media = append(v.media, code)
		case p.Authority() && p.Country != "":
			v.states[p.Country] = append(v.states[p.Country], code)
		}
	}
	for country, codes := range v.states {
		slices.Sort(codes)
		if geo.Belligerents[country] {
			v.belligerents = append(v.belligerents, country)
		} else {
			v.neutral = append(v.neutral, country)
		}
	}
	slices.Sort(v.belligerents)
	slices.Sort(v.neutral)
	slices.Sort(v.media)
	return v
}

// outcome is a status that claims are made up for.
type outcome struct {
	weight
	claims func(g *generator, c *cast)
}

var outcomes = []outcome{
	{50, (*generator).claimed},
	{22, (*generator).confirmed},
	{12, (*generator).reported},
	{11, (*generator).disputed},
	{5, (*generator).verified},
}

// cast is who speaks about one incident.
type cast struct {
	in                               *geo.Incident
	attacker, affected, third, media string
}

// claim makes up who says what, and reports whether there was anybody to say it.
func (g *generator) claim(in *geo.Incident) bool {
	c := cast{in: in}
	sides, ok := g.sides(in.Kind)
	if !ok || len(g.media) == 0 {
		return false
	}
	c.attacker, c.affected, c.third = g.pick(g.states[sides.attacker]), g.pick(g.states[sides.affected]), g.pick(g.states[sides.third])
	c.media = g.pick(g.media)
	choose(g.Rand, outcomes).claims(g, &c)
	if in.Kind != geo.Closure && g.IntN(3) > 0 {
		g.name(in, sides.attacker)
	}
	return true
}

// sides are the countries of one incident.
type sides struct{ attacker, affected, third string }

// sides picks an attacking belligerent, an affected country, for a strike the other
// belligerent, and a third country that is neither. It reports whether there are
// such three.
func (g *generator) sides(kind string) (sides, bool) {
	if len(g.belligerents) < 2 || len(g.neutral) < 2 {
		return sides{}, false
	}
	hostile, neutral := g.Perm(len(g.belligerents)), g.Perm(len(g.neutral))
	s := sides{g.belligerents[hostile[0]], g.belligerents[hostile[1]], g.neutral[neutral[0]]}
	if kind != geo.Strike {
		s.affected = g.neutral[neutral[1]]
	}
	return s, true
}

// name names the author, on the basis its claims give.
func (g *generator) name(in *geo.Incident, country string) {
	in.Actor, in.ActorBasis = country, "attributed"
	for _, c := range in.Claims {
		if c.Role != geo.Attacker {
			continue
		}
		switch c.Stance {
		case "claims", "confirms":
			in.ActorBasis = "self-claimed"
		case "denies":
			in.ActorBasis = "alleged-and-denied"
		}
	}
}

// say adds a claim on the headline.
func (c *cast) say(party, role, stance, method string) {
	report := 0
	c.in.Claims = append(c.in.Claims, geo.Claim{
		Party: party, Role: role, Stance: stance, Proposition: c.in.Headline(), Method: method,
		Detail: "made up for a test", StatedAt: c.in.Time.To.Format(time.DateOnly), Report: &report,
	})
}

// first is what is said of an incident before anybody else speaks: by the attacker
// of a strike, by the affected side of anything else.
func (g *generator) first(c *cast) (bySide string) {
	if c.in.Kind == geo.Strike && g.IntN(2) == 0 {
		c.say(c.attacker, geo.Attacker, "claims", "")
		return geo.Attacker
	}
	c.say(c.affected, geo.Affected, "reports", "")
	return geo.Affected
}

func (g *generator) claimed(c *cast) {
	if c.in.Kind == geo.Closure {
		c.say(c.third, geo.Third, "reports", "") // the closing side's own word would confirm it
		return
	}
	if g.first(c) == geo.Affected {
		c.say(c.attacker, geo.Attacker, g.pick([]string{"no-response", "declines", "not-asked"}), "")
	}
}

func (g *generator) confirmed(c *cast) {
	switch c.in.Kind {
	case geo.Strike:
		c.say(c.attacker, geo.Attacker, "claims", "")
		c.say(c.affected, geo.Affected, "confirms", "")
	case geo.Closure:
		c.say(c.affected, geo.Affected, "reports", "")
	default:
		c.say(c.affected, geo.Affected, "reports", "")
		c.say(c.third, geo.Third, "confirms", "")
	}
}

func (g *generator) reported(c *cast) {
	c.say(c.media, geo.Media, "reports", "")
}

func (g *generator) disputed(c *cast) {
	if g.first(c) == geo.Attacker {
		c.say(c.affected, geo.Affected, "denies", "")
		return
	}
	c.say(c.attacker, geo.Attacker, "denies", "")
}

func (g *generator) verified(c *cast) {
	g.first(c)
	method := g.pick(geo.Methods.Values())
	if g.IntN(2) == 0 {
		c.say(c.third, geo.Third, "assesses", method)
		return
	}
	c.say(c.media, geo.Media, "assesses", method)
}
