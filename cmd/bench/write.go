package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"strikemap/geo"
	"strikemap/geo/store"
	"strikemap/geo/synth"
)

// writesPerSecond is how often the record changes beside the readers.
const writesPerSecond = 50

// written marks what the bench wrote, so that it can be taken out again.
const written = "bench"

// besideWrites reads in turns without and with a writer, which works as another
// process does: on the record, beside the server. In the end its incidents are
// removed.
func besideWrites(ctx context.Context, b *bench) (results []result, err error) {
	questions, err := b.boxes("town", varied, 100, 1000, nil)
	if err != nil {
		return nil, err
	}
	shots, err := b.pageShots(questions)
	if err != nil {
		return nil, err
	}
	for i := range shots {
		shots[i].size = -1 // what is written may be in it
	}
	record, err := openRecord(ctx, b.dataset.record(), store.Options{Beside: true})
	if err != nil {
		return nil, err
	}
	defer func() {
		_, removed := record.Remove(context.WithoutCancel(ctx), written, "bench")
		err = errors.Join(err, removed, record.Close())
	}()
	entries, err := someEntries(ctx, record, b.options.seed, 100_000)
	if err != nil {
		return nil, err
	}
	still := side{address: b.server.address, pid: b.server.pid(), shots: shots}
	beside := still
	var speeds []float64
	for round := range b.options.rounds {
		seed := b.options.seed + uint64(round)<<32
		if err := b.settle(ctx); err != nil {
			return nil, err
		}
		if err := still.measure(ctx, b.options.length, seed); err != nil {
			return nil, err
		}
		speed, err := whileWriting(ctx, record, entries, func() error { return beside.measure(ctx, b.options.length, seed) })
		if err != nil {
			return nil, err
		}
		speeds = append(speeds, speed)
	}
	if _, err := whileWriting(ctx, record, entries, func() error { return b.profile(ctx, "beside-writes", beside) }); err != nil {
		return nil, err
	}
	r := result{
		Requests: len(shots),
		Rate:     median(beside.rates), P50: median(beside.p50s), P99: median(beside.p99s), CPU: median(beside.costs), AnswerSize: beside.size,
		Note: fmt.Sprintf("%.0f writes/s were made; %s answers/s without", median(speeds), figure(median(still.rates))),
	}
	return []result{r.judge(median(beside.rates)/median(still.rates), goal{unit: "of the rate without", least: 0.95})}, nil
}

// settle waits until the server has done what writes left it to do, and rests. It
// gives up after some time.
func (b *bench) settle(ctx context.Context) error {
	const look = 300 * time.Millisecond
	for range int(20 * time.Second / look) {
		before, err := processorTime(b.server.pid())
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(look):
		}
		after, err := processorTime(b.server.pid())
		if err != nil || after-before <= look/20 {
			return err
		}
	}
	return nil
}

// whileWriting does something beside a steady writer, and returns how many writes a
// second were made meanwhile.
func whileWriting(ctx context.Context, record *store.Store, entries <-chan geo.Entry, do func() error) (float64, error) {
	writing, stop := context.WithCancel(ctx)
	defer stop()
	begin, n, wrote := time.Now(), 0, make(chan error, 1)
	go func() {
		var err error
		n, err = writeSteadily(writing, record, entries)
		wrote <- err
	}()
	err := do()
	stop()
	err = errors.Join(err, <-wrote)
	return float64(n) / time.Since(begin).Seconds(), err
}

// hands is how many writes may be under way at once, so that a slow one does not
// hold up those that are due.
const hands = 4

// writeSteadily writes one incident at a time, writesPerSecond if it can, until the
// context ends.
func writeSteadily(ctx context.Context, record *store.Store, entries <-chan geo.Entry) (written int, err error) {
	var (
		group sync.WaitGroup
		lock  sync.Mutex
		begin = time.Now()
	)
	for hand := range hands {
		group.Go(func() {
			for i := hand; ; i += hands {
				select {
				case <-ctx.Done():
					return
				case <-time.After(time.Until(begin.Add(time.Duration(i) * time.Second / writesPerSecond))):
				}
				// A write that has begun is ended, also when nobody reads any more.
				failed := writeOne(context.WithoutCancel(ctx), record, entries)
				lock.Lock()
				if written++; err == nil {
					err = failed
				}
				lock.Unlock()
				if failed != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return written, err
}

// writeOne writes the next entry as a change of its own.
func writeOne(ctx context.Context, record *store.Store, entries <-chan geo.Entry) error {
	entry, ok := <-entries
	if !ok {
		return errors.New("there are no more incidents to write")
	}
	_, err := record.Write(ctx, geo.Batch{Origin: "generated", Author: "bench", Entries: []geo.Entry{entry}})
	return err
}

// someEntries makes up published incidents that the record does not have, each once.
// The channel is closed after n of them or when the context ends.
func someEntries(ctx context.Context, record *store.Store, seed uint64, n int) (<-chan geo.Entry, error) {
	parties, _, err := record.Registry(ctx)
	if err != nil {
		return nil, err
	}
	entries := make(chan geo.Entry, 64)
	run := rand.Uint64() // a record that was written to before must not know them
	go func() {
		defer close(entries)
		i := 0
		for in := range synth.Generate(n, seed+1, parties, synth.End) {
			i++
			in.Dataset = written
			in.ExternalID = fmt.Sprintf("bench-%016x-%d", run, i)
			in.ID = geo.StableID(in.ExternalID, in.Time.From)
			if in.State == geo.Draft {
				continue
			}
			select {
			case entries <- geo.Entry{Incident: in}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return entries, nil
}

// writers is how many write small changes at the same time.
const writers = 16

// smallWrites writes single incidents from many sides into a new record. Each is on
// disk before the next of the same writer.
func smallWrites(ctx context.Context, b *bench) ([]result, error) {
	path := filepath.Join(b.options.work, "written.gpkg")
	if err := removeRecord(path); err != nil {
		return nil, err
	}
	if _, err := run(ctx, b.options.program, "generate", "--db", path, "--count", "1"); err != nil {
		return nil, err
	}
	record, err := openRecord(ctx, path, store.Options{})
	if err != nil {
		return nil, err
	}
	var rates []float64
	for range b.options.rounds {
		rate, err := writeAtOnce(ctx, record, b.options.seed, b.options.length)
		if err != nil {
			return nil, errors.Join(err, record.Close())
		}
		rates = append(rates, rate)
	}
	if err := record.Close(); err != nil {
		return nil, err
	}
	r := result{}
	return []result{r.judge(median(rates), goal{unit: "writes/s", least: 1000})}, removeRecord(path)
}

// writeAtOnce returns how many incidents a second all writers got into the record.
func writeAtOnce(ctx context.Context, record *store.Store, seed uint64, length time.Duration) (float64, error) {
	making, stop := context.WithCancel(ctx)
	defer stop()
	entries, err := someEntries(making, record, seed, 1_000_000)
	if err != nil {
		return 0, err
	}
	var (
		group  sync.WaitGroup
		lock   sync.Mutex
		n      int
		failed error
	)
	begin := time.Now()
	for range writers {
		group.Go(func() {
			for {
				err := writeOne(ctx, record, entries)
				lock.Lock()
				if n++; failed == nil {
					failed = err
				}
				ended := failed != nil || time.Since(begin) > length
				lock.Unlock()
				if ended {
					return
				}
			}
		})
	}
	group.Wait()
	return float64(n) / time.Since(begin).Seconds(), failed
}
