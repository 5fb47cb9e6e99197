package web

import "strikemap/geo"

// Filters are the parameters that choose among incidents, as ParseQuery reads them: all
// but the box and those that page. Every family that answers with incidents takes them.
func Filters() []Param {
	params := []Param{
		DatetimeParam,
		{Name: "q", Example: "temryuk port", Description: "Words, all of which the incident has in its title, summary, places, claims or publishers. Case and accents make no difference."},
		KnownAtParam,
		{Name: "updated_after", Example: "2025-12-25T12:00:00Z", Description: "Only incidents whose present revision became public after this instant, or on this date or later."},
		{Name: "status_min", Enum: rankedStatuses(), Description: "Only incidents at least this sure, in the order disputed, reported, claimed, confirmed, verified."},
	}
	for _, c := range geo.Columns {
		params = append(params, columnParam(c))
	}
	return params
}

// DatetimeParam asks for a span of time.
var DatetimeParam = Param{
	Name: "datetime", Example: "2025-12-24T00:00:00Z/..",
	Description: "Instant, day or interval start/end, with .. for an open end. What happened in a span that touches it matches.",
}

// KnownAtParam asks for what was public at an instant.
var KnownAtParam = Param{
	Name: "known_at", Example: "2025-12-25T12:00:00Z",
	Description: "Answer with what was public at this instant; a date is the end of that day in UTC. Before the record begins nothing was.",
}

func columnParam(c geo.Column) Param {
	p := Param{Name: c.Name, List: true, Description: "Only incidents with one of these values: " + c.Means + "."}
	if c.Codes != nil {
		p.Enum = c.Codes.Values()
	}
	switch c.Type {
	case geo.IntegerColumn:
		p.Type = "integer"
	case geo.NumberColumn:
		p.Type = "number"
	case geo.BoolColumn:
		p.Type = "boolean"
	case geo.TimeColumn:
		p.Format = "date-time"
	}
	return p
}
