package geo

import (
	"encoding/json"
	"math"
)

// Geocoder finds places by the words people use for them, from a table held in memory.
// Implementations are deterministic and safe for concurrent use.
type Geocoder interface {
	// Geocode takes the whole text as the description of one place ("port of Temryuk
	// in the Krasnodar region") and returns what it may be, best first, at most limit;
	// none if nothing in it is known.
	Geocode(text string, limit int) []Candidate

	// Mentions returns every place that running text names, in order of the text and
	// not overlapping. It looks at sentences by themselves.
	Mentions(text string) []Mention

	// Place returns the entry by its id, and false if there is none.
	Place(id string) (*Place, bool)
}

// Mention is a stretch of text that names a place.
type Mention struct {
	From, To   int         // byte offsets in the text, half-open
	Candidates []Candidate // best first, at least one and at most five
}

// Candidate is a place that words may mean. Where words tell of a facility the table does
// not hold, the candidate is the town or region it is said to be in, with that one's
// precision: never the point of another facility.
type Candidate struct {
	Place     *Place
	From, To  int      // byte offsets in the text of the words it rests on, half-open
	Score     float64  // 0 to 1; 0.5 and more is a find, less is a guess or no scene
	Precision string   // one of Precisions; may be coarser than the place's own
	Lon, Lat  float64  // degrees (CRS84)
	RadiusM   float64  // radius in metres that goes with the precision
	Reasons   []string // why, in words; what it is other than a scene is one of Reason...
}

// Reasons that say that a named place is not where something happened. A candidate with
// one of them has a score below 0.5.
const (
	ReasonSpeaker   = "names who speaks"              // "the governor of Rostov region said", "Moscow said"
	ReasonOrigin    = "names where it came from"      // "entered from Belarus"
	ReasonMaker     = "names who made or owns it"     // "British-made", "Russian drones"
	ReasonDistance  = "a distance is measured to it"  // "40 km from Moscow"
	ReasonDirection = "names where it was heading"    // "towards Kyiv"
	ReasonDateline  = "names where it was reported"   // "KYIV, Dec 25 (Reuters)"
	ReasonTalks     = "names where people met"        // "talks in Istanbul", "the embassy in Warsaw"
	ReasonActor     = "names who acted"               // "Russia launched 100 drones"
	ReasonBorder    = "names whose border it is"      // "the border with Belarus"
	ReasonName      = "is part of another name"       // "Black Sea Fleet", "Moscow time"
	ReasonContainer = "holds a place named beside it" // "Krasnodar region" in "port of Temryuk in the Krasnodar region"
)

// NotScene reports whether the words name the candidate as something other than the
// place where something happened.
func (c Candidate) NotScene() bool {
	for _, r := range c.Reasons {
		switch r {
		case ReasonSpeaker, ReasonActor, ReasonOrigin, ReasonMaker, ReasonDistance, ReasonDirection, ReasonDateline, ReasonTalks, ReasonBorder, ReasonName, ReasonContainer:
			return true
		}
	}
	return false
}

// MarshalJSON writes a candidate as a flat object, as the command line and the API give it.
func (c Candidate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Place     string   `json:"place"`
		Name      string   `json:"name"`
		Class     string   `json:"class"`
		Lon       float64  `json:"lon"`
		Lat       float64  `json:"lat"`
		Precision string   `json:"precision"`
		RadiusM   float64  `json:"radius_m"`
		Country   string   `json:"country,omitempty"`
		Control   string   `json:"control,omitempty"`
		Admin1    string   `json:"admin1,omitempty"`
		Score     float64  `json:"score"`
		Reasons   []string `json:"reasons"`
	}{
		c.Place.ID, c.Place.Name, c.Place.Class, c.Lon, c.Lat, c.Precision, c.RadiusM, c.Place.Country, c.Place.Control,
		c.Place.Admin1, c.Score, c.Reasons,
	})
}

// Public returns the candidate as readers may have it: facilities other than civil
// airports and seaports no more exact than a kilometre, by rounding their point to a
// hundredth of a degree.
func (c Candidate) Public() Candidate {
	if c.Place.Facility() && c.Place.Class != "airport" && c.Place.Class != "port" {
		c.Lon, c.Lat = math.Round(c.Lon*100)/100, math.Round(c.Lat*100)/100
		c.RadiusM = max(c.RadiusM, 1000)
	}
	return c
}
