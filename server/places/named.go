package places

import (
	"encoding/json"
	"strings"

	"strikemap/geo"
)

// named is a candidate with its words in a language.
type named struct {
	geo.Candidate
	label  string // its name
	detail string // what it is and where: "Settlement · Krasnodar Krai, Russia"
}

// name puts a candidate into words.
func name(c geo.Candidate, table geo.Geocoder, lang string, words Words) named {
	p := c.Place
	var within []string
	if region, ok := table.Place(strings.ToLower(p.Admin1)); ok && region.ID != p.ID && region.ID != p.Country {
		within = append(within, region.NameIn(lang))
	}
	if p.Country != "" && p.Class != geo.PlaceCountry {
		country := words.Code("countryName", p.Country)
		if p.Control != "" && p.Control != p.Country {
			country = words.T("place.held", "country", country, "holder", words.Code("countryName", p.Control))
		}
		within = append(within, country)
	}
	detail := words.Code("placePage.class", p.Class)
	if len(within) > 0 {
		detail += " · " + strings.Join(within, ", ")
	}
	return named{c, p.NameIn(lang), detail}
}

// MarshalJSON writes the candidate with its words as further members.
func (n named) MarshalJSON() ([]byte, error) {
	body, err := json.Marshal(n.Candidate)
	if err != nil {
		return nil, err
	}
	words, err := json.Marshal(struct {
		Label  string `json:"label"`
		Detail string `json:"detail"`
	}{n.label, n.detail})
	if err != nil {
		return nil, err
	}
	return append(append(body[:len(body)-1], ','), words[1:]...), nil
}
