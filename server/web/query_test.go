package web

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

var noon = time.Date(2025, 12, 26, 12, 0, 0, 0, time.UTC)

func values(t *testing.T, query string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParametersBecomeAQuery(t *testing.T) {
	day := func(d, h, ms int) time.Time { return time.Date(2025, 12, d, h, 0, 0, ms*1e6, time.UTC) }
	for query, want := range map[string]geo.Query{
		"":                                 {},
		"utm_source=x":                     {},
		"bbox=170,-10,-170,10":             {BBox: &geo.BBox{West: 170, South: -10, East: -170, North: 10}},
		"datetime=2025-12-25":              {Datetime: geo.Interval{From: day(25, 0, 0), To: day(26, 0, 0)}},
		"datetime=2025-12-25T06:00:00Z/..": {Datetime: geo.Interval{From: day(25, 6, 0)}},
		"datetime=../2025-12-26T00:00:00Z&datetime=2025-12-24T06:00:00Z/..": {Datetime: geo.Interval{From: day(24, 6, 0), To: day(26, 0, 1)}},
		"datetime=2025-12-24T/2025-12-25T":                                  {Datetime: geo.Interval{From: day(24, 0, 0), To: day(26, 0, 0)}},
		"datetime=2025-12-24/..&datetime=2025-12-25":                        {Datetime: geo.Interval{From: day(25, 0, 0), To: day(26, 0, 0)}},
		"bbox=-10,170,10,-170&bbox-crs=EPSG:4326":                           {BBox: &geo.BBox{West: 170, South: -10, East: -170, North: 10}},
		"bbox-crs=EPSG:4326":                                                {},
		"sortby=-published,place,%2Bcountry":                                {Sort: []geo.SortKey{{Column: "published", Descending: true}, {Column: "place"}, {Column: "country"}}},
		"sortby=+place":                                                     {Sort: []geo.SortKey{{Column: "place"}}},
		"limit=5":                                                           {Limit: 5},
		"limit=007":                                                         {Limit: 7},
		"limit=10001":                                                       {Limit: geo.MaxLimit},
		"limit=99999999999999999999999":                                     {Limit: geo.MaxLimit},
		"offset=100000":                                                     {Offset: 100_000},
		"q=Port++TEMRYUK+port":                                              {Text: []string{"port", "temryuk"}},
		"kind=strike,incursion":                                             {Conditions: []geo.Condition{{Column: "kind", Values: []string{"strike", "incursion"}}}},
		"country=ua":                                                        {Conditions: []geo.Condition{{Column: "country", Values: []string{"UA"}}}},
		"synthetic=false":                                                   {Conditions: []geo.Condition{{Column: "synthetic", Values: []string{"false"}}}},
		"synthetic=1":                                                       {Conditions: []geo.Condition{{Column: "synthetic", Values: []string{"true"}}}},
		"uncertainty_m=1e3":                                                 {Conditions: []geo.Condition{{Column: "uncertainty_m", Values: []string{"1000"}}}},
		"revision=02":                                                       {Conditions: []geo.Condition{{Column: "revision", Values: []string{"2"}}}},
		"time_from=2025-12-25t06:00:00z":                                    {Conditions: []geo.Condition{{Column: "time_from", Values: []string{"2025-12-25T06:00:00Z"}}}},
		"url=https://x.example/incidents/A":                                 {Conditions: []geo.Condition{{Column: "url", Values: []string{"/incidents/A"}}}},
		"status_min=claimed":                                                {StatusMin: geo.Claimed},
		"known_at=2025-12-25T06:00:00Z":                                     {KnownAt: day(25, 6, 0)},
		"known_at=2025-12-25":                                               {KnownAt: day(25, 23, 0).Add(time.Hour - time.Millisecond)},
		"known_at=2025-12-26":                                               {},
		"known_at=2025-12-27":                                               {KnownAt: day(28, 0, 0).Add(-time.Millisecond)},
		"updated_after=2025-12-25":                                          {UpdatedAfter: day(25, 0, 0)},
	} {
		got, err := ParseQuery(values(t, query), noon)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s gives %+v, %v", query, got, err)
		}
	}
}

func TestBadParametersAreNamedWithTheNearestGoodOne(t *testing.T) {
	cursor := geo.Cursor{From: noon, ID: geo.StableID("x", noon), Epoch: "e"}.String()
	for query, want := range map[string]struct{ parameter, nearest string }{
		"bbox=1,2,3":                    {"bbox", ""},
		"bbox=":                         {"bbox", ""},
		"bbox=NaN,0,1,1":                {"bbox", ""},
		"datetime=yesterday":            {"datetime", ""},
		"datetime=2025-12-24&datetime=": {"datetime", ""},
		"datetime=2025-12-24&datetime=2025-12-26/..": {"datetime", ""},
		"bbox=1,2,3,4&bbox-crs=EPSG:1":               {"bbox-crs", ""},
		"sortby=":                                    {"sortby", ""},
		"sortby=-":                                   {"sortby", ""},
		"sortby=+-place":                             {"sortby", "place"},
		"filter=kind":                                {"filter", ""},
		"filter-lang=sql":                            {"filter-lang", ""},
		"filter-crs=x":                               {"filter-crs", ""},
		"limit=0":                                    {"limit", ""},
		"limit=-1":                                   {"limit", ""},
		"limit=ten":                                  {"limit", ""},
		"limit=1.5":                                  {"limit", ""},
		"limit=%2B1":                                 {"limit", ""},
		"offset=1000001":                             {"offset", ""},
		"offset=-1":                                  {"offset", ""},
		"cursor=abc":                                 {"cursor", ""},
		"offset=1&cursor=" + cursor:                  {"offset", ""},
		"q=" + strings.Repeat("a", 300):              {"q", ""},
		"q=%FF":                                      {"q", ""},
		"known_at=soon":                              {"known_at", ""},
		"known_at=2025-02-30":                        {"known_at", ""},
		"updated_after=x":                            {"updated_after", ""},
		"status_min=confirmd":                        {"status_min", "confirmed"},
		"status_min=withdrawn":                       {"status_min", ""},
		"kind=strikes":                               {"kind", "strike"},
		"kind=strike,":                               {"kind", ""},
		"kind=":                                      {"kind", ""},
		"category=refinary":                          {"category", "refinery"},
		"means=drones":                               {"means", "drone"},
		"country=Ukraine":                            {"country", ""},
		"synthetic=yes":                              {"synthetic", ""},
		"uncertainty_m=Inf":                          {"uncertainty_m", ""},
		"claims=1.5":                                 {"claims", ""},
		"published=2025":                             {"published", ""},
		"title=a%00b":                                {"title", ""},
	} {
		_, err := ParseQuery(values(t, query), noon)
		if parameter, nearest := fault(err); parameter != want.parameter || nearest != want.nearest {
			t.Errorf("%s: fault at %q, nearest %q: %v", query, parameter, nearest, err)
		}
	}
}

// fault returns what a problem would say about an error.
func fault(err error) (parameter, nearest string) {
	var e *Error
	var d *geo.Error
	switch {
	case errors.As(err, &e):
		return e.Parameter, e.Nearest
	case errors.As(err, &d):
		return d.Field, ""
	}
	return "", ""
}

func TestPropertiesComeInTheirUsualOrder(t *testing.T) {
	columns, err := ParseProperties(values(t, "properties=title,id,title"))
	if err != nil || len(columns) != 2 || columns[0].Name != "id" || columns[1].Name != "title" {
		t.Errorf("%v, %v", columns, err)
	}
	if columns, err := ParseProperties(values(t, "")); columns != nil || err != nil {
		t.Errorf("%v, %v", columns, err)
	}
	if _, err := ParseProperties(values(t, "properties=titel")); err == nil {
		t.Error("titel is a property")
	} else if _, nearest := fault(err); nearest != "title" {
		t.Errorf("nearest to titel is %q", nearest)
	}
}

func FuzzParseQuery(f *testing.F) {
	for _, query := range []string{
		"bbox=170,-10,-170,10&limit=5", "datetime=../2025-12-25", "kind=strike,x", "q=%C3%A9+a", "cursor=AAAA", "known_at=0000-01-01",
		"known_at=9999-12-31", "uncertainty_m=1e400", "limit=00", "offset=9999999999999999999", "properties=id,,", "sortby=-title,+id", "filter=kind%3D%27strike%27", "filter=%7B%7D&filter-lang=cql2-json&filter-crs=EPSG:3857", "time_from=0001-01-01T00:00:00Z",
	} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		q, err := ParseQuery(v, noon)
		if err != nil {
			if parameter, _ := fault(err); parameter == "" {
				t.Errorf("%q: the error names no parameter: %v", query, err)
			}
			return
		}
		if n := q.PageSize(); n < 1 || n > geo.MaxLimit || q.Offset < 0 || q.Offset > MaxOffset {
			t.Errorf("%q: page of %d at %d", query, n, q.Offset)
		}
		again, err := ParseQuery(v, noon)
		if err != nil || again.Canonical() != q.Canonical() {
			t.Errorf("%q reads as %q, then as %q", query, q.Canonical(), again.Canonical())
		}
		_, _ = ParseProperties(v)
	})
}

func TestNearestIsTheOneWithTheFewestDifferences(t *testing.T) {
	known := []string{"bbox", "datetime", "limit", "status", "status_min"}
	for text, want := range map[string]string{
		"bboxx": "bbox", "date": "", "Limit": "limit", "limits": "limit", "datetme": "datetime", "statusmin": "status_min", "zzz": "", "": "",
		strings.Repeat("limit", 50): "",
	} {
		if got := geo.Nearest(text, known); got != want {
			t.Errorf("nearest to %q is %q, not %q", text, got, want)
		}
	}
}
