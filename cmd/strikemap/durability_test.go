package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestKillingServerAndWriterLosesNothingAcknowledged(t *testing.T) {
	random := seed(t)
	for round := range 3 {
		db := tempDB(t)
		in := serve(t, db, "--empty")
		stopReading := make(chan struct{})
		go func() {
			for {
				select {
				case <-stopReading:
					return
				default:
					_, _ = tryGet(in.URL + "/api/v1/collections/incidents/items?limit=50") // the server is about to be killed
				}
			}
		}()
		writer := exec.Command(binary, "generate", "--db", db, "--count", "40000", "--seed", fmt.Sprint(round+1))
		progress, err := writer.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		var acknowledged atomic.Int64
		read := make(chan struct{})
		go func() {
			defer close(read)
			for lines := bufio.NewScanner(progress); lines.Scan(); {
				var n, of int64
				if _, err := fmt.Sscanf(lines.Text(), "%d of %d", &n, &of); err == nil {
					acknowledged.Store(n)
				}
			}
		}()
		eventually(t, 60*time.Second, "the first rows are acknowledged", func() bool { return acknowledged.Load() > 0 })
		time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
		_ = writer.Process.Kill()
		<-read
		_ = writer.Wait()
		in.kill()
		close(stopReading)

		if out, errs, status := command(t, "check", "--db", db); status != 0 {
			t.Fatalf("check after the kill: %s%s", out, errs)
		}
		again := serve(t, db)
		if kept := int64(strings.Count(mustRun(t, "export", "--db", db, "--format", "csv"), "Synthetic:")); kept < acknowledged.Load() {
			t.Errorf("%d rows are left of %d acknowledged", kept, acknowledged.Load())
		}
		again.stop()
	}
}

func TestASecondServerIsRefusedAndTheFirstGoesOn(t *testing.T) {
	in := serve(t, tempDB(t))
	_, errs, status := command(t, "serve", "--db", in.DB, "--listen", freeAddress(t), "--admin-listen", freeAddress(t))
	if status != 1 || strings.Count(strings.TrimSpace(errs), "\n") != 0 || !strings.Contains(errs, in.DB) {
		t.Errorf("status %d and %q, want one line naming the file", status, errs)
	}
	if a := get(t, in.URL+"/readyz"); a.Status != http.StatusOK {
		t.Errorf("the first server answers %d", a.Status)
	}
}

func TestAFileThatIsNotOursIsRefusedAndLeftAlone(t *testing.T) {
	folder := t.TempDir()
	good := filepath.Join(folder, "good.gpkg")
	mustRun(t, "generate", "--db", good, "--count", "50")
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Clone(whole)
	copy(newer[60:64], []byte{0, 0, 0x3A, 0x98}) // user_version 15000: GeoPackage 1.5
	broken := bytes.Clone(whole)
	for i := 4096; i < 3*4096 && i < len(broken); i++ {
		broken[i] = 0xA5
	}
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("not a database, but a text long enough to hold a header of a hundred bytes and some more besides, on and on"),
		"newer": newer, "truncated": whole[:len(whole)/2], "broken": broken,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "strikemap.gpkg")
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, errs, status := command(t, "serve", "--db", file, "--listen", freeAddress(t), "--admin-listen", freeAddress(t))
			if status != 1 || strings.Count(strings.TrimSpace(errs), "\n") != 0 || !strings.Contains(errs, file) {
				t.Errorf("status %d and %q, want one line naming the file", status, errs)
			}
			after, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if sha256.Sum256(after) != sha256.Sum256(content) {
				t.Error("the file was changed")
			}
			for _, suffix := range []string{"-wal", "-shm"} {
				if _, err := os.Stat(file + suffix); err == nil {
					t.Errorf("%s was left behind", suffix)
				}
			}
		})
	}
}

func TestExportThenImportIsTheIdentity(t *testing.T) {
	for _, format := range []string{"geojson", "csv"} {
		t.Run(format, func(t *testing.T) {
			first, second := tempDB(t), tempDB(t)
			mustRun(t, "generate", "--db", first, "--count", "200", "--seed", "3")
			in := serve(t, tempDB(t))
			in.stop()
			for _, db := range []string{first, in.DB} {
				exported := filepath.Join(t.TempDir(), "out."+format)
				mustRun(t, "export", "--db", db, "--format", format, "--output", exported)
				_ = os.Remove(second)
				mustRun(t, "import", "--db", second, exported)
				again := mustRun(t, "export", "--db", second, "--format", format)
				want, err := os.ReadFile(exported)
				if err != nil {
					t.Fatal(err)
				}
				if again != string(want) {
					t.Errorf("the second export of %s differs from the first", db)
				}
			}
		})
	}
}

func TestImportReportsEachFaultByRowAndStoresNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "rows.csv")
	rows := "title,kind,time_from,time_precision,place,precision,uncertainty_m,lon,lat,outcome\n" +
		"A first one,strike,2025-05-01T00:00:00Z,day,Anytown,settlement,5000,30,50,unknown\n" +
		"A second one,party,2025-05-01T00:00:00Z,day,Anytown,settlement,5000,30,50,unknown\n" +
		"A third one,strike,2025-05-01T00:00:00Z,day,Anytown,settlement,5000,30,95,unknown\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, extra := range [][]string{{"--dry-run"}, {}} {
		db := tempDB(t)
		_, errs, status := command(t, append([]string{"import", "--db", db, file}, extra...)...)
		if status != 1 {
			t.Errorf("%v: status %d, want 1", extra, status)
		}
		for _, part := range []string{":3:", "kind", ":4:", "lat"} {
			if !strings.Contains(errs, part) {
				t.Errorf("%v: the report %q lacks %q", extra, errs, part)
			}
		}
		if _, err := os.Stat(db); err == nil {
			if out := mustRun(t, "export", "--db", db, "--format", "csv"); strings.Count(out, "\n") > 1 {
				t.Errorf("%v: something was stored: %s", extra, out)
			}
		}
	}
	out, errs, status := command(t, "import", "--db", tempDB(t), "--partial", file)
	if status != 0 || !strings.Contains(out, "1") {
		t.Errorf("--partial: status %d, %s%s", status, out, errs)
	}
}
