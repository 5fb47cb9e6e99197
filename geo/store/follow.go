package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"strikemap/geo"
)

// follow looks, every Watch, whether others wrote to the file and whether the time
// of a revision has come, until ctx ends.
func (s *Store) follow(ctx context.Context) {
	defer close(s.stopped)
	tick := time.NewTicker(s.options.Watch)
	defer tick.Stop()
	var seen uint64
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		version, err := s.db.DataVersion(ctx)
		if err == nil && (version != seen || s.lapsed()) {
			err = s.lookAgain(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			// What was edited waits in incident_changes: the next look finds it.
			s.options.Logger.Warn("cannot follow outside edits", "error", err)
		default:
			seen = version
		}
	}
}

// lapsed reports whether a revision has become public since the last transaction.
func (s *Store) lapsed() bool {
	next := s.next.Load()
	return next != 0 && s.now().UnixMilli() >= next
}

// lookAgain takes in what others wrote and what time brought.
func (s *Store) lookAgain(ctx context.Context) error {
	if s.options.ReadOnly {
		return s.followEdition(ctx)
	}
	waiting := s.lapsed()
	if !waiting {
		err := s.db.Read(ctx, func(tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, `
				SELECT EXISTS (SELECT 1 FROM incident_changes)
					OR EXISTS (SELECT 1 FROM meta WHERE key = ? AND value <> ?)`,
				metaEdition, strconv.FormatInt(s.Edition().Number, 10)).Scan(&waiting)
		})
		if err != nil {
			return err
		}
		if !waiting { // others may have written what becomes public later
			return s.readNextLapse(ctx)
		}
	}
	return s.write(ctx, func(*work) error { return nil })
}

// followEdition tells subscribers of a store that cannot write what another wrote.
func (s *Store) followEdition(ctx context.Context) error {
	before := s.Edition()
	if err := s.readEdition(ctx); err != nil {
		return err
	}
	if now := s.Edition(); now != before {
		s.notify(geo.Change{Edition: now})
	}
	return nil
}

// readEdition reads the edition of a record that this store does not write. The
// revisions whose time came since the last writer looked count as editions, one an
// instant: what a writer would have made of them.
func (s *Store) readEdition(ctx context.Context) error {
	var c counters
	now := s.now().UnixMilli()
	err := s.db.Read(ctx, func(tx *sql.Tx) error {
		var err error
		if c, err = readCounters(ctx, tx); err != nil {
			return err
		}
		var lapses, last int64
		err = tx.QueryRowContext(ctx, `
			SELECT count(DISTINCT public_from_ms), coalesce(max(public_from_ms), 0) FROM public_revisions
			WHERE public_from_ms > ? AND public_from_ms <= ?`, c.gate, now).Scan(&lapses, &last)
		if lapses > 0 {
			c.edition.Number += lapses
			c.edition.Changed = fromMilli(last)
		}
		return err
	})
	if err != nil {
		return domainError(err)
	}
	s.counters.Store(&c)
	return s.readNextLapse(ctx)
}

// readNextLapse finds when the next revision becomes public. What became public
// before then the edition counts already.
func (s *Store) readNextLapse(ctx context.Context) error {
	after := max(s.counters.Load().gate, s.now().UnixMilli())
	if !s.options.ReadOnly {
		after = s.counters.Load().gate
	}
	return s.db.Read(ctx, func(tx *sql.Tx) error {
		var next int64
		err := tx.QueryRowContext(ctx, `
			SELECT coalesce(min(public_from_ms), 0) FROM public_revisions WHERE public_from_ms > ?`, after).Scan(&next)
		s.next.Store(next)
		return err
	})
}
