package encode

import (
	"io"

	"strikemap/geo"
)

// Rows is CSV made of flat features: what WriteCSV writes of the same ones.
type Rows struct {
	flats   [][]byte
	options Options
}

// NewRows returns the rows of features that are encoded without a base. It refers to
// their bytes.
func NewRows(flats [][]byte, o Options) *Rows { return &Rows{flats, o} }

// Size guesses by the first row how many bytes the rows take.
func (r *Rows) Size() (n int, exact bool) {
	names, _ := NewRows(nil, r.options).AppendTo(nil)
	if len(r.flats) == 0 {
		return len(names), true
	}
	first, _ := NewRows(r.flats[:1], r.options).AppendTo(nil)
	return len(names) + len(r.flats)*(len(first)-len(names)), false
}

// AppendTo appends all rows and the header.
func (r *Rows) AppendTo(dst []byte) ([]byte, error) { return r.write(nil, dst) }

// WriteTo writes them in pieces.
func (r *Rows) WriteTo(w io.Writer) (int64, error) { return writePieces(w, r.write) }

func (r *Rows) write(w *pieces, dst []byte) (_ []byte, err error) {
	columns := r.options.columns()
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = ColumnIndex(c.Name)
		dst = AppendField(dst, i, c.Name)
	}
	dst = append(dst, "\r\n"...)
	var flat Flat
	for _, raw := range r.flats {
		if err := flat.Read(raw); err != nil {
			return dst, err
		}
		for i, c := range columns {
			dst = AppendField(dst, i, cellText(c, flat.Text(at[i]), r.options.Base))
		}
		if dst, err = w.flush(append(dst, "\r\n"...)); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// cellText is what stands in CSV for the text of a column.
func cellText(c geo.Column, text, base string) string {
	switch {
	case c.Name == "url":
		return base + text
	case c.Type == geo.TextColumn || c.Type == geo.ListColumn:
		return geo.EscapeFormula(text)
	}
	return text
}
