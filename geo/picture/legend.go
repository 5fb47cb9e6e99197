package picture

import "strikemap/geo"

// legend has what the picture shows and no more.
func (r *renderer) legend() []entry {
	p, w := r.palette, r.Words
	has := map[string]bool{}
	areas := false
	for _, in := range r.Incidents {
		placed := in.Point != nil || r.areasByID[in.AreaID] != nil
		has[in.Kind], has[in.Status] = has[in.Kind] || placed, has[in.Status] || in.Point != nil
		areas = areas || placed && in.Point == nil
	}
	for _, c := range r.Cells {
		for kind := range c.Kinds {
			has[kind] = true
		}
		areas = areas || r.areasByID[c.AreaID] != nil
	}
	var entries []entry
	glyph := func(name, kind, status string, inks map[ink]colour, means string) {
		if means != "" {
			entries = append(entries, entry{func(at point) []item {
				return []item{symbol{name: name, kind: kind, status: status, at: at, inks: inks}}
			}, symbolSize, means})
		}
	}
	for _, kind := range kinds {
		if has[kind] {
			glyph("legend-"+kind, kind, geo.Confirmed, p.inks(kind), w.Kinds[kind])
		}
	}
	for _, status := range []string{geo.Verified, geo.Confirmed, geo.Claimed, geo.Reported, geo.Disputed} {
		if has[status] {
			glyph("legend-"+status, geo.Strike, status, map[ink]colour{kindInk: p.ink, paperInk: p.paper}, w.Statuses[status])
		}
	}
	if r.circles && w.Circle != "" {
		entries = append(entries, entry{func(at point) []item {
			return []item{mark{path: circlePath(at, 8), stroke: paint{p.ink, 0.75}, fill: paint{p.ink, 0.08}, width: 1, dash: []float64{3, 3}}}
		}, 18, w.Circle})
	}
	if areas && w.Area != "" {
		entries = append(entries, entry{func(at point) []item {
			box := extent{at.x - 10, at.y - 7, at.x + 10, at.y + 7}
			return []item{mark{path: box.path(), fill: paint{p.ink, 0.09}, stroke: paint{p.ink, 0.55}, width: 1, dash: []float64{4, 3}}}
		}, 22, w.Area})
	}
	if r.counts && w.Count != "" {
		entries = append(entries, entry{func(at point) []item {
			return []item{
				mark{path: circlePath(at, 9), fill: solid(p.ink)},
				text{content: "9", at: point{at.x, at.y + 4}, anchor: middle, writing: writing{face: bold, size: 11}, fill: p.surface},
			}
		}, 18, w.Count})
	}
	return entries
}
