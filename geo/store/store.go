package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// Options are the choices of Open.
type Options struct {
	// Locator fills in what follows from a place. It is needed to write.
	Locator geo.Locator

	// ReadOnly opens the record without a lock and without a writer, also while a
	// server has it.
	ReadOnly bool

	// Beside opens the record for a command that writes while a server may have it:
	// without the lock, which is the server's, and without following it. Both queue
	// for the file's own lock, transaction by transaction.
	Beside bool

	// Create makes the record if there is no file.
	Create bool

	// Delays hold back incidents from readers. The zero value is geo.DefaultDelays,
	// since forgetting them must not publish early; an empty map holds back none.
	Delays geo.Delays

	// Clock tells the time; nil is time.Now.
	Clock func() time.Time

	// Logger gets what went wrong in the background; nil discards it.
	Logger *slog.Logger

	// Watch is how often outside edits and lapsed embargoes are looked for; 0 is
	// 250 ms.
	Watch time.Duration
}

func (o Options) withDefaults() Options {
	if o.Delays.Default == 0 && o.Delays.ByCategory == nil {
		o.Delays = geo.DefaultDelays
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Watch <= 0 {
		o.Watch = 250 * time.Millisecond
	}
	return o
}

// Store is an open record. It is safe for concurrent use.
type Store struct {
	path    string
	options Options
	db      *gpkg.DB
	lock    *gpkg.FileLock // nil when read-only

	queue    queue
	turn     chan struct{} // held by the one who writes
	counters atomic.Pointer[counters]
	next     atomic.Int64 // when the next revision becomes public, ms; 0 for never

	subscribers struct {
		sync.Mutex
		last int
		all  map[int]func(geo.Change)
	}
	telling sync.Mutex // held while subscribers are told

	stop    context.CancelFunc
	stopped chan struct{}
}

var (
	_ geo.Record  = (*Store)(nil)
	_ geo.Changes = (*Store)(nil)
	_ geo.Writer  = (*Store)(nil)
)

// Open opens a record. A store that can write holds the lock of the file, but for one
// opened Beside it, so that there is one server at a time; others are EUNAVAILABLE.
// A file that is damaged, empty, no record, or of a newer program is EINVALID, one
// that is not there ENOTFOUND, and neither it nor its folder is changed by that.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	options = options.withDefaults()
	if !options.ReadOnly && options.Locator == nil {
		return nil, errors.New("store: a Locator is needed to write")
	}
	sight, err := gpkg.Look(path)
	if err != nil {
		return nil, refused(path, err)
	}
	if sight.Kind != gpkg.Absent || options.ReadOnly || !options.Create {
		if err := look(ctx, sight, options); err != nil {
			return nil, refused(path, err)
		}
	}
	s := &Store{path: path, options: options, turn: make(chan struct{}, 1), stopped: make(chan struct{})}
	s.subscribers.all = map[int]func(geo.Change){}
	if err := s.open(ctx, sight); err != nil {
		return nil, refused(path, errors.Join(err, s.closeFile()))
	}
	background, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.follow(background)
	return s, nil
}

// quickSize is up to what size a file is looked through at every opening: it takes
// less than a tenth of a second. Tests change it.
var quickSize int64 = 64 << 20

// look refuses what is no record of ours, and a small one that is damaged, without
// changing it.
func look(ctx context.Context, sight gpkg.Sight, options Options) error {
	if err := sight.Err(); err != nil {
		return err
	}
	return reading(sight.Path, func(db *gpkg.DB) error {
		err := db.Read(ctx, func(tx *sql.Tx) error {
			version, err := schemaVersion(ctx, tx)
			if err == nil && version == 0 && !options.Create {
				return errForeign
			}
			return err
		})
		if err != nil || sight.Size > quickSize {
			return err
		}
		return db.QuickCheck(ctx)
	})
}

// lookAfterCrash looks through the whole file if the last one to write it was
// stopped on the spot.
func (s *Store) lookAfterCrash(ctx context.Context, sight gpkg.Sight) error {
	if sight.Size <= quickSize {
		return nil // look has done it
	}
	return reading(s.path, func(db *gpkg.DB) error {
		clean := ""
		err := db.Read(ctx, func(tx *sql.Tx) error {
			var err error
			clean, err = getMeta(ctx, tx, metaClean)
			return err
		})
		if err != nil || clean != "0" && !sight.Log {
			return err
		}
		s.options.Logger.Info("the record was not closed the last time; looking through it", "path", s.path)
		return db.QuickCheck(ctx)
	})
}

// reading opens a file for a moment, without changing it.
func reading(path string, fn func(*gpkg.DB) error) error {
	db, err := gpkg.Open(path, gpkg.Options{ReadOnly: true, Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(fn(db), db.Close())
}

func (s *Store) open(ctx context.Context, sight gpkg.Sight) error {
	if s.options.ReadOnly {
		return s.openReading(ctx)
	}
	var err error
	if !s.options.Beside {
		if s.lock, err = gpkg.Lock(s.path); err != nil {
			return err
		}
	}
	open := gpkg.Open
	if sight.Kind == gpkg.Absent {
		open = gpkg.Create
	} else if !s.options.Beside { // a log may lie about because a server runs
		if err := s.lookAfterCrash(ctx, sight); err != nil {
			return err
		}
	}
	if s.db, err = open(s.path, gpkg.Options{}); err != nil {
		return err
	}
	if err := migrate(ctx, s.db, s.now()); err != nil {
		return err
	}
	// The first transaction takes in what was edited, and tells the edition what
	// became public, while nobody watched.
	return s.write(ctx, func(w *work) error {
		if s.options.Beside { // the flag is the server's
			return nil
		}
		return setMeta(w.ctx, w.tx, metaClean, "0")
	})
}

func (s *Store) openReading(ctx context.Context) error {
	var err error
	if s.db, err = gpkg.Open(s.path, gpkg.Options{ReadOnly: true}); err != nil {
		return err
	}
	return s.readEdition(ctx)
}

// Close ends the store. Transactions still running fail.
func (s *Store) Close() error {
	s.stop()
	<-s.stopped
	var err error
	if s.lock != nil {
		err = s.db.Write(context.Background(), func(tx *sql.Tx) error {
			return setMeta(context.Background(), tx, metaClean, "1")
		})
	}
	return domainError(errors.Join(err, s.closeFile()))
}

func (s *Store) closeFile() error {
	var err error
	if s.db != nil {
		err = s.db.Close()
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// now returns the time of the clock in UTC, cut to milliseconds.
func (s *Store) now() time.Time { return s.options.Clock().UTC().Truncate(time.Millisecond) }

// Path returns the path given to Open.
func (s *Store) Path() string { return s.path }

// Epoch returns the random name of the database file.
func (s *Store) Epoch() string { return s.counters.Load().edition.Epoch }

// Edition returns the state of the public data now. It implements geo.Changes.
func (s *Store) Edition() geo.Edition { return s.counters.Load().edition }

// Subscribe calls notify after each public change. Notify must not write to the
// store. It implements geo.Changes.
func (s *Store) Subscribe(notify func(geo.Change)) (cancel func()) {
	s.subscribers.Lock()
	defer s.subscribers.Unlock()
	s.subscribers.last++
	key := s.subscribers.last
	s.subscribers.all[key] = notify
	return func() {
		s.subscribers.Lock()
		defer s.subscribers.Unlock()
		delete(s.subscribers.all, key)
	}
}

func (s *Store) notify(change geo.Change) {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.subscribers.Lock()
	all := maps.Clone(s.subscribers.all)
	s.subscribers.Unlock()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		all[key](change)
	}
}

// Backup writes the record as it is now to a new file. A dst that exists is
// ECONFLICT.
func (s *Store) Backup(ctx context.Context, dst string) error {
	return domainError(gpkg.Backup(ctx, s.db, dst))
}
