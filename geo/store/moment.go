package store

import (
	"strings"
	"time"

	"strikemap/geo"
)

// moment writes an instant as a GeoPackage DATETIME, always with milliseconds, so
// that text order is time order.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

func optionalMoment(t *time.Time) any {
	if t == nil {
		return nil
	}
	return moment(*t)
}

// outsideMoments are the forms other programs write beside RFC 3339. Without a zone
// they are UTC, as GeoPackage says.
var outsideMoments = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly}

// parseMoment reads a DATETIME whoever wrote it.
func parseMoment(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if t, err := geo.ParseTime(text); err == nil {
		return t, true
	}
	for _, layout := range outsideMoments {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC().Truncate(time.Millisecond), true
		}
	}
	return time.Time{}, false
}
