package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// Exporter writes public GeoPackages. All it knows comes from a Reader, which never
// shows what is not public, so that no draft and no exact point can get in. It
// implements geo.Exporter.
type Exporter struct {
	Reader geo.Reader
	NewRow func() Row // of what the Reader's flat bodies are written in
}

var _ geo.Exporter = Exporter{}

// Row reads flat bodies, one after the other, as encode.Flat does.
type Row interface {
	// Read takes a body. What else the Row returns is of the last one.
	Read(flat []byte) error

	// Text returns what geo.Column.Text says of a column, by its place in geo.Columns.
	Text(column int) string

	// Point returns the position that is served, and false if there is none.
	Point() (geo.Point, bool)
}

// Export implements geo.Exporter. The file is a GeoPackage with the layers incidents
// and areas, and the tables claims, quantities, reports and parties.
func (x Exporter) Export(ctx context.Context, q geo.Query, path string, c geo.Colophon) (geo.Edition, error) {
	var edition geo.Edition
	err := gpkg.Build(ctx, path, c.MaxBytes, func(tx *sql.Tx) error {
		e := &export{
			ctx: ctx, tx: tx, rows: gpkg.NewInserter(ctx, tx), reader: x.Reader, row: x.NewRow(), colophon: c,
			areas: map[string]int{}, parties: geo.Parties{},
		}
		err := e.write(q)
		edition = e.edition
		return err
	})
	if errors.Is(err, gpkg.ErrTooLarge) {
		return edition, &geo.Error{
			Code: geo.ETOOLARGE, Err: err,
			Message: fmt.Sprintf("the file would be larger than the %s that are allowed; ask for less", size(c.MaxBytes)),
		}
	}
	return edition, domainError(err)
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if bytes >= unit.bytes {
			return strconv.FormatFloat(float64(bytes*10/unit.bytes)/10, 'f', -1, 64) + " " + unit.name
		}
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// export is one file in the making.
type export struct {
	ctx      context.Context
	tx       *sql.Tx
	rows     *gpkg.Inserter
	reader   geo.Reader
	row      Row
	colophon geo.Colophon

	edition geo.Edition
	count   int            // incidents written
	areas   map[string]int // incidents by the id of their area
	parties geo.Parties    // named by what was written
}

//go:embed export.sql
var exportTables string

// write fills the file: rows first, then what describes them and finds them.
func (e *export) write(q geo.Query) error {
	if _, err := e.tx.ExecContext(e.ctx, incidentTable()+exportTables); err != nil {
		return err
	}
	begin := func(edition geo.Edition, _ int) error {
		e.edition = edition
		return nil
	}
	if err := e.reader.Walk(e.ctx, q, begin, e.add); err != nil {
		return err
	}
	steps := []func() error{e.addAreas, e.addParties, e.rows.Flush, e.register, e.describe, e.addStyles}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	if err := e.addMetadata(q); err != nil {
		return err
	}
	return gpkg.Stamp(e.ctx, e.tx, e.edition.Changed)
}

// incidentTable is the table of the flat columns.
func incidentTable() string {
	types := map[geo.ColumnType]string{
		geo.TextColumn: "TEXT", geo.ListColumn: "TEXT", geo.IntegerColumn: "INTEGER", geo.NumberColumn: "DOUBLE",
		geo.TimeColumn: "DATETIME", geo.BoolColumn: "BOOLEAN",
	}
	var b strings.Builder
	b.WriteString("CREATE TABLE incidents (\n  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n  geom POINT")
	for _, c := range geo.Columns {
		b.WriteString(",\n  " + c.Name + " " + types[c.Type])
		if c.Name == "id" {
			b.WriteString(" NOT NULL UNIQUE")
		}
	}
	b.WriteString("\n);\n")
	return b.String()
}

// addAreas writes the shapes of the areas that the incidents name. One that the
// Reader does not show any more is left out.
func (e *export) addAreas() error {
	for _, id := range slices.Sorted(maps.Keys(e.areas)) {
		a, err := e.reader.Area(e.ctx, id)
		if geo.ErrorCode(err) == geo.ENOTFOUND {
			continue
		}
		if err != nil {
			return err
		}
		err = e.rows.Add(
			exportedAreas,
			gpkg.Encode(a.Outline), a.ID, a.Name, a.Level, text(a.Country), a.Label.Lon, a.Label.Lat, e.areas[id],
		)
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *export) addParties() error {
	for _, code := range slices.Sorted(maps.Keys(e.parties)) {
		p := e.parties[code]
		if err := e.rows.Add(exportedParties, code, p.Name, text(p.Country), text(p.Kind)); err != nil {
			return err
		}
	}
	return nil
}

// register tells GeoPackage readers of the tables, and indexes the layers.
func (e *export) register() error {
	layers := []gpkg.Layer{
		{Table: "incidents", Geometry: "geom", GeometryType: "POINT", Identifier: "incidents", Description: "Reported incidents as published. Those whose place is known no better than a region have no geometry and name the area that stands for it. " + e.colophon.Notes},
		{Table: "areas", Geometry: "geom", GeometryType: "MULTIPOLYGON", Identifier: "areas", Description: "Shapes that stand for places known no better than a region, a country or a stretch of sea."},
	}
	for _, l := range layers {
		if err := gpkg.RegisterFeatures(e.ctx, e.tx, l); err != nil {
			return err
		}
	}
	for _, t := range exportedTables {
		if err := gpkg.RegisterAttributes(e.ctx, e.tx, t.name, t.name, t.means); err != nil {
			return err
		}
	}
	return nil
}

// exportedTables are those without a geometry.
var exportedTables = []struct{ name, means string }{
	{"claims", "Who says what about an incident: column incident is its id."},
	{"quantities", "Numbers of an incident as reported: column incident is its id."},
	{"reports", "Published sources of an incident: column incident is its id."},
	{"parties", "Who speaks or acts: column code is what other tables call a party."},
}
