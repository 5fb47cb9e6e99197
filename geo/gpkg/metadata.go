package gpkg

import (
	"context"
	"database/sql"
	"fmt"
)

// metadataTables are those of the metadata extension (GeoPackage 1.4, annex F.8).
const metadataTables = `
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL,
  table_name TEXT,
  column_name TEXT,
  row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec140/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec140/#extension_metadata', 'read-write');
`

// Metadata is a document about a GeoPackage.
type Metadata struct {
	Table     string // it is about; empty for the whole file
	Standard  string // URI of what it is written by
	MediaType string // "text/xml"
	Document  string
}

// AddMetadata stores a document, and makes the tables of the metadata extension when
// they are missing.
func AddMetadata(ctx context.Context, tx *sql.Tx, m Metadata) error {
	if err := addMetadata(ctx, tx, m); err != nil {
		return fmt.Errorf("add metadata: %w", Translate(err))
	}
	return nil
}

func addMetadata(ctx context.Context, tx *sql.Tx, m Metadata) error {
	if err := ensureTables(ctx, tx, "gpkg_metadata", metadataTables); err != nil {
		return err
	}
	const insert = `
		INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata)
		VALUES ('dataset', ?, ?, ?)`
	result, err := tx.ExecContext(ctx, insert, m.Standard, m.MediaType, m.Document)
	if err != nil {
		return err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return err
	}
	scope, table := "geopackage", any(nil)
	if m.Table != "" {
		scope, table = "table", m.Table
	}
	const refer = `
		INSERT INTO gpkg_metadata_reference (reference_scope, table_name, md_file_id)
		VALUES (?, ?, ?)`
	_, err = tx.ExecContext(ctx, refer, scope, table, id)
	return err
}

// ensureTables makes the tables of an extension unless one of them is there.
func ensureTables(ctx context.Context, tx *sql.Tx, one, statements string) error {
	names, err := texts(ctx, tx, `SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?`, one)
	if err != nil || len(names) > 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, statements)
	return err
}
