package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"sync"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/snapshot"
	"strikemap/geo/store"
	"strikemap/server/web"
)

// downloads are the flags of files that a server makes before it sends them.
type downloads struct {
	Temp        string `type:"path" placeholder:"FOLDER" help:"Where GeoPackages lie while they are made and sent. Default: the system's folder for temporary files."`
	MaxDownload int64  `default:"4096" placeholder:"MIB" help:"How large one of them may get, in MiB; at most four lie there. A request for a larger one is refused. Default: 4096. 0 is no limit."`
}

// prepare makes a folder for this run only, and returns what deletes it at the end. It
// lies beside the database where the system has no folder for temporary files.
func (d downloads) prepare(reader geo.Reader, beside string) (files web.Downloads, tidy func(), err error) {
	folder, err := os.MkdirTemp(d.Temp, "strikemap-*.downloads")
	if errors.Is(err, fs.ErrNotExist) && d.Temp == "" { // as in a container with nothing beside the binary
		folder, err = os.MkdirTemp(beside, "strikemap-*.downloads")
	}
	if err != nil {
		return files, nil, fmt.Errorf("folder for downloads: %w", err)
	}
	files = web.Downloads{Exporter: exporter(reader), Folder: folder, MaxBytes: d.MaxDownload << 20}
	return files, func() { _ = os.RemoveAll(folder) }, nil
}

// exporter writes GeoPackages of what a reader shows.
func exporter(reader geo.Reader) geo.Exporter {
	return &thrifty{Exporter: store.Exporter{Reader: reader, NewRow: func() store.Row { return new(encode.Flat) }}}
}

// thrifty collects garbage more often while files are made. Each incident leaves some
// behind, and a million of them would else take three times the room that is needed.
type thrifty struct {
	geo.Exporter

	mu      sync.Mutex
	running int
	before  int // what the percentage was while none was made
}

// Export implements geo.Exporter.
func (x *thrifty) Export(ctx context.Context, q geo.Query, path string, c geo.Colophon) (geo.Edition, error) {
	x.enter()
	defer x.leave()
	return x.Exporter.Export(ctx, q, path, c)
}

// thriftyPercent is by how much the heap may grow between two collections.
const thriftyPercent = 50

func (x *thrifty) enter() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running++; x.running == 1 {
		x.before = debug.SetGCPercent(thriftyPercent)
	}
}

func (x *thrifty) leave() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running--; x.running == 0 {
		debug.SetGCPercent(x.before)
	}
}

// publishedFormats are what readers may see can be written in.
var publishedFormats = map[string]func(encode.Options) encode.Form{
	"geojson": encode.NewGeoJSON, "csv": encode.NewCSV,
}

// public writes what readers may see.
func (c exportCommand) public(ctx context.Context, s streams) (err error) {
	if c.Output == "" && c.Format == geoPackage {
		return usageError("a GeoPackage needs a file: say --output")
	}
	record, err := openRecord(ctx, c.DB, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	cache, err := os.MkdirTemp("", "strikemap-*.cache")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(cache) }()
	index := &snapshot.Snapshot{
		Record: record, Changes: record, Codec: encode.Codec{}, Folder: cache, Stamp: form(build()),
		Logger: slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if err := index.Open(ctx); err != nil {
		return fmt.Errorf("read index: %w", err)
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	if c.Format == geoPackage {
		err = c.publicGeoPackage(ctx, index)
	} else if c.Output == "" {
		err = c.publicText(ctx, index, s.Out)
	} else {
		err = replaceFile(c.Output, func(w io.Writer) error { return c.publicText(ctx, index, w) })
	}
	if err == nil {
		fmt.Fprintf(s.Err, "exported %d incidents as published\n", index.Len())
	}
	return err
}

// publicGeoPackage makes the file beside its place and puts it there when it is whole.
func (c exportCommand) publicGeoPackage(ctx context.Context, reader geo.Reader) error {
	part := c.Output + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := exporter(reader).Export(ctx, geo.Query{}, part, c.colophon()); err != nil {
		return err
	}
	if err := syncFile(part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return os.Rename(part, c.Output)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (c exportCommand) colophon() geo.Colophon {
	return geo.Colophon{
		Title: c.Site.Name, Publisher: c.Publisher, Licence: c.DataLicence, LicenceURL: c.DataLicenceURL,
		Attribution: c.Credit(), Notes: notes, Base: strings.TrimSuffix(c.BaseURL, "/"), Asked: c.BaseURL,
	}
}

const notes = web.NoteReported + " " + web.NoteRecords + " " + web.NoteBorders

// publicText streams the features, in the order of the API.
func (c exportCommand) publicText(ctx context.Context, reader geo.Reader, w io.Writer) error {
	stream := encode.NewStream(w, publishedFormats[c.Format](encode.Options{Base: c.BaseURL, Parties: reader.Parties()}))
	err := reader.Walk(ctx, geo.Query{}, func(e geo.Edition, matched int) error {
		stream.Begin(encode.Head{
			Title: c.Site.Name, Matched: matched, TimeStamp: e.Changed,
			Notice: encode.Notice{Licence: c.DataLicence, LicenceURL: c.DataLicenceURL, Attribution: c.Credit(), Note: notes},
		}, matched)
		return nil
	}, func(item geo.ItemBody) error { return stream.Add(item.Flat) })
	if err != nil {
		return err
	}
	return stream.End()
}
