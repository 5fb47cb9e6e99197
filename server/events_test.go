package server

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
)

// still are changes that never come.
type still struct{}

func (still) Subscribe(func(geo.Change)) func() { return func() {} }
func (still) Edition() geo.Edition              { return geo.Edition{} }

func listening(o *Options) { o.Changes, o.Listeners = still{}, 5 }

func TestEventsAreDescribedAndOffered(t *testing.T) {
	s, _ := started(t, listening)
	operation := description(t, s).Paths.Find("/events").Get
	if operation == nil || operation.Responses.Status(http.StatusOK).Value.Content.Get("text/event-stream") == nil {
		t.Error("the stream is not described")
	}
	if body := get(s, "/").Body.String(); !strings.Contains(body, `"events":"`+s.options.Reader.Edition().Epoch+`-`) {
		t.Error("the map page does not say which event led to it")
	}
	if body := get(s, "/embed?show=list&known_at=2026-01-05").Body.String(); strings.Contains(body, `"events"`) {
		t.Error("a pinned embed follows changes")
	}
	w := ask(s, http.MethodHead, "/events")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD is answered %d %v", w.Code, w.Header())
	}
	none, _ := started(t, nil)
	if w := get(none, "/events"); w.Code != http.StatusNotFound {
		t.Errorf("where nobody may listen it answers %d", w.Code)
	}
	if body := get(none, "/").Body.String(); strings.Contains(body, `"events"`) {
		t.Error("where nobody may listen the map page tries to")
	}
}

func TestTheServerStopsAtOnceAlthoughSomebodyListens(t *testing.T) {
	s, _ := started(t, listening)
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get("http://" + s.Address() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	began := time.Now()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if taken := time.Since(began); taken > 2*time.Second {
		t.Errorf("it took %s", taken)
	}
	if _, err := io.ReadAll(answer.Body); err != nil {
		t.Errorf("the stream did not end well: %v", err)
	}
}
