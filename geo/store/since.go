package store

import (
	"context"
	"database/sql"
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
		return tx.QueryRowContext(ctx, `SELECT coalesce(max(fid), 0) FROM incident_revisions`).Scan(&m.Revision)
	})
	return m, domainError(err)
}

// mostSince is how many incidents Since names.
const mostSince = 50_000

// Since returns the incidents that got a revision since a mark, or whose revision
// became public after it. It implements geo.Record. It also knows nothing if
// the clock was set back, or if more than 50,000 incidents differ.
func (s *Store) Since(ctx context.Context, m geo.Mark) (ids []string, known bool, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		if known, err = s.follows(ctx, tx, m); err != nil || !known {
			return err
		}
		ids, err = changedSince(ctx, tx, m, s.now().UnixMilli())
		known = len(ids) <= mostSince
		return err
	})
	if err != nil || !known {
		return nil, false, domainError(err)
	}
	return ids, true, nil
}

// follows reports whether nothing but revisions lies between a mark and now.
func (s *Store) follows(ctx context.Context, tx *sql.Tx, m geo.Mark) (bool, error) {
	c, err := readCounters(ctx, tx)
	if err != nil || c.edition.Epoch != m.Epoch || c.edition.Number < m.Edition || s.now().Before(m.At) {
		return false, err
	}
	text, err := getMeta(ctx, tx, metaSweep)
	if err != nil || text == "" {
		return err == nil, err
	}
	sweep, err := strconv.ParseInt(text, 10, 64)
	return err == nil && sweep <= m.Edition, err
}

func changedSince(ctx context.Context, tx *sql.Tx, m geo.Mark, now int64) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT incident FROM incident_revisions WHERE fid > ?1
		UNION SELECT incident FROM public_revisions WHERE public_from_ms > ?2 AND public_from_ms <= ?3
		ORDER BY 1 LIMIT ?4`, m.Revision, m.At.UnixMilli(), now, mostSince+1)
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
	return ids, rows.Err()
}
