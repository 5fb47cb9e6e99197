package site

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/border"
	"strikemap/geo/encode"
)

// record is a reader over features in memory, for tests.
type record struct {
	geo.Reader // what the pages do not ask is not there

	features  []*geo.Feature
	gone      map[string]bool
	areas     []*geo.Area
	parties   geo.Parties
	series    map[string]geo.Series
	revisions map[string][]*geo.Revision
	edition   geo.Edition
}

// matching returns the features that answer a question, paging aside.
func (r *record) matching(q geo.Query) []*geo.Feature {
	var found []*geo.Feature
	for _, f := range r.features {
		if q.Matches(f) && (q.KnownAt.IsZero() || !f.PublicFrom.After(q.KnownAt)) {
			found = append(found, f)
		}
	}
	return found
}

func (r *record) Items(_ context.Context, q geo.Query) (geo.Page, error) {
	found := r.matching(q)
	page := geo.Page{Edition: r.edition, Matched: len(found), Features: found[min(q.Offset, len(found)):]}
	page.Features = page.Features[:min(q.PageSize(), len(page.Features))]
	return page, nil
}

func (r *record) Bodies(ctx context.Context, q geo.Query, use func(geo.BodyPage) error) error {
	page, err := r.Items(ctx, q)
	if err != nil {
		return err
	}
	bodies := geo.BodyPage{Edition: page.Edition, Matched: page.Matched}
	for _, f := range page.Features {
		bodies.Flats = append(bodies.Flats, encode.AppendFeature(nil, f, encode.Options{}))
	}
	return use(bodies)
}

func (r *record) Walk(ctx context.Context, q geo.Query, begin func(geo.Edition, int) error, each func(geo.ItemBody) error) error {
	found := r.matching(q)
	if err := begin(r.edition, len(found)); err != nil {
		return err
	}
	for _, f := range found {
		if err := each(geo.ItemBody{ID: f.ID, Flat: encode.AppendFeature(nil, f, encode.Options{}), Ledger: encode.AppendLedger(nil, encode.Item{Feature: f, Parties: r.parties})}); err != nil {
			return err
		}
	}
	return nil
}

func (r *record) Changed(_ context.Context, _ time.Time, _ string, _ int, use func(geo.Edition, []geo.Changed) error) error {
	return use(r.edition, nil)
}

func (r *record) ItemBody(ctx context.Context, id string, knownAt time.Time, use func(geo.ItemBody) error) error {
	f, err := r.Item(ctx, id, knownAt)
	if err != nil {
		return err
	}
	return use(geo.ItemBody{ID: f.ID})
}

func (r *record) Count(_ context.Context, q geo.Query, column string) (map[string]int, error) {
	c, ok := geo.ColumnByName(column)
	if !ok {
		return nil, geo.Invalid("column", "there is no column %q", column)
	}
	counts := map[string]int{}
	for _, f := range r.matching(q) {
		values := []string{c.Text(f)}
		if c.Type == geo.ListColumn {
			values = strings.Split(values[0], ",")
		}
		for _, v := range values {
			counts[v]++
		}
	}
	return counts, nil
}

func (r *record) Item(_ context.Context, id string, knownAt time.Time) (*geo.Feature, error) {
	if r.gone[id] {
		return nil, geo.Errorf(geo.EGONE, "the incident was withdrawn")
	}
	for _, f := range r.features {
		if f.ID == geo.CanonicalID(id) || f.ExternalID == id {
			if !knownAt.IsZero() && f.PublicFrom.After(knownAt) {
				break
			}
			return f, nil
		}
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no incident %s", id)
}

func (r *record) Areas(context.Context, *geo.BBox, int, int) ([]*geo.Area, int, error) {
	return r.areas, len(r.areas), nil
}

func (r *record) Area(_ context.Context, id string) (*geo.Area, error) {
	for _, a := range r.areas {
		if a.ID == id {
			return a, nil
		}
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no area %s", id)
}

func (r *record) Edition() geo.Edition                { return r.edition }
func (r *record) Parties() geo.Parties                { return r.parties }
func (r *record) Series(id string) (geo.Series, bool) { s, ok := r.series[id]; return s, ok }

func (r *record) Revisions(_ context.Context, id string) ([]*geo.Revision, error) {
	if list, ok := r.revisions[id]; ok {
		return list, nil
	}
	return nil, geo.Errorf(geo.ENOTFOUND, "there is no incident %s", id)
}

func newRecord() *record {
	return &record{
		gone: map[string]bool{}, parties: geo.Parties{}, series: map[string]geo.Series{}, revisions: map[string][]*geo.Revision{},
		edition: geo.Edition{Epoch: "test", Number: 1},
	}
}

// add makes a public feature of an incident.
func (r *record) add(in geo.Incident, area *geo.Area, recorded time.Time) *geo.Feature {
	revision := &geo.Revision{Number: 1, Recorded: recorded, PublicFrom: recorded, Origin: "starter", Incident: in}
	f := geo.NewFeature(revision, r.parties, area)
	r.features = append(r.features, f)
	r.revisions[in.ID] = append(r.revisions[in.ID], revision)
	if area != nil && !slices.ContainsFunc(r.areas, func(a *geo.Area) bool { return a.ID == area.ID }) {
		r.areas = append(r.areas, area)
	}
	slices.SortFunc(r.features, geo.Newer)
	return f
}

// starter is the record of the starter incidents that are published.
func starter(t testing.TB) *record {
	t.Helper()
	r := newRecord()
	index, err := border.New(data.Borders())
	if err != nil {
		t.Fatal(err)
	}
	eachLine(t, data.StarterParties, func(line []byte) {
		var p geo.Party
		decode(t, line, &p)
		r.parties[p.Code] = p
	})
	eachLine(t, data.StarterSeries, func(line []byte) {
		var s geo.Series
		decode(t, line, &s)
		r.series[s.ID] = s
	})
	recorded, err := geo.ParseTime(data.StarterRecorded)
	if err != nil {
		t.Fatal(err)
	}
	eachLine(t, data.StarterIncidents, func(line []byte) {
		var in geo.Incident
		decode(t, line, &in)
		if in.State == geo.Published {
			area := in.Complete(index, r.parties)
			r.add(in, area, recorded)
		}
	})
	if len(r.features) < 100 {
		t.Fatalf("only %d starter incidents are published", len(r.features))
	}
	return r
}

func eachLine(t testing.TB, body []byte, each func([]byte)) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 {
			each(line)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func decode(t testing.TB, line []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(line, into); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
}
