package ingest

import (
	"bytes"
	"reflect"
	"testing"

	"strikemap/geo"
)

// whatIsTakenCanBeExported checks the promise every file is held to: no panic, and
// what comes out without faults is valid and survives an export.
func whatIsTakenCanBeExported(t *testing.T, f format, file []byte) {
	incidents, faults := Collect(f.read(bytes.NewReader(file), Options{Parties: testParties, MaxFaults: 20}))
	for _, fault := range faults {
		if fault.Reason == "" || fault.String() == "" {
			t.Errorf("a fault without reason: %+v", fault)
		}
	}
	for i := range incidents {
		if err := incidents[i].Validate(testParties); err != nil {
			t.Fatalf("an invalid incident was taken: %v", err)
		}
	}
	for _, out := range formats {
		var written bytes.Buffer
		if err := out.write(&written, all(incidents)); err != nil {
			t.Fatalf("%s: %v", out.name, err)
		}
		back, faults := Collect(out.read(&written, Options{Parties: testParties, MaxRow: 1 << 24}))
		if len(faults) > 0 {
			t.Fatalf("%s: %v", out.name, faults)
		}
		if len(back)+len(incidents) > 0 && !reflect.DeepEqual(normal(back), normal(incidents)) {
			t.Fatalf("%s:\nwas %+v\nnow %+v", out.name, incidents, back)
		}
	}
}

// normal writes incidents as JSON, in which an empty list and none are one.
func normal(incidents []geo.Incident) []string {
	texts := make([]string, len(incidents))
	for i := range incidents {
		raw, err := encode(&incidents[i])
		if err != nil {
			panic(err)
		}
		texts[i] = string(raw)
	}
	return texts
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"", "\xEF\xBB\xBFtitle,kind,time_from\nt,sighting,2025-12-25\n",
		csvHeader + "'=t,strike,hit,2025-12-25T10:00:00Z,,hour,Europe/Kyiv,\"a \"\"b\"\"\nc\",site,100,1e1,-2,\"drone,missile\"\n",
		"record\n\"{\"\"title\"\":\"\"t\"\",\"\"kind\"\":\"\"sighting\"\",\"\"state\"\":\"\"draft\"\",\"\"location\"\":{\"\"label\"\":\"\"\"\",\"\"precision\"\":\"\"unknown\"\",\"\"uncertainty_m\"\":0},\"\"time\"\":{\"\"from\"\":\"\"2025-12-25T00:00:00Z\"\",\"\"to\"\":\"\"2025-12-26T00:00:00Z\"\",\"\"precision\"\":\"\"day\"\"}}\"\n",
		"title;kind\n\"", "title,kind,time_from,lon,lat,uncertainty_m\n\"t\"x,,\n,,,,,,,\nt,sighting,2025-12-25,NaN,1e400,Inf\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) { whatIsTakenCanBeExported(t, formats[1], file) })
}

func FuzzGeoJSON(f *testing.F) {
	const point = `"geometry":{"type":"Point","coordinates":[1,2]},"properties":{`
	for _, seed := range []string{
		"", "[]", `{"type":"FeatureCollection","features":[]}`,
		collection(point + goodProperties + `}`),
		collection(point + goodProperties + `,"published":"2025-12-26"},"ledger":{"claims":[{"party":"ru-mod","role":"affected","stance":"reports","proposition":"occurred"}],"reports":[{"publisher":"p","class":"press"}],"quantities":[{"measure":"killed","qualifier":"exact","min":1,"max":1,"scope":"incident"}]}`),
		collection(`"record":{"title":"t","kind":"sighting","state":"draft","location":{"label":"","precision":"unknown","uncertainty_m":0},"time":{"from":"2025-12-25T00:00:00Z","to":"2025-12-26T00:00:00+01:00","precision":"day"}}`),
		collection(point + `"title":"\ud800","kind":"sighting","kind":NaN}`),
		`{"features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1e400,null]},"properties":null}],"type":"FeatureCollection","crs":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) { whatIsTakenCanBeExported(t, formats[0], file) })
}

func FuzzLines(f *testing.F) {
	f.Add([]byte(`{"code":"a","name":"b","kind":"state"}`))
	f.Add([]byte("{}\n\n[]"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if parties, err := Lines[geo.Party](bytes.NewReader(file)); err == nil && len(parties) > len(file) {
			t.Errorf("%d values of %d bytes", len(parties), len(file))
		}
	})
}
