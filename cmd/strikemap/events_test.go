package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// event is the data of one event.
type event struct {
	ID      string // of the event
	Edition int64
	All     bool
	Changes []struct{ ID, Change string }
}

// events listens to a server and delivers its events; the channel is closed at the end.
func events(t *testing.T, client *http.Client, address string) <-chan event {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, br")
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "" {
		t.Fatalf("answered %d, encoded as %q", response.StatusCode, response.Header.Get("Content-Encoding"))
	}
	told, greeted := make(chan event, 100), make(chan bool)
	go func() {
		defer close(told)
		defer response.Body.Close()
		var e event
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); name {
			case "id":
				e.ID = value
			case "data":
				if json.Unmarshal([]byte(value), &e) == nil {
					told <- e
				}
				e = event{}
			case "retry":
				close(greeted)
			}
		}
	}()
	select {
	case <-greeted:
	case <-time.After(5 * time.Second):
		t.Fatal("the server does not greet")
	}
	return told
}

// next waits for the next event.
func next(t *testing.T, told <-chan event, within time.Duration) event {
	t.Helper()
	select {
	case e, ok := <-told:
		if !ok {
			t.Fatal("the stream has ended")
		}
		return e
	case <-time.After(within):
		t.Fatalf("nothing was told within %s", within)
	}
	return event{}
}

// closure writes a file to import: an airspace closure, which no delay holds back.
func closure(t *testing.T, slug, title, state string, embargo time.Time) string {
	t.Helper()
	record := map[string]any{
		"external_id": slug, "dataset": "tests", "title": title, "summary": "Nothing of this happened.", "language": "en", "kind": "closure", "category": "airspace", "outcome": "unknown",
		"location": map[string]any{"label": "Nowhere", "point": map[string]float64{"lon": 37, "lat": 50}, "precision": "settlement", "uncertainty_m": 5000, "basis": "named-place", "regime": "airspace", "country": "RU"},
		"time":     map[string]string{"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "precision": "day", "zone": "UTC"},
		"claims":   []any{map[string]any{"party": "ru-krasnodar-hq", "role": "affected", "stance": "claims", "proposition": "occurred", "detail": "closed", "stated_at": "2026-01-02", "report": 0}},
		"reports":  []any{map[string]any{"publisher": "A paper", "title": "A headline", "url": "https://example.org/article", "published_at": "2026-01-02", "language": "en", "class": "press", "family": "a-paper"}},
		"state":    state, "published_at": "2026-01-03T00:00:00Z",
	}
	if !embargo.IsZero() {
		record["embargo"] = embargo.UTC().Format(time.RFC3339)
	}
	body, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": []any{map[string]any{
		"type": "Feature", "geometry": map[string]any{"type": "Point", "coordinates": []float64{37, 50}}, "record": record,
		"properties": map[string]any{"kind": "closure", "title": title, "external_id": slug, "state": state, "time_from": "2026-01-01T00:00:00Z", "time_to": "2026-01-02T00:00:00Z"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), slug+".geojson")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// said joins what an event tells.
func said(e event) string {
	var all []string
	for _, c := range e.Changes {
		all = append(all, c.Change)
	}
	return strings.Join(all, " ")
}

func TestListenersAreToldWhatBecomesPublicAndNothingBefore(t *testing.T) {
	in := serve(t, tempDB(t))
	told := events(t, http.DefaultClient, in.URL+"/events")

	mustRun(t, "import", "--db", in.DB, closure(t, "one", "A closure", "published", time.Time{}))
	first := next(t, told, 5*time.Second)
	if said(first) != "publication" {
		t.Fatalf("a publication is told as %+v", first)
	}
	id := first.Changes[0].ID
	if a := get(t, in.URL+"/api/v1/collections/incidents/items/"+id); a.Status != http.StatusOK {
		t.Errorf("the item that was told is answered %d", a.Status)
	}

	lapses := time.Now().Add(4 * time.Second).Truncate(time.Second)
	mustRun(t, "import", "--db", in.DB, closure(t, "two", "An embargoed closure", "published", lapses))
	mustRun(t, "import", "--db", in.DB, closure(t, "draft", "A draft", "draft", time.Time{}))
	second := next(t, told, 10*time.Second)
	if now := time.Now(); now.Before(lapses) || said(second) != "publication" || second.Changes[0].ID == id {
		t.Errorf("an embargo that ends at %s is told at %s as %+v", lapses, now, second)
	}

	mustRun(t, "import", "--db", in.DB, closure(t, "one", "A closure, better told", "published", time.Time{}))
	if third := next(t, told, 5*time.Second); said(third) != "update" || third.Changes[0].ID != id {
		t.Errorf("a change is told as %+v", third)
	}
	mustRun(t, "import", "--db", in.DB, closure(t, "one", "A closure, better told", "withdrawn", time.Time{}))
	if fourth := next(t, told, 5*time.Second); said(fourth) != "withdrawal" || fourth.Changes[0].ID != id {
		t.Errorf("a withdrawal is told as %+v", fourth)
	}

	missed := events(t, http.DefaultClient, in.URL+"/events?after="+second.ID)
	if got := said(next(t, missed, time.Second)) + ", " + said(next(t, missed, time.Second)); got != "update, withdrawal" {
		t.Errorf("who missed two changes is told %s", got)
	}
	mustRun(t, "remove", "--db", in.DB, "--dataset", "tests")
	if fifth := next(t, told, 5*time.Second); !strings.Contains(said(fifth), "removal") && !fifth.All {
		t.Errorf("a removal is told as %+v", fifth)
	}

	began := time.Now()
	in.stop()
	if taken := time.Since(began); taken > 5*time.Second {
		t.Errorf("with listeners the server took %s to stop", taken)
	}
	for e := range told {
		t.Errorf("at the end it told %+v", e)
	}
}

func TestEventsPassThroughNginxUnderAPathAsTheyCome(t *testing.T) {
	nginx := tool(t, "nginx")
	front := freeAddress(t)
	_, port, _ := strings.Cut(front, ":")
	public := "https://localhost:" + port + "/strikes"
	in := serve(t, tempDB(t), "--base-url", public)
	startNginx(t, nginx, port, in.URL, "")
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // a certificate made for this test
	told := events(t, client, public+"/events")
	mustRun(t, "import", "--db", in.DB, closure(t, "one", "A closure", "published", time.Time{}))
	if e := next(t, told, 5*time.Second); said(e) != "publication" {
		t.Errorf("told %+v", e)
	}
}
