package synth

import (
	"time"

	"strikemap/geo"
)

// weight is the share of something in its list.
type weight int

func (w weight) share() int { return int(w) }

// kind is one kind of incident with what goes with it.
type kind struct {
	weight
	kind, words                 string
	categories, outcomes, means []string
}

var kinds = []kind{
	{
		64, geo.Strike, "strike",
		[]string{
			"refinery", "oil-depot", "oil-terminal", "gas-infrastructure", "port", "ship", "airfield", "power", "power",
			"arms-depot", "military-base", "industry", "rail", "city", "pipeline", "infrastructure",
		},
		geo.Outcomes.Values(),
		[]string{"drone", "drone", "drone", "missile", "cruise-missile", "ballistic-missile", "naval-drone", "artillery", "unknown"},
	},
	{17, geo.Incursion, "objects crossed a border", []string{"airspace", "airspace", "city", "power"}, nil, []string{"drone", "drone", "aircraft", "balloon", "helicopter"}},
	{6, geo.Interception, "aircraft met", []string{"airspace"}, nil, []string{"aircraft", "drone"}},
	{5, geo.Sighting, "object seen", []string{"airspace", "airport", "city"}, nil, []string{"drone", "unknown"}},
	{8, geo.Closure, "closed for a time", []string{"airport", "airport", "airspace"}, nil, nil},
}

var measures = map[string][]string{
	geo.Strike: {"killed", "injured", "drones", "missiles"}, geo.Incursion: {"drones", "objects", "distance"},
	geo.Interception: {"aircraft"}, geo.Sighting: {"objects"}, geo.Closure: {"flights-affected", "duration"},
}

var reportClasses = []string{"agency", "press", "press", "official", "state-media", "aggregator"}

// timePrecision is how a time is known; it begins at a multiple of step.
type timePrecision struct {
	weight
	precision, phrase string
	step, length      time.Duration
}

var timePrecisions = []timePrecision{
	{10, "minute", "", time.Minute, time.Minute},
	{22, "hour", "", time.Hour, time.Hour},
	{40, "part-of-day", "overnight", 12 * time.Hour, 12 * time.Hour},
	{25, "day", "", 24 * time.Hour, 24 * time.Hour},
	{3, "month", "", 24 * time.Hour, 31 * 24 * time.Hour},
}

// placePrecision is how a place is known, with the range of its radius in metres.
type placePrecision struct {
	weight
	precision, basis string
	least, most      float64
}

var landPrecisions = []placePrecision{
	{26, geo.Site, "named-site", 200, 1000},
	{44, geo.Settlement, "named-place", 1000, 10_000},
	{15, geo.District, "named-place", 8000, 40_000},
	{10, geo.Region, "described-area", 30_000, 120_000},
	{4, geo.CountryWide, "described-area", 80_000, 300_000},
	{1, geo.UnknownPlace, "unknown", 0, 0},
}

var seaPrecision = placePrecision{1, geo.SeaArea, "described-area", 10_000, 120_000}

// hotSpot is where incidents gather: a middle and how far they scatter, in degrees.
type hotSpot struct {
	weight
	lon, lat, scatter float64
	sea               bool
}

var hotSpots = []hotSpot{
	{14, 30.7, 46.5, 0.5, false},
	{14, 36.3, 50.0, 0.7, false},
	{12, 38.5, 45.0, 1.2, false},
	{10, 36.6, 50.7, 0.9, false},
	{10, 30.5, 50.4, 0.6, false},
	{8, 35.1, 47.8, 0.8, false},
	{6, 24.0, 49.6, 0.9, false},
	{6, 37.6, 55.7, 1.5, false},
	{5, 46.0, 51.5, 1.5, false},
	{4, 28.5, 59.7, 0.7, false},
	{4, 23.2, 52.8, 0.8, false},
	{3, 25.3, 54.6, 0.6, false},
	{3, 28.7, 45.3, 0.4, false},
	{3, 27.0, 56.5, 1.0, false},
	{2, 12.6, 55.7, 1.5, false},
	{2, 44.4, 33.3, 1.5, false},
	{2, 35.2, 32.5, 0.9, false},
	{2, 44.2, 15.4, 1.2, false},
	{2, 32.6, 15.6, 1.5, false},
	{4, 31.5, 44.0, 1.0, true},
	{3, 18.5, 55.6, 1.0, true},
	{2, 39.0, 19.0, 1.5, true},
	{1, 49.5, 43.5, 0.6, true},
	{4, 0, 0, 0, false},    // anywhere on the globe
	{2, 0, 0, 0, true},     // the same, taken for a sea
	{1, 180, 66, 3, false}, // both sides of the antimeridian
}
