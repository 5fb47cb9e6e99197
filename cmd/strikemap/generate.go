package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"strikemap/geo"
	"strikemap/geo/synth"
)

type generateCommand struct {
	database
	delays
	Count int    `default:"1000" placeholder:"N" help:"How many. Default: 1000."`
	Lean  bool   `help:"No more in each than it needs to be published: one claim and one report, no numbers and no summary. Default: no."`
	Seed  uint64 `default:"1" placeholder:"S" help:"The same seed and count give the same incidents. Default: 1."`
}

func (c generateCommand) Run(ctx context.Context, s streams) (err error) {
	if c.Count < 1 {
		return usageError("--count must be 1 or more")
	}
	record, alone, err := openToFill(ctx, c.DB, c.delays)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	parties, _, err := record.Registry(ctx)
	if err != nil {
		return err
	}
	f := filler{alone: alone, total: c.Count, progress: s.Err}
	batch := func(entries []geo.Entry) geo.Batch {
		return geo.Batch{Origin: "generated", Author: "generate", Entries: entries}
	}
	incidents := entriesOf(withoutError(c.incidents(parties)))
	if alone {
		err = f.together(ctx, incidents, func(ctx context.Context, n int, parts iter.Seq2[[]geo.Entry, error], progress func(int)) error {
			return record.Stream(ctx, n, func(yield func(geo.Batch, error) bool) {
				for entries, err := range parts {
					if !yield(batch(entries), err) {
						return
					}
				}
			}, progress)
		})
	} else {
		err = f.inTurns(ctx, incidents, func(ctx context.Context, entries []geo.Entry) error {
			_, err := record.Write(ctx, batch(entries))
			return err
		})
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "generated %d synthetic incidents in %s\n", f.written, c.DB)
	return err
}

func (c generateCommand) incidents(parties geo.Parties) iter.Seq[geo.Incident] {
	whole := synth.Generate(c.Count, c.Seed, parties, synth.End)
	if !c.Lean {
		return whole
	}
	return func(yield func(geo.Incident) bool) {
		for in := range whole {
			if !yield(synth.Lean(in)) {
				return
			}
		}
	}
}

func withoutError(incidents iter.Seq[geo.Incident]) iter.Seq2[geo.Incident, error] {
	return func(yield func(geo.Incident, error) bool) {
		for in := range incidents {
			if !yield(in, nil) {
				return
			}
		}
	}
}
