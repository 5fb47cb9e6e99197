package store

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
)

// column maps one column of the table incidents to a field of geo.Incident. A nil
// value is a missing one; set returns what is wrong with a value, or "".
type column struct {
	name  string
	field string // JSON path of the field, for messages
	get   func(*geo.Incident) any
	set   func(*geo.Incident, any) string
}

// columns are those the desk and outside programs may fill, without fid and geom.
var columns = []column{
	textColumn("id", "id", func(in *geo.Incident) *string { return &in.ID }),
	textColumn("external_id", "external_id", func(in *geo.Incident) *string { return &in.ExternalID }),
	textColumn("merged_into", "merged_into", func(in *geo.Incident) *string { return &in.MergedInto }),
	textColumn("series", "series", func(in *geo.Incident) *string { return &in.Series }),
	textColumn("dataset", "dataset", func(in *geo.Incident) *string { return &in.Dataset }),
	syntheticColumn,
	textColumn("title", "title", func(in *geo.Incident) *string { return &in.Title }),
	textColumn("summary", "summary", func(in *geo.Incident) *string { return &in.Summary }),
	textColumn("language", "language", func(in *geo.Incident) *string { return &in.Language }),
	translationsColumn,
	textColumn("kind", "kind", func(in *geo.Incident) *string { return &in.Kind }),
	textColumn("category", "category", func(in *geo.Incident) *string { return &in.Category }),
	textColumn("facility", "facility", func(in *geo.Incident) *string { return &in.Facility }),
	textColumn("outcome", "outcome", func(in *geo.Incident) *string { return &in.Outcome }),
	textColumn("actor", "actor", func(in *geo.Incident) *string { return &in.Actor }),
	textColumn("actor_basis", "actor_basis", func(in *geo.Incident) *string { return &in.ActorBasis }),
	meansColumn,
	textColumn("means_text", "means_text", func(in *geo.Incident) *string { return &in.MeansText }),
	textColumn("place", "location.label", func(in *geo.Incident) *string { return &in.Location.Label }),
	textColumn("place_id", "location.place_id", func(in *geo.Incident) *string { return &in.Location.PlaceID }),
	textColumn("precision", "location.precision", func(in *geo.Incident) *string { return &in.Location.Precision }),
	uncertaintyColumn,
	textColumn("basis", "location.basis", func(in *geo.Incident) *string { return &in.Location.Basis }),
	textColumn("regime", "location.regime", func(in *geo.Incident) *string { return &in.Location.Regime }),
	textColumn("country", "location.country", func(in *geo.Incident) *string { return &in.Location.Country }),
	textColumn("control", "location.control", func(in *geo.Incident) *string { return &in.Location.Control }),
	textColumn("admin1", "location.admin1", func(in *geo.Incident) *string { return &in.Location.Admin1 }),
	timeColumn("time_from", "time.from", func(in *geo.Incident) *time.Time { return &in.Time.From }),
	timeColumn("time_to", "time.to", func(in *geo.Incident) *time.Time { return &in.Time.To }),
	textColumn("time_precision", "time.precision", func(in *geo.Incident) *string { return &in.Time.Precision }),
	textColumn("time_phrase", "time.phrase", func(in *geo.Incident) *string { return &in.Time.Phrase }),
	textColumn("time_zone", "time.zone", func(in *geo.Incident) *string { return &in.Time.Zone }),
	textColumn("state", "state", func(in *geo.Incident) *string { return &in.State }),
	optionalTimeColumn("published_at", func(in *geo.Incident) **time.Time { return &in.PublishedAt }),
	optionalTimeColumn("embargo", func(in *geo.Incident) **time.Time { return &in.Embargo }),
	textColumn("public_precision", "public_precision", func(in *geo.Incident) *string { return &in.PublicPrecision }),
	overrideColumn("override_status", "override.status", func(o *geo.Override) *string { return &o.Status }),
	overrideColumn("override_reason", "override.reason", func(o *geo.Override) *string { return &o.Reason }),
}

func textColumn(name, field string, at func(*geo.Incident) *string) column {
	return column{
		name, field,
		func(in *geo.Incident) any { return text(*at(in)) },
		func(in *geo.Incident, v any) string {
			*at(in) = asText(v)
			return ""
		},
	}
}

func timeColumn(name, field string, at func(*geo.Incident) *time.Time) column {
	return column{
		name, field,
		func(in *geo.Incident) any { return moment(*at(in)) },
		func(in *geo.Incident, v any) string {
			t, problem := asMoment(v)
			*at(in) = t
			return problem
		},
	}
}

func optionalTimeColumn(name string, at func(*geo.Incident) **time.Time) column {
	return column{
		name, name,
		func(in *geo.Incident) any { return optionalMoment(*at(in)) },
		func(in *geo.Incident, v any) string {
			t, problem := asMoment(v)
			if !t.IsZero() {
				*at(in) = &t
			}
			return problem
		},
	}
}

func overrideColumn(name, field string, at func(*geo.Override) *string) column {
	return column{
		name, field,
		func(in *geo.Incident) any {
			if in.Override == nil {
				return nil
			}
			return text(*at(in.Override))
		},
		func(in *geo.Incident, v any) string {
			if s := asText(v); s != "" {
				if in.Override == nil {
					in.Override = &geo.Override{}
				}
				*at(in.Override) = s
			}
			return ""
		},
	}
}

var syntheticColumn = column{
	"synthetic", "synthetic",
	func(in *geo.Incident) any { return in.Synthetic },
	func(in *geo.Incident, v any) string {
		switch asText(v) {
		case "", "0", "false":
			in.Synthetic = false
		case "1", "true":
			in.Synthetic = true
		default:
			return "is neither 0 nor 1"
		}
		return ""
	},
}

var translationsColumn = column{
	"translations", "translations",
	func(in *geo.Incident) any {
		if len(in.Translations) == 0 {
			return nil
		}
		return jsonText(in.Translations)
	},
	func(in *geo.Incident, v any) string {
		s := asText(v)
		if s == "" {
			return ""
		}
		if err := json.Unmarshal([]byte(s), &in.Translations); err != nil {
			return `is not JSON of the form {"uk": {"title": "...", "summary": "..."}}`
		}
		return ""
	},
}

// meansColumn holds codes joined by commas; no code has one in it.
var meansColumn = column{
	"means", "means",
	func(in *geo.Incident) any { return text(strings.Join(in.Means, ",")) },
	func(in *geo.Incident, v any) string {
		for _, code := range strings.Split(asText(v), ",") {
			if code = strings.TrimSpace(code); code != "" {
				in.Means = append(in.Means, code)
			}
		}
		return ""
	},
}

var uncertaintyColumn = column{
	"uncertainty_m", "location.uncertainty_m",
	func(in *geo.Incident) any { return in.Location.Uncertainty },
	func(in *geo.Incident, v any) string {
		n, problem := asNumber(v)
		if n != nil {
			in.Location.Uncertainty = *n
		}
		return problem
	},
}

// text is NULL for the empty string, so that forms show an empty field.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// asText reads a value of any type SQLite holds; a column's type there is advice.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func asMoment(v any) (time.Time, string) {
	s := asText(v)
	if s == "" {
		return time.Time{}, ""
	}
	t, ok := parseMoment(s)
	if !ok {
		return t, strconv.Quote(s) + " is no date and time such as 2025-12-25T06:00:00.000Z"
	}
	return t, ""
}

// asNumber reads a finite number: SQLite also holds infinite ones.
func asNumber(v any) (*float64, string) {
	s := strings.TrimSpace(asText(v))
	if s == "" {
		return nil, ""
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return nil, strconv.Quote(s) + " is not a finite number"
	}
	return &n, ""
}

func asInteger(v any) (*int, string) {
	n, problem := asNumber(v)
	if n == nil {
		return nil, problem
	}
	i := int(*n)
	if float64(i) != *n {
		return nil, asText(v) + " is not a whole number"
	}
	return &i, ""
}

// number is NULL for nil.
func number(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func integer(v *int) any {
	if v == nil {
		return nil
	}
	return *v
}

// jsonText writes what always can be written: plain structs and maps of text.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("store: " + err.Error())
	}
	return string(b)
}
