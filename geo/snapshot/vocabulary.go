package snapshot

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// vocabulary finds the incidents with a word: every different word of a segment, and
// for each the ranks whose search text has it. A question asks for a piece of a word,
// as a search in the whole text would: the terms that can hold it are those that hold
// the rarest three bytes of it.
type vocabulary struct {
	terms  []byte   // sorted, each with a line feed after it
	starts []uint32 // where each begins
	ranks  lists    // of each term
	grams  []uint32 // every three bytes in a row of a term, as gram makes a number of them, sorted
	having lists    // the terms that have each
}

// lists are sorted lists of numbers, kept as differences in varints.
type lists struct {
	bytes  []byte
	starts []uint64 // where each begins; one more for the end
}

// find adds the ranks whose text holds a word to a set.
func (v *vocabulary) find(word string, into set) {
	v.termsWith(word, func(term uint32) { v.ranks.each(int(term), into.add) })
}

// termsWith calls each with the terms that hold a word.
func (v *vocabulary) termsWith(word string, each func(term uint32)) {
	rarest, size := -1, uint64(0)
	for i := 0; i+gramSize <= len(word); i++ {
		at, found := slices.BinarySearch(v.grams, gram(word[i:]))
		if !found {
			return
		}
		if n := v.having.size(at); rarest < 0 || n < size {
			rarest, size = at, n
		}
	}
	if rarest < 0 { // too short to have any
		for term := range uint32(len(v.starts)) {
			if bytes.Contains(v.term(int(term)), []byte(word)) {
				each(term)
			}
		}
		return
	}
	v.having.each(rarest, func(term uint32) {
		if bytes.Contains(v.term(int(term)), []byte(word)) {
			each(term)
		}
	})
}

const gramSize = 3

// gram makes a number of the first three bytes of a text.
func gram(text string) uint32 { return uint32(text[0])<<16 | uint32(text[1])<<8 | uint32(text[2]) }

// size returns how many bytes a list takes.
func (l *lists) size(i int) uint64 { return l.starts[i+1] - l.starts[i] }

// each calls f with the numbers of a list.
func (l *lists) each(i int, f func(uint32)) {
	n := uint64(0)
	for list := l.bytes[l.starts[i]:l.starts[i+1]]; len(list) > 0; {
		d := uint64(list[0])
		if d < 0x80 { // most
			list = list[1:]
		} else {
			var size int
			d, size = binary.Uvarint(list)
			list = list[size:]
		}
		n += d
		f(uint32(n - 1))
	}
}

func (l *lists) add(list []byte) {
	l.starts = append(l.starts, uint64(len(l.bytes)))
	l.bytes = append(l.bytes, list...)
}

func (l *lists) close() { l.starts = append(l.starts, uint64(len(l.bytes))) }

// term returns the text of a term.
func (v *vocabulary) term(i int) []byte {
	end := len(v.terms)
	if i+1 < len(v.starts) {
		end = int(v.starts[i+1])
	}
	return v.terms[v.starts[i] : end-1]
}

// indexer makes a vocabulary of texts given in the order of their ranks.
type indexer map[string]*listing

// listing is a list in the making.
type listing struct {
	last  uint64 // the last number and one
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
	grams := map[uint32]*listing{}
	for i, word := range slices.Sorted(maps.Keys(x)) {
		v.starts = append(v.starts, uint32(len(v.terms)))
		v.terms = append(append(v.terms, word...), '\n')
		v.ranks.add(x[word].bytes)
		for k := 0; k+gramSize <= len(word); k++ {
			l := grams[gram(word[k:])]
			if l == nil {
				l = &listing{}
				grams[gram(word[k:])] = l
			}
			l.add(uint32(i))
		}
	}
	v.ranks.close()
	for _, g := range slices.Sorted(maps.Keys(grams)) {
		v.grams = append(v.grams, g)
		v.having.add(grams[g].bytes)
	}
	v.having.close()
	return v
}
