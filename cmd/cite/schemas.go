package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const features5 = "http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/"

// schemasClasses are the requirements of OGC API - Features - Part 5: Schemas, and
// what is offered beyond: sorting, a choice of properties, words.
var schemasClasses = []class{
	{features5 + "schemas", []check{
		{"/conf/schemas/schema-op", each(schemasAnswer)},
		{"/conf/schemas/schema-link", each(collectionsLinkToSchemas)},
		{"/conf/schemas/schema-properties", each(schemasDescribeFeatures)},
	}},
	{features5 + "core-roles-features", []check{
		{"/conf/core-roles-features/roles", each(schemasHaveRoles)},
	}},
	{"", []check{
		{"sortby", sortbySorts},
		{"sortby wrong", each(wrongSortbyIsRefused)},
		{"properties", propertiesChoose},
		{"q", wordsSelect},
		{"offset", each(offsetLeavesOut)},
	}},
}

func (t *test) schemaDocument(c document) document {
	return t.json("/collections/" + c.text("id") + "/schema")
}

// /req/schemas/schema-op, /req/schemas/schema-response
func schemasAnswer(t *test, c document) {
	r := t.getAs("application/schema+json", "/collections/"+c.text("id")+"/schema")
	t.status(r, http.StatusOK)
	t.must(r.media() == "application/schema+json", "%s is %s", r.URL, r.media())
	doc, err := r.parse()
	if err != nil {
		t.failf("%v", err)
	}
	t.must(doc.text("$schema") == "https://json-schema.org/draft/2020-12/schema", "$schema is %q", doc.text("$schema"))
	t.must(doc.text("$id") == r.URL, "$id is %q, not %s", doc.text("$id"), r.URL)
	t.must(doc.text("type") == "object" && len(doc.object("properties")) > 0, "it describes no object with properties")
}

// /req/returnables-and-receivables/schema-link
func collectionsLinkToSchemas(t *test, c document) {
	one := t.json("/collections/" + c.text("id"))
	l := t.link(one, "http://www.opengis.net/def/rel/ogc/1.0/schema", "application/schema+json")
	t.must(l.Type == "application/schema+json", "%s has no link to its schema", c.text("id"))
	t.status(t.get(l.Href), http.StatusOK)
}

// schemasDescribeFeatures: each property of each feature is in the schema with its
// type, and its code if there is a list.
func schemasDescribeFeatures(t *test, c document) {
	described := t.schemaDocument(c).object("properties")
	for _, f := range t.features(itemsPath(c)) {
		for name, value := range f.object("properties") {
			s := described.object(name)
			t.must(s != nil, "the schema of %s does not describe %s", c.text("id"), name)
			t.must(value == nil || typeHolds(s, value), "%v: %s is %v, the schema says %v", f["id"], name, value, s["type"])
			if codes := s.list("enum"); codes != nil && value != nil {
				t.must(slices.Contains(codes, value), "%v: %s is %v, which the schema does not list", f["id"], name, value)
			}
		}
	}
}

// typeHolds reports whether a value is of the type, or one of the types, of a schema.
func typeHolds(s document, value any) bool {
	types := s.list("type")
	if types == nil {
		types = []any{s["type"]}
	}
	number, isNumber := value.(float64)
	_, isText := value.(string)
	_, isBool := value.(bool)
	for _, name := range types {
		switch {
		case name == "string" && isText, name == "boolean" && isBool, name == "number" && isNumber,
			name == "integer" && isNumber && number == float64(int64(number)):
			return true
		}
	}
	return false
}

// /req/core-roles-features: one id, one geometry, and the times as instants.
func schemasHaveRoles(t *test, c document) {
	roles := map[string][]string{}
	for name, p := range t.schemaDocument(c).object("properties") {
		s := document(p.(map[string]any))
		if role := s.text("x-ogc-role"); role != "" {
			roles[role] = append(roles[role], name)
		}
		if s.text("x-ogc-role") == "primary-geometry" {
			t.must(strings.HasPrefix(s.text("format"), "geometry-"), "%s: the format of %s is %q", c.text("id"), name, s.text("format"))
		}
	}
	t.must(len(roles["id"]) == 1, "%s has the ids %v", c.text("id"), roles["id"])
	t.must(len(roles["primary-geometry"]) == 1, "%s has the geometries %v", c.text("id"), roles["primary-geometry"])
	if c.object("extent", "temporal") != nil {
		t.must(len(roles["primary-instant"]) == 1 || len(roles["primary-interval-start"]) == 1 && len(roles["primary-interval-end"]) == 1, "%s has a temporal extent and no property of that role", c.text("id"))
	}
}

// sortbySorts compares the order with the values; missing ones come last.
func sortbySorts(t *test) {
	for _, key := range []string{"time_from", "-time_from", "title", "-uncertainty_m", "border_km"} {
		features := t.features("/collections/incidents/items", "sortby", key, "limit", "25")
		all := t.features("/collections/incidents/items")
		t.must(len(features) == len(all), "sortby=%s: the pages hold %d of %d", key, len(features), len(all))
		name := strings.TrimLeft(key, "+-")
		missing := false
		for i := 1; i < len(features); i++ {
			a, b := features[i-1].object("properties")[name], features[i].object("properties")[name]
			missing = missing || a == nil
			t.must(!missing || b == nil, "sortby=%s: a value comes after a missing one", key)
			if a == nil || b == nil {
				continue
			}
			order := compare(a, b)
			if strings.HasPrefix(key, "-") {
				order = -order
			}
			t.must(order <= 0, "sortby=%s: %v comes before %v", key, a, b)
		}
	}
}

func compare(a, b any) int {
	x, ok := a.(float64)
	if !ok {
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	}
	y, _ := b.(float64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func wrongSortbyIsRefused(t *test, c document) {
	t.status(t.get(itemsPath(c), "sortby", "nosuchproperty"), http.StatusBadRequest)
}

func propertiesChoose(t *test) {
	for _, f := range t.json("/collections/incidents/items", "properties", "kind,title", "limit", "5").objects("features") {
		p := f.object("properties")
		t.must(len(p) == 2 && p["kind"] != nil && p["title"] != nil, "%v has the properties %v", f["id"], p)
	}
	t.status(t.get("/collections/incidents/items", "properties", "kynd"), http.StatusBadRequest)
}

func wordsSelect(t *test) {
	found := t.features("/collections/incidents/items", "q", "drone")
	t.must(len(found) > 0, "q=drone finds nothing")
	t.must(len(t.features("/collections/incidents/items", "q", "qqqqzzzz")) == 0, "q=qqqqzzzz finds something")
}

func offsetLeavesOut(t *test, c document) {
	all := ids(t.features(itemsPath(c)))
	for _, offset := range []int{1, 5, len(all)} {
		page := t.json(itemsPath(c), "offset", fmt.Sprint(offset), "limit", "3")
		want := all[min(offset, len(all)):min(offset+3, len(all))]
		t.must(slices.Equal(ids(page.objects("features")), want), "%s?offset=%d gives %s, want %s", itemsPath(c), offset, join(ids(page.objects("features"))), join(want))
	}
}
