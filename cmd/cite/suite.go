package main

import (
	"errors"
	"fmt"
	"strings"
)

// suite is the abstract tests of one standard, or the checks of one client.
type suite struct {
	Name, Title string
	Classes     []class  // asked of the starter incidents by HTTP
	Script      string   // of clients; asked by another program
	By          program  // what runs the script
	Records     []record // that the script is asked of; the starter incidents if empty
	Formats     []string // files that the script reads, as download endings
}

// program is what runs scripts.
type program int

const (
	python       program = iota // with the packages of requirements.txt
	systemPython                // with the system's GDAL and QGIS
	rscript                     // with the system's sf
)

// class is a conformance class with its abstract tests.
type class struct {
	URI    string // as the conformance declaration has it; empty for what needs none
	Checks []check
}

// check is one abstract test.
type check struct {
	ID  string // as the standard names it, "/conf/core/root-op"
	Run func(t *test)
}

// outcome of a check.
type outcome string

const (
	passed  outcome = "passed"
	failed  outcome = "failed"
	skipped outcome = "skipped"
	known   outcome = "known" // failed, and explained in known.go
)

// result is what one check found.
type result struct {
	Suite, ID string
	Outcome   outcome
	Said      string // why it did not pass
}

var both = []record{starter, large}

// suites in the order they run.
var suites = []suite{
	{Name: "features", Title: "OGC API Features Part 1", Classes: featuresClasses},
	{Name: "crs", Title: "OGC API Features Part 2", Classes: crsClasses},
	{Name: "filter", Title: "OGC API Features Part 3 and CQL2", Classes: filterClasses},
	{Name: "schemas", Title: "OGC API Features Part 5, sorting, properties", Classes: schemasClasses},
	{Name: "tiles", Title: "OGC API Tiles Part 1", Classes: tilesClasses},
	{Name: "gpkg", Title: "GeoPackage 1.4, by GDAL's validator and clause by clause", Script: "geopackage.py", By: systemPython, Formats: []string{"gpkg"}},
	{Name: "kml", Title: "KML 2.2, by the OGC's schema", Script: "kml.py", By: python, Formats: []string{"kml"}},
	{Name: "formats", Title: "every format has the same incidents", Script: "formats.py", By: systemPython, Formats: []string{"geojson", "geojsons", "geojsonl", "csv", "kml", "atom", "gpkg"}},
	{Name: "gdal-debian", Title: "the system's GDAL", Script: "gdal.py", By: systemPython, Records: both},
	{Name: "gdal-current", Title: "GDAL of the pyogrio wheels, with geopandas", Script: "geopandas_client.py", By: python, Records: both},
	{Name: "owslib", Title: "OWSLib", Script: "owslib_client.py", By: python, Records: both},
	{Name: "qgis", Title: "QGIS without a screen", Script: "qgis_client.py", By: systemPython, Records: both, Formats: []string{"gpkg"}},
	{Name: "r", Title: "R with sf", Script: "sf.R", By: rscript},
	{Name: "journey", Title: "refinery strikes of 2025, again every week", Script: "weeks.py", By: python, Records: []record{starter, weekly}},
}

func suiteNames() []string {
	names := make([]string, len(suites))
	for i, s := range suites {
		names[i] = s.Name
	}
	return names
}

// stop ends a check early.
type stop struct {
	outcome outcome
	said    string
}

// test is one running check. Its methods end it where they say so.
type test struct {
	*client
}

// failf ends the check: it failed.
func (t *test) failf(format string, args ...any) { panic(stop{failed, fmt.Sprintf(format, args...)}) }

// skipf ends the check: what it asks about is not there.
func (t *test) skipf(format string, args ...any) { panic(stop{skipped, fmt.Sprintf(format, args...)}) }

// must ends the check if a condition does not hold.
func (t *test) must(holds bool, format string, args ...any) {
	if !holds {
		t.failf(format, args...)
	}
}

// try runs a check to its end.
func try(c *client, suite string, check check) (r result) {
	r = result{Suite: suite, ID: check.ID, Outcome: passed}
	defer func() {
		switch end := recover().(type) {
		case nil:
		case stop:
			r.Outcome, r.Said = end.outcome, end.said
		default:
			panic(end)
		}
	}()
	check.Run(&test{c})
	return r
}

// run runs one suite.
func (b *bench) run(s suite) ([]result, error) {
	var results []result
	var err error
	if s.Script == "" {
		results, err = b.ask(s)
	} else {
		results, err = b.script(s)
	}
	for i := range results {
		r := &results[i]
		if reason := explained(*r); r.Outcome == failed && reason != "" {
			r.Outcome, r.Said = known, r.Said+"\n"+reason
		}
	}
	return results, err
}

// ask runs the checks of a suite. A class that is not declared is one failure, and
// its checks are left out.
func (b *bench) ask(s suite) ([]result, error) {
	server, err := b.server(starter)
	if err != nil {
		return nil, err
	}
	c := &client{root: server.root()}
	declared, err := c.declared()
	if err != nil {
		return nil, err
	}
	var results []result
	for _, class := range s.Classes {
		if class.URI != "" && !declared[class.URI] {
			results = append(results, result{s.Name, class.URI, failed, "the class is not declared in /conformance"})
			for _, check := range class.Checks {
				results = append(results, result{s.Name, check.ID, skipped, "its class is not declared"})
			}
			continue
		}
		for _, check := range class.Checks {
			results = append(results, try(c, s.Name, check))
		}
	}
	return results, nil
}

// declared returns the classes that the server says it conforms to.
func (c *client) declared() (map[string]bool, error) {
	r, err := c.fetch(c.root+"/conformance", "application/json")
	if err != nil {
		return nil, err
	}
	doc, err := r.parse()
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	for _, uri := range doc.list("conformsTo") {
		all[fmt.Sprint(uri)] = true
	}
	if len(all) == 0 {
		return nil, errors.New(c.root + "/conformance declares nothing")
	}
	return all, nil
}

// join writes a list for a message, cut where it is long.
func join[T any](items []T) string {
	const most = 5
	var texts []string
	for i, item := range items {
		if i == most {
			texts = append(texts, fmt.Sprintf("and %d more", len(items)-most))
			break
		}
		texts = append(texts, fmt.Sprint(item))
	}
	return strings.Join(texts, ", ")
}
