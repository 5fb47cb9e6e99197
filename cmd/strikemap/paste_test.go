package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"strikemap/geo"
)

// pastedText is made up; nothing of it happened.
const pastedText = `Ukraine's SBU security service said its drones struck the port of Temryuk in the Krasnodar region overnight.
The delegates were served gingerbread.`

// post sends JSON as the desk's own page does.
func post(t *testing.T, url string, body any) answer {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	a := answer{Status: response.StatusCode, Header: response.Header}
	if a.Body, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return a
}

// draftsOf pastes the text and returns the first draft as it can be accepted.
func draftsOf(t *testing.T, admin string) map[string]json.RawMessage {
	t.Helper()
	a := post(t, admin+"/desk/paste/drafts", map[string]string{"text": pastedText, "published": "2026-06-04", "publisher": "A made-up paper"})
	var drafts struct {
		Method, Parties json.RawMessage
		Features        []struct{ Record json.RawMessage }
	}
	if err := json.Unmarshal(a.Body, &drafts); err != nil || a.Status != http.StatusOK || len(drafts.Features) != 1 {
		t.Fatalf("%d %v: %s", a.Status, err, a.Body)
	}
	return map[string]json.RawMessage{"method": drafts.Method, "parties": drafts.Parties, "record": drafts.Features[0].Record}
}

func TestAnAcceptedDraftIsInReviewAndItsTextIsNowhere(t *testing.T) {
	address := freeAddress(t)
	in := serve(t, tempDB(t), "--empty", "--admin-listen", address)
	admin := "http://" + address
	draft := draftsOf(t, admin)
	if before := mustRun(t, "export", "--db", in.DB); strings.Contains(before, "Temryuk") {
		t.Fatal("a draft that nobody accepted is in the record")
	}
	if a := post(t, admin+"/desk/paste/accept", draft); a.Status != http.StatusCreated {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	var exported struct {
		Features []struct{ Record geo.Incident }
	}
	if err := json.Unmarshal([]byte(mustRun(t, "export", "--db", in.DB)), &exported); err != nil || len(exported.Features) != 1 {
		t.Fatalf("%v: %d incidents", err, len(exported.Features))
	}
	stored := exported.Features[0].Record
	if stored.State != geo.Review || stored.Location.PlaceID != "ru-temryuk-port" || len(stored.Claims) == 0 {
		t.Errorf("%+v", stored)
	}
	for _, c := range stored.Claims {
		if c.Evidence == nil || !strings.Contains(pastedText, c.Evidence.Text) {
			t.Errorf("a claim rests on %v", c.Evidence)
		}
	}
	if again := post(t, admin+"/desk/paste/accept", draft); again.Status != http.StatusConflict {
		t.Errorf("accepted again: %d %s", again.Status, again.Body)
	}
	if a := get(t, in.URL+"/api/v1/collections/incidents/items"); !bytes.Contains(a.Body, []byte(`"numberMatched":0`)) {
		t.Errorf("readers see it: %s", a.Body)
	}
	mustRun(t, "check", "--db", in.DB)
	in.stop()
	for _, suffix := range []string{"", "-wal"} {
		if body, err := os.ReadFile(in.DB + suffix); err == nil && bytes.Contains(body, []byte("gingerbread")) {
			t.Errorf("the text is kept in the file %q", suffix)
		}
	}
}

func TestAReadOnlyServerShowsDraftsAndTakesNone(t *testing.T) {
	db := tempDB(t)
	serve(t, db, "--empty").stop()
	address := freeAddress(t)
	serve(t, db, "--read-only", "--admin-listen", address)
	a := post(t, "http://"+address+"/desk/paste/accept", draftsOf(t, "http://"+address))
	if a.Status != http.StatusServiceUnavailable || !bytes.Contains(a.Body, []byte("only reads")) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if out := mustRun(t, "export", "--db", db); strings.Contains(out, "Temryuk") {
		t.Error("it is in the record")
	}
}
