package gpkg

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
)

// TestMain lets the test binary be the other process that some tests need.
func TestMain(m *testing.M) {
	if job, ok := children[os.Getenv("GPKG_CHILD")]; ok {
		if err := job(os.Getenv("GPKG_CHILD_FILE")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// children are the jobs of other processes, by name.
var children = map[string]func(path string) error{
	"lock":  lockChild,
	"write": writeChild,
	"read":  readOnlyChild,
}

// points is the feature table of the tests: uid is a key other than the fid.
const points = `CREATE TABLE "points" (
	fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
	geom POINT,
	uid TEXT UNIQUE,
	name TEXT
)`

var pointsLayer = Layer{
	Table: "points", Geometry: "geom", GeometryType: "POINT",
	Identifier: "Points", Description: "Points of the tests",
}

// create makes a GeoPackage with an empty points layer, closed by the test.
func create(t testing.TB) *DB {
	t.Helper()
	db, err := Create(filepath.Join(t.TempDir(), "test.gpkg"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	write(t, db, func(tx *sql.Tx) error {
		if _, err := tx.Exec(points); err != nil {
			return err
		}
		return RegisterFeatures(t.Context(), tx, pointsLayer)
	})
	return db
}

func write(t testing.TB, db *DB, fn func(*sql.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// execute writes with one statement.
func execute(t testing.TB, db *DB, statement string, args ...any) {
	t.Helper()
	write(t, db, func(tx *sql.Tx) error {
		_, err := tx.Exec(statement, args...)
		return err
	})
}

// one is the only value of a query.
func one[T any](t testing.TB, db *DB, query string, args ...any) T {
	t.Helper()
	var v T
	err := db.Read(context.Background(), func(tx *sql.Tx) error {
		return tx.QueryRow(query, args...).Scan(&v)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// insertPoints adds n random points in one transaction.
func insertPoints(t testing.TB, db *DB, n int, random *rand.Rand) {
	t.Helper()
	write(t, db, func(tx *sql.Tx) error {
		for range n {
			if _, err := tx.Exec(`INSERT INTO points (geom) VALUES (?)`, Encode(randomPoint(random))); err != nil {
				return err
			}
		}
		return nil
	})
}

func randomPoint(random *rand.Rand) orb.Point {
	return orb.Point{random.Float64()*360 - 180, random.Float64()*180 - 90}
}

// seeded is a random source whose seed is told if the test fails.
func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// wantSound fails the test unless the index equals the rows and the file is
// whole.
func wantSound(t testing.TB, db *DB) {
	t.Helper()
	if err := db.CheckRTree(context.Background(), "points"); err != nil {
		t.Error(err)
	}
	if err := db.IntegrityCheck(context.Background()); err != nil {
		t.Error(err)
	}
}
