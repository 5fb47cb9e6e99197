package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
)

// rtree is the spatial index of one geometry column: a virtual table
// rtree_<table>_<column> with the box of each row, in float32 rounded outwards,
// and the triggers that keep it in step whoever writes (GeoPackage 1.4, annex
// F.3).
type rtree struct {
	table  string
	column string // the geometry
	key    string // the integer primary key
}

// registered is the index of a table that is registered as features.
func registered(ctx context.Context, tx *sql.Tx, table string) (rtree, error) {
	column, ok, err := geometryColumn(ctx, tx, table)
	if err != nil {
		return rtree{}, err
	}
	if !ok {
		return rtree{}, fmt.Errorf("gpkg: table %s is not registered as features", table)
	}
	key, err := primaryKey(ctx, tx, table)
	return rtree{table, column, key}, err
}

func (r rtree) name() string { return "rtree_" + r.table + "_" + r.column }

// extensionURI is where the standard defines the extension.
const extensionURI = "http://www.geopackage.org/spec140/#extension_rtree"

// addRTree creates the index, fills it from the table, adds the triggers and
// registers the extension.
func addRTree(ctx context.Context, tx *sql.Tx, r rtree) error {
	if _, err := tx.ExecContext(ctx, r.create()); err != nil {
		return fmt.Errorf("create %s: %w", r.name(), err)
	}
	if err := r.pack(ctx, tx); err != nil {
		return fmt.Errorf("fill %s: %w", r.name(), err)
	}
	if err := r.addTriggers(ctx, tx); err != nil {
		return err
	}
	const insert = `
		INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
		VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')`
	_, err := tx.ExecContext(ctx, insert, r.table, r.column, extensionURI)
	return err
}

func (r rtree) addTriggers(ctx context.Context, tx *sql.Tx) error {
	for name, statement := range r.triggers() {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("create trigger %s: %w", name, err)
		}
	}
	return nil
}

func (r rtree) create() string {
	return r.sql(`CREATE VIRTUAL TABLE {rtree} USING rtree(id, minx, maxx, miny, maxy)`)
}

// triggers are the seven of version 1.4. There update6 and update7 replace the
// update1 of earlier versions, which made UPSERT fail, and update5 replaces
// update3. There is none for an update that changes neither key nor geometry.
// They come in the order of creation, as name and statement.
func (r rtree) triggers() iter.Seq2[string, string] {
	const (
		sameRow    = `OLD.{key} = NEW.{key}`
		otherRow   = `OLD.{key} != NEW.{key}`
		newFull    = `(NEW.{geom} NOTNULL AND NOT ST_IsEmpty(NEW.{geom}))`
		newEmpty   = `(NEW.{geom} ISNULL OR ST_IsEmpty(NEW.{geom}))`
		oldFull    = `(OLD.{geom} NOTNULL AND NOT ST_IsEmpty(OLD.{geom}))`
		oldEmpty   = `(OLD.{geom} ISNULL OR ST_IsEmpty(OLD.{geom}))`
		ofGeometry = `AFTER UPDATE OF {geom} ON {table}`
		ofAny      = `AFTER UPDATE ON {table}`

		row        = `(NEW.{key}, ST_MinX(NEW.{geom}), ST_MaxX(NEW.{geom}), ST_MinY(NEW.{geom}), ST_MaxY(NEW.{geom}))`
		add        = `INSERT INTO {rtree} VALUES ` + row + `;`
		addReplace = `INSERT OR REPLACE INTO {rtree} VALUES ` + row + `;`
		move       = `UPDATE {rtree} SET minx = ST_MinX(NEW.{geom}), maxx = ST_MaxX(NEW.{geom}),` +
			` miny = ST_MinY(NEW.{geom}), maxy = ST_MaxY(NEW.{geom}) WHERE id = NEW.{key};`
		dropOld  = `DELETE FROM {rtree} WHERE id = OLD.{key};`
		dropBoth = `DELETE FROM {rtree} WHERE id IN (OLD.{key}, NEW.{key});`
	)
	all := []struct{ name, event, when, do string }{
		{"insert", `AFTER INSERT ON {table}`, newFull, addReplace},
		{"update2", ofGeometry, sameRow + ` AND ` + newEmpty, dropOld},
		{"update4", ofAny, otherRow + ` AND ` + newEmpty, dropBoth},
		{"update5", ofAny, otherRow + ` AND ` + newFull, dropOld + ` ` + addReplace},
		{"update6", ofGeometry, sameRow + ` AND ` + newFull + ` AND ` + oldFull, move},
		{"update7", ofGeometry, sameRow + ` AND ` + newFull + ` AND ` + oldEmpty, add},
		{"delete", `AFTER DELETE ON {table}`, `OLD.{geom} NOT NULL`, dropOld},
	}
	return func(yield func(string, string) bool) {
		for _, t := range all {
			name := r.name() + "_" + t.name
			statement := `CREATE TRIGGER ` + identifier(name) + ` ` +
				r.sql(t.event+` WHEN `+t.when+` BEGIN `+t.do+` END`)
			if !yield(name, statement) {
				return
			}
		}
	}
}

// sql puts the quoted names into a statement.
func (r rtree) sql(statement string) string {
	return strings.NewReplacer(
		"{rtree}", identifier(r.name()),
		"{node}", identifier(r.name()+"_node"),
		"{parent}", identifier(r.name()+"_parent"),
		"{rowid}", identifier(r.name()+"_rowid"),
		"{table}", identifier(r.table),
		"{geom}", identifier(r.column),
		"{key}", identifier(r.key),
	).Replace(statement)
}

// indexedBounds is the extent of a feature table as minx, maxx, miny, maxy, all
// nil for a table without geometries. It reads only the root node of the
// R-tree, so it costs the same at any size.
func indexedBounds(ctx context.Context, tx *sql.Tx, table string) ([4]any, error) {
	column, ok, err := geometryColumn(ctx, tx, table)
	if err != nil || !ok {
		return [4]any{}, err
	}
	var data []byte
	query := rtree{table: table, column: column}.sql(`SELECT data FROM {node} WHERE nodeno = 1`)
	if err := tx.QueryRowContext(ctx, query).Scan(&data); err != nil {
		return [4]any{}, err
	}
	root, err := cellsOf(data)
	if err != nil || len(root) == 0 {
		return [4]any{}, err
	}
	box := boxOf(root)
	return [4]any{float64(box[0]), float64(box[1]), float64(box[2]), float64(box[3])}, nil
}

// CheckRTree compares the spatial index of a feature table with its rows, and
// the index with itself. It says ErrDamaged with what it found, or nil.
func (db *DB) CheckRTree(ctx context.Context, table string) error {
	return db.Read(ctx, func(tx *sql.Tx) error {
		r, err := registered(ctx, tx, table)
		if err != nil {
			return err
		}
		return checkRTree(ctx, tx, r)
	})
}

func checkRTree(ctx context.Context, tx *sql.Tx, r rtree) error {
	var finding string
	if err := tx.QueryRowContext(ctx, `SELECT rtreecheck('main', ?)`, r.name()).Scan(&finding); err != nil {
		return err
	}
	if finding != "ok" {
		return fmt.Errorf("%w: index of %s: %s", ErrDamaged, r.table, finding)
	}
	counts := []struct{ found, query string }{
		{"rows are missing from the index", `
			SELECT count(*) FROM {table} t
			WHERE t.{geom} NOT NULL AND NOT ST_IsEmpty(t.{geom})
				AND NOT EXISTS (SELECT 1 FROM {rtree} WHERE id = t.{key})`},
		{"entries of the index have no row with a geometry", `
			SELECT count(*) FROM {rtree} r LEFT JOIN {table} t ON t.{key} = r.id
			WHERE t.{geom} IS NULL OR ST_IsEmpty(t.{geom})`},
		{"entries of the index do not cover their geometry", `
			SELECT count(*) FROM {rtree} r JOIN {table} t ON t.{key} = r.id
			WHERE ST_MinX(t.{geom}) < r.minx OR ST_MaxX(t.{geom}) > r.maxx
				OR ST_MinY(t.{geom}) < r.miny OR ST_MaxY(t.{geom}) > r.maxy`},
	}
	for _, c := range counts {
		var n int64
		if err := tx.QueryRowContext(ctx, r.sql(c.query)).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w: index of %s: %d %s", ErrDamaged, r.table, n, c.found)
		}
	}
	return nil
}
