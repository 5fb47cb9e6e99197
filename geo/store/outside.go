package store

import (
	"context"
	"fmt"
	"strings"

	"strikemap/geo"
)

// outsideAuthor stands in the audit for whoever edited the file itself.
const outsideAuthor = "outside"

// touched is what others touched since the last look.
type touched struct {
	fids     []int64  // rows of incidents
	ids      []string // incidents whose row or lists were touched
	registry bool     // parties, series or areas
}

func (w *work) readTouched() (touched, error) {
	var t touched
	rows, err := w.query(`
		SELECT layer, coalesce(row_fid, 0), coalesce(incident, '') FROM incident_changes
		GROUP BY layer, row_fid, incident ORDER BY min(seq)`)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	for rows.Next() {
		var layer, id string
		var fid int64
		if err := rows.Scan(&layer, &fid, &id); err != nil {
			return t, err
		}
		switch layer {
		case "areas", "parties", "series":
			t.registry = true
			continue
		}
		if fid != 0 {
			t.fids = append(t.fids, fid)
		}
		if id != "" {
			t.ids = append(t.ids, id)
		}
	}
	return t, rows.Err()
}

// takeIn makes revisions of what others edited, where that may be done, and logs
// what may not.
func (w *work) takeIn() error {
	t, err := w.readTouched()
	if err != nil {
		return err
	}
	if t.registry {
		w.all = true
		if err := w.rederive(); err != nil {
			return err
		}
	}
	done := map[string]bool{}
	err = eachRecord(w.ctx, w.tx, t.fids, func(row *record) error {
		done[row.in.ID] = true
		return w.takeInRow(row)
	})
	if err != nil {
		return err
	}
	for _, id := range t.ids {
		if done[id] {
			continue
		}
		done[id] = true
		if err := w.takeInID(id); err != nil {
			return err
		}
	}
	return nil
}

// takeInID takes in an incident of which only the lists were touched, or whose row
// is gone.
func (w *work) takeInID(id string) error {
	row, err := recordByID(w.ctx, w.tx, id)
	switch {
	case err != nil:
		return err
	case row == nil:
		return w.noteMissing(id)
	}
	return w.takeInRow(row)
}

// noteMissing logs an incident whose row was deleted. It stays public as it was.
func (w *work) noteMissing(id string) error {
	last, err := w.lastRevision(id)
	if err != nil || last == nil {
		return err
	}
	w.log.Warn("an incident was deleted outside; its last revision stays", "incident", id)
	return nil
}

func (w *work) takeInRow(row *record) error {
	last, fault, err := w.recorded(row)
	if err != nil {
		return err
	}
	if fault != nil {
		w.logRefused(row, geo.Problems{fault})
		return nil
	}
	if last == nil {
		return w.takeInNew(row)
	}
	e, faults, err := w.judge(row, last)
	switch {
	case err != nil:
		return err
	case len(faults) > 0:
		w.logRefused(row, faults)
		return nil
	case e == nil:
		return nil
	}
	return w.sealAndWrite(e)
}

func (w *work) logRefused(row *record, faults geo.Problems) {
	w.log.Warn("an outside edit was not accepted; the last revision stays",
		"row", row.fid, "incident", row.in.ID, "reason", faults.Error())
}

// recorded returns the last revision of the incident a row holds, nil for one never
// recorded, and a fault if its id was changed.
func (w *work) recorded(row *record) (*stored, *geo.Error, error) {
	last, err := w.lastRevision(row.in.ID)
	if err != nil {
		return nil, nil, err
	}
	if last != nil {
		moved, err := w.hasMoved(row, last)
		if err == nil && moved {
			return nil, geo.Invalid("id", "is that of the incident in row %d; an id is permanent", last.rowFID), nil
		}
		return last, nil, err
	}
	was, err := w.texts(`SELECT incident FROM incident_revisions WHERE row_fid = ? ORDER BY fid DESC LIMIT 1`, row.fid)
	if err != nil || len(was) == 0 {
		return nil, nil, err
	}
	return nil, geo.Invalid("id", "was changed from %s to %q; an id is permanent", was[0], row.in.ID), nil
}

// hasMoved reports whether a row has the id of an incident whose own row is another
// that is still there.
func (w *work) hasMoved(row *record, last *stored) (moved bool, err error) {
	if row.fid == last.rowFID {
		return false, nil
	}
	err = w.row(`SELECT EXISTS (SELECT 1 FROM incidents WHERE fid = ?)`, last.rowFID).Scan(&moved)
	return moved, err
}

// judge says what a row amounts to beside its last revision: an entry to write,
// faults, or neither if it says the same.
func (w *work) judge(row *record, last *stored) (*entry, geo.Problems, error) {
	if len(row.faults) > 0 {
		return nil, row.faults, nil
	}
	if faults := guarded(row, last); len(faults) > 0 {
		return nil, faults, nil
	}
	now, _, err := encodeBody(row.in)
	if err != nil {
		return nil, geo.Problems{geo.Invalid("", "cannot be kept: %v", err)}, nil
	}
	if now == last.body {
		return nil, nil, nil
	}
	e := &entry{
		incident: row.in, last: last, row: row, origin: "outside", author: outsideAuthor,
		change: "update", note: "edited outside", recorded: w.now,
	}
	w.followPoint(&e.incident, &last.Incident)
	return w.judgeEntry(e)
}

func (w *work) judgeEntry(e *entry) (*entry, geo.Problems, error) {
	faults := w.complete(e)
	taken, err := w.foreignNames(&e.incident)
	if err != nil {
		return nil, nil, err
	}
	if faults = append(faults, taken...); len(faults) > 0 {
		return nil, faults, nil
	}
	return e, nil, nil
}

// guarded finds changes of what is decided with the desk's tools, or computed.
func guarded(row *record, last *stored) geo.Problems {
	var faults geo.Problems
	was, is := &last.Incident, &row.in
	if is.State != was.State {
		faults = append(faults, geo.Invalid("state", "was changed from %q to %q; publishing is done with the desk's tools", was.State, is.State))
	}
	for _, t := range []struct {
		field   string
		was, is string
	}{
		{"published_at", asText(optionalMoment(was.PublishedAt)), asText(optionalMoment(is.PublishedAt))},
		{"embargo", asText(optionalMoment(was.Embargo)), asText(optionalMoment(is.Embargo))},
	} {
		if t.was != t.is {
			faults = append(faults, geo.Invalid(t.field, "was changed from %q to %q; publishing is done with the desk's tools", t.was, t.is))
		}
	}
	if name := last.computed.changed(row.computed); name != "" {
		faults = append(faults, geo.Invalid(name, "was changed; this column is written by the server only"))
	}
	return faults
}

// followPoint empties country, division and control where they are those computed
// for the point before, so that they are computed for the new one.
func (w *work) followPoint(in, before *geo.Incident) {
	p, q := in.Location.Point, before.Location.Point
	if w.locator == nil || p == nil || q == nil || *p == *q {
		return
	}
	bare := *before
	bare.Location.Country, bare.Location.Admin1, bare.Location.Control = "", "", ""
	bare.Complete(w.locator, w.parties)
	for _, f := range []struct {
		is            *string
		was, computed string
	}{
		{&in.Location.Country, before.Location.Country, bare.Location.Country},
		{&in.Location.Admin1, before.Location.Admin1, bare.Location.Admin1},
		{&in.Location.Control, before.Location.Control, bare.Location.Control},
	} {
		if *f.is == f.was && f.was == f.computed {
			*f.is = ""
		}
	}
}

// takeInNew gives an inserted row what the server gives, and records it as a draft
// if it is valid.
func (w *work) takeInNew(row *record) error {
	e := w.newDraft(row)
	in := &e.incident
	w.touched = true
	err := w.exec(`UPDATE incidents SET id = ?, state = ?, dataset = ?, published_at = NULL WHERE fid = ?`,
		in.ID, in.State, in.Dataset, row.fid)
	if err != nil {
		return err
	}
	if e, faults, err := w.judgeNew(row, e); err != nil || e == nil {
		if err == nil {
			w.logRefused(row, faults)
		}
		return err
	}
	return w.sealAndWrite(e)
}

func (w *work) sealAndWrite(e *entry) error {
	if err := w.seal(e); err != nil {
		return err
	}
	return w.write(e)
}

// newDraft is what an inserted row is taken for.
func (w *work) newDraft(row *record) *entry {
	in := row.in
	if strings.TrimSpace(in.ID) == "" {
		in.ID = geo.NewID(w.now)
	}
	if in.Dataset == "" {
		in.Dataset = "desk"
	}
	in.State, in.PublishedAt = geo.Draft, nil
	return &entry{incident: in, row: row, origin: "outside", author: outsideAuthor, note: "added outside", recorded: w.now}
}

func (w *work) judgeNew(row *record, e *entry) (*entry, geo.Problems, error) {
	if len(row.faults) > 0 {
		return nil, row.faults, nil
	}
	return w.judgeEntry(e)
}

// Restore puts the working rows of incidents back as their last revisions have them:
// it undoes outside edits that were not accepted, and deletions. An id with no
// revision is ENOTFOUND, a name that another incident has got meanwhile ECONFLICT.
func (s *Store) Restore(ctx context.Context, author string, ids ...string) error {
	if s.options.ReadOnly {
		return errReadOnly
	}
	return s.write(ctx, func(w *work) error {
		var entries []*entry
		for _, id := range ids {
			e, err := w.clear(id)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		for _, e := range entries {
			if err := w.putRow(e); err != nil {
				return fmt.Errorf("restore incident %s: %w", e.incident.ID, err)
			}
			if err := w.audited(author, "restore", e.incident.ID, e.last.hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// clear takes the working row of an incident apart, so that its names are free, and
// returns what belongs there.
func (w *work) clear(id string) (*entry, error) {
	e := &entry{}
	e.incident.ID = id
	if err := w.readKnown(e); err != nil {
		return nil, err
	}
	if e.last == nil {
		return nil, geo.Errorf(geo.ENOTFOUND, "there is no incident %s", id)
	}
	e.incident, e.body, e.computed = e.last.Incident, e.last.body, e.last.computed
	e.values = rowValues(&e.incident, e.computed)
	if e.row != nil {
		e.row.untidy = true
		if err := w.exec(`UPDATE incidents SET id = NULL, external_id = NULL WHERE fid = ?`, e.row.fid); err != nil {
			return nil, err
		}
	}
	return e, w.dropLists(id)
}
