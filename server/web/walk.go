package web

import (
	"context"

	"strikemap/geo"
)

// Walk calls each with every feature that answers a question, newest first, until
// most have been seen. It returns the edition of the first page and how many match
// in all. Features that become public meanwhile may be missed, none comes twice.
func Walk(ctx context.Context, reader geo.Reader, q geo.Query, most int, each func(*geo.Feature)) (geo.Edition, int, error) {
	q.Cursor, q.Offset = nil, 0
	var edition geo.Edition
	matched, seen := 0, 0
	for {
		q.Limit = min(geo.MaxLimit, most-seen)
		page, err := reader.Items(ctx, q)
		if err != nil {
			return edition, 0, err
		}
		if seen == 0 {
			edition, matched = page.Edition, page.Matched
		}
		for _, f := range page.Features {
			each(f)
		}
		seen += len(page.Features)
		if page.Next == nil || seen >= most {
			return edition, matched, nil
		}
		q.Cursor = page.Next
	}
}
