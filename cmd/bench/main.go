// Command bench measures how fast strikemap answers and writes, and how much of that
// is what sending bytes costs anyway: nginx sends the same bytes from files, in turns,
// on the same machine. It makes a large record once, checks every answer before it
// measures, and prints one table. For developers, on Linux with nginx and GDAL.
//
//	make bench
//	bin/bench -count 100000 -rows town,country
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
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := measure(ctx, o); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string) (options, error) {
	o := options{}
	set := flag.NewFlagSet("bench", flag.ExitOnError)
	set.IntVar(&o.count, "count", 1_000_000, "how many incidents the record holds")
	set.Uint64Var(&o.seed, "seed", 1, "the same seed makes the same record and the same requests")
	seconds := set.Float64("seconds", 3, "length of one measurement")
	set.IntVar(&o.rounds, "rounds", 3, "how often each server is measured, in turns")
	set.StringVar(&o.work, "work", defaultWork(), "folder for the record and the answers; a record that is there is used again")
	chosen := set.String("rows", "", "only these rows, joined by commas: "+strings.Join(rowKeys(), ", "))
	set.StringVar(&o.output, "output", "", "file for the figures in the manual; none if empty")
	set.StringVar(&o.profiles, "profiles", "", "folder for a processor profile of each row; none if empty")
	set.StringVar(&o.program, "strikemap", "bin/strikemap", "the program to measure")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	o.length = time.Duration(*seconds * float64(time.Second))
	if *chosen != "" {
		o.rows = strings.Split(*chosen, ",")
	}
	for _, key := range o.rows {
		if !slices.Contains(rowKeys(), key) {
			return o, fmt.Errorf("there is no row %q; there are %s", key, strings.Join(rowKeys(), ", "))
		}
	}
	if o.count < 1 || o.rounds < 1 || o.length <= 0 || set.NArg() > 0 {
		return o, fmt.Errorf("-count, -rounds and -seconds must be more than 0, and nothing may follow the flags")
	}
	var err error
	o.work, err = filepath.Abs(o.work) // nginx changes its folder
	return o, err
}

// defaultWork is a folder that outlives a run and may be deleted at any time.
func defaultWork() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "strikemap-bench")
}

func rowKeys() []string {
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.key)
	}
	return keys
}

// measure runs the bench, and prints and saves what it found.
func measure(ctx context.Context, o options) error {
	for _, folder := range []string{o.work, o.profiles} {
		if folder == "" {
			continue
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	found := report{
		Machine: describe(), Date: time.Now().UTC().Truncate(time.Second), Commit: commit(ctx),
		Count: o.count, Seed: o.seed, Clients: connections, Seconds: o.length.Seconds(), Rounds: o.rounds,
	}
	b := &bench{options: o, progress: os.Stderr}
	defer b.close()
	if err := b.open(ctx); err != nil {
		return err
	}
	var err error
	if found.Ceiling, err = ownSpeed(ctx, o.length); err != nil {
		return err
	}
	found.Results, err = b.run(ctx)
	if printed := found.print(os.Stdout); printed != nil {
		return printed
	}
	if err == nil && o.output != "" {
		err = found.save(o.output)
	}
	return err
}

// The sizes of the answers that the load generator's own speed is measured with.
const (
	smallAnswer = 200
	largeAnswer = 1 << 20
)

func ownSpeed(ctx context.Context, length time.Duration) (c ceilings, err error) {
	for size, rate := range map[int]*float64{smallAnswer: &c.Small, largeAnswer: &c.Large} {
		v, err := ceiling(ctx, size, length)
		if err != nil {
			return c, err
		}
		*rate = v.rate()
	}
	return c, nil
}
