package ingest

import (
	"bufio"
	"io"
)

// returns is CSV with a carriage return more before each line end that lies inside
// quotes and has one: package csv takes one away there, and the text of a field shall
// come out as it went in.
type returns struct {
	r      *bufio.Reader
	quoted bool // inside quotes
	last   byte
	owed   bool // a line feed is still to be handed out
}

// Read hands out bytes.
func (c *returns) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if c.owed {
			c.owed, p[n] = false, '\n'
			n++
			continue
		}
		if n > 0 && c.r.Buffered() == 0 {
			return n, nil
		}
		b, err := c.r.ReadByte()
		if err != nil {
			return n, err
		}
		switch {
		case b == '"':
			c.quoted = !c.quoted
		case b == '\n' && c.last == '\r' && c.quoted:
			c.owed, b = true, '\r'
		}
		c.last = b
		p[n] = b
		n++
	}
	return n, nil
}

var _ io.Reader = (*returns)(nil)
