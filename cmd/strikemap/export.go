package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"strikemap/geo"
	"strikemap/geo/ingest"
	"strikemap/geo/store"
)

type exportCommand struct {
	database
	Format string `enum:"geojson,csv" default:"geojson" help:"geojson or csv. Default: geojson."`
	Output string `short:"o" type:"path" placeholder:"FILE" help:"Where to write; a file that is there already is replaced once the new one is whole. Default: standard output."`
}

// Help tells what the file holds, since it is more than readers may see.
func (exportCommand) Help() string {
	return "The export is the desk's: drafts and exact points are in it. What readers may see is at /feeds/v1 and /api/v1."
}

func (c exportCommand) Run(ctx context.Context, s streams) (err error) {
	record, err := openRecord(ctx, c.DB, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	write := ingest.WriteGeoJSON
	if c.Format == "csv" {
		write = ingest.WriteCSV
	}
	n := 0
	incidents := func(each func(geo.Incident) error) error {
		return record.Incidents(ctx, func(in geo.Incident) error {
			n++
			return each(in)
		})
	}
	if c.Output == "" {
		err = write(s.Out, incidents)
	} else {
		err = replaceFile(c.Output, func(w io.Writer) error { return write(w, incidents) })
	}
	if err == nil {
		fmt.Fprintf(s.Err, "exported %d incidents, drafts and exact points among them\n", n)
	}
	return err
}

// replaceFile writes a file beside its place and puts it there when it is whole.
func replaceFile(path string, write func(io.Writer) error) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, path)
}
