package ingest

import (
	"errors"
	"io"
)

// errTooLong is what a budget returns once it is used up.
var errTooLong = errors.New("the row is too long")

// budget hands out the bytes of a file in small pieces and refuses when more were
// asked for than one row may have. Readers that hold a whole row in memory are so
// bounded, whatever the file holds.
type budget struct {
	r    io.Reader
	most int // bytes between two calls of renew, plus one piece read ahead
	used int
}

const piece = 32 << 10

func (b *budget) Read(p []byte) (int, error) {
	if b.used > b.most+piece {
		return 0, errTooLong
	}
	n, err := b.r.Read(p[:min(len(p), piece)])
	b.used += n
	return n, err
}

// renew begins the next row.
func (b *budget) renew() { b.used = 0 }
