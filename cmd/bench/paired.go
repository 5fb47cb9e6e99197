package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// paired is work that strikemap and nginx do in turns: strikemap answers requests,
// nginx sends the same bytes from files.
type paired struct {
	key       string // names its folder and its profile
	paths     []string
	ending    string // of the files, for their content type
	mediaType string
	check     func(i int, body []byte) error // whether the answer to paths[i] is right
	unchanged bool                           // ask again for what the client has already
	goal      goal
}

// Media types and the endings nginx knows them by.
const (
	geoJSON    = "application/geo+json"
	vectorTile = "application/vnd.mapbox-vector-tile"
)

// most is how many bytes of answers one line may hold, so that all stay in memory.
const most = 1_500_000_000

// errNotServed says that the program has no such route.
var errNotServed = errors.New("the program does not serve this")

// kept is an answer that was saved for nginx.
type kept struct {
	path  string // on strikemap
	file  string // below the root of nginx
	size  int64
	tag   string
	taken time.Duration // the first time, by a single client
}

// run measures the work: every request once alone and checked, then both servers
// in turns. The first result is the comparison, the second the first answers.
func (p paired) run(ctx context.Context, b *bench) (warm, cold result, err error) {
	defer func() { err = errors.Join(err, os.RemoveAll(filepath.Join(b.nginx.root, p.key))) }()
	answers, err := p.save(b)
	if err != nil {
		return warm, cold, err
	}
	if err := p.checkAll(b, answers); err != nil {
		return warm, cold, err
	}
	ours, theirs, err := p.shots(b, answers)
	if err != nil {
		return warm, cold, err
	}
	warm, err = b.compare(ctx, p.key, ours, theirs)
	if err != nil {
		return warm, cold, err
	}
	warm.Requests = len(answers)
	warm = warm.judge(warm.Rate/warm.NginxRate, p.goal)
	return warm, first(answers), nil
}

// first is how long the first answers took a single client.
func first(answers []kept) result {
	var taken []time.Duration
	for _, k := range answers {
		taken = append(taken, k.taken)
	}
	slices.Sort(taken)
	return result{Requests: len(answers), P50: milliseconds(percentile(taken, 50)), P99: milliseconds(percentile(taken, 99))}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// save asks strikemap each request once and writes the answers where nginx finds
// them, up to most bytes.
func (p paired) save(b *bench) ([]kept, error) {
	folder := filepath.Join(b.nginx.root, p.key)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	var requests [][]byte
	for _, path := range p.paths {
		requests = append(requests, get(b.server.address, path))
	}
	var answers []kept
	total := int64(0)
	full := errors.New("enough")
	err := once(b.server.address, requests, func(i int, a answer, taken time.Duration) error {
		if a.status == http.StatusNotFound && i == 0 {
			return errNotServed
		}
		if a.status != http.StatusOK {
			return fmt.Errorf("status %d: %.300s", a.status, a.body)
		}
		if got := a.header("Content-Type"); got != p.mediaType {
			return fmt.Errorf("the content type is %q instead of %q", got, p.mediaType)
		}
		if coding := a.header("Content-Encoding"); coding != "" {
			return fmt.Errorf("the answer is coded as %q, which was not asked for", coding)
		}
		k := kept{p.paths[i], p.key + "/" + strconv.Itoa(i) + "." + p.ending, a.size, a.header("ETag"), taken}
		answers = append(answers, k)
		if total += a.size; total > most {
			return errors.Join(full, os.WriteFile(filepath.Join(b.nginx.root, k.file), a.body, 0o644))
		}
		return os.WriteFile(filepath.Join(b.nginx.root, k.file), a.body, 0o644)
	})
	if errors.Is(err, full) {
		err = nil
	}
	return answers, err
}

// checkAll checks the saved answers on all processors.
func (p paired) checkAll(b *bench, answers []kept) error {
	return inParallel(len(answers), func(i int) error {
		body, err := os.ReadFile(filepath.Join(b.nginx.root, answers[i].file))
		if err == nil {
			err = p.check(i, body)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", answers[i].path, err)
		}
		return nil
	})
}

// inParallel calls do for 0 to n-1 on all processors, and returns the first error.
func inParallel(n int, do func(i int) error) error {
	var (
		group  sync.WaitGroup
		lock   sync.Mutex
		failed error
		next   int
	)
	take := func() (int, bool) {
		lock.Lock()
		defer lock.Unlock()
		next++
		return next - 1, next <= n && failed == nil
	}
	for range runtime.NumCPU() {
		group.Go(func() {
			for i, ok := take(); ok; i, ok = take() {
				if err := do(i); err != nil {
					lock.Lock()
					failed = errors.Join(failed, err)
					lock.Unlock()
				}
			}
		})
	}
	group.Wait()
	return failed
}

// shots prepares the same requests for both servers, and makes sure that nginx sends
// what was saved.
func (p paired) shots(b *bench, answers []kept) (ours, theirs []shot, err error) {
	var requests [][]byte
	for _, k := range answers {
		requests = append(requests, get(b.nginx.address, "/"+k.file))
	}
	err = once(b.nginx.address, requests, func(i int, a answer, _ time.Duration) error {
		k := answers[i]
		if a.status != http.StatusOK || a.size != k.size || a.header("Content-Type") != p.mediaType {
			return fmt.Errorf("nginx answers %d, %d bytes of %s", a.status, a.size, a.header("Content-Type"))
		}
		if !p.unchanged {
			ours = append(ours, shot{get(b.server.address, k.path), http.StatusOK, k.size})
			theirs = append(theirs, shot{requests[i], http.StatusOK, k.size})
			return nil
		}
		if k.tag == "" {
			return fmt.Errorf("%s has no ETag", k.path)
		}
		ours = append(ours, shot{get(b.server.address, k.path, "If-None-Match: "+k.tag), http.StatusNotModified, 0})
		theirs = append(theirs, shot{get(b.nginx.address, "/"+k.file, "If-None-Match: "+a.header("ETag")), http.StatusNotModified, 0})
		return nil
	})
	return ours, theirs, err
}
