package live

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

const (
	mostKept    = 256              // events kept for those who missed some
	beat        = 20 * time.Second // between two signs of life: proxies cut what is silent for a minute
	writeWithin = 10 * time.Second // for a piece to go out; who is slower is dropped
)

// unknown is an edition that nobody can have.
const unknown = -1

// Hub tells listeners of public changes. It keeps the last events, and each listener
// where it stands among them: so nobody waits for a slow one, and to come back after a
// while is the same as to have stayed.
type Hub struct {
	reader geo.Reader
	most   int           // listeners
	beat   time.Duration // see the constant; tests make it short
	within time.Duration // see writeWithin
	cancel func()        // of the subscription

	mu     sync.Mutex
	kept   []kept
	since  int64         // edition before the first event that is kept
	last   geo.Edition   // of the last event, or that of the beginning
	next   chan struct{} // closed at the next change
	inside int           // listeners there are
	closed bool
	done   chan struct{} // closed by Close
}

// kept is one event, by the edition that it leads to.
type kept struct {
	edition int64
	bytes   []byte
}

// New returns a hub for at most some listeners. It follows changes, which must be those
// that the reader answers from, until it is closed.
func New(reader geo.Reader, changes geo.Changes, most int) *Hub {
	h := &Hub{reader: reader, most: most, beat: beat, within: writeWithin, next: make(chan struct{}), done: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cancel = changes.Subscribe(h.note)
	h.last = reader.Edition()
	h.since = h.last.Number
	return h
}

// Close ends all streams. It does not wait for their listeners.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		h.cancel()
		close(h.done)
	}
}

// Listeners returns how many are listening.
func (h *Hub) Listeners() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.inside
}

// note makes an event of a change. One that raises no edition shows readers nothing new.
func (h *Hub) note(c geo.Change) {
	made := kept{c.Edition.Number, event(c.Edition, "change", describe(h.reader, c))}
	h.mu.Lock()
	defer h.mu.Unlock()
	if c.Edition.Number <= h.last.Number {
		return
	}
	h.kept = append(h.kept, made)
	if more := len(h.kept) - mostKept; more > 0 {
		h.since = h.kept[more-1].edition
		h.kept = slices.Delete(h.kept, 0, more)
	}
	h.last = c.Edition
	close(h.next)
	h.next = make(chan struct{})
}

// missed returns what a listener has to be told who knows an edition, the edition that
// it knows then, and what is closed when there is more to tell.
func (h *Hub) missed(known int64) (told []byte, now geo.Edition, next <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if known < h.since || known > h.last.Number {
		return event(h.last, "reset", reset{h.last.Number, h.last.Changed}), h.last, h.next
	}
	for _, k := range h.kept {
		if k.edition > known {
			told = append(told, k.bytes...)
		}
	}
	return told, h.last, h.next
}

// enter lets a listener in, if there is room.
func (h *Hub) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.inside >= h.most {
		return false
	}
	h.inside++
	return true
}

func (h *Hub) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.inside--
}

// stream tells a listener what changes, from an edition on, until it goes away, does
// not take what it is told, or the hub is closed.
func (h *Hub) stream(gone context.Context, w http.ResponseWriter, known int64) {
	control := http.NewResponseController(w)
	send := func(p []byte) bool {
		_ = control.SetWriteDeadline(time.Now().Add(h.within)) // not supported is no fault
		_, err := w.Write(p)
		return err == nil && control.Flush() == nil
	}
	pulse := time.NewTicker(h.beat)
	defer pulse.Stop()
	say, now, next := h.missed(known)
	say = append(say, greeting(now)...)
	for send(say) {
		select {
		case <-next:
			say, now, next = h.missed(now.Number)
		case <-pulse.C:
			say = []byte(":\n\n")
		case <-gone.Done():
			return
		case <-h.done:
			return
		}
	}
}

// greeting tells the client its place, and how many milliseconds to wait before it comes
// back: not all at the same moment after the server was started again. It follows what
// was missed, so that who loses the connection in between gets that again.
func greeting(now geo.Edition) string {
	return fmt.Sprintf("id: %s\nretry: %d\n\n", web.EditionID(now), 3000+rand.IntN(7000))
}
