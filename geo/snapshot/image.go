package snapshot

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"unsafe"

	"github.com/cespare/xxhash/v2"
	mmap "github.com/edsrzf/mmap-go"
)

// An image is a segment in a file: sections one after the other, each a column as it
// lies in memory, then a table of them in JSON, then a footer of four numbers: offset
// and size of the table, xxHash64 of all before the footer, and imageMagic. Numbers
// are little-endian. It is read by mapping it.

const (
	imageMagic = 0x31_58_44_49_4b_53 // "SKIDX1"
	footerSize = 32
	alignment  = 64
)

// errImage means that a file is no image that can be used here.
var errImage = errors.New("the file is damaged or of another program")

type imageTable struct {
	Count    int            `json:"count"`
	Tombs    int            `json:"tombs"`
	Indexed  bool           `json:"indexed"` // has a vocabulary
	Sections []imageSection `json:"sections"`
}

type imageSection struct {
	Name   string `json:"name"`
	Offset int    `json:"offset"`
	Size   int    `json:"size"`
}

// sections writes a segment or reads it: the same list of columns serves both.
type sections struct {
	table imageTable
	err   error

	out    io.Writer // nil when reading
	offset int

	in map[string][]byte
}

// column is one section of a segment.
func column[T any](s *sections, name string, values *[]T) {
	var one T
	size := int(unsafe.Sizeof(one))
	if s.out != nil {
		var raw []byte
		if len(*values) > 0 {
			raw = unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*values))), len(*values)*size)
		}
		s.put(name, raw)
		return
	}
	raw := s.in[name]
	if len(raw)%size != 0 {
		s.err = errImage
	}
	if s.err == nil && len(raw) > 0 {
		*values = unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(raw))), len(raw)/size)
	}
}

// texts is a section of texts. What is read is copied, so that it may be kept.
func texts(s *sections, name string, values *[]string) {
	var ends []uint32
	var all []byte
	if s.out != nil {
		for _, text := range *values {
			all = append(all, text...)
			ends = append(ends, uint32(len(all)))
		}
	}
	column(s, name+".ends", &ends)
	column(s, name, &all)
	if s.out != nil {
		return
	}
	whole, start := string(all), uint32(0)
	for _, end := range ends {
		if end < start || int(end) > len(whole) {
			s.err = errImage
			return
		}
		*values = append(*values, whole[start:end])
		start = end
	}
}

func (s *sections) put(name string, raw []byte) {
	if s.err != nil {
		return
	}
	pad := (alignment - s.offset%alignment) % alignment
	if _, s.err = s.out.Write(make([]byte, pad)); s.err != nil {
		return
	}
	s.offset += pad
	s.table.Sections = append(s.table.Sections, imageSection{name, s.offset, len(raw)})
	_, s.err = s.out.Write(raw)
	s.offset += len(raw)
}

// columns visits every column of a segment.
func (g *segment) columns(s *sections) {
	column(s, "id", &g.id)
	column(s, "time_from", &g.timeFrom)
	column(s, "time_to", &g.timeTo)
	column(s, "published", &g.published)
	column(s, "public_from", &g.publicFrom)
	column(s, "public_to", &g.publicTo)
	column(s, "lon", &g.lon)
	column(s, "lat", &g.lat)
	column(s, "spots", &g.spots)
	column(s, "area", &g.area)
	texts(s, "areas", &g.areas)
	column(s, "area_boxes", &g.areaBoxes)
	for i, name := range coded {
		column(s, "codes."+name, &g.codes[i])
		texts(s, "values."+name, &g.values[i])
		maskColumn(s, &g.masks[i], words(g.n), len(g.values[i]), "masks."+name)
	}
	column(s, "body", &g.body)
	column(s, "sum", &g.sum)
	column(s, "shown", (*[]uint64)(&g.shown))
	column(s, "by_id", &g.byID)
	column(s, "slots", &g.slots)
	for i := range g.long {
		column(s, "long."+strconv.Itoa(i), &g.long[i])
		column(s, "long_to."+strconv.Itoa(i), &g.longTo[i])
	}
	column(s, "names.text", &g.names.text)
	column(s, "names.starts", &g.names.starts)
	column(s, "names.ranks", &g.names.ranks)
	g.points.columns(s, "points", 2)
	g.boxes.columns(s, "boxes", 4)
	for k, t := range []*tree{&g.points, &g.boxes} {
		for i, name := range coded {
			maskColumn(s, &g.curves[k][i], words(len(t.ranks)), len(g.values[i]), fmt.Sprintf("curves.%d.%s", k, name))
		}
	}
	if s.table.Indexed {
		if g.words == nil {
			g.words = &vocabulary{}
		}
		column(s, "words.terms", &g.words.terms)
		column(s, "words.starts", &g.words.starts)
		g.words.ranks.columns(s, "words.ranks")
		column(s, "words.grams", &g.words.grams)
		g.words.having.columns(s, "words.having")
	}
}

func (l *lists) columns(s *sections, name string) {
	column(s, name+".bytes", &l.bytes)
	column(s, name+".starts", &l.starts)
}

func (t *tree) columns(s *sections, name string, width int) {
	t.width = width
	column(s, name+".ranks", &t.ranks)
	column(s, name+".items", &t.items)
	column(s, name+".boxes", &t.boxes)
}

// maskColumn is the sets of one column, one after the other: one a value, or none.
func maskColumn(s *sections, masks *[]set, size, values int, name string) {
	var all []uint64
	for _, m := range *masks {
		all = append(all, m...)
	}
	column(s, name, &all)
	if s.out != nil || len(all) == 0 || s.err != nil {
		return
	}
	if len(all) != size*values {
		s.err = errImage
		return
	}
	for code := range values {
		*masks = append(*masks, all[code*size:(code+1)*size])
	}
}

// writeImage writes a segment to a new file and flushes it to the disk.
func writeImage(path string, g *segment) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffered := bufio.NewWriterSize(f, 1<<20)
	hash := xxhash.New()
	out := io.MultiWriter(buffered, hash)
	s := &sections{out: out, table: imageTable{Count: g.n, Tombs: g.tombs, Indexed: g.words != nil}}
	g.columns(s)
	if s.err != nil {
		return s.err
	}
	table, err := json.Marshal(s.table)
	if err != nil {
		return err
	}
	if _, err := out.Write(table); err != nil {
		return err
	}
	footer := binary.LittleEndian.AppendUint64(nil, uint64(s.offset))
	footer = binary.LittleEndian.AppendUint64(footer, uint64(len(table)))
	footer = binary.LittleEndian.AppendUint64(footer, hash.Sum64())
	footer = binary.LittleEndian.AppendUint64(footer, imageMagic)
	if _, err := buffered.Write(footer); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Sync()
}

// readImage maps an image. The segment has no chunks yet.
func readImage(path string) (*segment, error) {
	m, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	s, err := parseImage(m.bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s.keep = append(s.keep, m)
	return s, nil
}

// parseImage reads an image out of bytes, which the segment refers to.
func parseImage(b []byte) (*segment, error) {
	if !littleEndian || len(b) < footerSize {
		return nil, errImage
	}
	footer := b[len(b)-footerSize:]
	number := func(i int) uint64 { return binary.LittleEndian.Uint64(footer[8*i:]) }
	at, size := number(0), number(1)
	body := b[:len(b)-footerSize]
	if number(3) != imageMagic || at > uint64(len(body)) || size != uint64(len(body))-at || xxhash.Sum64(body) != number(2) {
		return nil, errImage
	}
	s := &sections{in: map[string][]byte{}}
	if err := json.Unmarshal(body[at:], &s.table); err != nil {
		return nil, errImage
	}
	for _, c := range s.table.Sections {
		if c.Offset < 0 || c.Size < 0 || c.Offset > len(body) || c.Size > len(body)-c.Offset || c.Offset%alignment != 0 {
			return nil, errImage
		}
		s.in[c.Name] = body[c.Offset:][:c.Size]
	}
	g := &segment{n: s.table.Count, tombs: s.table.Tombs}
	g.columns(s)
	if s.err != nil {
		return nil, s.err
	}
	if len(g.id) != g.n || len(g.body) != g.n || len(g.shown) != words(g.n) {
		return nil, errImage
	}
	return g, nil
}

var littleEndian = func() bool {
	one := uint16(1)
	return *(*byte)(unsafe.Pointer(&one)) == 1
}()

// mapping is a file in memory. It is unmapped when nothing refers to it any longer:
// who reads its bytes must keep it alive.
type mapping struct{ bytes mmap.MMap }

func mapFile(path string) (*mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nil, errors.Join(err, errImage)
	}
	b, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	m := &mapping{b}
	runtime.AddCleanup(m, func(b mmap.MMap) { _ = b.Unmap() }, b)
	return m, nil
}

// fileSink is a sink that writes bodies to a file. They are on the disk for certain
// when the sidecar is saved.
type fileSink struct {
	path, name string
	file       *os.File
	out        *bufio.Writer
	hash       *xxhash.Digest
	offset     int
}

func newFileSink(folder, name string) *fileSink {
	return &fileSink{path: folder + string(os.PathSeparator) + name, name: name}
}

func (s *fileSink) put(body []byte) (int, error) {
	if s.file == nil {
		f, err := os.OpenFile(s.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return 0, err
		}
		s.file, s.out, s.hash = f, bufio.NewWriterSize(f, 1<<20), xxhash.New()
	}
	_, _ = s.hash.Write(body) // a hash never fails
	_, err := s.out.Write(body)
	s.offset += len(body)
	return s.offset - len(body), err
}

func (s *fileSink) close() (*chunk, error) {
	if s.file == nil {
		return nil, nil
	}
	if err := errors.Join(s.out.Flush(), s.file.Close()); err != nil {
		return nil, err
	}
	s.file = nil
	m, err := mapFile(s.path)
	if err != nil {
		return nil, err
	}
	return &chunk{bytes: m.bytes, file: s.name, sum: s.hash.Sum64(), loose: true, keep: m}, nil
}

func numbered(name string, n int64) string { return name + "-" + strconv.FormatInt(n, 10) }
