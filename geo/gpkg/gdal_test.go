package gpkg

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// gdal runs a program of GDAL and returns what it prints. A test whose machine
// has none is skipped.
//
// GDAL begins its transactions without taking the write lock. If this process
// commits between GDAL's first read and its first write, SQLite refuses GDAL at
// once ("database is locked", SQLITE_BUSY_SNAPSHOT), and waiting would not
// help; nothing was written, and a second try is what a user would do as well.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed (Debian: gdal-bin): what GDAL does to the file is not tested", program)
	}
	var out []byte
	for range 10 {
		out, err = exec.CommandContext(t.Context(), path, args...).CombinedOutput()
		if !strings.Contains(string(out), "database is locked") {
			break
		}
		t.Logf("%s found the database locked", program)
	}
	if err != nil {
		t.Errorf("%s %q: %v: %s", program, args, err, out)
	}
	for line := range strings.Lines(string(out)) {
		// GDAL up to 3.6 says this of any version after 1.3, and is right otherwise.
		if strings.Contains(line, "v1.4.0") && strings.Contains(line, "may only be partially supported") {
			continue
		}
		if strings.HasPrefix(line, "Warning") || strings.HasPrefix(line, "ERROR") {
			t.Errorf("%s %q: %s", program, args, line)
		}
	}
	return string(out)
}

func TestGDALReadsAndEditsWhileThisProcessWrites(t *testing.T) {
	db := create(t)
	random := seeded(t)
	write(t, db, func(tx *sql.Tx) error { // fids 1 to 100: a row of points along the equator
		for i := range 100 {
			if err := run(tx, `INSERT INTO points (geom, uid, name) VALUES (?, ?, 'ours')`, Encode(orb.Point{float64(i), 0}), fmt.Sprint("eq-", i)); err != nil {
				return err
			}
		}
		return AddStyle(t.Context(), tx, "points", "geom", "Plain", "<qgis/>", "")
	})
	seen, err := db.DataVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	var written int
	group.Go(func() { // all of it in the far south
		for ctx.Err() == nil {
			p := randomPoint(random)
			p[1] = -80
			execute(t, db, `INSERT INTO points (geom, name) VALUES (?, 'meanwhile')`, Encode(p))
			written++
			// SQLite's locks know no queue: a writer without pauses would keep
			// GDAL, which asks now and then for five seconds, from its turn.
			time.Sleep(10 * time.Millisecond)
		}
	})
	path := db.Path()
	north := func() string {
		return gdal(t, "ogrinfo", "-ro", "-so", "-spat", "9.5", "-1", "19.5", "1", path, "points")
	}
	if out := north(); !strings.Contains(out, "Feature Count: 10\n") || !strings.Contains(out, "Geometry: Point\n") {
		t.Errorf("GDAL sees %s", out)
	}
	sqlite := func(statement string) {
		t.Helper()
		gdal(t, "ogrinfo", path, "-sql", statement)
	}
	sqlite(fmt.Sprintf(`UPDATE points SET geom = x'%x', name = 'moved' WHERE fid BETWEEN 15 AND 16`, Encode(orb.Point{12.25, 0.5})))
	sqlite(fmt.Sprintf(`UPDATE points SET geom = x'%x' WHERE fid = 60`, Encode(orb.Point{12.5, 0.5})))
	sqlite(`UPDATE points SET geom = NULL WHERE fid = 61`)
	sqlite(`DELETE FROM points WHERE fid = 20`)
	more := filepath.Join(t.TempDir(), "more.geojson")
	features := `{"type": "FeatureCollection", "features": [
		{"type": "Feature", "properties": {"uid": "new", "name": "theirs"}, "geometry": {"type": "Point", "coordinates": [10.1, 0.1]}},
		{"type": "Feature", "properties": {"uid": "null", "name": "theirs"}, "geometry": null}]}`
	if err := os.WriteFile(more, []byte(features), 0o600); err != nil {
		t.Fatal(err)
	}
	gdal(t, "ogr2ogr", "-append", "-nln", "points", path, more)
	// 10 points, one more moved here, one deleted, one inserted; two moved within.
	if out := north(); !strings.Contains(out, "Feature Count: 11\n") {
		t.Errorf("after the edits GDAL sees %s", out)
	}
	stop()
	group.Wait()

	if now, err := db.DataVersion(t.Context()); err != nil || now == seen {
		t.Errorf("the edits were not seen: %v", err)
	}
	if mode := one[string](t, db, `PRAGMA journal_mode`); mode != "wal" {
		t.Errorf("GDAL left journal_mode %s", mode)
	}
	if n := one[int](t, db, `SELECT count(*) FROM points WHERE name = 'meanwhile'`); n != written || n == 0 {
		t.Errorf("%d of %d rows written meanwhile are there", n, written)
	}
	if n := one[int](t, db, `SELECT count(*) FROM points WHERE name = 'theirs'`); n != 2 {
		t.Errorf("%d of 2 inserts of GDAL are there", n)
	}
	if g, err := Decode(one[[]byte](t, db, `SELECT geom FROM points WHERE uid = 'new'`)); err != nil || g != orb.Geometry(orb.Point{10.1, 0.1}) {
		t.Errorf("GDAL's point is %v, %v", g, err)
	}
	wantSound(t, db)
}

func TestGDALReadsEveryKindOfGeometryWeWrite(t *testing.T) {
	db := create(t)
	var want []orb.Geometry
	write(t, db, func(tx *sql.Tx) error {
		if err := run(tx, `CREATE TABLE shapes (fid INTEGER PRIMARY KEY, geom GEOMETRY)`); err != nil {
			return err
		}
		if err := RegisterFeatures(t.Context(), tx, Layer{Table: "shapes", Geometry: "geom", GeometryType: "GEOMETRY"}); err != nil {
			return err
		}
		for _, g := range geometries {
			if g.bounds == "" {
				continue
			}
			want = append(want, g.in)
			if err := run(tx, `INSERT INTO shapes (geom) VALUES (?)`, Encode(g.in)); err != nil {
				return err
			}
		}
		return Touch(t.Context(), tx, "shapes")
	})
	// There and back: what GDAL copies is what it understood.
	copied := filepath.Join(t.TempDir(), "copy.gpkg")
	gdal(t, "ogr2ogr", copied, db.Path(), "shapes")
	theirs, err := Open(copied, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	for i, g := range want {
		got := one[[]byte](t, theirs, `SELECT geom FROM shapes WHERE fid = ?`, i+1)
		back, err := Decode(got)
		if b, ok := g.(orb.Bound); ok {
			g = b.ToPolygon()
		}
		if r, ok := g.(orb.Ring); ok {
			g = orb.Polygon{r}
		}
		if err != nil || !orb.Equal(back, g) {
			t.Errorf("%v came back as %v, %v", g, back, err)
		}
	}
}

// GDAL's validator checks structure far beyond what its reader needs. The one of
// GDAL 3.6 knows GeoPackage up to 1.3 and asks for that version's triggers; a
// later one has nothing to say.
func TestGDALsValidatorFindsOnlyTheTriggersOfOlderVersions(t *testing.T) {
	python := pythonWithGDAL(t)
	db := create(t)
	insertPoints(t, db, 100, seeded(t))
	write(t, db, func(tx *sql.Tx) error {
		if err := run(tx, `CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, text TEXT, at DATETIME)`); err != nil {
			return err
		}
		if err := RegisterAttributes(t.Context(), tx, "notes", "Notes", "Notes of the tests"); err != nil {
			return err
		}
		if err := AddStyle(t.Context(), tx, "points", "geom", "Plain", "<qgis/>", ""); err != nil {
			return err
		}
		return Touch(t.Context(), tx, "points")
	})
	path := filepath.Join(t.TempDir(), "copy.gpkg")
	if err := Backup(t.Context(), db, path); err != nil {
		t.Fatal(err)
	}
	const program = `
import sys, json
from osgeo_utils.samples import validate_gpkg as v
checker = v.GPKGChecker(sys.argv[1], abort_at_first_error=False, extra_checks=True)
checker.check()
print(json.dumps([message for _, message in checker.errors]))`
	out, err := exec.CommandContext(t.Context(), python, "-c", program, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	var findings []string
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &findings); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Logf("findings: %q", findings)
	for _, f := range findings {
		known := f == "rtree_points_geom_update1 trigger missing" || f == "rtree_points_geom_update3 trigger missing"
		if !known {
			t.Errorf("the validator says: %s", f)
		}
	}
}

// pythonWithGDAL is a Python that has GDAL's modules.
func pythonWithGDAL(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import osgeo_utils.samples.validate_gpkg").Run() == nil {
			return python
		}
	}
	t.Skip("no Python with GDAL's modules is installed (Debian: python3-gdal): the structure is not validated")
	return ""
}
