package web

import (
	"strikemap/geo"
	"strikemap/geo/cql"
	"strikemap/geo/crs"
)

// queryables are what a filter over incidents may name: every flat column, and the
// geometry.
var queryables = cql.Of(geo.Columns)

// filter reads filter, filter-lang and filter-crs (OGC API Features Part 3,
// /req/filter/filter-param, filter-lang-param and filter-crs-param). The last two say
// nothing without the first, but must be right.
func (p *queryParser) filter(q cql.Queryables) {
	parse := cql.ParseText
	p.one("filter-lang", func(text string) error {
		switch text {
		case "cql2-text":
			return nil
		case "cql2-json":
			parse = func(text string, q cql.Queryables) (geo.Expr, error) { return cql.ParseJSON([]byte(text), q) }
			return nil
		}
		return badCode("filter-lang", text, filterLanguages)
	})
	p.one("filter-crs", func(text string) error {
		system, err := crs.Parse("filter-crs", text)
		if system != crs.CRS84 {
			q.CRS84 = system.ToCRS84
		}
		return err
	})
	p.one("filter", func(text string) (err error) {
		p.query.Filter, err = parse(text, q)
		return err
	})
}
