package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/static"
)

// newsroom is a server whose basemap can be drawn: there is none.
func newsroom(t *testing.T, change func(*Options)) (*Server, *fake) {
	t.Helper()
	return started(t, func(o *Options) {
		o.Basemap = nil
		if change != nil {
			change(o)
		}
	})
}

func TestEmbedsMayBeFramedAndNothingElse(t *testing.T) {
	s, reader := newsroom(t, nil)
	for _, target := range []string{"/embed", "/embed?show=list", "/embed?incident=" + withdrawnID, "/embed?known_at=2030-01-01"} {
		if policy := get(s, target).Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors *") {
			t.Errorf("%s has the policy %q", target, policy)
		}
	}
	for _, target := range []string{"/", "/incidents/" + reader.features[0].ID, "/docs", "/docs/embedding", "/nowhere", "/oembed", "/embed.js", "/api/v1", "/assets/none"} {
		if policy := get(s, target, "Accept", "text/html").Header().Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'none'") {
			t.Errorf("%s has the policy %q", target, policy)
		}
	}
}

func TestTheOperatorMayNameWhoFrames(t *testing.T) {
	s, _ := newsroom(t, func(o *Options) {
		o.FrameAncestors = []string{"https://news.example", "https://*.example.org:8443", "'self'"}
	})
	policy := get(s, "/embed").Header().Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "frame-ancestors https://news.example https://*.example.org:8443 'self'") {
		t.Errorf("the policy is %q", policy)
	}
	for _, bad := range []string{"news.example; script-src *", "https://a.example/path", "javascript:x", "*", "https://", "https://a b", "none"} {
		if _, err := New(Options{Reader: newFake(), FrameAncestors: []string{bad}}); err == nil {
			t.Errorf("the ancestor %q was taken", bad)
		}
	}
}

func TestTheStyleSheetOfAnEmbedIsTheOneItsPolicyKnows(t *testing.T) {
	if !static.Built() {
		t.Skip("the browser side was not built")
	}
	s, _ := newsroom(t, nil)
	w := get(s, "/embed")
	_, rest, _ := strings.Cut(w.Body.String(), "<style>")
	sheet, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(sheet))
	hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	if policy := w.Header().Get("Content-Security-Policy"); len(sheet) < 1000 || !strings.Contains(policy, hash) || strings.Contains(policy, "unsafe") {
		t.Errorf("a sheet of %d bytes with hash %s, and the policy %q", len(sheet), hash, policy)
	}
	if regexp.MustCompile(`\sstyle="|<script[^>]*>[^<{]|\son\w+="`).MatchString(w.Body.String()) {
		t.Error("the page has a style or a script that the policy forbids")
	}
}

var (
	sketchID = regexp.MustCompile(`<g data-id="([0-9A-Z]{26})"`)
	rowID    = regexp.MustCompile(`<li class="row" data-id="([0-9A-Z]{26})"`)
	dataText = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)
)

func matchesOf(pattern *regexp.Regexp, text string) []string {
	var found []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return found
}

// frameData is what stands in the page for its script.
type frameData struct {
	Box   []float64
	Marks [][]any
	Query *string
	Areas []string
}

func dataOf(t *testing.T, page string) frameData {
	t.Helper()
	var d frameData
	m := dataText.FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page has no data for its script")
	}
	if err := json.Unmarshal([]byte(m[1]), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestMapPictureAndListOfAnEmbedHoldWhatTheAPIHolds(t *testing.T) {
	s, _ := newsroom(t, nil)
	for _, c := range []struct{ embed, api string }{
		{"window=all", ""},
		{"window=all&kind=incursion", "kind=incursion"},
		{"window=all&kind=strike&bbox=30,45,32,46", "kind=strike&bbox=30,45,32,46"},
		{"window=24h", "datetime=2026-01-09T12:00:00Z/.."},
		{"from=2026-01-09&to=2026-01-09", "datetime=2026-01-09"},
		{"window=all&q=incursion-1", "q=incursion-1"},
		{"window=all&category=power", "category=power"},
		{"window=all&known_at=2026-01-09T00:00:00Z", "known_at=2026-01-09T00:00:00Z"},
		{"window=all&kind=closure", "kind=closure"},
	} {
		answer := decode[collectionAnswer](t, get(s, items+"?limit=1000&properties=id&"+c.api))
		var want []string
		for _, f := range answer.Features {
			want = append(want, f.ID)
		}
		slices.Sort(want)
		page := get(s, "/embed?"+c.embed)
		if page.Code != 200 {
			t.Fatalf("%s is answered with %d: %s", c.embed, page.Code, page.Body)
		}
		body := page.Body.String()
		var marks []string
		for _, m := range dataOf(t, body).Marks {
			marks = append(marks, m[0].(string))
		}
		slices.Sort(marks)
		if !slices.Equal(marks, want) {
			t.Errorf("%s: the map has %v, the API %v", c.embed, marks, want)
		}
		if sketched := slices.Compact(matchesOf(sketchID, body)); !slices.Equal(sketched, want) {
			t.Errorf("%s: the picture has %v, the API %v", c.embed, sketched, want)
		}
		list := slices.Compact(matchesOf(rowID, get(s, "/embed?show=list&"+c.embed).Body.String()))
		if !slices.Equal(list, want) {
			t.Errorf("%s: the list has %v, the API %v", c.embed, list, want)
		}
		count := strconv.Itoa(len(want)) + " incident"
		if !strings.Contains(body, "<h1>"+count) {
			t.Errorf("%s: the title does not say %s", c.embed, count)
		}
	}
}

func TestManyIncidentsAreAskedForByTheScript(t *testing.T) {
	s, reader := newsroom(t, nil)
	for i := range 120 {
		reader.add("more-"+strconv.Itoa(i), geo.Sighting, "airspace", time.Duration(i)*time.Minute, &geo.Point{Lon: 20, Lat: 50})
	}
	d := dataOf(t, get(s, "/embed?kind=sighting&bbox=10,40,30,60&from=2026-01-01&to=2026-01-31").Body.String())
	if len(d.Marks) != 0 || d.Query == nil || *d.Query == "" {
		t.Fatalf("%d marks stand in the page, and the script asks for %v", len(d.Marks), d.Query)
	}
	answer := decode[collectionAnswer](t, get(s, items+"?limit=1000&"+*d.Query))
	if answer.NumberMatched != 120 {
		t.Errorf("the script gets %v incidents", answer.NumberMatched)
	}
	// The whole record is asked for by no parameters at all, which is a question too.
	if d := dataOf(t, get(s, "/embed?window=all").Body.String()); len(d.Marks) != 0 || d.Query == nil {
		t.Errorf("of the whole record %d marks stand in the page, and the script asks for %v", len(d.Marks), d.Query)
	}
}

// corrected is a record in which some incidents have changed.
type corrected struct {
	*fake
	changed   []geo.Changed
	revisions map[string][]*geo.Revision
}

func (c corrected) Changed(_ context.Context, after time.Time, _ string, _ int, use func(geo.Edition, []geo.Changed) error) error {
	return use(c.edition, slices.DeleteFunc(slices.Clone(c.changed), func(one geo.Changed) bool { return !one.At.After(after) }))
}

func (c corrected) Revisions(_ context.Context, id string) ([]*geo.Revision, error) {
	return c.revisions[id], nil
}

func TestAPinnedEmbedNamesCorrectionsAndWithdrawalsOnly(t *testing.T) {
	reader := corrected{fake: newFake(), revisions: map[string][]*geo.Revision{}}
	pin, later := clock.Add(-2*time.Hour), clock.Add(-time.Hour)
	change := func(i int, class, note string) string {
		f := reader.features[i]
		reader.changed = append(reader.changed, geo.Changed{ItemBody: geo.ItemBody{ID: f.ID}, At: later, Withdrawn: class == "withdrawal"})
		reader.revisions[f.ID] = []*geo.Revision{{Number: 1, PublicFrom: f.PublicFrom}, {Number: 2, PublicFrom: later, Change: class, Note: note}}
		return f.ID
	}
	wrong, gone, grown, typed, elsewhere := change(20, "correction", "It was <another> town."), change(21, "withdrawal", ""), change(22, "update", "More is known."), change(23, "typo", ""), change(41, "correction", "Not shown here.")
	s, _ := newsroom(t, func(o *Options) { o.Reader, o.History = reader, reader })

	body := get(s, "/embed?window=all&kind=strike&known_at="+geo.FormatTime(pin)).Body.String()
	_, rest, _ := strings.Cut(body, `id="since"`)
	notice, _, _ := strings.Cut(rest, "</div>")
	for _, want := range []string{"/incidents/" + wrong, "/incidents/" + gone, "Corrected", "Withdrawn", "It was &lt;another&gt; town."} {
		if !strings.Contains(notice, want) {
			t.Errorf("the notice does not say %q: %s", want, notice)
		}
	}
	for _, not := range []string{grown, typed, elsewhere, "More is known", "Not shown"} {
		if strings.Contains(notice, not) {
			t.Errorf("the notice says %q", not)
		}
	}
	if strings.Contains(get(s, "/embed?window=all&kind=strike").Body.String(), `id="since"`) {
		t.Error("an embed that follows the record has the notice")
	}
	if strings.Contains(get(s, "/embed?window=all&known_at="+geo.FormatTime(later)).Body.String(), `id="since"`) {
		t.Error("an embed pinned after the changes has the notice")
	}
}

func TestAnEmbedSaysInTheFrameWhatItCannotShow(t *testing.T) {
	s, _ := newsroom(t, nil)
	for target, status := range map[string]int{
		"/embed?known_at=2030-01-01T00:00:00Z":              400,
		"/embed?known_at=yesterday":                         400,
		"/embed?incident=" + withdrawnID:                    410,
		"/embed?incident=01JZZZZZZZZZZZZZZZZZZZZZZ0":        404,
		"/embed?incident=%3Cscript%3Ealert(1)%3C/script%3E": 404,
	} {
		w := get(s, target)
		if w.Code != status || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Body.String(), `class="failure"`) {
			t.Errorf("%s is answered with %d, %s", target, w.Code, w.Header().Get("Content-Type"))
		}
		if strings.Contains(w.Body.String(), "<script>alert") || strings.Contains(w.Body.String(), `id="data"`) {
			t.Errorf("%s: the page has a script of the address, or data for none", target)
		}
	}
	// What is not understood is left out, as on the map page.
	if w := get(s, "/embed?bbox=1,2&window=never&utm_source=x&show=all&childId=a"); w.Code != 200 {
		t.Errorf("an address with strange parameters is answered with %d", w.Code)
	}
}

func TestTheLoaderIsReadableEverywhere(t *testing.T) {
	if !static.Built() {
		t.Skip("the browser side was not built")
	}
	s, _ := newsroom(t, nil)
	w := get(s, "/embed.js", "Accept-Encoding", "br")
	if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("the script is answered with %d and %v", w.Code, w.Header())
	}
	if cache := w.Header().Get("Cache-Control"); strings.Contains(cache, "immutable") {
		t.Errorf("an address that stays is kept for good: %s", cache)
	}
	if w.Body.Len() > 2048 {
		t.Errorf("the script weighs %d bytes", w.Body.Len())
	}
}

// oembedAnswer is what a content system reads.
type oembedAnswer struct {
	Version         string `json:"version" xml:"version"`
	Type            string `json:"type" xml:"type"`
	Title           string `json:"title" xml:"title"`
	ProviderName    string `json:"provider_name" xml:"provider_name"`
	ProviderURL     string `json:"provider_url" xml:"provider_url"`
	HTML            string `json:"html" xml:"html"`
	Width           int    `json:"width" xml:"width"`
	Height          int    `json:"height" xml:"height"`
	CacheAge        int    `json:"cache_age" xml:"cache_age"`
	ThumbnailURL    string `json:"thumbnail_url" xml:"thumbnail_url"`
	ThumbnailWidth  int    `json:"thumbnail_width" xml:"thumbnail_width"`
	ThumbnailHeight int    `json:"thumbnail_height" xml:"thumbnail_height"`
}

// The pattern that WordPress lets through: a blockquote, then one frame.
var (
	wordpressHTML = regexp.MustCompile(`(?s)^<blockquote[^>]*><a href="[^"]*">[^<]*</a></blockquote><iframe ([^>]*)></iframe>$`)
	frameSource   = regexp.MustCompile(`src="([^"]*)"`)
)

func sourceOf(t *testing.T, code string) *url.URL {
	t.Helper()
	if !wordpressHTML.MatchString(code) {
		t.Fatalf("the code is %s", code)
	}
	u, err := url.Parse(html.UnescapeString(frameSource.FindStringSubmatch(code)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestOEmbedAnswersForPagesOfThisSite(t *testing.T) {
	s, reader := newsroom(t, func(o *Options) { o.BaseURL = "https://example.org/strikes" })
	id := reader.features[0].ID
	for _, c := range []struct{ page, incident, kind string }{
		{"https://example.org/strikes/", "", ""},
		{"https://example.org/strikes/?kind=strike,closure&window=7d", "", "strike,closure"},
		{"http://EXAMPLE.org/strikes/?kind=strike", "", "strike"},
		{"https://example.org/strikes/incidents/" + id, id, ""},
		{"https://example.org/strikes/incidents/strike-0", id, ""},
		{"https://example.org/strikes/embed?incident=" + strings.ToLower(id), id, ""},
	} {
		w := get(s, "/oembed?url="+url.QueryEscape(c.page)+"&unknown=ignored")
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s is answered with %d %s", c.page, w.Code, w.Body)
			continue
		}
		a := decode[oembedAnswer](t, w)
		src := sourceOf(t, a.HTML)
		if src.Host != "example.org" || src.Path != "/strikes/embed" || src.Query().Get("incident") != c.incident || src.Query().Get("kind") != c.kind {
			t.Errorf("%s is framed as %s", c.page, src)
		}
		if a.Version != "1.0" || a.Type != "rich" || a.Title == "" || a.ProviderName == "" || a.Width != 640 || a.Height != 720 || a.CacheAge <= 0 {
			t.Errorf("%s: %+v", c.page, a)
		}
		if framed := get(s, strings.TrimPrefix(src.RequestURI(), "/strikes")); framed.Code != 200 {
			t.Errorf("the frame %s is answered with %d", src, framed.Code)
		}
		if picture := get(s, strings.TrimPrefix(a.ThumbnailURL, "https://example.org/strikes")); picture.Code != 200 || picture.Header().Get("Content-Type") != "image/png" {
			t.Errorf("the thumbnail %s is answered with %d %s", a.ThumbnailURL, picture.Code, picture.Body)
		}
	}
}

func TestOEmbedRefusesWhatIsNotOurs(t *testing.T) {
	s, _ := newsroom(t, func(o *Options) { o.BaseURL = "https://example.org/strikes" })
	for target, status := range map[string]int{
		"/oembed": 400,
		"/oembed?url=https://other.example/strikes/":                          404,
		"/oembed?url=https://example.org/":                                    404,
		"/oembed?url=https://example.org/strikesnot/":                         404,
		"/oembed?url=https://example.org/strikes/docs":                        404,
		"/oembed?url=https://example.org.evil.example/strikes/":               404,
		"/oembed?url=https://user@example.org/strikes/":                       404,
		"/oembed?url=javascript:alert(1)":                                     404,
		"/oembed?url=//example.org/strikes/":                                  404,
		"/oembed?url=%25zz":                                                   404,
		"/oembed?url=https://example.org/strikes/incidents/" + withdrawnID:    404,
		"/oembed?url=https://example.org/strikes/incidents/no-such-slug":      404,
		"/oembed?url=https://example.org/strikes/%3Fknown_at=2030-01-01":      404,
		"/oembed?url=https://example.org/strikes/&format=yaml":                501,
		"/oembed?url=https://other.example/&format=yaml":                      501,
		"/oembed?url=https://example.org/strikes/incidents/a/b":               404,
		"/oembed?url=https://example.org/strikes/&maxwidth=abc&maxheight=-10": 200,
	} {
		if w := get(s, target); w.Code != status {
			t.Errorf("%s is answered with %d", target, w.Code)
		}
	}
}

func TestOEmbedKeepsTheLimits(t *testing.T) {
	s, _ := newsroom(t, nil)
	for _, c := range []struct {
		limits                     string
		width, height              int
		show                       string
		thumbnailWidth, thumbnailH int
	}{
		{"maxwidth=320", 320, 720, "", 320, 168},
		{"maxwidth=900", 900, 720, "", 900, 472},
		{"maxwidth=5000&maxheight=5000", 1200, 720, "", 1200, 630},
		{"maxheight=500", 640, 460, "map", 952, 500},
		{"maxheight=300", 640, 300, "map", 571, 300},
		{"maxwidth=150&maxheight=150", 150, 150, "map", 0, 0},
	} {
		a := decode[oembedAnswer](t, get(s, "/oembed?url=http://map.example/&"+c.limits))
		if a.Width != c.width || a.Height != c.height || sourceOf(t, a.HTML).Query().Get("show") != c.show {
			t.Errorf("%s: %d by %d, %s", c.limits, a.Width, a.Height, a.HTML)
		}
		if a.ThumbnailWidth != c.thumbnailWidth || a.ThumbnailHeight != c.thumbnailH || (a.ThumbnailURL != "") != (c.thumbnailH > 0) {
			t.Errorf("%s: a thumbnail of %d by %d: %s", c.limits, a.ThumbnailWidth, a.ThumbnailHeight, a.ThumbnailURL)
		}
	}
}

func TestOEmbedSpeaksXMLToo(t *testing.T) {
	s, reader := newsroom(t, nil)
	reader.features[0].Title = `Office: "fire" <at> port & quay`
	page := url.QueryEscape("http://map.example/incidents/" + reader.features[0].ID)
	w := get(s, "/oembed?format=xml&url="+page)
	var a oembedAnswer
	if err := xml.Unmarshal(w.Body.Bytes(), &a); err != nil || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if a != decode[oembedAnswer](t, get(s, "/oembed?format=json&url="+page)) {
		t.Errorf("XML and JSON differ: %+v", a)
	}
	if a.Title != reader.features[0].Title || strings.Contains(a.HTML, "<at>") {
		t.Errorf("title %q, code %s", a.Title, a.HTML)
	}
	sourceOf(t, a.HTML)
}

func TestPagesNameTheirOEmbedAnswers(t *testing.T) {
	s, reader := newsroom(t, func(o *Options) { o.BaseURL = "https://example.org/strikes" })
	link := regexp.MustCompile(`<link rel="alternate" type="(?:application/json|text/xml)\+oembed" href="([^"]*)"`)
	for _, target := range []string{"/?kind=strike&window=7d", "/incidents/" + reader.features[0].ID} {
		found := link.FindAllStringSubmatch(get(s, target).Body.String(), -1)
		if len(found) != 2 {
			t.Fatalf("%s names %d answers", target, len(found))
		}
		for _, m := range found {
			address := html.UnescapeString(m[1])
			if w := get(s, strings.TrimPrefix(address, "https://example.org/strikes")); w.Code != 200 {
				t.Errorf("%s leads to %s, which is answered with %d", target, address, w.Code)
			}
		}
	}
}
