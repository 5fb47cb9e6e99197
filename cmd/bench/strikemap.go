package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// strikemap is a running server.
type strikemap struct {
	*process
	address, admin string
	first          time.Duration // from its start to its first answer
}

// startLimit is how long a server may take to its first answer.
const startLimit = 10 * time.Minute

// serve starts the program on a record, and returns when it has answered for the
// first time.
func serve(ctx context.Context, program, record, log string) (*strikemap, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	admin, err := freeAddress()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	p, err := start(ctx, log, program, "serve", "--db", record, "--listen", address, "--admin-listen", admin, "--log-requests", "failed")
	if err != nil {
		return nil, err
	}
	err = p.await(ctx, startLimit, func() bool { return answers(address, itemsPath+"?limit=10") })
	if err != nil {
		p.stop()
		return nil, err
	}
	return &strikemap{p, address, admin, time.Since(begin)}, nil
}

func answers(address, path string) bool {
	w, err := dial(address)
	if err != nil {
		return false
	}
	defer w.close()
	a, err := w.fetch(get(address, path))
	return err == nil && a.status == http.StatusOK
}

// index returns the folder in which a server keeps its read index.
func index(record string) string { return record + ".cache" }

// metric returns one figure of the admin listener by its full name.
func (s *strikemap) metric(ctx context.Context, name string) (float64, error) {
	text, err := s.ask(ctx, "/metrics")
	if err != nil {
		return 0, err
	}
	return findMetric(string(text), name)
}

func findMetric(text, name string) (float64, error) {
	for scanner := bufio.NewScanner(strings.NewReader(text)); scanner.Scan(); {
		if value, ok := strings.CutPrefix(scanner.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("the metrics have no %s", name)
}

// heap returns how many bytes live on the heap after a collection.
func (s *strikemap) heap(ctx context.Context) (float64, error) {
	if _, err := s.ask(ctx, "/debug/pprof/heap?gc=1"); err != nil {
		return 0, err
	}
	return s.metric(ctx, "go_memstats_heap_alloc_bytes")
}

// profile writes a profile of the processor's time over some seconds to a file.
func (s *strikemap) profile(ctx context.Context, length time.Duration, file string) error {
	raw, err := s.ask(ctx, fmt.Sprintf("/debug/pprof/profile?seconds=%d", max(1, int(length.Seconds()))))
	if err != nil {
		return err
	}
	return os.WriteFile(file, raw, 0o644)
}

// ask returns what the admin listener answers.
func (s *strikemap) ask(ctx context.Context, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.admin+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", path, response.Status)
	}
	return body, err
}

// run runs a command of the program to its end, and returns how long it took.
func run(ctx context.Context, program string, args ...string) (time.Duration, error) {
	begin := time.Now()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		said := strings.TrimSpace(string(out))
		return 0, fmt.Errorf("%s %s: %w: %s", filepath.Base(program), strings.Join(args, " "), err, said[max(0, len(said)-500):])
	}
	return time.Since(begin), nil
}

// removeRecord deletes a record with all that lies beside it.
func removeRecord(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.RemoveAll(index(path))
}
