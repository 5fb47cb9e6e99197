package store

import (
	"context"
	"database/sql"
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
		known = len(c.Incidents) <= mostSince
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

func changedSince(ctx context.Context, tx *sql.Tx, m geo.Mark, now int64) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT incident FROM incident_revisions WHERE fid > ?1
		UNION SELECT incident FROM public_revisions WHERE public_from_ms > ?2 AND public_from_ms <= ?3
		UNION SELECT incident FROM audit WHERE seq > ?5 AND action = 'remove'
		LIMIT ?4`, m.Revision, m.At.UnixMilli(), now, mostSince+1, m.Audit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ids := []string{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids) // in SQL, the order would lead to a walk through a whole index
	return ids, rows.Err()
}
