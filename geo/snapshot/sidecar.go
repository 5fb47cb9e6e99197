package snapshot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cespare/xxhash/v2"

	"strikemap/geo"
)

// sidecar is the folder beside the record that holds the base, so that a start need
// not make it again. It holds what is public and was, and nothing that is not in the
// record: it may be deleted at any time. Only one process uses it.
type sidecar struct {
	folder string
	stamp  string // of the program that encodes bodies
	last   int64  // number of the last files made
}

const (
	manifestName    = "base.json"
	manifestVersion = 1
)

// manifest names the files of a base.
type manifest struct {
	Version int             `json:"version"`
	Stamp   string          `json:"stamp"`
	Mark    geo.Mark        `json:"mark"`
	Number  int64           `json:"number"`
	Now     string          `json:"now"`
	Past    string          `json:"past"`
	Chunks  []manifestChunk `json:"chunks"`
	// Indexes of Chunks, in the order of each segment.
	NowChunks  []int `json:"now_chunks"`
	PastChunks []int `json:"past_chunks"`
}

type manifestChunk struct {
	File string `json:"file"`
	Size int    `json:"size"`
	Sum  uint64 `json:"sum"`
}

// open returns the base of the folder and where the record stood then. It is
// fs.ErrNotExist if there is none, and another error if it cannot be used.
func (c *sidecar) open() (tier, geo.Mark, error) {
	raw, err := os.ReadFile(filepath.Join(c.folder, manifestName))
	if err != nil {
		return tier{}, geo.Mark{}, err
	}
	m, err := parseManifest(raw)
	if err != nil {
		return tier{}, geo.Mark{}, fmt.Errorf("%s: %w", manifestName, err)
	}
	c.last = m.Number
	if m.Version != manifestVersion || m.Stamp != c.stamp {
		return tier{}, geo.Mark{}, errors.New("it was made by another version")
	}
	var chunks []*chunk
	for _, named := range m.Chunks {
		mapped, err := mapFile(c.path(named.File))
		if err != nil {
			return tier{}, geo.Mark{}, err
		}
		if len(mapped.bytes) != named.Size {
			return tier{}, geo.Mark{}, fmt.Errorf("%s: %w", named.File, errImage)
		}
		chunks = append(chunks, &chunk{bytes: mapped.bytes, file: named.File, sum: named.Sum, keep: mapped})
	}
	now, err := c.segment(m.Now, m.NowChunks, chunks)
	if err != nil {
		return tier{}, geo.Mark{}, err
	}
	past, err := c.segment(m.Past, m.PastChunks, chunks)
	if err != nil {
		return tier{}, geo.Mark{}, err
	}
	c.tidy(m)
	return tier{newRun(now), newRun(past)}, m.Mark, nil
}

// parseManifest reads a manifest: JSON in one line, then its xxHash64.
func parseManifest(raw []byte) (manifest, error) {
	var m manifest
	text, sum, _ := strings.Cut(string(raw), "\n")
	if sum != sumLine(text) {
		return m, errImage
	}
	err := json.Unmarshal([]byte(text), &m)
	return m, err
}

func sumLine(text string) string { return fmt.Sprintf("%016x\n", xxhash.Sum64String(text)) }

func (c *sidecar) path(name string) string { return filepath.Join(c.folder, filepath.Base(name)) }

// segment maps one image and gives it its chunks.
func (c *sidecar) segment(name string, indexes []int, chunks []*chunk) (*segment, error) {
	s, err := readImage(c.path(name))
	if err != nil {
		return nil, err
	}
	for _, i := range indexes {
		if i < 0 || i >= len(chunks) {
			return nil, errImage
		}
		s.chunks = append(s.chunks, chunks[i])
	}
	for _, l := range s.body {
		if l.at.chunk() >= len(s.chunks) || l.at.offset()+l.size() > len(s.chunks[l.at.chunk()].bytes) {
			return nil, errImage
		}
	}
	return s, nil
}

// sinks returns where the bodies of a new base go.
func (c *sidecar) sinks() (now, past sink) {
	c.last++
	return newFileSink(c.folder, numbered("bodies", c.last)), newFileSink(c.folder, numbered("past-bodies", c.last))
}

// settle waits until the bodies in files are on the disk.
func (c *sidecar) settle(s *segment) error {
	for _, k := range s.chunks {
		if !k.loose {
			continue
		}
		f, err := os.Open(c.path(k.file))
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
		k.loose = false
	}
	return nil
}

// save writes a base whose bodies lie in files and returns it mapped. What was there
// before is deleted: who still reads it does so from memory.
func (c *sidecar) save(now, past *segment, mark geo.Mark) (tier, error) {
	m := manifest{
		Version: manifestVersion, Stamp: c.stamp, Mark: mark, Number: c.last,
		Now: numbered("now", c.last), Past: numbered("past", c.last),
	}
	index := map[string]int{}
	list := func(s *segment) (indexes []int) {
		for _, k := range s.chunks {
			if _, ok := index[k.file]; !ok {
				index[k.file] = len(m.Chunks)
				m.Chunks = append(m.Chunks, manifestChunk{k.file, len(k.bytes), k.sum})
			}
			indexes = append(indexes, index[k.file])
		}
		return indexes
	}
	m.NowChunks, m.PastChunks = list(now), list(past)
	var mapped [2]*segment
	for i, s := range []*segment{now, past} {
		if err := c.settle(s); err != nil {
			return tier{}, err
		}
		name := []string{m.Now, m.Past}[i]
		if err := writeImage(c.path(name), s); err != nil {
			return tier{}, err
		}
		var err error
		if mapped[i], err = readImage(c.path(name)); err != nil {
			return tier{}, err
		}
		mapped[i].chunks = s.chunks
	}
	if err := c.writeManifest(m); err != nil {
		return tier{}, err
	}
	c.tidy(m)
	return tier{newRun(mapped[0]), newRun(mapped[1])}, nil
}

func (c *sidecar) writeManifest(m manifest) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	fresh := c.path(manifestName + ".new")
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(string(raw) + "\n" + sumLine(string(raw)))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(fresh, c.path(manifestName))
}

// tidy deletes files of ours that a manifest does not name.
func (c *sidecar) tidy(m manifest) {
	needed := map[string]bool{m.Now: true, m.Past: true}
	for _, k := range m.Chunks {
		needed[k.File] = true
	}
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		ours := e.Name() == manifestName+".new"
		for _, prefix := range []string{"now-", "past-", "bodies-", "past-bodies-"} {
			ours = ours || strings.HasPrefix(e.Name(), prefix)
		}
		if ours && !needed[e.Name()] {
			_ = os.Remove(c.path(e.Name())) // tried again the next time
		}
	}
}

// forget deletes all files, so that a text that was purged is in none. Who reads them
// does so from memory.
func (c *sidecar) forget() error {
	err := os.Remove(c.path(manifestName))
	c.tidy(manifest{})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// verify reads all bodies in files and reports the first file whose sum is wrong.
func verify(t tier, stop <-chan struct{}) error {
	seen := map[*chunk]bool{}
	for _, s := range []*segment{t.now.segment, t.past.segment} {
		for _, k := range s.chunks {
			if seen[k] || k.file == "" {
				continue
			}
			seen[k] = true
			if err := k.verify(stop); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *chunk) verify(stop <-chan struct{}) error {
	hash := xxhash.New()
	const piece = 4 << 20
	for rest := k.bytes; len(rest) > 0; {
		select {
		case <-stop:
			return nil
		default:
		}
		n := min(piece, len(rest))
		_, _ = hash.Write(rest[:n]) // a hash never fails
		rest = rest[n:]
	}
	if hash.Sum64() != k.sum {
		return fmt.Errorf("%s: %w", k.file, errImage)
	}
	return nil
}
