// Package snapshot answers readers from memory. It holds what is public now,
// newest first, in an immutable state that is replaced as a whole after each change
// of the record, so that readers never wait for a writer.
package snapshot

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"strikemap/geo"
)

var _ geo.Reader = (*Snapshot)(nil)

// Snapshot is the read index over a record. Set the exported fields, then Open.
type Snapshot struct {
	Record  geo.Record
	Changes geo.Changes
	Clock   func() time.Time // nil is time.Now
	Logger  *slog.Logger     // nil is slog.Default

	current atomic.Pointer[state]
	past    pastCache
	pending chan geo.Change // holds at most one; further changes are folded into it
	mu      sync.Mutex      // guards the folding of pending changes
	stop    []func()
	done    chan struct{}
}

// Open loads what is public now and follows the record until Close.
func (s *Snapshot) Open(ctx context.Context) error {
	if s.Clock == nil {
		s.Clock = time.Now
	}
	if s.Logger == nil {
		s.Logger = slog.Default()
	}
	s.pending = make(chan geo.Change, 1)
	s.done = make(chan struct{})
	follow, cancel := context.WithCancel(context.Background())
	unsubscribe := s.Changes.Subscribe(s.note)
	s.stop = []func(){unsubscribe, cancel}
	st, err := s.load(ctx)
	if err != nil {
		unsubscribe()
		cancel()
		close(s.done)
		return err
	}
	s.current.Store(st)
	go s.follow(follow)
	return nil
}

// Close stops following the record. Readers may go on with the last state.
func (s *Snapshot) Close() error {
	for _, stop := range s.stop {
		stop()
	}
	<-s.done
	return nil
}

// note takes a change in without waiting: two changes not yet followed become one.
func (s *Snapshot) note(c geo.Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case earlier := <-s.pending:
		if earlier.Incidents == nil || c.Incidents == nil {
			c.Incidents = nil
		} else {
			c.Incidents = append(earlier.Incidents[:len(earlier.Incidents):len(earlier.Incidents)], c.Incidents...)
		}
	default:
	}
	s.pending <- c
}

// follow brings the state up to date after each change. A failed attempt is tried
// again as a full load, so that no change is lost.
func (s *Snapshot) follow(ctx context.Context) {
	defer close(s.done)
	for {
		select {
		case <-ctx.Done():
			return
		case change := <-s.pending:
			if err := s.apply(ctx, change); err != nil && ctx.Err() == nil {
				s.Logger.Error("read index could not follow the record; trying again", "error", err)
				time.AfterFunc(time.Second, func() { s.note(geo.Change{Edition: change.Edition}) })
			}
		}
	}
}

// apply makes the next state from the current one and the incidents that changed.
func (s *Snapshot) apply(ctx context.Context, c geo.Change) error {
	if c.Incidents == nil {
		st, err := s.load(ctx)
		if err == nil {
			s.current.Store(st)
		}
		return err
	}
	edition := s.Changes.Edition()
	base := s.current.Load()
	st, err := newState(ctx, s.Record, edition)
	if err != nil {
		return err
	}
	changed := st.builder()
	if err := s.Record.LoadIncidents(ctx, s.Clock(), c.Incidents, changed.add); err != nil {
		return err
	}
	st.merge(base, c.Incidents, changed)
	s.current.Store(st)
	return nil
}

// load makes a state from nothing.
func (s *Snapshot) load(ctx context.Context) (*state, error) {
	edition := s.Changes.Edition()
	st, err := newState(ctx, s.Record, edition)
	if err != nil {
		return nil, err
	}
	all := st.builder()
	if err := s.Record.Load(ctx, s.Clock(), all.add); err != nil {
		return nil, err
	}
	st.merge(nil, nil, all)
	return st, nil
}

// Edition returns the state of the public data that answers are made from.
func (s *Snapshot) Edition() geo.Edition { return s.current.Load().edition }

// Parties returns the registry of parties. The caller must not change it.
func (s *Snapshot) Parties() geo.Parties { return s.current.Load().parties }

// Series returns a series by id, and false if there is none.
func (s *Snapshot) Series(id string) (geo.Series, bool) {
	series, ok := s.current.Load().series[id]
	return series, ok
}

// Count returns how many incidents are public now.
func (s *Snapshot) Count() int { return len(s.current.Load().features) }
