package store

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// describe puts the codebook into the file: what each column means, and the closed
// lists with the meaning of each code.
func (e *export) describe() error {
	var lists []string
	describe := func(table, column, means string, codes *geo.CodeList) error {
		d := gpkg.Description{Table: table, Column: column, Means: means}
		if codes != nil {
			d.Codes = codes.Name
			if !slices.Contains(lists, codes.Name) {
				lists = append(lists, codes.Name)
				if err := e.addCodes(codes); err != nil {
					return err
				}
			}
		}
		return gpkg.Describe(e.ctx, e.tx, d)
	}
	for _, c := range geo.Columns {
		codes := c.Codes
		if c.Type == geo.ListColumn { // several codes in one text are none of the list
			codes = nil
		}
		if err := describe("incidents", c.Name, c.Means, codes); err != nil {
			return err
		}
	}
	for _, c := range exportedColumns {
		if err := describe(c.table, c.name, c.means, c.codes); err != nil {
			return err
		}
	}
	return nil
}

func (e *export) addCodes(list *geo.CodeList) error {
	for _, c := range list.Codes {
		if err := gpkg.AddCode(e.ctx, e.tx, list.Name, c.Value, c.Means); err != nil {
			return err
		}
	}
	return nil
}

// exportedColumns are those beside the flat ones that do not explain themselves.
var exportedColumns = []struct {
	table, name, means string
	codes              *geo.CodeList
}{
	{"areas", "id", "what column area_id of incidents names", nil},
	{"areas", "level", "country, admin1, part of a country, or sea", nil},
	{"areas", "country", "ISO 3166-1 alpha-2; missing at sea", nil},
	{"areas", "repr_lon", "longitude of a place for a label, degrees", nil},
	{"areas", "repr_lat", "latitude of a place for a label, degrees", nil},
	{"areas", "incidents", "how many incidents of this file name the area", nil},
	{"claims", "incident", "id of the incident", nil},
	{"claims", "seq", "place in the list of the incident's claims, from 0", nil},
	{"claims", "party", "who speaks: a code of parties, or ISO 3166-1 alpha-2", nil},
	{"claims", "role", "the party's part in it", &geo.Roles},
	{"claims", "stance", "how the party stands to the proposition", &geo.Stances},
	{"claims", "proposition", "what the claim is about", &geo.Propositions},
	{"claims", "detail", "what was said, in our words", nil},
	{"claims", "method", "how an assessment was made", &geo.Methods},
	{"claims", "channel", "where it was said", nil},
	{"claims", "stated_at", "date, or date and time, of the statement", nil},
	{"claims", "report", "seq of the incident's report that it was read in", nil},
	{"claims", "evidence", "the words it rests on", nil},
	{"claims", "superseded_by", "seq of the incident's claim that took its place", nil},
	{"claims", "current", "1 unless a later claim took its place", nil},
	{"quantities", "incident", "id of the incident", nil},
	{"quantities", "seq", "place in the list of the incident's numbers, from 0", nil},
	{"quantities", "measure", "what is counted", &geo.Measures},
	{"quantities", "label", "what is counted, in words", nil},
	{"quantities", "min", "lower bound; missing where it is open", nil},
	{"quantities", "max", "upper bound; missing where it is open", nil},
	{"quantities", "qualifier", "how the number is meant", &geo.Qualifiers},
	{"quantities", "phrase", "the number as reported", nil},
	{"quantities", "scope", "only numbers of the incident itself may be summed", &geo.Scopes},
	{"quantities", "claim", "seq of the incident's claim that gives it", nil},
	{"reports", "incident", "id of the incident", nil},
	{"reports", "seq", "place in the list of the incident's reports, from 0", nil},
	{"reports", "published_at", "date, or date and time, of publication", nil},
	{"reports", "language", "BCP 47", nil},
	{"reports", "class", "kind of source", &geo.ReportClasses},
	{"reports", "family", "reports of one original text share it and count once", nil},
	{"reports", "archive", "address of an archived copy", nil},
	{"parties", "code", "what other tables call the party", nil},
	{"parties", "country", "ISO 3166-1 alpha-2", nil},
	{"parties", "kind", "what the party is", &geo.PartyKinds},
}

// addMetadata says what the file is, for people and programs: as Dublin Core about the
// whole, and for each layer in the form that QGIS shows.
func (e *export) addMetadata(q geo.Query) error {
	documents := []gpkg.Metadata{
		{Standard: "http://purl.org/dc/terms/", MediaType: "text/xml", Document: e.dublinCore(q)},
		{Table: "incidents", Standard: qgisStandard, MediaType: "text/xml", Document: e.layerMetadata("incidents", q)},
		{Table: "areas", Standard: qgisStandard, MediaType: "text/xml", Document: e.layerMetadata("areas", q)},
	}
	for _, m := range documents {
		if err := gpkg.AddMetadata(e.ctx, e.tx, m); err != nil {
			return err
		}
	}
	return nil
}

// qgisStandard is what QGIS looks for in the column md_standard_uri.
const qgisStandard = "http://mrcc.com/qgis.dtd"

func (e *export) dublinCore(q geo.Query) string {
	c := e.colophon
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<metadata xmlns:dcterms="http://purl.org/dc/terms/">`)
	for _, part := range [][2]string{
		{"title", c.Title},
		{"publisher", c.Publisher},
		{"rightsHolder", c.Attribution},
		{"license", joined(c.Licence, c.LicenceURL)},
		{"bibliographicCitation", c.Attribution},
		{"description", c.Notes},
		{"abstract", e.told(q)},
		{"source", c.Asked},
		{"identifier", "urn:strikemap:" + e.edition.Epoch + ":" + strconv.FormatInt(e.edition.Number, 10)},
		{"modified", geo.FormatTime(e.edition.Changed)},
		{"extent", strconv.Itoa(e.count) + " incidents"},
	} {
		if part[1] != "" {
			b.WriteString("\n  <dcterms:" + part[0] + ">" + escaped(part[1]) + "</dcterms:" + part[0] + ">")
		}
	}
	b.WriteString("\n</metadata>\n")
	return b.String()
}

// told says in a sentence which state of the record the file has.
func (e *export) told(q geo.Query) string {
	sentence := "Edition " + strconv.FormatInt(e.edition.Number, 10) + " of the public record, of " + geo.FormatTime(e.edition.Changed)
	if !q.KnownAt.IsZero() {
		sentence += ", as public at " + geo.FormatTime(q.KnownAt)
	}
	if c := strings.TrimSuffix(q.Canonical(), "&"); c != "" {
		return sentence + "; of it the incidents that match " + c + "."
	}
	return sentence + ", whole."
}

// layerMetadata is a layer's metadata as QGIS writes it.
func (e *export) layerMetadata(layer string, q geo.Query) string {
	c := e.colophon
	return `<qgis version="3.22"><identifier>` + escaped(layer) + `</identifier><type>dataset</type>` +
		`<title>` + escaped(c.Title+": "+layer) + `</title>` +
		`<abstract>` + escaped(e.told(q)+" "+c.Notes+" "+c.Asked) + `</abstract>` +
		`<rights>` + escaped(c.Attribution) + `</rights>` +
		`<license>` + escaped(joined(c.Licence, c.LicenceURL)) + `</license>` +
		`<encoding>UTF-8</encoding></qgis>`
}

func joined(name, address string) string {
	if name == "" || address == "" {
		return name + address
	}
	return name + ", " + address
}

// escaped writes a text as it may stand in XML: what XML cannot hold is replaced.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
