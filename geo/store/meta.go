package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"strikemap/geo"
)

// The keys of the table meta. Instants are milliseconds since 1970.
const (
	metaSchema    = "schema"          // how many migrations have run
	metaMigration = "migration "      // + name: when it ran
	metaCreated   = "created_ms"      // when the record was made
	metaEpoch     = "epoch"           // geo.Edition.Epoch
	metaEdition   = "edition"         // geo.Edition.Number
	metaChanged   = "edition_ms"      // geo.Edition.Changed
	metaSince     = "record_since_ms" // the earliest recording, if before metaCreated
	metaGate      = "gate_ms"         // up to where the edition counts revisions that became public
	metaSweep     = "sweep"           // the last edition with which anything may differ, or something was taken out
	metaClean     = "clean"           // "1" after Close
)

func getMeta(ctx context.Context, tx *sql.Tx, key string) (string, error) {
	var value string
	err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func setMeta(ctx context.Context, tx *sql.Tx, key, value string) error {
	const query = `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
	_, err := tx.ExecContext(ctx, query, key, value)
	return err
}

// counters are what meta says about the public data.
type counters struct {
	edition geo.Edition
	created int64
	gate    int64
}

func readCounters(ctx context.Context, tx *sql.Tx) (counters, error) {
	var c counters
	rows, err := tx.QueryContext(ctx, `SELECT key, value FROM meta`)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	since := int64(0)
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return c, err
		}
		n, _ := strconv.ParseInt(value, 10, 64) // not every value is a number
		switch key {
		case metaEpoch:
			c.edition.Epoch = value
		case metaEdition:
			c.edition.Number = n
		case metaChanged:
			c.edition.Changed = fromMilli(n)
		case metaCreated:
			c.created = n
		case metaSince:
			since = n
		case metaGate:
			c.gate = n
		}
	}
	if since == 0 || since > c.created {
		since = c.created
	}
	c.edition.Since = fromMilli(since)
	if c.edition.Changed.IsZero() {
		c.edition.Changed = fromMilli(c.created)
	}
	return c, rows.Err()
}

func milliText(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// fromMilli returns an instant in UTC, the zero time for 0.
func fromMilli(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
