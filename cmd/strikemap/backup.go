package main

import (
	"context"
	"fmt"

	"strikemap/geo/store"
)

type backupCommand struct {
	database
	To string `arg:"" type:"path" placeholder:"FILE" help:"Where the copy goes; a file that is there already is left alone and the command refuses."`
}

func (c backupCommand) Run(ctx context.Context, s streams) error {
	record, err := openRecord(ctx, c.DB, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer record.Close()
	if err := record.Backup(ctx, c.To); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.Out, c.To)
	return err
}
