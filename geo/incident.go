package geo

import "time"

// Incident is one reported event with everything the desk keeps about it. The
// exact point is in it: what readers get is Public.
type Incident struct {
	ID         string   `json:"id"`                    // ULID, permanent
	ExternalID string   `json:"external_id,omitempty"` // slug or id in another system, unique within the record
	Aliases    []string `json:"aliases,omitempty"`     // other slugs and former ids that lead here
	MergedInto string   `json:"merged_into,omitempty"` // id of the incident that took this one over
	Series     string   `json:"series,omitempty"`      // id of a Series
	Dataset    string   `json:"dataset,omitempty"`     // where the row came from: "starter", "desk", an import
	Synthetic  bool     `json:"synthetic,omitempty"`   // made up, for load and layout tests

	Title        string           `json:"title"`
	Summary      string           `json:"summary,omitempty"`
	Language     string           `json:"language,omitempty"`     // BCP 47 of title and summary; empty is "en"
	Translations map[string]Words `json:"translations,omitempty"` // by BCP 47 language

	Kind       string   `json:"kind"`                  // Kinds
	Category   string   `json:"category,omitempty"`    // Categories
	Facility   string   `json:"facility,omitempty"`    // the target as a source names it
	Outcome    string   `json:"outcome,omitempty"`     // Outcomes, required for strikes
	Actor      string   `json:"actor,omitempty"`       // party code or ISO 3166-1 alpha-2
	ActorBasis string   `json:"actor_basis,omitempty"` // ActorBases
	Means      []string `json:"means,omitempty"`       // MeansCodes
	MeansText  string   `json:"means_text,omitempty"`  // the words of the report

	Location Location `json:"location"`
	Time     When     `json:"time"`

	Claims     []Claim    `json:"claims,omitempty"`
	Quantities []Quantity `json:"quantities,omitempty"`
	Reports    []Report   `json:"reports,omitempty"`

	State           string     `json:"state"`                      // States
	PublishedAt     *time.Time `json:"published_at,omitempty"`     // first publication by the desk
	Embargo         *time.Time `json:"embargo,omitempty"`          // not public before
	PublicPrecision string     `json:"public_precision,omitempty"` // coarser than Location.Precision: readers get this one
	Override        *Override  `json:"override,omitempty"`         // the desk's word over the rule's
}

// Words are title and summary in one language.
type Words struct {
	Title   string `json:"title"`
	Summary string `json:"summary,omitempty"`
}

// Override replaces the derived status, for a reason readers see.
type Override struct {
	Status string `json:"status"` // Statuses
	Reason string `json:"reason"`
}

// Location is where an incident was and how well that is known.
type Location struct {
	Label       string   `json:"label"`               // the place in words
	PlaceID     string   `json:"place_id,omitempty"`  // gazetteer entry
	Point       *Point   `json:"point,omitempty"`     // the desk's point; nil if none is known
	Precision   string   `json:"precision"`           // Precisions
	Uncertainty float64  `json:"uncertainty_m"`       // radius in metres
	Basis       string   `json:"basis,omitempty"`     // LocationBases
	Regime      string   `json:"regime,omitempty"`    // Regimes
	Country     string   `json:"country,omitempty"`   // ISO 3166-1 alpha-2 by the view of the United Nations
	Control     string   `json:"control,omitempty"`   // ISO 3166-1 alpha-2 of another state that held the place
	Admin1      string   `json:"admin1,omitempty"`    // English name of the first-level division
	AreaID      string   `json:"area_id,omitempty"`   // Area that stands for the place where no point is served
	Border      string   `json:"border,omitempty"`    // country whose border BorderKM is measured to, alpha-2
	BorderKM    *float64 `json:"border_km,omitempty"` // computed, kilometres on the WGS84 ellipsoid
}

// Point is a position, longitude first, in degrees (CRS84).
type Point struct {
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
}

// Claim is a party's stance on one proposition.
type Claim struct {
	Party        string `json:"party"`                   // Party code
	Role         string `json:"role"`                    // Roles
	Stance       string `json:"stance"`                  // Stances
	Proposition  string `json:"proposition"`             // Propositions
	Detail       string `json:"detail,omitempty"`        // what was said, in our words
	Method       string `json:"method,omitempty"`        // Methods, of an assessment
	Channel      string `json:"channel,omitempty"`       // where it was said, "Telegram"
	StatedAt     string `json:"stated_at,omitempty"`     // date or RFC 3339 date-time
	Report       *int   `json:"report,omitempty"`        // index into Incident.Reports
	Evidence     *Span  `json:"evidence,omitempty"`      // the words it rests on
	SupersededBy *int   `json:"superseded_by,omitempty"` // index of the claim that took its place
}

// Span is a stretch of a source text: offsets in characters, the end not included.
type Span struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	Text string `json:"text"`
}

// Quantity is a number as it was reported.
type Quantity struct {
	Measure   string   `json:"measure"`          // Measures
	Label     string   `json:"label,omitempty"`  // "tanks on fire"
	Min       *float64 `json:"min,omitempty"`    // nil: open below
	Max       *float64 `json:"max,omitempty"`    // nil: open above
	Qualifier string   `json:"qualifier"`        // Qualifiers
	Unit      string   `json:"unit,omitempty"`   // "m2"
	Phrase    string   `json:"phrase,omitempty"` // as reported, "about 2,000 square metres"
	Scope     string   `json:"scope"`            // Scopes
	Claim     *int     `json:"claim,omitempty"`  // index into Incident.Claims
}

// Report is a published source. Its URL is never fetched.
type Report struct {
	Publisher   string `json:"publisher"`
	Title       string `json:"title,omitempty"`
	URL         string `json:"url,omitempty"`          // http or https
	PublishedAt string `json:"published_at,omitempty"` // date or RFC 3339 date-time
	Language    string `json:"language,omitempty"`     // BCP 47
	Class       string `json:"class"`                  // ReportClasses
	Family      string `json:"family,omitempty"`       // reports of one original text share it and count once
	Archive     string `json:"archive,omitempty"`      // link to an archived copy, entered, never fetched
}

// Party speaks or acts.
type Party struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Kind    string `json:"kind"`              // PartyKinds
}

// Parties is a registry of parties by code.
type Parties map[string]Party

// Name returns the name of the party or country with a code, and the code itself
// where it is not registered.
func (p Parties) Name(code string) string {
	if party, ok := p[code]; ok {
		return party.Name
	}
	return code
}

// Series is a run of related incidents. It is no incident and is never counted.
type Series struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Summary string   `json:"summary,omitempty"`
	Claims  []Claim  `json:"claims,omitempty"`
	Reports []Report `json:"reports,omitempty"`
}

// Families counts the sources of an incident: reports of one family are one.
func (in *Incident) Families() int {
	seen := map[string]bool{}
	alone := 0
	for _, r := range in.Reports {
		if r.Family == "" {
			alone++
		} else {
			seen[r.Family] = true
		}
	}
	return alone + len(seen)
}

// Headline returns the proposition whose claims decide the status: "struck" for a
// strike, else "occurred".
func (in *Incident) Headline() string {
	if in.Kind == Strike {
		return "struck"
	}
	return "occurred"
}
