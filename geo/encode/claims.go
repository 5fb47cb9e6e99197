package encode

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"strikemap/geo"
	"strikemap/geo/crs"
)

// claimOwn are the columns of a claim itself.
var claimOwn = []geo.Column{
	{Name: "id", Type: geo.TextColumn, Means: "identifier: that of the incident, a hyphen, and the number of the claim in its ledger, from 1"},
	{Name: "incident", Type: geo.TextColumn, Means: "identifier of the incident the claim is about"},
	{Name: "party", Type: geo.TextColumn, Means: "who says so, a party code or ISO 3166-1 alpha-2"},
	{Name: "party_name", Type: geo.TextColumn, Means: "name of that party, in English"},
	{Name: "role", Type: geo.TextColumn, Means: "side the party is on", Codes: &geo.Roles},
	{Name: "stance", Type: geo.TextColumn, Means: "how it stands to the proposition; silence is no denial", Codes: &geo.Stances},
	{Name: "proposition", Type: geo.TextColumn, Means: "what the claim is about", Codes: &geo.Propositions},
	{Name: "detail", Type: geo.TextColumn, Means: "what was said, in the record's words"},
	{Name: "method", Type: geo.TextColumn, Means: "what an assessment rests on", Codes: &geo.Methods},
	{Name: "channel", Type: geo.TextColumn, Means: "where it was said"},
	{Name: "stated_at", Type: geo.TextColumn, Means: "when it was said: a date, or an RFC 3339 date-time"},
	{Name: "superseded", Type: geo.BoolColumn, Means: "whether a later claim took its place; such claims decide nothing any more"},
	{Name: "publisher", Type: geo.TextColumn, Means: "who published the report of it"},
	{Name: "report_url", Type: geo.TextColumn, Means: "address of that report"},
	{Name: "report_class", Type: geo.TextColumn, Means: "kind of that report", Codes: &geo.ReportClasses},
}

// ClaimColumns are the columns of a claim as a feature: its own, and those of its
// incident that a map of claims needs. All may be missing but id, incident, party, role,
// stance, proposition, superseded, title, kind and status.
var ClaimColumns = func() []geo.Column {
	columns := slices.Clone(claimOwn)
	for _, name := range []string{
		"title", "kind", "status", "category", "place", "country", "precision", "uncertainty_m", "time_from", "time_to", "dataset", "synthetic", "updated", "url",
	} {
		c, ok := geo.ColumnByName(name)
		if !ok {
			panic("encode: there is no column " + name)
		}
		columns = append(columns, c)
	}
	return columns
}()

// IsClaimColumn reports whether a column of ClaimColumns is the claim's own, not its
// incident's.
func IsClaimColumn(name string) bool {
	return slices.ContainsFunc(claimOwn, func(c geo.Column) bool { return c.Name == name })
}

// Claims reads the claims of incidents out of their bodies. Use the zero Claims; it
// refers to the bytes it has read last.
type Claims struct {
	incident Row
	ledger   struct {
		Claims  []geo.Claim      `json:"claims"`
		Reports []geo.Report     `json:"reports"`
		Parties map[string]party `json:"parties"`
	}
}

// Read reads another incident, its flat feature and its ledger.
func (c *Claims) Read(flat, ledger []byte) error {
	if c.incident.Read(flat); !c.incident.ok {
		return ErrFlat
	}
	c.ledger.Claims, c.ledger.Reports, c.ledger.Parties = nil, nil, nil
	if err := json.Unmarshal(ledger, &c.ledger); err != nil {
		return fmt.Errorf("ledger of %s: %w", c.incident.flat.ID(), err)
	}
	return nil
}

// Len returns how many claims the incident has, superseded ones counted.
func (c *Claims) Len() int { return len(c.ledger.Claims) }

// Text returns the text of a flat column of the incident, "" for a missing one.
func (c *Claims) Text(column string) string {
	i, ok := columnPlaces[column]
	if !ok {
		return ""
	}
	return c.incident.flat.Text(i)
}

// Row returns claim n, from 1, as a row.
func (c *Claims) Row(n int) ClaimRow { return ClaimRow{c, n} }

// ClaimRow is one claim as a row of ClaimColumns, with the point of its incident.
type ClaimRow struct {
	of *Claims
	n  int
}

var _ geo.Row = ClaimRow{}

// ID returns the identifier of the claim.
func (r ClaimRow) ID() string { return r.of.incident.flat.ID() + "-" + strconv.Itoa(r.n) }

func (r ClaimRow) claim() *geo.Claim { return &r.of.ledger.Claims[r.n-1] }

// report returns the report the claim is in, an empty one without.
func (r ClaimRow) report() geo.Report {
	i := r.claim().Report
	if i == nil || *i < 0 || *i >= len(r.of.ledger.Reports) {
		return geo.Report{}
	}
	return r.of.ledger.Reports[*i]
}

// Property returns the value of a column of ClaimColumns, and of any other column of
// the incident.
func (r ClaimRow) Property(name string) any {
	if !IsClaimColumn(name) {
		return r.of.incident.Property(name)
	}
	if name == "superseded" {
		return r.claim().SupersededBy != nil
	}
	if text := r.own(name); text != "" {
		return text
	}
	return nil
}

// own returns the text of a column of the claim itself, "" for a missing one.
func (r ClaimRow) own(name string) string {
	c := r.claim()
	switch name {
	case "id":
		return r.ID()
	case "incident":
		return r.of.incident.flat.ID()
	case "party":
		return c.Party
	case "party_name":
		return r.of.ledger.Parties[c.Party].Name
	case "role":
		return c.Role
	case "stance":
		return c.Stance
	case "proposition":
		return c.Proposition
	case "detail":
		return c.Detail
	case "method":
		return c.Method
	case "channel":
		return c.Channel
	case "stated_at":
		return c.StatedAt
	case "superseded":
		return strconv.FormatBool(c.SupersededBy != nil)
	case "publisher":
		return r.report().Publisher
	case "report_url":
		return r.report().URL
	case "report_class":
		return r.report().Class
	}
	return ""
}

// Text returns the value of a column of ClaimColumns as text formats have it.
func (r ClaimRow) Text(name string) string {
	if IsClaimColumn(name) {
		return r.own(name)
	}
	return r.of.Text(name)
}

// Geometry returns the served point of the incident, or nil.
func (r ClaimRow) Geometry() orb.Geometry { return r.of.incident.Geometry() }

// AppendTo appends the claim as a GeoJSON feature with its point in a coordinate
// reference system. Columns of the options are of ClaimColumns, nil for all of them.
func (r ClaimRow) AppendTo(dst []byte, o Options, c crs.CRS) ([]byte, error) {
	return r.feature(o).appendTo(dst, o, c)
}

// AppendItem appends the claim as a document of its own.
func (r ClaimRow) AppendItem(dst []byte, links []Link, n Notice, o Options, c crs.CRS) ([]byte, error) {
	f := r.feature(o)
	f.foreign = func(dst []byte) []byte { return appendLinks(appendNotice(dst, n), links) }
	dst, err := f.appendTo(dst, o, c)
	return append(dst, '\n'), err
}

func (r ClaimRow) feature(o Options) featureRow {
	return featureRow{
		id: r.ID(), point: r.of.incident.flat.Geometry(), columns: ClaimColumns,
		value: func(dst []byte, c geo.Column) []byte { return r.appendValue(dst, c, o.Base) },
	}
}

func (r ClaimRow) appendValue(dst []byte, c geo.Column, base string) []byte {
	if i, ok := columnPlaces[c.Name]; ok && !IsClaimColumn(c.Name) {
		if c.Name == "url" {
			return appendString(dst, base+r.of.incident.flat.Text(i))
		}
		return append(dst, r.of.incident.flat.Value(i)...)
	}
	switch text := r.own(c.Name); {
	case text == "":
		return append(dst, "null"...)
	case c.Type == geo.BoolColumn:
		return append(dst, text...)
	default:
		return appendString(dst, text)
	}
}

// ClaimID takes the identifier of a claim apart. It is false for what is none; the
// incident's may still be a slug.
func ClaimID(id string) (incident string, n int, ok bool) {
	i := strings.LastIndexByte(id, '-')
	if i < 1 || i+1 == len(id) || id[i+1] == '0' || strings.Trim(id[i+1:], "0123456789") != "" {
		return "", 0, false
	}
	n, err := strconv.Atoi(id[i+1:])
	return id[:i], n, err == nil
}

// Ready is a GeoJSON feature collection made of features that are encoded already.
type Ready struct {
	head     []byte
	features [][]byte
}

// NewReady returns the collection of encoded features. It refers to their bytes.
func NewReady(features [][]byte, h Head) *Ready {
	return &Ready{appendHead(nil, h, len(features)), features}
}

// Size returns how many bytes the collection takes, exactly.
func (r *Ready) Size() (n int, exact bool) {
	n = len(r.head) + len(collectionEnd) + max(0, len(between)*len(r.features)-1)
	for _, f := range r.features {
		n += len(f)
	}
	return n, true
}

// AppendTo appends the whole collection.
func (r *Ready) AppendTo(dst []byte) ([]byte, error) { return r.write(nil, dst) }

// WriteTo writes the collection in pieces.
func (r *Ready) WriteTo(w io.Writer) (int64, error) { return writePieces(w, r.write) }

func (r *Ready) write(w *pieces, dst []byte) (_ []byte, err error) {
	dst = append(dst, r.head...)
	for i, f := range r.features {
		dst = append(append(comma(dst, i), '\n'), f...)
		if dst, err = w.flush(dst); err != nil {
			return dst, err
		}
	}
	return append(dst, collectionEnd...), nil
}
