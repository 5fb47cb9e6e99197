package store

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"strikemap/geo"
)

func TestAServerIsToldWhatACommandWroteBesideIt(t *testing.T) {
	c := newClock()
	server := open(t, testOptions(c))
	var mu sync.Mutex
	var told []geo.Change
	server.Subscribe(func(change geo.Change) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, change)
	})
	options := testOptions(c)
	options.Beside = true
	command := openAt(t, server.Path(), options)

	first := incident("written beside")
	first.State = geo.Published
	write(t, command, batch(first))
	eventually(t, "the server follows the other's edition", func() bool { return server.Edition() == command.Edition() })
	eventually(t, "the server's subscribers heard one change of anything", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(told) == 1 && told[0].Incidents == nil
	})

	// A write of its own in the same moment must not hide the other's.
	second := incident("written beside too")
	second.State = geo.Published
	write(t, command, batch(second))
	third := incident("written by the server")
	third.State = geo.Published
	write(t, server, batch(third))
	mu.Lock()
	defer mu.Unlock()
	if !slices.ContainsFunc(told[1:], func(change geo.Change) bool { return change.Incidents == nil }) {
		t.Errorf("the server's subscribers heard %+v, want a change of anything among them", told)
	}
}

func TestAStoreBesideAServerNeedsNoLockAndASecondServerDoes(t *testing.T) {
	server := open(t, testOptions(newClock()))
	if _, err := Open(context.Background(), server.Path(), testOptions(newClock())); geo.ErrorCode(err) != geo.EUNAVAILABLE {
		t.Errorf("a second server: %v, want EUNAVAILABLE", err)
	}
}

func TestACommandBesideLeavesTheRecordClosedInOrder(t *testing.T) {
	c, log := newClock(), &logged{}
	path := filepath.Join(t.TempDir(), "record.gpkg")
	for _, beside := range []bool{false, true, false} {
		o := testOptions(c)
		o.Create, o.Beside, o.Logger = true, beside, newLogger(log)
		s, err := Open(context.Background(), path, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := log.count("was not closed"); n != 0 {
		t.Errorf("the record counts as not closed %d times", n)
	}
}
