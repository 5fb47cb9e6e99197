package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"strikemap/geo"
)

func render(t testing.TB, s Scene) *Picture {
	t.Helper()
	p, err := Render(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// found is what an SVG says of itself.
type found struct {
	ids    []string
	layers []string
	counts int // sum of data-count, but of those without a place
	text   string
	names  map[string]int // of all elements with an id
}

func readSVG(t testing.TB, svg []byte) found {
	t.Helper()
	f := found{names: map[string]int{}}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	layer := ""
	var text strings.Builder
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			for _, a := range token.Attr {
				switch a.Name.Local {
				case "id":
					f.names[a.Value]++
				case "data-id":
					f.ids = append(f.ids, a.Value)
				case "label":
					layer = a.Value
					f.layers = append(f.layers, a.Value)
				case "data-count":
					n, err := strconv.Atoi(a.Value)
					if err != nil {
						t.Fatal(err)
					}
					if layer != DefaultLayers.NoPlace {
						f.counts += n
					}
				}
			}
		}
	}
	f.text = text.String()
	return f
}

func TestTheDrawingIsAsBefore(t *testing.T) {
	s := testScene(t)
	s.Width, s.Height = 640, 420
	golden(t, "scene.svg", render(t, s).SVG())
	s.Basemap, s.Theme, s.Projection, s.Millimetres, s.Outlines = nil, Print, Conic, true, true
	s.Words.Notes, s.Words.Title = s.Words.Notes[:1], "Друк ґ ł"
	golden(t, "print.svg", render(t, s).SVG())
}

func TestTheSameSceneGivesTheSameBytes(t *testing.T) {
	s, again := testScene(t), testScene(t)
	s.Width, s.Height, again.Width, again.Height = 500, 400, 500, 400
	a, b := render(t, s), render(t, again)
	if !bytes.Equal(a.SVG(), b.SVG()) {
		t.Error("two drawings differ")
	}
	one, err := a.PNG(1)
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.PNG(1)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("two images differ")
	}
}

func TestEveryIncidentIsInTheDrawingOnce(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	for range 12 {
		s := testScene(t)
		s.Basemap = nil
		s.Projection = Projections[random.IntN(2)]
		s.Theme = Themes[random.IntN(3)]
		s.Width, s.Height = float64(MinSide+random.IntN(1200)), float64(MinSide+random.IntN(900))
		for n := range random.IntN(300) {
			in := Incident{ID: fmt.Sprintf("01MORE%020d", n), Kind: kinds[random.IntN(len(kinds))], Status: geo.Claimed}
			in.Point = &geo.Point{Lon: 16 + 40*random.Float64(), Lat: 43 + 18*random.Float64()}
			in.Uncertainty = 200_000 * random.Float64()
			s.Incidents = append(s.Incidents, in)
		}
		p := render(t, s)
		f := readSVG(t, p.SVG())
		want := make([]string, len(s.Incidents))
		for i, in := range s.Incidents {
			want[i] = in.ID
		}
		slices.Sort(want)
		slices.Sort(f.ids)
		if !slices.Equal(f.ids, want) {
			t.Fatalf("%d ids for %d incidents", len(f.ids), len(want))
		}
		for name, n := range f.names {
			if n > 1 {
				t.Errorf("the id %s is there %d times", name, n)
			}
		}
		if placed := len(s.Incidents) - 1; p.Count() != placed {
			t.Errorf("symbols stand for %d of %d", p.Count(), placed)
		}
	}
}

func TestCountsSumUp(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 3))
	s := testScene(t)
	s.Basemap, s.Incidents = nil, nil
	sum := 0
	for range 3000 {
		c := Cell{Lon: 16 + 40*random.Float64(), Lat: 43 + 18*random.Float64(), Kinds: map[string]int{kinds[random.IntN(5)]: 1 + random.IntN(500)}}
		for _, n := range c.Kinds {
			sum += n
		}
		s.Cells = append(s.Cells, c)
	}
	s.Cells = append(s.Cells, Cell{AreaID: "RU-TEST", Kinds: map[string]int{geo.Strike: 4321}})
	sum += 4321
	p := render(t, s)
	if f := readSVG(t, p.SVG()); f.counts != sum || p.Count() != sum {
		t.Errorf("the counts in the drawing are %d and %d, not %d", f.counts, p.Count(), sum)
	}
}

func TestLayersHaveNamesAndOrder(t *testing.T) {
	s := testScene(t)
	box := geo.BBox{West: 25, South: 45, East: 40, North: 58}
	s.Asked = &box
	f := readSVG(t, render(t, s).SVG())
	want := []string{"Paper", "Water", "Land", "Lakes", "Rivers", "Borders", "Areas", "Uncertainty", "Names", "Not asked for", "Frame and scale", "Incidents", "Title", "Legend", "Notes", "Without a place"}
	layers := slices.DeleteFunc(f.layers, func(name string) bool { return name == "Regions" }) // none so far out
	if !slices.Equal(layers, want) {
		t.Errorf("got %q", layers)
	}
}

func TestWhatIsOutsideTheBoxIsVeiled(t *testing.T) {
	s := testScene(t)
	s.Basemap = nil
	box := s.Box
	s.Asked = &box
	if f := readSVG(t, render(t, s).SVG()); !slices.Contains(f.layers, "Not asked for") {
		t.Error("a frame wider than the box has no veil")
	}
	s.Height = 0
	p := render(t, s)
	if f := readSVG(t, p.SVG()); slices.Contains(f.layers, "Not asked for") {
		t.Error("a picture as high as the box asks for has a veil")
	}
	if p.Height <= 630 {
		t.Errorf("the height is %v", p.Height)
	}
}

func TestALittleThatWasNotAskedForIsLeftOut(t *testing.T) {
	for _, c := range []struct{ wide, high, width, height float64 }{
		{800, 370, 800, 370}, // of the box, and of the frame that is left
		{800, 430, 744, 400},
		{800, 300, 800, 400}, // too much is missing: the frame stays whole, and is veiled
	} {
		box := fit(geo.BBox{West: 20, South: 45, East: 40, North: 50}, c.wide, c.high)
		r := &renderer{Scene: Scene{Width: 800, Height: 400, Box: box, Asked: &box, Projection: Mercator}, palette: Light.palette()}
		if err := r.layOut(); err != nil {
			t.Fatal(err)
		}
		frame := r.globe.frame
		if math.Abs(frame.width()-c.width) > 1 || math.Abs(frame.height()-c.height) > 1 {
			t.Errorf("%v: the frame is %.1f by %.1f", c, frame.width(), frame.height())
		}
		if veiled := r.asked() != nil; veiled != (c.high == 300) {
			t.Errorf("%v: veiled is %v", c, veiled)
		}
	}
}

func TestNoNameIsHalfVeiled(t *testing.T) {
	s := testScene(t)
	box := geo.BBox{West: 29, South: 45, East: 40, North: 50}
	s.Asked, s.Box, s.Incidents = &box, box, nil
	r := &renderer{Scene: s, palette: Light.palette()}
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	asked, p := r.asked(), render(t, s)
	if asked == nil {
		t.Fatal("nothing is veiled")
	}
	names := 0
	for _, l := range p.layers {
		if l.id != "labels" {
			continue
		}
		for _, i := range l.items {
			if label, ok := i.(text); ok {
				from, width := label.from(), label.width(label.content)
				names++
				if inside := asked.shares(extent{from.x, from.y - 5, from.x + width, from.y}); inside > 0 && inside < 1 {
					t.Errorf("%s is half veiled", label.content)
				}
			}
		}
	}
	if names < 10 {
		t.Errorf("there are %d names", names)
	}
}

func TestNoPlaceOfTheGlobeIsShownTwice(t *testing.T) {
	s := testScene(t)
	s.Box = geo.BBox{West: -180, South: -85, East: 180, North: 85}
	r := &renderer{Scene: s, palette: Light.palette(), areasByID: map[string]*geo.Area{}}
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	west, _ := r.globe.place(point{r.globe.frame.left, 300})
	east, _ := r.globe.place(point{r.globe.frame.right, 300})
	if east-west > 360.001 {
		t.Errorf("the frame shows %.1f degrees", east-west)
	}
}

func TestOfVeryManyAreasAllAreCountedAndSomeTinted(t *testing.T) {
	s := testScene(t)
	s.Incidents, s.Areas, s.Basemap = nil, nil, nil
	for i := range mostAreas + 300 {
		lon, lat := 17+float64(i%38), 44+float64(i/38)
		a := &geo.Area{ID: fmt.Sprint("area-", i), Label: geo.Point{Lon: lon, Lat: lat}, Outline: orb.MultiPolygon{{{{lon - 1, lat - 1}, {lon + 1, lat - 1}, {lon + 1, lat + 1}, {lon - 1, lat - 1}}}}}
		s.Areas = append(s.Areas, a)
		s.Cells = append(s.Cells, Cell{AreaID: a.ID, Kinds: map[string]int{geo.Strike: 1 + i%3}})
	}
	p := render(t, s)
	want := 0
	for _, c := range s.Cells {
		want += c.Kinds[geo.Strike]
	}
	svg := p.SVG()
	if f := readSVG(t, svg); f.counts != want || p.Count() != want {
		t.Errorf("%d and %d are counted, not %d", f.counts, p.Count(), want)
	}
	if got := bytes.Count(svg, []byte("data-area=")); got != mostAreas {
		t.Errorf("%d areas are tinted", got)
	}
}

func TestTextsFromOutsideStayTexts(t *testing.T) {
	hostile := "</title><script>alert(1)</script>\x00\x1b[31m ]]> & \"quoted\" 'so' \u202e \xff"
	s := testScene(t)
	s.Basemap = nil
	for i := range s.Incidents {
		s.Incidents[i].Title = hostile
	}
	s.Words.Title, s.Words.Subtitle, s.Words.NoPlace, s.Words.Notes = hostile, hostile, hostile, []string{hostile}
	s.Language = `en"><script>`
	s.Areas[0].Name = hostile
	for _, outlines := range []bool{false, true} {
		s.Outlines = outlines
		svg := render(t, s).SVG()
		f := readSVG(t, svg)
		if bytes.Contains(svg, []byte("<script")) || !strings.Contains(f.text, "<script>alert(1)</script>") {
			t.Error("the text became markup, or was lost")
		}
	}
}

func TestTheFontsHaveTheLettersOfTheLanguages(t *testing.T) {
	for name, text := range map[string]string{
		"English":   "The quick brown fox jumps over the lazy dog, 0123456789 – — · … “” ’ ² ° %",
		"Ukrainian": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ʼ",
		"Russian":   "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ абвгдеёжзийклмнопрстуфхцчшщъыьэюя №",
		"Polish":    "ĄĆĘŁŃÓŚŹŻ ąćęłńóśźż",
		"names":     "Galați Brăila Şanlıurfa Çorum Ísafjörður Ærø Škoda Őrség",
	} {
		for f := range typefaces {
			for _, r := range text {
				if !typefaces[f].letter(r).known {
					t.Errorf("%s: the font %d lacks %q", name, f, r)
				}
			}
		}
	}
}

func TestLettersTheFontLacksAreWrittenAsText(t *testing.T) {
	s := testScene(t)
	s.Outlines, s.Basemap, s.Words.Title = true, nil, "ضربات"
	svg := string(render(t, s).SVG())
	if !strings.Contains(svg, "<text ") || strings.Count(svg, "<text ") > 1 {
		t.Errorf("%d texts", strings.Count(svg, "<text "))
	}
}

// at is the colour of a place in an image.
func at(p *Picture, m image.Image, scale float64, where point) color.RGBA {
	return color.RGBAModel.Convert(m.At(int(where.x*scale), int(where.y*scale))).(color.RGBA)
}

func isColour(got color.RGBA, want colour) bool {
	near := func(a uint8, b colour) bool { return math.Abs(float64(a)-float64(b&0xff)) <= 2 }
	return near(got.R, want>>16) && near(got.G, want>>8) && near(got.B, want) && got.A == 255
}

func TestTheImageShowsWhatTheSceneSays(t *testing.T) {
	for scale, themes := range map[float64][]Theme{1: Themes, 2: {Light}} {
		for _, theme := range themes {
			if raced && (scale > 1 || theme == Dark) {
				continue // slow, and nothing runs beside it
			}
			s := testScene(t)
			s.Theme = theme
			p := render(t, s)
			body, err := p.PNG(scale)
			if err != nil {
				t.Fatal(err)
			}
			m, err := png.Decode(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Bounds().Size(); got != (image.Point{int(1200 * scale), int(630 * scale)}) {
				t.Fatalf("the image is %v", got)
			}
			r := &renderer{Scene: s, palette: theme.palette(), areasByID: map[string]*geo.Area{"RU-TEST": s.Areas[0]}}
			if err := r.layOut(); err != nil {
				t.Fatal(err)
			}
			// A confirmed symbol is solid, a reported one is paper in its middle.
			for i, kind := range kinds[:4] {
				solid := r.globe.at(24+3*float64(i), 46+2.5)
				if got := at(p, m, scale, solid); !isColour(got, r.palette.kind[kind]) {
					t.Errorf("%s x%v: confirmed %s is %v", theme, scale, kind, got)
				}
				hollow := r.globe.at(24+3*float64(i), 46+3*2.5)
				if got := at(p, m, scale, hollow); !isColour(got, r.palette.paper) {
					t.Errorf("%s x%v: reported %s is %v", theme, scale, kind, got)
				}
				half := r.globe.at(24+3*float64(i), 46+2*2.5)
				left, right := at(p, m, scale, half.minus(point{2, -1})), at(p, m, scale, half.plus(point{2, 1}))
				if !isColour(left, r.palette.kind[kind]) || !isColour(right, r.palette.paper) {
					t.Errorf("%s x%v: claimed %s is %v left and %v right", theme, scale, kind, left, right)
				}
			}
			for name, place := range map[string]struct {
				lon, lat float64
				want     colour
			}{
				"the Black Sea": {33, 43.9, r.palette.water}, "the North Sea": {3, 57.5, r.palette.water}, "Kazakhstan": {66, 47.5, r.palette.land},
				"Bohemia": {14.9, 49.4, r.palette.land},
			} {
				if got := at(p, m, scale, r.globe.at(place.lon, place.lat)); !isColour(got, place.want) {
					t.Errorf("%s x%v: %s is %v, not %06x", theme, scale, name, got, place.want)
				}
			}
		}
	}
}

func TestNoGapShowsBetweenTiles(t *testing.T) {
	tiles, _ := basemap(t)
	for _, projection := range Projections {
		// Inland: many tiles, and no lake where it is looked at.
		s := Scene{Width: 900, Height: 600, Box: geo.BBox{West: 60, South: 54, East: 72, North: 60}, Projection: projection, Theme: Print, Basemap: tiles}
		m := render(t, s).Image(1)
		g, err := newGlobe(s.Box, projection, extent{0, 0, 900, 600})
		if err != nil {
			t.Fatal(err)
		}
		// Along the meridian and the parallel where tiles of several zooms meet.
		for i := range 200 {
			for _, p := range []point{g.flat(67.5, 56.5+3*float64(i)/200), g.flat(61+10*float64(i)/200, 58.8137417)} {
				if got := color.RGBAModel.Convert(m.At(int(p.x), int(p.y))).(color.RGBA); isColour(got, Print.palette().water) {
					t.Fatalf("%s: water at %v", projection, p)
				}
			}
		}
	}
}

func TestSmallPicturesKeepTheMap(t *testing.T) {
	for _, size := range [][2]float64{{100, 100}, {160, 120}, {320, 240}, {320, 568}, {4000, 100}, {100, 4000}} {
		s := testScene(t)
		s.Width, s.Height, s.Basemap = size[0], size[1], nil
		r := &renderer{Scene: s, palette: Light.palette(), areasByID: map[string]*geo.Area{}}
		if err := r.layOut(); err != nil {
			t.Fatal(err)
		}
		if f := r.furniture.frame; f.height() < leastMap*s.Height-0.001 || f.bottom > s.Height {
			t.Errorf("%v: the map is %v", size, f)
		}
		if got := r.picture(ground{&path{}, &path{}, &path{}, &path{}, &path{}}).Image(1).Bounds().Size(); got != (image.Point{int(size[0]), int(size[1])}) {
			t.Errorf("%v: the image is %v", size, got)
		}
	}
}

func TestSizesOutOfReachAreRefused(t *testing.T) {
	for _, size := range [][2]float64{{99, 500}, {500, 99}, {4001, 500}, {500, 4001}, {math.NaN(), 500}, {500, math.NaN()}, {math.Inf(1), 500}} {
		s := testScene(t)
		s.Width, s.Height = size[0], size[1]
		if _, err := Render(s); geo.ErrorCode(err) != geo.EINVALID {
			t.Errorf("%v: %v", size, err)
		}
	}
}

func TestSymbolsThatWouldCoverOneAnotherBecomeOne(t *testing.T) {
	s := testScene(t)
	r := &renderer{Scene: s, palette: Light.palette(), areasByID: map[string]*geo.Area{"RU-TEST": s.Areas[0]}}
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	for i, a := range r.clusters {
		for _, b := range r.clusters[i+1:] {
			if d := a.at.distance(b.at); d < a.radius+b.radius-overlapAllowed {
				t.Errorf("two symbols are %.1f pixels apart", d)
			}
		}
	}
	if !slices.ContainsFunc(r.clusters, func(c *cluster) bool { return c.count == 8 && c.shares.dominant() == geo.Strike }) {
		t.Error("the eight on one spot are not one")
	}
}

func TestACountStandsInThePartOfAnAreaThatIsSeen(t *testing.T) {
	s := testScene(t)
	s.Box = geo.BBox{West: 45.2, South: 53.2, East: 47, North: 54}
	r := &renderer{Scene: s, palette: Light.palette(), areasByID: map[string]*geo.Area{"RU-TEST": s.Areas[0]}}
	if err := r.layOut(); err != nil {
		t.Fatal(err)
	}
	for _, c := range r.clusters {
		if c.area && !r.globe.frame.holds(c.at) {
			t.Errorf("the count stands at %v, outside of %v", c.at, r.globe.frame)
		}
	}
}

func TestDashesAreAsLongAsTheyShouldBe(t *testing.T) {
	line := []polyline{{[]point{{0, 0}, {10, 0}, {10, 4}}, false}}
	total := 0.0
	dashes := dashed(line, []float64{3, 2})
	for _, d := range dashes {
		for i := 1; i < len(d.points); i++ {
			total += d.points[i-1].distance(d.points[i])
		}
	}
	if len(dashes) != 3 || math.Abs(total-9) > 1e-9 {
		t.Errorf("%d dashes, %.3f long", len(dashes), total)
	}
}

func TestNumbersInPathsAreShortAndExact(t *testing.T) {
	p := &path{}
	p.ring([]point{{0, 0}, {10.04, -0.3}, {10.04, 2}, {-1.25, 2}})
	if got := compact(p); got != "M0 0l10-.3 0 2.3-11.3 0z" {
		t.Errorf("got %s", got)
	}
	if got := exact(p); got != "M0 0L10.04 -0.3L10.04 2L-1.25 2Z" {
		t.Errorf("got %s", got)
	}
}

func TestAPreviewOfALinkIsDrawnInTime(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("a measurement")
	}
	s := testScene(t)
	if _, err := render(t, s).PNG(1); err != nil { // reads the fonts
		t.Fatal(err)
	}
	best := time.Hour
	for range 5 {
		began := time.Now()
		if _, err := render(t, s).PNG(1); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(began))
	}
	t.Logf("%v", best)
	if best > 150*time.Millisecond {
		t.Errorf("it took %v", best)
	}
}
