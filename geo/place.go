package geo

import "slices"

// PlaceClasses is the closed list of what a gazetteer entry is. The classes of facilities
// are named as the categories of their incidents, so that one leads to the other.
var PlaceClasses = CodeList{"place class", []Code{
	{"refinery", "oil refinery"},
	{"oil-depot", "oil storage"},
	{"oil-terminal", "oil loading or transshipment terminal"},
	{"oil-platform", "offshore oil or gas platform"},
	{"pipeline", "oil or gas pumping, compressor or metering station"},
	{"gas-plant", "gas processing plant"},
	{"gas-infrastructure", "gas production, storage or transport"},
	{"port", "sea or river port"},
	{"airfield", "military airfield"},
	{"airport", "civil airport"},
	{"power", "power plant or substation"},
	{"arms-depot", "ammunition or arms store"},
	{"military-base", "base, training ground or naval base"},
	{"industry", "factory or works"},
	{"infrastructure", "bridge, canal or dam"},
	{"government", "government building"},
	{PlaceCity, "a settlement"},
	{PlaceRegion, "a first-level division"},
	{PlaceCountry, "a country"},
	{PlaceSea, "a sea, gulf or strait"},
	{PlaceIsland, "an island"},
	{PlaceStrip, "a stretch of border or of airspace"},
	{PlaceArea, "a landscape or part of a country without borders of its own"},
}}

// Classes the code refers to by name.
const (
	PlaceCity    = "city"
	PlaceRegion  = "region"
	PlaceCountry = "country"
	PlaceSea     = "sea"
	PlaceIsland  = "island"
	PlaceStrip   = "strip"
	PlaceArea    = "area"
)

// Place is an entry of the gazetteer. Entries are shared and must not be changed.
type Place struct {
	ID        string      // permanent, "ru-novoshakhtinsk-refinery"
	Name      string      // English
	Class     string      // one of PlaceClasses
	Country   string      // ISO 3166-1 alpha-2, the view of the United Nations; empty for seas
	Control   string      // ISO 3166-1 alpha-2 of another state that holds it; Crimea and Sevastopol only
	Admin1    string      // ISO 3166-2, or empty
	Parent    string      // ID of the place it belongs to: a facility's town, a town's region; or empty
	Lon, Lat  float64     // degrees (CRS84): of a facility its middle, of an area a point to put its name
	AccuracyM float64     // how far off that point may be, metres
	RadiusM   float64     // radius in metres around the point within which something "at" the place lies
	Precision string      // one of Precisions: what an incident placed here by name is known to
	Rank      int         // prominence, 0 (little known) to 9 (a capital); of two alike names the higher is meant
	Names     []PlaceName // all names, the English one first
}

// PlaceName is one spelling of a place's name.
type PlaceName struct {
	Text string
	Lang string // ISO 639-1 of the language it is written in
	Kind string // "name", "alias" (another name or spelling) or "former" (a name no longer official)
}

// Facility reports whether the place is a plant, port, airfield or the like: something
// at a site, not an area or a settlement.
func (p *Place) Facility() bool {
	switch p.Class {
	case PlaceCity, PlaceRegion, PlaceCountry, PlaceSea, PlaceIsland, PlaceStrip, PlaceArea:
		return false
	}
	return true
}

// NameIn returns the name in a language (ISO 639-1), the English one if it has none.
func (p *Place) NameIn(lang string) string {
	i := slices.IndexFunc(p.Names, func(n PlaceName) bool { return n.Lang == lang && n.Kind == "name" })
	if i < 0 {
		return p.Name
	}
	return p.Names[i].Text
}
