package site

import (
	"context"
	"time"

	"strikemap/geo"
)

// Known is what the page says of the beginning of the record, and of the day it is
// asked back to. The day is the last whose end, in UTC, is known to the page: its
// address holds a day, or the instant at the end of one.
type Known struct {
	KnownFrom     string // the day on which the record begins
	KnownFromSaid string // the same in words
	KnownDay      string // the day asked back to, or empty
	KnownAtExact  bool   // an instant is asked for that is not the end of a day
}

// known fills in what no map can show, and how far back one can ask.
func (h *Home) known(ctx context.Context, r reader, items geo.Reader, q geo.Query) error {
	precisions, err := items.Count(ctx, q, "precision")
	if err != nil {
		return err
	}
	h.Placeless = precisions[geo.UnknownPlace]
	since, at := items.Edition().Since, h.Selection.KnownAt
	h.KnownFrom, h.KnownFromSaid = dayText(since), r.T("home.knownFrom", "day", r.day(since, true))
	if !at.IsZero() {
		h.KnownDay = dayText(at)
		h.KnownAtExact = !at.Add(time.Millisecond).Equal(at.Truncate(24*time.Hour).AddDate(0, 0, 1))
	}
	return nil
}
