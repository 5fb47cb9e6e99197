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
	"strikemap/server/web"
)

type exportCommand struct {
	database
	Public  bool   `help:"What readers may see in the place of the desk's record: no drafts, and places no more exact than published. Default: no."`
	Format  string `enum:"geojson,csv,gpkg" default:"geojson" help:"geojson or csv, and gpkg with --public. Default: geojson."`
	Output  string `short:"o" type:"path" placeholder:"FILE" help:"Where to write; a file that is there already is replaced once the new one is whole. Default: standard output."`
	BaseURL string `name:"base-url" placeholder:"URL" help:"With --public: the address readers use, put before the paths of pages. Default: paths alone."`

	web.Site
}

// geoPackage is the format of a file that QGIS and GDAL open.
const geoPackage = "gpkg"

// Help tells what the file holds, since it is more than readers may see.
func (exportCommand) Help() string {
	return "The export is the desk's: drafts and exact points are in it. With --public it is what readers may see, as at /feeds/v1 and /api/v1, with the licence and the credit that the flags of the site say."
}

func (c exportCommand) Run(ctx context.Context, s streams) (err error) {
	if c.Public {
		return c.public(ctx, s)
	}
	if c.Format == geoPackage {
		return usageError("the desk's GeoPackage is the record itself: copy it with backup, or say --public")
	}
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
