package snapshot

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

// row is one public revision as it goes into a segment.
type row struct {
	feature  *geo.Feature
	publicTo int64 // 0 while public
	body     []byte
	flatSize int
	noteSize int
	columns  [codedCount]string
	id       [16]byte
	box      *geo.BBox // of the area that stands for the place; nil if there is none or it is not known
}

// newRow encodes one revision. seen are the public revisions of the incident up to
// this one, oldest first.
func newRow(r *geo.Revision, seen []*geo.Revision, reg *registry, codec Codec) (row, error) {
	f := geo.NewFeature(r, reg.parties, nil)
	id, err := ulid.ParseStrict(f.ID)
	if err != nil {
		return row{}, fmt.Errorf("incident %q: %w", f.ID, err)
	}
	out := row{feature: f, id: id, body: make([]byte, 0, 4096)}
	if !r.PublicTo.IsZero() {
		out.publicTo = r.PublicTo.UnixMilli()
	}
	var series *geo.Series
	if s, ok := reg.series[f.Series]; ok {
		series = &s
	}
	out.body = codec.Flat(out.body, f)
	out.flatSize = len(out.body)
	out.body = codec.Ledger(out.body, f, seen, reg.parties, series)
	out.noteSize = len(out.body) - out.flatSize
	out.body = append(out.body, f.SearchText()...)
	for i := range codedColumns {
		out.columns[i] = codedColumns[i].Text(f)
	}
	return out, nil
}

// builder collects rows, in any order, and makes a segment of them.
type builder struct {
	segment // columns in the order of arrival
	codeOf  [codedCount]map[string]uint16
	areaOf  map[string]uint32
	known   map[*segment]*translation
	chunkAt map[*chunk]int
	sink    sink
	named   []named
	sources []source // where ranks came from that were copied
}

type named struct {
	name string
	row  uint32
}

// source is a rank of another segment.
type source struct {
	segment *segment
	rank    uint32
}

// translation turns the codes of another segment into ours. An entry is 0 until
// known, then the code and one.
type translation struct {
	codes [codedCount][]uint32
	areas []uint32
}

// sink takes new bodies.
type sink interface {
	// put keeps a body and returns where it lies in the sink's chunk.
	put(body []byte) (offset int, err error)

	// close returns the chunk, nil if it is empty.
	close() (*chunk, error)
}

// memory is a sink that keeps bodies in memory.
type memory struct{ bytes []byte }

func (m *memory) put(body []byte) (int, error) {
	m.bytes = append(m.bytes, body...)
	return len(m.bytes) - len(body), nil
}

func (m *memory) close() (*chunk, error) {
	if len(m.bytes) == 0 {
		return nil, nil
	}
	return &chunk{bytes: m.bytes}, nil
}

// ownChunk stands for the sink's chunk in addresses until it is closed.
const ownChunk = 1<<(64-offsetBits) - 1

func newBuilder(capacity int, s sink) *builder {
	b := &builder{known: map[*segment]*translation{}, chunkAt: map[*chunk]int{}, areaOf: map[string]uint32{}, sink: s}
	for i := range b.codeOf {
		b.codeOf[i] = map[string]uint16{}
	}
	b.id = make([][16]byte, 0, capacity)
	b.lon, b.lat = make([]float64, 0, capacity), make([]float64, 0, capacity)
	b.spots, b.area = make([]spot, 0, capacity), make([]uint32, 0, capacity)
	for _, c := range []*[]int64{&b.timeFrom, &b.timeTo, &b.published, &b.publicFrom, &b.publicTo} {
		*c = make([]int64, 0, capacity)
	}
	for i := range b.codes {
		b.codes[i] = make([]uint16, 0, capacity)
	}
	b.body, b.sum = make([]location, 0, capacity), make([]uint64, 0, capacity)
	b.shown = make(set, 0, words(capacity))
	return b
}

// add takes a new row in.
func (b *builder) add(r row) error {
	f := r.feature
	offset, err := b.sink.put(r.body)
	if err != nil {
		return err
	}
	b.body = append(b.body, location{
		at: newAddress(ownChunk, offset), flat: uint32(r.flatSize), note: uint32(r.noteSize),
		text: uint32(len(r.body) - r.flatSize - r.noteSize),
	})
	b.sum = append(b.sum, xxhash.Sum64(r.body[:r.flatSize+r.noteSize]))
	b.id = append(b.id, r.id)
	b.timeFrom, b.timeTo = append(b.timeFrom, f.Time.From.UnixMilli()), append(b.timeTo, f.Time.To.UnixMilli())
	published := int64(0)
	if f.PublishedAt != nil {
		published = f.PublishedAt.UnixMilli()
	}
	b.published = append(b.published, published)
	b.publicFrom, b.publicTo = append(b.publicFrom, f.PublicFrom.UnixMilli()), append(b.publicTo, r.publicTo)
	lon, lat := math.NaN(), math.NaN()
	if p := f.Location.Point; p != nil {
		lon, lat = p.Lon, p.Lat
	}
	b.lon, b.lat = append(b.lon, lon), append(b.lat, lat)
	b.spots = append(b.spots, newSpot(f.Location.Point, f.Kind, f.Finding.Status))
	for i := range r.columns {
		b.put(i, r.columns[i])
	}
	b.putArea(f.Location.AreaID, r.box)
	for _, name := range append([]string{f.ExternalID}, f.Aliases...) {
		if name != "" {
			b.named = append(b.named, named{name, uint32(b.n)})
		}
	}
	b.show(f.State != geo.Withdrawn)
	b.sources = append(b.sources, source{})
	b.n++
	return nil
}

// copy takes a row of another segment in. Its names are taken by copyNames.
func (b *builder) copy(s *segment, rank uint32, keeps func(*chunk) bool) error {
	at := s.body[rank]
	from := s.chunks[at.at.chunk()]
	if keeps(from) {
		i, ok := b.chunkAt[from]
		if !ok {
			i = len(b.chunks)
			b.chunks, b.chunkAt[from] = append(b.chunks, from), i
		}
		at.at = newAddress(i, at.at.offset())
	} else {
		offset, err := b.sink.put(s.whole(rank))
		if err != nil {
			return err
		}
		at.at = newAddress(ownChunk, offset)
	}
	b.body = append(b.body, at)
	b.sum = append(b.sum, s.sum[rank])
	b.id = append(b.id, s.id[rank])
	b.timeFrom, b.timeTo = append(b.timeFrom, s.timeFrom[rank]), append(b.timeTo, s.timeTo[rank])
	b.published = append(b.published, s.published[rank])
	b.publicFrom, b.publicTo = append(b.publicFrom, s.publicFrom[rank]), append(b.publicTo, s.publicTo[rank])
	b.lon, b.lat = append(b.lon, s.lon[rank]), append(b.lat, s.lat[rank])
	b.spots = append(b.spots, s.spots[rank])
	t := b.translate(s)
	for i := range coded {
		switch {
		case s.codes[i] == nil:
			b.codes[i] = nil // too many values there are too many here
			b.codeOf[i] = nil
		case b.codes[i] == nil:
		default:
			code := s.codes[i][rank]
			if t.codes[i][code] == 0 {
				b.put(i, s.values[i][code])
				if b.codes[i] != nil {
					t.codes[i][code] = uint32(b.codes[i][b.n]) + 1
				}
				continue
			}
			b.codes[i] = append(b.codes[i], uint16(t.codes[i][code]-1))
		}
	}
	b.copyArea(s, rank, t)
	b.show(s.shown.has(rank))
	b.sources = append(b.sources, source{s, rank})
	b.n++
	return nil
}

func (b *builder) translate(s *segment) *translation {
	t := b.known[s]
	if t == nil {
		t = &translation{areas: make([]uint32, len(s.areas))}
		for i := range t.codes {
			t.codes[i] = make([]uint32, len(s.values[i]))
		}
		b.known[s] = t
	}
	return t
}

// put appends the value of a coded column; with too many values the column gets
// none.
func (b *builder) put(column int, text string) {
	known := b.codeOf[column]
	if known == nil {
		return
	}
	code, ok := known[text]
	if !ok {
		if len(known) == maxCodes {
			b.codeOf[column], b.codes[column], b.values[column] = nil, nil, nil
			return
		}
		code = uint16(len(known))
		text = strings.Clone(text)
		known[text] = code
		b.values[column] = append(b.values[column], text)
	}
	b.codes[column] = append(b.codes[column], code)
}

// putArea appends the area of a row by its id, "" for none. The box of one that is
// not known is no box.
func (b *builder) putArea(id string, bounds *geo.BBox) {
	box := []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	switch {
	case id == "":
		b.area = append(b.area, 0)
		return
	case bounds != nil:
		box = []float64{bounds.West, bounds.South, bounds.East, bounds.North}
	}
	b.area = append(b.area, b.areaCode(id, box))
}

func (b *builder) copyArea(s *segment, rank uint32, t *translation) {
	code := s.area[rank]
	if code == 0 {
		b.area = append(b.area, 0)
		return
	}
	if t.areas[code-1] == 0 {
		t.areas[code-1] = b.areaCode(s.areas[code-1], s.areaBoxes[4*(code-1):4*code])
	}
	b.area = append(b.area, t.areas[code-1])
}

// areaCode returns the code of an area and one.
func (b *builder) areaCode(id string, box []float64) uint32 {
	code, ok := b.areaOf[id]
	if !ok {
		id = strings.Clone(id)
		b.areas, b.areaBoxes = append(b.areas, id), append(b.areaBoxes, box...)
		code = uint32(len(b.areas))
		b.areaOf[id] = code
	}
	return code
}

func (b *builder) show(shown bool) {
	if b.n%64 == 0 {
		b.shown = append(b.shown, 0)
	}
	if shown {
		b.shown.add(uint32(b.n))
	} else {
		b.tombs++
	}
}

// build makes the segment: rows in their order, and what finds them. A large one
// gets an index of its words.
func (b *builder) build(indexWords bool) (*segment, error) {
	order := b.order()
	rankOf := make([]uint32, b.n) // rank of each row in the order of arrival
	for rank, i := range order {
		rankOf[i] = uint32(rank)
	}
	s := &segment{n: b.n, values: b.values, areas: b.areas, areaBoxes: b.areaBoxes, tombs: b.tombs, chunks: b.chunks}
	s.id, s.body, s.sum = permute(b.id, order), permute(b.body, order), permute(b.sum, order)
	b.id, b.sum = nil, nil
	s.timeFrom, s.timeTo, s.published = permute(b.timeFrom, order), permute(b.timeTo, order), permute(b.published, order)
	b.timeFrom, b.timeTo, b.published = nil, nil, nil
	s.publicFrom, s.publicTo = permute(b.publicFrom, order), permute(b.publicTo, order)
	s.lon, s.lat, s.spots = permute(b.lon, order), permute(b.lat, order), permute(b.spots, order)
	s.area = permute(b.area, order)
	b.lon, b.lat, b.spots, b.area, b.publicFrom, b.publicTo = nil, nil, nil, nil, nil, nil
	for i := range coded {
		if b.codes[i] != nil {
			s.codes[i] = permute(b.codes[i], order)
		} else {
			s.values[i] = nil
		}
	}
	s.shown = make(set, words(s.n))
	for rank, i := range order {
		if b.shown.has(i) {
			s.shown.add(uint32(rank))
		}
	}
	if err := b.closeSink(s); err != nil {
		return nil, err
	}
	s.derive()
	s.names = b.nameList(rankOf)
	if indexWords {
		s.words = b.vocabulary(s, order, rankOf)
	}
	return s, nil
}

// order returns the rows in the order geo.Newer, revisions of one incident the
// newest first.
func (b *builder) order() []uint32 {
	order := make([]uint32, b.n)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(i, j uint32) int {
		if c := cmp.Compare(b.timeFrom[j], b.timeFrom[i]); c != 0 {
			return c
		}
		if c := bytes.Compare(b.id[j][:], b.id[i][:]); c != 0 {
			return c
		}
		return cmp.Compare(b.publicFrom[j], b.publicFrom[i])
	})
	return order
}

func permute[T any](values []T, order []uint32) []T {
	out := make([]T, len(order))
	for rank, i := range order {
		out[rank] = values[i]
	}
	return out
}

// closeSink gives new bodies their chunk.
func (b *builder) closeSink(s *segment) error {
	own, err := b.sink.close()
	if err != nil || own == nil {
		return err
	}
	at := len(s.chunks)
	s.chunks = append(s.chunks, own)
	for rank := range s.body {
		if a := &s.body[rank].at; a.chunk() == ownChunk {
			*a = newAddress(at, a.offset())
		}
	}
	return nil
}

// derive fills in what follows from the columns.
func (s *segment) derive() {
	s.byID = make([]uint32, s.n)
	for i := range s.byID {
		s.byID[i] = uint32(i)
	}
	slices.SortFunc(s.byID, func(i, j uint32) int {
		return cmp.Or(bytes.Compare(s.id[i][:], s.id[j][:]), cmp.Compare(s.publicFrom[j], s.publicFrom[i]))
	})
	s.slots = newSlots(s.id, s.byID)
	for i := range s.n {
		for k := len(spans) - 1; k >= 0; k-- {
			if s.timeTo[i]-s.timeFrom[i] > spans[k] {
				s.long[k], s.longTo[k] = append(s.long[k], uint32(i)), append(s.longTo[k], s.timeTo[i])
				break
			}
		}
	}
	s.points = newTree(s.pointItems())
	s.boxes = newTree(s.boxItems())
	for i := range coded {
		if s.codes[i] == nil || len(s.values[i]) > maxMasks || s.n < leastMasked {
			continue
		}
		s.masks[i] = make([]set, len(s.values[i]))
		for code := range s.masks[i] {
			s.masks[i][code] = make(set, words(s.n))
		}
		for rank, code := range s.codes[i] {
			s.masks[i][code].add(uint32(rank))
		}
		for k, t := range []*tree{&s.points, &s.boxes} {
			s.curves[k][i] = t.masks(s.codes[i], len(s.values[i]))
		}
	}
}

// masks returns the items of each code, by their place on the curve.
func (t *tree) masks(codes []uint16, values int) []set {
	all := make([]set, values)
	for code := range all {
		all[code] = make(set, words(len(t.ranks)))
	}
	for at, rank := range t.ranks {
		all[codes[rank]].add(uint32(at))
	}
	return all
}

// newSlots makes the table that finds where an id begins among ranks in the order of
// ids. At most half of it is taken.
func newSlots(ids [][16]byte, byID []uint32) []uint32 {
	size := 1
	for size < 2*len(byID) {
		size *= 2
	}
	slots := make([]uint32, size)
	for at, rank := range byID {
		if at > 0 && ids[byID[at-1]] == ids[rank] {
			continue
		}
		i := slot(ids[rank], size)
		for slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		slots[i] = uint32(at) + 1
	}
	return slots
}

// pointItems are the points that are served.
func (s *segment) pointItems() (ranks []uint32, at []float64, width int) {
	for rank := range uint32(s.n) {
		if s.hasPoint(rank) && s.shown.has(rank) {
			ranks, at = append(ranks, rank), append(at, s.lon[rank], s.lat[rank])
		}
	}
	return ranks, at, 2
}

// boxItems are the boxes of the areas of incidents without a point.
func (s *segment) boxItems() (ranks []uint32, at []float64, width int) {
	for rank := range uint32(s.n) {
		if s.hasPoint(rank) || !s.shown.has(rank) || s.area[rank] == 0 {
			continue
		}
		if box := s.areaBox(rank); box[0] == box[0] {
			ranks, at = append(ranks, rank), append(at, box...)
		}
	}
	return ranks, at, 4
}

// copyNames takes the names of the rows in that were copied.
func (b *builder) copyNames() {
	places := map[*segment][]uint32{} // row and one of each rank
	for i, from := range b.sources {
		if from.segment == nil {
			continue
		}
		if places[from.segment] == nil {
			places[from.segment] = make([]uint32, from.segment.n)
		}
		places[from.segment][from.rank] = uint32(i) + 1
	}
	for s, rows := range places {
		for i, rank := range s.names.ranks {
			if rows[rank] != 0 {
				b.named = append(b.named, named{s.names.name(i), rows[rank] - 1})
			}
		}
	}
}

func (b *builder) nameList(rankOf []uint32) nameList {
	b.copyNames()
	for i := range b.named {
		b.named[i].row = rankOf[b.named[i].row]
	}
	slices.SortFunc(b.named, func(a, c named) int { return cmp.Or(strings.Compare(a.name, c.name), cmp.Compare(a.row, c.row)) })
	l := nameList{starts: make([]uint32, 0, len(b.named)+1), ranks: make([]uint32, 0, len(b.named))}
	for _, n := range b.named {
		l.starts = append(l.starts, uint32(len(l.text)))
		l.text = append(l.text, n.name...)
		l.ranks = append(l.ranks, n.row)
	}
	l.starts = append(l.starts, uint32(len(l.text)))
	b.named = nil
	return l
}

// vocabulary indexes the words of new rows, and takes over those of copied ones
// that had been indexed.
func (b *builder) vocabulary(s *segment, order, rankOf []uint32) *vocabulary {
	var old *segment // at most one: the base
	for _, from := range b.sources {
		if from.segment != nil && from.segment.words != nil {
			old = from.segment
			break
		}
	}
	fresh := indexer{}
	for rank, i := range order {
		if old == nil || b.sources[i].segment != old {
			fresh.add(uint32(rank), string(s.text(uint32(rank))))
		}
	}
	if old == nil {
		return fresh.vocabulary()
	}
	now := make([]uint32, old.n) // rank and one of the old ranks
	for i, from := range b.sources {
		if from.segment == old {
			now[from.rank] = rankOf[i] + 1
		}
	}
	return old.words.merge(now, fresh)
}

// merge joins a vocabulary, whose ranks have become others, with new words. An entry
// of now is a rank and one, or 0 for one that is gone.
func (v *vocabulary) merge(now []uint32, fresh indexer) *vocabulary {
	joined := indexer{}
	for term := range v.starts {
		word := string(v.term(term))
		l := &listing{bytes: make([]byte, 0, v.ranks.size(term))}
		var added []uint32
		if f := fresh[word]; f != nil {
			added = f.ranks()
			delete(fresh, word)
		}
		v.ranks.each(term, func(old uint32) {
			if now[old] == 0 {
				return
			}
			rank := now[old] - 1
			for len(added) > 0 && added[0] < rank {
				l.add(added[0])
				added = added[1:]
			}
			l.add(rank)
		})
		for _, rank := range added {
			l.add(rank)
		}
		if len(l.bytes) > 0 {
			joined[word] = l
		}
	}
	for word, l := range fresh {
		joined[word] = l
	}
	return joined.vocabulary()
}

func (l *listing) ranks() []uint32 {
	one := lists{bytes: l.bytes, starts: []uint64{0, uint64(len(l.bytes))}}
	var ranks []uint32
	one.each(0, func(rank uint32) { ranks = append(ranks, rank) })
	return ranks
}
