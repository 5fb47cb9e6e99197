package tiles

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb/encoding/mvt"

	"strikemap/geo"
	"strikemap/geo/tile"
	"strikemap/server/web"
)

// mapped is a fake that knows its extent.
type mapped struct {
	*fake
	box *geo.BBox
}

func (m mapped) Extent(context.Context) (geo.Extent, error) { return geo.Extent{Incidents: m.box}, nil }

// described is what clients read of a list of tilesets and of a tileset.
type described struct {
	DataType, CRS, TileMatrixSetURI, Updated string
	Tilesets                                 []described
	Links                                    []tilesetLink
	TileMatrixSetLimits                      []limits
	BoundingBox                              *boundingBox
	Layers                                   []vectorLayer
}

func (d described) link(t *testing.T, rel string) tilesetLink {
	t.Helper()
	i := slices.IndexFunc(d.Links, func(l tilesetLink) bool { return l.Rel == rel })
	if i < 0 {
		t.Fatalf("no link %s in %+v", rel, d.Links)
	}
	return d.Links[i]
}

// path takes a link apart.
func path(t *testing.T, href string) string {
	t.Helper()
	target, ok := strings.CutPrefix(href, "http://map.example")
	if !ok {
		t.Fatalf("the link %s leads elsewhere", href)
	}
	return target
}

// fill puts an address into a template.
func fill(template string, z, row, column int) string {
	return strings.NewReplacer("{tileMatrix}", strconv.Itoa(z), "{tileRow}", strconv.Itoa(row), "{tileCol}", strconv.Itoa(column)).Replace(template)
}

// A client goes from the list to the tileset to its tiles, as the conformance suite does.
func TestTheLinksLeadFromTheListOfTilesetsToTheirTiles(t *testing.T) {
	f, _ := someTile(t)
	h := serve(mapped{f, &geo.BBox{West: 36.7, South: 45.1, East: 36.7, North: 45.1}})
	for _, home := range []string{"/api/v1", "/api/v1/collections/incidents"} {
		var list, set described
		decode(t, h, home+"/tiles?kind=strike&f=json", &list)
		if len(list.Tilesets) != 1 || path(t, list.link(t, "self").Href) != home+"/tiles?kind=strike" {
			t.Fatalf("%+v", list)
		}
		item := list.Tilesets[0]
		decode(t, h, path(t, item.link(t, "self").Href), &set)
		for _, d := range []described{item, set} {
			if d.DataType != "vector" || d.CRS != webMercator || d.TileMatrixSetURI != matrixSetURI || path(t, d.link(t, tilingScheme).Href) != "/api/v1/tileMatrixSets/WebMercatorQuad" {
				t.Errorf("%+v", d)
			}
		}
		for _, l := range item.Links { // none of which is a template
			if w := get(h, path(t, l.Href)); w.Code != http.StatusOK {
				t.Errorf("%s: %d", l.Href, w.Code)
			}
		}
		template := set.link(t, "item")
		if !template.Templated || template.Type != mediaType || path(t, template.Href) != home+"/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}?kind=strike" {
			t.Errorf("the template is %+v", template)
		}
		if len(set.TileMatrixSetLimits) != incidentsZoom+1 || set.BoundingBox == nil || set.BoundingBox.CRS != webMercator ||
			math.Abs(set.BoundingBox.LowerLeft[0]-4085425.31) > 0.01 || math.Abs(set.BoundingBox.UpperRight[1]-5637278.20) > 0.01 { // by PROJ
			t.Errorf("limits %v, box %v", set.TileMatrixSetLimits, set.BoundingBox)
		}
		for _, m := range set.TileMatrixSetLimits {
			z, _ := strconv.Atoi(m.TileMatrix)
			if w := get(h, path(t, fill(template.Href, z, m.MaxTileRow, m.MinTileCol))); w.Code != http.StatusOK && w.Code != http.StatusNoContent {
				t.Errorf("the last row of zoom %d: %d", z, w.Code)
			}
			for _, beyond := range [][2]int{{m.MaxTileRow + 1, m.MinTileCol}, {m.MinTileRow, m.MaxTileCol + 1}} {
				if w := get(h, path(t, fill(template.Href, z, beyond[0], beyond[1]))); w.Code != http.StatusNotFound || w.Header().Get("Content-Type") != "application/problem+json" {
					t.Errorf("beyond zoom %d: %d", z, w.Code)
				}
			}
		}
		for _, rel := range []string{"alternate", "stylesheet"} {
			if w := get(h, path(t, set.link(t, rel).Href)); w.Code != http.StatusOK || !strings.HasSuffix(set.link(t, rel).Href, "?kind=strike") {
				t.Errorf("%s: %d", set.link(t, rel).Href, w.Code)
			}
		}
	}
}

func TestATileIsTheSameAtBothAddressesTheRowBeforeTheColumnInTheStandards(t *testing.T) {
	f, target := someTile(t)
	h := serve(f)
	at := tile.At(6, 36.7, 45.1)
	plain := get(h, target)
	for _, home := range []string{"/api/v1", "/api/v1/collections/incidents"} {
		standard := get(h, fmt.Sprintf("%s/tiles/WebMercatorQuad/%d/%d/%d?f=mvt", home, at.Z, at.Y, at.X))
		if standard.Code != http.StatusOK || standard.Body.String() != plain.Body.String() || standard.Header().Get("ETag") != plain.Header().Get("ETag") {
			t.Errorf("%s: %d with %d bytes", home, standard.Code, standard.Body.Len())
		}
		if w := get(h, fmt.Sprintf("%s/tiles/WebMercatorQuad/%d/%d/%d", home, at.Z, at.X, at.Y)); w.Code != http.StatusNoContent {
			t.Errorf("%s with row and column the other way round: %d", home, w.Code)
		}
	}
	if f.calls() != 2 { // that tile, and the empty one
		t.Errorf("made %d times", f.calls())
	}
}

func TestWhatTheTilesOfTheStandardRefuse(t *testing.T) {
	f, _ := someTile(t)
	h := serve(mapped{f, nil})
	const one = "/api/v1/tiles/WebMercatorQuad/0/0/0"
	for _, c := range []struct {
		target, accept string
		status         int
	}{
		{one, "", 200},
		{one, "application/vnd.mapbox-vector-tile", 200},
		{one, "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", 200},
		{one + "?f=mvt", "application/json", 200},
		{one + "?f=json", "", 400},
		{one, "application/json", 406},
		{one + "?kinds=strike", "", 400},
		{one + "?limit=5", "", 400},
		{one + "?kind=closure", "", 204},
		{"/api/v1/tiles/WebMercatorQuad/23/0/0", "", 404},
		{"/api/v1/tiles/WebMercatorQuad/0/0/2147483647", "", 404},
		{"/api/v1/tiles/WebMercatorQuad/00/0/0", "", 404},
		{"/api/v1/tiles/WebMercatorQuad/0/0/0.mvt", "", 404},
		{"/api/v1/tiles/WebMercatorQuad/-1/0/0", "", 404},
		{"/api/v1/tiles?f=mvt", "", 400},
		{"/api/v1/tiles?kinds=strike", "", 400},
		{"/api/v1/tiles/WebMercatorQuad?kind=strik", "", 400},
		{"/api/v1/tiles/WebMercatorQuad?f=json", "text/csv", 200},
		{"/api/v1/tileMatrixSets?kind=strike", "", 400},
	} {
		var headers []string
		if c.accept != "" {
			headers = []string{"Accept", c.accept}
		}
		if w := get(h, c.target, headers...); w.Code != c.status {
			t.Errorf("%s, Accept %q: %d, want %d", c.target, c.accept, w.Code, c.status)
		}
	}
}

func TestAFilterInCQL2ReachesTheTilesAndTheirTemplate(t *testing.T) {
	f, _ := someTile(t)
	f.add("two", geo.Closure, &geo.Point{Lon: 36.7, Lat: 45.1})
	h := serve(mapped{f, nil})
	for filter, want := range map[string]int{"kind%3D%27strike%27": 1, "kind%20IS%20NOT%20NULL": 2, "country%3D%27PL%27": 0} {
		var set described
		decode(t, h, "/api/v1/tiles/WebMercatorQuad?filter="+filter, &set)
		w := get(h, path(t, fill(set.link(t, "item").Href, 0, 0, 0)))
		shown := 0
		if w.Code == http.StatusOK {
			layers, err := mvt.Unmarshal(w.Body.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			shown = len(layers[0].Features)
		}
		if shown != want {
			t.Errorf("%s shows %d of %d, %d", filter, shown, want, w.Code)
		}
	}
	for _, target := range []string{"/api/v1/tiles/WebMercatorQuad/0/0/0", "/api/v1/tiles", "/tiles/style.json", "/tiles/tiles.json", "/tiles/0/0/0.mvt"} {
		if w := get(h, target+"?filter=kind%3D"); w.Code != http.StatusBadRequest {
			t.Errorf("%s with a bad filter: %d", target, w.Code)
		}
	}
}

func TestATilesetIsUnchangedWithinAnEdition(t *testing.T) {
	f, _ := someTile(t)
	h := serve(mapped{f, nil})
	for _, target := range []string{"/api/v1/tiles", "/api/v1/collections/incidents/tiles/WebMercatorQuad", "/api/v1/tileMatrixSets/WebMercatorQuad"} {
		first := get(h, target)
		if w := get(h, target, "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusNotModified || first.Header().Get("ETag") == "" {
			t.Errorf("%s: %d", target, w.Code)
		}
		if w := get(h, target+"?f=json", "If-None-Match", first.Header().Get("ETag")); w.Code != http.StatusOK {
			t.Errorf("%s?f=json: %d", target, w.Code)
		}
	}
	before := get(h, "/api/v1/tiles").Header().Get("ETag")
	f.add("another", geo.Strike, &geo.Point{Lon: 1, Lat: 1})
	if w := get(h, "/api/v1/tiles", "If-None-Match", before); w.Code != http.StatusOK {
		t.Errorf("%d in the next edition", w.Code)
	}
}

// The schemas of the layers say what decoders find.
func TestTheLayersAreDescribedAsTheyAre(t *testing.T) {
	f, _ := someTile(t)
	h := serve(mapped{f, nil})
	var set described
	decode(t, h, "/api/v1/tiles/WebMercatorQuad", &set)
	shown := map[string]map[string]any{}
	read := func() {
		layers, err := mvt.Unmarshal(get(h, "/tiles/0/0/0.mvt").Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range layers {
			shown[l.Name] = l.Features[0].Properties
		}
	}
	read()
	for i := range geo.MaxTilePoints {
		f.add(fmt.Sprint(i), geo.Strike, &geo.Point{Lon: 30, Lat: 50})
	}
	read()
	if len(set.Layers) != 2 || len(shown) != 2 {
		t.Fatalf("%d layers, described as %+v", len(shown), set.Layers)
	}
	for _, l := range set.Layers {
		properties := l.PropertiesSchema["properties"].(map[string]any)
		for name, value := range shown[l.ID] {
			schema, _ := properties[name].(map[string]any)
			want := map[string]any{}
			switch value.(type) {
			case string:
				want["type"] = "string"
			case bool:
				want["type"] = "boolean"
			default:
				want["type"] = schema["type"]
				if schema["type"] != "integer" && schema["type"] != "number" {
					want["type"] = "a number"
				}
			}
			if schema["type"] != want["type"] {
				t.Errorf("%s of %s is %v (%T)", name, l.ID, schema, value)
			}
		}
		if l.GeometryDimension != 0 || l.DataType != "vector" {
			t.Errorf("%+v", l)
		}
	}
	if got := set.Layers[1].PropertiesSchema["properties"].(map[string]any)["count"].(map[string]any)["type"]; got != "integer" {
		t.Errorf("counts are of type %v", got)
	}
}

// OGC API Tiles, table 11: the ids end as the standard has them.
func TestOperationsAreCalledAsTheStandardCallsThem(t *testing.T) {
	suffixes := map[string]string{}
	for _, r := range incidentRoutes(web.Deps{}) {
		if strings.HasPrefix(r.Path, "/api/v1/") {
			suffixes[r.Path] = r.Doc.ID
		}
	}
	const set, address = "/tiles/WebMercatorQuad", "/{tileMatrix}/{tileRow}/{tileCol}"
	want := map[string]string{
		"/api/v1/tileMatrixSets":                        "getTileMatrixSetsList",
		"/api/v1/tileMatrixSets/WebMercatorQuad":        "getTileMatrixSet",
		"/api/v1/tiles":                                 ".vector.getTileSetsList",
		"/api/v1" + set:                                 ".vector.getTileSet",
		"/api/v1" + set + address:                       ".vector.getTile",
		"/api/v1/collections/incidents/tiles":           ".collection.vector.getTileSetsList",
		"/api/v1/collections/incidents" + set:           ".collection.vector.getTileSet",
		"/api/v1/collections/incidents" + set + address: ".collection.vector.getTile",
	}
	for p, suffix := range want {
		if !strings.HasSuffix(suffixes[p], suffix) {
			t.Errorf("%s is called %s", p, suffixes[p])
		}
	}
	if len(suffixes) != len(want) {
		t.Errorf("routes %v", slices.Sorted(maps.Keys(suffixes)))
	}
}
