package picture

// Picture is a scene laid out. It does not change any more.
type Picture struct {
	Width, Height float64 // in CSS pixels

	title, description string
	language           string
	unit               string // of the written size: "mm" or none for pixels
	outlines           bool   // texts as paths
	surface            colour
	layers             []layer
	count              int
}

// Count returns how many incidents the symbols stand for, those without a place aside.
func (p *Picture) Count() int { return p.count }

// layer is what lies over all before it.
type layer struct {
	id, name string
	clip     *extent
	items    []item
}

// item is something drawn: a mark, a text, a symbol or a group of them.
type item interface{ isItem() }

func (mark) isItem()   {}
func (text) isItem()   {}
func (symbol) isItem() {}
func (group) isItem()  {}

// paint is a colour with its opacity; 0 is no paint at all.
type paint struct {
	colour  colour
	opacity float64
}

func solid(c colour) paint { return paint{c, 1} }

// mark is a path filled, stroked, or both.
type mark struct {
	path         *path
	fill, stroke paint
	width        float64
	dash         []float64
	round        bool // ends and corners of the stroke, in an SVG
}

// anchor is which end of a text its place names.
type anchor int

const (
	start anchor = iota
	middle
	end
)

var anchors = [...]string{start: "start", middle: "middle", end: "end"}

// text is one line, at its base line.
type text struct {
	content string
	at      point
	anchor  anchor
	writing
	fill colour
	halo paint // around the letters, 3 pixels wide
}

const haloWidth = 3

// from is where the base line begins.
func (t text) from() point {
	switch t.anchor {
	case middle:
		return point{t.at.x - t.width(t.content)/2, t.at.y}
	case end:
		return point{t.at.x - t.width(t.content), t.at.y}
	}
	return t.at
}

// symbol is a symbol of an incident with its centre at a point.
type symbol struct {
	name   string // the same for symbols that look the same
	kind   string
	status string
	at     point
	inks   map[ink]colour
	halo   paint
}

// group is items that belong to one thing.
type group struct {
	id    string
	data  [][2]string // attributes data-...
	title string      // what it is, in words
	items []item
}
