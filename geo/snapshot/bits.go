package snapshot

import (
	"iter"
	"math/bits"
	"sync"
)

// set is a set of ranks, one bit each.
type set []uint64

// words is how many words a set of n ranks takes.
func words(n int) int { return (n + 63) / 64 }

func (s set) has(rank uint32) bool { return s[rank/64]&(1<<(rank%64)) != 0 }
func (s set) add(rank uint32)      { s[rank/64] |= 1 << (rank % 64) }
func (s set) remove(rank uint32)   { s[rank/64] &^= 1 << (rank % 64) }

func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// from calls each with the ranks of the set from start on, in order.
func (s set) from(start uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		first := int(start / 64)
		for i := first; i < len(s); i++ {
			w := s[i]
			if i == first {
				w &= ^uint64(0) << (start % 64)
			}
			for ; w != 0; w &= w - 1 {
				if !yield(uint32(i*64 + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}

// before calls each with the ranks of the set below end, the last one first.
func (s set) before(end uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		last := int(end / 64)
		for i := min(last, len(s)-1); i >= 0; i-- {
			w := s[i]
			if i == last {
				w &= 1<<(end%64) - 1
			}
			for w != 0 {
				bit := 63 - bits.LeadingZeros64(w)
				if !yield(uint32(i*64 + bit)) {
					return
				}
				w &^= 1 << bit
			}
		}
	}
}

// spare keeps sets of past questions, empty, for the next ones.
var spare sync.Pool

// emptySet returns an empty set for n ranks; give it back by release.
func emptySet(n int) set {
	if s, ok := spare.Get().(*set); ok && cap(*s) >= words(n) {
		return (*s)[:words(n)]
	}
	return make(set, words(n))
}

// release empties a set and keeps it for another question.
func (s set) release() {
	s = s[:cap(s)]
	clear(s)
	spare.Put(&s)
}
