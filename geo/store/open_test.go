package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// folder is what lies in a folder, with the SHA-256 of each file.
func folder(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %x\n", e.Name(), sha256.Sum256(data))
	}
	return b.String()
}

func TestARefusedFileIsLeftAsItWas(t *testing.T) {
	record := filepath.Join(t.TempDir(), "record.gpkg")
	s := openAt(t, record, testOptions(nil))
	write(t, s, batch(incident("one")))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		make       func(t *testing.T, path string)
	}{
		{"an empty file", "is not a GeoPackage", func(t *testing.T, path string) { put(t, path, nil) }},
		{"a text", "is not a database", func(t *testing.T, path string) { put(t, path, []byte("title,kind\n")) }},
		{"a file cut off", "is damaged", func(t *testing.T, path string) { put(t, path, whole[:len(whole)/2]) }},
		{"a damaged page", "is damaged", func(t *testing.T, path string) {
			damaged := append([]byte(nil), whole...)
			for i := range 4096 {
				damaged[len(damaged)/4096/2*4096+i] ^= 0x5a
			}
			put(t, path, damaged)
		}},
		{"a newer schema", "was written by a newer strikemap", func(t *testing.T, path string) {
			put(t, path, whole)
			editWithSQL(t, path, `UPDATE meta SET value = '99' WHERE key = 'schema'`)
		}},
		{"somebody else's GeoPackage", "is a GeoPackage, but not a record", func(t *testing.T, path string) {
			put(t, path, whole)
			editWithSQL(t, path, `DROP TABLE meta`)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "strikemap.gpkg")
			c.make(t, path)
			before := folder(t, dir)
			for _, readOnly := range []bool{false, true} {
				o := testOptions(nil)
				o.ReadOnly = readOnly
				_, err := Open(context.Background(), path, o)
				if geo.ErrorCode(err) != geo.EINVALID || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("opening says %v, want %q", err, c.want)
				}
				if after := folder(t, dir); after != before {
					t.Errorf("the folder was\n%sand is\n%s", before, after)
				}
			}
		})
	}
}

func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatIsNotThereIsMadeOnlyWhenAsked(t *testing.T) {
	dir := t.TempDir()
	o := testOptions(nil)
	o.Create = false
	if _, err := Open(context.Background(), filepath.Join(dir, "a.gpkg"), o); geo.ErrorCode(err) != geo.ENOTFOUND {
		t.Errorf("opening says %v", err)
	}
	if got := folder(t, dir); got != "" {
		t.Errorf("the folder holds %s", got)
	}
	// A crash right after the file was made leaves a GeoPackage with nothing in it.
	path := filepath.Join(dir, "b.gpkg")
	db, err := gpkg.Create(path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), path, o); geo.ErrorCode(err) != geo.EINVALID {
		t.Errorf("opening a bare GeoPackage says %v", err)
	}
	wantSound(t, openAt(t, path, testOptions(nil)))
}

func TestOnlyOneStoreWritesAndOthersRead(t *testing.T) {
	s := open(t, testOptions(nil))
	id := write(t, s, batch(incident("one")))[0]
	if _, err := Open(context.Background(), s.Path(), testOptions(nil)); geo.ErrorCode(err) != geo.EUNAVAILABLE {
		t.Errorf("a second writer: %v", err)
	}
	o := testOptions(nil)
	o.ReadOnly = true
	reading := openAt(t, s.Path(), o)
	wantSound(t, reading)
	told := make(chan geo.Change, 10)
	defer reading.Subscribe(func(c geo.Change) { told <- c })()
	in := incident("two")
	in.ID = id
	write(t, s, batch(in))
	select {
	case change := <-told:
		if change.Edition != s.Edition() {
			t.Errorf("told %v, the edition is %v", change.Edition, s.Edition())
		}
	case <-time.After(2 * time.Second):
		t.Error("the reading store did not notice")
	}
	if _, err := reading.Write(context.Background(), batch(in)); geo.ErrorCode(err) != geo.EREADONLY {
		t.Errorf("writing there: %v", err)
	}
}

func TestAFullDiskIsSaidAndReadsGoOn(t *testing.T) {
	s := open(t, testOptions(nil))
	id := write(t, s, batch(incident("one")))[0]
	limit := func(pages string) {
		t.Helper()
		err := s.db.Write(context.Background(), func(tx *sql.Tx) error {
			_, err := tx.Exec(`PRAGMA max_page_count = ` + pages)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // the size it has
	var many []geo.Incident
	for i := range 200 {
		many = append(many, incident(fmt.Sprint(i)))
	}
	if _, err := s.Write(context.Background(), batch(many...)); geo.ErrorCode(err) != geo.EFULL {
		t.Errorf("writing says %v", err)
	}
	if got := ids(load(t, s, time.Time{})); len(got) != 1 || got[0] != id {
		t.Errorf("public are %v", got)
	}
	limit("1000000")
	write(t, s, batch(many...))
	wantSound(t, s)
}

func TestABackupOpensWithTheSameContent(t *testing.T) {
	s := open(t, testOptions(nil))
	write(t, s, batch(incident("one")))
	dst := filepath.Join(t.TempDir(), "backup.gpkg")
	if err := s.Backup(context.Background(), dst); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(context.Background(), dst); geo.ErrorCode(err) != geo.ECONFLICT {
		t.Errorf("over an existing file: %v", err)
	}
	copied := openAt(t, dst, testOptions(nil))
	wantSound(t, copied)
	if a, b := ids(load(t, s, time.Time{})), ids(load(t, copied, time.Time{})); len(a) != 1 || a[0] != b[0] {
		t.Errorf("public are %v and %v", a, b)
	}
}

func TestCheckFindsWhatWasTamperedWith(t *testing.T) {
	for statement, want := range map[string]string{
		`UPDATE incident_revisions SET body = replace(body, 'one', 'two')`:         "its body was changed",
		`UPDATE audit SET author = 'somebody' WHERE seq = 1`:                       "was changed after",
		`DELETE FROM audit WHERE seq = 1`:                                          "entries are missing",
		`INSERT INTO claims (incident, seq) VALUES ('nothing', 0)`:                 "there is no incident nothing",
		`DROP TRIGGER incidents_updated; UPDATE incidents SET title = 'unnoticed'`: "nobody noted the edit",
		`UPDATE incident_revisions SET public_to_ms = NULL`:                        "at the same time",
		`UPDATE parties SET kind = 'king'`:                                         `"king" is not one of`,
		`DELETE FROM incident_revisions WHERE number = 1`:                          "follows revision 0",
	} {
		s := open(t, testOptions(nil))
		in := incident("one")
		in.ID = write(t, s, batch(in))[0]
		in.Title = "one, corrected"
		write(t, s, batch(in))
		wantSound(t, s)
		editWithSQL(t, s.Path(), statement)
		if got := faultsOf(t, s); !strings.Contains(got, want) {
			t.Errorf("after %s check says %q, want %q", statement, got, want)
		}
	}
}

// writeUntilKilled is the child of the test below: it writes one incident after the
// other and says which are acknowledged.
func writeUntilKilled(path string) int {
	s, err := Open(context.Background(), path, Options{Locator: twoStates{}, Create: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for i := 0; ; i++ {
		in := incident(fmt.Sprint("incident ", i))
		in.Location.Precision, in.Location.Admin1 = geo.Region, "Krasnodar"
		ids, err := s.Write(context.Background(), batch(in, in))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(strings.Join(ids, "\n"))
	}
}

func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	r := seeded(t)
	path := filepath.Join(t.TempDir(), "strikemap.gpkg")
	acknowledged := map[string]bool{}
	for range 5 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "STORE_TEST_WRITER="+path)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		var timer *time.Timer // from its first word on: how long it takes to begin is the machine's affair
		for lines.Scan() {
			if timer == nil {
				timer = time.AfterFunc(time.Duration(r.IntN(300))*time.Millisecond, func() { _ = child.Process.Kill() })
			}
			if id := lines.Text(); geo.ValidID(id) {
				acknowledged[id] = true
			}
		}
		_ = child.Wait() // it was killed
		if timer == nil {
			t.Fatal("nothing was acknowledged")
		}
		timer.Stop()
	}
	defer func(size int64) { quickSize = size }(quickSize)
	quickSize = 0
	var l logged
	o := testOptions(nil)
	o.Logger = newLogger(&l)
	s := openAt(t, path, o)
	if l.count("was not closed") != 1 {
		t.Error("the file was not looked through after the kill")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, o)
	if l.count("was not closed") != 1 {
		t.Error("the file was looked through after a clean end")
	}
	wantSound(t, s)
	public := load(t, s, time.Time{})
	for id := range acknowledged {
		if public[id] == nil {
			t.Errorf("incident %s was acknowledged and is lost", id)
		}
	}
	if len(acknowledged) == 0 {
		t.Fatal("nothing was acknowledged")
	}
	t.Logf("%d incidents were acknowledged", len(acknowledged))
}
