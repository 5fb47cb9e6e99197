package snapshot

import (
	"context"
	"runtime"
	"time"

	"strikemap/geo"
)

var _ geo.DayCounter = (*Snapshot)(nil)

// CountDays returns how many incidents that answer a question began on each day in UTC,
// by its date. It reads the columns only.
func (s *Snapshot) CountDays(ctx context.Context, q geo.Query) (map[string]int, error) {
	st, err := s.asked(geo.Query{KnownAt: q.KnownAt})
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(st)
	d := &deadline{until: time.Now().Add(readingTime)}
	days := map[int64]int{}
	for _, m := range st.matchers(q, s.Codec, d) {
		countDays(m, days)
	}
	counts := make(map[string]int, len(days))
	for day, n := range days {
		counts[time.Unix(day*secondsOfDay, 0).UTC().Format(time.DateOnly)] = n
	}
	return counts, s.within(ctx, d)
}

const secondsOfDay = 24 * 60 * 60

// countDays counts what a run holds by days since 1970. Ranks come newest first, so
// those of a day follow one another.
func countDays(m *matcher, days map[int64]int) {
	found := m.set()
	defer found.release()
	var from int64 // of the day that is being counted, in milliseconds
	n := 0
	for rank := range found.from(0) {
		at := m.timeFrom[rank]
		if n > 0 && at >= from {
			n++
			continue
		}
		if n > 0 {
			days[from/(secondsOfDay*1000)] += n
		}
		from, n = startOfDay(at), 1
	}
	if n > 0 {
		days[from/(secondsOfDay*1000)] += n
	}
}

// startOfDay is the midnight in UTC at or before an instant, in milliseconds since 1970.
func startOfDay(at int64) int64 {
	const day = secondsOfDay * 1000
	return at - ((at%day)+day)%day
}
