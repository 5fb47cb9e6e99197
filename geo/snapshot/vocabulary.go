package snapshot

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"sort"
	"strings"
)

// vocabulary finds the incidents with a word: every different word of a segment, and
// for each the ranks whose search text has it. A question asks for a piece of a word,
// as a search in the whole text would.
type vocabulary struct {
	terms    []byte   // sorted, each with a line feed after it
	starts   []uint32 // where each begins
	listed   []byte   // ranks of each, as differences in varints
	listings []uint64 // where each list begins; one more for the end
}

// find adds the ranks whose text holds a word to a set.
func (v *vocabulary) find(word string, into set) {
	for at := 0; ; {
		i := bytes.Index(v.terms[at:], []byte(word))
		if i < 0 {
			return
		}
		term := sort.Search(len(v.starts), func(k int) bool { return int(v.starts[k]) > at+i }) - 1
		v.each(term, into.add)
		if term+1 == len(v.starts) {
			return
		}
		at = int(v.starts[term+1])
	}
}

// each calls f with the ranks that have a term.
func (v *vocabulary) each(term int, f func(uint32)) {
	rank := uint64(0)
	for list := v.listed[v.listings[term]:v.listings[term+1]]; len(list) > 0; {
		d := uint64(list[0])
		if d < 0x80 { // most
			list = list[1:]
		} else {
			var n int
			d, n = binary.Uvarint(list)
			list = list[n:]
		}
		rank += d
		f(uint32(rank - 1))
	}
}

// term returns the text of a term.
func (v *vocabulary) term(i int) string {
	end := len(v.terms)
	if i+1 < len(v.starts) {
		end = int(v.starts[i+1])
	}
	return string(v.terms[v.starts[i] : end-1])
}

// indexer makes a vocabulary of texts given in the order of their ranks.
type indexer map[string]*listing

type listing struct {
	last  uint64 // the last rank and one
	bytes []byte
}

func (x indexer) add(rank uint32, text string) {
	for word := range strings.FieldsSeq(text) {
		l := x[word]
		if l == nil {
			l = &listing{}
			x[strings.Clone(word)] = l
		}
		l.add(rank)
	}
}

func (l *listing) add(rank uint32) {
	if next := uint64(rank) + 1; next > l.last {
		l.bytes = binary.AppendUvarint(l.bytes, next-l.last)
		l.last = next
	}
}

func (x indexer) vocabulary() *vocabulary {
	v := &vocabulary{}
	for _, word := range slices.Sorted(maps.Keys(x)) {
		v.starts = append(v.starts, uint32(len(v.terms)))
		v.terms = append(append(v.terms, word...), '\n')
		v.listings = append(v.listings, uint64(len(v.listed)))
		v.listed = append(v.listed, x[word].bytes...)
	}
	v.listings = append(v.listings, uint64(len(v.listed)))
	return v
}
