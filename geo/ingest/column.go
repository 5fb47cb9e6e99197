package ingest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"strikemap/geo"
)

// derived are the flat columns that follow from others. They are accepted, so that
// a file of ours can be read as it is, and ignored.
var derived = []string{
	"status", "attribution", "area_id", "claimed_by", "confirmed_by", "denied_by", "no_response_by", "quantities",
	"border", "border_km", "claims", "source_families", "correction", "updated", "revision", "url",
}

// extra are the columns that are no flat columns of the public feature.
var extra = []string{"lon", "lat", "language", "state", recordMember}

// recordMember is the member or column that holds a whole incident.
const recordMember = "record"

// required are the columns without which no row can be an incident.
var required = []string{"title", "kind", "time_from"}

// columns are all names a file may use.
var columns = func() []string {
	names := slices.Clone(extra)
	for _, c := range geo.Columns {
		names = append(names, c.Name)
	}
	return names
}()

// columnType returns the type of a column that may be given.
func columnType(name string) geo.ColumnType {
	if c, ok := geo.ColumnByName(name); ok {
		return c.Type
	}
	if name == "lon" || name == "lat" {
		return geo.NumberColumn
	}
	return geo.TextColumn
}

// unknownColumn says what to do about a column of no known name.
func unknownColumn(name string) string {
	if near := geo.Nearest(name, columns); near != "" {
		return "is no known column; did you mean " + near + "?"
	}
	return "is no known column"
}

// flatRow is one row of flat columns as text; missing values are not in it.
type flatRow struct {
	number int
	values map[string]string
	point  *geo.Point // from a geometry, nil if none was given
	ledger ledger
	faults faults
}

// ledger is the nested part of an incident, as a foreign member beside the columns.
type ledger struct {
	Claims     []geo.Claim    `json:"claims"`
	Quantities []geo.Quantity `json:"quantities"`
	Reports    []geo.Report   `json:"reports"`
}

// incident makes an incident of the row. What is missing gets a default where one
// is honest: English, the precision the uncertainty tells, the end of the span its
// precision tells. It is a draft, unless its ledger gives a status and the column
// published says since when.
func (r *flatRow) incident(parties geo.Parties) geo.Incident {
	v := r.values
	in := geo.Incident{
		ID: v["id"], ExternalID: v["external_id"], Series: v["series"], Dataset: v["dataset"],
		Synthetic: r.boolean("synthetic"),
		Title:     v["title"], Summary: v["summary"], Language: v["language"],
		Kind: v["kind"], Category: v["category"], Facility: v["facility"], Outcome: v["outcome"],
		Actor: v["actor"], ActorBasis: v["actor_basis"], Means: list(v["means"]), MeansText: v["means_text"],
		Location: geo.Location{
			Label: v["place"], Precision: v["precision"], Basis: v["basis"], Regime: v["regime"],
			Country: v["country"], Control: v["control"], Admin1: v["admin1"],
		},
		Claims: r.ledger.Claims, Quantities: r.ledger.Quantities, Reports: r.ledger.Reports,
		State: geo.Draft,
	}
	if in.Language == "" {
		in.Language = "en"
	}
	r.place(&in)
	r.when(&in.Time)
	if state := v["state"]; state != "" && state != geo.Draft {
		r.fault("state", "a row of flat columns becomes a draft; only a whole record carries another state")
	}
	if v["published"] != "" {
		published := r.instant("published", time.UTC)
		if geo.Derive(&in, parties).Status != "" {
			in.State, in.PublishedAt = geo.Published, &published
		}
	}
	return in
}

func (r *flatRow) fault(column, format string, args ...any) {
	r.faults.add(r.number, column, format, args...)
}

// place reads point, precision and radius.
func (r *flatRow) place(in *geo.Incident) {
	l := &in.Location
	l.Point = r.point
	if l.Point == nil {
		l.Point = r.coordinates()
	}
	_, given := r.values["uncertainty_m"]
	if given {
		l.Uncertainty = r.number64("uncertainty_m")
	}
	switch {
	case l.Precision != "":
	case given:
		l.Precision = precisionOf(l.Uncertainty, in.Facility != "")
	case l.Point == nil:
		l.Precision = geo.UnknownPlace
	default:
		r.fault("precision", "is missing; give precision or uncertainty_m, so that the point says no more than is known")
	}
	if !given {
		l.Uncertainty = widest[l.Precision]
	}
}

// coordinates reads the point from one of the two pairs of columns.
func (r *flatRow) coordinates() *geo.Point {
	for _, pair := range [][2]string{{"lon", "lat"}, {"repr_lon", "repr_lat"}} {
		_, hasLon := r.values[pair[0]]
		_, hasLat := r.values[pair[1]]
		switch {
		case hasLon && hasLat:
			return &geo.Point{Lon: r.number64(pair[0]), Lat: r.number64(pair[1])}
		case hasLon:
			r.fault(pair[1], "is missing beside %s", pair[0])
		case hasLat:
			r.fault(pair[0], "is missing beside %s", pair[1])
		}
	}
	return nil
}

// widest is the radius in metres taken for a precision that came without one: the
// most it allows. Coarser precisions are drawn by their outline, not by a radius.
var widest = map[string]float64{geo.Site: 1000, geo.Settlement: 10_000, geo.District: 60_000}

// precisionOf tells the precision from a radius in metres. A site is a named
// facility.
func precisionOf(radius float64, named bool) string {
	switch {
	case radius <= widest[geo.Site] && named:
		return geo.Site
	case radius <= widest[geo.Settlement]:
		return geo.Settlement
	case radius <= widest[geo.District]:
		return geo.District
	case radius <= 200_000:
		return geo.Region
	}
	return geo.CountryWide
}

// when reads the span of time.
func (r *flatRow) when(w *geo.When) {
	w.Precision, w.Phrase, w.Zone = r.values["time_precision"], r.values["time_phrase"], r.values["time_zone"]
	zone := w.Location()
	w.From = r.instant("time_from", zone)
	if w.Precision == "" && isDay(r.values["time_from"]) {
		w.Precision = "day"
	}
	if w.From.IsZero() {
		return // a fault of its own, and nothing follows from it
	}
	if r.values["time_to"] != "" {
		w.To = r.instant("time_to", zone)
		return
	}
	from := w.From.In(zone)
	switch w.Precision {
	case "minute":
		w.To = w.From.Add(time.Minute)
	case "hour":
		w.To = w.From.Add(time.Hour)
	case "day":
		w.To = from.AddDate(0, 0, 1).UTC()
	case "month":
		w.To = from.AddDate(0, 1, 0).UTC()
	default:
		r.fault("time_to", "is missing and does not follow from the time_precision %q", w.Precision)
	}
}

// instant reads a date-time, or a date as the midnight it begins with in a zone.
func (r *flatRow) instant(column string, zone *time.Location) time.Time {
	text := r.values[column]
	if text == "" {
		return time.Time{} // Validate says that it is missing
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return day.UTC()
	}
	t, err := geo.ParseTime(text)
	if err != nil {
		r.fault(column, "%q is neither an RFC 3339 date-time such as 2025-12-25T06:00:00Z nor a date", text)
	}
	return t
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// number64 reads a number in plain decimal or with an exponent. Names of no number,
// hexadecimal and underscores are refused.
func (r *flatRow) number64(column string) float64 {
	text := r.values[column]
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.ContainsAny(text, "xXnN_") {
		r.fault(column, "%q is not a number that can be kept", text)
		return 0
	}
	return f
}

func (r *flatRow) boolean(column string) bool {
	switch text := r.values[column]; text {
	case "true":
		return true
	case "false", "":
	default:
		r.fault(column, "%q is neither true nor false", text)
	}
	return false
}

// list reads codes joined by commas.
func list(text string) []string {
	if text == "" {
		return nil
	}
	codes := strings.Split(text, ",")
	for i := range codes {
		codes[i] = strings.TrimSpace(codes[i])
	}
	return codes
}

// flatColumn returns the flat column for a field the model's checks name.
func flatColumn(field string) string {
	switch name, index, _ := strings.Cut(field, "["); {
	case name == "means":
		return "means"
	case name == "claims" || name == "quantities" || name == "reports":
		if index == "" {
			return "ledger." + name
		}
		return "ledger." + field
	}
	switch field {
	case "location.label":
		return "place"
	case "location.point":
		return "lon, lat"
	case "time":
		return "time_from"
	}
	if name, ok := strings.CutPrefix(field, "time."); ok {
		return "time_" + name
	}
	return strings.TrimPrefix(field, "location.")
}
