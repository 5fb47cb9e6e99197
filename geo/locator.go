package geo

import "github.com/paulmach/orb"

// Locator answers where a point is, from recognised borders (the view of the
// United Nations: Crimea and Sevastopol are in Ukraine). Implementations hold
// all data in memory, are safe for concurrent use and never fail: what they do
// not know they leave empty.
type Locator interface {
	// Locate returns country, first-level division and distance to the nearest
	// border for a point given as longitude, latitude in degrees (CRS84).
	Locate(lon, lat float64) Located

	// Within is Locate without the border, which costs the most: the fields Border,
	// BorderKM and BorderError stay empty.
	Within(lon, lat float64) Located

	// DistanceTo returns the distance in kilometres from a point to the nearest
	// point of a country's recognised outline (0 inside it), and false if the
	// country, an ISO 3166-1 alpha-2 code, is not known.
	DistanceTo(country string, lon, lat float64) (km float64, ok bool)

	// Admin1ByName returns the ISO 3166-2 code of a country's first-level division
	// by a name or spelling of it, and false if none is known.
	Admin1ByName(country, name string) (code string, ok bool)

	// Shape returns the outline of a country (ISO 3166-1 alpha-2, "PL") or of a
	// first-level division (ISO 3166-2, "PL-20"), closed and wound as RFC 7946
	// asks, and false if there is none by that code.
	Shape(code string) (Shape, bool)
}

// Located is what a Locator knows about one point.
type Located struct {
	Country     string  // ISO 3166-1 alpha-2, empty at sea farther than the shore margin
	Admin1      string  // ISO 3166-2 code of the first-level division, or empty
	Admin1Name  string  // its English name, or empty
	Shore       bool    // the point lies outside every outline; the nearest one within the shore margin was taken
	Border      string  // the other country whose outline is nearest, ISO 3166-1 alpha-2
	BorderKM    float64 // distance to it on the WGS84 ellipsoid, kilometres
	BorderError float64 // how far off that distance may be, kilometres
}

// Shape is a named outline.
type Shape struct {
	Code    string // "PL", "PL-20"
	Name    string // English
	Level   string // "country" or "admin1"
	Outline orb.MultiPolygon
}
