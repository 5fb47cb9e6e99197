package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"

	"strikemap/geo"
)

// maxMembers is how many members a FeatureCollection may have beside its features.
const maxMembers = 100

// GeoJSON reads a FeatureCollection (RFC 7946), coordinates as longitude, latitude.
// A feature with the foreign member record, a whole incident, is taken as that. Any
// other is read from its properties, named as geo.Columns, its geometry, a Point or
// null, and the foreign member ledger with claims, quantities and reports.
// Properties that follow from others are ignored.
//
// A fault in one feature does not stop the reading. Broken JSON, too long a feature
// and a limit of the options do.
func GeoJSON(file io.Reader, o Options) iter.Seq[Row] {
	return func(yield func(Row) bool) {
		r := &jsonReading{reading: newReading(o, yield)}
		r.limit = &budget{r: file, most: r.MaxRow}
		r.json = json.NewDecoder(r.limit)
		r.readCollection()
	}
}

type jsonReading struct {
	*reading
	json  *json.Decoder
	limit *budget
	raw   json.RawMessage // of the feature being read
}

func (r *jsonReading) readCollection() {
	if !r.expect('{', "must be a GeoJSON FeatureCollection") {
		return
	}
	seen := map[string]bool{}
	for r.json.More() {
		r.limit.renew()
		token, err := r.json.Token()
		if err != nil {
			r.broken("", err)
			return
		}
		name := token.(string) // the decoder lets nothing else begin a member
		if seen[name] || len(seen) > maxMembers {
			r.stop(0, "/"+name, "is given twice, or is one of too many members")
			return
		}
		seen[name] = true
		if name == "features" {
			if !r.readFeatures() {
				return
			}
		} else if !r.readMember(name) {
			return
		}
	}
	if _, err := r.json.Token(); err != nil {
		r.broken("", err)
		return
	}
	if _, err := r.json.Token(); !errors.Is(err, io.EOF) {
		r.stop(0, "", "goes on after the FeatureCollection")
		return
	}
	for _, name := range []string{"type", "features"} {
		if !seen[name] {
			r.stop(0, "/"+name, "is missing; the file must be a GeoJSON FeatureCollection")
			return
		}
	}
}

// expect reads an opening bracket.
func (r *jsonReading) expect(want json.Delim, otherwise string) bool {
	token, err := r.json.Token()
	if err != nil {
		r.broken("", err)
		return false
	}
	if token != want {
		r.stop(0, "", "%s", otherwise)
		return false
	}
	return true
}

// broken stops the reading at what is no JSON.
func (r *jsonReading) broken(column string, err error) {
	row := r.rows
	switch {
	case errors.Is(err, errTooLong):
		r.stop(row, column, "is longer than %d bytes", r.MaxRow)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		r.stop(row, column, "the file ends too early")
	default:
		r.stop(row, column, "is not JSON: %s, near byte %d; what follows was not read", err, r.json.InputOffset())
	}
}

// readMember reads a member beside the features. Only type and crs mean anything.
func (r *jsonReading) readMember(name string) bool {
	var raw json.RawMessage
	if err := r.json.Decode(&raw); err != nil {
		r.broken("/"+name, err)
		return false
	}
	if pointer, reason := checkJSON(raw); reason != "" {
		r.stop(0, "/"+name+pointer, "%s", reason)
		return false
	}
	switch {
	case name == "type" && string(raw) != `"FeatureCollection"`:
		r.stop(0, "/type", "must be FeatureCollection")
		return false
	case name == "crs" && !isCRS84(raw):
		r.stop(0, "/crs", "names another reference system; coordinates must be longitude, latitude in WGS 84 (CRS84)")
		return false
	}
	return true
}

// isCRS84 knows the names GDAL and QGIS write for it in the member crs of the
// format's first edition.
func isCRS84(raw []byte) bool {
	var crs struct {
		Properties struct{ Name string }
	}
	if err := json.Unmarshal(raw, &crs); err != nil {
		return false
	}
	switch name := crs.Properties.Name; name {
	case "":
		return string(raw) == "null"
	default:
		return strings.HasSuffix(name, ":CRS84") || strings.HasSuffix(name, "/CRS84") || name == "urn:ogc:def:crs:EPSG::4326" || name == "EPSG:4326"
	}
}

// readFeatures reads the features one after the other, and has them parsed on all
// cores.
func (r *jsonReading) readFeatures() bool {
	if !r.expect('[', "the member features must be an array") {
		return false
	}
	parsers := newParsers(r.Options)
	defer parsers.close()
	var broken func() // says what ended the reading, once all before it is emitted
	for r.json.More() && broken == nil {
		r.limit.renew()
		raw, err := r.next()
		switch {
		case err != nil:
			r.rows++
			broken = func() { r.broken("", err) }
		case r.rows == r.MaxRows:
			broken = func() { r.begin(r.rows + 1) }
		case len(raw) > r.MaxRow:
			r.rows++
			broken = func() { r.stop(r.rows, "", "has %d bytes, at most %d are read", len(raw), r.MaxRow) }
		default:
			r.rows++
			if !parsers.add(r.rows, raw, r.emitParsed) {
				return false
			}
		}
	}
	if !parsers.flush(r.emitParsed) {
		return false
	}
	if broken != nil {
		broken()
		return false
	}
	if _, err := r.json.Token(); err != nil {
		r.broken("/features", err)
		return false
	}
	return true
}

func (r *jsonReading) next() ([]byte, error) {
	r.raw = r.raw[:0]
	err := r.json.Decode(&r.raw)
	return r.raw, err
}

// emitParsed completes a row by what only those before it can tell: columns nobody
// knows are reported once, and no two rows have one identity.
func (r *jsonReading) emitParsed(p parsed) bool {
	var found faults
	for _, name := range p.unknown {
		if !r.unknown[name] {
			r.unknown[name] = true
			found.add(p.row.Number, name, "%s", unknownColumn(name))
		}
	}
	p.row.Faults = append(found, p.row.Faults...)
	if len(p.row.Faults) == 0 {
		found = nil
		r.once(p.row.Number, "id", p.row.Incident.ID, &found)
		r.once(p.row.Number, "external_id", p.row.Incident.ExternalID, &found)
		p.row.Faults = found
	}
	return r.emit(p.row)
}

// feature is a GeoJSON feature with the foreign members read here. Others are
// allowed and ignored, as RFC 7946 section 6.1 asks.
type feature struct {
	Type       string                     `json:"type"`
	ID         json.RawMessage            `json:"id"`
	Geometry   *geometry                  `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
	Record     json.RawMessage            `json:"record"`
	Ledger     *ledger                    `json:"ledger"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// parsed is a row as far as it can be told by itself.
type parsed struct {
	row     Row
	unknown []string // properties that are no column
}

// parseFeature reads one feature. It keeps nothing of raw.
func (o Options) parseFeature(number int, raw []byte) (p parsed) {
	flat := flatRow{number: number, values: map[string]string{}}
	p.row.Number = number
	failed := func(column, format string, args ...any) parsed {
		flat.fault(column, format, args...)
		p.row.Faults = flat.faults
		return p
	}
	if pointer, reason := checkJSON(raw); reason != "" {
		return failed(pointer, "%s", reason)
	}
	var f feature
	if err := json.Unmarshal(raw, &f); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return failed(wrong.Field, "is a %s, which does not belong there", wrong.Value)
		}
		return failed("", "%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if f.Type != "Feature" {
		return failed("type", "must be Feature")
	}
	p.unknown = readProperties(&flat, f.Properties)
	readID(&flat, f.ID)
	readPoint(&flat, f.Geometry)
	if len(flat.faults) > 0 {
		p.row.Faults = flat.faults
		return p
	}
	if len(f.Record) > 0 && !bytes.Equal(f.Record, []byte("null")) {
		if flat.point != nil {
			flat.values["lon"], flat.values["lat"] = coordinate(flat.point, "lon"), coordinate(flat.point, "lat")
		}
		in := readRecord(number, f.Record, flat.values, &flat.faults)
		p.row = o.checked(number, in, flat.faults, recordColumn)
		return p
	}
	if f.Ledger != nil {
		flat.ledger = *f.Ledger
	}
	in := flat.incident(o.Parties)
	p.row = o.checked(number, in, flat.faults, flatColumn)
	return p
}

// readID takes the id of the feature where no property gives one.
func readID(flat *flatRow, raw json.RawMessage) {
	if len(raw) == 0 || flat.values["id"] != "" || string(raw) == "null" {
		return
	}
	var id string
	if err := json.Unmarshal(raw, &id); err != nil {
		return // a number, as GDAL writes for rows of its own: no id of ours
	}
	if id != "" {
		flat.values["id"] = id
	}
}

// readPoint takes the geometry: a Point, whose height is ignored, or none.
func readPoint(flat *flatRow, g *geometry) {
	if g == nil {
		return
	}
	if g.Type != "Point" {
		flat.fault("geometry", "is a %s; only a Point or null is taken", cut(g.Type, 40))
		return
	}
	var numbers []float64
	if err := json.Unmarshal(g.Coordinates, &numbers); err != nil || len(numbers) < 2 || len(numbers) > 3 {
		flat.fault("geometry.coordinates", "must be longitude and latitude")
		return
	}
	flat.point = &geo.Point{Lon: numbers[0], Lat: numbers[1]}
}

// readProperties turns properties into flat columns and checks their JSON types. It
// returns the names of those that are no column.
func readProperties(flat *flatRow, properties map[string]json.RawMessage) (unknown []string) {
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(derived, name) {
			continue
		}
		if !slices.Contains(columns, name) || name == recordMember {
			unknown = append(unknown, name)
			continue
		}
		text, err := columnText(columnType(name), properties[name])
		if err != nil {
			flat.fault(name, "%s", err)
		} else if text != "" {
			flat.values[name] = text
		}
	}
	return unknown
}

// columnText returns a property as the text of its column, "" for null.
func columnText(t geo.ColumnType, raw json.RawMessage) (string, error) {
	if len(raw) > 1 && raw[0] == '"' && (t == geo.TextColumn || t == geo.TimeColumn || t == geo.ListColumn) && !bytes.ContainsAny(raw, `\\`) {
		return string(raw[1 : len(raw)-1]), nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "", err
	}
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		if t == geo.TextColumn || t == geo.TimeColumn || t == geo.ListColumn {
			return v, nil
		}
	case bool:
		if t == geo.BoolColumn {
			return fmt.Sprint(v), nil
		}
	case json.Number:
		if f, err := v.Float64(); t == geo.NumberColumn && err == nil && !math.IsInf(f, 0) {
			return v.String(), nil
		}
	case []any:
		if codes, ok := texts(v); ok && t == geo.ListColumn {
			return strings.Join(codes, ","), nil
		}
	}
	return "", fmt.Errorf("%s is not a %s", cut(string(raw), 60), t)
}

func texts(values []any) ([]string, bool) {
	var out []string
	for _, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}
