package site

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
)

// changing is a record whose changes can be followed.
type changing struct {
	*record
	looked int // changes looked at
}

// change writes a new version of an incident.
func (r *changing) change(id, class, note string, at time.Time, edit func(*geo.Incident)) {
	versions := r.revisions[id]
	last := versions[len(versions)-1]
	in := last.Incident
	in.Claims, in.Quantities, in.Reports = slices.Clone(in.Claims), slices.Clone(in.Quantities), slices.Clone(in.Reports)
	edit(&in)
	v := &geo.Revision{Number: last.Number + 1, Recorded: at, PublicFrom: at, Origin: "desk", Change: class, Note: note, Incident: in}
	if isCorrection(class) {
		v.Correction = note
	}
	last.PublicTo = at
	r.revisions[id] = append(versions, v)
	r.features = slices.DeleteFunc(r.features, func(f *geo.Feature) bool { return f.ID == id })
	r.edition.Number++
	r.edition.Changed = at
	if in.State == geo.Withdrawn {
		r.gone[id] = true
		return
	}
	r.features = append(r.features, geo.NewFeature(v, r.parties, nil))
	slices.SortFunc(r.features, geo.Newer)
}

func (r *changing) Changed(_ context.Context, after time.Time, id string, limit int, use func(geo.Edition, []geo.Changed) error) error {
	var all []geo.Changed
	for incident, versions := range r.revisions {
		last := versions[len(versions)-1]
		if last.PublicFrom.Before(after) || last.PublicFrom.Equal(after) && (id == "" || incident <= id) {
			continue
		}
		f := geo.NewFeature(last, r.parties, nil)
		ledger := encode.AppendLedger(nil, encode.Item{Feature: f, Parties: r.parties, Revisions: versions})
		all = append(all, geo.Changed{ItemBody: geo.ItemBody{ID: incident, Ledger: ledger}, At: last.PublicFrom, Withdrawn: last.Incident.State == geo.Withdrawn})
	}
	slices.SortFunc(all, func(a, b geo.Changed) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	all = all[:min(limit, len(all))]
	r.looked += len(all)
	return use(r.edition, all)
}

// corrected is the starter record with a correction, new facts, a clarification and a
// withdrawal.
func corrected(t *testing.T) (r *changing, temryuk, clarified, withdrawn *geo.Feature) {
	t.Helper()
	r = &changing{record: starter(t)}
	temryuk = bySlug(t, r.record, "temryuk-port-2025-12-25")
	clarified, withdrawn = r.features[3], r.features[7]
	at := func(hour int) time.Time { return time.Date(2026, 11, 30, hour, 0, 0, 0, time.UTC) }
	r.change(temryuk.ID, "correction", "The fire was larger.", at(8), func(in *geo.Incident) {
		area := 4000.0
		in.Quantities[1].Min, in.Quantities[1].Max, in.Quantities[1].Phrase = &area, &area, "about 4,000 square metres"
	})
	r.change(temryuk.ID, "update", "The fire is out.", at(9), func(in *geo.Incident) { in.Outcome = "partly" })
	r.change(clarified.ID, "clarification", "It could be misread.", at(10), func(in *geo.Incident) { in.Summary += " To be clear." })
	r.change(withdrawn.ID, "withdrawal", "It was a doublet.", at(11), func(in *geo.Incident) { in.State = geo.Withdrawn })
	return r, temryuk, clarified, withdrawn
}

func serveChanging(r *changing) http.Handler { return serveReader(r, r) }

func TestCorrectionsSayWhatWasAndWhatIsAndWhoSaysSo(t *testing.T) {
	r, temryuk, clarified, withdrawn := corrected(t)
	page := getPage(t, serveChanging(r), "/corrections")
	text := seen(page)
	must(t, text,
		"The fire was larger.", "about 2,000 square metres", "about 4,000 square metres", "30 Nov 2026, 08:00 UTC", "Version 2",
		"It rests on: Krasnodar operational headquarters. Recorded: by the desk.",
		"It could be misread.", "No new claim or source came with it.", "An incident was withdrawn", "It was a doublet.")
	mustNot(t, text, "The fire is out.", withdrawn.Title) // new facts; and what was withdrawn is not repeated
	order := []string{"/incidents/" + withdrawn.ID, "/incidents/" + clarified.ID, "/incidents/" + temryuk.ID}
	at := 0
	for _, path := range order {
		i := strings.Index(page[at:], `href="/strikes`+path+`"`)
		if i < 0 {
			t.Fatalf("%s is not where it should be", path)
		}
		at += i
	}
	must(t, seen(getPage(t, serveReader(newRecord(), newRecord()), "/corrections")), "Nothing has been corrected, clarified or withdrawn so far.")
}

func TestCorrectionsForProgramsHaveTheValuesOfTheAPI(t *testing.T) {
	r, temryuk, _, withdrawn := corrected(t)
	h := serveChanging(r)
	var doc correctionsDocument
	w := get(t, h, "/corrections?f=json")
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil || w.Header().Get("Content-Type") != "application/json" {
		t.Fatal(err, w.Header())
	}
	if doc.NumberMatched != 3 || doc.NumberReturned != 3 || len(doc.Corrections) != 3 {
		t.Fatalf("%d of %d, %d listed, want 3", doc.NumberReturned, doc.NumberMatched, len(doc.Corrections))
	}
	gone, last := doc.Corrections[0], doc.Corrections[2]
	if gone.Incident != withdrawn.ID || gone.Change != "withdrawal" || gone.Title != "" || len(gone.Differences) != 0 {
		t.Errorf("the withdrawal reads %+v", gone)
	}
	if last.Incident != temryuk.ID || last.Revision != 2 || last.Change != "correction" || last.Origin != "desk" || len(last.Differences) != 1 {
		t.Fatalf("the correction reads %+v", last)
	}
	d := last.Differences[0]
	old, _ := d.Old.(map[string]any)
	is, _ := d.New.(map[string]any)
	if d.Field != "quantities" || old["phrase"] != "about 2,000 square metres" || is["min"] != 4000.0 || d.SaidBy == "" {
		t.Errorf("the difference reads %+v", d)
	}
	for offset := range 4 {
		w := get(t, h, fmt.Sprintf("/corrections?f=json&limit=1&offset=%d", offset))
		var part correctionsDocument
		if err := json.Unmarshal(w.Body.Bytes(), &part); err != nil {
			t.Fatal(err)
		}
		if offset < 3 && part.Corrections[0].Incident != doc.Corrections[offset].Incident || offset == 3 && len(part.Corrections) != 0 {
			t.Errorf("part %d has %+v", offset, part.Corrections)
		}
		next := slices.ContainsFunc(part.Links, func(l correctionLink) bool { return l.Rel == "next" })
		if next != (offset < 2) {
			t.Errorf("part %d has a next one: %v", offset, next)
		}
	}
	for _, bad := range []string{"/corrections?f=json&limit=0", "/corrections?offset=-1", "/corrections?f=xml"} {
		if w := get(t, h, bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", bad, w.Code)
		}
	}
}

func TestFeedOfCorrectionsIsAtomWithIDsThatStay(t *testing.T) {
	r, _, _, withdrawn := corrected(t)
	type parsed struct {
		XMLName xml.Name
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Author  string `xml:"author>name"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Summary string `xml:"summary"`
		} `xml:"entry"`
	}
	read := func(path string) (feed parsed) {
		w := get(t, serveChanging(r), path)
		if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
			t.Fatal(err, w.Header())
		}
		return feed
	}
	feed := read("/corrections.atom")
	if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.Author == "" || feed.Updated != "2026-11-30T11:00:00Z" || len(feed.Entries) != 3 {
		t.Fatalf("%+v", feed)
	}
	ids := map[string]bool{}
	for _, e := range feed.Entries {
		ids[e.ID] = true
		mustNot(t, e.Title+e.Summary, withdrawn.Title)
	}
	if len(ids) != 3 {
		t.Errorf("the ids are %v", ids)
	}
	must(t, feed.Entries[2].Summary, "The fire was larger.", "Number as reported: before: fire area: about 2,000 square metres; now: fire area: about 4,000 square metres", "It rests on: Krasnodar operational headquarters.")
	if again := read("/corrections?f=atom"); again.Entries[0].ID != feed.Entries[0].ID {
		t.Error("another address gives other ids")
	}
}

func TestListOfCorrectionsFollowsTheRecordAndForgetsWithIt(t *testing.T) {
	r, temryuk, clarified, _ := corrected(t)
	p := newPages(testDeps(r, r))
	list := func() []correctionMark {
		t.Helper()
		marks, err := p.corrections.at(t.Context(), r, r.edition)
		if err != nil {
			t.Fatal(err)
		}
		return marks
	}
	if n := len(list()); n != 3 {
		t.Fatalf("%d corrections, want 3", n)
	}
	looked := r.looked
	if list(); r.looked != looked {
		t.Error("the same edition was read twice")
	}
	r.change(clarified.ID, "correction", "And wrong.", time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC), func(in *geo.Incident) { in.Outcome = "" })
	marks := list()
	if len(marks) != 4 || marks[0].Incident != clarified.ID || marks[0].Revision != 3 {
		t.Errorf("after another correction: %+v", marks)
	}
	if more := r.looked - looked; more > 2 {
		t.Errorf("%d changes were looked at for one", more)
	}
	r.change(temryuk.ID, "withdrawal", "", time.Date(2026, 11, 30, 13, 0, 0, 0, time.UTC), func(in *geo.Incident) { in.State = geo.Withdrawn })
	if marks = list(); len(marks) != 4 || !marks[0].Withdrawn {
		t.Errorf("after a withdrawal, which stands for all before: %+v", marks)
	}
	// A purge leaves no trace and no change to follow.
	delete(r.revisions, clarified.ID)
	r.edition.Number++
	entries, _, err := p.correctionsFrom(t.Context(), p.reader(p.languages["en"]), r.edition, 0, 50)
	if err != nil || slices.ContainsFunc(entries, func(c Correction) bool { return c.Incident == clarified.ID }) || len(list()) != 2 {
		t.Errorf("what was purged is still there: %v %+v", err, entries)
	}
	// Another file of the record.
	r.edition.Epoch = "restored"
	if n := len(list()); n != 2 {
		t.Errorf("%d corrections of the restored record, want 2", n)
	}
}

func TestIncidentPageTellsVersionsFieldByField(t *testing.T) {
	r, temryuk, clarified, _ := corrected(t)
	h := serveChanging(r)
	page := seen(getPage(t, h, "/incidents/"+temryuk.ID))
	must(t, page, "What changed since publication", "First public", "about 2,000 square metres", "about 4,000 square metres",
		"most was shot down, or debris only", "Version 3 : new facts", "Version 2: correction", "The fire is out.")
	if two := seen(getPage(t, h, "/incidents/"+clarified.ID)); strings.Count(two, "To be clear.") != 2 { // in the summary, and once as what changed
		t.Errorf("two versions tell their difference %d times", strings.Count(two, "To be clear."))
	}
}

func TestPageOfThePastTellsThatThereIsMoreNow(t *testing.T) {
	r, temryuk, _, _ := corrected(t)
	read := reader{english(t), r.parties}
	first := geo.NewFeature(r.revisions[temryuk.ID][0], r.parties, nil)
	in := read.incident(first, r.revisions[temryuk.ID], "")
	if len(in.History) != 1 || in.Since != nil || !strings.Contains(in.Later, "30 Nov 2026, 09:00 UTC") {
		t.Errorf("%d versions, %v, %q", len(in.History), in.Since, in.Later)
	}
}
