package snapshot_test

import (
	"context"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/snapshot"
	"strikemap/geo/synth"
)

// benched is made once for all benchmarks, of STRIKEMAP_BENCH_COUNT incidents, 100,000
// if that is not set.
var benched = sync.OnceValue(func() *snapshot.Snapshot {
	count, err := strconv.Atoi(os.Getenv("STRIKEMAP_BENCH_COUNT"))
	if err != nil {
		count = 100_000
	}
	l := &ledger{now: epochStart.AddDate(2, 0, 0)}
	for in := range synth.Generate(count, 1, parties, epochStart) {
		in.ID = geo.NewID(in.Time.From)
		in.State = geo.Published
		l.revisions = append(l.revisions, &geo.Revision{Number: 1, PublicFrom: epochStart, Incident: in})
	}
	s := &snapshot.Snapshot{Record: l, Changes: l, Codec: codec{}, Clock: l.clock}
	if err := s.Open(context.Background()); err != nil {
		panic(err)
	}
	return s
})

var country = &geo.BBox{West: 30, South: 44, East: 40, North: 50}

func BenchmarkBodies(b *testing.B) {
	day := 24 * time.Hour
	kind := []geo.Condition{{Column: "kind", Values: []string{geo.Strike}}, {Column: "outcome", Values: []string{"hit", "partly"}}}
	for _, c := range []struct {
		name string
		q    geo.Query
	}{
		{"all", geo.Query{}},
		{"town", geo.Query{BBox: &geo.BBox{West: 36.2, South: 49.9, East: 36.25, North: 50}}},
		{"country", geo.Query{BBox: country}},
		{"country and week", geo.Query{BBox: country, Datetime: geo.Interval{From: epochStart.Add(-30 * day), To: epochStart.Add(-23 * day)}}},
		{"country, kind and outcome", geo.Query{BBox: country, Conditions: kind}},
		{"near-world", geo.Query{BBox: &geo.BBox{West: -170, South: -80, East: 170, North: 80}, Limit: 10_000}},
		{"kind and outcome", geo.Query{Conditions: kind}},
		{"common word", geo.Query{Text: []string{"refinery"}, Limit: 100}},
		{"rare word", geo.Query{Text: []string{"zaporizhzhia"}, Limit: 100}},
		{"known at", geo.Query{BBox: &geo.BBox{West: 36, South: 49.5, East: 36.5, North: 50.2}, KnownAt: epochStart.AddDate(0, 1, 0)}},
		{"place", geo.Query{Conditions: []geo.Condition{{Column: "title", Values: []string{"none"}}}, BBox: country, Limit: 100}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := benched()
			matched, size := 0, 0
			for b.Loop() {
				err := s.Bodies(context.Background(), c.q, func(page geo.BodyPage) error {
					matched, size = page.Matched, len(page.Flats)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(matched), "matched")
			b.ReportMetric(float64(size), "given")
		})
	}
}

func BenchmarkTile(b *testing.B) {
	for _, z := range []uint32{0, 5, 8, 11} {
		b.Run("z"+strconv.Itoa(int(z)), func(b *testing.B) {
			s := benched()
			x, y := geo.Mercator(36.23, 49.99)
			q := geo.Query{Conditions: []geo.Condition{{Column: "kind", Values: []string{geo.Strike}}}}
			for b.Loop() {
				err := s.Tile(context.Background(), q, z, uint32(uint64(x)>>(32-z)), uint32(uint64(y)>>(32-z)), func(geo.Tile) error { return nil })
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkItemBody(b *testing.B) {
	s := benched()
	var ids []string
	page, err := s.Items(context.Background(), geo.Query{Limit: 1000})
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range page.Features {
		ids = append(ids, f.ID)
	}
	for i := 0; b.Loop(); i++ {
		if err := s.ItemBody(context.Background(), ids[i%len(ids)], time.Time{}, func(geo.ItemBody) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCount(b *testing.B) {
	s := benched()
	for b.Loop() {
		if _, err := s.Count(context.Background(), geo.Query{}, "country"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen makes the base of 20,000 incidents.
func BenchmarkOpen(b *testing.B) {
	l := &ledger{now: epochStart.AddDate(2, 0, 0)}
	for in := range synth.Generate(20_000, 1, parties, epochStart) {
		in.ID = geo.NewID(in.Time.From)
		in.State = geo.Published
		l.revisions = append(l.revisions, &geo.Revision{Number: 1, PublicFrom: epochStart, Incident: in})
	}
	for b.Loop() {
		s := &snapshot.Snapshot{Record: l, Changes: l, Codec: codec{}, Folder: b.TempDir(), Clock: l.clock}
		if err := s.Open(context.Background()); err != nil {
			b.Fatal(err)
		}
		_ = s.Close()
	}
}
