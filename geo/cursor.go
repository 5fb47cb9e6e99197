package geo

import (
	"encoding/base64"
	"encoding/binary"
	"time"
)

// Cursor marks a place in the order newest first: the next page starts with the
// first feature after the one named. It is good for one question and one database
// only.
type Cursor struct {
	From  time.Time // time_from of the last feature seen
	ID    string    // its id
	Query uint64    // Query.Hash of the question
	Epoch string    // of the database
}

const cursorVersion = 1

// String writes the cursor as the opaque text a client sends back.
func (c Cursor) String() string {
	b := []byte{cursorVersion}
	b = binary.BigEndian.AppendUint64(b, uint64(c.From.UnixMilli()))
	b = binary.BigEndian.AppendUint64(b, c.Query)
	b = append(b, byte(len(c.ID)))
	b = append(b, c.ID...)
	b = append(b, c.Epoch...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseCursor reads what String wrote. That it fits the question and the database
// is for Cursor.Check to say.
func ParseCursor(text string) (*Cursor, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < 18 || b[0] != cursorVersion || len(b) < 18+int(b[17]) {
		return nil, Invalid("cursor", "is not a cursor this server gave out; start again without it")
	}
	idEnd := 18 + int(b[17])
	c := &Cursor{
		From:  time.UnixMilli(int64(binary.BigEndian.Uint64(b[1:9]))).UTC(),
		Query: binary.BigEndian.Uint64(b[9:17]),
		ID:    string(b[18:idEnd]),
		Epoch: string(b[idEnd:]),
	}
	if !ValidID(c.ID) || c.String() != text { // base64 passes over line breaks
		return nil, Invalid("cursor", "is not a cursor this server gave out; start again without it")
	}
	return c, nil
}

// Check refuses a cursor of another question or database: page one in its place
// would send a crawler round in circles.
func (c *Cursor) Check(q Query, epoch string) error {
	switch {
	case c == nil:
		return nil
	case c.Epoch != epoch:
		return Invalid("cursor", "belongs to another database; start again without it")
	case c.Query != q.Hash():
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
