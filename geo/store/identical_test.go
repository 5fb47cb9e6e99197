package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"strikemap/geo"
)

// ways are how the same entries can be written. Each must leave the same file.
var ways = []struct {
	name  string
	write func(t *testing.T, s *Store, entries []geo.Entry)
}{
	{"a few at a time", func(t *testing.T, s *Store, entries []geo.Entry) {
		size := 1
		if len(entries) > 200 {
			size = 15
		}
		for e := range slices.Chunk(entries, size) {
			write(t, s, geo.Batch{Origin: "import", Author: "tester", Entries: e})
		}
	}},
	{"in one batch", func(t *testing.T, s *Store, entries []geo.Entry) {
		write(t, s, geo.Batch{Origin: "import", Author: "tester", Entries: entries})
	}},
	{"as a stream", func(t *testing.T, s *Store, entries []geo.Entry) {
		if err := s.Stream(context.Background(), len(entries), inBatches(entries, 70), func(int) {}); err != nil {
			t.Fatal(err)
		}
	}},
}

func inBatches(entries []geo.Entry, size int) iter.Seq2[geo.Batch, error] {
	return func(yield func(geo.Batch, error) bool) {
		for some := range slices.Chunk(entries, size) {
			if !yield(geo.Batch{Origin: "import", Author: "tester", Entries: some}, nil) {
				return
			}
		}
	}
}

func TestEveryWayOfWritingLeavesTheSameRecord(t *testing.T) {
	r := seeded(t)
	first := manyEntries(r, 520) // enough to go without triggers
	second := slices.Concat(changed(r, first[:70]), manyEntries(r, 70))
	var want map[string][]string
	for _, way := range ways {
		s := open(t, testOptions(newClock()))
		write(t, s, geo.Batch{Origin: "desk", Author: "tester", Parties: testParties, Series: []geo.Series{{ID: "series-a", Title: "A"}}})
		for _, entries := range [][]geo.Entry{first, second, changed(seedOf(1), first[100:])} {
			way.write(t, s, entries)
		}
		got := dump(t, s)
		if want == nil {
			want = got
			continue
		}
		for table := range want {
			compareRows(t, way.name+": "+table, got[table], want[table])
		}
		for _, f := range strings.Split(faultsOf(t, s), "\n") {
			if f != "" && !strings.Contains(f, "merged_into: there is no incident") { // the generator makes those up
				t.Errorf("%s: check: %s", way.name, f)
			}
		}
	}
}

// seedOf gives the same changes for every way.
func seedOf(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, n)) }

func manyEntries(r *rand.Rand, n int) []geo.Entry {
	entries := make([]geo.Entry, n)
	for i := range entries {
		in := anyIncident(r)
		in.ExternalID = fmt.Sprintf("entry-%d", r.Int64())
		entries[i] = geo.Entry{Incident: in, Note: maybe(r, "a note")}
	}
	return entries
}

// changed returns entries of which about half say something new.
func changed(r *rand.Rand, entries []geo.Entry) []geo.Entry {
	var all []geo.Entry
	for _, e := range entries {
		if r.IntN(2) == 0 {
			e.Incident.Title += "+"
			e.Change = maybe(r, "correction")
		}
		all = append(all, e)
	}
	return all
}

// dump returns the rows of every table that says something about incidents, the
// spatial indexes and the triggers.
func dump(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for name, query := range map[string]string{
		"incidents": "SELECT * FROM incidents ORDER BY fid", "areas": "SELECT * FROM areas ORDER BY fid",
		"claims": "SELECT * FROM claims ORDER BY fid", "quantities": "SELECT * FROM quantities ORDER BY fid",
		"reports": "SELECT * FROM reports ORDER BY fid", "aliases": "SELECT * FROM aliases ORDER BY fid",
		"revisions": "SELECT * FROM incident_revisions ORDER BY fid", "audit": "SELECT * FROM audit ORDER BY seq",
		"changes":   "SELECT * FROM incident_changes",
		"sequences": "SELECT * FROM sqlite_sequence WHERE name <> 'incident_changes' ORDER BY name",
		"schema":    "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
		"points":    "SELECT * FROM rtree_incidents_geom ORDER BY id", "shapes": "SELECT * FROM rtree_areas_geom ORDER BY id",
		"since": "SELECT value FROM meta WHERE key IN ('record_since_ms', 'sweep')",
	} {
		err := s.db.Read(context.Background(), func(tx *sql.Tx) error {
			var err error
			all[name], err = rowsAsText(tx, query)
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	return all
}

func rowsAsText(tx *sql.Tx, query string) ([]string, error) {
	rows, err := tx.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []string
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("%q", values))
	}
	return all, rows.Err()
}

func compareRows(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%s: %d rows, %d expected; row %d is\n%s\nwant\n%s", what, len(got), len(want), i, at(got, i), at(want, i))
			return
		}
	}
}

func at(rows []string, i int) string {
	if i < len(rows) {
		return rows[i]
	}
	return "none"
}

func TestAStreamIsWrittenWhollyOrNotAtAll(t *testing.T) {
	r := seeded(t)
	s := open(t, testOptions(newClock()))
	write(t, s, geo.Batch{Origin: "desk", Author: "tester", Parties: testParties})
	before := dump(t, s)
	entries := manyEntries(r, 300)
	entries[40].Incident.Title = ""
	entries[250].Incident.Kind = "bang"
	entries[260] = entries[240] // written no more, since 40 was not
	var seen []int
	err := s.Stream(context.Background(), len(entries), inBatches(entries, 100), func(n int) { seen = append(seen, n) })
	for _, field := range []string{"entries[40].title", "entries[250].kind"} {
		if !strings.Contains(fmt.Sprint(err), field) {
			t.Errorf("%v does not name %s", err, field)
		}
	}
	if !slices.Equal(seen, []int{100, 200, 300}) {
		t.Errorf("progress was told %v", seen)
	}
	for table, want := range before {
		compareRows(t, table, dump(t, s)[table], want)
	}
	entries[40], entries[250] = manyEntries(r, 1)[0], manyEntries(r, 1)[0]
	entries[260] = entries[10]
	err = s.Stream(context.Background(), len(entries), inBatches(entries, 100), func(int) {})
	if !strings.Contains(fmt.Sprint(err), "entries[260].id: is the same incident as an earlier entry") {
		t.Errorf("the same incident in two batches: %v", err)
	}
	broken := func(yield func(geo.Batch, error) bool) {
		_ = yield(geo.Batch{Origin: "import", Entries: entries[:100]}, nil) && yield(geo.Batch{}, errForeign)
	}
	if err := s.Stream(context.Background(), 100, broken, func(int) {}); err == nil {
		t.Error("a stream that breaks off says nothing")
	}
	for table, want := range before {
		compareRows(t, table, dump(t, s)[table], want)
	}
}
