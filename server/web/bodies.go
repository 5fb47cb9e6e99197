package web

import (
	"container/list"
	"net/http"
	"slices"
	"sync"
)

// Bodies keeps encoded bodies under a budget of bytes, the least lately used going
// first. One encoding costs as much as ten queries. It is safe for concurrent use;
// nil keeps nothing.
type Bodies struct {
	mu     sync.Mutex
	budget int
	size   int
	recent *list.List // of *keptEntry, the latest used in front
	byKey  map[bodyKey]*list.Element
}

type bodyKey struct{ path, tag, coding string }

type keptBody struct {
	bytes  []byte
	header http.Header
}

type keptEntry struct {
	key  bodyKey
	body keptBody
}

const entryOverhead = 1024 // key, header and list, roughly

// NewBodies returns a store of at most budget bytes.
func NewBodies(budget int) *Bodies {
	return &Bodies{budget: budget, recent: list.New(), byKey: map[bodyKey]*list.Element{}}
}

// largest is the size of a body that is still worth keeping.
func (b *Bodies) largest() int {
	if b == nil {
		return 0
	}
	return b.budget / 4
}

func (b *Bodies) get(key bodyKey) (keptBody, bool) {
	if b == nil {
		return keptBody{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.byKey[key]
	if !ok {
		return keptBody{}, false
	}
	b.recent.MoveToFront(e)
	return e.Value.(*keptEntry).body, true
}

func (b *Bodies) put(key bodyKey, body keptBody) {
	if b == nil || len(body.bytes) > b.largest() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.byKey[key]; ok {
		return
	}
	b.byKey[key] = b.recent.PushFront(&keptEntry{key, body})
	b.size += len(body.bytes) + entryOverhead
	for b.size > b.budget {
		last := b.recent.Back()
		entry := b.recent.Remove(last).(*keptEntry)
		delete(b.byKey, entry.key)
		b.size -= len(entry.body.bytes) + entryOverhead
	}
}

// keptHeader are the headers that belong to a body; the others belong to the
// request and are set anew.
func keptHeader(h http.Header) http.Header {
	kept := http.Header{}
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Disposition", "Content-Language", "Content-Crs", "Etag", "Link", "Cache-Control", "Last-Modified"} {
		if values := h[name]; len(values) > 0 {
			kept[name] = slices.Clip(values)
		}
	}
	return kept
}
