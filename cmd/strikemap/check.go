package main

import (
	"context"
	"fmt"

	"strikemap/geo/store"
)

type checkCommand struct {
	database
}

func (c checkCommand) Run(ctx context.Context, s streams) error {
	record, err := openRecord(ctx, c.DB, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer record.Close()
	faults, err := record.Check(ctx)
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintf(s.Out, "%s: %s\n", f.Where, f.Message)
	}
	if len(faults) > 0 {
		fmt.Fprintf(s.Err, "%d fault(s) in %s\n", len(faults), c.DB)
		return errReported
	}
	fmt.Fprintf(s.Out, "%s: no faults\n", c.DB)
	return nil
}
