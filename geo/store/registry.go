package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"strikemap/geo"
)

// Registry returns the parties and series. It implements geo.Record. A party or
// series spoilt by an outside edit is left out; Check reports it.
func (s *Store) Registry(ctx context.Context) (geo.Parties, map[string]geo.Series, error) {
	var parties geo.Parties
	var series map[string]geo.Series
	err := s.db.Read(ctx, func(tx *sql.Tx) error {
		var err error
		if parties, err = readParties(ctx, tx); err != nil {
			return err
		}
		series, err = readSeries(ctx, tx, func(Fault) {})
		return err
	})
	return parties, series, domainError(err)
}

// readParties returns the parties that are valid.
func readParties(ctx context.Context, tx *sql.Tx) (geo.Parties, error) {
	parties := geo.Parties{}
	err := eachParty(ctx, tx, func(p geo.Party) {
		if p.Validate() == nil {
			parties[p.Code] = p
		}
	})
	return parties, err
}

func eachParty(ctx context.Context, tx *sql.Tx, each func(geo.Party)) error {
	rows, err := tx.QueryContext(ctx, `
		SELECT coalesce(code, ''), coalesce(name, ''), coalesce(country, ''), coalesce(kind, '') FROM parties ORDER BY code`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p geo.Party
		if err := rows.Scan(&p.Code, &p.Name, &p.Country, &p.Kind); err != nil {
			return err
		}
		each(p)
	}
	return rows.Err()
}

// readSeries returns the series that can be read and reports the others.
func readSeries(ctx context.Context, tx *sql.Tx, report func(Fault)) (map[string]geo.Series, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT coalesce(id, ''), coalesce(title, ''), coalesce(summary, ''), coalesce(claims, '[]'), coalesce(reports, '[]')
		FROM series ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]geo.Series{}
	for rows.Next() {
		var v geo.Series
		var claims, reports string
		if err := rows.Scan(&v.ID, &v.Title, &v.Summary, &claims, &reports); err != nil {
			return nil, err
		}
		where := fmt.Sprintf("series %q", v.ID)
		switch {
		case json.Unmarshal([]byte(claims), &v.Claims) != nil:
			report(Fault{where, "claims: is not a JSON list of claims"})
		case json.Unmarshal([]byte(reports), &v.Reports) != nil:
			report(Fault{where, "reports: is not a JSON list of reports"})
		case v.ID == "" || v.Title == "":
			report(Fault{where, "has no id or no title"})
		default:
			v.Claims, v.Reports = orNil(v.Claims), orNil(v.Reports)
			all[v.ID] = v
		}
	}
	return all, rows.Err()
}

// register stores the parties and series of a batch. If one of them differs from
// what was there, any feature may.
func (w *work) register(b geo.Batch) (geo.Problems, error) {
	var problems geo.Problems
	before, renewed := w.parties, false
	if len(b.Parties) > 0 {
		w.parties = maps.Clone(before) // a batch that fails leaves the one before
	}
	for i, p := range b.Parties {
		if err := p.Validate(); err != nil {
			problems = append(problems, under(fmt.Sprintf("parties[%d].", i), err)...)
			continue
		}
		w.parties[p.Code] = p
	}
	problems = append(problems, w.checkSeries(b.Series)...)
	if len(problems) > 0 {
		return problems, nil
	}
	for _, p := range b.Parties {
		if before[p.Code] == p {
			continue
		}
		// Nothing can refer to a party that was not there.
		_, known := before[p.Code]
		w.all, renewed, w.registered = w.all || known, renewed || known, true
		err := w.exec(`
			INSERT INTO parties (code, name, country, kind) VALUES (?, ?, ?, ?)
			ON CONFLICT (code) DO UPDATE SET name = excluded.name, country = excluded.country, kind = excluded.kind`,
			p.Code, p.Name, text(p.Country), p.Kind)
		if err != nil {
			return nil, err
		}
	}
	if err := w.putSeries(b.Series); err != nil {
		return nil, err
	}
	if renewed {
		return nil, w.rederive()
	}
	return nil, nil
}

func (w *work) checkSeries(list []geo.Series) geo.Problems {
	var problems geo.Problems
	for i, v := range list {
		at := func(field string) string { return fmt.Sprintf("series[%d].%s", i, field) }
		if strings.TrimSpace(v.ID) == "" {
			problems = append(problems, geo.Invalid(at("id"), "is empty"))
		}
		if strings.TrimSpace(v.Title) == "" {
			problems = append(problems, geo.Invalid(at("title"), "is empty"))
		}
		for j, c := range v.Claims {
			if _, ok := w.parties[c.Party]; !ok {
				problems = append(problems, geo.Invalid(at(fmt.Sprintf("claims[%d].party", j)), "%q is not a registered party", c.Party))
			}
		}
	}
	return problems
}

func (w *work) putSeries(list []geo.Series) error {
	if len(list) == 0 {
		return nil
	}
	before, err := readSeries(w.ctx, w.tx, func(Fault) {})
	if err != nil {
		return err
	}
	for _, v := range list {
		v.Claims, v.Reports = orNil(v.Claims), orNil(v.Reports)
		if old, known := before[v.ID]; known && jsonText(old) == jsonText(v) {
			continue
		}
		_, known := before[v.ID]
		w.all, w.registered = w.all || known, true
		err := w.exec(`
			INSERT INTO series (id, title, summary, claims, reports) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET title = excluded.title, summary = excluded.summary,
				claims = excluded.claims, reports = excluded.reports`,
			v.ID, v.Title, text(v.Summary), listText(v.Claims), listText(v.Reports))
		if err != nil {
			return err
		}
	}
	return nil
}

func listText[T any](list []T) any {
	if len(list) == 0 {
		return nil
	}
	return jsonText(list)
}

// rederive computes status and attribution anew after the registry changed: both
// depend on who a party is.
func (w *work) rederive() error {
	rows, err := w.query(`
		SELECT fid, row_fid, body, computed FROM incident_revisions r
		WHERE number = (SELECT max(number) FROM incident_revisions WHERE incident = r.incident)`)
	if err != nil {
		return err
	}
	type update struct {
		fid, row int64
		computed computed
	}
	var updates []update
	for rows.Next() {
		var u update
		var body, text string
		if err := rows.Scan(&u.fid, &u.row, &body, &text); err != nil {
			return closing(rows, err)
		}
		in, err := decodeBody(body)
		if err != nil {
			return closing(rows, err)
		}
		if u.computed, err = decodeComputed(text); err != nil {
			return closing(rows, err)
		}
		finding := geo.Derive(&in, w.parties)
		if finding.Status != u.computed.Status || finding.Attribution != u.computed.Attribution {
			u.computed.Status, u.computed.Attribution = finding.Status, finding.Attribution
			updates = append(updates, u)
		}
	}
	if err := closing(rows, rows.Err()); err != nil {
		return err
	}
	for _, u := range updates {
		if err := w.exec(`UPDATE incident_revisions SET computed = ? WHERE fid = ?`, jsonText(u.computed), u.fid); err != nil {
			return err
		}
		err := w.exec(`UPDATE incidents SET status = ?, attribution = ? WHERE fid = ?`,
			text(u.computed.Status), text(u.computed.Attribution), u.row)
		if err != nil {
			return err
		}
		w.touched = true
	}
	return nil
}

func closing(rows *sql.Rows, err error) error {
	_ = rows.Close() // what matters is err
	return err
}
