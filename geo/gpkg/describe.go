package gpkg

import (
	"context"
	"database/sql"
	"fmt"
)

// schemaTables are those of the schema extension (GeoPackage 1.4, annex F.9).
const schemaTables = `
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  name TEXT,
  title TEXT,
  description TEXT,
  mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL,
  value TEXT,
  min NUMERIC,
  min_is_inclusive BOOLEAN,
  max NUMERIC,
  max_is_inclusive BOOLEAN,
  description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec140/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec140/#extension_schema', 'read-write');
`

// Description is what a column of a registered table means.
type Description struct {
	Table, Column string
	Means         string // a sentence
	Codes         string // name of a list of AddCode that its values are from; empty for none
}

// Describe stores what a column means, and makes the tables of the schema extension
// when they are missing.
func Describe(ctx context.Context, tx *sql.Tx, d Description) error {
	const insert = `
		INSERT INTO gpkg_data_columns (table_name, column_name, description, constraint_name)
		VALUES (?, ?, ?, nullif(?, ''))`
	err := ensureTables(ctx, tx, "gpkg_data_columns", schemaTables)
	if err == nil {
		_, err = tx.ExecContext(ctx, insert, d.Table, d.Column, d.Means, d.Codes)
	}
	if err != nil {
		return fmt.Errorf("describe %s.%s: %w", d.Table, d.Column, Translate(err))
	}
	return nil
}

// AddCode stores a value of a closed list and what it means. Readers offer the list
// for columns whose Description names it.
func AddCode(ctx context.Context, tx *sql.Tx, list, value, means string) error {
	const insert = `
		INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)
		VALUES (?, 'enum', ?, ?)`
	err := ensureTables(ctx, tx, "gpkg_data_columns", schemaTables)
	if err == nil {
		_, err = tx.ExecContext(ctx, insert, list, value, means)
	}
	if err != nil {
		return fmt.Errorf("add the code %s of %s: %w", value, list, Translate(err))
	}
	return nil
}
