package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestGDALReadsTheFileTheAPIAndTheFeeds(t *testing.T) {
	tool(t, "ogrinfo")
	in := serve(t, tempDB(t))
	if text := output(t, "ogrinfo", "-so", in.DB, "incidents"); !strings.Contains(text, "Feature Count: 150") {
		t.Errorf("ogrinfo on the live file: %s", text)
	}
	if text := output(t, "ogrinfo", "-so", "OAPIF:"+in.URL+"/api/v1", "incidents"); !strings.Contains(text, "Feature Count: 134") {
		t.Errorf("ogrinfo on the API: %s", text)
	}
	for _, feed := range []string{"all-latest.geojson", "strikes-latest.geojson", "all-latest.csv"} {
		target := filepath.Join(t.TempDir(), "out.gpkg")
		source := in.URL + "/feeds/v1/" + feed
		if strings.HasSuffix(feed, ".csv") {
			source = "/vsicurl_streaming/" + source
		}
		output(t, "ogr2ogr", target, source, "-nln", "incidents")
		if text := output(t, "ogrinfo", "-so", target, "incidents"); !strings.Contains(text, "title: String") {
			t.Errorf("%s became %s", feed, text)
		}
	}
}

// sql runs one statement on a layer through GDAL, as its own process, as a GIS user
// does.
func sql(t *testing.T, db, statement string) {
	t.Helper()
	tool(t, "ogrinfo")
	out, err := exec.Command("ogrinfo", db, "-sql", statement).CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") {
		t.Fatalf("%s: %v %s", statement, err, out)
	}
}

func TestAValidEditInTheLiveFileBecomesARevision(t *testing.T) {
	in := serve(t, tempDB(t))
	before := in.items(t, "limit=1")
	page := in.URL + "/api/v1/collections/incidents/items?limit=1"
	tag := get(t, page).Header.Get("ETag")
	target := before.Features[0]
	at := time.Now().UTC().Format(time.RFC3339Nano)
	time.Sleep(10 * time.Millisecond)

	sql(t, in.DB, "UPDATE incidents SET place = 'Somewhere edited' WHERE id = '"+target.ID+"'")
	eventually(t, 2*time.Second, "the edit is in the API", func() bool {
		return in.items(t, "limit=1").Features[0].text("place") == "Somewhere edited"
	})
	after := in.items(t, "limit=1").Features[0]
	if got, want := after.Properties["revision"], target.Properties["revision"].(float64)+1; got != want {
		t.Errorf("revision %v, want %v", got, want)
	}
	if a := get(t, page, "If-None-Match", tag); a.Status != http.StatusOK || a.Header.Get("ETag") == tag {
		t.Errorf("the old tag still answers %d", a.Status)
	}

	// What was known before the edit is what was shown before it.
	known := "known_at=" + strings.ReplaceAll(at, "+", "%2B")
	old := in.items(t, "limit=1&"+known)
	if old.Features[0].text("place") != target.text("place") || old.NumberMatched != before.NumberMatched {
		t.Errorf("as known before the edit: %q", old.Features[0].text("place"))
	}
	item := getJSON[feature](t, in.URL+"/api/v1/collections/incidents/items/"+target.ID+"?"+known)
	if item.text("place") != target.text("place") {
		t.Errorf("the item as known before the edit: %q", item.text("place"))
	}
	was, _ := json.Marshal(target)
	is, _ := json.Marshal(old.Features[0])
	if string(was) != string(is) {
		t.Errorf("as known before the edit the feature is\n%s\nbut was\n%s", is, was)
	}
}

func TestAnInvalidEditInTheLiveFileStaysOutAndIsNamedByCheck(t *testing.T) {
	for name, c := range map[string]struct{ set, field string }{
		"a kind that is none":      {"kind = 'party'", "kind"},
		"a point off the globe":    {"geom", "location.point"},
		"a state set from outside": {"state = 'draft'", "state"},
	} {
		t.Run(name, func(t *testing.T) {
			in := serve(t, tempDB(t))
			target := in.items(t, "precision=settlement&limit=1").Features[0]
			if c.set == "geom" {
				movePoint(t, in.DB, target.ID, 200, 95)
			} else {
				sql(t, in.DB, "UPDATE incidents SET "+c.set+" WHERE id = '"+target.ID+"'")
			}
			time.Sleep(1500 * time.Millisecond)
			now := getJSON[feature](t, in.URL+"/api/v1/collections/incidents/items/"+target.ID)
			was, _ := json.Marshal(target.Properties)
			is, _ := json.Marshal(now.Properties)
			if string(was) != string(is) {
				t.Errorf("the feature changed to %s", is)
			}
			out, _, status := command(t, "check", "--db", in.DB)
			if status != 1 || !strings.Contains(out, target.ID) || !strings.Contains(out, c.field) {
				t.Errorf("check ended with %d and printed %q, want the row and the field %q", status, out, c.field)
			}
		})
	}
}

// movePoint sets the geometry of a row through GDAL's Python binding.
func movePoint(t *testing.T, db, id string, lon, lat float64) {
	t.Helper()
	script := `
import sys
from osgeo import ogr
ogr.UseExceptions()
ds = ogr.Open(sys.argv[1], 1)
layer = ds.GetLayerByName("incidents")
layer.SetAttributeFilter("id = '%s'" % sys.argv[2])
row = layer.GetNextFeature()
point = ogr.Geometry(ogr.wkbPoint)
point.AddPoint_2D(float(sys.argv[3]), float(sys.argv[4]))
row.SetGeometry(point)
layer.SetFeature(row)
`
	out, err := exec.Command(pythonWithGDAL(t), "-c", script, db, id, fmt.Sprint(lon), fmt.Sprint(lat)).CombinedOutput()
	if err != nil {
		t.Fatalf("moving the point: %v %s", err, out)
	}
}

// pythonWithGDAL returns Debian's Python, which has GDAL's binding, or skips.
func pythonWithGDAL(t *testing.T) string {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "from osgeo import ogr").Run(); err != nil {
		t.Skip("python3-gdal is not installed; make test installs it")
	}
	return python
}
