package tile

import (
	"bytes"
	"hash/maphash"
)

// dictionary numbers entries from 0 in the order they come, each once, and encodes
// them as repetitions of a field. It is a hash table over the encoded bytes, so that
// a tile of thousands of entries is not thousands of allocations.
type dictionary struct {
	field   byte
	encoded []byte
	entries []entry
	slots   []uint32 // numbers from 1, 0 where nothing is; at most half of them are taken
}

type entry struct{ from, to int } // in encoded

// seed differs from process to process; what is encoded does not depend on it.
var seed = maphash.MakeSeed()

// at returns the number of an entry, a new one if it was not there.
func (d *dictionary) at(content []byte) uint64 {
	if 2*len(d.entries) >= len(d.slots) {
		d.grow()
	}
	slot := d.slot(content)
	if d.slots[slot] == 0 {
		d.encoded = appendBytes(d.encoded, d.field, content)
		d.entries = append(d.entries, entry{len(d.encoded) - len(content), len(d.encoded)})
		d.slots[slot] = uint32(len(d.entries))
	}
	return uint64(d.slots[slot] - 1)
}

// slot returns where an entry is, or may be put.
func (d *dictionary) slot(content []byte) uint64 {
	last := uint64(len(d.slots) - 1)
	for at := maphash.Bytes(seed, content) & last; ; at = (at + 1) & last {
		if n := d.slots[at]; n == 0 || bytes.Equal(d.bytes(d.entries[n-1]), content) {
			return at
		}
	}
}

func (d *dictionary) bytes(e entry) []byte { return d.encoded[e.from:e.to] }

// grow makes room for twice as many entries.
func (d *dictionary) grow() {
	d.slots = make([]uint32, max(64, 2*len(d.slots))) // a power of two
	for i, e := range d.entries {
		d.slots[d.slot(d.bytes(e))] = uint32(i + 1)
	}
}
