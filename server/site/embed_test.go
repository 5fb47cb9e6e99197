package site

import (
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

func TestTheAddressOfAnEmbedReadsBackAsItself(t *testing.T) {
	for _, text := range []string{
		"",
		"kind=strike%2Cclosure&show=map&title=off",
		"bbox=-10.5%2C36%2C60%2C66&show=list&theme=dark&window=7d",
		"bbox=170%2C-20%2C-170%2C20",
		"incident=01JWM29X40BNNYJFEY5SC02TSP%2C01KMHAHJ50AFEDAKM290RHXCGG",
		"lat=50.1&lon=30.2&zoom=6",
	} {
		v, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/embed?"+text, nil)
		if got := ParseEmbed(v).Values(r).Encode(); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}

func TestWhatAnEmbedDoesNotUnderstandIsLeftOut(t *testing.T) {
	e := ParseEmbed(url.Values{"show": {"all"}, "bbox": {"1,2,3"}, "title": {"My own words"}, "theme": {"pink"}})
	if e.Show != "" || e.Box != nil || e.Headless || !slices.Contains(e.Selection.Unread, "bbox") {
		t.Errorf("read as %+v", e)
	}
	many := ParseEmbed(url.Values{"incident": {strings.Repeat("a,", 500)}})
	if len(many.Named) != embedChosen {
		t.Errorf("%d incidents are named", len(many.Named))
	}
}

func TestTheMapPageShowsAllOfTheBoxOfAnEmbed(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 500 {
		west, south := random.Float64()*340-180, random.Float64()*140-75
		box := geo.BBox{West: west, South: south, East: min(west+0.5+random.Float64()*60, 180), North: min(south+0.5+random.Float64()*30, 80)}
		v := viewOf(box)
		if v.Zoom == 12 {
			continue
		}
		seen := v.box() // of a smaller window than the page's
		wide, high := (seen.East-seen.West)*860/640, (seen.North-seen.South)*640/400
		if v.Zoom > 2 && (box.East-box.West > wide+0.01 || box.North-box.South > high*1.6) {
			t.Errorf("%v is looked at as %+v, which shows %.2f by %.2f degrees", box, *v, wide, high)
		}
		if v.Lon < box.West-0.01 || v.Lon > box.East+0.01 || v.Lat < box.South-0.01 || v.Lat > box.North+0.01 {
			t.Errorf("%v is looked at from %+v", box, *v)
		}
	}
	if v := viewOf(geo.BBox{West: 170, South: 50, East: -170, North: 60}); v.Lon != 180 || v.Zoom < 4 {
		t.Errorf("a box across the antimeridian is looked at as %+v", *v)
	}
}

func TestAnEmbedOpensOnWhatItShows(t *testing.T) {
	usual := "16,43,56,61"
	inside := Mark{ID: "a", Point: &geo.Point{Lon: 30, Lat: 50}}
	outside := Mark{ID: "b", Point: &geo.Point{Lon: 104, Lat: 52}, Uncertainty: 10_000}
	area := &geo.Area{ID: "x", Level: "admin1"}
	for _, c := range []struct {
		name  string
		embed Embed
		want  func(geo.BBox) bool
	}{
		{"the box asked for", Embed{Box: &geo.BBox{West: 1, South: 2, East: 3, North: 4}, Marks: []Mark{inside}}, func(b geo.BBox) bool { return b == geo.BBox{West: 1, South: 2, East: 3, North: 4} }},
		{"the view asked for", Embed{Selection: Selection{View: &View{Lon: 10, Lat: 20, Zoom: 5}}}, func(b geo.BBox) bool { return b.Contains(10, 20) && !b.Contains(30, 50) }},
		{"the usual box", Embed{Marks: []Mark{inside, inside, outside}}, func(b geo.BBox) bool { return b == geo.BBox{West: 16, South: 43, East: 56, North: 61} }},
		{"what lies elsewhere", Embed{Marks: []Mark{outside}}, func(b geo.BBox) bool { return b.Contains(104, 52) && b.East-b.West < 10 }},
		{"a named incident", Embed{Named: []string{"a"}, Marks: []Mark{inside}}, func(b geo.BBox) bool { return b.Contains(30, 50) && b.East-b.West < 10 }},
		{"nothing", Embed{}, func(b geo.BBox) bool { return b.Contains(30, 50) }},
	} {
		if got := c.embed.Wanted(usual, map[string]*geo.Area{"x": area}); !c.want(got) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestOnlyCorrectionsAfterThePinCount(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC) }
	history := []*geo.Revision{
		{Number: 1, PublicFrom: at(1)},
		{Number: 2, PublicFrom: at(2), Change: "correction", Note: "before"},
		{Number: 3, PublicFrom: at(4), Change: "correction", Note: "after"},
		{Number: 4, PublicFrom: at(5), Change: "update", Note: "news"},
		{Number: 5, Change: "correction", Note: "never public"},
	}
	if note, since, ok := correctedAfter(history, at(3)); !ok || note != "after" || !since.Equal(at(4)) {
		t.Errorf("%q at %v, %v", note, since, ok)
	}
	for _, pin := range []time.Time{at(4), at(6)} {
		if note, _, ok := correctedAfter(history, pin); ok {
			t.Errorf("pinned at %v: %q", pin, note)
		}
	}
}
