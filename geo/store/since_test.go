package store

import (
	"context"
	"slices"
	"testing"
	"time"

	"strikemap/geo"
)

func mark(t *testing.T, s *Store) geo.Mark {
	t.Helper()
	m, err := s.Mark(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// since returns what differs from a mark, "all" if anything may.
func since(t *testing.T, s *Store, m geo.Mark) []string {
	t.Helper()
	c, known, err := s.Since(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if !known {
		return []string{"all"}
	}
	return c.Incidents
}

func TestSinceNamesWhatReadersSeeOtherwise(t *testing.T) {
	c := newClock()
	o := testOptions(c)
	o.Watch = time.Hour
	s := open(t, o)
	first, second := incident("first"), incident("second")
	embargo := c.Now().Add(time.Hour)
	second.Embargo = &embargo
	first.ID = write(t, s, batch(first))[0]
	second.ID = write(t, s, batch(second))[0]

	c.advance(time.Minute)
	m := mark(t, s)
	if got := since(t, s, m); len(got) != 0 {
		t.Errorf("without a change %v differ", got)
	}
	third := write(t, s, batch(incident("third")))
	if got := since(t, s, m); !slices.Equal(got, third) {
		t.Errorf("after a write %v differ, want %v", got, third)
	}
	c.advance(time.Minute)
	m = mark(t, s)
	first.State = geo.Draft
	write(t, s, batch(first))
	if got := since(t, s, m); !slices.Equal(got, []string{first.ID}) {
		t.Errorf("after it was taken from readers %v differ, want %s", got, first.ID)
	}
	c.advance(time.Minute)
	m = mark(t, s)
	c.advance(time.Hour)
	if got := since(t, s, m); !slices.Equal(got, []string{second.ID}) {
		t.Errorf("after the embargo %v differ, want %s", got, second.ID)
	}
}

// The edition of a mark need not count what became public just before it was taken.
func TestALapseThatTheEditionOfAMarkDoesNotCountIsNotLost(t *testing.T) {
	c := newClock()
	o := testOptions(c)
	o.Watch = time.Hour // nobody looks
	s := open(t, o)
	in := incident("held back")
	embargo := c.Now().Add(time.Hour)
	in.Embargo = &embargo
	in.ID = write(t, s, batch(in))[0]
	c.advance(time.Hour)
	before := mark(t, s)
	if got := since(t, s, before); !slices.Equal(got, []string{in.ID}) {
		t.Errorf("%v differ, want %s", got, in.ID)
	}
	write(t, s, batch())
	after := mark(t, s)
	if after.Edition == before.Edition {
		t.Fatal("the lapse was not counted")
	}
	if got := since(t, s, before); !slices.Equal(got, []string{in.ID}) {
		t.Errorf("after it was counted %v differ, want %s", got, in.ID)
	}
	if got := since(t, s, after); len(got) != 0 {
		t.Errorf("from the edition that counts it %v differ", got)
	}
}

func TestARemovalIsToldAndNamedSince(t *testing.T) {
	s := open(t, testOptions(newClock()))
	in := incident("one")
	in.Dataset = "desk"
	id := write(t, s, batch(in))[0]
	other := incident("two")
	other.Dataset = "another"
	write(t, s, batch(other))
	m := mark(t, s)
	told := make(chan geo.Change, 1)
	s.Subscribe(func(c geo.Change) { told <- c })
	if n, err := s.Remove(context.Background(), "desk", "tester"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	since, known, err := s.Since(context.Background(), m)
	for what, c := range map[string]geo.Change{"told": <-told, "since": since} {
		if !slices.Equal(c.Incidents, []string{id}) || !c.Purged {
			t.Errorf("%s: %+v, want %s purged", what, c, id)
		}
	}
	if err != nil || !known {
		t.Error(known, err)
	}
	if c, _, _ := s.Since(context.Background(), mark(t, s)); len(c.Incidents) != 0 || c.Purged {
		t.Errorf("from a new mark: %+v", c)
	}
}

// A reader that keeps the registry need not make anything again for one more party.
func TestAnAddedPartyOrSeriesIsToldWithoutIncidents(t *testing.T) {
	for name, b := range map[string]geo.Batch{
		"a party":  {Origin: "desk", Parties: []geo.Party{{Code: "new", Name: "New", Kind: "media"}}},
		"a series": {Origin: "desk", Series: []geo.Series{{ID: "a", Title: "A"}}},
	} {
		s := open(t, testOptions(newClock()))
		write(t, s, batch(incident("one")))
		m := mark(t, s)
		told := make(chan geo.Change, 1)
		s.Subscribe(func(c geo.Change) { told <- c })
		write(t, s, b)
		if c := <-told; c.Incidents == nil || len(c.Incidents) != 0 || c.Edition.Number != m.Edition+1 {
			t.Errorf("%s: told %+v", name, c)
		}
		if got := since(t, s, m); len(got) != 0 {
			t.Errorf("%s: %v differ", name, got)
		}
	}
}

func TestSinceKnowsNothingAfterWhatConcernsAll(t *testing.T) {
	cases := map[string]func(*testing.T, *clock, *Store, *geo.Mark){
		"another database": func(_ *testing.T, _ *clock, _ *Store, m *geo.Mark) { m.Epoch = "another" },
		"an older backup":  func(_ *testing.T, _ *clock, _ *Store, m *geo.Mark) { m.Edition++ },
		"a clock set back": func(_ *testing.T, c *clock, _ *Store, _ *geo.Mark) { c.advance(-time.Minute) },
		"another name of a party": func(t *testing.T, _ *clock, s *Store, _ *geo.Mark) {
			write(t, s, geo.Batch{Origin: "desk", Parties: []geo.Party{{Code: "new", Name: "Another", Kind: "media"}}})
		},
		"another title of a series": func(t *testing.T, _ *clock, s *Store, _ *geo.Mark) {
			write(t, s, geo.Batch{Origin: "desk", Series: []geo.Series{{ID: "a", Title: "B"}}})
		},
		"an area edited outside": func(t *testing.T, _ *clock, s *Store, _ *geo.Mark) {
			editWithSQL(t, s.Path(), `INSERT INTO areas (id, name) VALUES ('X', 'X')`)
			write(t, s, batch())
		},
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			s := open(t, testOptions(c))
			in := incident("one")
			in.Dataset = "desk"
			write(t, s, batch(in))
			write(t, s, geo.Batch{
				Origin: "desk", Parties: []geo.Party{{Code: "new", Name: "New", Kind: "media"}}, Series: []geo.Series{{ID: "a", Title: "A"}},
			})
			m := mark(t, s)
			if got := since(t, s, m); len(got) > 1 {
				t.Fatalf("before it %v differ", got)
			}
			change(t, c, s, &m)
			if got := since(t, s, m); !slices.Equal(got, []string{"all"}) {
				t.Errorf("%v differ, want all", got)
			}
			if got := since(t, s, mark(t, s)); c.Now().Equal(newClock().Now()) && slices.Equal(got, []string{"all"}) {
				t.Error("from a new mark anything may differ")
			}
		})
	}
}

func TestLoadStopsAtTheFirstErrorAndWithItsContext(t *testing.T) {
	s := open(t, testOptions(nil))
	var many []geo.Incident
	for range 3 * stretchSize {
		many = append(many, incident("one of many"))
	}
	write(t, s, batch(many...))
	calls := 0
	err := s.Load(context.Background(), nil, func(*geo.Revision) error {
		calls++
		return errForeign
	})
	if err != errForeign || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(context.Background())
	calls = 0
	err = s.Load(ctx, nil, func(*geo.Revision) error {
		if calls++; calls == 1 {
			cancel()
		}
		return nil
	})
	if err == nil && calls < len(many) {
		t.Errorf("it ended without an error after %d of %d", calls, len(many))
	}
}
