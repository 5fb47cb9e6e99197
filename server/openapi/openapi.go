// Package openapi describes the API as an OpenAPI 3.0.3 document, made from the
// route table and the flat columns, so that it cannot say other than what is there.
// The document refers to nothing outside itself.
package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"strikemap/server/web"
)

const (
	root      = "/api/v1" // paths below it are relative to the API's own server entry
	path      = root + "/openapi.json"
	mediaType = "application/vnd.oai.openapi+json;version=3.0"
)

// object is a JSON object; its members are written in the order of their names.
type object = map[string]any

// Route returns the route of the document that describes routes, and itself. It
// fails if two operations share an id or a route breaks a rule of the document.
func Route(deps web.Deps, routes []web.Route) (web.Route, error) {
	route := web.Route{
		Method: http.MethodGet, Path: path, Strict: true, Open: true, Cache: web.Revalidate,
		Params: []web.Param{{Name: "f", Description: "Format of the answer.", Enum: []string{"json"}}},
		Doc: &web.Operation{
			ID: "getDescription", Tag: "Capabilities", Summary: "This description of the API",
			Responses: []web.Response{{Status: http.StatusOK, Description: "OpenAPI 3.0", Types: []string{mediaType}}},
		},
	}
	described, err := Paths(append(slices.Clone(routes), route))
	if err != nil {
		return web.Route{}, err
	}
	route.Handler = func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.Negotiate(r, web.Format{Name: "json", MediaType: "application/vnd.oai.openapi+json", Also: []string{"application/openapi+json", "application/json"}}); err != nil {
			return err
		}
		base := web.Links(r)
		if web.Answered(w, r, deps.Tag(r, deps.Reader.Edition(), "openapi")) {
			return nil
		}
		body, err := json.Marshal(document(deps, base, described))
		if err != nil {
			return err
		}
		return web.Body(w, mediaType, append(body, '\n'))
	}
	return route, nil
}

// document returns the whole description as clients at a base see it.
func document(deps web.Deps, base web.Base, described map[string]object) object {
	version := deps.Build.Version
	if version == "" {
		version = "dev"
	}
	info := object{
		"title":       deps.Site.Name,
		"version":     version,
		"description": "Reported incidents with who says so. " + web.NoteReported + " " + web.NoteRecords,
	}
	if deps.Site.DataLicence != "" {
		licence := object{"name": "Data: " + deps.Site.DataLicence}
		if deps.Site.DataLicenceURL != "" {
			licence["url"] = deps.Site.DataLicenceURL
		}
		info["license"] = licence
	}
	paths := object{}
	for p, item := range described {
		if relative, ok := strings.CutPrefix(p, root); ok {
			if relative == "" {
				relative = "/"
			}
			paths[relative] = item
			continue
		}
		elsewhere := object{"servers": []object{{"url": base.URL("", nil)}}}
		for method, operation := range item {
			elsewhere[method] = operation
		}
		paths[p] = elsewhere
	}
	return object{
		"openapi": "3.0.3",
		"info":    info,
		"servers": []object{{"url": base.URL(root, nil)}},
		"tags": []object{
			{"name": "Capabilities", "description": "What there is"},
			{"name": "Data", "description": "Incidents, areas and claims"},
			{"name": "Feeds", "description": "Fixed files to poll"},
			{"name": "Basemap", "description": "The map below the incidents"},
			{"name": "Places", "description": "Where a name is, and what is at a point"},
		},
		"paths":      paths,
		"components": object{"schemas": schemas(), "responses": problems()},
	}
}

// Paths returns the path items of all routes with an operation, by their paths from
// the root of the site.
func Paths(routes []web.Route) (map[string]object, error) {
	items := map[string]object{}
	seen := map[string]bool{}
	for _, route := range routes {
		if route.Doc == nil {
			continue
		}
		if seen[route.Doc.ID] {
			return nil, fmt.Errorf("openapi: two operations are called %s", route.Doc.ID)
		}
		seen[route.Doc.ID] = true
		item, ok := items[route.Path]
		if !ok {
			item = object{}
			items[route.Path] = item
		}
		operation, err := describe(route)
		if err != nil {
			return nil, err
		}
		item[strings.ToLower(route.Method)] = operation
	}
	return items, nil
}

func describe(route web.Route) (object, error) {
	parameters := []object{}
	for _, p := range route.Params {
		parameters = append(parameters, parameter(p))
	}
	for _, name := range segments(route.Path) {
		if !slices.ContainsFunc(route.Params, func(p web.Param) bool { return p.In == "path" && p.Name == name }) {
			return nil, fmt.Errorf("openapi: %s says nothing about {%s}", route.Path, name)
		}
	}
	operation := object{
		"operationId": route.Doc.ID,
		"summary":     route.Doc.Summary,
		"tags":        []string{route.Doc.Tag},
		"parameters":  parameters,
		"responses":   responses(route),
	}
	if route.Doc.Description != "" {
		operation["description"] = route.Doc.Description
	}
	return operation, nil
}

// segments returns the names in braces of a path.
func segments(path string) []string {
	var names []string
	for s := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(s, "{") {
			names = append(names, strings.Trim(s, "{}"))
		}
	}
	return names
}

func parameter(p web.Param) object {
	schema := object{"type": "string"}
	if p.Type != "" {
		schema["type"] = p.Type
	}
	if p.Format != "" {
		schema["format"] = p.Format
	}
	if p.Enum != nil {
		schema["enum"] = p.Enum
	}
	if p.Minimum != nil {
		schema["minimum"] = *p.Minimum
	}
	if p.Maximum != nil {
		schema["maximum"] = *p.Maximum
	}
	if p.Pattern != "" {
		schema["pattern"] = p.Pattern
	}
	if p.Default != nil {
		schema["default"] = p.Default
	}
	if p.List {
		schema = object{"type": "array", "items": schema, "minItems": 1}
		if p.Count > 0 {
			schema["minItems"], schema["maxItems"] = p.Count, 6 // a box with heights has six
		}
	}
	out := object{"name": p.Name, "in": "query", "description": p.Description, "schema": schema, "style": "form", "explode": false, "required": false}
	if p.In == "path" {
		out["in"], out["style"], out["required"] = "path", "simple", true
	}
	if p.Example != nil {
		out["example"] = p.Example
	}
	return out
}

func responses(route web.Route) object {
	out := object{}
	for _, r := range route.Doc.Responses {
		response := object{"description": r.Description}
		content := object{}
		for _, t := range r.Types {
			content[t] = object{"schema": bodySchema(r, t)}
		}
		if len(content) > 0 {
			response["content"] = content
		}
		out[strconv.Itoa(r.Status)] = response
	}
	out["304"] = reference("responses", "NotModified")
	out["500"] = reference("responses", "ServerError")
	if len(route.Params) > 0 || route.Strict {
		out["400"] = reference("responses", "InvalidRequest")
	}
	if len(segments(route.Path)) > 0 {
		out["404"] = reference("responses", "NotFound")
	}
	if takes(route, "f") {
		out["406"] = reference("responses", "NotAcceptable")
	}
	if takes(route, "crs") {
		withContentCRS(out)
	}
	if strings.HasSuffix(route.Path, "/items/{featureId}") {
		out["410"] = reference("responses", "Gone")
	}
	return out
}

// takes reports whether a route has a parameter.
func takes(route web.Route, name string) bool {
	return slices.ContainsFunc(route.Params, func(p web.Param) bool { return p.Name == name })
}

// withContentCRS says that an answer tells its coordinate reference system in a header.
func withContentCRS(responses object) {
	if ok, is := responses["200"].(object); is {
		ok["headers"] = object{"Content-Crs": object{
			"description": "coordinate reference system of the geometries, a URI in angle brackets", "schema": object{"type": "string"},
		}}
	}
}

// bodySchema names the schema of a JSON body; any other is text or bytes.
func bodySchema(r web.Response, mediaType string) object {
	switch {
	case r.Schema != "" && strings.Contains(mediaType, "json"):
		return reference("schemas", r.Schema)
	case strings.Contains(mediaType, "json"):
		return object{"type": "object"}
	case strings.HasPrefix(mediaType, "text/"):
		return object{"type": "string"}
	}
	return object{"type": "string", "format": "binary"}
}

func reference(kind, name string) object {
	return object{"$ref": "#/components/" + kind + "/" + name}
}
