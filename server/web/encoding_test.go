package web

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

var large = strings.Repeat("incident ", 1000)

// answered runs a handler that writes a reply of a sender.
func answered(s *Sender, accept string, handler http.HandlerFunc) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	reply := s.Reply(w, r)
	handler(reply, r)
	reply.Close()
	return w
}

func decoded(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var reader io.Reader = bytes.NewReader(w.Body.Bytes())
	switch w.Header().Get("Content-Encoding") {
	case "br":
		reader = brotli.NewReader(reader)
	case "gzip":
		var err error
		if reader, err = gzip.NewReader(reader); err != nil {
			t.Fatal(err)
		}
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestBodiesAreEncodedByTypeAndSize(t *testing.T) {
	for name, c := range map[string]struct {
		accept, mediaType, encoded string
		body                       string
		want                       string
	}{
		"the better one of equals": {"gzip, deflate, br", "application/json", "", large, "br"},
		"the one liked best":       {"br;q=0.5, gzip", "application/geo+json", "", large, "gzip"},
		"gzip alone":               {"gzip", "text/csv; charset=utf-8", "", large, "gzip"},
		"any":                      {"*", "text/html", "", large, "br"},
		"none":                     {"", "text/html", "", large, ""},
		"refused":                  {"br;q=0, gzip;q=0", "text/html", "", large, ""},
		"small":                    {"br", "text/html", "", "small", ""},
		"a picture":                {"br", "image/png", "", large, ""},
		"encoded already":          {"br", "application/json", "gzip", large, "gzip"},
		"an event stream":          {"br", "text/event-stream", "", large, ""},
		"OpenAPI":                  {"br", "application/vnd.oai.openapi+json;version=3.0", "", large, "br"},
	} {
		t.Run(name, func(t *testing.T) {
			w := answered(NewSender(nil), c.accept, func(w http.ResponseWriter, r *http.Request) {
				if c.encoded != "" {
					w.Header().Set("Content-Encoding", c.encoded)
				}
				if !Answered(w, r, `"tag"`) {
					_ = Body(w, c.mediaType, []byte(c.body))
				}
			})
			if got := w.Header().Get("Content-Encoding"); got != c.want {
				t.Fatalf("encoded as %q, not %q", got, c.want)
			}
			if c.encoded != "" {
				return
			}
			if got := decoded(t, w); got != c.body {
				t.Errorf("the body is %q", got)
			}
			tag := `"tag"`
			if c.want != "" {
				tag = `"tag-` + c.want + `"`
			}
			if got := w.Header().Get("ETag"); got != tag {
				t.Errorf("the tag is %s, not %s", got, tag)
			}
			if got := w.Header().Get("Content-Length"); got != fmt.Sprint(w.Body.Len()) {
				t.Errorf("the length is %s, not %d", got, w.Body.Len())
			}
		})
	}
}

func TestAnEncodedBodyIsSentAgainWithoutWork(t *testing.T) {
	kept := NewSender(NewBodies(1 << 20))
	calls := 0
	handler := func(w http.ResponseWriter, r *http.Request) {
		if Answered(w, r, `"tag"`) {
			return
		}
		calls++
		w.Header().Set("Link", "</next>; rel=next")
		_ = Body(w, "application/json", []byte(large))
	}
	first := answered(kept, "br", handler)
	second := answered(kept, "br", handler)
	if calls != 1 {
		t.Errorf("the handler worked %d times", calls)
	}
	if !bytes.Equal(first.Body.Bytes(), second.Body.Bytes()) || decoded(t, second) != large {
		t.Error("the second body is another")
	}
	for _, name := range []string{"Content-Type", "Content-Encoding", "ETag", "Link"} {
		if a, b := first.Header().Get(name), second.Header().Get(name); a != b || a == "" {
			t.Errorf("%s is %q, then %q", name, a, b)
		}
	}
	answered(kept, "gzip", handler)
	if calls != 2 {
		t.Errorf("another encoding: the handler worked %d times", calls)
	}
}

func TestKeptBodiesStayWithinTheirBudget(t *testing.T) {
	kept := NewBodies(20_000)
	for i := range 100 {
		kept.put(bodyKey{"/", fmt.Sprint(i), "br"}, keptBody{bytes: make([]byte, 1000)})
		kept.get(bodyKey{"/", "0", "br"}) // used all the time
	}
	if kept.size > 20_000 || len(kept.byKey) != kept.recent.Len() || len(kept.byKey) < 5 {
		t.Errorf("%d bytes in %d bodies", kept.size, len(kept.byKey))
	}
	if _, ok := kept.get(bodyKey{"/", "0", "br"}); !ok {
		t.Error("the one used most is gone")
	}
	if _, ok := kept.get(bodyKey{"/", "50", "br"}); ok {
		t.Error("an old one is still there")
	}
	kept.put(bodyKey{"/", "huge", "br"}, keptBody{bytes: make([]byte, 10_000)})
	if _, ok := kept.get(bodyKey{"/", "huge", "br"}); ok {
		t.Error("one body takes half of the budget")
	}
}

func TestAStreamIsFlushedAsItComes(t *testing.T) {
	w := answered(NewSender(nil), "br", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, ": hello\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
	})
	if !w.Flushed || w.Body.String() != ": hello\n\n" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("flushed %v, %q", w.Flushed, w.Body)
	}
}

func TestAnAnswerWithoutBodyIsLeftAlone(t *testing.T) {
	for _, status := range []int{http.StatusNoContent, http.StatusNotModified, http.StatusPermanentRedirect} {
		w := answered(NewSender(NewBodies(1000)), "br", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		if w.Code != status || w.Body.Len() > 0 || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%d: %d %v", status, w.Code, w.Header())
		}
	}
}

func TestAnAnswerForAllIsMadeSmallerAndItsMarkStaysInside(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	words := strings.Fields("place time claim party denies confirms drone port region night about settlement source reported status number")
	var b strings.Builder
	for range 4000 {
		b.WriteString(words[random.IntN(len(words))] + " ")
	}
	text := b.String()
	size := func(mark bool, accept string) (int, http.Header) {
		w := answered(NewSender(NewBodies(1<<20)), accept, func(w http.ResponseWriter, r *http.Request) {
			if Answered(w, r, `"t"`) {
				return
			}
			if mark {
				ForAll(w)
			}
			_ = Body(w, "text/plain", []byte(text))
		})
		return w.Body.Len(), w.Header()
	}
	usual, _ := size(false, "br")
	small, header := size(true, "br")
	if small >= usual || header.Get("Content-Encoding") != "br" {
		t.Errorf("%d bytes, and %d as usual", small, usual)
	}
	if plain, _ := size(true, "identity"); plain != len(text) {
		t.Errorf("plain it has %d bytes of %d", plain, len(text))
	}
}
