package gpkg

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestTheSQLFunctionsKnowNullEmptyAndNonsense(t *testing.T) {
	db := create(t)
	line := Encode(orb.LineString{{1, 2}, {-3, 4}})
	lying := Encode(orb.LineString{{1, 2}, {-3, 4}})
	binary.LittleEndian.PutUint64(lying[headerLength:], math.Float64bits(100)) // minx of the envelope
	cases := []struct {
		name  string
		value any
		want  string // ST_MinX ST_MaxX ST_MinY ST_MaxY ST_IsEmpty
	}{
		{"NULL", nil, "NULL NULL NULL NULL NULL"},
		{"a line", line, "-3.0 1.0 2.0 4.0 0"},
		{"an envelope that lies", lying, "-3.0 1.0 2.0 4.0 0"},
		{"a point with Z", blob(flagLittleEndian, SRID, 0, iso(binary.BigEndian, 1001, 5, 6, 7)), "5.0 5.0 6.0 6.0 0"},
		{"an empty line", Encode(orb.LineString{}), "NULL NULL NULL NULL 1"},
		{"an empty point", blob(flagLittleEndian|flagEmpty, SRID, 0, iso(binary.LittleEndian, 1, math.NaN(), math.NaN())), "NULL NULL NULL NULL 1"},
		{"an empty flag", append([]byte{'G', 'P', 0, line[3] | flagEmpty}, line[4:]...), "NULL NULL NULL NULL 1"},
		{"half a line", line[:len(line)-9], "NULL NULL NULL NULL 1"},
		{"no bytes", []byte{}, "NULL NULL NULL NULL 1"},
		{"text", "POINT(1 2)", "NULL NULL NULL NULL 1"},
		{"a number", 12, "NULL NULL NULL NULL 1"},
	}
	const query = `SELECT quote(ST_MinX(?1)) || ' ' || quote(ST_MaxX(?1)) || ' ' || quote(ST_MinY(?1)) || ' ' ||
		quote(ST_MaxY(?1)) || ' ' || quote(ST_IsEmpty(?1))`
	for _, c := range cases {
		if got := one[string](t, db, query, c.value); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTheSevenTriggersOfVersion14AreThere(t *testing.T) {
	db := create(t)
	const query = `SELECT group_concat(name, ' ') FROM
		(SELECT replace(name, 'rtree_points_geom_', '') AS name FROM sqlite_master WHERE type = 'trigger' ORDER BY name)`
	const want = "delete insert update2 update4 update5 update6 update7"
	if got := one[string](t, db, query); got != want {
		t.Errorf("got %s", got)
	}
}

func TestTheIndexFollowsEveryKindOfChange(t *testing.T) {
	db := create(t)
	random := seeded(t)
	insertPoints(t, db, 50, random)
	geometry := func() any {
		switch random.IntN(6) {
		case 0:
			return nil
		case 1:
			return Encode(orb.MultiPoint{}) // empty
		case 2:
			return []byte("not a geometry")
		}
		return Encode(randomPoint(random))
	}
	fid := func() int { return 1 + random.IntN(80) }
	changes := []func(*sql.Tx) error{
		func(tx *sql.Tx) error {
			return run(tx, `INSERT INTO points (geom, uid) VALUES (?, ?) ON CONFLICT (uid) DO UPDATE SET geom = excluded.geom`, geometry(), fmt.Sprint(random.IntN(20)))
		},
		func(tx *sql.Tx) error {
			return run(tx, `INSERT OR REPLACE INTO points (geom, uid) VALUES (?, ?)`, geometry(), fmt.Sprint(random.IntN(20)))
		},
		func(tx *sql.Tx) error { return run(tx, `UPDATE points SET geom = ? WHERE fid = ?`, geometry(), fid()) },
		func(tx *sql.Tx) error { return run(tx, `UPDATE points SET name = 'x' WHERE fid = ?`, fid()) },
		func(tx *sql.Tx) error {
			return run(tx, `UPDATE OR IGNORE points SET fid = ? WHERE fid = ?`, fid(), fid())
		},
		func(tx *sql.Tx) error {
			return run(tx, `UPDATE OR REPLACE points SET fid = ?, geom = ? WHERE fid = ?`, fid(), geometry(), fid())
		},
		func(tx *sql.Tx) error { return run(tx, `DELETE FROM points WHERE fid = ?`, fid()) },
	}
	for range 40 {
		write(t, db, func(tx *sql.Tx) error {
			for range 25 {
				if err := changes[random.IntN(len(changes))](tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err := db.CheckRTree(t.Context(), "points"); err != nil {
			t.Fatal(err)
		}
	}
	wantSound(t, db)
	if n := one[int](t, db, `SELECT count(*) FROM rtree_points_geom`); n == 0 {
		t.Error("the test ended with an empty index")
	}
}

func run(tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.Exec(statement, args...)
	return err
}

func TestTheIndexIsFilledFromRowsThatWereThere(t *testing.T) {
	db := create(t)
	random := seeded(t)
	write(t, db, func(tx *sql.Tx) error {
		// Names that need quoting, and a key that is not called fid.
		if err := run(tx, `CREATE TABLE "odd ""areas""" ("the id" INTEGER PRIMARY KEY, "the shape" MULTIPOLYGON)`); err != nil {
			return err
		}
		for range 200 {
			if err := run(tx, `INSERT INTO "odd ""areas""" ("the shape") VALUES (?)`, Encode(randomSquare(random))); err != nil {
				return err
			}
		}
		if err := run(tx, `INSERT INTO "odd ""areas""" ("the shape") VALUES (NULL), (?)`, Encode(orb.MultiPolygon{})); err != nil {
			return err
		}
		return RegisterFeatures(t.Context(), tx, Layer{Table: `odd "areas"`, Geometry: "the shape", GeometryType: "MULTIPOLYGON"})
	})
	if err := db.CheckRTree(t.Context(), `odd "areas"`); err != nil {
		t.Error(err)
	}
	if n := one[int](t, db, `SELECT count(*) FROM "rtree_odd ""areas""_the shape"`); n != 200 {
		t.Errorf("%d of 200 are indexed", n)
	}
	execute(t, db, `UPDATE "odd ""areas""" SET "the shape" = ? WHERE "the id" = 7`, Encode(randomSquare(random)))
	execute(t, db, `DELETE FROM "odd ""areas""" WHERE "the id" > 150`)
	if err := db.CheckRTree(t.Context(), `odd "areas"`); err != nil {
		t.Error(err)
	}
}

func randomSquare(random *rand.Rand) orb.MultiPolygon {
	p := randomPoint(random)
	b := orb.Bound{Min: p, Max: p}.Pad(0.01 + random.Float64())
	return orb.MultiPolygon{b.ToPolygon()}
}

func TestCheckRTreeFindsEachKindOfDamage(t *testing.T) {
	cases := []struct{ name, damage, says string }{
		{"a lost entry", `DELETE FROM rtree_points_geom WHERE id = 3`, "1 rows are missing"},
		{"an orphan", `INSERT INTO rtree_points_geom VALUES (999, 0, 1, 0, 1)`, "1 entries of the index have no row"},
		{"a wrong box", `UPDATE rtree_points_geom SET minx = 200, maxx = 201 WHERE id = 3`, "1 entries of the index do not cover"},
		{"a broken tree", `DELETE FROM rtree_points_geom_rowid WHERE rowid = 3`, "Mapping"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := create(t)
			insertPoints(t, db, 10, seeded(t))
			if err := db.CheckRTree(t.Context(), "points"); err != nil {
				t.Fatal(err)
			}
			execute(t, db, c.damage)
			err := db.CheckRTree(t.Context(), "points")
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTouchNotesTheExtentAndTheTime(t *testing.T) {
	db := create(t)
	random := seeded(t)
	touched := func() {
		t.Helper()
		write(t, db, func(tx *sql.Tx) error {
			if err := run(tx, `UPDATE gpkg_contents SET last_change = '2000-01-01T00:00:00.000Z'`); err != nil {
				return err
			}
			return Touch(t.Context(), tx, "points")
		})
	}
	touched()
	if got := one[sql.NullFloat64](t, db, `SELECT min_x FROM gpkg_contents`); got.Valid {
		t.Errorf("an empty table extends to %v", got)
	}
	for _, n := range []int{1, 1000} { // one leaf, and a tree with inner nodes
		insertPoints(t, db, n, random)
		touched()
		const query = `
			SELECT max(abs(min_x - x0), abs(max_x - x1), abs(min_y - y0), abs(max_y - y1)) < 0.0001
				AND min_x <= x0 AND max_x >= x1 AND min_y <= y0 AND max_y >= y1
			FROM gpkg_contents, (SELECT min(ST_MinX(geom)) x0, max(ST_MaxX(geom)) x1,
				min(ST_MinY(geom)) y0, max(ST_MaxY(geom)) y1 FROM points)`
		if !one[bool](t, db, query) {
			t.Errorf("the extent of %d points is wrong", n)
		}
	}
	const recent = `SELECT abs(julianday('now') - julianday(last_change)) < 0.001 AND last_change GLOB '????-??-??T??:??:??.???Z'
		FROM (SELECT CAST(last_change AS TEXT) AS last_change FROM gpkg_contents)`
	if !one[bool](t, db, recent) {
		t.Error("last_change is not now")
	}
	err := db.Write(t.Context(), func(tx *sql.Tx) error { return Touch(t.Context(), tx, "nothing") })
	if err == nil {
		t.Error("a table that is not registered was touched")
	}
}

func TestRegisteringRefusesWhatReadersCouldNotUse(t *testing.T) {
	db := create(t)
	execute(t, db, `CREATE TABLE keyless (geom POINT)`)
	execute(t, db, `CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)`)
	cases := []struct {
		name string
		do   func(*sql.Tx) error
		want error // nil for any
	}{
		{"a second time", func(tx *sql.Tx) error { return RegisterFeatures(t.Context(), tx, pointsLayer) }, ErrUnique},
		{"an identifier twice", func(tx *sql.Tx) error { return RegisterAttributes(t.Context(), tx, "notes", "Points", "") }, ErrUnique},
		{"no key", func(tx *sql.Tx) error {
			return RegisterFeatures(t.Context(), tx, Layer{Table: "keyless", Geometry: "geom", GeometryType: "POINT"})
		}, nil},
		{"no table", func(tx *sql.Tx) error { return RegisterAttributes(t.Context(), tx, "none", "", "") }, nil},
		{"no column", func(tx *sql.Tx) error {
			return RegisterFeatures(t.Context(), tx, Layer{Table: "notes", Geometry: "geom", GeometryType: "POINT"})
		}, nil},
		{"an unknown type", func(tx *sql.Tx) error {
			return RegisterFeatures(t.Context(), tx, Layer{Table: "notes", Geometry: "text", GeometryType: "Point"})
		}, nil},
	}
	for _, c := range cases {
		err := db.Write(t.Context(), c.do)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if n := one[int](t, db, `SELECT count(*) FROM gpkg_contents`); n != 1 {
		t.Errorf("%d tables are registered", n)
	}
}

func TestAStyleIsStoredOnceAndTheFirstIsTheDefault(t *testing.T) {
	db := create(t)
	style := func(name, qml string) error {
		return db.Write(t.Context(), func(tx *sql.Tx) error {
			return AddStyle(t.Context(), tx, "points", "geom", name, qml, "")
		})
	}
	for _, s := range [][2]string{{"Plain", "<qgis>1</qgis>"}, {"Other", "<qgis>2</qgis>"}, {"Plain", "<qgis>3</qgis>"}} {
		if err := style(s[0], s[1]); err != nil {
			t.Fatal(err)
		}
	}
	// The way QGIS asks for the default style of a layer.
	const query = `SELECT styleQML FROM layer_styles WHERE f_table_catalog = '' AND f_table_schema = ''
		AND f_table_name = 'points' AND f_geometry_column = 'geom'
		ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END, update_time DESC LIMIT 1`
	if got := one[string](t, db, query); got != "<qgis>3</qgis>" {
		t.Errorf("the default is %s", got)
	}
	if n := one[int](t, db, `SELECT count(*) FROM layer_styles`); n != 2 {
		t.Errorf("%d styles", n)
	}
	if got := one[string](t, db, `SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'`); got != "attributes" {
		t.Errorf("registered as %s", got)
	}
	if err := style(strings.Repeat("é", 31), ""); err == nil {
		t.Error("a name of 31 characters was taken")
	}
	if err := style(strings.Repeat("é", 30), ""); err != nil {
		t.Error(err)
	}
}
