package gpkg

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestLookTellsWhatAFileIsAndNeverTouchesIt(t *testing.T) {
	sound, err := os.ReadFile(closed(t))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(b []byte) []byte) []byte { return change(append([]byte(nil), sound...)) }
	put := func(at int, v uint32) []byte {
		return with(func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[at:], v)
			return b
		})
	}
	cases := []struct {
		name string
		file []byte // nil for none
		kind Kind
		want error
		says string
	}{
		{"nothing", nil, Absent, ErrAbsent, "no such file"},
		{"an empty file", []byte{}, Empty, ErrNotAGeoPackage, "empty"},
		{"a text", []byte("id,title\n1,strike\n"), NotSQLite, ErrNotADatabase, "does not begin"},
		{"a picture", append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 5000)...), NotSQLite, ErrNotADatabase, "does not begin"},
		{"half a header", sound[:50], Damaged, ErrDamaged, "cut off within its header"},
		{"half a file", sound[:len(sound)/2], Damaged, ErrDamaged, "it is cut off: "},
		{"another database", put(atApplicationID, 0x12345678), NotGeoPackage, ErrNotAGeoPackage, "0x12345678"},
		{"no version", put(atUserVersion, 3), NotGeoPackage, ErrNotAGeoPackage, "3, no GeoPackage version"},
		{"a newer version", put(atUserVersion, 20000), Newer, ErrNewer, "20000"},
		{"an odd page size", put(atPageSize, 0x03e80000), Damaged, ErrDamaged, "page size is 1000"},
		{"a random schema page", with(func(b []byte) []byte { copy(b[headSize:4096], strings.Repeat("x", 4096)); return b }), Damaged, ErrDamaged, ""},
		{"a sound file", sound, GeoPackage, nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "look.gpkg")
			if c.file != nil {
				if err := os.WriteFile(path, c.file, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			before := folderSum(t, path)
			s, err := Look(path)
			if err != nil || s.Kind != c.kind || s.Size != int64(len(c.file)) || s.Log {
				t.Errorf("saw %+v, %v", s, err)
			}
			err = s.Err()
			if !errors.Is(err, c.want) || err != nil && (!strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n")) {
				t.Errorf("said %v", err)
			}
			if folderSum(t, path) != before {
				t.Error("something changed")
			}
		})
	}
}

// folderSum is a sum of all names and contents in the folder of a file.
func folderSum(t *testing.T, path string) (sum [sha256.Size]byte) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, name := range found {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		h.Write([]byte(filepath.Base(name)))
		h.Write(content)
	}
	h.Sum(sum[:0])
	return sum
}

func TestLookSeesAnUncleanStopAndStillTouchesNothing(t *testing.T) {
	path := killed(t)
	before := folderSum(t, path)
	s, err := Look(path)
	if err != nil || s.Kind != GeoPackage || !s.Log || s.UserVersion != UserVersion {
		t.Errorf("saw %+v, %v", s, err)
	}
	if folderSum(t, path) != before {
		t.Error("something changed")
	}
	recovered, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer recovered.Close()
	if n := one[int](t, recovered, `SELECT count(*) FROM points`); n != 10 {
		t.Errorf("%d rows were recovered", n)
	}
	wantSound(t, recovered)
}

// killed is a GeoPackage with ten points as a killed process leaves it: most of
// it in the log.
func killed(t *testing.T) string {
	t.Helper()
	db := create(t)
	insertPoints(t, db, 10, seeded(t))
	path := filepath.Join(t.TempDir(), "copy.gpkg")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(db.Path() + suffix) // safe, see prepare
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func sum(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(content)
}

func TestLookKnowsAFreshFileBeforeItsFirstCheckpoint(t *testing.T) {
	s, err := Look(create(t).Path())
	if err != nil || s.Err() != nil || s.ApplicationID != ApplicationID {
		t.Errorf("saw %+v, %v", s, err)
	}
}

func TestLookRefusesWhatIsNotAFile(t *testing.T) {
	folder := t.TempDir()
	if _, err := Look(folder); err == nil {
		t.Error("a folder was looked at")
	}
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := Look(pipe); err == nil {
		t.Error("a pipe was looked at")
	}
}

// In WAL mode the lock on the database file says that somebody still needs the
// log. Were it dropped by Look, the other process would believe it is the last
// one, and remove the log under the feet of this one. (SQLite of recent years also
// asks the shared memory file; the one in GDAL need not be recent.)
func TestLookDoesNotDropTheLockThatKeepsTheLog(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 10, seeded(t))
	before, err := os.Stat(db.Path() + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := Look(db.Path()); err != nil || !s.Log {
		t.Fatalf("saw %+v, %v", s, err)
	}
	gdal(t, "ogrinfo", db.Path(), "-sql", `DELETE FROM points WHERE fid = 1`)
	after, err := os.Stat(db.Path() + "-wal")
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the log was replaced: %v", err)
	}
	insertPoints(t, db, 10, seeded(t))
	if n := one[int](t, db, `SELECT count(*) FROM points`); n != 19 {
		t.Errorf("%d rows", n)
	}
	wantSound(t, db)
}

func TestReadOnlyLeavesTheLogOfAnUncleanStopAlone(t *testing.T) {
	path := killed(t)
	file, log := sum(t, path), sum(t, path+"-wal")
	db, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, db, `SELECT count(*) FROM points`); n != 10 {
		t.Errorf("%d rows are read from the log", n)
	}
	if err := errors.Join(db.QuickCheck(t.Context()), db.Close()); err != nil {
		t.Error(err)
	}
	if sum(t, path) != file || sum(t, path+"-wal") != log {
		t.Error("the file or its log changed")
	}
}

func TestARandomPageIsFoundByQuickCheckAndNeverByChangingTheFile(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 3000, seeded(t))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	path := db.Path()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	middle := len(content) / 4096 / 2 * 4096 // rows or index, far from the schema
	copy(content[middle:middle+4096], strings.Repeat("\xa5", 4096))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	before := folderSum(t, path)
	if s, err := Look(path); err != nil || s.Err() != nil {
		t.Fatalf("saw %+v, %v", s, err)
	}
	db, err = Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.QuickCheck(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if folderSum(t, path) != before {
		t.Error("something changed")
	}
}
