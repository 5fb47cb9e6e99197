package store

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("STORE_TEST_WRITER"); path != "" {
		os.Exit(writeUntilKilled(path))
	}
	os.Exit(m.Run())
}

// twoStates is a Locator of two countries that meet at 40 E: UA west of it with the
// divisions UA-43 south of 46 N and UA-48 north of it, RU east of it with RU-KDA.
type twoStates struct{}

const meeting = 40.0

func (twoStates) Locate(lon, lat float64) geo.Located {
	if lat < 40 || lat > 60 || lon < 20 || lon > 60 {
		return geo.Located{}
	}
	km := math.Abs(lon-meeting) * 111.32 * math.Cos(lat*math.Pi/180)
	switch {
	case lon >= meeting:
		return geo.Located{Country: "RU", Admin1: "RU-KDA", Admin1Name: "Krasnodar", Border: "UA", BorderKM: km}
	case lat < 46:
		return geo.Located{Country: "UA", Admin1: "UA-43", Admin1Name: "Crimea", Border: "RU", BorderKM: km}
	}
	return geo.Located{Country: "UA", Admin1: "UA-48", Admin1Name: "Mykolaiv", Border: "RU", BorderKM: km}
}

func (l twoStates) Within(lon, lat float64) geo.Located {
	here := l.Locate(lon, lat)
	return geo.Located{Country: here.Country, Admin1: here.Admin1, Admin1Name: here.Admin1Name}
}

func (l twoStates) DistanceTo(country string, lon, lat float64) (float64, bool) {
	here := l.Locate(lon, lat)
	switch country {
	case here.Country:
		return 0, country != ""
	case here.Border:
		return here.BorderKM, true
	}
	return 0, false
}

func (twoStates) Admin1ByName(country, name string) (string, bool) {
	code := map[string]string{"RU Krasnodar": "RU-KDA", "UA Crimea": "UA-43", "UA Mykolaiv": "UA-48"}[country+" "+name]
	return code, code != ""
}

func (twoStates) Shape(code string) (geo.Shape, bool) {
	boxes := map[string]struct {
		name, level string
		box         orb.Bound
	}{
		"UA":     {"Ukraine", "country", orb.Bound{Min: orb.Point{20, 40}, Max: orb.Point{40, 60}}},
		"RU":     {"Russia", "country", orb.Bound{Min: orb.Point{40, 40}, Max: orb.Point{60, 60}}},
		"RU-KDA": {"Krasnodar", "admin1", orb.Bound{Min: orb.Point{40, 40}, Max: orb.Point{60, 60}}},
		"UA-43":  {"Crimea", "admin1", orb.Bound{Min: orb.Point{20, 40}, Max: orb.Point{40, 46}}},
		"UA-48":  {"Mykolaiv", "admin1", orb.Bound{Min: orb.Point{20, 46}, Max: orb.Point{40, 60}}},
	}
	s, ok := boxes[code]
	if !ok {
		return geo.Shape{}, false
	}
	return geo.Shape{Code: code, Name: s.name, Level: s.level, Outline: orb.MultiPolygon{s.box.ToPolygon()}}, true
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// logged is a logger that tests read.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.buf.String(), text)
}

// testOptions look for outside edits often.
func testOptions(c *clock) Options {
	o := Options{Locator: twoStates{}, Create: true, Watch: 20 * time.Millisecond}
	if c != nil {
		o.Clock = c.Now
	}
	return o
}

func openAt(t testing.TB, path string, o Options) *Store {
	t.Helper()
	s, err := Open(context.Background(), path, o)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	t.Cleanup(func() {
		select {
		case <-s.stopped: // closed by the test
		default:
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
	})
	return s
}

func open(t testing.TB, o Options) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "strikemap.gpkg"), o)
}

func write(t testing.TB, s *Store, b geo.Batch) []string {
	t.Helper()
	ids, err := s.Write(context.Background(), b)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	return ids
}

// batch is a batch of the desk with the test parties.
func batch(incidents ...geo.Incident) geo.Batch {
	b := geo.Batch{Origin: "desk", Author: "tester", Parties: testParties}
	for _, in := range incidents {
		b.Entries = append(b.Entries, geo.Entry{Incident: in})
	}
	return b
}

func wantSound(t testing.TB, s *Store) {
	t.Helper()
	faults, err := s.Check(context.Background())
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	for _, f := range faults {
		t.Errorf("check: %s", f)
	}
}

// load returns what was public at an instant, zero for now, by id.
func load(t testing.TB, s *Store, at time.Time) map[string]*geo.Revision {
	t.Helper()
	if at.IsZero() {
		at = s.now()
	}
	all := map[string]*geo.Revision{}
	for _, r := range loadAll(t, s, nil) {
		if r.PublicFrom.After(at) || !r.PublicTo.IsZero() && !at.Before(r.PublicTo) {
			continue
		}
		if all[r.Incident.ID] != nil {
			t.Fatalf("incident %s is public twice at %v", r.Incident.ID, at)
		}
		all[r.Incident.ID] = r
	}
	return all
}

// loadAll returns what Load gives, and fails if that is in another order than it
// says.
func loadAll(t testing.TB, s *Store, ids []string) []*geo.Revision {
	t.Helper()
	var all []*geo.Revision
	ended := map[string]bool{}
	err := s.Load(context.Background(), ids, func(r *geo.Revision) error {
		if n := len(all); n > 0 && all[n-1].Incident.ID == r.Incident.ID {
			if all[n-1].Number >= r.Number {
				return fmt.Errorf("revision %d comes after %d", r.Number, all[n-1].Number)
			}
		} else if n > 0 {
			ended[all[n-1].Incident.ID] = true
		}
		if ended[r.Incident.ID] {
			return fmt.Errorf("incident %s comes twice", r.Incident.ID)
		}
		if r.PublicFrom.IsZero() || r.PublicFrom.After(s.now()) || !r.PublicTo.IsZero() && !r.PublicFrom.Before(r.PublicTo) {
			return fmt.Errorf("revision %d of incident %s is public from %v to %v", r.Number, r.Incident.ID, r.PublicFrom, r.PublicTo)
		}
		all = append(all, r)
		return nil
	})
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return all
}

// eventually waits for what the watcher does.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("within two seconds: not %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

var testParties = []geo.Party{
	{Code: "ua-general-staff", Name: "General Staff of Ukraine", Country: "UA", Kind: "military"},
	{Code: "ru-governor", Name: "Governor of Krasnodar", Country: "RU", Kind: "regional-authority"},
	{Code: "pl-ministry", Name: "Ministry of Poland", Country: "PL", Kind: "ministry"},
	{Code: "press", Name: "A newspaper", Kind: "media"},
}

// incident returns a small valid published one.
func incident(title string) geo.Incident {
	return geo.Incident{
		Title: title, Kind: geo.Strike, Outcome: "hit", Dataset: "desk", State: geo.Published,
		Location: geo.Location{Label: "a port", Point: &geo.Point{Lon: 44.3861, Lat: 45.2712}, Precision: geo.Settlement, Uncertainty: 4000},
		Time: geo.When{
			Interval:  geo.Interval{From: time.Date(2025, 12, 25, 1, 0, 0, 0, time.UTC), To: time.Date(2025, 12, 25, 3, 0, 0, 0, time.UTC)},
			Precision: "hour",
		},
		Claims:  []geo.Claim{{Party: "ua-general-staff", Role: geo.Attacker, Stance: "claims", Proposition: "struck"}},
		Reports: []geo.Report{{Publisher: "A newspaper", Class: "press"}},
	}
}

// anyIncident returns a valid incident with any field filled or not.
func anyIncident(r *rand.Rand) geo.Incident {
	in := geo.Incident{
		Title: words(r), Summary: maybe(r, words(r)), Language: maybe(r, "uk"), Series: maybe(r, "series-a"),
		Dataset: oneOf(r, "desk", "starter", "feed"), Synthetic: r.IntN(2) == 0,
		Kind: anyCode(r, geo.Kinds), Category: maybe(r, anyCode(r, geo.Categories)), Facility: maybe(r, words(r)),
		Outcome: anyCode(r, geo.Outcomes), MeansText: maybe(r, words(r)), State: anyCode(r, geo.States),
	}
	if r.IntN(2) == 0 {
		in.ExternalID = fmt.Sprintf("slug-%d", r.Uint64())
	}
	for range r.IntN(3) {
		in.Aliases = append(in.Aliases, fmt.Sprintf("alias-%d", r.Uint64()))
	}
	if r.IntN(3) == 0 {
		in.Translations = map[string]geo.Words{"uk": {Title: "Удар <b>&", Summary: maybe(r, words(r))}, "pl": {Title: "Łódź"}}
	}
	if r.IntN(2) == 0 {
		in.Actor, in.ActorBasis = oneOf(r, "ua-general-staff", "RU"), anyCode(r, geo.ActorBases)
	}
	for _, code := range r.Perm(len(geo.MeansCodes.Codes))[:r.IntN(4)] {
		in.Means = append(in.Means, geo.MeansCodes.Codes[code].Value)
	}
	in.Location = anyLocation(r)
	from := time.UnixMilli(1735689600000 + r.Int64N(31_000_000_000)).UTC()
	in.Time = geo.When{
		Interval:  geo.Interval{From: from, To: from.Add(time.Duration(1 + r.Int64N(int64(48*time.Hour)))).Truncate(time.Millisecond).Add(time.Millisecond)},
		Precision: anyCode(r, geo.TimePrecisions), Phrase: maybe(r, words(r)), Zone: maybe(r, "Europe/Kyiv"),
	}
	for range 1 + r.IntN(3) {
		in.Reports = append(in.Reports, geo.Report{
			Publisher: words(r), Title: maybe(r, words(r)), URL: maybe(r, "https://example.org/a?b=1&c=%20"),
			PublishedAt: maybe(r, oneOf(r, "2025-12-25", "2025-12-25T10:00:00+02:00")), Language: maybe(r, "en"),
			Class: anyCode(r, geo.ReportClasses), Family: maybe(r, "wire"), Archive: maybe(r, "https://example.org/archive"),
		})
	}
	in.Claims = anyClaims(r, &in)
	in.Quantities = anyQuantities(r, len(in.Claims))
	if r.IntN(3) == 0 {
		at := in.Time.To.Add(time.Duration(r.IntN(1000)) * time.Hour)
		in.PublishedAt = &at
	}
	if r.IntN(4) == 0 {
		at := in.Time.To.Add(time.Duration(r.IntN(10)) * 24 * time.Hour)
		in.Embargo = &at
	}
	if r.IntN(4) == 0 {
		in.PublicPrecision = geo.Precisions.Codes[geo.Precisions.Index(in.Location.Precision)+r.IntN(len(geo.Precisions.Codes)-geo.Precisions.Index(in.Location.Precision))].Value
	}
	if r.IntN(5) == 0 {
		in.Override = &geo.Override{Status: geo.Disputed, Reason: words(r)}
	}
	if r.IntN(5) == 0 {
		in.MergedInto = geo.NewID(from)
	}
	return in
}

func anyLocation(r *rand.Rand) geo.Location {
	l := geo.Location{
		Label: words(r), PlaceID: maybe(r, "place-1"), Precision: anyCode(r, geo.Precisions), Uncertainty: float64(r.IntN(1000)),
		Basis: maybe(r, anyCode(r, geo.LocationBases)), Regime: maybe(r, anyCode(r, geo.Regimes)),
		Country: maybe(r, "UA"), Admin1: maybe(r, "Crimea"),
	}
	if l.Country != "" {
		l.Control = maybe(r, "RU")
	}
	if geo.Precisions.Index(l.Precision) <= geo.Precisions.Index(geo.District) || r.IntN(2) == 0 {
		l.Point = &geo.Point{Lon: 20 + 40*r.Float64(), Lat: 40 + 20*r.Float64()}
	}
	if r.IntN(4) == 0 && l.Precision != geo.Site {
		l.Uncertainty = 5000 * r.Float64()
	}
	return l
}

func anyClaims(r *rand.Rand, in *geo.Incident) []geo.Claim {
	claims := []geo.Claim{{Party: "ua-general-staff", Role: geo.Attacker, Stance: "claims", Proposition: in.Headline()}}
	for range r.IntN(4) {
		c := geo.Claim{
			Party: oneOf(r, "ru-governor", "pl-ministry"), Role: oneOf(r, geo.Affected, geo.Third), Stance: anyCode(r, geo.Stances),
			Proposition: anyCode(r, geo.Propositions), Detail: maybe(r, words(r)), Method: maybe(r, anyCode(r, geo.Methods)),
			Channel: maybe(r, "Telegram"), StatedAt: maybe(r, "2025-12-25"),
		}
		if r.IntN(2) == 0 {
			c.Report = new(int)
			*c.Report = r.IntN(len(in.Reports))
		}
		if r.IntN(2) == 0 {
			c.Evidence = &geo.Span{From: r.IntN(10), To: 10 + r.IntN(10), Text: words(r)}
		}
		if r.IntN(3) == 0 {
			zero := 0
			c.SupersededBy = &zero
		}
		claims = append(claims, c)
	}
	return claims
}

func anyQuantities(r *rand.Rand, claims int) []geo.Quantity {
	var all []geo.Quantity
	for range r.IntN(3) {
		low, high := float64(r.IntN(100)), 100+100*r.Float64()
		q := geo.Quantity{Measure: anyCode(r, geo.Measures), Label: maybe(r, words(r)), Unit: maybe(r, "m2"), Phrase: maybe(r, words(r)), Scope: anyCode(r, geo.Scopes)}
		switch q.Qualifier = anyCode(r, geo.Qualifiers); q.Qualifier {
		case "exact", "about":
			q.Min, q.Max = &low, &low
		case "more-than", "at-least":
			q.Min = &low
		case "up-to":
			q.Max = &high
		case "range":
			q.Min, q.Max = &low, &high
		}
		if r.IntN(2) == 0 {
			i := r.IntN(claims)
			q.Claim = &i
		}
		all = append(all, q)
	}
	return all
}

func anyCode(r *rand.Rand, l geo.CodeList) string { return l.Codes[r.IntN(len(l.Codes))].Value }

func oneOf(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func maybe(r *rand.Rand, s string) string {
	if r.IntN(2) == 0 {
		return ""
	}
	return s
}

// words are texts that have gone wrong somewhere before.
func words(r *rand.Rand) string {
	return oneOf(r, "plain", "Удар по порту", "a, b; \"c\"", "it's <i>& 100%", "line\nline\ttab", "=1+1", " 0123 ", "1e400", "😀 é", "NULL")
}

func ids(revisions map[string]*geo.Revision) []string {
	var all []string
	for id := range revisions {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

func newLogger(l *logged) *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }
