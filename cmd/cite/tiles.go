package main

import (
	"fmt"
	"math"
	"net/http"
	"strings"

	"github.com/paulmach/orb/encoding/mvt"
)

const (
	tiles1        = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
	tilesetsRel   = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	tilesetSet    = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
	setsRel       = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
	webMercator   = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
	mapboxTile    = "application/vnd.mapbox-vector-tile"
	scaleOfZoom0  = 559082264.028717
	sizeOfZoom0   = 156543.033928041 // metres a pixel
	originOfWorld = 20037508.3427892
)

// tilesClasses are the abstract tests of OGC API - Tiles - Part 1: Core (OGC 20-057,
// annex A).
var tilesClasses = []class{
	{tiles1 + "core", []check{
		{"/conf/core/tc-op", eachTileset(tilesAnswer)},
		{"/conf/core/tc-tilematrix-definition", eachTileset(template("{tileMatrix}"))},
		{"/conf/core/tc-tilerow-definition", eachTileset(template("{tileRow}"))},
		{"/conf/core/tc-tilecol-definition", eachTileset(template("{tileCol}"))},
		{"/conf/core/tc-success", eachTileset(tilesHoldEverything)},
		{"/conf/core/tc-error", eachTileset(tilesBeyondAreRefused)},
	}},
	{tiles1 + "tileset", []check{
		{"/conf/tileset/success", eachTileset(tilesetIsDescribed)},
		{"/conf/tileset/tmxslink", matrixSetsAreDefined},
		{"/conf/tileset/limits", eachTileset(limitsAreTrue)},
	}},
	{tiles1 + "tilesets-list", []check{
		{"/conf/tilesets-list/tileset-links", tilesetsAreListed},
	}},
	{tiles1 + "dataset-tilesets", []check{{"/conf/dataset-tilesets/landingpage", landingLinksToTilesets}}},
	{tiles1 + "geodata-tilesets", []check{{"/conf/geodata-tilesets/desc-links", incidentsLinkToTilesets}}},
	{tiles1 + "mvt", []check{{"/conf/mvt/content", eachTileset(tilesAreMVT)}}},
	{tiles1 + "oas30", []check{{"/conf/oas30/tiles", tilesAreDescribed}}},
	{"", []check{{"tilejson", tileJSONAnswers}}},
}

// incidentsOf returns the collection of incidents.
func (t *test) incidentsOf() document { return t.json("/collections/incidents") }

// tilesetLists returns the addresses of the lists of tilesets: of the data set and of
// the incidents.
func (t *test) tilesetLists() []string {
	return []string{t.link(t.json(""), tilesetsRel, "application/json").Href, t.link(t.incidentsOf(), tilesetsRel, "application/json").Href}
}

// tileset returns the description that an entry of a list links to.
func (t *test) tileset(listed document) document {
	return t.json(t.link(listed, "self", "application/json").Href)
}

// eachTileset runs a check on every tileset.
func eachTileset(run func(t *test, tileset document)) func(t *test) {
	return func(t *test) {
		for _, address := range t.tilesetLists() {
			tilesets := t.json(address).objects("tilesets")
			t.must(len(tilesets) > 0, "%s lists no tileset", address)
			for _, listed := range tilesets {
				run(t, t.tileset(listed))
			}
		}
	}
}

// tile returns the address of a tile.
func (t *test) tile(tileset document, matrix string, row, column int) string {
	address := t.link(tileset, "item", mapboxTile).Href
	return strings.NewReplacer("{tileMatrix}", matrix, "{tileRow}", fmt.Sprint(row), "{tileCol}", fmt.Sprint(column)).Replace(address)
}

// /req/core/tc-op
func tilesAnswer(t *test, tileset document) {
	r := t.get(t.tile(tileset, "0", 0, 0))
	t.status(r, http.StatusOK)
	t.must(r.media() == mapboxTile, "%s is %s", r.URL, r.media())
}

func template(variable string) func(t *test, tileset document) {
	return func(t *test, tileset document) {
		l := t.link(tileset, "item", mapboxTile)
		t.must(strings.Contains(l.Href, variable), "the template %s has no %s", l.Href, variable)
	}
}

// /req/core/tc-success: with content 200, without 204; at one zoom all incidents
// with a point, each once.
func tilesHoldEverything(t *test, tileset document) {
	const zoom = 3
	count := 0
	for row := range 1 << zoom {
		for column := range 1 << zoom {
			r := t.get(t.tile(tileset, fmt.Sprint(zoom), row, column))
			t.status(r, http.StatusOK, http.StatusNoContent)
			if r.Status == http.StatusOK {
				count += t.incidentsIn(r)
			}
		}
	}
	want := 0
	_, rows := t.incidents()
	for _, r := range rows {
		if r.located {
			want++
		}
	}
	t.must(count == want, "the tiles of zoom %d hold %d incidents, want %d", zoom, count, want)
}

// incidentsIn counts the incidents of a tile.
func (t *test) incidentsIn(r *reply) int {
	layers, err := mvt.Unmarshal(r.Body)
	if err != nil {
		t.failf("%s: %v", r.URL, err)
	}
	count := 0
	for _, layer := range layers {
		for _, f := range layer.Features {
			switch layer.Name {
			case "incidents":
				count++
			case "cells":
				count += int(f.Properties.MustFloat64("count"))
			}
		}
	}
	return count
}

// /req/core/tc-error
func tilesBeyondAreRefused(t *test, tileset document) {
	for _, beyond := range []struct {
		matrix      string
		row, column int
	}{{"0", 1, 0}, {"0", 0, 1}, {"2", math.MaxInt32, math.MaxInt32}, {"2", -1, 0}, {"99", 0, 0}, {"nonsense", 0, 0}} {
		t.status(t.get(t.tile(tileset, beyond.matrix, beyond.row, beyond.column)), http.StatusNotFound, http.StatusBadRequest)
	}
}

// /req/tileset/success, /req/tileset/mandatory
func tilesetIsDescribed(t *test, tileset document) {
	t.must(tileset.text("dataType") == "vector", "dataType is %q", tileset.text("dataType"))
	t.must(tileset.text("crs") == epsg3857 || tileset.object("crs") != nil, "crs is %v", tileset["crs"])
	t.must(tileset.text("tileMatrixSetURI") == webMercator, "tileMatrixSetURI is %q", tileset.text("tileMatrixSetURI"))
	t.must(len(tileset.objects("layers")) > 0, "it has no layers")
	for _, layer := range tileset.objects("layers") {
		t.must(layer.text("id") != "" && layer.text("dataType") == "vector", "a layer has no id or the dataType %q", layer.text("dataType"))
	}
	t.link(tileset, "self", "application/json")
	definition := t.json(t.link(tileset, tilesetSet, "application/json").Href)
	t.must(definition.text("id") == "WebMercatorQuad", "the tiling scheme is %q", definition.text("id"))
	for _, l := range tileset.links("item") {
		t.must(strings.Contains(l.Href, "{tileMatrix}"), "the link item %s is no template", l.Href)
	}
	t.wellFormed(tileset)
}

// /req/tileset/tmxslink, and the definition by OGC 17-083r4
func matrixSetsAreDefined(t *test) {
	sets := t.json(t.link(t.json(""), setsRel, "application/json").Href).objects("tileMatrixSets")
	t.must(len(sets) > 0, "no tile matrix set is listed")
	for _, listed := range sets {
		l := t.link(listed, "self", "application/json")
		set := t.json(l.Href)
		t.must(set.text("id") == listed.text("id") && set.text("id") == "WebMercatorQuad", "the set is %q", set.text("id"))
		t.must(set.text("crs") == epsg3857 || set.object("crs") != nil, "its crs is %v", set["crs"])
		for i, m := range set.objects("tileMatrices") {
			n := math.Pow(2, float64(i))
			t.must(m.text("id") == fmt.Sprint(i), "matrix %d has the id %q", i, m.text("id"))
			near := func(have, want float64) bool { return math.Abs(have-want) <= want*1e-9 }
			t.must(near(m.number("scaleDenominator"), scaleOfZoom0/n), "matrix %d: scaleDenominator is %v", i, m["scaleDenominator"])
			t.must(near(m.number("cellSize"), sizeOfZoom0/n), "matrix %d: cellSize is %v", i, m["cellSize"])
			t.must(m.number("matrixWidth") == n && m.number("matrixHeight") == n, "matrix %d is %v wide and %v high", i, m["matrixWidth"], m["matrixHeight"])
			t.must(m.number("tileWidth") == 256 && m.number("tileHeight") == 256, "matrix %d has tiles of %v by %v", i, m["tileWidth"], m["tileHeight"])
			origin := numbers(m["pointOfOrigin"])
			t.must(len(origin) == 2 && math.Abs(origin[0]+originOfWorld) < 1e-3 && math.Abs(origin[1]-originOfWorld) < 1e-3, "matrix %d begins at %v", i, origin)
		}
		t.must(len(set.objects("tileMatrices")) > 10, "it has %d matrices", len(set.objects("tileMatrices")))
	}
}

// limitsAreTrue asks for tiles at the limits and beyond. Limits may be left out.
func limitsAreTrue(t *test, tileset document) {
	limits := tileset.objects("tileMatrixSetLimits")
	if len(limits) == 0 {
		t.skipf("the tileset has no limits")
	}
	for _, l := range limits {
		matrix := l.text("tileMatrix")
		r := t.get(t.tile(tileset, matrix, int(l.number("minTileRow")), int(l.number("minTileCol"))))
		t.status(r, http.StatusOK, http.StatusNoContent)
		t.must(l.number("minTileRow") <= l.number("maxTileRow") && l.number("minTileCol") <= l.number("maxTileCol"), "the limits of matrix %s are the wrong way round", matrix)
	}
}

// /req/tilesets-list/tileset-links
func tilesetsAreListed(t *test) {
	for _, address := range t.tilesetLists() {
		t.must(strings.Contains(address, "/tiles"), "%s has no /tiles in it", address)
		doc := t.json(address)
		t.wellFormed(doc)
		for _, tileset := range doc.objects("tilesets") {
			t.must(tileset.text("dataType") == "vector", "a tileset of %s is of the dataType %q", address, tileset.text("dataType"))
			t.must(tileset["crs"] != nil, "a tileset of %s has no crs", address)
			t.must(tileset.text("tileMatrixSetURI") == webMercator, "a tileset of %s has the tileMatrixSetURI %q", address, tileset.text("tileMatrixSetURI"))
			t.link(tileset, "self", "application/json")
			t.link(tileset, tilesetSet, "application/json")
		}
	}
}

// /req/dataset-tilesets/landingpage
func landingLinksToTilesets(t *test) {
	l := t.link(t.json(""), tilesetsRel, "application/json")
	t.must(strings.HasSuffix(strings.Split(l.Href, "?")[0], "/tiles"), "the tilesets are at %s", l.Href)
}

// /req/geodata-tilesets/desc-links, /req/geodata-tilesets/operation
func incidentsLinkToTilesets(t *test) {
	for _, c := range []document{t.incidentsOf(), t.listed("incidents")} {
		l := t.link(c, tilesetsRel, "application/json")
		t.must(strings.HasSuffix(strings.Split(l.Href, "?")[0], "/collections/incidents/tiles"), "the tilesets are at %s", l.Href)
	}
}

// listed returns a collection as the list of all has it.
func (t *test) listed(id string) document {
	for _, c := range t.collections() {
		if c.text("id") == id {
			return c
		}
	}
	t.failf("the list has no collection %s", id)
	return nil
}

// /req/mvt/content
func tilesAreMVT(t *test, tileset document) {
	address := t.tile(tileset, "4", 5, 9)
	for _, r := range []*reply{t.getAs(mapboxTile, address), t.get(address, "f", "mvt")} {
		t.status(r, http.StatusOK)
		t.must(r.media() == mapboxTile, "%s is %s", r.URL, r.media())
		layers, err := mvt.Unmarshal(r.Body)
		if err != nil {
			t.failf("%v", err)
		}
		for _, layer := range layers {
			t.must(layer.Version == 2 && layer.Extent == 4096, "layer %s is of version %d and extent %d", layer.Name, layer.Version, layer.Extent)
		}
		t.must(len(layers) > 0, "%s has no layers", r.URL)
	}
}

// /req/oas30
func tilesAreDescribed(t *test) {
	for _, path := range []string{
		"/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad",
		"/tiles", "/tiles/WebMercatorQuad", "/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
		"/collections/incidents/tiles", "/collections/incidents/tiles/WebMercatorQuad", "/collections/incidents/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
	} {
		t.operation(path)
	}
}

// TileJSON 3.0.0
func tileJSONAnswers(t *test) {
	doc := t.json(strings.TrimSuffix(t.root, "/api/v1") + "/tiles/tiles.json")
	t.must(strings.HasPrefix(doc.text("tilejson"), "3."), "tilejson is %q", doc.text("tilejson"))
	t.must(len(doc.list("tiles")) > 0 && len(doc.objects("vector_layers")) > 0, "it has no tiles or no vector_layers")
	for _, layer := range doc.objects("vector_layers") {
		t.must(layer.text("id") != "" && layer.object("fields") != nil, "a layer has no id or no fields")
	}
	address := strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0").Replace(fmt.Sprint(doc.list("tiles")[0]))
	t.status(t.get(address), http.StatusOK)
}
