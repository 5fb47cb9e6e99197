// Package tile reads the basemap's tile archive, checks tile addresses and
// writes vector tiles (Mapbox Vector Tile 2.1).
//
// The archive is one file, made at build time and read in place:
//
//	offset  size      what
//	0       8         "SMTILES1"
//	8       4         number of entries n, little-endian
//	12      20 x n    entries, ascending by tile number:
//	                  tile number uint64, offset uint64, length uint32
//	12+20n  ...       the tiles, each gzip-compressed
//
// A tile's number counts all tiles of the shallower zooms and then its own zoom
// row by row. Offsets count from the first byte after the entries. Tiles with
// equal bytes, such as open sea, are stored once.
package tile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"sort"
)

const (
	magic      = "SMTILES1"
	headerSize = len(magic) + 4
	entrySize  = 20
)

// ErrArchive says that bytes are not a tile archive, or a damaged one.
var ErrArchive = errors.New("not a tile archive")

// Archive answers tiles by address from bytes held in memory. It never changes
// and is safe for concurrent use.
type Archive struct {
	index   []byte
	blobs   []byte
	entries int
}

// Open checks the index of an archive and returns a reader over it. The bytes
// are kept, not copied. The error wraps ErrArchive.
func Open(data []byte) (*Archive, error) {
	if len(data) < headerSize || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no %s at its beginning", ErrArchive, magic)
	}
	n := int(binary.LittleEndian.Uint32(data[len(magic):]))
	if n > (len(data)-headerSize)/entrySize {
		return nil, fmt.Errorf("%w: %d entries do not fit into %d bytes", ErrArchive, n, len(data))
	}
	end := headerSize + n*entrySize
	a := &Archive{index: data[headerSize:end], blobs: data[end:], entries: n}
	for i := range n {
		id, offset, length := a.entry(i)
		if size := uint64(len(a.blobs)); offset > size || length > size-offset {
			return nil, fmt.Errorf("%w: entry %d points beyond the end", ErrArchive, i)
		}
		if i > 0 {
			if before, _, _ := a.entry(i - 1); before >= id {
				return nil, fmt.Errorf("%w: entry %d is out of order", ErrArchive, i)
			}
		}
	}
	return a, nil
}

// Len is the number of addresses the archive answers.
func (a *Archive) Len() int { return a.entries }

// Tile returns the gzip-compressed vector tile at an address, and false if the
// address is not valid or lies outside the archive's detail: the basemap is
// deep only in its region. A parent is never cut up in its place. Open sea is
// there, as a tile without layers.
//
// The bytes belong to the archive and must not be changed.
func (a *Archive) Tile(z, x, y uint32) (gz []byte, ok bool) {
	address, err := NewAddress(z, x, y)
	if err != nil {
		return nil, false
	}
	want := address.id()
	i := sort.Search(a.entries, func(i int) bool {
		id, _, _ := a.entry(i)
		return id >= want
	})
	if i == a.entries {
		return nil, false
	}
	id, offset, length := a.entry(i)
	if id != want {
		return nil, false
	}
	return a.blobs[offset : offset+length : offset+length], true
}

func (a *Archive) entry(i int) (id, offset, length uint64) {
	e := a.index[i*entrySize:]
	return binary.LittleEndian.Uint64(e), binary.LittleEndian.Uint64(e[8:]), uint64(binary.LittleEndian.Uint32(e[16:]))
}

// Writer collects tiles for an archive. The zero value is ready.
type Writer struct {
	tiles map[uint64][]byte
}

// Put stores a gzip-compressed tile, replacing an earlier one at that address.
func (w *Writer) Put(at Address, gz []byte) {
	if w.tiles == nil {
		w.tiles = map[uint64][]byte{}
	}
	w.tiles[at.id()] = gz
}

// Bytes is the finished archive; the same tiles give the same bytes in whatever
// order they were put.
func (w *Writer) Bytes() []byte {
	ids := make([]uint64, 0, len(w.tiles))
	for id := range w.tiles {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })

	head := bytes.NewBufferString(magic)
	head.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(ids))))
	var blobs []byte
	seen := map[string]uint64{}
	for _, id := range ids {
		gz := w.tiles[id]
		offset, stored := seen[string(gz)]
		if !stored {
			offset = uint64(len(blobs))
			seen[string(gz)] = offset
			blobs = append(blobs, gz...)
		}
		var e [entrySize]byte
		binary.LittleEndian.PutUint64(e[:], id)
		binary.LittleEndian.PutUint64(e[8:], offset)
		binary.LittleEndian.PutUint32(e[16:], uint32(len(gz)))
		head.Write(e[:])
	}
	return append(head.Bytes(), blobs...)
}
