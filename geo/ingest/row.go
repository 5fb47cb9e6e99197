// Package ingest reads incidents from files of others and of the desk, CSV and
// GeoJSON, and tells for each row what is wrong with it. It also writes the desk's
// own export, which read back gives the same incidents.
//
// Whatever the bytes are, a reader neither panics nor holds more than a few rows, one
// for each core with some small ones beside it, and the faults found so far.
package ingest

import (
	"errors"
	"fmt"
	"iter"

	"strikemap/geo"
)

// The limits of a file where Options gives none.
const (
	DefaultMaxRow    = 1 << 20 // bytes of one feature or one CSV record
	DefaultMaxRows   = 1_000_000
	DefaultMaxFaults = 1000
)

// Options tell a reader what to check rows against and when to stop.
type Options struct {
	Parties   geo.Parties // claims and actors may name these only
	Dataset   string      // of rows that name none; empty is "import"
	MaxRow    int         // bytes of one row; 0 is DefaultMaxRow
	MaxRows   int         // 0 is DefaultMaxRows
	MaxFaults int         // reading stops at this many; 0 is DefaultMaxFaults
}

// Row is one row of a file. Its incident may be written only if it has no faults.
type Row struct {
	Number   int // CSV: the line it begins at, the header being line 1; GeoJSON: the feature's place from 1; 0: the file as a whole
	Incident geo.Incident
	Faults   []Fault
}

// Fault is one thing wrong with a row.
type Fault struct {
	Row    int    `json:"row"`              // as Row.Number
	Column string `json:"column,omitempty"` // flat column, path inside record or ledger, or JSON pointer; empty: the whole row
	Reason string `json:"reason"`
}

// String writes the fault as one line: "row 3, kind: ...".
func (f Fault) String() string {
	where := "the file"
	if f.Row > 0 {
		where = fmt.Sprintf("row %d", f.Row)
	}
	if f.Column != "" {
		where += ", " + f.Column
	}
	return where + ": " + f.Reason
}

// Collect reads rows to the end. It returns the incidents of those without faults
// and all faults in the order of the file.
func Collect(rows iter.Seq[Row]) ([]geo.Incident, []Fault) {
	var incidents []geo.Incident
	var faults []Fault
	for row := range rows {
		if len(row.Faults) > 0 {
			faults = append(faults, row.Faults...)
			continue
		}
		incidents = append(incidents, row.Incident)
	}
	return incidents, faults
}

// reading is the state of one pass over a file.
type reading struct {
	Options
	yield   func(Row) bool
	rows    int
	faults  int
	unknown map[string]bool // columns already reported
	seen    map[string]int  // row by id and by external_id
	stopped bool
}

func newReading(o Options, yield func(Row) bool) *reading {
	if o.Dataset == "" {
		o.Dataset = "import"
	}
	for _, limit := range []struct {
		value   *int
		initial int
	}{{&o.MaxRow, DefaultMaxRow}, {&o.MaxRows, DefaultMaxRows}, {&o.MaxFaults, DefaultMaxFaults}} {
		if *limit.value <= 0 {
			*limit.value = limit.initial
		}
	}
	return &reading{Options: o, yield: yield, unknown: map[string]bool{}, seen: map[string]int{}}
}

// emit hands a row on, its faults cut to what is left of the limit, and reports
// whether to read on.
func (r *reading) emit(row Row) bool {
	if r.stopped {
		return false
	}
	left := r.MaxFaults - r.faults
	full := len(row.Faults) >= left
	if full {
		row.Faults = append(row.Faults[:left:left], Fault{Reason: fmt.Sprintf("%d faults were found; what follows was not read", r.MaxFaults)})
	}
	r.faults += len(row.Faults)
	r.stopped = !r.yield(row) || full
	return !r.stopped
}

// stop hands on a fault after which the file cannot be read on.
func (r *reading) stop(row int, column, format string, args ...any) {
	var f faults
	f.add(row, column, format, args...)
	r.emit(Row{Number: row, Faults: f})
	r.stopped = true
}

// begin counts a row and reports whether it may still be read.
func (r *reading) begin(row int) bool {
	if r.rows++; r.rows > r.MaxRows {
		r.stop(row, "", "the file has more than %d rows", r.MaxRows)
		return false
	}
	return true
}

// finish completes a row by the model's own checks, and that no other row has its id.
func (r *reading) finish(number int, in geo.Incident, found faults, column func(field string) string) bool {
	row := r.checked(number, in, found, column)
	if len(found) == 0 {
		found = row.Faults
		r.once(number, "id", in.ID, &found)
		r.once(number, "external_id", in.ExternalID, &found)
		row.Faults = found
	}
	return r.emit(row)
}

// checked completes a row so far without faults by the dataset and the model's own
// checks.
func (o Options) checked(number int, in geo.Incident, found faults, column func(field string) string) Row {
	if len(found) == 0 {
		if in.Dataset == "" {
			in.Dataset = o.Dataset
		}
		var problems geo.Problems
		if errors.As(in.Validate(o.Parties), &problems) {
			for _, p := range problems {
				found.add(number, column(p.Field), "%s", p.Message)
			}
		}
	}
	return Row{Number: number, Incident: in, Faults: found}
}

func (r *reading) once(row int, column, value string, found *faults) {
	if value == "" {
		return
	}
	key := column + " " + value
	if first, ok := r.seen[key]; ok {
		found.add(row, column, "%q is that of row %d too", value, first)
		return
	}
	r.seen[key] = row
}

// faults collects what is wrong with one row.
type faults []Fault

// maxReason is the most a reason may hold, in characters: it quotes the input.
const maxReason = 300

func (f *faults) add(row int, column, format string, args ...any) {
	*f = append(*f, Fault{Row: row, Column: cut(column, 100), Reason: cut(fmt.Sprintf(format, args...), maxReason)})
}

// cut shortens text to some characters.
func cut(text string, most int) string {
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "..."
		}
	}
	return text
}
