// Command strikemap keeps reported incidents in a GeoPackage and serves them as a
// map, as GeoJSON and as feeds.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is the whole command line: every command, flag, default and help line.
// Each flag can also be set by the environment: STRIKEMAP_ and its name.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Serve the map, the API and the feeds. Creates the database with the starter incidents if there is none."`
	Import   importCommand   `cmd:"" help:"Read incidents from GeoJSON or CSV files into the record. All or none, unless --partial."`
	Export   exportCommand   `cmd:"" help:"Write the desk's whole record as GeoJSON or CSV, in a form that import reads back as it was."`
	Check    checkCommand    `cmd:"" help:"Look for faults in the record: rows edited outside that cannot be published, damage, broken audit."`
	Generate generateCommand `cmd:"" help:"Add made-up incidents, marked as synthetic, for tests of load and layout."`
	Remove   removeCommand   `cmd:"" help:"Take all incidents of one dataset out of the record, with their history."`
	Backup   backupCommand   `cmd:"" help:"Write a consistent copy of the record, also while it is served."`
	Draft    draftCommand    `cmd:"" help:"Propose incidents from a news text as GeoJSON, each value with the words it came from. Stores nothing."`
	Geocode  geocodeCommand  `cmd:"" help:"Find a place by the words people use for it: candidates as JSON lines, best first. Needs no database."`
	Locate   locateCommand   `cmd:"" help:"Tell where a point is: country, division, sea and the nearest border, as one JSON object. Needs no database."`
	Health   healthCommand   `cmd:"" help:"Ask a running server whether it is ready; for health checks of containers."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// database is the flag of every command that touches the record.
type database struct {
	DB string `name:"db" type:"path" default:"strikemap.gpkg" placeholder:"FILE" help:"The desk's GeoPackage. Default: strikemap.gpkg in this folder."`
}

// streams is where commands write: results on Out, progress and errors on Err.
type streams struct {
	In       io.Reader
	Out, Err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// envPrefix begins the name of the environment variable of each flag.
const envPrefix = "STRIKEMAP"

// run carries out one command line and returns the exit status: 0, 1 for refused or
// failed, 2 for wrong use.
func run(ctx context.Context, args []string, s streams) int {
	var cli commands
	exit := -1
	parser, err := kong.New(
		&cli,
		kong.Name("strikemap"),
		kong.Description("A map of reported incidents with who says so, served from one file."),
		kong.Writers(s.Out, s.Err),
		kong.Exit(func(code int) { exit = code }),
		kong.DefaultEnvars(envPrefix),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
	)
	if err != nil {
		fmt.Fprintln(s.Err, "strikemap:", err)
		return 1
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintln(s.Err, "strikemap:", err)
		return 2
	}
	if err := command.Run(); err != nil {
		var use usageError
		if errors.As(err, &use) {
			fmt.Fprintln(s.Err, "strikemap:", use)
			return 2
		}
		if !errors.Is(err, errReported) {
			fmt.Fprintln(s.Err, "strikemap:", err)
		}
		return 1
	}
	return 0
}

// usageError is a fault of the command line that the parser cannot see.
type usageError string

func (e usageError) Error() string { return string(e) }

// errReported says that what is wrong has been written already.
var errReported = errors.New("reported")
