package desk

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// accepted is a draft as a person took it, with whatever they corrected.
type accepted struct {
	Method  string       `json:"method"`  // by which it was drafted, "draft/rules@1"
	Record  geo.Incident `json:"record"`  // the whole incident
	Parties []geo.Party  `json:"parties"` // of the drafts' answer; those the record names are registered with it
}

// methodPattern is what methods of drafting look like.
var methodPattern = regexp.MustCompile(`^draft/[a-z]{1,20}@[0-9]{1,4}$`)

// accept stores one draft for review. It is the only thing here that stores anything.
func (f family) accept(w http.ResponseWriter, r *http.Request) error {
	if f.Writer == nil {
		return geo.Errorf(geo.EREADONLY, "this server only reads the record, so no draft can be accepted here")
	}
	in, err := readJSON[accepted](r)
	if err != nil {
		return err
	}
	if !methodPattern.MatchString(in.Method) {
		return refuse(w, r, geo.Invalid("method", "is not a method of drafting, such as draft/rules@1"))
	}
	incident, added, _, err := f.settled(in)
	if err != nil {
		return refuse(w, r, err)
	}
	ids, err := f.Writer.Write(r.Context(), geo.Batch{
		Origin: "desk", Author: in.Method + ", accepted at the paste page", Parties: added,
		Entries: []geo.Entry{{Incident: incident, New: true, Note: "Drafted from a text by " + in.Method + ", accepted by the desk."}},
	})
	if err != nil {
		return refuse(w, r, outsideBatch(err))
	}
	body, err := json.Marshal(struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}{ids[0], incident.State})
	if err != nil {
		return err
	}
	web.Whole(w, http.StatusCreated, "application/json", body)
	return nil
}

// checked is what the page shows of a draft that is being corrected.
type checked struct {
	Feature json.RawMessage `json:"feature"` // flat, at the desk's own point
	Area    json.RawMessage `json:"area"`    // the shape that stands for its place, or null
	Status  string          `json:"status"`  // empty: nobody asserts the headline
	Faults  []fault         `json:"faults"`
}

// check tells what would become of a draft, and stores nothing.
func (f family) check(w http.ResponseWriter, r *http.Request) error {
	in, err := readJSON[accepted](r)
	if err != nil {
		return err
	}
	incident, _, parties, err := f.settled(in)
	faults := faultsOf(err)
	if err != nil && len(faults) == 0 {
		return err
	}
	out := checked{Faults: faults}
	locator, err := f.Locator()
	if err != nil {
		return err
	}
	area := geo.AreaOf(&incident, locator)
	if area != nil {
		incident.Location.AreaID = area.ID
		out.Area = encode.AppendArea(nil, area, -1)
	}
	feature := geo.NewFeature(&geo.Revision{Incident: incident}, parties, area)
	if feature.Location.Point != nil { // a point at all: the desk sees its own
		feature.Location = incident.Location
	}
	out.Feature, out.Status = encode.AppendFeature(nil, feature, encode.Options{}), feature.Finding.Status
	return web.JSON(w, "application/json", out)
}

// settled makes of a draft what may be stored, the parties it needs that the registry
// lacks, and the registry with these. The incident is there even where it has faults.
func (f family) settled(in accepted) (incident geo.Incident, added []geo.Party, parties geo.Parties, err error) {
	incident = forReview(in.Record)
	if added, err = f.missing(&incident, in.Parties); err != nil {
		return incident, nil, f.Reader.Parties(), err
	}
	parties = maps.Clone(f.Reader.Parties())
	if parties == nil {
		parties = geo.Parties{}
	}
	for _, p := range added {
		parties[p.Code] = p
	}
	return incident, added, parties, incident.Validate(parties)
}

// forReview keeps what a draft is about, and none of what only an editor or the record
// itself decides: publication, embargo, an overridden status, names in other systems.
func forReview(in geo.Incident) geo.Incident {
	in.State, in.Dataset = geo.Review, "desk"
	in.PublishedAt, in.Embargo, in.Override, in.PublicPrecision = nil, nil, nil, ""
	in.ExternalID, in.Aliases, in.MergedInto, in.Series, in.Synthetic = "", nil, "", "", false
	in.Location.AreaID = ""
	in.Title, in.Summary = strings.TrimSpace(in.Title), strings.TrimSpace(in.Summary)
	return in
}

// missing are those of the given parties that the record names and the registry lacks.
// One that is registered stays as it is.
func (f family) missing(in *geo.Incident, given []geo.Party) ([]geo.Party, error) {
	registry := f.Reader.Parties()
	var added []geo.Party
	for _, p := range given {
		if _, known := registry[p.Code]; known || !names(in, p.Code) {
			continue
		}
		if slices.ContainsFunc(added, func(other geo.Party) bool { return other.Code == p.Code }) {
			return nil, geo.Invalid("parties", "%q is given twice", p.Code)
		}
		if err := p.Validate(); err != nil {
			return nil, geo.Invalid("parties", "%q: %v", p.Code, err)
		}
		added = append(added, p)
	}
	return added, nil
}

// names reports whether an incident names a party.
func names(in *geo.Incident, code string) bool {
	return in.Actor == code || slices.ContainsFunc(in.Claims, func(c geo.Claim) bool { return c.Party == code })
}

// outsideBatch takes the place in the batch off the fields of faults: there is one
// entry, and the page knows nothing of batches.
func outsideBatch(err error) error {
	var problems geo.Problems
	if !errors.As(err, &problems) {
		return err
	}
	var out geo.Problems
	for _, p := range problems {
		bare := *p
		bare.Field = strings.TrimPrefix(p.Field, "entries[0].")
		out = append(out, &bare)
	}
	return out
}
