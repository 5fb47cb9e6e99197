package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
)

// together writes batches in one transaction: none begins before all wait.
func together(t *testing.T, s *Store, batches []geo.Batch) []error {
	t.Helper()
	s.turn <- struct{}{}
	errs := make([]error, len(batches))
	var group sync.WaitGroup
	for i, b := range batches {
		group.Go(func() { _, errs[i] = s.Write(context.Background(), b) })
		eventually(t, "waiting", func() bool { return s.queue.length() == i+1 })
	}
	<-s.turn
	group.Wait()
	return errs
}

func (q *queue) length() int {
	q.Lock()
	defer q.Unlock()
	return len(q.jobs)
}

func TestSmallWritesShareATransactionAndOneThatFailsIsUndoneAlone(t *testing.T) {
	o := testOptions(newClock())
	o.Watch = time.Hour
	s := open(t, o)
	known := write(t, s, batch(incident("known")))[0]
	var told []geo.Change
	defer s.Subscribe(func(c geo.Change) { told = append(told, c) })()
	before := s.Edition()

	bad := incident("valid, but its neighbour is not")
	other := incident("")
	named := func(name string) geo.Incident {
		in := incident(name)
		in.ExternalID, in.Location.Precision, in.Location.Admin1 = name, geo.Region, "Krasnodar"
		return in
	}
	party := geo.Batch{Origin: "desk", Parties: []geo.Party{{Code: "new-party", Name: "New", Kind: "media"}}, Entries: []geo.Entry{{Incident: other}}}
	errs := together(t, s, []geo.Batch{
		batch(named("first")), batch(bad, other), party, batch(named("second")), batch(named("first")), batch(incident("third"), bad, other), batch(named("fourth")),
	})
	for i, wantErr := range []bool{false, true, true, false, false, true, false} {
		var problems geo.Problems
		if got := errors.As(errs[i], &problems); got != wantErr || !wantErr && errs[i] != nil {
			t.Errorf("write %d says %v", i, errs[i])
		}
	}
	if got := s.Edition().Number; got != before.Number+1 || len(told) != 1 {
		t.Errorf("the edition went from %d to %d, and %d changes were told", before.Number, got, len(told))
	}
	var titles []string
	for _, r := range load(t, s, time.Time{}) {
		if r.Incident.ID != known {
			titles = append(titles, r.Incident.Title)
		}
	}
	slices.Sort(titles)
	if want := []string{"first", "fourth", "second"}; !slices.Equal(titles, want) {
		t.Errorf("public are %q, want %q", titles, want)
	}
	parties, _, err := s.Registry(context.Background())
	if _, there := parties["new-party"]; there || err != nil {
		t.Errorf("the party of a batch that failed is there; %v", err)
	}
	write(t, s, batch(named("fifth")))
	wantSound(t, s)
}

func TestAWriteWhoseContextEndsWhileItWaitsIsNotMade(t *testing.T) {
	s := open(t, testOptions(newClock()))
	s.turn <- struct{}{}
	ctx, cancel := context.WithCancel(context.Background())
	failed := make(chan error)
	go func() {
		_, err := s.Write(ctx, batch(incident("too late")))
		failed <- err
	}()
	eventually(t, "waiting", func() bool { return s.queue.length() == 1 })
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
	<-s.turn
	write(t, s, batch(incident("in time")))
	if got := load(t, s, time.Time{}); len(got) != 1 {
		t.Errorf("%d are public", len(got))
	}
}

func TestAPanicInAWriteDoesNotStopTheOthers(t *testing.T) {
	s := open(t, testOptions(newClock()))
	func() {
		defer func() { _ = recover() }()
		_ = s.write(context.Background(), func(*work) error { panic("a fault of ours") })
		t.Error("the panic was swallowed")
	}()
	write(t, s, batch(incident("after it")))
}

func TestManyWritersOfManyKindsLeaveASoundRecord(t *testing.T) {
	s := open(t, testOptions(nil))
	write(t, s, batch())
	var group sync.WaitGroup
	for writer := range 8 {
		group.Go(func() {
			for k := range 12 {
				in := incident(fmt.Sprint(writer, " ", k))
				in.ExternalID = fmt.Sprint("shared-", k)
				b := batch(in)
				if writer%2 == 0 {
					b = batch(in, incident("")) // fails
				}
				if _, err := s.Write(context.Background(), b); (err != nil) != (writer%2 == 0) {
					t.Errorf("writer %d: %v", writer, err)
				}
			}
		})
	}
	group.Go(func() {
		entries := manyEntries(seeded(t), 200)
		if err := s.Stream(context.Background(), len(entries), inBatches(entries, 50), func(int) {}); err != nil {
			t.Error(err)
		}
	})
	group.Wait()
	if n := one[int](t, s, `SELECT count(*) FROM incidents WHERE external_id LIKE 'shared-%'`); n != 12 {
		t.Errorf("%d incidents were shared, want 12", n)
	}
}

// BenchmarkSmallWrites is how many durable writes a second one writer, and sixteen,
// make.
func BenchmarkSmallWrites(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprint(writers, " writers"), func(b *testing.B) {
			s := open(b, testOptions(nil))
			write(b, s, batch(incident("first")))
			left := make(chan int)
			var group sync.WaitGroup
			b.ResetTimer()
			for range writers {
				group.Go(func() {
					for i := range left {
						in := incident(fmt.Sprint("small ", i))
						bt := geo.Batch{Origin: "desk", Author: "tester", Entries: []geo.Entry{{Incident: in}}}
						if _, err := s.Write(context.Background(), bt); err != nil {
							b.Error(err)
						}
					}
				})
			}
			for i := range b.N {
				left <- i
			}
			close(left)
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
		})
	}
}
