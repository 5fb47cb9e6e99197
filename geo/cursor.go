package geo

import (
	"encoding/base64"
	"encoding/binary"
	"time"
)

// Cursor marks a place in the order of a question: the next page starts with the
// first feature after the one named, and the page before ends with the last one before
// it. It is good for one question and one database only.
type Cursor struct {
	From   time.Time // time_from of the feature
	ID     string    // its id
	Keys   []string  // its Column.Text by Query.Sort
	Before bool      // the page before it is asked for
	Query  uint64    // Query.Hash of the question
	Epoch  string    // of the database
}

const cursorVersion = 2

// String writes the cursor as the opaque text a client sends back.
func (c Cursor) String() string {
	flags := byte(0)
	if c.Before {
		flags = 1
	}
	b := []byte{cursorVersion, flags}
	b = binary.BigEndian.AppendUint64(b, uint64(c.From.UnixMilli()))
	b = binary.BigEndian.AppendUint64(b, c.Query)
	for _, part := range append([]string{c.ID, c.Epoch}, c.Keys...) {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseCursor reads what String wrote. That it fits the question and the database
// is for Cursor.Check to say.
func ParseCursor(text string) (*Cursor, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < 18 || b[0] != cursorVersion {
		return nil, errCursor
	}
	c := &Cursor{
		Before: b[1] == 1,
		From:   time.UnixMilli(int64(binary.BigEndian.Uint64(b[2:10]))).UTC(),
		Query:  binary.BigEndian.Uint64(b[10:18]),
	}
	var parts []string
	for b = b[18:]; len(b) > 0; {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return nil, errCursor
		}
		parts, b = append(parts, string(b[size:size+int(n)])), b[size+int(n):]
	}
	if len(parts) < 2 || !ValidID(parts[0]) {
		return nil, errCursor
	}
	c.ID, c.Epoch, c.Keys = parts[0], parts[1], parts[2:]
	if c.String() != text { // base64 passes over line breaks, numbers have long forms
		return nil, errCursor
	}
	return c, nil
}

var errCursor = Invalid("cursor", "is not a cursor this server gave out; start again without it")

// Check refuses a cursor of another question or database: page one in its place
// would send a crawler round in circles.
func (c *Cursor) Check(q Query, epoch string) error {
	switch {
	case c == nil:
		return nil
	case c.Epoch != epoch:
		return Invalid("cursor", "belongs to another database; start again without it")
	case c.Query != q.Hash() || len(c.Keys) != len(q.Sort):
		return Invalid("cursor", "belongs to other parameters; keep all of them while paging")
	}
	return nil
}

// Passed reports whether a feature lies after the cursor in the order newest
// first. A nil cursor is before all.
func (c *Cursor) Passed(f *Feature) bool {
	if c == nil {
		return true
	}
	if d := f.Time.From.Compare(c.From); d != 0 {
		return d < 0
	}
	return f.ID < c.ID
}
