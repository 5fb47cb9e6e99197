package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// importBare asks the Go benchmark of the container for its rate.
func importBare(ctx context.Context, b *bench) ([]result, error) {
	out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", bareBenchmark, "-count", strconv.Itoa(b.options.rounds), "./geo/gpkg").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go test: %.300s: %w", out, errMissing)
	}
	rates := rowRates(out)
	if len(rates) == 0 {
		return nil, fmt.Errorf("no benchmark %s in geo/gpkg: %w", bareBenchmark, errMissing)
	}
	r := result{}
	return []result{r.judge(median(rates), goal{unit: "rows/s", least: 60_000})}, nil
}

// bareBenchmark fills a feature table through the bulk path of the container and
// reports rows/s.
const bareBenchmark = "Bulk"

// rowRates finds the figures in rows/s in what go test writes.
func rowRates(out []byte) []float64 {
	var rates []float64
	for _, m := range regexp.MustCompile(`([0-9.e+]+) rows/s`).FindAllSubmatch(out, -1) {
		if v, err := strconv.ParseFloat(string(m[1]), 64); err == nil {
			rates = append(rates, v)
		}
	}
	return rates
}

// importComplete imports what export wrote into a new record.
func importComplete(ctx context.Context, b *bench) ([]result, error) {
	count := min(b.options.count, 100_000)
	file := filepath.Join(b.options.work, fmt.Sprintf("import-%d-%d.geojson", count, b.options.seed))
	if _, err := os.Stat(file); err != nil {
		if err := b.exported(ctx, count, file); err != nil {
			return nil, err
		}
	}
	target := filepath.Join(b.options.work, "imported.gpkg")
	var rates []float64
	for range b.options.rounds {
		if err := removeRecord(target); err != nil {
			return nil, err
		}
		taken, err := run(ctx, b.options.program, "import", "--db", target, file)
		if err != nil {
			return nil, err
		}
		rates = append(rates, float64(count)/taken.Seconds())
	}
	r := result{Note: fmt.Sprintf("%s rows of an export into a new file, by the command import from start to end, reading and checking the GeoJSON first", figure(float64(count)))}
	return []result{r.judge(median(rates), goal{unit: "rows/s", least: 12_000})}, removeRecord(target)
}

// generated makes complete incidents and writes them into a new record.
func generated(ctx context.Context, b *bench) ([]result, error) {
	count := min(b.options.count, 100_000)
	target := filepath.Join(b.options.work, "generated.gpkg")
	var rates []float64
	for range b.options.rounds {
		if err := removeRecord(target); err != nil {
			return nil, err
		}
		taken, err := run(ctx, b.options.program, "generate", "--db", target, "--count", strconv.Itoa(count), "--seed", strconv.FormatUint(b.options.seed, 10))
		if err != nil {
			return nil, err
		}
		rates = append(rates, float64(count)/taken.Seconds())
	}
	r := result{Note: fmt.Sprintf("%s incidents with claims, revisions and areas into a new file, by the command generate from start to end", figure(float64(count)))}
	return []result{r.judge(median(rates), goal{unit: "rows/s", least: 12_000})}, removeRecord(target)
}

// exported writes a file to import.
func (b *bench) exported(ctx context.Context, count int, file string) error {
	source := filepath.Join(b.options.work, "exported.gpkg")
	if err := removeRecord(source); err != nil {
		return err
	}
	if _, err := run(ctx, b.options.program, "generate", "--db", source, "--count", strconv.Itoa(count), "--seed", strconv.FormatUint(b.options.seed, 10)); err != nil {
		return err
	}
	if _, err := run(ctx, b.options.program, "export", "--db", source, "--format", "geojson", "--output", file+".new"); err != nil {
		return err
	}
	return errors.Join(os.Rename(file+".new", file), removeRecord(source))
}
