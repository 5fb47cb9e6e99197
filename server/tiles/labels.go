package tiles

import (
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// labels are the names for the basemap as they are answered, by language; "" is all
// languages in one.
type labels struct {
	whole map[string][]byte
	each  map[string]groups
}

// groups are the names by what they name: countries, seas, cities.
type groups map[string][]map[string]any

// readLabels cuts the file of names into one for each language, since a reader's map
// needs one. A file that is not what it should be is answered as it is.
func readLabels(file []byte) labels {
	all := labels{map[string][]byte{"": file}, map[string]groups{}}
	var read groups
	if err := json.Unmarshal(file, &read); err != nil {
		return all
	}
	all.each[""] = read
	found := map[string]bool{}
	for _, group := range read {
		for _, label := range group {
			names, _ := label["name"].(map[string]any)
			for language := range names {
				found[language] = true
			}
		}
	}
	for language := range found {
		cut := read.in(language)
		if body, err := json.Marshal(cut); err == nil {
			all.whole[language], all.each[language] = body, cut
		}
	}
	return all
}

// in returns the names in one language only. A label that has none keeps the names
// it has.
func (g groups) in(language string) groups {
	cut := groups{}
	for kind, group := range g {
		for _, label := range group {
			names, _ := label["name"].(map[string]any)
			if name, ok := names[language]; ok {
				label = maps.Clone(label)
				label["name"] = map[string]any{language: name}
			}
			cut[kind] = append(cut[kind], label)
		}
	}
	return cut
}

// on returns the names that a map shows of a box, up to a zoom. A group without any
// stays, empty.
func (g groups) on(box geo.BBox, zoom float64) groups {
	cut := groups{}
	for kind, group := range g {
		cut[kind] = []map[string]any{}
		for _, label := range group {
			lon, _ := label["lon"].(float64)
			lat, _ := label["lat"].(float64)
			if from, _ := label["minzoom"].(float64); from <= zoom && box.Contains(lon, lat) {
				cut[kind] = append(cut[kind], label)
			}
		}
	}
	return cut
}

// languages returns the languages there are names in, sorted.
func (l labels) languages() []string {
	languages := slices.Sorted(maps.Keys(l.whole))
	return slices.DeleteFunc(languages, func(language string) bool { return language == "" })
}

func (t *tiles) labels(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	language := values.Get("language")
	body, ok := t.names.whole[language]
	if len(t.Labels) == 0 {
		return web.NotFound(r)
	}
	if !ok {
		return &web.Error{
			Status: http.StatusBadRequest, Parameter: "language", Nearest: geo.Nearest(language, t.names.languages()),
			Message: "there are no names in this language; one of " + strings.Join(t.names.languages(), ", "),
		}
	}
	box, zoom, err := readView(values)
	if err != nil {
		return err
	}
	t.keep(w, r)
	if web.Answered(w, r, web.ETag("labels", t.BasemapVersion, language, values.Get("bbox"), values.Get("zoom"))) {
		return nil
	}
	web.ForAll(w)
	if each, ok := t.names.each[language]; ok && (values.Has("bbox") || values.Has("zoom")) {
		return web.JSON(w, "application/json", each.on(box, zoom))
	}
	return web.Body(w, "application/json", body)
}

// readView reads bbox and zoom: everywhere and every zoom where they are not given.
func readView(values url.Values) (box geo.BBox, zoom float64, err error) {
	box, zoom = geo.BBox{West: -180, South: -90, East: 180, North: 90}, math.Inf(1)
	if text := values.Get("bbox"); text != "" {
		if box, err = geo.ParseBBox(text); err != nil {
			return box, zoom, err
		}
	}
	if text := values.Get("zoom"); text != "" {
		n, err := strconv.ParseUint(text, 10, 8)
		if err != nil {
			return box, zoom, geo.Invalid("zoom", "%q is no whole number from 0 on", text)
		}
		zoom = float64(n)
	}
	return box, zoom, nil
}
