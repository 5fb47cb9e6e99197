package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// paging lets GDAL read everything through OGC API Features, and counts.
func paging(ctx context.Context, b *bench) ([]result, error) {
	if _, err := exec.LookPath("ogr2ogr"); err != nil {
		return nil, fmt.Errorf("ogr2ogr: %w", errMissing)
	}
	before, err := processorTime(b.server.pid())
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	n, err := countByGDAL(ctx, b.server.address)
	if err != nil {
		return nil, err
	}
	taken := time.Since(begin)
	after, err := processorTime(b.server.pid())
	if err != nil {
		return nil, err
	}
	if n != len(b.catalogue.entries) {
		return nil, fmt.Errorf("ogr2ogr counts %d instead of %d", n, len(b.catalogue.entries))
	}
	r := result{Note: fmt.Sprintf("exactly %s, in %v", figure(float64(n)), taken.Round(100*time.Millisecond))}
	return []result{r.judge((after - before).Seconds(), goal{unit: "s", most: 4 * float64(n) / 1e6})}, nil
}

// countByGDAL returns how many features ogr2ogr writes.
func countByGDAL(ctx context.Context, address string) (int, error) {
	command := exec.CommandContext(ctx, "ogr2ogr", "-f", "GeoJSONSeq", "/vsistdout/", "OAPIF:http://"+address+"/api/v1", "incidents", "-oo", "PAGE_SIZE=10000")
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := command.Start(); err != nil {
		return 0, err
	}
	n := 0
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if len(lines.Bytes()) > 1 { // GeoJSONSeq may put a record separator before each
			n++
		}
	}
	if err := errors.Join(lines.Err(), command.Wait()); err != nil {
		return n, fmt.Errorf("ogr2ogr: %w: %.300s", err, said.Bytes())
	}
	return n, nil
}
