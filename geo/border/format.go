package border

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	kgzip "github.com/klauspost/compress/gzip"
)

const magic = "SMBORDER"

// ErrFormat says that bytes are not a border file, or a damaged one.
var ErrFormat = errors.New("not a border file")

// Grid is the number of steps in one degree: vertices are whole numbers of
// ten-thousandths of a degree, 11 m.
const Grid = 10000

// Water is the side of an arc that belongs to no division.
const Water int32 = -1

// Map is a partition of the land of the earth: the divisions, and the lines
// between them, each once. It is what a border file holds.
type Map struct {
	Countries []Country
	Divisions []Division
	Arcs      []Arc
}

// Country is a country or territory.
type Country struct {
	Code string // ISO 3166-1 alpha-2
	Name string // English
}

// Division is one face of the map: a first-level division, or the part of a
// country that has none.
type Division struct {
	Country int32    // number of its country, or -1 for land of no country
	Code    string   // ISO 3166-2, or empty
	Name    string   // English, or empty
	Aliases []string // names in other languages and spellings
}

// Arc is a line between two junctions, or a closed line whose last vertex is its
// first. Left and Right are numbers of divisions, or Water, as seen walking along.
type Arc struct {
	Points      []Vertex
	Left, Right int32
}

// Vertex is a point in steps of 1/Grid degree: longitude, then latitude.
type Vertex struct{ X, Y int32 }

// Encode writes a border file: gzip over "SMBORDER" and, as varints, strings
// with their length, and lists with theirs: the countries (code, name), the
// divisions (country, code, name, aliases) and the arcs (left, right, points as
// differences from the last point of the arc before).
func (m Map) Encode() ([]byte, error) {
	w := &encoder{}
	w.raw = append(w.raw, magic...)
	w.count(len(m.Countries))
	for _, c := range m.Countries {
		w.text(c.Code)
		w.text(c.Name)
	}
	w.count(len(m.Divisions))
	for _, d := range m.Divisions {
		w.number(d.Country)
		w.text(d.Code)
		w.text(d.Name)
		w.count(len(d.Aliases))
		for _, a := range d.Aliases {
			w.text(a)
		}
	}
	w.count(len(m.Arcs))
	var at Vertex
	for _, a := range m.Arcs {
		w.number(a.Left)
		w.number(a.Right)
		w.count(len(a.Points))
		for _, p := range a.Points {
			w.number(p.X - at.X)
			w.number(p.Y - at.Y)
			at = p
		}
	}
	var out bytes.Buffer
	z, err := kgzip.NewWriterLevel(&out, kgzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("encode borders: %w", err)
	}
	if _, err := z.Write(w.raw); err != nil {
		return nil, fmt.Errorf("encode borders: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("encode borders: %w", err)
	}
	return out.Bytes(), nil
}

type encoder struct{ raw []byte }

func (e *encoder) count(n int)    { e.raw = binary.AppendUvarint(e.raw, uint64(n)) }
func (e *encoder) number(n int32) { e.raw = binary.AppendVarint(e.raw, int64(n)) }
func (e *encoder) text(s string) {
	e.count(len(s))
	e.raw = append(e.raw, s...)
}

// Decode reads a border file. The error wraps ErrFormat.
func Decode(data []byte) (Map, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return Map{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return Map{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if !bytes.HasPrefix(raw, []byte(magic)) {
		return Map{}, fmt.Errorf("%w: no %s at its beginning", ErrFormat, magic)
	}
	r := &decoder{raw: raw[len(magic):]}
	m := Map{}
	for range r.count() {
		m.Countries = append(m.Countries, Country{r.text(), r.text()})
	}
	for range r.count() {
		m.Divisions = append(m.Divisions, r.division(len(m.Countries)))
	}
	var at Vertex
	for range r.count() {
		m.Arcs = append(m.Arcs, r.arc(&at, len(m.Divisions)))
	}
	if r.err != nil {
		return Map{}, r.err
	}
	if len(r.raw) > 0 {
		return Map{}, fmt.Errorf("%w: %d bytes too many", ErrFormat, len(r.raw))
	}
	return m, nil
}

// decoder takes values off the front of raw and keeps the first error; after it
// every count is zero.
type decoder struct {
	raw []byte
	err error
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: %s", ErrFormat, what)
	}
	d.raw = nil
}

func (d *decoder) count() int {
	n, size := binary.Uvarint(d.raw)
	if size <= 0 || n > uint64(len(d.raw)) {
		d.fail("a length runs beyond the end")
		return 0
	}
	d.raw = d.raw[size:]
	return int(n)
}

func (d *decoder) number() int32 {
	n, size := binary.Varint(d.raw)
	if size <= 0 || int64(int32(n)) != n {
		d.fail("a number is damaged")
		return 0
	}
	d.raw = d.raw[size:]
	return int32(n)
}

func (d *decoder) text() string {
	n := d.count()
	if n > len(d.raw) {
		d.fail("a text runs beyond the end")
		return ""
	}
	s := string(d.raw[:n])
	d.raw = d.raw[n:]
	return s
}

func (d *decoder) index(n int) int32 {
	i := d.number()
	if i < -1 || int(i) >= n {
		d.fail("a reference points nowhere")
		return -1
	}
	return i
}

func (d *decoder) division(countries int) Division {
	v := Division{Country: d.index(countries), Code: d.text(), Name: d.text()}
	for range d.count() {
		v.Aliases = append(v.Aliases, d.text())
	}
	return v
}

func (d *decoder) arc(at *Vertex, divisions int) Arc {
	a := Arc{Left: d.index(divisions), Right: d.index(divisions)}
	n := d.count()
	if d.err == nil && n < 2 {
		d.fail("an arc has fewer than two points")
	}
	a.Points = slices.Grow(a.Points, n)
	for range n {
		at.X += d.number()
		at.Y += d.number()
		if at.X < -180*Grid || at.X > 180*Grid || at.Y < -90*Grid || at.Y > 90*Grid {
			d.fail("a point lies off the globe")
			return a
		}
		a.Points = append(a.Points, *at)
	}
	return a
}
