package store

import (
	"context"
	"iter"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// Stream stores batches of about count entries together as Write does, but in one
// transaction, all or none, and holds one batch at a time. It is for a file that no
// server has: nobody else can write meanwhile. After each batch it calls progress with
// how many entries there have been. Problems of the entry i of all are wrapped in an
// error whose Field begins with "entries[i].". An error of batches ends it.
func (s *Store) Stream(ctx context.Context, count int, batches iter.Seq2[geo.Batch, error], progress func(int)) error {
	if s.options.ReadOnly {
		return errReadOnly
	}
	return s.write(ctx, func(w *work) error { return w.streamAll(count, batches, progress) })
}

func (w *work) streamAll(count int, batches iter.Seq2[geo.Batch, error], progress func(int)) error {
	return gpkg.WithLargeCache(w.ctx, w.tx, func() error {
		return w.inBulk(count, func() error { return w.writeAll(batches, progress) })
	})
}

// mostProblems is how many problems of a stream are told.
const mostProblems = 1000

func (w *work) writeAll(batches iter.Seq2[geo.Batch, error], progress func(int)) error {
	w.stream = true
	if err := w.row(`SELECT coalesce(max(fid), 0) FROM incident_revisions`).Scan(&w.before); err != nil {
		return err
	}
	var problems geo.Problems
	count := 0
	for b, err := range batches {
		if err == nil && !geo.Origins.Has(b.Origin) {
			err = errOrigin(b.Origin)
		}
		if err != nil {
			return err
		}
		_, more, err := w.writeBatch(b, count)
		if err != nil {
			return err
		}
		if problems = append(problems, more...); len(problems) > mostProblems {
			return problems[:mostProblems]
		}
		count += len(b.Entries)
		progress(count)
	}
	return problemsOr(problems, nil)
}
