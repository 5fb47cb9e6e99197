package site

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"strikemap/geo"
)

func TestThePageAsksAheadForTheColumnsThatItsScriptReads(t *testing.T) {
	source, err := os.ReadFile("../../static/src/page/record.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(source), "const columns = [")
	list, _, ended := strings.Cut(after, "]")
	if !ok || !ended {
		t.Fatal("record.ts has no list of columns")
	}
	var columns []string
	for _, m := range regexp.MustCompile(`'([a-z0-9_]+)'`).FindAllStringSubmatch(list, -1) {
		columns = append(columns, m[1])
	}
	if got := strings.Join(columns, ","); got != listColumns {
		t.Errorf("the script reads\n%s\nthe page asks for\n%s", got, listColumns)
	}
}

func TestAMapOpensOnTheWholeZoomThatFillsItBest(t *testing.T) {
	usual := geo.BBox{West: 16, South: 43, East: 56, North: 61}
	for _, tt := range []struct {
		name   string
		box    geo.BBox
		screen screen
		zoom   float64
		tiles  []square
	}{
		{"a phone", usual, homeScreens[0], 4, []square{{3, 4, 2}, {3, 5, 2}, {3, 4, 3}, {3, 5, 3}}},
		{"a desk", usual, homeScreens[2], 5, []square{{4, 8, 4}, {4, 9, 4}, {4, 10, 4}, {4, 8, 5}, {4, 9, 5}, {4, 10, 5}}},
		{"a frame on a phone", usual, embedScreens[0], 3, []square{{2, 2, 1}}},
		{"a frame in an article", usual, embedScreens[1], 4, []square{{3, 4, 2}, {3, 5, 2}}},
		{"across the antimeridian", geo.BBox{West: 170, South: 50, East: -170, North: 60}, screen{0, 0, 600, 400, 1}, 5, []square{{4, 15, 4}, {4, 0, 4}, {4, 15, 5}, {4, 0, 5}}},
		{"a place, beyond the deepest tiles", geo.BBox{West: 30, South: 50, East: 30.1, North: 50.1}, screen{0, 0, 400, 400, 1}, 12, []square{{6, 37, 21}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			view := tt.screen.open(tt.box)
			if view.Zoom != tt.zoom {
				t.Errorf("opens at zoom %v, not %v", view.Zoom, tt.zoom)
			}
			if got := tt.screen.tiles(view, 6); !slices.Equal(got, tt.tiles) {
				t.Errorf("needs %v, not %v", got, tt.tiles)
			}
			if seen := tt.screen.box(view); !seen.Contains(view.Lon, view.Lat) {
				t.Errorf("its names are of %v, without the middle %v", seen, view)
			}
		})
	}
}

func TestWhatNeighbouringScreensShareIsAskedForOnce(t *testing.T) {
	screens := []screen{{from: 0, to: 479}, {from: 480, to: 899}, {from: 900}}
	got := merged(screens, [][]string{{"a", "b"}, {"b", "c"}, {"b", "d"}})
	want := []Ahead{
		{"a", "(max-width:479.9px)"},
		{"b", ""},
		{"c", "(min-width:480px) and (max-width:899.9px)"},
		{"d", "(min-width:900px)"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheScreensLeaveNoWidthOut(t *testing.T) {
	for _, screens := range [][]screen{homeScreens, embedScreens} {
		for i, s := range screens {
			if i == 0 && s.from != 0 || i > 0 && s.from != screens[i-1].to+1 || (s.to == 0) != (i == len(screens)-1) {
				t.Errorf("screen %d is from %d to %d", i, s.from, s.to)
			}
		}
	}
}
