package border

import "math"

// island is a small island that the source leaves out, as a disc.
type island struct {
	name     string
	lon, lat float64
	radius   float64 // kilometres, of a disc about as large
	division string  // ISO 3166-2
}

// islands is our own table. They matter because drones and ships are reported
// near them. (Gogland, Moshchny and Gotska Sandön are in the source.)
var islands = []island{
	{"Vaindloo", 26.3611, 59.8169, 0.2, "EE-60"},
	{"Keri", 25.0214, 59.6994, 0.15, "EE-37"},
	{"Osmussaar", 23.390, 59.290, 1.2, "EE-56"},
	{"Snake Island (Zmiinyi)", 30.204, 45.255, 0.25, "UA-51"},
	{"Bolshoy Tyuters", 27.190, 59.850, 1.3, "RU-LEN"},
	{"Maly Tyuters", 26.930, 59.800, 0.4, "RU-LEN"},
	{"Christiansø", 15.187, 55.320, 0.3, "DK-84"},
	{"Utö", 21.372, 59.781, 0.5, "FI-19"},
	{"Bengtskär", 22.501, 59.723, 0.1, "FI-19"},
}

// islandArcs draws the islands that lie in no division as octagons.
func (x *Index) islandArcs() []Arc {
	var out []Arc
	for _, i := range islands {
		d, known := x.division[i.division]
		if !known {
			continue
		}
		a := Arc{Left: d, Right: Water}
		const corners = 8
		for k := range corners + 1 {
			sin, cos := math.Sincos(2 * math.Pi * float64(k%corners) / corners)
			north := i.radius / (mostRadius * degree)
			east := north / math.Cos(i.lat*degree)
			a.Points = append(a.Points, Vertex{
				int32(math.Round((i.lon + cos*east) * Grid)),
				int32(math.Round((i.lat + sin*north) * Grid)),
			})
		}
		out = append(out, a)
	}
	return out
}
