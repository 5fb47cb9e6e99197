package gpkg

import (
	"fmt"
	"net/url"
	"path/filepath"
	"time"
)

// The settings of a connection travel in its data source name, so that every
// connection a pool opens, now or later, has all of them. The driver runs
// busy_timeout before the other pragmas: they may already meet a lock.

// writerDSN is the one connection that writes.
func writerDSN(path string, busy time.Duration) string {
	return dsn(path, url.Values{
		// Never create: Create does that, on purpose.
		"mode": {"rw"},
		// Take the write lock when a transaction begins. A transaction that
		// reads first and then has to upgrade fails at once when GDAL wrote in
		// between, however long the busy timeout is.
		"_txlock": {"immediate"},
	}, busy,
		// Readers go on while one writes, and a reader never stops the writer.
		"journal_mode(WAL)",
		// A commit is on the disk before it is acknowledged. NORMAL would lose
		// the last commits of a write-ahead log at power loss.
		"synchronous(FULL)",
		// SQLite checks references only when asked to.
		"foreign_keys(1)",
		// A row deleted by REPLACE fires its delete triggers, without which it
		// would stay behind in the R-tree.
		"recursive_triggers(1)",
		// 64 MiB of pages: the upper levels of every index stay in memory
		// during an import.
		"cache_size(-65536)",
		// What a statement or a savepoint would have to undo is kept in memory, not in
		// a file.
		"temp_store(MEMORY)",
		// Checkpoint every 16 MiB of log: fewer, larger ones in an import.
		"wal_autocheckpoint(4000)",
	)
}

// readerDSN is a connection of the reading pool. It only works while the files
// of the write-ahead log are there or can be made, see immutableDSN.
func readerDSN(path string, busy time.Duration) string {
	return dsn(path, url.Values{"mode": {"ro"}}, busy, readerPragmas...)
}

// tidyReaderDSN is a reader where this process has no writer and the file no
// log. A WAL database needs two files beside it while it is open, and only a
// connection that could write removes them when the last one closes; query_only
// keeps this one from writing.
func tidyReaderDSN(path string, busy time.Duration) string {
	return dsn(path, url.Values{"mode": {"rw"}}, busy, readerPragmas...)
}

// immutableDSN is a reader that takes no locks and needs no file beside the
// database. It ignores a write-ahead log and sees nothing of later changes, so
// it is right only where there is no log and nobody writes.
func immutableDSN(path string, busy time.Duration) string {
	return dsn(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}, busy, readerPragmas...)
}

var readerPragmas = []string{
	// A statement that writes fails at once, whatever the mode is.
	"query_only(1)",
	// Read pages where the system's cache holds them instead of copying them:
	// about twice as fast on large answers. The value is the library's cap, 2 GB.
	"mmap_size(2147418112)",
	// 8 MiB: mapped pages need no copy, only those still in the log do.
	"cache_size(-8192)",
}

// dsn builds the name. A URI, because only there mode and immutable have a
// meaning, with an absolute path, so that no character of it is taken for
// syntax and a later change of folder does not matter.
func dsn(path string, query url.Values, busy time.Duration, pragmas ...string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	path = filepath.ToSlash(path)
	if path[0] != '/' { // a Windows drive letter
		path = "/" + path
	}
	query["_pragma"] = append([]string{fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds())}, pragmas...)
	// Report the error of the operation that failed, not of the one before.
	query.Set("_error_rc", "1")
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode(), OmitHost: true}).String()
}
