package site

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"strikemap/data"
	"strikemap/geo"
	"strikemap/geo/border"
)

func TestExtentsAreThoseOfTheBorders(t *testing.T) {
	borders, err := border.New(data.Borders())
	if err != nil {
		t.Fatal(err)
	}
	for code, b := range extents {
		shape, ok := borders.Shape(code)
		if !ok {
			t.Errorf("%s has no borders", code)
			continue
		}
		bound := shape.Outline.Bound()
		if code == "RU" { // in Europe, south of the islands in the Arctic
			bound.Min[0], bound.Max[0], bound.Max[1] = b.West, b.East, b.North
		}
		for _, edge := range [][2]float64{{b.West, bound.Min[0]}, {b.South, bound.Min[1]}, {b.East, bound.Max[0]}, {b.North, bound.Max[1]}} {
			if math.Abs(edge[0]-edge[1]) > 0.1 {
				t.Errorf("%s is %v, its borders %v", code, b, bound)
			}
		}
	}
}

func TestAPartOfACountryIsNamedOnlyIfAllLieInIt(t *testing.T) {
	r := starter(t)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 2))
	t.Logf("seed %d", seed)
	named := map[string]int{}
	for range 300 {
		code := []string{"RU", "UA", "PL", "RO", "FI", "LT"}[random.IntN(6)]
		var ids []string
		for _, f := range r.features {
			if f.Location.Country == code && random.IntN(12) == 0 {
				ids = append(ids, f.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		q := geo.Query{Conditions: []geo.Condition{{Column: "id", Values: ids}}}
		found, err := speak(t, r, "en").tally(context.Background(), r, q)
		if err != nil {
			t.Fatal(err)
		}
		want, all := "", true
		for _, f := range r.matching(q) {
			part := "area"
			if p := f.Location.Point; p != nil {
				part = sector(code, p.Lon, p.Lat)
			}
			if all, want = false, shared(all, want, part); want == "" {
				break
			}
		}
		if found.part != want {
			t.Errorf("%s %v: %q, want %q", code, ids, found.part, want)
		}
		named[want]++
	}
	if named["south"] < 5 || named[""] < 5 {
		t.Errorf("too few to tell: %v", named)
	}
}

// sector is the part of a country where a point is, "area" for none.
func sector(code string, lon, lat float64) string {
	b, part := extents[code], ""
	switch high := (lat - b.South) / (b.North - b.South); {
	case code == "RU" && lon > b.East:
		return "area"
	case high <= 1.0/3:
		part = "south"
	case high >= 2.0/3:
		part = "north"
	}
	switch wide := (lon - b.West) / (b.East - b.West); {
	case wide <= 1.0/3:
		part += "west"
	case wide >= 2.0/3 && code != "RU":
		part += "east"
	}
	return part
}

// shared is what two parts have in common.
func shared(first bool, a, b string) string {
	if first {
		return strings.TrimPrefix(b, "area")
	}
	both := ""
	for _, word := range []string{"south", "north", "west", "east"} {
		if strings.Contains(a, word) && strings.Contains(b, word) {
			both += word
		}
	}
	return both
}

func TestEveryPartOfEveryCountryHasWordsInEveryLanguage(t *testing.T) {
	for _, tag := range spoken {
		words := catalogueOf(t, tag)
		for code := range extents {
			if !words.Has("countryOf." + code) {
				t.Errorf("%s: no word for %s", tag, code)
			}
		}
		for _, part := range []string{"south", "north", "west", "east", "southwest", "southeast", "northwest", "northeast"} {
			if !words.Has("text.part." + part) {
				t.Errorf("%s: no words for the %s", tag, part)
			}
		}
		for _, kind := range geo.PartyKinds.Values() {
			if kind != "proxy" && kind != "other" && !words.Has("text.class."+kind) {
				t.Errorf("%s: no words for parties of the kind %s", tag, kind)
			}
		}
	}
}

func TestBoxesOfAQuestionCutParts(t *testing.T) {
	a := geo.BBox{West: 10, South: 10, East: 20, North: 20}
	for _, row := range []struct {
		with geo.BBox
		want bool
	}{
		{geo.BBox{West: 15, South: 15, East: 25, North: 25}, true},
		{geo.BBox{West: 21, South: 15, East: 25, North: 25}, false},
		{geo.BBox{West: 170, South: 10, East: -170, North: 20}, false},
	} {
		if _, ok := overlap(row.with, a); ok != row.want {
			t.Errorf("%v and %v: %v", row.with, a, ok)
		}
	}
}
