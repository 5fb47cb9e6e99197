package cql_test

import (
	"testing"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/cql"
)

func FuzzParseText(f *testing.F) {
	for _, text := range []string{
		"kind = 'strike' AND NOT (claims < 2 OR border_km >= 1.5e2)",
		`"title" NOT LIKE CASEI('%it''s \_%') AND synthetic = TRUE`,
		"claims BETWEEN -1 AND .5 OR status IN ('a', ACCENTI('é')) AND (kind = actor) IS NOT NULL",
		"T_DURING(INTERVAL(time_from, time_to), INTERVAL('..', '2025-12-25T06:00:00Z')) OR time_from > DATE('2025-12-25')",
		"S_WITHIN(geometry, BBOX(170, -10, -170, 10))",
		"S_INTERSECTS(GEOMETRYCOLLECTION(POINT Z(1 2 3), LINESTRING(0 0, 1 1)), POLYGON((0 0, 4 0, 4 4, 0 0), (1 .5, 2 .5, 2 1, 1 .5)))",
		"a + 1 > (2)", "A_EQUALS(a, ('b'))", "f(x) = 'a\\'",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, q := range []cql.Queryables{columns, cql.Any} {
			if e, err := cql.ParseText(text, q); err == nil {
				checkRoundTrip(t, e, q)
			} else if geo.ErrorCode(err) != geo.EINVALID {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}

func FuzzParseJSON(f *testing.F) {
	for _, data := range []string{
		`true`,
		`{"op":"and","args":[{"op":"=","args":[{"property":"kind"},"a\\'b"]},{"op":"not","args":[{"op":"isNull","args":[{"property":"geometry"}]}]}]}`,
		`{"op":"in","args":[{"op":"casei","args":[{"property":"title"}]},[{"op":"casei","args":["Ä"]},"b"]]}`,
		`{"op":"t_metBy","args":[{"interval":[{"property":"time_from"},".."]},{"interval":["2025-01-01","2025-01-02T00:00:00.5Z"]}]}`,
		`{"op":"s_crosses","args":[{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]},{"type":"GeometryCollection","geometries":[{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]]]]}]}]}`,
		`{"op":"s_within","args":[{"property":"geometry"},{"bbox":[1,2,3,4,5,6]}]}`,
		`{"op":"isNull","args":[{"op":"between","args":[{"property":"claims"},1e-7,-0]}]}`,
	} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, q := range []cql.Queryables{columns, cql.Any} {
			if e, err := cql.ParseJSON(data, q); err == nil {
				checkRoundTrip(t, e, q)
			} else if geo.ErrorCode(err) != geo.EINVALID {
				t.Fatalf("%q: %v", data, err)
			}
		}
	})
}

// checkRoundTrip checks that a filter reads back from its text and its JSON, and that
// evaluating it ends.
func checkRoundTrip(t *testing.T, e geo.Expr, q cql.Queryables) {
	text := e.Text()
	if len(text) <= cql.MaxText {
		if again := parse(t, text, q); again.Text() != text {
			t.Fatalf("%s reads as %s", text, again.Text())
		}
	}
	data, err := cql.JSON(e)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	back, err := cql.ParseJSON(data, q)
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if back.Text() != text {
		t.Fatalf("%s: %s reads as %s", text, data, back.Text())
	}
	for _, g := range []orb.Geometry{nil, orb.Point{1, 1}, orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}}} {
		r := row{map[string]any{"title": "a", "claims": 1.0}, g}
		if e.Truth(r) != back.Truth(r) {
			t.Fatalf("%s is not the same for %v", text, g)
		}
	}
}
