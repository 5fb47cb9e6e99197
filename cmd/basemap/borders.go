package main

import (
	"slices"

	"strikemap/geo/border"
)

const (
	// fineArea is the least effective area of a vertex inside the region: a dent
	// two kilometres wide and 60 m deep, far below the source's own error of
	// about one kilometre.
	fineArea = 0.10 // square kilometres

	// coarseArea is the same beyond the region.
	coarseArea = 8.0
)

// borderMap makes the partition the locator reads: rows of one code become one
// division, beyond the region only Russia keeps divisions.
func borderMap(divisions []division, countryNames map[string]string) border.Map {
	m := border.Map{}
	countries := map[string]int32{"": -1}
	faces := map[string]int32{}
	of := make([]int32, len(divisions))
	for i, d := range divisions {
		c, known := countries[d.country]
		if !known {
			c = int32(len(m.Countries))
			countries[d.country] = c
			name := countryNames[d.country]
			if name == "" {
				name = d.name // a territory the source has no country row for
			}
			m.Countries = append(m.Countries, border.Country{Code: d.country, Name: name})
		}
		if !slices.ContainsFunc(d.rings, touchesRegion) && !keepsDivisions(d.country) {
			d.code, d.name, d.aliases = "", "", nil
		}
		key := d.country + "/" + d.code
		if d.code == "" {
			key += d.name
		}
		f, known := faces[key]
		if !known {
			f = int32(len(m.Divisions))
			faces[key] = f
			m.Divisions = append(m.Divisions, border.Division{Country: c, Code: d.code, Name: d.name})
		}
		for _, a := range d.aliases {
			if known := &m.Divisions[f].Aliases; a != m.Divisions[f].Name && !slices.Contains(*known, a) {
				*known = append(*known, a)
			}
		}
		of[i] = f
	}
	m.Arcs = borderLines(topology(divisions, func(i int) int32 { return of[i] }))
	return m
}

// borderLines simplifies arcs. A division all of whose islands are too small
// keeps the one with the most vertices, as a triangle. Where simplified lines
// cross, their arcs are taken finer.
func borderLines(arcs []border.Arc) []border.Arc {
	var out, source []border.Arc
	var weight [][]float64
	shown := map[int32]bool{}
	keep := func(a border.Arc, w []float64, points []vertex) {
		shown[a.Left], shown[a.Right] = true, true
		source, weight = append(source, a), append(weight, w)
		out = append(out, border.Arc{Points: points, Left: a.Left, Right: a.Right})
	}
	var vanished []border.Arc
	for _, a := range arcs {
		w := weights(a.Points, groundArea)
		if points := borderLine(a, w, 1); points != nil {
			keep(a, w, points)
		} else {
			vanished = append(vanished, a)
		}
	}
	slices.SortStableFunc(vanished, func(a, b border.Arc) int { return len(b.Points) - len(a.Points) })
	for _, a := range vanished {
		if !shown[a.Left] || !shown[a.Right] {
			w := weights(a.Points, groundArea)
			keep(a, w, triangle(a.Points, w))
		}
	}
	finer := make([]float64, len(out))
	for range 12 {
		crossing := border.Crossing(out)
		if len(crossing) == 0 {
			break
		}
		for i := range crossing {
			finer[i] = max(1, finer[i]) * 4
			if points := borderLine(source[i], weight[i], finer[i]); points != nil {
				out[i].Points = points
			}
		}
	}
	return out
}

// keepsDivisions: Russia lies on both sides of the region's edge.
func keepsDivisions(country string) bool { return country == "RU" }

func touchesRegion(r ring) bool { return slices.ContainsFunc(r, insideRegion) }

func insideRegion(v vertex) bool {
	return v.Lon() >= region.Min[0] && v.Lon() <= region.Max[0] && v.Lat() >= region.Min[1] && v.Lat() <= region.Max[1]
}

// borderLine simplifies an arc, its ends staying where they are. Small islands
// keep a triangle in the region; beyond it nothing is left of them. The
// tolerance is divided by finer.
func borderLine(a border.Arc, w []float64, finer float64) []vertex {
	var kept []vertex
	for i, v := range a.Points {
		least := coarseArea
		if insideRegion(v) {
			least = fineArea
		}
		if w[i] >= least/finer {
			kept = append(kept, v)
		}
	}
	switch {
	case !a.Closed() || len(kept) >= 4:
		return kept
	case slices.ContainsFunc(a.Points, insideRegion):
		return triangle(a.Points, w)
	default:
		return nil
	}
}

// triangle leaves a closed line its ends and its two heaviest other vertices.
func triangle(points []vertex, w []float64) []vertex {
	inner := slices.Clone(w[1 : len(w)-1])
	slices.Sort(inner)
	return heavier(points, w, inner[len(inner)-2])
}
