package web

import (
	"context"
	"sync"
)

// flights let equal requests that come while one of them is being answered wait for
// that answer in the place of making it again. The zero value is ready.
type flights struct {
	mu    sync.Mutex
	byKey map[bodyKey]*flight
}

// flight is one answer being made.
type flight struct {
	key    bodyKey
	landed chan struct{} // closed at the end; nil while nobody waits
	body   keptBody      // set before landed is closed
	shared bool          // there is a body for those who wait
}

// join returns the flight of a key, and whether the caller leads it: a leader must
// land it.
func (f *flights) join(key bodyKey) (*flight, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if running, ok := f.byKey[key]; ok {
		if running.landed == nil {
			running.landed = make(chan struct{})
		}
		return running, false
	}
	if f.byKey == nil {
		f.byKey = map[bodyKey]*flight{}
	}
	led := &flight{key: key}
	f.byKey[key] = led
	return led, true
}

// land ends a flight. If anybody waits, body is called for what they get; it returns
// false if there is nothing to share. It reports whether somebody got it.
func (f *flights) land(led *flight, body func() (keptBody, bool)) bool {
	f.mu.Lock()
	delete(f.byKey, led.key)
	waited := led.landed
	f.mu.Unlock()
	if waited == nil {
		return false
	}
	if body != nil {
		led.body, led.shared = body()
	}
	close(waited)
	return led.shared
}

// wait returns what the leader of a flight made, and false if it failed or ctx ended.
func (f *flight) wait(ctx context.Context) (keptBody, bool) {
	select {
	case <-f.landed:
		return f.body, f.shared
	case <-ctx.Done():
		return keptBody{}, false
	}
}
