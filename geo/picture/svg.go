package picture

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// families are the type of an SVG with texts: the one it was laid out with, then those
// of the pages.
const families = "Go, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', sans-serif"

// SVG returns the picture as SVG 1.1 with named layers, as drawing programs read them.
// The group of an incident has the id "incident-" and its id, and that as data-id.
func (p *Picture) SVG() []byte {
	w := &svgWriter{outlines: p.outlines, defined: map[string]bool{}}
	w.printf(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" `)
	factor := 1.0
	if p.unit == "mm" {
		factor = 25.4 / 96
	}
	w.printf(`width="%s%s" height="%s%s" viewBox="0 0 %s %s" xml:lang="%s" role="img" aria-labelledby="title description">`,
		decimals(p.Width*factor, 1000), p.unit, decimals(p.Height*factor, 1000), p.unit, decimals(p.Width, 100), decimals(p.Height, 100), escape(p.language))
	w.printf("\n<title id=\"title\">%s</title>\n<desc id=\"description\">%s</desc>\n", escape(p.title), escape(p.description))
	w.define(p.layers)
	for _, l := range p.layers {
		w.layer(l)
	}
	w.printf("</svg>\n")
	return w.out
}

type svgWriter struct {
	out      []byte
	outlines bool
	defined  map[string]bool
}

func (w *svgWriter) printf(format string, values ...any) {
	w.out = fmt.Appendf(w.out, format, values...)
}
func (w *svgWriter) text(text string) { w.out = append(w.out, text...) }

// define writes what is used more than once: the symbols, and the frames that cut.
func (w *svgWriter) define(layers []layer) {
	w.text("<defs>\n")
	for _, l := range layers {
		w.defineClip(l.clip)
		w.defineSymbols(l.items)
	}
	w.text("</defs>\n")
}

func (w *svgWriter) defineClip(clip *extent) {
	if clip == nil || w.defined["frame"] {
		return
	}
	w.defined["frame"] = true
	w.printf(`<clipPath id="frame"><path d="%s"/></clipPath>`+"\n", compact(clip.path()))
}

func (w *svgWriter) defineSymbols(items []item) {
	for _, i := range items {
		switch i := i.(type) {
		case group:
			w.defineSymbols(i.items)
		case symbol:
			if !w.defined[i.name] {
				w.defined[i.name] = true
				w.symbol(i)
			}
		}
	}
}

func (w *svgWriter) symbol(s symbol) {
	w.printf(`<g id="%s">`, escape(s.name))
	for _, m := range s.marks() {
		w.mark(m, exact)
	}
	w.text("</g>\n")
}

// marks are those of the symbol about the origin, the halo first.
func (s symbol) marks() []mark {
	var marks []mark
	moved := func(p *path) *path {
		out := &path{}
		p.each(func(o op, points []point) {
			out.ops = append(out.ops, o)
			for i, at := range points {
				if o != circle || i == 0 {
					at = point{at.x - glyphBox/2, at.y - glyphBox/2}
				}
				out.points = append(out.points, at)
			}
		})
		return out
	}
	if s.halo.opacity > 0 {
		marks = append(marks, mark{path: moved(shapes[s.kind].path()), stroke: s.halo, width: haloLine})
	}
	for _, m := range marksOf(s.kind, s.status) {
		made := mark{path: moved(m.path), width: m.width}
		if m.fill != noInk {
			made.fill = solid(s.inks[m.fill])
		}
		if m.stroke != noInk {
			made.stroke = solid(s.inks[m.stroke])
		}
		marks = append(marks, made)
	}
	return marks
}

func (w *svgWriter) layer(l layer) {
	w.printf(`<g id="layer-%s" inkscape:groupmode="layer" inkscape:label="%s"`, l.id, escape(l.name))
	if l.clip != nil {
		w.text(` clip-path="url(#frame)"`)
	}
	w.text(">\n")
	w.items(l.items)
	w.text("</g>\n")
}

func (w *svgWriter) items(items []item) {
	for _, i := range items {
		switch i := i.(type) {
		case mark:
			w.mark(i, compact)
			w.text("\n")
		case text:
			w.write(i)
		case symbol:
			w.printf(`<use xlink:href="#%s" transform="translate(%s %s)"/>`, escape(i.name), decimals(i.at.x, 100), decimals(i.at.y, 100))
		case group:
			w.group(i)
		}
	}
}

func (w *svgWriter) group(g group) {
	w.text("<g")
	if g.id != "" {
		w.printf(` id="%s"`, escape(g.id))
	}
	for _, pair := range g.data {
		w.printf(` data-%s="%s"`, pair[0], escape(pair[1]))
	}
	w.text(">")
	if g.title != "" {
		w.printf("<title>%s</title>", escape(g.title))
	}
	w.items(g.items)
	w.text("</g>\n")
}

func (w *svgWriter) mark(m mark, data func(*path) string) {
	w.printf(`<path d="%s"`, data(m.path))
	w.paint("fill", m.fill, true)
	w.paint("stroke", m.stroke, false)
	if m.stroke.opacity > 0 && m.width != 1 {
		w.printf(` stroke-width="%s"`, decimals(m.width, 100))
	}
	if m.stroke.opacity > 0 && m.round {
		w.text(` stroke-linejoin="round" stroke-linecap="round"`)
	}
	if len(m.dash) > 0 {
		w.printf(` stroke-dasharray="%s %s"`, decimals(m.dash[0], 100), decimals(m.dash[1], 100))
	}
	w.text("/>")
}

// paint writes a colour; what is painted without being told otherwise must be told.
func (w *svgWriter) paint(name string, p paint, isDefault bool) {
	switch {
	case p.opacity > 0:
		w.printf(` %s="#%06x"`, name, uint32(p.colour))
		if p.opacity < 1 {
			w.printf(` %s-opacity="%s"`, name, decimals(p.opacity, 1000))
		}
	case isDefault:
		w.printf(` %s="none"`, name)
	}
}

// write writes a text, or its outlines where they are wanted and the font has them.
func (w *svgWriter) write(t text) {
	if w.outlines && t.writable(t.content) {
		w.printf(`<g aria-label="%s">`, escape(t.content))
		data := compactTo(t.outline(t.content, t.from()), 100)
		if t.halo.opacity > 0 {
			w.printf(`<path d="%s" fill="none"`, data)
			w.paint("stroke", t.halo, false)
			w.printf(` stroke-width="%d" stroke-linejoin="round"/>`, haloWidth)
		}
		w.printf(`<path d="%s" fill="#%06x"/></g>`+"\n", data, uint32(t.fill))
		return
	}
	w.printf(`<text x="%s" y="%s" font-family="%s" font-size="%s" fill="#%06x"`, decimals(t.at.x, 100), decimals(t.at.y, 100), families, decimals(t.size, 100), uint32(t.fill))
	if t.anchor != start {
		w.printf(` text-anchor="%s"`, anchors[t.anchor])
	}
	switch t.face {
	case bold:
		w.text(` font-weight="600"`)
	case italic:
		w.text(` font-style="italic"`)
	}
	if t.spacing != 0 {
		w.printf(` letter-spacing="%s"`, decimals(t.spacing, 100))
	}
	if t.halo.opacity > 0 {
		w.paint("stroke", t.halo, false)
		w.printf(` stroke-width="%d" stroke-linejoin="round" paint-order="stroke"`, haloWidth)
	}
	w.printf(">%s</text>\n", escape(t.content))
}

// escape readies a text for XML. Characters that XML has not become U+FFFD.
func escape(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}

func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= utf8.RuneSelf || strings.IndexByte(`<>&"'`, c) >= 0 {
			return false
		}
	}
	return true
}
