package snapshot_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"strikemap/geo"
)

// A listener asks again as soon as it is told: what it is told of must be there, and what
// is no change to readers must not be named.
func TestSubscribersAreToldOfDifferencesOnceAnswersShowThem(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	l := &ledger{now: epochStart}
	incident := func(slug, title string) geo.Incident {
		in := randomIncident(random, geo.StableID(slug, epochStart))
		in.State, in.Title = geo.Published, title
		return in
	}
	known, hidden := incident("known", "as it was"), incident("hidden", "a draft")
	l.edit(known, false)
	s := open(t, l, "")

	type telling struct {
		change geo.Change
		title  string // of the known incident by then
		err    error
	}
	told := make(chan telling, 10)
	cancel := s.Subscribe(func(c geo.Change) {
		f, err := s.Item(context.Background(), known.ID, time.Time{})
		next := telling{change: c, err: err}
		if err == nil {
			next.title = f.Title
		}
		told <- next
	})
	next := func() telling {
		t.Helper()
		select {
		case n := <-told:
			return n
		case <-time.After(5 * time.Second):
			t.Fatal("nothing was told")
		}
		return telling{}
	}

	known.Title = "as it is"
	l.edit(known, false)
	n := next()
	if n.err != nil || n.title != "as it is" || !slices.Equal(n.change.Incidents, []string{known.ID}) || n.change.Edition != s.Edition() {
		t.Errorf("told %+v", n)
	}

	// The record names what it changed, public or not.
	l.edit(hidden, true)
	if n := next(); n.change.Incidents == nil || len(n.change.Incidents) != 0 {
		t.Errorf("of no difference to readers it is told %+v", n)
	}

	l.edit(known, true)
	if n := next(); geo.ErrorCode(n.err) != geo.ENOTFOUND || !slices.Equal(n.change.Incidents, []string{known.ID}) {
		t.Errorf("of one that is gone it is told %+v", n)
	}

	cancel()
	l.edit(incident("another", "after all"), false)
	caughtUp(t, s, l)
	select {
	case n := <-told:
		t.Errorf("told after the end: %+v", n)
	case <-time.After(50 * time.Millisecond):
	}
}
