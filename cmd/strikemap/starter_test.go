package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestANewDatabaseHoldsTheStarterIncidents(t *testing.T) {
	in := serve(t, tempDB(t))
	all := in.walk(t, "limit=50")
	if len(all) != 134 {
		t.Errorf("%d incidents are public, want the 134 published of 150", len(all))
	}
	for _, f := range all {
		if f.text("dataset") != "starter" {
			t.Errorf("%s: dataset %q", f.text("external_id"), f.text("dataset"))
		}
		if f.text("published") != "2026-11-22T00:00:00Z" {
			t.Errorf("%s: published %q, want the fixed date", f.text("external_id"), f.text("published"))
		}
	}
}

func TestTheTemryukStrikeTellsWhoClaimsAndWhoConfirms(t *testing.T) {
	in := serve(t, tempDB(t))
	found := in.items(t, "q=temryuk+port&datetime=2025-12-24/2025-12-25").Features
	if len(found) != 1 {
		t.Fatalf("%d incidents found, want one", len(found))
	}
	f := getJSON[feature](t, in.URL+"/api/v1/collections/incidents/items/"+found[0].ID)
	for column, want := range map[string]string{
		"status": "confirmed", "attribution": "claimed", "claimed_by": "ua-sbu", "confirmed_by": "ru-krasnodar-hq",
		"country": "RU", "border": "UA",
	} {
		if got := f.text(column); got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
	for _, part := range []string{"tanks on fire: two", "about 2,000 square metres"} {
		if !strings.Contains(f.text("quantities"), part) {
			t.Errorf("quantities %q lack %q", f.text("quantities"), part)
		}
	}
	if len(f.Ledger.Claims) == 0 {
		t.Error("the item has no ledger")
	}
	slug := get(t, in.URL+"/incidents/temryuk-port-2025-12-25")
	if slug.Status != http.StatusPermanentRedirect || !strings.HasSuffix(slug.Header.Get("Location"), "/incidents/"+f.ID) {
		t.Errorf("the slug answers %d to %q, want a permanent redirect to the id", slug.Status, slug.Header.Get("Location"))
	}
}

func TestDraftsAreNowhere(t *testing.T) {
	in := serve(t, tempDB(t))
	const draft = "trypillia"
	for _, path := range []string{
		"/api/v1/collections/incidents/items?limit=10000", "/feeds/v1/all-latest.geojson", "/feeds/v1/all-latest.csv",
		"/api/v1/collections/incidents/items?q=" + draft, "/?q=" + draft + "&window=all", "/api/v1/collections/areas/items?limit=10000",
	} {
		if a := get(t, in.URL+path); a.Status != http.StatusOK || strings.Contains(strings.ToLower(strings.ReplaceAll(string(a.Body), "q="+draft, "")), draft+"-2025") {
			t.Errorf("%s: status %d, or a draft in it", path, a.Status)
		}
	}
	if a := get(t, in.URL+"/incidents/trypillia-2025-09-08"); a.Status != http.StatusNotFound {
		t.Errorf("a draft's page answers %d, want 404", a.Status)
	}
}

func TestStarterIncidentsCanBeRemovedByOneCommand(t *testing.T) {
	db := tempDB(t)
	in := serve(t, db)
	in.stop()
	if out := mustRun(t, "remove", "--db", db, "--dataset", "starter"); !strings.Contains(out, "150") {
		t.Errorf("remove printed %q", out)
	}
	in = serve(t, db)
	if n := in.items(t, "").NumberMatched; n != 0 {
		t.Errorf("%d incidents are left", n)
	}
	if out := mustRun(t, "check", "--db", db); !strings.Contains(out, "no faults") {
		t.Errorf("check printed %q", out)
	}
}

func TestEmptyServesNoIncidents(t *testing.T) {
	in := serve(t, tempDB(t), "--empty")
	if n := in.items(t, "").NumberMatched; n != 0 {
		t.Errorf("%d incidents, want none", n)
	}
	if a := get(t, in.URL+"/"); a.Status != http.StatusOK {
		t.Errorf("the page answers %d", a.Status)
	}
}
