package server

import (
	"context"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"strikemap/geo"
)

// description loads the served document with a reader that follows no references
// to elsewhere.
func description(t *testing.T, s *Server) *openapi3.T {
	t.Helper()
	w := get(s, "/api/v1/openapi.json")
	if got := w.Header().Get("Content-Type"); w.Code != 200 || got != "application/vnd.oai.openapi+json;version=3.0" {
		t.Fatalf("%d %s", w.Code, got)
	}
	if strings.Count(w.Body.String(), `"$ref":"`) != strings.Count(w.Body.String(), `"$ref":"#/`) {
		t.Error("the document refers to elsewhere")
	}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = false
	document, err := loader.LoadFromData(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestTheDescriptionIsValidOpenAPI(t *testing.T) {
	s, _ := started(t, nil)
	document := description(t, s)
	if err := document.Validate(context.Background()); err != nil {
		t.Error(err)
	}
	if document.OpenAPI != "3.0.3" || document.Servers[0].URL != "http://map.example/api/v1" {
		t.Errorf("OpenAPI %s at %s", document.OpenAPI, document.Servers[0].URL)
	}
}

func TestEveryRouteOfTheAPIIsDescribedWithItsParameters(t *testing.T) {
	s, _ := started(t, nil)
	document := description(t, s)
	routes, _, err := s.table()
	if err != nil {
		t.Fatal(err)
	}
	described := 0
	for _, route := range routes {
		if route.Doc == nil {
			continue
		}
		described++
		path := strings.TrimPrefix(route.Path, "/api/v1")
		if path == "" {
			path = "/"
		}
		item := document.Paths.Find(path)
		if item == nil || item.GetOperation(route.Method) == nil {
			t.Errorf("%s %s is not described", route.Method, route.Path)
			continue
		}
		operation := item.GetOperation(route.Method)
		if len(operation.Parameters) != len(route.Params) {
			t.Errorf("%s has %d parameters, %d described", route.Path, len(route.Params), len(operation.Parameters))
		}
		for _, p := range route.Params {
			in := "query"
			if p.In != "" {
				in = p.In
			}
			if operation.Parameters.GetByInAndName(in, p.Name) == nil {
				t.Errorf("%s: %s is not described", route.Path, p.Name)
			}
		}
	}
	if described < 12 || document.Paths.Len() != described {
		t.Errorf("%d routes, %d paths", described, document.Paths.Len())
	}
}

// The conformance suite of OGC API Features asks for these to the letter.
func TestTheCoreParametersAreAsTheStandardHasThem(t *testing.T) {
	s, _ := started(t, nil)
	operation := description(t, s).Paths.Find("/collections/incidents/items").Get
	limit := operation.Parameters.GetByInAndName("query", "limit")
	if limit == nil || limit.Required || limit.Style != "form" || *limit.Explode || !limit.Schema.Value.Type.Is("integer") ||
		*limit.Schema.Value.Min != 1 || *limit.Schema.Value.Max != geo.MaxLimit || limit.Schema.Value.Default != float64(geo.DefaultLimit) {
		t.Errorf("limit is %+v", limit)
	}
	bbox := operation.Parameters.GetByInAndName("query", "bbox")
	if bbox == nil || bbox.Style != "form" || *bbox.Explode || !bbox.Schema.Value.Type.Is("array") || bbox.Schema.Value.MinItems != 4 || *bbox.Schema.Value.MaxItems != 6 || !bbox.Schema.Value.Items.Value.Type.Is("number") {
		t.Errorf("bbox is %+v", bbox)
	}
	datetime := operation.Parameters.GetByInAndName("query", "datetime")
	if datetime == nil || datetime.Style != "form" || *datetime.Explode || !datetime.Schema.Value.Type.Is("string") {
		t.Errorf("datetime is %+v", datetime)
	}
	for _, c := range geo.Columns {
		if operation.Parameters.GetByInAndName("query", c.Name) == nil {
			t.Errorf("the column %s is no parameter", c.Name)
		}
	}
}
