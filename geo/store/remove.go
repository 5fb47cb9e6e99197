package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strconv"
)

// Remove takes the incidents of a dataset out of the record with all their
// revisions, and returns how many there were. It implements geo.Writer. What was
// known at any earlier time is then answered without them; the audit keeps the
// hashes of their revisions. Shapes nothing refers to any more go too.
func (s *Store) Remove(ctx context.Context, dataset, author string) (int, error) {
	var ids []string
	// To find them can take a while, in which others may write.
	err := s.db.Read(ctx, func(tx *sql.Tx) (err error) {
		ids, err = ofDataset(ctx, tx, dataset)
		return err
	})
	if err != nil {
		return 0, domainError(err)
	}
	err = s.removing(ctx, author, func(*work) ([]string, error) { return ids, nil })
	if err != nil {
		return 0, err
	}
	return len(ids), nil
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
		areas, err := w.texts(`
			SELECT DISTINCT area_id FROM incident_revisions
			WHERE area_id IS NOT NULL AND incident IN (SELECT value FROM json_each(?))`, jsonText(ids))
		if err != nil {
			return err
		}
		earliest, err := w.earliestOf(ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := w.remove(id, author); err != nil {
				return err
			}
		}
		w.touched, w.newAreas, w.purged = true, true, true
		err = w.exec(`
			DELETE FROM areas WHERE id IN (SELECT value FROM json_each(?))
				AND NOT EXISTS (SELECT 1 FROM incident_revisions WHERE area_id = areas.id)`, jsonText(areas))
		if err != nil || earliest > w.edition.Since.UnixMilli() {
			return err
		}
		return w.resetSince()
	})
}

// earliestOf returns when the first revision of any of the incidents was recorded.
func (w *work) earliestOf(ids []string) (ms int64, err error) {
	err = w.row(`
		SELECT coalesce(min(recorded_ms), 0) FROM incident_revisions
		WHERE incident IN (SELECT value FROM json_each(?))`, jsonText(ids)).Scan(&ms)
	return ms, err
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
func ofDataset(ctx context.Context, tx *sql.Tx, dataset string) ([]string, error) {
	found := map[string]bool{}
	_, err := collectTexts(ctx, tx, found, `
		SELECT incident FROM incident_revisions r
		WHERE number = (SELECT max(number) FROM incident_revisions WHERE incident = r.incident)
			AND coalesce(json_extract(body, '$.dataset'), '') = ?1
		UNION
		SELECT id FROM incidents i WHERE dataset = ?1 AND id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM incident_revisions WHERE incident = i.id)`, dataset)
	return slices.Sorted(maps.Keys(found)), err
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
