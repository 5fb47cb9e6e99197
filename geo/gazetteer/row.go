package gazetteer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

// row is one line of a gazetteer file: a JSON object. Unknown members are refused, so
// that a misspelt one is not lost.
type row struct {
	ID         string              `json:"id"`                   // lower-case letters, digits and hyphens
	Class      string              `json:"class"`                // one of geo.PlaceClasses
	Subclass   string              `json:"subclass,omitempty"`   // of power plants: nuclear, thermal, hydro
	Country    string              `json:"country,omitempty"`    // ISO 3166-1 alpha-2
	Control    string              `json:"control,omitempty"`    // ISO 3166-1 alpha-2 of another state that holds it
	Admin1     string              `json:"admin1,omitempty"`     // ISO 3166-2
	Parent     string              `json:"parent,omitempty"`     // id
	Near       []string            `json:"near,omitempty"`       // ids of other towns it is known by
	Lon        float64             `json:"lon"`                  // degrees
	Lat        float64             `json:"lat"`                  // degrees
	AccuracyM  float64             `json:"accuracy_m"`           // how far off the point may be
	RadiusM    float64             `json:"radius_m"`             // how far the place reaches
	Rank       int                 `json:"rank,omitempty"`       // 0 to 9
	Names      map[string][]string `json:"names"`                // by language, the usual one first
	Adjectives map[string][]string `json:"adjectives,omitempty"` // by language, masculine, lower case
	Person     bool                `json:"person,omitempty"`     // the name is also that of a person, or a word
	Metonym    bool                `json:"metonym,omitempty"`    // the name also means those who govern from it
	Outline    [][2]float64        `json:"outline,omitempty"`    // closed ring of longitude, latitude; seas

	file, line int // where it stands, as in Fault
}

// byteOrderMark is what some editors put at the head of a file.
var byteOrderMark = []byte("\ufeff")

// decode reads the JSON lines of a file. Empty lines are skipped; an error is a Fault.
func decode(file int, data []byte) ([]row, error) {
	var out []row
	for i, line := range bytes.Split(bytes.TrimPrefix(data, byteOrderMark), []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		r, err := decodeLine(line)
		if err != nil {
			return nil, &Fault{File: file, Line: i + 1, Place: r.ID, Err: err}
		}
		r.file, r.line = file, i+1
		out = append(out, r)
	}
	return out, nil
}

// decodeLine reads one line. Of a faulty row it returns what could be read.
func decodeLine(line []byte) (row, error) {
	var r row
	if !utf8.Valid(line) {
		return r, errors.New("is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	switch err := d.Decode(&r); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return r, errors.New("is no whole JSON object: each place is one line")
	case err != nil:
		return r, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); err != io.EOF {
		return r, errors.New("more than one value: each place is a line of its own")
	}
	return r, r.check()
}

// check tells what is wrong with a row by itself.
func (r row) check() error {
	switch {
	case r.ID == "" || strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
		return errors.New("an id has lower-case letters, digits and hyphens only")
	case !geo.PlaceClasses.Has(r.Class):
		return fmt.Errorf("no class %q; it is one of %s", r.Class, strings.Join(geo.PlaceClasses.Values(), ", "))
	case !countryCode(r.Country) || !countryCode(r.Control):
		return fmt.Errorf("%q is no country of two capital letters, such as UA", cmp.Or(r.Country, r.Control))
	case !(math.Abs(r.Lon) <= 180 && math.Abs(r.Lat) <= 90):
		return fmt.Errorf("no point at longitude %v, latitude %v", r.Lon, r.Lat)
	case !(r.AccuracyM > 0 && r.RadiusM > 0):
		return errors.New("accuracy_m and radius_m must be more than 0")
	case r.Rank < 0 || r.Rank > 9:
		return fmt.Errorf("rank %d is not from 0 to 9", r.Rank)
	case len(r.Outline) > 0 && (r.Class != geo.PlaceSea || len(r.Outline) < 4 || r.Outline[0] != r.Outline[len(r.Outline)-1]):
		return errors.New("an outline is a closed ring, and for seas only")
	case len(r.Names["en"]) == 0:
		return errors.New("no English name")
	}
	if err := checkWords("name", r.Names); err != nil {
		return err
	}
	return checkWords("adjective", r.Adjectives)
}

// countryCode reports whether a text may be a code of ISO 3166-1 alpha-2, or is empty.
func countryCode(code string) bool {
	return code == "" || len(code) == 2 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// checkWords tells what is wrong with names or adjectives by language. A word must have
// a letter or digit: nothing is found by a name without.
func checkWords(kind string, words map[string][]string) error {
	for _, lang := range languages(words) {
		if len(lang) != 2 || strings.Trim(lang, "abcdefghijklmnopqrstuvwxyz") != "" {
			return fmt.Errorf("%q is no language of two letters, such as uk", lang)
		}
		for _, t := range words[lang] {
			if strings.TrimSpace(t) != t || len(tokens(t)) == 0 {
				return fmt.Errorf("no %s %q in language %q", kind, t, lang)
			}
		}
	}
	return nil
}

// place is the row as the domain knows it.
func (r row) place() *geo.Place {
	p := &geo.Place{
		ID: r.ID, Name: r.Names["en"][0], Class: r.Class, Country: r.Country, Control: r.Control, Admin1: r.Admin1,
		Parent: r.Parent, Lon: r.Lon, Lat: r.Lat, AccuracyM: r.AccuracyM, RadiusM: max(r.RadiusM, r.AccuracyM), Rank: r.Rank,
	}
	p.Precision = precision(p)
	for _, lang := range languages(r.Names) {
		for i, text := range r.Names[lang] {
			kind := "alias"
			if i == 0 {
				kind = "name"
			}
			p.Names = append(p.Names, geo.PlaceName{Text: text, Lang: lang, Kind: kind})
		}
	}
	return p
}

// ring is the outline, wound counterclockwise.
func (r row) ring() orb.Ring {
	ring := make(orb.Ring, len(r.Outline))
	for i, p := range r.Outline {
		ring[i] = orb.Point(p)
	}
	if ring.Orientation() == orb.CW {
		ring.Reverse()
	}
	return ring
}

// languages lists the languages of names, English first.
func languages(names map[string][]string) []string {
	langs := slices.Sorted(maps.Keys(names))
	slices.SortStableFunc(langs, func(a, b string) int {
		switch {
		case a == b:
			return 0
		case a == "en":
			return -1
		case b == "en":
			return 1
		}
		return 0
	})
	return langs
}

// precision is what an incident at a place is known to, by the rule of geo.Precisions:
// a facility is a site only if its own point is good to a kilometre.
func precision(p *geo.Place) string {
	switch p.Class {
	case geo.PlaceCountry:
		return geo.CountryWide
	case geo.PlaceRegion:
		return geo.Region
	case geo.PlaceSea:
		return geo.SeaArea
	case geo.PlaceCity:
		return geo.Settlement
	}
	switch {
	case p.RadiusM <= 1000:
		return geo.Site
	case p.RadiusM <= 10000:
		return geo.Settlement
	case p.Class == "oil-platform":
		return geo.SeaArea
	case p.RadiusM <= 50000:
		return geo.District
	}
	return geo.Region
}
