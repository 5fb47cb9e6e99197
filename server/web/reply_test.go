package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

func TestOnlyAnswersOf200AreKept(t *testing.T) {
	sender := NewSender(NewBodies(1 << 20))
	fail := true
	handler := func(w http.ResponseWriter, r *http.Request) {
		if Answered(w, r, `"tag"`) {
			return
		}
		if fail {
			Whole(w, http.StatusNotFound, "text/html", []byte(large))
			return
		}
		_ = Body(w, "text/html", []byte("found "+large))
	}
	first := answered(sender, "gzip", handler)
	fail = false
	second := answered(sender, "gzip", handler)
	if first.Code != 404 || first.Header().Get("Content-Encoding") != "gzip" || second.Code != 200 || decoded(t, second) != "found "+large {
		t.Errorf("%d, then %d %.100s", first.Code, second.Code, decoded(t, second))
	}
}

func TestAFaultAfterABodyWasReadiedIsAnsweredInItsPlace(t *testing.T) {
	w := answered(NewSender(NewBodies(1<<20)), "gzip", func(w http.ResponseWriter, r *http.Request) {
		frame := &Frame{}
		frame.Handler(Route{Handler: func(w http.ResponseWriter, r *http.Request) error {
			_ = Body(w, "text/html", []byte(large))
			return geo.Errorf(geo.EGONE, "withdrawn")
		}}).ServeHTTP(w, r)
	})
	if w.Code != 410 || !strings.Contains(w.Body.String(), "withdrawn") || strings.Contains(w.Body.String(), "incident") || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d %v %.200s", w.Code, w.Header(), w.Body)
	}
}

func TestAFaultAfterTheFirstByteCutsTheConnection(t *testing.T) {
	defer func() {
		if reason := recover(); reason != http.ErrAbortHandler {
			t.Errorf("%v", reason)
		}
	}()
	answered(NewSender(nil), "", func(w http.ResponseWriter, r *http.Request) {
		(&Frame{}).Handler(Route{Handler: func(w http.ResponseWriter, r *http.Request) error {
			_, _ = io.WriteString(w, "begun")
			return geo.Errorf(geo.EGONE, "withdrawn")
		}}).ServeHTTP(w, r)
	})
	t.Error("the answer went on")
}

func TestABodyThatCannotBeMadeIsAnError(t *testing.T) {
	broken := errors.New("broken")
	for range 3 { // the buffer goes back and is used again
		w := answered(NewSender(nil), "", func(w http.ResponseWriter, _ *http.Request) {
			err := Compose(w, "text/plain", 10, func(dst []byte) ([]byte, error) { return append(dst, "half"...), broken })
			if !errors.Is(err, broken) {
				t.Error(err)
			}
			_ = Compose(w, "text/plain", 10, func(dst []byte) ([]byte, error) { return append(dst, "whole"...), nil })
		})
		if w.Body.String() != "whole" {
			t.Errorf("the body is %q", w.Body)
		}
	}
}

func TestAClientThatTakesNothingEncodedGetsItPlain(t *testing.T) {
	sender := NewSender(NewBodies(1 << 20))
	handler := func(w http.ResponseWriter, r *http.Request) {
		if !Answered(w, r, `"tag"`) {
			_ = Body(w, "text/html", []byte(large))
		}
	}
	answered(sender, "br", handler)
	if w := answered(sender, "", handler); w.Body.String() != large || w.Header().Get("ETag") != `"tag"` {
		t.Errorf("%v %.100s", w.Header(), w.Body)
	}
}

func TestAFlightHasOneLeaderUntilItLands(t *testing.T) {
	var f flights
	key := bodyKey{"/", "tag", ""}
	led, leads := f.join(key)
	if _, again := f.join(bodyKey{"/", "other", ""}); !leads || !again {
		t.Fatal("the first of a kind does not lead")
	}
	waiting, leads := f.join(key)
	if leads || waiting != led {
		t.Fatal("the second leads too")
	}
	go f.land(led, func() (keptBody, bool) { return keptBody{bytes: []byte("made")}, true })
	if body, ok := waiting.wait(t.Context()); !ok || string(body.bytes) != "made" {
		t.Errorf("%v %s", ok, body.bytes)
	}
	led, leads = f.join(key)
	if !leads {
		t.Fatal("a flight that landed goes on")
	}
	if f.land(led, func() (keptBody, bool) { t.Error("nobody waits for this"); return keptBody{}, true }) {
		t.Error("somebody got it")
	}
	led, _ = f.join(key)
	waiting, _ = f.join(key)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, ok := waiting.wait(ctx); ok {
		t.Error("a body out of nowhere")
	}
	f.land(led, nil)
	if _, ok := waiting.wait(t.Context()); ok {
		t.Error("a body of a leader that failed")
	}
}

func TestABodyInAnEncodingOfTheHandlersOwnIsNotShared(t *testing.T) {
	sender := NewSender(nil)
	handler := func(w http.ResponseWriter, r *http.Request) {
		if Answered(w, r, `"tag"`) {
			return
		}
		time.Sleep(30 * time.Millisecond)
		if Accepts(r, "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
		}
		_ = Body(w, "text/html", []byte(large))
	}
	done := make(chan struct{})
	go func() { answered(sender, "br, gzip", handler); close(done) }()
	time.Sleep(10 * time.Millisecond)
	if w := answered(sender, "br", handler); w.Header().Get("Content-Encoding") != "br" {
		t.Errorf("a client without gzip got %q", w.Header().Get("Content-Encoding"))
	}
	<-done
}

func TestHugeBuffersDoNotStay(t *testing.T) {
	b := takeBuffer(2 * largestPiece)
	huge := &b.bytes[:1][0]
	b.release()
	for range 100 {
		if again := takeBuffer(1); cap(again.bytes) > 0 && &again.bytes[:1][0] == huge {
			t.Fatal("a huge buffer came back")
		}
	}
}

func TestTheExchangeOfARequestStaysWithIt(t *testing.T) {
	r, x := Begin(t.Context(), httptest.NewRequest(http.MethodGet, "/a?x=1&y=2", nil), "r1")
	NoteRoute(r, "/a")
	based := WithBase(r, Base{"https://map.example", "/strikes"})
	if RequestID(based) != "r1" || x.Route != "/a" || Links(based).Prefix != "/strikes" || Links(r).Prefix != "" || Values(based).Get("y") != "2" {
		t.Errorf("%s %+v %+v %v", RequestID(based), x, Links(based), Values(based))
	}
	type key struct{}
	child := r.WithContext(context.WithValue(r.Context(), key{}, "value"))
	if RequestID(child) != "r1" || child.Context().Value(key{}) != "value" {
		t.Error("a derived context lost something")
	}
}
