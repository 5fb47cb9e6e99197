package snapshot_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/snapshot"
)

// compareChanged follows what changed since a random moment, page by page.
func compareChanged(t *testing.T, s *snapshot.Snapshot, l *ledger, at time.Time, random *rand.Rand) {
	t.Helper()
	after := epochStart.Add(time.Duration(random.Int64N(int64(at.Sub(epochStart)) + 1)))
	if random.IntN(2) == 0 && len(l.revisions) > 0 { // just when something changed
		after = l.revisions[random.IntN(len(l.revisions))].PublicFrom
	}
	last := map[string]*geo.Revision{}
	for _, r := range l.revisions {
		if public(r, at) {
			last[r.Incident.ID] = r
		}
	}
	var present []*geo.Revision
	for _, r := range last {
		if r.PublicFrom.UnixMilli() > after.UnixMilli() {
			present = append(present, r)
		}
	}
	slices.SortFunc(present, func(a, b *geo.Revision) int {
		return cmp.Or(cmp.Compare(a.PublicFrom.UnixMilli(), b.PublicFrom.UnixMilli()), strings.Compare(a.Incident.ID, b.Incident.ID))
	})
	var want, got []string
	for _, r := range present {
		want = append(want, fmt.Sprintf("%s/%d %v", r.Incident.ID, r.Number, r.Incident.State == geo.Withdrawn))
	}
	id, limit := "", 1+random.IntN(9)
	for {
		n := 0
		err := s.Changed(context.Background(), after, id, limit, func(_ geo.Edition, changed []geo.Changed) error {
			for _, c := range changed {
				got = append(got, fmt.Sprintf("%s %v", nameOf(t, c.Flat), c.Withdrawn))
				after, id = c.At, c.ID
			}
			n = len(changed)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n < limit {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("changed:\n got %v\nwant %v", got, want)
	}
}
