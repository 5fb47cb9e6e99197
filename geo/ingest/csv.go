package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
)

// CSV reads comma-separated values (RFC 4180) in UTF-8, a byte order mark allowed.
// The first line names the columns: those of geo.Columns, lon and lat, language, or
// record, which holds a whole incident as JSON and then counts alone. Columns that
// follow from others are ignored. An apostrophe before a formula is taken away. Every
// other text comes out as it went in, line ends included.
//
// A fault in one row does not stop the reading. Broken quotes, too long a row and a
// limit of the options do.
func CSV(file io.Reader, o Options) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		r := &csvReading{reading: newReading(o, yield)}
		r.limit = &budget{r: file, most: r.MaxRow}
		buffered := bufio.NewReader(r.limit)
		if first, err := buffered.Peek(3); err == nil && bytes.Equal(first, []byte("\xEF\xBB\xBF")) {
			_, _ = buffered.Discard(3) // peeked, so it is there
		}
		r.csv = csv.NewReader(&returns{r: buffered})
		r.csv.ReuseRecord = true
		if r.readHeader() {
			r.readRows()
		}
	}
}

type csvReading struct {
	*reading
	csv    *csv.Reader
	limit  *budget
	header []string
	line   int // at which the last row began
}

// readHeader reads the first line and reports whether rows can be read under it.
func (r *csvReading) readHeader() bool {
	header, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		r.stop(0, "", "is empty; the first line must name the columns")
		return false
	}
	if err != nil {
		r.broken(err)
		return false
	}
	var found faults
	for _, name := range header {
		name = strings.TrimSpace(name)
		switch {
		case !utf8.ValidString(name):
			r.stop(1, "", "is not UTF-8; save the file as UTF-8")
			return false
		case len(header) == 1 && strings.ContainsAny(name, ";\t"):
			r.stop(1, "", "has one column; separate columns by commas")
			return false
		case slices.Contains(r.header, name):
			found.add(1, name, "is given twice")
		case !slices.Contains(columns, name):
			found.add(1, name, "%s", unknownColumn(name))
		}
		r.header = append(r.header, name)
	}
	missing := false
	if !slices.Contains(r.header, recordMember) {
		for _, name := range required {
			if !slices.Contains(r.header, name) {
				missing = true
				found.add(1, name, "is missing; every row needs it, or a whole record")
			}
		}
	}
	if len(found) > 0 {
		return r.emit(Row{Number: 1, Faults: found}) && !missing
	}
	return true
}

func (r *csvReading) readRows() {
	for {
		r.limit.renew()
		start := r.csv.InputOffset()
		record, err := r.csv.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if len(record) > 0 {
			r.line, _ = r.csv.FieldPos(0)
		}
		line := r.line
		if errors.Is(err, csv.ErrFieldCount) {
			if !r.begin(line) {
				return
			}
			var f faults
			f.add(line, "", "has %d fields; the header has %d", len(record), len(r.header))
			if !r.emit(Row{Number: line, Faults: f}) {
				return
			}
			continue
		}
		if err != nil {
			r.broken(err)
			return
		}
		if length := r.csv.InputOffset() - start; length > int64(r.MaxRow) {
			r.stop(line, "", "has %d bytes, at most %d are read", length, r.MaxRow)
			return
		}
		if !r.begin(line) || !r.readRow(line, record) {
			return
		}
	}
}

// broken stops the reading at what is no CSV.
func (r *csvReading) broken(err error) {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, errTooLong):
		r.stop(r.line+1, "", "the row that begins after line %d is longer than %d bytes; is a quote left open?", r.line, r.MaxRow)
	case errors.As(err, &parse):
		r.stop(parse.StartLine, "", "is not CSV: %s in column %d of line %d; what follows was not read", parse.Err, parse.Column, parse.Line)
	default:
		r.stop(0, "", "cannot be read after line %d: %s", r.line, err)
	}
}

func (r *csvReading) readRow(line int, fields []string) bool {
	flat := flatRow{number: line, values: map[string]string{}}
	for i, text := range fields {
		name := r.header[i]
		if !utf8.ValidString(text) {
			flat.fault(name, "is not UTF-8")
			continue
		}
		if columnType(name) == geo.TextColumn && name != recordMember {
			text = geo.UnescapeFormula(text)
		}
		if text != "" {
			flat.values[name] = text
		}
	}
	if len(flat.faults) > 0 {
		return r.emit(Row{Number: line, Faults: flat.faults})
	}
	if raw := flat.values[recordMember]; raw != "" {
		var in geo.Incident
		if pointer, reason := checkJSON([]byte(raw)); reason != "" {
			flat.faults.add(line, recordMember+pointer, "%s", reason)
		} else {
			in = readRecord(line, []byte(raw), flat.values, &flat.faults)
		}
		return r.finish(line, in, flat.faults, recordColumn)
	}
	in := flat.incident(r.Parties)
	return r.finish(line, in, flat.faults, flatColumn)
}
