package tiles

import (
	"math"
	"net/http"
	"strconv"

	"strikemap/geo/crs"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

const (
	matrixSetID    = "WebMercatorQuad"
	matrixSetTitle = "Google Maps Compatible for the World"
	matrixSetURI   = "http://www.opengis.net/def/tilematrixset/OGC/1.0/" + matrixSetID
	matrixSetPath  = apiRoot + "/tileMatrixSets"
	matrixZoom     = 24 // the deepest matrix that is registered
)

var webMercator = crs.EPSG3857.URI()

// matrixSet is a tile matrix set (OGC 17-083r4, annex D.1).
type matrixSet struct {
	ID                string       `json:"id"`
	Title             string       `json:"title"`
	URI               string       `json:"uri"`
	CRS               string       `json:"crs"`
	OrderedAxes       []string     `json:"orderedAxes"`
	WellKnownScaleSet string       `json:"wellKnownScaleSet"`
	TileMatrices      []tileMatrix `json:"tileMatrices"`
}

// tileMatrix is one zoom. Lengths are metres of the coordinate reference system.
type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"`
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      int        `json:"matrixWidth"`
	MatrixHeight     int        `json:"matrixHeight"`
}

// webMercatorQuad is the registered tile matrix set our tiles lie in.
var webMercatorQuad = newWebMercatorQuad()

func newWebMercatorQuad() matrixSet {
	const (
		half  = math.Pi * 6378137 // half the side of the square, by the radius of the ellipsoid
		cells = 256               // to a tile, each way
		pixel = 0.00028           // metres, of the standardised rendering
	)
	set := matrixSet{
		ID: matrixSetID, Title: matrixSetTitle, URI: matrixSetURI, CRS: webMercator,
		OrderedAxes:       []string{"X", "Y"},
		WellKnownScaleSet: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
	}
	for z := range matrixZoom + 1 {
		side := 1 << z
		size := 2 * half / cells / float64(side)
		set.TileMatrices = append(set.TileMatrices, tileMatrix{
			ID: strconv.Itoa(z), ScaleDenominator: size / pixel, CellSize: size,
			CornerOfOrigin: "topLeft", PointOfOrigin: [2]float64{-half, half},
			TileWidth: cells, TileHeight: cells, MatrixWidth: side, MatrixHeight: side,
		})
	}
	return set
}

// matrixSetItem is a tile matrix set in the list of all.
type matrixSetItem struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	URI   string        `json:"uri"`
	CRS   string        `json:"crs"`
	Links []encode.Link `json:"links"`
}

// matrixSets answers the list of tile matrix sets. The relation of its links is self
// by the schema, and item for clients that look for that.
func (t *incidents) matrixSets(w http.ResponseWriter, r *http.Request) error {
	base := web.Links(r)
	one := base.URL(matrixSetPath+"/"+matrixSetID, nil)
	return t.document(w, r, "tileMatrixSets", func() (any, twin, error) {
		return map[string]any{
			"links": []encode.Link{{Href: base.URL(matrixSetPath, nil), Rel: "self", Type: jsonType, Title: "This document"}},
			"tileMatrixSets": []matrixSetItem{{
				ID: matrixSetID, Title: matrixSetTitle, URI: matrixSetURI, CRS: webMercator,
				Links: []encode.Link{
					{Href: one, Rel: "self", Type: jsonType, Title: "Definition of " + matrixSetID},
					{Href: one, Rel: "item", Type: jsonType, Title: "Definition of " + matrixSetID},
				},
			}},
		}, twinOfMatrixSets, nil
	})
}

// matrixSet answers the definition of our tile matrix set.
func (t *incidents) matrixSet(w http.ResponseWriter, r *http.Request) error {
	return t.document(w, r, "tileMatrixSet", func() (any, twin, error) { return webMercatorQuad, twinOfMatrixSet, nil })
}
