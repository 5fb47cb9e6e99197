package ogcapi

import (
	"strikemap/geo"
	"strikemap/server/web"
)

var formatParam = web.Param{Name: "f", Description: "Format of the answer; beats the Accept header.", Enum: []string{"json"}}

func number(v float64) *float64 { return &v }

// limitParam must be an integer with a minimum and a maximum
// (/req/core/fc-limit-definition).
var limitParam = web.Param{
	Name: "limit", Type: "integer", Minimum: number(1), Maximum: number(geo.MaxLimit), Default: geo.DefaultLimit,
	Description: "How many items one answer may hold. More than the maximum is taken as the maximum.",
}

var offsetParam = web.Param{
	Name: "offset", Type: "integer", Minimum: number(0), Maximum: number(web.MaxOffset), Default: 0,
	Description: "How many items to leave out before the first. The next links page without it, and without end.",
}

var bboxParam = web.Param{
	Name: "bbox", Type: "number", List: true, Count: 4, Example: []float64{22, 44, 60, 60},
	Description: "Box as west,south,east,north in degrees (CRS84), or six numbers with heights, which are ignored. A west greater than the east crosses the antimeridian. An incident without a point matches by the box of its area.",
}

var datetimeParam = web.Param{
	Name: "datetime", Example: "2025-12-24T00:00:00Z/..",
	Description: "Instant, day or interval start/end, with .. for an open end. What happened in a span that touches it matches.",
}

var knownAtParam = web.Param{
	Name: "known_at", Example: "2025-12-25T12:00:00Z",
	Description: "Answer with what was public at this instant; a date is the end of that day in UTC. Before the record begins nothing was, and the answer says in knownSince when it does.",
}

var propertiesParam = web.Param{
	Name: "properties", List: true, Enum: columnNames(),
	Description: "Only these properties, in their usual order.",
}

func columnNames() []string {
	names := make([]string, len(geo.Columns))
	for i, c := range geo.Columns {
		names[i] = c.Name
	}
	return names
}

func featureID(means string) web.Param {
	return web.Param{Name: "featureId", In: "path", Description: means}
}

// incidentParams are what asks for incidents, every flat column among them.
func incidentParams() []web.Param {
	params := []web.Param{
		bboxParam, datetimeParam, limitParam,
		{Name: "cursor", Description: "Place to go on from, out of a next link. It is good for the same parameters and database only."},
		offsetParam,
		{Name: "q", Example: "temryuk port", Description: "Words, all of which the incident has in its title, summary, places, claims or publishers. Case and accents make no difference."},
		knownAtParam,
		{Name: "updated_after", Example: "2025-12-25T12:00:00Z", Description: "Only incidents whose present revision became public after this instant, or on this date or later."},
		{Name: "status_min", Enum: rankedStatuses(), Description: "Only incidents at least this sure, in the order disputed, reported, claimed, confirmed, verified."},
		propertiesParam, formatParam,
	}
	for _, c := range geo.Columns {
		params = append(params, columnParam(c))
	}
	return params
}

func rankedStatuses() []string {
	var ranked []string
	for _, s := range geo.Statuses.Values() {
		if geo.StatusRank(s) >= 0 {
			ranked = append(ranked, s)
		}
	}
	return ranked
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

func itemParams() []web.Param {
	return []web.Param{featureID("Permanent identifier; a slug or a former one redirects."), knownAtParam, propertiesParam, formatParam}
}

func areaParams() []web.Param {
	timeless := datetimeParam
	timeless.Description = "Accepted as the standard asks; areas have no time, so all match."
	return []web.Param{bboxParam, timeless, limitParam, offsetParam, formatParam}
}

func areaItemParams() []web.Param {
	return []web.Param{featureID("Identifier of the area, as area_id of incidents has it."), formatParam}
}
