package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"strikemap/geo/gpkg"
)

var (
	errForeign     = errors.New("store: not a record")
	errNewerSchema = errors.New("store: a newer schema")
)

// migration is one step of the schema. Steps are never changed once released: a
// later one is added.
type migration struct {
	name string
	run  func(context.Context, *sql.Tx) error
}

// migrations are all steps, in order. The schema version is how many have run.
var migrations = []migration{
	{"0001-record", createRecord},
	{"0002-imports", addImports},
}

//go:embed migrations/0001-record.sql
var recordSchema string

func createRecord(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, recordSchema); err != nil {
		return err
	}
	features := []gpkg.Layer{
		{Table: "incidents", Geometry: "geom", GeometryType: "POINT", Identifier: "incidents", Description: "Incidents as the desk has them, with the exact point. Not for publication."},
		{Table: "areas", Geometry: "geom", GeometryType: "MULTIPOLYGON", Identifier: "areas", Description: "Shapes that stand for places known no better than a region, a stretch of sea or a country."},
	}
	for _, layer := range features {
		if err := gpkg.RegisterFeatures(ctx, tx, layer); err != nil {
			return err
		}
	}
	attributes := []struct{ table, description string }{
		{"claims", "Who says what about an incident. seq is the place in the list, from 0."},
		{"quantities", "Numbers of an incident as reported."},
		{"reports", "Published sources of an incident."},
		{"aliases", "Other names that lead to an incident."},
		{"parties", "Who speaks or acts."},
		{"series", "Runs of related incidents."},
		{"incident_revisions", "Every accepted version of every incident. Written by the server only."},
		{"audit", "Who changed what when, each entry sealed by the hash of the one before. Written by the server only."},
	}
	for _, a := range attributes {
		if err := gpkg.RegisterAttributes(ctx, tx, a.table, a.table, a.description); err != nil {
			return err
		}
	}
	if err := addStyles(ctx, tx); err != nil {
		return err
	}
	return setMeta(ctx, tx, metaEpoch, newEpoch())
}

//go:embed migrations/0002-imports.sql
var importsSchema string

func addImports(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, importsSchema); err != nil {
		return err
	}
	return gpkg.RegisterAttributes(ctx, tx, "imports", "imports", "Runs that brought incidents from files. Written by the server only.")
}

// newEpoch returns a random name for a database file: 80 bits in hexadecimal.
func newEpoch() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// schemaVersion reads how many migrations a file has seen: 0 for a GeoPackage with
// nothing in it, errForeign for somebody else's, errNewerSchema for one of a later
// program.
func schemaVersion(ctx context.Context, tx *sql.Tx) (int, error) {
	var ours, layers int
	const tables = `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('meta', 'incident_revisions')`
	if err := tx.QueryRowContext(ctx, tables).Scan(&ours); err != nil {
		return 0, err
	}
	if ours < 2 {
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM gpkg_contents`).Scan(&layers); err != nil {
			return 0, err
		}
		if layers > 0 {
			return 0, errForeign
		}
		return 0, nil
	}
	text, err := getMeta(ctx, tx, metaSchema)
	if err != nil {
		return 0, err
	}
	version, err := strconv.Atoi(text)
	switch {
	case err != nil || version < 1:
		return 0, errForeign
	case version > len(migrations):
		return 0, fmt.Errorf("%w: %d, this program knows %d", errNewerSchema, version, len(migrations))
	}
	return version, nil
}

// migrate runs the steps a file has not seen, each in its transaction, recorded by
// name.
func migrate(ctx context.Context, db *gpkg.DB, now time.Time) error {
	for i, m := range migrations {
		err := db.Write(ctx, func(tx *sql.Tx) error {
			version, err := schemaVersion(ctx, tx)
			if err != nil || version > i {
				return err
			}
			if err := m.run(ctx, tx); err != nil {
				return err
			}
			if i == 0 {
				if err := setMeta(ctx, tx, metaCreated, milliText(now)); err != nil {
					return err
				}
			}
			if err := setMeta(ctx, tx, metaMigration+m.name, milliText(now)); err != nil {
				return err
			}
			return setMeta(ctx, tx, metaSchema, strconv.Itoa(i+1))
		})
		if err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}
