package encode

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"strikemap/geo"
)

// Item is one incident with everything readers get of it.
type Item struct {
	Feature   *geo.Feature
	Parties   geo.Parties
	Series    *geo.Series     // nil if it belongs to none
	Revisions []*geo.Revision // public ones, oldest first; nil leaves them out
	Links     []Link
	Notice    Notice
}

// ledger is the foreign member of single items: who says what, with the numbers and
// the sources. Claims and reports are referred to by index.
type ledger struct {
	Finding      geo.Finding          `json:"finding"`
	Claims       []geo.Claim          `json:"claims"`
	Current      []int                `json:"current"` // claims not superseded
	Quantities   []geo.Quantity       `json:"quantities"`
	Reports      []geo.Report         `json:"reports"`
	Parties      map[string]party     `json:"parties"` // those named above, by code
	Series       *geo.Series          `json:"series"`
	Language     string               `json:"language"`
	Translations map[string]geo.Words `json:"translations,omitempty"`
	Revisions    []revision           `json:"revisions,omitempty"`
}

type party struct {
	Name    string `json:"name"`
	Country string `json:"country,omitempty"`
	Kind    string `json:"kind,omitempty"`
}

type revision struct {
	Number     int       `json:"number"`
	PublicFrom time.Time `json:"public_from"`
	Change     string    `json:"change,omitempty"`
	Note       string    `json:"note,omitempty"`
}

// WriteItem writes one GeoJSON feature with its ledger.
func WriteItem(w io.Writer, item Item, o Options) error {
	dst := appendOpenFeature(nil, item.Feature, o)
	dst = AppendLedger(appendMember(dst, "ledger"), item)
	dst = appendNotice(dst, item.Notice)
	dst = appendLinks(dst, item.Links)
	_, err := w.Write(append(dst, "}\n"...))
	return err
}

// AppendLedger appends the ledger of an incident as a JSON object. Links and Notice of
// the item do not count.
func AppendLedger(dst []byte, item Item) []byte {
	body, err := marshal(newLedger(item))
	if err != nil {
		panic("encode: " + err.Error()) // plain structs and texts always can be written
	}
	return append(dst, body...)
}

// marshal writes JSON with "<" as the only escaped sign of HTML; it stands in
// strings only.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.ReplaceAll(bytes.TrimSpace(b.Bytes()), []byte("<"), []byte(`\u003c`)), nil
}

func newLedger(item Item) ledger {
	f := item.Feature
	l := ledger{
		Finding:      f.Finding,
		Claims:       orEmpty(f.Claims),
		Current:      orEmpty(f.Current()),
		Quantities:   orEmpty(f.Quantities),
		Reports:      orEmpty(f.Reports),
		Parties:      map[string]party{},
		Series:       item.Series,
		Language:     f.Language,
		Translations: f.Translations,
	}
	if l.Language == "" {
		l.Language = "en"
	}
	l.name(f.Actor, item.Parties)
	l.nameAll(f.Claims, item.Parties)
	if item.Series != nil {
		l.nameAll(item.Series.Claims, item.Parties)
	}
	for _, r := range item.Revisions {
		l.Revisions = append(l.Revisions, revision{r.Number, r.PublicFrom.UTC(), r.Change, r.Note})
	}
	return l
}

func (l ledger) nameAll(claims []geo.Claim, parties geo.Parties) {
	for _, c := range claims {
		l.name(c.Party, parties)
	}
}

// name adds a party that is registered.
func (l ledger) name(code string, parties geo.Parties) {
	if p, ok := parties[code]; ok {
		l.Parties[code] = party{p.Name, p.Country, p.Kind}
	}
}

// orEmpty makes a missing list an empty one: [] is easier to read than null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
