package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// Options are the choices of Open.
type Options struct {
	// ReadOnly opens no connection that writes. On a folder that cannot be
	// written the file is then read as it lies, without locks, provided it has
	// no write-ahead log; nobody may write it meanwhile.
	ReadOnly bool

	// Readers is how many transactions may read at the same time; 0 is twice
	// the number of processors.
	Readers int

	// BusyTimeout is how long a statement waits for another process (GDAL,
	// QGIS) to give up the write lock before ErrBusy; 0 is five seconds. The
	// wait does not end early when the context does.
	BusyTimeout time.Duration
}

func (o Options) withDefaults() Options {
	if o.Readers <= 0 {
		o.Readers = 2 * runtime.GOMAXPROCS(0)
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 5 * time.Second
	}
	return o
}

// DB is an open GeoPackage: one connection that writes, behind which writers
// queue in Go, a pool that reads, and one that watches for changes. It is safe
// for concurrent use.
//
// While a DB is open nothing else in the process may open the file by other
// means, except Look; a copy to serve or to keep is made by Backup.
type DB struct {
	path    string
	options Options
	writer  *sql.DB // nil when read-only
	readers *sql.DB
	watch   watch

	immutable bool // read as it lies, without locks

	closing sync.Once
	closed  error
}

// Open opens a GeoPackage which exists. Look at it first: opening for writing
// changes a file, even a damaged one, and turns an empty one into a database.
// Only the caller's Lock keeps a second server out.
func Open(path string, options Options) (*DB, error) {
	if err := prepare(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrAbsent, path)
	}
	db := &DB{path: path, options: options.withDefaults()}
	open := db.openBoth
	if options.ReadOnly {
		open = db.openReaders
	}
	if err := open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, Translate(err)), db.closePools())
	}
	return db, nil
}

// openBoth opens the writer first: it puts the file into WAL mode and makes the
// shared memory file which read-only connections need to find.
func (db *DB) openBoth() error {
	var err error
	if db.writer, err = openPool(writerDSN(db.path, db.options.BusyTimeout), 1); err != nil {
		return err
	}
	return db.openReading(readerDSN)
}

// openReaders opens a file which this process will not write.
func (db *DB) openReaders() error {
	if hasLog(db.path) {
		// It may hold newer pages than the file, and stays as it is.
		return db.openReading(readerDSN)
	}
	// Take part in the locking, to see what others write.
	err := db.openReading(tidyReaderDSN)
	if !hasCode(err, codeCantOpen, codeReadOnly) {
		return err
	}
	// SQLite could not make the files a WAL database needs beside it. Without
	// a log the file is complete in itself, and nobody can write it here.
	if err := db.closePools(); err != nil {
		return err
	}
	db.immutable = true
	return db.openReading(immutableDSN)
}

func (db *DB) openReading(name func(string, time.Duration) string) error {
	var err error
	if db.readers, err = openPool(name(db.path, db.options.BusyTimeout), db.options.Readers); err != nil {
		return err
	}
	db.watch.pool, err = openPool(name(db.path, db.options.BusyTimeout), 1)
	return err
}

// openPool opens a pool and proves with one connection that it works, down to
// reading the schema.
func openPool(name string, size int) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	var tables int
	err = pool.QueryRow(`SELECT count(*) FROM sqlite_master`).Scan(&tables)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return pool, nil
}

// Path is the path Open was given.
func (db *DB) Path() string { return db.path }

// ReadOnly reports whether the database was opened without a writer.
func (db *DB) ReadOnly() bool { return db.writer == nil }

// Write runs fn in a transaction that holds the write lock from its beginning,
// and commits if fn returns nil; when Write returns nil the change is on the
// disk. Any error, and a panic in fn, rolls everything back. Transactions of
// this process run one after the other; waiting for them ends with ctx, waiting
// for another process ends with the busy timeout. Errors are translated.
func (db *DB) Write(ctx context.Context, fn func(*sql.Tx) error) error {
	if db.writer == nil {
		return ErrReadOnly
	}
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return because(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := fn(tx); err != nil {
		return because(ctx, err)
	}
	return because(ctx, tx.Commit())
}

// Read runs fn in a transaction that reads one state of the database: the one
// at its first SELECT, whatever is written meanwhile. A long one keeps the
// write-ahead log from being emptied. Errors are translated.
func (db *DB) Read(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return because(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	return because(ctx, fn(tx))
}

// because translates an error. A statement that SQLite cut short, and a
// transaction that was rolled back, since ctx ended is blamed on ctx.
func because(ctx context.Context, err error) error {
	const codeInterrupt = 9
	if ctx.Err() != nil && (hasCode(err, codeInterrupt) || errors.Is(err, sql.ErrTxDone)) {
		return fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	return Translate(err)
}

// Checkpoint moves the write-ahead log into the database file and empties it.
// It waits for readers as long as the busy timeout allows; false means that
// some of the log is left because another connection still needs it.
func (db *DB) Checkpoint(ctx context.Context) (bool, error) {
	if db.writer == nil {
		return false, ErrReadOnly
	}
	var busy, frames, moved int
	err := db.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	return busy == 0, because(ctx, err)
}

// QuickCheck reads the whole file and says ErrDamaged with what it found if the
// pages, the rows and the constraints do not fit. Its time grows with the file,
// and it stops with ctx.
func (db *DB) QuickCheck(ctx context.Context) error {
	return db.pragmaCheck(ctx, `PRAGMA quick_check(10)`)
}

// IntegrityCheck is QuickCheck, and also compares every index with its table.
func (db *DB) IntegrityCheck(ctx context.Context) error {
	return db.pragmaCheck(ctx, `PRAGMA integrity_check(10)`)
}

func (db *DB) pragmaCheck(ctx context.Context, pragma string) error {
	findings, err := texts(ctx, db.readers, pragma)
	switch {
	case err != nil:
		return because(ctx, err)
	case len(findings) == 1 && findings[0] == "ok":
		return nil
	}
	return fmt.Errorf("%w: %s: %q", ErrDamaged, db.path, findings)
}

// Close ends all connections. It first empties the write-ahead log, and SQLite
// removes it with the last connection, unless another process has the file
// open: then the log stays, and nothing is lost. End all transactions before: one
// that still runs keeps its connection, and with it the log, until it ends.
// Closing again does nothing.
func (db *DB) Close() error {
	db.closing.Do(func() { db.closed = db.close() })
	return db.closed
}

func (db *DB) close() error {
	err := errors.Join(db.watch.close(), closePool(db.readers))
	if db.writer != nil {
		_, cerr := db.Checkpoint(context.Background())
		err = errors.Join(err, cerr)
	}
	return errors.Join(err, db.closePools())
}

func (db *DB) closePools() error {
	return errors.Join(db.watch.close(), closePool(db.readers), closePool(db.writer))
}

// closePool closes a pool that may not have been opened, or be closed already.
func closePool(pool *sql.DB) error {
	if pool == nil {
		return nil
	}
	return pool.Close()
}

// DataVersion is a number that changes when, since the last call, any other
// connection committed to the file: another process, or this one's own Write,
// which the number cannot tell apart. It means nothing but that it changed, and
// nothing across Opens. SQLite counts commits relative to one connection, so
// DataVersion keeps one to itself; if that must be replaced the number changes.
func (db *DB) DataVersion(ctx context.Context) (uint64, error) {
	n, err := db.watch.version(ctx)
	return n, because(ctx, err)
}

// watch is the connection that sees others commit.
type watch struct {
	pool *sql.DB

	mu    sync.Mutex
	conn  *sql.Conn // nil before the first call and after an error
	raw   int64     // what that connection said last
	count uint64
}

func (w *watch) version(ctx context.Context) (uint64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fresh := w.conn == nil
	if fresh {
		conn, err := w.pool.Conn(ctx)
		if err != nil {
			return 0, err
		}
		w.conn = conn
	}
	var raw int64
	if err := w.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&raw); err != nil {
		// The next call starts with another connection, whose numbers do not
		// compare with this one's.
		_ = w.conn.Close()
		w.conn = nil
		return 0, err
	}
	if fresh || raw != w.raw {
		w.count++
	}
	w.raw = raw
	return w.count, nil
}

func (w *watch) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.conn != nil {
		err = w.conn.Close()
		w.conn = nil
	}
	return errors.Join(err, closePool(w.pool))
}

// querier is what a pool and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// texts is the only column of a query.
func texts(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}
