package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// called runs a command line and returns its output and exit status.
func called(args ...string) (out, complaint string, code int) {
	var o, e bytes.Buffer
	code = run(context.Background(), args, streams{strings.NewReader(""), &o, &e})
	return o.String(), e.String(), code
}

func TestGeocodePrintsCandidatesAsLines(t *testing.T) {
	out, complaint, code := called("geocode", "НПЗ", "в", "Новошахтинске")
	if code != 0 || complaint != "" {
		t.Fatalf("%d %s", code, complaint)
	}
	var best struct {
		Place, Name, Precision, Country, Admin1 string
		Lon, Lat, Score                         float64
		Radius                                  float64 `json:"radius_m"`
		Reasons                                 []string
	}
	first, _, _ := strings.Cut(out, "\n")
	if err := json.Unmarshal([]byte(first), &best); err != nil {
		t.Fatalf("%v: %s", err, first)
	}
	if best.Place != "ru-novoshakhtinsk-refinery" || best.Lon != 39.851 || best.Lat != 47.782 || best.Radius != 2000 || best.Country != "RU" || best.Admin1 != "RU-ROS" {
		t.Errorf("%+v", best)
	}
	if n := strings.Count(out, "\n"); n != 2 || !strings.HasSuffix(out, "\n") {
		t.Errorf("%d lines:\n%s", n, out)
	}
}

func TestGeocodeOfNothingKnownPrintsNothing(t *testing.T) {
	if out, complaint, code := called("geocode", "Atlantis"); code != 0 || out != "" || complaint == "" {
		t.Errorf("%d %q %q", code, out, complaint)
	}
}

func TestLocatePrintsOneObject(t *testing.T) {
	out, complaint, code := called("locate", "34.102,44.952", "--to", "PL")
	if code != 0 || complaint != "" {
		t.Fatalf("%d %s", code, complaint)
	}
	var at struct {
		Lon, Lat                 float64
		Country, Control, Admin1 string
		Border                   string
		KM                       float64 `json:"border_km"`
		Error                    float64 `json:"border_error_km"`
		Distances                []struct {
			Country string
			KM      float64
		}
	}
	if err := json.Unmarshal([]byte(out), &at); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if at.Lon != 34.102 || at.Country != "UA" || at.Control != "RU" || at.Admin1 != "UA-43" || at.Border != "RU" || at.KM < 150 || at.Error != 5 ||
		len(at.Distances) != 1 || at.Distances[0].KM < 800 {
		t.Errorf("%s", out)
	}
	if strings.Count(out, "\n") != 1 {
		t.Errorf("more than one line: %s", out)
	}
}

func TestLocateTakesPointsWestOfGreenwich(t *testing.T) {
	if out, complaint, code := called("locate", "--", "-77.04,38.9"); code != 0 || !strings.Contains(out, `"country":"US"`) {
		t.Errorf("%d %s %s", code, out, complaint)
	}
}

func TestFaultyPlacesAndPointsAreWrongUse(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"locate"}, 2},
		{[]string{"locate", "30"}, 2},
		{[]string{"locate", "a,b"}, 2},
		{[]string{"locate", "200,0"}, 1},
		{[]string{"locate", "30,50", "--to", "Ukraine"}, 1},
		{[]string{"geocode"}, 2},
		{[]string{"geocode", "--limit", "0", "Kyiv"}, 2},
		{[]string{"geocode", "--places", "/nonexistent", "Kyiv"}, 2},
	} {
		if out, complaint, code := called(c.args...); code != c.code || out != "" || complaint == "" {
			t.Errorf("%v: %d %q %q, want %d", c.args, code, out, complaint, c.code)
		}
	}
}
