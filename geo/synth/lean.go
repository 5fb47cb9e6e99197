package synth

import (
	"slices"

	"strikemap/geo"
)

// Lean returns an incident with no more than it needs to be published: the first claim
// of its headline and one report, without numbers or summary. So very many fit on a disk.
func Lean(in geo.Incident) geo.Incident {
	headline := in.Headline()
	i := slices.IndexFunc(in.Claims, func(c geo.Claim) bool { return c.Asserts() && c.Proposition == headline })
	in.Reports, in.Quantities, in.Summary = in.Reports[:1], nil, ""
	if i < 0 {
		in.State, in.PublishedAt, in.Claims = geo.Draft, nil, nil
		return in
	}
	claim := in.Claims[i]
	claim.Report, claim.Detail = nil, ""
	in.Claims = []geo.Claim{claim}
	return in
}
