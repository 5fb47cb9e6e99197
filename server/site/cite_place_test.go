package site

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
)

func TestACitationOfAPlaceHashesTheIncidentsOfItsPage(t *testing.T) {
	r := starter(t)
	r.edition.Changed = time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)
	h := servePlaces(r)
	for _, id := range []string{"ru-kda", "ru-novoshakhtinsk-refinery", "ru"} {
		place := placeJSON(t, h, "/places/"+id+"?f=json")
		ids := map[string]bool{}
		for page := place; ; {
			for _, item := range page.Items {
				ids[item.ID] = true
			}
			if page.Next == "" {
				break
			}
			page = placeJSON(t, h, strings.TrimPrefix(page.Next, "https://example.org/strikes"))
		}
		var file []byte
		for _, f := range r.features {
			if ids[f.ID] {
				file = append(encode.AppendFeature(file, f, encode.Options{Base: "https://example.org/strikes"}), '\n')
			}
		}
		sum := sha256.Sum256(file)
		c := citedAs(t, h, "place="+id)
		if c.Custom.Count != place.Incidents || c.Custom.Count != len(ids) || c.Custom.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %d with %s, its page lists %d with %x", id, c.Custom.Count, c.Custom.SHA256, len(ids), sum)
		}
		u, err := url.Parse(c.URL)
		if err != nil || u.Path != "/strikes/places/"+id || u.Query().Get("known_at") != geo.FormatTime(r.edition.Changed) {
			t.Errorf("%s is cited as %s: %v", id, c.URL, err)
		}
		page := html.UnescapeString(getPage(t, h, "/places/"+id+"?lang=pl&known_at=2026-11-29"))
		must(t, page, "/strikes/cite?known_at=2026-11-29T23%3A59%3A59.999Z&lang=pl&place="+id)
		must(t, html.UnescapeString(getPage(t, h, "/cite?lang=pl&place="+id)), c.Custom.SHA256, "/strikes/cite?f=bibtex&known_at=", "place="+id)
	}
	if w := get(t, h, "/cite?place=nowhere"); w.Code != 404 {
		t.Errorf("a place that is not there: %d", w.Code)
	}
	// Nothing of a place that readers may not see.
	if w := get(t, serve(r), "/cite?place=ru"); w.Code != 404 {
		t.Errorf("a site without places: %d", w.Code)
	}
}

func TestACitationOfAPlaceWithTooManyIncidentsNamesItsPageAlone(t *testing.T) {
	r := starter(t)
	var many []*geo.Feature
	for i := range placeHashed + 1 {
		f := *r.features[i%10]
		f.ID = strings.Replace(f.ID, "01", string(rune('A'+i/26))+string(rune('A'+i%26)), 1)
		f.Location.Country = "RU"
		many = append(many, &f)
	}
	r.features = many
	c := citedAs(t, servePlaces(r), "place=ru")
	if c.Custom.Count != len(many) || c.Custom.SHA256 != "" || !strings.Contains(c.Custom.File, "/places/ru?f=json&known_at=") {
		t.Errorf("%+v", c.Custom)
	}
}
