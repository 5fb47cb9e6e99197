// Package places answers what the desk and readers ask about places: where a name is,
// and what is at a point.
package places

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"strikemap/geo"
	"strikemap/server/web"
)

const (
	geocodePath = "/api/v1/geocode"
	locatePath  = "/api/v1/locate"

	maxText      = 200 // bytes of q
	maxCount     = 20  // candidates
	usualCount   = 5
	maxCountries = 10 // of to
)

// Words are the words of one language.
type Words interface {
	Code(group, code string) string
	T(key string, pairs ...any) string
}

// Language returns the words for a tag, and the tag of their language: those of the
// site's own language where there are none for it.
type Language func(tag string) (found string, words Words)

// Routes returns the routes of the family; none without a geocoder and a locator.
func Routes(deps web.Deps, language Language) []web.Route {
	if deps.Geocoder == nil || deps.Locator == nil {
		return nil
	}
	f := family{deps, language}
	least, most := 1.0, float64(maxCount)
	west, east, south, north := -180.0, 180.0, -90.0, 90.0
	return []web.Route{
		{
			Method: http.MethodGet, Path: geocodePath, Handler: f.geocode, Strict: true, Open: true, Cache: web.Revalidate,
			Params: []web.Param{
				{Name: "q", Description: "Words that describe one place, in English, Ukrainian, Russian or Polish.", Example: "port of Temryuk in the Krasnodar region"},
				{Name: "lang", Pattern: "^[a-z]{2}$", Description: "A language, the site's own where its pages are not in it: each candidate then has its name in it as `label`, and what and where it is as `detail`.", Example: "pl"},
				{Name: "limit", Type: "integer", Minimum: &least, Maximum: &most, Default: usualCount, Description: "How many candidates at most."},
			},
			Doc: &web.Operation{
				ID: "geocode", Tag: "Places", Summary: "Find a place by the words people use for it",
				Description: "Candidates, best first, each with its precision and the reasons for its score; a score of 0.5 or more is a find. Where no such facility is known, the town or region it is said to be in is given, with that one's precision. Facilities other than airports and ports are given to about a kilometre.",
				Responses:   []web.Response{{Status: http.StatusOK, Description: "The candidates; none if nothing is known by that name", Types: []string{"application/json"}}},
			},
		},
		{
			Method: http.MethodGet, Path: locatePath, Handler: f.locate, Strict: true, Open: true, Cache: web.Revalidate,
			Params: []web.Param{
				{Name: "lon", Type: "number", Minimum: &west, Maximum: &east, Description: "Longitude in degrees.", Example: 54.778},
				{Name: "lat", Type: "number", Minimum: &south, Maximum: &north, Description: "Latitude in degrees.", Example: 51.880},
				{Name: "to", List: true, Pattern: "^[A-Z]{2}$", Description: "Countries, two letters of ISO 3166-1 each, to give the distance to as well.", Example: []string{"UA"}},
			},
			Doc: &web.Operation{
				ID: "locate", Tag: "Places", Summary: "What is at a point",
				Description: "Country and first-level division by recognised borders, with places up to 12 km off the shore counted to it; the sea; the nearest border of another country with its distance on the WGS84 ellipsoid and how far off that may be.",
				Responses:   []web.Response{{Status: http.StatusOK, Description: "Where the point is", Types: []string{"application/json"}}},
			},
		},
	}
}

type family struct {
	deps     web.Deps
	language Language
}

// answer is the body of geocode.
type answer struct {
	Query      string `json:"query"`
	Candidates []any  `json:"candidates"` // geo.Candidate or named
}

// geocode answers candidates as readers may have them: matched against the whole table,
// given no more exact than is public.
func (f family) geocode(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	q, limit, err := geocodeQuery(values.Get("q"), values.Get("limit"))
	if err != nil {
		return err
	}
	lang := values.Get("lang")
	var words Words
	if lang != "" {
		lang, words = f.language(lang)
	}
	if f.answered(w, r, "geocode", q, strconv.Itoa(limit), lang) {
		return nil
	}
	places, err := f.deps.Geocoder()
	if err != nil {
		return err
	}
	out := answer{q, []any{}}
	for _, c := range places.Geocode(q, limit) {
		if c = c.Public(); lang == "" {
			out.Candidates = append(out.Candidates, c)
		} else {
			out.Candidates = append(out.Candidates, name(c, places, lang, words))
		}
	}
	return web.JSON(w, "application/json", out)
}

func geocodeQuery(q, limit string) (string, int, error) {
	q = strings.TrimSpace(q)
	switch {
	case q == "":
		return "", 0, geo.Invalid("q", "is missing; it is words that describe a place")
	case !utf8.ValidString(q) || strings.ContainsRune(q, 0):
		return "", 0, geo.Invalid("q", "is not valid text in UTF-8")
	case len(q) > maxText:
		return "", 0, geo.Invalid("q", "is longer than %d bytes", maxText)
	case limit == "":
		return q, usualCount, nil
	}
	n, err := strconv.Atoi(limit)
	if err != nil || n < 1 {
		return "", 0, geo.Invalid("limit", "must be a whole number from 1 to %d", maxCount)
	}
	return q, min(n, maxCount), nil
}

func (f family) locate(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	lon, err := degrees("lon", values.Get("lon"), 180)
	if err != nil {
		return err
	}
	lat, err := degrees("lat", values.Get("lat"), 90)
	if err != nil {
		return err
	}
	var to []string
	if given := values.Get("to"); given != "" {
		to = strings.Split(given, ",")
	}
	if len(to) > maxCountries {
		return geo.Invalid("to", "names more than %d countries", maxCountries)
	}
	if f.answered(w, r, append([]string{"locate", number(lon), number(lat)}, to...)...) {
		return nil
	}
	locator, err := f.deps.Locator()
	if err != nil {
		return err
	}
	where, err := geo.Whereis(locator, lon, lat, to...)
	if err != nil {
		return err
	}
	return web.JSON(w, "application/json", where)
}

// degrees reads a coordinate of at most most degrees.
func degrees(name, text string, most float64) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= -most && v <= most) {
		return 0, geo.Invalid(name, "must be degrees from -%v to %v", most, most)
	}
	return v, nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// answered tags the answer by the build, which the tables are part of, and the question.
func (f family) answered(w http.ResponseWriter, r *http.Request, parts ...string) bool {
	b := f.deps.Build
	return web.Answered(w, r, web.ETag(append([]string{b.Version, b.Commit, b.Stamp}, parts...)...))
}
