package ogcapi

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
)

// statistics is one answer about how many incidents there are.
type statistics struct {
	by         []geo.Grouping
	measures   []string // added up
	groups     []geo.Group
	matched    int
	timeStamp  time.Time // since when the data is as it is
	knownSince time.Time // when the record begins, for answers from before it; else zero
	links      []encode.Link
}

// of notes what was counted: all that answers a question, in an edition.
func (s *statistics) of(q geo.Query, e geo.Edition, matched int) {
	s.matched, s.timeStamp, s.knownSince = matched, e.Changed, knownSince(q.KnownAt, e)
}

func (s *statistics) names() []string {
	names := make([]string, len(s.by))
	for i, g := range s.by {
		names[i] = g.Name
	}
	return names
}

// statsDocument is the answer as JSON.
type statsDocument struct {
	By          []string      `json:"by"`
	Matched     int           `json:"numberMatched"`
	TimeStamp   string        `json:"timeStamp,omitempty"`
	KnownSince  string        `json:"knownSince,omitempty"`
	Groups      []statsGroup  `json:"groups"`
	Licence     string        `json:"licence,omitempty"`
	LicenceURL  string        `json:"licenceUrl,omitempty"`
	Attribution string        `json:"attribution,omitempty"`
	Note        string        `json:"note"`
	Links       []encode.Link `json:"links"`
}

func (s *statistics) document(n encode.Notice) statsDocument {
	d := statsDocument{
		By: s.names(), Matched: s.matched,
		TimeStamp: geo.FormatTime(s.timeStamp), KnownSince: geo.FormatTime(s.knownSince),
		Groups:  make([]statsGroup, len(s.groups)),
		Licence: n.Licence, LicenceURL: n.LicenceURL, Attribution: n.Attribution, Note: n.Note,
		Links: s.links,
	}
	if len(s.measures) > 0 {
		d.Note += " " + sumsMean
	}
	for i, g := range s.groups {
		d.Groups[i] = statsGroup{d.By, g}
	}
	return d
}

// statsGroup is one group: what it is the group of under the names it was asked by, its
// count, and its sums.
type statsGroup struct {
	names []string
	group geo.Group
}

type statsSum struct {
	Measure   string   `json:"measure"`
	Unit      *string  `json:"unit"`
	Incidents int      `json:"incidents"`
	Min       *float64 `json:"min"` // null: no lower end is known
	Max       *float64 `json:"max"` // null: open
}

// MarshalJSON writes the group as an object, the values first.
func (g statsGroup) MarshalJSON() ([]byte, error) {
	dst := []byte("{")
	for i, name := range g.names {
		value, err := json.Marshal(orNull(g.group.Values[i]))
		if err != nil {
			return nil, err
		}
		dst = append(append(append(dst, strconv.Quote(name)+":"...), value...), ',')
	}
	sums := make([]statsSum, len(g.group.Sums))
	for i, s := range g.group.Sums {
		sums[i] = statsSum{s.Measure, orNull(s.Unit), s.Incidents, s.Min, s.Max}
	}
	rest, err := json.Marshal(struct {
		Count      int        `json:"count"`
		Quantities []statsSum `json:"quantities"`
	}{g.group.Count, sums})
	if err != nil {
		return nil, err
	}
	return append(dst, rest[1:]...), nil
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// appendCSV appends the answer as CSV (RFC 4180): a row a group, and for each measure
// and unit that occurs three columns: how many incidents have such a number, and the
// ends of their sum. An end that is open is empty, as is a value that is missing.
func (s *statistics) appendCSV(dst []byte) []byte {
	sums := s.sumColumns()
	header := append(s.names(), "count")
	for _, c := range sums {
		name := c.Measure
		if c.Unit != "" && c.Unit != c.Measure {
			name += " " + c.Unit
		}
		header = append(header, name+" incidents", name+" min", name+" max")
	}
	dst = appendRecord(dst, header)
	for _, g := range s.groups {
		record := make([]string, 0, len(header))
		for _, v := range g.Values {
			record = append(record, geo.EscapeFormula(v))
		}
		record = append(record, strconv.Itoa(g.Count))
		for _, c := range sums {
			record = append(record, sumFields(g, c)...)
		}
		dst = appendRecord(dst, record)
	}
	return dst
}

// sumColumns returns every measure and unit that occurs, in order.
func (s *statistics) sumColumns() []geo.Sum {
	var columns []geo.Sum
	for _, g := range s.groups {
		for _, sum := range g.Sums {
			if i, found := slices.BinarySearchFunc(columns, sum, geo.Sum.Compare); !found {
				columns = slices.Insert(columns, i, sum)
			}
		}
	}
	return columns
}

func sumFields(g geo.Group, column geo.Sum) []string {
	i, found := slices.BinarySearchFunc(g.Sums, column, geo.Sum.Compare)
	if !found {
		return []string{"0", "", ""}
	}
	s := g.Sums[i]
	return []string{strconv.Itoa(s.Incidents), endText(s.Min), endText(s.Max)}
}

func endText(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func appendRecord(dst []byte, fields []string) []byte {
	for i, f := range fields {
		dst = encode.AppendField(dst, i, strings.ToValidUTF8(f, "\uFFFD"))
	}
	return append(dst, "\r\n"...)
}
