package main

import (
	"context"
	"os"
)

// starts starts the server with the read index of the run before, and without it.
func starts(ctx context.Context, b *bench) ([]result, error) {
	var warm, cold []float64
	for range b.options.rounds {
		for _, without := range []bool{true, false} {
			b.server.stop()
			if without {
				if err := os.RemoveAll(index(b.dataset.record())); err != nil {
					return nil, err
				}
			}
			if err := b.start(ctx); err != nil {
				return nil, err
			}
			if took := b.server.first.Seconds(); without {
				cold = append(cold, took)
			} else {
				warm = append(warm, took)
			}
		}
	}
	note := "files in the page cache"
	if _, err := os.Stat(index(b.dataset.record())); err != nil {
		note = "the program keeps no read index"
	}
	with := result{Key: "-warm", Work: ", warm sidecar", Note: note}
	without := result{Key: "-cold", Work: ", without", Note: note}
	return []result{
		with.judge(median(warm), goal{unit: "s", most: 0.5}),
		without.judge(median(cold), goal{unit: "s", most: 6}),
	}, nil
}
