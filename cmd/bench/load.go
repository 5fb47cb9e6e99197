package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// shot is a prepared request with the answer it must get.
type shot struct {
	request []byte
	status  int
	size    int64 // of the body; -1 for any
}

// volley is what came of sending shots for a time.
type volley struct {
	answers int
	bytes   int64 // of all bodies
	elapsed time.Duration
	taken   []time.Duration // by each answer, sorted
}

// rate returns the answers a second.
func (v volley) rate() float64 { return float64(v.answers) / v.elapsed.Seconds() }

// quantile returns the time that p percent of the answers did not exceed, in
// milliseconds.
func (v volley) quantile(p float64) float64 {
	return float64(percentile(v.taken, p)) / float64(time.Millisecond)
}

// load sends shots in random order over some connections for a time. Another
// answer than a shot must get ends it with an error.
func load(ctx context.Context, address string, shots []shot, connections int, length time.Duration, seed uint64) (volley, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var (
		all    volley
		failed error
		lock   sync.Mutex
		group  sync.WaitGroup
	)
	begin := time.Now()
	for i := range connections {
		group.Go(func() {
			one, err := fire(ctx, address, shots, rand.New(rand.NewPCG(seed, uint64(i))))
			lock.Lock()
			defer lock.Unlock()
			all.answers += one.answers
			all.bytes += one.bytes
			all.taken = append(all.taken, one.taken...)
			if failed == nil {
				failed = err
			}
			if err != nil {
				cancel()
			}
		})
	}
	group.Wait()
	all.elapsed = time.Since(begin)
	slices.Sort(all.taken)
	return all, failed
}

// fire sends shots over one connection, each when the answer before it is there,
// until the context ends.
func fire(ctx context.Context, address string, shots []shot, random *rand.Rand) (volley, error) {
	var v volley
	w, err := dial(address)
	if err != nil {
		return v, err
	}
	defer w.close()
	if end, ok := ctx.Deadline(); ok { // once: a deadline for each answer would cost
		if err := w.conn.SetDeadline(end.Add(wireTimeout)); err != nil {
			return v, err
		}
	}
	last := time.Now()
	for ctx.Err() == nil {
		s := &shots[random.IntN(len(shots))]
		a, err := w.do(s.request)
		if err != nil {
			return v, fmt.Errorf("%s: %w", firstLine(s.request), err)
		}
		now := time.Now()
		v.taken = append(v.taken, now.Sub(last))
		last = now
		v.answers++
		v.bytes += a.size
		if a.status != s.status || (s.size >= 0 && a.size != s.size) {
			return v, fmt.Errorf("%s: %d with %d bytes instead of %d with %d", firstLine(s.request), a.status, a.size, s.status, s.size)
		}
	}
	return v, nil
}

// once sends each shot a single time over one connection, in order, and gives each
// answer to use.
func once(address string, requests [][]byte, use func(i int, a answer, taken time.Duration) error) error {
	w, err := dial(address)
	if err != nil {
		return err
	}
	defer w.close()
	for i, request := range requests {
		begin := time.Now()
		a, err := w.fetch(request)
		taken := time.Since(begin)
		if err == nil {
			err = use(i, a, taken)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", firstLine(request), err)
		}
	}
	return nil
}

func firstLine(request []byte) string {
	line := string(request)
	for i, c := range line {
		if c == '\r' {
			return line[:i]
		}
	}
	return line
}
