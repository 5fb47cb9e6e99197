package data

import (
	"bytes"
	_ "embed"
)

//go:embed basemap/tiles.bin
var basemapTiles []byte

//go:embed basemap/labels.json
var basemapLabels []byte

//go:embed borders/borders.bin
var borders []byte

// BasemapTiles is the archive of vector tiles for tile.Open: land, lakes,
// rivers, first-level divisions and country borders (the view of the United
// Nations), from Natural Earth, public domain. The whole world to zoom 3, the
// region 25 W to 110 E, 30 N to 75 N to zoom 6, made for tiles of 512 pixels.
// The bytes must not be changed.
func BasemapTiles() []byte { return basemapTiles }

// BasemapLabels is our own table of names for the map, as JSON:
//
//	{"countries": [label...], "seas": [label...], "cities": [label...]}
//
// A label has
//
//	name     object with en, uk, ru and pl
//	lon, lat degrees; for countries and seas the middle of the name, for cities
//	         their centre, good to about 0.02 degrees
//	minzoom  first zoom to show it at, for tiles of 256 pixels (Leaflet's zoom)
//	country  ISO 3166-1 alpha-2; countries and cities; may be empty
//	capital  true for the seat of a state's government; cities only
//	kind     sea, gulf, strait, ocean or lake; seas only
//
// Where names would overlap, the smaller minzoom goes first, then capitals, then
// the order of the list. The slice is a copy.
func BasemapLabels() []byte { return bytes.Clone(basemapLabels) }

// Borders is the partition of the land into countries and first-level divisions
// for border.New (the view of the United Nations: Crimea and Sevastopol are in
// Ukraine), from Natural Earth 1:10m, public domain. The bytes must not be
// changed.
func Borders() []byte { return borders }
