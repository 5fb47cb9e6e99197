package ogcapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const (
	statsPath   = Root + "/stats"
	mostStatsBy = 2                // groupings of one answer
	noSums      = "none"           // value of the parameter sum
	statsTime   = 20 * time.Second // for one answer
)

// The formats of statistics for programs.
var statsFormats = []web.Format{web.JSONFormat, web.CSVFormat}

func statsRoutes(a *api) []web.Route {
	format := web.Param{Name: "f", Description: "Format of the answer; beats the Accept header.", Enum: []string{web.JSONFormat.Name, web.CSVFormat.Name, web.HTMLFormat.Name}}
	by := web.Param{
		Name: "by", List: true, Enum: groupingNames(), Example: []string{"month", "country"},
		Description: "What to count by, one or two. Without it all are counted together. " + groupingMeanings(),
	}
	sum := web.Param{
		Name: "sum", List: true, Enum: append(slices.Clone(geo.AdditiveMeasures), noSums),
		Description: "Measures whose quantities to add up; without it all of these. With none, which is quicker, incidents are counted only.",
	}
	return []web.Route{{
		Path: statsPath, Handler: a.stats, Params: append([]web.Param{by, sum, bboxParam, bboxCRSParam, format}, web.Filters()...),
		Doc: &web.Operation{
			ID: "getStatistics", Tag: "Data", Summary: "How many incidents, by time, place, kind and more",
			Description: "Counts are exact. An incident counts once, at the start of its span in UTC; by means, once for each of its means. " +
				"Groups without incidents are left out; a missing value is null. " + sumsMean,
			Responses: []web.Response{{Status: http.StatusOK, Description: "The groups, in the order of their values", Types: []string{"application/json", "text/csv", "text/html"}}},
		},
	}}
}

// sumsMean says how numbers are added up.
const sumsMean = "Quantities add up, as intervals, what was reported of each incident alone: of several numbers for one incident the least and the greatest, never their sum. " +
	"A missing min or max is an open end: more than 20 stays more than 20. Units are never mixed; distances and measures of other kinds are not added up."

func groupingNames() []string {
	var names []string
	for _, g := range geo.Groupings {
		names = append(names, g.Name)
	}
	return names
}

func groupingMeanings() string {
	var meanings []string
	for _, g := range geo.Groupings {
		meanings = append(meanings, g.Name+": "+g.Means)
	}
	return strings.Join(meanings, "; ") + "."
}

// stats answers how many incidents there are by something, and their numbers added up.
func (a *api) stats(w http.ResponseWriter, r *http.Request) error {
	offers := statsFormats
	if a.Page != nil {
		offers = append(slices.Clip(offers), web.HTMLFormat)
	}
	format, err := web.Negotiate(r, offers...)
	if err != nil {
		return err
	}
	values := web.Values(r)
	by, err := parseGroupings(values)
	if err != nil {
		return err
	}
	measures, err := parseMeasures(values)
	if err != nil {
		return err
	}
	q, err := a.statsQuery(values)
	if err != nil {
		return err
	}
	if format.Name == web.HTMLFormat.Name {
		web.Secure(w.Header(), web.PagePolicy) // of a kept body too
	}
	asked := values.Encode() // times in it may stand for now, which the answer depends on
	if web.Answered(w, r, a.Tag(r, a.Reader.Edition(), statsPath, asked, geo.FormatTime(q.KnownAt), format.Name)) {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), statsTime)
	defer cancel()
	s, err := a.count(ctx, q, by, measures)
	if err != nil {
		return err
	}
	s.links = statsLinks(web.Links(r), values, format)
	setLinks(w, s.links)
	switch format.Name {
	case web.HTMLFormat.Name:
		return a.Page(w, r, s.page(r))
	case web.CSVFormat.Name:
		w.Header().Set("Content-Disposition", `attachment; filename="`+strings.Join(append([]string{"stats"}, s.names()...), "-")+`.csv"`)
		return web.Body(w, format.MediaType, s.appendCSV(nil))
	}
	return web.JSON(w, format.MediaType, s.document(a.notice()))
}

// statsQuery reads which incidents to count.
func (a *api) statsQuery(values url.Values) (geo.Query, error) {
	return web.ParseQuery(values, a.Now())
}

// parseGroupings reads the parameter by.
func parseGroupings(values url.Values) ([]geo.Grouping, error) {
	if !values.Has("by") {
		return nil, nil
	}
	var by []geo.Grouping
	names := strings.Split(values.Get("by"), ",")
	if len(names) > mostStatsBy {
		return nil, geo.Invalid("by", "has more than %d names", mostStatsBy)
	}
	for i, name := range names {
		g, ok := geo.GroupingByName(name)
		if !ok {
			return nil, unknownName("by", name, groupingNames())
		}
		if slices.Contains(names[:i], name) {
			return nil, geo.Invalid("by", "has %s twice", name)
		}
		by = append(by, g)
	}
	return by, nil
}

// parseMeasures reads the parameter sum.
func parseMeasures(values url.Values) ([]string, error) {
	switch values.Get("sum") {
	case noSums:
		return nil, nil
	case "":
		if !values.Has("sum") {
			return geo.AdditiveMeasures, nil
		}
	}
	measures := strings.Split(values.Get("sum"), ",")
	for _, m := range measures {
		if !slices.Contains(geo.AdditiveMeasures, m) {
			return nil, unknownName("sum", m, append(slices.Clone(geo.AdditiveMeasures), noSums))
		}
	}
	return measures, nil
}

func unknownName(parameter, name string, known []string) error {
	nearest := geo.Nearest(name, known)
	message := "choose of " + strings.Join(known, ", ")
	if nearest != "" {
		message += "; did you mean " + nearest + "?"
	}
	return &web.Error{Status: http.StatusBadRequest, Parameter: parameter, Nearest: nearest, Message: geo.Invalid(parameter, "%s", message).Error()}
}

// statsLinks lead to the same in another format, and to what was counted.
func statsLinks(base web.Base, values url.Values, format web.Format) []encode.Link {
	links := []encode.Link{{Href: base.URL(statsPath, values), Rel: "self", Type: mediaOf(format), Title: "This document"}}
	for _, f := range statsFormats {
		if f.Name != format.Name {
			links = append(links, encode.Link{Href: base.URL(statsPath, with(values, "f", f.Name)), Rel: "alternate", Type: mediaOf(f), Title: "The same as " + strings.ToUpper(f.Name)})
		}
	}
	counted := with(values, "f", "")
	delete(counted, "by")
	delete(counted, "sum")
	return append(links, encode.Link{Href: base.URL(incidentsPath+"/items", counted), Rel: "items", Type: geoJSON, Title: "The incidents that were counted"})
}

// mediaOf is the media type of a format without its parameters.
func mediaOf(f web.Format) string {
	media, _, _ := strings.Cut(f.MediaType, ";")
	return media
}

// with returns parameters with another value for one of them, "" for none.
func with(values url.Values, name, value string) url.Values {
	out := url.Values{}
	for n, v := range values {
		out[n] = v
	}
	delete(out, name)
	if value != "" {
		out.Set(name, value)
	}
	return out
}
