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

// History tells how an incident came to be what it is.
type History interface {
	// Revisions returns the public revisions of an incident by id, oldest first, as
	// public up to now. It is ENOTFOUND if none was ever public.
	Revisions(ctx context.Context, id string) ([]*Revision, error)
}

// Record is the store behind a Reader.
type Record interface {
	History

	// Load calls each with the revisions of incidents, nil for all, that readers see
	// or have seen up to now: those whose PublicFrom has come and whose public span is
	// not empty. Revisions of one incident come one after the other, oldest first; the
	// incidents come in no order. Withdrawn ones are among them, as tombstones. It
	// stops at the first error.
	Load(ctx context.Context, ids []string, each func(*Revision) error) error

	// Mark returns where the record stands.
	Mark(ctx context.Context) (Mark, error)

	// Since returns which incidents readers may see otherwise than at a mark. It is
	// false if any may differ: the mark is of another database, or what was registered
	// has changed since.
	Since(ctx context.Context, m Mark) (c Change, known bool, err error)

	// Areas calls each with the areas of some ids, nil for all, ordered by id. One that
	// is not there is left out. It stops at the first error.
	Areas(ctx context.Context, ids []string, each func(*Area) error) error

	// Registry returns the parties and series.
	Registry(ctx context.Context) (Parties, map[string]Series, error)
}

// Mark is a point in the life of a record.
type Mark struct {
	Epoch    string    // of the database
	Edition  int64     // Edition.Number
	Revision int64     // of the last revision written, in the record's own count
	Audit    int64     // of the last entry of the audit
	At       time.Time // by the record's clock
}

// Change tells which incidents differ between two editions.
type Change struct {
	Edition   Edition
	Incidents []string // ids; nil means all may differ
	Purged    bool     // of some of them, what was public before must be forgotten everywhere
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
	New      bool      // the incident must not be there yet: ECONFLICT if its id or external_id is known
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
