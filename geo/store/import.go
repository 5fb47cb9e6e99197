package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"strikemap/geo"
)

// The states of an import.
const (
	Running  = "running"
	Complete = "complete"
	Stopped  = "stopped" // half-way; saying the same import again goes on
)

// Import is one run that brought many incidents from files. The revisions it makes
// name it.
type Import struct {
	ID       string // ULID
	Started  time.Time
	Finished time.Time // zero while it runs, or if it was stopped on the spot
	Author   string    // for the audit; never public
	Files    []string
	Rows     int    // entries stored, unchanged ones too
	State    string // Running, Complete or Stopped

	store *Store // nil for one that is only told about
}

// StartImport notes the beginning of an import. End it with Finish.
func (s *Store) StartImport(ctx context.Context, author string, files []string) (*Import, error) {
	if s.options.ReadOnly {
		return nil, errReadOnly
	}
	i := &Import{ID: geo.NewID(s.now()), Started: s.now(), Author: author, Files: files, State: Running, store: s}
	return i, s.writeSmall(ctx, func(w *work) error {
		if !s.options.Beside { // nobody else can be at it
			err := w.exec(`UPDATE imports SET state = ?, finished = ? WHERE state = ?`, Stopped, moment(w.now), Running)
			if err != nil {
				return err
			}
		}
		return w.exec(`INSERT INTO imports (id, started, author, files, state) VALUES (?, ?, ?, ?, ?)`,
			i.ID, moment(i.Started), i.Author, jsonText(i.Files), i.State)
	})
}

// Write stores entries in one transaction, all or none. Keep it short: an editor may
// have to wait for it. Problems are as those of Store.Write.
func (i *Import) Write(ctx context.Context, entries []geo.Entry) error {
	b := i.batch(entries)
	err := i.store.write(ctx, func(w *work) error {
		w.importing = i.ID
		return w.inBulk(len(entries), func() error {
			_, problems, err := w.writeBatch(b, i.Rows)
			if err = problemsOr(problems, err); err != nil {
				return err
			}
			return w.countImported(i.ID, len(entries))
		})
	})
	if err == nil {
		i.Rows += len(entries)
	}
	return err
}

// Stream stores about count entries, which come in parts, in one transaction, all or
// none: see Store.Stream.
func (i *Import) Stream(ctx context.Context, count int, parts iter.Seq2[[]geo.Entry, error], progress func(int)) error {
	stored := 0
	batches := func(yield func(geo.Batch, error) bool) {
		for entries, err := range parts {
			if !yield(i.batch(entries), err) {
				return
			}
		}
	}
	err := i.store.write(ctx, func(w *work) error {
		w.importing = i.ID
		err := w.streamAll(count, batches, func(n int) {
			stored = n
			progress(n)
		})
		if err != nil {
			return err
		}
		return w.countImported(i.ID, stored)
	})
	if err == nil {
		i.Rows += stored
	}
	return err
}

func (i *Import) batch(entries []geo.Entry) geo.Batch {
	return geo.Batch{Origin: "import", Author: i.Author, Entries: entries}
}

func (w *work) countImported(id string, n int) error {
	return w.exec(`UPDATE imports SET rows = rows + ? WHERE id = ?`, n, id)
}

// Finish notes the end of an import: Complete or Stopped.
func (i *Import) Finish(ctx context.Context, state string) error {
	return i.store.writeSmall(ctx, func(w *work) error {
		i.State, i.Finished = state, w.now
		return w.exec(`UPDATE imports SET state = ?, finished = ? WHERE id = ?`, state, moment(w.now), i.ID)
	})
}

// Imports returns the imports there have been, the last first.
func (s *Store) Imports(ctx context.Context) ([]Import, error) {
	var all []Import
	err := s.db.Read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT id, CAST(started AS TEXT), coalesce(CAST(finished AS TEXT), ''), author, files, rows, state
			FROM imports ORDER BY fid DESC`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var i Import
			var started, finished, files string
			if err := rows.Scan(&i.ID, &started, &finished, &i.Author, &files, &i.Rows, &i.State); err != nil {
				return err
			}
			i.Started, _ = parseMoment(started)
			i.Finished, _ = parseMoment(finished)
			if err := json.Unmarshal([]byte(files), &i.Files); err != nil {
				return fmt.Errorf("import %s: %w", i.ID, err)
			}
			all = append(all, i)
		}
		return rows.Err()
	})
	return all, domainError(err)
}

// RemoveImport takes the incidents an import created out of the record, as Remove
// does, but for those that somebody else changed since; it returns how many of both.
// What the import changed of incidents that were there stays. An id of no import is
// ENOTFOUND.
func (s *Store) RemoveImport(ctx context.Context, id, author string) (removed, kept int, err error) {
	err = s.removing(ctx, author, func(w *work) ([]string, error) {
		var known bool
		if err := w.row(`SELECT EXISTS (SELECT 1 FROM imports WHERE id = ?)`, id).Scan(&known); err != nil {
			return nil, err
		}
		if !known {
			return nil, geo.Errorf(geo.ENOTFOUND, "there is no import %s", id)
		}
		created, err := w.texts(`SELECT incident FROM incident_revisions WHERE import = ? AND number = 1`, id)
		if err != nil {
			return nil, err
		}
		ids, err := w.texts(`
			SELECT incident FROM incident_revisions r WHERE import = ?1 AND number = 1
				AND NOT EXISTS (SELECT 1 FROM incident_revisions WHERE incident = r.incident AND import IS NOT ?1)
			ORDER BY incident`, id)
		removed, kept = len(ids), len(created)-len(ids)
		return ids, err
	})
	if err != nil {
		return 0, 0, err
	}
	return removed, kept, nil
}

// Examine finds what is wrong with entries, which come in parts, beside the record as
// it is, and stores nothing. It returns Problems as Stream does, but for an incident
// that two of the parts have.
func (s *Store) Examine(ctx context.Context, parts iter.Seq2[[]geo.Entry, error]) error {
	var problems geo.Problems
	count := 0
	for entries, err := range parts {
		if err != nil {
			return err
		}
		found, err := s.examine(ctx, entries, count)
		if err != nil {
			return domainError(err)
		}
		if problems = append(problems, found...); len(problems) > mostProblems {
			return problems[:mostProblems]
		}
		count += len(entries)
	}
	return problemsOr(problems, nil)
}

// examine reads in a transaction of its own: a long one keeps the log from being
// emptied.
func (s *Store) examine(ctx context.Context, entries []geo.Entry, before int) (problems geo.Problems, err error) {
	err = s.db.Read(ctx, func(tx *sql.Tx) error {
		w := s.newWork(ctx, tx)
		w.idle = true
		if w.parties, err = readParties(ctx, tx); err != nil {
			return err
		}
		_, problems, err = w.writeBatch(geo.Batch{Origin: "import", Entries: entries}, before)
		return err
	})
	return problems, err
}
