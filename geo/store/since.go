package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"

	"strikemap/geo"
)

// Mark returns where the record stands. It implements geo.Record. The edition is the
// one in the file: a store that cannot write may count lapses beyond it.
func (s *Store) Mark(ctx context.Context) (geo.Mark, error) {
	var m geo.Mark
	err := s.db.Read(ctx, func(tx *sql.Tx) error {
		c, err := readCounters(ctx, tx)
		if err != nil {
			return err
		}
		m.Epoch, m.Edition = c.edition.Epoch, c.edition.Number
		// The edition counts what became public up to here, and perhaps nothing later.
		m.At = fromMilli(c.gate)
		return tx.QueryRowContext(ctx, `
			SELECT (SELECT coalesce(max(fid), 0) FROM incident_revisions), (SELECT coalesce(max(seq), 0) FROM audit)`).Scan(&m.Revision, &m.Audit)
	})
	return m, domainError(err)
}

// mostSince is how many incidents Since names.
const mostSince = 50_000

// Since returns the incidents that got a revision since a mark, whose revision became
// public after it, or that were removed. It implements geo.Record. It also knows
// nothing if the clock was set back, or if more than 50,000 incidents differ.
func (s *Store) Since(ctx context.Context, m geo.Mark) (c geo.Change, known bool, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		var now counters
		if now, known, err = s.follows(ctx, tx, m); err != nil || !known {
			return err
		}
		c.Edition = now.edition
		if c.Incidents, err = changedSince(ctx, tx, m, s.now().UnixMilli()); err != nil {
			return err
		}
		known = c.Incidents != nil
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM audit WHERE seq > ? AND action = 'remove')`, m.Audit).Scan(&c.Purged)
	})
	if err != nil || !known {
		return geo.Change{}, false, domainError(err)
	}
	return c, true, nil
}

// follows reports whether nothing but revisions lies between a mark and now.
func (s *Store) follows(ctx context.Context, tx *sql.Tx, m geo.Mark) (counters, bool, error) {
	c, err := readCounters(ctx, tx)
	if err != nil || c.edition.Epoch != m.Epoch || c.edition.Number < m.Edition || s.now().Before(m.At) {
		return c, false, err
	}
	text, err := getMeta(ctx, tx, metaSweep)
	if err != nil || text == "" {
		return c, err == nil, err
	}
	sweep, err := strconv.ParseInt(text, 10, 64)
	return c, err == nil && sweep <= m.Edition, err
}

// changedSince returns the incidents, or nil for too many. It asks one question at a
// time: for their union, SQLite would walk through whole indexes to get it in order.
func changedSince(ctx context.Context, tx *sql.Tx, m geo.Mark, now int64) ([]string, error) {
	found := map[string]bool{}
	for _, q := range []struct {
		query string
		args  []any
	}{
		{`SELECT incident FROM incident_revisions WHERE fid > ? LIMIT ?`, []any{m.Revision}},
		{`SELECT incident FROM public_revisions WHERE public_from_ms > ? AND public_from_ms <= ? LIMIT ?`, []any{m.At.UnixMilli(), now}},
		{`SELECT incident FROM audit WHERE seq > ? AND action = 'remove' LIMIT ?`, []any{m.Audit}},
	} {
		const most = 4 * mostSince // rows: an incident can have several
		n, err := collectTexts(ctx, tx, found, q.query, append(q.args, most)...)
		if err != nil {
			return nil, err
		}
		if n == most || len(found) > mostSince {
			return nil, nil
		}
	}
	return append([]string{}, slices.Sorted(maps.Keys(found))...), nil
}

// collectTexts puts the only column of a query into a set and returns how many rows
// there were.
func collectTexts(ctx context.Context, tx *sql.Tx, into map[string]bool, query string, args ...any) (n int, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return n, err
		}
		into[text] = true
		n++
	}
	return n, rows.Err()
}
