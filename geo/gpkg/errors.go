package gpkg

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// Errors a caller can act on. They are found by SQLite's result codes, never
// by its messages; see https://www.sqlite.org/rescode.html.
var (
	// ErrFull says that the volume or the quota is full. Reads go on, and
	// writes work again once there is space.
	ErrFull = errors.New("gpkg: no space left for the database")
	// ErrReadOnly says that the file, its folder or the connection cannot be
	// written.
	ErrReadOnly = errors.New("gpkg: the database is read-only")
	// ErrBusy says that another process held the write lock for longer than
	// the busy timeout. Trying again later may work.
	ErrBusy = errors.New("gpkg: the database is locked by another process")
	// ErrDamaged says that the file contradicts itself.
	ErrDamaged = errors.New("gpkg: the database is damaged")
	// ErrNotADatabase says that the file is not a SQLite database.
	ErrNotADatabase = errors.New("gpkg: not a SQLite database")
	// ErrConstraint says that a row breaks a constraint of its table.
	ErrConstraint = errors.New("gpkg: a constraint refuses the row")
	// ErrUnique says, beside ErrConstraint, that a key is taken.
	ErrUnique = errors.New("gpkg: the key is taken")
	// ErrForeignKey says, beside ErrConstraint, that a row refers to one that
	// does not exist, or that is still referred to.
	ErrForeignKey = errors.New("gpkg: a reference has no target")
	// ErrCannotOpen says that the file, or a file SQLite needs beside it,
	// cannot be opened.
	ErrCannotOpen = errors.New("gpkg: the database cannot be opened")

	// ErrExists says that a file which would be overwritten exists.
	ErrExists = errors.New("gpkg: the file exists")
	// ErrTooLarge says that a file would get larger than it may.
	ErrTooLarge = errors.New("gpkg: the file would be too large")
	// ErrAbsent says that there is no file of that name.
	ErrAbsent = errors.New("gpkg: no such file")
	// ErrNotAGeoPackage says that the file is a SQLite database of another
	// kind, or an empty one.
	ErrNotAGeoPackage = errors.New("gpkg: not a GeoPackage")
	// ErrNewer says that the GeoPackage is of a version this program does not
	// know.
	ErrNewer = errors.New("gpkg: a newer GeoPackage")
	// ErrLocked says that another server has the file, see Lock.
	ErrLocked = errors.New("gpkg: in use by another server")
	// ErrGeometry says that a blob is not a geometry this package reads.
	ErrGeometry = errors.New("gpkg: unreadable geometry")
)

// SQLite primary result codes, the low byte of an extended code.
const (
	codeBusy       = 5
	codeReadOnly   = 8
	codeCorrupt    = 11
	codeFull       = 13
	codeCantOpen   = 14
	codeConstraint = 19
	codeNotADB     = 26
)

// SQLite extended result codes.
const (
	codeForeignKey = codeConstraint | 3<<8
	codePrimaryKey = codeConstraint | 6<<8
	codeUnique     = codeConstraint | 8<<8
	codeRowID      = codeConstraint | 10<<8
)

var byPrimaryCode = map[int]error{
	codeBusy:       ErrBusy,
	codeReadOnly:   ErrReadOnly,
	codeCorrupt:    ErrDamaged,
	codeFull:       ErrFull,
	codeCantOpen:   ErrCannotOpen,
	codeConstraint: ErrConstraint,
	codeNotADB:     ErrNotADatabase,
}

var byExtendedCode = map[int]error{
	codeForeignKey: ErrForeignKey,
	codePrimaryKey: ErrUnique,
	codeUnique:     ErrUnique,
	codeRowID:      ErrUnique,
}

// Translate gives an error of the SQLite library the meaning of this package:
// errors.Is finds ErrFull, ErrBusy and the others in the result. Write and Read
// translate what they return; code that looks at an error inside them calls
// Translate itself. Any other error, and one already translated, comes back as
// it is.
func Translate(err error) error {
	var low *sqlite.Error
	if !errors.As(err, &low) {
		return err
	}
	primary, known := byPrimaryCode[low.Code()&0xff]
	if !known || errors.Is(err, primary) {
		return err
	}
	if extended, ok := byExtendedCode[low.Code()]; ok {
		return fmt.Errorf("%w: %w: %w", primary, extended, err)
	}
	return fmt.Errorf("%w: %w", primary, err)
}

// hasCode reports whether err comes from SQLite with one of these primary
// result codes.
func hasCode(err error, codes ...int) bool {
	var low *sqlite.Error
	if !errors.As(err, &low) {
		return false
	}
	for _, code := range codes {
		if low.Code()&0xff == code {
			return true
		}
	}
	return false
}

var (
	errCutOff    = errors.New("it is cut off")
	errNotFinite = errors.New("a coordinate is not finite")
)
