package ogcapi

import (
	"context"
	"net/http"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

// Relations of links that the OGC has registered.
const (
	relSchema     = "http://www.opengis.net/def/rel/ogc/1.0/schema"
	relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
	relSortables  = "http://www.opengis.net/def/rel/ogc/1.0/sortables"

	relTilesets      = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	relTilingSchemes = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
)

// collection describes one collection (/req/core/sfc-md-success).
type collection struct {
	ID          string         `json:"id"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Attribution string         `json:"attribution,omitempty"`
	ItemType    string         `json:"itemType"`
	CRS         []string       `json:"crs"`              // /req/crs/fc-md-crs-list
	StorageCRS  string         `json:"storageCrs"`       // /req/crs/fc-md-storageCrs
	Order       []string       `json:"defaultSortOrder"` // as sortby writes it
	Extent      map[string]any `json:"extent,omitempty"`
	Links       []encode.Link  `json:"links"`
}

// describeCollection describes the collection with what holds its items.
func (a *api) describeCollection(r *http.Request, c *content, e extent) collection {
	base, path := web.Links(r), c.path()
	described := collection{
		ID: c.ID, Title: c.Title, Description: c.Description, Attribution: a.Site.Credit(),
		ItemType: "feature", CRS: crs.URIs(), StorageCRS: crs.CRS84.URI(), Order: c.Order, Extent: extentOf(c, e),
		Links: []encode.Link{
			{Href: base.URL(path, nil), Rel: "self", Type: "application/json", Title: "This collection"},
			{Href: base.URL(path+"/items", nil), Rel: "items", Type: geoJSON, Title: c.Title},
			{Href: base.URL(path+"/schema", nil), Rel: relSchema, Type: schemaFormat.MediaType, Title: "Properties of the items"},
			{Href: base.URL(path+"/schema", nil), Rel: "describedby", Type: schemaFormat.MediaType, Title: "Properties of the items"}, // where GDAL looks
			queryablesLink(base, c),
			{Href: base.URL(path+"/sortables", nil), Rel: relSortables, Type: schemaFormat.MediaType, Title: "Properties that items may be sorted by"},
		},
	}
	if c == &incidentContent { // /req/geodata-tilesets/desc-links
		described.Links = append(described.Links, encode.Link{Href: base.URL(path+"/tiles", nil), Rel: relTilesets, Type: "application/json", Title: "Vector tiles"})
	}
	if a.Site.DataLicenceURL != "" {
		described.Links = append(described.Links, encode.Link{Href: a.Site.DataLicenceURL, Rel: "license", Type: "text/html", Title: a.Site.DataLicence})
	}
	return described
}

// queryablesLink leads from a collection and its items to what a filter may name
// (/req/queryables/queryables-link).
func queryablesLink(base web.Base, c *content) encode.Link {
	return encode.Link{Href: base.URL(c.path()+"/queryables", nil), Rel: relQueryables, Type: schemaFormat.MediaType, Title: "Properties that a filter may name"}
}

// extent is what holds the items of all collections.
type extent struct {
	geo.Extent
	places *geo.BBox // nil without one
}

func (a *api) extent(ctx context.Context) (e extent, err error) {
	if e.Extent, err = a.Reader.Extent(ctx); err != nil {
		return e, err
	}
	e.places, err = a.placesBox(ctx)
	return e, err
}

// of returns what holds the items of one collection. Areas and places have no time.
func (e extent) of(c *content) (*geo.BBox, geo.Interval) {
	switch c {
	case &areaContent:
		return e.Areas, geo.Interval{}
	case &placeContent:
		return e.places, geo.Interval{}
	}
	return e.Incidents, e.Time
}

// extentOf leaves out what an empty collection has none of.
func extentOf(c *content, e extent) map[string]any {
	box, span := e.of(c)
	described := map[string]any{}
	if box != nil {
		described["spatial"] = map[string]any{"bbox": [][]float64{{box.West, box.South, box.East, box.North}}, "crs": crs.CRS84.URI()}
	}
	if !span.From.IsZero() {
		described["temporal"] = map[string]any{"interval": [][]string{{geo.FormatTime(span.From), geo.FormatTime(span.To)}}, "trs": gregorian}
	}
	return described
}

// collections answers the list of collections (/req/core/fc-md-success).
func (a *api) collections(w http.ResponseWriter, r *http.Request) error {
	e, err := a.extent(r.Context())
	if err != nil {
		return err
	}
	var described []collection
	for _, c := range a.contents() {
		described = append(described, a.describeCollection(r, c, e))
	}
	self := encode.Link{Href: web.Links(r).URL(Root+"/collections", nil), Rel: "self", Type: "application/json", Title: "This document"}
	return a.document(w, r, "collections", func() web.Document { return twinOfCollections(r, described) }, map[string]any{
		"links":       append([]encode.Link{self}, a.alternate(r)...),
		"crs":         crs.URIs(),
		"collections": described,
	})
}

// collection answers the description of one collection.
func (a *api) collection(c *content) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := a.extent(r.Context())
		if err != nil {
			return err
		}
		setLinks(w, []encode.Link{queryablesLink(web.Links(r), c)})
		described := a.describeCollection(r, c, e)
		described.Links = append(described.Links, a.alternate(r)...)
		return a.document(w, r, "collection "+c.ID, func() web.Document { return a.twinOfCollection(r, c, described, e) }, described)
	}
}
