package picture

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/geo/picture"
	"strikemap/server/web"
)

// wanted is what a request asks for.
type wanted struct {
	query         geo.Query
	incident      string // id, once found
	width, height float64
	millimetres   bool
	scale         float64
	theme         picture.Theme
	projection    picture.Projection
	basemap       bool
	outlines      bool
	title         *string // nil: the usual one; empty: none
}

// key tells pictures of one edition and language apart.
func (w wanted) key() string {
	title := "usual"
	if w.title != nil {
		title = strconv.Quote(*w.title)
	}
	return fmt.Sprint(w.query.Canonical(), w.incident, w.width, w.height, w.millimetres, w.scale, w.theme, w.projection, w.basemap, w.outlines, title)
}

const (
	usualWidth  = 1200
	usualHeight = 630 // with which previews of links are shown
	maxTitle    = 200 // bytes
	noTitle     = "none"
	perInch     = 96.0 // CSS pixels
	mmPerInch   = 25.4
)

// parameters are those of both routes.
func parameters(languages []string) []web.Param {
	least, most := 1.0, 2.0
	params := []web.Param{
		{Name: "bbox", Type: "number", List: true, Count: 4, Example: []float64{22, 44, 60, 60}, Description: "Box as west,south,east,north in degrees (CRS84), unless bbox-crs says otherwise. A west greater than the east crosses the antimeridian. Without it the picture fits what it shows."},
		{Name: "bbox-crs", Format: "uri", Default: crs.CRS84.URI(), Description: "Coordinate reference system of bbox: CRS84, EPSG:4326 or EPSG:3857, by URI or as EPSG:4326."},
		{Name: "incident", Description: "One incident, by id, slug or alias, with its surroundings.", Example: "01KD3Y0S00RPTQ8V9T8Q4N2A6B"},
		{Name: "width", Pattern: sizePattern.String(), Default: strconv.Itoa(usualWidth), Example: "180mm", Description: "Width in CSS pixels, 800 or 800px, or in millimetres, 180mm: 100 to 4000 pixels."},
		{Name: "height", Pattern: sizePattern.String(), Description: "Height, as width. Without it and aspect: with bbox as high as the box asks for, else 630 to a width of 1200."},
		{Name: "aspect", Pattern: aspectPattern.String(), Example: "16:9", Description: "Width to height, in the place of height."},
		{Name: "scale", Type: "integer", Minimum: &least, Maximum: &most, Default: 1, Description: "Pixels of a PNG to a CSS pixel. An SVG has any."},
		{Name: "theme", Enum: texts(picture.Themes), Default: string(picture.Light), Description: "Colours. print is black on white; kinds are told apart by shape."},
		{Name: "projection", Enum: texts(picture.Projections), Default: string(picture.Mercator), Description: "mercator as on the web map, or conic: Lambert conformal conic, fitted to the box."},
		{Name: "basemap", Enum: []string{"full", "none"}, Default: "full", Description: "With land, borders and names, or without."},
		{Name: "text", Enum: []string{"outlines", "text"}, Default: "outlines", Description: "Texts of an SVG as outlines, which look the same everywhere, or as texts, which can be edited. A PNG has outlines."},
		{Name: "title", Description: "Title, up to 200 bytes; none for none. Without it the usual one. To filter by the column title, use filter."},
		{Name: "lang", Enum: languages, Description: "Language of the words. Without it that of the site."},
	}
	return append(params, slices.DeleteFunc(web.Filters(), func(p web.Param) bool { return p.Name == "title" })...)
}

func texts[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}

// without returns values without one of them.
func without(values url.Values, name string) url.Values {
	if !values.Has(name) {
		return values
	}
	rest := url.Values{}
	for key, given := range values {
		if key != name {
			rest[key] = given
		}
	}
	return rest
}

var (
	sizePattern   = regexp.MustCompile(`^[0-9]{1,4}(?:\.[0-9]{1,3})?(?:px|mm)?$`)
	aspectPattern = regexp.MustCompile(`^[0-9]{1,4}:[0-9]{1,4}$`)
)

// parse reads what is asked for beside the query.
func parse(values url.Values) (wanted, error) {
	w := wanted{scale: 1, incident: values.Get("incident"), basemap: true, outlines: true}
	theme, err := choice(values, "theme", texts(picture.Themes))
	if err != nil {
		return w, err
	}
	projection, err := choice(values, "projection", texts(picture.Projections))
	if err != nil {
		return w, err
	}
	basemap, err := choice(values, "basemap", []string{"full", "none"})
	if err != nil {
		return w, err
	}
	text, err := choice(values, "text", []string{"outlines", "text"})
	if err != nil {
		return w, err
	}
	scale, err := choice(values, "scale", []string{"1", "2"})
	if err != nil {
		return w, err
	}
	if values.Has("incident") && strings.TrimSpace(w.incident) == "" {
		return w, geo.Invalid("incident", "is empty; leave it out, or give it a value")
	}
	w.theme, w.projection, w.basemap, w.outlines = picture.Theme(theme), picture.Projection(projection), basemap == "full", text == "outlines"
	if scale == "2" {
		w.scale = 2
	}
	if w.title, err = parseTitle(values); err != nil {
		return w, err
	}
	return w, w.parseSize(values)
}

// choice reads one of a few values, the first where it is not given.
func choice(values url.Values, name string, offered []string) (string, error) {
	text := values.Get(name)
	switch {
	case !values.Has(name):
		return offered[0], nil
	case slices.Contains(offered, text):
		return text, nil
	}
	message := fmt.Sprintf("%s: %q is not one of %s", name, text, strings.Join(offered, ", "))
	return "", &web.Error{Status: 400, Parameter: name, Nearest: geo.Nearest(text, offered), Message: message}
}

func parseTitle(values url.Values) (*string, error) {
	if !values.Has("title") {
		return nil, nil
	}
	text := strings.Join(strings.FieldsFunc(values.Get("title"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
	switch {
	case text == "":
		return nil, geo.Invalid("title", "is empty; leave it out, or write %s for none", noTitle)
	case len(text) > maxTitle:
		return nil, geo.Invalid("title", "is longer than %d bytes", maxTitle)
	case text == noTitle:
		text = ""
	}
	return &text, nil
}

// parseSize reads width, height and aspect. A picture is as large in millimetres as its
// width is given in them.
func (w *wanted) parseSize(values url.Values) (err error) {
	w.width = usualWidth
	if values.Has("width") {
		if w.width, w.millimetres, err = parseLength(values, "width"); err != nil {
			return err
		}
	}
	switch {
	case values.Has("height") && values.Has("aspect"):
		return geo.Invalid("aspect", "cannot go with height")
	case values.Has("height"):
		if w.height, _, err = parseLength(values, "height"); err != nil {
			return err
		}
	case values.Has("aspect"):
		if w.height, err = w.parseAspect(values.Get("aspect")); err != nil {
			return err
		}
	case !values.Has("bbox"):
		w.height = max(w.width*usualHeight/usualWidth, picture.MinSide)
	}
	return nil
}

func parseLength(values url.Values, name string) (pixels float64, millimetres bool, err error) {
	text := values.Get(name)
	if !sizePattern.MatchString(text) {
		return 0, false, geo.Invalid(name, "%q is not a length such as 800, 800px or 180mm", text)
	}
	number, millimetres := strings.CutSuffix(strings.TrimSuffix(text, "px"), "mm")
	if pixels, err = strconv.ParseFloat(number, 64); err != nil {
		return 0, false, geo.Invalid(name, "%q is not a length such as 800, 800px or 180mm", text)
	}
	if millimetres {
		pixels *= perInch / mmPerInch
	}
	if pixels < picture.MinSide || pixels > picture.MaxSide {
		return 0, false, geo.Invalid(name, "is not from %d to %d pixels of 1/96 inch", picture.MinSide, picture.MaxSide)
	}
	return pixels, millimetres, nil
}

func (w *wanted) parseAspect(text string) (height float64, err error) {
	if !aspectPattern.MatchString(text) {
		return 0, geo.Invalid("aspect", "%q is not a pair such as 16:9", text)
	}
	across, along, _ := strings.Cut(text, ":")
	a, _ := strconv.Atoi(across) // digits, as the pattern asks
	b, _ := strconv.Atoi(along)
	if a == 0 || b == 0 {
		return 0, geo.Invalid("aspect", "has a side of 0")
	}
	height = w.width * float64(b) / float64(a)
	if height < picture.MinSide || height > picture.MaxSide {
		return 0, geo.Invalid("aspect", "makes a height of %.0f pixels; it must be %d to %d", height, picture.MinSide, picture.MaxSide)
	}
	return height, nil
}
