package ogcapi

import (
	"net/http"
	"slices"

	"strikemap/geo"
	"strikemap/server/web"
)

// schemaFormat is JSON Schema, which schemas, queryables and sortables are written in.
var schemaFormat = web.Format{Name: "json", MediaType: "application/schema+json", Also: []string{"application/json"}}

// jsonSchema describes the properties of a collection (OGC API Common Part 3,
// /req/schemas/json-schema).
type jsonSchema struct {
	Schema      string              `json:"$schema"`
	ID          string              `json:"$id"`
	Type        string              `json:"type"`
	Title       string              `json:"title"`
	Description string              `json:"description"`
	Properties  map[string]property `json:"properties"`
	Required    []string            `json:"required,omitempty"`
	Additional  bool                `json:"additionalProperties"` // always false: nothing else is served or understood
}

// property describes one property (/req/schemas/properties). Spatial ones have no type.
type property struct {
	Title       string       `json:"title"`
	Description string       `json:"description,omitempty"`
	Type        string       `json:"type,omitempty"`
	Format      string       `json:"format,omitempty"`
	Enum        []string     `json:"enum,omitempty"`
	OneOf       []namedValue `json:"oneOf,omitempty"` // the same values with their meaning
	Role        string       `json:"x-ogc-role,omitempty"`
	Unit        string       `json:"x-ogc-unit,omitempty"` // UCUM
	Sequence    int          `json:"x-ogc-propertySeq"`
	ReadOnly    bool         `json:"readOnly,omitempty"`
}

type namedValue struct {
	Const string `json:"const"`
	Title string `json:"title"`
}

// units are those of columns that measure.
var units = map[string]string{"uncertainty_m": "m", "border_km": "km", "repr_lon": "deg", "repr_lat": "deg"}

// describe returns the schema of some columns, with the geometry or without.
func (c *content) describe(url, heading string, columns []geo.Column, spatial bool) jsonSchema {
	s := jsonSchema{
		Schema: "https://json-schema.org/draft/2020-12/schema", ID: url, Type: "object",
		Title: c.Title + ": " + heading, Description: c.Description, Properties: map[string]property{},
	}
	for i, column := range columns {
		p := describeColumn(column)
		p.Role, p.Sequence = c.role(column.Name), i+1
		s.Properties[column.Name] = p
	}
	if spatial {
		s.Properties["geometry"] = property{
			Title: "Geometry", Description: c.Shape, Format: c.Geometry, Role: "primary-geometry", Sequence: len(columns) + 1,
		}
	}
	return s
}

func describeColumn(c geo.Column) property {
	p := property{Title: title(c.Name), Description: c.Means, Unit: units[c.Name]}
	p.Type, p.Format = web.JSONType(c.Type)
	if c.Type == geo.ListColumn {
		p.Description += "; codes joined by commas"
		return p
	}
	if c.Name == "url" || c.Name == "report_url" {
		p.Format = "uri"
	}
	if c.Codes != nil {
		p.Enum = c.Codes.Values()
		for _, code := range c.Codes.Codes {
			p.OneOf = append(p.OneOf, namedValue{code.Value, code.Means})
		}
	}
	return p
}

// role returns what a property is to every client (/req/schemas/role-id,
// /req/advanced-property-roles/role-primary-interval-start and its like).
func (c *content) role(name string) string {
	switch name {
	case "id":
		return "id"
	case c.Type:
		return "type"
	case c.Span[0]:
		return "primary-interval-start"
	case c.Span[1]:
		return "primary-interval-end"
	}
	return ""
}

// schema answers what items return (/req/returnables-and-receivables/response).
func (a *api) schema(c *content) web.Handler {
	return a.schemaOf(c, "/schema", func(url string) jsonSchema {
		s := c.describe(url, "what is returned", c.Columns, true)
		s.Required = c.Required
		for name, p := range s.Properties {
			p.ReadOnly = true // nothing is written through this API
			s.Properties[name] = p
		}
		return s
	})
}

// queryables answers what a filter may name (OGC API Features Part 3,
// /req/queryables/get-queryables-response).
func (a *api) queryables(c *content) web.Handler {
	return a.schemaOf(c, "/queryables", func(url string) jsonSchema {
		return c.describe(url, "what a filter may name", c.Columns, true)
	})
}

// sortables answers what sortby may name (/req/sortables/response).
func (a *api) sortables(c *content) web.Handler {
	return a.schemaOf(c, "/sortables", func(url string) jsonSchema {
		return c.describe(url, "what items may be sorted by", slices.Clone(c.Sortable), false)
	})
}

// schemaOf answers a schema whose $id is its own address without parameters.
func (a *api) schemaOf(c *content, leaf string, describe func(url string) jsonSchema) web.Handler {
	path := c.path() + leaf
	return func(w http.ResponseWriter, r *http.Request) error {
		s := describe(web.Links(r).URL(path, nil))
		return a.documentAs(w, r, schemaFormat, path, func() web.Document { return twinOfSchema(r, c, s) }, s)
	}
}
