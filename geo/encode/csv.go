package encode

import (
	"io"
	"strings"

	"strikemap/geo"
)

// WriteCSV writes features as CSV (RFC 4180, UTF-8, lines end in CRLF): a header of
// column names, then a row a feature. The place is in repr_lon and repr_lat. A
// missing value is empty. Text that a spreadsheet would run is made safe by
// geo.EscapeFormula.
func WriteCSV(w io.Writer, features []*geo.Feature, o Options) error {
	columns := o.columns()
	dst := appendHeader(nil, columns, o)
	for _, f := range features {
		for i, c := range columns {
			dst = AppendField(dst, i, cellText(c, c.Text(f), o.Base))
		}
		dst = append(dst, rowEnd...)
		if len(dst) >= flushAt {
			if _, err := w.Write(dst); err != nil {
				return err
			}
			dst = dst[:0]
		}
	}
	_, err := w.Write(dst)
	return err
}

// AppendField appends field number i of a CSV record, with the comma before it, in
// quotes where it needs them.
func AppendField(dst []byte, i int, text string) []byte {
	dst = comma(dst, i)
	if !strings.ContainsAny(text, "\",\r\n") && strings.TrimSpace(text) == text {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(text, `"`, `""`)...)
	return append(dst, '"')
}
