package ogcapi

import (
	"net/http"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const (
	crs84     = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
)

// collection describes one collection (/req/core/sfc-md-success).
type collection struct {
	ID          string         `json:"id"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Attribution string         `json:"attribution,omitempty"`
	ItemType    string         `json:"itemType"`
	CRS         []string       `json:"crs"`
	Extent      map[string]any `json:"extent,omitempty"`
	Links       []encode.Link  `json:"links"`
}

func (a *api) describe(r *http.Request, id, title, description string, e extent) collection {
	base, path := web.Links(r), Root+"/collections/"+id
	c := collection{
		ID: id, Title: title, Description: description, Attribution: a.Site.Credit(),
		ItemType: "feature", CRS: []string{crs84}, Extent: describeExtent(e),
		Links: []encode.Link{
			{Href: base.URL(path, nil), Rel: "self", Type: "application/json", Title: "This collection"},
			{Href: base.URL(path+"/items", nil), Rel: "items", Type: geoJSON, Title: title},
		},
	}
	if a.Site.DataLicenceURL != "" {
		c.Links = append(c.Links, encode.Link{Href: a.Site.DataLicenceURL, Rel: "license", Type: "text/html", Title: a.Site.DataLicence})
	}
	return c
}

// describeExtent leaves out what an empty collection has none of.
func describeExtent(e extent) map[string]any {
	described := map[string]any{}
	if b := e.box; b != nil {
		described["spatial"] = map[string]any{"bbox": [][]float64{{b.West, b.South, b.East, b.North}}, "crs": crs84}
	}
	if !e.from.IsZero() {
		described["temporal"] = map[string]any{"interval": [][]string{{geo.FormatTime(e.from), geo.FormatTime(e.to)}}, "trs": gregorian}
	}
	return described
}

func (a *api) describeIncidents(r *http.Request, s survey) collection {
	return a.describe(r, "incidents", "Incidents",
		"Reported incidents as points, newest first. Those whose place is known no better than a region have no geometry and name the area that stands for it. "+web.NoteReported, s.incidents)
}

func (a *api) describeAreas(r *http.Request, s survey) collection {
	return a.describe(r, "areas", "Areas",
		"Shapes that stand for places known no better than a region, a country or a stretch of sea. "+web.NoteBorders, s.areas)
}

// collections answers the list of collections (/req/core/fc-md-success).
func (a *api) collections(w http.ResponseWriter, r *http.Request) error {
	s, err := a.surveyed(r.Context())
	if err != nil {
		return err
	}
	return a.document(w, r, "collections", map[string]any{
		"links":       []encode.Link{{Href: web.Links(r).URL(Root+"/collections", nil), Rel: "self", Type: "application/json", Title: "This document"}},
		"collections": []collection{a.describeIncidents(r, s), a.describeAreas(r, s)},
	})
}

func (a *api) incidents(w http.ResponseWriter, r *http.Request) error {
	s, err := a.surveyed(r.Context())
	if err != nil {
		return err
	}
	return a.document(w, r, "collection incidents", a.describeIncidents(r, s))
}

func (a *api) areas(w http.ResponseWriter, r *http.Request) error {
	s, err := a.surveyed(r.Context())
	if err != nil {
		return err
	}
	return a.document(w, r, "collection areas", a.describeAreas(r, s))
}
