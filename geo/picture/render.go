package picture

import (
	"strconv"
	"strings"

	"strikemap/geo"
)

// Render lays out a scene. A scene that cannot be drawn is EINVALID.
func Render(s Scene) (*Picture, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	r := &renderer{Scene: s, palette: s.Theme.palette()}
	r.areasByID = map[string]*geo.Area{}
	for _, a := range s.Areas {
		r.areasByID[a.ID] = a
	}
	if err := r.layOut(); err != nil {
		return nil, err
	}
	ground := ground{&path{}, &path{}, &path{}, &path{}, &path{}}
	if s.Basemap != nil {
		var err error
		if ground, err = survey(s.Basemap, r.globe); err != nil {
			return nil, err
		}
	}
	return r.picture(ground), nil
}

// renderer has what the steps of a rendering share.
type renderer struct {
	Scene
	palette   palette
	areasByID map[string]*geo.Area
	free      bool // the height follows from the box
	circles   bool // some circle of uncertainty is drawn
	counts    bool // some count is
	furniture furniture
	globe     *globe

	tints    []item
	clusters []*cluster
}

// layOut finds the frame of the map and what lies where. Whether the legend must speak
// of circles and counts shows only then; without them there is more room for the map.
func (r *renderer) layOut() error {
	r.circles, r.counts = true, true
	if err := r.arrange(); err != nil {
		return err
	}
	circles, counts := len(r.uncertainty(r.clusters)) > 0, false
	for _, c := range r.clusters {
		counts = counts || c.count > 1 && !c.area
	}
	if circles && counts {
		return nil
	}
	r.circles, r.counts = circles, counts
	return r.arrange()
}

// arrange sets the furniture, fits the map into what is left, and groups the symbols.
func (r *renderer) arrange() (err error) {
	entries, mapHeight := r.legend(), 0.0
	if r.free = r.free || r.Height == 0; r.free {
		if mapHeight, err = r.mapHeight(); err != nil {
			return err
		}
	}
	r.furniture, r.Height = furnish(r.Scene, r.palette, entries, mapHeight)
	r.Height = min(max(r.Height, MinSide), MaxSide)
	if r.globe, err = newGlobe(r.Box, r.Projection, r.furniture.frame); err != nil {
		return err
	}
	if r.Detail > 0 {
		r.globe.detail = r.Detail
	}
	r.trim()
	tints, members := r.fill()
	r.tints, r.clusters = tints, grouped(members, r.first)
	inner := r.globe.frame
	for _, c := range r.clusters {
		if c.count > 1 || !c.members[0].single { // a count is no place, so it need not be cut by the frame
			room := c.radius + 2
			c.at.x = min(max(c.at.x, inner.left+room), inner.right-room)
			c.at.y = min(max(c.at.y, inner.top+room), inner.bottom-room)
		}
	}
	return nil
}

// mapHeight is the height with which the map shows the box and no more. A map is at
// least a third as high as it is wide, and at most one and a half times.
func (r *renderer) mapHeight() (float64, error) {
	g, err := newGlobe(r.Box, r.Projection, extent{0, 0, r.Width, r.Width})
	if err != nil {
		return 0, err
	}
	seen := g.seen(r.Box)
	height := r.Width * seen.height() / max(seen.width(), 1e-9)
	return min(max(height, r.Width/3), r.Width*1.5), nil
}

// slim is the share of a frame that may stay empty rather than show what was not asked
// for.
const slim = 0.15

// trim takes from the frame what lies outside of the box, where that is little, and what
// would show a place of the globe for a second time.
func (r *renderer) trim() {
	if r.Projection != Mercator {
		return
	}
	frame := r.globe.frame
	world := extent{r.globe.flat(r.globe.middle-180, 0).x, frame.top, r.globe.flat(r.globe.middle+180, 0).x, frame.bottom}
	frame.left, frame.right = max(frame.left, world.left), min(frame.right, world.right)
	if r.Asked != nil {
		seen := r.globe.seen(*r.Asked)
		if across := frame.width() - seen.width(); across > 0 && across < slim*frame.width() {
			frame.left, frame.right = seen.left, seen.right
		}
		if along := frame.height() - seen.height(); along > 0 && along < slim*frame.height() {
			r.globe.shift.y -= along / 2 // the empty part is at the foot
			frame.bottom -= along
		}
	}
	r.globe.frame, r.furniture.frame = frame, frame
}

func (r *renderer) picture(ground ground) *Picture {
	p := &Picture{
		Width: r.Width, Height: r.Height, title: r.Words.Title, language: r.Language,
		description: strings.TrimSpace(r.Words.Subtitle + " " + strings.Join(r.Words.Notes, " ")),
		outlines:    r.Outlines, surface: r.palette.surface,
	}
	if r.Millimetres {
		p.unit = "mm"
	}
	clusters := r.clusters
	for _, c := range clusters {
		p.count += c.count
	}
	scale, scaleBox := scaleBar(r.Scene, r.globe, r.palette)
	_, noPlaceBox := r.noPlace()
	var obstacles []extent
	for _, c := range clusters {
		obstacles = append(obstacles, c.box(0))
	}
	names := r.Words.Layers
	frame := r.furniture.frame
	asked := r.asked()
	veil := r.veil(asked)
	whole := extent{0, 0, r.Width, r.Height}
	add := func(id, name string, clip *extent, items ...item) {
		if len(items) > 0 {
			p.layers = append(p.layers, layer{id, name, clip, items})
		}
	}
	add("paper", names.Paper, nil, mark{path: whole.path(), fill: solid(r.palette.surface)})
	if r.Basemap == nil {
		add("water", names.Water, &frame, mark{path: frame.path(), fill: solid(r.palette.land), stroke: solid(r.palette.line), width: 2})
	} else {
		add("water", names.Water, &frame, mark{path: frame.path(), fill: solid(r.palette.water)})
	}
	r.addGround(ground, add)
	add("areas", names.Areas, &frame, r.tints...)
	add("uncertainty", names.Uncertainty, &frame, r.uncertainty(clusters)...)
	if r.Basemap != nil {
		var labels []item
		for _, l := range placeLabels(r.Labels, r.Language, r.globe, obstacles, []extent{scaleBox, noPlaceBox}, r.slack()) {
			if inside := asked.shares(l.box); inside > 0 && inside < 1 {
				continue // half a name veiled is no name
			}
			labels = append(labels, l.items(r.palette)...)
		}
		add("labels", names.Labels, &frame, labels...)
	}
	add("veil", names.Veil, &frame, veil...)
	add("frame", names.Frame, &frame, scale...)
	add("incidents", names.Incidents, &frame, r.symbols(clusters)...)
	f := r.furniture
	add("title", names.Title, nil, f.title.movedTo(f.padding, f.padding*0.75)...)
	add("legend", names.Legend, nil, f.legend.movedTo(f.padding, f.legendTop())...)
	add("notes", names.Notes, nil, f.notes.movedTo(f.padding, f.notesTop())...)
	add("no-place", names.NoPlace, nil, r.withoutPlace()...)
	return p
}

func (r *renderer) addGround(g ground, add func(id, name string, clip *extent, items ...item)) {
	c, names, frame := r.palette, r.Words.Layers, r.furniture.frame
	zoom := r.globe.zoom()
	width := func(limit, far, near float64) float64 {
		if zoom < limit {
			return far
		}
		return near
	}
	put := func(id, name string, p *path, m mark) {
		if !p.empty() {
			m.path = p
			add(id, name, &frame, m)
		}
	}
	put("land", names.Land, g.land, mark{fill: solid(c.land)})
	put("lakes", names.Lakes, g.lakes, mark{fill: solid(c.water)})
	put("rivers", names.Rivers, g.rivers, mark{stroke: solid(c.river), width: width(7, 0.8, 1.3), round: true})
	put("admin1", names.Admin1, g.admin1, mark{stroke: solid(c.admin1), width: 0.6, round: true})
	put("borders", names.Borders, g.borders, mark{stroke: solid(c.border), width: width(5, 0.8, 1), round: true})
}

// first orders members at one point.
func (r *renderer) first(m member) string {
	if len(m.incidents) == 0 {
		return ""
	}
	return r.Incidents[m.incidents[0]].ID
}

// fill makes the members of the grouping, and the tints of the areas among them, the
// widest below.
func (r *renderer) fill() (tints []item, members []member) {
	byArea := map[string]*member{}
	var order []string
	for i, in := range r.Incidents {
		switch area := r.areasByID[in.AreaID]; {
		case in.Point != nil:
			m := member{incidents: []int{i}, at: r.globe.at(in.Point.Lon, in.Point.Lat), count: 1, single: true}
			m.shares.add(in.Kind, 1)
			members = append(members, m)
		case area != nil:
			m := byArea[area.ID]
			if m == nil {
				m = &member{area: true}
				byArea[area.ID] = m
				order = append(order, area.ID)
			}
			m.incidents = append(m.incidents, i)
			m.shares.add(in.Kind, 1)
			m.count++
		}
	}
	for _, c := range r.Cells {
		m := &member{}
		if area := r.areasByID[c.AreaID]; area != nil {
			m.area = true
			byArea[area.ID] = m
			order = append(order, area.ID)
		} else {
			m.at = r.globe.at(c.Lon, c.Lat)
		}
		for _, kind := range kinds {
			m.shares.add(kind, c.Kinds[kind])
		}
		if m.count = m.shares.sum(); m.count > 0 && !m.area {
			members = append(members, *m)
		}
	}
	tints = r.tintAreas(order, byArea)
	for _, id := range order {
		members = append(members, *byArea[id])
	}
	return tints, members
}

// withoutPlace names those that are not on the map, in numbers.
func (r *renderer) withoutPlace() []item {
	var items, members []item
	for _, in := range r.Incidents {
		if in.Point == nil && r.areasByID[in.AreaID] == nil {
			members = append(members, r.incident(in))
		}
	}
	if words, box := r.noPlace(); words != "" {
		items = append(items,
			mark{path: box.path(), fill: paint{r.palette.land, 0.82}},
			text{content: words, at: point{box.right - 10, box.bottom - 8}, anchor: end, writing: noteType, fill: r.palette.label})
	}
	if len(members) > 0 {
		items = append(items, group{data: [][2]string{{"count", strconv.Itoa(len(members))}}, items: members})
	}
	return items
}

// noPlace is the line in the lower right corner of the map, and its box.
func (r *renderer) noPlace() (string, extent) {
	frame := r.globe.frame
	if r.Words.NoPlace == "" || frame.width() < 240 {
		return "", extent{}
	}
	words := shorten(r.Words.NoPlace, noteType, frame.width()/2)
	return words, extent{frame.right - noteType.width(words) - 20, frame.bottom - 24, frame.right, frame.bottom}
}
