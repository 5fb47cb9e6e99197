package store

import (
	"context"
	"database/sql"
	"time"

	"strikemap/geo"
)

// Every public reader goes through the view public_revisions, which leaves out what
// was never public, and names the instant it asks about.
const (
	selectRevision = `
		SELECT r.number, r.recorded_ms, r.public_from_ms, coalesce(r.public_to_ms, 0), r.origin,
			coalesce(r.change, ''), coalesce(r.note, ''), coalesce(r.correction, ''), r.body
		FROM public_revisions r `
	publicAt = `r.public_from_ms <= ?1 AND (r.public_to_ms IS NULL OR ?1 < r.public_to_ms)`
)

// Load calls each with every revision public at an instant, zero for now. It
// implements geo.Record.
func (s *Store) Load(ctx context.Context, at time.Time, each func(*geo.Revision) error) error {
	return s.revisions(ctx, each, `WHERE `+publicAt, s.instant(at))
}

// LoadIncidents is Load for some incidents. It implements geo.Record.
func (s *Store) LoadIncidents(ctx context.Context, at time.Time, ids []string, each func(*geo.Revision) error) error {
	return s.revisions(ctx, each, `WHERE r.incident IN (SELECT value FROM json_each(?2)) AND `+publicAt, s.instant(at), jsonText(ids))
}

// Superseded calls each with every revision public at an instant and not now. It
// implements geo.Record.
func (s *Store) Superseded(ctx context.Context, at time.Time, each func(*geo.Revision) error) error {
	const notNow = ` AND NOT (r.public_from_ms <= ?2 AND (r.public_to_ms IS NULL OR ?2 < r.public_to_ms))`
	return s.revisions(ctx, each, `WHERE `+publicAt+notNow, s.instant(at), s.now().UnixMilli())
}

// Revisions returns what readers have seen of an incident, oldest first. It
// implements geo.History.
func (s *Store) Revisions(ctx context.Context, id string) ([]*geo.Revision, error) {
	var all []*geo.Revision
	err := s.revisions(ctx, func(r *geo.Revision) error {
		all = append(all, r)
		return nil
	}, `WHERE r.incident = ?2 AND r.public_from_ms <= ?1 ORDER BY r.number`, s.now().UnixMilli(), id)
	if err == nil && len(all) == 0 {
		return nil, geo.Errorf(geo.ENOTFOUND, "there is no incident %s", id)
	}
	return all, err
}

// instant returns the instant a reader may ask about: an instant ahead would show
// what is held back, so it is taken as now.
func (s *Store) instant(at time.Time) int64 {
	now := s.now()
	if at.IsZero() || at.After(now) {
		at = now
	}
	return at.UnixMilli()
}

// revisions calls each with the revisions a condition of ours finds.
func (s *Store) revisions(ctx context.Context, each func(*geo.Revision) error, condition string, args ...any) error {
	now := s.now()
	return domainError(s.db.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectRevision+condition, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			r, err := scanRevision(rows, now)
			if err != nil {
				return err
			}
			if err := each(r); err != nil {
				return err
			}
		}
		return rows.Err()
	}))
}

// scanRevision reads a row of selectRevision. An end that lies ahead is left out: it
// would tell when the next version comes.
func scanRevision(rows *sql.Rows, now time.Time) (*geo.Revision, error) {
	var r geo.Revision
	var recorded, from, to int64
	var body sql.RawBytes
	err := rows.Scan(&r.Number, &recorded, &from, &to, &r.Origin, &r.Change, &r.Note, &r.Correction, &body)
	if err != nil {
		return nil, err
	}
	r.Recorded, r.PublicFrom = fromMilli(recorded), fromMilli(from)
	if end := fromMilli(to); !end.After(now) {
		r.PublicTo = end
	}
	r.Incident, err = decodeBody(string(body))
	return &r, err
}

// Incidents calls each with the working row of every incident the desk has, newest
// first by start and id. A row that an outside edit made unreadable is given as its
// last revision has it; one the server has not taken in yet is left out.
func (s *Store) Incidents(ctx context.Context, each func(geo.Incident) error) error {
	return domainError(s.db.Read(ctx, func(tx *sql.Tx) error {
		fids, err := integers(ctx, tx, `SELECT fid FROM incidents WHERE id IS NOT NULL AND revision IS NOT NULL ORDER BY time_from DESC, id DESC`)
		if err != nil {
			return err
		}
		return eachRecord(ctx, tx, fids, func(r *record) error {
			if len(r.faults) == 0 {
				return each(r.in)
			}
			last, err := scanStored(tx.QueryRowContext(ctx, selectStored+`WHERE incident = ? ORDER BY number DESC LIMIT 1`, r.in.ID))
			if err != nil || last == nil {
				return err
			}
			return each(last.Incident)
		})
	}))
}

// eachRecord reads rows some hundred at a time and gives them out in the order of
// their fids.
func eachRecord(ctx context.Context, tx *sql.Tx, fids []int64, each func(*record) error) error {
	const chunk = 500
	for len(fids) > 0 {
		n := min(chunk, len(fids))
		records, err := recordsByFID(ctx, tx, fids[:n])
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := each(r); err != nil {
				return err
			}
		}
		fids = fids[n:]
	}
	return nil
}

// integers returns the only column of a query.
func integers(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// Ping reports whether the record can be read: nil, or why not.
func (s *Store) Ping(ctx context.Context) error {
	return domainError(s.db.Read(ctx, func(tx *sql.Tx) error {
		epoch, err := getMeta(ctx, tx, metaEpoch)
		if err == nil && epoch == "" {
			err = geo.Errorf(geo.EUNAVAILABLE, "the record has lost its epoch")
		}
		return err
	}))
}
