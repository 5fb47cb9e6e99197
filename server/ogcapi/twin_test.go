package ogcapi

import (
	"testing"
	"time"
)

func TestASpanIsWrittenAsPeopleWriteIt(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for want, ends := range map[string][2]string{
		"25 Dec 2025":                                 {"2025-12-25 00:00", "2025-12-26 00:00"},
		"24 Dec 2025 – 25 Dec 2025":                   {"2025-12-24 00:00", "2025-12-26 00:00"},
		"25 Dec 2025, 09:00 – 15:00 UTC":              {"2025-12-25 09:00", "2025-12-25 15:00"},
		"24 Dec 2025, 19:00 – 25 Dec 2025, 04:00 UTC": {"2025-12-24 19:00", "2025-12-25 04:00"},
	} {
		if got := span(at(ends[0]), at(ends[1])); got != want {
			t.Errorf("%v is written %q, not %q", ends, got, want)
		}
	}
}

func TestAClassIsNamedByItsStandard(t *testing.T) {
	standard, class := classWords("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core")
	if standard != "OGC API Features, Part 1: Core, 1.0" || class != "core" {
		t.Errorf("got %q, %q", standard, class)
	}
}
