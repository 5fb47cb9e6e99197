package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"
)

// buildPageSize is the size of a page of a file that Build makes, in bytes.
const buildPageSize = 4096

// Build makes a new GeoPackage in one go: fn fills it, in one transaction, and the
// file is then complete in itself, without a journal. The same calls give the same
// bytes, but for what asks for the time: see Stamp. A path that exists is ErrExists; a
// file that would get larger than maxBytes (0 is no limit) is ErrTooLarge. After an
// error there is no file. Nothing is synced to the disk.
//
// Nobody else may open the file before Build returns: it keeps no journal, since what
// fails is thrown away.
func Build(ctx context.Context, path string, maxBytes int64, fn func(*sql.Tx) error) error {
	if err := prepare(); err != nil {
		return err
	}
	if err := reserve(path); err != nil {
		return err
	}
	err := build(ctx, path, maxBytes, fn)
	if err != nil {
		err = errors.Join(fmt.Errorf("build %s: %w", path, because(ctx, err)), os.Remove(path))
	}
	return err
}

// reserve makes an empty file, which SQLite takes for a new database. Only its owner
// can read it.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %s", ErrExists, path)
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func build(ctx context.Context, path string, maxBytes int64, fn func(*sql.Tx) error) error {
	pool, err := openPool(buildDSN(path, maxBytes), 1)
	if err != nil {
		return err
	}
	err = buildIn(ctx, pool, fn)
	if errors.Is(Translate(err), ErrFull) && reachedLimit(pool, maxBytes) {
		err = fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	return errors.Join(err, pool.Close())
}

func buildIn(ctx context.Context, pool *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := createCore(ctx, tx); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// reachedLimit tells a file that became too large from a full disk.
func reachedLimit(pool *sql.DB, maxBytes int64) bool {
	var most int64
	err := pool.QueryRow(`PRAGMA max_page_count`).Scan(&most)
	return err == nil && maxBytes > 0 && most == maxPages(maxBytes)
}

func maxPages(maxBytes int64) int64 { return max(1, maxBytes/buildPageSize) }

// buildDSN is the one connection to a file that is being made.
func buildDSN(path string, maxBytes int64) string {
	pragmas := []string{
		fmt.Sprintf("page_size(%d)", buildPageSize),
		fmt.Sprintf("application_id(%d)", ApplicationID), fmt.Sprintf("user_version(%d)", UserVersion),
		"journal_mode(OFF)",
		"synchronous(OFF)",
		"locking_mode(EXCLUSIVE)",
		// What rows leave behind when they move within the file is overwritten with
		// zeros: the bytes follow from the content alone.
		"secure_delete(1)",
		// 16 MiB: rows are appended, so that little is needed again.
		"cache_size(-16384)",
		"temp_store(MEMORY)",
	}
	if maxBytes > 0 {
		pragmas = append(pragmas, fmt.Sprintf("max_page_count(%d)", maxPages(maxBytes)))
	}
	return dsn(path, url.Values{"mode": {"rw"}}, time.Second, pragmas...)
}

// Stamp sets every time at which something of the file is said to have changed: of
// its contents, styles and metadata. A file that is built for a state of the data then
// says when that state came about, and not when the file was made.
func Stamp(ctx context.Context, tx *sql.Tx, at time.Time) error {
	moment := at.UTC().Format("2006-01-02T15:04:05.000Z")
	for _, dated := range []struct{ table, column string }{
		{"gpkg_contents", "last_change"}, {"layer_styles", "update_time"}, {"gpkg_metadata_reference", "timestamp"},
	} {
		if err := stamp(ctx, tx, dated.table, dated.column, moment); err != nil {
			return fmt.Errorf("stamp %s: %w", dated.table, Translate(err))
		}
	}
	return nil
}

// stamp leaves out a table that is not there.
func stamp(ctx context.Context, tx *sql.Tx, table, column, moment string) error {
	names, err := texts(ctx, tx, `SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?`, table)
	if err != nil || len(names) == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE `+identifier(table)+` SET `+identifier(column)+` = ?`, moment)
	return err
}
