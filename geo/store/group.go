package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
)

// queue is who waits to write. The one who has the turn writes for those behind it
// too: small writes that come while another is on its way to the disk share the next
// transaction, and the time the disk takes.
type queue struct {
	sync.Mutex
	jobs []*job
}

// job is one piece of work for a transaction.
type job struct {
	ctx   context.Context
	run   func(*work) error
	small bool          // it may share a transaction
	err   error         // its own, once done
	done  chan struct{} // closed when the change is on disk, or err says why not
}

// most is how many jobs share a transaction.
const mostJobs = 64

// write runs fn in a write transaction of its own, after what was edited outside has
// been taken in, and tells subscribers when all is on disk.
func (s *Store) write(ctx context.Context, fn func(*work) error) error {
	return s.queued(&job{ctx: ctx, run: fn})
}

// writeSmall is write for little work, which may share a transaction with others: if
// it fails, only it is undone.
func (s *Store) writeSmall(ctx context.Context, fn func(*work) error) error {
	return s.queued(&job{ctx: ctx, run: fn, small: true})
}

func (s *Store) queued(j *job) error {
	j.done = make(chan struct{})
	s.queue.add(j)
	for {
		select {
		case <-j.done:
			return j.err
		case <-j.ctx.Done():
			if s.queue.remove(j) {
				return context.Cause(j.ctx)
			}
			<-j.done // somebody writes it already
			return j.err
		case s.turn <- struct{}{}:
			s.serveNext()
		}
	}
}

// serveNext carries out what waits first, and gives the turn up.
func (s *Store) serveNext() {
	defer func() { <-s.turn }()
	s.serve(s.queue.next())
}

func (q *queue) add(j *job) {
	q.Lock()
	defer q.Unlock()
	q.jobs = append(q.jobs, j)
}

// remove takes a job back, and reports whether it was still there.
func (q *queue) remove(j *job) bool {
	q.Lock()
	defer q.Unlock()
	i := slices.Index(q.jobs, j)
	if i < 0 {
		return false
	}
	q.jobs = slices.Delete(q.jobs, i, i+1)
	return true
}

// next takes the first job, and with a small one the small ones behind it.
func (q *queue) next() []*job {
	q.Lock()
	defer q.Unlock()
	n := 0
	for n < min(len(q.jobs), mostJobs) && q.jobs[n].small {
		n++
	}
	n = min(max(n, 1), len(q.jobs))
	jobs := slices.Clone(q.jobs[:n])
	q.jobs = slices.Delete(q.jobs, 0, n)
	return jobs
}

// serve carries out jobs in one transaction. The caller has the turn.
func (s *Store) serve(jobs []*job) {
	err := errPanicked
	defer func() {
		for _, j := range jobs {
			if err != nil {
				j.err = err
			}
			close(j.done)
		}
	}()
	switch len(jobs) {
	case 0: // somebody else did it
		err = nil
	case 1:
		err = s.transact(jobs[0].ctx, jobs[0].run)
	default:
		// None of them may end the transaction of the others.
		err = s.transact(context.WithoutCancel(jobs[0].ctx), func(w *work) error { return w.serveEach(jobs) })
	}
}

// errPanicked is for those whose work shared a transaction with one that panicked.
var errPanicked = errors.New("store: a write broke off")

// serveEach carries out jobs, each in a savepoint.
func (w *work) serveEach(jobs []*job) error {
	for _, j := range jobs {
		if j.err = context.Cause(j.ctx); j.err != nil {
			continue
		}
		before := w.saved()
		if err := w.exec(`SAVEPOINT job`); err != nil {
			return err
		}
		if j.err = j.run(w); j.err != nil {
			j.err = domainError(j.err)
			if err := w.exec(`ROLLBACK TO job`); err != nil {
				return err // the whole transaction is lost
			}
			w.restore(before)
		}
		if err := w.exec(`RELEASE job`); err != nil {
			return err
		}
	}
	return nil
}

// saved returns what restore needs to forget what is done from now on.
func (w *work) saved() work {
	before := *w
	before.changed = maps.Clone(w.changed)
	return before
}

// restore goes back to what was saved, after the database has. What was only read
// from it is read again.
func (w *work) restore(before work) {
	*w = before
	w.rows.Discard()
	w.areas, w.fid, w.auditRead = map[string]bool{}, 0, false
}
