package picture

import (
	"strikemap/geo"
)

// Limits of a picture.
const (
	MinSide = 100  // CSS pixels, width and height
	MaxSide = 4000 // CSS pixels, width and height
)

// Scene is what a picture shows, and how.
type Scene struct {
	Width, Height float64 // of the picture in CSS pixels, from MinSide to MaxSide; Height 0: as high as the box asks for
	Millimetres   bool    // the size is written in millimetres

	Box        geo.BBox  // the map shows at least this
	Asked      *geo.BBox // what lies outside was not asked for, and is veiled; nil: nothing
	Projection Projection
	Theme      Theme
	Outlines   bool   // texts as outlines, not as texts
	Language   string // of names and words, "uk"

	Basemap Tiles   // nil: none
	Labels  []Label // names on the basemap
	Detail  float64 // pixels that lines may leave their course; 0 is the usual, more makes a small SVG

	Incidents []Incident // one by one
	Areas     []*geo.Area
	Cells     []Cell // or counted, where there are too many

	Words Words
}

// Incident is one incident of a scene.
type Incident struct {
	ID          string
	Title       string
	Kind        string
	Status      string
	Point       *geo.Point // nil where no point is known well enough
	Uncertainty float64    // metres around the point; 0 if not known
	AreaID      string     // the area that stands for the place, where there is no point
}

// Cell is a number of incidents near one another, or in one area.
type Cell struct {
	Lon, Lat float64 // their mean place
	AreaID   string  // or the area that stands for their place
	Kinds    map[string]int
}

// Words are all texts of a picture, in the language of the scene. Plain text.
type Words struct {
	Title    string // empty: none
	Subtitle string // what is shown, and as of when
	Kinds    map[string]string
	Statuses map[string]string
	Circle   string   // what a dashed circle means
	Area     string   // what a tinted area means
	Count    string   // what a circle with a number means
	NoPlace  string   // how many have no place; empty: none has
	Notes    []string // below the map, the credit first; without room only that stays

	Number   func(int) string     // a count, short
	Distance func(float64) string // metres
	Layers   Layers
}

// Layers are the names of the layers of an SVG, for people who open it in a drawing
// program.
type Layers struct {
	Paper, Water, Land, Lakes, Rivers, Admin1, Borders, Areas, Uncertainty, Labels, Incidents, Veil, Frame, Title, Legend, Notes, NoPlace string
}

// DefaultLayers are English names.
var DefaultLayers = Layers{
	Paper: "Paper", Water: "Water", Land: "Land", Lakes: "Lakes", Rivers: "Rivers", Admin1: "Regions", Borders: "Borders",
	Areas: "Areas", Uncertainty: "Uncertainty", Labels: "Names", Incidents: "Incidents", Veil: "Not asked for", Frame: "Frame and scale",
	Title: "Title", Legend: "Legend", Notes: "Notes", NoPlace: "Without a place",
}

// check finds what cannot be drawn.
func (s Scene) check() error {
	if !(s.Width >= MinSide && s.Width <= MaxSide) {
		return geo.Invalid("width", "is not from %d to %d pixels", MinSide, MaxSide)
	}
	if s.Height != 0 && !(s.Height >= MinSide && s.Height <= MaxSide) {
		return geo.Invalid("height", "is not from %d to %d pixels", MinSide, MaxSide)
	}
	return nil
}
