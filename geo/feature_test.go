package geo

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// columnOrder is the documented order of the flat columns.
const columnOrder = `id title kind status attribution
category outcome place facility country control admin1 regime precision uncertainty_m basis area_id repr_lon repr_lat time_from time_to
time_precision time_phrase time_zone actor actor_basis means means_text claimed_by confirmed_by denied_by no_response_by quantities
border border_km claims source_families series dataset synthetic summary correction external_id published updated revision url`

func TestColumnsStandInTheDocumentedOrder(t *testing.T) {
	var names []string
	for _, c := range Columns {
		names = append(names, c.Name)
		if c.Means == "" {
			t.Errorf("%s has no meaning for the codebook", c.Name)
		}
		if found, ok := ColumnByName(c.Name); !ok || found.Name != c.Name {
			t.Errorf("%s is not found by name", c.Name)
		}
	}
	if want := strings.Fields(columnOrder); !slices.Equal(names, want) {
		t.Errorf("columns are\n%v\nwant\n%v", names, want)
	}
	if _, ok := ColumnByName("colour"); ok {
		t.Error("there is a column colour")
	}
}

// full returns a feature of an incident with everything in it.
func full() *Feature {
	in := whole()
	in.Override, in.PublicPrecision, in.MergedInto = nil, "", ""
	in.Location.Border, in.Location.BorderKM = "RU", pointer(12.0)
	in.Claims = []Claim{
		says("ua-staff", Attacker, "claims", "struck"),
		says("ru-gov", Affected, "confirms", "struck"),
		says("ru-mod", Affected, "no-response", "struck"),
		says("wire", Media, "reports", "struck"),
		says("pl-army", Third, "denies", "responsibility"),
		says("ua-source", Attacker, "reports", "consequence"),
	}
	in.Quantities[0].Claim = nil
	in.Quantities = append(in.Quantities, Quantity{Measure: "killed", Qualifier: "vague", Phrase: "many", Scope: "wider"})
	return NewFeature(&Revision{
		Number: 3, PublicFrom: time.Date(2025, 12, 26, 0, 0, 0, 0, time.UTC), Correction: "the ship was the Saratov", Incident: in,
	}, speakers, nil)
}

func TestEveryColumnHasTheValueItSays(t *testing.T) {
	want := map[string]string{
		"id": "01KD8MV7M02B7E8944J8JQ3NX0", "title": "Title", "kind": "strike", "status": "confirmed", "attribution": "claimed",
		"category": "port", "outcome": "hit", "place": "Place", "facility": "Port", "country": "UA", "control": "RU", "admin1": "Crimea",
		"regime": "territory", "precision": "settlement", "uncertainty_m": "3000", "basis": "named-place", "area_id": "",
		"repr_lon": "37.37", "repr_lat": "45.325", "time_from": "2025-12-25T06:00:00Z", "time_to": "2025-12-25T07:00:00Z",
		"time_precision": "hour", "time_phrase": "at dawn", "time_zone": "Europe/Kyiv", "actor": "ua-staff", "actor_basis": "attributed",
		"means": "drone,missile", "means_text": "long-range drone", "claimed_by": "ua-staff", "confirmed_by": "ru-gov",
		"denied_by": "pl-army", "no_response_by": "ru-mod", "quantities": "tanks on fire: two", "border": "RU", "border_km": "12",
		"claims": "6", "source_families": "1", "series": "series", "dataset": "desk", "synthetic": "false", "summary": "Two\nlines",
		"correction": "the ship was the Saratov", "external_id": "slug", "published": "2025-12-25T06:00:00Z",
		"updated": "2025-12-26T00:00:00Z", "revision": "3", "url": "/incidents/01KD8MV7M02B7E8944J8JQ3NX0",
	}
	f := full()
	types := map[ColumnType]reflect.Type{
		TextColumn: reflect.TypeFor[string](), IntegerColumn: reflect.TypeFor[int](), NumberColumn: reflect.TypeFor[float64](),
		TimeColumn: reflect.TypeFor[time.Time](), BoolColumn: reflect.TypeFor[bool](), ListColumn: reflect.TypeFor[[]string](),
	}
	for _, c := range Columns {
		if got, known := c.Text(f), want[c.Name]; got != known {
			t.Errorf("%s is %q, want %q", c.Name, got, known)
		}
		if v := c.Value(f); v != nil && reflect.TypeOf(v) != types[c.Type] {
			t.Errorf("%s is a %T, its type is %s", c.Name, v, c.Type)
		}
		if c.Codes != nil {
			for _, code := range strings.Split(c.Text(f), ",") {
				if !c.Codes.Has(code) {
					t.Errorf("%s holds %q, which is not in its list", c.Name, code)
				}
			}
		}
	}
}

func TestAMissingValueIsNilAndNeverEmpty(t *testing.T) {
	always := []string{"id", "title", "kind", "status", "revision", "uncertainty_m", "claims", "source_families", "synthetic", "attribution", "url"}
	f := NewFeature(&Revision{Number: 1, Incident: Incident{
		ID: "x", Title: "t", Kind: Sighting, State: Published, Claims: []Claim{says("wire", Media, "reports", "occurred")},
	}}, speakers, nil)
	for _, c := range Columns {
		if v := c.Value(f); (v == nil) == slices.Contains(always, c.Name) {
			t.Errorf("%s of a bare feature is %#v", c.Name, v)
		}
	}
	f.Location.Precision = UnknownPlace
	if c, _ := ColumnByName("uncertainty_m"); c.Value(f) != nil {
		t.Error("an unknown place has a radius")
	}
}

func TestADecidingWordCountsAsConfirmingNotAsClaiming(t *testing.T) {
	in := Incident{Kind: Strike, Claims: []Claim{
		says("ru-gov", Affected, "reports", "struck"), says("ua-staff", Attacker, "claims", "struck"), says("ua-staff", Attacker, "claims", "means"),
	}}
	f := NewFeature(&Revision{Incident: in}, speakers, nil)
	claimed, _ := ColumnByName("claimed_by")
	confirmed, _ := ColumnByName("confirmed_by")
	if claimed.Text(f) != "ua-staff" || confirmed.Text(f) != "ru-gov" {
		t.Errorf("claimed by %q, confirmed by %q", claimed.Text(f), confirmed.Text(f))
	}
}

func TestAFeatureHoldsNothingOnlyTheDeskMayKnow(t *testing.T) {
	in := whole()
	in.Category, in.Location.Precision, in.Location.Uncertainty = "airfield", Site, 300
	in.Location.Point = &Point{37.12345, 45.54321}
	in.PublicPrecision = ""
	f := NewFeature(&Revision{Number: 1, Incident: in}, speakers, nil)
	if f.Override != nil || f.Embargo != nil || f.PublicPrecision != "" || *f.Location.Point != (Point{37.12, 45.54}) {
		t.Errorf("feature %+v", f.Incident)
	}
	if f.Finding.Reason != "why" {
		t.Error("the reason of an override is not shown")
	}
	if *f.Bounds != (BBox{37.12, 45.54, 37.12, 45.54}) {
		t.Errorf("bounds %v tell more than the point", *f.Bounds)
	}
}

func TestAQueryMatchesWhatItAsksFor(t *testing.T) {
	f := full()
	box := func(w, s, e, n float64) *BBox { return &BBox{w, s, e, n} }
	span := func(text string) Interval {
		v, err := ParseInterval(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	column := func(name string, values ...string) []Condition { return []Condition{{name, values}} }
	cases := []struct {
		name string
		q    Query
		want bool
	}{
		{"everything", Query{}, true},
		{"a box around", Query{BBox: box(37, 45, 38, 46)}, true},
		{"a box whose edge it is on", Query{BBox: box(37.37, 45.325, 38, 46)}, true},
		{"a box beside", Query{BBox: box(38, 45, 39, 46)}, false},
		{"a box across the antimeridian", Query{BBox: box(170, 45, 38, 46)}, true},
		{"a time that overlaps", Query{Datetime: span("2025-12-25T06:59:00Z/..")}, true},
		{"a time that begins at its end", Query{Datetime: span("2025-12-25T07:00:00Z/..")}, false},
		{"a time that ends just before", Query{Datetime: span("../2025-12-25T05:59:59.999Z")}, false},
		{"a time that ends as it begins", Query{Datetime: span("../2025-12-25T06:00:00Z")}, true},
		{"a column", Query{Conditions: column("kind", "strike")}, true},
		{"any of two values", Query{Conditions: column("kind", "closure", "strike")}, true},
		{"another value", Query{Conditions: column("kind", "closure")}, false},
		{"a member of a list", Query{Conditions: column("means", "missile")}, true},
		{"no member of a list", Query{Conditions: column("means", "drone,missile")}, false},
		{"a number", Query{Conditions: column("border_km", "12")}, true},
		{"two columns", Query{Conditions: append(column("kind", "strike"), column("country", "RU")...)}, false},
		{"a column that is not there", Query{Conditions: column("colour", "red")}, false},
		{"its status or better", Query{StatusMin: Confirmed}, true},
		{"a lower status or better", Query{StatusMin: Disputed}, true},
		{"a better status", Query{StatusMin: Verified}, false},
		{"words", Query{Text: []string{"port", "lines"}}, true},
		{"a word of a translation", Query{Text: []string{Fold("НАЗВА")}}, true},
		{"the name of a party", Query{Text: []string{"general staff of ukraine"}}, true},
		{"a word that is not there", Query{Text: []string{"port", "elsewhere"}}, false},
		{"updated after", Query{UpdatedAfter: f.PublicFrom.Add(-time.Millisecond)}, true},
		{"updated no later", Query{UpdatedAfter: f.PublicFrom}, false},
	}
	for _, c := range cases {
		if got := c.q.Matches(f); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestABoxMatchesAnAreaItTouches(t *testing.T) {
	in := whole()
	in.Location.Precision, in.PublicPrecision, in.Location.Country = SeaArea, "", ""
	in.Location.Point, in.Location.Uncertainty = &Point{179.9, 0}, 100_000
	f := NewFeature(&Revision{Incident: in}, speakers, AreaOf(&in, flatLand{}))
	for _, c := range []struct {
		box  BBox
		want bool
	}{{BBox{-180, -1, -179.5, 1}, true}, {BBox{179.5, -1, 180, 1}, true}, {BBox{179, 2, 180, 3}, false}, {BBox{-10, 5, 10, 6}, false}} {
		if got := (Query{BBox: &c.box}).Matches(f); got != c.want {
			t.Errorf("%v: %v, want %v", c.box, got, c.want)
		}
	}
	f = NewFeature(&Revision{Incident: Incident{Location: Location{Precision: UnknownPlace}}}, speakers, nil)
	if f.Bounds != nil || (Query{BBox: &World}).Matches(f) {
		t.Error("an unknown place lies in a box")
	}
}

func TestQuestionsWithTheSameAnswerReadTheSame(t *testing.T) {
	a := Query{Conditions: []Condition{{"kind", []string{"strike", "closure", "strike"}}, {"country", []string{"UA"}}}, Limit: 5}
	b := Query{Conditions: []Condition{{"country", []string{"UA"}}, {"kind", []string{"closure", "strike"}}}, Offset: 7}
	if a.Canonical() != b.Canonical() || a.Hash() != b.Hash() {
		t.Errorf("%s and %s", a.Canonical(), b.Canonical())
	}
	seen := map[string]int{}
	box := BBox{1, 2, 3, 4}
	for i, q := range []Query{
		{},
		{BBox: &box},
		{Datetime: Interval{From: time.UnixMilli(1)}},
		{Datetime: Interval{To: time.UnixMilli(1)}},
		{Conditions: []Condition{{"kind", []string{"a", "b"}}}},
		{Conditions: []Condition{{"kind", []string{"a,b"}}}},
		{Conditions: []Condition{{"country", []string{"a"}}}},
		{Text: []string{"a"}},
		{Text: []string{`a"&status_min="claimed`}},
		{StatusMin: "claimed"},
		{UpdatedAfter: time.UnixMilli(1)},
		{KnownAt: time.UnixMilli(1)},
	} {
		if j, twice := seen[q.Canonical()]; twice {
			t.Errorf("questions %d and %d read the same: %s", i, j, q.Canonical())
		}
		seen[q.Canonical()] = i
	}
	for limit, want := range map[int]int{-1: DefaultLimit, 0: DefaultLimit, 7: 7, MaxLimit + 1: MaxLimit + 1} {
		if got := (Query{Limit: limit}).PageSize(); got != want {
			t.Errorf("limit %d gives pages of %d, want %d", limit, got, want)
		}
	}
}

func TestNoTwoFeaturesAreEqualInTheOrderNewestFirst(t *testing.T) {
	feature := func(ms int64, id string) *Feature {
		f := &Feature{}
		f.ID, f.Time.From = id, time.UnixMilli(ms)
		return f
	}
	list := []*Feature{feature(1, "A"), feature(2, "A"), feature(1, "B"), feature(2, "B")}
	slices.SortFunc(list, Newer)
	got := ""
	for _, f := range list {
		got += f.ID + FormatTime(f.Time.From)[22:23] + " "
	}
	if got != "B2 A2 B1 A1 " {
		t.Errorf("order %s", got)
	}
}

func TestFoldedTextMeets(t *testing.T) {
	for _, pair := range [][2]string{
		{"Hôpital", "HOPITAL"},
		{"  a \t\n b ", "A b"},
		{"Krāslava", "kraslava"},
		{"Białowieża", "BIALOWIEZA"},
		{"Vardø", "vardo"},
		{"Straße", "strasse"},
		{"ﬁre", "FIRE"},
		{"e\u0301", "É"},
		{"ОДЕСА", "одеса"},
		{"Ёлка", "елка"},
		{"２０２５", "2025"},
	} {
		if a, b := Fold(pair[0]), Fold(pair[1]); a != b {
			t.Errorf("%q and %q become %q and %q", pair[0], pair[1], a, b)
		}
	}
	if Fold("Narva") == Fold("Nerva") || Fold(" ") != "" {
		t.Error("different words meet, or white space stays")
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	for r := range rune(unicode.MaxRune) {
		once := Fold(string(r))
		if twice := Fold(once); twice != once {
			t.Errorf("%U becomes %q and then %q", r, once, twice)
		}
	}
}

func TestEveryCodeIsThereOnceAndHasAMeaning(t *testing.T) {
	for _, list := range []CodeList{
		Kinds, Categories, Outcomes, ActorBases, MeansCodes, Precisions, LocationBases, Regimes, TimePrecisions, Roles, Stances, Propositions,
		Methods, Measures, Qualifiers, Scopes, ReportClasses, PartyKinds, States, ChangeClasses, Statuses, Attributions, Origins,
	} {
		for i, c := range list.Codes {
			if c.Value == "" || c.Means == "" || list.Index(c.Value) != i || !list.Has(c.Value) {
				t.Errorf("%s: code %d is %+v", list.Name, i, c)
			}
		}
		if list.Has("") || list.Index("no such code") != -1 {
			t.Errorf("%s has an empty code", list.Name)
		}
	}
}
