package geo

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The longest texts a record takes, in characters.
const (
	MaxTitle   = 200
	MaxSummary = 4000
	MaxText    = 1000
	MaxURL     = 2000
	MaxLedger  = 500 // claims, quantities or reports of one incident
)

var (
	alpha2   = regexp.MustCompile(`^[A-Z]{2}$`)
	slug     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	language = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// Validate checks an incident against the model and returns Problems naming each
// field at fault by its JSON path, or nil. Parties named in claims must be
// registered. A published incident also needs a status and a usable report.
func (in *Incident) Validate(parties Parties) error {
	var p Problems
	in.validateIdentity(&p)
	in.validateWords(&p)
	in.validateKind(&p, parties)
	in.Location.validate(&p)
	in.Time.validate(&p)
	in.validateClaims(&p, parties)
	in.validateQuantities(&p)
	in.validateReports(&p)
	in.validateEditorial(&p)
	if len(p) == 0 && in.State == Published {
		in.validatePublishable(&p, parties)
	}
	return p.orNil()
}

func (in *Incident) validateIdentity(p *Problems) {
	if in.ID != "" && !ValidID(in.ID) {
		p.add("id", "%q is not a ULID in upper case", in.ID)
	}
	if in.MergedInto != "" && !ValidID(in.MergedInto) {
		p.add("merged_into", "%q is not a ULID in upper case", in.MergedInto)
	}
	checkText(p, "external_id", in.ExternalID, 200)
	checkText(p, "series", in.Series, 200)
	checkText(p, "dataset", in.Dataset, 100)
	for i, alias := range in.Aliases {
		checkText(p, fmt.Sprintf("aliases[%d]", i), alias, 200)
	}
}

func (in *Incident) validateWords(p *Problems) {
	if strings.TrimSpace(in.Title) == "" {
		p.add("title", "is empty")
	}
	checkText(p, "title", in.Title, MaxTitle)
	checkText(p, "summary", in.Summary, MaxSummary)
	if in.Language != "" && !language.MatchString(in.Language) {
		p.add("language", "%q is not a language tag", in.Language)
	}
	for lang, w := range in.Translations {
		if !language.MatchString(lang) {
			p.add("translations", "%q is not a language tag", lang)
		}
		checkText(p, "translations."+lang+".title", w.Title, MaxTitle)
		checkText(p, "translations."+lang+".summary", w.Summary, MaxSummary)
	}
}

func (in *Incident) validateKind(p *Problems, parties Parties) {
	checkCode(p, "kind", Kinds, in.Kind, true)
	checkCode(p, "category", Categories, in.Category, false)
	checkCode(p, "outcome", Outcomes, in.Outcome, in.Kind == Strike)
	checkText(p, "facility", in.Facility, MaxText)
	if in.Actor != "" && !alpha2.MatchString(in.Actor) {
		if _, ok := parties[in.Actor]; !ok {
			p.add("actor", "%q is neither a registered party nor an ISO 3166-1 alpha-2 code", in.Actor)
		}
	}
	checkCode(p, "actor_basis", ActorBases, in.ActorBasis, in.Actor != "")
	if in.Actor == "" && in.ActorBasis != "" {
		p.add("actor_basis", "is given without an actor")
	}
	seen := map[string]bool{}
	for i, m := range in.Means {
		field := fmt.Sprintf("means[%d]", i)
		checkCode(p, field, MeansCodes, m, true)
		if seen[m] {
			p.add(field, "%q is given twice", m)
		}
		seen[m] = true
	}
	checkText(p, "means_text", in.MeansText, MaxText)
}

func (l Location) validate(p *Problems) {
	checkText(p, "location.label", l.Label, MaxText)
	checkText(p, "location.place_id", l.PlaceID, 200)
	checkText(p, "location.admin1", l.Admin1, 200)
	checkText(p, "location.area_id", l.AreaID, 200)
	checkCode(p, "location.precision", Precisions, l.Precision, true)
	checkCode(p, "location.basis", LocationBases, l.Basis, false)
	checkCode(p, "location.regime", Regimes, l.Regime, false)
	checkCountry(p, "location.country", l.Country)
	checkCountry(p, "location.control", l.Control)
	if l.Control != "" && l.Control == l.Country {
		p.add("location.control", "repeats the country")
	}
	switch {
	case math.IsNaN(l.Uncertainty) || l.Uncertainty < 0 || l.Uncertainty > 20_000_000:
		p.add("location.uncertainty_m", "%v is not a radius between 0 and 20,000,000 metres", l.Uncertainty)
	case l.Precision == Site && l.Uncertainty > 1000:
		p.add("location.uncertainty_m", "%v m is wider than the 1,000 m of a site", l.Uncertainty)
	case l.Precision == Settlement && l.Uncertainty > 10_000:
		p.add("location.uncertainty_m", "%v m is wider than the 10,000 m of a settlement", l.Uncertainty)
	}
	if l.Point == nil {
		if l.Precision == Site || l.Precision == Settlement || l.Precision == District {
			p.add("location.point", "is missing for the precision %s", l.Precision)
		}
		return
	}
	if !(math.Abs(l.Point.Lon) <= 180) {
		p.add("location.point", "longitude %v is outside -180 to 180", l.Point.Lon)
	}
	if !(math.Abs(l.Point.Lat) <= 90) {
		p.add("location.point", "latitude %v is outside -90 to 90", l.Point.Lat)
	}
}

func (w When) validate(p *Problems) {
	checkCode(p, "time.precision", TimePrecisions, w.Precision, true)
	checkText(p, "time.phrase", w.Phrase, MaxText)
	if _, err := time.LoadLocation(w.Zone); err != nil || w.Zone == "Local" {
		p.add("time.zone", "%q is not a time zone", w.Zone)
	}
	switch {
	case w.From.IsZero():
		p.add("time.from", "is missing")
	case w.To.IsZero():
		p.add("time.to", "is missing")
	case !w.From.Before(w.To):
		p.add("time.to", "is not after time.from; the end is not included")
	case w.From.Year() < 1900 || w.To.Year() > 2200:
		p.add("time", "is outside the years 1900 to 2200")
	}
}

func (in *Incident) validateClaims(p *Problems, parties Parties) {
	if len(in.Claims) > MaxLedger {
		p.add("claims", "are more than %d", MaxLedger)
		return
	}
	for i, c := range in.Claims {
		at := func(name string) string { return fmt.Sprintf("claims[%d].%s", i, name) }
		party, known := parties[c.Party]
		switch {
		case !known:
			p.add(at("party"), "%q is not a registered party", c.Party)
		case party.Kind == "media" && c.Role != Media:
			p.add(at("role"), "%q cannot be the role of a publisher", c.Role)
		}
		checkCode(p, at("role"), Roles, c.Role, true)
		checkCode(p, at("stance"), Stances, c.Stance, true)
		checkCode(p, at("proposition"), Propositions, c.Proposition, true)
		checkCode(p, at("method"), Methods, c.Method, false)
		checkText(p, at("detail"), c.Detail, MaxText)
		checkText(p, at("channel"), c.Channel, 200)
		checkMoment(p, at("stated_at"), c.StatedAt)
		checkIndex(p, at("report"), c.Report, len(in.Reports))
		checkIndex(p, at("superseded_by"), c.SupersededBy, len(in.Claims))
		if c.SupersededBy != nil && *c.SupersededBy == i {
			p.add(at("superseded_by"), "names the claim itself")
		}
		if c.Evidence != nil && (c.Evidence.From < 0 || c.Evidence.To < c.Evidence.From) {
			p.add(at("evidence"), "is no span: %d to %d", c.Evidence.From, c.Evidence.To)
		}
		if c.Evidence != nil {
			checkText(p, at("evidence"), c.Evidence.Text, MaxSummary)
		}
	}
}

func (in *Incident) validateQuantities(p *Problems) {
	if len(in.Quantities) > MaxLedger {
		p.add("quantities", "are more than %d", MaxLedger)
		return
	}
	for i, q := range in.Quantities {
		at := func(name string) string { return fmt.Sprintf("quantities[%d].%s", i, name) }
		checkCode(p, at("measure"), Measures, q.Measure, true)
		checkCode(p, at("qualifier"), Qualifiers, q.Qualifier, true)
		checkCode(p, at("scope"), Scopes, q.Scope, true)
		checkText(p, at("label"), q.Label, MaxText)
		checkText(p, at("unit"), q.Unit, 100)
		checkText(p, at("phrase"), q.Phrase, MaxText)
		checkIndex(p, at("claim"), q.Claim, len(in.Claims))
		if !q.fits() {
			p.add(at("qualifier"), "%q does not fit the bounds %s", q.Qualifier, q.bounds())
		}
	}
}

// fits reports whether the bounds are those the qualifier means, and finite.
func (q Quantity) fits() bool {
	for _, v := range []*float64{q.Min, q.Max} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			return false
		}
	}
	low, high := q.Min != nil, q.Max != nil
	switch q.Qualifier {
	case "exact", "about":
		return low && high && *q.Min == *q.Max
	case "more-than", "at-least":
		return low && !high
	case "up-to":
		return !low && high
	case "vague":
		return !low && !high
	case "range":
		return low && high && *q.Min < *q.Max
	}
	return true // an unknown qualifier is its own fault
}

// bounds writes the bounds for a message: "2..2", "20..", "..7".
func (q Quantity) bounds() string {
	text := ".."
	if q.Min != nil {
		text = formatNumber(*q.Min) + text
	}
	if q.Max != nil {
		text += formatNumber(*q.Max)
	}
	return text
}

func (in *Incident) validateReports(p *Problems) {
	if len(in.Reports) > MaxLedger {
		p.add("reports", "are more than %d", MaxLedger)
		return
	}
	for i, r := range in.Reports {
		at := func(name string) string { return fmt.Sprintf("reports[%d].%s", i, name) }
		if strings.TrimSpace(r.Publisher) == "" {
			p.add(at("publisher"), "is empty")
		}
		checkText(p, at("publisher"), r.Publisher, 200)
		checkText(p, at("title"), r.Title, MaxText)
		checkText(p, at("family"), r.Family, 200)
		checkURL(p, at("url"), r.URL)
		checkURL(p, at("archive"), r.Archive)
		checkMoment(p, at("published_at"), r.PublishedAt)
		checkCode(p, at("class"), ReportClasses, r.Class, true)
		if r.Language != "" && !language.MatchString(r.Language) {
			p.add(at("language"), "%q is not a language tag", r.Language)
		}
	}
}

func (in *Incident) validateEditorial(p *Problems) {
	checkCode(p, "state", States, in.State, true)
	checkCode(p, "public_precision", Precisions, in.PublicPrecision, false)
	if in.PublicPrecision != "" && Precisions.Index(in.PublicPrecision) < Precisions.Index(in.Location.Precision) {
		p.add("public_precision", "%q is finer than the precision %q", in.PublicPrecision, in.Location.Precision)
	}
	if in.Override != nil {
		checkCode(p, "override.status", Statuses, in.Override.Status, true)
		if strings.TrimSpace(in.Override.Reason) == "" {
			p.add("override.reason", "is empty; readers see it")
		}
		checkText(p, "override.reason", in.Override.Reason, MaxText)
	}
}

// validatePublishable asks for what a reader must be able to see: who says it and
// where that can be read.
func (in *Incident) validatePublishable(p *Problems, parties Parties) {
	if Derive(in, parties).Status == "" {
		p.add("claims", "give no status: nobody asserts the headline %q, so it cannot be published", in.Headline())
	}
	if len(in.Reports) == 0 {
		p.add("reports", "are missing: a published incident names at least one")
	}
}

func checkCode(p *Problems, field string, list CodeList, value string, required bool) {
	switch {
	case value == "" && required:
		p.add(field, "is missing; one of %s", strings.Join(list.Values(), ", "))
	case value != "" && !list.Has(value):
		p.add(field, "%q is not one of %s", value, strings.Join(list.Values(), ", "))
	}
}

func checkCountry(p *Problems, field, value string) {
	if value != "" && !alpha2.MatchString(value) {
		p.add(field, "%q is not an ISO 3166-1 alpha-2 code", value)
	}
}

// checkText refuses what cannot be shown as one piece of plain text: too long, not
// UTF-8, control characters other than tab and line breaks, and the bidirectional
// controls that can make a line read as something else.
func checkText(p *Problems, field, text string, most int) {
	if !utf8.ValidString(text) {
		p.add(field, "is not UTF-8")
		return
	}
	if n := utf8.RuneCountInString(text); n > most {
		p.add(field, "has %d characters, at most %d are kept", n, most)
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' || isBidiControl(r) {
			p.add(field, "holds the control character U+%04X", r)
			return
		}
	}
}

func isBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func checkMoment(p *Problems, field, text string) {
	if text == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return
	}
	if _, err := ParseTime(text); err != nil {
		p.add(field, "%q is neither a date nor an RFC 3339 date-time", text)
	}
}

func checkIndex(p *Problems, field string, index *int, length int) {
	if index != nil && (*index < 0 || *index >= length) {
		p.add(field, "%d is no index of %d entries", *index, length)
	}
}

func checkURL(p *Problems, field, text string) {
	if text == "" {
		return
	}
	checkText(p, field, text, MaxURL)
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		p.add(field, "%q is not an http or https address", text)
	}
}
