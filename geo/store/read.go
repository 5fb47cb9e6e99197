package store

import (
	"context"
	"database/sql"
	"time"

	"strikemap/geo"
)

// Every public reader goes through the view public_revisions, which leaves out what
// was never public, and names the instant it asks about.
const selectRevision = `
	SELECT r.number, r.recorded_ms, r.public_from_ms, coalesce(r.public_to_ms, 0), r.origin,
		coalesce(r.change, ''), coalesce(r.note, ''), coalesce(r.correction, ''), r.body
	FROM public_revisions r `

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
			var row revisionRow
			if err := row.scan(rows); err != nil {
				return err
			}
			r, err := row.revision(now)
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

// revisionRow is a row of selectRevision.
type revisionRow struct {
	number                           int
	recorded, from, to               int64
	origin, change, note, correction string
	body                             string
}

func (r *revisionRow) scan(rows *sql.Rows) error {
	return rows.Scan(&r.number, &r.recorded, &r.from, &r.to, &r.origin, &r.change, &r.note, &r.correction, &r.body)
}

// revision decodes the row. An end that lies ahead is left out: it would tell when
// the next version comes.
func (r *revisionRow) revision(now time.Time) (*geo.Revision, error) {
	in, err := decodeBody(r.body)
	out := &geo.Revision{
		Number: r.number, Recorded: fromMilli(r.recorded), PublicFrom: fromMilli(r.from),
		Origin: r.origin, Change: r.change, Note: r.note, Correction: r.correction, Incident: in,
	}
	if end := fromMilli(r.to); !end.After(now) {
		out.PublicTo = end
	}
	return out, err
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
