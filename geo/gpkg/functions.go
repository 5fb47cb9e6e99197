package gpkg

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	"modernc.org/sqlite"
)

// prepare makes the SQLite library ready, once, before the first file is
// opened: both settings act only on what is opened later.
var prepare = sync.OnceValue(func() error {
	// Locks that belong to the open file, not to the process: otherwise any
	// os.Open and Close of the database file in this process would silently
	// drop SQLite's locks. Only Linux has them; elsewhere nothing but Look,
	// which then must run before Open, may touch the file.
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return fmt.Errorf("gpkg: set the kind of file locks: %w", err)
	}
	return registerFunctions()
})

// registerFunctions adds the SQL functions which the R-tree triggers call
// (GeoPackage 1.4, annex F.3) to every connection of this process.
func registerFunctions() error {
	functions := map[string]func(extent) driver.Value{
		"ST_MinX": func(e extent) driver.Value { return e.min[0] },
		"ST_MaxX": func(e extent) driver.Value { return e.max[0] },
		"ST_MinY": func(e extent) driver.Value { return e.min[1] },
		"ST_MaxY": func(e extent) driver.Value { return e.max[1] },
	}
	for name, value := range functions {
		err := sqlite.RegisterDeterministicScalarFunction(name, 1,
			func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
				e, ok := extentOf(args[0])
				if !ok {
					return nil, nil
				}
				return value(e), nil
			})
		if err != nil {
			return fmt.Errorf("gpkg: register %s: %w", name, err)
		}
	}
	err := sqlite.RegisterDeterministicScalarFunction("ST_IsEmpty", 1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			if args[0] == nil {
				return nil, nil
			}
			_, ok := extentOf(args[0])
			return boolInt(!ok), nil
		})
	if err != nil {
		return fmt.Errorf("gpkg: register ST_IsEmpty: %w", err)
	}
	return nil
}

// extentOf is the bounds of a geometry blob, and false for NULL, for an empty
// geometry, and for a value that is no geometry. The last is treated like an
// empty one, not as an error, so that each trigger keeps the index true (no row
// for it) and a bad geometry that came from outside can still be replaced or
// deleted. The bounds come from the coordinates: an envelope that lies would
// otherwise hide the row from every search.
func extentOf(value driver.Value) (extent, bool) {
	blob, ok := value.([]byte)
	if !ok {
		return extent{}, false
	}
	h, err := parseHeader(blob)
	if err != nil || h.empty {
		return extent{}, false
	}
	e, err := scanWKB(h.body)
	return e, err == nil && e.points > 0
}

// boolInt is SQL's boolean.
func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
