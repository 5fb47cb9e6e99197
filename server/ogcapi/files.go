package ogcapi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"strikemap/geo"
)

// Limits of the files that are made for requests.
const (
	mostBuilds = 2                // made at the same time
	mostFiles  = 4                // on the disk at the same time, those in the making among them
	buildTime  = 10 * time.Minute // for making one
	keepTime   = 2 * time.Minute  // after the last request for it, so that broken downloads can go on
)

// files are made for requests, once for equal ones, and removed some time after the
// last one was answered. All are safe for concurrent use.
type files struct {
	folder string
	keep   time.Duration

	mu       sync.Mutex
	byKey    map[string]*file
	building int
	made     int // names the next one
}

// file is one of them.
type file struct {
	key, path string
	done      chan struct{} // closed once it is whole, or failed
	edition   geo.Edition   // that it holds; set before done is closed
	err       error         // why it could not be made; likewise
	cancel    context.CancelFunc

	users  int       // requests that wait for it or send it
	unused time.Time // since when there are none
}

func newFiles(folder string) *files {
	return &files{folder: folder, keep: keepTime, byKey: map[string]*file{}}
}

// get returns a whole file for a key, made by build unless there is one. Release must be
// called when it was sent. It is EUNAVAILABLE if too many are being made or sent.
func (f *files) get(ctx context.Context, key string, build func(ctx context.Context, path string) (geo.Edition, error)) (*file, error) {
	one, err := f.take(key, build)
	if err != nil {
		return nil, err
	}
	if err := one.wait(ctx); err != nil {
		f.release(one)
		return nil, err
	}
	return one, nil
}

// wait returns once the file is whole. The deadline of a request is for finding an
// answer, which a large file takes longer than: only a client that went away ends the
// waiting.
func (one *file) wait(ctx context.Context) error {
	select {
	case <-one.done:
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
		<-one.done
	}
	return one.err
}

// take finds the file of a key, or begins to make it, for one more request.
func (f *files) take(key string, build func(context.Context, string) (geo.Edition, error)) (*file, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one, ok := f.byKey[key]; ok {
		one.users++
		return one, nil
	}
	if f.building == mostBuilds || len(f.byKey) == mostFiles && !f.dropUnused() {
		return nil, geo.Errorf(geo.EUNAVAILABLE, "other files are being made; try again in a while")
	}
	ctx, cancel := context.WithTimeout(context.Background(), buildTime)
	f.made++
	f.building++
	one := &file{
		key: key, path: filepath.Join(f.folder, strconv.Itoa(f.made)+".gpkg"),
		done: make(chan struct{}), cancel: cancel, users: 1,
	}
	f.byKey[key] = one
	go f.make(ctx, one, build)
	return one, nil
}

// make makes a file, and forgets one that failed.
func (f *files) make(ctx context.Context, one *file, build func(context.Context, string) (geo.Edition, error)) {
	one.edition, one.err = safely(ctx, one.path, build)
	one.cancel()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.building--
	if one.err == nil && one.users == 0 { // all went away as it became whole
		one.err = context.Canceled
	}
	if one.err != nil {
		f.drop(one)
	}
	close(one.done)
}

// safely turns a panic into an error: nobody else would catch it.
func safely(ctx context.Context, path string, build func(context.Context, string) (geo.Edition, error)) (e geo.Edition, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic while making a file: %v\n%s", reason, debug.Stack())
		}
	}()
	return build(ctx, path)
}

// release says that a request is done with a file.
func (f *files) release(one *file) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one.users--; one.users > 0 {
		return
	}
	select {
	case <-one.done:
		one.unused = time.Now()
		time.AfterFunc(f.keep, f.sweep)
	default: // nobody waits for it any more
		one.cancel()
		delete(f.byKey, one.key)
	}
}

// sweep removes what was not used for long enough.
func (f *files) sweep() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.byKey {
		if one.users == 0 && time.Since(one.unused) >= f.keep {
			f.drop(one)
		}
	}
}

// dropUnused removes the file that was not used for the longest time, and is false if
// all are in use.
func (f *files) dropUnused() bool {
	var oldest *file
	for _, one := range f.byKey {
		if one.users == 0 && (oldest == nil || one.unused.Before(oldest.unused)) {
			oldest = one
		}
	}
	if oldest == nil {
		return false
	}
	f.drop(oldest)
	return true
}

// drop removes a file that nobody uses, or that failed.
func (f *files) drop(one *file) {
	if f.byKey[one.key] == one {
		delete(f.byKey, one.key)
	}
	_ = os.Remove(one.path) // one that failed is not there
}
