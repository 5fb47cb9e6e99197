package picture

import (
	"math"
	"strings"
)

// What stands around the map: the title above, the legend and the notes below, the
// scale on it. Where the picture is small, the map comes first: the legend goes, then
// the notes but for the credit, then the title, at last the credit too.

const (
	padding  = 16 // to the edges of the picture
	tight    = 8  // in a small picture
	rowSpace = 22 // from one line of the legend to the next

	// The share of its height that a picture leaves to the map at least: where the height
	// was asked for, and where it follows from the box.
	leastMap     = 0.5
	leastFreeMap = 0.4

	otherType = 1.12 // how much wider texts may get in the type of who looks at them
)

var (
	titleType    = writing{face: bold, size: 20}
	smallTitle   = writing{face: bold, size: 16}
	subtitleType = writing{face: regular, size: 14}
	legendType   = writing{face: regular, size: 13}
	noteType     = writing{face: regular, size: 12}
	smallNote    = writing{face: regular, size: 11}
)

// block is some lines of furniture, laid out from its upper left corner.
type block struct {
	items  []item
	height float64
}

func (b block) movedTo(x, y float64) []item {
	var moved []item
	for _, i := range b.items {
		switch i := i.(type) {
		case text:
			i.at = i.at.plus(point{x, y})
			moved = append(moved, i)
		case symbol:
			i.at = i.at.plus(point{x, y})
			moved = append(moved, i)
		case mark:
			points := make([]point, len(i.path.points))
			at := 0
			i.path.each(func(o op, given []point) {
				for k, p := range given {
					if o != circle || k == 0 {
						p = p.plus(point{x, y})
					}
					points[at] = p
					at++
				}
			})
			i.path = &path{i.path.ops, points}
			moved = append(moved, i)
		}
	}
	return moved
}

// furniture is all blocks, and the frame that they leave for the map.
type furniture struct {
	title, legend, notes block
	padding              float64
	frame                extent
}

// furnish lays out what there is room for. With a height of the map it is the picture's
// height that follows.
func furnish(s Scene, p palette, entries []entry, mapHeight float64) (f furniture, height float64) {
	f.padding = padding
	if s.Width < 480 {
		f.padding = tight
	}
	room, slack := s.Width-2*f.padding, s.slack()
	f.title = titleBlock(s, p, room/(slack*slack)) // bold type differs more
	f.legend = legendBlock(entries, p, room, slack)
	f.notes = notesBlock(s.Words.Notes, p, room/slack, s.Width)
	credit := notesBlock(s.Words.Notes[:min(1, len(s.Words.Notes))], p, room/slack, s.Width)
	for _, give := range []func(){
		func() {},
		func() { f.legend = block{} },
		func() { f.notes = credit },
		func() { f.title = block{} },
		func() { f.notes = block{} },
	} {
		give()
		top, foot, least := f.title.outer(f.padding), f.foot(), leastMap
		height = s.Height
		if mapHeight > 0 {
			height, least = math.Round(mapHeight+top+foot), leastFreeMap
		}
		f.frame = extent{0, top, s.Width, height - foot}
		if f.frame.height() >= least*height {
			break
		}
	}
	return f, height
}

// slack is how much more room texts need than in the type of the layout: none as
// outlines.
func (s Scene) slack() float64 {
	if s.Outlines {
		return 1
	}
	return otherType
}

// outer is the height of a block with the space around it; nothing takes none.
func (b block) outer(space float64) float64 {
	if b.height == 0 {
		return 0
	}
	return b.height + 2*space*0.75
}

func (f furniture) foot() float64 {
	height := f.legend.height + f.notes.height
	if height == 0 {
		return 0
	}
	if f.legend.height > 0 && f.notes.height > 0 {
		height += 6
	}
	return height + 2*f.padding*0.75
}

func (f furniture) legendTop() float64 { return f.frame.bottom + f.padding*0.75 }

func (f furniture) notesTop() float64 {
	if f.legend.height > 0 {
		return f.legendTop() + f.legend.height + 6
	}
	return f.legendTop()
}

func titleBlock(s Scene, p palette, room float64) block {
	var b block
	w := titleType
	if s.Width < 640 {
		w = smallTitle
	}
	put := func(line string, w writing, fill colour, leading float64) {
		b.items = append(b.items, text{content: line, at: point{0, b.height + w.size*0.95}, writing: w, fill: fill})
		b.height += w.size * leading
	}
	if s.Words.Title != "" {
		for _, line := range wrap(s.Words.Title, w, room, 2) {
			put(line, w, p.ink, 1.25)
		}
	}
	if s.Words.Subtitle != "" {
		sub := subtitleType
		if s.Width < 640 {
			sub = noteType
		}
		for _, line := range wrap(s.Words.Subtitle, sub, room, 2) {
			put(line, sub, p.muted, 1.4)
		}
	}
	return b
}

func notesBlock(notes []string, p palette, room, width float64) block {
	var b block
	w := noteType
	if width < 480 {
		w = smallNote
	}
	for _, line := range wrap(strings.Join(notes, " "), w, room, 8) {
		b.items = append(b.items, text{content: line, at: point{0, b.height + w.size}, writing: w, fill: p.muted})
		b.height += w.size * 1.4
	}
	return b
}

// entry is one line of the legend: a picture, and what it means.
type entry struct {
	draw  func(centre point) []item
	width float64
	means string
}

// legendBlock sets entries side by side, on as many rows as they need.
func legendBlock(entries []entry, p palette, room, slack float64) block {
	var b block
	x, y := 0.0, 0.0
	for _, e := range entries {
		words := shorten(e.means, legendType, (room-e.width-6)/slack)
		width := e.width + 6 + legendType.width(words)*slack
		if x > 0 && x+width > room {
			x, y = 0, y+rowSpace
		}
		b.items = append(b.items, e.draw(point{x + e.width/2, y + rowSpace/2})...)
		b.items = append(b.items, text{content: words, at: point{x + e.width + 6, y + rowSpace/2 + legendType.size*0.36}, writing: legendType, fill: p.ink})
		x += width + 20
	}
	if len(entries) > 0 {
		b.height = y + rowSpace
	}
	return b
}

// wrap breaks a text into lines; what does not fit on the last is cut with an ellipsis.
func wrap(content string, w writing, room float64, most int) []string {
	words := strings.Fields(content)
	var lines []string
	for len(words) > 0 {
		if len(lines) == most-1 {
			return append(lines, shorten(strings.Join(words, " "), w, room))
		}
		n := 1
		for n < len(words) && w.width(strings.Join(words[:n+1], " ")) <= room {
			n++
		}
		lines = append(lines, shorten(strings.Join(words[:n], " "), w, room))
		words = words[n:]
	}
	return lines
}

// shorten cuts a text to a width.
func shorten(content string, w writing, room float64) string {
	if w.width(content) <= room {
		return content
	}
	runes := []rune(content)
	for n := len(runes) - 1; n > 0; n-- {
		if cut := strings.TrimRight(string(runes[:n]), " ,.;:") + "…"; w.width(cut) <= room {
			return cut
		}
	}
	return "…"
}

// scaleBar is the longest round length that fits, in the lower left corner of the frame,
// and the box that it takes.
func scaleBar(s Scene, g *globe, p palette) ([]item, extent) {
	lon, lat := g.place(g.frame.centre())
	if !finite(lat) || s.Words.Distance == nil {
		return nil, extent{}
	}
	pixels := g.metres(lon, lat)
	most := min(120, g.frame.width()/4) / pixels
	power := math.Pow(10, math.Floor(math.Log10(most)))
	length := power
	for _, step := range []float64{2, 5} {
		if step*power <= most {
			length = step * power
		}
	}
	words := s.Words.Distance(length)
	width := length * pixels
	left, bottom := g.frame.left+12, g.frame.bottom-10
	box := extent{g.frame.left, bottom - 24, left + max(width, noteType.width(words)+4) + 10, g.frame.bottom}
	bar := &path{}
	bar.line([]point{{left, bottom - 5}, {left, bottom}, {left + width, bottom}, {left + width, bottom - 5}})
	return []item{
		mark{path: box.path(), fill: paint{p.land, 0.82}},
		mark{path: bar, stroke: solid(p.label), width: 1.5},
		text{content: words, at: point{left + 4, bottom - 6}, writing: noteType, fill: p.label},
	}, box
}
