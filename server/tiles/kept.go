package tiles

import (
	"container/list"
	"sync"

	"strikemap/geo"
	"strikemap/geo/tile"
)

// keptBytes is how much memory encoded tiles may take.
const keptBytes = 32 << 20

// tileKey tells tiles apart: where, and what was asked for, known_at included.
type tileKey struct {
	at       tile.Address
	question string // geo.Query.Canonical
}

// made is an encoded tile and the edition it was made in. A later change may be in it
// already, if it came while the tile was being made.
type made struct {
	edition geo.Edition
	body    []byte
}

// empty reports whether the tile shows nothing.
func (m made) empty() bool { return len(m.body) == 0 }

// touched reports whether a public change since an edition may have touched a tile.
type touched func(since geo.Edition, z, x, y uint32) bool

// touchedBy returns what a reader knows of changes. To one that knows nothing, every
// change touches every tile.
func touchedBy(reader geo.Reader) touched {
	if knows, ok := reader.(interface {
		Touched(since geo.Edition, z, x, y uint32) bool
	}); ok {
		return knows.Touched
	}
	return func(geo.Edition, uint32, uint32, uint32) bool { return true }
}

// kept keeps encoded tiles under a budget of bytes, the least lately used going
// first. A tile stays good until a change touches it. It is safe for concurrent use.
type kept struct {
	touched touched

	mu     sync.Mutex
	budget int
	size   int
	recent *list.List // of *keptTile, the latest used in front
	byKey  map[tileKey]*list.Element
}

type keptTile struct {
	key  tileKey
	made made
	good geo.Edition // untouched up to here
}

// size is roughly what a tile takes in memory.
func (t *keptTile) size() int {
	const overhead = 512 // entry, list and map
	return len(t.made.body) + len(t.key.question) + overhead
}

func newKept(budget int, touched touched) *kept {
	return &kept{budget: budget, touched: touched, recent: list.New(), byKey: map[tileKey]*list.Element{}}
}

// get returns a tile that is as it would be made in an edition.
func (k *kept) get(key tileKey, now geo.Edition) (made, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byKey[key]
	if !ok {
		return made{}, false
	}
	t := e.Value.(*keptTile)
	if !k.untouched(t, now) {
		k.drop(e)
		return made{}, false
	}
	k.recent.MoveToFront(e)
	return t.made, true
}

// untouched reports whether no change up to an edition touched a tile, and notes it,
// so that the next one to ask looks at later changes only.
func (k *kept) untouched(t *keptTile, now geo.Edition) bool {
	if t.good.Epoch != now.Epoch {
		return false
	}
	if t.good.Number >= now.Number {
		return true
	}
	if k.touched(t.good, t.key.at.Z, t.key.at.X, t.key.at.Y) {
		return false
	}
	t.good = now
	return true
}

// put keeps a tile in place of an earlier one.
func (k *kept) put(key tileKey, tile made) {
	t := &keptTile{key, tile, tile.edition}
	if t.size() > k.budget/4 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byKey[key]; ok {
		k.drop(e)
	}
	k.byKey[key] = k.recent.PushFront(t)
	for k.size += t.size(); k.size > k.budget; {
		k.drop(k.recent.Back())
	}
}

func (k *kept) drop(e *list.Element) {
	t := k.recent.Remove(e).(*keptTile)
	delete(k.byKey, t.key)
	k.size -= t.size()
}
