package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/border"
	"strikemap/geo/ingest"
	"strikemap/geo/store"
)

// delays are the flags of every command that publishes.
type delays struct {
	Military time.Duration `name:"delay-military" group:"Delays" default:"12h" help:"How long after its end an incident at an airfield, base or arms depot becomes public. Default: 12h."`
	Other    time.Duration `name:"delay-other" group:"Delays" default:"3h" help:"The same for all others; closures and interceptions are public at once. Default: 3h."`
}

// rule returns the delays by category.
func (d delays) rule() geo.Delays {
	rule := geo.Delays{Default: d.Other, ByCategory: map[string]time.Duration{}}
	for category := range geo.DefaultDelays.ByCategory {
		rule.ByCategory[category] = d.Military
	}
	return rule
}

// openRecord opens the record with the borders of the binary. The options' Locator
// is filled in.
func openRecord(ctx context.Context, path string, o store.Options) (*store.Store, error) {
	locator, err := border.New(data.Borders())
	if err != nil {
		return nil, fmt.Errorf("borders: %w", err)
	}
	o.Locator = locator
	return store.Open(ctx, path, o)
}

// exists reports whether there is a file at path, of any kind.
func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// createRecord makes a new record at path, with the parties and series everybody
// needs and, if wanted, the starter incidents. It is filled beside its place and put
// there whole, so that a stop half-way leaves nothing behind that looks complete.
func createRecord(ctx context.Context, path string, starter bool) (err error) {
	filling := path + ".new"
	if err := removeRecord(filling); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, removeRecord(filling)) }()
	record, err := openRecord(ctx, filling, store.Options{Create: true})
	if err != nil {
		return err
	}
	batch, err := starterBatch(starter)
	if err == nil {
		_, err = record.Write(ctx, batch)
	}
	if err = errors.Join(err, record.Close()); err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	return os.Link(filling, path) // never over a file that came there meanwhile
}

func removeRecord(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// starterBatch returns the parties and series of the binary, and its incidents if
// wanted, all recorded at one fixed date.
func starterBatch(incidents bool) (geo.Batch, error) {
	batch := geo.Batch{Origin: "starter", Author: "strikemap " + version}
	var err error
	if batch.Parties, err = ingest.Lines[geo.Party](bytes.NewReader(data.StarterParties)); err != nil {
		return batch, fmt.Errorf("starter parties: %w", err)
	}
	if batch.Series, err = ingest.Lines[geo.Series](bytes.NewReader(data.StarterSeries)); err != nil {
		return batch, fmt.Errorf("starter series: %w", err)
	}
	if !incidents {
		return batch, nil
	}
	recorded, err := time.Parse(time.RFC3339, data.StarterRecorded)
	if err != nil {
		return batch, err
	}
	starters, err := ingest.Lines[geo.Incident](bytes.NewReader(data.StarterIncidents))
	if err != nil {
		return batch, fmt.Errorf("starter incidents: %w", err)
	}
	for _, in := range starters {
		batch.Entries = append(batch.Entries, geo.Entry{Incident: in, Recorded: recorded})
	}
	return batch, nil
}
