package store

import (
	"context"
	"database/sql"
	"runtime"
	"time"

	"strikemap/geo"
)

// Load calls each with what readers see or have seen up to now, incident by
// incident. It implements geo.Record. Bodies are decoded in parallel; each is called
// by one goroutine, the caller's, and no more than some thousand revisions are held
// at a time.
func (s *Store) Load(ctx context.Context, ids []string, each func(*geo.Revision) error) error {
	now := s.now()
	// The plus keeps SQLite from another index than that of incident and number,
	// whose order is the one asked for.
	query, args := selectRevision+`WHERE +r.public_from_ms <= ?1`, []any{now.UnixMilli()}
	if ids != nil {
		query, args = query+` AND r.incident IN (SELECT value FROM json_each(?2))`, append(args, jsonText(ids))
	}
	query += ` ORDER BY r.incident, r.number`
	return domainError(s.loading(ctx, now, query, args, each))
}

// loading is a query whose rows are read by one goroutine, decoded by others and
// given out in their order.
func (s *Store) loading(ctx context.Context, now time.Time, query string, args []any, each func(*geo.Revision) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	workers := runtime.GOMAXPROCS(0)
	undecoded := make(chan *stretch, 2*workers)
	inOrder := make(chan *stretch, 4*workers)
	for range workers {
		go func() {
			for part := range undecoded {
				part.decode(now)
			}
		}()
	}
	read := make(chan error, 1)
	go func() {
		defer close(inOrder)
		defer close(undecoded)
		read <- s.db.Read(ctx, func(tx *sql.Tx) error {
			return eachStretch(ctx, tx, query, args, func(part *stretch) error {
				for _, to := range []chan *stretch{undecoded, inOrder} { // what is given out must come to be decoded
					select {
					case to <- part:
					case <-ctx.Done():
						return context.Cause(ctx)
					}
				}
				return nil
			})
		})
	}()
	err := giveOut(inOrder, each)
	stop()
	for range inOrder { // until the reader has ended
	}
	if readErr := <-read; err == nil {
		err = readErr
	}
	return err
}

// giveOut calls each with all revisions of all stretches.
func giveOut(inOrder <-chan *stretch, each func(*geo.Revision) error) error {
	for part := range inOrder {
		<-part.decoded
		if part.err != nil {
			return part.err
		}
		for i := range part.rows {
			if err := each(part.revisions[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// stretch is some rows of selectRevision on their way.
type stretch struct {
	rows      []revisionRow
	revisions []*geo.Revision
	err       error
	decoded   chan struct{} // closed when revisions or err are there
}

// stretchSize is how many rows go together.
const stretchSize = 128

// eachStretch reads rows and hands them on by the hundred.
func eachStretch(ctx context.Context, tx *sql.Tx, query string, args []any, hand func(*stretch) error) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	part := &stretch{}
	flush := func() error {
		full := part
		full.decoded = make(chan struct{})
		part = &stretch{rows: make([]revisionRow, 0, stretchSize)}
		return hand(full)
	}
	for rows.Next() {
		var r revisionRow
		if err := r.scan(rows); err != nil {
			return err
		}
		part.rows = append(part.rows, r)
		if len(part.rows) == stretchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil || len(part.rows) == 0 {
		return err
	}
	return flush()
}

func (part *stretch) decode(now time.Time) {
	defer close(part.decoded)
	part.revisions = make([]*geo.Revision, len(part.rows))
	for i := range part.rows {
		if part.revisions[i], part.err = part.rows[i].revision(now); part.err != nil {
			return
		}
		part.rows[i].body = ""
	}
}
