package site

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// titlesDocument has titles by the ids of their incidents, each with its language.
type titlesDocument struct {
	Titles map[string][2]string `json:"titles"`
}

// titles answers "/titles": the titles that readers of a language see where those are not
// the record's, or not in the site's own language. Rows of the API have the title of the
// record and no language, and the page's script puts these in their place. It takes the
// filters of the API; more than a page loads are refused.
func (p *pages) titles(w http.ResponseWriter, r *http.Request) error {
	tag, asked := p.language(r).tag, maps.Clone(web.Values(r))
	asked.Del("lang")
	q, err := web.ParseQuery(asked, p.Now())
	if err != nil {
		return err
	}
	if web.Answered(w, r, p.Tag(r, p.Reader.Edition(), "titles", tag, q.Canonical())) {
		return nil
	}
	out := titlesDocument{map[string][2]string{}}
	err = eachWords(r.Context(), p.Reader, q, func(id string, own string, title string, translations map[string]geo.Words) {
		if t := inLanguage(tag, own, geo.Words{Title: title}, translations); t.Title != title || t.TitleLanguage != languageOf(p.Site.Language) {
			out.Titles[id] = [2]string{t.Title, t.TitleLanguage}
		}
	})
	if err != nil {
		return err
	}
	return web.JSON(w, "application/json", out)
}

// titleLanguages are the languages of the titles of a record.
type titleLanguages struct {
	own        map[string]bool // what incidents are written in
	translated map[string]bool // what some have a title in beside their own, by primary tag
}

func titleLanguagesOf(ctx context.Context, items geo.Reader, knownAt time.Time) (*titleLanguages, error) {
	languages := &titleLanguages{own: map[string]bool{}, translated: map[string]bool{}}
	return languages, eachWords(ctx, items, geo.Query{KnownAt: knownAt}, func(_, own, _ string, translations map[string]geo.Words) {
		languages.own[own] = true
		for tag, words := range translations {
			if words.Title != "" {
				languages.translated[primary(tag)] = true
			}
		}
	})
}

// retitled reports whether readers of a language may see other titles than rows of the
// API have.
func (o overview) retitled(tag, record string) bool {
	if o.titles == nil || o.titles.translated[tag] {
		return true
	}
	for own := range o.titles.own {
		if own != record {
			return true
		}
	}
	return false
}

var titleColumn = encode.ColumnIndex("title")

// eachWords calls use with the language, the title and the translations of each incident
// that answers a question. More than a page lists are refused.
func eachWords(ctx context.Context, items geo.Reader, q geo.Query, use func(id, own, title string, translations map[string]geo.Words)) error {
	var flat encode.Flat
	return items.Walk(ctx, q, func(_ geo.Edition, matched int) error {
		if matched > loadLimit {
			return geo.Invalid("id", "%d incidents match, at most %d are read at once", matched, loadLimit)
		}
		return nil
	}, func(item geo.ItemBody) error {
		own, translations, err := ledgerWords(item.Ledger)
		if err == nil {
			err = flat.Read(item.Flat)
		}
		if err == nil {
			use(item.ID, own, flat.Text(titleColumn), translations)
		}
		return err
	})
}

// ledgerWords reads language and translations out of a ledger, most of which has neither
// to be read for them: both stand near its end, the language right before.
func ledgerWords(ledger []byte) (own string, translations map[string]geo.Words, err error) {
	from := bytes.LastIndex(ledger, []byte(`,"language":"`))
	if from < 0 {
		return languageOf(""), nil, nil
	}
	if bytes.Contains(ledger, []byte(`,"translations":{`)) {
		var words struct {
			Language     string               `json:"language"`
			Translations map[string]geo.Words `json:"translations"`
		}
		err := json.Unmarshal(ledger, &words)
		return words.Language, words.Translations, err
	}
	own, _, _ = strings.Cut(string(ledger[from+len(`,"language":"`):min(len(ledger), from+60)]), `"`)
	return own, nil, nil
}
