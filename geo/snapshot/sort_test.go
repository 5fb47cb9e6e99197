package snapshot_test

import (
	"bytes"
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/cql"
	"strikemap/geo/encode"
	"strikemap/geo/snapshot"
)

// Row reads flat bodies as the program's own codec does.
func (codec) Row() geo.BodyRow { return encode.Codec{}.Row() }

// byProperty orders features by a property, those without one last, then newest first.
func byProperty(keys []geo.SortKey) func(a, b *geo.Feature) int {
	return func(a, b *geo.Feature) int {
		for _, k := range keys {
			c := 0
			switch x, y := a.Property(k.Column), b.Property(k.Column); {
			case x == nil || y == nil:
				c = cmp.Compare(map[bool]int{x == nil: 1}[true], map[bool]int{y == nil: 1}[true])
				if c != 0 {
					return c
				}
				continue
			default:
				c = compareValues(x, y)
			}
			if k.Descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return geo.Newer(a, b)
	}
}

func compareValues(x, y any) int {
	switch x := x.(type) {
	case string:
		return strings.Compare(x, y.(string))
	case float64:
		return cmp.Compare(x, y.(float64))
	case time.Time:
		return x.Compare(y.(time.Time))
	case bool:
		return cmp.Compare(map[bool]int{true: 1}[x], map[bool]int{true: 1}[y.(bool)])
	}
	return 0
}

// compareSorted asks for the features by random columns, page by page to the end and
// from there back.
func compareSorted(t *testing.T, s *snapshot.Snapshot, q geo.Query, want []*geo.Feature, random *rand.Rand) {
	t.Helper()
	for range random.IntN(3) {
		q.Sort = append(q.Sort, geo.SortKey{Column: geo.Columns[random.IntN(len(geo.Columns)-1)].Name, Descending: random.IntN(2) == 0})
	}
	if len(q.Sort) > 0 {
		want = slices.SortedFunc(slices.Values(want), byProperty(q.Sort))
	}
	if got, matched := walk(t, s, q); !slices.Equal(got, names(want)) || matched != len(want) {
		t.Fatalf("%s:\n got %v (matched %d)\nwant %v", q.Canonical(), got, matched, names(want))
	}
	if len(want) == 0 {
		return
	}
	q.Offset = len(want) - 1
	back := walkBack(t, s, q)
	if !slices.Equal(back, names(want)) {
		t.Fatalf("%s backwards:\n got %v\nwant %v", q.Canonical(), back, names(want))
	}
}

// walkBack pages through an answer to its beginning.
func walkBack(t *testing.T, s *snapshot.Snapshot, q geo.Query) (all []string) {
	t.Helper()
	for {
		var prev *geo.Cursor
		err := s.Bodies(context.Background(), q, func(page geo.BodyPage) error {
			var found []string
			for _, flat := range page.Flats {
				found = append(found, nameOf(t, flat))
			}
			all = append(found, all...)
			prev = page.Prev
			if q.Cursor != nil && page.Next == nil {
				t.Fatalf("%s: a page before another has no next one", q.Canonical())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if prev == nil {
			return all
		}
		q.Cursor, q.Offset = prev, 0
	}
}

// compareWalk streams all that answers a question.
func compareWalk(t *testing.T, s *snapshot.Snapshot, q geo.Query, want []*geo.Feature) {
	t.Helper()
	var got []string
	matched := 0
	err := s.Walk(context.Background(), q, func(_ geo.Edition, n int) error {
		matched = n
		return nil
	}, func(item geo.ItemBody) error {
		if !bytes.HasPrefix(item.Ledger, []byte("{")) {
			t.Errorf("%s has the ledger %q", item.ID, item.Ledger)
		}
		got = append(got, nameOf(t, item.Flat))
		return nil
	})
	if err != nil || !slices.Equal(got, names(want)) || matched != len(want) {
		t.Fatalf("%s: walked %v of %d, want %v: %v", q.Canonical(), got, matched, names(want), err)
	}
}

// east asks that the point lies east of Greenwich. It is an expression of our own, that
// a snapshot knows nothing of.
type east struct{}

func (east) Truth(row geo.Row) geo.Truth {
	if p, ok := row.Geometry().(orb.Point); !ok {
		return geo.Unknown
	} else if p[0] > 0 {
		return geo.True
	}
	return geo.False
}
func (east) Text() string { return "east" }

// filters are expressions over coded columns, times, bodies, the point, and mixtures.
var filters = []string{
	"kind = 'strike'",
	"kind IN ('strike', 'sighting') AND status <> 'disputed'",
	"NOT (kind = 'strike' OR country = 'UA')",
	"CASEI(country) LIKE CASEI('u%')",
	"country IS NULL AND kind = 'strike'",
	"revision = 2 OR kind = 'incursion'",
	"revision > 1 AND time_from > TIMESTAMP('2025-01-05T00:00:00Z')",
	"synthetic = FALSE AND claims >= 1",
	"S_INTERSECTS(geometry, BBOX(30, 40, 40, 60)) AND kind = 'strike'",
	"T_INTERSECTS(INTERVAL(time_from, time_to), INTERVAL('2025-01-03', '2025-01-12'))",
	"published > DATE('2025-01-02') AND summary LIKE '%fire%'",
	"actor = country",
	"means LIKE '%missile%'",
	"updated <= TIMESTAMP('2025-01-01T02:00:00Z')",
	"uncertainty_m > 5001 AND outcome IS NOT NULL",
}

func randomFilter(random *rand.Rand) geo.Expr {
	n := random.IntN(len(filters) + 1)
	if n == len(filters) {
		return east{}
	}
	e, err := cql.ParseText(filters[n], cql.Of(geo.Columns))
	if err != nil {
		panic(filters[n] + ": " + err.Error())
	}
	return e
}
