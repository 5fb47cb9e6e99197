package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"strikemap/geo"
	"strikemap/geo/synth"
)

type generateCommand struct {
	database
	delays
	Count int    `default:"1000" placeholder:"N" help:"How many. Default: 1000."`
	Seed  uint64 `default:"1" placeholder:"S" help:"The same seed and count give the same incidents. Default: 1."`
}

// generateChunk is how many incidents go into one transaction.
const generateChunk = 5000

// syntheticEnd is the day the made-up incidents end, so that they are the same
// whenever they are made.
var syntheticEnd = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (c generateCommand) Run(ctx context.Context, s streams) (err error) {
	if c.Count < 1 {
		return usageError("--count must be 1 or more")
	}
	record, err := openOrCreate(ctx, c.DB, c.delays)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	parties, _, err := record.Registry(ctx)
	if err != nil {
		return err
	}
	batch := geo.Batch{Origin: "generated", Author: "generate"}
	written := 0
	flush := func() error {
		ids, err := record.Write(ctx, batch)
		written += len(ids)
		batch.Entries = batch.Entries[:0]
		if err == nil && c.Count > generateChunk {
			fmt.Fprintf(s.Err, "%d of %d\n", written, c.Count)
		}
		return err
	}
	for in := range synth.Generate(c.Count, c.Seed, parties, syntheticEnd) {
		batch.Entries = append(batch.Entries, geo.Entry{Incident: in})
		if len(batch.Entries) == generateChunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(batch.Entries) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.Out, "generated %d synthetic incidents in %s\n", written, c.DB)
	return err
}
