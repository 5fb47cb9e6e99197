package store

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"

	"strikemap/geo"
)

// Fault is one thing wrong with a record.
type Fault struct {
	Where   string // "incident 01KD… (row 12)", "audit entry 7"
	Message string // led by the field, where there is one
}

// String returns place and message in one line.
func (f Fault) String() string { return f.Where + ": " + f.Message }

// Check looks through the whole record and returns what is wrong with it: the file
// itself, its spatial indexes, the working rows against their last revisions, the
// revisions against their hashes, public intervals that overlap, the audit, and
// references to nothing. A store that can write takes in outside edits first; one
// that cannot passes over edits that wait and will be accepted.
func (s *Store) Check(ctx context.Context) ([]Fault, error) {
	if !s.options.ReadOnly {
		if err := s.write(ctx, func(*work) error { return nil }); err != nil {
			return nil, err
		}
	}
	var faults []Fault
	report := func(f Fault) { faults = append(faults, f) }
	if err := s.db.IntegrityCheck(ctx); err != nil {
		return []Fault{{s.path, err.Error()}}, nil
	}
	for _, layer := range []string{"incidents", "areas"} {
		if err := s.db.CheckRTree(ctx, layer); err != nil {
			report(Fault{"layer " + layer, err.Error()})
		}
	}
	err := s.db.Read(ctx, func(tx *sql.Tx) error {
		c := checker{work: s.newWork(ctx, tx), report: report}
		c.log = slog.New(slog.DiscardHandler)
		return c.run()
	})
	return faults, domainError(err)
}

// checker reads one state of the record. It uses of work only what reads.
type checker struct {
	*work
	report func(Fault)
}

func (c *checker) run() error {
	var err error
	if c.parties, err = readParties(c.ctx, c.tx); err != nil {
		return err
	}
	for _, check := range []func() error{c.registry, c.rows, c.missingRows, c.references, c.revisions} {
		if err := check(); err != nil {
			return err
		}
	}
	return checkAudit(c.ctx, c.tx, c.report)
}

func (c *checker) registry() error {
	err := eachParty(c.ctx, c.tx, func(p geo.Party) {
		if err := p.Validate(); err != nil {
			c.report(Fault{fmt.Sprintf("party %q", p.Code), err.Error()})
		}
	})
	if err != nil {
		return err
	}
	_, err = readSeries(c.ctx, c.tx, c.report)
	return err
}

// rows compares every working row with its last revision.
func (c *checker) rows() error {
	waiting, err := c.readTouched()
	if err != nil {
		return err
	}
	fids, err := integers(c.ctx, c.tx, `SELECT fid FROM incidents ORDER BY fid`)
	if err != nil {
		return err
	}
	return eachRecord(c.ctx, c.tx, fids, func(r *record) error {
		faults, accepted, err := c.judgeRow(r)
		if err != nil {
			return err
		}
		where := fmt.Sprintf("incident %s (row %d)", r.in.ID, r.fid)
		for _, fault := range faults {
			c.report(Fault{where, fault.Error()})
		}
		if accepted && !slices.Contains(waiting.fids, r.fid) && !slices.Contains(waiting.ids, r.in.ID) {
			c.report(Fault{where, "differs from its last revision, and nobody noted the edit"})
		}
		return nil
	})
}

// judgeRow returns what is wrong with a row, or whether it would be accepted as an
// edit.
func (c *checker) judgeRow(r *record) (faults geo.Problems, accepted bool, err error) {
	last, fault, err := c.recorded(r)
	if err != nil {
		return nil, false, err
	}
	var e *entry
	switch {
	case fault != nil:
		faults = geo.Problems{fault}
	case last == nil:
		e, faults, err = c.judgeNew(r, c.newDraft(r))
	default:
		e, faults, err = c.judge(r, last)
	}
	return faults, e != nil, err
}

// missingRows finds incidents whose row is gone.
func (c *checker) missingRows() error {
	ids, err := c.texts(`
		SELECT incident FROM incident_revisions r WHERE number = 1
			AND NOT EXISTS (SELECT 1 FROM incidents WHERE id = r.incident)
			AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.fid = r.row_fid
				AND NOT EXISTS (SELECT 1 FROM incident_revisions WHERE incident = i.id))
		ORDER BY incident`)
	for _, id := range ids {
		c.report(Fault{"incident " + id, "its row was deleted outside; the last revision stays"})
	}
	return err
}

// references are queries for rows that name what is not there, as a place and a
// message.
var references = func() []string {
	queries := []string{
		`SELECT 'incident ' || coalesce(id, 'in row ' || fid), 'merged_into: there is no incident ' || merged_into FROM incidents
			WHERE merged_into IS NOT NULL AND merged_into NOT IN (SELECT incident FROM incident_revisions)`,
		`SELECT 'incident ' || coalesce(id, 'in row ' || fid), 'series: there is no series ' || series FROM incidents
			WHERE series IS NOT NULL AND series NOT IN (SELECT id FROM series WHERE id IS NOT NULL)`,
		`SELECT DISTINCT 'incident ' || incident, 'area_id: there is no area ' || area_id FROM incident_revisions
			WHERE area_id IS NOT NULL AND area_id NOT IN (SELECT id FROM areas WHERE id IS NOT NULL)`,
	}
	for _, table := range lists {
		queries = append(queries, `SELECT '`+table+` row ' || fid,
			CASE WHEN incident IS NULL THEN 'incident: is missing' ELSE 'incident: there is no incident ' || incident END
			FROM `+table+` WHERE incident IS NULL OR incident NOT IN (
				SELECT id FROM incidents WHERE id IS NOT NULL UNION SELECT incident FROM incident_revisions)`)
	}
	return queries
}()

func (c *checker) references() error {
	for _, query := range references {
		if err := c.reportAll(query); err != nil {
			return err
		}
	}
	return nil
}

// reportAll reports what a query finds: a place and a message.
func (c *checker) reportAll(query string) error {
	rows, err := c.query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f Fault
		if err := rows.Scan(&f.Where, &f.Message); err != nil {
			return err
		}
		c.report(f)
	}
	return rows.Err()
}

// revisions checks numbers, hashes and public intervals.
func (c *checker) revisions() error {
	rows, err := c.query(`
		SELECT incident, number, body, hash, coalesce(public_from_ms, 0), coalesce(public_to_ms, 0)
		FROM incident_revisions ORDER BY incident, number`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var before struct {
		id     string
		number int
		shown  []interval
	}
	for rows.Next() {
		var id, body, hash string
		var number int
		var shown interval
		if err := rows.Scan(&id, &number, &body, &hash, &shown.from, &shown.to); err != nil {
			return err
		}
		if id != before.id {
			before.id, before.number, before.shown = id, 0, nil
		}
		where := fmt.Sprintf("incident %s, revision %d", id, number)
		if number != before.number+1 {
			c.report(Fault{where, fmt.Sprintf("follows revision %d", before.number)})
		}
		if hashOf(body) != hash {
			c.report(Fault{where, "its body was changed"})
		}
		if slices.ContainsFunc(before.shown, shown.overlaps) {
			c.report(Fault{where, "is public at the same time as an earlier revision"})
		}
		before.number = number
		if shown.from != 0 && !shown.empty() {
			before.shown = append(before.shown, shown)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return c.reportAll(`
		SELECT 'incident ' || incident || ', revision ' || number, 'is not in the audit' FROM incident_revisions
		WHERE incident || hash NOT IN (SELECT incident || revision_hash FROM audit WHERE action = 'revision')`)
}

func (v interval) empty() bool { return v.to != 0 && v.to <= v.from }

// overlaps reports whether two intervals share an instant.
func (v interval) overlaps(w interval) bool {
	if v.from == 0 || v.empty() || w.empty() {
		return false
	}
	return (w.to == 0 || v.from < w.to) && (v.to == 0 || w.from < v.to)
}
