package encode

import "strikemap/geo"

// table is CSV made of flat features.
type table struct {
	columns []geo.Column
	at      []int // their places in geo.Columns
	options Options
	flat    Flat
}

// byteOrderMark tells spreadsheets that a CSV file is in UTF-8.
const byteOrderMark = "\xEF\xBB\xBF"

// NewCSV returns the form of CSV: what WriteCSV writes of the same features. The
// Head has no place in it.
func NewCSV(o Options) Form {
	columns := o.columns()
	return &table{columns: columns, at: positions(columns), options: o}
}

func (t *table) AppendHead(dst []byte, _ Head, _ int) []byte {
	return appendHeader(dst, t.columns, t.options)
}

func (t *table) AppendFlat(dst, flat []byte, _ int) ([]byte, error) {
	if err := t.flat.Read(flat); err != nil {
		return dst, err
	}
	for i, c := range t.columns {
		dst = AppendField(dst, i, cellText(c, t.flat.Text(t.at[i]), t.options.Base))
	}
	return append(dst, rowEnd...), nil
}

func (t *table) AppendEnd(dst []byte) []byte { return dst }

const rowEnd = "\r\n"

// appendHeader appends the first row, the names of the columns.
func appendHeader(dst []byte, columns []geo.Column, o Options) []byte {
	if o.Mark {
		dst = append(dst, byteOrderMark...)
	}
	for i, c := range columns {
		dst = AppendField(dst, i, c.Name)
	}
	return append(dst, rowEnd...)
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
