package snapshot

import (
	"math"
	"math/bits"
	"slices"

	"strikemap/geo"
)

// run is a segment and which of its ranks still count: not those of incidents that a
// later segment holds.
type run struct {
	*segment
	live set
	dead []uint32 // ranks with a place that no longer count
	size int      // live ranks

	buried []uint32 // tombstones that no longer count
}

func newRun(s *segment) run {
	return run{segment: s, live: s.shown, size: s.n - s.tombs}
}

// without returns the run in which some ranks no longer count.
func (r run) without(ranks []uint32) run {
	if len(ranks) == 0 {
		return r
	}
	r.live, r.dead = slices.Clone(r.live), slices.Clip(r.dead)
	for _, rank := range ranks {
		if !r.live.has(rank) {
			if !r.shown.has(rank) {
				r.buried = append(slices.Clip(r.buried), rank)
			}
			continue
		}
		r.live.remove(rank)
		r.size--
		if r.hasPoint(rank) || r.area[rank] != 0 {
			r.dead = append(r.dead, rank)
		}
	}
	return r
}

// matcher finds what answers a question in one run.
type matcher struct {
	run
	lo, hi  uint32   // ranks that start early enough and not too early, [lo, hi)
	early   []uint32 // ranks from hi on that last so long that they may still match
	filters []filter
	box     *geo.BBox
	planes  []plane
	none    bool
}

func newMatcher(r run, q geo.Query, codec Codec, d *deadline) *matcher {
	m := &matcher{run: r, hi: uint32(r.n), box: q.BBox}
	if m.box != nil {
		m.planes = planes(*q.BBox)
	}
	if m.filters, m.none = r.filters(q, codec, d); m.none {
		return m
	}
	if !q.Datetime.To.IsZero() {
		m.lo = r.firstBefore(q.Datetime.To.UnixMilli())
	}
	if !q.Datetime.From.IsZero() {
		from := q.Datetime.From.UnixMilli()
		m.hi = max(m.lo, r.firstBefore(from-spans[0]))
		m.early = r.early(m.hi, from)
	}
	return m
}

// early returns the ranks from first on, in order, that end after an instant.
func (s *segment) early(first uint32, at int64) []uint32 {
	var all []uint32
	for k, list := range s.long {
		i, _ := slices.BinarySearch(list, first)
		end := uint32(s.n)
		if k+1 < len(spans) {
			end = s.firstBefore(at - spans[k+1])
		}
		for ; i < len(list) && list[i] < end; i++ {
			if s.longTo[k][i] > at {
				all = append(all, list[i])
			}
		}
	}
	slices.Sort(all)
	return all
}

// whole reports whether every live rank starts at the right time.
func (m *matcher) whole() bool { return m.lo == 0 && m.hi == uint32(m.n) }

// passes reports whether a rank whose place is right answers the question.
func (m *matcher) passes(rank uint32) bool {
	if rank < m.lo || !m.live.has(rank) || rank >= m.hi && !m.isEarly(rank) {
		return false
	}
	return m.passesFilters(rank)
}

func (m *matcher) passesFilters(rank uint32) bool {
	for _, f := range m.filters {
		if !f.has(rank) {
			return false
		}
	}
	return true
}

func (m *matcher) isEarly(rank uint32) bool {
	_, found := slices.BinarySearch(m.early, rank)
	return found
}

// inBox reports whether the place of a rank is right.
func (m *matcher) inBox(rank uint32) bool {
	if lon := m.lon[rank]; lon == lon {
		for _, p := range m.planes {
			if p.contains(lon, m.lat[rank]) {
				return true
			}
		}
		return false
	}
	if m.area[rank] == 0 {
		return false
	}
	box := m.areaBox(rank)
	return slices.ContainsFunc(m.planes, func(p plane) bool { return p.touches(box) })
}

// placed calls each with every rank in the box, live or not, in no order. A box cut
// at the antimeridian can give the rank of an area twice.
func (m *matcher) placed(each func(rank uint32)) {
	for _, t := range []*tree{&m.points, &m.boxes} {
		for _, p := range m.planes {
			t.runs(p, func(from, to int) bool {
				for _, rank := range t.ranks[from:to] {
					each(rank)
				}
				return true
			})
		}
	}
}

// fewPlaced returns what placed would give, and false if it is more than few.
func (m *matcher) fewPlaced() (ranks []uint32, ok bool) {
	for _, t := range []*tree{&m.points, &m.boxes} {
		for _, p := range m.planes {
			ok := t.runs(p, func(from, to int) bool {
				if len(ranks)+to-from > few {
					return false
				}
				ranks = append(ranks, t.ranks[from:to]...)
				return true
			})
			if !ok {
				return nil, false
			}
		}
	}
	return ranks, true
}

// estimate returns how many ranks placed would give.
func (m *matcher) estimate() int {
	n := 0
	for _, p := range m.planes {
		n += m.points.count(p) + m.boxes.count(p)
	}
	return n
}

// Sizes, which tests make small.
var (
	few   = 512  // candidates that are sorted one by one
	short = 8192 // ranks that are looked at one by one rather than counted in the trees first
)

// find returns how many ranks match and, in order, the first of them from start on,
// at most want.
//
// Where few places lie in the box they are gone through; where few ranks start at the
// right time, those are. Else the trees count the box in microseconds, also by codes,
// and the newest ranks are gone through until enough are found. Where other conditions
// have to be counted too, the matches become a set first.
func (m *matcher) find(start uint32, want int) (matched int, ranks []uint32) {
	if m.none {
		return 0, nil
	}
	if m.box == nil {
		if len(m.filters) == 0 && m.whole() {
			return m.size, take(m.live, start, want, nil)
		}
		return m.findInSet(start, want)
	}
	if candidates, ok := m.fewPlaced(); ok {
		return m.findAmong(candidates, start, want)
	}
	switch codes := m.codeFilters(); {
	case m.span() <= short || !m.whole() || len(codes) < len(m.filters) || len(m.planes) > 1 && len(codes) > 0:
		return m.findInSet(start, want)
	case len(codes) > 0:
		return m.findByCodes(codes, start, want)
	}
	candidates := m.estimate()
	return m.countPlaced(candidates), m.walk(start, want, candidates)
}

// span is how many ranks start at the right time.
func (m *matcher) span() int { return int(m.hi-m.lo) + len(m.early) }

// codeFilters are the filters that the trees can count.
func (m *matcher) codeFilters() []*codeFilter {
	var all []*codeFilter
	for _, f := range m.filters {
		if c, ok := f.(*codeFilter); ok && c.masks != nil {
			all = append(all, c)
		}
	}
	return all
}

// findByCodes counts the box by codes in the trees, and goes from start through the
// ranks of those codes, the newest first.
func (m *matcher) findByCodes(codes []*codeFilter, start uint32, want int) (int, []uint32) {
	matched := 0
	for k, t := range []*tree{&m.points, &m.boxes} {
		for _, p := range m.planes {
			t.runs(p, func(from, to int) bool {
				matched += countRun(codes, k, from, to)
				return true
			})
		}
	}
	for _, rank := range m.dead {
		if m.inBox(rank) && m.passesFilters(rank) {
			matched--
		}
	}
	s := emptySet(m.n)
	defer s.release()
	m.fill(s)
	for _, f := range codes {
		f.mask(s, m.lo, m.hi)
	}
	// A rank passed on the way costs as much as many that are gathered: its place is
	// somewhere else in memory.
	const gathered = 12
	if steps := want * s.count() / max(1, matched); matched < gathered*steps {
		in := m.gatherByCodes(codes)
		defer in.release()
		return matched, take(in, start, want, m.live.has)
	}
	return matched, take(s, start, want, m.inBox)
}

// gatherByCodes returns the set of ranks in the box that pass the filters, from the
// trees, live or not.
func (m *matcher) gatherByCodes(codes []*codeFilter) set {
	in := emptySet(m.n)
	for k, t := range []*tree{&m.points, &m.boxes} {
		for _, p := range m.planes {
			t.runs(p, func(from, to int) bool {
				for i := from / 64; i <= (to-1)/64; i++ {
					for w := wordOf(codes, k, i, from, to); w != 0; w &= w - 1 {
						in.add(t.ranks[i*64+bits.TrailingZeros64(w)])
					}
				}
				return true
			})
		}
	}
	return in
}

// countRun counts, in a run of items of tree k, those that pass all filters.
func countRun(codes []*codeFilter, k, from, to int) int {
	n := 0
	for i := from / 64; i <= (to-1)/64; i++ {
		n += bits.OnesCount64(wordOf(codes, k, i, from, to))
	}
	return n
}

// wordOf returns word i of the items of tree k that pass all filters and lie in
// [from, to).
func wordOf(codes []*codeFilter, k, i, from, to int) uint64 {
	w := ^uint64(0)
	for _, f := range codes {
		var any uint64
		for _, m := range f.curves[k] {
			any |= m[i]
		}
		w &= any
	}
	if i == from/64 {
		w &= ^uint64(0) << (from % 64)
	}
	if rest := to % 64; i == to/64 && rest != 0 {
		w &= 1<<rest - 1
	}
	return w
}

// findAmong goes through a few ranks that lie in the box.
func (m *matcher) findAmong(candidates []uint32, start uint32, want int) (int, []uint32) {
	found := candidates[:0]
	for _, rank := range candidates {
		if m.passes(rank) {
			found = append(found, rank)
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	first, _ := slices.BinarySearch(found, start)
	rest := found[first:]
	return len(found), rest[:min(want, len(rest))]
}

// countPlaced counts the live ranks in the box: what the trees hold but for the dead.
func (m *matcher) countPlaced(candidates int) int {
	if len(m.planes) > 1 { // areas may have been counted twice
		candidates = 0
		for _, p := range m.planes {
			candidates += m.points.count(p)
		}
		twice := map[uint32]bool{}
		for _, p := range m.planes {
			m.boxes.runs(p, func(from, to int) bool {
				for _, rank := range m.boxes.ranks[from:to] {
					twice[rank] = true
				}
				return true
			})
		}
		candidates += len(twice)
	}
	for _, rank := range m.dead {
		if m.inBox(rank) {
			candidates--
		}
	}
	return candidates
}

// walk goes from start through live ranks, the newest first, and takes those in the
// box. If that would take longer than to gather the box, the box is gathered.
func (m *matcher) walk(start uint32, want, candidates int) []uint32 {
	steps := math.Inf(1)
	if candidates > 0 {
		steps = float64(want) * float64(m.n) / float64(candidates)
	}
	if steps > 2*float64(candidates) {
		s := m.gather()
		defer s.release()
		return take(s, start, want, nil)
	}
	return take(m.live, start, want, m.inBox)
}

// gather returns the set of ranks that match, from the trees.
func (m *matcher) gather() set {
	s := emptySet(m.n)
	if m.whole() && len(m.filters) == 0 {
		m.placed(func(rank uint32) {
			if m.live.has(rank) {
				s.add(rank)
			}
		})
		return s
	}
	m.placed(func(rank uint32) {
		if m.passes(rank) {
			s.add(rank)
		}
	})
	return s
}

// set returns the set of all ranks that match. The caller releases it.
func (m *matcher) set() set {
	if m.none {
		return emptySet(m.n)
	}
	candidates := math.MaxInt // in the box, where that is worth counting
	if m.box != nil && m.span() > short {
		if candidates = m.estimate(); candidates <= few || 4*candidates <= m.span() && len(m.codeFilters()) == 0 {
			return m.gather()
		}
	}
	s := emptySet(m.n)
	m.fill(s)
	for _, f := range m.filters {
		f.mask(s, m.lo, m.hi)
	}
	if m.box != nil {
		m.maskBox(s, candidates)
	}
	for _, rank := range m.early {
		if m.live.has(rank) && m.passesFilters(rank) && (m.box == nil || m.inBox(rank)) {
			s.add(rank)
		}
	}
	return s
}

// fill puts the live ranks of [lo, hi) into a set.
func (m *matcher) fill(s set) {
	if m.lo == m.hi {
		return
	}
	first, last := m.lo/64, (m.hi-1)/64
	copy(s[first:last+1], m.live[first:last+1])
	s[first] &= ^uint64(0) << (m.lo % 64)
	if rest := m.hi % 64; rest != 0 {
		s[last] &= 1<<rest - 1
	}
}

// maskBox takes out of a set what does not lie in the box: one by one, or all that
// the trees do not hold if those are much fewer.
func (m *matcher) maskBox(s set, candidates int) {
	if candidates > m.span()/2 {
		for rank := range s.from(m.lo) {
			if rank >= m.hi {
				return
			}
			if !m.inBox(rank) {
				s.remove(rank)
			}
		}
		return
	}
	in := emptySet(m.n)
	defer in.release()
	m.placed(in.add)
	for i := range s {
		s[i] &= in[i]
	}
}

func (m *matcher) findInSet(start uint32, want int) (int, []uint32) {
	s := m.set()
	defer s.release()
	return s.count(), take(s, start, want, nil)
}

// take returns the first ranks of a set from start on that pass a test, nil for none,
// at most want.
func take(s set, start uint32, want int, test func(uint32) bool) []uint32 {
	if want <= 0 {
		return nil
	}
	var ranks []uint32
	for rank := range s.from(start) {
		if test != nil && !test(rank) {
			continue
		}
		if ranks = append(ranks, rank); len(ranks) == want {
			break
		}
	}
	return ranks
}
