package store

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"

	"strikemap/geo"
)

// Spool keeps incidents in a temporary file until it is known what becomes of them,
// in the form the record keeps them in.
type Spool struct {
	file *os.File
	out  *bufio.Writer
	n    int
}

// NewSpool makes an empty one in a folder. Only its owner can read the file.
func NewSpool(folder string) (*Spool, error) {
	file, err := os.CreateTemp(folder, ".strikemap-import-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // where that works, it goes with the process, however that ends
	return &Spool{file: file, out: bufio.NewWriterSize(file, 1<<20)}, nil
}

// Add keeps an incident.
func (s *Spool) Add(in geo.Incident) error {
	body, _, err := encodeBody(normal(in))
	if err != nil {
		return err
	}
	s.n++
	_, err = s.out.WriteString(body + "\n")
	return err
}

// Len is how many there are.
func (s *Spool) Len() int { return s.n }

// All gives them out in their order. It may be asked again.
func (s *Spool) All() iter.Seq2[geo.Incident, error] {
	return func(yield func(geo.Incident, error) bool) {
		if err := s.out.Flush(); err != nil {
			yield(geo.Incident{}, err)
			return
		}
		in := bufio.NewReaderSize(io.NewSectionReader(s.file, 0, 1<<62), 1<<20)
		for range s.n {
			line, err := in.ReadString('\n')
			var one geo.Incident
			if err == nil {
				one, err = decodeBody(line[:len(line)-1])
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

// Close removes the file.
func (s *Spool) Close() error {
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
