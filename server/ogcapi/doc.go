// Package ogcapi is the OGC API: landing page, conformance, the collections incidents
// (points), areas (shapes), claims (who says what) and places (the gazetteer), their items,
// schemas, queryables and sortables, downloads and statistics. It follows OGC API - Features Part 1: Core
// (OGC 17-069r4), Part 2: Coordinate Reference Systems by Reference (18-058r1) and
// Part 3: Filtering (19-079r2) with CQL2 (21-065r2), and OGC API - Common Part 3:
// Schemas (23-058r2). Requirements are named by their identifiers where they are met.
package ogcapi
