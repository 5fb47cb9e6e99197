package site

import (
	"net/http"
	"net/url"
	"time"

	"strikemap/geo"
	"strikemap/server/web"
)

// placeRecordDocument is the JSON form of the page of a place.
type placeRecordDocument struct {
	ID          string              `json:"id"`
	URL         string              `json:"url"`
	Name        string              `json:"name"` // English
	Names       []placeNameDocument `json:"names"`
	Class       string              `json:"class"`
	Country     string              `json:"country,omitempty"`
	Control     string              `json:"control,omitempty"`
	Admin1      string              `json:"admin1,omitempty"`
	Within      []string            `json:"within"` // ids of what it belongs to, the largest first
	Lon         float64             `json:"lon"`
	Lat         float64             `json:"lat"`
	RadiusM     float64             `json:"radius_m"`
	Precision   string              `json:"precision"`
	KnownAt     string              `json:"known_at,omitempty"`
	Incidents   int                 `json:"incidents"`
	Kinds       map[string]int      `json:"kinds"`
	Statuses    map[string]int      `json:"statuses"`
	Periods     []periodDocument    `json:"periods"` // months or years without a gap, the earliest first
	Holds       []heldDocument      `json:"holds"`
	From        int                 `json:"from"` // how many of the incidents are left out before the first of items
	Items       []visitDocument     `json:"items"`
	Next        string              `json:"next,omitempty"` // address of the next items
	Licence     string              `json:"licence,omitempty"`
	Attribution string              `json:"attribution,omitempty"`
	Note        string              `json:"note"`
}

type placeNameDocument struct {
	Text string `json:"text"`
	Lang string `json:"lang"`
	Kind string `json:"kind"`
}

type periodDocument struct {
	From      string `json:"from"` // date, UTC
	To        string `json:"to"`   // date, not included
	Incidents int    `json:"incidents"`
	Strikes   int    `json:"strikes"` // of them
}

// heldDocument is a place that belongs to this one.
type heldDocument struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Class     string `json:"class"`
	Incidents int    `json:"incidents"`
}

type visitDocument struct {
	ID       string `json:"id"`
	URL      string `json:"url"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Outcome  string `json:"outcome,omitempty"`
	Place    string `json:"place"`
	Facility string `json:"facility,omitempty"`
	TimeFrom string `json:"time_from"`
	TimeTo   string `json:"time_to"` // not included
}

func (p *pages) placeDocument(r *http.Request, at atPlace, q placeRequest) placeRecordDocument {
	base, place := web.Links(r), at.PublicPlace
	d := placeRecordDocument{
		ID: place.ID, URL: base.URL(place.Path(), nil), Name: place.Name, Names: []placeNameDocument{}, Class: place.Class,
		Country: place.Country, Control: place.Control, Admin1: place.Admin1, Within: []string{},
		Lon: place.Lon, Lat: place.Lat, RadiusM: place.RadiusM, Precision: place.Precision,
		KnownAt: geo.FormatTime(q.knownAt), Incidents: len(place.Visits), Kinds: map[string]int{}, Statuses: map[string]int{},
		Periods: []periodDocument{}, Holds: []heldDocument{}, From: q.from, Items: []visitDocument{},
		Licence: p.Site.DataLicence, Attribution: p.Site.Credit(),
		Note: web.NoteReported + " " + web.NoteRecords + " " + web.NoteBorders,
	}
	for _, n := range place.Names {
		d.Names = append(d.Names, placeNameDocument(n))
	}
	for _, up := range at.within {
		d.Within = append(d.Within, up.ID)
	}
	for _, v := range place.Visits {
		d.Kinds[v.Kind()]++
		d.Statuses[v.Status()]++
	}
	_, periods := periodsOf(place.Visits)
	for _, period := range periods {
		d.Periods = append(d.Periods, periodDocument{period.Start.Format(time.DateOnly), period.End.Format(time.DateOnly), period.Count, period.Strikes})
	}
	for _, part := range at.holds {
		d.Holds = append(d.Holds, heldDocument{part.ID, part.Name, part.Class, len(part.Visits)})
	}
	for _, f := range at.features {
		d.Items = append(d.Items, visitDocument{
			ID: f.ID, URL: base.URL(f.Path(), nil), Title: f.Title, Kind: f.Kind, Status: f.Finding.Status, Outcome: f.Outcome,
			Place: f.Location.Label, Facility: f.Facility, TimeFrom: geo.FormatTime(f.Time.From), TimeTo: geo.FormatTime(f.Time.To),
		})
	}
	if end := q.from + recordRows; end < len(place.Visits) {
		d.Next = base.URL(q.address(place, end, url.Values{"f": {web.JSONFormat.Name}}))
	}
	return d
}
