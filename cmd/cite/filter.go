package main

import (
	"math"
	"net/http"
	"slices"
	"strings"
)

const (
	features3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
	cql2      = "http://www.opengis.net/spec/cql2/1.0/conf/"
)

// filterClasses are the requirements of OGC API - Features - Part 3: Filtering
// (OGC 19-079r2) and of CQL2 (OGC 21-065r2). No official suite tests them; the
// filters here are answered a second time by looking at every incident.
var filterClasses = []class{
	{features3 + "queryables", []check{
		{"/conf/queryables/get", each(queryablesAnswer)},
		{"/conf/queryables/link", each(collectionsLinkToQueryables)},
	}},
	{features3 + "queryables-query-parameters", []check{
		{"/conf/queryables-query-parameters/parameters", each(queryablesAreParameters)},
	}},
	{features3 + "filter", []check{
		{"/conf/filter/filter-param", each(filterIsDescribed)},
		{"/conf/filter/filter-lang-param", each(filterLanguages)},
		{"/conf/filter/filter-crs-param", filterInAnotherCRS},
		{"/conf/filter/filter-crs-param-error", each(unknownFilterCRSIsRefused)},
		{"/conf/filter/mixing-expressions", filtersJoinParameters},
		{"/conf/filter/response", each(wrongFiltersAreRefused)},
	}},
	{features3 + "features-filter", []check{
		{"/conf/features-filter/get-conformance", filtersHoldOnEveryPage},
	}},
	{cql2 + "cql2-text", nil},
	{cql2 + "cql2-json", []check{{"/conf/cql2-json/validate", jsonFiltersAreTheSame}}},
	filtered("basic-cql2"),
	filtered("advanced-comparison-operators"),
	filtered("case-insensitive-comparison"),
	filtered("accent-insensitive-comparison"),
	filtered("basic-spatial-functions"),
	filtered("basic-spatial-functions-plus"),
	filtered("spatial-functions"),
	filtered("temporal-functions"),
	filtered("property-property"),
}

// filtered is a class of CQL2 with the filters of its name.
func filtered(name string) class {
	c := class{URI: cql2 + name}
	for _, f := range filters {
		if f.class == name {
			c.Checks = append(c.Checks, check{"/conf/" + name + ": " + f.text, f.check})
		}
	}
	return c
}

// row is an incident as the filters see it.
type row struct {
	document // its properties
	lon, lat float64
	located  bool
}

// filter is a CQL2 text with what it means, asked of one incident. Where a property is
// missing no comparison holds.
type filter struct {
	class, text string
	json        string // the same as CQL2 JSON; empty for none
	means       func(r row) bool
}

func (r row) has(name string) bool { return r.document[name] != nil }

// within reports whether the point lies in a box, edges in.
func (r row) within(west, south, east, north float64) bool {
	return r.located && box{west, south, east, north}.holds(r.lon, r.lat)
}

// triangle of the filters below: Kyiv's region, the Azov Sea, Bucharest.
const triangle = "POLYGON((26 44, 40 45, 31 52, 26 44))"

func (r row) inTriangle() bool {
	left := func(x1, y1, x2, y2 float64) bool { return (x2-x1)*(r.lat-y1)-(y2-y1)*(r.lon-x1) >= 0 }
	return r.located && left(26, 44, 40, 45) && left(40, 45, 31, 52) && left(31, 52, 26, 44)
}

var filters = []filter{
	{
		"basic-cql2", "kind = 'strike'", `{"op":"=","args":[{"property":"kind"},"strike"]}`,
		func(r row) bool { return r.text("kind") == "strike" },
	},
	{
		"basic-cql2", "kind <> 'strike' AND uncertainty_m >= 5000", `{"op":"and","args":[{"op":"<>","args":[{"property":"kind"},"strike"]},{"op":">=","args":[{"property":"uncertainty_m"},5000]}]}`,
		func(r row) bool {
			return r.text("kind") != "strike" && r.has("uncertainty_m") && r.number("uncertainty_m") >= 5000
		},
	},
	{
		"basic-cql2", "control IS NULL", `{"op":"isNull","args":[{"property":"control"}]}`,
		func(r row) bool { return !r.has("control") },
	},
	{
		"basic-cql2", "outcome IS NOT NULL", `{"op":"not","args":[{"op":"isNull","args":[{"property":"outcome"}]}]}`,
		func(r row) bool { return r.has("outcome") },
	},
	{
		"basic-cql2", "NOT (outcome = 'hit')", `{"op":"not","args":[{"op":"=","args":[{"property":"outcome"},"hit"]}]}`,
		func(r row) bool { return r.has("outcome") && r.text("outcome") != "hit" },
	},
	{
		"basic-cql2", "synthetic = FALSE OR border_km < 50", `{"op":"or","args":[{"op":"=","args":[{"property":"synthetic"},false]},{"op":"<","args":[{"property":"border_km"},50]}]}`,
		func(r row) bool {
			return r.document["synthetic"] == false || r.has("border_km") && r.number("border_km") < 50
		},
	},
	{
		"basic-cql2", "time_from >= TIMESTAMP('2025-10-01T00:00:00Z')", `{"op":">=","args":[{"property":"time_from"},{"timestamp":"2025-10-01T00:00:00Z"}]}`,
		func(r row) bool { return r.text("time_from") >= "2025-10-01T00:00:00Z" },
	},

	{
		"advanced-comparison-operators", "title LIKE '%drone%'", `{"op":"like","args":[{"property":"title"},"%drone%"]}`,
		func(r row) bool { return strings.Contains(r.text("title"), "drone") },
	},
	{
		"advanced-comparison-operators", "country LIKE '_U'", `{"op":"like","args":[{"property":"country"},"_U"]}`,
		func(r row) bool { return len(r.text("country")) == 2 && r.text("country")[1] == 'U' },
	},
	{
		"advanced-comparison-operators", "uncertainty_m BETWEEN 1000 AND 5000", `{"op":"between","args":[{"property":"uncertainty_m"},1000,5000]}`,
		func(r row) bool {
			return r.has("uncertainty_m") && r.number("uncertainty_m") >= 1000 && r.number("uncertainty_m") <= 5000
		},
	},
	{
		"advanced-comparison-operators", "category IN ('refinery','port')", `{"op":"in","args":[{"property":"category"},["refinery","port"]]}`,
		func(r row) bool { return r.text("category") == "refinery" || r.text("category") == "port" },
	},
	{
		"advanced-comparison-operators", "country NOT IN ('RU','UA')", `{"op":"not","args":[{"op":"in","args":[{"property":"country"},["RU","UA"]]}]}`,
		func(r row) bool { return r.has("country") && r.text("country") != "RU" && r.text("country") != "UA" },
	},

	{
		"case-insensitive-comparison", "CASEI(place) = CASEI('TUAPSE')", `{"op":"=","args":[{"op":"casei","args":[{"property":"place"}]},{"op":"casei","args":["TUAPSE"]}]}`,
		func(r row) bool { return strings.EqualFold(r.text("place"), "tuapse") },
	},
	{
		"case-insensitive-comparison", "CASEI(title) LIKE CASEI('%DRONE%')", `{"op":"like","args":[{"op":"casei","args":[{"property":"title"}]},{"op":"casei","args":["%DRONE%"]}]}`,
		func(r row) bool { return strings.Contains(strings.ToLower(r.text("title")), "drone") },
	},
	{
		"accent-insensitive-comparison", "ACCENTI(place) = ACCENTI('Galati')", `{"op":"=","args":[{"op":"accenti","args":[{"property":"place"}]},{"op":"accenti","args":["Galati"]}]}`,
		func(r row) bool { return r.text("place") == "Galați" || r.text("place") == "Galati" },
	},

	{
		"basic-spatial-functions", "S_INTERSECTS({geometry}, BBOX(36,44,41,48))", `{"op":"s_intersects","args":[{"property":"{geometry}"},{"bbox":[36,44,41,48]}]}`,
		func(r row) bool { return r.within(36, 44, 41, 48) },
	},
	{
		"basic-spatial-functions", "S_INTERSECTS({geometry}, POINT(28.04 45.44))", `{"op":"s_intersects","args":[{"property":"{geometry}"},{"type":"Point","coordinates":[28.04,45.44]}]}`,
		func(r row) bool { return r.located && r.lon == 28.04 && r.lat == 45.44 },
	},
	{
		"basic-spatial-functions", "S_INTERSECTS({geometry}, BBOX(170,44,41,48))", "",
		func(r row) bool { return r.within(170, 44, 41, 48) },
	},
	{
		"basic-spatial-functions-plus", "S_INTERSECTS({geometry}, " + triangle + ")", `{"op":"s_intersects","args":[{"property":"{geometry}"},{"type":"Polygon","coordinates":[[[26,44],[40,45],[31,52],[26,44]]]}]}`,
		row.inTriangle,
	},
	{
		"spatial-functions", "S_DISJOINT({geometry}, " + triangle + ")", "",
		func(r row) bool { return r.located && !r.inTriangle() },
	},
	{
		"spatial-functions", "S_WITHIN({geometry}, BBOX(20,40,60,60))", `{"op":"s_within","args":[{"property":"{geometry}"},{"bbox":[20,40,60,60]}]}`,
		func(r row) bool { return r.located && r.lon > 20 && r.lon < 60 && r.lat > 40 && r.lat < 60 },
	},
	{"spatial-functions", "S_CONTAINS(" + triangle + ", {geometry})", "", row.inTriangle},
	{
		"spatial-functions", "S_EQUALS({geometry}, POINT(28.04 45.44))", "",
		func(r row) bool { return r.located && r.lon == 28.04 && r.lat == 45.44 },
	},
	{
		"spatial-functions", "S_TOUCHES({geometry}, POLYGON((28.04 40, 30 40, 30 50, 28.04 50, 28.04 40)))", "",
		func(r row) bool {
			onSide := r.lat >= 40 && r.lat <= 50 && (r.lon == 28.04 || r.lon == 30)
			onEnd := r.lon >= 28.04 && r.lon <= 30 && (r.lat == 40 || r.lat == 50)
			return r.located && (onSide || onEnd)
		},
	},
	{"spatial-functions", "S_CROSSES({geometry}, LINESTRING(20 40, 60 60))", "", func(row) bool { return false }},

	{
		"temporal-functions", "T_AFTER(time_from, TIMESTAMP('2025-12-01T00:00:00Z'))", `{"op":"t_after","args":[{"property":"time_from"},{"timestamp":"2025-12-01T00:00:00Z"}]}`,
		func(r row) bool { return r.text("time_from") > "2025-12-01T00:00:00Z" },
	},
	{
		"temporal-functions", "T_BEFORE(time_to, TIMESTAMP('2025-06-01T00:00:00Z'))", `{"op":"t_before","args":[{"property":"time_to"},{"timestamp":"2025-06-01T00:00:00Z"}]}`,
		func(r row) bool { return r.text("time_to") < "2025-06-01T00:00:00Z" },
	},
	{
		"temporal-functions", "T_DURING(INTERVAL(time_from,time_to), INTERVAL('2025-09-01T00:00:00Z','2025-10-01T00:00:00Z'))",
		`{"op":"t_during","args":[{"interval":[{"property":"time_from"},{"property":"time_to"}]},{"interval":["2025-09-01T00:00:00Z","2025-10-01T00:00:00Z"]}]}`,
		func(r row) bool {
			return r.text("time_from") > "2025-09-01T00:00:00Z" && r.text("time_to") < "2025-10-01T00:00:00Z"
		},
	},
	{
		"temporal-functions", "T_INTERSECTS(INTERVAL(time_from,time_to), INTERVAL('2025-09-10T00:00:00Z','..'))", "",
		func(r row) bool { return r.text("time_to") >= "2025-09-10T00:00:00Z" },
	},
	{
		"temporal-functions", "T_DISJOINT(time_from, INTERVAL('..','2025-09-10T00:00:00Z'))", "",
		func(r row) bool { return r.text("time_from") > "2025-09-10T00:00:00Z" },
	},
	{
		"temporal-functions", "T_EQUALS(time_from, TIMESTAMP('2026-05-28T23:00:00Z'))", "",
		func(r row) bool { return r.text("time_from") == "2026-05-28T23:00:00Z" },
	},

	{
		"property-property", "claims > source_families", `{"op":">","args":[{"property":"claims"},{"property":"source_families"}]}`,
		func(r row) bool { return r.number("claims") > r.number("source_families") },
	},
	{
		"property-property", "country = actor", `{"op":"=","args":[{"property":"country"},{"property":"actor"}]}`,
		func(r row) bool { return r.has("country") && r.document["country"] == r.document["actor"] },
	},
	{"property-property", "3 <= claims", "", func(r row) bool { return r.number("claims") >= 3 }},
}

// incidents returns all, as rows with their ids.
func (t *test) incidents() (all []document, rows []row) {
	all = t.features("/collections/incidents/items")
	for _, f := range all {
		r := row{document: f.object("properties")}
		if p := numbers(f.object("geometry")["coordinates"]); len(p) == 2 {
			r.lon, r.lat, r.located = p[0], p[1], true
		}
		rows = append(rows, r)
	}
	return all, rows
}

// geometryName returns what filters call the geometry: the queryable with that role.
func (t *test) geometryName() string {
	for name, p := range t.json("/collections/incidents/queryables").object("properties") {
		if s, ok := p.(map[string]any); ok && s["x-ogc-role"] == "primary-geometry" {
			return name
		}
	}
	return "geometry"
}

// check asks for the incidents of the filter and compares.
func (f filter) check(t *test) { f.compare(t, f.text, "cql2-text") }

func (f filter) compare(t *test, text, language string) {
	text = strings.ReplaceAll(text, "{geometry}", t.geometryName())
	all, rows := t.incidents()
	var want []string
	for i, r := range rows {
		if f.means(r) {
			want = append(want, all[i].text("id"))
		}
	}
	have := ids(t.features("/collections/incidents/items", "filter", text, "filter-lang", language))
	t.must(slices.Equal(have, want), "%s finds %d incidents, want %d; not wanted: %s; missing: %s", text, len(have), len(want), join(without(have, want)), join(without(want, have)))
	if language == "cql2-text" && len(want) == 0 && f.class != "spatial-functions" {
		t.failf("no incident of the starter data answers %s: it tests nothing", text)
	}
}

// without returns what is in a and not in b.
func without(a, b []string) []string {
	var rest []string
	for _, v := range a {
		if !slices.Contains(b, v) {
			rest = append(rest, v)
		}
	}
	return rest
}

// /req/cql2-json/cql2-filter
func jsonFiltersAreTheSame(t *test) {
	for _, f := range filters {
		if f.json != "" {
			f.compare(t, f.json, "cql2-json")
		}
	}
}

// /req/queryables/get-queryables-op, get-queryables-response
func queryablesAnswer(t *test, c document) {
	path := "/collections/" + c.text("id") + "/queryables"
	r := t.getAs("application/schema+json", path)
	t.status(r, http.StatusOK)
	t.must(r.media() == "application/schema+json", "%s is %s", r.URL, r.media())
	doc, err := r.parse()
	if err != nil {
		t.failf("%v", err)
	}
	t.must(doc.text("type") == "object" && doc.text("$schema") != "", "%s is no JSON Schema of an object", r.URL)
	t.must(doc.text("$id") == strings.Split(r.URL, "?")[0], "$id of %s is %q", r.URL, doc.text("$id"))
	t.must(len(doc.object("properties")) > 0, "%s has no properties", r.URL)
	for name, p := range doc.object("properties") {
		s := document(p.(map[string]any))
		isGeometry := strings.HasPrefix(s.text("format"), "geometry-")
		t.must(isGeometry || s["type"] != nil || s["$ref"] != nil, "%s: %s has neither a type nor is it a geometry", r.URL, name)
	}
}

// /req/queryables/queryables-link
func collectionsLinkToQueryables(t *test, c document) {
	one := t.json("/collections/" + c.text("id"))
	l := t.link(one, "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json")
	t.status(t.get(l.Href), http.StatusOK)
}

// /req/queryables-query-parameters/parameters: each text, number and boolean is one.
func queryablesAreParameters(t *test, c document) {
	doc := t.json("/collections/" + c.text("id") + "/queryables")
	for name, p := range doc.object("properties") {
		if s := document(p.(map[string]any)); strings.HasPrefix(s.text("format"), "geometry-") {
			continue
		}
		t.parameter(itemsPath(c), name)
	}
}

// /req/filter/filter-param
func filterIsDescribed(t *test, c document) {
	p := t.parameter(itemsPath(c), "filter")
	t.must(p["required"] != true, "filter is required")
	t.parameter(itemsPath(c), "filter-lang")
	t.parameter(itemsPath(c), "filter-crs")
}

// /req/filter/filter-lang-param
func filterLanguages(t *test, c document) {
	s := t.schemaOf(t.parameter(itemsPath(c), "filter-lang"))
	for _, language := range []any{"cql2-text", "cql2-json"} {
		t.must(slices.Contains(s.list("enum"), language), "filter-lang lacks %v", language)
	}
	t.must(s["default"] == "cql2-text", "the default of filter-lang is %v", s["default"])
	t.status(t.get(itemsPath(c), "filter", "1=1", "filter-lang", "sql"), http.StatusBadRequest)
}

// /req/filter/filter-crs-wgs84, /req/filter/filter-crs-param
func filterInAnotherCRS(t *test) {
	const path = "/collections/incidents/items"
	name := t.geometryName()
	want := ids(t.features(path, "filter", "S_INTERSECTS("+name+", BBOX(36,44,41,48))"))
	t.must(len(want) > 0, "nothing is in the box")
	x1, y1 := mercator(36, 44)
	x2, y2 := mercator(41, 48)
	for _, f := range []struct{ crs, box string }{
		{crs84, "BBOX(36,44,41,48)"},
		{epsg4326, "BBOX(44,36,48,41)"},
		{epsg3857, "BBOX(" + metres(x1) + "," + metres(y1) + "," + metres(x2) + "," + metres(y2) + ")"},
	} {
		have := ids(t.features(path, "filter", "S_INTERSECTS("+name+", "+f.box+")", "filter-crs", f.crs))
		t.must(slices.Equal(want, have), "%s in %s finds %d incidents, want %d", f.box, f.crs, len(have), len(want))
	}
}

func metres(v float64) string { return join([]float64{math.Round(v*1000) / 1000}) }

// /req/filter/filter-crs-param C
func unknownFilterCRSIsRefused(t *test, c document) {
	t.status(t.get(itemsPath(c), "filter", "1=1", "filter-crs", "nonsense"), http.StatusBadRequest)
}

// /req/filter/mixing-expressions: filter and parameters both hold.
func filtersJoinParameters(t *test) {
	const path = "/collections/incidents/items"
	var want []string
	all, rows := t.incidents()
	for i, r := range rows {
		if r.text("kind") == "strike" && r.within(36, 44, 41, 48) && r.text("country") == "RU" {
			want = append(want, all[i].text("id"))
		}
	}
	have := ids(t.features(path, "filter", "kind='strike'", "bbox", "36,44,41,48", "country", "RU"))
	t.must(len(want) > 0 && slices.Equal(have, want), "it finds %d incidents, want %d", len(have), len(want))
}

// /req/filter/response
func wrongFiltersAreRefused(t *test, c document) {
	for _, wrong := range []string{"kind =", "nosuchproperty = 1", "kind = 'strike", "kind = 3", "S_INTERSECTS(kind, POINT(1 2))", strings.Repeat("(", 1500)} {
		r := t.get(itemsPath(c), "filter", wrong)
		t.status(r, http.StatusBadRequest)
		t.must(r.media() == "application/problem+json", "the error is %s", r.media())
	}
	t.status(t.get(itemsPath(c), "filter", `{"op":`, "filter-lang", "cql2-json"), http.StatusBadRequest)
}

// filtersHoldOnEveryPage: next links keep the filter, and numberMatched counts what it
// lets pass if it is given.
func filtersHoldOnEveryPage(t *test) {
	const path = "/collections/incidents/items"
	whole := ids(t.features(path, "filter", "claims > 2"))
	paged := ids(t.features(path, "filter", "claims > 2", "limit", "5"))
	t.must(len(whole) > 5 && slices.Equal(whole, paged), "pages of 5 hold %d incidents, one page %d", len(paged), len(whole))
	page := t.json(path, "filter", "claims > 2")
	if page["numberMatched"] != nil {
		t.must(int(page.number("numberMatched")) == len(whole), "numberMatched is %v of %d", page["numberMatched"], len(whole))
	}
}
