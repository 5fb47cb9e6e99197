package gpkg

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// fillPoints makes a layer of n points with everything that is dated.
func fillPoints(ctx context.Context, n int) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		const table = `CREATE TABLE points (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, name TEXT)`
		if _, err := tx.Exec(table); err != nil {
			return err
		}
		rows, into := NewInserter(ctx, tx), Into("points", "geom", "name")
		for i := range n {
			if err := rows.Add(into, Encode(orb.Point{float64(i % 90), float64(i % 45)}), strings.Repeat("x", 50)); err != nil {
				return err
			}
		}
		return errors.Join(
			rows.Flush(),
			RegisterFeatures(ctx, tx, Layer{Table: "points", Geometry: "geom", GeometryType: "POINT"}),
			AddStyle(ctx, tx, "points", "geom", "points", "<qgis/>", ""),
			AddMetadata(ctx, tx, Metadata{Standard: "http://purl.org/dc/terms/", MediaType: "text/xml", Document: "<metadata/>"}),
			AddMetadata(ctx, tx, Metadata{Table: "points", Standard: "http://purl.org/dc/terms/", MediaType: "text/xml", Document: "<metadata/>"}),
			AddCode(ctx, tx, "name", "x", "fifty times"),
			Describe(ctx, tx, Description{Table: "points", Column: "name", Means: "a name", Codes: "name"}),
			Stamp(ctx, tx, time.Date(2025, 12, 25, 6, 0, 0, 0, time.UTC)),
		)
	}
}

func TestABuiltFileIsASoundGeoPackage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "built.gpkg")
	if err := Build(t.Context(), path, 0, fillPoints(t.Context(), 500)); err != nil {
		t.Fatal(err)
	}
	sight, err := Look(path)
	if err != nil || sight.Err() != nil || sight.Log {
		t.Fatalf("the look: %+v, %v, %v", sight, err, sight.Err())
	}
	db, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := errors.Join(db.IntegrityCheck(t.Context()), db.CheckRTree(t.Context(), "points")); err != nil {
		t.Error(err)
	}
}

func TestTheSameBuildGivesTheSameBytes(t *testing.T) {
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "built.gpkg")
		if err := Build(t.Context(), path, 0, fillPoints(t.Context(), 500)); err != nil {
			t.Fatal(err)
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Millisecond)
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two files differ")
	}
	if year := time.Now().UTC().Format("2006-01-02T"); bytes.Contains(files[0], []byte(year)) {
		t.Errorf("the date of today is in the file")
	}
}

func TestABuildThatFailsLeavesNothing(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		name     string
		maxBytes int64
		fn       func(*sql.Tx) error
		is       error
	}{
		{"a file that gets too large", 200_000, fillPoints(context.Background(), 5000), ErrTooLarge},
		{"a limit below the core tables", 10, fillPoints(context.Background(), 1), ErrTooLarge},
		{"an error of the caller", 0, func(*sql.Tx) error { return broken }, broken},
	} {
		folder := t.TempDir()
		if err := Build(t.Context(), filepath.Join(folder, "built.gpkg"), test.maxBytes, test.fn); !errors.Is(err, test.is) {
			t.Errorf("%s: the error is %v", test.name, err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", test.name, left, err)
		}
	}
}

func TestABuildNeverReplacesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "built.gpkg")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Build(t.Context(), path, 0, fillPoints(t.Context(), 1)); !errors.Is(err, ErrExists) {
		t.Errorf("the error is %v", err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "mine" {
		t.Errorf("the file holds %q, %v", content, err)
	}
}
