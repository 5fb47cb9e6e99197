package ogcapi

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// page is the answer for people.
func (s *statistics) page(r *http.Request) web.Document {
	base, values := web.Links(r), web.Values(r)
	counted := with(values, "f", web.HTMLFormat.Name)
	delete(counted, "by")
	delete(counted, "sum")
	d := web.Document{
		Title:  "Statistics",
		Lead:   "How many incidents there are, and their numbers as reported, added up. " + web.NoteReported + " " + web.NoteRecords,
		Crumbs: []web.Anchor{{Text: "API", URL: base.Path(Root, nil)}},
		Forms: []web.Anchor{
			{Text: "JSON", URL: base.Path(statsPath, with(values, "f", web.JSONFormat.Name))},
			{Text: "CSV", URL: base.Path(statsPath, with(values, "f", web.CSVFormat.Name))},
		},
		Sections: []web.Section{
			{Form: statsForm(base, values)},
			{
				Links: []web.Anchor{{Text: incidentsInWords(s.matched), URL: base.Path(incidentsPath+"/items", counted), Note: "that were counted"}},
				Table: s.table(),
			},
		},
	}
	if len(s.measures) > 0 {
		d.Sections = append(d.Sections, web.Section{Heading: "How numbers are added up", Text: []string{sumsMean}})
	}
	return d
}

func incidentsInWords(n int) string {
	if n == 1 {
		return "1 incident"
	}
	return strconv.Itoa(n) + " incidents"
}

// table has a row a group. Each sum is a phrase, so that open ends are read as such.
func (s *statistics) table() *web.Table {
	head := append(s.names(), "incidents")
	if len(s.sumColumns()) > 0 {
		head = append(head, "reported numbers, added up")
	}
	t := &web.Table{Caption: "Incidents by " + strings.Join(s.names(), " and "), Head: head}
	if len(s.by) == 0 {
		t.Caption = "Incidents"
	}
	for _, g := range s.groups {
		var row []web.Cell
		for _, v := range g.Values {
			if v == "" {
				v = "not known"
			}
			row = append(row, web.Cell{Text: v})
		}
		row = append(row, web.Cell{Text: strconv.Itoa(g.Count)})
		if len(head) > len(row) {
			phrases := make([]string, len(g.Sums))
			for i, sum := range g.Sums {
				phrases[i] = sumWords(sum)
			}
			row = append(row, web.Cell{Text: strings.Join(phrases, "; ")})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// sumWords says a sum: "killed: at least 116 (10 incidents)".
func sumWords(s geo.Sum) string {
	name := s.Measure
	if !slices.Contains([]string{"", "people", s.Measure}, s.Unit) {
		name += ", " + s.Unit
	}
	in := " (" + incidentsInWords(s.Incidents) + ")"
	low, high := endText(s.Min), endText(s.Max)
	switch {
	case s.Min == nil && s.Max == nil:
		return name + ": some, number not given" + in
	case s.Min == nil:
		return name + ": up to " + high + in
	case s.Max == nil:
		return name + ": at least " + low + in
	case low == high:
		return name + ": " + low + in
	}
	return name + ": " + low + " to " + high + in
}

// statsForm asks for other groups by the parameters that people use most; the others
// stay as they are.
func statsForm(base web.Base, values url.Values) *web.Form {
	form := &web.Form{Action: base.Path(statsPath, nil), Submit: "Count", Fields: []web.Field{
		{Name: "by", Label: "By one or two", Hint: "month,country"},
		{Name: "datetime", Label: "Time: from/to", Hint: "2025-12-01/2025-12-31"},
		{Name: "kind", Label: "Kind", Options: geo.Kinds.Values()},
		{Name: "country", Label: "Country code", Hint: "RU"},
	}}
	hidden := with(values, "f", web.HTMLFormat.Name)
	for i, f := range form.Fields {
		form.Fields[i].Value = values.Get(f.Name)
		delete(hidden, f.Name)
	}
	for name := range hidden {
		form.Hidden = append(form.Hidden, web.Fact{Term: name, Text: hidden.Get(name)})
	}
	slices.SortFunc(form.Hidden, func(a, b web.Fact) int { return strings.Compare(a.Term, b.Term) })
	return form
}
