package snapshot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/snapshot"
)

func seed(t *testing.T) *rand.Rand {
	n := uint64(time.Now().UnixNano())
	if text := os.Getenv("STRIKEMAP_TEST_SEED"); text != "" {
		n, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("STRIKEMAP_TEST_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 0))
}

func open(t *testing.T, l *ledger, folder string) *snapshot.Snapshot {
	t.Helper()
	s := &snapshot.Snapshot{Record: l, Changes: l, Codec: codec{}, Folder: folder, Stamp: "one", Clock: l.clock}
	if err := s.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// caughtUp waits until the snapshot has followed the ledger.
func caughtUp(t *testing.T, s *snapshot.Snapshot, l *ledger) {
	t.Helper()
	want := l.Edition().Number
	for deadline := time.Now().Add(10 * time.Second); s.Edition().Number != want; time.Sleep(50 * time.Microsecond) {
		if time.Now().After(deadline) {
			t.Fatal("the snapshot does not follow")
		}
	}
}

// name tells revisions apart in an answer.
func name(f *geo.Feature) string { return fmt.Sprintf("%s/%d", f.ID, f.Revision) }

func names(features []*geo.Feature) []string {
	var all []string
	for _, f := range features {
		all = append(all, name(f))
	}
	return all
}

// nameOf reads a name out of a body.
func nameOf(t *testing.T, flat []byte) string {
	t.Helper()
	var f struct {
		ID         string
		Properties struct{ Revision int }
	}
	if err := json.Unmarshal(flat, &f); err != nil {
		t.Fatalf("%s: %v", flat, err)
	}
	return fmt.Sprintf("%s/%d", f.ID, f.Properties.Revision)
}

// walk pages through an answer to its end.
func walk(t *testing.T, s *snapshot.Snapshot, q geo.Query) (all []string, matched int) {
	t.Helper()
	for {
		err := s.Bodies(context.Background(), q, func(page geo.BodyPage) error {
			for _, flat := range page.Flats {
				all = append(all, nameOf(t, flat))
			}
			matched = page.Matched
			q.Cursor = page.Next
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if q.Cursor == nil {
			return all, matched
		}
		if q.Cursor, err = geo.ParseCursor(q.Cursor.String()); err != nil {
			t.Fatal(err)
		}
		q.Offset = 0
	}
}

func TestAnswersEqualABruteForceTwinThroughRandomEdits(t *testing.T) {
	for name, sizes := range map[string][4]int{"as they are": {256, 8192, 4096, 512}, "small": {3, 6, 1, 2}, "smaller": {1, 1, 5, 100}} {
		for _, where := range []string{"in memory", "in a folder"} {
			t.Run(name+" "+where, func(t *testing.T) {
				t.Cleanup(snapshot.Small(sizes[0], sizes[1], sizes[2], sizes[3]))
				folder := ""
				if where == "in a folder" {
					folder = filepath.Join(t.TempDir(), "cache")
				}
				twins(t, folder)
			})
		}
	}
}

func twins(t *testing.T, folder string) {
	random := seed(t)
	l := &ledger{now: epochStart, areas: someAreas}
	s := open(t, l, folder)
	var ids []string
	for i := range 80 {
		ids = append(ids, geo.StableID(strconv.Itoa(i), epochStart.Add(time.Duration(i)*time.Hour)))
	}
	var moments []time.Time
	for step := range 100 {
		switch {
		case step%25 == 24:
			l.purge(ids[random.IntN(len(ids))], random.IntN(2) == 0)
			moments = nil // what was known before is no longer that
		case step%50 == 49:
			l.sweep()
		default:
			for range 1 + random.IntN(4) {
				l.edit(randomIncident(random, ids[random.IntN(len(ids))]), random.IntN(8) == 0)
			}
		}
		moments = append(moments, l.clock())
		if random.IntN(20) == 0 { // a restart
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if random.IntN(2) == 0 {
				l.edit(randomIncident(random, ids[random.IntN(len(ids))]), false)
			}
			s = open(t, l, folder)
		}
		caughtUp(t, s, l)
		for range 4 {
			compare(t, s, l, random, moments)
		}
	}
}

// compare asks the snapshot and the ledger one random question in every way.
func compare(t *testing.T, s *snapshot.Snapshot, l *ledger, random *rand.Rand, moments []time.Time) {
	t.Helper()
	q, at := randomQuery(random), l.clock()
	if random.IntN(2) == 0 {
		at = moments[random.IntN(len(moments))]
		q.KnownAt = at
	}
	want := l.matching(q, at)
	got, matched := walk(t, s, q)
	if !slices.Equal(got, names(want)) || matched != len(want) {
		t.Fatalf("%s:\n got %v (matched %d)\nwant %v", q.Canonical(), got, matched, names(want))
	}
	q.Offset = random.IntN(5)
	if got, _ := walk(t, s, q); !slices.Equal(got, names(want[min(q.Offset, len(want)):])) {
		t.Fatalf("%s from %d on: got %v", q.Canonical(), q.Offset, got)
	}
	page, err := s.Items(context.Background(), q)
	first := want[min(q.Offset, len(want)):]
	if err != nil || !slices.Equal(names(page.Features), names(first[:min(q.Limit, len(first))])) {
		t.Fatalf("%s: items are %v: %v", q.Canonical(), names(page.Features), err)
	}
	q.Offset = 0
	compareOrder(t, s, q, want)
	compareSorted(t, s, q, want, random)
	compareWalk(t, s, q, want)
	compareCounts(t, s, q, want, random)
	compareTile(t, s, q, l, at, random)
	if q.KnownAt.IsZero() {
		compareExtent(t, s, l.matching(geo.Query{}, at))
	}
	compareItem(t, s, l, q.KnownAt, at, random)
	compareChanged(t, s, l, l.clock(), random)
}

func compareOrder(t *testing.T, s *snapshot.Snapshot, q geo.Query, want []*geo.Feature) {
	t.Helper()
	q.Order = geo.PublishedNewest
	want = slices.Clone(want)
	slices.SortStableFunc(want, func(a, b *geo.Feature) int { return b.PublishedAt.Compare(*a.PublishedAt) })
	err := s.Bodies(context.Background(), q, func(page geo.BodyPage) error {
		var got []string
		for _, flat := range page.Flats {
			got = append(got, nameOf(t, flat))
		}
		if expected := names(want[:min(q.Limit, len(want))]); !slices.Equal(got, expected) || page.Matched != len(want) {
			t.Fatalf("%s by publication: got %v, want %v", q.Canonical(), got, expected)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func compareCounts(t *testing.T, s *snapshot.Snapshot, q geo.Query, want []*geo.Feature, random *rand.Rand) {
	t.Helper()
	column := geo.Columns[random.IntN(len(geo.Columns))]
	if column.Name == "url" {
		return
	}
	expected := map[string]int{}
	for _, f := range want {
		text := column.Text(f)
		if column.Type == geo.ListColumn && text != "" {
			for member := range strings.SplitSeq(text, ",") {
				expected[member]++
			}
			continue
		}
		expected[text]++
	}
	got, err := s.Count(context.Background(), q, column.Name)
	if err != nil || !maps.Equal(got, expected) {
		t.Fatalf("%s by %s: got %v, want %v: %v", q.Canonical(), column.Name, got, expected, err)
	}
	compareDays(t, s, q, want)
}

// compareDays compares the days counted with those of the features themselves.
func compareDays(t *testing.T, s *snapshot.Snapshot, q geo.Query, want []*geo.Feature) {
	t.Helper()
	q.Limit, q.Offset, q.Cursor = 0, 0, nil
	expected := map[string]int{}
	for _, f := range want {
		expected[f.Time.From.UTC().Format(time.DateOnly)]++
	}
	got, err := s.CountDays(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, expected) {
		t.Fatalf("%+v: days %v, want %v", q, got, expected)
	}
}

func compareTile(t *testing.T, s *snapshot.Snapshot, q geo.Query, l *ledger, at time.Time, random *rand.Rand) {
	t.Helper()
	q.BBox = nil
	z := uint32(random.IntN(6))
	x, y := uint32(random.IntN(1<<z)), uint32(random.IntN(1<<z))
	if random.IntN(2) == 0 { // where the points are
		mx, my := geo.Mercator(38, 48)
		x, y = uint32(uint64(mx)>>(32-z)), uint32(uint64(my)>>(32-z))
	}
	var want []string
	for _, f := range l.matching(q, at) {
		if p := f.Location.Point; p != nil {
			mx, my := geo.Mercator(p.Lon, p.Lat)
			if uint64(mx)>>(32-z) == uint64(x) && uint64(my)>>(32-z) == uint64(y) {
				want = append(want, name(f))
			}
		}
	}
	err := s.Tile(context.Background(), q, z, x, y, func(tile geo.Tile) error {
		var got []string
		for _, p := range tile.Points {
			got = append(got, nameOf(t, p.Flat))
		}
		if !slices.Equal(got, want) || tile.Matched != len(want) {
			t.Fatalf("%s in %d/%d/%d: got %v, want %v", q.Canonical(), z, x, y, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func compareExtent(t *testing.T, s *snapshot.Snapshot, all []*geo.Feature) {
	t.Helper()
	e, err := s.Extent(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	var box *geo.BBox
	var span geo.Interval
	for _, f := range all {
		if id := f.Location.AreaID; id != "" {
			want[id]++
		}
		if p := f.Location.Point; p != nil {
			if box == nil {
				box = &geo.BBox{West: p.Lon, South: p.Lat, East: p.Lon, North: p.Lat}
			}
			box.West, box.East = math.Min(box.West, p.Lon), math.Max(box.East, p.Lon)
			box.South, box.North = math.Min(box.South, p.Lat), math.Max(box.North, p.Lat)
		}
		if span.From.IsZero() || f.Time.From.Before(span.From) {
			span.From = f.Time.From
		}
		if f.Time.To.After(span.To) {
			span.To = f.Time.To
		}
	}
	if !maps.Equal(e.PerArea, want) || (box == nil) != (e.Incidents == nil) || box != nil && *box != *e.Incidents || e.Time != span {
		t.Fatalf("extent is %+v, not %v %v %v", e, want, box, span)
	}
}

func compareItem(t *testing.T, s *snapshot.Snapshot, l *ledger, knownAt, at time.Time, random *rand.Rand) {
	t.Helper()
	if len(l.revisions) == 0 {
		return
	}
	id := l.revisions[random.IntN(len(l.revisions))].Incident.ID
	want := "ENOTFOUND"
	for _, r := range l.revisions {
		if r.Incident.ID == id && public(r, at) {
			if want = fmt.Sprintf("%s/%d", id, r.Number); r.Incident.State == geo.Withdrawn {
				want = "EGONE"
			}
		}
	}
	for _, asked := range []string{id, "slug-" + id} {
		got := ""
		err := s.ItemBody(context.Background(), asked, knownAt, func(b geo.ItemBody) error {
			got = nameOf(t, b.Flat)
			if b.ID != id || !json.Valid(b.Ledger) {
				t.Errorf("the body of %s is of %s, its ledger %s", id, b.ID, b.Ledger)
			}
			return nil
		})
		switch geo.ErrorCode(err) {
		case geo.ENOTFOUND:
			got = "ENOTFOUND"
		case geo.EGONE:
			got = "EGONE"
		}
		if got != want {
			t.Fatalf("%s known at %v is %s, not %s: %v", asked, knownAt, got, want, err)
		}
		f, err := s.Item(context.Background(), asked, knownAt)
		if (want == "EGONE" || want == "ENOTFOUND") != (err != nil) || err == nil && name(f) != want {
			t.Fatalf("%s known at %v is %v, not %s: %v", asked, knownAt, f, want, err)
		}
	}
}

func TestBodiesAreTheFeaturesAsEncoded(t *testing.T) {
	random := seed(t)
	l := &ledger{now: epochStart, areas: someAreas}
	for i := range 50 {
		l.edit(randomIncident(random, geo.StableID(strconv.Itoa(i), epochStart)), false)
	}
	want := l.matching(geo.Query{}, l.now)
	for _, folder := range []string{"", filepath.Join(t.TempDir(), "cache")} {
		err := open(t, l, folder).Bodies(context.Background(), geo.Query{}, func(page geo.BodyPage) error {
			for i, flat := range page.Flats {
				if f := encode.AppendFeature(nil, want[i], encode.Options{}); !bytes.Equal(flat, f) {
					t.Errorf("%s is not %s", flat, f)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestWalkingTheCursorGivesEachIncidentOnceWhileRowsAreInserted(t *testing.T) {
	t.Cleanup(snapshot.Small(3, 6, 1, 2))
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
	s := open(t, l, "")
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
	s := open(t, l, "")
	page, err := s.Items(context.Background(), geo.Query{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]geo.Query{
		"other parameters": {Limit: 1, StatusMin: geo.Reported, Cursor: page.Next},
		"other order":      {Limit: 1, Order: geo.PublishedNewest, Cursor: page.Next},
		"other database":   {Limit: 1, Cursor: &geo.Cursor{From: page.Next.From, ID: page.Next.ID, Query: page.Next.Query, Epoch: "other"}},
		"the future":       {KnownAt: l.clock().Add(time.Hour)},
	} {
		if _, err := s.Items(context.Background(), q); geo.ErrorCode(err) != geo.EINVALID {
			t.Errorf("%s: %v, want EINVALID", name, err)
		}
	}
}

// A new base is made while others read and write.
func TestReadersAndWritersMeetWithoutHarm(t *testing.T) {
	t.Cleanup(snapshot.Small(4, 16, 1, 2))
	l := &ledger{now: epochStart, areas: someAreas}
	s := open(t, l, filepath.Join(t.TempDir(), "cache"))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for i := range 3 {
		readers.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(i)))
			for {
				select {
				case <-stop:
					return
				default:
				}
				q := randomQuery(random)
				_, matched := walk(t, s, geo.Query{BBox: q.BBox, Limit: 50})
				if matched > 40 {
					t.Errorf("%d match of 40", matched)
				}
				_ = s.Tile(context.Background(), q, 0, 0, 0, func(geo.Tile) error { return nil })
				_, _ = s.Extent(context.Background())
				s.Touched(s.Edition(), 3, 1, 1)
			}
		})
	}
	random := rand.New(rand.NewPCG(8, 8))
	for i := range 400 {
		l.edit(randomIncident(random, geo.StableID(strconv.Itoa(i%40), epochStart)), false)
		if i == 300 {
			l.purge(l.revisions[0].Incident.ID, true)
		}
	}
	caughtUp(t, s, l)
	close(stop)
	readers.Wait()
	got, _ := walk(t, s, geo.Query{})
	if want := names(l.matching(geo.Query{}, l.now)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestADamagedStaleOrForeignFolderIsMadeAgain(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	l := &ledger{now: epochStart, areas: someAreas}
	for i := range 30 {
		l.edit(randomIncident(random, geo.StableID(strconv.Itoa(i), epochStart)), false)
	}
	want := names(l.matching(geo.Query{}, l.now))
	folder := filepath.Join(t.TempDir(), "cache")
	check := func(what string) {
		t.Helper()
		s := open(t, l, folder)
		deadline := time.Now().Add(5 * time.Second)
		for {
			got := []string(nil)
			err := s.Bodies(context.Background(), geo.Query{}, func(page geo.BodyPage) error {
				for _, flat := range page.Flats {
					if !json.Valid(flat) {
						return nil // to be found by the check of sums
					}
					got = append(got, nameOf(t, flat))
				}
				return nil
			})
			if err == nil && slices.Equal(got, want) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: got %v: %v", what, got, err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	check("none")
	check("whole")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		info, err := os.Stat(path)
		if err != nil {
			continue // made again under another name
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v", e.Name(), info.Mode())
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 0x55
		write(t, path, raw)
		check(e.Name() + " with a byte changed")
	}
	entries, _ = os.ReadDir(folder)
	for _, e := range entries {
		if err := os.Truncate(filepath.Join(folder, e.Name()), 10); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		check(e.Name() + " cut short")
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	check("deleted")
}

func TestADamagedBodyIsFoundAndMadeAgain(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 6))
	l := &ledger{now: epochStart}
	in := randomIncident(random, geo.StableID("x", epochStart))
	in.State, in.Title = geo.Published, "A title of one word: refinery"
	l.edit(in, false)
	folder := filepath.Join(t.TempDir(), "cache")
	s := open(t, l, folder)
	eventually(t, "the base is saved", s.Settled)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "bodies-1")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, bytes.Replace(raw, []byte("word: refinery"), []byte("word: hospital"), 1))
	s = open(t, l, folder)
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		right := false
		err := s.Bodies(context.Background(), geo.Query{}, func(page geo.BodyPage) error {
			right = bytes.Contains(page.Flats[0], []byte("word: refinery"))
			return nil
		})
		if err == nil && right {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the damaged body is still given")
		}
	}
}

// write replaces a file, so that a map of the old one keeps its bytes.
func write(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAPurgedTextIsInNoFile(t *testing.T) {
	t.Run("named", func(t *testing.T) { purgedTextIsInNoFile(t, true) })
	t.Run("not named, while the base is saved", func(t *testing.T) { purgedTextIsInNoFile(t, false) })
}

func purgedTextIsInNoFile(t *testing.T, named bool) {
	l := &ledger{now: epochStart}
	in := randomIncident(rand.New(rand.NewPCG(4, 4)), geo.StableID("x", epochStart))
	in.State, in.Summary = geo.Published, "a word nobody may read again: xyzzy"
	l.edit(in, false)
	other := randomIncident(rand.New(rand.NewPCG(4, 5)), geo.StableID("y", epochStart))
	other.State, other.Summary = geo.Published, "a word that stays"
	l.edit(other, false)
	folder := filepath.Join(t.TempDir(), "cache")
	s := open(t, l, folder)
	eventually(t, "the folder holds the text", func() bool { return holds(t, folder, "xyzzy") })
	if named {
		eventually(t, "the base is saved", s.Settled)
	}
	l.purge(in.ID, named)
	caughtUp(t, s, l)
	if named && holds(t, folder, "xyzzy") {
		t.Error("a file of the folder holds the purged text")
	}
	eventually(t, "the new files hold the rest and not the text", func() bool {
		return holds(t, folder, "a word that stays") && !holds(t, folder, "xyzzy")
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not in time: " + what)
		}
	}
}

func holds(t *testing.T, folder, text string) bool {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if os.IsNotExist(err) {
			continue // replaced meanwhile
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(text)) {
			return true
		}
	}
	return false
}

func TestCellsOfATileAddUp(t *testing.T) {
	random := seed(t)
	l := &ledger{now: epochStart}
	for i := range 2000 {
		in := randomIncident(random, geo.StableID(strconv.Itoa(i), epochStart))
		in.State = geo.Published
		l.add(in, false)
	}
	l.now = l.now.Add(time.Hour)
	s := open(t, l, "")
	want := 0
	for _, f := range l.matching(geo.Query{}, l.now) {
		if f.Location.Point != nil {
			want++
		}
	}
	for z := range uint32(4) {
		sum := 0
		for x := range uint32(1) << z {
			for y := range uint32(1) << z {
				err := s.Tile(context.Background(), geo.Query{}, z, x, y, func(tile geo.Tile) error {
					n := len(tile.Points)
					for _, c := range tile.Cells {
						n += c.Count
						of, commonest := uint32(0), c.Kinds[geo.Kinds.Index(c.Kind)]
						for _, kind := range c.Kinds {
							if of += kind; kind > commonest {
								t.Errorf("%d/%d/%d: %s is not the most frequent of %v", z, x, y, c.Kind, c.Kinds)
							}
						}
						if int(of) != c.Count {
							t.Errorf("%d/%d/%d: the kinds %v of a cell are not its %d", z, x, y, c.Kinds, c.Count)
						}
					}
					if n != tile.Matched || len(tile.Points) > 0 && len(tile.Cells) > 0 {
						t.Errorf("%d/%d/%d shows %d of %d", z, x, y, n, tile.Matched)
					}
					sum += n
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if sum != want {
			t.Errorf("zoom %d shows %d of %d", z, sum, want)
		}
	}
}

func TestATileIsTouchedByWhatChangesInIt(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	l := &ledger{now: epochStart}
	in := randomIncident(random, geo.StableID("x", epochStart))
	in.State, in.Location.Point = geo.Published, &geo.Point{Lon: 30, Lat: 50}
	l.edit(in, false)
	s := open(t, l, "")
	before := s.Edition()
	if s.Touched(before, 0, 0, 0) {
		t.Error("touched without a change")
	}
	in.Location.Point = &geo.Point{Lon: -100, Lat: 40}
	l.edit(in, false)
	caughtUp(t, s, l)
	for _, c := range []struct {
		lon, lat float64
		touched  bool
	}{{30, 50, true}, {-100, 40, true}, {100, -40, false}} {
		x, y := geo.Mercator(c.lon, c.lat)
		if got := s.Touched(before, 4, x>>28, y>>28); got != c.touched {
			t.Errorf("the tile of %v %v: touched is %v", c.lon, c.lat, got)
		}
	}
	for range 600 {
		l.edit(in, false)
		caughtUp(t, s, l)
	}
	if !s.Touched(before, 4, 15, 15) {
		t.Error("a change too long ago to be remembered counts as none")
	}
}
