package encode

import (
	"io"
	"slices"
	"strings"
	"time"

	"strikemap/geo"
)

// draftMember is the foreign member of a drafted feature that its readers do not get
// elsewhere: how sure it is, why, and the words each value came from.
type draftMember struct {
	Earlier    bool           `json:"earlier"`
	Confidence string         `json:"confidence"`
	Reasons    []string       `json:"reasons"`
	Evidence   []geo.Evidence `json:"evidence"`
	RunnersUp  []runnerUp     `json:"runners_up"`
}

// runnerUp is another place the words could mean.
type runnerUp struct {
	Place     string   `json:"place"`
	Name      string   `json:"name"`
	Lon       float64  `json:"lon"`
	Lat       float64  `json:"lat"`
	Precision string   `json:"precision"`
	RadiusM   float64  `json:"radius_m"`
	Country   string   `json:"country,omitempty"`
	Score     float64  `json:"score"`
	Reasons   []string `json:"reasons"`
}

// WriteDrafts writes proposals as a GeoJSON FeatureCollection for the desk: the flat
// columns, the ledger, the foreign member draft and the whole incident as record, which
// the import reads back. Points are the desk's, not coarsened. Members beside the
// features say by which rules and from when the text was read; parties holds those that
// must be registered before the drafts are stored.
func WriteDrafts(w io.Writer, p geo.Proposals, published time.Time, parties geo.Parties, o Options) error {
	all := geo.Parties{}
	for code, party := range parties {
		all[code] = party
	}
	added := make([]geo.Party, 0, len(p.Parties))
	for code, party := range p.Parties {
		all[code] = party
		added = append(added, party)
	}
	slices.SortFunc(added, func(a, b geo.Party) int { return strings.Compare(a.Code, b.Code) })

	dst := []byte(`{"type":"FeatureCollection"`)
	dst = appendText(dst, "method", p.Method)
	dst = appendText(dst, "language", p.Language)
	dst = appendText(dst, "published", published.Format(time.DateOnly))
	if p.Notice != "" {
		dst = appendText(dst, "notice", p.Notice)
	}
	dst, err := appendJSON(dst, "parties", added)
	if err != nil {
		return err
	}
	dst = append(appendMember(dst, "features"), '[')
	for i, proposal := range p.List {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = appendDraft(append(dst, '\n'), proposal, all, o); err != nil {
			return err
		}
	}
	_, err = w.Write(append(dst, "\n]}\n"...))
	return err
}

func appendDraft(dst []byte, p geo.Proposal, parties geo.Parties, o Options) ([]byte, error) {
	f := geo.NewFeature(&geo.Revision{Incident: p.Incident}, parties, nil)
	if f.Location.Point != nil { // a place readers may see as a point: the desk sees it as it is
		f.Location = p.Incident.Location
	}
	dst = AppendLedger(appendMember(appendOpenFeature(dst, f, o), "ledger"), Item{Feature: f, Parties: parties})
	member := draftMember{
		Earlier: p.Earlier, Confidence: p.Confidence, Reasons: orEmpty(p.Reasons), Evidence: orEmpty(p.Evidence),
		RunnersUp: []runnerUp{},
	}
	for _, c := range p.RunnersUp {
		member.RunnersUp = append(member.RunnersUp, runnerUp{
			c.Place.ID, c.Place.Name, c.Lon, c.Lat, c.Precision, c.RadiusM, c.Place.Country, c.Score, orEmpty(c.Reasons),
		})
	}
	dst, err := appendJSON(dst, "draft", member)
	if err != nil {
		return nil, err
	}
	if dst, err = appendJSON(dst, "record", p.Incident); err != nil {
		return nil, err
	}
	return append(dst, '}'), nil
}

// appendJSON appends a member of any value.
func appendJSON(dst []byte, name string, value any) ([]byte, error) {
	body, err := marshal(value)
	return append(appendMember(dst, name), body...), err
}
