package store

import (
	"database/sql"
	"errors"
	"time"

	"strikemap/geo"
)

// stored is the last revision of an incident as the tables have it.
type stored struct {
	geo.Revision
	body, hash string
	computed   computed
	fid        int64
	rowFID     int64
}

const selectStored = `
	SELECT fid, number, row_fid, recorded_ms, coalesce(public_from_ms, 0), coalesce(public_to_ms, 0),
		origin, coalesce(change, ''), coalesce(note, ''), coalesce(correction, ''), body, hash, computed
	FROM incident_revisions `

// lastRevision returns the last revision of an incident, or nil.
func (w *work) lastRevision(id string) (*stored, error) {
	return scanStored(w.row(selectStored+`WHERE incident = ? ORDER BY number DESC LIMIT 1`, id))
}

func scanStored(row interface{ Scan(...any) error }) (*stored, error) {
	var s stored
	var recorded, from, to int64
	var derived string
	err := row.Scan(&s.fid, &s.Number, &s.rowFID, &recorded, &from, &to, &s.Origin, &s.Change, &s.Note, &s.Correction, &s.body, &s.hash, &derived)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.Recorded, s.PublicFrom, s.PublicTo = fromMilli(recorded), fromMilli(from), fromMilli(to)
	if s.Incident, err = decodeBody(s.body); err != nil {
		return nil, err
	}
	s.computed, err = decodeComputed(derived)
	return &s, err
}

// entry is what is to become a revision.
type entry struct {
	incident geo.Incident // normal, complete and valid
	area     *geo.Area    // that stands for its place, or nil
	last     *stored      // nil for a new incident
	row      *record      // the working row, nil if there is none
	origin   string
	author   string
	change   string
	note     string
	given    time.Time // when it is said to have been recorded, zero for now
	recorded time.Time
	there    bool  // though it was to be new
	err      error // why it cannot be written

	// What seal makes of it.
	body, hash string
	number     int // of its revision, which is the last one's if nothing changed
	computed   computed
	derived    string // computed as JSON
	values     []any  // of the working row
}

// seal makes what is stored of an entry. It only reads from work.
func (w *work) seal(e *entry) error {
	var err error
	if e.body, e.hash, err = encodeBody(e.incident); err != nil {
		return err
	}
	if e.says(e.last) {
		e.number, e.computed = e.last.Number, e.last.computed
	} else {
		e.number = 1
		if e.last != nil {
			e.number = e.last.Number + 1
		}
		e.computed = compute(&e.incident, w.parties, w.delays, e.number, e.recorded)
	}
	e.derived = jsonText(e.computed)
	e.values = rowValues(&e.incident, e.computed)
	return nil
}

// says reports whether a revision says what the entry says.
func (e *entry) says(last *stored) bool { return last != nil && last.body == e.body }

// write brings the working rows and the revisions in step with a sealed entry. One
// that says what the last revision says makes no revision; its rows are put right.
func (w *work) write(e *entry) error {
	if e.says(e.last) {
		return w.putRow(e)
	}
	if err := w.putArea(e.area); err != nil {
		return err
	}
	if err := w.putRow(e); err != nil {
		return err
	}
	return w.putRevision(e)
}

// putRow writes the working row and the lists, if they are not right already.
func (w *work) putRow(e *entry) error {
	if e.row != nil && e.row.rightly(e.body, e.computed) {
		return nil
	}
	w.touched = true
	if e.row == nil {
		return w.insertRow(e)
	}
	if err := w.exec(updateRecord, append(e.values, e.row.fid)...); err != nil {
		return err
	}
	if e.row.listsEqual(&e.incident) {
		return w.followRow(e)
	}
	return errors.Join(w.dropLists(e.incident.ID), w.putLists(&e.incident), w.followRow(e))
}

// insertRow writes a row that is not there. One deleted outside gets its fid back if
// that is free; its lists may still lie about.
func (w *work) insertRow(e *entry) error {
	fid, err := w.freeFID(e.last)
	if err != nil {
		return err
	}
	if e.last != nil {
		if err := w.dropLists(e.incident.ID); err != nil {
			return err
		}
	}
	if err := w.insert(intoIncidents, append(e.values, fid)...); err != nil {
		return err
	}
	e.row = &record{fid: fid}
	return errors.Join(w.putLists(&e.incident), w.followRow(e))
}

// freeFID returns the fid for a new row: the one an incident had, or the next.
func (w *work) freeFID(last *stored) (int64, error) {
	if last != nil {
		var taken bool
		err := w.row(`SELECT EXISTS (SELECT 1 FROM incidents WHERE fid = ?)`, last.rowFID).Scan(&taken)
		if err != nil || !taken {
			return last.rowFID, err
		}
	}
	fid, err := w.lastFID()
	w.fid = fid + 1
	return w.fid, err
}

// lastFID returns the greatest fid a row of incidents has or had.
func (w *work) lastFID() (int64, error) {
	if w.fid != 0 {
		return w.fid, nil
	}
	err := w.row(`
		SELECT max(coalesce((SELECT max(fid) FROM incidents), 0),
			coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'incidents'), 0))`).Scan(&w.fid)
	return w.fid, err
}

// followRow notes a new fid of a row with the revisions, which tell by it whether an
// id was changed.
func (w *work) followRow(e *entry) error {
	if e.last == nil || e.last.rowFID == e.row.fid {
		return nil
	}
	return w.exec(`UPDATE incident_revisions SET row_fid = ? WHERE incident = ?`, e.row.fid, e.incident.ID)
}

// rightly reports whether a row says all that body and c say.
func (r *record) rightly(body string, c computed) bool {
	if len(r.faults) > 0 || r.untidy || c.changed(r.computed) != "" {
		return false
	}
	now, _, err := encodeBody(r.in)
	return err == nil && now == body
}

// listsEqual reports whether the lists in the tables are those of an incident.
func (r *record) listsEqual(in *geo.Incident) bool {
	return !r.untidy && r.in.ID == in.ID &&
		jsonOf(r.in.Claims, r.in.Quantities, r.in.Reports, r.in.Aliases) == jsonOf(in.Claims, in.Quantities, in.Reports, in.Aliases)
}

// putRevision appends the revision, ends those before it and notes whether readers
// get something else from now on.
func (w *work) putRevision(e *entry) error {
	id, now := e.incident.ID, w.now.UnixMilli()
	seen, correction := false, ""
	if e.last != nil {
		var err error
		if seen, err = w.everPublic(id); err != nil {
			return err
		}
		correction = e.last.Correction
	}
	from := publicFrom(e, w.delays, seen)
	if e.last != nil {
		if err := w.endLive(id, from); err != nil {
			return err
		}
	}
	if e.note != "" && (e.change == "correction" || e.change == "clarification") {
		correction = e.note
	}
	if from != 0 && from <= now {
		w.differs(id)
	}
	if ms := e.recorded.UnixMilli(); w.since == 0 || ms < w.since {
		w.since = ms
	}
	err := w.insert(intoRevisions, id, e.number, e.row.fid, e.recorded.UnixMilli(), milliOrNull(from), e.origin,
		text(e.change), text(e.note), text(correction), e.body, e.hash, text(e.computed.AreaID), e.derived, text(w.importing))
	if err != nil {
		return err
	}
	return w.audited(e.author, "revision", id, e.hash)
}

// endLive ends the revisions of an incident that are public or will be, now that
// another begins at from, 0 for never.
func (w *work) endLive(id string, from int64) error {
	live, err := w.liveRevisions(id)
	if err != nil {
		return err
	}
	now := w.now.UnixMilli()
	for _, r := range live {
		to := r.endsAt(from, now)
		if to == r.to {
			continue
		}
		if err := w.exec(`UPDATE incident_revisions SET public_to_ms = ? WHERE fid = ?`, to, r.fid); err != nil {
			return err
		}
		if r.at(now) != (interval{r.from, to}).at(now) {
			w.differs(id)
		}
	}
	return nil
}

// interval is a public interval in milliseconds, [from, to); to is 0 while open.
type interval struct{ from, to int64 }

func (v interval) at(ms int64) bool { return v.from <= ms && (v.to == 0 || ms < v.to) }

// liveRevision is one that is public or will be.
type liveRevision struct {
	interval
	fid int64
}

// endsAt says when a live revision ends now that another begins at from, 0 for
// never: one that is public, then, or at once if the next never is; one that is not
// yet public, before it began.
func (r liveRevision) endsAt(from, now int64) int64 {
	switch {
	case r.from > now:
		return r.from
	case from == 0:
		return now
	}
	return from
}

func (w *work) liveRevisions(id string) ([]liveRevision, error) {
	rows, err := w.query(`
		SELECT fid, public_from_ms, coalesce(public_to_ms, 0) FROM public_revisions
		WHERE incident = ? AND (public_to_ms IS NULL OR public_to_ms > ?)`, id, w.now.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var live []liveRevision
	for rows.Next() {
		var r liveRevision
		if err := rows.Scan(&r.fid, &r.from, &r.to); err != nil {
			return nil, err
		}
		live = append(live, r)
	}
	return live, rows.Err()
}

// everPublic reports whether any reader could have seen an incident.
func (w *work) everPublic(id string) (seen bool, err error) {
	err = w.row(`SELECT EXISTS (SELECT 1 FROM public_revisions WHERE incident = ? AND public_from_ms <= ?)`,
		id, w.now.UnixMilli()).Scan(&seen)
	return seen, err
}

// publicFrom says since when a new revision is public, 0 for never.
func publicFrom(e *entry, delays geo.Delays, seen bool) int64 {
	visible := e.incident.VisibleFrom(delays)
	if e.incident.State == geo.Withdrawn && e.last != nil {
		if !seen {
			return 0 // a tombstone would tell what was never told
		}
		return e.recorded.UnixMilli()
	}
	if visible.IsZero() || e.incident.State == geo.Withdrawn && visible.After(e.recorded) {
		return 0
	}
	return max(ceilMilli(visible), e.recorded.UnixMilli())
}

// ceilMilli rounds up, so that nothing is public early.
func ceilMilli(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

func milliOrNull(ms int64) any {
	if ms == 0 {
		return nil
	}
	return ms
}

func jsonOf(values ...any) string { return jsonText(values) }
