package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"strikemap/geo"
)

// exported are the flat columns of the desk's export, before the whole record. They
// are there to be read by people; the record is what counts.
var exported = []string{"id", "external_id", "title", "kind", "state", "time_from", "time_to", "place", "precision", "lon", "lat"}

// exportedValue returns one of them as text, "" for none.
func exportedValue(in *geo.Incident, column string) string {
	switch column {
	case "id":
		return in.ID
	case "external_id":
		return in.ExternalID
	case "title":
		return in.Title
	case "kind":
		return in.Kind
	case "state":
		return in.State
	case "time_from":
		return geo.FormatTime(in.Time.From)
	case "time_to":
		return geo.FormatTime(in.Time.To)
	case "place":
		return in.Location.Label
	case "precision":
		return in.Location.Precision
	case "lon", "lat":
		return coordinate(in.Location.Point, column)
	}
	return ""
}

func coordinate(p *geo.Point, column string) string {
	switch {
	case p == nil:
		return ""
	case column == "lon":
		return strconv.FormatFloat(p.Lon, 'f', -1, 64)
	}
	return strconv.FormatFloat(p.Lat, 'f', -1, 64)
}

// Incidents hands incidents to a callback one after the other and stops at the
// first error it returns.
type Incidents func(each func(geo.Incident) error) error

// WriteGeoJSON writes incidents with all the desk knows, drafts and exact points
// too, as a GeoJSON FeatureCollection (RFC 7946). The foreign member record of each
// feature is the whole incident; GeoJSON reads it back as it was. It holds one
// incident at a time.
func WriteGeoJSON(w io.Writer, incidents Incidents) error {
	out := bufio.NewWriter(w)
	if _, err := out.WriteString(`{"type":"FeatureCollection","features":[`); err != nil {
		return err
	}
	separator := "\n"
	err := incidents(func(in geo.Incident) error {
		feature, err := recordFeature(&in)
		if err != nil {
			return err
		}
		_, err = out.WriteString(separator)
		separator = ",\n"
		if err == nil {
			_, err = out.Write(feature)
		}
		return err
	})
	if err != nil {
		return err
	}
	if _, err := out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return out.Flush()
}

// recordFeature encodes one feature, without a line break at its end.
func recordFeature(in *geo.Incident) ([]byte, error) {
	type point struct {
		Type        string     `json:"type"`
		Coordinates [2]float64 `json:"coordinates"`
	}
	feature := struct {
		Type       string            `json:"type"`
		ID         string            `json:"id,omitempty"`
		Geometry   *point            `json:"geometry"`
		Properties map[string]string `json:"properties"`
		Record     *geo.Incident     `json:"record"`
	}{Type: "Feature", ID: in.ID, Properties: map[string]string{}, Record: in}
	if p := in.Location.Point; p != nil {
		feature.Geometry = &point{"Point", [2]float64{p.Lon, p.Lat}}
	}
	for _, column := range exported {
		if value := exportedValue(in, column); value != "" && column != "lon" && column != "lat" {
			feature.Properties[column] = value
		}
	}
	return encode(feature)
}

// WriteCSV writes incidents with all the desk knows, drafts and exact points too, as
// CSV (RFC 4180) in UTF-8. The last column, record, is the whole incident as JSON;
// CSV reads it back as it was. Text columns that a spreadsheet would take for a
// formula get an apostrophe in front; the record begins with a brace and needs none.
func WriteCSV(w io.Writer, incidents Incidents) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	header := append(append([]string{}, exported...), recordMember)
	if err := out.Write(header); err != nil {
		return err
	}
	row := make([]string, len(header))
	err := incidents(func(in geo.Incident) error {
		for i, column := range exported {
			row[i] = exportedValue(&in, column)
			if columnType(column) == geo.TextColumn {
				row[i] = geo.EscapeFormula(row[i])
			}
		}
		record, err := encode(&in)
		if err != nil {
			return err
		}
		row[len(exported)] = string(record)
		return out.Write(row)
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// encode writes v as one line of JSON without its line break.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// readRecord reads a whole incident out of what checkJSON has passed. Columns beside it must say the same as it does:
// an edit in one of them would be lost.
func readRecord(row int, raw []byte, beside map[string]string, found *faults) geo.Incident {
	var in geo.Incident
	if field, err := decodeStrict(raw, &in); err != nil {
		found.add(row, recordColumn(field), "%s", err)
		return in
	}
	for _, column := range exported {
		value, given := beside[column]
		if want := exportedValue(&in, column); given && !same(column, value, want) {
			found.add(row, column, "%q differs from the record's %q; edit the record, or drop it to have the columns read", value, want)
		}
	}
	return in
}

// same compares two values of a column, past what a spreadsheet changes on the way:
// line ends, and digits of a coordinate below a centimetre.
func same(column, a, b string) bool {
	if columnType(column) == geo.NumberColumn {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		return errX == nil && errY == nil && math.Abs(x-y) < 1e-7
	}
	return strings.ReplaceAll(a, "\r\n", "\n") == strings.ReplaceAll(b, "\r\n", "\n")
}

// recordColumn names a field inside the record.
func recordColumn(field string) string {
	if field == "" {
		return recordMember
	}
	return recordMember + "." + field
}
