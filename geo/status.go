package geo

// Belligerents are the states whose parties cannot verify a headline, ISO 3166-1
// alpha-2.
var Belligerents = map[string]bool{"RU": true, "UA": true}

// Finding is what the published rule derives from the claims of an incident.
type Finding struct {
	Status      string `json:"status"`      // Statuses; empty: nobody asserts it, it cannot be published
	Attribution string `json:"attribution"` // Attributions
	Deciding    int    `json:"deciding"`    // index of the claim that decided the status, -1 for none
	Reason      string `json:"reason,omitempty"`
}

// Derive applies the rule to an incident. The first row that holds decides:
//
//	withdrawn      the incident was withdrawn
//	(override)     the desk says so, with a reason
//	verified       a third party or media of no belligerent assesses the headline with a method
//	disputed       the headline is asserted, and a party of another side, or a third party, denies it
//	confirmed      strike: the affected side reports or confirms it and another side or media asserts it;
//	               any kind: the accused side confirms it or its responsibility;
//	               incursion, sighting, interception: a third state's authority confirms it
//	confirmed      closure: the closing authority reports or confirms it
//	claimed        a party other than media asserts it
//	reported       media assert it
//
// Only claims not superseded count: the last of one party on one proposition.
func Derive(in *Incident, parties Parties) Finding {
	l := newLedger(in, parties)
	finding := Finding{Attribution: l.attribution(in.Actor != ""), Deciding: -1}
	if in.State == Withdrawn {
		finding.Status = WithdrawnStatus
		return finding
	}
	if in.Override != nil {
		finding.Status, finding.Reason = in.Override.Status, in.Override.Reason
		return finding
	}
	for _, row := range statusRule {
		if i := row.holds(l); i >= 0 {
			finding.Status, finding.Deciding = row.status, i
			return finding
		}
	}
	return finding
}

// statusRule is the rule as a table; holds returns the index of the deciding
// claim, or -1.
var statusRule = []struct {
	status string
	holds  func(ledger) int
}{
	{Verified, ledger.assessedByOutsider},
	{Disputed, ledger.deniedByAnotherSide},
	{Confirmed, ledger.acknowledgedByAffected},
	{Confirmed, ledger.admittedByAccused},
	{Confirmed, ledger.confirmedByThirdState},
	{Confirmed, ledger.announcedByCloser},
	{Claimed, ledger.assertedByParty},
	{Reported, ledger.assertedByAnybody},
}

// voice is a claim that counts, with its index and its speaker.
type voice struct {
	Claim
	index int
	party Party
}

// ledger is the claims of one incident, ready for the rule.
type ledger struct {
	kind     string
	headline string
	all      []voice // not superseded
	onHead   []voice // of these, those on the headline
	asserted []voice // of these, those that assert it
}

func newLedger(in *Incident, parties Parties) ledger {
	l := ledger{kind: in.Kind, headline: in.Headline()}
	for _, i := range in.Current() {
		c := in.Claims[i]
		v := voice{c, i, parties[c.Party]}
		l.all = append(l.all, v)
		if c.Proposition != l.headline {
			continue
		}
		l.onHead = append(l.onHead, v)
		if c.Asserts() {
			l.asserted = append(l.asserted, v)
		}
	}
	return l
}

// Current returns the indexes of the claims not superseded, in order: of one
// party's claims on one proposition only the last counts, and none that names the
// claim that took its place.
func (in *Incident) Current() []int {
	type key struct{ party, proposition string }
	last := map[key]int{}
	for i, c := range in.Claims {
		if c.SupersededBy == nil {
			last[key{c.Party, c.Proposition}] = i
		}
	}
	var current []int
	for i, c := range in.Claims {
		if j, ok := last[key{c.Party, c.Proposition}]; ok && i == j {
			current = append(current, i)
		}
	}
	return current
}

// Asserts reports whether the stance says that the proposition is so.
func (c Claim) Asserts() bool {
	return c.Stance == "claims" || c.Stance == "reports" || c.Stance == "confirms"
}

// reportsOrConfirms leaves out a side's claim about its own doing.
func (c Claim) reportsOrConfirms() bool {
	return c.Stance == "reports" || c.Stance == "confirms"
}

// first returns the index of the first voice that passes, or -1.
func first(voices []voice, passes func(voice) bool) int {
	for _, v := range voices {
		if passes(v) {
			return v.index
		}
	}
	return -1
}

func (l ledger) assessedByOutsider() int {
	return first(l.onHead, func(v voice) bool {
		return v.Stance == "assesses" && v.Method != "" &&
			(v.Role == Third || v.Role == Media) && !Belligerents[v.party.Country]
	})
}

func (l ledger) deniedByAnotherSide() int {
	return first(l.onHead, func(denial voice) bool {
		if denial.Stance != "denies" || denial.Role == Media {
			return false
		}
		return first(l.asserted, func(a voice) bool {
			return a.Party != denial.Party && (a.Role != denial.Role || a.Role == Third)
		}) >= 0
	})
}

func (l ledger) acknowledgedByAffected() int {
	heardElsewhere := first(l.asserted, func(v voice) bool { return v.Role != Affected }) >= 0
	if l.kind != Strike || !heardElsewhere {
		return -1
	}
	return first(l.asserted, func(v voice) bool { return v.Role == Affected && v.reportsOrConfirms() })
}

func (l ledger) admittedByAccused() int {
	return first(l.all, func(v voice) bool {
		return v.Role == Attacker && v.Stance == "confirms" &&
			(v.Proposition == l.headline || v.Proposition == "responsibility")
	})
}

func (l ledger) confirmedByThirdState() int {
	if l.kind != Incursion && l.kind != Sighting && l.kind != Interception {
		return -1
	}
	return first(l.onHead, func(v voice) bool {
		return v.Role == Third && v.Stance == "confirms" && v.party.Authority()
	})
}

func (l ledger) announcedByCloser() int {
	if l.kind != Closure {
		return -1
	}
	return first(l.onHead, func(v voice) bool {
		return v.Role == Affected && v.reportsOrConfirms() &&
			v.party.Kind != "media" && v.party.Kind != "anonymous-official"
	})
}

func (l ledger) assertedByParty() int {
	return first(l.asserted, func(v voice) bool { return v.party.Kind != "media" && v.Role != Media })
}

func (l ledger) assertedByAnybody() int {
	return first(l.asserted, func(voice) bool { return true })
}

// attribution tells how the named author stands to the act, from the claims of the
// side called attacker.
func (l ledger) attribution(actorNamed bool) string {
	var own []voice
	for _, v := range l.all {
		if v.Role == Attacker && (v.Proposition == "struck" || v.Proposition == "occurred" || v.Proposition == "responsibility") {
			own = append(own, v)
		}
	}
	has := func(stance string, named bool) bool {
		return first(own, func(v voice) bool {
			return v.Stance == stance && !(named && v.party.Kind == "anonymous-official")
		}) >= 0
	}
	switch {
	case has("confirms", false):
		return "admitted"
	case has("claims", true):
		return "claimed"
	case has("denies", false):
		return "denied"
	case actorNamed:
		return "alleged"
	}
	return "none"
}

// Authority reports whether the party can speak for a state.
func (p Party) Authority() bool {
	switch p.Kind {
	case "state", "military", "security-service", "ministry", "regional-authority", "official":
		return true
	}
	return false
}

// StatusRank orders statuses for status_min: disputed 0, reported 1, claimed 2,
// confirmed 3, verified 4; -1 for any other.
func StatusRank(status string) int {
	switch status {
	case Disputed:
		return 0
	case Reported:
		return 1
	case Claimed:
		return 2
	case Confirmed:
		return 3
	case Verified:
		return 4
	}
	return -1
}
