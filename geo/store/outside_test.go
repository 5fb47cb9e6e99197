package store

import (
	"context"
	"database/sql"
	"os/exec"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

// one reads a single value.
func one[T any](t testing.TB, s *Store, query string, args ...any) T {
	t.Helper()
	var v T
	err := s.db.Read(context.Background(), func(tx *sql.Tx) error {
		return tx.QueryRow(query, args...).Scan(&v)
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// editor changes the file as another program would.
type editor struct {
	name string
	edit func(t *testing.T, path, statement string)
}

func editors() []editor {
	all := []editor{{"a second connection", editWithSQL}}
	if _, err := exec.LookPath("ogrinfo"); err == nil {
		all = append(all, editor{"ogrinfo", editWithGDAL})
	}
	return all
}

func editWithSQL(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func editWithGDAL(t *testing.T, path, statement string) {
	t.Helper()
	out, err := exec.Command("ogrinfo", "-q", path, "-sql", statement).CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") {
		t.Fatalf("%s: %v\n%s", statement, err, out)
	}
}

// faultsOf returns what Check says, in lines.
func faultsOf(t testing.TB, s *Store) string {
	t.Helper()
	faults, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func TestAValidOutsideEditBecomesARevision(t *testing.T) {
	for _, editor := range editors() {
		t.Run(editor.name, func(t *testing.T) {
			s := open(t, testOptions(nil))
			id := write(t, s, batch(incident("before")))[0]
			before := s.Edition()
			editor.edit(t, s.Path(), `UPDATE incidents SET title = 'after', category = 'port' WHERE id = '`+id+`'`)
			eventually(t, "public", func() bool { return load(t, s, time.Time{})[id].Incident.Title == "after" })
			r := load(t, s, time.Time{})[id]
			if r.Number != 2 || r.Origin != "outside" || r.Change != "update" || r.Note != "edited outside" {
				t.Errorf("the revision is %+v", r)
			}
			if got := s.Edition().Number; got != before.Number+1 {
				t.Errorf("the edition is %d, was %d", got, before.Number)
			}
			editor.edit(t, s.Path(), `UPDATE claims SET stance = 'reports' WHERE incident = '`+id+`'`)
			eventually(t, "seen in the claims", func() bool { return load(t, s, time.Time{})[id].Number == 3 })
			if got := one[int](t, s, `SELECT revision FROM incidents WHERE id = ?`, id); got != 3 {
				t.Errorf("the row says revision %d", got)
			}
			wantSound(t, s)
		})
	}
}

func TestARefusedOutsideEditLeavesTheLastRevisionAndIsReported(t *testing.T) {
	for _, editor := range editors() {
		for _, c := range []struct{ set, want string }{
			{"kind = 'bang'", `kind: "bang" is not one of`},
			{"state = 'draft'", `state: was changed from "published" to "draft"`},
			{"published_at = '2020-01-01T00:00:00.000Z'", "published_at: was changed"},
			{"embargo = '2030-01-01T00:00:00.000Z'", "embargo: was changed"},
			{"public_lon = 1", "public_lon: was changed"},
			{"status = 'verified'", "status: was changed"},
			{"time_from = 'yesterday'", `time.from: "yesterday" is no date and time`},
			{"id = 'mine'", "id: was changed from"},
			{"geom = x'47500001E6100000010100000000000000007069400000000000804640'", "location.point: longitude 203.5 is outside"},
		} {
			t.Run(editor.name+" "+c.set, func(t *testing.T) {
				var l logged
				o := testOptions(nil)
				o.Logger = newLogger(&l)
				s := open(t, o)
				id := write(t, s, batch(incident("kept")))[0]
				before := s.Edition()
				editor.edit(t, s.Path(), `UPDATE incidents SET `+c.set+` WHERE title = 'kept'`)
				eventually(t, "logged", func() bool { return l.count("not accepted") > 0 })
				if r := load(t, s, time.Time{})[id]; r == nil || r.Number != 1 {
					t.Errorf("public is %+v", r)
				}
				if s.Edition() != before {
					t.Errorf("the edition is %v, was %v", s.Edition(), before)
				}
				if got := faultsOf(t, s); !strings.Contains(got, c.want) {
					t.Errorf("check says %q, want %q", got, c.want)
				}
				if n := l.count("not accepted"); n != 1 {
					t.Errorf("logged %d times", n)
				}
				if err := s.Restore(context.Background(), "tester", id); err != nil {
					t.Fatal(err)
				}
				wantSound(t, s)
			})
		}
	}
}

func TestARowInsertedOutsideStartsAsADraft(t *testing.T) {
	for _, editor := range editors() {
		t.Run(editor.name, func(t *testing.T) {
			s := open(t, testOptions(nil))
			write(t, s, batch())
			editor.edit(t, s.Path(), `INSERT INTO incidents (geom, title, kind, outcome, place, precision, time_from, time_to, time_precision, state)
				VALUES (x'47500001E6100000010100000000000000008046400000000000804640', 'drawn', 'strike', 'hit', 'here', 'settlement',
				'2025-12-25T00:00:00Z', '2025-12-26T00:00:00Z', 'day', 'published')`)
			eventually(t, "recorded", func() bool { return one[int](t, s, `SELECT count(*) FROM incident_revisions`) == 1 })
			var got geo.Incident
			if err := s.Incidents(context.Background(), func(in geo.Incident) error { got = in; return nil }); err != nil {
				t.Fatal(err)
			}
			if !geo.ValidID(got.ID) || got.State != geo.Draft || got.Dataset != "desk" || got.Location.Country != "RU" {
				t.Errorf("taken in as %s", jsonText(got))
			}
			if len(load(t, s, time.Time{})) > 0 {
				t.Error("it is public")
			}
			wantSound(t, s)
			editor.edit(t, s.Path(), `INSERT INTO incidents (title, kind) VALUES ('half filled in', 'strike')`)
			eventually(t, "given an id", func() bool {
				return one[int](t, s, `SELECT count(*) FROM incidents WHERE id IS NOT NULL`) == 2
			})
			if got := faultsOf(t, s); !strings.Contains(got, "location.precision: is missing") {
				t.Errorf("check says %q", got)
			}
		})
	}
}

func TestADeletedRowStaysPublicUntilTheDeskDecides(t *testing.T) {
	for _, editor := range editors() {
		t.Run(editor.name, func(t *testing.T) {
			s := open(t, testOptions(nil))
			in := incident("deleted")
			in.ExternalID = "slug"
			in.ID = write(t, s, batch(in))[0]
			editor.edit(t, s.Path(), `DELETE FROM incidents WHERE id = '`+in.ID+`'`)
			eventually(t, "noted", func() bool { return strings.Contains(faultsOf(t, s), "deleted outside") })
			if load(t, s, time.Time{})[in.ID] == nil {
				t.Error("it is not public any more")
			}
			if err := s.Restore(context.Background(), "tester", in.ID); err != nil {
				t.Fatal(err)
			}
			wantSound(t, s)
			if got := load(t, s, time.Time{})[in.ID].Number; got != 1 {
				t.Errorf("restoring made revision %d", got)
			}
			editor.edit(t, s.Path(), `DELETE FROM incidents WHERE id = '`+in.ID+`'`)
			in.State = geo.Withdrawn
			write(t, s, batch(in))
			if got := load(t, s, time.Time{})[in.ID]; got == nil || got.Incident.State != geo.Withdrawn {
				t.Errorf("after the withdrawal public is %v", got)
			}
			wantSound(t, s)
		})
	}
}

// setFeature edits as a form of QGIS does: the whole feature is written back.
const setFeature = `
import sys
from osgeo import ogr
ogr.UseExceptions()
source = ogr.Open(sys.argv[1], 1)
layer = source.GetLayer("incidents")
feature = layer.GetNextFeature()
feature["title"] = "after"
layer.SetFeature(feature)
`

func TestAFeatureWrittenBackByGDALChangesOnlyWhatWasEdited(t *testing.T) {
	python := ""
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "from osgeo import ogr").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		t.Skip("there is no Python with GDAL")
	}
	r := seeded(t)
	for range 5 {
		in := anyIncident(r)
		in.MergedInto, in.Series = "", ""
		s := open(t, testOptions(nil))
		in.ID = write(t, s, batch(in))[0]
		if out, err := exec.Command(python, "-c", setFeature, s.Path()).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		eventually(t, "recorded", func() bool { return one[int](t, s, `SELECT count(*) FROM incident_revisions`) == 2 })
		before := one[string](t, s, `SELECT body FROM incident_revisions WHERE number = 1`)
		after := one[string](t, s, `SELECT body FROM incident_revisions WHERE number = 2`)
		if want := strings.Replace(before, `"title":`+jsonText(in.Title), `"title":"after"`, 1); after != want {
			t.Errorf("got %s\nwant %s", after, want)
		}
		wantSound(t, s)
	}
}

func TestNoOutsideEditStopsTheRecordOrMakesAnInvalidIncidentPublic(t *testing.T) {
	r := seeded(t)
	var l logged
	o := testOptions(nil)
	o.Logger = newLogger(&l)
	o.Watch = time.Hour // writing takes edits in
	s := open(t, o)
	parties := geo.Parties{}
	for _, p := range testParties {
		parties[p.Code] = p
	}
	var given []geo.Incident
	for range 20 {
		given = append(given, anyIncident(r))
	}
	written := write(t, s, batch(given...))
	tables := map[string][]string{
		"claims":     {"incident", "seq", "party", "role", "stance", "stated_at", "report", "evidence_from", "evidence_text", "superseded_by"},
		"quantities": {"incident", "seq", "measure", "min", "max", "qualifier", "scope", "claim"},
		"reports":    {"incident", "seq", "publisher", "url", "published_at", "class"},
		"aliases":    {"incident", "alias"},
		"parties":    {"name", "country", "kind"},
		"areas":      {"geom", "name", "label_lon"},
		"incidents":  append([]string{"geom"}, computedColumns...),
	}
	for _, c := range columns {
		tables["incidents"] = append(tables["incidents"], c.name)
	}
	garbage := []string{
		"NULL", "''", "'x'", "1", "-1", "9e999", "-9e999", "1.5", "x'00'", "x'ff'", "x'47500001E610000001010000000000'", "'2026-13-45'",
		"'99999-01-01T00:00:00Z'", "'0000-01-01T00:00:00Z'", "char(0, 8238)", "'{}'", "'strike'", "'published'", "'" + written[3] + "'", "9223372036854775807",
	}
	names := []string{"incidents", "incidents", "incidents", "claims", "quantities", "reports", "aliases", "parties", "areas"}
	for range 150 {
		table := names[r.IntN(len(names))]
		column := tables[table][r.IntN(len(tables[table]))]
		value := garbage[r.IntN(len(garbage))]
		statement := `UPDATE OR IGNORE ` + table + ` SET ` + column + ` = ` + value +
			` WHERE fid = (SELECT fid FROM ` + table + ` ORDER BY random() LIMIT 1)`
		switch r.IntN(20) {
		case 0:
			statement = `UPDATE incidents SET fid = fid + 1000 WHERE fid = (SELECT fid FROM incidents ORDER BY random() LIMIT 1)`
		case 1:
			statement = `DELETE FROM ` + table + ` WHERE fid = (SELECT fid FROM ` + table + ` ORDER BY random() LIMIT 1)`
		}
		err := s.db.Write(context.Background(), func(tx *sql.Tx) error {
			_, err := tx.Exec(statement)
			return err
		})
		if err != nil && !strings.Contains(err.Error(), "constraint") {
			t.Fatalf("%s: %v", statement, err)
		}
		fresh := incident("fresh")
		if _, err := s.Write(context.Background(), batch(fresh)); err != nil {
			t.Fatalf("after %s nothing can be written: %v", statement, err)
		}
	}
	for id, revision := range load(t, s, time.Time{}) {
		if err := revision.Incident.Validate(parties); err != nil {
			t.Errorf("incident %s is public and not valid: %v", id, err)
		}
	}
	faultsOf(t, s)
	if err := s.Incidents(context.Background(), func(geo.Incident) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := s.Areas(context.Background(), nil, func(*geo.Area) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := s.Restore(context.Background(), "tester", written...); err != nil && geo.ErrorCode(err) != geo.ECONFLICT {
		t.Error(err)
	}
}

func TestIDsSwappedOutsideAreRefusedAndCanBeRestored(t *testing.T) {
	s := open(t, testOptions(nil))
	written := write(t, s, batch(incident("one"), incident("two")))
	editWithSQL(t, s.Path(), `
		UPDATE incidents SET id = 'x' WHERE title = 'one';
		UPDATE incidents SET id = '`+written[0]+`' WHERE title = 'two'`)
	got := faultsOf(t, s)
	if !strings.Contains(got, "id: was changed from") || !strings.Contains(got, "id: is that of the incident in row 1") {
		t.Errorf("check says %q", got)
	}
	for i, title := range []string{"one", "two"} {
		if r := load(t, s, time.Time{})[written[i]]; r.Incident.Title != title || r.Number != 1 {
			t.Errorf("public is %+v", r)
		}
	}
	if err := s.Restore(context.Background(), "tester", written...); err != nil {
		t.Fatal(err)
	}
	wantSound(t, s)
}

func TestTheDivisionFollowsAPointMovedOutside(t *testing.T) {
	s := open(t, testOptions(nil))
	id := write(t, s, batch(incident("moved")))[0]
	if got := load(t, s, time.Time{})[id].Incident.Location; got.Country != "RU" || got.Admin1 != "Krasnodar" {
		t.Fatalf("before: %+v", got)
	}
	// To 30 E, 45 N.
	editWithSQL(t, s.Path(), `UPDATE incidents SET geom = x'47500001E610000001010000000000000000003E400000000000804640'`)
	eventually(t, "moved", func() bool { return load(t, s, time.Time{})[id].Number == 2 })
	if got := load(t, s, time.Time{})[id].Incident.Location; got.Country != "UA" || got.Admin1 != "Crimea" || got.Control != "RU" {
		t.Errorf("after: %+v", got)
	}
	wantSound(t, s)
}

func TestEditsMadeWhileClosedAreTakenInWhenOpened(t *testing.T) {
	s := open(t, testOptions(nil))
	id := write(t, s, batch(incident("before")))[0]
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	editWithSQL(t, s.Path(), `UPDATE incidents SET title = 'after'`)
	o := testOptions(nil)
	o.ReadOnly = true
	reading := openAt(t, s.Path(), o)
	wantSound(t, reading) // it waits, and will be accepted
	if got := load(t, reading, time.Time{})[id].Incident.Title; got != "before" {
		t.Errorf("without a writer %q is public", got)
	}
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	if got := load(t, openAt(t, s.Path(), testOptions(nil)), time.Time{})[id].Incident.Title; got != "after" {
		t.Errorf("%q is public", got)
	}
}
