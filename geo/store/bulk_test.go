package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"strikemap/geo"
)

// BenchmarkWrite measures what one incident costs in batches of a thousand.
func BenchmarkWrite(b *testing.B) {
	path := filepath.Join(b.TempDir(), "strikemap.gpkg")
	if p := os.Getenv("STORE_BENCH_FILE"); p != "" {
		path = p
	}
	s := openAt(b, path, testOptions(nil))
	r := seeded(b)
	b.ResetTimer()
	start := time.Now()
	for done := 0; done < b.N; {
		n := min(1000, b.N-done)
		incidents := make([]geo.Incident, n)
		for i := range incidents {
			incidents[i] = anyIncident(r)
			incidents[i].ExternalID = fmt.Sprint("bulk-", done+i)
		}
		write(b, s, batch(incidents...))
		done += n
	}
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "incidents/s")
}

// BenchmarkLoad measures reading the whole public record, a thousand incidents.
func BenchmarkLoad(b *testing.B) {
	s := open(b, testOptions(nil))
	r := seeded(b)
	incidents := make([]geo.Incident, 1000)
	for i := range incidents {
		incidents[i] = anyIncident(r)
	}
	write(b, s, batch(incidents...))
	for b.Loop() {
		if err := s.Load(context.Background(), nil, func(*geo.Revision) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
