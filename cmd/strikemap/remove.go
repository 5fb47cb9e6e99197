package main

import (
	"context"
	"fmt"

	"strikemap/geo/store"
)

type removeCommand struct {
	database
	Dataset string `required:"" placeholder:"NAME" help:"The dataset, such as starter or synthetic."`
}

func (c removeCommand) Run(ctx context.Context, s streams) error {
	record, err := openRecord(ctx, c.DB, store.Options{Beside: true})
	if err != nil {
		return err
	}
	defer record.Close()
	n, err := record.Remove(ctx, c.Dataset, "command line")
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("there is no incident of the dataset %q in %s", c.Dataset, c.DB)
	}
	_, err = fmt.Fprintf(s.Out, "removed %d incidents of the dataset %s\n", n, c.Dataset)
	return err
}
