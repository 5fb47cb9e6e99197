// Package picture serves the map as a static picture, as SVG and as PNG: for articles,
// for print, for previews of links, and where no script runs.
package picture

import (
	"context"
	"math"
	"net/http"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/picture"
	"strikemap/server/web"
)

const (
	svgType = "image/svg+xml"
	pngType = "image/png"

	most       = 5000             // incidents drawn one by one; beyond, they are counted
	maxPixels  = 16 << 20         // of a PNG
	atOnce     = 2                // pictures being drawn
	patience   = 5 * time.Second  // for a turn
	makingTime = 20 * time.Second // for reading what is drawn
)

// Words are the words of one language.
type Words interface {
	T(key string, pairs ...any) string
	N(key string, n int, pairs ...any) string
	Code(group, code string) string
	Number(n int) string
	Distance(metres float64) string
	Instant(t time.Time) string
}

// Language returns the words for a tag, and the tag of their language: those of the
// site's own language where there are none for it.
type Language func(tag string) (found string, words Words)

// Routes returns the two routes of the family.
func Routes(deps web.Deps, language Language) []web.Route {
	p := &pictures{Deps: deps, language: language, turns: make(chan struct{}, atOnce), patience: patience}
	// A file that cannot be read leaves the map without names; that the one in the binary
	// can be read is tested.
	p.names, _ = picture.ReadLabels(deps.Labels)
	return []web.Route{
		p.route("/picture.svg", "getPictureSVG", "A view of the map as SVG", svgType, p.svg,
			"Named layers, as drawing programs show them. The group of an incident has its id as data-id."),
		p.route("/picture.png", "getPicturePNG", "A view of the map as PNG", pngType, p.png,
			"The same as /picture.svg, in pixels."),
	}
}

func (p *pictures) route(path, id, summary, mediaType string, write writer, what string) web.Route {
	return web.Route{
		Method: http.MethodGet, Path: path, Handler: p.handler(path, mediaType, write),
		Strict: true, Open: true, Cache: web.Revalidate, Params: parameters(p.Site.Languages),
		Doc: &web.Operation{
			ID: id, Tag: "Pictures", Summary: summary,
			Description: what + " It shows the same incidents as the same parameters give as GeoJSON: each by itself up to 5,000, beyond as counts. " +
				"Without bbox the picture fits what it shows. With bbox, what the frame shows beyond it is veiled.",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The picture", Types: []string{mediaType}}},
		},
	}
}

type pictures struct {
	web.Deps
	language Language
	names    []picture.Label
	turns    chan struct{}
	patience time.Duration
}

// writer makes the body of a picture.
type writer func(drawn *picture.Picture, want wanted) ([]byte, error)

func (p *pictures) svg(drawn *picture.Picture, _ wanted) ([]byte, error) { return drawn.SVG(), nil }

func (p *pictures) png(drawn *picture.Picture, want wanted) ([]byte, error) {
	if dots := drawn.Width * drawn.Height * want.scale * want.scale; dots > maxPixels {
		return nil, geo.Invalid("width", "makes a picture of %.0f million pixels; the most is %d million", dots/1e6, maxPixels>>20)
	}
	return drawn.PNG(want.scale)
}

// handler answers with a picture.
func (p *pictures) handler(path, mediaType string, write writer) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		values := web.Values(r)
		want, err := parse(values)
		if err != nil {
			return err
		}
		if want.query, err = web.ParseQuery(without(values, "title"), p.Now()); err != nil {
			return err
		}
		tag, words := p.language(values.Get("lang"))
		if want.incident != "" {
			if err := p.find(r.Context(), &want); err != nil {
				return err
			}
		}
		if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), path, tag, want.key())) {
			return nil
		}
		if err := p.takeTurn(r.Context()); err != nil {
			return err
		}
		defer func() { <-p.turns }()
		drawn, err := p.draw(r.Context(), want, tag, words)
		if err != nil {
			return err
		}
		body, err := write(drawn, want)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Language", tag)
		return web.Body(w, mediaType, body)
	}
}

// takeTurn waits until fewer than the most pictures are being drawn: each takes a
// processor and some memory.
func (p *pictures) takeTurn(ctx context.Context) error {
	late := time.NewTimer(p.patience)
	defer late.Stop()
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-late.C:
		return geo.Errorf(geo.EUNAVAILABLE, "too many pictures are being drawn; try again in a moment")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// find turns the incident asked for, by id, slug or alias, into a condition.
func (p *pictures) find(ctx context.Context, want *wanted) error {
	return p.Reader.ItemBody(ctx, web.CanonicalID(want.incident), want.query.KnownAt, func(item geo.ItemBody) error {
		want.incident = strings.Clone(item.ID)
		want.query.Conditions = append(want.query.Conditions, geo.Condition{Column: "id", Values: []string{want.incident}})
		return nil
	})
}

// draw reads what is asked for and lays it out.
func (p *pictures) draw(ctx context.Context, want wanted, tag string, words Words) (*picture.Picture, error) {
	ctx, cancel := context.WithTimeout(ctx, makingTime)
	defer cancel()
	found, err := p.read(ctx, want.query)
	if err != nil {
		return nil, err
	}
	scene := picture.Scene{
		Width: want.width, Height: want.height, Millimetres: want.millimetres,
		Box: p.box(want.query.BBox, found), Asked: want.query.BBox,
		Projection: want.projection, Theme: want.theme, Outlines: want.outlines, Language: tag,
		Labels: p.names, Incidents: found.incidents, Areas: found.areas, Cells: found.cells,
		Words: p.words(want, found, words),
	}
	if want.basemap && p.Basemap != nil {
		scene.Basemap = p.Basemap
	}
	return picture.Render(scene)
}

// box is what the map shows at least: the box asked for, else what holds all that was
// found, with some room, else the box that the site opens with.
func (p *pictures) box(asked *geo.BBox, found found) geo.BBox {
	if asked != nil {
		return *asked
	}
	if box, ok := found.box(); ok {
		return box
	}
	if box, err := geo.ParseBBox(p.Site.DefaultView); err == nil {
		return box
	}
	return geo.World
}

// around is the box around places in degrees, across the antimeridian where that is
// shorter, with room on all sides.
func around(longitudes, latitudes []float64) geo.BBox {
	west, east := span(longitudes)
	south, north := math.Inf(1), math.Inf(-1)
	for _, lat := range latitudes {
		south, north = min(south, lat), max(north, lat)
	}
	const share, least = 0.08, 0.05 // of the box; degrees
	across, along := max((east-west)*share, least), max((north-south)*share, least)
	if east-west+2*across >= 360 {
		return geo.BBox{West: -180, South: max(south-along, -90), East: 180, North: min(north+along, 90)}
	}
	return geo.BBox{West: wrapped(west - across), South: max(south-along, -90), East: wrapped(east + across), North: min(north+along, 90)}
}

func wrapped(lon float64) float64 {
	if lon >= -180 && lon <= 180 {
		return lon
	}
	return lon - 360*math.Round(lon/360)
}
