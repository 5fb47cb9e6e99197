package tile

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"

	"strikemap/geo"
)

var update = flag.Bool("update", false, "write the golden files anew")

// rows are columns of features that are named by their number.
type rows struct {
	features []*geo.Feature
	at       *geo.Feature
}

var errRow = errors.New("there is no such row")

func (r *rows) Read(flat []byte) error {
	i, err := strconv.Atoi(string(flat))
	if err != nil || i >= len(r.features) {
		return errRow
	}
	r.at = r.features[i]
	return nil
}

func (r *rows) Text(column int) string { return geo.Columns[column].Text(r.at) }

// put adds a feature and returns the point that shows it.
func (r *rows) put(f *geo.Feature) geo.TilePoint {
	r.features = append(r.features, f)
	return geo.TilePoint{Lon: f.Location.Point.Lon, Lat: f.Location.Point.Lat, Flat: []byte(strconv.Itoa(len(r.features) - 1))}
}

// strike is an incident at a point.
func strike(title string, lon, lat float64) *geo.Feature {
	in := geo.Incident{
		ID: "01KD8XJ0R0ABCDEFGHJKMNPQRS", Title: title, Kind: geo.Strike, Category: "port",
		Location: geo.Location{Label: "Testport", Point: &geo.Point{Lon: lon, Lat: lat}, Precision: geo.Settlement, Uncertainty: 2500, Country: "RU"},
		Time: geo.When{
			Interval:  geo.Interval{From: time.Date(2025, 12, 24, 21, 0, 0, 0, time.UTC), To: time.Date(2025, 12, 25, 5, 30, 0, 0, time.UTC)},
			Precision: "part-of-day", Zone: "Europe/Moscow",
		},
		Claims:  []geo.Claim{{Party: "a", Stance: "claims", Proposition: "struck"}},
		Reports: []geo.Report{{Publisher: "b", Family: "b"}, {Publisher: "c", Family: "b"}, {Publisher: "d", Family: "d"}},
	}
	return geo.NewFeature(&geo.Revision{Number: 1, Incident: in}, geo.Parties{"a": {Code: "a", Kind: "agency"}}, nil)
}

// shown encodes a tile and decodes it with another's decoder.
func shown(t *testing.T, at Address, content geo.Tile, columns Columns) mvt.Layers {
	t.Helper()
	b, err := Incidents(at, content, columns)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if l.Version != 2 || l.Extent != Extent {
			t.Errorf("layer %s: version %d, extent %d", l.Name, l.Version, l.Extent)
		}
	}
	return layers
}

func TestAPointCarriesItsColumnsInTheirTypes(t *testing.T) {
	r := &rows{}
	layers := shown(t, Address{1, 1, 0}, geo.Tile{Points: []geo.TilePoint{r.put(strike("Порт <b>горит</b>", 90, 0.0001))}}, r)
	if len(layers) != 1 || layers[0].Name != "incidents" || len(layers[0].Features) != 1 {
		t.Fatalf("layers %v", layers)
	}
	f := layers[0].Features[0]
	if f.Geometry != (orb.Point{2048, 4095}) {
		t.Errorf("at %v", f.Geometry)
	}
	want := map[string]any{
		"id": "01KD8XJ0R0ABCDEFGHJKMNPQRS", "title": "Порт <b>горит</b>", "kind": "strike", "status": "claimed", "category": "port",
		"place": "Testport", "country": "RU", "precision": "settlement", "uncertainty_m": 2500.0,
		"time_from": "2025-12-24T21:00:00Z", "time_to": "2025-12-25T05:30:00Z", "time_precision": "part-of-day", "time_zone": "Europe/Moscow",
		"source_families": 2.0, "synthetic": false,
	}
	for name, value := range want {
		if got := f.Properties[name]; got != value {
			t.Errorf("%s is %#v, want %#v", name, got, value)
		}
	}
	if len(f.Properties) != len(want) || len(IncidentFields) != len(want) {
		t.Errorf("%d properties, %d fields: %v", len(f.Properties), len(IncidentFields), f.Properties)
	}
}

func TestAMissingValueIsLeftOut(t *testing.T) {
	r := &rows{}
	f := strike("x", 1, 1)
	f.Location.Country, f.Category, f.Location.Precision = "", "", geo.UnknownPlace
	got := shown(t, Address{0, 0, 0}, geo.Tile{Points: []geo.TilePoint{r.put(f)}}, r)[0].Features[0].Properties
	for _, name := range []string{"country", "category", "uncertainty_m"} {
		if v, ok := got[name]; ok {
			t.Errorf("%s is %#v", name, v)
		}
	}
}

func TestPointsKeepTheirOrder(t *testing.T) {
	r := &rows{}
	var points []geo.TilePoint
	titles := []string{"c", "a", "c", "b"}
	for i, title := range titles {
		points = append(points, r.put(strike(title, float64(i), 10)))
	}
	var got []string
	for _, f := range shown(t, Address{0, 0, 0}, geo.Tile{Points: points}, r)[0].Features {
		got = append(got, f.Properties["title"].(string))
	}
	if !slices.Equal(got, titles) {
		t.Errorf("titles %v", got)
	}
}

func TestACellIsDrawnAtItsMeanPositionWithinTheCell(t *testing.T) {
	newest := time.Date(2025, 12, 24, 21, 0, 0, 5e6, time.UTC)
	at := Address{0, 0, 0}
	for _, c := range []struct {
		name        string
		column, row int
		lon, lat    float64
		want        orb.Point
	}{
		{"in the cell", 16, 15, 1, 1, orb.Point{2059, 2036}},
		{"west and south of it", 16, 15, -1, -1, orb.Point{2048, 2047}},
		{"east and north of it", 16, 15, 20, 20, orb.Point{2175, 1920}},
		{"in the last cell", 31, 31, 179.9999999, -89, orb.Point{4095, 4095}},
	} {
		cell := geo.Cell{Column: c.column, Row: c.row, Count: 300_000, Newest: newest, Kind: "strike", Status: "claimed", Lon: c.lon, Lat: c.lat}
		cell.Kinds = [geo.MaxKinds]uint32{299_900, 40, 30, 20, 10}
		layers := shown(t, at, geo.Tile{Cells: []geo.Cell{cell}}, &rows{})
		if len(layers) != 1 || layers[0].Name != "cells" {
			t.Fatalf("layers %v", layers)
		}
		f := layers[0].Features[0]
		p := f.Properties
		// The number of the most frequent kind is what the others leave.
		if f.Geometry != c.want || len(p) != len(CellFields)-1 || p["incursion"] != 40.0 || p["closure"] != 10.0 ||
			p["count"] != 300_000.0 || p["newest"] != "2025-12-24T21:00:00.005Z" || p["kind"] != "strike" || p["status"] != "claimed" {
			t.Errorf("%s: %v %v", c.name, f.Geometry, p)
		}
	}
}

func TestATileThatShowsNothingHasNoBytes(t *testing.T) {
	if b, err := Incidents(Address{3, 1, 1}, geo.Tile{}, &rows{}); err != nil || len(b) != 0 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestAFeatureThatCannotBeReadIsAnError(t *testing.T) {
	if _, err := Incidents(Address{}, geo.Tile{Points: []geo.TilePoint{{Flat: []byte("7")}}}, &rows{}); !errors.Is(err, errRow) {
		t.Errorf("the error is %v", err)
	}
}

// sameText answers every column with one text.
type sameText string

func (sameText) Read([]byte) error { return nil }
func (s sameText) Text(int) string { return string(s) }

func TestAColumnWhoseTextIsNotOfItsTypeIsAnError(t *testing.T) {
	_, err := Incidents(Address{}, geo.Tile{Points: []geo.TilePoint{{}}}, sameText("north"))
	if err == nil || !strings.Contains(err.Error(), "uncertainty_m") {
		t.Errorf("the error is %v", err)
	}
}

// sample is a tile with points and one with cells, as different from one another as
// their bytes can be.
func sample() (points, cells geo.Tile, columns Columns) {
	r := &rows{}
	for i := range 5 {
		points.Points = append(points.Points, r.put(strike("Strike at pier "+strconv.Itoa(i%3), 36.7+float64(i)/10, 45.1+float64(i)/10)))
	}
	for i := range 5 {
		cells.Cells = append(cells.Cells, geo.Cell{
			Column: 19 + i, Row: 11, Count: 101 + i*i*1000, Kind: geo.Kinds.Values()[i], Status: geo.Claimed, Lon: 36 + 11.25*float64(i), Lat: 50,
			Newest: time.Date(2025, 12, 1+i/2, 4, 0, 0, 0, time.UTC),
		})
		if i > 2 {
			cells.Cells[i].Kinds[i], cells.Cells[i].Kinds[0] = uint32(101+i*i*1000-7), 7
		}
	}
	return points, cells, r
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	points, cells, columns := sample()
	for name, c := range map[string]struct {
		at      Address
		content geo.Tile
	}{
		"points.mvt": {At(6, 36.7, 45.1), points},
		"cells.mvt":  {Address{0, 0, 0}, cells},
	} {
		got, err := Incidents(c.at, c.content, columns)
		if err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, the golden file has %d other ones", name, len(got), len(want))
		}
	}
}

func TestGDALReadsTheTiles(t *testing.T) {
	program, err := exec.LookPath("ogrinfo")
	if err != nil {
		t.Skip("ogrinfo is not installed")
	}
	at := At(6, 36.7, 45.1)
	for file, want := range map[string][]string{
		"points.mvt": {
			"Feature Count: 5", "id: String", "uncertainty_m: Real", "source_families: Integer", "title (String) = Strike at pier 2", "uncertainty_m (Real) = 2500",
			"POINT (4085", // 36.7 E on the Mercator plane, in metres
		},
		"cells.mvt": {"Feature Count: 5", "count: Integer", "newest: String", "count (Integer) = 16101", "kind (String) = incursion"},
	} {
		options := []string{"-oo", "Z=" + strconv.Itoa(int(at.Z)), "-oo", "X=" + strconv.Itoa(int(at.X)), "-oo", "Y=" + strconv.Itoa(int(at.Y))}
		out, err := exec.Command(program, append(options, "-al", "MVT:"+filepath.Join("testdata", file))...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", file, err, out)
		}
		for _, line := range want {
			if !strings.Contains(string(out), line) {
				t.Errorf("%s: no %q in\n%s", file, line, out)
			}
		}
	}
}

func FuzzAnyTextAndPlaceGiveATileThatDecodes(f *testing.F) {
	f.Add("Strike on the port", 36.7, 45.1, uint8(6))
	f.Add("\x00\xff\u2028", -180.0, 90.0, uint8(22))
	f.Add("", 180.0, -90.0, uint8(0))
	f.Fuzz(func(t *testing.T, title string, lon, lat float64, zoom uint8) {
		if !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) || !utf8.ValidString(title) {
			return
		}
		r := &rows{}
		at := At(uint32(zoom)%(MaxZoom+1), lon, lat)
		point := r.put(strike(title, lon, lat))
		got := shown(t, at, geo.Tile{Points: []geo.TilePoint{point, point}}, r)[0].Features
		p, ok := got[1].Geometry.(orb.Point)
		if len(got) != 2 || !ok || p[0] < 0 || p[0] >= Extent || p[1] < 0 || p[1] >= Extent {
			t.Fatalf("features %v", got)
		}
		if text, there := got[1].Properties["title"]; there != (title != "") || there && text != title {
			t.Errorf("the title is %q, want %q", text, title)
		}
	})
}

func BenchmarkIncidents(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	r := &rows{}
	var points, cells geo.Tile
	for i := range geo.MaxTilePoints {
		f := strike("Strike number "+strconv.Itoa(i), random.Float64()*5, random.Float64()*5)
		f.Incident.ID = "01KD8XJ0R0ABCDEFGHJKMN0" + strconv.Itoa(100+i)
		points.Points = append(points.Points, r.put(f))
	}
	for i := range geo.TileCells * geo.TileCells {
		cells.Cells = append(cells.Cells, geo.Cell{
			Column: i % geo.TileCells, Row: i / geo.TileCells, Count: 1 + random.IntN(1000), Kind: geo.Strike, Status: geo.Claimed,
			Newest: time.Unix(1.7e9+random.Int64N(1e8), 0), Lon: random.Float64() * 360, Lat: random.Float64() * 80,
		})
	}
	for _, c := range []struct {
		name    string
		content geo.Tile
	}{{"500 points", points}, {"1024 cells", cells}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				tile, err := Incidents(Address{0, 0, 0}, c.content, r)
				if err != nil {
					b.Fatal(err)
				}
				size = len(tile)
			}
			b.ReportMetric(float64(size), "bytes/tile")
		})
	}
}
