package gpkg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// placeNew makes a file that appears under its name complete and on the disk,
// or not at all. write fills a new name beside it. A file that exists is
// ErrExists and stays as it is, even if it came to be meanwhile.
func placeNew(path string, write func(temporary string) error) error {
	temporary, err := temporaryName(path)
	if err != nil {
		return err
	}
	// After a failure SQLite may have left its journal.
	defer os.Remove(temporary + "-journal")
	defer os.Remove(temporary)
	if err := write(temporary); err != nil {
		return err
	}
	if err := syncFile(temporary); err != nil {
		return err
	}
	if err := nameNew(temporary, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// temporaryName is a free name in the same folder, which is on the same volume.
func temporaryName(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return "", err
	}
	// SQLite takes an empty file for a new database.
	return f.Name(), f.Close()
}

// nameNew gives a file its name unless that is taken. A hard link does both in
// one step; a rename, which replaces silently, is for volumes without links.
func nameNew(temporary, path string) error {
	err := os.Link(temporary, path)
	if err == nil {
		return nil // the caller removes the temporary name
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %s", ErrExists, path)
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%w: %s", ErrExists, path)
	}
	return os.Rename(temporary, path)
}

// syncFile waits until the content is on the disk. Only for files no SQLite
// connection has open.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolder waits until the names are on the disk, where folders can be
// synced.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) || errors.Is(err, fs.ErrPermission) {
		err = nil // Windows, and some network volumes
	}
	return errors.Join(err, f.Close())
}
