package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"
)

// Create makes a new, empty GeoPackage and opens it for writing. The file
// appears complete or not at all, and an existing one is ErrExists. Only its
// owner can read and write it until somebody widens that (mode 0600).
func Create(path string, options Options) (*DB, error) {
	if options.ReadOnly {
		return nil, fmt.Errorf("create %s: %w", path, ErrReadOnly)
	}
	if err := prepare(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("%w: %s", ErrExists, path)
	}
	if err := placeNew(path, writeEmpty); err != nil {
		return nil, fmt.Errorf("create %s: %w", path, Translate(err))
	}
	return Open(path, options)
}

// writeEmpty writes the core tables without a write-ahead log, so that the
// header on the disk says what the file is from its first day: Look relies on
// it.
func writeEmpty(path string) error {
	name := dsn(path, url.Values{"mode": {"rwc"}}, time.Second, "page_size(4096)", "synchronous(FULL)",
		fmt.Sprintf("application_id(%d)", ApplicationID), fmt.Sprintf("user_version(%d)", UserVersion))
	pool, err := openPool(name, 1)
	if err != nil {
		return err
	}
	return errors.Join(writeCore(pool), pool.Close())
}

func writeCore(pool *sql.DB) error {
	ctx := context.Background()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := createCore(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}
