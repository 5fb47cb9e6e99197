package main

import "strikemap/geo/border"

// faces numbers the pieces a map of divisions consists of.
type faces struct {
	of      []int32  // division -> face
	country []string // face -> country
}

// byCountry makes one face of each country.
func byCountry(divisions []division) faces {
	return number(divisions, func(d division) string { return d.country })
}

// byDrawnDivision makes one face of each first-level division, or of the larger
// piece it is drawn as where rows are municipal.
func byDrawnDivision(divisions []division) faces {
	return number(divisions, func(d division) string {
		regions, isMunicipal := municipal[d.country]
		switch {
		case isMunicipal && regions:
			return d.country + "/" + d.region
		case isMunicipal:
			return d.country
		default:
			return d.country + "/" + d.code + "/" + d.name
		}
	})
}

func number(divisions []division, key func(division) string) faces {
	f := faces{of: make([]int32, len(divisions))}
	known := map[string]int32{}
	for i, d := range divisions {
		k := key(d)
		n, ok := known[k]
		if !ok {
			n = int32(len(f.country))
			known[k] = n
			f.country = append(f.country, d.country)
		}
		f.of[i] = n
	}
	return f
}

func (f faces) face(i int) int32 { return f.of[i] }

// sort of line an arc is on the map.
type line int

const (
	coastline line = iota
	countryBorder
	admin1Line
)

func (f faces) line(a border.Arc) line {
	switch {
	case a.Left == border.Water || a.Right == border.Water:
		return coastline
	case f.country[a.Left] != f.country[a.Right]:
		return countryBorder
	default:
		return admin1Line
	}
}
