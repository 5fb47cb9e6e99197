package embed

import (
	"bytes"
	"context"
	"html/template"
	"regexp"

	"strikemap/geo"
	"strikemap/geo/picture"
	"strikemap/server/site"
)

// The map without scripts: a small picture that stands in the page itself, so that it
// is there with the first paint. Its colours are those of the light theme; the style
// sheet of the frame changes them with the theme.

const (
	sketchWidth, sketchHeight = 600, 360 // CSS pixels; the frame cuts and scales it
	sketchDetail              = 1.6      // pixels
)

// sketch draws what an embed shows, in a box.
func (f *family) sketch(e *site.Embed, areas map[string]*geo.Area, box geo.BBox) (template.HTML, error) {
	s := picture.Scene{
		Width: sketchWidth, Height: sketchHeight, Box: box, Projection: picture.Mercator, Theme: picture.Light,
		Language: e.Language(), Basemap: f.Basemap, Labels: f.labels, Detail: sketchDetail,
		Words: picture.Words{Number: e.Number, Distance: e.Distance, Layers: picture.DefaultLayers},
	}
	for _, m := range e.Marks[:min(len(e.Marks), site.EmbedSketched)] {
		s.Incidents = append(s.Incidents, picture.Incident{
			ID: m.ID, Title: m.Title, Kind: m.Kind, Status: m.Status, Point: m.Point, Uncertainty: m.Uncertainty, AreaID: m.AreaID,
		})
	}
	for _, id := range areaIDs(e.Marks) {
		if area := areas[id]; area != nil {
			s.Areas = append(s.Areas, area)
		}
	}
	drawn, err := picture.Render(s)
	if err != nil {
		return "", err
	}
	return template.HTML(inPage(drawn.SVG())), nil
}

// areaIDs are the areas that stand for the places of incidents, in their order.
func areaIDs(marks []site.Mark) []string {
	var ids []string
	seen := map[string]bool{}
	for _, m := range marks {
		if m.Point == nil && m.AreaID != "" && !seen[m.AreaID] {
			seen[m.AreaID] = true
			ids = append(ids, m.AreaID)
		}
	}
	return ids
}

// areas reads the shapes that an embed shows. One that is no longer there is left out.
func (f *family) areas(ctx context.Context, marks []site.Mark) (map[string]*geo.Area, error) {
	found := map[string]*geo.Area{}
	for _, id := range areaIDs(marks) {
		switch area, err := f.Reader.Area(ctx, id); geo.ErrorCode(err) {
		case "":
			found[id] = area
		case geo.ENOTFOUND:
		default:
			return nil, err
		}
	}
	return found, nil
}

// What a file needs and an element of a page does not: names of layers for drawing
// programs, the old name of href, a font of its own, titles for what the list says; and
// what a map of this size can do without.
var (
	fileOnly  = regexp.MustCompile(` xmlns(?::[a-z]+)?="[^"]*"| inkscape:[a-z]+="[^"]*"| font-family="[^"]*"| id="(?:incident|layer)-[^"]*"| data-(?:kind|status|count|area)="[^"]*"`)
	titles    = regexp.MustCompile(`(?s)\n?<title[^>]*>.*?</title>|\n?<desc[^>]*>.*?</desc>`)
	needless  = regexp.MustCompile(`(?s)<g id="layer-(?:paper|rivers|frame)".*?\n</g>\n`)
	sizeOfAll = regexp.MustCompile(`^<svg[^>]*viewBox="([^"]*)"[^>]*>`)
)

// inPage makes a file into an element of a page, which the element around it names. The
// incidents keep their ids, as data-id.
func inPage(svg []byte) []byte {
	svg = needless.ReplaceAll(titles.ReplaceAll(svg, nil), nil)
	svg = sizeOfAll.ReplaceAll(svg, []byte(`<svg class="sketch-picture" viewBox="$1" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">`))
	svg = fileOnly.ReplaceAll(svg, nil)
	return bytes.ReplaceAll(svg, []byte("xlink:href"), []byte("href"))
}
