package snapshot

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"strikemap/geo"
)

// segment holds public revisions of incidents as columns, one entry a revision, in
// the order geo.Newer of their features. The place in that order is the rank. It is
// never changed once built; which of its ranks still count is for a run to say.
type segment struct {
	n int

	id         [][16]byte // ULID
	timeFrom   []int64    // milliseconds since 1970, as all times here
	timeTo     []int64
	published  []int64 // 0 without
	publicFrom []int64
	publicTo   []int64 // 0 while public

	lon, lat []float64 // of the served point; NaN without
	spots    []spot    // the same as tiles need it

	area      []uint32  // code of the area and one; 0 without
	areas     []string  // ids
	areaBoxes []float64 // west, south, east, north of each

	codes  [codedCount][]uint16 // of each coded column; nil where there are too many values
	values [codedCount][]string // what a code stands for
	masks  [codedCount][]set    // ranks of each code, for columns of few values
	curves [2][codedCount][]set // the same in the order of the trees of points and of boxes

	body   []location  // where each body lies
	sum    []uint64    // of flat and ledger
	chunks []*chunk    // where bodies lie
	shown  set         // ranks that are no tombstones of withdrawn incidents
	tombs  int         // how many are
	byID   []uint32    // ranks in the order of their ids, the newest revision of one first
	slots  []uint32    // where an id begins in byID, and one; see slot
	long   [3][]uint32 // ranks that last longer than spans[i], and not than the next
	longTo [3][]int64  // when those end
	names  nameList
	points tree        // of the points
	boxes  tree        // of the areas of incidents without a point
	words  *vocabulary // nil in a small segment: texts are searched one by one

	keep []any // what the slices lie in
}

// spans are how long incidents may last that are found by their start: those up to
// the first one directly, the longer ones in lists of their own, so that a question
// about a week need not go far back for them.
var spans = [3]int64{3 * day, 24 * day, 192 * day}

const day = 24 * 60 * 60 * 1000

// address is where a body lies: the chunk, and the offset in it.
type address uint64

const offsetBits = 40

func newAddress(chunk int, offset int) address { return address(chunk)<<offsetBits | address(offset) }
func (a address) chunk() int                   { return int(a >> offsetBits) }
func (a address) offset() int                  { return int(a & (1<<offsetBits - 1)) }

// location is where the flat feature, the ledger and the search text of a revision
// lie, one after the other.
type location struct {
	at               address
	flat, note, text uint32 // sizes
	_                uint32 // so that every byte is written
}

func (l location) size() int { return int(l.flat) + int(l.note) + int(l.text) }

// chunk is a run of bodies, in memory or in a file.
type chunk struct {
	bytes []byte
	file  string // name in the folder; empty in memory
	sum   uint64 // of a file's bytes
	loose bool   // the file may not be on the disk yet
	keep  any    // what bytes lie in
}

// spot is what a tile needs of an incident, in one place.
type spot struct {
	x, y         uint32 // geo.Mercator of the served point
	kind, status uint8  // where they stand in geo.Kinds and geo.Statuses
	placed       bool   // there is a point
	_            bool   // so that every byte is written
}

func newSpot(p *geo.Point, kind, status string) spot {
	s := spot{kind: position(kindValues, kind), status: position(statusValues, status)}
	if p != nil {
		s.x, s.y = geo.Mercator(p.Lon, p.Lat)
		s.placed = true
	}
	return s
}

var (
	kindValues   = geo.Kinds.Values()
	statusValues = geo.Statuses.Values()
)

func position(values []string, value string) uint8 { return uint8(max(0, slices.Index(values, value))) }

// flat returns the encoded feature of a rank.
func (s *segment) flat(rank uint32) []byte {
	l := s.body[rank]
	return s.chunks[l.at.chunk()].bytes[l.at.offset():][:l.flat]
}

// ledger returns the encoded ledger of a rank.
func (s *segment) ledger(rank uint32) []byte {
	l := s.body[rank]
	return s.whole(rank)[l.flat:][:l.note]
}

// text returns the search text of a rank.
func (s *segment) text(rank uint32) []byte {
	l := s.body[rank]
	return s.whole(rank)[l.flat+l.note:]
}

// whole returns all of a body.
func (s *segment) whole(rank uint32) []byte {
	l := s.body[rank]
	return s.chunks[l.at.chunk()].bytes[l.at.offset():][:l.size()]
}

// hasPoint reports whether a point is served for a rank.
func (s *segment) hasPoint(rank uint32) bool { return s.lon[rank] == s.lon[rank] }

// areaBox returns the box of a rank's area, which it must have.
func (s *segment) areaBox(rank uint32) []float64 {
	code := s.area[rank]
	return s.areaBoxes[4*(code-1) : 4*code]
}

// ranksOf returns the ranks of an incident, the newest revision first.
func (s *segment) ranksOf(id [16]byte) []uint32 {
	if len(s.slots) == 0 {
		return nil
	}
	for i := slot(id, len(s.slots)); s.slots[i] != 0; i = (i + 1) & (len(s.slots) - 1) {
		first := int(s.slots[i]) - 1
		if s.id[s.byID[first]] != id {
			continue
		}
		end := first + 1
		for end < len(s.byID) && s.id[s.byID[end]] == id {
			end++
		}
		return s.byID[first:end]
	}
	return nil
}

// slot says where the search for an id begins in a table whose size is a power of
// two.
func slot(id [16]byte, size int) int {
	const odd = 0x9E3779B97F4A7C15 // 2^64 over the golden ratio: spreads ids of one time and place
	mixed := (binary.LittleEndian.Uint64(id[:8]) ^ bits.RotateLeft64(binary.LittleEndian.Uint64(id[8:]), 32)) * odd
	return int(mixed >> 32 & uint64(size-1))
}

// after returns the first rank that comes after a start and an id.
func (s *segment) after(from int64, id [16]byte) uint32 {
	return uint32(sort.Search(s.n, func(i int) bool {
		if s.timeFrom[i] != from {
			return s.timeFrom[i] < from
		}
		return bytes.Compare(s.id[i][:], id[:]) < 0
	}))
}

// upTo returns how many ranks come before a start and an id.
func (s *segment) upTo(from int64, id [16]byte) uint32 {
	return uint32(sort.Search(s.n, func(i int) bool {
		if s.timeFrom[i] != from {
			return s.timeFrom[i] < from
		}
		return bytes.Compare(s.id[i][:], id[:]) <= 0
	}))
}

// firstBefore returns the first rank that starts before an instant.
func (s *segment) firstBefore(at int64) uint32 {
	return uint32(sort.Search(s.n, func(i int) bool { return s.timeFrom[i] < at }))
}

// nameList finds ranks by slug or alias.
type nameList struct {
	text   []byte   // the names in their order, one after the other
	starts []uint32 // where each begins; one more for the end
	ranks  []uint32
}

func (l *nameList) name(i int) string { return string(l.text[l.starts[i]:l.starts[i+1]]) }

func (l *nameList) find(name string) []uint32 {
	n := len(l.ranks)
	at := func(i int) string { return string(l.text[l.starts[i]:l.starts[i+1]]) }
	first := sort.Search(n, func(i int) bool { return strings.Compare(at(i), name) >= 0 })
	end := first
	for end < n && at(end) == name {
		end++
	}
	return l.ranks[first:end]
}

// coded are the flat columns held as codes: those of which an incident has one of a
// limited number of values, lists as a whole.
var coded = []string{
	"kind", "status", "attribution", "category", "outcome", "facility", "country", "control", "admin1",
	"regime", "precision", "basis", "time_precision", "time_zone", "actor", "actor_basis",
	"means", "claimed_by", "confirmed_by", "denied_by", "no_response_by", "border", "claims",
	"source_families", "series", "dataset", "synthetic", "place",
}

const (
	codedCount = 28
	maxCodes   = 1<<16 - 1
	maxMasks   = 64 // values up to which each gets a set of its own
)

// leastMasked is from how many ranks on values get sets. Tests make it small.
var leastMasked = 4096

var (
	codedColumns [codedCount]geo.Column
	codedIndex   = map[string]int{}
)

func init() {
	if len(coded) != codedCount {
		panic("snapshot: the number of coded columns is wrong")
	}
	for i, name := range coded {
		c, ok := geo.ColumnByName(name)
		if !ok {
			panic("snapshot: there is no column " + name)
		}
		codedColumns[i], codedIndex[name] = c, i
	}
}

var statusColumn = indexOf("status")

func indexOf(name string) int {
	for i, c := range coded {
		if c == name {
			return i
		}
	}
	panic("snapshot: " + name + " is not coded")
}
