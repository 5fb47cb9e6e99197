package gpkg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

func TestANewFileIsAGeoPackageWithTheThreeReferenceSystems(t *testing.T) {
	db := create(t)
	if got := one[int](t, db, `PRAGMA application_id`); got != ApplicationID {
		t.Errorf("application_id %#x", got)
	}
	if got := one[int](t, db, `PRAGMA user_version`); got != UserVersion {
		t.Errorf("user_version %d", got)
	}
	const query = `SELECT group_concat(srs_id) FROM (SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY srs_id)`
	if got := one[string](t, db, query); got != "-1,0,4326" {
		t.Errorf("reference systems %s", got)
	}
	wantSound(t, db)
}

func TestEveryPooledConnectionHasItsSettings(t *testing.T) {
	db, err := Open(create(t).Path(), Options{Readers: 3, BusyTimeout: 1500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	want := map[string]string{"busy_timeout": "1500", "query_only": "1", "cache_size": "-8192", "journal_mode": "wal"}
	for range 3 {
		conn, err := db.readers.Conn(t.Context()) // held, so the next is another
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		wantPragmas(t, conn, want)
		var x float64
		if err := conn.QueryRowContext(t.Context(), `SELECT ST_MinX(?)`, Encode(orb.Point{7, 8})).Scan(&x); err != nil || x != 7 {
			t.Errorf("ST_MinX is %v, %v", x, err)
		}
	}
	writer, err := db.writer.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	wantPragmas(t, writer, map[string]string{
		"busy_timeout": "1500", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
		"recursive_triggers": "1", "cache_size": "-65536", "wal_autocheckpoint": "4000", "query_only": "0",
	})
}

func wantPragmas(t *testing.T, conn *sql.Conn, want map[string]string) {
	t.Helper()
	for pragma, value := range want {
		var got string
		if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != value {
			t.Errorf("%s is %q, want %q: %v", pragma, got, value, err)
		}
	}
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	db := create(t)
	broken := errors.New("broken off")
	insert := func(tx *sql.Tx) {
		if _, err := tx.Exec(`INSERT INTO points (geom) VALUES (?)`, Encode(orb.Point{1, 2})); err != nil {
			t.Error(err)
		}
	}
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		insert(tx)
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.Write(t.Context(), func(tx *sql.Tx) error {
			insert(tx)
			panic("in the middle")
		})
	}()
	ctx, cancel := context.WithCancel(t.Context())
	err = db.Write(ctx, func(tx *sql.Tx) error {
		insert(tx)
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled write ended with %v", err)
	}
	if n := one[int](t, db, `SELECT count(*) FROM points`); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	execute(t, db, `INSERT INTO points (geom) VALUES (?)`, Encode(orb.Point{1, 2})) // it still writes
	wantSound(t, db)
}

func TestAReaderSeesOneStateWhileOthersWrite(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 5, seeded(t))
	err := db.Read(t.Context(), func(tx *sql.Tx) error {
		var before, after int
		if err := tx.QueryRow(`SELECT count(*) FROM points`).Scan(&before); err != nil {
			return err
		}
		execute(t, db, `DELETE FROM points`)
		if err := tx.QueryRow(`SELECT count(*) FROM points`).Scan(&after); err != nil {
			return err
		}
		if before != 5 || after != 5 {
			t.Errorf("counted %d, then %d", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAReaderCannotWrite(t *testing.T) {
	err := create(t).Read(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM points`)
		return err
	})
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("got %v", err)
	}
}

func TestReadersAndWritersRunTogetherWithoutAnError(t *testing.T) {
	db := create(t)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 25 {
				err := db.Write(t.Context(), func(tx *sql.Tx) error {
					_, err := tx.Exec(`INSERT INTO points (geom, uid) VALUES (?, ?)`,
						Encode(orb.Point{float64(worker), float64(i)}), fmt.Sprint(worker, "-", i))
					return err
				})
				if err != nil {
					t.Error(err)
				}
				one[int](t, db, `SELECT count(*) FROM rtree_points_geom WHERE minx < 2`)
			}
		})
	}
	group.Wait()
	if n := one[int](t, db, `SELECT count(*) FROM points`); n != 100 {
		t.Errorf("%d rows", n)
	}
	wantSound(t, db)
}

func TestDataVersionChangesWithEachCommitAndOnlyThen(t *testing.T) {
	db := create(t)
	version := func() uint64 {
		n, err := db.DataVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := version()
	if version() != first {
		t.Error("it changed without a commit")
	}
	execute(t, db, `INSERT INTO points (name) VALUES ('own')`)
	second := version()
	if second == first {
		t.Error("a commit of this DB was not seen")
	}
	other, err := Open(db.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if version() != second {
		t.Error("opening was taken for a commit")
	}
	execute(t, other, `INSERT INTO points (name) VALUES ('other')`)
	if version() == second {
		t.Error("a commit of another connection was not seen")
	}

	third := version()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.DataVersion(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if version() == third {
		t.Error("a change during a lost connection could have been missed")
	}
}

func TestCloseEmptiesTheLog(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 100, seeded(t))
	if info, err := os.Stat(db.Path() + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("there is no log to empty: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantAlone(t, db.Path())
}

// wantAlone fails the test if anything lies beside the file.
func wantAlone(t testing.TB, path string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(found) != 1 {
		t.Errorf("beside the file: %v %v", found, err)
	}
}

func TestCreateRefusesAnExistingFileAndLeavesItAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.gpkg")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, Options{}); !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "mine" {
		t.Errorf("the file is now %q, %v", got, err)
	}
	wantAlone(t, path)
}

func TestOpenNeverCreates(t *testing.T) {
	folder := t.TempDir()
	for _, options := range []Options{{}, {ReadOnly: true}} {
		if _, err := Open(filepath.Join(folder, "none.gpkg"), options); !errors.Is(err, ErrAbsent) {
			t.Errorf("got %v", err)
		}
	}
	if found, err := os.ReadDir(folder); err != nil || len(found) != 0 {
		t.Errorf("left behind: %v %v", found, err)
	}
}

func TestAPathMayHoldAnyCharacter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c=d&e#f%41 'é.gpkg")
	db, err := Create(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	execute(t, db, `CREATE TABLE x (y INTEGER)`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wantAlone(t, path)
	if s, err := Look(path); err != nil || s.Kind != GeoPackage {
		t.Errorf("saw %+v, %v", s, err)
	}
}

func TestReadOnlyReadsAndRefusesToWrite(t *testing.T) {
	path := closed(t)
	db, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, db, `SELECT count(*) FROM points`); n != 3 {
		t.Errorf("%d rows", n)
	}
	err = db.Write(t.Context(), func(*sql.Tx) error { return nil })
	if !errors.Is(err, ErrReadOnly) || !db.ReadOnly() {
		t.Errorf("got %v", err)
	}
	if err := db.QuickCheck(t.Context()); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	wantAlone(t, path)
}

// closed is a sound GeoPackage with three points that nobody has open.
func closed(t testing.TB) string {
	t.Helper()
	db := create(t)
	insertPoints(t, db, 3, seeded(t))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return db.Path()
}
