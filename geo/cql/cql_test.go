package cql_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/cql"
)

// row is a row of a test.
type row struct {
	properties map[string]any
	geometry   orb.Geometry
}

func (r row) Property(name string) any { return r.properties[name] }
func (r row) Geometry() orb.Geometry   { return r.geometry }

var columns = cql.Of(geo.Columns)

func parse(t testing.TB, text string, q cql.Queryables) geo.Expr {
	t.Helper()
	e, err := cql.ParseText(text, q)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

func TestTextAndJSONSayTheSame(t *testing.T) {
	for _, c := range []struct{ text, canonical, json string }{
		{
			"kind='strike'", "kind = 'strike'",
			`{"op":"=","args":[{"property":"kind"},"strike"]}`,
		},
		{
			"border_km<+5e2 or NOT(synthetic=true and claims<>-.5)",
			"border_km < 500 OR NOT (synthetic = TRUE AND claims <> -0.5)",
			`{"op":"or","args":[{"op":"<","args":[{"property":"border_km"},500]},{"op":"not","args":[{"op":"and","args":[{"op":"=","args":[{"property":"synthetic"},true]},{"op":"<>","args":[{"property":"claims"},-0.5]}]}]}]}`,
		},
		{
			"(kind = 'a' OR kind = 'b') AND (kind = 'c' AND kind = 'd')",
			"(kind = 'a' OR kind = 'b') AND kind = 'c' AND kind = 'd'",
			`{"op":"and","args":[{"op":"or","args":[{"op":"=","args":[{"property":"kind"},"a"]},{"op":"=","args":[{"property":"kind"},"b"]}]},{"op":"=","args":[{"property":"kind"},"c"]},{"op":"=","args":[{"property":"kind"},"d"]}]}`,
		},
		{
			"time_from in ('2022-04-14T14:52:56Z', '2022-04-14') and '2025-12-25' < published and synthetic > false",
			"time_from IN (TIMESTAMP('2022-04-14T14:52:56Z'), DATE('2022-04-14')) AND DATE('2025-12-25') < published AND synthetic > FALSE",
			`{"op":"and","args":[{"op":"in","args":[{"property":"time_from"},[{"timestamp":"2022-04-14T14:52:56Z"},{"date":"2022-04-14"}]]},{"op":"<","args":[{"date":"2025-12-25"},{"property":"published"}]},{"op":">","args":[{"property":"synthetic"},false]}]}`,
		},
		{
			"not not not (kind = 'a')", "NOT kind = 'a'",
			`{"op":"not","args":[{"op":"=","args":[{"property":"kind"},"a"]}]}`,
		},
		{"TRUE", "TRUE", `true`},
		{"false OR true = synthetic", "FALSE OR TRUE = synthetic", `{"op":"or","args":[false,{"op":"=","args":[true,{"property":"synthetic"}]}]}`},
		{
			`"title" not like 'it''s \'%\_\%'`, `title NOT LIKE 'it''s ''%\_\%'`,
			`{"op":"not","args":[{"op":"like","args":[{"property":"title"},"it's '%\\_\\%"]}]}`,
		},
		{
			`title = '\\''`, `title = '\\''`,
			`{"op":"=","args":[{"property":"title"},"\\'"]}`,
		},
		{
			"casei(accenti(title)) like casei('%É%')", "CASEI(ACCENTI(title)) LIKE CASEI('%É%')",
			`{"op":"like","args":[{"op":"casei","args":[{"op":"accenti","args":[{"property":"title"}]}]},{"op":"casei","args":["%É%"]}]}`,
		},
		{
			"claims not between 1 and 3 AND status not in('claimed','disputed')",
			"claims NOT BETWEEN 1 AND 3 AND status NOT IN ('claimed', 'disputed')",
			`{"op":"and","args":[{"op":"not","args":[{"op":"between","args":[{"property":"claims"},1,3]}]},{"op":"not","args":[{"op":"in","args":[{"property":"status"},["claimed","disputed"]]}]}]}`,
		},
		{
			"actor is not null and (kind = actor) is null",
			"actor IS NOT NULL AND (kind = actor) IS NULL",
			`{"op":"and","args":[{"op":"not","args":[{"op":"isNull","args":[{"property":"actor"}]}]},{"op":"isNull","args":[{"op":"=","args":[{"property":"kind"},{"property":"actor"}]}]}]}`,
		},
		{
			"time_from >= timestamp('2025-12-25T06:00:00.5+02:00') and time_to <= date('2025-12-26')",
			"time_from >= TIMESTAMP('2025-12-25T04:00:00.5Z') AND time_to <= DATE('2025-12-26')",
			`{"op":"and","args":[{"op":">=","args":[{"property":"time_from"},{"timestamp":"2025-12-25T04:00:00.5Z"}]},{"op":"<=","args":[{"property":"time_to"},{"date":"2025-12-26"}]}]}`,
		},
		{
			"t_finishedby(interval(time_from,\"time_to\"), INTERVAL('2025-12-25','..'))",
			"T_FINISHEDBY(INTERVAL(time_from, time_to), INTERVAL('2025-12-25', '..'))",
			`{"op":"t_finishedBy","args":[{"interval":[{"property":"time_from"},{"property":"time_to"}]},{"interval":["2025-12-25",".."]}]}`,
		},
		{
			"s_within(geometry,bbox(170,-10,0,-170,10,5))", "S_WITHIN(geometry, BBOX(170, -10, -170, 10))",
			`{"op":"s_within","args":[{"property":"geometry"},{"bbox":[170,-10,-170,10]}]}`,
		},
		{
			"S_INTERSECTS(POINT Z(1 -2.5 3), geometry)", "S_INTERSECTS(POINT(1 -2.5), geometry)",
			`{"op":"s_intersects","args":[{"type":"Point","coordinates":[1,-2.5]},{"property":"geometry"}]}`,
		},
		{
			"S_CROSSES(geometry, multilinestring((0 0,1 1),(2 2,3 3 9)))", "S_CROSSES(geometry, MULTILINESTRING((0 0, 1 1), (2 2, 3 3)))",
			`{"op":"s_crosses","args":[{"property":"geometry"},{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[2,2],[3,3]]]}]}`,
		},
		{
			"S_EQUALS(geometry, GEOMETRYCOLLECTION(MULTIPOINT(1 2,(3 4)), POLYGON((0 0,1 0,1 1,0 0))))",
			"S_EQUALS(geometry, GEOMETRYCOLLECTION(MULTIPOINT((1 2), (3 4)), POLYGON((0 0, 1 0, 1 1, 0 0))))",
			`{"op":"s_equals","args":[{"property":"geometry"},{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2],[3,4]]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}]}`,
		},
		{
			"S_DISJOINT(geometry, MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5))))",
			"S_DISJOINT(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5))))",
			`{"op":"s_disjoint","args":[{"property":"geometry"},{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}]}`,
		},
	} {
		e := parse(t, c.text, columns)
		if got := e.Text(); got != c.canonical {
			t.Errorf("%s\n reads  %s\n want   %s", c.text, got, c.canonical)
		}
		data, err := cql.JSON(e)
		if err != nil || string(data) != c.json {
			t.Errorf("%s\n writes %s, %v\n want   %s", c.text, data, err, c.json)
		}
		back, err := cql.ParseJSON([]byte(c.json), columns)
		if err != nil {
			t.Errorf("%s: %v", c.json, err)
			continue
		}
		if got := back.Text(); got != c.canonical {
			t.Errorf("%s\n reads %s\n want  %s", c.json, got, c.canonical)
		}
		if got := parse(t, c.canonical, columns).Text(); got != c.canonical {
			t.Errorf("%s reads back as %s", c.canonical, got)
		}
	}
}

func TestAWrongTextIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "is empty (at character 1)"},
		{"kind", "expected a comparison, got the end (at character 5)"},
		{"synthetic", "expected a comparison such as synthetic = TRUE, got the end (at character 10)"},
		{"kind = ", "expected a property or a value, got the end (at character 8)"},
		{"kind = 'a' kind", `expected AND, OR or the end, got "kind" (at character 12)`},
		{"kind = 'a", "a single quote is not closed (at character 8)"},
		{"élan = 'a' AND kind = 'b' ;", "there is no property \"élan\" (at character 1)"},
		{"kind = 'é' AND kinde = 'b'", `there is no property "kinde"; was kind meant? (at character 16)`},
		{"kind = 'b' ;", "the character ';' has no meaning here (at character 12)"},
		{"(kind = 'b'", `expected ")", got the end (at character 12)`},
		{"claims = 'two'", "claims is a number and 'two' is a string: = cannot compare them; a number stands without quotes, a text within single ones (at character 1)"},
		{"time_from > '2025'", "time_from is a timestamp and '2025' is a string: > cannot compare them; write TIMESTAMP('2025-12-25T06:00:00Z') or DATE('2025-12-25') (at character 1)"},
		{"geometry = 'x'", "geometry is a geometry, which = cannot compare; use a spatial function such as S_INTERSECTS (at character 1)"},
		{"claims LIKE '1%'", "claims is a number: LIKE needs a text (at character 1)"},
		{"title LIKE kind", "kind is no pattern: LIKE needs a text in single quotes (at character 1)"},
		{"title BETWEEN 'a' AND 'b'", "title is a string: BETWEEN needs numbers or times (at character 1)"},
		{"claims BETWEEN 1 OR 2", `expected AND and the upper end of BETWEEN, got "OR" (at character 18)`},
		{"claims IN ()", `expected a property or a value, got ")" (at character 12)`},
		{"claims IN (1, 'a')", "claims is a number and 'a' is a string: IN cannot compare them; a number stands without quotes, a text within single ones (at character 1)"},
		{"claims NOT = 1", `expected LIKE, BETWEEN or IN, got "=" (at character 12)`},
		{"claims IS 1", `expected NULL, got "1" (at character 11)`},
		{"CASEI(claims) = 'a'", "claims is a number: CASEI needs a text (at character 1)"},
		{"time_from = DATE('2025-02-30')", `"2025-02-30" is no date such as 2025-12-25 (at character 18)`},
		{"time_from = TIMESTAMP('2025-02-03')", `"2025-02-03" is no timestamp such as 2025-12-25T06:00:00Z (at character 23)`},
		{"T_AFTER(time_from, INTERVAL('2025-02-03', '2025-02-01'))", "the INTERVAL ends before it starts (at character 20)"},
		{"T_DURING(time_from, INTERVAL('2025-02-03', '..'))", "time_from is an instant: T_DURING compares intervals; write INTERVAL(start, end) (at character 1)"},
		{"T_AFTER(time_from, '2025-02-03')", "'2025-02-03' is a string: T_AFTER needs a time; write TIMESTAMP('2025-12-25T06:00:00Z'), DATE('2025-12-25') or INTERVAL('2025-12-25', '..') (at character 1)"},
		{"S_WITHIN(title, POINT(1 2))", "title is a string: S_WITHIN needs a geometry (at character 1)"},
		{"S_WITHIN(geometry, POINT(1 92))", "the latitude 92 is outside -90 to 90 (at character 26)"},
		{"S_WITHIN(geometry, POINT(1))", `expected a number, got ")" (at character 27)`},
		{"S_WITHIN(geometry, POINT EMPTY)", "an empty geometry can be compared with nothing (at character 20)"},
		{"S_WITHIN(geometry, LINESTRING(1 1))", "a line needs two points or more (at character 30)"},
		{"S_WITHIN(geometry, POLYGON((0 0, 1 1, 1 0)))", "the ring of a polygon needs four points or more (at character 28)"},
		{"S_WITHIN(geometry, POLYGON((0 0, 1 1, 1 0, 2 2)))", "the ring of a polygon must end where it starts (at character 28)"},
		{"S_WITHIN(geometry, BBOX(0, 5, 1, 2))", "the south edge 5 of the box is north of its north edge 2 (at character 20)"},
		{"S_WITHIN(geometry, BBOX(0, 5, 1))", "a box needs four numbers, or six with heights, got 3 (at character 20)"},
		{"claims = 1e999", `"1e999" is no number this server can hold (at character 10)`},
		{"claims - 1 > 0", `"-" is not supported: this server knows no arithmetic of CQL2 (at character 8)`},
		{"claims = 2 DIV revision", `"DIV" is not supported: this server knows no arithmetic of CQL2 (at character 12)`},
		{"claims > (revision - 1)", "a parenthesis cannot stand here: this server knows no arithmetic and no arrays of CQL2 (at character 10)"},
		{"A_CONTAINS(means, ('drone'))", `"A_CONTAINS" is not supported: this server knows no array functions of CQL2 (at character 1)`},
		{"avg(claims) > 1", `"avg" is not supported: this server knows no custom functions of CQL2 (at character 1)`},
		{"\xff", "is not valid UTF-8"},
		{strings.Repeat("(", 100) + "TRUE" + strings.Repeat(")", 100), "more than 64 levels within one another (at character 65)"},
		{strings.Repeat("NOT ", 100) + "TRUE", "more than 64 levels within one another (at character 257)"},
		{strings.Repeat("TRUE OR ", 1100) + "TRUE", "more than 1000 predicates (at character 8001)"},
		{"kind LIKE '" + strings.Repeat("a", geo.MaxPattern+1) + "'", "the pattern of LIKE is longer than 1024 characters (at character 1)"},
		{strings.Repeat("kind LIKE '"+strings.Repeat("a_", 500)+"' OR ", 5) + "TRUE", "more than 4096 bytes of patterns (at character 4065)"},
		{"S_WITHIN(geometry, MULTILINESTRING(" + strings.Repeat("(0 0,1 1),", cql.MaxLines) + "(0 0,1 1)))", "more than 1024 lines (at character 10276)"},
		{strings.Repeat(" ", cql.MaxText+1), "is longer than 16384 bytes"},
		{"S_WITHIN(geometry, " + strings.Repeat("GEOMETRYCOLLECTION(", 100) + "POINT(1 1)" + strings.Repeat(")", 101), "more than 64 levels within one another (at character 20)"},
	} {
		_, err := cql.ParseText(c.text, columns)
		checkRefusal(t, fmt.Sprintf("%.80s", c.text), err, c.want)
	}
}

// checkRefusal checks that an error is about the filter and says what it should.
func checkRefusal(t *testing.T, input string, err error, want string) {
	t.Helper()
	var e *geo.Error
	switch {
	case !errors.As(err, &e):
		t.Errorf("%s: got %v, want %q", input, err, want)
	case e.Code != geo.EINVALID || e.Field != "filter" || e.Message != want:
		t.Errorf("%s:\n got  %q of %s\n want %q", input, e.Message, e.Field, want)
	}
}

func TestWrongJSONIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ json, want string }{
		{`{`, `is not JSON (at byte 2)`},
		{`{"op":and}`, `is not JSON (at byte 7)`},
		{`true false`, `goes on after its end (at byte 11)`},
		{`"x"`, `expected a boolean expression: true, false or an object with op and args (at "")`},
		{`{"op":"and","args":[true]}`, `"and" takes two args or more, got 1 (at "")`},
		{`{"op":"and","args":[true,{"op":"=","args":[{"property":"kinde"},"a"]}]}`, `there is no property "kinde"; was kind meant? (at "/args/1/args/0/property")`},
		{`{"op":"=","args":[{"property":"kind"}]}`, `"=" takes 2 args, got 1 (at "")`},
		{`{"op":"=","args":[{"property":"kind"},null]}`, `expected a property or a value, got null (at "/args/1")`},
		{`{"op":"=","args":[{"property":"kind"},"a\\"]}`, `a text that ends in a back slash cannot be written in CQL2 text (at "/args/1")`},
		{`{"op":"=","args":[{"property":"kind"},{"date":"2025-13-01"}]}`, `"2025-13-01" is no date such as 2025-12-25 (at "/args/1/date")`},
		{`{"op":"in","args":[{"property":"claims"},[1,{"a/b":2}]]}`, `is no value of CQL2 JSON (at "/args/1/1/a~1b")`},
		{`{"op":"in","args":[{"property":"claims"},1]}`, `expected a list of values (at "/args/1")`},
		{`{"op":"like","args":[{"property":"kind"},"a"],"extra":1}`, `the member "extra" has no meaning here (at "")`},
		{`{"op":"s_within","args":[{"property":"geometry"},{"type":"Point","coordinates":[1]}]}`, `expected a position of two or three numbers (at "/args/1/coordinates")`},
		{`{"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[0,0],[0,"1"]]]}]}`, `expected a number (at "/args/1/coordinates/0/1/1")`},
		{`{"op":"s_within","args":[{"property":"geometry"},{"type":"Circle","coordinates":[1]}]}`, `Circle is no type of GeoJSON geometry (at "/args/1/coordinates")`},
		{`{"op":"t_after","args":[{"property":"time_from"},{"interval":["2025-01-01"]}]}`, `needs two ends, got 1 (at "/args/1/interval")`},
		{`{"op":"t_after","args":[{"property":"time_from"},{"interval":["2025-01-01","soon"]}]}`, `"soon" is no timestamp such as 2025-12-25T06:00:00Z (at "/args/1/interval/1")`},
		{`{"op":">","args":[{"property":"claims"},{"op":"+","args":[1,2]}]}`, `"+" is not supported: this server knows no arithmetic of CQL2 (at "/args/1")`},
		{`{"op":"a_equals","args":[{"property":"means"},["a"]]}`, `"a_equals" is not supported: this server knows no array functions of CQL2 (at "")`},
		{`{"op":"=","args":[{"op":"avg","args":[1]},1]}`, `"avg" is not supported: this server knows no custom functions of CQL2 (at "/args/0")`},
		{`{"op":"=","args":[{"op":"=","args":[1,1]},true]}`, `"=" is a predicate and cannot stand where a value is expected (at "/args/0")`},
		{strings.Repeat(`{"op":"not","args":[`, 70) + "true" + strings.Repeat("]}", 70), `more than 64 levels within one another (at "` + strings.Repeat("/args/0", 64) + `")`},
		{strings.Repeat(" ", cql.MaxJSON+1), "is longer than 1048576 bytes"},
		{`{"op":"=","args":[{"property":"kind"},"` + "\xff" + `"]}`, "is not valid UTF-8"},
		{manyVertices(cql.MaxVertices + 1), fmt.Sprintf(`more than 65536 vertices (at "/args/1/coordinates/%d")`, cql.MaxVertices)},
	} {
		_, err := cql.ParseJSON([]byte(c.json), columns)
		checkRefusal(t, fmt.Sprintf("%.80s", c.json), err, c.want)
	}
}

func manyVertices(n int) string {
	return `{"op":"s_within","args":[{"property":"geometry"},{"type":"MultiPoint","coordinates":[` + strings.Repeat("[1,1],", n-1) + `[1,1]]}]}`
}

func TestAFilterOfTheLargestSizeIsTaken(t *testing.T) {
	if _, err := cql.ParseJSON([]byte(manyVertices(cql.MaxVertices)), columns); err != nil {
		t.Error(err)
	}
}

func TestAFilterCRSIsTurnedIntoCRS84(t *testing.T) {
	q := columns
	q.CRS84 = func(x, y float64) (lon, lat float64) { return y, x } // as EPSG:4326 has its axes
	for text, want := range map[string]string{
		"S_WITHIN(geometry, POINT(50 30))":                 "S_WITHIN(geometry, POINT(30 50))",
		"S_WITHIN(geometry, BBOX(-10, 170, 10, -170))":     "S_WITHIN(geometry, BBOX(170, -10, -170, 10))",
		"S_WITHIN(geometry, LINESTRING(50 30 1, 51 31 1))": "S_WITHIN(geometry, LINESTRING(30 50, 31 51))",
	} {
		if got := parse(t, text, q).Text(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestOpenQueryablesTakeEveryName(t *testing.T) {
	for text, want := range map[string]string{
		`eo:cloud_cover < 0.1 AND "date" = DATE('2025-01-01')`: `eo:cloud_cover < 0.1 AND "date" = DATE('2025-01-01')`,
		`date = DATE('2025-01-01')`:                            `"date" = DATE('2025-01-01')`,
		`T_DURING(event, INTERVAL(a, b))`:                      `T_DURING(event, INTERVAL(a, b))`,
		`S_WITHIN(footprint, POINT(1 1))`:                      `S_WITHIN(footprint, POINT(1 1))`,
		`point IS NULL AND interval = 2`:                       `"point" IS NULL AND "interval" = 2`,
		`geometry IS NOT NULL`:                                 `geometry IS NOT NULL`,
	} {
		if got := parse(t, text, cql.Any).Text(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if _, err := cql.ParseText(`"no name" = 1`, cql.Any); err == nil {
		t.Error("a name that no text can write is taken")
	}
}

func TestAnExpressionOfAnotherKindIsNotWritten(t *testing.T) {
	if data, err := cql.JSON(foreign{}); err == nil {
		t.Errorf("it is %s", data)
	}
}

type foreign struct{}

func (foreign) Truth(geo.Row) geo.Truth { return geo.True }
func (foreign) Text() string            { return "foreign" }

// writer writes random filters over the columns.
type writer struct{ *rand.Rand }

func (w writer) pick(texts ...string) string { return texts[w.IntN(len(texts))] }

func (w writer) filter(depth int) string {
	if depth == 0 || w.IntN(3) == 0 {
		return w.predicate()
	}
	switch w.IntN(4) {
	case 0:
		return "(" + w.filter(depth-1) + ") AND " + w.filter(0)
	case 1:
		return w.filter(depth-1) + " or " + w.filter(depth-1)
	case 2:
		return "NOT (" + w.filter(depth-1) + ")"
	}
	return "(" + w.filter(depth-1) + ") IS " + w.pick("", "NOT ") + "NULL"
}

func (w writer) text() string {
	return w.pick("title", "status", "CASEI(title)", "'confirmed'", "ACCENTI('É''\\'x')", "CASEI(ACCENTI(place))", "'%'")
}

func (w writer) number() string { return w.pick("claims", "border_km", "-1", "2.50", "1e30", "3") }

func (w writer) instant() string {
	return w.pick("time_from", "published", "DATE('2025-12-25')", "TIMESTAMP('2025-12-25T06:00:00.123456Z')")
}

func (w writer) span() string {
	return w.pick("INTERVAL(time_from, time_to)", "INTERVAL('..', published)", "INTERVAL('2025-12-25', '..')", "INTERVAL('2025-12-25', '2025-12-25T06:00:00Z')", "INTERVAL('..','..')")
}

func (w writer) place() string {
	return w.pick("geometry", "POINT(30.5 50)", "BBOX(170,-10,-170,10)", "BBOX(20,40,1,40,60,2)", "POLYGON((20 40,40 40,40 60,20 60,20 40),(29 49,29 51,31 51,29 49))",
		"MULTIPOINT((30.5 50),(1 1))", "LINESTRING(20 50,40 50)", "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(20 50,40 50))")
}

func (w writer) predicate() string {
	op := w.pick("=", "<>", "<", ">", "<=", ">=")
	switch w.IntN(9) {
	case 0:
		return w.text() + op + w.text()
	case 1:
		return w.number() + " " + op + w.number()
	case 2:
		return w.instant() + op + w.instant()
	case 3:
		return w.text() + w.pick(" LIKE ", " not like ") + w.pick("'%e%'", "CASEI('C_nf%')", `'\%'`)
	case 4:
		return w.number() + w.pick(" BETWEEN ", " NOT BETWEEN ") + w.number() + " AND " + w.number()
	case 5:
		return w.text() + w.pick(" IN (", " NOT IN (") + w.text() + "," + w.text() + ")"
	case 6:
		return w.pick("title", "geometry", "claims", "TRUE", "INTERVAL(time_from, time_to)") + w.pick(" IS NULL", " IS NOT NULL")
	case 7:
		return w.pick("T_AFTER", "T_INTERSECTS", "T_DURING", "T_MEETS", "T_STARTEDBY") + "(" + w.span() + "," + w.span() + ")"
	}
	return w.pick("S_INTERSECTS", "S_WITHIN", "S_DISJOINT", "S_TOUCHES", "S_CONTAINS") + "(" + w.place() + "," + w.place() + ")"
}

func TestARandomFilterMeansTheSameInTextAndJSON(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	w := writer{rand.New(rand.NewPCG(seed, 3))}
	rows := []row{
		{},
		{map[string]any{"title": "Fire at Café É'x", "status": "confirmed", "claims": 3.0, "border_km": 2.5}, orb.Point{30.5, 50}},
		{map[string]any{"title": "%", "time_from": time.Date(2025, 12, 25, 0, 0, 0, 0, time.UTC), "time_to": time.Date(2025, 12, 25, 6, 0, 0, 0, time.UTC)}, orb.Point{-175, 0}},
		{map[string]any{"published": time.Date(2025, 12, 25, 6, 0, 0, 123456000, time.UTC), "claims": -1.0}, orb.Point{20, 50}},
	}
	for range 3000 {
		text := w.filter(4)
		e := parse(t, text, columns)
		again := parse(t, e.Text(), columns)
		data, err := cql.JSON(e)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		back, err := cql.ParseJSON(data, columns)
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, data, err)
		}
		if again.Text() != e.Text() || back.Text() != e.Text() {
			t.Fatalf("seed %d: %s\n is    %s\n again %s\n back  %s", seed, text, e.Text(), again.Text(), back.Text())
		}
		for _, r := range rows {
			if want := e.Truth(r); again.Truth(r) != want || back.Truth(r) != want {
				t.Fatalf("seed %d: %s is %d, again %d, back %d", seed, text, want, again.Truth(r), back.Truth(r))
			}
		}
	}
}

func ExampleParseText() {
	filter := "status IN ('confirmed', 'verified') AND S_INTERSECTS(geometry, BBOX(20, 40, 60, 60))"
	e, err := cql.ParseText(filter, cql.Of(geo.Columns))
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := cql.JSON(e)
	fmt.Println(string(data), err)
	// Output: {"op":"and","args":[{"op":"in","args":[{"property":"status"},["confirmed","verified"]]},{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[20,40,60,60]}]}]} <nil>
}
