package site

import (
	"context"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
)

// overview is what the map page says of all that is public at an instant, whatever is
// chosen.
type overview struct {
	total      int
	newest     time.Time      // start of the newest incident; zero without one
	opening    string         // the opening window
	categories map[string]int // incidents of each
	countries  map[string]int
	holders    map[string]int  // by the state in control, where it is another
	speakers   []string        // codes of parties whose word a list shows
	places     map[string]bool // names of places and regions; nil where there are too many to look
	titles     *titleLanguages // likewise
}

// openingCount is how many incidents the opening window holds at least.
const openingCount = 25

var timeFrom = encode.ColumnIndex("time_from")

// look makes the overview of what was public at an instant, zero for now.
func look(ctx context.Context, items geo.Reader, knownAt time.Time) (overview, error) {
	o := overview{}
	err := items.Bodies(ctx, geo.Query{KnownAt: knownAt, Limit: 1}, func(page geo.BodyPage) error {
		o.total = page.Matched
		if len(page.Flats) == 0 {
			return nil
		}
		var newest encode.Flat
		err := newest.Read(page.Flats[0])
		if err == nil {
			o.newest, err = geo.ParseTime(newest.Text(timeFrom))
		}
		return err
	})
	if err != nil {
		return overview{}, err
	}
	if o.opening, err = openingWindow(ctx, items, knownAt, o.newest); err != nil {
		return overview{}, err
	}
	for _, c := range []struct {
		column string
		counts *map[string]int
	}{{"category", &o.categories}, {"country", &o.countries}, {"control", &o.holders}} {
		if *c.counts, err = items.Count(ctx, geo.Query{KnownAt: knownAt}, c.column); err != nil {
			return overview{}, err
		}
	}
	if o.speakers, err = speakers(ctx, items, knownAt); err != nil {
		return overview{}, err
	}
	if o.total <= loadLimit {
		if o.places, err = placesOf(ctx, items, knownAt); err != nil {
			return overview{}, err
		}
		o.titles, err = titleLanguagesOf(ctx, items, knownAt)
	}
	return o, err
}

// placesOf are the names that incidents have for where they were.
func placesOf(ctx context.Context, items geo.Reader, knownAt time.Time) (map[string]bool, error) {
	names := map[string]bool{}
	for _, column := range []string{"place", "admin1"} {
		counts, err := items.Count(ctx, geo.Query{KnownAt: knownAt}, column)
		if err != nil {
			return nil, err
		}
		for name := range counts {
			names[name] = true
		}
	}
	return names, nil
}

// speakers are the parties that assert, confirm or deny anything.
func speakers(ctx context.Context, items geo.Reader, knownAt time.Time) ([]string, error) {
	var codes []string
	for _, column := range []string{"claimed_by", "confirmed_by", "denied_by"} {
		counts, err := items.Count(ctx, geo.Query{KnownAt: knownAt}, column)
		if err != nil {
			return nil, err
		}
		for code := range counts {
			if code != "" {
				codes = append(codes, code)
			}
		}
	}
	return codes, nil
}

// openingWindow is the shortest window back from the newest incident that holds
// enough of them to be worth looking at.
func openingWindow(ctx context.Context, items geo.Reader, knownAt, newest time.Time) (string, error) {
	for _, w := range windows {
		if w.span == 0 || newest.IsZero() {
			break
		}
		n, err := matched(ctx, items, geo.Query{Datetime: geo.Interval{From: newest.Add(-w.span)}, KnownAt: knownAt})
		if err != nil || n >= openingCount {
			return w.name, err
		}
	}
	return "all", nil
}

// matched returns how many incidents answer a question.
func matched(ctx context.Context, items geo.Reader, q geo.Query) (n int, err error) {
	q.Limit = 1
	err = items.Bodies(ctx, q, func(page geo.BodyPage) error {
		n = page.Matched
		return nil
	})
	return n, err
}
