// Package ogcapi is the OGC API: landing page, conformance, the collections
// incidents (points) and areas (shapes), and their items, as OGC API - Features -
// Part 1: Core (OGC 17-069r4) has it. Answers are JSON only.
package ogcapi
