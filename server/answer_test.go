package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// crowded is a server with more than 1,000 incidents.
func crowded(t *testing.T) (*Server, *fake) {
	t.Helper()
	s, reader := started(t, nil)
	for i := range 1010 {
		reader.add(fmt.Sprintf("crowd-%d \"<é\u2028\n\\", i), geo.Strike, "port", time.Duration(i)*time.Minute, &geo.Point{Lon: float64(i%360) - 180, Lat: float64(i%180)/2 - 45})
	}
	return s, reader
}

func notice() encode.Notice {
	site := web.DefaultSite()
	return encode.Notice{
		Licence: site.DataLicence, LicenceURL: site.DataLicenceURL, Attribution: site.Credit(),
		Note: web.NoteReported + " " + web.NoteRecords + " " + web.NoteBorders,
	}
}

func TestAPageHasTheBytesThatItsFeaturesEncodeTo(t *testing.T) {
	s, reader := crowded(t)
	const home = "http://map.example/api/v1/collections/incidents"
	for query, columns := range map[string][]geo.Column{
		"limit=1000":                             nil,
		"limit=1000&properties=url%2Ctitle%2Cid": {geo.Columns[0], geo.Columns[1], geo.Columns[len(geo.Columns)-1]},
	} {
		page, err := reader.Items(t.Context(), geo.Query{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		next := "cursor=" + page.Next.String() + "&" + query
		var want bytes.Buffer
		err = encode.WriteFeatures(&want, page.Features, encode.Head{
			Matched: len(reader.features), TimeStamp: reader.edition.Changed, Notice: notice(),
			Links: []encode.Link{
				{Href: home + "/items?" + query, Rel: "self", Type: "application/geo+json", Title: "This page"},
				{Href: home, Rel: "collection", Type: "application/json", Title: "The collection"},
				{Href: home + "/items?" + next, Rel: "next", Type: "application/geo+json", Title: "Next page"},
				{Href: home + "/queryables", Rel: "http://www.opengis.net/def/rel/ogc/1.0/queryables", Type: "application/schema+json", Title: "Properties that a filter may name"},
				{Href: home + "/items?f=jsonseq&" + query, Rel: "alternate", Type: "application/geo+json-seq", Title: "The same as jsonseq"},
				{Href: home + "/items?f=csv&" + query, Rel: "alternate", Type: "text/csv", Title: "The same as csv"},
				{Href: home + "/items?f=kml&" + query, Rel: "alternate", Type: "application/vnd.google-earth.kml+xml", Title: "The same as kml"},
				{Href: home + "/items?f=atom&" + query, Rel: "alternate", Type: "application/atom+xml", Title: "The same as atom"},
				{Href: home + "/items?f=html&" + query, Rel: "alternate", Type: "text/html", Title: "The same as a page"},
			},
		}, encode.Options{Base: "http://map.example", Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		w := get(s, items+"?"+query)
		if !bytes.Equal(w.Body.Bytes(), want.Bytes()) {
			t.Errorf("%s: the answer is\n%.2000s\nnot\n%.2000s", query, w.Body, want.String())
		}
		if got := w.Header().Get("Content-Length"); got != strconv.Itoa(want.Len()) {
			t.Errorf("%s: the length is %s, not %d", query, got, want.Len())
		}
	}
}

func TestAnItemHasTheBytesThatItsFeatureEncodesTo(t *testing.T) {
	s, reader := started(t, nil)
	f := reader.features[0]
	series := reader.series["run"]
	revisions, err := reader.Revisions(t.Context(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	self := "http://map.example" + items + "/" + f.ID
	var want bytes.Buffer
	err = encode.WriteItem(&want, encode.Item{
		Feature: f, Parties: reader.Parties(), Series: &series, Revisions: revisions, Notice: notice(),
		Links: []encode.Link{
			{Href: self, Rel: "self", Type: "application/geo+json", Title: "This incident"},
			{Href: "http://map.example/incidents/" + f.ID, Rel: "alternate", Type: "text/html", Title: "Page of the incident"},
			{Href: "http://map.example/api/v1/collections/incidents", Rel: "collection", Type: "application/json", Title: "The collection"},
		},
	}, encode.Options{Base: "http://map.example"})
	if err != nil {
		t.Fatal(err)
	}
	if w := get(s, items+"/"+f.ID); w.Body.String() != want.String() {
		t.Errorf("the answer is\n%s\nnot\n%s", w.Body, want.String())
	}
}

func TestTheTagOfAnItemOutlastsChangesElsewhere(t *testing.T) {
	s, reader := started(t, nil)
	target := items + "/" + reader.features[0].ID
	tag := get(s, target).Header().Get("ETag")
	reader.edition.Number++
	if got := get(s, target).Header().Get("ETag"); got != tag {
		t.Errorf("a change elsewhere made %s of the tag %s", got, tag)
	}
	reader.series["run"] = geo.Series{ID: "run", Title: "Another title"}
	if got := get(s, target).Header().Get("ETag"); got == tag {
		t.Error("another ledger has the same tag")
	}
	if get(s, target+"?properties=id").Header().Get("ETag") == get(s, target).Header().Get("ETag") {
		t.Error("other columns have the same tag")
	}
}

// served answers a request without a network.
func served(s *Server, t testing.TB, method, target string, headers ...string) *discarded {
	r := request(t, target, headers...)
	r.Method = method
	d := &discarded{header: http.Header{}}
	s.Handler().ServeHTTP(d, r)
	return d
}

func TestAnAnswerGoesOutInOnePieceOrInFewWithItsLength(t *testing.T) {
	reader := newFixed(10_000)
	s, err := New(Options{Site: web.DefaultSite(), Reader: reader, Listen: "127.0.0.1:0", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		target      string
		headers     []string
		from, until int // writes
	}{
		{items + "/" + reader.item.ID, nil, 1, 1},
		{items + "?limit=100", nil, 1, 1},
		{items + "?limit=1000", nil, 1, 1},
		{items + "?limit=10000", nil, 30, 60},
		{items + "?limit=10000&properties=id,url", nil, 1, 1},
		{items + "?limit=1000", []string{"Accept-Encoding", "gzip"}, 1, 1},
		{items + "?limit=10000", []string{"Accept-Encoding", "br"}, 1, 1},
		{"/feeds/v1/all-30d.csv", nil, 1, 1},
	} {
		w := served(s, t, http.MethodGet, c.target, c.headers...)
		if w.status != 200 || w.writes < c.from || w.writes > c.until {
			t.Errorf("%s %v: %d in %d writes", c.target, c.headers, w.status, w.writes)
		}
		if length := w.header.Get("Content-Length"); length != strconv.FormatInt(w.bytes, 10) {
			t.Errorf("%s %v: %s bytes promised, %d written", c.target, c.headers, length, w.bytes)
		}
		again := served(s, t, http.MethodGet, c.target, append(c.headers, "If-None-Match", w.header.Get("ETag"))...)
		if again.status != 304 || again.writes > 0 {
			t.Errorf("%s %v: %d the second time", c.target, c.headers, again.status)
		}
	}
}

func TestALargeEncodedPageReadsAsThePlainOne(t *testing.T) {
	reader := newFixed(6000)
	s, err := New(Options{Site: web.DefaultSite(), Reader: reader, Listen: "127.0.0.1:0", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	plain := get(s, items+"?limit=10000")
	small := get(s, items+"?limit=10000", "Accept-Encoding", "gzip")
	reading, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(reading)
	if err != nil || !bytes.Equal(body, plain.Body.Bytes()) || plain.Body.Len() < 5<<20 {
		t.Errorf("%d bytes, %d plain: %v", len(body), plain.Body.Len(), err)
	}
}

func TestEqualRequestsAtATimeAreAnsweredOnce(t *testing.T) {
	for _, encoding := range []string{"identity", "gzip"} {
		t.Run(encoding, func(t *testing.T) {
			s, reader := crowded(t)
			reader.hold = make(chan struct{})
			const crowd = 12
			answers := make([]*httptest.ResponseRecorder, crowd)
			var all sync.WaitGroup
			for i := range answers {
				all.Go(func() { answers[i] = get(s, items+"?limit=1000", "Accept-Encoding", encoding) })
			}
			time.Sleep(50 * time.Millisecond) // they have all come
			close(reader.hold)
			all.Wait()
			if n := reader.calls.Load(); n != 1 {
				t.Errorf("the record was asked %d times", n)
			}
			for _, w := range answers {
				if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), answers[0].Body.Bytes()) || w.Header().Get("Link") == "" ||
					w.Header().Get("ETag") != answers[0].Header().Get("ETag") || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
					t.Errorf("%d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
				}
			}
		})
	}
}

func TestWhoWaitsForAnAnswerGetsItThoughTheFirstOneLeaves(t *testing.T) {
	s, reader := crowded(t)
	reader.hold = make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		s.Handler().ServeHTTP(httptest.NewRecorder(), request(t, items+"?limit=1000").WithContext(ctx))
	})
	time.Sleep(20 * time.Millisecond)
	answers := make([]*httptest.ResponseRecorder, 5)
	for i := range answers {
		all.Go(func() { answers[i] = get(s, items+"?limit=1000") })
	}
	time.Sleep(20 * time.Millisecond)
	leave()
	time.Sleep(20 * time.Millisecond)
	close(reader.hold)
	all.Wait()
	for _, w := range answers {
		if w.Code != 200 || len(decode[collectionAnswer](t, w).Features) != 1000 {
			t.Errorf("%d %.200s", w.Code, w.Body)
		}
	}
}

func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	s, reader := started(t, func(o *Options) { o.Logger = slog.New(slog.DiscardHandler) })
	reader.features = []*geo.Feature{nil}
	for range 3 {
		if w := get(s, items); w.Code != 500 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}

func TestAnswersAtATimeKeepTheirOwnBytes(t *testing.T) {
	s, _ := crowded(t)
	want := map[string][]byte{}
	for i := range 20 {
		target := items + "?limit=" + strconv.Itoa(20*i+1)
		want[target] = get(s, target).Body.Bytes()
	}
	var all sync.WaitGroup
	for target, body := range want {
		for range 3 {
			all.Go(func() {
				if got := get(s, target).Body.Bytes(); !bytes.Equal(got, body) {
					t.Errorf("%s: %d bytes, not %d", target, len(got), len(body))
				}
			})
		}
	}
	all.Wait()
}

func TestABodyThatBreaksInTheMiddleCutsTheConnection(t *testing.T) {
	reader := newFixed(10_000)
	reader.page.Flats[9_999] = []byte("not a feature")
	s, err := New(Options{Site: web.DefaultSite(), Reader: reader, Listen: "127.0.0.1:0", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if reason := recover(); reason != http.ErrAbortHandler {
			t.Errorf("the connection was not cut: %v", reason)
		}
		reader.page.Flats = reader.page.Flats[9_990:]
		if w := get(s, items); w.Code != 500 {
			t.Errorf("a small one answers %d", w.Code)
		}
	}()
	served(s, t, http.MethodGet, items+"?limit=10000")
}
