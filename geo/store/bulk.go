package store

import (
	"strings"

	"strikemap/geo/gpkg"
)

// inBulk runs fn, which writes n entries. Many go without the triggers that note
// outside edits, and those that are many beside what the table holds without its
// spatial index, which is packed anew afterwards.
func (w *work) inBulk(n int, fn func() error) error {
	const least = 500 // below, the triggers cost less than doing without
	if n < least {
		return fn()
	}
	rows, err := w.lastFID()
	if err != nil {
		return err
	}
	return w.withoutChangeLog(func() error {
		if int64(n) < rows/6 {
			return fn()
		}
		return gpkg.Bulk(w.ctx, w.tx, "incidents", func() error { return gpkg.Bulk(w.ctx, w.tx, "areas", fn) })
	})
}

// withoutChangeLog runs fn, which writes our own rows only, without the triggers that
// fill incident_changes: the end of the transaction would empty it again.
func (w *work) withoutChangeLog(fn func() error) error {
	names, err := w.texts(`SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%INSERT INTO incident_changes %'`)
	if err != nil {
		return err
	}
	triggers, err := w.texts(`SELECT sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%INSERT INTO incident_changes %'`)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := w.tx.ExecContext(w.ctx, `DROP TRIGGER "`+strings.ReplaceAll(name, `"`, `""`)+`"`); err != nil {
			return err
		}
	}
	if err := fn(); err != nil {
		return err
	}
	for _, trigger := range triggers {
		if _, err := w.tx.ExecContext(w.ctx, trigger); err != nil {
			return err
		}
	}
	return nil
}
