package main

import (
	"context"
	"fmt"

	"strikemap/geo/store"
)

type removeCommand struct {
	database
	Dataset string `xor:"what" required:"" placeholder:"NAME" help:"The dataset, such as starter or synthetic."`
	Import  string `xor:"what" required:"" placeholder:"ID" help:"The import whose incidents are taken back, as import said at its end. What somebody changed since stays."`
}

func (c removeCommand) Run(ctx context.Context, s streams) error {
	record, err := openRecord(ctx, c.DB, store.Options{Beside: true})
	if err != nil {
		return err
	}
	defer record.Close()
	if c.Import != "" {
		return c.takeBack(ctx, record, s)
	}
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

func (c removeCommand) takeBack(ctx context.Context, record *store.Store, s streams) error {
	removed, kept, err := record.RemoveImport(ctx, c.Import, "command line")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "removed %d incidents that came with the import %s; %d changed since stay\n", removed, c.Import, kept)
	return err
}
