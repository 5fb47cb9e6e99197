package geo

import (
	"reflect"
	"testing"
	"time"
)

func at(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	v, err := ParseTime(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheDatetimeParameter(t *testing.T) {
	cases := []struct{ text, from, to string }{
		{"2025-12-25T06:00:00Z", "2025-12-25T06:00:00Z", "2025-12-25T06:00:00.001Z"},
		{"2025-12-25t06:00:00.5z", "2025-12-25T06:00:00.5Z", "2025-12-25T06:00:00.501Z"},
		{"2025-12-25T06:00:00.0009Z", "2025-12-25T06:00:00Z", "2025-12-25T06:00:00.001Z"},
		{"2025-12-25T06:00:00+02:00", "2025-12-25T04:00:00Z", "2025-12-25T04:00:00.001Z"},
		{"2025-12-25", "2025-12-25T00:00:00Z", "2025-12-26T00:00:00Z"},
		{"2025-12-24/2025-12-25", "2025-12-24T00:00:00Z", "2025-12-26T00:00:00Z"},
		{"2025-12-24T10:00:00Z/2025-12-24T10:00:00Z", "2025-12-24T10:00:00Z", "2025-12-24T10:00:00.001Z"},
		{"../2025-12-25", "", "2025-12-26T00:00:00Z"},
		{"/2025-12-25", "", "2025-12-26T00:00:00Z"},
		{"2025-12-25/..", "2025-12-25T00:00:00Z", ""},
		{"2025-12-25/", "2025-12-25T00:00:00Z", ""},
		{"../..", "", ""},
		{"/", "", ""},
		{"2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"},
	}
	for _, c := range cases {
		v, err := ParseInterval(c.text)
		if err != nil || !v.From.Equal(at(t, c.from)) || !v.To.Equal(at(t, c.to)) {
			t.Errorf("%q is %v, %v; want %s to %s", c.text, v, err, c.from, c.to)
		}
	}
	for _, text := range []string{
		"", "..", "now", "2025", "2025-13-01", "2025-02-29", "2025-12-25/2025-12-24", "a/b/c", "2025-12-25/../..",
		"2025-12-25T06:00:00", "2025-12-25 06:00:00Z", "2025-12-25T6:00:00Z", "2025-12-25T06:00:00,5Z", "2025-12-25T24:00:00Z",
		"2016-12-31T23:59:60Z", "2025-12-25T06:00:00+24:00", "0000-12-31", "../0000-12-31", "0001-01-01", "../0000-12-31T23:59:59.999Z",
		"9999-12-31T23:59:59-01:00", "+2025-12-25", "2025-12-25T06:00:00Z/x",
	} {
		if v, err := ParseInterval(text); ErrorCode(err) != EINVALID {
			t.Errorf("%q is %v, %v; want it refused", text, v, err)
		}
	}
}

func FuzzParseInterval(f *testing.F) {
	for _, seed := range []string{"2025-12-25", "../..", "2025-12-25T06:00:00.123456Z/..", "2025-12-25t06:00:00+01:00/2025-12-26", "/", "0000-12-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := ParseInterval(text)
		if err != nil {
			return
		}
		if v.Empty() {
			t.Fatalf("%q is empty: %v", text, v)
		}
		if v.To.Year() > 9999 {
			return // the end of the last day has no text
		}
		written := FormatTime(v.From) + "/"
		if !v.To.IsZero() {
			written += FormatTime(v.To.Add(-time.Millisecond))
		}
		again, err := ParseInterval(written)
		if err != nil || again != v {
			t.Fatalf("%q is %v, written %q, read %v, %v", text, v, written, again, err)
		}
	})
}

func TestIntervalsAreHalfOpen(t *testing.T) {
	hour := func(h int) time.Time {
		if h < 0 {
			return time.Time{}
		}
		return time.Date(2025, 12, 25, h, 0, 0, 0, time.UTC)
	}
	span := func(from, to int) Interval { return Interval{hour(from), hour(to)} }
	cases := []struct {
		a, b Interval
		want bool
	}{
		{span(1, 3), span(2, 4), true},
		{span(1, 2), span(2, 3), false}, // touching ends share no instant
		{span(1, 4), span(2, 3), true},
		{span(1, 2), span(3, 4), false},
		{span(-1, 2), span(1, -1), true},
		{span(-1, 2), span(2, -1), false},
		{span(-1, -1), span(1, 2), true},
		{span(2, 2), span(1, 3), false}, // an empty span shares nothing
		{span(3, 1), span(-1, -1), false},
	}
	for _, c := range cases {
		if c.a.Intersects(c.b) != c.want || c.b.Intersects(c.a) != c.want {
			t.Errorf("%v and %v: want %v", c.a, c.b, c.want)
		}
	}
	v := span(1, 2)
	if !v.Contains(hour(1)) || v.Contains(hour(2)) || v.Contains(hour(0)) || !span(-1, 2).Contains(hour(0)) || !span(1, -1).Contains(hour(9)) {
		t.Error("the start is not in a span, or the end is")
	}
	if v.Unbounded() || !span(-1, -1).Unbounded() || span(-1, 2).Unbounded() {
		t.Error("a span with an end is unbounded")
	}
}

func TestTimesAreWrittenInUTCWithMillisecondsOnlyIfAny(t *testing.T) {
	zone := time.FixedZone("", 3600)
	for want, v := range map[string]time.Time{
		"":                         {},
		"2025-12-25T05:00:00Z":     time.Date(2025, 12, 25, 6, 0, 0, 0, zone),
		"2025-12-25T05:00:00.12Z":  time.Date(2025, 12, 25, 6, 0, 0, 120_000_000, zone),
		"2025-12-25T05:00:00.001Z": time.Date(2025, 12, 25, 6, 0, 0, 1_999_999, zone),
	} {
		if got := FormatTime(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}

func TestAnUnknownZoneIsUTC(t *testing.T) {
	for zone, want := range map[string]string{"": "UTC", "Europe/Kyiv": "Europe/Kyiv", "Mars/Olympus": "UTC"} {
		if got := (When{Zone: zone}).Location().String(); got != want {
			t.Errorf("%q is %s, want %s", zone, got, want)
		}
	}
}

func TestACursorSurvivesBeingSent(t *testing.T) {
	c := Cursor{From: at(t, "1969-12-31T23:59:59.999Z"), ID: "01KD8MV7M02B7E8944J8JQ3NX0", Query: 1<<63 + 5, Epoch: "e-poch", Keys: []string{"", "a\x00b"}, Before: true}
	got, err := ParseCursor(c.String())
	if err != nil || !reflect.DeepEqual(*got, c) {
		t.Errorf("%+v came back as %+v, %v", c, got, err)
	}
	for _, text := range []string{"", "x", "AAAA", c.String()[1:], c.String() + "=", " " + c.String(), (Cursor{ID: "short"}).String()} {
		if _, err := ParseCursor(text); ErrorCode(err) != EINVALID {
			t.Errorf("%q was read: %v", text, err)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add((Cursor{From: time.UnixMilli(1), ID: "01KD8MV7M02B7E8944J8JQ3NX0", Query: 7, Epoch: "e"}).String())
	f.Add("AQAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCursor(text)
		if err != nil {
			return
		}
		if c.String() != text {
			t.Fatalf("%q is %+v, written %q", text, c, c.String())
		}
	})
}

func TestACursorOfAnotherQuestionIsRefused(t *testing.T) {
	box := BBox{1, 2, 3, 4}
	q := Query{BBox: &box, Limit: 10}
	c := &Cursor{ID: "01KD8MV7M02B7E8944J8JQ3NX0", Query: q.Hash(), Epoch: "one"}
	if err := c.Check(q, "one"); err != nil {
		t.Error(err)
	}
	q.Limit, q.Offset = 20, 5
	if err := c.Check(q, "one"); err != nil {
		t.Errorf("another page size: %v", err)
	}
	if err := c.Check(q, "two"); ErrorCode(err) != EINVALID {
		t.Errorf("another database: %v", err)
	}
	if err := c.Check(Query{}, "one"); ErrorCode(err) != EINVALID {
		t.Errorf("another question: %v", err)
	}
	if err := (*Cursor)(nil).Check(q, "two"); err != nil {
		t.Errorf("no cursor: %v", err)
	}
}

func TestACursorIsPassedInTheOrderOfThePages(t *testing.T) {
	r := seeded(t)
	feature := func() *Feature {
		f := &Feature{}
		f.ID = string(rune('A' + r.IntN(4)))
		f.Time.From = time.UnixMilli(int64(r.IntN(3)))
		return f
	}
	for range 1000 {
		a, b := feature(), feature()
		c := &Cursor{From: a.Time.From, ID: a.ID}
		if got, want := c.Passed(b), Newer(a, b) < 0; got != want {
			t.Fatalf("after %v %s comes %v %s: %v, want %v", a.Time.From, a.ID, b.Time.From, b.ID, got, want)
		}
	}
	if !(*Cursor)(nil).Passed(feature()) {
		t.Error("no cursor hides a feature")
	}
}
