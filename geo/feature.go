package geo

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Feature is what readers get of one incident: its public form, what the rule finds,
// and when it was recorded. It is immutable once made.
type Feature struct {
	Incident             // coarsened, see Incident.Public
	Finding    Finding   // derived status and attribution
	Revision   int       // number of the public revision, from 1
	PublicFrom time.Time // since when this revision is public
	Correction string    // note of the last correction or clarification, or empty
	Bounds     *BBox     // the point, or the box of the area; nil if neither is known

	claimedBy, confirmedBy, deniedBy, silent []string
	folded                                   string
}

// NewFeature makes the public feature of a revision. The area is the one
// Location.AreaID names, or nil.
func NewFeature(r *Revision, parties Parties, area *Area) *Feature {
	in := r.Incident
	f := &Feature{
		Incident:   in.Public(),
		Finding:    Derive(&in, parties),
		Revision:   r.Number,
		PublicFrom: r.PublicFrom,
		Correction: r.Correction,
	}
	f.Incident.Override = nil
	switch p := f.Location.Point; {
	case p != nil:
		f.Bounds = &BBox{p.Lon, p.Lat, p.Lon, p.Lat}
	case area != nil:
		box := area.Bounds()
		f.Bounds = &box
	}
	f.sortVoices(parties)
	f.folded = f.searchText(parties)
	return f
}

// sortVoices tells apart who asserts the headline, who confirms it, who denies it
// or its responsibility, and who was silent. Each list keeps the order of the claims
// and names a party once.
func (f *Feature) sortVoices(parties Parties) {
	headline := f.Headline()
	for _, i := range f.Current() {
		c := f.Claims[i]
		confirms := c.Stance == "confirms" || i == f.Finding.Deciding && (f.Finding.Status == Confirmed || f.Finding.Status == Verified)
		switch {
		case confirms && (c.Proposition == headline || c.Proposition == "responsibility"):
			f.confirmedBy = appendOnce(f.confirmedBy, c.Party)
		case c.Asserts() && c.Proposition == headline && parties[c.Party].Kind != "media":
			f.claimedBy = appendOnce(f.claimedBy, c.Party)
		case c.Stance == "denies" && (c.Proposition == headline || c.Proposition == "responsibility"):
			f.deniedBy = appendOnce(f.deniedBy, c.Party)
		case c.Stance == "no-response":
			f.silent = appendOnce(f.silent, c.Party)
		}
	}
}

func appendOnce(list []string, value string) []string {
	if slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}

// searchText is everything a reader may look for by word, folded.
func (f *Feature) searchText(parties Parties) string {
	words := []string{f.Title, f.Summary, f.Location.Label, f.Facility, f.Location.Admin1, f.MeansText, f.ExternalID}
	for _, t := range f.Translations {
		words = append(words, t.Title, t.Summary)
	}
	for _, c := range f.Claims {
		words = append(words, parties.Name(c.Party), c.Detail)
	}
	for _, r := range f.Reports {
		words = append(words, r.Publisher)
	}
	return Fold(strings.Join(words, " "))
}

// SearchText returns everything a reader may look for by word, folded by Fold.
func (f *Feature) SearchText() string { return f.folded }

// Path returns the permanent path of the incident's page, from the root of the site.
func (f *Feature) Path() string { return "/incidents/" + f.ID }

// ColumnType is the type of a flat column in every format.
type ColumnType string

// The column types. A list is written as its codes joined by commas.
const (
	TextColumn    ColumnType = "string"
	IntegerColumn ColumnType = "integer"
	NumberColumn  ColumnType = "number"
	TimeColumn    ColumnType = "date-time"
	BoolColumn    ColumnType = "boolean"
	ListColumn    ColumnType = "list"
)

// Column is one flat column of the public feature.
type Column struct {
	Name  string
	Type  ColumnType
	Means string    // one line for the codebook
	Codes *CodeList // the closed list its values are from, or nil
	value func(*Feature) any
}

// Value returns the value of the column: nil, string, []string, int, float64, bool
// or time.Time. A missing value is nil, never an empty string.
func (c Column) Value(f *Feature) any {
	switch v := c.value(f).(type) {
	case string:
		if v == "" {
			return nil
		}
		return v
	case []string:
		if len(v) == 0 {
			return nil
		}
		return v
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v
	case *float64:
		if v == nil {
			return nil
		}
		return *v
	default:
		return v
	}
}

// Text returns the value as it stands in a text format, "" for a missing one.
func (c Column) Text(f *Feature) string {
	switch v := c.Value(f).(type) {
	case nil:
		return ""
	case string:
		return v
	case []string:
		return strings.Join(v, ",")
	case int:
		return strconv.Itoa(v)
	case float64:
		return formatNumber(v)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return FormatTime(v)
	}
	return ""
}

// Holds reports whether a column whose Text is text holds one of the values; a list
// column holds each of its members.
func (c Column) Holds(text string, values []string) bool {
	if c.Type != ListColumn || text == "" {
		return slices.Contains(values, text)
	}
	for member := range strings.SplitSeq(text, ",") {
		if slices.Contains(values, member) {
			return true
		}
	}
	return false
}

// formatNumber writes a number without an exponent and without trailing zeros.
func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Columns are the flat columns in the order they have in every feature and file.
// All may be missing but id, title, kind, status and revision.
var Columns = []Column{
	{"id", TextColumn, "permanent identifier, a ULID", nil, func(f *Feature) any { return f.ID }},
	{"title", TextColumn, "headline in the record's language; it names its speaker unless the status is confirmed or verified", nil, func(f *Feature) any { return f.Title }},
	{"kind", TextColumn, "what happened", &Kinds, func(f *Feature) any { return f.Kind }},
	{"status", TextColumn, "how sure, derived from the claims by the published rule", &Statuses, func(f *Feature) any { return f.Finding.Status }},
	{"attribution", TextColumn, "how the named author stands to the act", &Attributions, func(f *Feature) any { return f.Finding.Attribution }},
	{"category", TextColumn, "kind of target", &Categories, func(f *Feature) any { return f.Category }},
	{"outcome", TextColumn, "what came of it", &Outcomes, func(f *Feature) any { return f.Outcome }},
	{"place", TextColumn, "the place in words", nil, func(f *Feature) any { return f.Location.Label }},
	{"facility", TextColumn, "the target as a source names it", nil, func(f *Feature) any { return f.Facility }},
	{"country", TextColumn, "ISO 3166-1 alpha-2 by the view of the United Nations; missing at sea", nil, func(f *Feature) any { return f.Location.Country }},
	{"control", TextColumn, "ISO 3166-1 alpha-2 of another state that held the place", nil, func(f *Feature) any { return f.Location.Control }},
	{"admin1", TextColumn, "first-level division, English name", nil, func(f *Feature) any { return f.Location.Admin1 }},
	{"regime", TextColumn, "legal nature of the place", &Regimes, func(f *Feature) any { return f.Location.Regime }},
	{"precision", TextColumn, "how well the place is known", &Precisions, func(f *Feature) any { return f.Location.Precision }},
	{"uncertainty_m", NumberColumn, "radius in metres within which the place lies", nil, func(f *Feature) any { return f.uncertainty() }},
	{"basis", TextColumn, "what the place rests on", &LocationBases, func(f *Feature) any { return f.Location.Basis }},
	{"area_id", TextColumn, "item of the collection areas that stands for the place where no point is served", nil, func(f *Feature) any { return f.Location.AreaID }},
	{"repr_lon", NumberColumn, "longitude of the served point, degrees", nil, func(f *Feature) any { return f.coordinate(func(p Point) float64 { return p.Lon }) }},
	{"repr_lat", NumberColumn, "latitude of the served point, degrees", nil, func(f *Feature) any { return f.coordinate(func(p Point) float64 { return p.Lat }) }},
	{"time_from", TimeColumn, "start of the span in which it happened, UTC", nil, func(f *Feature) any { return f.Time.From }},
	{"time_to", TimeColumn, "end of that span, not included, UTC", nil, func(f *Feature) any { return f.Time.To }},
	{"time_precision", TextColumn, "how well the time is known", &TimePrecisions, func(f *Feature) any { return f.Time.Precision }},
	{"time_phrase", TextColumn, "the time as reported", nil, func(f *Feature) any { return f.Time.Phrase }},
	{"time_zone", TextColumn, "IANA time zone of the place", nil, func(f *Feature) any { return f.Time.Zone }},
	{"actor", TextColumn, "named author, a party code or ISO 3166-1 alpha-2; an attribution, never a finding", nil, func(f *Feature) any { return f.Actor }},
	{"actor_basis", TextColumn, "what the naming rests on", &ActorBases, func(f *Feature) any { return f.ActorBasis }},
	{"means", ListColumn, "what with", &MeansCodes, func(f *Feature) any { return f.Means }},
	{"means_text", TextColumn, "the words of the report for it", nil, func(f *Feature) any { return f.MeansText }},
	{"claimed_by", ListColumn, "parties that assert the headline, publishers left out", nil, func(f *Feature) any { return f.claimedBy }},
	{"confirmed_by", ListColumn, "parties whose word confirms or verifies it", nil, func(f *Feature) any { return f.confirmedBy }},
	{"denied_by", ListColumn, "parties that deny it or its responsibility", nil, func(f *Feature) any { return f.deniedBy }},
	{"no_response_by", ListColumn, "parties that were asked and did not answer; silence is no denial", nil, func(f *Feature) any { return f.silent }},
	{"quantities", TextColumn, "numbers of this incident as reported", nil, func(f *Feature) any { return f.numbers() }},
	{"border", TextColumn, "country whose border border_km is measured to, ISO 3166-1 alpha-2", nil, func(f *Feature) any { return f.Location.Border }},
	{"border_km", NumberColumn, "computed distance from the served point to that border, kilometres", nil, func(f *Feature) any { return f.Location.BorderKM }},
	{"claims", IntegerColumn, "number of claims kept, superseded ones left out", nil, func(f *Feature) any { return len(f.Current()) }},
	{"source_families", IntegerColumn, "number of sources; copies of one text count once", nil, func(f *Feature) any { return f.Families() }},
	{"series", TextColumn, "run of related incidents", nil, func(f *Feature) any { return f.Series }},
	{"dataset", TextColumn, "where the row came from", nil, func(f *Feature) any { return f.Dataset }},
	{"synthetic", BoolColumn, "made up for tests", nil, func(f *Feature) any { return f.Synthetic }},
	{"summary", TextColumn, "what was reported, attributed, in the record's language", nil, func(f *Feature) any { return f.Summary }},
	{"correction", TextColumn, "note of the last correction or clarification", nil, func(f *Feature) any { return f.Correction }},
	{"external_id", TextColumn, "slug or identifier in another system", nil, func(f *Feature) any { return f.ExternalID }},
	{"published", TimeColumn, "first publication, UTC", nil, func(f *Feature) any { return f.publishedAt() }},
	{"updated", TimeColumn, "since when this revision is public, UTC", nil, func(f *Feature) any { return f.PublicFrom }},
	{"revision", IntegerColumn, "number of this revision", nil, func(f *Feature) any { return f.Revision }},
	{"url", TextColumn, "permanent page of the incident", nil, func(f *Feature) any { return f.Path() }},
}

// ColumnByName returns a flat column and whether there is one of that name.
func ColumnByName(name string) (Column, bool) {
	i := slices.IndexFunc(Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return Column{}, false
	}
	return Columns[i], true
}

func (f *Feature) uncertainty() any {
	if f.Location.Precision == UnknownPlace {
		return nil
	}
	return f.Location.Uncertainty
}

func (f *Feature) coordinate(of func(Point) float64) any {
	if f.Location.Point == nil {
		return nil
	}
	return of(*f.Location.Point)
}

func (f *Feature) publishedAt() any {
	if f.PublishedAt == nil {
		return nil
	}
	return *f.PublishedAt
}

// numbers joins the quantities of this incident alone: "tanks on fire: two".
func (f *Feature) numbers() string {
	var parts []string
	for _, q := range f.Quantities {
		if q.Scope == "incident" {
			parts = append(parts, q.Words())
		}
	}
	return strings.Join(parts, "; ")
}

// Words returns the quantity as reported, with its label.
func (q Quantity) Words() string {
	label := q.Label
	if label == "" {
		label = q.Measure
	}
	return label + ": " + q.Value()
}

// Value returns the number as reported, or its bounds with their qualifier where
// no phrase was kept.
func (q Quantity) Value() string {
	if q.Phrase != "" {
		return q.Phrase
	}
	text := ""
	switch q.Qualifier {
	case "exact":
		text = formatNumber(*q.Min)
	case "about":
		text = "about " + formatNumber(*q.Min)
	case "more-than":
		text = "more than " + formatNumber(*q.Min)
	case "at-least":
		text = "at least " + formatNumber(*q.Min)
	case "up-to":
		text = "up to " + formatNumber(*q.Max)
	case "range":
		text = formatNumber(*q.Min) + " to " + formatNumber(*q.Max)
	default:
		return "number not given"
	}
	if q.Unit != "" {
		text += " " + q.Unit
	}
	return text
}

// Newer orders features newest first: by time_from, then by id, both descending.
// No two features are equal in it.
func Newer(a, b *Feature) int {
	if c := b.Time.From.Compare(a.Time.From); c != 0 {
		return c
	}
	return strings.Compare(b.ID, a.ID)
}
