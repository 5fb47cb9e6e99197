// Package cql reads and writes filters in the Common Query Language CQL2 (OGC
// 21-065r2), as text and as JSON. It knows the requirements classes basic CQL2,
// advanced comparison operators, case-insensitive and accent-insensitive comparison,
// basic spatial functions and those with additional types, spatial functions, temporal
// functions and property-property comparisons. Arithmetic, arrays and custom functions
// are refused by name.
//
// Text and JSON give the same geo.Expr, whose Text method writes CQL2 text; JSON writes
// CQL2 JSON. Every error is EINVALID about the field "filter" and says where.
package cql

// Conformance are the conformance classes of OGC 21-065r2 that the package meets, by
// URI.
var Conformance = []string{
	"http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
	"http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
	"http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
	"http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
	"http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
	"http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
	"http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
	"http://www.opengis.net/spec/cql2/1.0/conf/property-property",
}
