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
	if c.DryRun {
		count := 0
		faults, err := c.readAll(registry, func(geo.Incident) error { count++; return nil }, s)
		if err == nil {
			err = c.refuse(faults, s)
		}
		if err == nil {
			_, err = fmt.Fprintf(s.Out, "%d incidents can be stored; nothing was, this is a dry run\n", count)
		}
		return err
	}
	// What was read waits on the record's own disk until all is found right.
	read, err := store.NewSpool(filepath.Dir(c.DB))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, read.Close()) }()
	faults, err := c.readAll(registry, read.Add, s)
	if err == nil {
		err = c.refuse(faults, s)
	}
	if err != nil {
		return err
	}
	return c.store(ctx, read, s)
}

// refuse ends an import of files with faults, unless it may be partial.
func (c importCommand) refuse(faults int, s streams) error {
	if faults == 0 || c.Partial {
		return nil
	}
	fmt.Fprintf(s.Err, "%d fault(s); nothing was stored\n", faults)
	return errReported
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

// readAll gives the incidents that have no fault to keep, and writes a line for each
// fault.
func (c importCommand) readAll(parties geo.Parties, keep func(geo.Incident) error, s streams) (faults int, err error) {
	for _, file := range c.Files {
		found, err := c.read(file, parties, keep, s)
		if faults += found; err != nil {
			return faults, err
		}
	}
	return faults, nil
}

func (c importCommand) read(file string, parties geo.Parties, keep func(geo.Incident) error, s streams) (faults int, err error) {
	format, err := c.formatOf(file)
	if err != nil {
		return 0, err
	}
	in := s.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		in = f
	}
	for row := range format(in, ingest.Options{Parties: parties, Dataset: c.Dataset}) {
		for _, f := range row.Faults {
			fmt.Fprintf(s.Err, "%s:%d: %s: %s\n", file, f.Row, f.Column, f.Reason)
		}
		if faults += len(row.Faults); len(row.Faults) > 0 || faults > 0 && !c.Partial {
			continue
		}
		if err := keep(row.Incident); err != nil {
			return faults, err
		}
	}
	return faults, nil
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

// store writes the incidents, creating the record if need be. It notes the run as an
// import, which the revisions name.
func (c importCommand) store(ctx context.Context, read *store.Spool, s streams) (err error) {
	record, alone, err := openToFill(ctx, c.DB, c.delays)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	run, err := record.StartImport(ctx, "import", c.Files)
	if err != nil {
		return err
	}
	f := filler{alone: alone, total: read.Len(), progress: s.Err}
	if alone {
		err = f.together(ctx, entriesOf(read.All()), run.Stream)
	} else {
		err = record.Examine(ctx, ahead(chunks(entriesOf(read.All()), aloneBatch)))
		if err == nil {
			err = f.inTurns(ctx, entriesOf(read.All()), run.Write)
		}
	}
	state := store.Complete
	if err != nil {
		state = store.Stopped
	}
	err = errors.Join(err, run.Finish(context.WithoutCancel(ctx), state))
	if err != nil {
		return c.stopped(err, run, s)
	}
	_, err = fmt.Fprintf(s.Out, "imported %d incidents into %s; import %s\n", run.Rows, c.DB, run.ID)
	return err
}

// stopped says why an import was not complete, and what there is of it.
func (c importCommand) stopped(err error, run *store.Import, s streams) error {
	what := "nothing was stored"
	if run.Rows > 0 {
		what = fmt.Sprintf("%d incidents were stored, as import %s; the same import again goes on", run.Rows, run.ID)
	}
	var problems geo.Problems
	if !errors.As(err, &problems) {
		return fmt.Errorf("%w; %s", err, what)
	}
	for _, p := range problems {
		fmt.Fprintln(s.Err, p)
	}
	fmt.Fprintf(s.Err, "%d fault(s); %s\n", len(problems), what)
	return errReported
}
