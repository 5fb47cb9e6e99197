package ogcapi

import (
	"strings"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/server/web"
)

var formatParam = web.Param{Name: "f", Description: "Format of the answer; beats the Accept header.", Enum: []string{"json", "html"}}

var incidentFormatParam = web.Param{Name: "f", Description: formatParam.Description, Enum: append(web.FormatNames(web.IncidentFormats), web.HTMLFormat.Name)}

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

var cursorParam = web.Param{
	Name:        "cursor",
	Description: "Place to go on from, out of a next or prev link. It is good for the same parameters and database only.",
}

var bboxParam = web.Param{
	Name: "bbox", Type: "number", List: true, Count: 4, Example: []float64{22, 44, 60, 60},
	Description: "Box as west,south,east,north in degrees (CRS84), unless bbox-crs says otherwise, or six numbers with heights, which are ignored. A west greater than the east crosses the antimeridian. An incident without a point matches by the box of its area.",
}

// crsParam is the system that answers are wanted in (Part 2, /req/crs/fc-crs-definition).
var crsParam = web.Param{
	Name: "crs", Format: "uri", Default: crs.CRS84.URI(),
	Description: "Coordinate reference system of the geometries in the answer: " + crsNames + " The header Content-Crs repeats it. The order of coordinates is that of the system: latitude first in EPSG:4326. Properties such as repr_lon stay in degrees.",
}

// bboxCRSParam is the system of bbox (Part 2, /req/crs/bbox-crs-definition).
var bboxCRSParam = web.Param{
	Name: "bbox-crs", Format: "uri", Default: crs.CRS84.URI(),
	Description: "Coordinate reference system of bbox: " + crsNames,
}

const crsNames = "CRS84, EPSG:4326 or EPSG:3857, by URI or as EPSG:4326."

// sortParam is as the draft of Part 8 has it (/req/sorting/sortby-definition).
func sortParam(c *content) web.Param {
	return web.Param{
		Name: "sortby", List: true, Pattern: `^[+-]?[^+\-\s].*$`, Example: []string{"-published", "place"},
		Description: "Columns to sort by, each with - before it for descending order. Missing values come last. Unless told: " + strings.Join(c.Order, ",") + ".",
	}
}

func chooseParam(c *content) web.Param {
	return web.Param{
		Name: "properties", List: true, Enum: web.Names(c.Columns),
		Description: "Only these properties, in their usual order.",
	}
}

var propertiesParam = chooseParam(&incidentContent)

func featureID(means string) web.Param {
	return web.Param{Name: "featureId", In: "path", Description: means}
}

// incidentParams are what asks for incidents, every flat column among them.
func incidentParams() []web.Param {
	paging := []web.Param{
		bboxParam, bboxCRSParam, crsParam, limitParam, cursorParam, offsetParam,
		sortParam(&incidentContent), propertiesParam, incidentFormatParam, web.MarkParam,
	}
	return append(paging, web.Filters()...)
}

func itemParams() []web.Param {
	return []web.Param{featureID("Permanent identifier; a slug or a former one redirects."), crsParam, web.KnownAtParam, propertiesParam, formatParam}
}

// areaParams are what asks for areas: their columns, and a filter over them.
func areaParams() []web.Param {
	timeless := web.DatetimeParam
	timeless.Description = "Accepted as the standard asks; areas have no time, so all match."
	params := []web.Param{bboxParam, bboxCRSParam, crsParam, timeless, limitParam, offsetParam, sortParam(&areaContent), formatParam}
	return append(append(params, web.FilterParams()...), web.ColumnParams(areaColumns)...)
}

func areaItemParams() []web.Param {
	return []web.Param{featureID("Identifier of the area, as area_id of incidents has it."), crsParam, formatParam}
}

// claimParams are what asks for claims: what asks for their incidents, and the columns
// of the claims themselves. id is that of the claim, incident that of the incident.
func claimParams() []web.Param {
	params := []web.Param{
		bboxParam, bboxCRSParam, crsParam, limitParam, cursorParam, claimOffsetParam(),
		sortParam(&claimContent), chooseParam(&claimContent), formatParam,
	}
	params = append(params, web.ColumnParams(claimColumns)...)
	for _, p := range web.Filters() {
		if p.Name != "id" {
			params = append(params, p)
		}
	}
	return params
}

// claimOffsetParam has a lower end than that of incidents.
func claimOffsetParam() web.Param {
	p := offsetParam
	p.Maximum = number(maxClaimOffset)
	return p
}

func claimItemParams() []web.Param {
	return []web.Param{featureID("Identifier of the incident, a hyphen, and the number of the claim in its ledger, from 1."), crsParam, web.KnownAtParam, chooseParam(&claimContent), formatParam}
}
