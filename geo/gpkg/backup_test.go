package gpkg

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestABackupUnderLoadIsOneSoundFileWithTheSameIds(t *testing.T) {
	db := create(t)
	insertPoints(t, db, 500, seeded(t))
	execute(t, db, `DELETE FROM points WHERE fid % 3 = 0`) // gaps, which must stay
	before := one[string](t, db, `SELECT group_concat(fid) FROM (SELECT fid FROM points ORDER BY fid)`)

	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	random := seeded(t)
	group.Go(func() {
		for ctx.Err() == nil {
			insertPoints(t, db, 10, random)
		}
	})
	dst := filepath.Join(t.TempDir(), "backup.gpkg")
	err := Backup(t.Context(), db, dst)
	stop()
	group.Wait()
	if err != nil {
		t.Fatal(err)
	}
	wantAlone(t, dst)

	s, err := Look(dst)
	if err != nil || s.Kind != GeoPackage || s.UserVersion != UserVersion {
		t.Errorf("saw %+v, %v", s, err)
	}
	restored, err := Open(dst, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if mode := one[string](t, restored, `PRAGMA journal_mode`); mode != "delete" {
		t.Errorf("journal_mode is %s", mode)
	}
	if got := one[string](t, restored, `SELECT group_concat(fid) FROM (SELECT fid FROM points WHERE fid <= 500 ORDER BY fid)`); got != before {
		t.Error("ids changed")
	}
	wantSound(t, restored)
}

func TestABackupReplacesNothing(t *testing.T) {
	db := create(t)
	dst := filepath.Join(t.TempDir(), "old.gpkg")
	if err := os.WriteFile(dst, nil, 0o600); err != nil { // SQLite alone would fill an empty file
		t.Fatal(err)
	}
	if err := Backup(t.Context(), db, dst); !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if info, err := os.Stat(dst); err != nil || info.Size() != 0 {
		t.Errorf("the file changed: %v", err)
	}
	wantAlone(t, dst)
}

func TestACancelledBackupLeavesNothing(t *testing.T) {
	db := create(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	folder := t.TempDir()
	if err := Backup(ctx, db, filepath.Join(folder, "backup.gpkg")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if found, err := os.ReadDir(folder); err != nil || len(found) != 0 {
		t.Errorf("left behind: %v %v", found, err)
	}
}

func TestAFileThatAppearsMeanwhileIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.gpkg")
	err := placeNew(path, func(temporary string) error {
		return errors.Join(os.WriteFile(temporary, []byte("ours"), 0o600), os.WriteFile(path, []byte("theirs"), 0o600))
	})
	if !errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "theirs" {
		t.Errorf("the file is now %q, %v", got, err)
	}
	wantAlone(t, path)
}
