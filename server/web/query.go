package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"strikemap/geo"
	"strikemap/geo/crs"
)

// Limits of a query.
const (
	MaxOffset = 1_000_000 // beyond, page by the next links
	maxWords  = 16
	maxText   = 200 // bytes of q
	maxValues = 100 // of one column
	maxSort   = 5   // columns
)

// ParseQuery reads the parameters that ask for incidents: bbox, bbox-crs, datetime,
// limit, cursor, offset, q, known_at, updated_after, status_min, filter, filter-lang,
// filter-crs, sortby and every flat column. Parameters it does not know are left to the
// route. Values of a column are joined by commas, any of them will do, and are compared
// as the column writes them; codes must be of the column's list.
//
// known_at is an instant, or a date for the end of that day in UTC; the date of
// today, whose end is yet to come, stands for now. updated_after is an instant, or
// a date for its beginning.
func ParseQuery(values url.Values, now time.Time) (geo.Query, error) {
	p := queryParser{values: values, left: len(values), now: now}
	p.one("bbox-crs", p.bboxCRS)
	p.one("bbox", p.bbox)
	p.each("datetime", p.datetime)
	p.one("limit", p.limit)
	p.one("offset", p.offset)
	p.one("cursor", p.cursor)
	p.one("q", p.text)
	p.one("known_at", p.knownAt)
	p.one("updated_after", p.updatedAfter)
	p.one("status_min", p.statusMin)
	p.one("sortby", p.sortBy)
	p.filter(queryables)
	for _, column := range geo.Columns {
		if p.left == 0 {
			break
		}
		p.one(column.Name, func(text string) error { return p.column(column, text) })
	}
	if p.err == nil && p.query.Cursor != nil && p.query.Offset > 0 {
		p.err = geo.Invalid("offset", "cannot go with a cursor")
	}
	return p.query, p.err
}

// queryParser builds a query up to the first fault.
type queryParser struct {
	values url.Values
	left   int // of the values, not yet looked at
	now    time.Time
	boxCRS crs.CRS
	query  geo.Query
	err    error
}

// one calls read with the value of a parameter, if it is there.
func (p *queryParser) one(name string, read func(string) error) {
	given, ok := p.values[name]
	if p.err != nil || !ok {
		return
	}
	p.left--
	text := ""
	if len(given) > 0 {
		text = given[0]
	}
	p.read(name, text, read)
}

// each calls read with every value of a parameter that may be given more than once.
func (p *queryParser) each(name string, read func(string) error) {
	p.one(name, read)
	for _, text := range p.values[name][min(1, len(p.values[name])):] {
		if p.err == nil {
			p.read(name, text, read)
		}
	}
}

func (p *queryParser) read(name, text string, read func(string) error) {
	switch {
	case text == "":
		p.err = geo.Invalid(name, "is empty; leave it out, or give it a value")
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		p.err = geo.Invalid(name, "is not valid text in UTF-8")
	default:
		p.err = read(text)
	}
}

// bboxCRS is without effect where there is no bbox (OGC API Features Part 2,
// /req/crs/fc-bbox-crs-valid-value).
func (p *queryParser) bboxCRS(text string) (err error) {
	p.boxCRS, err = crs.Parse("bbox-crs", text)
	return err
}

func (p *queryParser) bbox(text string) error {
	box, err := crs.ParseBBox(text, p.boxCRS)
	p.query.BBox = &box
	return err
}

func (p *queryParser) sortBy(text string) (err error) {
	p.query.Sort, err = ParseSort(text, geo.Columns)
	return err
}

// ParseSort reads the parameter sortby (OGC API Features Part 8, draft): names of
// columns joined by commas, each with + before it for ascending, which it is without,
// or - for descending. A + that was not escaped arrives as a space.
func ParseSort(text string, columns []geo.Column) ([]geo.SortKey, error) {
	known := Names(columns)
	names := strings.Split(text, ",")
	if len(names) > maxSort {
		return nil, geo.Invalid("sortby", "has more than %d columns", maxSort)
	}
	var keys []geo.SortKey
	for _, name := range names {
		key := geo.SortKey{Column: strings.TrimLeft(name, "+- "), Descending: strings.HasPrefix(name, "-")}
		if len(name)-len(key.Column) > 1 || !contains(known, key.Column) {
			return nil, errInvalid("sortby", geo.Nearest(key.Column, known), "there is no column "+quote(name)+" to sort by")
		}
		if slices.ContainsFunc(keys, func(k geo.SortKey) bool { return k.Column == key.Column }) {
			return nil, geo.Invalid("sortby", "names %s twice", key.Column)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Names returns the names of columns.
func Names(columns []geo.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// datetime narrows what was given before: GDAL sends one interval for each condition on
// a time.
func (p *queryParser) datetime(text string) error {
	v, err := geo.ParseInterval(bareDays(text))
	if err != nil {
		return err
	}
	d := &p.query.Datetime
	if v.From.After(d.From) {
		d.From = v.From
	}
	if d.To.IsZero() || !v.To.IsZero() && v.To.Before(d.To) {
		d.To = v.To
	}
	if d.Empty() {
		return geo.Invalid("datetime", "the intervals have no instant in common")
	}
	return nil
}

// bareDays takes the T from days without a time, "2026-01-01T", as GDAL 3.12 sends them.
func bareDays(text string) string {
	const day = len("2026-01-01")
	ends := strings.Split(text, "/")
	for i, end := range ends {
		if len(end) == day+1 {
			ends[i] = strings.TrimSuffix(end, "T")
		}
	}
	return strings.Join(ends, "/")
}

// limit clamps what is above the most (OGC API Features Part 1,
// /req/core/fc-limit-response-1) and refuses what is below one.
func (p *queryParser) limit(text string) error {
	n, err := ParseLimit(text)
	p.query.Limit = n
	return err
}

// ParseLimit reads a limit: 1 or more, clamped to geo.MaxLimit.
func ParseLimit(text string) (int, error) {
	if !digits(text) || strings.Trim(text, "0") == "" {
		return 0, geo.Invalid("limit", "%s is not a whole number of 1 or more", quote(text))
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > geo.MaxLimit { // digits alone fail only by being too many
		n = geo.MaxLimit
	}
	return n, nil
}

func (p *queryParser) offset(text string) error {
	n, err := ParseOffset(text)
	p.query.Offset = n
	return err
}

// ParseOffset reads an offset: 0 to MaxOffset.
func ParseOffset(text string) (int, error) {
	if !digits(text) {
		return 0, geo.Invalid("offset", "%s is not a whole number of 0 or more", quote(text))
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > MaxOffset {
		return 0, geo.Invalid("offset", "is above %d; follow the next links instead", MaxOffset)
	}
	return n, nil
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func (p *queryParser) cursor(text string) (err error) {
	p.query.Cursor, err = geo.ParseCursor(text)
	return err
}

// text splits q into folded words. Their order and number make no difference.
func (p *queryParser) text(text string) error {
	words := strings.Fields(geo.Fold(text))
	slices.Sort(words)
	words = slices.Compact(words)
	if len(text) > maxText || len(words) > maxWords {
		return geo.Invalid("q", "is longer than %d bytes or %d words", maxText, maxWords)
	}
	p.query.Text = words
	return nil
}

func (p *queryParser) knownAt(text string) (err error) {
	p.query.KnownAt, err = ParseKnownAt(text, p.now)
	return err
}

// ParseKnownAt reads known_at as ParseQuery does; now is the zero time.
func ParseKnownAt(text string, now time.Time) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return parseInstant("known_at", text)
	}
	end := day.AddDate(0, 0, 1)
	if !day.After(now) && end.After(now) {
		return time.Time{}, nil
	}
	return end.Add(-time.Millisecond), nil
}

func (p *queryParser) updatedAfter(text string) (err error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		p.query.UpdatedAfter = day
		return nil
	}
	p.query.UpdatedAfter, err = parseInstant("updated_after", text)
	return err
}

func parseInstant(name, text string) (time.Time, error) {
	t, err := geo.ParseTime(text)
	if err != nil || t.Year() < 1 || t.IsZero() {
		return time.Time{}, geo.Invalid(name, "%s is neither an RFC 3339 date-time such as 2025-12-25T06:00:00Z nor a date", quote(text))
	}
	return t, nil
}

func (p *queryParser) statusMin(text string) error {
	if geo.StatusRank(text) < 0 {
		return badCode("status_min", text, rankedStatuses())
	}
	p.query.StatusMin = text
	return nil
}

// rankedStatuses are the values of status_min.
func rankedStatuses() []string {
	return slices.DeleteFunc(geo.Statuses.Values(), func(s string) bool { return geo.StatusRank(s) < 0 })
}

func (p *queryParser) column(c geo.Column, text string) error {
	condition, err := ParseCondition(c, text)
	p.query.Conditions = append(p.query.Conditions, condition)
	return err
}

// ParseCondition reads the parameter of a column: values joined by commas, as the
// column writes them.
func ParseCondition(c geo.Column, text string) (geo.Condition, error) {
	values := strings.Split(text, ",")
	if len(values) > maxValues {
		return geo.Condition{}, geo.Invalid(c.Name, "has more than %d values", maxValues)
	}
	for i, value := range values {
		v, err := columnValue(c, value)
		if err != nil {
			return geo.Condition{}, err
		}
		values[i] = v
	}
	return geo.Condition{Column: c.Name, Values: values}, nil
}

// columnValue checks one value and returns it as the column writes it.
func columnValue(c geo.Column, text string) (string, error) {
	if c.Codes != nil {
		if !c.Codes.Has(text) {
			return "", badCode(c.Name, text, c.Codes.Values())
		}
		return text, nil
	}
	switch c.Type {
	case geo.IntegerColumn:
		if n, err := strconv.Atoi(text); err == nil {
			return strconv.Itoa(n), nil
		}
		return "", geo.Invalid(c.Name, "%s is not a whole number", quote(text))
	case geo.NumberColumn:
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || v-v != 0 { // infinite, or no number
			return "", geo.Invalid(c.Name, "%s is not a number", quote(text))
		}
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case geo.BoolColumn:
		switch text {
		case "true", "1": // GDAL writes them as numbers
			return "true", nil
		case "false", "0":
			return "false", nil
		}
		return "", geo.Invalid(c.Name, "%s is neither true nor false", quote(text))
	case geo.TimeColumn:
		t, err := parseInstant(c.Name, text)
		return geo.FormatTime(t), err
	}
	return textValue(c, text)
}

func textValue(c geo.Column, text string) (string, error) {
	switch c.Name {
	case "country", "control", "border":
		if len(text) != 2 || strings.Trim(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return "", geo.Invalid(c.Name, "%s is not a country code of two letters (ISO 3166-1 alpha-2)", quote(text))
		}
		return strings.ToUpper(text), nil
	case "id", "incident":
		return CanonicalID(text), nil
	case "url": // absolute in answers, a path in the record
		for _, page := range []string{"/incidents/", "/places/"} {
			if i := strings.LastIndex(text, page); i >= 0 {
				return text[i:], nil
			}
		}
	}
	return text, nil
}

func badCode(name, text string, codes []string) error {
	return errInvalid(name, geo.Nearest(text, codes), quote(text)+" is not one of "+strings.Join(codes, ", "))
}

// ParseProperties reads the parameter properties: names of flat columns joined by
// commas. It returns the columns in their usual order, or nil, which is all of them,
// where the parameter is missing.
func ParseProperties(values url.Values) ([]geo.Column, error) {
	return ChooseColumns(values, geo.Columns)
}

// ChooseColumns is ParseProperties for other columns.
func ChooseColumns(values url.Values, columns []geo.Column) ([]geo.Column, error) {
	if !values.Has("properties") {
		return nil, nil
	}
	known := Names(columns)
	names := strings.Split(values.Get("properties"), ",")
	for _, name := range names {
		if !contains(known, name) {
			return nil, errInvalid("properties", geo.Nearest(name, known), "there is no column "+quote(name))
		}
	}
	var chosen []geo.Column
	for _, c := range columns {
		if contains(names, c.Name) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

// CanonicalID takes the id of an incident in whatever case it was typed; anything else,
// such as a slug, stays as it is.
func CanonicalID(text string) string {
	if id := geo.CanonicalID(text); geo.ValidID(id) {
		return id
	}
	return text
}
