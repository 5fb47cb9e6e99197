package geo

import (
	"slices"
	"testing"
)

// speakers are one party of each sort the rule tells apart.
var speakers = Parties{
	"ua-staff":  {Code: "ua-staff", Name: "General Staff of Ukraine", Country: "UA", Kind: "military"},
	"ua-source": {Code: "ua-source", Name: "Unnamed source", Country: "UA", Kind: "anonymous-official"},
	"ru-mod":    {Code: "ru-mod", Name: "Russian Ministry of Defence", Country: "RU", Kind: "ministry"},
	"ru-gov":    {Code: "ru-gov", Name: "Governor", Country: "RU", Kind: "official"},
	"pl-army":   {Code: "pl-army", Name: "Polish army", Country: "PL", Kind: "military"},
	"de-army":   {Code: "de-army", Name: "German army", Country: "DE", Kind: "military"},
	"iaea":      {Code: "iaea", Name: "IAEA", Kind: "international"},
	"airport":   {Code: "airport", Name: "Airport", Country: "PL", Kind: "company"},
	"wire":      {Code: "wire", Name: "Wire", Country: "GB", Kind: "media"},
	"ua-paper":  {Code: "ua-paper", Name: "Paper", Country: "UA", Kind: "media"},
}

// says is a claim in short: who, in which role, how, about what.
func says(party, role, stance, proposition string) Claim {
	return Claim{Party: party, Role: role, Stance: stance, Proposition: proposition}
}

func (c Claim) by(method string) Claim {
	c.Method = method
	return c
}

func (c Claim) replaced(by int) Claim {
	c.SupersededBy = &by
	return c
}

func TestTheStatusRule(t *testing.T) {
	struck := says("ua-staff", Attacker, "claims", "struck")
	seen := says("pl-army", Affected, "reports", "occurred")
	cases := []struct {
		name     string
		kind     string
		claims   []Claim
		status   string
		deciding int
	}{
		{"nobody speaks", Strike, nil, "", -1},

		// verified
		{"an outsider assesses with a method", Strike, []Claim{struck, says("iaea", Third, "assesses", "struck").by("inspection")}, Verified, 1},
		{"media of no belligerent assess with a method", Strike, []Claim{says("wire", Media, "assesses", "struck").by("geolocation")}, Verified, 0},
		{"an assessment outweighs a denial", Strike, []Claim{struck, says("ru-mod", Affected, "denies", "struck"), says("wire", Media, "assesses", "struck").by("imagery")}, Verified, 2},
		{"an assessment without a method", Strike, []Claim{struck, says("iaea", Third, "assesses", "struck")}, Claimed, 0},
		{"media of a belligerent assess", Strike, []Claim{struck, says("ua-paper", Media, "assesses", "struck").by("imagery")}, Claimed, 0},
		{"the affected side assesses", Incursion, []Claim{seen, says("de-army", Affected, "assesses", "occurred").by("imagery")}, Claimed, 0},
		{"an outsider assesses the damage only", Strike, []Claim{struck, says("iaea", Third, "assesses", "damage").by("inspection")}, Claimed, 0},

		// disputed
		{"the other side denies the headline", Strike, []Claim{struck, says("ru-mod", Affected, "denies", "struck")}, Disputed, 1},
		{"a third party denies what a third party says", Incursion, []Claim{says("iaea", Third, "reports", "occurred"), says("de-army", Third, "denies", "occurred")}, Disputed, 1},
		{"a denial outweighs a confirmation", Strike, []Claim{struck, says("ru-gov", Affected, "confirms", "struck"), says("ru-mod", Affected, "denies", "struck")}, Disputed, 2},
		{"the same side denies", Strike, []Claim{struck, says("ua-source", Attacker, "denies", "struck")}, Claimed, 0},
		{"media deny", Strike, []Claim{struck, says("wire", Media, "denies", "struck")}, Claimed, 0},
		{"responsibility is denied", Strike, []Claim{says("ru-gov", Affected, "reports", "struck"), says("ua-staff", Attacker, "denies", "responsibility")}, Claimed, 0},
		{"an attack is denied, not the hit of a strike", Strike, []Claim{struck, says("ru-mod", Affected, "denies", "occurred")}, Claimed, 0},
		{"only a denial", Strike, []Claim{says("ru-mod", Affected, "denies", "struck")}, "", -1},
		{"silence", Strike, []Claim{struck, says("ru-mod", Affected, "no-response", "struck")}, Claimed, 0},
		{"a refusal to comment", Strike, []Claim{struck, says("ru-mod", Affected, "declines", "struck")}, Claimed, 0},
		{"not asked", Strike, []Claim{struck, says("ru-mod", Affected, "not-asked", "struck")}, Claimed, 0},
		{"a denial taken back", Strike, []Claim{struck, says("ru-mod", Affected, "denies", "struck"), says("ru-mod", Affected, "confirms", "struck")}, Confirmed, 2},
		{"a denial superseded by name", Strike, []Claim{struck, says("ru-mod", Affected, "denies", "struck").replaced(2), says("ru-gov", Affected, "confirms", "struck")}, Confirmed, 2},

		// confirmed: a strike
		{"the affected side confirms", Strike, []Claim{struck, says("ru-gov", Affected, "confirms", "struck")}, Confirmed, 1},
		{"the affected side reports", Strike, []Claim{says("ru-gov", Affected, "reports", "struck"), struck}, Confirmed, 0},
		{"the affected side and media", Strike, []Claim{says("wire", Media, "reports", "struck"), says("ru-gov", Affected, "reports", "struck")}, Confirmed, 1},
		{"the affected side alone", Strike, []Claim{says("ru-gov", Affected, "confirms", "struck"), says("ru-mod", Affected, "reports", "struck")}, Claimed, 0},
		{"the affected side claims", Strike, []Claim{struck, says("ru-gov", Affected, "claims", "struck")}, Claimed, 0},
		{"a fire in the town", Strike, []Claim{struck, says("ru-gov", Affected, "reports", "consequence")}, Claimed, 0},
		{"damage at an unnamed site", Strike, []Claim{struck, says("ru-gov", Affected, "confirms", "damage")}, Claimed, 0},
		{"an incursion has two sides without a third", Incursion, []Claim{seen, says("wire", Media, "reports", "occurred")}, Claimed, 0},

		// confirmed: the accused side
		{"the accused side confirms the act", Incursion, []Claim{seen, says("ru-mod", Attacker, "confirms", "occurred")}, Confirmed, 1},
		{"the accused side confirms its guilt", Incursion, []Claim{seen, says("ua-staff", Attacker, "confirms", "responsibility")}, Confirmed, 1},
		{"the accused side confirms only the means", Incursion, []Claim{seen, says("ua-staff", Attacker, "confirms", "means")}, Claimed, 0},
		{"the accused side claims", Incursion, []Claim{seen, says("ua-staff", Attacker, "claims", "responsibility")}, Claimed, 0},

		// confirmed: a third state's authority
		{"a third state confirms an incursion", Incursion, []Claim{seen, says("de-army", Third, "confirms", "occurred")}, Confirmed, 1},
		{"a third state confirms a sighting", Sighting, []Claim{seen, says("de-army", Third, "confirms", "occurred")}, Confirmed, 1},
		{"a third state confirms an interception", Interception, []Claim{seen, says("de-army", Third, "confirms", "occurred")}, Confirmed, 1},
		{"a third state confirms a strike", Strike, []Claim{struck, says("de-army", Third, "confirms", "struck")}, Claimed, 0},
		{"a third state reports an incursion", Incursion, []Claim{seen, says("de-army", Third, "reports", "occurred")}, Claimed, 0},
		{"a body that is no state confirms", Incursion, []Claim{seen, says("iaea", Third, "confirms", "occurred")}, Claimed, 0},

		// confirmed: a closure
		{"the authority that closed says so", Closure, []Claim{says("pl-army", Affected, "reports", "occurred")}, Confirmed, 0},
		{"the airport says so", Closure, []Claim{says("airport", Affected, "confirms", "occurred")}, Confirmed, 0},
		{"an unnamed official says so", Closure, []Claim{says("ua-source", Affected, "reports", "occurred")}, Claimed, 0},
		{"another party says so", Closure, []Claim{says("de-army", Third, "reports", "occurred")}, Claimed, 0},
		{"media say so", Closure, []Claim{says("wire", Media, "reports", "occurred")}, Reported, 0},
		{"the same word about a sighting", Sighting, []Claim{says("pl-army", Affected, "reports", "occurred")}, Claimed, 0},

		// claimed, reported, none
		{"an unnamed source claims", Strike, []Claim{says("ua-source", Attacker, "claims", "struck")}, Claimed, 0},
		{"a party after media", Strike, []Claim{says("wire", Media, "reports", "struck"), struck}, Claimed, 1},
		{"media report", Strike, []Claim{says("wire", Media, "reports", "struck")}, Reported, 0},
		{"media report an attack, not a hit", Strike, []Claim{says("wire", Media, "reports", "occurred")}, "", -1},
		{"a strike that only occurred", Strike, []Claim{says("ru-mod", Affected, "reports", "occurred")}, "", -1},
		{"the last word of a party counts", Strike, []Claim{struck, says("ua-staff", Attacker, "declines", "struck")}, "", -1},
	}
	for _, c := range cases {
		f := Derive(&Incident{Kind: c.kind, Claims: c.claims, State: Draft}, speakers)
		if f.Status != c.status || f.Deciding != c.deciding {
			t.Errorf("%s: %q by claim %d, want %q by claim %d", c.name, f.Status, f.Deciding, c.status, c.deciding)
		}
	}
}

func TestWithdrawalAndTheDesksWordComeBeforeTheRule(t *testing.T) {
	in := &Incident{Kind: Strike, State: Published, Claims: []Claim{says("ua-staff", Attacker, "claims", "struck")}}
	in.Override = &Override{Status: Disputed, Reason: "the video is of another year"}
	if f := Derive(in, speakers); f.Status != Disputed || f.Reason != in.Override.Reason || f.Deciding != -1 {
		t.Errorf("overridden: %+v", f)
	}
	in.State = Withdrawn
	if f := Derive(in, speakers); f.Status != WithdrawnStatus || f.Reason != "" {
		t.Errorf("withdrawn: %+v", f)
	}
}

func TestAttribution(t *testing.T) {
	cases := []struct {
		name   string
		actor  string
		claims []Claim
		want   string
	}{
		{"nobody is named", "", nil, "none"},
		{"others name a state", "UA", []Claim{says("ru-gov", Affected, "claims", "responsibility")}, "alleged"},
		{"the author claims", "UA", []Claim{says("ua-staff", Attacker, "claims", "struck")}, "claimed"},
		{"an unnamed source claims", "UA", []Claim{says("ua-source", Attacker, "claims", "struck")}, "alleged"},
		{"the author denies guilt", "UA", []Claim{says("ua-staff", Attacker, "denies", "responsibility")}, "denied"},
		{"the author denies the act", "RU", []Claim{says("ru-mod", Attacker, "denies", "occurred")}, "denied"},
		{"a claim outweighs a denial", "UA", []Claim{says("ua-staff", Attacker, "denies", "responsibility"), says("ua-staff", Attacker, "claims", "struck")}, "claimed"},
		{"the accused admits", "UA", []Claim{says("ua-staff", Attacker, "denies", "struck"), says("ua-source", Attacker, "confirms", "responsibility")}, "admitted"},
		{"the author denies the damage only", "UA", []Claim{says("ua-staff", Attacker, "denies", "damage")}, "alleged"},
		{"the author is silent", "UA", []Claim{says("ua-staff", Attacker, "no-response", "responsibility")}, "alleged"},
		{"another side denies", "UA", []Claim{says("ru-mod", Affected, "denies", "responsibility")}, "alleged"},
		{"a denial by nobody named", "", []Claim{says("ru-mod", Attacker, "denies", "occurred")}, "denied"},
	}
	for _, c := range cases {
		if f := Derive(&Incident{Kind: Strike, Actor: c.actor, Claims: c.claims}, speakers); f.Attribution != c.want {
			t.Errorf("%s: %s, want %s", c.name, f.Attribution, c.want)
		}
	}
}

func TestOnlyTheLastClaimOfAPartyOnAPropositionCounts(t *testing.T) {
	in := &Incident{Claims: []Claim{
		says("a", Attacker, "claims", "struck"),
		says("a", Attacker, "claims", "means"),
		says("b", Affected, "denies", "struck"),
		says("a", Attacker, "declines", "struck"),
		says("c", Third, "reports", "struck").replaced(2),
	}}
	if got := in.Current(); !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("current claims %v", got)
	}
}

func TestStatusesAreRankedFromDisputedToVerified(t *testing.T) {
	for i, status := range []string{WithdrawnStatus, Disputed, Reported, Claimed, Confirmed, Verified} {
		if got := StatusRank(status); got != i-1 {
			t.Errorf("%s has rank %d, want %d", status, got, i-1)
		}
	}
}

func TestOnlyBodiesOfAStateAreAuthorities(t *testing.T) {
	authorities := []string{"state", "military", "security-service", "ministry", "regional-authority", "official"}
	for _, kind := range PartyKinds.Values() {
		if got, want := (Party{Kind: kind}).Authority(), slices.Contains(authorities, kind); got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
}
