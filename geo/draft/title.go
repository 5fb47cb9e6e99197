package draft

import (
	"slices"
	"strings"

	"strikemap/geo"
)

// title writes a headline in English. It names its speaker unless the rule finds the
// incident confirmed or verified.
func title(in *geo.Incident, parties geo.Parties) string {
	finding := geo.Derive(in, parties)
	what := happening(in)
	if finding.Status == geo.Confirmed || finding.Status == geo.Verified || finding.Deciding < 0 {
		what = strings.TrimPrefix(strings.TrimPrefix(what, "a "), "an ")
		return cut(strings.ToUpper(what[:1]) + what[1:])
	}
	claim := in.Claims[finding.Deciding]
	if finding.Status == geo.Disputed {
		i := slices.IndexFunc(in.Claims, func(c geo.Claim) bool { return c.Asserts() && c.Proposition == in.Headline() })
		if i >= 0 {
			claim = in.Claims[i]
		}
		deny := slices.IndexFunc(in.Claims, func(c geo.Claim) bool { return c.Stance == "denies" && c.Proposition == in.Headline() })
		if deny >= 0 {
			return cut(speaker(claim, parties) + what + "; denied by " + parties.Name(in.Claims[deny].Party))
		}
	}
	return cut(speaker(claim, parties) + what)
}

// speaker is the party of a claim with the verb that fits it: "The SBU reports ".
func speaker(c geo.Claim, parties geo.Parties) string {
	if c.Party == "media" {
		return "Media report "
	}
	name := parties.Name(c.Party)
	head, _, _ := strings.Cut(name, " of ")
	head, _, _ = strings.Cut(head, " in ")
	head, _, _ = strings.Cut(head, ",")
	last := head[strings.LastIndexByte(head, ' ')+1:]
	if strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss") || strings.EqualFold(last, "police") || strings.EqualFold(last, "media") {
		return name + " report "
	}
	return name + " reports "
}

// happening says what happened where, to go on after "reports".
func happening(in *geo.Incident) string {
	place := in.Location.Label
	switch in.Kind {
	case geo.Strike:
		if in.Facility != "" && in.Facility != place {
			return "a strike on a target at " + place + " (" + in.Facility + ")"
		}
		return "a strike on " + place
	case geo.Incursion:
		return things(in) + " in the airspace of " + nationOr(in, place)
	case geo.Interception:
		return "an interception: " + things(in) + ", " + place
	case geo.Closure:
		if in.Category == "airport" {
			return "a closure: " + place
		}
		return "a closure of airspace: " + place
	}
	return "unidentified objects at " + place
}

func nationOr(in *geo.Incident, place string) string {
	if name := nations[in.Location.Country]; name != "" && in.Location.Precision != geo.CountryWide {
		return name + " (" + place + ")"
	}
	return place
}

// things names what came: "drones", "aircraft".
func things(in *geo.Incident) string {
	if len(in.Means) == 0 {
		return "objects"
	}
	words := map[string]string{
		"drone": "drones", "aircraft": "aircraft", "balloon": "balloons", "helicopter": "helicopters", "missile": "a missile",
		"cruise-missile": "a missile", "ballistic-missile": "a missile", "naval-drone": "naval drones",
	}
	if word, ok := words[in.Means[0]]; ok {
		return word
	}
	return "objects"
}

// cut keeps a title within what a record takes.
func cut(title string) string {
	if r := []rune(title); len(r) > geo.MaxTitle {
		return string(r[:geo.MaxTitle-1]) + "…"
	}
	return title
}
