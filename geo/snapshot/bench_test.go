package snapshot_test

import (
	"context"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/snapshot"
	"strikemap/geo/synth"
)

// BenchmarkItems asks for the newest thousand of 100,000 made-up incidents.
func BenchmarkItems(b *testing.B) {
	l := &ledger{now: epochStart.AddDate(2, 0, 0)}
	for in := range synth.Generate(100_000, 1, parties, epochStart) {
		in.ID = geo.NewID(in.Time.From)
		in.State = geo.Published
		l.revisions = append(l.revisions, &geo.Revision{Number: 1, PublicFrom: epochStart, Incident: in})
	}
	s := &snapshot.Snapshot{Record: l, Changes: l, Clock: l.clock}
	if err := s.Open(context.Background()); err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for name, q := range map[string]geo.Query{
		"all":         {},
		"box":         {BBox: &geo.BBox{West: 30, South: 44, East: 40, North: 48}},
		"kind":        {Conditions: []geo.Condition{{Column: "kind", Values: []string{geo.Strike}}}},
		"week":        {Datetime: geo.Interval{From: epochStart.Add(-7 * 24 * time.Hour), To: epochStart}},
		"word":        {Text: []string{"refinery"}},
		"box and day": {BBox: &geo.BBox{West: 30, South: 44, East: 40, North: 48}, Datetime: geo.Interval{From: epochStart.Add(-24 * time.Hour)}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Items(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
