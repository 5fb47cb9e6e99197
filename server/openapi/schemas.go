package openapi

import (
	"strikemap/geo"
	"strikemap/geo/encode"
)

func text(means string) object  { return object{"type": "string", "description": means} }
func count(means string) object { return object{"type": "integer", "minimum": 0, "description": means} }
func list(items object) object  { return object{"type": "array", "items": items} }
func schema(name string) object { return reference("schemas", name) }

func structure(required []string, properties object) object {
	out := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func nullable(s object) object {
	s["nullable"] = true
	return s
}

// schemas are the bodies that responses refer to.
func schemas() object {
	return object{
		"Link": structure([]string{"href", "rel"}, object{
			"href": text("absolute address"), "rel": text("what it leads to"), "type": text("media type"), "title": text("in words"),
		}),
		"LandingPage": structure([]string{"links"}, object{
			"title": text("name of the site"), "description": text("what it is"), "attribution": text("credit to give"),
			"licence": text("of the data"), "links": list(schema("Link")),
		}),
		"Conformance": structure([]string{"conformsTo"}, object{"conformsTo": list(text("URI of a class")), "links": list(schema("Link"))}),
		"Collections": structure([]string{"links", "collections"}, object{"links": list(schema("Link")), "collections": list(schema("Collection")), "crs": list(text("URI of a coordinate reference system that all collections are served in"))}),
		"Schema": structure([]string{"$schema", "$id", "type", "properties"}, object{
			"$schema": text("JSON Schema 2020-12"), "$id": text("address of this schema"), "type": text("object"), "title": text("in words"), "description": text("what the items are"),
			"properties": object{"type": "object", "additionalProperties": object{"type": "object"}}, "required": list(text("property that is never missing")),
			"additionalProperties": object{"type": "boolean"},
		}),
		"Collection": structure([]string{"id", "links"}, object{
			"id": text("identifier"), "title": text("in words"), "description": text("what it holds"), "attribution": text("credit to give"),
			"itemType": text("feature"), "crs": list(text("URI of a coordinate reference system")),
			"storageCrs":       text("URI of the coordinate reference system that places are kept in"),
			"defaultSortOrder": list(text("property that items come sorted by unless told otherwise, with - before it for descending order")),
			"extent": structure(nil, object{
				"spatial":  structure(nil, object{"bbox": list(list(object{"type": "number"})), "crs": text("URI")}),
				"temporal": structure(nil, object{"interval": list(list(nullable(text("RFC 3339")))), "trs": text("URI")}),
			}),
			"links": list(schema("Link")),
		}),
		"Point": structure([]string{"type", "coordinates"}, object{
			"type":        object{"type": "string", "enum": []string{"Point"}},
			"coordinates": object{"type": "array", "items": object{"type": "number"}, "minItems": 2, "maxItems": 2, "description": "longitude, latitude in degrees (CRS84), unless crs asked for another system"},
		}),
		"Incident":           structure([]string{"type", "id", "geometry", "properties"}, incident()),
		"IncidentItem":       structure([]string{"type", "id", "geometry", "properties", "ledger"}, incidentItem()),
		"IncidentCollection": collection("Incident"),
		"IncidentProperties": properties(geo.Columns),
		"Ledger":             ledger(),
		"Area": structure([]string{"type", "id", "geometry", "properties"}, object{
			"type": text("Feature"), "id": text("identifier"),
			"geometry": structure([]string{"type", "coordinates"}, object{
				"type":        object{"type": "string", "enum": []string{"MultiPolygon"}},
				"coordinates": list(list(list(list(object{"type": "number"})))),
			}),
			"properties": structure(nil, object{
				"id": text("identifier"), "name": text("in English"), "level": object{"type": "string", "enum": []string{"country", "admin1", "part", "sea"}},
				"country":  nullable(text("ISO 3166-1 alpha-2; missing at sea")),
				"repr_lon": object{"type": "number", "description": "longitude for a label"}, "repr_lat": object{"type": "number", "description": "latitude for a label"},
				"incidents": nullable(count("incidents it stands for")),
			}),
		}),
		"AreaCollection": collection("Area"),
		"Claim": structure([]string{"type", "id", "geometry", "properties"}, object{
			"type": object{"type": "string", "enum": []string{"Feature"}}, "id": text("identifier"),
			"geometry":   object{"nullable": true, "allOf": []object{schema("Point")}},
			"properties": properties(encode.ClaimColumns),
		}),
		"ClaimCollection": collection("Claim"),
		"Place":           structure([]string{"type", "id", "geometry", "properties"}, place()),
		"PlaceItem":       structure([]string{"type", "id", "geometry", "properties", "names"}, placeItem()),
		"PlaceCollection": collection("Place"),
		"Changes": structure([]string{"changes"}, object{
			"edition": count("of the data"), "timeStamp": object{"type": "string", "format": "date-time", "description": "since when the data is as it is"},
			"numberReturned": count("how many are here"),
			"changes": list(structure([]string{"id", "at", "change", "status", "revision"}, object{
				"id": text("of the incident"), "at": object{"type": "string", "format": "date-time", "description": "when the change became public"},
				"change": text("class of the change"), "status": text("of the incident now"), "revision": count("number of the revision"),
				"title": text("of the incident; missing where it was withdrawn"), "note": text("what changed"), "url": text("page of the incident"), "item": text("address of the item"),
			})),
			"links": list(schema("Link")),
		}),
		"TileJSON": structure([]string{"tilejson", "tiles", "vector_layers"}, object{
			"tilejson": text("version"), "name": text("in words"), "description": text("what users must know"), "attribution": text("credit to give"),
			"tiles":   list(text("template of addresses, with {z}, {x} and {y}")),
			"minzoom": count("shallowest zoom"), "maxzoom": count("deepest zoom"),
			"bounds": list(object{"type": "number"}),
			"vector_layers": list(structure([]string{"id", "fields"}, object{
				"id": text("name of the layer"), "description": text("what it holds"),
				"fields": object{"type": "object", "additionalProperties": text("what the property means")},
			})),
		}),
		"Labels": structure(nil, object{"countries": list(object{"type": "object"}), "seas": list(object{"type": "object"}), "cities": list(object{"type": "object"})}),
		"Problem": structure([]string{"type", "title", "status"}, object{
			"type": text("URI reference of an explanation"), "title": text("kind of problem"), "status": object{"type": "integer"},
			"detail": text("this problem"), "instance": text("identifier of the request in the log"),
			"parameter": text("at fault"), "nearest": text("the valid name or value nearest to what was sent"),
		}),
	}
}

func incident() object {
	return object{
		"type": object{"type": "string", "enum": []string{"Feature"}}, "id": text("permanent identifier"),
		"geometry":   object{"nullable": true, "allOf": []object{schema("Point")}},
		"properties": schema("IncidentProperties"),
	}
}

func incidentItem() object {
	item := incident()
	item["ledger"], item["links"] = schema("Ledger"), list(schema("Link"))
	return item
}

func place() object {
	return object{
		"type": object{"type": "string", "enum": []string{"Feature"}}, "id": text("identifier"),
		"geometry": schema("Point"), "properties": properties(encode.PlaceColumns),
	}
}

func placeItem() object {
	item := place()
	item["names"] = list(structure([]string{"text", "lang", "kind"}, object{
		"text": text("a spelling"), "lang": text("ISO 639-1"), "kind": object{"type": "string", "enum": []string{"name", "alias", "former"}},
	}))
	item["links"] = list(schema("Link"))
	return item
}

func collection(of string) object {
	return structure([]string{"type", "features"}, object{
		"type":          object{"type": "string", "enum": []string{"FeatureCollection"}},
		"title":         text("of a feed"),
		"numberMatched": count("how many there are in all"), "numberReturned": count("how many are here"),
		"timeStamp":  object{"type": "string", "format": "date-time", "description": "since when the data is as it is"},
		"knownSince": object{"type": "string", "format": "date-time", "description": "when the record begins, if known_at is before"},
		"licence":    text("of the data"), "licenceUrl": text("of the licence"), "attribution": text("credit to give"), "note": text("what users must know"),
		"links": list(schema("Link")), "features": list(schema(of)),
	})
}

// properties are those of items with some columns.
func properties(columns []geo.Column) object {
	all := object{}
	for _, c := range columns {
		all[c.Name] = columnSchema(c)
	}
	return object{"type": "object", "properties": all}
}

func columnSchema(c geo.Column) object {
	s := object{"type": "string", "description": c.Means, "nullable": true}
	switch c.Type {
	case geo.IntegerColumn:
		s["type"] = "integer"
	case geo.NumberColumn:
		s["type"] = "number"
	case geo.BoolColumn:
		s["type"] = "boolean"
	case geo.TimeColumn:
		s["format"] = "date-time"
	case geo.ListColumn:
		s["description"] = c.Means + "; codes joined by commas"
		return s
	}
	if c.Codes != nil {
		values := []any{}
		for _, v := range c.Codes.Values() {
			values = append(values, v)
		}
		s["enum"] = append(values, nil)
	}
	return s
}

// ledger is the foreign member of single items.
func ledger() object {
	index := func(means string) object { return object{"type": "integer", "description": means} }
	return structure([]string{"finding", "claims", "quantities", "reports", "parties"}, object{
		"finding": structure(nil, object{
			"status": text("derived"), "attribution": text("derived"), "deciding": index("claim that decided, -1 for none"), "reason": text("of the desk, where it overrode the rule"),
		}),
		"claims": list(structure(nil, object{
			"party": text("code"), "role": text("code"), "stance": text("code"), "proposition": text("code"), "detail": text("what was said"),
			"method": text("of an assessment"), "channel": text("where it was said"), "stated_at": text("date or time"),
			"report": index("of reports"), "superseded_by": index("claim that took its place"),
		})),
		"current": list(index("claim not superseded")),
		"quantities": list(structure(nil, object{
			"measure": text("code"), "label": text("in words"), "min": object{"type": "number"}, "max": object{"type": "number"},
			"qualifier": text("code"), "unit": text("of the numbers"), "phrase": text("as reported"), "scope": text("code"), "claim": index("of claims"),
		})),
		"reports": list(structure(nil, object{
			"publisher": text("who published it"), "title": text("headline"), "url": text("address"), "published_at": text("date or time"),
			"language": text("BCP 47"), "class": text("code"), "family": text("reports of one text share it"), "archive": text("archived copy"),
		})),
		"parties": object{"type": "object", "additionalProperties": structure(nil, object{
			"name": text("in English"), "country": text("ISO 3166-1 alpha-2"), "kind": text("code"),
		})},
		"series":   nullable(object{"type": "object"}),
		"language": text("BCP 47 of the record's words"), "translations": object{"type": "object"},
		"revisions": list(structure(nil, object{
			"number": index("from 1"), "public_from": object{"type": "string", "format": "date-time"}, "change": text("class of the change"), "note": text("what changed"),
		})),
	})
}

// problems are the answers every operation may give.
func problems() object {
	problem := func(means string) object {
		return object{"description": means, "content": object{"application/problem+json": object{"schema": schema("Problem")}}}
	}
	return object{
		"InvalidRequest": problem("A parameter is unknown, repeated or not valid"),
		"NotAcceptable":  problem("None of the formats that Accept names is offered"),
		"NotFound":       problem("There is no such thing"),
		"Gone":           problem("It was withdrawn"),
		"ServerError":    problem("Something went wrong on the server"),
		"NotModified":    object{"description": "What the client has is still right"},
	}
}
