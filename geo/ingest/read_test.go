package ingest

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"strikemap/geo"
)

const csvHeader = "title,kind,outcome,time_from,time_to,time_precision,time_zone,place,precision,uncertainty_m,lon,lat,means\n"

func TestAFlatRowBecomesADraftWithHonestDefaults(t *testing.T) {
	const file = "\uFEFF" + csvHeader +
		"'=a title,strike,unknown,2025-12-25,,,Europe/Kyiv,Odesa,,8000,30.7,46.5,\"drone, missile\"\r\n" +
		"b,sighting,,2025-12-25T10:00:00+01:00,,hour,,Sea,sea-area,30000,,,\r\n" +
		"c,sighting,,2025-12-01,,month,,Nowhere,,,,,\r\n" +
		"d,sighting,,2025-12-01,2025-12-03,,,Harbour,settlement,,1,2,\r\n"
	got, faults := Collect(CSV(strings.NewReader(file), Options{}))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	at := func(text string) time.Time {
		at, err := geo.ParseTime(text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	want := []geo.Incident{
		{
			Title: "=a title", Kind: geo.Strike, Outcome: "unknown", Means: []string{"drone", "missile"},
			Location: geo.Location{Label: "Odesa", Precision: geo.Settlement, Uncertainty: 8000, Point: &geo.Point{Lon: 30.7, Lat: 46.5}},
			Time:     geo.When{Interval: geo.Interval{From: at("2025-12-24T22:00:00Z"), To: at("2025-12-25T22:00:00Z")}, Precision: "day", Zone: "Europe/Kyiv"},
		},
		{
			Title: "b", Kind: geo.Sighting, Location: geo.Location{Label: "Sea", Precision: geo.SeaArea, Uncertainty: 30000},
			Time: geo.When{Interval: geo.Interval{From: at("2025-12-25T09:00:00Z"), To: at("2025-12-25T10:00:00Z")}, Precision: "hour"},
		},
		{
			Title: "c", Kind: geo.Sighting, Location: geo.Location{Label: "Nowhere", Precision: geo.UnknownPlace},
			Time: geo.When{Interval: geo.Interval{From: at("2025-12-01T00:00:00Z"), To: at("2026-01-01T00:00:00Z")}, Precision: "month"},
		},
		{
			Title: "d", Kind: geo.Sighting, Location: geo.Location{Label: "Harbour", Precision: geo.Settlement, Uncertainty: 10000, Point: &geo.Point{Lon: 1, Lat: 2}},
			Time: geo.When{Interval: geo.Interval{From: at("2025-12-01T00:00:00Z"), To: at("2025-12-03T00:00:00Z")}, Precision: "day"},
		},
	}
	for i := range want {
		want[i].Language, want[i].Dataset, want[i].State = "en", "import", geo.Draft
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("row %d:\ngot  %+v\nwant %+v", i, got[i], want[i])
		}
	}
}

func TestEveryFaultOfACSVIsNamedByLineAndColumn(t *testing.T) {
	const good = "t,sighting,,2025-12-25,,,,p,district,1000,1,2,\n"
	rows := []struct {
		row, column, reason string
	}{
		{",sighting,,2025-12-25,,,,p,district,1000,1,2,\n", "title", "empty"},
		{"t,attack,,2025-12-25,,,,p,district,1000,1,2,\n", "kind", "not one of"},
		{"t,strike,,2025-12-25,,,,p,district,1000,1,2,\n", "outcome", "missing"},
		{"t,sighting,,25.12.2025,,,,p,district,1000,1,2,\n", "time_from", "neither"},
		{"t,sighting,,2025-12-31T23:59:60Z,,hour,,p,district,1000,1,2,\n", "time_from", "neither"},
		{"t,sighting,,0000-01-01,,,,p,district,1000,1,2,\n", "time_from", "outside the years"},
		{"t,sighting,,2025-12-25,2025-12-24,,,p,district,1000,1,2,\n", "time_to", "not after"},
		{"t,sighting,,2025-12-25T10:00:00Z,,part-of-day,,p,district,1000,1,2,\n", "time_to", "does not follow"},
		{"t,sighting,,2025-12-25,,,../../etc,p,district,1000,1,2,\n", "time_zone", "not a time zone"},
		{"t,sighting,,2025-12-25,,,,p,exact,1000,1,2,\n", "precision", "not one of"},
		{"t,sighting,,2025-12-25,,,,p,,,1,2,\n", "precision", "missing"},
		{"t,sighting,,2025-12-25,,,,p,site,5000,1,2,\n", "uncertainty_m", "wider"},
		{"t,sighting,,2025-12-25,,,,p,district,NaN,1,2,\n", "uncertainty_m", "not a number"},
		{"t,sighting,,2025-12-25,,,,p,district,1000,Infinity,2,\n", "lon", "not a number"},
		{"t,sighting,,2025-12-25,,,,p,district,1000,1e400,2,\n", "lon", "not a number"},
		{"t,sighting,,2025-12-25,,,,p,district,1000,0x1p3,2,\n", "lon", "not a number"},
		{"t,sighting,,2025-12-25,,,,p,district,1000,181,2,\n", "lon, lat", "outside"},
		{"t,sighting,,2025-12-25,,,,p,district,1000,1,,\n", "lat", "missing beside lon"},
		{"t,sighting,,2025-12-25,,,,p,district,1000,1,2,stone\n", "means", "not one of"},
		{"t\u202Ex,sighting,,2025-12-25,,,,p,district,1000,1,2,\n", "title", "U+202E"},
		{"t\x00x,sighting,,2025-12-25,,,,p,district,1000,1,2,\n", "title", "U+0000"},
		{"t\xffx,sighting,,2025-12-25,,,,p,district,1000,1,2,\n", "title", "not UTF-8"},
		{"t,sighting\n", "", "has 2 fields"},
	}
	file := csvHeader
	for _, r := range rows {
		file += good + r.row
	}
	incidents, faults := Collect(CSV(strings.NewReader(file), Options{}))
	if len(incidents) != len(rows) {
		t.Errorf("%d good rows were read, want %d", len(incidents), len(rows))
	}
	if len(faults) != len(rows) {
		t.Fatalf("%d faults, want %d: %v", len(faults), len(rows), faults)
	}
	for i, r := range rows {
		f := faults[i]
		if f.Row != 3+2*i || f.Column != r.column || !strings.Contains(f.Reason, r.reason) {
			t.Errorf("%q gave %q, want row %d, column %q, reason with %q", r.row, f, 3+2*i, r.column, r.reason)
		}
	}
}

func TestTheHeaderOfACSVIsChecked(t *testing.T) {
	cases := []struct{ header, column, reason string }{
		{"", "", "is empty"},
		{"title,kind,time_from,locaton\n", "locaton", "is no known column"},
		{"title,kind,time_from,unsertainty_m\n", "unsertainty_m", "did you mean uncertainty_m"},
		{"title,kind,time_from,xyzzyxyzzy\n", "xyzzyxyzzy", "is no known column"},
		{"kind,time_from\n", "title", "is missing"},
		{"title,kind,time_from,kind\n", "kind", "given twice"},
		{"title;kind;time_from\n", "", "separate columns by commas"},
		{"\xff\xfet\x00\n", "", "not UTF-8"},
		{"title,kind,\"time\"x\n", "", "is not CSV"},
	}
	for _, c := range cases {
		_, faults := Collect(CSV(strings.NewReader(c.header), Options{}))
		if len(faults) == 0 || faults[0].Column != c.column || !strings.Contains(faults[0].Reason, c.reason) {
			t.Errorf("%q gave %v, want column %q, reason with %q", c.header, faults, c.column, c.reason)
		}
	}
}

func collection(members string) string {
	return `{"type":"FeatureCollection","features":[{"type":"Feature",` + members + `}]}`
}

const goodProperties = `"title":"t","kind":"sighting","time_from":"2025-12-25","uncertainty_m":20000`

func TestAFeatureOfFlatPropertiesIsRead(t *testing.T) {
	file := `{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` +
		`{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[23.5,52.5,120]},"bbox":[1,2,3,4],` +
		`"properties":{` + goodProperties + `,"means":["drone"],"synthetic":true,"status":"verified","claims":3,"facility":null,"external_id":"=x"}}` +
		`],"type":"FeatureCollection"}`
	got, faults := Collect(GeoJSON(strings.NewReader(file), Options{Dataset: "desk"}))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	in := got[0]
	if in.ID != "" || in.ExternalID != "=x" || in.Dataset != "desk" || !in.Synthetic || in.Means[0] != "drone" || in.State != geo.Draft {
		t.Errorf("got %+v", in)
	}
	if p := in.Location.Point; p == nil || *p != (geo.Point{Lon: 23.5, Lat: 52.5}) || in.Location.Precision != geo.District {
		t.Errorf("place is %+v", in.Location)
	}
}

func TestALedgerThatGivesAStatusPublishesARowWithADate(t *testing.T) {
	const claim = `{"party":"ru-mod","role":"affected","stance":"reports","proposition":"occurred"}`
	cases := []struct{ published, ledger, state string }{
		{`"2025-12-26T00:00:00Z"`, `{"claims":[` + claim + `],"reports":[{"publisher":"p","class":"press"}]}`, geo.Published},
		{`null`, `{"claims":[` + claim + `],"reports":[{"publisher":"p","class":"press"}]}`, geo.Draft},
		{`"2025-12-26T00:00:00Z"`, `{"claims":[],"reports":[{"publisher":"p","class":"press"}]}`, geo.Draft},
		{`"2025-12-26T00:00:00Z"`, `null`, geo.Draft},
	}
	for _, c := range cases {
		file := collection(`"geometry":{"type":"Point","coordinates":[1,2]},"properties":{` + goodProperties + `,"published":` + c.published + `},"ledger":` + c.ledger)
		got, faults := Collect(GeoJSON(strings.NewReader(file), Options{Parties: testParties}))
		if len(faults) > 0 {
			t.Errorf("%s: %v", c.ledger, faults)
			continue
		}
		if got[0].State != c.state || (c.state == geo.Published) != (got[0].PublishedAt != nil) {
			t.Errorf("published %s, ledger %s: state %s, want %s", c.published, c.ledger, got[0].State, c.state)
		}
	}
}

func TestEveryFaultOfAFeatureIsNamed(t *testing.T) {
	const point = `"geometry":{"type":"Point","coordinates":[1,2]}`
	cases := []struct{ members, column, reason string }{
		{`"properties":{}`, "title", "empty"},
		{point + `,"properties":{"title":5,` + goodProperties[len(`"title":"t",`):] + `}`, "title", "5 is not a string"},
		{point + `,"properties":{` + goodProperties + `,"synthetic":"yes"}`, "synthetic", "not a boolean"},
		{point + `,"properties":{` + strings.Replace(goodProperties, "20000", `"20000"`, 1) + `}`, "uncertainty_m", "not a number"},
		{point + `,"properties":{` + strings.Replace(goodProperties, "20000", `1e400`, 1) + `}`, "/properties/uncertainty_m", "1e400"},
		{point + `,"properties":{"kind":"x",` + goodProperties + `}`, "/properties/kind", "given twice"},
		{point + `,"properties":{` + goodProperties + `,"titel":"x"}`, "titel", "did you mean title"},
		{point + `,"properties":{` + goodProperties + `,"record":"x"}`, "record", "no known column"},
		{point + `,"properties":{` + goodProperties + `,"state":"published"}`, "state", "draft"},
		{`"geometry":{"type":"Point","coordinates":[1]},"properties":{` + goodProperties + `}`, "geometry.coordinates", "longitude"},
		{`"geometry":{"type":"Point","coordinates":[1,91]},"properties":{` + goodProperties + `}`, "lon, lat", "latitude 91"},
		{`"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"properties":{` + goodProperties + `}`, "geometry", "Polygon"},
		{`"geometry":7`, "geometry", "number"},
		{point + `,"properties":[1]`, "properties", "array"},
		{point + `,"properties":{` + goodProperties + `},"ledger":{"claims":[{"party":"nobody","role":"third","stance":"denies","proposition":"occurred"}]}`, "ledger.claims[0].party", "not a registered party"},
		{`"record":{"title":"x","colour":1}`, "record", "unknown field"},
		{`"record":{"title":7}`, "record.title", "number"},
		{`"record":{"claims":[{"a":1,"a":2}]}`, "/record/claims/0/a", "given twice"},
		{`"record":{"time":{"from":"yesterday"}}`, "record", "cannot parse"},
		{`"record":{"id":"x"}`, "record.id", "ULID"},
		{"\"record\":{\"title\":\"\xff\"}", "", "not UTF-8"},
		{`"record":` + strings.Repeat("[", 40) + strings.Repeat("]", 40), "/record" + strings.Repeat("/0", 31), "nests deeper"},
	}
	for _, c := range cases {
		_, faults := Collect(GeoJSON(strings.NewReader(collection(c.members)), Options{Parties: testParties}))
		if len(faults) == 0 || faults[0].Row != 1 {
			t.Errorf("%s gave %v", c.members, faults)
			continue
		}
		if f := faults[0]; f.Column != c.column || !strings.Contains(f.Reason, c.reason) {
			t.Errorf("%s gave %q, want column %q, reason with %q", c.members, f, c.column, c.reason)
		}
	}
}

func TestBrokenFilesStopTheReadingWithOneFault(t *testing.T) {
	good := `{"type":"Feature","geometry":null,"properties":{"title":"t","kind":"sighting","time_from":"2025-12-25"}}`
	cases := []struct {
		file   string
		row    int
		column string
		reason string
	}{
		{``, 0, "", "ends too early"},
		{`[]`, 0, "", "must be a GeoJSON FeatureCollection"},
		{`{}`, 0, "/type", "missing"},
		{`{"type":"FeatureCollection"}`, 0, "/features", "missing"},
		{`{"type":"Topology","features":[]}`, 0, "/type", "must be FeatureCollection"},
		{`{"type":"FeatureCollection","features":{}}`, 0, "", "must be an array"},
		{`{"type":"FeatureCollection","features":[],"features":[]}`, 0, "/features", "twice"},
		{`{"type":"FeatureCollection","features":[]} x`, 0, "", "goes on"},
		{`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}`, 0, "/crs", "reference system"},
		{`{"type":"FeatureCollection","features":[` + good + `,{"type":"Feature","properties":{"x":NaN}}]}`, 2, "", "not JSON"},
		{`{"type":"FeatureCollection","features":[` + good + `,` + strings.Repeat("[", 20000), 2, "", "depth"},
		{`{"type":"FeatureCollection","features":[` + good, 1, "/features", "ends too early"},
		{`{"type":"FeatureCollection","features":[` + good + `,"` + strings.Repeat("x", DefaultMaxRow+100_000), 2, "", "longer than"},
	}
	for _, c := range cases {
		name := cut(c.file, 60)
		incidents, faults := Collect(GeoJSON(strings.NewReader(c.file), Options{}))
		if len(faults) != 1 {
			t.Errorf("%s: %d faults %v", name, len(faults), faults)
			continue
		}
		f := faults[0]
		if f.Row != c.row || f.Column != c.column || !strings.Contains(f.Reason, c.reason) {
			t.Errorf("%s gave %q, want row %d, column %q, reason with %q", name, f, c.row, c.column, c.reason)
		}
		if want := min(1, strings.Count(c.file, good)); len(incidents) != want {
			t.Errorf("%s: %d incidents before the fault, want %d", name, len(incidents), want)
		}
	}
}

// endless repeats a piece for ever and counts what was read of it.
type endless struct {
	piece string
	read  int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.piece)
	e.read += n
	return n, nil
}

func TestARowWithoutEndIsRefusedSoon(t *testing.T) {
	for _, c := range []struct {
		name, begin, piece string
		format             format
	}{
		{"feature", `{"type":"FeatureCollection","features":[{"a":"`, "x", formats[0]},
		{"member", `{"name":"`, "x", formats[0]},
		{"nesting", `{"type":"FeatureCollection","features":[`, "[", formats[0]},
		{"white space", `{"type":"FeatureCollection","features":[`, " ", formats[0]},
		{"quoted field", csvHeader + `"`, "x", formats[1]},
		{"quoted lines", csvHeader + `"`, "x\n", formats[1]},
		{"header", "", "x", formats[1]},
	} {
		e := &endless{piece: strings.Repeat(c.piece, 4096)}
		_, faults := Collect(c.format.read(io.MultiReader(strings.NewReader(c.begin), e), Options{}))
		if len(faults) != 1 {
			t.Errorf("%s: faults %v", c.name, faults)
		}
		if e.read > 2*DefaultMaxRow {
			t.Errorf("%s: %d bytes were read", c.name, e.read)
		}
	}
}

func TestLimitsStopTheReading(t *testing.T) {
	var file strings.Builder
	file.WriteString("title,kind,time_from\n")
	for range 100 {
		file.WriteString("t,nothing,2025-12-25\n")
	}
	_, faults := Collect(CSV(strings.NewReader(file.String()), Options{MaxFaults: 7}))
	if len(faults) != 8 || !strings.Contains(faults[7].Reason, "7 faults were found") {
		t.Errorf("faults %v", faults)
	}
	_, faults = Collect(CSV(strings.NewReader(strings.ReplaceAll(file.String(), "nothing", "sighting")), Options{MaxRows: 99}))
	if len(faults) != 1 || faults[0].Row != 101 || !strings.Contains(faults[0].Reason, "more than 99 rows") {
		t.Errorf("faults %v", faults)
	}
}

func TestFiftyBrokenRowsOfTenThousandAreAllFound(t *testing.T) {
	var file strings.Builder
	file.WriteString("title,kind,time_from\n")
	var want []int
	for i := range 10_000 {
		kind := "sighting"
		if i%200 == 77 {
			kind = "broken"
			want = append(want, i+2)
		}
		fmt.Fprintf(&file, "\"row\nof two lines %d\",%s,2025-12-25\n", i, kind)
	}
	incidents, faults := Collect(CSV(strings.NewReader(file.String()), Options{}))
	if len(incidents) != 9950 || len(faults) != 50 {
		t.Fatalf("%d incidents and %d faults", len(incidents), len(faults))
	}
	for i, f := range faults {
		if line := 2 + 2*(want[i]-2); f.Row != line || f.Column != "kind" {
			t.Errorf("fault %d is %q, want row %d", i, f, line)
		}
	}
}

func TestTwoRowsOfOneIdentityAreAFault(t *testing.T) {
	file := "title,kind,time_from,external_id\na,sighting,2025-12-25,x\nb,sighting,2025-12-25,y\nc,sighting,2025-12-25,x\n"
	_, faults := Collect(CSV(strings.NewReader(file), Options{}))
	if len(faults) != 1 || faults[0].Row != 4 || faults[0].Column != "external_id" || !strings.Contains(faults[0].Reason, "row 2") {
		t.Errorf("faults %v", faults)
	}
}

func TestAReadErrorIsAFault(t *testing.T) {
	broken := iotest.ErrReader(errors.New("the disk is gone"))
	for _, f := range formats {
		for _, begin := range []string{"", csvHeader + "t,sighting,,2025-12-25,,,,p,district,1000,1,2,\n"} {
			if f.name == "GeoJSON" && begin != "" {
				begin = `{"type":"FeatureCollection","features":[`
			}
			_, faults := Collect(f.read(io.MultiReader(strings.NewReader(begin), broken), Options{}))
			if len(faults) != 1 || !strings.Contains(faults[0].Reason, "the disk is gone") {
				t.Errorf("%s: faults %v", f.name, faults)
			}
		}
	}
}

func TestReadingStopsWhenTheCallerDoes(t *testing.T) {
	file := "title,kind,time_from\n" + strings.Repeat("t,sighting,2025-12-25\n", 10)
	n := 0
	for range CSV(strings.NewReader(file), Options{}) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d rows", n)
	}
}

func TestLinesNamesTheLineAtFault(t *testing.T) {
	cases := []struct{ file, want string }{
		{"{\"code\":\"a\"}\n\n{\"code\":\"b\",\"colour\":1}\n", `line 3 : unknown field "colour"`},
		{"{\"code\":\"a\",\"code\":\"b\"}", "line 1/code: is given twice"},
		{"{\"code\":\"a\"}{}", "line 1: is more than one JSON value"},
		{"{\"code\":", "line 1/code: is not JSON: unexpected EOF"},
		{"{\"code\":5}", "line 1 code: is a number, which does not belong there"},
		{strings.Repeat("x", DefaultMaxRow+1), "line 1 is longer than " + strconv.Itoa(DefaultMaxRow) + " bytes"},
	}
	for _, c := range cases {
		if _, err := Lines[geo.Party](strings.NewReader(c.file)); err == nil || err.Error() != c.want {
			t.Errorf("%s gave %v, want %s", cut(c.file, 40), err, c.want)
		}
	}
	parties, err := Lines[geo.Party](strings.NewReader("\n{\"code\":\"a\"}\r\n{\"code\":\"b\"}"))
	if err != nil || len(parties) != 2 || parties[1].Code != "b" {
		t.Errorf("%v %v", parties, err)
	}
}

func TestTheNearestColumnIsNamed(t *testing.T) {
	for name, want := range map[string]string{"Titel": "title", "KIND": "kind", "longitude": "", "times_from": "time_from", "q": "", strings.Repeat("x", 1e6): ""} {
		if got := geo.Nearest(name, columns); got != want {
			t.Errorf("nearest(%s) is %q, want %q", cut(name, 20), got, want)
		}
	}
}
