package web

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

func TestAFileIsNamedByWhatIsInIt(t *testing.T) {
	e := geo.Edition{Number: 17, Changed: time.Date(2025, 12, 25, 23, 0, 0, 0, time.UTC)}
	for _, c := range []struct {
		site, query string
		edition     geo.Edition
		want        string
	}{
		{"Strikemap", "", e, "strikemap-incidents-2025-12-25-e17.csv"},
		{"Strikemap", "kind=strike&country=UA,RU&limit=3&f=csv&bom=true", e, "strikemap-incidents-country-ua-ru-kind-strike-2025-12-25-e17.csv"},
		{"The Daily's Map", "known_at=2025-11-30", e, "the-daily-s-map-incidents-2025-11-30-e17.csv"},
		{"Карта", "q=Порт Żory", e, "strikemap-incidents-q-zory-2025-12-25-e17.csv"},
		{"Strikemap", "q=%22;%0d%0aSet-Cookie:%20a=b", e, "strikemap-incidents-q-set-cookie-a-b-2025-12-25-e17.csv"},
		{"Strikemap", "", geo.Edition{}, "strikemap-incidents-e0.csv"},
	} {
		values, err := url.ParseQuery(strings.ReplaceAll(c.query, ";", "%3B"))
		if err != nil {
			t.Fatal(err)
		}
		if got := (Site{Name: c.site}).FileName("incidents", values, c.edition, "csv"); got != c.want {
			t.Errorf("%s?%s is %q, not %q", c.site, c.query, got, c.want)
		}
	}
	long := (Site{Name: strings.Repeat("long name ", 50)}).FileName("incidents", url.Values{"q": {strings.Repeat("words and ", 50)}}, e, "csv")
	if len(long) > 2*longestPart+50 || strings.Contains(long, "--") {
		t.Errorf("%q", long)
	}
}

func TestABrowserGetsGeoJSONOfIncidents(t *testing.T) {
	for accept, want := range map[string]string{
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "json",
		"text/csv":                                    "csv",
		"text/csv;charset=utf-8":                      "csv",
		"application/vnd.google-earth.kml+xml":        "kml",
		"application/atom+xml, application/xml;q=0.5": "atom",
		"application/geo+json-seq":                    "jsonseq",
		"application/json":                            "json",
		"":                                            "json",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept", accept)
		format, err := Negotiate(r, IncidentFormats...)
		if err != nil || format.Name != want {
			t.Errorf("%s gives %s, %v", accept, format.Name, err)
		}
	}
}

func TestTheMarkIsAskedForInOneWayOnly(t *testing.T) {
	for text, want := range map[string]bool{"": false, "false": false, "true": true} {
		if got, err := ParseMark(text); got != want || err != nil {
			t.Errorf("%q gives %v, %v", text, got, err)
		}
	}
	if _, err := ParseMark("1"); err == nil {
		t.Error("1 passes")
	}
}

func TestAContactIsAnAddressOfOneKind(t *testing.T) {
	for contact, want := range map[string][2]string{
		"desk@example.org":         {"desk@example.org", ""},
		"https://example.org/desk": {"", "https://example.org/desk"},
		"javascript:alert(1)":      {},
		"write to us":              {},
		"":                         {},
	} {
		s := Site{Contact: contact}
		if got := [2]string{s.Mail(), s.ContactURL()}; got != want {
			t.Errorf("%q is %v", contact, got)
		}
	}
}
