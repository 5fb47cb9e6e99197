package main

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// description returns the OpenAPI document that the landing page links to.
func (t *test) description() document {
	if t.openapi != nil {
		return t.openapi
	}
	l := t.link(t.json(""), "service-desc", "application/vnd.oai.openapi+json")
	t.openapi = t.json(l.Href)
	return t.openapi
}

// resolve follows a reference within the OpenAPI document; anything else is itself.
func (t *test) resolve(d document) document {
	for d.text("$ref") != "" {
		ref := d.text("$ref")
		path, local := strings.CutPrefix(ref, "#/")
		t.must(local, "the reference %s leaves the document", ref)
		d = t.description()
		for step := range strings.SplitSeq(path, "/") {
			step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
			inner, ok := d[step].(map[string]any)
			t.must(ok, "the reference %s leads nowhere", ref)
			d = inner
		}
	}
	return d
}

// everyReference calls resolve with every reference of a value.
func (t *test) everyReference(value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, ok := v["$ref"].(string); ok {
			t.resolve(v)
		}
		for _, inner := range v {
			t.everyReference(inner)
		}
	case []any:
		for _, inner := range v {
			t.everyReference(inner)
		}
	}
}

// operation returns the GET operation of a path below the landing page.
func (t *test) operation(path string) document {
	paths := t.description().object("paths")
	operation := t.pathItem(paths, path).object("get")
	t.must(operation != nil, "the OpenAPI document has no GET of %s; it has %s", path, join(slices.Sorted(maps.Keys(paths))))
	return operation
}

// pathItem finds a path by its own name, or by a template that it fits.
func (t *test) pathItem(paths document, path string) document {
	if item := paths.object(path); item != nil {
		return item
	}
	want := strings.Split(path, "/")
	for template := range paths {
		if have := strings.Split(template, "/"); len(have) == len(want) && fits(have, want) {
			return paths.object(template)
		}
	}
	return nil
}

func fits(template, path []string) bool {
	for i, step := range template {
		if step != path[i] && !strings.HasPrefix(step, "{") {
			return false
		}
	}
	return true
}

// parameter returns the description of a query parameter that must be there.
func (t *test) parameter(path, name string) document {
	for _, p := range t.operation(path).objects("parameters") {
		if p = t.resolve(p); p.text("name") == name && p.text("in") == "query" {
			return p
		}
	}
	t.failf("the OpenAPI document has no parameter %s of %s", name, path)
	return nil
}

// schemaOf returns the schema of a parameter.
func (t *test) schemaOf(parameter document) document { return t.resolve(parameter.object("schema")) }

// itemsPath returns the path of the items of a collection.
func itemsPath(collection document) string {
	return "/collections/" + url.PathEscape(collection.text("id")) + "/items"
}
