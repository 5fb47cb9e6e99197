package picture

import (
	"fmt"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is one cut of the type: the Go fonts, which have Latin, Greek and Cyrillic with
// the letters of Polish and Ukrainian.
type face int

const (
	regular face = iota
	bold
	italic
)

// typeface is a font with what was read of it. It is safe for concurrent use.
type typeface struct {
	font *sfnt.Font
	em   fixed.Int26_6

	mu     sync.Mutex
	buffer sfnt.Buffer
	read   map[rune]letter
}

// letter is the outline of a character, in units of an em, from the base line.
type letter struct {
	outline path
	advance float64
	known   bool
}

var typefaces = map[face]*typeface{
	regular: newTypeface(goregular.TTF),
	bold:    newTypeface(gobold.TTF),
	italic:  newTypeface(goitalic.TTF),
}

// newTypeface reads a font that is in the binary, so that a fault is found by the first
// test, and it may panic.
func newTypeface(data []byte) *typeface {
	font, err := sfnt.Parse(data)
	if err != nil {
		panic(fmt.Errorf("picture: font: %w", err))
	}
	return &typeface{font: font, em: fixed.I(int(font.UnitsPerEm())), read: map[rune]letter{}}
}

// standIns are characters the fonts have not, with ones that look alike.
var standIns = map[rune]rune{'ʼ': '’', '\u2011': '-', '\u202f': '\u00a0', '\t': ' ', '\n': ' '}

func (t *typeface) letter(r rune) letter {
	if other, ok := standIns[r]; ok {
		r = other
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if l, ok := t.read[r]; ok {
		return l
	}
	l := t.load(r)
	const most = 4096 // more than the fonts have, so that no text fills the memory
	if len(t.read) < most {
		t.read[r] = l
	}
	return l
}

// load reads a letter. What the font lacks is its box for the missing.
func (t *typeface) load(r rune) letter {
	index, err := t.font.GlyphIndex(&t.buffer, r)
	l := letter{known: err == nil && index != 0}
	if err != nil {
		return l
	}
	em := float64(t.em)
	if advance, err := t.font.GlyphAdvance(&t.buffer, index, t.em, 0); err == nil {
		l.advance = float64(advance) / em
	}
	segments, err := t.font.LoadGlyph(&t.buffer, index, t.em, nil)
	if err != nil {
		return l
	}
	at := func(p fixed.Point26_6) point { return point{float64(p.X) / em, float64(p.Y) / em} }
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				l.outline.add(closed)
			}
			l.outline.add(moveTo, at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			l.outline.add(lineTo, at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			l.outline.add(quadTo, at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			l.outline.add(cubeTo, at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if len(segments) > 0 {
		l.outline.add(closed)
	}
	return l
}

// writing is how a text is set.
type writing struct {
	face    face
	size    float64
	spacing float64 // between letters, in pixels
}

// width is how wide a text is set.
func (w writing) width(text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += typefaces[w.face].letter(r).advance*w.size + w.spacing
	}
	return sum
}

// writable reports whether the font has all letters of a text.
func (w writing) writable(text string) bool {
	for _, r := range text {
		if !typefaces[w.face].letter(r).known {
			return false
		}
	}
	return true
}

// outline is a text as a path, its base line beginning at a point.
func (w writing) outline(text string, from point) *path {
	p := &path{}
	for _, r := range text {
		l := typefaces[w.face].letter(r)
		l.outline.each(func(o op, points []point) {
			p.ops = append(p.ops, o)
			for _, at := range points {
				p.points = append(p.points, point{from.x + at.x*w.size, from.y + at.y*w.size})
			}
		})
		from.x += l.advance*w.size + w.spacing
	}
	return p
}
