package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// connections is how many clients ask at the same time, each over one connection
// that stays open.
const connections = 8

// warmUp is how long a server is loaded before it is measured.
const warmUp = 300 * time.Millisecond

// side is one of the servers that are measured in turns.
type side struct {
	address string
	pid     int
	shots   []shot

	rates, p50s, p99s  []float64 // of each round
	costs, clientCosts []float64 // of each round: microseconds of processor time an answer
	size               float64
}

// measure loads the server once.
func (s *side) measure(ctx context.Context, length time.Duration, seed uint64) error {
	if _, err := load(ctx, s.address, s.shots, connections, warmUp, seed^1); err != nil {
		return err
	}
	before, err := processorTime(s.pid)
	if err != nil {
		return err
	}
	own := ownTime()
	v, err := load(ctx, s.address, s.shots, connections, length, seed)
	if err != nil {
		return err
	}
	own = ownTime() - own
	after, err := processorTime(s.pid)
	if err != nil {
		return err
	}
	if v.answers == 0 {
		return fmt.Errorf("not one answer in %v", length)
	}
	s.rates = append(s.rates, v.rate())
	s.p50s = append(s.p50s, v.quantile(50))
	s.p99s = append(s.p99s, v.quantile(99))
	s.costs = append(s.costs, float64((after-before)/time.Microsecond)/float64(v.answers))
	s.clientCosts = append(s.clientCosts, float64(own/time.Microsecond)/float64(v.answers))
	s.size = float64(v.bytes) / float64(v.answers)
	return nil
}

// compare loads strikemap and nginx in turns. Both get their requests in the same
// random order.
func (b *bench) compare(ctx context.Context, key string, ours, theirs []shot) (result, error) {
	us := side{address: b.server.address, pid: b.server.pid(), shots: ours}
	them := side{address: b.nginx.address, pid: b.nginx.pid(), shots: theirs}
	for round := range b.options.rounds {
		seed := b.options.seed + uint64(round)<<32
		if err := us.measure(ctx, b.options.length, seed); err != nil {
			return result{}, err
		}
		if err := them.measure(ctx, b.options.length, seed); err != nil {
			return result{}, err
		}
	}
	if err := b.profile(ctx, key, us); err != nil {
		return result{}, err
	}
	return result{
		Rate: median(us.rates), NginxRate: median(them.rates), P50: median(us.p50s), P99: median(us.p99s),
		CPU: median(us.costs), NginxCPU: median(them.costs), ClientCPU: median(them.clientCosts), AnswerSize: us.size,
	}, nil
}

// profile loads strikemap once more and keeps a profile of it, if one was asked for.
func (b *bench) profile(ctx context.Context, key string, us side) error {
	if b.options.profiles == "" {
		return nil
	}
	done := make(chan error, 1)
	go func() {
		done <- b.server.profile(ctx, b.options.length, filepath.Join(b.options.profiles, key+".pprof"))
	}()
	_, err := load(ctx, us.address, us.shots, connections, b.options.length, b.options.seed)
	if profiled := <-done; err == nil {
		err = profiled
	}
	return err
}

// alone asks shots one at a time over a single connection for a while.
func (b *bench) alone(ctx context.Context, shots []shot) (volley, error) {
	return load(ctx, b.server.address, shots, 1, b.options.length, b.options.seed)
}
