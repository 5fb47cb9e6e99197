package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGDALReadsThePublicGeoPackageOfTheServerAndOfTheCommand(t *testing.T) {
	tool(t, "ogrinfo")
	in := serve(t, tempDB(t))
	folder := t.TempDir()
	fetched, written := filepath.Join(folder, "fetched.gpkg"), filepath.Join(folder, "written.gpkg")
	a := get(t, in.URL+"/api/v1/collections/incidents/download.gpkg")
	if a.Status != http.StatusOK {
		t.Fatalf("the download answered %d %s", a.Status, a.Body)
	}
	if err := os.WriteFile(fetched, []byte(a.Body), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs, status := command(t, "export", "--public", "--format", "gpkg", "-o", written, "--db", in.DB); status != 0 {
		t.Fatalf("export ended with %d: %s %s", status, out, errs)
	}
	for _, path := range []string{fetched, written} {
		for layer, want := range map[string]string{
			"incidents": "Feature Count: 134", "areas": "Geometry: Multi Polygon", "claims": "Geometry: None", "quantities": "Geometry: None",
			"reports": "Geometry: None", "parties": "Geometry: None", "layer_styles": "Geometry: None",
		} {
			if text := output(t, "ogrinfo", "-so", path, layer); !strings.Contains(text, want) {
				t.Errorf("%s of %s: %s", layer, path, text)
			}
		}
		if text := output(t, "ogrinfo", "-so", path, "incidents"); !strings.Contains(text, "time_from: DateTime") || !strings.Contains(text, "domain name=status") {
			t.Errorf("incidents of %s: %s", path, text)
		}
	}
	filtered := filepath.Join(folder, "filtered.gpkg")
	a = get(t, in.URL+"/api/v1/collections/incidents/download.gpkg?kind=strike&status_min=confirmed")
	if err := os.WriteFile(filtered, []byte(a.Body), 0o600); err != nil {
		t.Fatal(err)
	}
	want := in.items(t, "kind=strike&status_min=confirmed&limit=1").NumberMatched
	text := output(t, "ogrinfo", "-q", filtered, "-sql", "SELECT count(*) AS n FROM incidents WHERE kind = 'strike' AND status IN ('confirmed', 'verified')")
	if n, _ := json.Marshal(want); !strings.Contains(text, "n (Integer) = "+string(n)) {
		t.Errorf("of %d confirmed strikes the file has %s", want, text)
	}
}

func TestAPublicExportHasWhatTheAPIHas(t *testing.T) {
	in := serve(t, tempDB(t))
	want := in.items(t, "limit=10000")
	out, errs, status := command(t, "export", "--public", "--db", in.DB)
	if status != 0 {
		t.Fatalf("export ended with %d: %s", status, errs)
	}
	var collection struct{ Features []feature }
	if err := json.Unmarshal([]byte(out), &collection); err != nil {
		t.Fatal(err)
	}
	out, errs, status = command(t, "export", "--public", "--format", "csv", "--db", in.DB)
	if status != 0 {
		t.Fatalf("export as CSV ended with %d: %s", status, errs)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(collection.Features) != len(want.Features) || len(rows) != len(want.Features)+1 {
		t.Fatalf("there are %d features and %d rows, want %d", len(collection.Features), len(rows)-1, len(want.Features))
	}
	for i, f := range want.Features {
		if collection.Features[i].ID != f.ID || rows[i+1][0] != f.ID {
			t.Errorf("feature %d is %s, and %s in CSV, want %s", i, collection.Features[i].ID, rows[i+1][0], f.ID)
		}
	}
}

func TestAGeoPackageIsExportedToAFileAndAsPublishedOnly(t *testing.T) {
	db := tempDB(t)
	serve(t, db)
	for _, args := range [][]string{
		{"export", "--format", "gpkg", "-o", filepath.Join(t.TempDir(), "a.gpkg"), "--db", db},
		{"export", "--public", "--format", "gpkg", "--db", db},
	} {
		if _, errs, status := command(t, args...); status != 2 {
			t.Errorf("%v ended with %d: %s", args, status, errs)
		}
	}
}
