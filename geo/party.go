package geo

import "strings"

// Validate checks a party: a slug as code, a name, a known kind and an ISO country.
func (p Party) Validate() error {
	var problems Problems
	if !slug.MatchString(p.Code) {
		problems.add("code", "%q is not a slug of lower-case letters, digits and hyphens", p.Code)
	}
	if strings.TrimSpace(p.Name) == "" {
		problems.add("name", "is empty")
	}
	checkText(&problems, "name", p.Name, 200)
	checkCode(&problems, "kind", PartyKinds, p.Kind, true)
	checkCountry(&problems, "country", p.Country)
	return problems.orNil()
}
