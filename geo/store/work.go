package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// work is one write transaction: what it knows, and what it has changed.
type work struct {
	ctx        context.Context
	tx         *sql.Tx
	statements map[string]*sql.Stmt

	locator geo.Locator
	delays  geo.Delays
	log     *slog.Logger
	now     time.Time // cut to milliseconds
	parties geo.Parties
	counters

	since      int64           // the earliest recording in this transaction, 0 for none
	changed    map[string]bool // incidents of which readers get something else from now on
	lost       bool            // they were too many to be named
	all        bool            // any feature may differ
	registered bool            // parties or series were added
	purged     bool            // revisions were taken out
	touched    bool            // rows of incidents were written
	areas      map[string]bool // areas known to be there
	newAreas   bool
	fid        int64  // of the last row of incidents, 0 if not known
	owners     owners // of all names of a batch, nil outside one

	idle   bool  // there are problems: nothing more is written
	stream bool  // this is a stream,
	before int64 // and that was the last revision before it

	importing string // the import whose entries are written, or empty

	rows    *gpkg.Inserter
	batched bool // rows to be inserted may wait

	auditRead bool
	auditSeq  int64
	auditHash string
}

// statement prepares a query once in the transaction.
func (w *work) statement(query string) (*sql.Stmt, error) {
	if s, ok := w.statements[query]; ok {
		return s, nil
	}
	s, err := w.tx.PrepareContext(w.ctx, query)
	if err != nil {
		return nil, err
	}
	w.statements[query] = s
	return s, nil
}

func (w *work) exec(query string, args ...any) error {
	s, err := w.statement(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(w.ctx, args...)
	return err
}

func (w *work) query(query string, args ...any) (*sql.Rows, error) {
	s, err := w.statement(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(w.ctx, args...)
}

func (w *work) row(query string, args ...any) *sql.Row {
	s, err := w.statement(query)
	if err != nil {
		return w.tx.QueryRowContext(w.ctx, query, args...) // says the same error when scanned
	}
	return s.QueryRowContext(w.ctx, args...)
}

// texts returns the only column of a query.
func (w *work) texts(query string, args ...any) ([]string, error) {
	rows, err := w.query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// differs notes that readers get something else of an incident from now on.
func (w *work) differs(id string) {
	if w.lost {
		return
	}
	w.changed[id] = true
	if len(w.changed) > mostSince {
		w.changed, w.lost = nil, true
	}
}

// begin reads what every transaction needs to know.
func (w *work) begin() error {
	var err error
	if w.counters, err = readCounters(w.ctx, w.tx); err != nil {
		return err
	}
	if w.parties, err = readParties(w.ctx, w.tx); err != nil {
		return err
	}
	return w.lapse()
}

// lapse notes the revisions whose time came or went since the last transaction.
func (w *work) lapse() error {
	now := w.now.UnixMilli()
	due, err := w.texts(`SELECT DISTINCT incident FROM public_revisions WHERE public_from_ms > ? AND public_from_ms <= ?`, w.gate, now)
	for _, id := range due {
		w.differs(id)
	}
	w.gate = now // also back, after the clock was set back: better twice than never
	return err
}

// end empties the notes about our own writes, raises the edition if readers get
// something else, and returns what to tell them, or nil.
func (w *work) end() (*geo.Change, error) {
	if err := w.exec(`DELETE FROM incident_changes`); err != nil {
		return nil, err
	}
	for table, touched := range map[string]bool{"incidents": w.touched, "areas": w.newAreas} {
		if !touched {
			continue
		}
		if err := gpkg.Touch(w.ctx, w.tx, table); err != nil {
			return nil, err
		}
	}
	if err := w.putSince(); err != nil {
		return nil, err
	}
	if err := setMeta(w.ctx, w.tx, metaGate, strconv.FormatInt(w.gate, 10)); err != nil {
		return nil, err
	}
	if len(w.changed) == 0 && !w.all && !w.lost && !w.registered {
		return nil, nil
	}
	w.edition.Number++
	w.edition.Changed = w.now
	if err := setMeta(w.ctx, w.tx, metaEdition, strconv.FormatInt(w.edition.Number, 10)); err != nil {
		return nil, err
	}
	if err := setMeta(w.ctx, w.tx, metaChanged, milliText(w.now)); err != nil {
		return nil, err
	}
	if w.all {
		if err := setMeta(w.ctx, w.tx, metaSweep, strconv.FormatInt(w.edition.Number, 10)); err != nil {
			return nil, err
		}
	}
	change := &geo.Change{Edition: w.edition, Purged: w.purged}
	if !w.all && !w.lost {
		change.Incidents = []string{}
		for id := range w.changed {
			change.Incidents = append(change.Incidents, id)
		}
		slices.Sort(change.Incidents)
	}
	return change, nil
}

// putSince moves the beginning of the record back to a recording before it.
func (w *work) putSince() error {
	if w.since == 0 || w.since >= w.edition.Since.UnixMilli() {
		return nil
	}
	w.edition.Since = fromMilli(w.since)
	return setMeta(w.ctx, w.tx, metaSince, strconv.FormatInt(w.since, 10))
}

func (s *Store) newWork(ctx context.Context, tx *sql.Tx) *work {
	return &work{
		ctx: ctx, tx: tx, statements: map[string]*sql.Stmt{}, rows: gpkg.NewInserter(ctx, tx),
		locator: s.options.Locator, delays: s.options.Delays, log: s.options.Logger,
		now: s.now(), changed: map[string]bool{}, areas: map[string]bool{},
	}
}

// begun starts the work of a transaction: it takes in what was edited outside. It
// also reports whether another process raised the edition.
func (s *Store) begun(ctx context.Context, tx *sql.Tx) (w *work, missed bool, err error) {
	w = s.newWork(ctx, tx)
	if err := w.begin(); err != nil {
		return nil, false, err
	}
	last := s.counters.Load()
	missed = last != nil && last.edition.Number != w.edition.Number
	if err := w.takeIn(); err != nil {
		return nil, false, fmt.Errorf("take in outside edits: %w", err)
	}
	return w, missed, nil
}

// transact runs fn in a write transaction, after what was edited outside has been
// taken in, and tells subscribers when all is on disk. The caller has the turn.
func (s *Store) transact(ctx context.Context, fn func(*work) error) error {
	var change *geo.Change
	var after counters
	missed := false
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		var w *work
		var err error
		if w, missed, err = s.begun(ctx, tx); err != nil {
			return err
		}
		if err := fn(w); err != nil {
			return err
		}
		change, err = w.end()
		after = w.counters
		return err
	})
	if err != nil {
		return domainError(err)
	}
	s.counters.Store(&after)
	if err := s.readNextLapse(ctx); err != nil {
		s.options.Logger.Warn("cannot read when the next revision becomes public", "error", err)
	}
	switch {
	case missed: // nobody told which incidents it was
		s.notify(geo.Change{Edition: after.edition})
	case change != nil:
		s.notify(*change)
	}
	return nil
}
