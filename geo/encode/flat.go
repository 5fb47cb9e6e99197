package encode

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"

	"strikemap/geo"
)

// ErrFlat means that bytes are not what AppendFeature writes without a base and with
// all columns.
var ErrFlat = errors.New("not an encoded feature")

// Flat reads what AppendFeature wrote without a base and with all columns. It refers
// to those bytes, and allocates nothing once it was used.
type Flat struct {
	raw      []byte
	geometry span
	values   []span // of geo.Columns
}

type span struct{ from, to int }

const idSize = 26 // of a ULID

// urlTail is how many bytes before the end of a flat feature its url begins:
// /incidents/, an id and the end of the objects.
const urlTail = len(urlPath) + idSize + len(flatEnd)

const (
	flatHead   = `{"type":"Feature","id":"`
	flatMiddle = `","geometry":`
	flatOpen   = `,"properties":{`
	flatEnd    = `"}}`
	urlPath    = `/incidents/`
	pointHead  = `{"type":"Point","coordinates":[`
)

// memberNames are the columns as they stand before their values.
var memberNames = func() []string {
	var names []string
	for i, c := range geo.Columns {
		name := `"` + c.Name + `":`
		if i > 0 {
			name = "," + name
		}
		names = append(names, name)
	}
	return names
}()

// Read reads an encoded feature, and returns ErrFlat for other bytes. The insides of
// strings are not looked at.
func (f *Flat) Read(raw []byte) error {
	at, err := f.read(raw, len(memberNames))
	if err == nil && string(raw[at:]) != "}}" {
		return ErrFlat
	}
	return err
}

// read reads the first n columns, and returns where they end.
func (f *Flat) read(raw []byte, n int) (int, error) {
	f.raw, f.values = raw, f.values[:0]
	at, ok := expect(raw, 0, flatHead)
	if !ok || len(raw) < at+idSize {
		return 0, ErrFlat
	}
	if at, ok = expect(raw, at+idSize, flatMiddle); !ok {
		return 0, ErrFlat
	}
	size := geometrySize(raw[at:])
	if size == 0 {
		return 0, ErrFlat
	}
	f.geometry = span{at, at + size}
	if at, ok = expect(raw, at+size, flatOpen); !ok {
		return 0, ErrFlat
	}
	for _, name := range memberNames[:n] {
		if at, ok = expect(raw, at, name); !ok {
			return 0, ErrFlat
		}
		size := valueSize(raw[at:])
		if size == 0 {
			return 0, ErrFlat
		}
		f.values = append(f.values, span{at, at + size})
		at += size
	}
	return at, nil
}

// expect returns where the text that should stand at a place ends.
func expect(raw []byte, at int, text string) (int, bool) {
	end := at + len(text)
	return end, end <= len(raw) && string(raw[at:end]) == text
}

// geometrySize returns how long the point or null at the beginning is, 0 if there is
// none.
func geometrySize(raw []byte) int {
	at, ok := expect(raw, 0, pointHead)
	if !ok {
		if at, ok = expect(raw, 0, "null"); ok {
			return at
		}
		return 0
	}
	for _, after := range []string{",", "]}"} {
		size := numberSize(raw[at:])
		if at, ok = expect(raw, at+size, after); !ok || size == 0 {
			return 0
		}
	}
	return at
}

// valueSize returns how long the string, number or word at the beginning is, 0 if
// there is none.
func valueSize(raw []byte) int {
	if len(raw) == 0 {
		return 0
	}
	switch raw[0] {
	case '"':
		return stringSize(raw)
	case 'n', 't', 'f':
		for _, word := range []string{"null", "true", "false"} {
			if end, ok := expect(raw, 0, word); ok {
				return end
			}
		}
		return 0
	}
	return numberSize(raw)
}

// stringSize looks for the first quote that no backslash takes its meaning from.
func stringSize(raw []byte) int {
	for at := 1; ; {
		i := bytes.IndexByte(raw[at:], '"')
		if i < 0 {
			return 0
		}
		at += i + 1
		slashes := 0
		for k := at - 2; k > 0 && raw[k] == '\\'; k-- {
			slashes++
		}
		if slashes%2 == 0 {
			return at
		}
	}
}

// numberSize returns how long the number at the beginning is: digits with a sign and
// decimals, as appendNumber writes it.
func numberSize(raw []byte) int {
	at := 0
	if at < len(raw) && raw[at] == '-' {
		at++
	}
	whole := at
	for at < len(raw) && '0' <= raw[at] && raw[at] <= '9' {
		at++
	}
	if at == whole || raw[whole] == '0' && at > whole+1 {
		return 0
	}
	if at == len(raw) || raw[at] != '.' {
		return at
	}
	at++
	decimals := at
	for at < len(raw) && '0' <= raw[at] && raw[at] <= '9' {
		at++
	}
	if at == decimals {
		return 0
	}
	return at
}

// ID returns the id of the feature.
func (f *Flat) ID() string { return string(f.raw[len(flatHead):][:idSize]) }

// Geometry returns the JSON of the geometry, a point or null.
func (f *Flat) Geometry() []byte { return f.raw[f.geometry.from:f.geometry.to] }

// Value returns the JSON of a column, by its place in geo.Columns.
func (f *Flat) Value(column int) []byte {
	s := f.values[column]
	return f.raw[s.from:s.to]
}

// Text returns what geo.Column.Text says of a column, by its place in geo.Columns.
func (f *Flat) Text(column int) string {
	raw := f.Value(column)
	if raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	return string(f.AppendText(nil, column))
}

// AppendText appends what Text returns.
func (f *Flat) AppendText(dst []byte, column int) []byte {
	raw := f.Value(column)
	switch {
	case raw[0] == '"':
		return appendUnquoted(dst, raw[1:len(raw)-1])
	case raw[0] == 'n': // null
		return dst
	}
	return append(dst, raw...)
}

// appendUnquoted appends the text that appendString wrote, without its quotes. An
// escape that appendString does not write is left as it is.
func appendUnquoted(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 || i+1 == len(raw) {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		switch c := raw[i+1]; c {
		case '"', '\\':
			dst, raw = append(dst, c), raw[i+2:]
			continue
		case 'n':
			dst, raw = append(dst, '\n'), raw[i+2:]
			continue
		case 't':
			dst, raw = append(dst, '\t'), raw[i+2:]
			continue
		case 'u':
			if len(raw) >= i+6 {
				if r, err := strconv.ParseUint(string(raw[i+2:i+6]), 16, 16); err == nil {
					dst, raw = utf8.AppendRune(dst, rune(r)), raw[i+6:]
					continue
				}
			}
		}
		dst, raw = append(dst, '\\'), raw[i+1:]
	}
}

// Point returns the position that is served, and false if there is none.
func (f *Flat) Point() (p geo.Point, ok bool) {
	raw, ok := bytes.CutPrefix(f.Geometry(), []byte(pointHead))
	if !ok {
		return p, false
	}
	lon, lat, _ := bytes.Cut(raw[:len(raw)-len("]}")], []byte(","))
	var errs [2]error
	p.Lon, errs[0] = strconv.ParseFloat(string(lon), 64)
	p.Lat, errs[1] = strconv.ParseFloat(string(lat), 64)
	return p, errs == [2]error{}
}

// ColumnIndex returns the place of a column in geo.Columns, or -1.
func ColumnIndex(name string) int {
	return slices.IndexFunc(geo.Columns, func(c geo.Column) bool { return c.Name == name })
}
