package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/sams96/rgeo"

	"strikemap/geo/border"
)

// vertex is a point on the grid of the border file: 11 m, a hundredth of the
// source's own error.
type vertex = border.Vertex

func toVertex(p orb.Point) vertex {
	return vertex{X: int32(math.Round(p[0] * border.Grid)), Y: int32(math.Round(p[1] * border.Grid))}
}

// ring is closed in thought: the first vertex is not repeated, the land of the
// division lies on the left.
type ring []vertex

// division is one row of the source after our corrections: a first-level
// division, or a whole country or territory that has none.
type division struct {
	country string   // ISO 3166-1 alpha-2; empty where none applies
	code    string   // ISO 3166-2; empty for a territory without divisions
	name    string   // English
	aliases []string // the name in other languages and spellings
	region  string   // the larger unit it is drawn as where rows are municipal
	rings   []ring
}

// sourceNames are the columns that hold a name of the division.
var sourceNames = []string{
	"name_en", "name", "name_local", "name_uk", "name_ru", "name_pl", "name_alt", "gn_name",
}

// readDivisions reads Natural Earth's 1:10m first-level divisions out of the
// pinned module. Together they cover all land without gap or overlap, and
// neighbours share every vertex: countries are made by joining them. The second
// result is the English name of each country by its ISO 3166-1 alpha-2 code.
func readDivisions() ([]division, map[string]string, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(rgeo.Provinces10()))
	if err != nil {
		return nil, nil, fmt.Errorf("open the divisions: %w", err)
	}
	var collection struct {
		Features []struct {
			Properties map[string]any    `json:"properties"`
			Geometry   *geojson.Geometry `json:"geometry"`
		} `json:"features"`
	}
	if err := json.NewDecoder(unzipped).Decode(&collection); err != nil {
		return nil, nil, fmt.Errorf("read the divisions: %w", err)
	}
	var out []division
	names := map[string]string{"XK": "Kosovo"}
	for _, f := range collection.Features {
		text := func(column string) string {
			s, _ := f.Properties[column].(string)
			return strings.TrimSpace(s)
		}
		if text("featurecla") != "Admin-1 states provinces" {
			// whole countries are in the same file
			if code := text("ISO_A2_EH"); len(code) == 2 && names[code] == "" && text("TYPE") != "Lease" {
				names[code] = text("NAME_EN")
			}
			continue
		}
		d := division{name: text("name_en"), region: text("region")}
		if d.name == "" {
			d.name = text("name")
		}
		for _, column := range sourceNames {
			for _, alias := range strings.Split(text(column), "|") {
				if alias != "" && !slices.Contains(d.aliases, alias) {
					d.aliases = append(d.aliases, alias)
				}
			}
		}
		if d.rings, err = ringsOf(f.Geometry.Geometry()); err != nil {
			return nil, nil, fmt.Errorf("division %s: %w", text("adm1_code"), err)
		}
		correct(&d, text("adm0_a3"), text("iso_a2"), text("iso_3166_2"), text("geonunit"), text("type_en"))
		out = append(out, d)
	}
	return repairMoscow(out), names, nil
}

func ringsOf(g orb.Geometry) ([]ring, error) {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	default:
		return nil, fmt.Errorf("geometry is a %T, not a polygon", g)
	}
	var out []ring
	for _, p := range polygons {
		for i, r := range p {
			q := gridRing(r)
			if len(q) < 3 {
				continue
			}
			if (q.area() > 0) != (i == 0) {
				slices.Reverse(q)
			}
			out = append(out, q)
		}
	}
	return out, nil
}

// gridRing rounds a ring to the grid and leaves out repeated vertices.
func gridRing(r orb.Ring) ring {
	var out ring
	for _, p := range r {
		if v := toVertex(p); len(out) == 0 || out[len(out)-1] != v {
			out = append(out, v)
		}
	}
	if len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

// area is twice the signed area in grid steps, positive if the ring turns left.
func (r ring) area() int64 {
	var sum int64
	for i, a := range r {
		b := r[(i+1)%len(r)]
		sum += int64(a.X)*int64(b.Y) - int64(b.X)*int64(a.Y)
	}
	return sum
}
