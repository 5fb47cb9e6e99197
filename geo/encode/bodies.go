package encode

import (
	"io"

	"strikemap/geo"
)

// AppendBody appends a flat feature with its url made absolute: what AppendFeature
// writes with that base. The base must need no escaping in JSON. It returns ErrFlat if
// the end of the bytes is not that of a flat feature.
func AppendBody(dst, flat []byte, base string) ([]byte, error) {
	at := len(flat) - urlTail
	if at < 1 || flat[at-1] != '"' || string(flat[at:at+len(urlPath)]) != urlPath || string(flat[len(flat)-len(flatEnd):]) != flatEnd {
		return dst, ErrFlat
	}
	return append(append(append(dst, flat[:at]...), base...), flat[at:]...), nil
}

// BodySize is how many bytes AppendBody appends.
func BodySize(flat []byte, base string) int { return len(flat) + len(base) }

// AppendColumns appends a flat feature with some columns only: what AppendFeature
// writes with these Options.
func AppendColumns(dst, flat []byte, columns []geo.Column, base string) ([]byte, error) {
	return newShape(Options{Base: base, Columns: columns}).append(dst, flat)
}

// shape turns flat features into what Options ask for.
type shape struct {
	base    string // as it stands in a JSON string
	columns []int  // by their place in geo.Columns; nil for all
	read    int    // how many columns to read for them
	flat    Flat
}

func newShape(o Options) *shape {
	quoted := appendString(nil, o.Base)
	s := &shape{base: string(quoted[1 : len(quoted)-1])}
	if o.Columns == nil {
		return s
	}
	s.columns = make([]int, len(o.Columns))
	for i, c := range o.Columns {
		s.columns[i] = ColumnIndex(c.Name)
		s.read = max(s.read, s.columns[i]+1)
	}
	return s
}

func (s *shape) append(dst, flat []byte) ([]byte, error) {
	if s.columns == nil {
		return AppendBody(dst, flat, s.base)
	}
	if _, err := s.flat.read(flat, s.read); err != nil {
		return dst, err
	}
	dst = append(dst, flat[:s.flat.geometry.to]...)
	dst = append(dst, flatOpen...)
	for i, column := range s.columns {
		value := s.flat.Value(column)
		name := memberNames[column]
		if name[0] == ',' {
			name = name[1:]
		}
		dst = append(comma(dst, i), name...)
		if column == urlColumn {
			dst, value = append(append(dst, '"'), s.base...), value[1:]
		}
		dst = append(dst, value...)
	}
	return append(dst, "}}"...), nil
}

var urlColumn = ColumnIndex("url")

// Bodies is a GeoJSON feature collection made of flat features: what WriteFeatures
// writes of the same ones.
type Bodies struct {
	flats [][]byte
	head  []byte
	shape *shape
}

// NewBodies returns the collection of features that are encoded without a base. It
// refers to their bytes.
func NewBodies(flats [][]byte, h Head, o Options) *Bodies {
	return &Bodies{flats, appendHead(make([]byte, 0, 2048), h, len(flats)), newShape(o)}
}

const (
	between       = ",\n"
	collectionEnd = "\n]}\n"
)

// Size returns how many bytes the collection takes, and whether that is exact. With
// some columns it is a guess by the first feature.
func (b *Bodies) Size() (n int, exact bool) {
	n = len(b.head) + len(collectionEnd) + max(0, len(between)*len(b.flats)-1)
	if b.shape.columns != nil && len(b.flats) > 0 {
		first, _ := b.shape.append(nil, b.flats[0])
		return n + len(b.flats)*len(first), false
	}
	for _, flat := range b.flats {
		n += BodySize(flat, b.shape.base)
	}
	return n, b.shape.columns == nil
}

// AppendTo appends the whole collection.
func (b *Bodies) AppendTo(dst []byte) ([]byte, error) { return b.write(nil, dst) }

// WriteTo writes the collection in pieces.
func (b *Bodies) WriteTo(w io.Writer) (int64, error) { return writePieces(w, b.write) }

func (b *Bodies) write(w *pieces, dst []byte) (_ []byte, err error) {
	dst = append(dst, b.head...)
	for i, flat := range b.flats {
		if dst, err = b.shape.append(append(comma(dst, i), '\n'), flat); err != nil {
			return dst, err
		}
		if dst, err = w.flush(dst); err != nil {
			return dst, err
		}
	}
	return append(dst, collectionEnd...), nil
}

// pieceSize is how many bytes are written at a time.
const pieceSize = 256 << 10

// pieces writes what has grown large enough. nil writes nothing.
type pieces struct {
	w io.Writer
	n int64
}

// flush returns what is still to be written.
func (p *pieces) flush(dst []byte) ([]byte, error) {
	if p == nil || len(dst) < pieceSize {
		return dst, nil
	}
	n, err := p.w.Write(dst)
	p.n += int64(n)
	return dst[:0], err
}

func writePieces(w io.Writer, write func(*pieces, []byte) ([]byte, error)) (int64, error) {
	p := &pieces{w: w}
	rest, err := write(p, make([]byte, 0, pieceSize+32<<10))
	if err != nil {
		return p.n, err
	}
	n, err := w.Write(rest)
	return p.n + int64(n), err
}

// AppendItem appends one incident made of its flat feature and its ledger: what
// WriteItem writes of the same.
func AppendItem(dst, flat, ledger []byte, links []Link, n Notice, o Options) ([]byte, error) {
	dst, err := newShape(o).append(dst, flat)
	if err != nil {
		return dst, err
	}
	dst = append(append(dst[:len(dst)-1], `,"ledger":`...), ledger...)
	dst = appendLinks(appendNotice(dst, n), links)
	return append(dst, "}\n"...), nil
}
