package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"strikemap/geo/border"
)

const dataFolder = "../../data"

func committed(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dataFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCommittedFilesMatchTheirManifest(t *testing.T) {
	files := map[string][]byte{}
	for _, name := range []string{waterFile, tilesFile, bordersFile} {
		files[name] = committed(t, name)
	}
	if want, got := committed(t, sumsFile), manifest(files); !bytes.Equal(want, got) {
		t.Errorf("the manifest says\n%s\nthe files are\n%s", want, got)
	}
}

func TestCommittedFilesComeOutOfThePinnedModuleAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 60 MB of source and draws all tiles: about 8 seconds")
	}
	files, err := generate(committed(t, waterFile))
	if err != nil {
		t.Fatal(err)
	}
	files[waterFile] = committed(t, waterFile)
	if want, got := committed(t, sumsFile), manifest(files); !bytes.Equal(want, got) {
		t.Errorf("the manifest says\n%s\ngenerated were\n%s", want, got)
	}
}

// square is a counterclockwise ring of one step's side with its south-west
// corner at x, y.
func square(x, y int32) ring {
	return ring{{X: x, Y: y}, {X: x + 1, Y: y}, {X: x + 1, Y: y + 1}, {X: x, Y: y + 1}}
}

func own(i int) int32 { return int32(i) }

func TestNeighboursShareOneArc(t *testing.T) {
	arcs := topology([]division{{rings: []ring{square(0, 0)}}, {rings: []ring{square(1, 0)}}}, own)
	if len(arcs) != 3 {
		t.Fatalf("%d arcs, want two coasts and one border", len(arcs))
	}
	shared := slices.IndexFunc(arcs, func(a border.Arc) bool { return a.Left != border.Water && a.Right != border.Water })
	if shared < 0 {
		t.Fatal("no arc has land on both sides")
	}
	if a := arcs[shared]; len(a.Points) != 2 || a.Points[0].X != 1 || a.Points[1].X != 1 {
		t.Errorf("the shared arc is %v", a)
	}
}

func TestDivisionsOfOneFaceBecomeOnePiece(t *testing.T) {
	arcs := topology([]division{{rings: []ring{square(0, 0)}}, {rings: []ring{square(1, 0)}}}, func(int) int32 { return 7 })
	if len(arcs) != 1 || !arcs[0].Closed() || len(arcs[0].Points) != 7 {
		t.Fatalf("arcs %v", arcs)
	}
	if rings := border.Outline(arcs, func(f int32) bool { return f == 7 }); len(rings) != 1 {
		t.Errorf("rings %v", rings)
	}
}

func TestPiecesThatTouchInOneVertexStayApart(t *testing.T) {
	arcs := topology([]division{{rings: []ring{square(0, 0), square(1, 1)}}}, own)
	rings := border.Outline(arcs, func(f int32) bool { return f == 0 })
	if len(rings) != 2 {
		t.Errorf("%d rings, want 2: %v", len(rings), rings)
	}
}

func TestHoleIsWalkedWithTheInsideOnTheLeft(t *testing.T) {
	outer := ring{{X: 0, Y: 0}, {X: 9, Y: 0}, {X: 9, Y: 9}, {X: 0, Y: 9}}
	hole := square(4, 4)
	slices.Reverse(hole)
	arcs := topology([]division{{rings: []ring{outer, hole}}}, own)
	lines := make([][]vertex, len(arcs))
	for i, a := range arcs {
		lines[i] = a.Points
	}
	var areas []int64
	for _, steps := range border.Outline(arcs, func(f int32) bool { return f == 0 }) {
		areas = append(areas, ring(border.Walk(steps, lines)).area())
	}
	slices.Sort(areas)
	if !reflect.DeepEqual(areas, []int64{-2, 162}) {
		t.Errorf("twice the areas are %v", areas)
	}
}

func TestWeightsKeepTheSpikeAndDropTheDent(t *testing.T) {
	line := []vertex{{X: 0}, {X: 10000, Y: 10}, {X: 20000}, {X: 30000, Y: 9000}, {X: 40000}}
	w := weights(line, groundArea)
	if !math.IsInf(w[0], 1) || !math.IsInf(w[4], 1) {
		t.Errorf("ends weigh %v and %v", w[0], w[4])
	}
	if kept := heavier(line, w, 50); !reflect.DeepEqual(kept, []vertex{{X: 0}, {X: 20000}, {X: 30000, Y: 9000}, {X: 40000}}) {
		t.Errorf("kept %v", kept)
	}
}

func TestCrimeaAndSevastopolAreCorrectedToUkraine(t *testing.T) {
	for _, c := range []struct {
		unit, alpha2, code string
		country, iso, name string
	}{
		{"RUS", "RU", "UA-43", "UA", "UA-43", "Autonomous Republic of Crimea"},
		{"RUS", "RU", "UA-40", "UA", "UA-40", "Sevastopol"},
		{"RUS", "RU", "RU-KDA", "RU", "RU-KDA", "source Oblast"},
		{"POL", "PL", "PL-PD", "PL", "PL-20", "source"},
		{"CYN", "-1", "-99-X04~", "CY", "", "source"},
		{"KAS", "-1", "-99-X06~", "", "", "source"},
		{"FRA", "-1", "FR-75", "FR", "FR-75", "source"},
	} {
		d := division{name: "source"}
		correct(&d, c.unit, c.alpha2, c.code, "", "")
		if d.country != c.country || d.code != c.iso || d.name != c.name {
			t.Errorf("%s %s: %q %q %q, want %q %q %q", c.unit, c.code, d.country, d.code, d.name, c.country, c.iso, c.name)
		}
	}
}

func TestWaterFileGivesBackLakesAndRivers(t *testing.T) {
	w := water{
		lakes:  []orb.Polygon{{{{30, 60}, {31, 60}, {31, 61.5}, {30, 60}}, {{30.5, 60.1}, {30.6, 60.1}, {30.6, 60.2}, {30.5, 60.1}}}},
		rivers: []orb.LineString{{{-179.999, -10}, {0.001, 89.5}}},
	}
	b, err := w.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeWater(b)
	if err != nil || !reflect.DeepEqual(got, w) {
		t.Errorf("got %v, %v", got, err)
	}
	for n := range len(b) - 1 {
		if _, err := decodeWater(b[:n]); err == nil {
			t.Errorf("%d of %d bytes pass", n, len(b))
		}
	}
}

func TestWaterIsReadOutOfTheScript(t *testing.T) {
	script := `"dist/topojson/world_50m.json"(exports, module) {
      module.exports = { type: "Topology", objects: { lakes: { type: "GeometryCollection", geometries: [
        { type: "Polygon", arcs: [[0, -2]] } ] }, rivers: { type: "GeometryCollection", geometries: [
        { type: "MultiLineString", arcs: [[0e3], [1]] } ] } },
        arcs: [[[0, 0], [10, 0], [0, 10]], [[0, 0], [10, 10]]],
        transform: { scale: [1, 0.5], translate: [-5, 40] } };`
	w, err := extractWater([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	if want := []orb.Polygon{{{{-5, 40}, {5, 40}, {5, 45}, {-5, 40}}}}; !reflect.DeepEqual(w.lakes, want) {
		t.Errorf("lakes %v, want %v", w.lakes, want)
	}
	if want := []orb.LineString{{{-5, 40}, {5, 40}, {5, 45}}, {{-5, 40}, {5, 45}}}; !reflect.DeepEqual(w.rivers, want) {
		t.Errorf("rivers %v, want %v", w.rivers, want)
	}
	if _, err := extractWater([]byte("something else")); err == nil {
		t.Error("another script passes")
	}
}

type label struct {
	Name     map[string]string
	Lon, Lat float64
	Minzoom  int
	Country  string
	Capital  bool
	Kind     string
}

func readLabels(t *testing.T) map[string][]label {
	t.Helper()
	var out map[string][]label
	d := json.NewDecoder(bytes.NewReader(committed(t, "basemap/labels.json")))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLabelsHaveFourLanguagesAndLieInTheirCountry(t *testing.T) {
	x, err := border.New(committed(t, bordersFile))
	if err != nil {
		t.Fatal(err)
	}
	lists := readLabels(t)
	for list, labels := range lists {
		seen := map[string]bool{}
		for _, l := range labels {
			name := l.Name["en"]
			for _, lang := range []string{"en", "uk", "ru", "pl"} {
				if l.Name[lang] == "" || len(l.Name) != 4 {
					t.Errorf("%s has no name in %s, or other languages", name, lang)
				}
			}
			if l.Minzoom < 2 || l.Minzoom > 10 {
				t.Errorf("%s appears at zoom %d", name, l.Minzoom)
			}
			if key := name + l.Country; seen[key] && list == "cities" {
				t.Errorf("%s is there twice", name)
			} else {
				seen[key] = true
			}
			at := x.Locate(l.Lon, l.Lat)
			switch list {
			case "seas":
				if at.Country != "" && !at.Shore && l.Kind != "lake" && l.Kind != "strait" {
					t.Errorf("%s lies in %s", name, at.Country)
				}
			default:
				if at.Country != l.Country && l.Country != "" {
					if km, _ := x.DistanceTo(l.Country, l.Lon, l.Lat); km > border.BorderError {
						t.Errorf("%s is in %q, not %q, by %.1f km", name, at.Country, l.Country, km)
					}
				}
			}
		}
	}
	if n := len(lists["cities"]); n < 250 {
		t.Errorf("only %d cities", n)
	}
}

func TestCitiesOfCrimeaAreLabelledAsUkraine(t *testing.T) {
	want := []string{"Simferopol", "Sevastopol", "Kerch", "Yalta", "Feodosia", "Yevpatoria", "Dzhankoi"}
	for _, l := range readLabels(t)["cities"] {
		if i := slices.Index(want, l.Name["en"]); i >= 0 {
			want = slices.Delete(want, i, i+1)
			if l.Country != "UA" {
				t.Errorf("%s is labelled %s", l.Name["en"], l.Country)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("no label for %v", want)
	}
}
