package geo

import "context"

// DayCounter is what a Reader may be as well: one that counts by time without reading
// the incidents.
type DayCounter interface {
	// CountDays returns how many incidents that answer a question, paging aside, began
	// on each day in UTC, by its date: "2025-12-25". Days without any are left out.
	CountDays(ctx context.Context, q Query) (map[string]int, error)
}

// OfTime reports whether the groups are stretches of time, each of whole days in UTC.
func (g Grouping) OfTime() bool { return g.cut != nil }
