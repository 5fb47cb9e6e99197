package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

func TestRequestsAreAnswered(t *testing.T) {
	h := serve(t, newFake(40))
	for _, c := range []struct {
		target string
		status int
		has    []string
		hasNot []string
	}{
		{target: "/picture.svg", status: 200, has: []string{`width="1200" height="630"`, `inkscape:label="picture.layers.borders"`, `aria-label="40 home.incidents · picture.asOf time=2026-01-10T11:00:30Z"`}, hasNot: []string{"<text ", "picture.layers.veil"}},
		{target: "/picture.svg?text=text", status: 200, has: []string{"<text ", "site.notVerified site.recordsKept. site.borders</text>"}},
		{target: "/picture.svg?width=180mm&aspect=16:9", status: 200, has: []string{`width="180mm" height="101.25mm" viewBox="0 0 680.31 382.68"`}},
		{target: "/picture.svg?width=800px&height=400", status: 200, has: []string{`width="800" height="400"`}},
		{target: "/picture.svg?bbox=22,44,60,60", status: 200, hasNot: []string{"picture.layers.veil"}},
		{target: "/picture.svg?bbox=22,44,60,60&aspect=1:1", status: 200, has: []string{"picture.layers.veil"}},
		{target: "/picture.svg?basemap=none", status: 200, hasNot: []string{"picture.layers.land", "picture.layers.labels"}},
		{target: "/picture.svg?theme=print&projection=conic", status: 200, has: []string{`fill="#000000"`}, hasNot: []string{"#d55e00"}},
		{target: "/picture.svg?theme=dark", status: 200, has: []string{"#ff8a3d"}},
		{target: "/picture.svg?title=My+own+%3Ctitle%3E", status: 200, has: []string{`<title id="title">My own &lt;title&gt;</title>`}},
		{target: "/picture.svg?title=none", status: 200, has: []string{`<title id="title"></title>`}},
		{target: "/picture.svg?incident=slug-5&text=text", status: 200, has: []string{`<title id="title">Incident 5 &lt;of &#34;test&#34;&gt;</title>`, `data-id="01KD0000000000000000000005"`}},
		{target: "/picture.svg?known_at=2026-01-01&text=text", status: 200, has: []string{"picture.knownAt time=2026-01-01T23:59:59.999Z"}},
		{target: "/picture.svg?datetime=2026-01-01T00:00:00Z/..&text=text", status: 200, has: []string{"home.windowSaid.since from=2026-01-01T00:00:00Z"}},
		{target: "/picture.svg?q=nothing+like+it", status: 200, has: []string{"0 home.incidents"}},
		{target: "/picture.svg?bbox=170,50,-170,70", status: 200},
		{target: "/picture.svg?bbox=30,50,30,50", status: 200},
		{target: "/picture.svg?bbox=-180,-90,180,90", status: 200},

		{target: "/picture.svg?width=99", status: 400, has: []string{`"parameter":"width"`}},
		{target: "/picture.svg?width=4001", status: 400, has: []string{`"parameter":"width"`}},
		{target: "/picture.svg?width=2000mm", status: 400},
		{target: "/picture.svg?width=1e3", status: 400},
		{target: "/picture.svg?width=-5", status: 400},
		{target: "/picture.svg?height=20mm", status: 400, has: []string{`"parameter":"height"`}},
		{target: "/picture.svg?aspect=16:0", status: 400, has: []string{`"parameter":"aspect"`}},
		{target: "/picture.svg?aspect=1:100", status: 400},
		{target: "/picture.svg?aspect=1:1&height=500", status: 400},
		{target: "/picture.svg?theme=drk", status: 400, has: []string{`"nearest":"dark"`}},
		{target: "/picture.svg?scale=3", status: 400, has: []string{`"parameter":"scale"`}},
		{target: "/picture.svg?projection=cone", status: 400, has: []string{`"nearest":"conic"`}},
		{target: "/picture.svg?projection=conic&bbox=-180,-60,180,60", status: 400, has: []string{`"parameter":"projection"`}},
		{target: "/picture.svg?basemap=", status: 400},
		{target: "/picture.svg?title=", status: 400, has: []string{`"parameter":"title"`}},
		{target: "/picture.svg?title=" + strings.Repeat("a", 201), status: 400},
		{target: "/picture.svg?incident=none", status: 404},
		{target: "/picture.svg?incident=", status: 400},
		{target: "/picture.svg?limit=5", status: 400, has: []string{"there is no parameter"}},
		{target: "/picture.svg?knd=strike", status: 400, has: []string{`"nearest":"kind"`}},
		{target: "/picture.svg?kind=strke", status: 400, has: []string{`"nearest":"strike"`}},
		{target: "/picture.svg?bbox=1,2,3", status: 400, has: []string{`"parameter":"bbox"`}},
		{target: "/picture.png?width=4000&height=4000&scale=2", status: 400, has: []string{`"parameter":"width"`}},
	} {
		w := get(h, c.target)
		if w.Code != c.status {
			t.Errorf("%s: %d %.300s", c.target, w.Code, w.Body)
			continue
		}
		want := svgType
		if c.status != 200 {
			want = "application/problem+json"
		}
		if got := w.Header().Get("Content-Type"); got != want {
			t.Errorf("%s: %s", c.target, got)
		}
		for _, text := range c.has {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: lacks %s", c.target, text)
			}
		}
		for _, text := range c.hasNot {
			if strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: has %s", c.target, text)
			}
		}
		if err := xml.Unmarshal(w.Body.Bytes(), new(struct{})); c.status == 200 && err != nil {
			t.Errorf("%s: %v", c.target, err)
		}
	}
}

func TestTheImageHasTheSizeAskedFor(t *testing.T) {
	h := serve(t, newFake(40))
	for target, want := range map[string][2]int{
		"/picture.png":                              {1200, 630},
		"/picture.png?width=300&height=200":         {300, 200},
		"/picture.png?width=300&height=200&scale=2": {600, 400},
		"/picture.png?width=100mm&aspect=1:1":       {378, 378},
	} {
		w := get(h, target)
		m, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
		if err != nil || w.Header().Get("Content-Type") != pngType {
			t.Fatalf("%s: %d %v", target, w.Code, err)
		}
		if size := m.Bounds().Size(); size.X != want[0] || size.Y != want[1] {
			t.Errorf("%s: %v", target, size)
		}
	}
}

// The drawing has the incidents that the same parameters give as GeoJSON, which are
// those that ParseQuery's query matches.
func TestTheDrawingHasTheIncidentsOfTheQuery(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	f := newFake(200)
	h := serve(t, f)
	some := func(choices ...string) string { return choices[random.IntN(len(choices))] }
	for range 25 {
		values := url.Values{}
		maybe := func(name, value string) {
			if random.IntN(3) == 0 {
				values.Set(name, value)
			}
		}
		west, south := 20+20*random.Float64(), 44+8*random.Float64()
		maybe("bbox", fmt.Sprintf("%.3f,%.3f,%.3f,%.3f", west, south, west+15*random.Float64(), south+8*random.Float64()))
		maybe("kind", some("strike", "incursion,sighting", "closure", "strike,interception"))
		maybe("datetime", some("2025-12-20/..", "../2025-12-31", "2026-01-01", "2025-12-01/2025-12-31"))
		maybe("known_at", some("2025-12-25", "2026-01-05"))
		maybe("q", some("incident", "test", "7"))
		maybe("country", some("UA", "RU"))
		maybe("filter", "kind <> 'strike'")
		query, err := web.ParseQuery(values, clock)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, feature := range f.matching(query) {
			want = append(want, feature.ID)
		}
		slices.Sort(want)
		values.Set("basemap", "none")
		values.Set("width", strconv.Itoa(200+random.IntN(800)))
		w := get(h, "/picture.svg?"+values.Encode())
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", values.Encode(), w.Code, w.Body)
		}
		if got := attributes(w.Body.String(), "data-id"); !slices.Equal(got, want) {
			t.Errorf("%s: %d in the drawing, %d match", values.Encode(), len(got), len(want))
		}
	}
}

func TestTooManyAreCountedAndNoneIsLost(t *testing.T) {
	f := newFake(most + 500)
	h := serve(t, f)
	for _, query := range []string{"", "?bbox=20,44,48,56", "?kind=strike,incursion,interception,sighting"} {
		w := get(h, "/picture.svg"+query)
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", query, w.Code, w.Body)
		}
		values, _ := url.ParseQuery(strings.TrimPrefix(query, "?"))
		q, err := web.ParseQuery(values, clock)
		if err != nil {
			t.Fatal(err)
		}
		placed, lost := 0, 0
		for _, feature := range f.matching(q) {
			if feature.Bounds != nil {
				placed++
			} else {
				lost++
			}
		}
		if placed+lost <= most {
			continue
		}
		sum := 0
		for _, text := range attributes(w.Body.String(), "data-count") {
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
		if sum != placed {
			t.Errorf("%s: the counts sum up to %d, not %d", query, sum, placed)
		}
		if ids := attributes(w.Body.String(), "data-id"); len(ids) > 0 {
			t.Errorf("%s: %d by themselves", query, len(ids))
		}
		if words := fmt.Sprintf(`"%d picture.noPlace"`, lost); lost > 0 && !strings.Contains(w.Body.String(), words) {
			t.Errorf("%s: nothing says %s", query, words)
		}
	}
}

func TestAnUnchangedPictureIsNotDrawnAgain(t *testing.T) {
	f := newFake(10)
	h := serve(t, f)
	first := get(h, "/picture.svg?width=400")
	tag := first.Header().Get("ETag")
	if tag == "" || get(h, "/picture.svg?width=400", "If-None-Match", tag).Code != http.StatusNotModified {
		t.Error("asked again with its tag, it is sent again")
	}
	if again := get(h, "/picture.svg?width=400"); !bytes.Equal(first.Body.Bytes(), again.Body.Bytes()) {
		t.Error("the bytes differ")
	}
	for _, other := range []string{"/picture.png?width=400", "/picture.svg?width=401", "/picture.svg?width=400&kind=strike", "/picture.svg?width=400&title=x", "/picture.svg?width=400&title=usual", "/picture.svg?width=400&theme=dark", "/picture.svg?width=400&text=text", "/picture.svg?width=400&incident=slug-1"} {
		if get(h, other).Header().Get("ETag") == tag {
			t.Errorf("%s has the same tag", other)
		}
	}
	f.edition.Number++
	if get(h, "/picture.svg?width=400", "If-None-Match", tag).Code != http.StatusOK {
		t.Error("after a change the tag still holds")
	}
}

func TestWhoWaitsTooLongIsTold(t *testing.T) {
	p := &pictures{turns: make(chan struct{}, 1), patience: time.Millisecond}
	if err := p.takeTurn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.takeTurn(t.Context()); geo.ErrorCode(err) != geo.EUNAVAILABLE {
		t.Errorf("got %v", err)
	}
	<-p.turns
	if err := p.takeTurn(t.Context()); err != nil {
		t.Errorf("after one was done: %v", err)
	}
}

func TestAPictureFitsWhatItShows(t *testing.T) {
	for name, c := range map[string]struct {
		longitudes, latitudes []float64
		want                  geo.BBox
	}{
		"usual":                   {[]float64{10, 20}, []float64{40, 50}, geo.BBox{West: 9.2, South: 39.2, East: 20.8, North: 50.8}},
		"across the antimeridian": {[]float64{175, -175}, []float64{60, 60}, geo.BBox{West: 174.2, South: 59.95, East: -174.2, North: 60.05}},
		"all around":              {[]float64{-175, -140, -100, -60, -20, 20, 60, 100, 140, 175}, []float64{-80, 80}, geo.BBox{West: -180, South: -90, East: 180, North: 90}},
	} {
		got := around(c.longitudes, c.latitudes)
		for _, d := range []float64{got.West - c.want.West, got.South - c.want.South, got.East - c.want.East, got.North - c.want.North} {
			if d < -1e-9 || d > 1e-9 {
				t.Errorf("%s: %v, not %v", name, got, c.want)
				break
			}
		}
	}
}

func TestCountsReadNoHigherThanTheyAre(t *testing.T) {
	for n, want := range map[int]string{
		7: "7", 999: "999", 1000: "picture.thousands n=1", 1999: "picture.thousands n=1number.decimal9",
		12_999: "picture.thousands n=12", 999_999: "picture.thousands n=999", 2_500_000: "picture.millions n=2number.decimal5",
	} {
		if got := short(n, english{}); got != want {
			t.Errorf("%d is %q, not %q", n, got, want)
		}
	}
}

// FuzzParameters asks for pictures with whatever parameters: the answer is a picture or a
// problem of the client's, and nothing panics.
func FuzzParameters(f *testing.F) {
	for _, query := range []string{
		"width=800&height=600&theme=dark", "bbox=170,50,-170,70&projection=conic&aspect=2:1", "incident=slug-3&title=%D0%9A%D0%B8%D1%97%D0%B2",
		"bbox=-180,-90,180,90&width=100&height=4000", "bbox=0,90,0,90", "bbox=0,-90,10,-89.99&projection=conic", "width=100mm&text=text&scale=2",
	} {
		f.Add(query)
	}
	h := serve(f, newFake(30))
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		w := get(h, "/picture.svg?"+values.Encode())
		if w.Code != 200 && (w.Code < 400 || w.Code > 499) {
			t.Fatalf("%s: %d %s", query, w.Code, w.Body)
		}
		if w.Code == 200 && strings.Contains(w.Body.String(), "NaN") {
			t.Fatalf("%s: a number is none", query)
		}
	})
}
