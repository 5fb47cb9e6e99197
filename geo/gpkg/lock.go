package gpkg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// FileLock keeps a second server away from a GeoPackage.
type FileLock struct {
	path string
	once sync.Once
	file *os.File
	err  error
}

// Lock takes the lock of the GeoPackage at path, which need not exist yet: a
// lock on the file path + ".lock", not on the database, so that GDAL and QGIS
// still write it. If another process, or this one, has the lock, the error is
// ErrLocked and names the file. The lock ends with Close or with the process,
// however that dies. The lock file stays, since removing it could take it from
// one who just got it.
func Lock(path string) (*FileLock, error) {
	name := followed(path) + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	if err := lockFile(f); err != nil {
		holder, _ := os.ReadFile(name)
		err = errors.Join(lockError(path, string(holder), err), f.Close())
		return nil, err
	}
	// Only a courtesy for the message of the one who comes second.
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return &FileLock{path: name, file: f}, nil
}

func lockError(path, holder string, err error) error {
	if !errors.Is(err, errTaken) {
		return fmt.Errorf("lock the database: %w", err)
	}
	if holder = strings.TrimSpace(holder); holder != "" {
		return fmt.Errorf("%w: process %s has %s open", ErrLocked, holder, path)
	}
	return fmt.Errorf("%w: %s", ErrLocked, path)
}

// errTaken is what lockFile returns when another has the lock.
var errTaken = errors.New("the lock is taken")

// followed is the file a path means when it or its folder is a symbolic link,
// so that two names of one file have one lock.
func followed(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	} else if !errors.Is(err, fs.ErrNotExist) {
		return path
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path
	}
	return filepath.Join(folder, filepath.Base(path))
}

// Path is the lock file.
func (l *FileLock) Path() string { return l.path }

// Close gives the lock up. Closing again does nothing.
func (l *FileLock) Close() error {
	l.once.Do(func() { l.err = l.file.Close() })
	return l.err
}
