package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// Layer is a feature table to be registered.
type Layer struct {
	Table        string // exists, with an INTEGER PRIMARY KEY
	Geometry     string // the geometry column
	GeometryType string // "POINT", "MULTIPOLYGON", "GEOMETRY": see geometryTypes
	Identifier   string // a short title, unique in the file; the table's name if empty
	Description  string // a sentence
}

// geometryTypes are the names of GeoPackage 1.4, annex G, that this package
// can read and write.
var geometryTypes = []string{
	"GEOMETRY", "POINT", "LINESTRING", "POLYGON",
	"MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION",
}

// RegisterFeatures tells GeoPackage readers of a feature table and gives it a
// spatial index: an R-tree, filled from the rows there are, and the triggers
// that keep it so. Registering a table twice is ErrUnique.
func RegisterFeatures(ctx context.Context, tx *sql.Tx, l Layer) error {
	if err := registerFeatures(ctx, tx, l); err != nil {
		return fmt.Errorf("register features %s: %w", l.Table, Translate(err))
	}
	return nil
}

func registerFeatures(ctx context.Context, tx *sql.Tx, l Layer) error {
	if !slices.Contains(geometryTypes, l.GeometryType) {
		return fmt.Errorf("gpkg: unknown geometry type %q", l.GeometryType)
	}
	key, err := primaryKey(ctx, tx, l.Table)
	if err != nil {
		return err
	}
	if err := needColumn(ctx, tx, l.Table, l.Geometry); err != nil {
		return err
	}
	if err := addContents(ctx, tx, l.Table, "features", l.Identifier, l.Description, SRID); err != nil {
		return err
	}
	const column = `
		INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)
		VALUES (?, ?, ?, ?, 0, 0)`
	if _, err := tx.ExecContext(ctx, column, l.Table, l.Geometry, l.GeometryType, SRID); err != nil {
		return err
	}
	if err := addRTree(ctx, tx, rtree{l.Table, l.Geometry, key}); err != nil {
		return err
	}
	return touch(ctx, tx, l.Table)
}

// RegisterAttributes tells GeoPackage readers of a table without a geometry.
// The table exists and has an INTEGER PRIMARY KEY. An empty identifier is the
// table's name. Registering a table twice is ErrUnique.
func RegisterAttributes(ctx context.Context, tx *sql.Tx, table, identifier, description string) error {
	_, err := primaryKey(ctx, tx, table)
	if err == nil {
		err = addContents(ctx, tx, table, "attributes", identifier, description, nil)
	}
	if err != nil {
		return fmt.Errorf("register attributes %s: %w", table, Translate(err))
	}
	return nil
}

func addContents(ctx context.Context, tx *sql.Tx, table, dataType, identifier, description string, srid any) error {
	if identifier == "" {
		identifier = table
	}
	const insert = `
		INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
		VALUES (?, ?, ?, ?, ?)`
	_, err := tx.ExecContext(ctx, insert, table, dataType, identifier, description, srid)
	return err
}

// primaryKey is the name of the integer key of a table, which GeoPackage calls
// its feature id and SQLite its rowid.
func primaryKey(ctx context.Context, tx *sql.Tx, table string) (string, error) {
	const query = `SELECT name FROM pragma_table_info(?) WHERE pk > 0 AND upper(type) = 'INTEGER'`
	names, err := texts(ctx, tx, query, table)
	if err != nil {
		return "", err
	}
	if len(names) != 1 {
		return "", fmt.Errorf("gpkg: table %s is missing or has no INTEGER PRIMARY KEY", table)
	}
	return names[0], nil
}

// needColumn refuses a column that is not there: SQLite would take its quoted
// name for a text.
func needColumn(ctx context.Context, tx *sql.Tx, table, column string) error {
	names, err := texts(ctx, tx, `SELECT name FROM pragma_table_info(?)`, table)
	if err == nil && !slices.Contains(names, column) {
		err = fmt.Errorf("gpkg: table %s has no column %s", table, column)
	}
	return err
}

// Touch notes in gpkg_contents that a table changed now, and for features how
// far they extend. Readers zoom to that extent: it may be a little wider than
// the geometries, never narrower. One call per transaction is enough; it costs
// the same however large the table is. A table not registered is an error.
func Touch(ctx context.Context, tx *sql.Tx, table string) error {
	if err := touch(ctx, tx, table); err != nil {
		return fmt.Errorf("touch %s: %w", table, Translate(err))
	}
	return nil
}

func touch(ctx context.Context, tx *sql.Tx, table string) error {
	box, err := indexedBounds(ctx, tx, table)
	if err != nil {
		return err
	}
	const update = `
		UPDATE gpkg_contents
		SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now'), min_x = ?, max_x = ?, min_y = ?, max_y = ?
		WHERE table_name = ?`
	result, err := tx.ExecContext(ctx, update, box[0], box[1], box[2], box[3], table)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fmt.Errorf("gpkg: table %s is not registered", table)
}

// geometryColumn is the geometry column of a table and false if it has none.
func geometryColumn(ctx context.Context, tx *sql.Tx, table string) (string, bool, error) {
	names, err := texts(ctx, tx, `SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?`, table)
	return strings.Join(names, ""), len(names) == 1, err
}
