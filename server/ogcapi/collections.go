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

func (a *api) describe(r *http.Request, id, title, description string, box *geo.BBox, span geo.Interval) collection {
	base, path := web.Links(r), Root+"/collections/"+id
	c := collection{
		ID: id, Title: title, Description: description, Attribution: a.Site.Credit(),
		ItemType: "feature", CRS: []string{crs84}, Extent: describeExtent(box, span),
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

// describeExtent leaves out what an empty collection has none of, nil and zero.
func describeExtent(box *geo.BBox, span geo.Interval) map[string]any {
	described := map[string]any{}
	if box != nil {
		described["spatial"] = map[string]any{"bbox": [][]float64{{box.West, box.South, box.East, box.North}}, "crs": crs84}
	}
	if !span.From.IsZero() {
		described["temporal"] = map[string]any{"interval": [][]string{{geo.FormatTime(span.From), geo.FormatTime(span.To)}}, "trs": gregorian}
	}
	return described
}

func (a *api) describeIncidents(r *http.Request, e geo.Extent) collection {
	return a.describe(r, "incidents", "Incidents",
		"Reported incidents as points, newest first. Those whose place is known no better than a region have no geometry and name the area that stands for it. "+web.NoteReported, e.Incidents, e.Time)
}

func (a *api) describeAreas(r *http.Request, e geo.Extent) collection {
	return a.describe(r, "areas", "Areas",
		"Shapes that stand for places known no better than a region, a country or a stretch of sea. "+web.NoteBorders, e.Areas, geo.Interval{})
}

// collections answers the list of collections (/req/core/fc-md-success).
func (a *api) collections(w http.ResponseWriter, r *http.Request) error {
	e, err := a.Reader.Extent(r.Context())
	if err != nil {
		return err
	}
	return a.document(w, r, "collections", map[string]any{
		"links":       []encode.Link{{Href: web.Links(r).URL(Root+"/collections", nil), Rel: "self", Type: "application/json", Title: "This document"}},
		"collections": []collection{a.describeIncidents(r, e), a.describeAreas(r, e)},
	})
}

func (a *api) incidents(w http.ResponseWriter, r *http.Request) error {
	e, err := a.Reader.Extent(r.Context())
	if err != nil {
		return err
	}
	return a.document(w, r, "collection incidents", a.describeIncidents(r, e))
}

func (a *api) areas(w http.ResponseWriter, r *http.Request) error {
	e, err := a.Reader.Extent(r.Context())
	if err != nil {
		return err
	}
	return a.document(w, r, "collection areas", a.describeAreas(r, e))
}
