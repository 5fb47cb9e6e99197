package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/border"
	"strikemap/geo/store"
	"strikemap/geo/synth"
)

// dataset is a record full of made-up incidents, each with two revisions, that is
// made once and used by every bench after.
type dataset struct {
	Count     int       `json:"count"`
	Seed      uint64    `json:"seed"`
	Generated time.Time `json:"generated"` // after the last first revision
	Revised   time.Time `json:"revised"`   // after the last second revision

	folder string
}

func (d *dataset) record() string { return filepath.Join(d.folder, "record.gpkg") }

// file returns where the facts about the data set are kept. It is written last.
func (d *dataset) file() string { return filepath.Join(d.folder, "dataset.json") }

// prepare returns the data set in a folder below work, and makes it if need be.
func prepare(ctx context.Context, program, work string, count int, seed uint64, progress io.Writer) (*dataset, error) {
	d := &dataset{Count: count, Seed: seed, folder: filepath.Join(work, fmt.Sprintf("incidents-%d-%d", count, seed))}
	raw, err := os.ReadFile(d.file())
	if err == nil {
		return d, json.Unmarshal(raw, d)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	fmt.Fprintf(progress, "making %d incidents with two revisions each in %s\n", count, d.folder)
	if err := d.make(ctx, program, progress); err != nil {
		return nil, err
	}
	raw, err = json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, err
	}
	return d, os.WriteFile(d.file(), raw, 0o644)
}

func (d *dataset) make(ctx context.Context, program string, progress io.Writer) error {
	if err := os.RemoveAll(d.folder); err != nil {
		return err
	}
	if err := os.MkdirAll(d.folder, 0o755); err != nil {
		return err
	}
	taken, err := run(ctx, program, "generate", "--db", d.record(), "--count", strconv.Itoa(d.Count), "--seed", strconv.FormatUint(d.Seed, 10))
	if err != nil {
		return err
	}
	fmt.Fprintf(progress, "  generated in %v, %.0f a second\n", taken.Round(time.Second), float64(d.Count)/taken.Seconds())
	time.Sleep(10 * time.Millisecond) // what is known at Generated is the first revisions and nothing of the second
	d.Generated = time.Now().UTC()
	time.Sleep(10 * time.Millisecond)
	begin := time.Now()
	if err := d.revise(ctx); err != nil {
		return err
	}
	taken = time.Since(begin)
	fmt.Fprintf(progress, "  revised in %v, %.0f a second\n", taken.Round(time.Second), float64(d.Count)/taken.Seconds())
	d.Revised = time.Now().UTC()
	return nil
}

// reviseChunk is how many second revisions go into one transaction.
const reviseChunk = 20_000

// revise writes a second revision of every incident: other words for all, another
// place for some, and public what was a draft.
func (d *dataset) revise(ctx context.Context) (err error) {
	record, err := openRecord(ctx, d.record(), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	parties, _, err := record.Registry(ctx)
	if err != nil {
		return err
	}
	batch := geo.Batch{Origin: "generated", Author: "bench"}
	write := func() error {
		_, err := record.Write(ctx, batch)
		batch.Entries = batch.Entries[:0]
		return err
	}
	n := 0
	for in := range synth.Generate(d.Count, d.Seed, parties, synth.End) {
		batch.Entries = append(batch.Entries, second(in, n))
		if n++; len(batch.Entries) == reviseChunk || n == d.Count {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return nil
}

// second returns the second revision of the n-th incident.
func second(in geo.Incident, n int) geo.Entry {
	in.Summary += " It was read once more, and a word was put right."
	if n%20 == 0 && in.Location.Point != nil {
		p := *in.Location.Point
		p.Lat = max(-90, p.Lat-0.05)
		in.Location.Point = &p
	}
	if in.State == geo.Draft && len(in.Claims) > 0 {
		published := in.Time.To
		in.State, in.PublishedAt = geo.Published, &published
	}
	return geo.Entry{Incident: in, Change: "correction", Note: "A word was put right."}
}

// openRecord opens a record for writing. It holds nothing back from readers: what
// the bench writes has to be seen at once.
func openRecord(ctx context.Context, path string, o store.Options) (*store.Store, error) {
	locator, err := border.New(data.Borders())
	if err != nil {
		return nil, fmt.Errorf("borders: %w", err)
	}
	o.Locator = locator
	o.Delays = geo.Delays{ByCategory: map[string]time.Duration{}}
	return store.Open(ctx, path, o)
}
