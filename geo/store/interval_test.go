package store

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"strikemap/geo"
)

// model keeps, for every incident, which title was public at which millisecond, by
// asking only what the rules in the package comment say.
type model struct {
	versions map[string][]version
}

// version is one accepted state; from is 0 if it is never public.
type version struct {
	made, from int64
	title      string
	state      string
}

// at returns the title public at an instant: of the versions made up to now whose time
// had come, the last made, unless it or one after it ended the showing.
func (m *model) at(id string, ms, now int64) (string, bool) {
	title, shown := "", false
	for _, v := range m.versions[id] {
		if v.made > ms {
			break
		}
		title, shown = m.step(id, v, ms, title, shown)
	}
	return title, shown
}

// step folds one version in: a version whose time has come shows, one never public
// hides, one whose time is to come leaves what is shown unless a later one replaces it.
func (m *model) step(id string, v version, ms int64, title string, shown bool) (string, bool) {
	switch {
	case v.from == 0:
		return "", false
	case v.from > ms:
		return title, shown
	}
	// It shows only if no later version was made before its time came: one made in the
	// very millisecond finds it public.
	for _, later := range m.versions[id] {
		if later.made > v.made && later.made < v.from {
			return title, shown
		}
	}
	return v.title, true
}

func TestWhatIsPublicAtAnyInstantIsWhatTheRulesSay(t *testing.T) {
	r := seeded(t)
	for range 12 {
		runIntervals(t, r)
	}
}

func runIntervals(t *testing.T, r *rand.Rand) {
	c := newClock()
	o := testOptions(c)
	o.Watch = time.Hour // only writes and what is asked for
	o.Delays = geo.Delays{Default: 2 * time.Hour}
	s := open(t, o)
	m := &model{versions: map[string][]version{}}
	start := c.Now()
	current := map[string]geo.Incident{}
	var known []string
	for step := range 40 {
		c.advance(time.Duration(1+r.IntN(90)) * time.Minute)
		var in geo.Incident
		if len(known) == 0 || len(known) < 3 && r.IntN(4) == 0 {
			in = incident("")
		} else {
			in = current[known[r.IntN(len(known))]]
		}
		in.Title = "version " + string(rune('a'+step%26)) + string(rune('a'+step/26))
		in.State = oneOf(r, geo.Published, geo.Published, geo.Published, geo.Draft, geo.Review, geo.Withdrawn)
		in.Embargo = nil
		if r.IntN(3) == 0 {
			at := c.Now().Add(time.Duration(r.IntN(600)-200) * time.Minute)
			in.Embargo = &at
		}
		if r.IntN(4) == 0 { // the delay starts anew
			in.Time.To = c.Now().Add(-time.Duration(r.IntN(240)) * time.Minute)
		}
		isNew := in.ID == ""
		id := write(t, s, batch(in))[0]
		in.ID = id
		if in.PublishedAt == nil && in.State == geo.Published {
			now := c.Now()
			in.PublishedAt = &now
		}
		if isNew {
			known = append(known, id)
		}
		m.add(id, in, o.Delays, c.Now())
		current[id] = in
		if step%8 == 7 {
			compare(t, s, m, known, start, c.Now(), r)
		}
	}
	c.advance(12 * time.Hour)
	compare(t, s, m, known, start, c.Now(), r)
	wantSound(t, s)
}

func (m *model) add(id string, in geo.Incident, d geo.Delays, now time.Time) {
	made := now.UnixMilli()
	v := version{made: made, title: in.Title, state: in.State}
	visible := in.VisibleFrom(d)
	switch {
	case in.State == geo.Withdrawn && len(m.versions[id]) > 0:
		if m.everShown(id, made) {
			v.from = made
		}
	case in.State == geo.Withdrawn && visible.After(now):
	case !visible.IsZero():
		v.from = max(made, visible.UnixMilli())
	}
	m.versions[id] = append(m.versions[id], v)
}

// everShown looks at every instant something may have begun to show.
func (m *model) everShown(id string, now int64) bool {
	for _, v := range m.versions[id] {
		if v.from != 0 && v.from <= now {
			if title, shown := m.at(id, v.from, now); shown && title == v.title {
				return true
			}
		}
	}
	return false
}

func compare(t *testing.T, s *Store, m *model, known []string, start, now time.Time, r *rand.Rand) {
	t.Helper()
	instants := []time.Time{now, start}
	for range 20 {
		instants = append(instants, start.Add(time.Duration(r.Int64N(int64(now.Sub(start))+1))).Truncate(time.Millisecond))
	}
	for _, id := range known {
		for _, v := range m.versions[id] {
			for _, ms := range []int64{v.made - 1, v.made, v.from - 1, v.from} {
				if at := time.UnixMilli(ms).UTC(); at.After(start) && !at.After(now) {
					instants = append(instants, at)
				}
			}
		}
	}
	for _, at := range instants {
		got := load(t, s, at)
		for _, id := range known {
			title, shown := m.at(id, at.UnixMilli(), now.UnixMilli())
			revision := got[id]
			if (revision != nil) != shown || shown && revision.Incident.Title != title {
				t.Fatalf("at %v of %v incident %s shows %v, want %q %v\n%+v", at, now, id, revision, title, shown, m.versions[id])
			}
		}
	}
	all := loadAll(t, s, nil)
	some := []string{known[r.IntN(len(known))], known[r.IntN(len(known))], "none"}
	var want []*geo.Revision
	for _, revision := range all {
		if slices.Contains(some, revision.Incident.ID) {
			want = append(want, revision)
		}
	}
	if got := loadAll(t, s, some); !reflect.DeepEqual(got, want) {
		t.Errorf("of %v come %v, want %v", some, got, want)
	}
	for _, id := range known {
		compareHistory(t, s, m, id, now)
	}
}

func compareHistory(t *testing.T, s *Store, m *model, id string, now time.Time) {
	t.Helper()
	history, err := s.Revisions(context.Background(), id)
	if geo.ErrorCode(err) == geo.ENOTFOUND {
		err = nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, revision := range history {
		got = append(got, revision.Incident.Title)
	}
	for _, v := range m.versions[id] {
		if v.from == 0 || v.from > now.UnixMilli() {
			continue
		}
		if title, shown := m.at(id, v.from, now.UnixMilli()); shown && title == v.title {
			want = append(want, v.title)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("history of %s is %v, want %v\n%+v", id, got, want, m.versions[id])
	}
}

func TestAnEmbargoEndsByTheClockAndSubscribersAreTold(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	told := make(chan geo.Change, 10)
	defer s.Subscribe(func(change geo.Change) { told <- change })()
	in := incident("held back")
	at := c.Now().Add(time.Hour)
	in.Embargo = &at
	id := write(t, s, batch(in))[0]
	<-told // of the parties
	before := s.Edition()
	time.Sleep(100 * time.Millisecond)
	if len(told) > 0 || len(load(t, s, time.Time{})) > 0 || len(load(t, s, at)) > 0 {
		t.Fatal("an embargoed incident is public")
	}
	if _, err := s.Revisions(context.Background(), id); geo.ErrorCode(err) != geo.ENOTFOUND {
		t.Errorf("its history: %v", err)
	}
	c.advance(time.Hour)
	select {
	case change := <-told:
		if !slices.Equal(change.Incidents, []string{id}) || change.Edition.Number != before.Number+1 {
			t.Errorf("told %v", change)
		}
	case <-time.After(2 * time.Second):
		t.Fatal("nobody was told within two seconds")
	}
	if len(load(t, s, time.Time{})) != 1 {
		t.Error("it is not public")
	}
}

func TestWithoutOtherWordTheUsualDelaysHold(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	airfield, city := incident("airfield"), incident("city")
	airfield.Category, city.Category = "airfield", "city"
	for _, in := range []*geo.Incident{&airfield, &city} {
		in.Time.From, in.Time.To = c.Now().Add(-time.Hour), c.Now()
	}
	written := write(t, s, batch(airfield, city))
	for _, step := range []struct {
		after time.Duration
		want  []string
	}{{0, nil}, {3*time.Hour - time.Millisecond, nil}, {3 * time.Hour, written[1:]}, {12*time.Hour - time.Millisecond, written[1:]}, {12 * time.Hour, written}} {
		c.advance(airfield.Time.To.Add(step.after).Sub(c.Now()))
		want := slices.Sorted(slices.Values(step.want))
		if got := ids(load(t, s, time.Time{})); !slices.Equal(got, want) {
			t.Errorf("%v after the end public are %v, want %v", step.after, got, want)
		}
	}
}

func TestWhatBecamePublicWhileClosedCountsWhenOpened(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	in := incident("held back")
	at := c.Now().Add(time.Hour)
	in.Embargo = &at
	write(t, s, batch(in))
	before := s.Edition()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	c.advance(2 * time.Hour)
	o := testOptions(c)
	o.ReadOnly = true
	reading := openAt(t, s.Path(), o)
	if got := reading.Edition(); got.Number != before.Number+1 || !got.Changed.Equal(at) {
		t.Errorf("reading, the edition is %v, was %v", got, before)
	}
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	if got := openAt(t, s.Path(), testOptions(c)).Edition(); got.Number != before.Number+1 {
		t.Errorf("writing, the edition is %v, was %v", got, before)
	}
}

func TestACorrectionNoteStaysWithLaterRevisions(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	in := incident("one")
	in.ID = write(t, s, batch(in))[0]
	for _, change := range []struct{ class, note, want string }{
		{"update", "more came in", ""},
		{"correction", "it was two tanks", "it was two tanks"},
		{"typo", "spelling", "it was two tanks"},
		{"clarification", "at the port", "at the port"},
	} {
		c.advance(time.Minute)
		in.Title += "+"
		b := batch(in)
		b.Entries[0].Change, b.Entries[0].Note = change.class, change.note
		write(t, s, b)
		if got := load(t, s, time.Time{})[in.ID]; got.Correction != change.want || got.Change != change.class || got.Note != change.note {
			t.Errorf("after %s: %+v", change.class, got)
		}
	}
}
