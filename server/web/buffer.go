package web

import "sync"

// largestPiece is the size up to which an answer is made in memory and sent at once.
const largestPiece = 4 << 20

// buffers are used again from answer to answer. None is larger than largestPiece by
// much, so that a huge answer does not stay.
var buffers = sync.Pool{New: func() any { return new(buffer) }}

type buffer struct{ bytes []byte }

// takeBuffer returns an empty buffer with room for n bytes.
func takeBuffer(n int) *buffer {
	b := buffers.Get().(*buffer)
	if cap(b.bytes) < n {
		b.bytes = make([]byte, 0, n+n/8)
	}
	b.bytes = b.bytes[:0]
	return b
}

// release gives a buffer back. Nobody may use its bytes any more. nil is none.
func (b *buffer) release() {
	if b != nil && cap(b.bytes) <= largestPiece*5/4 {
		buffers.Put(b)
	}
}
