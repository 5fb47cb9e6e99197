package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// The tables of an exported file that get rows, with the columns in the order of the
// values given.
var (
	exportedIncidents  = gpkg.Into("incidents", slices.Concat([]string{"geom"}, columnNames())...)
	exportedAreas      = gpkg.Into("areas", "geom", "id", "name", "level", "country", "repr_lon", "repr_lat", "incidents")
	exportedClaims     = gpkg.Into("claims", "incident", "seq", "party", "role", "stance", "proposition", "detail", "method", "channel", "stated_at", "report", "evidence", "superseded_by", "current")
	exportedQuantities = gpkg.Into("quantities", "incident", "seq", "measure", "label", "min", "max", "qualifier", "unit", "phrase", "scope", "claim")
	exportedReports    = gpkg.Into("reports", "incident", "seq", "publisher", "title", "url", "published_at", "language", "class", "family", "archive")
	exportedParties    = gpkg.Into("parties", "code", "name", "country", "kind")
)

func columnNames() []string {
	names := make([]string, len(geo.Columns))
	for i, c := range geo.Columns {
		names[i] = c.Name
	}
	return names
}

// place returns where a flat column stands in geo.Columns.
func place(name string) int {
	return slices.IndexFunc(geo.Columns, func(c geo.Column) bool { return c.Name == name })
}

var areaColumn = place("area_id")

// ledger is what is read of geo.ItemBody.Ledger.
type ledger struct {
	Claims     []geo.Claim          `json:"claims"`
	Current    []int                `json:"current"`
	Quantities []geo.Quantity       `json:"quantities"`
	Reports    []geo.Report         `json:"reports"`
	Parties    map[string]geo.Party `json:"parties"`
}

// add writes one incident with its ledger.
func (e *export) add(item geo.ItemBody) error {
	if err := e.row.Read(item.Flat); err != nil {
		return fmt.Errorf("incident %s: %w", item.ID, err)
	}
	if err := e.addIncident(); err != nil {
		return err
	}
	var l ledger
	if err := json.Unmarshal(item.Ledger, &l); err != nil {
		return fmt.Errorf("ledger of incident %s: %w", item.ID, err)
	}
	e.count++
	if area := e.row.Text(areaColumn); area != "" {
		e.areas[area]++
	}
	for code, p := range l.Parties {
		e.parties[code] = p
	}
	return e.addLedger(item.ID, l)
}

func (e *export) addIncident() error {
	values := make([]any, 1, 1+len(geo.Columns))
	if p, ok := e.row.Point(); ok {
		values[0] = gpkg.Encode(orb.Point{p.Lon, p.Lat})
	}
	for i, c := range geo.Columns {
		value, err := e.value(c, e.row.Text(i))
		if err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		values = append(values, value)
	}
	return e.rows.Add(exportedIncidents, values...)
}

// value returns what SQLite keeps for the text of a column; nil if it is missing.
func (e *export) value(c geo.Column, written string) (any, error) {
	if written == "" {
		return nil, nil
	}
	switch c.Type {
	case geo.IntegerColumn:
		return strconv.ParseInt(written, 10, 64)
	case geo.NumberColumn:
		return strconv.ParseFloat(written, 64)
	case geo.BoolColumn:
		return strconv.ParseBool(written)
	case geo.TimeColumn:
		t, err := geo.ParseTime(written)
		return moment(t), err
	}
	if c.Name == "url" {
		return e.colophon.Base + written, nil
	}
	return written, nil
}

func (e *export) addLedger(id string, l ledger) error {
	for i, c := range l.Claims {
		var evidence any
		if c.Evidence != nil {
			evidence = text(c.Evidence.Text)
		}
		err := e.rows.Add(
			exportedClaims,
			id, i, c.Party, c.Role, c.Stance, c.Proposition, text(c.Detail), text(c.Method), text(c.Channel), text(c.StatedAt),
			integer(c.Report), evidence, integer(c.SupersededBy), slices.Contains(l.Current, i),
		)
		if err != nil {
			return err
		}
	}
	for i, q := range l.Quantities {
		err := e.rows.Add(
			exportedQuantities,
			id, i, q.Measure, text(q.Label), number(q.Min), number(q.Max), q.Qualifier, text(q.Unit), text(q.Phrase),
			q.Scope, integer(q.Claim),
		)
		if err != nil {
			return err
		}
	}
	for i, r := range l.Reports {
		err := e.rows.Add(
			exportedReports,
			id, i, r.Publisher, text(r.Title), text(r.URL), text(r.PublishedAt), text(r.Language), r.Class,
			text(r.Family), text(r.Archive),
		)
		if err != nil {
			return err
		}
	}
	return nil
}
