package store

import (
	"fmt"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/geo/gpkg"
)

// addStyles gives the layers the symbols QGIS opens them with: shape and colour by
// kind, the fill by status.
func (e *export) addStyles() error {
	if err := gpkg.AddStyle(e.ctx, e.tx, "incidents", "geom", "incidents by kind and status", statusStyle(), ""); err != nil {
		return err
	}
	return gpkg.AddStyle(e.ctx, e.tx, "areas", "geom", "areas", areaStyle, "")
}

// shownStatuses are those of incidents that readers get, the surest first.
var shownStatuses = []string{geo.Verified, geo.Confirmed, geo.Claimed, geo.Reported, geo.Disputed}

// statusStyle is a renderer with a rule for each kind, and in it one for each status.
func statusStyle() string {
	var rules, symbols strings.Builder
	n := 0
	for _, look := range looks {
		fmt.Fprintf(&rules, `<rule key="%s" label="%s" filter="&quot;kind&quot; = '%s'">`, look.kind, look.kind, look.kind)
		for _, status := range shownStatuses {
			fmt.Fprintf(&rules, `<rule key="%s-%s" label="%s, %s" filter="&quot;status&quot; = '%s'" symbol="%d"/>`, look.kind, status, look.kind, status, status, n)
			fmt.Fprintf(&symbols, `<symbol type="marker" name="%d" alpha="1" clip_to_extent="1" force_rhr="0">%s</symbol>`, n, fill(look.shape, look.colour, status))
			n++
		}
		rules.WriteString(`</rule>`)
	}
	return `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.22" styleCategories="Symbology">` +
		`<renderer-v2 type="RuleRenderer" forceraster="0" symbollevels="0" enableorderby="0">` +
		`<rules key="incidents">` + rules.String() + `</rules><symbols>` + symbols.String() + `</symbols></renderer-v2></qgis>`
}

const (
	white   = "255,255,255,255"
	nothing = "0,0,0,0"
)

// fill returns the layers of a symbol, the lowest first: solid where somebody beside
// the speaker confirms it, with an inner ring where it was verified; half filled where
// it is claimed; hollow where it is reported; with a slash where it is disputed.
func fill(shape, colour, status string) string {
	hollow := marker{shape: shape, size: 3.4, colour: white, outline: colour, width: 0.5}.layer()
	switch status {
	case geo.Verified:
		ring := marker{shape: shape, size: 2.2, colour: nothing, outline: white, width: 0.4}
		if shape == "triangle" { // its middle is not that of the box around it
			ring.size, ring.down = 1.8, 0.6
		}
		return marker{shape: shape, size: 4.2, colour: colour, outline: white, width: 0.2}.layer() + ring.layer()
	case geo.Confirmed:
		return marker{shape: shape, size: 3.6, colour: colour, outline: white, width: 0.2}.layer()
	case geo.Claimed:
		half := halves[shape]
		return hollow + marker{shape: half.shape, angle: half.angle, size: 3.4 * half.scale, colour: colour, outline: nothing}.layer()
	case geo.Disputed:
		return hollow + marker{shape: "line", angle: 45, size: 4.6, colour: colour, outline: colour, width: 0.5}.layer()
	}
	return hollow
}

// halves are the shapes that fill the left half of another: how they are turned, in
// degrees clockwise, and how much larger they are drawn to fit.
var halves = map[string]struct {
	shape        string
	angle, scale float64
}{
	"diamond":  {"diagonal_half_square", 45, 0.7071},
	"triangle": {"right_half_triangle", 0, 1},
	"square":   {"half_square", 0, 1},
	"circle":   {"semi_circle", 270, 1},
}

// marker is a simple marker of QGIS. Lengths are in millimetres, the angle in degrees
// clockwise, colours as QGIS writes them.
type marker struct {
	shape           string
	angle, size     float64
	down            float64 // how far below its place it is drawn
	colour, outline string
	width           float64 // of the outline; 0 is none
}

func (m marker) layer() string {
	outlineStyle := "solid"
	if m.width == 0 {
		outlineStyle = "no"
	}
	var options strings.Builder
	for _, o := range [][2]string{
		{"name", m.shape},
		{"angle", decimal(m.angle)},
		{"size", decimal(m.size)},
		{"size_unit", "MM"},
		{"offset", "0," + decimal(m.down)},
		{"offset_unit", "MM"},
		{"color", m.colour},
		{"outline_color", m.outline},
		{"outline_style", outlineStyle},
		{"outline_width", decimal(m.width)},
		{"outline_width_unit", "MM"},
		{"joinstyle", "miter"},
	} {
		fmt.Fprintf(&options, `<Option type="QString" name="%s" value="%s"/>`, o[0], o[1])
	}
	return `<layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map">` + options.String() + `</Option></layer>`
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
