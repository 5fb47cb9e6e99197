package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// Write stores a batch, all or nothing. It implements geo.Writer.
//
// An entry is the whole incident: what it leaves empty is emptied, but for two
// fields. The id of an incident found by its external_id, or by an alias, is the one
// it has; a published_at left empty stays as it was, and is the time of recording
// when an incident is published first. What the server computes is computed anew.
func (s *Store) Write(ctx context.Context, b geo.Batch) ([]string, error) {
	if s.options.ReadOnly {
		return nil, geo.Errorf(geo.EREADONLY, "the record is open for reading only")
	}
	if !geo.Origins.Has(b.Origin) {
		return nil, geo.Invalid("origin", "%q is not one of the origins", b.Origin)
	}
	var ids []string
	err := s.write(ctx, func(w *work) error {
		problems, err := w.register(b)
		if err != nil {
			return err
		}
		entries, more, err := w.prepare(b)
		if err != nil {
			return err
		}
		if problems = append(problems, more...); len(problems) > 0 {
			return problems
		}
		for _, e := range entries {
			ids = append(ids, e.incident.ID)
		}
		return w.writeAll(entries)
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// writeAll writes the entries of a batch; one that is large beside what the table
// holds without the index, which is packed anew afterwards.
func (w *work) writeAll(entries []*entry) error {
	each := func() error {
		for _, e := range entries {
			if err := w.write(e); err != nil {
				return err
			}
		}
		return nil
	}
	const least = 500 // below, the trigger costs less than looking
	if len(entries) < least {
		return each()
	}
	var rows int
	if err := w.row(`SELECT count(*) FROM incidents`).Scan(&rows); err != nil {
		return err
	}
	if len(entries) < rows/6 {
		return each()
	}
	return gpkg.Bulk(w.ctx, w.tx, "incidents", each)
}

// prepare makes every entry of a batch ready to be written, or finds all that is
// wrong with them.
func (w *work) prepare(b geo.Batch) ([]*entry, geo.Problems, error) {
	var entries []*entry
	var problems geo.Problems
	names := names{}
	for i, given := range b.Entries {
		e, err := w.prepareEntry(given, b)
		if err == nil {
			err = names.take(w, e, i)
		}
		at := fmt.Sprintf("entries[%d].", i)
		if faults := under(at, err); faults != nil {
			problems = append(problems, faults...)
		} else if err != nil {
			return nil, nil, err
		}
		entries = append(entries, e)
	}
	return entries, problems, nil
}

// prepareEntry finds the incident an entry is about, completes and validates it. The
// error is of the entry if it is a Problems or an Error of geo.
func (w *work) prepareEntry(given geo.Entry, b geo.Batch) (*entry, error) {
	e := &entry{incident: normal(given.Incident), origin: b.Origin, author: b.Author, change: given.Change, note: given.Note}
	if err := w.find(e); err != nil {
		return e, err
	}
	if err := w.dates(e, given.Recorded); err != nil {
		return e, err
	}
	var problems geo.Problems
	if e.change != "" && !geo.ChangeClasses.Has(e.change) {
		problems = append(problems, geo.Invalid("change", "%q is not one of the change classes", e.change))
	}
	if e.change == "" && e.last != nil {
		e.change = "update"
	}
	if !utf8.ValidString(e.note) || utf8.RuneCountInString(e.note) > geo.MaxText {
		problems = append(problems, geo.Invalid("note", "is not UTF-8 or has more than %d characters", geo.MaxText))
	}
	problems = append(problems, w.complete(e)...)
	if len(problems) > 0 {
		return e, problems
	}
	return e, w.checkPast(e, given.Recorded)
}

// find looks for the incident by id, then by external_id; either may have become an
// alias. A new one gets an id.
func (w *work) find(e *entry) error {
	in := &e.incident
	id := ""
	for _, name := range []string{in.ID, in.ExternalID} {
		if name == "" || id != "" {
			continue
		}
		var err error
		if id, err = w.owner(name); err != nil {
			return err
		}
	}
	if id != "" {
		in.ID = id
		return w.readKnown(e)
	}
	if in.ID != "" {
		return nil
	}
	in.ID = geo.NewID(w.now)
	if in.ExternalID == "" {
		return nil
	}
	stable := geo.StableID(in.ExternalID, in.Time.From)
	taken, err := w.owner(stable)
	if err == nil && taken == "" {
		in.ID = stable
	}
	return err
}

// owner returns the id of the incident that has a name as its id, external_id or
// alias, or "".
func (w *work) owner(name string) (string, error) {
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

// dates fills in when the revision is recorded and when the incident was published.
func (w *work) dates(e *entry, recorded time.Time) error {
	e.recorded = w.now
	if !recorded.IsZero() && e.last == nil {
		e.recorded = recorded.UTC().Truncate(time.Millisecond)
	}
	if e.recorded.After(w.now) {
		return geo.Invalid("recorded", "%s lies ahead", geo.FormatTime(recorded))
	}
	in := &e.incident
	if in.PublishedAt == nil && e.last != nil {
		in.PublishedAt = e.last.Incident.PublishedAt
	}
	if in.PublishedAt == nil && in.State == geo.Published {
		at := e.recorded
		in.PublishedAt = &at
	}
	for field, t := range map[string]*time.Time{"published_at": in.PublishedAt, "embargo": in.Embargo} {
		if t != nil && (t.Year() < 1900 || t.Year() > 2200) {
			return geo.Invalid(field, "is outside the years 1900 to 2200")
		}
	}
	return nil
}

// complete fills in what follows from the place and returns what is wrong with the
// incident then.
func (w *work) complete(e *entry) geo.Problems {
	in := &e.incident
	if p := in.Location.Point; w.locator != nil && (p == nil || onGlobe(*p)) {
		e.area = in.Complete(w.locator, w.parties)
	}
	return under("", in.Validate(w.parties))
}

// onGlobe reports whether a point is one a Locator can be asked about.
func onGlobe(p geo.Point) bool {
	return p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90
}

// checkPast refuses to change in the past what is in the record.
func (w *work) checkPast(e *entry, recorded time.Time) error {
	if recorded.IsZero() || e.last == nil {
		return nil
	}
	body, _, err := encodeBody(e.incident)
	if err == nil && body != e.last.body {
		err = geo.Invalid("recorded", "cannot be given for an incident that is in the record already")
	}
	return err
}

// names says which entry of a batch has taken an id, external_id or alias.
type names map[string]int

// take claims the names of an entry and refuses one that belongs to another incident
// of the record or the batch.
func (n names) take(w *work, e *entry, i int) error {
	in := &e.incident
	var problems geo.Problems
	if k, taken := n[in.ID]; taken {
		problems = append(problems, geo.Invalid("id", "is the same incident as entries[%d]", k))
	} else {
		n[in.ID] = i
		for _, name := range ownNames(in) {
			if k, taken := n[name.value]; taken && k != i {
				problems = append(problems, geo.Invalid(name.field, "%q is also that of entries[%d]", name.value, k))
			}
			n[name.value] = i
		}
	}
	faults, err := w.foreignNames(in)
	if err != nil {
		return err
	}
	if problems = append(problems, faults...); len(problems) > 0 {
		return problems
	}
	return nil
}

type ownName struct{ field, value string }

// ownNames are the external_id and the aliases.
func ownNames(in *geo.Incident) []ownName {
	var all []ownName
	if in.ExternalID != "" {
		all = append(all, ownName{"external_id", in.ExternalID})
	}
	for i, alias := range in.Aliases {
		all = append(all, ownName{fmt.Sprintf("aliases[%d]", i), alias})
	}
	return all
}

// foreignNames refuses the names of an incident that belong to another of the
// record, or that it has twice.
func (w *work) foreignNames(in *geo.Incident) (geo.Problems, error) {
	var problems geo.Problems
	seen := map[string]bool{}
	for _, name := range ownNames(in) {
		owner, err := w.owner(name.value)
		if err != nil {
			return nil, err
		}
		switch {
		case owner != "" && owner != in.ID:
			problems = append(problems, &geo.Error{
				Code: geo.ECONFLICT, Field: name.field,
				Message: fmt.Sprintf("%q belongs to incident %s", name.value, owner),
			})
		case seen[name.value]:
			problems = append(problems, geo.Invalid(name.field, "%q is given twice", name.value))
		}
		seen[name.value] = true
	}
	return problems, nil
}

// under returns the faults of an entry with their fields under a path, nil if err is
// no fault of an entry.
func under(path string, err error) geo.Problems {
	var list geo.Problems
	var one *geo.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = geo.Problems{one}
	}
	var moved geo.Problems
	for _, fault := range list {
		placed := *fault
		placed.Field = strings.TrimSuffix(path+fault.Field, ".")
		moved = append(moved, &placed)
	}
	return moved
}
