package encode

import (
	"fmt"
	"io"

	"strikemap/geo"
)

// Form is a kind of file that holds features: a head, the features one after the
// other, an end. It may keep scratch space: one Form writes one file at a time.
type Form interface {
	// AppendHead appends what stands before the features, n of which will follow.
	AppendHead(dst []byte, h Head, n int) []byte

	// AppendFlat appends feature i, counted from 0, made of a flat one. It returns
	// ErrFlat for other bytes.
	AppendFlat(dst, flat []byte, i int) ([]byte, error)

	// AppendEnd appends what stands after the features.
	AppendEnd(dst []byte) []byte
}

var (
	_ Form = (*featureCollection)(nil)
	_ Form = (*lines)(nil)
	_ Form = (*table)(nil)
	_ Form = (*kml)(nil)
	_ Form = (*atom)(nil)
)

// featureCollection is GeoJSON as Bodies writes it.
type featureCollection struct{ shape *shape }

// NewGeoJSON returns the form of a GeoJSON feature collection, one feature a line.
func NewGeoJSON(o Options) Form { return &featureCollection{newShape(o)} }

func (f *featureCollection) AppendHead(dst []byte, h Head, n int) []byte {
	return appendHead(dst, h, n)
}

func (f *featureCollection) AppendFlat(dst, flat []byte, i int) ([]byte, error) {
	return f.shape.append(append(comma(dst, i), '\n'), flat)
}

func (f *featureCollection) AppendEnd(dst []byte) []byte { return append(dst, collectionEnd...) }

// Document is a file made of flat features that are there all at once.
type Document struct {
	form  Form
	head  Head
	flats [][]byte
}

// NewDocument returns the file of features that are encoded without a base. It
// refers to their bytes.
func NewDocument(form Form, h Head, flats [][]byte) *Document { return &Document{form, h, flats} }

// Size guesses by the first feature how many bytes the file takes. Without features
// it is exact.
func (d *Document) Size() (n int, exact bool) {
	around := len(d.form.AppendEnd(d.form.AppendHead(nil, d.head, len(d.flats))))
	if len(d.flats) == 0 {
		return around, true
	}
	first, _ := d.form.AppendFlat(nil, d.flats[0], 0)
	return around + len(d.flats)*len(first), false
}

// AppendTo appends the whole file.
func (d *Document) AppendTo(dst []byte) ([]byte, error) { return d.write(nil, dst) }

// WriteTo writes the file in pieces.
func (d *Document) WriteTo(w io.Writer) (int64, error) { return writePieces(w, d.write) }

func (d *Document) write(w *pieces, dst []byte) (_ []byte, err error) {
	dst = d.form.AppendHead(dst, d.head, len(d.flats))
	for i, flat := range d.flats {
		if dst, err = d.form.AppendFlat(dst, flat, i); err != nil {
			return dst, err
		}
		if dst, err = w.flush(dst); err != nil {
			return dst, err
		}
	}
	return d.form.AppendEnd(dst), nil
}

// Stream writes a file whose features come one by one, and holds one piece of it.
type Stream struct {
	form    Form
	out     pieces
	buffer  []byte
	n, want int
}

// NewStream returns a stream of a form into w. Begin comes first, End last.
func NewStream(w io.Writer, form Form) *Stream {
	return &Stream{form: form, out: pieces{w: w}, buffer: make([]byte, 0, pieceSize+32<<10)}
}

// Begin begins the file that will hold n features. Nothing is written yet.
func (s *Stream) Begin(h Head, n int) {
	s.buffer, s.want = s.form.AppendHead(s.buffer, h, n), n
}

// Add adds a feature that is encoded without a base. Its bytes are not needed any
// more afterwards.
func (s *Stream) Add(flat []byte) (err error) {
	if s.buffer, err = s.form.AppendFlat(s.buffer, flat, s.n); err != nil {
		return err
	}
	s.n++
	s.buffer, err = s.out.flush(s.buffer)
	return err
}

// End ends the file. It is an error if it holds more or fewer features than its head
// says, and then the end is not written.
func (s *Stream) End() error {
	if s.n != s.want {
		return fmt.Errorf("a file of %d features got %d", s.want, s.n)
	}
	s.buffer = s.form.AppendEnd(s.buffer)
	n, err := s.out.w.Write(s.buffer)
	s.out.n, s.buffer = s.out.n+int64(n), s.buffer[:0]
	return err
}

// Written returns how many bytes were written.
func (s *Stream) Written() int64 { return s.out.n }

// flatText reads columns of a flat feature as text, into one buffer.
type flatText struct {
	Flat
	scratch []byte
}

// text returns what Flat.Text says; it is valid until it is called again.
func (f *flatText) text(column int) []byte {
	f.scratch = f.AppendText(f.scratch[:0], column)
	return f.scratch
}

// has reports whether a column has a value.
func (f *flatText) has(column int) bool { return f.Value(column)[0] != 'n' }

// column returns the place of a column that there is.
func column(name string) int {
	at := ColumnIndex(name)
	if at < 0 {
		panic("encode: there is no column " + name)
	}
	return at
}

// The places of the columns that forms without columns make use of.
var (
	titleAt       = column("title")
	kindAt        = column("kind")
	statusAt      = column("status")
	categoryAt    = column("category")
	placeAt       = column("place")
	countryAt     = column("country")
	admin1At      = column("admin1")
	precisionAt   = column("precision")
	uncertaintyAt = column("uncertainty_m")
	fromAt        = column("time_from")
	toAt          = column("time_to")
	phraseAt      = column("time_phrase")
	claimedAt     = column("claimed_by")
	confirmedAt   = column("confirmed_by")
	deniedAt      = column("denied_by")
	silentAt      = column("no_response_by")
	summaryAt     = column("summary")
	correctionAt  = column("correction")
	publishedAt   = column("published")
	updatedAt     = column("updated")
)

// positions returns the places of columns in geo.Columns.
func positions(columns []geo.Column) []int {
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = column(c.Name)
	}
	return at
}
