package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// record is one incident as the working tables say.
type record struct {
	fid      int64
	in       geo.Incident // normal; what cannot be read is left out
	computed []any        // in the order of computedColumns
	faults   geo.Problems // what cannot be read
	untidy   bool         // the seq of a list do not run 0, 1, 2, ...
}

var selectRecord = func() string {
	var b strings.Builder
	b.WriteString("SELECT fid, geom")
	for _, c := range columns {
		// The cast keeps the driver from reading dates and booleans its own way.
		if c.name == "uncertainty_m" {
			b.WriteString(", uncertainty_m")
		} else {
			b.WriteString(", CAST(" + c.name + " AS TEXT)")
		}
	}
	for _, name := range computedColumns {
		if name == "visible_from" || name == "updated" {
			b.WriteString(", CAST(" + name + " AS TEXT)")
		} else {
			b.WriteString(", " + name)
		}
	}
	b.WriteString(" FROM incidents ")
	return b.String()
}()

// recordsByFID returns the rows with these fids in that order, without those that
// are not there.
func recordsByFID(ctx context.Context, tx *sql.Tx, fids []int64) ([]*record, error) {
	found, err := readRecords(ctx, tx, `WHERE fid IN (SELECT value FROM json_each(?))`, jsonText(fids))
	if err != nil {
		return nil, err
	}
	place := make(map[int64]int, len(fids))
	for i, fid := range fids {
		place[fid] = i
	}
	slices.SortFunc(found, func(a, b *record) int { return cmp.Compare(place[a.fid], place[b.fid]) })
	return found, nil
}

// recordByID returns the row of an incident, or nil.
func recordByID(ctx context.Context, tx *sql.Tx, id string) (*record, error) {
	found, err := readRecords(ctx, tx, `WHERE id = ?`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// readRecords returns rows with their lists. The condition is ours, never a user's.
func readRecords(ctx context.Context, tx *sql.Tx, condition string, args ...any) ([]*record, error) {
	rows, err := tx.QueryContext(ctx, selectRecord+condition, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var records []*record
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if err := readLists(ctx, tx, records); err != nil {
		return nil, err
	}
	for _, r := range records {
		r.in = normal(r.in)
	}
	return records, nil
}

func scanRecord(rows *sql.Rows) (*record, error) {
	r := &record{}
	var geom any
	values := make([]any, len(columns)+len(computedColumns))
	targets := []any{&r.fid, &geom}
	for i := range values {
		targets = append(targets, &values[i])
	}
	if err := rows.Scan(targets...); err != nil {
		return nil, err
	}
	for i, c := range columns {
		if problem := c.set(&r.in, values[i]); problem != "" {
			r.fault(c.field, problem)
		}
	}
	r.computed = values[len(columns):]
	r.in.Location.AreaID = asText(r.computed[2])
	r.in.Location.Border = asText(r.computed[3])
	r.in.Location.BorderKM, _ = asNumber(r.computed[4])
	r.setPoint(geom)
	return r, nil
}

func (r *record) setPoint(value any) {
	blob, ok := value.([]byte)
	if !ok {
		if value != nil {
			r.fault("location.point", "is no geometry")
		}
		return
	}
	g, err := gpkg.Decode(blob)
	if err != nil {
		r.fault("location.point", "is no geometry this program reads")
		return
	}
	switch g := g.(type) {
	case nil:
	case orb.Point:
		r.in.Location.Point = &geo.Point{Lon: g[0], Lat: g[1]}
	default:
		r.fault("location.point", "is a "+g.GeoJSONType()+", not a point")
	}
}

func (r *record) fault(field, problem string) {
	r.faults = append(r.faults, geo.Invalid(field, "%s", problem))
}

// blobOf is the geometry of an incident.
func blobOf(in *geo.Incident) any {
	if in.Location.Point == nil {
		return nil
	}
	return gpkg.Encode(orb.Point{in.Location.Point.Lon, in.Location.Point.Lat})
}

// incidentColumns are the columns of incidents in the order of rowValues, and then
// the fid.
var incidentColumns = func() []string {
	names := []string{"geom"}
	for _, c := range columns {
		names = append(names, c.name)
	}
	return append(append(names, computedColumns...), "fid")
}()

var updateRecord = "UPDATE incidents SET " +
	strings.Join(incidentColumns[:len(incidentColumns)-1], " = ?, ") + " = ? WHERE fid = ?"

// rowValues are the row of an incident, without its fid.
func rowValues(in *geo.Incident, c computed) []any {
	values := []any{blobOf(in)}
	for _, column := range columns {
		values = append(values, column.get(in))
	}
	return append(values, c.values()...)
}
