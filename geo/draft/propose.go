package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"strikemap/geo"
)

// propose turns an event into an incident for review, with its evidence. Parties that are
// not registered are added to those of the proposals.
func (d *Drafter) propose(e *event, a geo.Article, t *text, out geo.Proposals) geo.Proposal {
	in := geo.Incident{
		Dataset: "desk", Language: "en", Kind: e.kind, Category: e.category, State: geo.Review,
		Means: e.means, MeansText: strings.Join(e.words, ", "),
		Location: d.location(e), Time: e.time,
		Reports: []geo.Report{report(a, out.Language)},
	}
	if in.Category == unnamedPlant {
		in.Category = "industry"
	}
	p := geo.Proposal{Earlier: e.earlier, RunnersUp: e.runners}
	if e.place.Place != nil && e.place.Place.Facility() {
		in.Facility = e.place.Place.Name
	} else {
		in.Facility = e.facility
	}
	p.Evidence = append(p.Evidence, e.evidence...)
	l := ledger{d: d, e: e, t: t, in: &in, p: &p, added: out.Parties, day: a.Published.Format("2006-01-02")}
	l.tell()
	l.tellActor()
	if in.Kind == geo.Strike {
		in.Outcome = e.outcome(&in)
	}
	known := d.with(out.Parties)
	in.Title = title(&in, known)
	in.ID = stableID(a.Text, &in)
	p.Confidence, p.Reasons = e.confidence(&in, known)
	p.Incident = in
	return p
}

// stableID gives the same draft of the same text the same id, so that accepting it twice
// makes one incident.
func stableID(text string, in *geo.Incident) string {
	sum := sha256.Sum256([]byte(text))
	slug := fmt.Sprintf("draft/%s/%s/%s/%s/%s", hex.EncodeToString(sum[:]), in.Kind, in.Category, in.Location.PlaceID, in.Location.Label)
	return geo.StableID(slug, in.Time.From)
}

// report is the article as a source. Its text is not kept.
func report(a geo.Article, language string) geo.Report {
	r := geo.Report{
		Publisher: a.Publisher, Title: a.Title, URL: a.URL, Language: language,
		PublishedAt: a.Published.Format("2006-01-02"), Class: "unknown",
	}
	if r.Publisher == "" {
		r.Publisher = "unnamed publisher"
	}
	return r
}

// outcome is what came of a strike, by who says so.
func (e *event) outcome(in *geo.Incident) string {
	hit := slices.ContainsFunc(in.Claims, func(c geo.Claim) bool {
		return c.Role == geo.Affected && c.Proposition == "struck" && (c.Stance == "confirms" || c.Stance == "reports")
	})
	switch {
	case e.debris:
		return "partly"
	case e.repelled:
		return "repelled"
	case hit:
		return "hit"
	}
	return "unknown"
}

// confidence sums up how much of a draft the text says outright.
func (e *event) confidence(in *geo.Incident, parties geo.Parties) (string, []string) {
	var reasons []string
	points := 0
	switch {
	case e.place.Place != nil && e.place.Place.Facility():
		points++
		reasons = append(reasons, "the facility is named")
	case in.Location.Precision == geo.Site || in.Location.Precision == geo.Settlement:
		points++
		reasons = append(reasons, "the settlement is named")
	default:
		reasons = append(reasons, "the place is an area only")
	}
	switch {
	case e.moment != nil && !e.carried:
		points++
		reasons = append(reasons, "the time is named")
	case e.carried:
		reasons = append(reasons, "the time is taken from a sentence before")
	default:
		reasons = append(reasons, "no time is named; the day of publication is assumed")
	}
	if slices.ContainsFunc(in.Claims, func(c geo.Claim) bool { return parties[c.Party].Kind != "media" && c.Asserts() }) {
		points++
		reasons = append(reasons, "somebody is named who says so")
	} else {
		reasons = append(reasons, "nobody is named who says so")
	}
	if len(e.runners) > 0 && e.place.Score-e.runners[0].Score < 0.1 {
		points--
		reasons = append(reasons, "the place name may mean another place")
	}
	if e.earlier {
		reasons = append(reasons, "told in retrospect")
	}
	return [...]string{"low", "low", "medium", "high"}[max(points, 0)], reasons
}
