package geo

import (
	"context"
	"time"
)

// Revision is one recorded version of an incident. Revisions are never changed,
// only ended by the next one.
type Revision struct {
	Number     int       // 1 for the first of its incident
	Recorded   time.Time // when the desk, an import or an outside edit made it
	PublicFrom time.Time // since when readers may see it; zero: never public
	PublicTo   time.Time // until when, not included; zero: still
	Origin     string    // Origins
	Change     string    // ChangeClasses, or empty for the first
	Note       string    // what changed, for readers
	Correction string    // note of the last correction or clarification up to here
	Incident   Incident
}

// Origins are how a revision came about.
var Origins = CodeList{"origin", []Code{
	{"desk", "made by the desk"},
	{"import", "came with an import"},
	{"starter", "one of the starter incidents"},
	{"outside", "edited outside, in the database file itself"},
	{"generated", "made up by the generator"},
}}

// Edition tells one state of the public data from another.
type Edition struct {
	Epoch   string    // random, of the database file; new after a restore
	Number  int64     // raised by each public change
	Changed time.Time // when it was raised last
	Since   time.Time // when the record begins; KnownAt before it is empty
}

// Page is one answer to a Query.
type Page struct {
	Edition  Edition
	Features []*Feature // in the order Newer
	Matched  int        // how many match in all; -1 if not counted
	Next     *Cursor    // nil on the last page
}

// Reader answers questions of the public. It never shows what is not public at the
// time asked for.
type Reader interface {
	// Items returns one page. A Cursor of another question or database, and a
	// KnownAt in the future, are EINVALID.
	Items(ctx context.Context, q Query) (Page, error)

	// Scan calls each with every feature that answers a question, in the order Newer
	// and all of one edition, until it returns false. Cursor, Offset and Limit do not
	// count. It returns that edition.
	Scan(ctx context.Context, q Query, each func(*Feature) bool) (Edition, error)

	// Item returns one incident as public at an instant, zero for now, by id, slug
	// or alias. It is ENOTFOUND if there is none, and EGONE if it was withdrawn.
	Item(ctx context.Context, id string, knownAt time.Time) (*Feature, error)

	// Areas returns the areas that features public now refer to and whose box
	// touches bbox (nil for all), ordered by id.
	Areas(ctx context.Context, bbox *BBox) ([]*Area, error)

	// Area returns one area by id, or ENOTFOUND.
	Area(ctx context.Context, id string) (*Area, error)

	// Edition returns the state of the public data now.
	Edition() Edition

	// Parties returns the registry of parties. The caller must not change it.
	Parties() Parties

	// Series returns a series by id, and false if there is none.
	Series(id string) (Series, bool)
}

// History tells how an incident came to be what it is.
type History interface {
	// Revisions returns the public revisions of an incident by id, oldest first, as
	// public up to now. It is ENOTFOUND if none was ever public.
	Revisions(ctx context.Context, id string) ([]*Revision, error)
}

// Record is the store behind a Reader.
type Record interface {
	History

	// Load calls each with every revision public at an instant, in no order.
	// Withdrawn incidents are among them, as tombstones. It stops at the first error.
	Load(ctx context.Context, at time.Time, each func(*Revision) error) error

	// LoadIncidents is Load for some incidents only. An incident with no revision
	// public at that instant is left out.
	LoadIncidents(ctx context.Context, at time.Time, ids []string, each func(*Revision) error) error

	// Superseded calls each with every revision that was public at an instant and
	// is not public now.
	Superseded(ctx context.Context, at time.Time, each func(*Revision) error) error

	// Areas returns all areas.
	Areas(ctx context.Context) ([]*Area, error)

	// Registry returns the parties and series.
	Registry(ctx context.Context) (Parties, map[string]Series, error)
}

// Change tells which incidents differ between two editions.
type Change struct {
	Edition   Edition
	Incidents []string // ids; nil means all may differ
}

// Changes lets a Reader follow the record.
type Changes interface {
	// Subscribe calls notify after each public change, one call at a time, until
	// the returned function is called. Notify must return soon.
	Subscribe(notify func(Change)) (cancel func())

	// Edition returns the state of the public data now.
	Edition() Edition
}

// Entry is one incident to be written.
type Entry struct {
	Incident Incident
	Change   string    // ChangeClasses; empty takes "update" for an incident that exists
	Note     string    // for readers
	Recorded time.Time // zero is now; only a new incident may be recorded in the past
}

// Batch is a set of entries written in one transaction: all or none.
type Batch struct {
	Origin  string // Origins
	Author  string // for the audit; never public
	Parties []Party
	Series  []Series
	Entries []Entry
}

// Writer changes the record. Every method returns when the change is on disk.
type Writer interface {
	// Write stores a batch. An incident is new if neither its id nor its
	// external_id is known; an entry that changes nothing is left alone. It returns
	// the ids in the order of the entries. Problems of entry i are wrapped in an
	// error whose Field begins with "entries[i].".
	Write(ctx context.Context, b Batch) ([]string, error)

	// Remove takes every incident of a dataset out of the record with all its
	// revisions, and returns how many. The audit keeps their hashes.
	Remove(ctx context.Context, dataset, author string) (int, error)
}
