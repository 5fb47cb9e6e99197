package tiles

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"testing"

	"strikemap/geo"
)

func TestTheTileMatrixSetIsTheRegisteredOne(t *testing.T) {
	var list struct {
		TileMatrixSets []struct {
			ID, URI, CRS string
			Links        []struct{ Href, Rel, Type string }
		}
	}
	h := serve(&fake{edition: geo.Edition{Epoch: "e", Number: 1}})
	decode(t, h, "/api/v1/tileMatrixSets", &list)
	if len(list.TileMatrixSets) != 1 || list.TileMatrixSets[0].URI != "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad" {
		t.Fatalf("%+v", list)
	}
	for _, l := range list.TileMatrixSets[0].Links {
		var set matrixSet
		decode(t, h, path(t, l.Href), &set)
		if set.ID != "WebMercatorQuad" || set.CRS != "http://www.opengis.net/def/crs/EPSG/0/3857" || len(set.TileMatrices) != 25 || l.Type != "application/json" {
			t.Errorf("%s leads to %+v", l.Rel, set)
		}
	}
	// Scale denominators and cell sizes as OGC 17-083r4 annex D.1 prints them.
	printed := map[int][2]float64{
		0:  {559082264.028717, 156543.033928041},
		1:  {279541132.014358, 78271.5169640204},
		10: {545978.773465544, 152.874056570352},
		22: {133.295598990611, 0.0373227677173712},
		24: {33.3238997476528, 0.0093306919293428},
	}
	for z, m := range webMercatorQuad.TileMatrices {
		if m.ID != strconv.Itoa(z) || m.MatrixWidth != 1<<z || m.MatrixHeight != 1<<z || m.TileWidth != 256 || m.CornerOfOrigin != "topLeft" {
			t.Errorf("matrix %d is %+v", z, m)
		}
		if want, ok := printed[z]; ok && (!near(m.ScaleDenominator, want[0]) || !near(m.CellSize, want[1])) {
			t.Errorf("matrix %d has the scale %v and cells of %v", z, m.ScaleDenominator, m.CellSize)
		}
		if !near(m.PointOfOrigin[0], -20037508.3427892) || !near(m.PointOfOrigin[1], 20037508.3427892) {
			t.Errorf("matrix %d begins at %v", z, m.PointOfOrigin)
		}
	}
}

// near compares to the 14 digits that are printed.
func near(got, want float64) bool { return math.Abs(got/want-1) < 1e-13 }

func TestAnUnknownTileMatrixSetIsNotFound(t *testing.T) {
	h := serve(&fake{edition: geo.Edition{Epoch: "e", Number: 1}})
	for _, target := range []string{"/api/v1/tileMatrixSets/WorldCRS84Quad", "/api/v1/tiles/WorldCRS84Quad", "/api/v1/tiles/WorldCRS84Quad/0/0/0"} {
		if w := get(h, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

// decode reads the JSON that is answered.
func decode(t *testing.T, h http.Handler, target string, into any) {
	t.Helper()
	w := get(h, target, "Accept", "application/json")
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%s: %d %s, %v", target, w.Code, w.Body, err)
	}
}
