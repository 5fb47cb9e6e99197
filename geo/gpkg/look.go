package gpkg

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Kind is what Look takes a file for.
type Kind int

// The kinds, from nothing to a GeoPackage this package can open.
const (
	Absent        Kind = iota // there is no file
	Empty                     // a file of no bytes
	NotSQLite                 // anything but a SQLite database
	NotGeoPackage             // a SQLite database of another application
	Newer                     // a GeoPackage of a version after 1.4
	Damaged                   // a GeoPackage that is cut off or contradicts itself
	GeoPackage                // a GeoPackage of version 1.2, 1.3 or 1.4
)

var kindNames = [...]string{
	"no file", "an empty file", "not a SQLite database", "not a GeoPackage",
	"a newer GeoPackage", "a damaged GeoPackage", "a GeoPackage",
}

// String is the kind in words.
func (k Kind) String() string { return kindNames[k] }

// Sight is what Look saw.
type Sight struct {
	Path          string
	Kind          Kind
	ApplicationID uint32 // ApplicationID in a GeoPackage; 0 unless it is SQLite
	UserVersion   uint32 // 10400 is GeoPackage 1.4.0; 0 unless it is SQLite
	Size          int64  // bytes of the file without its log

	// Log says that an unfinished log (-wal or -journal) lies beside the file:
	// another process has it open, or the last one stopped uncleanly. The file
	// alone is then not the whole database, and its pages were not looked at.
	// Opening it recovers it; QuickCheck tells whether it is whole.
	Log bool

	detail string // what is wrong, for Err
}

// Err says in one sentence why the file cannot be opened as a GeoPackage, or is
// nil. It is one of ErrAbsent, ErrNotADatabase, ErrNotAGeoPackage, ErrNewer and
// ErrDamaged.
func (s Sight) Err() error {
	kinds := map[Kind]error{
		Absent: ErrAbsent, Empty: ErrNotAGeoPackage, NotSQLite: ErrNotADatabase,
		NotGeoPackage: ErrNotAGeoPackage, Newer: ErrNewer, Damaged: ErrDamaged,
	}
	err, bad := kinds[s.Kind]
	switch {
	case !bad:
		return nil
	case s.detail == "":
		return fmt.Errorf("%w: %s", err, s.Path)
	}
	return fmt.Errorf("%w: %s: %s", err, s.Path, s.detail)
}

// Look says what a file is without changing a byte of it and without leaving a
// file beside it. It is meant to run before the first Open: opening for writing
// rewrites the header of whatever it finds. The error is about looking (no
// permission, a folder); what was seen is in Sight, see Sight.Err.
//
// Reading a database file behind SQLite's back is a known trap: with POSIX
// locks, which belong to the process, closing any descriptor of the file drops
// every lock SQLite holds on it, and another process may then write at the same
// time. Look does not fall into it: before the first Open there is no lock to
// drop, and after it the locks are of the kind that belongs to the open file
// (see prepare), where there is such a kind.
func Look(path string) (Sight, error) {
	s := Sight{Path: path}
	if err := prepare(); err != nil {
		return s, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("look at the database: %w", err)
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for a writer
		return s, fmt.Errorf("look at the database: %s is not a regular file", path)
	}
	s.Size = info.Size()
	s.Log = hasLog(path)
	if s.Size == 0 {
		s.Kind, s.detail = Empty, "the file is empty"
		return s, nil
	}
	head, err := readHead(path)
	if err != nil {
		return s, fmt.Errorf("look at the database: %w", err)
	}
	s.judgeHeader(head)
	if s.Kind == GeoPackage && !s.Log {
		return s, s.judgePages(head)
	}
	return s, nil
}

// hasLog reports whether a write-ahead log or a rollback journal with something
// in it lies beside the file.
func hasLog(path string) bool {
	for _, suffix := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(path + suffix); err == nil && info.Size() > 0 {
			return true
		}
	}
	return false
}

// The header of a SQLite database, https://www.sqlite.org/fileformat2.html
// section 1.3; all numbers are big endian.
const (
	headSize        = 100
	headMagic       = "SQLite format 3\x00"
	atPageSize      = 16 // two bytes; 1 is 65536
	atChangeCounter = 24
	atPageCount     = 28 // true if the change counter equals the one at 92
	atUserVersion   = 60
	atApplicationID = 68
	atValidFor      = 92
)

// readHead reads the first 100 bytes, or all there are.
func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

// judgeHeader decides from the header. It is true also where the newest pages
// are in a log: Create writes the identification before there is one, and it
// never changes.
func (s *Sight) judgeHeader(head []byte) {
	const oldest, next = 10200, 10500
	switch {
	case !bytes.HasPrefix(head, []byte(headMagic)):
		s.Kind, s.detail = NotSQLite, "it does not begin as a SQLite database does"
		return
	case len(head) < headSize:
		s.Kind, s.detail = Damaged, "it is cut off within its header"
		return
	}
	s.ApplicationID = binary.BigEndian.Uint32(head[atApplicationID:])
	s.UserVersion = binary.BigEndian.Uint32(head[atUserVersion:])
	switch {
	case s.ApplicationID != ApplicationID:
		s.Kind = NotGeoPackage
		s.detail = fmt.Sprintf("its application id is 0x%08x, not 0x%08x", s.ApplicationID, uint32(ApplicationID))
	case s.UserVersion < oldest:
		s.Kind = NotGeoPackage
		s.detail = fmt.Sprintf("its user version is %d, no GeoPackage version", s.UserVersion)
	case s.UserVersion >= next:
		s.Kind = Newer
		s.detail = fmt.Sprintf("its user version is %d, and this program knows GeoPackage up to 1.4", s.UserVersion)
	default:
		s.Kind = GeoPackage
	}
}

// judgePages looks for damage that shows without reading the whole file: a
// length that does not fit, a schema that cannot be read, gpkg tables that are
// missing. It is not called when there is a log, for two reasons: an immutable
// connection ignores the log, so it would judge old pages, perhaps half
// replaced by a checkpoint; and any other connection would make or change the
// files beside the database.
func (s *Sight) judgePages(head []byte) error {
	page := int64(binary.BigEndian.Uint16(head[atPageSize:]))
	if page == 1 {
		page = 65536
	}
	if page < 512 || page&(page-1) != 0 {
		s.Kind, s.detail = Damaged, fmt.Sprintf("its page size is %d", page)
		return nil
	}
	counted := bytes.Equal(head[atChangeCounter:atChangeCounter+4], head[atValidFor:atValidFor+4])
	pages := int64(binary.BigEndian.Uint32(head[atPageCount:]))
	if counted && s.Size < pages*page {
		s.Kind, s.detail = Damaged, fmt.Sprintf("it is cut off: %d of %d bytes", s.Size, pages*page)
		return nil
	}
	err := s.readSchema()
	if hasCode(err, codeCorrupt, codeNotADB) {
		s.Kind, s.detail = Damaged, err.Error()
		return nil
	}
	return err
}

// readSchema opens the file as immutable: no lock, no log, nothing written.
func (s *Sight) readSchema() error {
	pool, err := openPool(immutableDSN(s.Path, time.Second), 1)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	const query = `
		SELECT count(*) FROM sqlite_master WHERE type = 'table'
		AND name IN ('gpkg_spatial_ref_sys', 'gpkg_contents')`
	var tables int
	err = errors.Join(pool.QueryRowContext(context.Background(), query).Scan(&tables), pool.Close())
	if err == nil && tables != 2 {
		s.Kind, s.detail = Damaged, "it has no gpkg_contents or no gpkg_spatial_ref_sys"
	}
	return err
}
