package site

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// Preview is the picture that stands for a page where a link to it is shown.
type Preview struct {
	URL           string // absolute
	Width, Height int
	Alt           string
}

// The size that link previews are shown in, and how high the map on such a picture is:
// the rest is title, legend and notes.
const (
	previewWidth     = 1200
	previewHeight    = 630
	previewMapHeight = 455
)

func (p *pages) preview(r *http.Request, l language, values url.Values, alt string) *Preview {
	if len(p.Site.Languages) > 1 {
		values.Set("lang", l.tag)
	}
	return &Preview{web.Links(r).URL("/picture.png", values), previewWidth, previewHeight, alt}
}

// incidentPreview shows one incident with its surroundings.
func (p *pages) incidentPreview(r *http.Request, l language, id, knownAt, title string) *Preview {
	values := url.Values{"incident": {id}}
	if knownAt != "" {
		values.Set("known_at", knownAt)
	}
	return p.preview(r, l, values, title)
}

// homePreview shows what the map page shows.
func (p *pages) homePreview(r *http.Request, l language, all overview, s Selection) *Preview {
	values := url.Values{"bbox": {p.previewBox(s.View).Text()}, "height": {strconv.Itoa(previewHeight)}}
	for _, c := range s.conditions() {
		values.Set(c.Column, strings.Join(c.Values, ","))
	}
	if s.Text != "" {
		values.Set("q", s.Text)
	}
	if v := s.interval(all.opening, all.newest); !v.Unbounded() {
		values.Set("datetime", openEnd(v.From.IsZero(), geo.FormatTime(v.From))+"/"+openEnd(v.To.IsZero(), geo.FormatTime(v.To)))
	}
	if !s.KnownAt.IsZero() {
		values.Set("known_at", geo.FormatTime(s.KnownAt))
	}
	return p.preview(r, l, values, l.T("site.intro"))
}

func openEnd(open bool, text string) string {
	if open {
		return ".."
	}
	return text
}

// previewBox is the box that the picture shows: about the middle of the view at its
// zoom, or around the box that the site opens with, in the proportions of the map.
func (p *pages) previewBox(view *View) geo.BBox {
	const world = 1 << 32 // steps of geo.Mercator
	if view != nil {
		x, y := geo.Mercator(view.Lon, view.Lat)
		pixel := world / (256 * math.Exp2(view.Zoom))
		return boxAbout(float64(x), float64(y), pixel*previewWidth/2, pixel*previewMapHeight/2)
	}
	box, err := geo.ParseBBox(p.Site.DefaultView)
	if err != nil {
		return geo.World
	}
	left, top := geo.Mercator(box.West, box.North)
	right, bottom := geo.Mercator(box.East, box.South)
	east := float64(right)
	if right <= left { // across the antimeridian, or up to it
		east += world
	}
	half, tall := (east-float64(left))/2, (float64(bottom)-float64(top))/2
	const shape = float64(previewWidth) / previewMapHeight
	return boxAbout((float64(left)+east)/2, (float64(top)+float64(bottom))/2, max(half, tall*shape), max(tall, half/shape))
}

// boxAbout is a box about a place in the square of geo.Mercator.
func boxAbout(x, y, half, tall float64) geo.BBox {
	const world = 1 << 32
	if 2*half >= world {
		x, half = world/2, world/2
	}
	west, north := geo.Unmercator(x-half, max(y-tall, 0))
	east, south := geo.Unmercator(x+half, min(y+tall, world))
	return geo.BBox{West: thousandths(west), South: thousandths(south), East: thousandths(east), North: thousandths(north)}
}

// thousandths is a longitude or latitude within its bounds, in thousandths.
func thousandths(v float64) float64 {
	for v > 180 {
		v -= 360
	}
	for v < -180 {
		v += 360
	}
	return math.Round(v*1000) / 1000
}
