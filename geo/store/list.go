package store

import (
	"context"
	"database/sql"
	"fmt"

	"strikemap/geo"
)

// The lists of an incident lie in tables of their own, one row an entry. A row
// names others by their seq, an incident by their index: the same, unless somebody
// edited outside.

// listReader reads the lists of many incidents at once.
type listReader struct {
	ctx     context.Context
	tx      *sql.Tx
	ids     string             // JSON
	records map[string]*record // by id
}

func readLists(ctx context.Context, tx *sql.Tx, records []*record) error {
	l := listReader{ctx: ctx, tx: tx, records: map[string]*record{}}
	var ids []string
	for _, r := range records {
		if r.in.ID != "" {
			ids = append(ids, r.in.ID)
			l.records[r.in.ID] = r
		}
	}
	if len(ids) == 0 {
		return nil
	}
	l.ids = jsonText(ids)
	reports, err := l.readReports()
	if err != nil {
		return err
	}
	claims, err := l.readClaims(reports)
	if err != nil {
		return err
	}
	if err := l.readQuantities(claims); err != nil {
		return err
	}
	return l.readAliases()
}

// seqs says at which index the entry with a seq stands, by incident.
type seqs map[string]map[int]int

// note records the seq of the entry at an index and reports whether it is a fresh
// one that equals the index.
func (s seqs) note(id string, seq any, index int) bool {
	if s[id] == nil {
		s[id] = map[int]int{}
	}
	n, _ := asInteger(seq)
	if n == nil {
		return false
	}
	if _, taken := s[id][*n]; !taken {
		s[id][*n] = index
	}
	return *n == index
}

// index turns a reference by seq into one by index. A reference to nothing becomes
// -1, which no incident may hold, so that the fault is found.
func (s seqs) index(id string, reference any) *int {
	if reference == nil {
		return nil
	}
	n, problem := asInteger(reference)
	if problem == "" && n == nil {
		return nil
	}
	none := -1
	if n == nil {
		return &none
	}
	if i, ok := s[id][*n]; ok {
		return &i
	}
	return &none
}

// each runs a query whose columns are the incident and then width more, and gives
// every row to read.
func (l listReader) each(query string, width int, read func(r *record, row []any)) error {
	rows, err := l.tx.QueryContext(l.ctx, query, l.ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		row := make([]any, width)
		targets := []any{&id}
		for i := range row {
			targets = append(targets, &row[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if r, ok := l.records[id]; ok {
			read(r, row)
		}
	}
	return rows.Err()
}

func (l listReader) readReports() (seqs, error) {
	const query = `
		SELECT incident, seq, publisher, title, url, CAST(published_at AS TEXT), language, class, family, archive
		FROM reports WHERE incident IN (SELECT value FROM json_each(?))
		ORDER BY incident, seq IS NULL, seq, fid`
	known := seqs{}
	err := l.each(query, 9, func(r *record, row []any) {
		if !known.note(r.in.ID, row[0], len(r.in.Reports)) {
			r.untidy = true
		}
		r.in.Reports = append(r.in.Reports, geo.Report{
			Publisher: asText(row[1]), Title: asText(row[2]), URL: asText(row[3]), PublishedAt: asText(row[4]),
			Language: asText(row[5]), Class: asText(row[6]), Family: asText(row[7]), Archive: asText(row[8]),
		})
	})
	return known, err
}

func (l listReader) readClaims(reports seqs) (seqs, error) {
	const query = `
		SELECT incident, seq, party, role, stance, proposition, detail, method, channel, CAST(stated_at AS TEXT),
			report, evidence_from, evidence_to, evidence_text, superseded_by
		FROM claims WHERE incident IN (SELECT value FROM json_each(?))
		ORDER BY incident, seq IS NULL, seq, fid`
	known := seqs{}
	superseded := map[*record][]any{} // what each claim names, until all are known
	err := l.each(query, 14, func(r *record, row []any) {
		if !known.note(r.in.ID, row[0], len(r.in.Claims)) {
			r.untidy = true
		}
		r.in.Claims = append(r.in.Claims, geo.Claim{
			Party: asText(row[1]), Role: asText(row[2]), Stance: asText(row[3]), Proposition: asText(row[4]),
			Detail: asText(row[5]), Method: asText(row[6]), Channel: asText(row[7]), StatedAt: asText(row[8]),
			Report: reports.index(r.in.ID, row[9]), Evidence: r.evidence(row[10], row[11], row[12]),
		})
		superseded[r] = append(superseded[r], row[13])
	})
	for r, references := range superseded {
		for i, reference := range references {
			r.in.Claims[i].SupersededBy = known.index(r.in.ID, reference)
		}
	}
	return known, err
}

// evidence reads a span, nil if nothing of it is there.
func (r *record) evidence(from, to, words any) *geo.Span {
	if from == nil && to == nil && words == nil {
		return nil
	}
	span := geo.Span{Text: asText(words)}
	for _, end := range []struct {
		value  any
		target *int
	}{{from, &span.From}, {to, &span.To}} {
		n, problem := asInteger(end.value)
		if problem != "" {
			r.fault(fmt.Sprintf("claims[%d].evidence", len(r.in.Claims)), problem)
		}
		if n != nil {
			*end.target = *n
		}
	}
	return &span
}

func (l listReader) readQuantities(claims seqs) error {
	const query = `
		SELECT incident, seq, measure, label, min, max, qualifier, unit, phrase, scope, claim
		FROM quantities WHERE incident IN (SELECT value FROM json_each(?))
		ORDER BY incident, seq IS NULL, seq, fid`
	known := seqs{}
	return l.each(query, 10, func(r *record, row []any) {
		i := len(r.in.Quantities)
		if !known.note(r.in.ID, row[0], i) {
			r.untidy = true
		}
		q := geo.Quantity{
			Measure: asText(row[1]), Label: asText(row[2]), Qualifier: asText(row[5]), Unit: asText(row[6]),
			Phrase: asText(row[7]), Scope: asText(row[8]), Claim: claims.index(r.in.ID, row[9]),
		}
		var problem string
		if q.Min, problem = asNumber(row[3]); problem != "" {
			r.fault(fmt.Sprintf("quantities[%d].min", i), problem)
		}
		if q.Max, problem = asNumber(row[4]); problem != "" {
			r.fault(fmt.Sprintf("quantities[%d].max", i), problem)
		}
		r.in.Quantities = append(r.in.Quantities, q)
	})
}

func (l listReader) readAliases() error {
	const query = `
		SELECT incident, alias FROM aliases WHERE incident IN (SELECT value FROM json_each(?))
		ORDER BY incident, fid`
	return l.each(query, 1, func(r *record, row []any) {
		if alias := asText(row[0]); alias != "" {
			r.in.Aliases = append(r.in.Aliases, alias)
		}
	})
}

// lists are the tables that hold the lists of an incident.
var lists = []string{"claims", "quantities", "reports", "aliases"}

// putLists writes the lists of an incident that has none in the tables.
func (w *work) putLists(in *geo.Incident) error {
	for i, c := range in.Claims {
		span := []any{nil, nil, nil}
		if c.Evidence != nil {
			span = []any{c.Evidence.From, c.Evidence.To, c.Evidence.Text}
		}
		err := w.insert(intoClaims,
			in.ID, i, c.Party, c.Role, c.Stance, c.Proposition, text(c.Detail), text(c.Method), text(c.Channel), text(c.StatedAt),
			integer(c.Report), span[0], span[1], span[2], integer(c.SupersededBy))
		if err != nil {
			return err
		}
	}
	for i, q := range in.Quantities {
		err := w.insert(intoQuantities,
			in.ID, i, q.Measure, text(q.Label), number(q.Min), number(q.Max), q.Qualifier, text(q.Unit), text(q.Phrase),
			q.Scope, integer(q.Claim))
		if err != nil {
			return err
		}
	}
	for i, r := range in.Reports {
		err := w.insert(intoReports,
			in.ID, i, r.Publisher, text(r.Title), text(r.URL), text(r.PublishedAt), text(r.Language), r.Class,
			text(r.Family), text(r.Archive))
		if err != nil {
			return err
		}
	}
	for _, alias := range in.Aliases {
		// One that lies about for no incident may be taken.
		err := w.exec(`
			DELETE FROM aliases WHERE alias = ?
				AND (incident IS NULL OR incident NOT IN (SELECT incident FROM incident_revisions))`, alias)
		if err != nil {
			return err
		}
		if err := w.insert(intoAliases, in.ID, alias); err != nil {
			return err
		}
	}
	return nil
}

// dropLists removes the lists of an incident.
func (w *work) dropLists(id string) error {
	for _, table := range lists {
		if err := w.exec(`DELETE FROM `+table+` WHERE incident = ?`, id); err != nil {
			return err
		}
	}
	return nil
}
