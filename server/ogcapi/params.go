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
	paging := []web.Param{
		bboxParam, limitParam,
		{Name: "cursor", Description: "Place to go on from, out of a next link. It is good for the same parameters and database only."},
		offsetParam, propertiesParam, formatParam,
	}
	return append(paging, web.Filters()...)
}

func itemParams() []web.Param {
	return []web.Param{featureID("Permanent identifier; a slug or a former one redirects."), web.KnownAtParam, propertiesParam, formatParam}
}

func areaParams() []web.Param {
	timeless := web.DatetimeParam
	timeless.Description = "Accepted as the standard asks; areas have no time, so all match."
	return []web.Param{bboxParam, timeless, limitParam, offsetParam, formatParam}
}

func areaItemParams() []web.Param {
	return []web.Param{featureID("Identifier of the area, as area_id of incidents has it."), formatParam}
}
