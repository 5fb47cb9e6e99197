package picture

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// labelKind is what a name on the basemap names.
type labelKind int

const (
	countryLabel labelKind = iota
	seaLabel
	cityLabel
)

// Label is a name that may stand on the basemap.
type Label struct {
	kind             labelKind
	lon, lat         float64
	names            map[string]string // by language; "en" is there always
	minZoom, maxZoom float64
	major            bool // set in the bigger type
}

// ReadLabels reads the file of names: countries, seas and cities, each with its names
// by language, its place, and the zoom of the web map from which on it is shown.
func ReadLabels(file []byte) ([]Label, error) {
	type entry struct {
		Name              map[string]string
		Lon, Lat, MinZoom float64
		Capital           *bool
	}
	var groups struct{ Countries, Seas, Cities []entry }
	if err := json.Unmarshal(file, &groups); err != nil {
		return nil, fmt.Errorf("names of the basemap: %w", err)
	}
	var labels []Label
	add := func(kind labelKind, entries []entry, levels float64) {
		for _, e := range entries {
			major := e.MinZoom <= 4
			if e.Capital != nil {
				major = *e.Capital
			}
			labels = append(labels, Label{kind, e.Lon, e.Lat, e.Name, e.MinZoom, e.MinZoom + levels, major})
		}
	}
	add(countryLabel, groups.Countries, 5) // close by, a country's name says nothing any more
	add(seaLabel, groups.Seas, 99)
	add(cityLabel, groups.Cities, 99)
	return labels, nil
}

// writing is the type of a kind of name.
func (l Label) writing() writing {
	switch {
	case l.kind == countryLabel && l.major:
		return writing{bold, 13, 1.2}
	case l.kind == countryLabel:
		return writing{bold, 12, 1.2}
	case l.kind == seaLabel:
		return writing{italic, 12, 0.4}
	case l.major:
		return writing{regular, 13, 0}
	}
	return writing{regular, 12, 0}
}

func (w writing) lineHeight() float64 { return math.Round(w.size * 1.2) }

// placedLabel is a name with its place.
type placedLabel struct {
	Label
	lines  []string
	spot   point // the place itself
	anchor anchor
	box    extent
	dot    bool // for a city on which no symbol stands
}

const (
	dotRadius   = 2
	labelMargin = 3
)

// placeLabels lays out names, the important ones first. They keep clear of one another
// and of the obstacles, the symbols; only a country's name rather stands under a symbol
// than nowhere. A name that the frame would cut is left out, and one that would be covered. Names are given so much
// more room than they take here as the slack says, for other type.
func placeLabels(labels []Label, language string, g *globe, symbols, covered []extent, slack float64) []placedLabel {
	zoom := math.Floor(g.zoom() + 0.35)
	var shown []Label
	for _, l := range labels {
		if zoom >= l.minZoom && zoom <= l.maxZoom && g.frame.grown(40).holds(g.at(l.lon, l.lat)) {
			shown = append(shown, l)
		}
	}
	slices.SortStableFunc(shown, func(a, b Label) int {
		return cmp.Or(cmp.Compare(a.minZoom, b.minZoom), -cmp.Compare(truth(a.major), truth(b.major)))
	})
	hits := func(boxes []extent, box extent, gap float64) bool {
		return slices.ContainsFunc(boxes, func(other extent) bool { return box.overlaps(other, gap) })
	}
	names := slices.Clone(covered)
	var placed []placedLabel
	for _, l := range shown {
		var best *placedLabel
		for _, p := range l.positions(language, g, slack) {
			if !p.box.within(g.frame.grown(-labelMargin)) || hits(names, p.box, labelMargin) {
				continue
			}
			clear := !hits(symbols, p.box, labelMargin)
			if clear || l.kind == countryLabel && best == nil {
				best = &p
			}
			if clear {
				break
			}
		}
		if best == nil {
			continue
		}
		names = append(names, best.box)
		at := extent{best.spot.x, best.spot.y, best.spot.x, best.spot.y}
		best.dot = l.kind == cityLabel && !hits(symbols, at, labelMargin) && g.frame.holds(best.spot)
		placed = append(placed, *best)
	}
	return placed
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Where a name may stand: that of a country or sea so many of its half widths to the
// side and of its lines down; that of a city so many pixels beside its dot, the farther
// where a symbol is on it, or at last above or below.
var (
	labelShifts = []point{{0, 0}, {0, -1.2}, {0, 1.2}, {-0.4, 0}, {0.4, 0}, {0, -2.4}, {0, 2.4}, {-0.6, 1.2}, {0.6, 1.2}, {-0.6, -1.2}, {0.6, -1.2}}
	labelGaps   = []float64{5, 12, 20}
	labelRises  = []float64{-14, 14, -22, 22}
)

// positions are those that a name may take, the best first.
func (l Label) positions(language string, g *globe, slack float64) []placedLabel {
	name := l.names[language]
	if name == "" {
		name = l.names["en"]
	}
	spot, w := g.at(l.lon, l.lat), l.writing()
	height := w.lineHeight()
	var list []placedLabel
	put := func(lines []string, a anchor, box extent) {
		list = append(list, placedLabel{Label: l, lines: lines, spot: spot, anchor: a, box: box})
	}
	if l.kind != cityLabel {
		for _, lines := range split(name) {
			half := 0.0
			for _, line := range lines {
				half = max(half, slack*w.width(line)/2)
			}
			tall := float64(len(lines)) * height / 2
			for _, shift := range labelShifts {
				x, y := spot.x+shift.x*half, spot.y+shift.y*height
				put(lines, middle, extent{x - half, y - tall, x + half, y + tall})
			}
		}
		return list
	}
	width, top, bottom := slack*w.width(name), spot.y-height/2, spot.y+height/2
	for _, gap := range labelGaps {
		put([]string{name}, start, extent{spot.x + gap, top, spot.x + gap + width, bottom})
		put([]string{name}, end, extent{spot.x - gap - width, top, spot.x - gap, bottom})
	}
	for _, rise := range labelRises {
		put([]string{name}, middle, extent{spot.x - width/2, top + rise, spot.x + width/2, bottom + rise})
	}
	return list
}

// split sets a long name of several words on two lines, split near its middle, or on one.
func split(name string) [][]string {
	runes := []rune(name)
	best, least := -1, math.Inf(1)
	for i, r := range runes {
		if d := math.Abs(float64(i) - float64(len(runes))/2); r == ' ' && i > 0 && d < least {
			best, least = i, d
		}
	}
	if len(runes) < 12 || best < 0 {
		return [][]string{{name}}
	}
	return [][]string{{strings.TrimSpace(string(runes[:best])), string(runes[best+1:])}, {name}}
}

// items draws a name.
func (l placedLabel) items(p palette) []item {
	fill, halo := p.label, p.land
	if l.kind == seaLabel {
		fill, halo = p.seaLabel, p.water
	}
	w := l.writing()
	var items []item
	for i, line := range l.lines {
		at := point{l.box.left, l.box.top + (float64(i)+0.5)*w.lineHeight() + w.size*0.35}
		how := start
		switch l.anchor {
		case middle:
			at.x, how = l.box.centre().x, middle
		case end:
			at.x, how = l.box.right, end
		}
		items = append(items, text{content: line, at: at, anchor: how, writing: w, fill: fill, halo: solid(halo)})
	}
	if l.dot {
		items = append(items, mark{path: circlePath(l.spot, dotRadius+0.5), fill: solid(fill), stroke: solid(halo), width: 1})
	}
	return items
}
