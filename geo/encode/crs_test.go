package encode

import (
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/crs"
)

func TestAFlatFeatureGetsItsPointInEverySystem(t *testing.T) {
	f := &geo.Feature{Incident: geo.Incident{ID: geo.StableID("x", time.Date(2025, 12, 25, 12, 0, 0, 0, time.UTC)), Title: `a "geometry":null title`, Location: geo.Location{Point: &geo.Point{Lon: 30.5, Lat: -45.125}}}}
	flat := AppendFeature(nil, f, Options{})
	for c, want := range map[crs.CRS]string{
		crs.CRS84:    `"coordinates":[30.5,-45.125]`,
		crs.EPSG4326: `"coordinates":[-45.125,30.5]`,
		crs.EPSG3857: `"coordinates":[3395244.47,-5641221.69]`,
	} {
		got, err := AppendIn([]byte("before"), flat, c)
		if err != nil || !strings.HasPrefix(string(got), "before{") {
			t.Fatalf("%s: %v", c.URI(), err)
		}
		was := string(flat)
		if here := strings.Replace(was, `"coordinates":[30.5,-45.125]`, want, 1); string(got[len("before"):]) != here {
			t.Errorf("%s: %.200s", c.URI(), got)
		}
		if _, err := AppendBody(nil, got[len("before"):], "https://x.example"); err != nil {
			t.Errorf("%s: what comes out is no flat feature: %v", c.URI(), err)
		}
		var read Flat
		if err := read.Read(got[len("before"):]); err != nil {
			t.Errorf("%s: what comes out cannot be read: %v", c.URI(), err)
		}
	}
}

func TestAFeatureWithoutAPointIsTheSameInEverySystem(t *testing.T) {
	flat := AppendFeature(nil, &geo.Feature{Incident: geo.Incident{ID: geo.StableID("x", time.Date(2025, 12, 25, 12, 0, 0, 0, time.UTC))}}, Options{})
	for _, c := range crs.All {
		if got, err := AppendIn(nil, flat, c); err != nil || string(got) != string(flat) {
			t.Errorf("%s: %v %s", c.URI(), err, got)
		}
	}
}

func TestWhatIsNoFlatFeatureIsNotMoved(t *testing.T) {
	for _, text := range []string{"", "{}", `{"type":"Feature","id":"`, `{"type":"Feature","id":"01JZZZZZZZZZZZZZZZZZZZZZZZ","geometry":{"type":"Point","coordinates":[1]}}`} {
		if _, err := AppendIn(nil, []byte(text), crs.EPSG3857); err != ErrFlat {
			t.Errorf("%s: %v", text, err)
		}
	}
}
