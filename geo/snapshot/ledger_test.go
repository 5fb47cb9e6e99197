package snapshot_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/encode"
)

var parties = geo.Parties{
	"us":    {Code: "us", Name: "One side", Country: "UA", Kind: "military"},
	"them":  {Code: "them", Name: "Other side", Country: "RU", Kind: "military"},
	"paper": {Code: "paper", Name: "A paper", Country: "PL", Kind: "media"},
}

// codec writes features as the program does and reads them back the slow way.
type codec struct{}

func (codec) Flat(dst []byte, f *geo.Feature) []byte {
	return encode.AppendFeature(dst, f, encode.Options{})
}

func (codec) Ledger(dst []byte, f *geo.Feature, seen []*geo.Revision, _ geo.Parties, _ *geo.Series) []byte {
	text, err := json.Marshal(map[string]any{"claims": f.Claims, "revisions": len(seen)})
	if err != nil {
		panic(err)
	}
	return append(dst, text...)
}

func (codec) Text(flat []byte, column string) string {
	var f struct{ Properties map[string]any }
	decoder := json.NewDecoder(strings.NewReader(string(flat)))
	decoder.UseNumber()
	if err := decoder.Decode(&f); err != nil {
		panic(err)
	}
	switch v := f.Properties[column].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

// ledger is a record in memory: every revision of every incident, each public in
// [PublicFrom, PublicTo). It is the model that the snapshot is compared with.
type ledger struct {
	mu        sync.Mutex
	now       time.Time
	number    int64
	forgot    int64    // edition of the last change that touched everything
	purged    []string // ids, in the order they were
	revisions []*geo.Revision
	areas     []*geo.Area
	notify    []func(geo.Change)
}

var epochStart = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func (l *ledger) clock() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

func (l *ledger) edition() geo.Edition {
	return geo.Edition{Epoch: "test", Number: l.number, Changed: l.now, Since: epochStart}
}

func (l *ledger) Edition() geo.Edition {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.edition()
}

func (l *ledger) Subscribe(notify func(geo.Change)) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := len(l.notify)
	l.notify = append(l.notify, notify)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.notify[at] = func(geo.Change) {}
	}
}

func public(r *geo.Revision, at time.Time) bool {
	return !r.PublicFrom.IsZero() && !r.PublicFrom.After(at) && (r.PublicTo.IsZero() || at.Before(r.PublicTo))
}

func (l *ledger) Load(_ context.Context, ids []string, each func(*geo.Revision) error) error {
	l.mu.Lock()
	var kept []*geo.Revision
	for _, r := range l.revisions {
		if (ids == nil || slices.Contains(ids, r.Incident.ID)) && !r.PublicFrom.IsZero() && !r.PublicFrom.After(l.now) {
			copied := *r
			kept = append(kept, &copied)
		}
	}
	l.mu.Unlock()
	slices.SortStableFunc(kept, func(a, b *geo.Revision) int { return strings.Compare(a.Incident.ID, b.Incident.ID) })
	for _, r := range kept {
		if err := each(r); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) Mark(context.Context) (geo.Mark, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return geo.Mark{Epoch: "test", Edition: l.number, Revision: int64(l.now.Sub(epochStart)), Audit: int64(len(l.purged)), At: l.now}, nil
}

func (l *ledger) Since(_ context.Context, m geo.Mark) (geo.Change, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m.Epoch != "test" || m.Edition < l.forgot {
		return geo.Change{}, false, nil
	}
	c := geo.Change{Edition: l.edition(), Incidents: []string{}}
	for _, r := range l.revisions {
		if int64(r.Recorded.Sub(epochStart)) > m.Revision {
			c.Incidents = append(c.Incidents, r.Incident.ID)
		}
	}
	for _, id := range l.purged[m.Audit:] {
		c.Incidents, c.Purged = append(c.Incidents, id), true
	}
	return c, true, nil
}

func (l *ledger) Revisions(context.Context, string) ([]*geo.Revision, error) { return nil, nil }

func (l *ledger) Areas(_ context.Context, ids []string, each func(*geo.Area) error) error {
	for _, a := range l.areas {
		if ids == nil || slices.Contains(ids, a.ID) {
			if err := each(a); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *ledger) Registry(context.Context) (geo.Parties, map[string]geo.Series, error) {
	return parties, nil, nil
}

// add makes a new revision of an incident, or takes it out of the public record,
// without telling.
func (l *ledger) add(in geo.Incident, hide bool) {
	number := 1
	for _, r := range l.revisions {
		if r.Incident.ID == in.ID {
			number = r.Number + 1
			if r.PublicTo.IsZero() {
				r.PublicTo = l.now
			}
		}
	}
	r := &geo.Revision{Number: number, Recorded: l.now, Incident: in}
	if !hide {
		r.PublicFrom = l.now
	}
	l.revisions = append(l.revisions, r)
}

func (l *ledger) edit(in geo.Incident, hide bool) {
	l.mu.Lock()
	l.now = l.now.Add(time.Minute)
	l.add(in, hide)
	l.number++
	l.tell(geo.Change{Edition: l.edition(), Incidents: []string{in.ID}})
}

// purge removes all revisions of an incident, and tells which it was or that
// anything may have changed.
func (l *ledger) purge(id string, named bool) {
	l.mu.Lock()
	l.now = l.now.Add(time.Minute)
	l.revisions = slices.DeleteFunc(l.revisions, func(r *geo.Revision) bool { return r.Incident.ID == id })
	l.purged = append(l.purged, id)
	l.number++
	c := geo.Change{Edition: l.edition(), Incidents: []string{id}, Purged: true}
	if !named {
		c = geo.Change{Edition: c.Edition}
	}
	l.tell(c)
}

// sweep says that anything may have changed.
func (l *ledger) sweep() {
	l.mu.Lock()
	l.number++
	l.forgot = l.number
	l.tell(geo.Change{Edition: l.edition()})
}

// tell ends an edit: it unlocks and notifies.
func (l *ledger) tell(change geo.Change) {
	notify := slices.Clone(l.notify)
	l.mu.Unlock()
	for _, n := range notify {
		n(change)
	}
}

func square(id string, west, south, east, north float64) *geo.Area {
	ring := orb.Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
	return &geo.Area{ID: id, Name: id, Level: geo.Region, Outline: orb.MultiPolygon{{ring}}}
}

var someAreas = []*geo.Area{
	square("middle", 20, 40, 40, 55), square("east", 170, -10, 180, 20), square("west", -180, 0, -170, 30), square("south", -60, -90, 60, -70),
}

var someWords = []string{"refinery", "порт", "Şırnak", "fire", "dépôt", "night-time", "7", "tank", "tanks"}

func randomIncident(random *rand.Rand, id string) geo.Incident {
	from := epochStart.Add(time.Duration(random.IntN(500)) * time.Hour)
	pick := func(list geo.CodeList) string { return list.Codes[random.IntN(len(list.Codes))].Value }
	hours := 1 + random.IntN(48)
	if random.IntN(8) == 0 {
		hours = 24 * (1 + random.IntN(30))
	}
	published := epochStart.Add(-time.Duration(random.IntN(300)) * time.Hour)
	in := geo.Incident{
		ID: id, Title: someWords[random.IntN(len(someWords))] + " " + id, Kind: pick(geo.Kinds), Category: pick(geo.Categories), Outcome: "hit",
		Summary: someWords[random.IntN(len(someWords))] + " \"and\" " + someWords[random.IntN(len(someWords))],
		Means:   []string{"drone", "missile"}[:random.IntN(3)],
		Location: geo.Location{
			Label: "Place", Precision: geo.Settlement, Uncertainty: 5000 + float64(random.IntN(3)), Country: []string{"UA", "RU", "PL", ""}[random.IntN(4)],
			Point: &geo.Point{Lon: float64(random.IntN(361) - 180), Lat: float64(random.IntN(181) - 90)},
		},
		Time:        geo.When{Interval: geo.Interval{From: from, To: from.Add(time.Duration(hours) * time.Hour)}, Precision: "hour"},
		Claims:      []geo.Claim{{Party: []string{"us", "them"}[random.IntN(2)], Role: geo.Attacker, Stance: "claims", Proposition: []string{"struck", "occurred"}[random.IntN(2)]}},
		State:       []string{geo.Published, geo.Published, geo.Published, geo.Withdrawn}[random.IntN(4)],
		PublishedAt: &published, ExternalID: "slug-" + id,
	}
	if random.IntN(2) == 0 { // points close together
		in.Location.Point = &geo.Point{Lon: 30 + float64(random.IntN(20)), Lat: 45 + float64(random.IntN(8))}
	}
	if random.IntN(4) == 0 {
		in.Location.Point, in.Location.Precision = nil, geo.Region
		in.Location.AreaID = append(someAreas, &geo.Area{ID: "unknown"}, &geo.Area{})[random.IntN(len(someAreas)+2)].ID
	}
	return in
}

func randomQuery(random *rand.Rand) geo.Query {
	q := geo.Query{Limit: 1 + random.IntN(7)}
	if random.IntN(2) == 0 {
		south := float64(random.IntN(120) - 90)
		q.BBox = &geo.BBox{West: float64(random.IntN(361) - 180), East: float64(random.IntN(361) - 180), South: south, North: south + 60}
		switch random.IntN(4) {
		case 0:
			q.BBox = &geo.BBox{West: 30, South: 45, East: 30 + float64(random.IntN(20)), North: 46 + float64(random.IntN(8))}
		case 1:
			q.BBox.West = []float64{-180, 180}[random.IntN(2)]
		case 2:
			q.BBox.East = []float64{-180, 180}[random.IntN(2)]
		}
	}
	if random.IntN(2) == 0 {
		q.Datetime.From = epochStart.Add(time.Duration(random.IntN(500)) * time.Hour)
	}
	if random.IntN(2) == 0 {
		q.Datetime.To = epochStart.Add(time.Duration(500+random.IntN(100)) * time.Hour)
	}
	for _, c := range []geo.Condition{
		{Column: "kind", Values: []string{geo.Strike, geo.Sighting}},
		{Column: "means", Values: []string{"missile"}},
		{Column: "country", Values: []string{"UA", "PL"}},
		{Column: "claimed_by", Values: []string{"us"}},
		{Column: "uncertainty_m", Values: []string{"5001", "5002"}},
		{Column: "area_id", Values: []string{"east", "unknown"}},
		{Column: "revision", Values: []string{"1", "3"}},
		{Column: "summary", Values: []string{`fire "and" порт`, `7 "and" tank`}},
	} {
		if random.IntN(8) == 0 {
			q.Conditions = append(q.Conditions, c)
		}
	}
	if random.IntN(6) == 0 {
		q.StatusMin = geo.Claimed
	}
	if random.IntN(4) == 0 {
		q.Filter = randomFilter(random)
	}
	if random.IntN(6) == 0 {
		q.UpdatedAfter = epochStart.Add(time.Duration(random.IntN(200)) * time.Minute)
	}
	for random.IntN(4) == 0 {
		q.Text = append(q.Text, []string{"refin", "порт", "irnak", "depot", "night", "7", "tank", "nks", "nowhere"}[random.IntN(9)])
	}
	return q
}

// matching works the answer out from the ledger.
func (l *ledger) matching(q geo.Query, at time.Time) []*geo.Feature {
	areas := map[string]*geo.Area{}
	for _, a := range l.areas {
		areas[a.ID] = a
	}
	var features []*geo.Feature
	for _, r := range l.revisions {
		if !public(r, at) {
			continue
		}
		if f := geo.NewFeature(r, parties, areas[r.Incident.Location.AreaID]); f.State != geo.Withdrawn && q.Matches(f) {
			features = append(features, f)
		}
	}
	slices.SortFunc(features, geo.Newer)
	return features
}
