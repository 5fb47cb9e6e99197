package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var importID = regexp.MustCompile(`import ([0-9A-Z]{26})`)

// rowsOf writes a CSV of drafts with external ids and returns its path.
func rowsOf(t *testing.T, from, to int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("external_id,title,kind,time_from,time_precision,place,precision,uncertainty_m,lon,lat\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "row-%d,Title %d,sighting,2025-05-01T00:00:00Z,day,Anytown,settlement,5000,30,50\n", i, i)
	}
	file := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnImportBesideAServerCanBeTakenBack(t *testing.T) {
	in := serve(t, tempDB(t), "--empty")
	defer in.stop()
	mustRun(t, "import", "--db", in.DB, rowsOf(t, 0, 300))
	out := mustRun(t, "import", "--db", in.DB, rowsOf(t, 200, 700)) // a hundred are there
	id := importID.FindStringSubmatch(out)
	if id == nil || !strings.Contains(out, "imported 500 incidents") {
		t.Fatalf("import says %q", out)
	}
	if out := mustRun(t, "remove", "--db", in.DB, "--import", id[1]); !strings.Contains(out, "removed 400 incidents") {
		t.Errorf("remove says %q", out)
	}
	if out := mustRun(t, "export", "--db", in.DB, "--format", "csv"); strings.Count(out, "row-") != 2*300 { // flat, and in the record
		t.Errorf("%d names are left", strings.Count(out, "row-"))
	}
	if _, errs, status := command(t, "remove", "--db", in.DB, "--import", "none"); status != 1 || !strings.Contains(errs, "no import none") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestAnImportOfWhatTheRecordRefusesStoresNothing(t *testing.T) {
	for _, beside := range []bool{false, true} {
		db := tempDB(t)
		mustRun(t, "import", "--db", db, rowsOf(t, 0, 1))
		if beside {
			in := serve(t, db)
			defer in.stop()
		}
		var b strings.Builder
		b.WriteString(`{"type":"FeatureCollection","features":[`)
		for i := range 600 {
			alias := "" // the last one claims a name that another has
			if i == 599 {
				alias = `"row-0"`
			}
			fmt.Fprintf(&b, `{"type":"Feature","geometry":null,"properties":{},"record":{"id":"","external_id":"new-%d","aliases":[%s],"title":"t","language":"en","kind":"sighting","location":{"label":"p","precision":"unknown","uncertainty_m":0},"time":{"from":"2025-01-01T00:00:00Z","to":"2025-01-02T00:00:00Z","precision":"day"},"state":"draft"}},`, i, alias)
		}
		file := filepath.Join(t.TempDir(), "refused.geojson")
		if err := os.WriteFile(file, []byte(strings.TrimSuffix(b.String(), ",")+"]}"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, errs, status := command(t, "import", "--db", db, file)
		if status != 1 || !strings.Contains(errs, "entries[599].aliases[0]") || !strings.Contains(errs, "nothing was stored") {
			t.Errorf("beside %v: status %d, %s", beside, status, errs)
		}
		if out := mustRun(t, "export", "--db", db, "--format", "csv"); strings.Contains(out, "new-") {
			t.Errorf("beside %v: something was stored", beside)
		}
	}
}

func TestStandardInputIsImportedAndNothingIsLeftBeside(t *testing.T) {
	db := tempDB(t)
	rows, err := os.ReadFile(rowsOf(t, 0, 5))
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(binary, "import", "--db", db, "--format", "csv", "-")
	c.Stdin = strings.NewReader(string(rows))
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "imported 5 incidents") {
		t.Fatalf("%v, %s", err, out)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(db), ".strikemap-import-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left are %q, %v", left, err)
	}
}
