package store

import (
	"context"
	"errors"
	"iter"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"strikemap/geo"
)

func startImport(t *testing.T, s *Store) *Import {
	t.Helper()
	i, err := s.StartImport(context.Background(), "tester", []string{"a.csv", "b.geojson"})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func parts(entries []geo.Entry, size int) iter.Seq2[[]geo.Entry, error] {
	return func(yield func([]geo.Entry, error) bool) {
		for some := range slices.Chunk(entries, size) {
			if !yield(some, nil) {
				return
			}
		}
	}
}

// lastImport returns what the record says of the last import.
func lastImport(t *testing.T, s *Store) Import {
	t.Helper()
	all, err := s.Imports(context.Background())
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	return all[0]
}

func TestAnImportIsNotedAndItsRevisionsNameIt(t *testing.T) {
	ctx := context.Background()
	c := newClock()
	s := open(t, testOptions(c))
	write(t, s, geo.Batch{Origin: "desk", Author: "tester", Parties: testParties})
	entries := manyEntries(seeded(t), 25)
	for name, run := range map[string]func(*Import) error{
		"in turns": func(i *Import) error { return errors.Join(i.Write(ctx, entries[:10]), i.Write(ctx, entries[10:])) },
		"together": func(i *Import) error { return i.Stream(ctx, len(entries), parts(entries, 7), func(int) {}) },
	} {
		i := startImport(t, s)
		if got := lastImport(t, s); got.State != Running || !got.Finished.IsZero() || got.Rows != 0 {
			t.Errorf("%s: at the beginning it is %+v", name, got)
		}
		if err := run(i); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := i.Finish(ctx, Complete); err != nil {
			t.Fatal(err)
		}
		want := Import{
			ID: i.ID, Started: c.Now(), Finished: c.Now(), Author: "tester", Files: []string{"a.csv", "b.geojson"},
			Rows: len(entries), State: Complete,
		}
		if got := lastImport(t, s); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: it is %+v, want %+v", name, got, want)
		}
		if n := one[int](t, s, `SELECT count(*) FROM incident_revisions WHERE import = ?`, i.ID); n != len(entries) {
			t.Errorf("%s: %d revisions name it, want %d", name, n, len(entries))
		}
		if n, kept, err := s.RemoveImport(ctx, i.ID, "tester"); n != len(entries) || kept != 0 || err != nil {
			t.Errorf("%s: removing says %d, %d, %v", name, n, kept, err)
		}
	}
}

func TestAnImportSaidAgainGoesOnWhereItStopped(t *testing.T) {
	ctx := context.Background()
	s := open(t, testOptions(newClock()))
	write(t, s, geo.Batch{Origin: "desk", Author: "tester", Parties: testParties})
	entries := manyEntries(seeded(t), 30)
	first := startImport(t, s)
	if err := errors.Join(first.Write(ctx, entries[:10]), first.Finish(ctx, Stopped)); err != nil {
		t.Fatal(err)
	}
	second := startImport(t, s)
	if err := errors.Join(second.Write(ctx, entries[:15]), second.Write(ctx, entries[15:]), second.Finish(ctx, Complete)); err != nil {
		t.Fatal(err)
	}
	if n := one[int](t, s, `SELECT count(*) FROM incident_revisions`); n != len(entries) {
		t.Errorf("%d revisions, want %d", n, len(entries))
	}
	if n := one[int](t, s, `SELECT count(*) FROM incident_revisions WHERE import = ?`, second.ID); n != 20 {
		t.Errorf("%d are of the second import, want 20", n)
	}
}

func TestRemovingAnImportLeavesWhatWasChangedSince(t *testing.T) {
	ctx := context.Background()
	s := open(t, testOptions(newClock()))
	before := incident("here before")
	before.ExternalID = "before"
	write(t, s, batch(before))
	i := startImport(t, s)
	before.Title = "changed by the import"
	created, edited := incident("created"), incident("created and edited")
	created.ExternalID, edited.ExternalID = "created", "edited"
	if err := i.Write(ctx, batch(before, created, edited).Entries); err != nil {
		t.Fatal(err)
	}
	edited.Title = "edited by the desk"
	write(t, s, batch(edited))
	removed, kept, err := s.RemoveImport(ctx, i.ID, "tester")
	if removed != 1 || kept != 1 || err != nil {
		t.Errorf("removed %d, kept %d, %v", removed, kept, err)
	}
	if n := one[int](t, s, `SELECT count(*) FROM incidents WHERE external_id IN ('before', 'edited')`); n != 2 {
		t.Errorf("%d of the two that stay are there", n)
	}
	if n := one[int](t, s, `SELECT count(*) FROM incidents`); n != 2 {
		t.Errorf("%d are left", n)
	}
	if _, _, err := s.RemoveImport(ctx, "nothing", "tester"); geo.ErrorCode(err) != geo.ENOTFOUND {
		t.Errorf("an import that never was: %v", err)
	}
	wantSound(t, s)
}

func TestExaminingFindsWhatWritingWouldAndChangesNothing(t *testing.T) {
	ctx := context.Background()
	s := open(t, testOptions(newClock()))
	known := incident("known")
	known.ExternalID = "known"
	write(t, s, batch(known))
	before := dump(t, s)
	entries := manyEntries(seeded(t), 40)
	if err := s.Examine(ctx, parts(entries, 9)); err != nil {
		t.Errorf("good ones: %v", err)
	}
	entries[20].Incident.Aliases = []string{"known"}
	entries[30].Incident.Kind = "bang"
	err := s.Examine(ctx, parts(entries, 9))
	for _, field := range []string{"entries[20].aliases[0]", "entries[30].kind"} {
		if !strings.Contains(errorText(err), field) {
			t.Errorf("%v does not name %s", err, field)
		}
	}
	if i := startImport(t, s); errorText(i.Write(ctx, entries)) != errorText(err) {
		t.Errorf("writing says something else than %v", err)
	}
	for table, want := range before {
		if table != "sequences" { // of the table of imports
			compareRows(t, table, dump(t, s)[table], want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestARecordOfTheFirstSchemaIsBroughtToThisOne(t *testing.T) {
	ctx := context.Background()
	s := open(t, testOptions(nil))
	write(t, s, batch(incident("old")))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	editWithSQL(t, s.Path(), `
		DROP TABLE imports; DELETE FROM gpkg_contents WHERE table_name = 'imports';
		DROP INDEX incident_revisions_import; DROP INDEX incident_revisions_area; ALTER TABLE incident_revisions DROP COLUMN import;
		UPDATE meta SET value = '1' WHERE key = 'schema'; DELETE FROM meta WHERE key = 'migration 0002-imports'`)
	o := testOptions(nil)
	o.ReadOnly = true
	reading := openAt(t, s.Path(), o)
	if got := load(t, reading, reading.now()); len(got) != 1 {
		t.Errorf("%d are public in the old one", len(got))
	}
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, s.Path(), testOptions(nil))
	if err := startImport(t, again).Write(ctx, batch(incident("new")).Entries); err != nil {
		t.Error(err)
	}
	wantSound(t, again)
}

func TestASpoolGivesBackWhatItWasGiven(t *testing.T) {
	r := seeded(t)
	folder := t.TempDir()
	s, err := NewSpool(folder)
	if err != nil {
		t.Fatal(err)
	}
	var given []geo.Incident
	for range 50 {
		given = append(given, normal(anyIncident(r)))
		if err := s.Add(given[len(given)-1]); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		i := 0
		for in, err := range s.All() {
			if err != nil || !reflect.DeepEqual(in, given[i]) {
				t.Fatalf("%v, got %s\nwant %s", err, jsonText(in), jsonText(given[i]))
			}
			i++
		}
		if i != len(given) || s.Len() != i {
			t.Errorf("%d of %d came back, it says %d", i, len(given), s.Len())
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left := folderNames(t, folder); len(left) > 0 {
		t.Errorf("it leaves %q", left)
	}
}

func folderNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
