package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/snapshot"
	"strikemap/geo/store"
	"strikemap/geo/tile"
	"strikemap/server"
	"strikemap/server/web"
	"strikemap/static"
)

type serveCommand struct {
	database
	Listen         string   `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Where the map, the API and the feeds are served. Default: 127.0.0.1:8080. An address that others can reach needs --behind-proxy."`
	AdminListen    string   `default:"127.0.0.1:8081" placeholder:"ADDRESS" help:"Where the desk pastes texts (/desk/paste) and metrics and profiles are served, without a sign-in: for the operator only. Default: 127.0.0.1:8081. Empty for none."`
	BaseURL        string   `name:"base-url" placeholder:"URL" help:"The address readers use, such as https://example.org/strikes. Beats forwarded headers. Default: what the request says."`
	BehindProxy    bool     `help:"A proxy with TLS stands in front: forwarded headers of --proxies are believed, and listening on public addresses is allowed. Default: no."`
	Proxies        []string `placeholder:"CIDR" help:"The proxies whose forwarded headers are believed. Default: loopback and private addresses."`
	FrameAncestors []string `placeholder:"ORIGIN" help:"Sites that may show embeds in a frame, such as https://example.org or https://*.example.org. Default: all. Every other page refuses to be framed."`
	Listeners      int      `default:"1000" placeholder:"NUMBER" help:"How many may listen to public changes at once (/events); 0 for nobody. Default: 1000."`
	ReadOnly       bool     `help:"Open the record for reading only; outside edits are not taken over. Default: no."`
	Cache          string   `placeholder:"FOLDER" help:"Where the read index is kept, so that the next start need not make it again; it may be deleted when no server runs. Default: the database's name and .cache; with --read-only a folder for this run only."`
	Empty          bool     `help:"Create a new database without the starter incidents. Default: with them."`
	LogFormat      string   `enum:"text,json" default:"text" help:"Log lines as text or json. Default: text."`
	LogRequests    string   `enum:"all,failed" default:"all" help:"Which requests get a log line: all, or failed ones, with a status from 500 on. Default: all."`

	ownPlaces
	downloads
	delays
	web.Site
}

func (c serveCommand) Run(ctx context.Context, s streams) (err error) {
	lines := newLogLines(s.Err)
	defer lines.Close()
	logger := c.logger(lines)
	started := time.Now()
	if os.Getenv("GOGC") == "" {
		// What lives long is mapped, not on the heap: collecting less often costs
		// little room.
		debug.SetGCPercent(200)
	}
	if !static.Built() {
		logger.Warn("this binary was built without the browser side: pages have no style and no map; build it with make build")
	}
	known, err := c.deskTable()
	if err != nil {
		return err
	}
	if err := c.createIfAbsent(ctx, logger); err != nil {
		return err
	}
	record, err := openRecord(ctx, c.DB, store.Options{ReadOnly: c.ReadOnly, Delays: c.delays.rule(), Logger: logger})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	cache, tidy, err := c.cacheFolder()
	if err != nil {
		return err
	}
	defer tidy()
	index := &snapshot.Snapshot{
		Record: record, Changes: record, Codec: encode.Codec{}, Folder: cache, Stamp: form(build()), Logger: logger,
	}
	if err := openThriftily(ctx, index); err != nil {
		return fmt.Errorf("read index: %w", err)
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	basemap, err := tile.Open(data.BasemapTiles())
	if err != nil {
		return fmt.Errorf("basemap: %w", err)
	}
	files, tidyFiles, err := c.downloads.prepare(index, filepath.Dir(c.DB))
	if err != nil {
		return err
	}
	defer tidyFiles()
	srv, err := server.New(server.Options{
		Site:           c.Site,
		Reader:         index,
		History:        record,
		Basemap:        basemap,
		Labels:         data.BasemapLabels(),
		Build:          build(),
		Geocoder:       geocoderOf(shippedTable),
		Locator:        locatorOf(shippedTable),
		Places:         publicPlaces(index),
		DeskGeocoder:   geocoderOf(known),
		DeskLocator:    locatorOf(known),
		Drafter:        deskDrafter(index, known),
		Writer:         c.writer(record),
		Changes:        index,
		Listeners:      c.Listeners,
		Delays:         c.delays.rule(),
		Commands:       manualCommands(),
		Downloads:      files,
		FrameAncestors: c.FrameAncestors,
		Listen:         c.Listen,
		AdminListen:    c.AdminListen,
		BaseURL:        c.BaseURL,
		BehindProxy:    c.BehindProxy,
		Proxies:        c.Proxies,
		Ready:          record.Ping,
		Quiet:          c.LogRequests == "failed",
		Logger:         logger,
	})
	if err != nil {
		return err
	}
	if err := srv.Open(); err != nil {
		return err
	}
	logger.Info(
		"serving", "version", version, "url", "http://"+srv.Address(), "admin", srv.AdminAddress(),
		"incidents", index.Len(), "edition", index.Edition().Number, "after", time.Since(started).Round(time.Millisecond),
	)
	select {
	case <-ctx.Done():
		logger.Info("stopping")
	case err = <-srv.Failed():
	}
	return errors.Join(err, srv.Close())
}

// openThriftily opens a read index. To make it from nothing leaves much garbage behind,
// which is rather collected than let grow to as much as is in use.
func openThriftily(ctx context.Context, index *snapshot.Snapshot) error {
	defer debug.SetGCPercent(debug.SetGCPercent(thriftyPercent))
	return index.Open(ctx)
}

// writer is the record as the desk writes to it, nil if it is only read.
func (c serveCommand) writer(record *store.Store) geo.Writer {
	if c.ReadOnly {
		return nil
	}
	return record
}

// cacheFolder returns where the read index is kept, and what deletes it at the end.
// Two servers must not share one: a server that only reads may run beside another.
func (c serveCommand) cacheFolder() (folder string, tidy func(), err error) {
	switch {
	case c.Cache != "":
		return c.Cache, func() {}, nil
	case !c.ReadOnly:
		return c.DB + ".cache", func() {}, nil
	}
	folder, err = os.MkdirTemp("", "strikemap-*.cache")
	return folder, func() { _ = os.RemoveAll(folder) }, err
}

func (c serveCommand) createIfAbsent(ctx context.Context, logger *slog.Logger) error {
	there, err := exists(c.DB)
	if err != nil || there || c.ReadOnly {
		return err
	}
	if err := createRecord(ctx, c.DB, !c.Empty); err != nil {
		return err
	}
	logger.Info("created the record", "path", c.DB, "starter", !c.Empty)
	return nil
}

func (c serveCommand) logger(lines io.Writer) *slog.Logger {
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(lines, nil))
	}
	return slog.New(slog.NewTextHandler(lines, nil))
}

func build() web.Build {
	return web.Build{Version: version, Commit: commit, Go: runtime.Version(), OS: runtime.GOOS + "/" + runtime.GOARCH, Stamp: stamp()}
}

// form tells one program that encodes features from another: a read index is good for
// the one that made it.
func form(b web.Build) string { return b.Version + " " + b.Commit + " " + b.Stamp }

// stamp tells one development build from the next by the file of the program: without
// it a browser would be told that the page of the last build is still right, and a read
// index would be taken for this build's.
func stamp() string {
	if commit != "" {
		return ""
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(info.Size(), 36) + strconv.FormatInt(info.ModTime().UnixNano(), 36)
}
