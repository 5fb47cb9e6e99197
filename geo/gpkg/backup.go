package gpkg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
)

// Backup writes the database as it is now, complete in one file, to dst, while
// others read and write. The copy is compact, keeps every id, is not in WAL
// mode and has passed an integrity check when it gets its name. A dst that
// exists is ErrExists; a new one has mode 0600. Writers are not held up, but the write-ahead log grows
// while a backup runs.
func Backup(ctx context.Context, db *DB, dst string) error {
	if _, err := os.Lstat(dst); err == nil {
		return fmt.Errorf("%w: %s", ErrExists, dst)
	}
	err := placeNew(dst, func(temporary string) error {
		if err := db.vacuumInto(ctx, temporary); err != nil {
			return because(ctx, err)
		}
		return checkCopy(ctx, temporary)
	})
	if err != nil {
		return fmt.Errorf("back up %s to %s: %w", db.path, dst, err)
	}
	return nil
}

// vacuumInto copies through a connection of its own: the readers are
// query_only, which forbids VACUUM even into another file, and the writer has
// better things to do.
func (db *DB) vacuumInto(ctx context.Context, path string) error {
	query := url.Values{"mode": {"ro"}}
	if db.immutable {
		query.Set("immutable", "1")
	}
	pool, err := openPool(dsn(db.path, query, db.options.BusyTimeout, "synchronous(FULL)"), 1)
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, `VACUUM INTO ?`, path)
	return errors.Join(err, pool.Close())
}

// checkCopy reads a copy nobody else knows of yet.
func checkCopy(ctx context.Context, path string) error {
	pool, err := openPool(immutableDSN(path, 0), 1)
	if err != nil {
		return err
	}
	findings, err := texts(ctx, pool, `PRAGMA integrity_check(10)`)
	if err := errors.Join(because(ctx, err), pool.Close()); err != nil {
		return err
	}
	if len(findings) != 1 || findings[0] != "ok" {
		return fmt.Errorf("%w: the copy fails its check: %q", ErrDamaged, findings)
	}
	return nil
}
