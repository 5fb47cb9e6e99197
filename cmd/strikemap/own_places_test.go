package main

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testovePlace is a place that only the desk knows. It is made up.
const testovePlace = `{"id":"our-testove-refinery","class":"refinery","country":"UA","parent":"ua-poltava","lon":34.512345,"lat":49.6,"accuracy_m":900,"radius_m":900,"names":{"en":["Testove refinery"],"uk":["Тестовий НПЗ"]}}`

// placesFile writes a file of places.
func placesFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ours.jsonl")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestThePlacesOfTheDeskAreForTheDeskOnly(t *testing.T) {
	address := freeAddress(t)
	in := serve(t, tempDB(t), "--admin-listen", address, "--places", placesFile(t, testovePlace+"\n"))
	admin := "http://" + address
	if a := get(t, admin+"/desk/paste/places?q=Testove+refinery"); !bytes.Contains(a.Body, []byte(`"our-testove-refinery"`)) {
		t.Errorf("the desk does not find it: %d %s", a.Status, a.Body)
	}
	var drafts struct {
		Features []struct {
			Record struct {
				Location struct {
					PlaceID string `json:"place_id"`
				}
			}
		}
	}
	pasted := map[string]string{"text": "Drones hit the Testove refinery overnight, Ukraine's General Staff said.", "published": "2026-06-04"}
	if err := json.Unmarshal(post(t, admin+"/desk/paste/drafts", pasted).Body, &drafts); err != nil || len(drafts.Features) != 1 ||
		drafts.Features[0].Record.Location.PlaceID != "our-testove-refinery" {
		t.Errorf("a text is drafted without it: %v %+v", err, drafts)
	}
	for _, path := range []string{
		"/api/v1/geocode?q=Testove+refinery", "/api/v1/geocode?q=" + url.QueryEscape("Тестовий НПЗ"), "/api/v1/geocode?q=Testove",
		"/api/v1/geocode?q=" + url.QueryEscape("НПЗ у Полтаві"), "/api/v1/collections/places/items?limit=10000",
		"/api/v1/collections/places/items/our-testove-refinery", "/places/our-testove-refinery",
	} {
		a := get(t, in.URL+path)
		if bytes.Contains(a.Body, []byte(`:"our-testove-refinery"`)) || bytes.Contains(a.Body, []byte("34.51")) || strings.HasSuffix(path, "/our-testove-refinery") && a.Status != http.StatusNotFound {
			t.Errorf("readers see it at %s: %d %s", path, a.Status, a.Body)
		}
	}
}

func TestEveryCommandThatNamesPlacesTakesThoseOfAFile(t *testing.T) {
	t.Setenv("STRIKEMAP_PLACES", placesFile(t, "\ufeff"+testovePlace+"\r\n\r\n"+
		`{"id":"our-bay","class":"sea","lon":31.5,"lat":43.5,"accuracy_m":9000,"radius_m":9000,"names":{"en":["Bay of Tests"]},"outline":[[31,43],[32,43],[32,44],[31,44],[31,43]]}`))
	article := filepath.Join(t.TempDir(), "article.txt")
	if err := os.WriteFile(article, []byte("Drones hit the Testove refinery overnight, Ukraine's General Staff said."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"geocode", "--limit", "1", "Тестовому НПЗ"}, "our-testove-refinery"},
		{[]string{"geocode", "--limit", "1", "НПЗ у Полтаві"}, "our-testove-refinery"},
		{[]string{"locate", "31.5,43.5"}, `"sea":"Bay of Tests"`},
		{[]string{"draft", "--published", "2026-06-04", article}, "[34.512345,49.6]"},
	} {
		if out, complaint, code := called(c.args...); code != 0 || !strings.Contains(out, c.want) {
			t.Errorf("%v: %d %s%s, want %s", c.args, code, out, complaint, c.want)
		}
	}
}

func TestAFaultyFileOfPlacesIsNamedWithItsLineAndNothingStarts(t *testing.T) {
	db := filepath.Join(t.TempDir(), "s.gpkg")
	commands := [][]string{
		{"geocode", "Kyiv"},
		{"locate", "30,50"},
		{"draft", "--published", "2026-06-04", os.DevNull},
		{"serve", "--db", db, "--listen", "127.0.0.1:0", "--admin-listen", ""},
	}
	for text, want := range map[string]string{
		testovePlace + "\n\n{": "line 3: is no whole JSON object",
		strings.Replace(testovePlace, "refinery", "rafinery", 2):  `line 1: place "our-testove-rafinery": no class "rafinery"`,
		strings.Replace(testovePlace, "ua-poltava", "poltawa", 1): `line 1: place "our-testove-refinery": its parent "poltawa" is no place`,
		testovePlace + "\n" + testovePlace:                        `line 2: place "our-testove-refinery": is there twice`,
		strings.Replace(testovePlace, "lon", "long", 1):           `line 1: place "our-testove-refinery": unknown field "long"`,
		"id,class,lon,lat\n":                                      "line 1: invalid character",
		"\xff\xfe{":                                               "line 1: is not UTF-8",
		`{"id":"ua-53","class":"region","country":"UA","parent":"ua-poltava","lon":34,"lat":49,"accuracy_m":9,"radius_m":9,"names":{"en":["A"]}}`: `line 1: place "ua-53": is within itself`,
	} {
		file := placesFile(t, text)
		for _, args := range commands {
			out, complaint, code := called(append(args, "--places", file)...)
			if line := "strikemap: " + file + ", " + want; code != 1 || out != "" || !strings.HasPrefix(complaint, line) || strings.Count(complaint, "\n") != 1 {
				t.Errorf("%s with %q: %d %q %q, want %q", args[0], text, code, out, complaint, line)
			}
		}
	}
	if _, err := os.Stat(db); err == nil {
		t.Error("the record was created")
	}
}

func TestTheManualsOwnPlaceIsFoundByItsNames(t *testing.T) {
	in := serve(t, tempDB(t), "--empty")
	page := get(t, in.URL+"/docs/drafting")
	row := regexp.MustCompile(`<code id="own-place">([^<]+)</code>`).FindSubmatch(page.Body)
	if page.Status != http.StatusOK || row == nil {
		t.Fatalf("%d, without a row", page.Status)
	}
	file := placesFile(t, html.UnescapeString(string(row[1])))
	for _, text := range []string{"Verbove fuel depot", "Вербівської нафтобази", "Вербовскую нефтебазу", "składzie paliw Werbowe", "нафтобаза у Полтаві"} {
		if out, complaint, code := called("geocode", "--limit", "1", "--places", file, text); code != 0 || !strings.Contains(out, "our-verbove-fuel-depot") {
			t.Errorf("%q: %d %s%s", text, code, out, complaint)
		}
	}
}
