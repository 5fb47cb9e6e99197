package tiles

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// labels are the names for the basemap as they are answered, by language; "" is all
// languages in one.
type labels map[string][]byte

// readLabels cuts the file of names into one for each language, since a reader's map
// needs one. A file that is not what it should be is answered as it is.
func readLabels(file []byte) labels {
	all := labels{"": file}
	var groups map[string][]map[string]any
	if err := json.Unmarshal(file, &groups); err != nil {
		return all
	}
	found := map[string]bool{}
	for _, group := range groups {
		for _, label := range group {
			names, _ := label["name"].(map[string]any)
			for language := range names {
				found[language] = true
			}
		}
	}
	for language := range found {
		if body, err := json.Marshal(inLanguage(groups, language)); err == nil {
			all[language] = body
		}
	}
	return all
}

// inLanguage returns the groups with the names in one language only. A label that
// has none keeps the names it has.
func inLanguage(groups map[string][]map[string]any, language string) map[string][]map[string]any {
	cut := map[string][]map[string]any{}
	for kind, group := range groups {
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

// languages returns the languages there are names in, sorted.
func (l labels) languages() []string {
	languages := slices.Sorted(maps.Keys(l))
	return slices.DeleteFunc(languages, func(language string) bool { return language == "" })
}

func (t *tiles) labels(w http.ResponseWriter, r *http.Request) error {
	language := r.URL.Query().Get("language")
	body, ok := t.names[language]
	if len(t.Labels) == 0 {
		return web.NotFound(r)
	}
	if !ok {
		return &web.Error{
			Status: http.StatusBadRequest, Parameter: "language", Nearest: geo.Nearest(language, t.names.languages()),
			Message: "there are no names in this language; one of " + strings.Join(t.names.languages(), ", "),
		}
	}
	t.keep(w, r)
	if web.Answered(w, r, web.ETag("labels", t.BasemapVersion, language)) {
		return nil
	}
	web.ForAll(w)
	return web.Body(w, "application/json", body)
}
