package gazetteer

import "fmt"

// Fault is what is wrong with one line of a file.
type Fault struct {
	File  int    // which of the files that New was given, from 0
	Line  int    // from 1
	Place string // id of the line's place; "" where none was read
	Err   error
}

// Error tells the line, not the file: only the caller knows its name.
func (f *Fault) Error() string {
	return fmt.Sprintf("gazetteer: line %d: %s", f.Line, f.Sentence())
}

// Unwrap returns what is wrong without saying where.
func (f *Fault) Unwrap() error { return f.Err }

// fault says what is wrong with a row.
func (r row) fault(format string, args ...any) *Fault {
	return &Fault{File: r.file, Line: r.line, Place: r.ID, Err: fmt.Errorf(format, args...)}
}

// Sentence tells what is wrong without the line.
func (f *Fault) Sentence() string {
	if f.Place == "" {
		return f.Err.Error()
	}
	return fmt.Sprintf("place %q: %v", f.Place, f.Err)
}
