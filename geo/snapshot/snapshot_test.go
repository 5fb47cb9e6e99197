package snapshot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/snapshot"
)

var parties = geo.Parties{
	"us":    {Code: "us", Name: "One side", Country: "UA", Kind: "military"},
	"them":  {Code: "them", Name: "Other side", Country: "RU", Kind: "military"},
	"paper": {Code: "paper", Name: "A paper", Country: "PL", Kind: "media"},
}

// ledger is a record in memory: every revision of every incident, each public in
// [PublicFrom, PublicTo). It is the model that the snapshot is compared with.
type ledger struct {
	mu        sync.Mutex
	now       time.Time
	number    int64
	revisions []*geo.Revision
	notify    []func(geo.Change)
}

var epochStart = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func (l *ledger) clock() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

func (l *ledger) Edition() geo.Edition {
	l.mu.Lock()
	defer l.mu.Unlock()
	return geo.Edition{Epoch: "test", Number: l.number, Changed: l.now, Since: epochStart}
}

func (l *ledger) Subscribe(notify func(geo.Change)) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notify = append(l.notify, notify)
	return func() {}
}

func public(r *geo.Revision, at time.Time) bool {
	return !r.PublicFrom.IsZero() && !r.PublicFrom.After(at) && (r.PublicTo.IsZero() || at.Before(r.PublicTo))
}

func (l *ledger) each(keep func(*geo.Revision) bool, each func(*geo.Revision) error) error {
	l.mu.Lock()
	var kept []*geo.Revision
	for _, r := range l.revisions {
		if keep(r) {
			copied := *r
			kept = append(kept, &copied)
		}
	}
	l.mu.Unlock()
	for _, r := range kept {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) Load(_ context.Context, at time.Time, each func(*geo.Revision) error) error {
	return l.each(func(r *geo.Revision) bool { return public(r, at) }, each)
}

func (l *ledger) LoadIncidents(_ context.Context, at time.Time, ids []string, each func(*geo.Revision) error) error {
	return l.each(func(r *geo.Revision) bool { return public(r, at) && slices.Contains(ids, r.Incident.ID) }, each)
}

func (l *ledger) Superseded(_ context.Context, at time.Time, each func(*geo.Revision) error) error {
	now := l.clock()
	return l.each(func(r *geo.Revision) bool { return public(r, at) && !public(r, now) }, each)
}

func (l *ledger) Revisions(context.Context, string) ([]*geo.Revision, error) { return nil, nil }

func (l *ledger) Areas(context.Context) ([]*geo.Area, error) { return nil, nil }

func (l *ledger) Registry(context.Context) (geo.Parties, map[string]geo.Series, error) {
	return parties, nil, nil
}

// edit makes a new revision of an incident, or takes it out of the public record.
func (l *ledger) edit(in geo.Incident, hide bool) {
	l.mu.Lock()
	l.now = l.now.Add(time.Minute)
	number := 1
	for _, r := range l.revisions {
		if r.Incident.ID == in.ID {
			number = r.Number + 1
			if r.PublicTo.IsZero() {
				r.PublicTo = l.now
			}
		}
	}
	r := &geo.Revision{Number: number, Recorded: l.now, Incident: in}
	if !hide {
		r.PublicFrom = l.now
	}
	l.revisions = append(l.revisions, r)
	l.number++
	change := geo.Change{Edition: geo.Edition{Number: l.number}, Incidents: []string{in.ID}}
	notify := slices.Clone(l.notify)
	l.mu.Unlock()
	for _, n := range notify {
		n(change)
	}
}

func randomIncident(random *rand.Rand, id string) geo.Incident {
	from := epochStart.Add(time.Duration(random.IntN(500)) * time.Hour)
	pick := func(list geo.CodeList) string { return list.Codes[random.IntN(len(list.Codes))].Value }
	return geo.Incident{
		ID: id, Title: "Incident " + id, Kind: pick(geo.Kinds), Category: pick(geo.Categories), Outcome: "hit",
		Location: geo.Location{
			Label: "Place", Precision: geo.Settlement, Uncertainty: 5000, Country: []string{"UA", "RU", "PL"}[random.IntN(3)],
			Point: &geo.Point{Lon: float64(random.IntN(361) - 180), Lat: float64(random.IntN(181) - 90)},
		},
		Time:   geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Duration(1+random.IntN(72)) * time.Hour)}, Precision: "hour"},
		Claims: []geo.Claim{{Party: "us", Role: geo.Attacker, Stance: "claims", Proposition: []string{"struck", "occurred"}[random.IntN(2)]}},
		State:  []string{geo.Published, geo.Published, geo.Published, geo.Withdrawn}[random.IntN(4)],
	}
}

func randomQuery(random *rand.Rand) geo.Query {
	q := geo.Query{Limit: 1 + random.IntN(7)}
	if random.IntN(2) == 0 {
		south := float64(random.IntN(120) - 90)
		q.BBox = &geo.BBox{West: float64(random.IntN(361) - 180), East: float64(random.IntN(361) - 180), South: south, North: south + 60}
	}
	if random.IntN(2) == 0 {
		q.Datetime.From = epochStart.Add(time.Duration(random.IntN(500)) * time.Hour)
	}
	if random.IntN(2) == 0 {
		q.Datetime.To = epochStart.Add(time.Duration(500+random.IntN(100)) * time.Hour)
	}
	if random.IntN(2) == 0 {
		q.Conditions = []geo.Condition{{Column: "kind", Values: []string{geo.Strike, geo.Sighting}}}
	}
	if random.IntN(3) == 0 {
		q.StatusMin = geo.Claimed
	}
	return q
}

// expected works the answer out from the ledger.
func (l *ledger) expected(q geo.Query, at time.Time) []string {
	var features []*geo.Feature
	for _, r := range l.revisions {
		if f := geo.NewFeature(r, parties, nil); public(r, at) && f.State != geo.Withdrawn && q.Matches(f) {
			features = append(features, f)
		}
	}
	slices.SortFunc(features, geo.Newer)
	var names []string
	for _, f := range features {
		names = append(names, fmt.Sprintf("%s/%d", f.ID, f.Revision))
	}
	return names
}

func walk(t *testing.T, s *snapshot.Snapshot, q geo.Query) (names []string, matched int) {
	t.Helper()
	for {
		page, err := s.Items(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Features {
			names = append(names, fmt.Sprintf("%s/%d", f.ID, f.Revision))
		}
		matched = page.Matched
		if page.Next == nil {
			return names, matched
		}
		cursor, err := geo.ParseCursor(page.Next.String())
		if err != nil {
			t.Fatal(err)
		}
		q.Cursor = cursor
	}
}

func open(t *testing.T, l *ledger) *snapshot.Snapshot {
	t.Helper()
	s := &snapshot.Snapshot{Record: l, Changes: l, Clock: l.clock}
	if err := s.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestAnswersEqualABruteForceTwinThroughRandomEdits(t *testing.T) {
	n := uint64(time.Now().UnixNano())
	if text := os.Getenv("STRIKEMAP_TEST_SEED"); text != "" {
		n, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("STRIKEMAP_TEST_SEED=%d", n)
	random := rand.New(rand.NewPCG(n, 0))
	l := &ledger{now: epochStart}
	s := open(t, l)
	var ids []string
	for i := range 60 {
		ids = append(ids, geo.StableID(strconv.Itoa(i), epochStart.Add(time.Duration(i)*time.Hour)))
	}
	var moments []time.Time
	for range 200 {
		l.edit(randomIncident(random, ids[random.IntN(len(ids))]), random.IntN(8) == 0)
		moments = append(moments, l.clock())
		want := l.Edition().Number
		for deadline := time.Now().Add(5 * time.Second); s.Edition().Number != want; time.Sleep(100 * time.Microsecond) {
			if time.Now().After(deadline) {
				t.Fatal("the snapshot does not follow")
			}
		}
		q, at := randomQuery(random), l.clock()
		if random.IntN(2) == 0 {
			at = moments[random.IntN(len(moments))]
			q.KnownAt = at
		}
		got, matched := walk(t, s, q)
		scanned := []string(nil)
		if _, err := s.Scan(context.Background(), q, func(f *geo.Feature) bool {
			scanned = append(scanned, fmt.Sprintf("%s/%d", f.ID, f.Revision))
			return true
		}); err != nil || !slices.Equal(scanned, got) {
			t.Fatalf("%+v: scanned %v, walked %v: %v", q, scanned, got, err)
		}
		if expected := l.expected(q, at); !slices.Equal(got, expected) || matched != len(expected) {
			t.Fatalf("%+v known at %v:\n got %v (matched %d)\nwant %v", q, q.KnownAt, got, matched, expected)
		}
	}
}

func TestWalkingTheCursorGivesEachIncidentOnceWhileRowsAreInserted(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	l := &ledger{now: epochStart}
	there := map[string]bool{}
	put := func(i int) string {
		in := randomIncident(random, geo.StableID(strconv.Itoa(i), epochStart))
		in.State = geo.Published
		l.edit(in, false)
		return in.ID
	}
	for i := range 100 {
		there[put(i)] = true
	}
	s := open(t, l)
	seen := map[string]int{}
	q := geo.Query{Limit: 7}
	for i := 100; ; i++ {
		page, err := s.Items(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Features {
			seen[f.ID]++
		}
		if page.Next == nil {
			break
		}
		q.Cursor = page.Next
		put(i)
	}
	for id := range there {
		if seen[id] != 1 {
			t.Errorf("%s was given %d times", id, seen[id])
		}
	}
}

func TestACursorOfAnotherQuestionIsRefused(t *testing.T) {
	l := &ledger{now: epochStart}
	for i := range 3 {
		in := randomIncident(rand.New(rand.NewPCG(3, uint64(i))), geo.StableID(strconv.Itoa(i), epochStart))
		in.State = geo.Published
		l.edit(in, false)
	}
	s := open(t, l)
	page, err := s.Items(context.Background(), geo.Query{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]geo.Query{
		"other parameters": {Limit: 1, StatusMin: geo.Reported, Cursor: page.Next},
		"other database":   {Limit: 1, Cursor: &geo.Cursor{From: page.Next.From, ID: page.Next.ID, Query: page.Next.Query, Epoch: "other"}},
	} {
		if _, err := s.Items(context.Background(), q); geo.ErrorCode(err) != geo.EINVALID {
			t.Errorf("%s: %v, want EINVALID", name, err)
		}
	}
}

func TestAWithdrawnIncidentIsGoneButWasThere(t *testing.T) {
	l := &ledger{now: epochStart}
	in := randomIncident(rand.New(rand.NewPCG(4, 4)), geo.StableID("x", epochStart))
	in.State = geo.Published
	l.edit(in, false)
	before := l.clock()
	s := open(t, l)
	in.State = geo.Withdrawn
	l.edit(in, false)
	for deadline := time.Now().Add(5 * time.Second); s.Edition().Number != 2 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if _, err := s.Item(context.Background(), in.ID, time.Time{}); geo.ErrorCode(err) != geo.EGONE {
		t.Errorf("now: %v, want EGONE", err)
	}
	if f, err := s.Item(context.Background(), in.ID, before); err != nil || f.Revision != 1 {
		t.Errorf("before: %v, want revision 1", err)
	}
	if _, err := s.Item(context.Background(), in.ID, l.clock().Add(time.Hour)); geo.ErrorCode(err) != geo.EINVALID {
		t.Errorf("in the future: %v, want EINVALID", err)
	}
}
