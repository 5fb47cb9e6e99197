package picture

import (
	"math"
	"strconv"
)

// symbols draws the groups, those in the north first, so that what stands lower on the
// page lies above.
func (r *renderer) symbols(clusters []*cluster) []item {
	var items []item
	for _, c := range clusters {
		m := c.members[0]
		if c.count == 1 && m.single {
			in := r.Incidents[m.incidents[0]]
			items = append(items, r.incident(in, r.symbol(in.Kind, in.Status, c.at)))
			continue
		}
		g := group{data: [][2]string{{"count", strconv.Itoa(c.count)}}}
		if c.area {
			g.items = r.areaCount(c)
		} else {
			g.items = r.countCircle(c)
		}
		for _, m := range c.members {
			for _, i := range m.incidents {
				g.items = append(g.items, r.incident(r.Incidents[i]))
			}
		}
		items = append(items, g)
	}
	return items
}

// incident is the group of an incident: with its symbol, or without one where a count
// stands for it.
func (r *renderer) incident(in Incident, items ...item) group {
	title := in.Title
	if status := r.Words.Statuses[in.Status]; status != "" {
		title += " (" + status + ")"
	}
	return group{id: "incident-" + in.ID, data: [][2]string{{"id", in.ID}, {"kind", in.Kind}, {"status", in.Status}}, title: title, items: items}
}

func (r *renderer) symbol(kind, status string, at point) symbol {
	return symbol{name: kind + "-" + status, kind: kind, status: status, at: at, inks: r.palette.inks(kind), halo: solid(r.palette.land)}
}

// countCircle is a disc in the colour of the commonest kind; where there are others, a
// ring shows the shares.
func (r *renderer) countCircle(c *cluster) []item {
	main := c.shares.dominant()
	mixed := c.shares.sum() > c.shares[indexOf(main)]
	inner := c.radius
	if mixed {
		inner -= 4
	}
	items := []item{
		mark{path: circlePath(c.at, c.radius+1), fill: solid(r.palette.land)},
		mark{path: circlePath(c.at, inner), fill: solid(r.palette.count[main])},
	}
	if mixed {
		angle := -math.Pi / 2
		for i, kind := range kinds {
			if c.shares[i] == 0 {
				continue
			}
			turn := float64(c.shares[i]) / float64(c.count) * 2 * math.Pi
			items = append(items, mark{path: arc(c.at, c.radius-1.25, angle, turn), stroke: solid(r.palette.kind[kind]), width: 2.5})
			angle += turn
		}
	}
	return append(items, r.number(c, r.palette.onKind))
}

func indexOf(kind string) int {
	for i, k := range kinds {
		if k == kind {
			return i
		}
	}
	return 0
}

// areaCount is on paper and with a broken rim, so that it is not taken for a place.
func (r *renderer) areaCount(c *cluster) []item {
	return []item{
		mark{path: circlePath(c.at, c.radius+1), fill: solid(r.palette.land)},
		mark{
			path: circlePath(c.at, c.radius-1), fill: solid(r.palette.paper),
			stroke: solid(r.palette.kind[c.shares.dominant()]), width: 1.5, dash: []float64{3, 2},
		},
		r.number(c, r.palette.ink),
	}
}

func (r *renderer) number(c *cluster, fill colour) text {
	words := strconv.Itoa(c.count)
	if r.Words.Number != nil {
		words = r.Words.Number(c.count)
	}
	size := 13.0
	switch {
	case c.radius < 14 || len([]rune(words)) > 3:
		size = 11
	case c.radius < 19:
		size = 12
	}
	return text{content: words, at: point{c.at.x, c.at.y + size*0.36}, anchor: middle, writing: writing{face: bold, size: size}, fill: fill}
}
