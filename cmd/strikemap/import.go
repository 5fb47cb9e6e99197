package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"strikemap/geo"
	"strikemap/geo/ingest"
	"strikemap/geo/store"
)

type importCommand struct {
	database
	delays
	Files   []string `arg:"" placeholder:"FILE" help:"GeoJSON or CSV files; - is standard input. What export wrote comes back as it was; other rows become drafts."`
	Format  string   `enum:"auto,geojson,csv" default:"auto" help:"Format of the files: geojson or csv. Default: auto, by the ending of the name."`
	Dataset string   `default:"import" placeholder:"NAME" help:"Dataset of rows that name none. Default: import."`
	DryRun  bool     `help:"Read and check everything, store nothing. Default: no."`
	Partial bool     `help:"Store the rows without faults although others have some. Default: all or none."`
}

func (c importCommand) Run(ctx context.Context, s streams) (err error) {
	registry, err := c.parties(ctx)
	if err != nil {
		return err
	}
	var incidents []geo.Incident
	faults := 0
	for _, file := range c.Files {
		read, bad, err := c.read(file, registry, s)
		if err != nil {
			return err
		}
		incidents, faults = append(incidents, read...), faults+bad
	}
	if faults > 0 && !c.Partial {
		fmt.Fprintf(s.Err, "%d fault(s); nothing was stored\n", faults)
		return errReported
	}
	if c.DryRun {
		_, err := fmt.Fprintf(s.Out, "%d incidents can be stored; nothing was, this is a dry run\n", len(incidents))
		return err
	}
	return c.store(ctx, incidents, s)
}

// parties returns the registry that rows are checked against: the record's, or the
// binary's for a record that is not there yet.
func (c importCommand) parties(ctx context.Context) (geo.Parties, error) {
	there, err := exists(c.DB)
	if err != nil {
		return nil, err
	}
	if !there {
		batch, err := starterBatch(false)
		registry := geo.Parties{}
		for _, p := range batch.Parties {
			registry[p.Code] = p
		}
		return registry, err
	}
	record, err := openRecord(ctx, c.DB, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	registry, _, err := record.Registry(ctx)
	return registry, errors.Join(err, record.Close())
}

// read returns the incidents of a file that have no fault, and writes a line for
// each fault.
func (c importCommand) read(file string, parties geo.Parties, s streams) (incidents []geo.Incident, faults int, err error) {
	format, err := c.formatOf(file)
	if err != nil {
		return nil, 0, err
	}
	in := s.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, 0, err
		}
		defer f.Close()
		in = f
	}
	incidents, found := ingest.Collect(format(in, ingest.Options{Parties: parties, Dataset: c.Dataset}))
	for _, f := range found {
		fmt.Fprintf(s.Err, "%s:%d: %s: %s\n", file, f.Row, f.Column, f.Reason)
	}
	return incidents, len(found), nil
}

// formatOf returns the reader for a file.
func (c importCommand) formatOf(file string) (func(io.Reader, ingest.Options) iter.Seq[ingest.Row], error) {
	format := c.Format
	if format == "auto" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	}
	switch format {
	case "geojson", "json":
		return ingest.GeoJSON, nil
	case "csv":
		return ingest.CSV, nil
	}
	return nil, usageError(fmt.Sprintf("%s: the name does not tell the format; give --format geojson or --format csv", file))
}

// store writes the incidents in one transaction, creating the record if need be.
func (c importCommand) store(ctx context.Context, incidents []geo.Incident, s streams) (err error) {
	record, err := openOrCreate(ctx, c.DB, c.delays)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	batch := geo.Batch{Origin: "import", Author: "import"}
	for _, in := range incidents {
		batch.Entries = append(batch.Entries, geo.Entry{Incident: in})
	}
	if _, err := record.Write(ctx, batch); err != nil {
		var problems geo.Problems
		if !errors.As(err, &problems) {
			return err
		}
		for _, p := range problems {
			fmt.Fprintln(s.Err, p)
		}
		fmt.Fprintf(s.Err, "%d fault(s); nothing was stored\n", len(problems))
		return errReported
	}
	_, err = fmt.Fprintf(s.Out, "imported %d incidents into %s\n", len(incidents), c.DB)
	return err
}
