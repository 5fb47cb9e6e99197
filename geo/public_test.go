package geo

import (
	"reflect"
	"testing"
	"time"
)

func TestAPublicPointIsNearAndNeverTheDesksOwn(t *testing.T) {
	r := seeded(t)
	precisions := Precisions.Values()
	for range 20_000 {
		p := Point{r.Float64()*360 - 180, r.Float64()*180 - 90}
		own := r.IntN(len(precisions))
		in := Incident{Kind: Strike, Category: Categories.Values()[r.IntN(len(Categories.Codes))], Facility: "F"}
		in.Location = Location{Point: &p, Precision: precisions[own], Uncertainty: float64(r.IntN(900)), PlaceID: "p"}
		if r.IntN(2) == 0 {
			in.PublicPrecision = precisions[own+r.IntN(len(precisions)-own)]
		}
		out := in.Public()
		if again := in.Public(); !reflect.DeepEqual(out, again) {
			t.Fatalf("asked twice: %+v and %+v", out.Location, again.Location)
		}
		if in.Location.Point != &p || *in.Location.Point != p {
			t.Fatal("the desk's point was changed")
		}
		if out.Embargo != nil || out.PublicPrecision != "" {
			t.Fatalf("the desk's settings are public: %+v", out)
		}
		coarser := in.PublicPrecision != "" && in.PublicPrecision != in.Location.Precision
		if coarser && (out.Facility != "" || out.Location.PlaceID != "") {
			t.Fatalf("%s shown as %s names the facility", in.Location.Precision, out.Location.Precision)
		}
		point := Precisions.Index(out.Location.Precision) <= Precisions.Index(District)
		if (out.Location.Point != nil) != point {
			t.Fatalf("%s has a point: %v", out.Location.Precision, out.Location.Point != nil)
		}
		if !point {
			continue
		}
		if *out.Location.Point == p {
			t.Fatalf("the exact point %v is public", p)
		}
		if d := metres(p, *out.Location.Point); d > out.Location.Uncertainty {
			t.Fatalf("%s as %s: the public point is %.0f m away, the radius served %.0f m", in.Location.Precision, out.Location.Precision, d, out.Location.Uncertainty)
		}
		// What readers get must not change with the desk's point inside one cell.
		moved := in
		moved.Location.Point = out.Location.Point
		if twice := moved.Public(); *twice.Location.Point != *out.Location.Point {
			t.Fatalf("rounding %v again gives %v", *out.Location.Point, *twice.Location.Point)
		}
	}
}

func TestMilitaryAndEnergySitesAreServedAtOneKilometre(t *testing.T) {
	in := Incident{Category: "airfield", Location: Location{Precision: Site, Uncertainty: 200, Point: &Point{40.12345, 44.67891}}}
	if l := in.Public().Location; *l.Point != (Point{40.12, 44.68}) || l.Uncertainty != 1000 {
		t.Errorf("airfield: %+v %v", *l.Point, l.Uncertainty)
	}
	in.Category = "airport"
	if l := in.Public().Location; *l.Point != (Point{40.123, 44.679}) || l.Uncertainty != 200 {
		t.Errorf("airport: %+v %v", *l.Point, l.Uncertainty)
	}
	in.PublicPrecision = District
	if l := in.Public().Location; *l.Point != (Point{40, 44.5}) || l.Uncertainty != 40_000 || l.Precision != District {
		t.Errorf("airport as district: %+v %v", *l.Point, l.Uncertainty)
	}
}

func TestAnIncidentIsVisibleFromTheLatestOfItsGates(t *testing.T) {
	hour := func(h int) *time.Time {
		v := time.Date(2025, 12, 25, 0, 0, 0, 0, time.UTC).Add(time.Duration(h) * time.Hour)
		return &v
	}
	cases := []struct {
		name      string
		state     string
		kind      string
		category  string
		end       int
		published *time.Time
		embargo   *time.Time
		want      *time.Time
	}{
		{"a draft", Draft, Strike, "", 0, hour(1), nil, nil},
		{"in review", Review, Strike, "", 0, hour(1), nil, nil},
		{"published without a date", Published, Strike, "", 0, nil, nil, nil},
		{"long after", Published, Strike, "", 0, hour(50), nil, hour(50)},
		{"within three hours", Published, Strike, "port", 0, hour(1), nil, hour(3)},
		{"within twelve hours of an airfield", Published, Strike, "airfield", 0, hour(1), nil, hour(12)},
		{"a closure at once", Published, Closure, "airfield", 0, hour(1), nil, hour(1)},
		{"an interception at once", Published, Interception, "airfield", 0, hour(1), nil, hour(1)},
		{"a closure that lasts", Published, Closure, "airport", 6, hour(1), nil, hour(6)},
		{"under embargo", Published, Strike, "", 0, hour(1), hour(20), hour(20)},
		{"an embargo that ended", Published, Strike, "", 0, hour(10), hour(5), hour(10)},
		{"withdrawn", Withdrawn, Strike, "", 0, hour(10), nil, hour(10)},
	}
	for _, c := range cases {
		in := Incident{State: c.state, Kind: c.kind, Category: c.category, PublishedAt: c.published, Embargo: c.embargo}
		in.Time.To = *hour(c.end)
		got := in.VisibleFrom(DefaultDelays)
		if c.want == nil && !got.IsZero() || c.want != nil && !got.Equal(*c.want) {
			t.Errorf("%s: visible from %v, want %v", c.name, got, c.want)
		}
	}
}

func TestASlugAlwaysGivesTheSameID(t *testing.T) {
	from := at(t, "2025-12-24T17:00:00Z")
	const want = "01KD8MV7M02B7E8944J8JQ3NX0"
	if got := StableID("temryuk-port-2025-12-25", from); got != want || !ValidID(got) {
		t.Errorf("id %s, want %s", got, want)
	}
	if StableID("a", from) == StableID("b", from) || StableID("a", from) == StableID("a", from.Add(time.Millisecond)) {
		t.Error("another slug or time gives the same id")
	}
	if old := StableID("a", at(t, "1905-01-01T00:00:00Z")); !ValidID(old) || old != StableID("a", time.UnixMilli(0)) {
		t.Errorf("before 1970: %s", old)
	}
	if a, b := StableID("z", from), StableID("a", from.Add(time.Second)); a > b {
		t.Error("ids are not in the order of time")
	}
	for _, id := range []string{"", "01kd8mv7m02b7e8944j8jq3nx0", want[1:], "I" + want[1:], "8" + want[1:], want + "0"} {
		if ValidID(id) {
			t.Errorf("%q is taken for an id", id)
		}
	}
	if got := CanonicalID("01kd8mv7m02b7e8944j8jq3nx0"); got != want {
		t.Errorf("an id in small letters becomes %s", got)
	}
	if a, b := NewID(from), NewID(from); !ValidID(a) || a == b {
		t.Errorf("fresh ids %s and %s", a, b)
	}
}

func TestACoarsenedLabelNamesNoMoreThanThePrecision(t *testing.T) {
	for precision, want := range map[string]string{
		"": "Port of Anytown", Settlement: "Port of Anytown", District: "Some Oblast", Region: "Some Oblast",
		CountryWide: "Place not given", UnknownPlace: "Place not given",
	} {
		in := Incident{PublicPrecision: precision, Location: Location{
			Label: "Port of Anytown", Admin1: "Some Oblast", Precision: Site, Point: &Point{30, 50}, Uncertainty: 500,
		}}
		public := in.Public()
		if got := public.Location.Label; got != want {
			t.Errorf("coarsened to %q the label is %q, want %q", precision, got, want)
		}
	}
}
