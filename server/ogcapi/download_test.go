package ogcapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// walker is a reader that can be walked through. It fails, or waits, before a feature.
type walker struct {
	geo.Reader
	n      int
	noise  int           // bytes of each feature that cannot be made smaller
	failAt int           // 0 for never
	waitAt int           // 0 for never
	waited chan struct{} // closed to go on
	err    error         // before all
	asked  geo.Query
	read   int
}

var errBroken = errors.New("the disk is gone")

func (r *walker) Edition() geo.Edition {
	return geo.Edition{Epoch: "e", Number: 7, Changed: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

func (r *walker) Parties() geo.Parties {
	return geo.Parties{"harbour-office": {Code: "harbour-office", Name: "Harbour Office", Kind: "regional-authority"}}
}

func (r *walker) flat(i int) []byte {
	from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(i) * time.Minute)
	return encode.AppendFeature(nil, geo.NewFeature(&geo.Revision{Number: 1, PublicFrom: from, Incident: geo.Incident{
		ID: geo.StableID("x", from), Title: `A "title", <b>`, Summary: noise(r.noise, i), Kind: geo.Strike, State: geo.Published, PublishedAt: &from,
		Location: geo.Location{Label: "Exampleport", Point: &geo.Point{Lon: 31.5, Lat: 49}, Precision: geo.Settlement, Uncertainty: 3000},
		Time:     geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Minute)}, Precision: "minute"},
		Claims:   []geo.Claim{{Party: "harbour-office", Role: geo.Affected, Stance: "claims", Proposition: "struck"}},
	}}, r.Parties(), nil), encode.Options{})
}

// noise is text that is the same for the same number and looks like nothing else.
func noise(size, number int) string {
	random := rand.NewChaCha8([32]byte{byte(number), byte(number >> 8)})
	raw := make([]byte, size/2)
	_, _ = random.Read(raw) // never fails
	return hex.EncodeToString(raw)
}

func (r *walker) Walk(_ context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	r.asked, r.read = q, 0
	if r.err != nil {
		return r.err
	}
	if err := begin(r.Edition(), r.n); err != nil {
		return err
	}
	for i := range r.n {
		if r.failAt == i+1 {
			return errBroken
		}
		if r.waitAt == i+1 {
			<-r.waited
		}
		r.read++
		if err := each(geo.ItemBody{Flat: r.flat(i)}); err != nil {
			return err
		}
	}
	return nil
}

// serving returns a server of the downloads of a reader.
func serving(t *testing.T, r *walker) *httptest.Server {
	t.Helper()
	frame := &web.Frame{Logger: slog.New(slog.DiscardHandler)}
	sender := web.NewSender(web.NewBodies(1 << 20))
	mux := http.NewServeMux()
	for _, route := range downloadRoutes(&api{web.Deps{Site: web.DefaultSite(), Reader: r}}) {
		route.Strict = true
		handler := frame.Handler(route)
		mux.HandleFunc(route.Path, func(w http.ResponseWriter, r *http.Request) {
			r, _ = web.Begin(r.Context(), r, "test")
			out := sender.Reply(w, r)
			defer func() {
				if reason := recover(); reason != nil {
					out.Abandon()
					panic(reason)
				}
			}()
			handler.ServeHTTP(out, r)
			out.Close()
		})
	}
	s := httptest.NewServer(mux)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.Client().Transport.(*http.Transport).DisableCompression = true
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, s *httptest.Server, method, path string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func bodyOf(t *testing.T, answer *http.Response) []byte {
	t.Helper()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// counted returns how many features a file holds, read by its own kind of reader.
func counted(t *testing.T, extension string, body []byte) int {
	t.Helper()
	n := 0
	switch extension {
	case "geojson":
		var file struct {
			NumberMatched, NumberReturned int
			Features                      []json.RawMessage
		}
		if err := json.Unmarshal(body, &file); err != nil {
			t.Fatal(err)
		}
		if n = len(file.Features); file.NumberMatched != n || file.NumberReturned != n {
			t.Errorf("%d features: matched %d, returned %d", n, file.NumberMatched, file.NumberReturned)
		}
	case "geojsons", "geojsonl":
		for line := range bytes.Lines(body) {
			if !json.Valid(bytes.TrimPrefix(line, []byte("\x1e"))) {
				t.Fatalf("%q", line)
			}
			n++
		}
	case "csv":
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		n = len(rows) - 1
	case "kml":
		var file struct {
			Placemarks []struct{} `xml:"Document>Placemark"`
		}
		if err := xml.Unmarshal(body, &file); err != nil {
			t.Fatal(err)
		}
		n = len(file.Placemarks)
	case "atom":
		var file struct {
			Entries []struct{} `xml:"entry"`
		}
		if err := xml.Unmarshal(body, &file); err != nil {
			t.Fatal(err)
		}
		n = len(file.Entries)
	}
	return n
}

func TestAFileHoldsAllMatches(t *testing.T) {
	for _, form := range fileForms {
		for _, n := range []int{0, 1, 3000} {
			s := serving(t, &walker{n: n})
			answer := ask(t, s, http.MethodGet, downloadPath(form.extension)+"?kind=strike")
			if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != form.MediaType {
				t.Fatalf("%s: %d, %v", form.extension, answer.StatusCode, answer.Header)
			}
			if got := counted(t, form.extension, bodyOf(t, answer)); got != n {
				t.Errorf("%s holds %d of %d", form.extension, got, n)
			}
			if got, want := answer.Header.Get("Content-Disposition"), `attachment; filename="strikemap-incidents-kind-strike-2026-01-02-e7.`+form.extension+`"`; got != want {
				t.Errorf("%s: %s, not %s", form.extension, got, want)
			}
			if links := answer.Header.Get("Link"); !strings.Contains(links, `rel="license"`) || !strings.Contains(links, `rel="self"`) {
				t.Errorf("%s: links are %s", form.extension, links)
			}
		}
	}
}

func TestAFileIsEncodedOnTheFly(t *testing.T) {
	s := serving(t, &walker{n: 5000})
	for _, extension := range []string{"geojson", "csv", "kml", "atom"} {
		plain := bodyOf(t, ask(t, s, http.MethodGet, downloadPath(extension)))
		answer := ask(t, s, http.MethodGet, downloadPath(extension), "Accept-Encoding", "gzip")
		if answer.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: %v", extension, answer.Header)
		}
		packed := bodyOf(t, answer)
		unpack, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(unpack)
		if err != nil || !bytes.Equal(body, plain) || len(packed) > len(plain)/3 {
			t.Errorf("%s: %v, %d bytes out of %d", extension, err, len(packed), len(plain))
		}
	}
}

func TestWhatIsNoQuestionIsRefused(t *testing.T) {
	s := serving(t, &walker{n: 3})
	for path, parameter := range map[string]string{
		downloadPath("csv") + "?limit=3":            "limit",
		downloadPath("csv") + "?f=json":             "f",
		downloadPath("csv") + "?bom=yes":            "bom",
		downloadPath("kml") + "?bom=true":           "bom",
		downloadPath("atom") + "?properties=id":     "properties",
		downloadPath("geojson") + "?kind=strikes":   "kind",
		downloadPath("geojson") + "?properties=tit": "properties",
	} {
		answer := ask(t, s, http.MethodGet, path)
		if body := bodyOf(t, answer); answer.StatusCode != http.StatusBadRequest || !bytes.Contains(body, []byte(`"parameter":"`+parameter+`"`)) {
			t.Errorf("%s: %d %s", path, answer.StatusCode, body)
		}
	}
}

func TestTheQuestionReachesTheReader(t *testing.T) {
	r := &walker{n: 1}
	s := serving(t, r)
	bodyOf(t, ask(t, s, http.MethodGet, downloadPath("csv")+"?kind=strike&bbox=1,2,3,4&status_min=claimed"))
	if r.asked.StatusMin != "claimed" || r.asked.BBox == nil || len(r.asked.Conditions) != 1 {
		t.Errorf("asked %+v", r.asked)
	}
	body := bodyOf(t, ask(t, s, http.MethodGet, downloadPath("csv")+"?properties=title,id&bom=true"))
	if !bytes.HasPrefix(body, []byte("\xEF\xBB\xBFid,title\r\n")) {
		t.Errorf("%.40q", body)
	}
}

func TestAFaultBeforeTheFirstByteIsAProblem(t *testing.T) {
	for _, r := range []*walker{{err: geo.Invalid("known_at", "is in the future")}, {n: 9, failAt: 5}} {
		answer := ask(t, serving(t, r), http.MethodGet, downloadPath("kml"))
		if answer.StatusCode < 400 || answer.Header.Get("Content-Type") != "application/problem+json" || answer.Header.Get("Content-Disposition") != "" || answer.Header.Get("ETag") != "" {
			t.Errorf("%d %v", answer.StatusCode, answer.Header)
		}
	}
}

func TestABrokenFileDoesNotLookWhole(t *testing.T) {
	for _, headers := range [][]string{nil, {"Accept-Encoding", "gzip"}} {
		r := &walker{n: 3000, noise: 4000, failAt: 2999} // more than is held back, encoded too
		answer := ask(t, serving(t, r), http.MethodGet, downloadPath("geojson"), headers...)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%v: %d", headers, answer.StatusCode)
		}
		if body, err := io.ReadAll(answer.Body); err == nil {
			t.Errorf("%v: %d bytes pass for the whole file", headers, len(body))
		}
	}
}

func TestAFileBeginsBeforeItIsReadToItsEnd(t *testing.T) {
	r := &walker{n: 2000, waitAt: 2000, waited: make(chan struct{})}
	answer := ask(t, serving(t, r), http.MethodGet, downloadPath("geojson"))
	if _, err := io.ReadFull(answer.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	close(r.waited)
	if rest := bodyOf(t, answer); !bytes.HasSuffix(rest, []byte("]}\n")) {
		t.Errorf("the end is %q", rest[max(0, len(rest)-20):])
	}
}

func TestHEADReadsNoFeatures(t *testing.T) {
	r := &walker{n: 10}
	s := serving(t, r)
	answer := ask(t, s, http.MethodHead, downloadPath("csv"))
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Disposition") == "" || answer.Header.Get("Content-Type") != web.CSVFormat.MediaType || r.read != 0 {
		t.Errorf("%d %v, %d read", answer.StatusCode, answer.Header, r.read)
	}
	r.err = geo.Invalid("known_at", "is in the future")
	if answer := ask(t, s, http.MethodHead, downloadPath("csv")); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("%d", answer.StatusCode)
	}
}

func TestAFileIsNotSentAgainUnchanged(t *testing.T) {
	r := &walker{n: 10}
	s := serving(t, r)
	first := ask(t, s, http.MethodGet, downloadPath("csv"))
	bodyOf(t, first)
	r.read = 0
	second := ask(t, s, http.MethodGet, downloadPath("csv"), "If-None-Match", first.Header.Get("ETag"))
	if second.StatusCode != http.StatusNotModified || r.read != 0 {
		t.Errorf("%d, %d read", second.StatusCode, r.read)
	}
	if other := ask(t, s, http.MethodGet, downloadPath("kml"), "If-None-Match", first.Header.Get("ETag")); other.StatusCode != http.StatusOK {
		t.Errorf("another format: %d", other.StatusCode)
	}
}

func TestAPageComesInEveryFormat(t *testing.T) {
	a := &api{web.Deps{Site: web.DefaultSite(), Reader: &walker{}}}
	page := geo.BodyPage{Edition: a.Reader.Edition(), Matched: 9, Flats: [][]byte{(&walker{}).flat(1), (&walker{}).flat(2)}}
	head := encode.Head{Matched: 9, Links: []encode.Link{{Href: "http://map.example/items?cursor=x", Rel: "next", Type: geoJSON}}}
	for _, format := range web.IncidentFormats {
		r := httptest.NewRequest(http.MethodGet, incidentsPath+"/items?kind=strike&f="+format.Name, nil)
		w := httptest.NewRecorder()
		if err := a.writePage(w, r, format, page, head, nil); err != nil {
			t.Fatal(err)
		}
		form, _ := formOf(format)
		body := w.Body.Bytes()
		if format.Name == web.GeoJSONFormat.Name {
			body = bytes.Replace(body, []byte(`"numberMatched":9`), []byte(`"numberMatched":2`), 1)
		}
		if got := counted(t, form.extension, body); got != 2 || w.Header().Get("Content-Type") != format.MediaType {
			t.Errorf("%s: %d features, %v", format.Name, got, w.Header())
		}
		if links := w.Header().Get("Link"); !strings.Contains(links, `cursor=x>; rel="next"; type="`+mediaType(format)+`"`) || !strings.Contains(links, `rel="license"`) {
			t.Errorf("%s: links are %s", format.Name, links)
		}
		saved := w.Header().Get("Content-Disposition") != ""
		if want := slices.Contains([]string{"csv", "kml", "jsonseq"}, format.Name); saved != want {
			t.Errorf("%s: %v", format.Name, w.Header())
		}
	}
}

func TestAPageLinksToItsOtherFormats(t *testing.T) {
	values := map[string][]string{"kind": {"strike"}, "f": {"csv"}, "cursor": {"x"}}
	links := formatLinks("http://map.example/items", values, web.CSVFormat)
	if len(links) != len(web.IncidentFormats)-1 {
		t.Fatalf("%v", links)
	}
	for _, l := range links {
		if l.Rel != "alternate" || !strings.Contains(l.Href, "kind=strike") || !strings.Contains(l.Href, "cursor=x") || strings.Contains(l.Href, "f=csv") {
			t.Errorf("%+v", l)
		}
	}
	if values["f"][0] != "csv" {
		t.Error("the parameters were changed")
	}
}
