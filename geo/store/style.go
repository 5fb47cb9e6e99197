package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// looks are shape and colour of each kind on the light map, as QGIS names shapes and
// writes colours.
var looks = []struct{ kind, shape, colour string }{
	{geo.Strike, "diamond", "213,94,0,255"},
	{geo.Incursion, "triangle", "0,114,178,255"},
	{geo.Interception, "square", "0,131,95,255"},
	{geo.Sighting, "circle", "143,90,158,255"},
	{geo.Closure, "circle", "77,77,77,255"},
}

// addStyles gives the layers the symbols QGIS opens them with.
func addStyles(ctx context.Context, tx *sql.Tx) error {
	if err := gpkg.AddStyle(ctx, tx, "incidents", "geom", "incidents by kind", incidentStyle(), ""); err != nil {
		return err
	}
	return gpkg.AddStyle(ctx, tx, "areas", "geom", "areas", areaStyle, "")
}

// incidentStyle is a renderer categorised by kind.
func incidentStyle() string {
	var categories, symbols strings.Builder
	for i, look := range looks {
		fmt.Fprintf(&categories, `<category symbol="%d" value="%s" label="%s" render="true"/>`, i, look.kind, look.kind)
		fmt.Fprintf(&symbols, `<symbol type="marker" name="%d" alpha="1" clip_to_extent="1" force_rhr="0">`+
			`<layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">`+
			`<Option type="QString" name="name" value="%s"/><Option type="QString" name="color" value="%s"/>`+
			`<Option type="QString" name="outline_color" value="255,255,255,255"/><Option type="QString" name="outline_width" value="0.2"/>`+
			`<Option type="QString" name="size" value="3.6"/><Option type="QString" name="size_unit" value="MM"/>`+
			`</Option></layer></symbol>`, i, look.shape, look.colour)
	}
	return `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22" styleCategories="Symbology">` +
		`<renderer-v2 type="categorizedSymbol" attr="kind" forceraster="0" symbollevels="0" enableorderby="0">` +
		`<categories>` + categories.String() + `</categories><symbols>` + symbols.String() + `</symbols></renderer-v2></qgis>`
}

const areaStyle = `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22" styleCategories="Symbology">` +
	`<renderer-v2 type="singleSymbol" forceraster="0" symbollevels="0" enableorderby="0"><symbols>` +
	`<symbol type="fill" name="0" alpha="1" clip_to_extent="1" force_rhr="0">` +
	`<layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">` +
	`<Option type="QString" name="color" value="77,77,77,30"/><Option type="QString" name="style" value="solid"/>` +
	`<Option type="QString" name="outline_color" value="77,77,77,160"/><Option type="QString" name="outline_style" value="dash"/>` +
	`<Option type="QString" name="outline_width" value="0.2"/>` +
	`</Option></layer></symbol></symbols></renderer-v2></qgis>`
