package store

import (
	"slices"

	"strikemap/geo"
)

// findAll finds the incident each entry of a batch is about, and reads what the
// record has of it.
func (w *work) findAll(b geo.Batch) ([]*entry, error) {
	if err := w.readOwners(b.Entries); err != nil {
		return nil, err
	}
	entries := make([]*entry, len(b.Entries))
	var known []*entry
	for i := range b.Entries {
		given := &b.Entries[i]
		e := &entry{
			incident: normal(given.Incident), origin: b.Origin, author: b.Author,
			change: given.Change, note: given.Note, given: given.Recorded,
		}
		entries[i] = e
		isKnown, err := w.find(e)
		if err != nil {
			return nil, err
		}
		e.there = isKnown && given.New
		if isKnown {
			known = append(known, e)
		}
	}
	return entries, w.readAllKnown(known)
}

// find looks for the incident by id, then by external_id; either may have become an
// alias. A new one gets an id.
func (w *work) find(e *entry) (known bool, err error) {
	in := &e.incident
	for _, name := range []string{in.ID, in.ExternalID} {
		if name == "" {
			continue
		}
		if id, err := w.owner(name); err != nil || id != "" {
			in.ID = id
			return true, err
		}
	}
	if in.ID != "" {
		return false, nil
	}
	in.ID = geo.NewID(w.now)
	if in.ExternalID == "" {
		return false, nil
	}
	stable := geo.StableID(in.ExternalID, in.Time.From)
	taken, err := w.owner(stable)
	if err == nil && taken == "" {
		in.ID = stable
	}
	return false, err
}

// owners say which incident of the record has a name as its id, external_id or
// alias. They are there for a whole batch at once, for all its names.
type owners map[string]string

// readOwners looks up all names of the entries of a batch.
func (w *work) readOwners(entries []geo.Entry) error {
	var all []string
	for i := range entries {
		in := &entries[i].Incident
		all = append(all, in.Aliases...)
		if in.ID != "" {
			all = append(all, in.ID)
		}
		if in.ExternalID != "" {
			all = append(all, in.ExternalID)
			if in.ID == "" {
				all = append(all, geo.StableID(in.ExternalID, normal(*in).Time.From))
			}
		}
	}
	w.owners = owners{}
	// The last word has what comes last: as in owner, the other way round.
	for _, query := range []string{
		`SELECT t.alias, t.incident FROM json_each(?) j CROSS JOIN aliases t ON t.alias = j.value WHERE t.incident IS NOT NULL`,
		`SELECT t.external_id, t.id FROM json_each(?) j CROSS JOIN incidents t ON t.external_id = j.value WHERE t.id IS NOT NULL`,
		`SELECT t.incident, t.incident FROM json_each(?) j CROSS JOIN incident_revisions t ON t.incident = j.value AND t.number = 1`,
		`SELECT t.id, t.id FROM json_each(?) j CROSS JOIN incidents t ON t.id = j.value`,
	} {
		for some := range slices.Chunk(all, 5000) {
			if err := w.addOwners(query, some); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) addOwners(query string, names []string) error {
	rows, err := w.query(query, jsonText(names))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name, id string
		if err := rows.Scan(&name, &id); err != nil {
			return err
		}
		w.owners[name] = id
	}
	return rows.Err()
}

// owner returns the id of the incident that has a name as its id, external_id or
// alias, or "".
func (w *work) owner(name string) (string, error) {
	if w.owners != nil {
		return w.owners[name], nil
	}
	owners, err := w.texts(`
		SELECT id FROM incidents WHERE id = ?1
		UNION ALL SELECT incident FROM incident_revisions WHERE incident = ?1 AND number = 1
		UNION ALL SELECT id FROM incidents WHERE external_id = ?1 AND id IS NOT NULL
		UNION ALL SELECT incident FROM aliases WHERE alias = ?1 AND incident IS NOT NULL
		LIMIT 1`, name)
	if err != nil || len(owners) == 0 {
		return "", err
	}
	return owners[0], nil
}

// readAllKnown reads what the record has of the incidents of entries, some hundred at
// a time.
func (w *work) readAllKnown(entries []*entry) error {
	for some := range slices.Chunk(entries, 500) {
		if err := w.readSomeKnown(some); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) readSomeKnown(entries []*entry) error {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.incident.ID
	}
	last, err := w.lastRevisions(ids)
	if err != nil {
		return err
	}
	records, err := readRecords(w.ctx, w.tx, `WHERE id IN (SELECT value FROM json_each(?))`, jsonText(ids))
	if err != nil {
		return err
	}
	rows := map[string]*record{}
	for _, r := range records {
		rows[r.in.ID] = r
	}
	for _, e := range entries {
		e.last, e.row = last[e.incident.ID], rows[e.incident.ID]
		if e.row != nil && (e.last == nil || e.last.rowFID == e.row.fid) {
			continue
		}
		if err := w.readKnown(e); err != nil { // the row was moved or deleted outside
			return err
		}
	}
	return nil
}

// lastRevisions returns the last revision of each incident that has one, by id.
func (w *work) lastRevisions(ids []string) (map[string]*stored, error) {
	rows, err := w.query(selectStored+`r WHERE incident IN (SELECT value FROM json_each(?))
		AND number = (SELECT max(number) FROM incident_revisions WHERE incident = r.incident)`, jsonText(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	last := make(map[string]*stored, len(ids))
	for rows.Next() {
		s, err := scanStored(rows)
		if err != nil {
			return nil, err
		}
		last[s.Incident.ID] = s
	}
	return last, rows.Err()
}

// readKnown reads what the record has of an incident.
func (w *work) readKnown(e *entry) error {
	var err error
	if e.last, err = w.lastRevision(e.incident.ID); err != nil {
		return err
	}
	e.row, err = w.workingRow(e.incident.ID, e.last)
	return err
}

// workingRow returns the row of an incident, by its id or, where that was changed
// outside, by the fid it had; nil if it was deleted.
func (w *work) workingRow(id string, last *stored) (*record, error) {
	row, err := recordByID(w.ctx, w.tx, id)
	if err != nil || last == nil {
		return row, err
	}
	if row != nil {
		moved, err := w.hasMoved(row, last)
		if err != nil || !moved {
			return row, err
		}
	}
	rows, err := recordsByFID(w.ctx, w.tx, []int64{last.rowFID})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	other, err := w.lastRevision(rows[0].in.ID)
	if err != nil || other != nil && other.rowFID == last.rowFID {
		return nil, err
	}
	return rows[0], nil
}
