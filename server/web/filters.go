package web

import (
	"strikemap/geo"
	"strikemap/geo/crs"
)

// Filters are the parameters that choose among incidents, as ParseQuery reads them: all
// but the box and those that sort and page. Every family that answers with incidents
// takes them.
func Filters() []Param {
	params := []Param{
		DatetimeParam,
		{Name: "q", Example: "temryuk port", Description: "Words, all of which the incident has in its title, summary, places, claims or publishers. Case and accents make no difference."},
		KnownAtParam,
		{Name: "updated_after", Example: "2025-12-25T12:00:00Z", Description: "Only incidents whose present revision became public after this instant, or on this date or later."},
		{Name: "status_min", Enum: rankedStatuses(), Description: "Only incidents at least this sure, in the order disputed, reported, claimed, confirmed, verified."},
	}
	params = append(params, FilterParams()...)
	return append(params, ColumnParams(geo.Columns)...)
}

// FilterParams are those of a filter in CQL2 (OGC API Features Part 3,
// /req/filter/filter-param, filter-lang-param, filter-crs-param).
func FilterParams() []Param {
	return []Param{
		{Name: "filter", Example: "kind = 'strike' AND S_INTERSECTS(geometry, BBOX(22,44,60,60))", Description: "Condition in CQL2 over the queryables of the collection. It holds beside all others."},
		{Name: "filter-lang", Enum: filterLanguages, Default: filterLanguages[0], Description: "Language of filter."},
		{Name: "filter-crs", Format: "uri-reference", Default: crs.CRS84.URI(), Description: "Coordinate reference system of the geometries in filter: CRS84, EPSG:4326 or EPSG:3857, by URI or as EPSG:4326."},
	}
}

// filterLanguages are the values of filter-lang, the one taken without it first.
var filterLanguages = []string{"cql2-text", "cql2-json"}

// DatetimeParam asks for a span of time.
var DatetimeParam = Param{
	Name: "datetime", Example: "2025-12-24T00:00:00Z/..", Repeat: true,
	Description: "Instant, day or interval start/end, with .. for an open end. What happened in a span that touches it matches. Given more than once, as GDAL does, it means what the intervals have in common.",
}

// KnownAtParam asks for what was public at an instant.
var KnownAtParam = Param{
	Name: "known_at", Example: "2025-12-25T12:00:00Z",
	Description: "Answer with what was public at this instant; a date is the end of that day in UTC. Before the record begins nothing was.",
}

// ColumnParams are the parameters of columns: every queryable is one (OGC API Features
// Part 3, /req/queryables-query-parameters/parameters).
func ColumnParams(columns []geo.Column) []Param {
	params := make([]Param, len(columns))
	for i, c := range columns {
		params[i] = columnParam(c)
	}
	return params
}

func columnParam(c geo.Column) Param {
	p := Param{Name: c.Name, List: true, Description: "Only items with one of these values: " + c.Means + "."}
	if c.Codes != nil {
		p.Enum = c.Codes.Values()
	}
	p.Type, p.Format = JSONType(c.Type)
	return p
}

// JSONType returns the type and the format that a column's values have in JSON Schema;
// the format is empty for most.
func JSONType(t geo.ColumnType) (name, format string) {
	switch t {
	case geo.IntegerColumn:
		return "integer", ""
	case geo.NumberColumn:
		return "number", ""
	case geo.BoolColumn:
		return "boolean", ""
	case geo.TimeColumn:
		return "string", "date-time"
	}
	return "string", ""
}
