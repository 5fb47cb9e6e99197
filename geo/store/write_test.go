package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
)

func TestEveryFieldComesBackFromTheTablesAndFromTheRevision(t *testing.T) {
	r := seeded(t)
	s := open(t, testOptions(newClock()))
	const n = 150
	var given []geo.Incident
	for range n {
		given = append(given, anyIncident(r))
	}
	b := batch(given...)
	b.Series = []geo.Series{{ID: "series-a", Title: "A", Claims: []geo.Claim{{Party: "press", Role: geo.Media, Stance: "reports", Proposition: "occurred"}}}}
	written := write(t, s, b)

	parties := geo.Parties{}
	for _, p := range testParties {
		parties[p.Code] = p
	}
	want := map[string]geo.Incident{}
	for i, in := range given {
		in.ID = written[i]
		if in.PublishedAt == nil && in.State == geo.Published {
			now := s.now()
			in.PublishedAt = &now
		}
		in.Complete(twoStates{}, parties)
		want[in.ID] = in
	}
	got := map[string]geo.Incident{}
	var last *geo.Incident
	err := s.Incidents(context.Background(), func(in geo.Incident) error {
		if last != nil && geo.Newer(&geo.Feature{Incident: *last}, &geo.Feature{Incident: in}) >= 0 {
			t.Errorf("%s comes after %s", in.ID, last.ID)
		}
		last, got[in.ID] = &in, in
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, in := range want {
		if !reflect.DeepEqual(got[id], in) {
			t.Errorf("from the tables:\n got %s\nwant %s", jsonText(got[id]), jsonText(in))
		}
	}
	for id, revision := range load(t, s, time.Time{}) {
		if !reflect.DeepEqual(revision.Incident, want[id]) {
			t.Errorf("from the revision:\n got %s\nwant %s", jsonText(revision.Incident), jsonText(want[id]))
		}
	}
	if len(got) != n {
		t.Errorf("%d incidents came back, %d were written", len(got), n)
	}
	faults, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		if !strings.HasPrefix(f.Message, "merged_into: there is no incident") { // the generator makes those up
			t.Errorf("check: %s", f)
		}
	}
}

func TestWritingTheSameAgainChangesNothing(t *testing.T) {
	r := seeded(t)
	s := open(t, testOptions(newClock()))
	var given []geo.Incident
	for range 30 {
		given = append(given, anyIncident(r))
	}
	for i, id := range write(t, s, batch(given...)) {
		given[i].ID = id
	}
	before := s.Edition()
	write(t, s, batch(given...))
	if after := s.Edition(); after != before {
		t.Errorf("edition went from %v to %v", before, after)
	}
	for _, revision := range load(t, s, time.Time{}) {
		if revision.Number != 1 {
			t.Errorf("incident %s has revision %d", revision.Incident.ID, revision.Number)
		}
	}
}

func TestABatchIsWrittenWhollyOrNotAtAll(t *testing.T) {
	s := open(t, testOptions(nil))
	known := write(t, s, batch(incident("known")))[0]
	before := s.Edition()

	bad := incident("")
	bad.Kind = "bang"
	taken := incident("takes a slug twice")
	taken.ExternalID = "slug"
	other := incident("has the slug")
	other.ExternalID = "slug"
	again := incident("again")
	again.ID = known
	twice := incident("twice")
	twice.ID = known
	offGlobe := incident("off the globe")
	offGlobe.Location.Point = &geo.Point{Lon: 191, Lat: 45}
	_, err := s.Write(context.Background(), batch(incident("good"), bad, taken, other, again, twice, offGlobe))

	var problems geo.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want Problems", err)
	}
	var fields []string
	for _, p := range problems {
		fields = append(fields, p.Field)
	}
	want := []string{"entries[1].title", "entries[1].kind", "entries[3].id", "entries[5].id", "entries[6].location.point"}
	if !slices.Equal(fields, want) {
		t.Errorf("fields at fault are %q, want %q", fields, want)
	}
	if got := ids(load(t, s, time.Time{})); !slices.Equal(got, []string{known}) {
		t.Errorf("public are %v, want only %s", got, known)
	}
	if s.Edition() != before {
		t.Errorf("the edition rose to %v", s.Edition())
	}
	wantSound(t, s)
}

func TestAnEntryFindsItsIncidentByIDSlugOrFormerName(t *testing.T) {
	s := open(t, testOptions(nil))
	first := incident("first")
	first.ExternalID, first.Aliases = "slug", []string{"old-slug"}
	id := write(t, s, batch(first))[0]
	if want := geo.StableID("slug", first.Time.From); id != want {
		t.Errorf("the id is %s, want %s", id, want)
	}
	for name, change := range map[string]func(*geo.Incident){
		"by id":                 func(in *geo.Incident) { in.ID = id },
		"by external id":        func(in *geo.Incident) { in.ExternalID = "slug" },
		"by a former slug":      func(in *geo.Incident) { in.ExternalID = "old-slug" },
		"by slug, id not known": func(in *geo.Incident) { in.ExternalID, in.ID = "old-slug", geo.NewID(time.Now()) },
	} {
		in := incident(name)
		in.Aliases = []string{"old-slug"}
		change(&in)
		if in.ExternalID == "old-slug" {
			in.Aliases = nil
		}
		if got := write(t, s, batch(in))[0]; got != id {
			t.Errorf("%s: wrote incident %s, want %s", name, got, id)
		}
		restored := first
		restored.ID = id
		write(t, s, batch(restored))
	}
	intruder := incident("intruder")
	intruder.ExternalID, intruder.Aliases = "other", []string{"slug"}
	_, err := s.Write(context.Background(), batch(intruder))
	var e *geo.Error
	if !errors.As(err, &e) || e.Code != geo.ECONFLICT || e.Field != "entries[0].aliases[0]" {
		t.Errorf("taking another's slug as alias: %v", err)
	}
}

func TestOnlyANewIncidentMayBeRecordedInThePast(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	past := c.Now().Add(-200 * time.Hour)
	b := batch(incident("starter"))
	b.Entries[0].Incident.ExternalID = "slug"
	b.Entries[0].Recorded = past
	id := write(t, s, b)[0]
	if got := s.Edition().Since; !got.Equal(past) {
		t.Errorf("the record begins %v, want %v", got, past)
	}
	if r := load(t, s, past)[id]; r == nil || !r.Incident.PublishedAt.Equal(past) {
		t.Errorf("at the time of recording the revision was %v", r)
	}
	if got := load(t, s, past.Add(-time.Millisecond)); len(got) > 0 {
		t.Errorf("before the record begins %v were public", got)
	}
	write(t, s, b) // the same again is left alone
	b.Entries[0].Incident.Title = "changed"
	if _, err := s.Write(context.Background(), b); geo.ErrorCode(err) != geo.EINVALID {
		t.Errorf("changing the past: %v", err)
	}
	b.Entries[0].Recorded = c.Now().Add(time.Hour)
	b.Entries[0].Incident.ExternalID = "another"
	if _, err := s.Write(context.Background(), b); geo.ErrorCode(err) != geo.EINVALID {
		t.Errorf("recording ahead: %v", err)
	}
}

func TestRemoveTakesADatasetOutAndKeepsTheAudit(t *testing.T) {
	s := open(t, testOptions(nil))
	created := s.Edition().Since
	starter := incident("starter")
	starter.Dataset, starter.Location.Precision, starter.Location.Admin1 = "starter", geo.Region, "Krasnodar"
	kept := incident("kept")
	b := batch(starter, kept)
	b.Entries[0].Recorded = created.Add(-time.Hour)
	written := write(t, s, b)
	if areas := allAreas(t, s); len(areas) != 1 || areas[0].ID != "RU-KDA" {
		t.Fatalf("areas are %v", areas)
	}
	var told []geo.Change
	defer s.Subscribe(func(c geo.Change) { told = append(told, c) })()
	n, err := s.Remove(context.Background(), "starter", "tester")
	if err != nil || n != 1 {
		t.Fatalf("removed %d, %v", n, err)
	}
	if len(told) != 1 || !slices.Equal(told[0].Incidents, written[:1]) {
		t.Errorf("subscribers were told %v", told)
	}
	if got := ids(load(t, s, time.Time{})); !slices.Equal(got, written[1:]) {
		t.Errorf("public are %v", got)
	}
	if _, err := s.Revisions(context.Background(), written[0]); geo.ErrorCode(err) != geo.ENOTFOUND {
		t.Errorf("revisions of the removed one: %v", err)
	}
	if areas := allAreas(t, s); len(areas) != 0 {
		t.Errorf("areas left are %v", areas)
	}
	if got := s.Edition().Since; !got.Equal(created) {
		t.Errorf("the record begins %v, want %v", got, created)
	}
	if n, err := s.Remove(context.Background(), "starter", "tester"); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	wantSound(t, s)
}

func TestTheRegistryIsKeptAndAChangeOfItConcernsAll(t *testing.T) {
	s := open(t, testOptions(nil))
	id := write(t, s, batch(incident("one")))[0]
	var told []geo.Change
	defer s.Subscribe(func(c geo.Change) { told = append(told, c) })()
	changed := testParties[0]
	changed.Kind = "media"
	b := geo.Batch{Origin: "desk", Author: "tester", Parties: []geo.Party{changed}, Series: []geo.Series{{ID: "a", Title: "A"}}}
	write(t, s, b)
	if len(told) != 1 || told[0].Incidents != nil {
		t.Errorf("subscribers were told %v", told)
	}
	parties, series, err := s.Registry(context.Background())
	if err != nil || parties["ua-general-staff"] != changed || series["a"].Title != "A" {
		t.Errorf("registry is %v, %v, %v", parties, series, err)
	}
	if got := one[string](t, s, `SELECT status FROM incidents WHERE id = ?`, id); got != geo.Reported {
		t.Errorf("the status in the table is %s", got)
	}
	b.Parties = []geo.Party{{Code: "Not A Slug", Name: "x", Kind: "media"}}
	if _, err := s.Write(context.Background(), b); !strings.Contains(fmt.Sprint(err), "parties[0].code") {
		t.Errorf("a bad party: %v", err)
	}
	wantSound(t, s)
}

func TestManyMayWriteAndReadAtTheSameTime(t *testing.T) {
	s := open(t, testOptions(nil))
	write(t, s, batch(incident("first")))
	before := s.Edition().Number
	var told []int64
	cancel := s.Subscribe(func(c geo.Change) { told = append(told, c.Edition.Number) })
	const writers, each = 4, 10
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for k := range each {
				in := incident(fmt.Sprint(i, " ", k))
				if _, err := s.Write(context.Background(), batch(in)); err != nil {
					t.Error(err)
				}
				err := s.Load(context.Background(), nil, func(*geo.Revision) error { return nil })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	cancel()
	write(t, s, batch(incident("last")))
	for i, number := range told {
		if number != before+1+int64(i) {
			t.Errorf("told of the editions %v after %d", told, before)
			break
		}
	}
	if got := len(load(t, s, time.Time{})); got != writers*each+2 {
		t.Errorf("%d are public", got)
	}
	wantSound(t, s)
}

func TestWaitingForTheTurnEndsWithTheContext(t *testing.T) {
	s := open(t, testOptions(nil))
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Write(ctx, batch(incident("late"))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("writing says %v", err)
	}
}

func TestABigBatchIsQuick(t *testing.T) {
	s := open(t, testOptions(nil))
	var incidents []geo.Incident
	for i := range 2000 {
		in := incident(fmt.Sprint("incident ", i))
		in.ExternalID = fmt.Sprint("slug-", i)
		in.Time.From = in.Time.From.Add(-time.Duration(i) * time.Minute)
		incidents = append(incidents, in)
	}
	start := time.Now()
	write(t, s, batch(incidents...))
	took := time.Since(start)
	t.Logf("%.0f incidents a second", float64(len(incidents))/took.Seconds())
	if took > 10*time.Second {
		t.Errorf("2,000 incidents took %v", took)
	}
	start = time.Now()
	load(t, s, time.Time{})
	t.Logf("loaded %.0f a second", float64(len(incidents))/time.Since(start).Seconds())
}

func allAreas(t *testing.T, s *Store) []*geo.Area {
	t.Helper()
	var areas []*geo.Area
	err := s.Areas(context.Background(), nil, func(a *geo.Area) error {
		areas = append(areas, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return areas
}

func TestAnEntryThatMustBeNewIsNeverWrittenOverAnother(t *testing.T) {
	s := open(t, testOptions(newClock()))
	first := incident("first")
	first.ExternalID = "slug"
	first.ID = write(t, s, batch(first))[0]
	for name, change := range map[string]func(*geo.Incident){
		"by id":          func(in *geo.Incident) { in.ExternalID, in.ID = "", first.ID },
		"by external id": func(in *geo.Incident) { in.ID = "" },
		"unchanged":      func(in *geo.Incident) { in.Title = first.Title },
	} {
		again := first
		again.Title = "other words"
		change(&again)
		b := batch(again)
		b.Entries[0].New = true
		_, err := s.Write(context.Background(), b)
		var e *geo.Error
		if !errors.As(err, &e) || e.Code != geo.ECONFLICT || e.Field != "entries[0].id" {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	err := s.Incidents(context.Background(), func(in geo.Incident) error {
		if in.Title != first.Title {
			t.Errorf("it was written over: %q", in.Title)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	other := incident("other")
	b := batch(other)
	b.Entries[0].New = true
	if ids := write(t, s, b); ids[0] == first.ID {
		t.Error("a new one got the id of another")
	}
}
