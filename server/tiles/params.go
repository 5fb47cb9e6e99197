package tiles

import (
	"slices"

	"strikemap/geo"
	"strikemap/server/web"
)

// filterParams are what the items of the collection incidents may be asked for too,
// but for the box and the pages, which the address of a tile takes the place of.
func filterParams() []web.Param {
	params := []web.Param{
		{Name: "datetime", Example: "2025-12-24T00:00:00Z/..", Description: "Instant, day or interval start/end, with .. for an open end. What happened in a span that touches it is shown."},
		{Name: "q", Example: "temryuk port", Description: "Words, all of which the incident has in its title, summary, places, claims or publishers. Case and accents make no difference."},
		{Name: "known_at", Example: "2025-12-25T12:00:00Z", Description: "Show what was public at this instant; a date is the end of that day in UTC."},
		{Name: "updated_after", Example: "2025-12-25T12:00:00Z", Description: "Only incidents whose present revision became public after this instant, or on this date or later."},
		{Name: "status_min", Enum: rankedStatuses(), Description: "Only incidents at least this sure, in the order disputed, reported, claimed, confirmed, verified."},
	}
	for _, c := range geo.Columns {
		params = append(params, columnParam(c))
	}
	return params
}

func rankedStatuses() []string {
	return slices.DeleteFunc(geo.Statuses.Values(), func(s string) bool { return geo.StatusRank(s) < 0 })
}

func columnParam(c geo.Column) web.Param {
	p := web.Param{Name: c.Name, List: true, Description: "Only incidents with one of these values: " + c.Means + "."}
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
