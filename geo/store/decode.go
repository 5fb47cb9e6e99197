package store

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"strikemap/geo"
)

// decodeBody reads the JSON of an incident. Its strings do not share memory with
// the body.
func decodeBody(body string) (geo.Incident, error) {
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	if in, ok := d.incident(body); ok {
		return in, nil
	}
	var in geo.Incident
	if err := json.Unmarshal([]byte(body), &in); err != nil {
		return in, fmt.Errorf("decode a revision: %w", err)
	}
	return normal(in), nil
}

var (
	decoders = sync.Pool{New: func() any { return new(decoder) }}
	wordSeed = maphash.MakeSeed()
)

// decoder reads bodies in the one form encodeBody gives them: no space, the members
// of each object in their order, none twice, none null, times in UTC and to the
// millisecond. That is ten times faster than the general way. Of anything else it
// says that it failed, and what it has read then means nothing.
type decoder struct {
	text   string
	at     int
	failed bool

	// words are short strings read before. Codes and names come again and again.
	words [1024]string
}

// member reads the value of one member of an object into a T.
type member[T any] struct {
	name string
	read func(*decoder, *T)
}

// The members of each object, in the order of its fields.
var (
	incidentMembers = []member[geo.Incident]{
		{"id", func(d *decoder, v *geo.Incident) { v.ID = d.string() }},
		{"external_id", func(d *decoder, v *geo.Incident) { v.ExternalID = d.string() }},
		{"aliases", func(d *decoder, v *geo.Incident) { v.Aliases = list(d, readString) }},
		{"merged_into", func(d *decoder, v *geo.Incident) { v.MergedInto = d.string() }},
		{"series", func(d *decoder, v *geo.Incident) { v.Series = d.string() }},
		{"dataset", func(d *decoder, v *geo.Incident) { v.Dataset = d.string() }},
		{"synthetic", func(d *decoder, v *geo.Incident) { v.Synthetic = d.bool() }},
		{"title", func(d *decoder, v *geo.Incident) { v.Title = d.string() }},
		{"summary", func(d *decoder, v *geo.Incident) { v.Summary = d.string() }},
		{"language", func(d *decoder, v *geo.Incident) { v.Language = d.string() }},
		{"translations", func(d *decoder, v *geo.Incident) { v.Translations = d.translations() }},
		{"kind", func(d *decoder, v *geo.Incident) { v.Kind = d.string() }},
		{"category", func(d *decoder, v *geo.Incident) { v.Category = d.string() }},
		{"facility", func(d *decoder, v *geo.Incident) { v.Facility = d.string() }},
		{"outcome", func(d *decoder, v *geo.Incident) { v.Outcome = d.string() }},
		{"actor", func(d *decoder, v *geo.Incident) { v.Actor = d.string() }},
		{"actor_basis", func(d *decoder, v *geo.Incident) { v.ActorBasis = d.string() }},
		{"means", func(d *decoder, v *geo.Incident) { v.Means = list(d, readString) }},
		{"means_text", func(d *decoder, v *geo.Incident) { v.MeansText = d.string() }},
		{"location", func(d *decoder, v *geo.Incident) { object(d, locationMembers, &v.Location) }},
		{"time", func(d *decoder, v *geo.Incident) { object(d, timeMembers, &v.Time) }},
		{"claims", func(d *decoder, v *geo.Incident) { v.Claims = list(d, readObject(claimMembers)) }},
		{"quantities", func(d *decoder, v *geo.Incident) { v.Quantities = list(d, readObject(quantityMembers)) }},
		{"reports", func(d *decoder, v *geo.Incident) { v.Reports = list(d, readObject(reportMembers)) }},
		{"state", func(d *decoder, v *geo.Incident) { v.State = d.string() }},
		{"published_at", func(d *decoder, v *geo.Incident) { v.PublishedAt = pointer(d.time()) }},
		{"embargo", func(d *decoder, v *geo.Incident) { v.Embargo = pointer(d.time()) }},
		{"public_precision", func(d *decoder, v *geo.Incident) { v.PublicPrecision = d.string() }},
		{"override", func(d *decoder, v *geo.Incident) {
			v.Override = &geo.Override{}
			object(d, overrideMembers, v.Override)
		}},
	}
	wordsMembers = []member[geo.Words]{
		{"title", func(d *decoder, v *geo.Words) { v.Title = d.string() }},
		{"summary", func(d *decoder, v *geo.Words) { v.Summary = d.string() }},
	}
	overrideMembers = []member[geo.Override]{
		{"status", func(d *decoder, v *geo.Override) { v.Status = d.string() }},
		{"reason", func(d *decoder, v *geo.Override) { v.Reason = d.string() }},
	}
	locationMembers = []member[geo.Location]{
		{"label", func(d *decoder, v *geo.Location) { v.Label = d.string() }},
		{"place_id", func(d *decoder, v *geo.Location) { v.PlaceID = d.string() }},
		{"point", func(d *decoder, v *geo.Location) {
			v.Point = &geo.Point{}
			object(d, pointMembers, v.Point)
		}},
		{"precision", func(d *decoder, v *geo.Location) { v.Precision = d.string() }},
		{"uncertainty_m", func(d *decoder, v *geo.Location) { v.Uncertainty = d.number() }},
		{"basis", func(d *decoder, v *geo.Location) { v.Basis = d.string() }},
		{"regime", func(d *decoder, v *geo.Location) { v.Regime = d.string() }},
		{"country", func(d *decoder, v *geo.Location) { v.Country = d.string() }},
		{"control", func(d *decoder, v *geo.Location) { v.Control = d.string() }},
		{"admin1", func(d *decoder, v *geo.Location) { v.Admin1 = d.string() }},
		{"area_id", func(d *decoder, v *geo.Location) { v.AreaID = d.string() }},
		{"border", func(d *decoder, v *geo.Location) { v.Border = d.string() }},
		{"border_km", func(d *decoder, v *geo.Location) { v.BorderKM = pointer(d.number()) }},
	}
	pointMembers = []member[geo.Point]{
		{"lon", func(d *decoder, v *geo.Point) { v.Lon = d.number() }},
		{"lat", func(d *decoder, v *geo.Point) { v.Lat = d.number() }},
	}
	timeMembers = []member[geo.When]{
		{"from", func(d *decoder, v *geo.When) { v.From = d.time() }},
		{"to", func(d *decoder, v *geo.When) { v.To = d.time() }},
		{"precision", func(d *decoder, v *geo.When) { v.Precision = d.string() }},
		{"phrase", func(d *decoder, v *geo.When) { v.Phrase = d.string() }},
		{"zone", func(d *decoder, v *geo.When) { v.Zone = d.string() }},
	}
	claimMembers = []member[geo.Claim]{
		{"party", func(d *decoder, v *geo.Claim) { v.Party = d.string() }},
		{"role", func(d *decoder, v *geo.Claim) { v.Role = d.string() }},
		{"stance", func(d *decoder, v *geo.Claim) { v.Stance = d.string() }},
		{"proposition", func(d *decoder, v *geo.Claim) { v.Proposition = d.string() }},
		{"detail", func(d *decoder, v *geo.Claim) { v.Detail = d.string() }},
		{"method", func(d *decoder, v *geo.Claim) { v.Method = d.string() }},
		{"channel", func(d *decoder, v *geo.Claim) { v.Channel = d.string() }},
		{"stated_at", func(d *decoder, v *geo.Claim) { v.StatedAt = d.string() }},
		{"report", func(d *decoder, v *geo.Claim) { v.Report = pointer(d.int()) }},
		{"evidence", func(d *decoder, v *geo.Claim) {
			v.Evidence = &geo.Span{}
			object(d, spanMembers, v.Evidence)
		}},
		{"superseded_by", func(d *decoder, v *geo.Claim) { v.SupersededBy = pointer(d.int()) }},
	}
	spanMembers = []member[geo.Span]{
		{"from", func(d *decoder, v *geo.Span) { v.From = d.int() }},
		{"to", func(d *decoder, v *geo.Span) { v.To = d.int() }},
		{"text", func(d *decoder, v *geo.Span) { v.Text = d.string() }},
	}
	quantityMembers = []member[geo.Quantity]{
		{"measure", func(d *decoder, v *geo.Quantity) { v.Measure = d.string() }},
		{"label", func(d *decoder, v *geo.Quantity) { v.Label = d.string() }},
		{"min", func(d *decoder, v *geo.Quantity) { v.Min = pointer(d.number()) }},
		{"max", func(d *decoder, v *geo.Quantity) { v.Max = pointer(d.number()) }},
		{"qualifier", func(d *decoder, v *geo.Quantity) { v.Qualifier = d.string() }},
		{"unit", func(d *decoder, v *geo.Quantity) { v.Unit = d.string() }},
		{"phrase", func(d *decoder, v *geo.Quantity) { v.Phrase = d.string() }},
		{"scope", func(d *decoder, v *geo.Quantity) { v.Scope = d.string() }},
		{"claim", func(d *decoder, v *geo.Quantity) { v.Claim = pointer(d.int()) }},
	}
	reportMembers = []member[geo.Report]{
		{"publisher", func(d *decoder, v *geo.Report) { v.Publisher = d.string() }},
		{"title", func(d *decoder, v *geo.Report) { v.Title = d.string() }},
		{"url", func(d *decoder, v *geo.Report) { v.URL = d.string() }},
		{"published_at", func(d *decoder, v *geo.Report) { v.PublishedAt = d.string() }},
		{"language", func(d *decoder, v *geo.Report) { v.Language = d.string() }},
		{"class", func(d *decoder, v *geo.Report) { v.Class = d.string() }},
		{"family", func(d *decoder, v *geo.Report) { v.Family = d.string() }},
		{"archive", func(d *decoder, v *geo.Report) { v.Archive = d.string() }},
	}
)

func pointer[T any](v T) *T { return &v }

func readString(d *decoder, v *string) { *v = d.string() }

func readObject[T any](members []member[T]) func(*decoder, *T) {
	return func(d *decoder, v *T) { object(d, members, v) }
}

// incident reads a whole body, and reports whether it could.
func (d *decoder) incident(body string) (in geo.Incident, ok bool) {
	d.text, d.at, d.failed = body, 0, false
	object(d, incidentMembers, &in)
	ok = !d.failed && d.at == len(d.text)
	d.text = ""
	return in, ok
}

// object reads an object whose members come in the given order, each at most once.
func object[T any](d *decoder, members []member[T], v *T) {
	d.take('{')
	if d.skip('}') {
		return
	}
	for !d.failed {
		name := d.name()
		for len(members) > 0 && members[0].name != name {
			members = members[1:]
		}
		if len(members) == 0 {
			d.failed = true
			return
		}
		members[0].read(d, v)
		members = members[1:]
		if !d.skip(',') {
			d.take('}')
			return
		}
	}
}

// list reads an array. An empty one is nil.
func list[T any](d *decoder, read func(*decoder, *T)) []T {
	d.take('[')
	if d.skip(']') {
		return nil
	}
	var values []T
	for !d.failed {
		var v T
		read(d, &v)
		values = append(values, v)
		if !d.skip(',') {
			d.take(']')
			return values
		}
	}
	return nil
}

func (d *decoder) translations() map[string]geo.Words {
	d.take('{')
	if d.skip('}') {
		return nil
	}
	all := map[string]geo.Words{}
	for !d.failed {
		language := d.string()
		d.take(':')
		var v geo.Words
		object(d, wordsMembers, &v)
		all[language] = v
		if !d.skip(',') {
			d.take('}')
			return all
		}
	}
	return nil
}

// take reads a character that must be there.
func (d *decoder) take(c byte) {
	if !d.skip(c) {
		d.failed = true
	}
}

// skip reads a character if it is there.
func (d *decoder) skip(c byte) bool {
	if d.at < len(d.text) && d.text[d.at] == c {
		d.at++
		return true
	}
	return false
}

// name reads the name of a member and the colon after it. Ours need no escapes.
func (d *decoder) name() string {
	d.take('"')
	rest := d.text[d.at:]
	end := strings.IndexByte(rest, '"')
	if end < 0 {
		d.failed = true
		return ""
	}
	d.at += end + 1
	d.take(':')
	return rest[:end]
}

func (d *decoder) string() string {
	d.take('"')
	begin, plain, ascii := d.at, true, true
	for d.at < len(d.text) && !d.failed {
		switch c := d.text[d.at]; {
		case c == '"':
			d.at++
			return d.unquoted(d.text[begin:d.at-1], plain, ascii)
		case c == '\\':
			plain = false
			d.at++ // what follows is no end
		case c < ' ':
			d.failed = true
		case c >= utf8.RuneSelf:
			ascii = false
		}
		d.at++
	}
	d.failed = true
	return ""
}

// unquoted returns what the inside of a JSON string means.
func (d *decoder) unquoted(inside string, plain, ascii bool) string {
	if !ascii && !utf8.ValidString(inside) {
		d.failed = true
		return ""
	}
	if plain {
		return d.word(inside)
	}
	if text, ok := unescaped(inside); ok {
		return text
	}
	var text string
	if err := json.Unmarshal([]byte(`"`+inside+`"`), &text); err != nil {
		d.failed = true
	}
	return text
}

// unescaped replaces the escapes encoding/json writes, and is false if there are
// others.
func unescaped(inside string) (string, bool) {
	const from, to = `"\nrtbf`, "\"\\\n\r\t\b\f"
	var b strings.Builder
	b.Grow(len(inside))
	for {
		i := strings.IndexByte(inside, '\\')
		if i < 0 {
			b.WriteString(inside)
			return b.String(), true
		}
		b.WriteString(inside[:i])
		inside = inside[i+1:]
		if inside == "" {
			return "", false
		}
		if k := strings.IndexByte(from, inside[0]); k >= 0 {
			b.WriteByte(to[k])
			inside = inside[1:]
			continue
		}
		if len(inside) < 5 || inside[0] != 'u' {
			return "", false
		}
		r, err := strconv.ParseUint(inside[1:5], 16, 16)
		if err != nil || utf16.IsSurrogate(rune(r)) {
			return "", false
		}
		b.WriteRune(rune(r))
		inside = inside[5:]
	}
}

// word returns a copy of a string, for a short one maybe the last copy.
func (d *decoder) word(s string) string {
	const most = 24
	if len(s) > most {
		return strings.Clone(s)
	}
	known := &d.words[maphash.String(wordSeed, s)%uint64(len(d.words))]
	if *known != s {
		*known = strings.Clone(s)
	}
	return *known
}

func (d *decoder) bool() bool {
	for _, word := range []string{"true", "false"} {
		if strings.HasPrefix(d.text[d.at:], word) {
			d.at += len(word)
			return word == "true"
		}
	}
	d.failed = true
	return false
}

// digits reads one or more digits.
func (d *decoder) digits() {
	begin := d.at
	for d.at < len(d.text) && d.text[d.at] >= '0' && d.text[d.at] <= '9' {
		d.at++
	}
	if d.at == begin {
		d.failed = true
	}
}

// whole reads a whole number, without zeros before it.
func (d *decoder) whole() {
	d.skip('-')
	if !d.skip('0') {
		d.digits()
	}
}

func (d *decoder) int() int {
	begin := d.at
	d.whole()
	n, err := strconv.Atoi(d.text[begin:d.at])
	if err != nil {
		d.failed = true
	}
	return n
}

func (d *decoder) number() float64 {
	begin := d.at
	d.whole()
	if d.skip('.') {
		d.digits()
	}
	if d.skip('e') || d.skip('E') {
		if !d.skip('-') {
			d.skip('+')
		}
		d.digits()
	}
	n, err := strconv.ParseFloat(d.text[begin:d.at], 64)
	if err != nil {
		d.failed = true
	}
	return n
}

// time reads "2006-01-02T15:04:05Z" with up to three decimals of a second, the last
// of them no zero.
func (d *decoder) time() time.Time {
	d.take('"')
	const form = "0000-00-00T00:00:00"
	rest := d.text[d.at:]
	if len(rest) < len(form)+2 {
		d.failed = true
		return time.Time{}
	}
	var n [6]int // year, month, day, hour, minute, second
	field := 0
	for i, c := range []byte(form) {
		switch {
		case c != '0' && rest[i] == c:
			field++
		case c == '0' && rest[i] >= '0' && rest[i] <= '9':
			n[field] = 10*n[field] + int(rest[i]-'0')
		default:
			d.failed = true
			return time.Time{}
		}
	}
	d.at += len(form)
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], d.fraction(), time.UTC)
	d.take('Z')
	d.take('"')
	year, month, day := t.Date()
	if n[0] < 2 || year != n[0] || int(month) != n[1] || day != n[2] || t.Hour() != n[3] || t.Minute() != n[4] || t.Second() != n[5] {
		d.failed = true // the day before or after, as in the thirtieth of February
	}
	return t
}

// fraction reads the decimals of a second, as nanoseconds.
func (d *decoder) fraction() int {
	if !d.skip('.') {
		return 0
	}
	begin := d.at
	d.digits()
	if d.failed || d.at-begin > 3 || d.text[d.at-1] == '0' {
		d.failed = true
		return 0
	}
	ns := 0
	for i := range 9 {
		ns *= 10
		if begin+i < d.at {
			ns += int(d.text[begin+i] - '0')
		}
	}
	return ns
}
