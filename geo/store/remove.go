package store

import (
	"context"
	"strconv"
)

// Remove takes the incidents of a dataset out of the record with all their
// revisions, and returns how many there were. It implements geo.Writer. What was
// known at any earlier time is then answered without them; the audit keeps the
// hashes of their revisions. Shapes nothing refers to any more go too.
func (s *Store) Remove(ctx context.Context, dataset, author string) (int, error) {
	removed := 0
	err := s.removing(ctx, author, func(w *work) ([]string, error) {
		ids, err := w.ofDataset(dataset)
		removed = len(ids)
		return ids, err
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// removing takes the incidents that which names out of the record.
func (s *Store) removing(ctx context.Context, author string, which func(*work) ([]string, error)) error {
	if s.options.ReadOnly {
		return errReadOnly
	}
	return s.write(ctx, func(w *work) error {
		ids, err := which(w)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := w.remove(id, author); err != nil {
				return err
			}
		}
		w.touched, w.newAreas, w.purged = true, true, true
		err = w.exec(`
			DELETE FROM areas WHERE id NOT IN (SELECT area_id FROM incident_revisions WHERE area_id IS NOT NULL)`)
		if err != nil {
			return err
		}
		return w.resetSince()
	})
}

// resetSince lets the record begin with the earliest recording that is left, or when
// it was made.
func (w *work) resetSince() error {
	var earliest int64
	err := w.row(`SELECT coalesce(min(recorded_ms), ?1) FROM incident_revisions`, w.created).Scan(&earliest)
	if err != nil {
		return err
	}
	earliest = min(earliest, w.created)
	w.edition.Since = fromMilli(earliest)
	return setMeta(w.ctx, w.tx, metaSince, strconv.FormatInt(earliest, 10))
}

// ofDataset returns the incidents whose last revision is of a dataset, and the rows
// of it that never became a revision.
func (w *work) ofDataset(dataset string) ([]string, error) {
	return w.texts(`
		SELECT incident FROM incident_revisions r
		WHERE number = (SELECT max(number) FROM incident_revisions WHERE incident = r.incident)
			AND coalesce(json_extract(body, '$.dataset'), '') = ?1
		UNION
		SELECT id FROM incidents i WHERE dataset = ?1 AND id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM incident_revisions WHERE incident = i.id)
		ORDER BY 1`, dataset)
}

func (w *work) remove(id, author string) error {
	last, err := w.lastRevision(id)
	if err != nil {
		return err
	}
	if last != nil {
		seen, err := w.everPublic(id)
		if err != nil {
			return err
		}
		if seen {
			w.differs(id)
		}
		if err := w.audited(author, "remove", id, last.hash); err != nil {
			return err
		}
		// Its row, should the id there have been changed outside.
		err = w.exec(`
			DELETE FROM incidents WHERE fid = ?
				AND NOT EXISTS (SELECT 1 FROM incident_revisions r WHERE r.incident = incidents.id AND r.incident != ?)`,
			last.rowFID, id)
		if err != nil {
			return err
		}
	}
	if err := w.dropLists(id); err != nil {
		return err
	}
	if err := w.exec(`DELETE FROM incidents WHERE id = ?`, id); err != nil {
		return err
	}
	return w.exec(`DELETE FROM incident_revisions WHERE incident = ?`, id)
}
