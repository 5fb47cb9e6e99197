package geo

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func pointer[T any](v T) *T { return &v }

// whole returns a published incident that uses every field and is valid.
func whole() Incident {
	from := time.Date(2025, 12, 25, 6, 0, 0, 0, time.UTC)
	return Incident{
		ID: "01KD8MV7M02B7E8944J8JQ3NX0", ExternalID: "slug", Aliases: []string{"old-slug"}, MergedInto: "01KD8MV7M02B7E8944J8JQ3NX1",
		Series: "series", Dataset: "desk", Title: "Title", Summary: "Two\nlines", Language: "en",
		Translations: map[string]Words{"uk": {Title: "Назва", Summary: "Зміст"}},
		Kind:         Strike, Category: "port", Facility: "Port", Outcome: "hit", Actor: "ua-staff", ActorBasis: "attributed",
		Means: []string{"drone", "missile"}, MeansText: "long-range drone",
		Location: Location{
			Label: "Place", PlaceID: "p1", Point: &Point{37.37, 45.325}, Precision: Settlement, Uncertainty: 3000, Basis: "named-place",
			Regime: "territory", Country: "UA", Control: "RU", Admin1: "Crimea",
		},
		Time: When{Interval: Interval{from, from.Add(time.Hour)}, Precision: "hour", Phrase: "at dawn", Zone: "Europe/Kyiv"},
		Claims: []Claim{
			{Party: "ua-staff", Role: Attacker, Stance: "claims", Proposition: "struck", Detail: "d", Channel: "Telegram", StatedAt: "2025-12-25", Report: pointer(0), Evidence: &Span{1, 5, "text"}, SupersededBy: pointer(1)},
			{Party: "iaea", Role: Third, Stance: "assesses", Proposition: "struck", Method: "imagery", StatedAt: "2025-12-25T10:00:00+02:00"},
		},
		Quantities: []Quantity{{Measure: "tanks", Label: "tanks on fire", Min: pointer(2.0), Max: pointer(2.0), Qualifier: "exact", Unit: "tanks", Phrase: "two", Scope: "incident", Claim: pointer(1)}},
		Reports: []Report{{
			Publisher: "Wire", Title: "T", URL: "https://example.org/1", PublishedAt: "2025-12-25", Language: "en", Class: "agency",
			Family: "f", Archive: "http://archive.example.org/1",
		}},
		State: Published, PublishedAt: &from, Embargo: &from, PublicPrecision: District, Override: &Override{Disputed, "why"},
	}
}

func TestAWholeIncidentIsValid(t *testing.T) {
	in := whole()
	if err := in.Validate(speakers); err != nil {
		t.Fatal(err)
	}
	bare := Incident{Title: "T", Kind: Sighting, State: Draft, Location: Location{Precision: UnknownPlace}, Time: in.Time}
	if err := bare.Validate(nil); err != nil {
		t.Errorf("a bare draft: %v", err)
	}
}

func TestValidateNamesTheFieldAtFault(t *testing.T) {
	long := func(n int) string { return strings.Repeat("ї", n) }
	cases := []struct {
		field string
		spoil func(*Incident)
	}{
		{"id", func(in *Incident) { in.ID = "01kd8mv7m02b7e8944j8jq3nx0" }},
		{"merged_into", func(in *Incident) { in.MergedInto = "x" }},
		{"external_id", func(in *Incident) { in.ExternalID = long(201) }},
		{"aliases[0]", func(in *Incident) { in.Aliases[0] = "a\x00b" }},
		{"series", func(in *Incident) { in.Series = long(201) }},
		{"dataset", func(in *Incident) { in.Dataset = long(101) }},
		{"title", func(in *Incident) { in.Title = " \t\n" }},
		{"title", func(in *Incident) { in.Title = long(MaxTitle + 1) }},
		{"title", func(in *Incident) { in.Title = "a\u202Eb" }},
		{"title", func(in *Incident) { in.Title = "a\u2066b" }},
		{"title", func(in *Incident) { in.Title = "\xff" }},
		{"title", func(in *Incident) { in.Title = "a\u0085b" }},
		{"summary", func(in *Incident) { in.Summary = long(MaxSummary + 1) }},
		{"language", func(in *Incident) { in.Language = "English" }},
		{"translations", func(in *Incident) { in.Translations["?"] = Words{Title: "x"} }},
		{"translations.uk.title", func(in *Incident) { in.Translations["uk"] = Words{Title: long(MaxTitle + 1)} }},
		{"translations.uk.summary", func(in *Incident) { in.Translations["uk"] = Words{Title: "x", Summary: "\x07"} }},
		{"kind", func(in *Incident) { in.Kind = "" }},
		{"kind", func(in *Incident) { in.Kind = "attack" }},
		{"category", func(in *Incident) { in.Category = "school" }},
		{"facility", func(in *Incident) { in.Facility = long(MaxText + 1) }},
		{"outcome", func(in *Incident) { in.Outcome = "" }},
		{"outcome", func(in *Incident) { in.Outcome = "great" }},
		{"actor", func(in *Incident) { in.Actor = "nobody" }},
		{"actor_basis", func(in *Incident) { in.ActorBasis = "" }},
		{"actor_basis", func(in *Incident) { in.Actor = "" }},
		{"actor_basis", func(in *Incident) { in.ActorBasis = "rumour" }},
		{"means[1]", func(in *Incident) { in.Means[1] = "stone" }},
		{"means[1]", func(in *Incident) { in.Means[1] = "drone" }},
		{"means_text", func(in *Incident) { in.MeansText = "\x00" }},
		{"location.label", func(in *Incident) { in.Location.Label = long(MaxText + 1) }},
		{"location.place_id", func(in *Incident) { in.Location.PlaceID = long(201) }},
		{"location.point", func(in *Incident) { in.Location.Point = nil }},
		{"location.point", func(in *Incident) { in.Location.Point.Lon = 180.1 }},
		{"location.point", func(in *Incident) { in.Location.Point.Lat = -90.1 }},
		{"location.point", func(in *Incident) { in.Location.Point.Lon = math.NaN() }},
		{"location.point", func(in *Incident) { in.Location.Point.Lat = math.Inf(1) }},
		{"location.precision", func(in *Incident) { in.Location.Precision = "exact" }},
		{"location.uncertainty_m", func(in *Incident) { in.Location.Uncertainty = -1 }},
		{"location.uncertainty_m", func(in *Incident) { in.Location.Uncertainty = math.NaN() }},
		{"location.uncertainty_m", func(in *Incident) { in.Location.Uncertainty = math.Inf(1) }},
		{"location.uncertainty_m", func(in *Incident) { in.Location.Uncertainty = 10_001 }},
		{"location.uncertainty_m", func(in *Incident) { in.Location.Precision, in.Location.Uncertainty = Site, 1001 }},
		{"location.basis", func(in *Incident) { in.Location.Basis = "guess" }},
		{"location.regime", func(in *Incident) { in.Location.Regime = "sea" }},
		{"location.country", func(in *Incident) { in.Location.Country = "Ukraine" }},
		{"location.control", func(in *Incident) { in.Location.Control = "ru" }},
		{"location.control", func(in *Incident) { in.Location.Control = "UA" }},
		{"location.admin1", func(in *Incident) { in.Location.Admin1 = long(201) }},
		{"location.area_id", func(in *Incident) { in.Location.AreaID = "\n\x00" }},
		{"time.precision", func(in *Incident) { in.Time.Precision = "" }},
		{"time.phrase", func(in *Incident) { in.Time.Phrase = long(MaxText + 1) }},
		{"time.zone", func(in *Incident) { in.Time.Zone = "Mars/Olympus" }},
		{"time.zone", func(in *Incident) { in.Time.Zone = "Local" }},
		{"time.zone", func(in *Incident) { in.Time.Zone = "../../etc/passwd" }},
		{"time.from", func(in *Incident) { in.Time.From = time.Time{} }},
		{"time.to", func(in *Incident) { in.Time.To = time.Time{} }},
		{"time.to", func(in *Incident) { in.Time.To = in.Time.From }},
		{"time", func(in *Incident) { in.Time.From = in.Time.From.AddDate(-200, 0, 0) }},
		{"claims", func(in *Incident) { in.Claims = make([]Claim, MaxLedger+1) }},
		{"claims[0].party", func(in *Incident) { in.Claims[0].Party = "nobody" }},
		{"claims[0].role", func(in *Incident) { in.Claims[0].Role = "" }},
		{"claims[0].role", func(in *Incident) { in.Claims[0].Party = "wire" }},
		{"claims[0].stance", func(in *Incident) { in.Claims[0].Stance = "thinks" }},
		{"claims[0].proposition", func(in *Incident) { in.Claims[0].Proposition = "" }},
		{"claims[0].detail", func(in *Incident) { in.Claims[0].Detail = long(MaxText + 1) }},
		{"claims[1].method", func(in *Incident) { in.Claims[1].Method = "magic" }},
		{"claims[0].channel", func(in *Incident) { in.Claims[0].Channel = long(201) }},
		{"claims[0].stated_at", func(in *Incident) { in.Claims[0].StatedAt = "25.12.2025" }},
		{"claims[0].report", func(in *Incident) { in.Claims[0].Report = pointer(1) }},
		{"claims[0].report", func(in *Incident) { in.Claims[0].Report = pointer(-1) }},
		{"claims[0].evidence", func(in *Incident) { in.Claims[0].Evidence.To = 0 }},
		{"claims[0].evidence", func(in *Incident) { in.Claims[0].Evidence.Text = "\u202E" }},
		{"claims[0].superseded_by", func(in *Incident) { in.Claims[0].SupersededBy = pointer(2) }},
		{"claims[0].superseded_by", func(in *Incident) { in.Claims[0].SupersededBy = pointer(0) }},
		{"quantities", func(in *Incident) { in.Quantities = make([]Quantity, MaxLedger+1) }},
		{"quantities[0].measure", func(in *Incident) { in.Quantities[0].Measure = "" }},
		{"quantities[0].label", func(in *Incident) { in.Quantities[0].Label = "\x00" }},
		{"quantities[0].qualifier", func(in *Incident) { in.Quantities[0].Qualifier = "nearly" }},
		{"quantities[0].qualifier", func(in *Incident) { in.Quantities[0].Max = nil }},
		{"quantities[0].unit", func(in *Incident) { in.Quantities[0].Unit = long(101) }},
		{"quantities[0].phrase", func(in *Incident) { in.Quantities[0].Phrase = long(MaxText + 1) }},
		{"quantities[0].scope", func(in *Incident) { in.Quantities[0].Scope = "" }},
		{"quantities[0].claim", func(in *Incident) { in.Quantities[0].Claim = pointer(9) }},
		{"reports", func(in *Incident) { in.Reports = make([]Report, MaxLedger+1) }},
		{"reports[0].publisher", func(in *Incident) { in.Reports[0].Publisher = " " }},
		{"reports[0].title", func(in *Incident) { in.Reports[0].Title = long(MaxText + 1) }},
		{"reports[0].url", func(in *Incident) { in.Reports[0].URL = "javascript:alert(1)" }},
		{"reports[0].url", func(in *Incident) { in.Reports[0].URL = "https://" }},
		{"reports[0].url", func(in *Incident) { in.Reports[0].URL = "/local" }},
		{"reports[0].archive", func(in *Incident) { in.Reports[0].Archive = "file:///etc/passwd" }},
		{"reports[0].published_at", func(in *Incident) { in.Reports[0].PublishedAt = "yesterday" }},
		{"reports[0].language", func(in *Incident) { in.Reports[0].Language = "e" }},
		{"reports[0].class", func(in *Incident) { in.Reports[0].Class = "" }},
		{"reports[0].family", func(in *Incident) { in.Reports[0].Family = long(201) }},
		{"reports", func(in *Incident) { in.Reports, in.Claims[0].Report = nil, nil }},
		{"claims", func(in *Incident) { in.Claims, in.Override, in.Quantities[0].Claim = nil, nil, nil }},
		{"state", func(in *Incident) { in.State = "" }},
		{"state", func(in *Incident) { in.State = "public" }},
		{"public_precision", func(in *Incident) { in.PublicPrecision = Site }},
		{"public_precision", func(in *Incident) { in.PublicPrecision = "rough" }},
		{"override.status", func(in *Incident) { in.Override.Status = "true" }},
		{"override.reason", func(in *Incident) { in.Override.Reason = " " }},
	}
	for _, c := range cases {
		in := whole()
		c.spoil(&in)
		err := in.Validate(speakers)
		var problems Problems
		if !errors.As(err, &problems) || ErrorCode(err) != EINVALID {
			t.Errorf("%s: %v, want a problem", c.field, err)
			continue
		}
		named := slices.ContainsFunc(problems, func(p *Error) bool { return p.Field == c.field && p.Message != "" })
		if !named {
			t.Errorf("%s: the problems are %v", c.field, err)
		}
	}
}

func TestLengthIsCountedInCharacters(t *testing.T) {
	in := whole()
	in.Title = strings.Repeat("ї", MaxTitle)
	in.Summary = strings.Repeat("👩", MaxSummary)
	if err := in.Validate(speakers); err != nil {
		t.Error(err)
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	in := whole()
	in.Title, in.Kind, in.Time.Zone = "", "x", "y"
	var problems Problems
	if !errors.As(in.Validate(speakers), &problems) || len(problems) != 3 {
		t.Fatalf("problems %v", problems)
	}
	if text := problems.Error(); strings.Count(text, "; ") != 2 || !strings.HasPrefix(text, "title: ") {
		t.Errorf("they read %q", text)
	}
}

func TestTheBoundsOfANumberFitItsQualifier(t *testing.T) {
	two, five, nan, inf := pointer(2.0), pointer(5.0), pointer(math.NaN()), pointer(math.Inf(1))
	cases := []struct {
		qualifier string
		low, high *float64
		want      bool
		reads     string
	}{
		{"exact", two, two, true, "2 km"},
		{"exact", two, five, false, ""},
		{"exact", two, nil, false, ""},
		{"about", two, two, true, "about 2 km"},
		{"about", nil, two, false, ""},
		{"more-than", two, nil, true, "more than 2 km"},
		{"more-than", two, two, false, ""}, // "more than 20" never becomes 20
		{"at-least", two, nil, true, "at least 2 km"},
		{"at-least", nil, two, false, ""},
		{"up-to", nil, five, true, "up to 5 km"},
		{"up-to", two, five, false, ""},
		{"vague", nil, nil, true, "number not given"},
		{"vague", two, nil, false, ""},
		{"range", two, five, true, "2 to 5 km"},
		{"range", five, two, false, ""},
		{"range", two, two, false, ""},
		{"exact", nan, nan, false, ""},
		{"at-least", inf, nil, false, ""},
	}
	for _, c := range cases {
		q := Quantity{Measure: "distance", Qualifier: c.qualifier, Min: c.low, Max: c.high, Unit: "km"}
		if q.fits() != c.want {
			t.Errorf("%s with %s: %v, want %v", c.qualifier, q.bounds(), q.fits(), c.want)
		}
		if c.want && q.Value() != c.reads {
			t.Errorf("%s with %s reads %q, want %q", c.qualifier, q.bounds(), q.Value(), c.reads)
		}
	}
	if q := (Quantity{Measure: "tanks", Label: "tanks on fire", Phrase: "two", Qualifier: "exact"}); q.Words() != "tanks on fire: two" {
		t.Errorf("with a phrase: %q", q.Words())
	}
}

func TestAPartyIsChecked(t *testing.T) {
	good := Party{Code: "ua-sbu", Name: "SBU", Country: "UA", Kind: "security-service"}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for field, spoil := range map[string]func(*Party){
		"code":    func(p *Party) { p.Code = "UA SBU" },
		"name":    func(p *Party) { p.Name = " " },
		"kind":    func(p *Party) { p.Kind = "army" },
		"country": func(p *Party) { p.Country = "ua" },
	} {
		p := good
		spoil(&p)
		var problems Problems
		if !errors.As(p.Validate(), &problems) || len(problems) != 1 || problems[0].Field != field {
			t.Errorf("%s: %v", field, problems)
		}
	}
}

func TestErrorsCarryACodeThroughWrapping(t *testing.T) {
	cause := errors.New("disk")
	e := &Error{Code: EFULL, Message: "the disk is full", Err: cause}
	wrapped := errors.Join(errors.New("write"), e)
	if ErrorCode(wrapped) != EFULL || !errors.Is(wrapped, cause) {
		t.Errorf("%v has the code %q", wrapped, ErrorCode(wrapped))
	}
	if ErrorCode(nil) != "" || ErrorCode(cause) != "internal" {
		t.Errorf("codes %q and %q", ErrorCode(nil), ErrorCode(cause))
	}
	if got := Invalid("bbox", "has %d", 3).Error(); got != "bbox: has 3" {
		t.Errorf("reads %q", got)
	}
}

func TestReportsOfOneFamilyCountOnce(t *testing.T) {
	in := Incident{Reports: []Report{{Family: "a"}, {Family: "a"}, {}, {}, {Family: "b"}}}
	if got := in.Families(); got != 4 {
		t.Errorf("%d sources, want 4", got)
	}
}
