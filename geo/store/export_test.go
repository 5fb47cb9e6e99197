package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/geo/gpkg"
	"strikemap/geo/snapshot"
)

// public returns a reader of what is public in a store, at the time of its clock.
func public(t testing.TB, s *Store, c *clock) *snapshot.Snapshot {
	t.Helper()
	index := &snapshot.Snapshot{Record: s, Changes: s, Codec: encode.Codec{}, Clock: c.Now, Logger: newLogger(&logged{})}
	if err := index.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	return index
}

func exporterOf(reader geo.Reader) Exporter {
	return Exporter{Reader: reader, NewRow: func() Row { return new(encode.Flat) }}
}

var testColophon = geo.Colophon{
	Title: "A site <&>", Publisher: "A newsroom", Licence: "CC BY 4.0", LicenceURL: "https://example.org/licence",
	Attribution: "A newsroom & others", Notes: "Reported, not verified.", Base: "https://example.org/strikes",
	Asked: "https://example.org/strikes/api/v1?q=a&kind=strike",
}

// exported writes a file and returns its path.
func exported(t testing.TB, x Exporter, q geo.Query) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "public.gpkg")
	if _, err := x.Export(context.Background(), q, path, testColophon); err != nil {
		t.Fatal(err)
	}
	return path
}

// looking runs fn over a file that is open for reading.
func looking(t testing.TB, path string, fn func(*sql.Tx)) {
	t.Helper()
	err := reading(path, func(db *gpkg.DB) error {
		return db.Read(context.Background(), func(tx *sql.Tx) error {
			fn(tx)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// only returns the one value of a query as text.
func only(t testing.TB, tx *sql.Tx, query string, args ...any) string {
	t.Helper()
	var value sql.NullString
	if err := tx.QueryRow(query, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value.String
}

// someRecord has published incidents of every kind and place, and drafts.
func someRecord(t testing.TB, n int) (*Store, *clock) {
	t.Helper()
	c := newClock()
	s := open(t, testOptions(c))
	write(t, s, geo.Batch{Origin: "desk", Author: "tester", Parties: testParties, Series: []geo.Series{{ID: "series-a", Title: "A"}}})
	write(t, s, geo.Batch{Origin: "import", Author: "tester", Entries: manyEntries(seeded(t), n)})
	c.advance(60 * 24 * time.Hour)
	return s, c
}

func TestAnExportedFileHoldsWhatReadersSee(t *testing.T) {
	s, c := someRecord(t, 400)
	index := public(t, s, c)
	page, err := index.Items(context.Background(), geo.Query{Limit: geo.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	if page.Matched < 50 {
		t.Fatalf("only %d incidents are public", page.Matched)
	}
	path := exported(t, exporterOf(index), geo.Query{})
	looking(t, path, func(tx *sql.Tx) {
		claims, quantities, reports := 0, 0, 0
		areas := map[string]bool{}
		for i, f := range page.Features {
			wantRow(t, tx, i+1, f)
			claims, quantities, reports = claims+len(f.Claims), quantities+len(f.Quantities), reports+len(f.Reports)
			if f.Location.AreaID != "" {
				areas[f.Location.AreaID] = true
			}
		}
		for table, want := range map[string]int{
			"incidents": page.Matched, "claims": claims, "quantities": quantities, "reports": reports, "areas": len(areas),
		} {
			if got := only(t, tx, `SELECT count(*) FROM `+table); got != itoa(want) {
				t.Errorf("%s has %s rows, want %d", table, got, want)
			}
		}
		for _, table := range []string{"claims", "quantities", "reports"} {
			if n := only(t, tx, `SELECT count(*) FROM `+table+` WHERE incident NOT IN (SELECT id FROM incidents)`); n != "0" {
				t.Errorf("%s rows of %s lead to no incident", n, table)
			}
		}
		if n := only(t, tx, `SELECT count(*) FROM incidents WHERE area_id NOT IN (SELECT id FROM areas)`); n != "0" {
			t.Errorf("%s incidents name an area that is not there", n)
		}
		if n := only(t, tx, `SELECT count(*) FROM areas a WHERE incidents <> (SELECT count(*) FROM incidents WHERE area_id = a.id)`); n != "0" {
			t.Errorf("%s areas count their incidents wrongly", n)
		}
		if n := only(t, tx, `SELECT count(*) FROM parties`); n == "0" {
			t.Error("no party is named")
		}
	})
	err = reading(path, func(db *gpkg.DB) error {
		return errors.Join(db.CheckRTree(context.Background(), "incidents"), db.CheckRTree(context.Background(), "areas"))
	})
	if err != nil {
		t.Error(err)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// wantRow compares a row with a feature, column by column.
func wantRow(t testing.TB, tx *sql.Tx, fid int, f *geo.Feature) {
	t.Helper()
	for _, column := range geo.Columns {
		want := column.Text(f)
		switch {
		case want == "":
		case column.Type == geo.TimeColumn:
			at, err := geo.ParseTime(want)
			if err != nil {
				t.Fatal(err)
			}
			want = at.Format("2006-01-02T15:04:05.000Z")
		case column.Type == geo.BoolColumn:
			want = map[string]string{"true": "1", "false": "0"}[want]
		case column.Name == "url":
			want = testColophon.Base + want
		}
		var got any
		if err := tx.QueryRow(`SELECT "`+column.Name+`" || '' FROM incidents WHERE fid = ?`, fid).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if text := asText(got); text != want && !sameNumber(column, text, want) {
			t.Errorf("%s of row %d is %q, want %q", column.Name, fid, text, want)
		}
	}
	var blob []byte
	if err := tx.QueryRow(`SELECT geom FROM incidents WHERE fid = ?`, fid).Scan(&blob); err != nil {
		t.Fatal(err)
	}
	geometry, err := gpkg.Decode(blob)
	switch p := f.Location.Point; {
	case err != nil:
		t.Errorf("row %d: %v", fid, err)
	case p == nil && geometry != nil:
		t.Errorf("row %d has the geometry %v, want none", fid, geometry)
	case p != nil && geometry != orb.Point{p.Lon, p.Lat}:
		t.Errorf("row %d is at %v, want %v", fid, geometry, *p)
	}
}

// sameNumber compares what SQLite writes with 15 digits.
func sameNumber(c geo.Column, got, want string) bool {
	if c.Type != geo.NumberColumn {
		return false
	}
	a, _ := asNumber(got)
	b, _ := asNumber(want)
	return a != nil && b != nil && math.Abs(*a-*b) <= 1e-12*math.Abs(*b)
}

func TestAnExportedFileHoldsNoTraceOfDraftsAndExactPoints(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	draft := incident("never to be seen draft")
	draft.State = geo.Draft
	draft.Reports[0].Publisher = "Secretive Gazette"
	exact := incident("an incident at a coarse place")
	exact.Facility = "the named hangar"
	exact.Location.Point = &geo.Point{Lon: 44.38617529, Lat: 45.27121843}
	exact.PublicPrecision = geo.Region
	rounded := incident("an incident at a rounded place")
	rounded.Location.Point = &geo.Point{Lon: 43.1234567, Lat: 46.7654321}
	soon := incident("an incident under embargo")
	embargo := c.Now().Add(90 * 24 * time.Hour)
	soon.Embargo = &embargo
	write(t, s, batch(draft, exact, rounded, soon))
	withdrawn := incident("a first title that was corrected")
	write(t, s, batch(withdrawn))
	c.advance(24 * time.Hour)
	path := exported(t, exporterOf(public(t, s, c)), geo.Query{})
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"at a coarse place", "at a rounded place"} {
		if !bytes.Contains(content, []byte(text)) {
			t.Errorf("%q is not in the file", text)
		}
	}
	for _, text := range []string{"never to be seen", "Secretive", "under embargo", "hangar", "incident_revisions", "audit", "public_precision"} {
		if bytes.Contains(content, []byte(text)) {
			t.Errorf("%q is in the file", text)
		}
	}
	for _, p := range []*geo.Point{exact.Location.Point, rounded.Location.Point} {
		for _, v := range []float64{p.Lon, p.Lat} {
			for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
				if bytes.Contains(content, order.AppendUint64(nil, math.Float64bits(v))) {
					t.Errorf("the exact coordinate %v is in the file", v)
				}
			}
		}
	}
}

func TestAQueryChoosesWhatIsExportedAndAsKnownWhen(t *testing.T) {
	c := newClock()
	s := open(t, testOptions(c))
	ids := write(t, s, batch(incident("an early title"), incident("another incident")))
	c.advance(24 * time.Hour)
	before := c.Now()
	c.advance(time.Hour)
	changed := incident("a later title")
	changed.ID = ids[0]
	write(t, s, batch(changed))
	c.advance(24 * time.Hour)
	x := exporterOf(public(t, s, c))
	for _, test := range []struct {
		query geo.Query
		want  string
	}{
		{geo.Query{Conditions: []geo.Condition{{Column: "id", Values: ids[:1]}}}, "a later title"},
		{geo.Query{Conditions: []geo.Condition{{Column: "id", Values: ids[:1]}}, KnownAt: before}, "an early title"},
		{geo.Query{Text: []string{"nowhere"}}, ""},
	} {
		looking(t, exported(t, x, test.query), func(tx *sql.Tx) {
			if got := only(t, tx, `SELECT group_concat(title, '|') FROM incidents`); got != test.want {
				t.Errorf("%s: the titles are %q, want %q", test.query.Canonical(), got, test.want)
			}
		})
	}
}

func TestTheSameEditionAndQueryGiveTheSameBytes(t *testing.T) {
	s, c := someRecord(t, 300)
	x := exporterOf(public(t, s, c))
	var files [2][]byte
	var editions [2]geo.Edition
	same := func() bool { // the store may still be noting what became public meanwhile
		for i := range files {
			path := filepath.Join(t.TempDir(), "public.gpkg")
			var err error
			if editions[i], err = x.Export(context.Background(), geo.Query{}, path, testColophon); err != nil {
				t.Fatal(err)
			}
			if files[i], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond) // another time by the clock of the wall
		}
		return editions[0] == editions[1]
	}
	eventually(t, "two files of one edition", same)
	if !bytes.Equal(files[0], files[1]) {
		t.Errorf("two files of %d and %d bytes differ", len(files[0]), len(files[1]))
	}
}

func TestWhatFailsLeavesNoFile(t *testing.T) {
	s, c := someRecord(t, 200)
	x := exporterOf(public(t, s, c))
	folder := t.TempDir()
	path := filepath.Join(folder, "public.gpkg")
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	small := testColophon
	small.MaxBytes = 100_000
	for _, test := range []struct {
		name     string
		ctx      context.Context
		colophon geo.Colophon
		is       func(error) bool
	}{
		{"a limit that is too low", context.Background(), small, func(err error) bool { return geo.ErrorCode(err) == geo.ETOOLARGE }},
		{"a request that ended", ended, testColophon, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		if _, err := x.Export(test.ctx, geo.Query{}, path, test.colophon); !test.is(err) {
			t.Errorf("%s: the error is %v", test.name, err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", test.name, left, err)
		}
	}
	enough := testColophon
	enough.MaxBytes = 64 << 20
	if _, err := x.Export(context.Background(), geo.Query{}, path, enough); err != nil {
		t.Errorf("a limit that is not reached: %v", err)
	}
}

func TestAFileThatIsThereIsLeftAlone(t *testing.T) {
	s, c := someRecord(t, 10)
	path := filepath.Join(t.TempDir(), "public.gpkg")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := exporterOf(public(t, s, c)).Export(context.Background(), geo.Query{}, path, testColophon)
	if geo.ErrorCode(err) != geo.ECONFLICT {
		t.Errorf("the error is %v", err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "mine" {
		t.Errorf("the file holds %q, %v", content, err)
	}
}

func TestAnExportedFileTellsWhatItIs(t *testing.T) {
	s, c := someRecord(t, 50)
	index := public(t, s, c)
	looking(t, exported(t, exporterOf(index), geo.Query{StatusMin: geo.Claimed}), func(tx *sql.Tx) {
		document := only(t, tx, `SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id WHERE reference_scope = 'geopackage'`)
		var said struct {
			Title        string `xml:"title"`
			License      string `xml:"license"`
			RightsHolder string `xml:"rightsHolder"`
			Source       string `xml:"source"`
			Abstract     string `xml:"abstract"`
			Modified     string `xml:"modified"`
		}
		if err := xml.Unmarshal([]byte(document), &said); err != nil {
			t.Fatal(err)
		}
		changed := geo.FormatTime(index.Edition().Changed)
		for _, pair := range [][2]string{
			{said.Title, testColophon.Title},
			{said.License, "CC BY 4.0, https://example.org/licence"},
			{said.RightsHolder, testColophon.Attribution},
			{said.Source, testColophon.Asked},
			{said.Modified, changed},
		} {
			if pair[0] != pair[1] {
				t.Errorf("the metadata say %q, want %q", pair[0], pair[1])
			}
		}
		if !strings.Contains(said.Abstract, changed) || !strings.Contains(said.Abstract, `status_min="claimed"`) {
			t.Errorf("the abstract is %q", said.Abstract)
		}
		if n := only(t, tx, `SELECT count(*) FROM gpkg_contents WHERE last_change <> ?`, moment(index.Edition().Changed)); n != "0" {
			t.Errorf("%s tables say they changed at another time than the edition", n)
		}
		undescribed := only(t, tx, `
			SELECT group_concat(c.name) FROM pragma_table_info('incidents') c
			WHERE c.name NOT IN ('fid', 'geom')
				AND NOT EXISTS (SELECT 1 FROM gpkg_data_columns WHERE table_name = 'incidents' AND column_name = c.name)`)
		if undescribed != "" {
			t.Errorf("nothing is said about %s", undescribed)
		}
		unknown := only(t, tx, `
			SELECT group_concat(d.table_name || '.' || d.column_name) FROM gpkg_data_columns d
			WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(d.table_name) c WHERE c.name = d.column_name)`)
		if unknown != "" {
			t.Errorf("columns are described that are not there: %s", unknown)
		}
		means := only(t, tx, `
			SELECT c.description FROM gpkg_data_columns d JOIN gpkg_data_column_constraints c USING (constraint_name)
			WHERE d.table_name = 'incidents' AND d.column_name = 'kind' AND c.value = 'strike'`)
		if means != geo.Kinds.Codes[0].Means {
			t.Errorf("the code strike means %q", means)
		}
	})
}

func TestTheStyleHasASymbolForEachKindAndStatus(t *testing.T) {
	var style struct {
		Renderer struct {
			Type  string `xml:"type,attr"`
			Rules []struct {
				Filter string `xml:"filter,attr"`
				Rules  []struct {
					Filter string `xml:"filter,attr"`
					Symbol string `xml:"symbol,attr"`
				} `xml:"rule"`
			} `xml:"rules>rule"`
			Symbols []struct {
				Name   string     `xml:"name,attr"`
				Layers []struct{} `xml:"layer"`
			} `xml:"symbols>symbol"`
		} `xml:"renderer-v2"`
	}
	if err := xml.Unmarshal([]byte(statusStyle()), &style); err != nil {
		t.Fatal(err)
	}
	symbols := map[string]int{}
	for _, s := range style.Renderer.Symbols {
		symbols[s.Name] = len(s.Layers)
	}
	seen := map[string]bool{}
	for _, kind := range style.Renderer.Rules {
		for _, status := range kind.Rules {
			if symbols[status.Symbol] == 0 || seen[status.Symbol] {
				t.Errorf("%s and %s have the symbol %q, which is none or another's", kind.Filter, status.Filter, status.Symbol)
			}
			seen[status.Symbol] = true
		}
	}
	if want := len(geo.Kinds.Codes) * len(shownStatuses); len(seen) != want {
		t.Errorf("there are %d symbols, want %d", len(seen), want)
	}
	if len(shownStatuses) != len(slices.DeleteFunc(geo.Statuses.Values(), func(s string) bool { return s == geo.Withdrawn })) {
		t.Errorf("of the statuses %v only %v have symbols", geo.Statuses.Values(), shownStatuses)
	}
}

func TestAnExportedFileIsAGeoPackageByTheValidatorOfGDAL(t *testing.T) {
	const python = "/usr/bin/python3"
	if exec.Command(python, "-c", "import osgeo_utils.samples.validate_gpkg").Run() != nil {
		t.Skip("python3-gdal is not installed; make test installs it")
	}
	s, c := someRecord(t, 200)
	path := exported(t, exporterOf(public(t, s, c)), geo.Query{})
	const program = `
import sys, json
from osgeo_utils.samples import validate_gpkg as v
checker = v.GPKGChecker(sys.argv[1], abort_at_first_error=False, extra_checks=True)
checker.check()
print(json.dumps([message for _, message in checker.errors]))`
	out, err := exec.Command(python, "-c", program, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	var findings []string
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &findings); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	// GeoPackage 1.4 has other triggers in the place of these two.
	old := regexp.MustCompile(`^rtree_(incidents|areas)_geom_update[13] trigger missing$`)
	for _, finding := range findings {
		if !old.MatchString(finding) {
			t.Errorf("the validator says: %s", finding)
		}
	}
}

func TestAnExportedFileIsCompleteInItself(t *testing.T) {
	s, c := someRecord(t, 50)
	path := exported(t, exporterOf(public(t, s, c)), geo.Query{})
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var header [100]byte
	if _, err := io.ReadFull(f, header[:]); err != nil {
		t.Fatal(err)
	}
	if header[18] != 1 || header[19] != 1 { // bytes that are 2 for a write-ahead log
		t.Errorf("the file wants a log: %v", header[18:20])
	}
	if id := binary.BigEndian.Uint32(header[68:]); id != gpkg.ApplicationID {
		t.Errorf("the application id is %#x", id)
	}
	if version := binary.BigEndian.Uint32(header[60:]); version != gpkg.UserVersion {
		t.Errorf("the version is %d", version)
	}
	if left, err := filepath.Glob(path + "-*"); err != nil || len(left) > 0 {
		t.Errorf("beside the file lie %v, %v", left, err)
	}
}
