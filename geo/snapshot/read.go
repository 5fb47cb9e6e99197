package snapshot

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"strikemap/geo"
)

// asked returns the state that answers a question, if it may be asked.
func (s *Snapshot) asked(q geo.Query) (*state, error) {
	st := s.current.Load()
	if q.KnownAt.After(s.Clock()) {
		return nil, geo.Invalid("known_at", "%s is in the future", geo.FormatTime(q.KnownAt))
	}
	if q.Cursor != nil && q.Order != geo.Newest {
		return nil, geo.Invalid("cursor", "goes with the order newest first only")
	}
	return st, q.Cursor.Check(q, st.edition.Epoch)
}

// within reports why a question was not answered to its end.
func (s *Snapshot) within(ctx context.Context, d *deadline) error {
	if d.over {
		return geo.Errorf(geo.EUNAVAILABLE, "the question takes more than %v to answer; narrow it by place, time or kind", readingTime)
	}
	return ctx.Err()
}

// found is one page of places.
type found struct {
	state      *state
	places     []place
	matched    int
	next, prev *geo.Cursor
}

// find answers a question with places.
func (s *Snapshot) find(ctx context.Context, q geo.Query) (found, error) {
	st, err := s.asked(q)
	if err != nil {
		return found{}, err
	}
	d := &deadline{until: time.Now().Add(readingTime)}
	f := found{state: st}
	matchers := st.matchers(q, s.Codec, d)
	order := newSorter(q, s.Codec)
	back := q.Cursor != nil && q.Cursor.Before
	want := q.Offset + q.PageSize()
	switch {
	case order != nil:
		f.places, f.matched = order.page(matchers, q.Cursor, want+1)
	case q.Order == geo.PublishedNewest:
		f.places, f.matched = publishedNewest(matchers, want+1)
	case back:
		f.places, f.matched = newestBefore(matchers, q.Cursor, want+1)
	default:
		f.places, f.matched = newest(matchers, q.Cursor, want+1)
	}
	if err := s.within(ctx, d); err != nil {
		return found{}, err
	}
	more := len(f.places) > want
	f.places = f.places[min(q.Offset, len(f.places)):min(want, len(f.places))]
	if back {
		slices.Reverse(f.places)
	}
	if len(f.places) == 0 || q.Order != geo.Newest {
		return f, nil
	}
	mark := func(p place, before bool) *geo.Cursor {
		return &geo.Cursor{
			From: time.UnixMilli(p.run.timeFrom[p.rank]).UTC(), ID: ulid.ULID(p.run.id[p.rank]).String(), Keys: order.texts(p),
			Before: before, Query: q.Hash(), Epoch: st.edition.Epoch,
		}
	}
	if more || back {
		f.next = mark(f.places[len(f.places)-1], false)
	}
	if more && back || !back && (q.Cursor != nil || q.Offset > 0) {
		f.prev = mark(f.places[0], true)
	}
	return f, nil
}

// newest merges what each run gives, in the order geo.Newer, after a cursor.
func newest(matchers []*matcher, after *geo.Cursor, want int) (places []place, matched int) {
	parts := make([][]uint32, len(matchers))
	for i, m := range matchers {
		start := uint32(0)
		if after != nil {
			id, err := ulid.ParseStrict(after.ID)
			if err != nil {
				continue // not one of ours; Cursor.Check has seen to it
			}
			start = m.after(after.From.UnixMilli(), id)
		}
		n, ranks := m.find(start, want)
		matched += n
		parts[i] = ranks
	}
	total := 0
	for _, ranks := range parts {
		total += len(ranks)
	}
	places = make([]place, 0, min(want, total))
	for len(places) < want {
		best := -1
		for i, ranks := range parts {
			if len(ranks) == 0 {
				continue
			}
			if best < 0 || newer(place{&matchers[i].run, ranks[0]}, place{&matchers[best].run, parts[best][0]}) < 0 {
				best = i
			}
		}
		if best < 0 {
			break
		}
		places = append(places, place{&matchers[best].run, parts[best][0]})
		parts[best] = parts[best][1:]
	}
	return places, matched
}

// newestBefore returns those that come before a cursor in the order geo.Newer, the
// last one first.
func newestBefore(matchers []*matcher, end *geo.Cursor, want int) (places []place, matched int) {
	id, err := ulid.ParseStrict(end.ID)
	if err != nil {
		return nil, 0 // not one of ours; geo.ParseCursor has seen to it
	}
	for _, m := range matchers {
		s := m.set()
		matched += s.count()
		n := 0
		for rank := range s.before(m.upTo(end.From.UnixMilli(), id)) {
			places = append(places, place{&m.run, rank})
			if n++; n == want {
				break
			}
		}
		s.release()
	}
	slices.SortFunc(places, func(a, b place) int { return newer(b, a) })
	return places[:min(want, len(places))], matched
}

// publishedNewest returns those published last, of equals the newest.
func publishedNewest(matchers []*matcher, want int) (places []place, matched int) {
	later := func(a, b place) int {
		if x, y := a.run.published[a.rank], b.run.published[b.rank]; x != y {
			if x > y {
				return -1
			}
			return 1
		}
		return newer(a, b)
	}
	cut := func() {
		slices.SortFunc(places, later)
		places = places[:min(want, len(places))]
	}
	least := int64(math.MinInt64) // of those kept, once there are enough
	for _, m := range matchers {
		found := m.set()
		for rank := range found.from(0) {
			matched++
			if m.published[rank] < least {
				continue
			}
			if places = append(places, place{&m.run, rank}); len(places) >= 4*want+64 {
				cut()
				least = places[len(places)-1].run.published[places[len(places)-1].rank]
			}
		}
		found.release()
	}
	cut()
	return places, matched
}

// Bodies calls use with one page of what answers the question.
func (s *Snapshot) Bodies(ctx context.Context, q geo.Query, use func(geo.BodyPage) error) error {
	f, err := s.find(ctx, q)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(f.state)
	page := geo.BodyPage{Edition: f.state.edition, Matched: f.matched, Next: f.next, Prev: f.prev, Flats: make([][]byte, len(f.places))}
	for i, p := range f.places {
		page.Flats[i] = p.run.flat(p.rank)
	}
	return use(page)
}

// Walk calls each with all that answers the question, out of one state.
func (s *Snapshot) Walk(ctx context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	q.Cursor, q.Offset, q.Limit = nil, 0, math.MaxInt32
	f, err := s.find(ctx, q)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(f.state)
	if err := begin(f.state.edition, f.matched); err != nil {
		return err
	}
	for i, p := range f.places {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := each(p.body()); err != nil {
			return err
		}
	}
	return nil
}

// body is the incident of a place, ready to send.
func (p place) body() geo.ItemBody {
	return geo.ItemBody{
		ID:   ulid.ULID(p.run.id[p.rank]).String(),
		Flat: p.run.flat(p.rank), Ledger: p.run.ledger(p.rank), Sum: p.run.sum[p.rank],
	}
}

// Items returns one page of what answers the question, decoded.
func (s *Snapshot) Items(ctx context.Context, q geo.Query) (geo.Page, error) {
	f, err := s.find(ctx, q)
	if err != nil {
		return geo.Page{}, err
	}
	defer runtime.KeepAlive(f.state)
	page := geo.Page{Edition: f.state.edition, Matched: f.matched, Next: f.next, Prev: f.prev}
	page.Features, err = s.decode(ctx, f.state, f.places)
	return page, err
}

// decode reads features from the record. One that is no longer there is left out.
func (s *Snapshot) decode(ctx context.Context, st *state, places []place) ([]*geo.Feature, error) {
	if len(places) == 0 {
		return nil, nil
	}
	ids := make([]string, len(places))
	at := map[string]int64{} // since when the revision wanted is public
	for i, p := range places {
		ids[i] = ulid.ULID(p.run.id[p.rank]).String()
		at[ids[i]] = p.run.publicFrom[p.rank]
	}
	wanted := make(map[string]*geo.Revision, len(ids))
	var areaIDs []string
	err := s.Record.Load(ctx, ids, func(r *geo.Revision) error {
		id := r.Incident.ID
		if r.PublicFrom.UnixMilli() == at[id] && (r.PublicTo.IsZero() || r.PublicFrom.Before(r.PublicTo)) {
			wanted[id] = r
			if area := r.Incident.Location.AreaID; area != "" {
				areaIDs = append(areaIDs, area)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	areas, err := s.areas(ctx, areaIDs)
	if err != nil {
		return nil, err
	}
	features := make([]*geo.Feature, 0, len(ids))
	for _, id := range ids {
		if r := wanted[id]; r != nil {
			features = append(features, geo.NewFeature(r, st.registry.parties, areas[r.Incident.Location.AreaID]))
		}
	}
	return features, nil
}

// lookup finds the revision of an incident that is public at an instant.
func (s *Snapshot) lookup(name string, knownAt time.Time) (*state, place, error) {
	st, err := s.asked(geo.Query{KnownAt: knownAt})
	if err != nil {
		return nil, place{}, err
	}
	at := int64(0)
	if !knownAt.IsZero() {
		at = knownAt.UnixMilli()
	}
	p, ok := st.lookup(name, at)
	if !ok {
		return st, place{}, geo.Errorf(geo.ENOTFOUND, "there is no public incident %q", name)
	}
	if !p.run.shown.has(p.rank) {
		since := time.UnixMilli(p.run.publicFrom[p.rank]).UTC()
		return st, p, geo.Errorf(geo.EGONE, "this incident was withdrawn on %s", since.Format("2 January 2006"))
	}
	return st, p, nil
}

// Item returns one incident as public at an instant, by id, slug or alias. With EGONE
// comes the tombstone.
func (s *Snapshot) Item(ctx context.Context, id string, knownAt time.Time) (*geo.Feature, error) {
	st, p, missing := s.lookup(id, knownAt)
	defer runtime.KeepAlive(st)
	if missing != nil && geo.ErrorCode(missing) != geo.EGONE {
		return nil, missing
	}
	features, err := s.decode(ctx, st, []place{p})
	switch {
	case err != nil:
		return nil, err
	case len(features) == 0:
		return nil, errors.Join(missing, geo.Errorf(geo.ENOTFOUND, "there is no public incident %q", id))
	}
	return features[0], missing
}

// ItemBody calls use with one incident ready to send.
func (s *Snapshot) ItemBody(_ context.Context, id string, knownAt time.Time, use func(geo.ItemBody) error) error {
	st, p, err := s.lookup(id, knownAt)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(st)
	return use(p.body())
}

// Count returns how many incidents answer the question by each value of a column.
func (s *Snapshot) Count(ctx context.Context, q geo.Query, column string) (map[string]int, error) {
	st, err := s.asked(geo.Query{KnownAt: q.KnownAt})
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(st)
	c, ok := geo.ColumnByName(column)
	if !ok {
		return nil, geo.Invalid("column", "there is no column %q", column)
	}
	d := &deadline{until: time.Now().Add(readingTime)}
	counts := map[string]int{}
	for _, m := range st.matchers(q, s.Codec, d) {
		s.countIn(m, c, d, counts)
	}
	return counts, s.within(ctx, d)
}

func (s *Snapshot) countIn(m *matcher, c geo.Column, d *deadline, counts map[string]int) {
	found := m.set()
	defer found.release()
	put := func(text string, n int) {
		if c.Type != geo.ListColumn || text == "" {
			counts[text] += n
			return
		}
		for member := range strings.SplitSeq(text, ",") {
			counts[member] += n
		}
	}
	i, isCoded := codedIndex[c.Name]
	if !isCoded || m.codes[i] == nil {
		for rank := range found.from(0) {
			if d.passed() {
				return
			}
			put(s.Codec.Text(m.flat(rank), c.Name), 1)
		}
		return
	}
	byCode := make([]int, len(m.values[i]))
	for rank := range found.from(0) {
		byCode[m.codes[i][rank]]++
	}
	for code, n := range byCode {
		if n > 0 {
			put(m.values[i][code], n)
		}
	}
}

// areas reads areas from the record, by id.
func (s *Snapshot) areas(ctx context.Context, ids []string) (map[string]*geo.Area, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all := make(map[string]*geo.Area, len(ids))
	err := s.Record.Areas(ctx, ids, func(a *geo.Area) error {
		all[a.ID] = a
		return nil
	})
	return all, err
}

// Extent returns what holds everything public now.
func (s *Snapshot) Extent(context.Context) (geo.Extent, error) {
	st := s.current.Load()
	st.derive()
	return st.derived.extent, nil
}

// derive goes through all that is public now, once.
func (st *state) derive() {
	st.derived.Do(func() {
		defer runtime.KeepAlive(st)
		e := &st.derived.extent
		e.PerArea = map[string]int{}
		from, to := int64(math.MaxInt64), int64(math.MinInt64)
		for _, t := range st.tiers {
			r := t.now
			perArea := make([]int, len(r.areas)+1)
			for rank := range r.live.from(0) {
				from, to = min(from, r.timeFrom[rank]), max(to, r.timeTo[rank])
				perArea[r.area[rank]]++
				if r.hasPoint(rank) {
					e.Incidents = growBox(e.Incidents, r.lon[rank], r.lat[rank], r.lon[rank], r.lat[rank])
				}
			}
			for i, n := range perArea[1:] {
				if n == 0 {
					continue
				}
				id, b := r.areas[i], r.areaBoxes[4*i:]
				if e.PerArea[id] == 0 {
					st.derived.areas = append(st.derived.areas, areaBox{id, geo.BBox{West: b[0], South: b[1], East: b[2], North: b[3]}})
				}
				e.PerArea[id] += n
				if b[0] == b[0] {
					e.Areas = growBox(e.Areas, b[0], b[1], b[2], b[3])
				}
			}
		}
		if from <= to {
			e.Time = geo.Interval{From: time.UnixMilli(from).UTC(), To: time.UnixMilli(to).UTC()}
		}
		slices.SortFunc(st.derived.areas, func(a, b areaBox) int { return strings.Compare(a.id, b.id) })
	})
}

func growBox(b *geo.BBox, west, south, east, north float64) *geo.BBox {
	if b == nil {
		return &geo.BBox{West: west, South: south, East: east, North: north}
	}
	b.West, b.South = min(b.West, west), min(b.South, south)
	b.East, b.North = max(b.East, east), max(b.North, north)
	return b
}

// Areas returns some of the areas that public features refer to, by id.
func (s *Snapshot) Areas(ctx context.Context, bbox *geo.BBox, offset, limit int) ([]*geo.Area, int, error) {
	st := s.current.Load()
	st.derive()
	var ids []string
	matched := 0
	for _, a := range st.derived.areas {
		if a.box.West != a.box.West || bbox != nil && !bbox.Intersects(a.box) {
			continue
		}
		if matched++; matched > offset && len(ids) < limit {
			ids = append(ids, a.id)
		}
	}
	known, err := s.areas(ctx, ids)
	areas := make([]*geo.Area, 0, len(ids))
	for _, id := range ids {
		if a := known[id]; a != nil {
			areas = append(areas, a)
		}
	}
	return areas, matched, err
}

// Area returns one area that a public feature refers to, or ENOTFOUND.
func (s *Snapshot) Area(ctx context.Context, id string) (*geo.Area, error) {
	st := s.current.Load()
	st.derive()
	if st.derived.extent.PerArea[id] > 0 {
		known, err := s.areas(ctx, []string{id})
		if a := known[id]; a != nil || err != nil {
			return a, err
		}
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no area %q", id)
}
