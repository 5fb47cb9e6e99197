package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"time"
)

// options are what the command line says.
type options struct {
	count    int
	seed     uint64
	length   time.Duration // of one measurement
	rounds   int
	work     string // folder
	rows     []string
	output   string // file for the manual; empty for none
	profiles string // folder; empty for none
	program  string // strikemap
}

// bench is one run: the servers and what is known of the data.
type bench struct {
	options   options
	progress  io.Writer
	dataset   *dataset
	server    *strikemap
	nginx     *nginx
	catalogue *catalogue

	asked map[string][]question // by line, so that lines can ask the same
}

// open makes the data set, starts both servers and reads the catalogue.
func (b *bench) open(ctx context.Context) (err error) {
	if b.dataset, err = prepare(ctx, b.options.program, b.options.work, b.options.count, b.options.seed, b.progress); err != nil {
		return fmt.Errorf("data set: %w", err)
	}
	if b.nginx, err = startNginx(ctx, b.options.work); err != nil {
		return fmt.Errorf("nginx: %w", err)
	}
	if err := b.start(ctx); err != nil {
		return fmt.Errorf("strikemap: %w", err)
	}
	fmt.Fprintf(b.progress, "first answer after %v\n", b.server.first.Round(time.Millisecond))
	begin := time.Now()
	areas, err := readAreas(ctx, b.dataset.record())
	if err != nil {
		return fmt.Errorf("areas: %w", err)
	}
	if b.catalogue, err = readCatalogue(b.server.address, areas); err != nil {
		return fmt.Errorf("catalogue: %w", err)
	}
	fmt.Fprintf(b.progress, "%d incidents read by paging in %v\n", len(b.catalogue.entries), time.Since(begin).Round(time.Millisecond))
	if n := len(b.catalogue.entries); n != b.options.count {
		return fmt.Errorf("%d incidents are public instead of %d; delete %s to make them again", n, b.options.count, b.dataset.folder)
	}
	b.asked = map[string][]question{}
	return nil
}

// start starts strikemap on the data set.
func (b *bench) start(ctx context.Context) (err error) {
	b.server, err = serve(ctx, b.options.program, b.dataset.record(), filepath.Join(b.options.work, "strikemap.log"))
	return err
}

// close stops both servers.
func (b *bench) close() {
	if b.server != nil {
		b.server.stop()
	}
	if b.nginx != nil {
		b.nginx.stop()
	}
}

// run measures the rows that were chosen, all if none was.
func (b *bench) run(ctx context.Context) ([]result, error) {
	var results []result
	var failed error
	for _, r := range rows {
		if len(b.options.rows) > 0 && !slices.Contains(b.options.rows, r.key) {
			continue
		}
		begin := time.Now()
		lines, err := r.measure(ctx, b)
		if ctx.Err() != nil {
			return results, ctx.Err()
		}
		if err != nil {
			line, fault := r.without(err)
			lines = append(lines, line)
			failed = errors.Join(failed, fault)
		}
		for i := range lines {
			l := &lines[i]
			l.Key, l.Work = r.key+l.Key, r.work+l.Work
			fmt.Fprintf(b.progress, "%s: %s %s, %s %s(%v)\n", l.Work, figure(l.Figure), l.Unit, l.Outcome, l.Note, time.Since(begin).Round(100*time.Millisecond))
		}
		results = append(results, lines...)
		complaints, err := b.server.complaints()
		if err != nil {
			return results, err
		}
		for _, c := range complaints {
			fmt.Fprintf(b.progress, "  strikemap said: %s\n", c)
		}
	}
	return results, failed
}

// without is the line of a row that could not be measured. It is a fault if the
// program gave a wrong answer or none.
func (r row) without(err error) (result, error) {
	line := result{Outcome: notCorrect, Note: err.Error()}
	switch {
	case errors.Is(err, errNotServed):
		line.Outcome, line.Note = notServed, ""
		return line, nil
	case errors.Is(err, errNotEnough), errors.Is(err, errMissing):
		line.Outcome = notMade
		return line, nil
	}
	return line, fmt.Errorf("%s: %w", r.key, err)
}

// errMissing says that a program needed for a measurement is not there.
var errMissing = errors.New("something needed for this is missing")

// asker returns an asker that makes up the same for the same row and seed.
func (b *bench) asker(key string) (*asker, error) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash never fails
	return newAsker(b.catalogue, b.server.address, b.options.seed^h.Sum64())
}

// boxes returns the questions of a line, and makes them up the first time.
func (b *bench) boxes(key string, n, want, limit int, more func(*asker, *question)) ([]question, error) {
	if known, ok := b.asked[key]; ok {
		return known, nil
	}
	ask, err := b.asker(key)
	if err != nil {
		return nil, err
	}
	defer ask.wire.close()
	questions, err := ask.questions(n, want, limit, func(q *question) {
		if more != nil {
			more(ask, q)
		}
	})
	b.asked[key] = questions
	return questions, err
}

// pageShots prepares questions for strikemap alone. Their answers are checked.
func (b *bench) pageShots(questions []question) ([]shot, error) {
	var requests [][]byte
	for _, q := range questions {
		requests = append(requests, get(b.server.address, q.path()))
	}
	bodies := make([][]byte, len(requests))
	shots := make([]shot, len(requests))
	err := once(b.server.address, requests, func(i int, a answer, _ time.Duration) error {
		if a.status != http.StatusOK {
			return fmt.Errorf("status %d: %.300s", a.status, a.body)
		}
		bodies[i], shots[i] = a.body, shot{requests[i], http.StatusOK, a.size}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return shots, inParallel(len(bodies), func(i int) error { return b.catalogue.checkPage(questions[i], bodies[i]) })
}

// firstAnswers asks each path once, checks the answers, and judges the median of how
// long they took.
func (b *bench) firstAnswers(paths []string, g goal, check func(i int, a answer) error) ([]result, error) {
	var requests [][]byte
	for _, path := range paths {
		requests = append(requests, get(b.server.address, path))
	}
	answers := make([]answer, len(paths))
	var times []kept
	size := int64(0)
	err := once(b.server.address, requests, func(i int, a answer, taken time.Duration) error {
		switch {
		case a.status == http.StatusNotFound && i == 0:
			return errNotServed
		case a.status != http.StatusOK && a.status != http.StatusNoContent:
			return fmt.Errorf("status %d: %.300s", a.status, a.body)
		}
		answers[i] = a
		times = append(times, kept{taken: taken})
		size += a.size
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = inParallel(len(answers), func(i int) error {
		if err := check(i, answers[i]); err != nil {
			return fmt.Errorf("%s: %w", paths[i], err)
		}
		return nil
	})
	r := first(times)
	r.AnswerSize = float64(size) / float64(cmp.Or(len(times), 1))
	return []result{r.judge(r.P50, g)}, err
}
