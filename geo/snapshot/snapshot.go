// Package snapshot answers readers from memory. It holds what is public now and what
// was, newest first, as columns and as bodies ready to send, in an immutable state
// that is replaced as a whole after each change of the record, so that readers never
// wait for a writer.
//
// A state is a base, which lies in a folder beside the record and is mapped into
// memory, and a few small tiers of what changed since. When those have grown, they and
// the base are made into a new base in the background.
package snapshot

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"strikemap/geo"
)

var _ geo.Reader = (*Snapshot)(nil)

// Codec writes features as they are sent, and reads columns back.
type Codec interface {
	// Flat appends a feature as encode.AppendFeature does without a base.
	Flat(dst []byte, f *geo.Feature) []byte

	// Ledger appends the ledger of a feature as encode.AppendLedger does. seen are
	// its public revisions, oldest first; series is the one it belongs to, or nil.
	Ledger(dst []byte, f *geo.Feature, seen []*geo.Revision, parties geo.Parties, series *geo.Series) []byte

	// Text returns what geo.Column.Text says of a column, out of a flat body.
	Text(flat []byte, column string) string

	// Row returns what reads flat bodies for filters.
	Row() geo.BodyRow
}

// Snapshot is the read index over a record. Set the exported fields, then Open.
type Snapshot struct {
	Record  geo.Record
	Changes geo.Changes
	Codec   Codec
	Folder  string           // where the base is kept; empty keeps it in memory
	Stamp   string           // of the program: a base with another one is not used
	Clock   func() time.Time // nil is time.Now
	Logger  *slog.Logger     // nil is slog.Default

	current atomic.Pointer[state]
	pending chan geo.Change // holds at most one; further changes are folded into it
	mu      sync.Mutex      // guards the folding of pending changes
	stop    []func()
	done    chan struct{}

	subscribers subscribers
	maker       // of the follower alone
}

// Open makes what is public now, from the folder where that can be, and follows the
// record until Close.
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
	s.merged = make(chan merged, 1)
	s.stopped = follow.Done()
	if err := s.start(ctx); err != nil {
		unsubscribe()
		cancel()
		close(s.done)
		return err
	}
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
		c.Purged = c.Purged || earlier.Purged
	default:
	}
	s.pending <- c
}

// follow brings the state up to date after each change. A failed attempt is tried
// again from nothing, so that no change is lost.
func (s *Snapshot) follow(ctx context.Context) {
	defer close(s.done)
	if s.opened { // a base that is made now is verified once it is saved
		base := s.current.Load().tiers[0]
		s.background.Go(func() { s.verify(base) })
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			s.background.Wait()
			return
		case change := <-s.pending:
			err = s.apply(ctx, change)
		case m := <-s.merged:
			err = s.install(ctx, m)
		}
		if err != nil && ctx.Err() == nil {
			s.Logger.Error("read index could not follow the record; making it again", "error", err)
			edition := s.Changes.Edition()
			time.AfterFunc(time.Second, func() { s.note(geo.Change{Edition: edition}) })
		}
	}
}

// verify reads the files of a base through, which also brings them into memory, and
// has the base made again if one is not what was written.
func (s *Snapshot) verify(base tier) {
	defer runtime.KeepAlive(base)
	if err := verify(base, s.stopped); err != nil {
		s.Logger.Error("read index is damaged; making it again", "error", err)
		s.damaged.Store(true)
		s.note(geo.Change{Edition: s.Changes.Edition()})
	}
}

// start makes the first state.
func (s *Snapshot) start(ctx context.Context) error {
	if s.Folder != "" {
		s.sidecar = &sidecar{folder: s.Folder, stamp: s.Stamp}
		err := s.resume(ctx)
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			s.Logger.Info("read index is made again", "folder", s.Folder, "reason", err)
		}
		if err = os.MkdirAll(s.Folder, 0o700); err != nil {
			s.Logger.Warn("read index is kept in memory", "reason", err)
			s.sidecar = nil
		}
	}
	return s.rebuild(ctx)
}

// Edition returns the state of the public data that answers are made from.
func (s *Snapshot) Edition() geo.Edition { return s.current.Load().edition }

// Parties returns the registry of parties. The caller must not change it.
func (s *Snapshot) Parties() geo.Parties { return s.current.Load().registry.parties }

// Series returns a series by id, and false if there is none.
func (s *Snapshot) Series(id string) (geo.Series, bool) {
	series, ok := s.current.Load().registry.series[id]
	return series, ok
}

// Len returns how many incidents are public now.
func (s *Snapshot) Len() int { return s.current.Load().count() }
