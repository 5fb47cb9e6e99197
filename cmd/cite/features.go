package main

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	crs84     = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	geoJSON   = "application/geo+json"
	features1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
)

// featuresClasses are the abstract tests of OGC API - Features - Part 1: Core
// (OGC 17-069r4, annex A).
var featuresClasses = []class{
	{features1 + "core", []check{
		{"/conf/core/http", answersHTTP11},
		{"/conf/core/root-success", landingHasItsLinks},
		{"/conf/core/api-definition-success", describesItself},
		{"/conf/core/conformance-success", declaresClasses},
		{"/conf/core/fc-md-success", listsCollections},
		{"/conf/core/fc-md-links", collectionsLinkToThemselves},
		{"/conf/core/fc-md-items-links", collectionsLinkToItems},
		{"/conf/core/fc-md-extent", extentsAreTrue},
		{"/conf/core/sfc-md-success", oneCollectionIsAsInTheList},
		{"/conf/core/crs84", collectionsHaveCRS84First},
		{"/conf/core/fc-op", each(itemsAnswer)},
		{"/conf/core/fc-limit-definition", each(limitIsDescribed)},
		{"/conf/core/fc-limit-response", each(limitLimits)},
		{"/conf/core/fc-bbox-definition", each(bboxIsDescribed)},
		{"/conf/core/fc-bbox-response", each(bboxSelects)},
		{"/conf/core/fc-time-definition", each(datetimeIsDescribed)},
		{"/conf/core/fc-time-response", each(datetimeSelects)},
		{"/conf/core/fc-response", each(itemsAreACollection)},
		{"/conf/core/fc-links", each(itemsLink)},
		{"/conf/core/fc-numberMatched", each(numberMatchedIsTrue)},
		{"/conf/core/query-param-unknown", each(unknownParameterIsRefused)},
		{"/conf/core/query-param-invalid", each(invalidParameterIsRefused)},
		{"/conf/core/f-success", each(itemIsAsInTheList)},
		{"/conf/core/f-links", each(itemLinks)},
		{"/conf/core/fc-paging", each(pagesBackAndForth)},
	}},
	{features1 + "geojson", []check{
		{"/conf/geojson/definition", each(answersGeoJSON)},
		{"/conf/geojson/content", each(itemsAreValidGeoJSON)},
	}},
	{features1 + "html", []check{
		{"/conf/html/definition", answersHTML},
		{"/conf/html/content", each(htmlShowsTheItem)},
	}},
	{features1 + "oas30", []check{
		{"/conf/oas30/oas-definition-1", linksToItsDescription},
		{"/conf/oas30/oas-definition-2", isOpenAPI30},
		{"/conf/oas30/completeness", describesEveryStatus},
		{"/conf/oas30/exceptions-codes", describesErrors},
		{"/conf/oas30/oas-impl", each(describesCollections)},
	}},
}

// each runs a check on every collection of features.
func each(run func(t *test, collection document)) func(t *test) {
	return func(t *test) {
		for _, c := range t.collections() {
			run(t, c)
		}
	}
}

// /req/core/http
func answersHTTP11(t *test) {
	response, err := http.Get(t.root)
	if err != nil {
		t.failf("%v", err)
	}
	response.Body.Close()
	t.must(response.Proto == "HTTP/1.1", "the protocol is %s", response.Proto)
	t.status(t.get("/no-such-thing"), http.StatusNotFound)
	head, err := http.Head(t.root)
	if err != nil {
		t.failf("%v", err)
	}
	t.must(head.StatusCode == http.StatusOK, "HEAD answers %d", head.StatusCode)
}

// /req/core/root-op, /req/core/root-success
func landingHasItsLinks(t *test) {
	doc := t.json("")
	t.must(len(doc.links("service-desc"))+len(doc.links("service-doc")) > 0, "there is neither a link service-desc nor service-doc")
	for _, rel := range []string{"self", "conformance", "data"} {
		t.link(doc, rel, "")
	}
	t.status(t.get("/"), http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect)
	t.wellFormed(doc)
	for _, l := range doc.links("") {
		if l.Rel != "license" && !strings.Contains(l.Href, "{") {
			t.status(t.getAs(l.Type, l.Href), http.StatusOK)
		}
	}
}

// wellFormed asks that each link has what a client needs (/req/core/fc-rel-type).
func (t *test) wellFormed(doc document) {
	for _, l := range doc.links("") {
		_, err := url.Parse(l.Href)
		t.must(l.Rel != "" && l.Href != "" && err == nil, "the link %+v has no relation or no address", l)
		t.must(l.Type != "", "the link %s has no type", l.Href)
	}
}

// /req/core/api-definition-op, /req/core/api-definition-success
func describesItself(t *test) {
	doc := t.description()
	t.must(strings.HasPrefix(doc.text("openapi"), "3.0."), "it is OpenAPI %q, and clients know 3.0", doc.text("openapi"))
	t.everyReference(map[string]any(doc))
	servers := doc.objects("servers")
	t.must(len(servers) > 0 && servers[0].text("url") == t.root, "its server is %v, not %s", doc["servers"], t.root)
}

// /req/core/conformance-op, /req/core/conformance-success
func declaresClasses(t *test) {
	doc := t.json("/conformance")
	t.must(len(doc.list("conformsTo")) > 0, "conformsTo is empty")
	seen := map[any]bool{}
	for _, class := range doc.list("conformsTo") {
		uri, ok := class.(string)
		t.must(ok && strings.HasPrefix(uri, "http"), "%v is no URI", class)
		t.must(!seen[class], "%v stands twice", class)
		seen[class] = true
	}
}

// /req/core/fc-md-op, /req/core/fc-md-success
func listsCollections(t *test) {
	doc := t.json("/collections")
	t.must(len(doc.links("")) > 0, "it has no links")
	want := []string{"areas", "claims", "incidents", "places"}
	var have []string
	for _, c := range doc.objects("collections") {
		have = append(have, c.text("id"))
		t.must(!strings.Contains(c.text("id"), "."), "QGIS cannot read the collection %q: its id has a dot", c.text("id"))
	}
	for _, id := range want {
		t.must(slices.Contains(have, id), "there is no collection %s; there are %s", id, join(have))
	}
}

// /req/core/fc-md-links
func collectionsLinkToThemselves(t *test) {
	doc := t.json("/collections")
	t.link(doc, "self", "application/json")
	t.wellFormed(doc)
	t.alternates(doc)
}

// alternates asks that a document links to its twin in HTML if that class is declared.
func (t *test) alternates(doc document) {
	declared, err := t.declared()
	if err != nil {
		t.failf("%v", err)
	}
	if !declared[features1+"html"] {
		return
	}
	l := t.link(doc, "alternate", "text/html")
	r := t.get(l.Href)
	t.status(r, http.StatusOK)
	t.must(r.media() == "text/html", "%s is %s", l.Href, r.media())
}

// /req/core/fc-md-items-links
func collectionsLinkToItems(t *test) {
	for _, c := range t.collections() {
		l := t.link(c, "items", geoJSON)
		t.must(l.Type == geoJSON, "%s: no link items is of type %s", c.text("id"), geoJSON)
		t.wellFormed(c)
		t.status(t.getAs(geoJSON, l.Href), http.StatusOK)
	}
}

// /req/core/fc-md-extent: every feature lies in the extent of its collection.
func extentsAreTrue(t *test) {
	for _, c := range t.collections() {
		id := c.text("id")
		boxes := c.object("extent", "spatial").list("bbox")
		t.must(len(boxes) > 0, "%s has no spatial extent", id)
		box := numbers(boxes[0])
		t.must(len(box) == 4, "%s: its box is %v", id, boxes[0])
		for _, f := range t.features(itemsPath(c)) {
			eachPosition(f.object("geometry"), func(lon, lat float64) {
				const slack = 1e-6
				west, east := box[0]-slack, box[2]+slack
				inside := lon >= west && lon <= east || box[0] > box[2] && (lon >= west || lon <= east)
				t.must(inside && lat >= box[1]-slack && lat <= box[3]+slack, "%s: %v at %v,%v is out of the extent %v", id, f["id"], lon, lat, box)
			})
		}
		if interval := c.object("extent", "temporal").list("interval"); len(interval) > 0 {
			for _, end := range interval[0].([]any) {
				if text, ok := end.(string); ok {
					t.instant(text)
				}
			}
		}
	}
}

// instant parses a time that must be RFC 3339.
func (t *test) instant(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.failf("%v", err)
	}
	return at
}

// numbers returns an array of numbers.
func numbers(v any) []float64 {
	var all []float64
	list, _ := v.([]any)
	for _, n := range list {
		if f, ok := n.(float64); ok {
			all = append(all, f)
		}
	}
	return all
}

// eachPosition calls use with every position of a geometry, in the order of its axes.
func eachPosition(geometry document, use func(first, second float64)) {
	var walk func(v any)
	walk = func(v any) {
		list, _ := v.([]any)
		if n := numbers(v); len(n) >= 2 && len(n) == len(list) {
			use(n[0], n[1])
			return
		}
		for _, inner := range list {
			walk(inner)
		}
	}
	walk(geometry["coordinates"])
	for _, g := range geometry.objects("geometries") {
		eachPosition(g, use)
	}
}

// /req/core/sfc-md-op, /req/core/sfc-md-success
func oneCollectionIsAsInTheList(t *test) {
	for _, listed := range t.collections() {
		one := t.json("/collections/" + url.PathEscape(listed.text("id")))
		for _, member := range []string{"id", "title", "description", "itemType"} {
			t.must(fmt.Sprint(one[member]) == fmt.Sprint(listed[member]), "%s: %s differs between the list and the collection", listed.text("id"), member)
		}
		t.must(fmt.Sprint(one["extent"]) == fmt.Sprint(listed["extent"]), "%s: its extent is another in the list", listed.text("id"))
		t.link(one, "self", "application/json")
		t.wellFormed(one)
		t.alternates(one)
	}
	t.status(t.get("/collections/no-such-collection"), http.StatusNotFound)
}

// /req/core/crs84
func collectionsHaveCRS84First(t *test) {
	for _, c := range t.collections() {
		if crs := c.list("crs"); len(crs) > 0 {
			t.must(crs[0] == crs84, "%s: the first CRS is %v", c.text("id"), crs[0])
		}
	}
}

// /req/core/fc-op
func itemsAnswer(t *test, c document) {
	r := t.get(itemsPath(c))
	t.status(r, http.StatusOK)
	t.must(r.media() == geoJSON, "%s is %s", r.URL, r.media())
}

// inQuery asks that a parameter of a list is described as the standard says.
func (t *test) inQuery(c document, name string) document {
	p := t.parameter(itemsPath(c), name)
	t.must(p["required"] != true, "%s: %s is required", c.text("id"), name)
	t.must(p["style"] == nil || p.text("style") == "form", "%s: style of %s is %v", c.text("id"), name, p["style"])
	t.must(p["explode"] == false, "%s: explode of %s is %v", c.text("id"), name, p["explode"])
	return t.schemaOf(p)
}

// /req/core/fc-limit-definition
func limitIsDescribed(t *test, c document) {
	s := t.inQuery(c, "limit")
	t.must(s.text("type") == "integer", "limit is of type %v", s["type"])
	t.must(s["minimum"] != nil && s["maximum"] != nil && s["default"] != nil, "limit has no minimum, maximum or default")
}

// /req/core/fc-limit-response
func limitLimits(t *test, c document) {
	path := itemsPath(c)
	greatest := int(t.schemaOf(t.parameter(path, "limit")).number("maximum"))
	all := len(t.features(path))
	for _, limit := range []int{1, 2, greatest, greatest + 1} {
		page := t.json(path, "limit", strconv.Itoa(limit))
		want := min(limit, greatest, all)
		t.must(len(page.objects("features")) == want, "%s: limit=%d gives %d features, want %d", path, limit, len(page.objects("features")), want)
	}
	t.status(t.get(path, "limit", "0"), http.StatusBadRequest)
}

// /req/core/fc-bbox-definition
func bboxIsDescribed(t *test, c document) {
	s := t.inQuery(c, "bbox")
	t.must(s.text("type") == "array" && t.resolve(s.object("items")).text("type") == "number", "bbox is no array of numbers")
	sizes := s.objects("oneOf")
	if len(sizes) == 0 {
		sizes = []document{s}
	}
	for _, size := range sizes {
		least, most := size.number("minItems"), size.number("maxItems")
		t.must((least == 4 || least == 6) && (most == 4 || most == 6) && least <= most, "bbox has %v to %v numbers", least, most)
	}
}

// boxes that the abstract test names: across the prime meridian, the equator and the
// antimeridian, at both poles, and some with incidents in them.
var boxes = []string{
	"-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70", "-180,85,180,90", "-180,-90,180,-85",
	"36,44,41,48", "14,49,24.2,55", "170,-90,40,90", "-180,-90,180,90", "36,44,-100,41,48,100",
}

// /req/core/fc-bbox-response: the features with a point are those in the box.
func bboxSelects(t *test, c document) {
	path := itemsPath(c)
	all := t.features(path)
	for _, text := range boxes {
		box := parseBox(text)
		found := map[string]bool{}
		for _, f := range t.features(path, "bbox", text) {
			found[f.text("id")] = true
		}
		for _, f := range all {
			if g := f.object("geometry"); g.text("type") == "Point" {
				p := numbers(g["coordinates"])
				t.must(found[f.text("id")] == box.holds(p[0], p[1]), "%s: bbox=%s and %v at %v: found is %v", path, text, f["id"], p, found[f.text("id")])
			}
		}
	}
	for _, wrong := range []string{"1,2,3", "1,2,3,x", "0,50,10,40", "0,91,10,95", "1,2,3,4,5"} {
		t.status(t.get(path, "bbox", wrong), http.StatusBadRequest)
	}
}

// box is west, south, east, north; a west greater than the east crosses the
// antimeridian. Its edges belong to it.
type box [4]float64

func parseBox(text string) box {
	var n []float64
	for part := range strings.SplitSeq(text, ",") {
		f, _ := strconv.ParseFloat(part, 64)
		n = append(n, f)
	}
	if len(n) == 6 {
		n = []float64{n[0], n[1], n[3], n[4]}
	}
	return box(n)
}

func (b box) holds(lon, lat float64) bool {
	across := lon >= b[0] && lon <= b[2]
	if b[0] > b[2] {
		across = lon >= b[0] || lon <= b[2]
	}
	return across && lat >= b[1] && lat <= b[3]
}

// /req/core/fc-time-definition
func datetimeIsDescribed(t *test, c document) {
	s := t.inQuery(c, "datetime")
	t.must(s.text("type") == "string", "datetime is of type %v", s["type"])
}

// /req/core/fc-time-response: the features are those whose span touches the interval;
// those without a time always are.
func datetimeSelects(t *test, c document) {
	path := itemsPath(c)
	all := t.features(path)
	for _, text := range []string{
		"2025-09-10T00:00:00Z", "2025-09-01T00:00:00Z/2025-10-01T00:00:00Z", "../2025-06-01T00:00:00Z",
		"2025-12-01T00:00:00Z/..", "2025-09-10", "2025-09-01/2025-09-30", "/2025-06-01T00:00:00Z",
		"2025-12-25T03:00:00.5Z", "2025-12-25T03:00:00+02:00",
	} {
		from, to := t.interval(text)
		found := map[string]bool{}
		for _, f := range t.features(path, "datetime", text) {
			found[f.text("id")] = true
		}
		for _, f := range all {
			want := true
			if p := f.object("properties"); p.text("time_from") != "" {
				begin, end := t.instant(p.text("time_from")), t.instant(p.text("time_to"))
				want = begin.Before(to) && end.After(from) || begin.Equal(from) || from.Equal(to) && !begin.After(from) && end.After(from)
			}
			t.must(found[f.text("id")] == want, "%s: datetime=%s and %v: found is %v", path, text, f["id"], found[f.text("id")])
		}
	}
	for _, wrong := range []string{"yesterday", "2025-13-01", "2025-09-30/2025-09-01", "2025-09-01/2025-09-02/2025-09-03", "../.."} {
		if r := t.get(path, "datetime", wrong); wrong != "../.." {
			t.status(r, http.StatusBadRequest)
		} else {
			t.status(r, http.StatusOK, http.StatusBadRequest)
		}
	}
}

// interval reads the value of datetime as the half-open interval it stands for.
func (t *test) interval(text string) (from, to time.Time) {
	first, last, isInterval := strings.Cut(text, "/")
	if !isInterval {
		last = first
	}
	open := func(s string) bool { return s == "" || s == ".." }
	from, to = time.Unix(-1<<40, 0), time.Unix(1<<40, 0)
	if day, err := time.Parse(time.DateOnly, first); err == nil {
		from = day
	} else if !open(first) {
		from = t.instant(first)
	}
	if day, err := time.Parse(time.DateOnly, last); err == nil {
		to = day.AddDate(0, 0, 1)
	} else if !open(last) {
		to = t.instant(last)
	}
	return from, to
}

// /req/core/fc-response, /req/core/fc-timeStamp, /req/core/fc-numberReturned
func itemsAreACollection(t *test, c document) {
	for _, params := range [][]string{nil, {"limit", "3"}, {"bbox", boxes[2]}, {"datetime", "2025-09-01/2025-09-30"}} {
		page := t.json(itemsPath(c), params...)
		t.must(page.text("type") == "FeatureCollection", "%s: type is %v", itemsPath(c), page["type"])
		t.must(page["features"] != nil && len(page.objects("features")) == len(page.list("features")), "%s: features is no array of objects", itemsPath(c))
		t.instant(page.text("timeStamp"))
		t.must(int(page.number("numberReturned")) == len(page.list("features")), "%s: numberReturned is %v for %d features", itemsPath(c), page["numberReturned"], len(page.list("features")))
	}
}

// /req/core/fc-links, /rec/core/fc-next-1 to 3
func itemsLink(t *test, c document) {
	r := t.get(itemsPath(c), "limit", "2")
	t.status(r, http.StatusOK)
	page, err := r.parse()
	if err != nil {
		t.failf("%v", err)
	}
	self := t.link(page, "self", geoJSON)
	t.must(self.Type == geoJSON, "self is of type %q", self.Type)
	t.wellFormed(page)
	t.alternates(page)
	again := t.json(self.Href)
	t.must(slices.Equal(ids(again.objects("features")), ids(page.objects("features"))), "the link self gives other features")
	if page.links("next") != nil {
		t.must(strings.Contains(r.Header.Get("Link"), `rel="next"`), "%s: the Link header has no next", itemsPath(c))
	}
}

// /req/core/fc-numberMatched: all pages together hold as many, each once.
func numberMatchedIsTrue(t *test, c document) {
	path := itemsPath(c)
	for _, params := range [][]string{{"limit", "7"}, {"limit", "7", "bbox", "20,40,60,60"}, {"limit", "7", "datetime", "2025-06-01/.."}} {
		page := t.json(path, params...)
		all := t.features(path, params...)
		seen := map[string]bool{}
		for _, id := range ids(all) {
			t.must(!seen[id], "%s: %s comes twice", path, id)
			seen[id] = true
		}
		if page["numberMatched"] == nil {
			continue // it may be left out
		}
		t.must(int(page.number("numberMatched")) == len(all), "%s %v: numberMatched is %v, the pages hold %d", path, params, page["numberMatched"], len(all))
	}
}

// /req/core/query-param-unknown
func unknownParameterIsRefused(t *test, c document) {
	r := t.get(itemsPath(c), "unknown-parameter", "1")
	t.status(r, http.StatusBadRequest)
	t.must(r.media() == "application/problem+json", "the error is %s", r.media())
	t.status(t.get("/collections", "unknown-parameter", "1"), http.StatusBadRequest)
}

// /req/core/query-param-invalid
func invalidParameterIsRefused(t *test, c document) {
	for _, p := range [][2]string{{"limit", "many"}, {"limit", "-1"}, {"bbox", "a,b,c,d"}, {"datetime", "2025"}, {"f", "shapefile"}, {"cursor", "nonsense"}} {
		t.status(t.get(itemsPath(c), p[0], p[1]), http.StatusBadRequest)
	}
	t.status(t.get(itemsPath(c), "limit", "1", "limit", "2"), http.StatusBadRequest)
}

// /req/core/f-op, /req/core/f-success
func itemIsAsInTheList(t *test, c document) {
	path := itemsPath(c)
	for _, listed := range t.json(path, "limit", "3").objects("features") {
		r := t.get(path + "/" + url.PathEscape(listed.text("id")))
		t.status(r, http.StatusOK)
		t.must(r.media() == geoJSON, "%s is %s", r.URL, r.media())
		one, err := r.parse()
		if err != nil {
			t.failf("%v", err)
		}
		t.must(one.text("type") == "Feature" && one.text("id") == listed.text("id"), "%s is a %s with the id %v", r.URL, one.text("type"), one["id"])
		t.must(fmt.Sprint(one["geometry"]) == fmt.Sprint(listed["geometry"]), "%s has another geometry than in the list", r.URL)
		for name, value := range listed.object("properties") {
			t.must(fmt.Sprint(one.object("properties")[name]) == fmt.Sprint(value), "%s: %s is another than in the list", r.URL, name)
		}
	}
	t.status(t.get(path+"/no-such-feature"), http.StatusNotFound)
}

// /req/core/f-links
func itemLinks(t *test, c document) {
	for _, listed := range t.json(itemsPath(c), "limit", "2").objects("features") {
		one := t.json(itemsPath(c) + "/" + url.PathEscape(listed.text("id")))
		self := t.link(one, "self", geoJSON)
		t.must(t.json(self.Href).text("id") == listed.text("id"), "the link self of %v leads elsewhere", listed["id"])
		collection := t.link(one, "collection", "application/json")
		t.must(t.json(collection.Href).text("id") == c.text("id"), "the link collection of %v leads elsewhere", listed["id"])
		t.wellFormed(one)
		t.alternates(one)
	}
}

// pagesBackAndForth follows next to the end and prev to the beginning.
func pagesBackAndForth(t *test, c document) {
	page := t.json(itemsPath(c), "limit", "11")
	var forth [][]string
	for {
		forth = append(forth, ids(page.objects("features")))
		next := page.links("next")
		if len(next) == 0 {
			break
		}
		page = t.json(next[0].Href)
	}
	for i := len(forth) - 1; i > 0; i-- {
		prev := page.links("prev")
		t.must(len(prev) > 0, "%s: page %d of %d has no link prev", itemsPath(c), i+1, len(forth))
		page = t.json(prev[0].Href)
		t.must(slices.Equal(ids(page.objects("features")), forth[i-1]), "%s: prev of page %d gives %s, want %s", itemsPath(c), i+1, join(ids(page.objects("features"))), join(forth[i-1]))
	}
	t.must(len(page.links("prev")) == 0, "%s: the first page has a link prev", itemsPath(c))
}

// /req/geojson/definition
func answersGeoJSON(t *test, c document) {
	for _, accept := range []string{"application/geo+json", "application/json", "*/*", "application/geo+json;q=0.9, */*;q=0.1"} {
		r := t.getAs(accept, itemsPath(c), "limit", "1")
		t.status(r, http.StatusOK)
		t.must(r.media() == geoJSON, "Accept: %s is answered with %s", accept, r.media())
	}
}

// /req/geojson/content, by RFC 7946
func itemsAreValidGeoJSON(t *test, c document) {
	types := map[string]bool{}
	for _, f := range t.features(itemsPath(c)) {
		t.must(f.text("type") == "Feature" && f.text("id") != "", "%v is no feature with an id", f["id"])
		_, hasGeometry := f["geometry"]
		t.must(hasGeometry && f.object("properties") != nil, "%v has no member geometry or properties", f["id"])
		if g := f.object("geometry"); g != nil {
			types[strings.TrimPrefix(g.text("type"), "Multi")] = true
			t.validGeometry(f.text("id"), g)
		}
	}
	t.must(len(types) <= 1, "%s mixes geometries: %s", c.text("id"), join(slices.Sorted(maps.Keys(types))))
}

// validGeometry asks for degrees, closed rings and the right-hand rule.
func (t *test) validGeometry(id string, g document) {
	eachPosition(g, func(lon, lat float64) {
		t.must(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90, "%s: %v,%v is not on the globe", id, lon, lat)
	})
	var polygons []any
	switch g.text("type") {
	case "Polygon":
		polygons = []any{g["coordinates"]}
	case "MultiPolygon":
		polygons = g.list("coordinates")
	}
	for _, p := range polygons {
		rings, _ := p.([]any)
		for i, ring := range rings {
			positions, _ := ring.([]any)
			t.must(len(positions) >= 4, "%s: a ring has %d positions", id, len(positions))
			t.must(fmt.Sprint(positions[0]) == fmt.Sprint(positions[len(positions)-1]), "%s: a ring is not closed", id)
			if turn := area(positions); turn != 0 {
				t.must((turn > 0) == (i == 0), "%s: ring %d turns the wrong way", id, i)
			}
		}
	}
}

// area returns twice the signed area of a ring: positive if it turns left.
func area(positions []any) float64 {
	sum := 0.0
	for i := range positions[1:] {
		a, b := numbers(positions[i]), numbers(positions[i+1])
		sum += a[0]*b[1] - b[0]*a[1]
	}
	return sum
}

// /req/html/definition
func answersHTML(t *test) {
	paths := []string{"", "/conformance", "/collections"}
	for _, c := range t.collections() {
		paths = append(paths, "/collections/"+c.text("id"), itemsPath(c))
	}
	for _, path := range paths {
		r := t.getAs("text/html", path)
		t.status(r, http.StatusOK)
		t.must(r.media() == "text/html", "%s with Accept: text/html is %s", r.URL, r.media())
		r = t.get(path, "f", "html")
		t.status(r, http.StatusOK)
		t.must(r.media() == "text/html", "%s is %s", r.URL, r.media())
	}
}

// /req/html/content: a page of its own names the feature; a page that it is part of
// shows its words.
func htmlShowsTheItem(t *test, c document) {
	for _, f := range t.json(itemsPath(c), "limit", "1").objects("features") {
		words := []string{f.text("id")}
		r := t.getAs("text/html", itemsPath(c)+"/"+url.PathEscape(f.text("id")))
		t.status(r, http.StatusOK, http.StatusSeeOther)
		if r.Status != http.StatusOK {
			words = []string{f.object("properties").text("title"), f.object("properties").text("detail")}
			r = t.getAs("text/html", t.location(r))
			t.status(r, http.StatusOK)
		}
		t.must(r.media() == "text/html", "%s is %s", r.URL, r.media())
		page := html.UnescapeString(string(r.Body))
		for _, word := range words {
			t.must(strings.Contains(page, word), "%s does not show %q of %v", r.URL, word, f["id"])
		}
	}
}

// location returns where an answer leads; a Location may be relative to its address.
func (t *test) location(r *reply) string {
	from, err := url.Parse(r.URL)
	if err != nil {
		t.failf("%v", err)
	}
	to, err := from.Parse(r.Header.Get("Location"))
	if err != nil {
		t.failf("%v", err)
	}
	return to.String()
}

// /req/oas30/oas-definition-1
func linksToItsDescription(t *test) {
	l := t.link(t.json(""), "service-desc", "application/vnd.oai.openapi+json")
	t.must(strings.HasPrefix(l.Type, "application/vnd.oai.openapi+json;version=3.0"), "service-desc is of type %s", l.Type)
	r := t.get(l.Href)
	t.must(r.media() == "application/vnd.oai.openapi+json", "%s is %s", l.Href, r.media())
}

// /req/oas30/oas-definition-2, in its outline; validity by a schema is tested with the
// server.
func isOpenAPI30(t *test) {
	doc := t.description()
	t.must(doc.object("info").text("title") != "" && doc.object("info").text("version") != "", "info has no title or no version")
	seen := map[string]bool{}
	for path, item := range doc.object("paths") {
		t.must(strings.HasPrefix(path, "/"), "the path %q does not begin with /", path)
		for method := range document(item.(map[string]any)) {
			if !slices.Contains([]string{"get", "head", "post", "put", "patch", "delete", "options"}, method) {
				continue
			}
			operation := document(item.(map[string]any)).object(method)
			id := operation.text("operationId")
			t.must(id != "" && !seen[id], "%s %s has the operationId %q, which is empty or not the only one", method, path, id)
			seen[id] = true
			for step := range strings.SplitSeq(path, "/") {
				if name, ok := strings.CutPrefix(step, "{"); ok {
					t.inPath(operation, path, strings.TrimSuffix(name, "}"))
				}
			}
		}
	}
}

// inPath asks that a path parameter is described.
func (t *test) inPath(operation document, path, name string) {
	for _, p := range operation.objects("parameters") {
		if p = t.resolve(p); p.text("in") == "path" && p.text("name") == name && p["required"] == true {
			return
		}
	}
	t.failf("%s does not describe its path parameter %s", path, name)
}

// /req/oas30/completeness
func describesEveryStatus(t *test) {
	for path, item := range t.description().object("paths") {
		operation := document(item.(map[string]any)).object("get")
		if operation == nil {
			continue
		}
		responses := operation.object("responses")
		ok := responses.object("200")
		t.must(ok != nil, "%s describes no status 200", path)
		t.must(t.resolve(ok).object("content") != nil, "%s describes no content of its status 200", path)
	}
}

// /req/oas30/exceptions-codes
func describesErrors(t *test) {
	for _, c := range t.collections() {
		responses := t.operation(itemsPath(c)).object("responses")
		for _, status := range []string{"400", "406"} {
			t.must(responses[status] != nil || responses["default"] != nil, "%s does not describe the status %s", itemsPath(c), status)
		}
	}
}

// /req/oas30/oas-impl: what is described is there.
func describesCollections(t *test, c document) {
	base := "/collections/" + c.text("id")
	for _, path := range []string{base, base + "/items", base + "/items/{featureId}"} {
		t.operation(path)
	}
	for _, p := range t.operation(base + "/items").objects("parameters") {
		p = t.resolve(p)
		t.must(p.text("description") != "" && p.object("schema") != nil, "%s/items: the parameter %s has no description or no schema", base, p.text("name"))
	}
}
