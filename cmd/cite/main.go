// Command cite tests a built strikemap as the standards and the software of its users
// see it. It serves the starter incidents and a large record of made-up ones, asks the
// abstract tests of the OGC standards clause by clause, opens every format with the
// software it is for, and prints one table. Any failure that is not explained in
// known.go ends it with status 1. For developers, on Linux with GDAL and QGIS.
//
//	make cite
//	bin/cite -suites features,crs
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// options are what the command line says.
type options struct {
	program string   // the strikemap to test
	python  string   // interpreter of a venv that has the packages of requirements.txt
	debian  string   // interpreter that has the GDAL and QGIS of the system
	count   int      // made-up incidents of the large record
	suites  []string // names of the suites to run; all if empty
	verbose bool     // also list what passed
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	passed, err := run(ctx, o, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	case !passed:
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string) (options, error) {
	o := options{}
	set := flag.NewFlagSet("cite", flag.ExitOnError)
	set.StringVar(&o.program, "strikemap", "bin/strikemap", "the program to test")
	set.StringVar(&o.python, "python", "python3", "Python that has the packages of cmd/cite/requirements.txt")
	set.StringVar(&o.debian, "debian-python", "/usr/bin/python3", "Python that has the system's GDAL and QGIS")
	set.IntVar(&o.count, "count", 100_000, "how many made-up incidents the large record holds")
	chosen := set.String("suites", "", "only these suites, joined by commas: "+strings.Join(suiteNames(), ", "))
	set.BoolVar(&o.verbose, "v", false, "also list what passed")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	if *chosen != "" {
		o.suites = strings.Split(*chosen, ",")
	}
	for _, name := range o.suites {
		if !slices.Contains(suiteNames(), name) {
			return o, fmt.Errorf("there is no suite %q; there are %s", name, strings.Join(suiteNames(), ", "))
		}
	}
	if o.count < 1 || set.NArg() > 0 {
		return o, fmt.Errorf("-count must be more than 0, and nothing may follow the flags")
	}
	return o, nil
}

// run runs the chosen suites, prints their table, and reports whether all passed.
func run(ctx context.Context, o options, out *os.File) (passed bool, err error) {
	folder, err := os.MkdirTemp("", "strikemap-cite")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(folder)
	b := &bench{options: o, ctx: ctx, folder: folder, servers: map[record]*server{}}
	defer b.close()
	var results []result
	for _, s := range suites {
		if len(o.suites) > 0 && !slices.Contains(o.suites, s.Name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", s.Name, s.Title)
		found, err := b.run(s)
		if err != nil {
			return false, fmt.Errorf("%s: %w", s.Name, err)
		}
		results = append(results, found...)
	}
	return print(out, results, o.verbose), nil
}

// within returns a path in the folder of this run, which is removed at its end.
func (b *bench) within(name string) string { return filepath.Join(b.folder, name) }
