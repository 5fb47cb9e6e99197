package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"

	kgzip "github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// water is lakes and rivers in degrees.
type water struct {
	lakes  []orb.Polygon
	rivers []orb.LineString
}

// waterGrid is the number of steps in one degree of the committed water file:
// 110 m, finer than the source's 1:50m.
const waterGrid = 1000

const waterMagic = "SMWATER1"

// drained lies inside the Kakhovka reservoir, which emptied after its dam was
// destroyed on 6 June 2023; the source still has it. The river stays.
var drained = orb.Point{34.3, 47.52}

// extractWater reads lakes and rivers (Natural Earth 1:50m) out of the file
// dist/plotly-geo-assets.js of the npm package plotly.js 3.7.0: a TopoJSON
// topology named world_50m inside a script.
func extractWater(script []byte) (water, error) {
	at := regexp.MustCompile(`"dist/topojson/world_50m\.json"\(exports, module\) \{\s*module\.exports = `).FindIndex(script)
	if at == nil {
		return water{}, errors.New("no world_50m topology in the script")
	}
	var t topojson
	literal := bareKey.ReplaceAll(script[at[1]:], []byte(`$1"$2":`))
	if err := json.NewDecoder(bytes.NewReader(literal)).Decode(&t); err != nil {
		return water{}, fmt.Errorf("read the world_50m topology: %w", err)
	}
	var w water
	for _, g := range t.Objects["lakes"].Geometries {
		polygons, err := t.polygons(g)
		if err != nil {
			return water{}, err
		}
		for _, p := range polygons {
			if !planar.RingContains(p[0], drained) {
				w.lakes = append(w.lakes, p)
			}
		}
	}
	for _, g := range t.Objects["rivers"].Geometries {
		lines, err := t.lines(g)
		if err != nil {
			return water{}, err
		}
		w.rivers = append(w.rivers, lines...)
	}
	return w, nil
}

// bareKey is a property name without quotes, which the script has and JSON does
// not allow.
var bareKey = regexp.MustCompile(`([{,]\s*)([A-Za-z_]\w*):`)

// topojson is the part of the TopoJSON format that the source uses.
type topojson struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   map[string]struct{ Geometries []topoGeometry }
}

type topoGeometry struct {
	Type string
	Arcs json.RawMessage
}

// line joins arcs; a negative number is the complement of an arc walked
// backwards. The script writes some whole numbers as 5e3, hence float64.
func (t *topojson) line(numbers []float64) orb.LineString {
	var out orb.LineString
	for _, number := range numbers {
		n := int(number)
		part := t.arc(max(n, ^n))
		if n < 0 {
			part.Reverse()
		}
		if len(out) > 0 {
			part = part[1:]
		}
		out = append(out, part...)
	}
	return out
}

// arc undoes the delta coding and the transform of one arc.
func (t *topojson) arc(n int) orb.LineString {
	var out orb.LineString
	var x, y float64
	for _, d := range t.Arcs[n] {
		x, y = x+d[0], y+d[1]
		out = append(out, orb.Point{
			x*t.Transform.Scale[0] + t.Transform.Translate[0],
			y*t.Transform.Scale[1] + t.Transform.Translate[1],
		})
	}
	return out
}

func (t *topojson) polygons(g topoGeometry) (orb.MultiPolygon, error) {
	var numbers [][][]float64
	var err error
	switch g.Type {
	case "Polygon":
		numbers = make([][][]float64, 1)
		err = json.Unmarshal(g.Arcs, &numbers[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Arcs, &numbers)
	default:
		err = fmt.Errorf("a lake is a %s", g.Type)
	}
	var out orb.MultiPolygon
	for _, rings := range numbers {
		var p orb.Polygon
		for _, r := range rings {
			p = append(p, orb.Ring(t.line(r)))
		}
		out = append(out, p)
	}
	return out, err
}

func (t *topojson) lines(g topoGeometry) ([]orb.LineString, error) {
	var numbers [][]float64
	var err error
	switch g.Type {
	case "LineString":
		numbers = make([][]float64, 1)
		err = json.Unmarshal(g.Arcs, &numbers[0])
	case "MultiLineString":
		err = json.Unmarshal(g.Arcs, &numbers)
	default:
		err = fmt.Errorf("a river is a %s", g.Type)
	}
	var out []orb.LineString
	for _, n := range numbers {
		out = append(out, t.line(n))
	}
	return out, err
}

// encode is the committed form: gzip over "SMWATER1", the number of lakes, for
// each its number of rings and the rings, the number of rivers and the rivers.
// A line is its number of points and the points as differences in steps of
// 1/1000 degree, all as varints.
func (w water) encode() ([]byte, error) {
	b := []byte(waterMagic)
	b = binary.AppendUvarint(b, uint64(len(w.lakes)))
	for _, p := range w.lakes {
		b = binary.AppendUvarint(b, uint64(len(p)))
		for _, r := range p {
			b = appendLine(b, orb.LineString(r))
		}
	}
	b = binary.AppendUvarint(b, uint64(len(w.rivers)))
	for _, l := range w.rivers {
		b = appendLine(b, l)
	}
	var out bytes.Buffer
	z, err := kgzip.NewWriterLevel(&out, kgzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func appendLine(b []byte, l orb.LineString) []byte {
	b = binary.AppendUvarint(b, uint64(len(l)))
	var x, y int64
	for _, p := range l {
		px, py := int64(math.Round(p[0]*waterGrid)), int64(math.Round(p[1]*waterGrid))
		b = binary.AppendVarint(b, px-x)
		b = binary.AppendVarint(b, py-y)
		x, y = px, py
	}
	return b
}

// decodeWater reads the committed form.
func decodeWater(data []byte) (water, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return water{}, fmt.Errorf("open the water file: %w", err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return water{}, fmt.Errorf("read the water file: %w", err)
	}
	if !bytes.HasPrefix(raw, []byte(waterMagic)) {
		return water{}, errors.New("the water file has another format")
	}
	in := &lineReader{bytes.NewReader(raw[len(waterMagic):]), nil}
	var w water
	for range in.count() {
		var p orb.Polygon
		for range in.count() {
			p = append(p, orb.Ring(in.line()))
		}
		w.lakes = append(w.lakes, p)
	}
	for range in.count() {
		w.rivers = append(w.rivers, in.line())
	}
	return w, in.err
}

// lineReader keeps the first error; after it every count is zero.
type lineReader struct {
	in  *bytes.Reader
	err error
}

func (r *lineReader) count() int {
	n, err := binary.ReadUvarint(r.in)
	if err == nil && n > uint64(r.in.Len()) {
		err = errors.New("the water file is cut short")
	}
	if r.err != nil || err != nil {
		r.err = errors.Join(r.err, err)
		return 0
	}
	return int(n)
}

func (r *lineReader) line() orb.LineString {
	var out orb.LineString
	var x, y int64
	for range r.count() {
		dx, errX := binary.ReadVarint(r.in)
		dy, errY := binary.ReadVarint(r.in)
		if r.err = errors.Join(r.err, errX, errY); r.err != nil {
			return nil
		}
		x, y = x+dx, y+dy
		out = append(out, orb.Point{float64(x) / waterGrid, float64(y) / waterGrid})
	}
	return out
}
