package data

import _ "embed"

// The gazetteer as JSON lines, one place a line, in the form gazetteer.New reads. The
// bytes must not be changed. gazetteer/README.md tells how it came about and how good
// it is.
var (
	//go:embed gazetteer/countries.jsonl
	gazetteerCountries []byte

	//go:embed gazetteer/regions.jsonl
	gazetteerRegions []byte

	//go:embed gazetteer/cities.jsonl
	gazetteerCities []byte

	//go:embed gazetteer/facilities.jsonl
	gazetteerFacilities []byte

	//go:embed gazetteer/areas.jsonl
	gazetteerAreas []byte
)

// Gazetteer returns the files of the gazetteer: countries, first-level divisions,
// cities, facilities, and areas (seas, islands, landscapes, stretches of border).
func Gazetteer() [][]byte {
	return [][]byte{gazetteerCountries, gazetteerRegions, gazetteerCities, gazetteerFacilities, gazetteerAreas}
}
