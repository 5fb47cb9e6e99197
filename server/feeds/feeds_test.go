package feeds

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

var present = time.Date(2026, 1, 10, 12, 0, 30, 0, time.UTC)

// record answers with one incident, and keeps the question.
type record struct {
	geo.Reader
	asked geo.Query
	times int
}

func (r *record) Edition() geo.Edition {
	return geo.Edition{Epoch: "e", Number: 7, Changed: present.Add(-time.Hour)}
}

func (r *record) Parties() geo.Parties {
	return geo.Parties{"harbour-office": {Code: "harbour-office", Name: "Harbour Office", Kind: "regional-authority"}}
}

func (r *record) Bodies(_ context.Context, q geo.Query, use func(geo.BodyPage) error) error {
	r.asked = q
	r.times++
	from := present.Add(-2 * time.Hour)
	flat := encode.AppendFeature(nil, geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: geo.Incident{
		ID: geo.StableID("x", from), Title: "Fire <in> port", Kind: geo.Strike, State: geo.Published, PublishedAt: &from,
		Location: geo.Location{Label: "Exampleport", Point: &geo.Point{Lon: 31.5, Lat: 49}, Precision: geo.Settlement, Uncertainty: 3000},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Hour)}, Precision: "hour"},
		Claims:   []geo.Claim{{Party: "harbour-office", Role: geo.Affected, Stance: "claims", Proposition: "struck"}},
	}}, r.Parties(), nil), encode.Options{})
	return use(geo.BodyPage{Edition: r.Edition(), Flats: [][]byte{flat}, Matched: 5})
}

// get asks for a feed at an instant.
func get(t *testing.T, r *record, at time.Time, file string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	deps := web.Deps{Site: web.DefaultSite(), Reader: r, Clock: func() time.Time { return at }}
	deps.Site.Publisher, deps.Site.Contact = "Harbour Press", "desk@example.org"
	route := Routes(deps)[0]
	request := httptest.NewRequest(http.MethodGet, "http://map.example"+Root+file, nil)
	request.SetPathValue("file", file)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	(&web.Frame{}).Handler(route).ServeHTTP(w, request)
	return w
}

func TestEveryFeedIsServedAsItsEndingSays(t *testing.T) {
	if n := len(Names()); n != 3*4*4 {
		t.Errorf("%d feeds", n)
	}
	for ending, want := range map[string]struct{ mediaType, has, disposition string }{
		"geojson": {"application/geo+json", `"numberMatched":`, ""},
		"csv":     {"text/csv; charset=utf-8; header=present", "Fire <in> port", `attachment; filename="strikes-7d.csv"`},
		"kml":     {"application/vnd.google-earth.kml+xml", "<styleUrl>#strike-claimed</styleUrl>", `attachment; filename="strikes-7d.kml"`},
		"atom":    {"application/atom+xml", "<title>Fire &lt;in&gt; port</title>", ""},
	} {
		w := get(t, &record{}, present, "strikes-7d."+ending)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != want.mediaType || !strings.Contains(w.Body.String(), want.has) {
			t.Errorf("%s: %d %v %.300s", ending, w.Code, w.Header(), w.Body)
		}
		if w.Header().Get("Content-Disposition") != want.disposition || w.Header().Get("Cache-Control") != "public, max-age=60" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %v", ending, w.Header())
		}
		links := w.Header().Get("Link")
		for _, other := range []string{"geojson", "csv", "kml", "atom"} {
			rel := "alternate"
			if other == ending {
				rel = "self"
			}
			if !strings.Contains(links, "<http://map.example/feeds/v1/strikes-7d."+other+`>; rel="`+rel+`"`) {
				t.Errorf("%s has no link to %s: %s", ending, other, links)
			}
		}
		if !strings.Contains(links, `rel="license"`) {
			t.Errorf("%s: %s", ending, links)
		}
	}
}

func TestAnAtomFeedKnowsItsPublisherAndItself(t *testing.T) {
	body := get(t, &record{}, present, "all-24h.atom").Body.String()
	for _, text := range []string{
		"<author><name>Harbour Press</name>", "<email>desk@example.org</email>", "<updated>2026-01-10T11:00:30Z</updated>",
		`<link rel="self" type="application/atom+xml" href="http://map.example/feeds/v1/all-24h.atom"`,
		`<link rel="alternate" type="text/html" href="http://map.example/"`,
		"Said by Harbour Office.", "<georss:point>49 31.5</georss:point>", "Reported, not verified",
	} {
		if !strings.Contains(body, text) {
			t.Errorf("no %s in %s", text, body)
		}
	}
}

func TestTheIDOfAFeedIsThatOfNoOther(t *testing.T) {
	seen := map[string]string{}
	for _, name := range Names() {
		stem, ok := strings.CutSuffix(name, ".atom")
		if !ok {
			continue
		}
		_, rest, _ := strings.Cut(get(t, &record{}, present, name).Body.String(), "<id>")
		id, _, _ := strings.Cut(rest, "</id>")
		if other, there := seen[id]; there || !strings.HasPrefix(id, "urn:uuid:") {
			t.Errorf("%s has the id %q, as %q", stem, id, other)
		}
		seen[id] = stem
	}
}

func TestAWindowEndsWithThePresentMinute(t *testing.T) {
	r := &record{}
	get(t, r, present, "incursions-24h.csv")
	end := time.Date(2026, 1, 10, 12, 1, 0, 0, time.UTC)
	if want := (geo.Interval{From: end.Add(-24 * time.Hour), To: end}); r.asked.Datetime != want || r.asked.Order != geo.Newest {
		t.Errorf("asked %+v", r.asked)
	}
	if c := r.asked.Conditions; len(c) != 1 || c[0].Column != "kind" || !slices.Equal(c[0].Values, []string{geo.Incursion}) {
		t.Errorf("asked %+v", c)
	}
	get(t, r, present, "all-latest.atom")
	if r.asked.Order != geo.PublishedNewest || r.asked.Limit != 1000 || !r.asked.Datetime.Unbounded() || r.asked.Conditions != nil {
		t.Errorf("asked %+v", r.asked)
	}
}

func TestATagHoldsForOneMinuteAndOneFile(t *testing.T) {
	for _, ending := range []string{"geojson", "csv", "kml", "atom"} {
		r := &record{}
		tag := get(t, r, present, "all-24h."+ending).Header().Get("ETag")
		for _, c := range []struct {
			at     time.Time
			file   string
			status int
		}{
			{present.Add(20 * time.Second), "all-24h." + ending, http.StatusNotModified},
			{present.Add(40 * time.Second), "all-24h." + ending, http.StatusOK},
			{present, "all-7d." + ending, http.StatusOK},
			{present, "strikes-24h." + ending, http.StatusOK},
		} {
			before := r.times
			w := get(t, r, c.at, c.file, "If-None-Match", tag)
			if w.Code != c.status || (c.status == http.StatusNotModified) != (r.times == before) {
				t.Errorf("%s at %s: %d, not %d", c.file, c.at, w.Code, c.status)
			}
		}
		if w := get(t, r, present, "all-latest."+ending); get(t, r, present.Add(time.Hour), "all-latest."+ending, "If-None-Match", w.Header().Get("ETag")).Code != http.StatusNotModified {
			t.Errorf("all-latest.%s changed with the time alone", ending)
		}
	}
}

func TestAFeedThatIsNoneNamesTheNearest(t *testing.T) {
	w := get(t, &record{}, present, "all-24h.atm")
	if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `"nearest":"all-24h.atom"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
