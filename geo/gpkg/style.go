package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"unicode/utf8"
)

// styleTable is where QGIS keeps and looks for the symbols of layers in a
// GeoPackage. The layout is the one QGIS itself creates.
const styleTable = `
	CREATE TABLE layer_styles (
		id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
		f_table_catalog TEXT(256),
		f_table_schema TEXT(256),
		f_table_name TEXT(256),
		f_geometry_column TEXT(256),
		styleName TEXT(30),
		styleQML TEXT,
		styleSLD TEXT,
		useAsDefault BOOLEAN,
		description TEXT,
		owner TEXT(30),
		ui TEXT(30),
		update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
	)`

// maxStyleName is the width of styleName, in characters.
const maxStyleName = 30

// AddStyle stores a QGIS style of a layer, as QML and as SLD (empty for none),
// under a name of at most 30 characters, and replaces the one of that name. The
// first style of a layer becomes the one QGIS opens it with; which one that is
// stays the user's choice afterwards. The style table is made when it is
// missing, and registered as attributes, as QGIS does.
func AddStyle(ctx context.Context, tx *sql.Tx, table, geomcol, name, qml, sld string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > maxStyleName {
		return fmt.Errorf("gpkg: the style name %q has %d characters, not 1 to %d", name, n, maxStyleName)
	}
	if err := addStyle(ctx, tx, table, geomcol, name, qml, sld); err != nil {
		return fmt.Errorf("add the style %s of %s: %w", name, table, Translate(err))
	}
	return nil
}

func addStyle(ctx context.Context, tx *sql.Tx, table, geomcol, name, qml, sld string) error {
	if err := ensureStyleTable(ctx, tx); err != nil {
		return err
	}
	// QGIS asks for an empty catalog and schema, and does not find NULL.
	const update = `
		UPDATE layer_styles
		SET styleQML = ?, styleSLD = nullif(?, ''), update_time = strftime('%Y-%m-%dT%H:%M:%fZ','now')
		WHERE f_table_catalog = '' AND f_table_schema = ''
			AND f_table_name = ? AND f_geometry_column = ? AND styleName = ?`
	result, err := tx.ExecContext(ctx, update, qml, sld, table, geomcol, name)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	const insert = `
		INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
			styleName, styleQML, styleSLD, useAsDefault, description, owner)
		SELECT '', '', ?1, ?2, ?3, ?4, nullif(?5, ''),
			NOT EXISTS (SELECT 1 FROM layer_styles
				WHERE f_table_name = ?1 AND f_geometry_column = ?2 AND useAsDefault),
			?3, ''`
	_, err = tx.ExecContext(ctx, insert, table, geomcol, name, qml, sld)
	return err
}

func ensureStyleTable(ctx context.Context, tx *sql.Tx) error {
	names, err := texts(ctx, tx, `SELECT name FROM pragma_table_info('layer_styles')`)
	if err != nil || len(names) > 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, styleTable); err != nil {
		return err
	}
	return RegisterAttributes(ctx, tx, "layer_styles", "layer_styles", "QGIS layer styles")
}
