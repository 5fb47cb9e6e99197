package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"time"

	"strikemap/geo"
	"strikemap/geo/store"
)

// How many entries go into one batch. Beside a server a batch is a transaction, which
// an editor may have to wait for; in a file that is ours alone it is only what is held
// in memory.
const (
	besideBatch = 250
	aloneBatch  = 5_000
)

// openToFill opens the record to write many incidents into it, and makes one without
// incidents if there is none. It is ours alone unless a server has it.
func openToFill(ctx context.Context, path string, d delays) (record *store.Store, alone bool, err error) {
	there, err := exists(path)
	if err == nil && !there {
		err = createRecord(ctx, path, false)
	}
	if err != nil {
		return nil, false, err
	}
	record, err = openRecord(ctx, path, store.Options{Delays: d.rule()})
	if geo.ErrorCode(err) != geo.EUNAVAILABLE {
		return record, true, err
	}
	record, err = openRecord(ctx, path, store.Options{Beside: true, Delays: d.rule()})
	return record, false, err
}

// mostMemory is from when on memory is rather collected than taken, beside the page
// cache of the database.
const mostMemory = 512 << 20

// filler writes many entries into a record and tells how far it is.
type filler struct {
	alone    bool
	total    int // about how many there will be
	progress io.Writer

	written int
	begun   time.Time
	told    time.Time
}

// together writes entries in one transaction, by a function that does so: for a record
// that is ours alone.
func (f *filler) together(ctx context.Context, entries iter.Seq2[geo.Entry, error],
	stream func(context.Context, int, iter.Seq2[[]geo.Entry, error], func(int)) error,
) error {
	f.begun = time.Now()
	// Most of what is alive are the entries of a batch, gone with the next: collecting
	// seldom pays, as long as there is not much.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(mostMemory))
	return stream(ctx, f.total, ahead(chunks(entries, aloneBatch)), f.tell)
}

// inTurns writes entries some at a time, by a function that makes a transaction of
// them, and rests as long between them: SQLite asks again and again whether the file
// is free, and would seldom find it so.
func (f *filler) inTurns(ctx context.Context, entries iter.Seq2[geo.Entry, error], write func(context.Context, []geo.Entry) error) error {
	f.begun = time.Now()
	for some, err := range ahead(chunks(entries, besideBatch)) {
		begun := time.Now()
		if err == nil {
			err = write(ctx, some)
		}
		if err != nil {
			return err
		}
		f.tell(f.written + len(some))
		if err := rest(ctx, max(time.Since(begun), leastRest)); err != nil {
			return err
		}
	}
	return nil
}

// leastRest is long enough for one who has just begun to ask.
const leastRest = 25 * time.Millisecond

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// tell writes how far it is, once a second at most.
func (f *filler) tell(written int) {
	f.written = written
	now := time.Now()
	if now.Sub(f.told) < time.Second || now.Sub(f.begun) < time.Second {
		return
	}
	f.told = now
	fmt.Fprintf(f.progress, "%d of %d, %.0f a second\n", written, f.total, float64(written)/now.Sub(f.begun).Seconds())
}

// entriesOf makes entries of incidents.
func entriesOf(incidents iter.Seq2[geo.Incident, error]) iter.Seq2[geo.Entry, error] {
	return func(yield func(geo.Entry, error) bool) {
		for in, err := range incidents {
			if !yield(geo.Entry{Incident: in}, err) {
				return
			}
		}
	}
}

// chunks cuts entries into slices of some size. It ends with the first error.
func chunks(entries iter.Seq2[geo.Entry, error], size int) iter.Seq2[[]geo.Entry, error] {
	return func(yield func([]geo.Entry, error) bool) {
		some := make([]geo.Entry, 0, size)
		for e, err := range entries {
			if err != nil {
				yield(nil, err)
				return
			}
			if some = append(some, e); len(some) < size {
				continue
			}
			if !yield(some, nil) {
				return
			}
			some = make([]geo.Entry, 0, size)
		}
		if len(some) > 0 {
			yield(some, nil)
		}
	}
}

// ahead makes the next part while one is used.
func ahead(parts iter.Seq2[[]geo.Entry, error]) iter.Seq2[[]geo.Entry, error] {
	type part struct {
		entries []geo.Entry
		err     error
	}
	return func(yield func([]geo.Entry, error) bool) {
		made, stop, ended := make(chan part), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			defer close(made)
			for entries, err := range parts {
				select {
				case made <- part{entries, err}:
				case <-stop:
					return
				}
			}
		}()
		defer func() {
			close(stop)
			<-ended // nobody reads what may be closed now
		}()
		for p := range made {
			if !yield(p.entries, p.err) {
				return
			}
		}
	}
}
