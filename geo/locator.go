package geo

import (
	"math"

	"github.com/paulmach/orb"
)

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
	Country     string  `json:"country,omitempty"`         // ISO 3166-1 alpha-2, empty at sea farther than the shore margin
	Control     string  `json:"control,omitempty"`         // ISO 3166-1 alpha-2 of another state that holds it; Crimea and Sevastopol only
	Admin1      string  `json:"admin1,omitempty"`          // ISO 3166-2 code of the first-level division, or empty
	Admin1Name  string  `json:"admin1_name,omitempty"`     // its English name, or empty
	Sea         string  `json:"sea,omitempty"`             // English name of the sea or stretch of sea at a point outside every outline, or empty
	Shore       bool    `json:"shore"`                     // the point lies outside every outline; the nearest one within the shore margin was taken
	Border      string  `json:"border,omitempty"`          // the other country whose outline is nearest, ISO 3166-1 alpha-2
	BorderKM    float64 `json:"border_km,omitempty"`       // distance to it on the WGS84 ellipsoid, kilometres
	BorderError float64 `json:"border_error_km,omitempty"` // how far off that distance may be, kilometres
}

// Shape is a named outline.
type Shape struct {
	Code    string // "PL", "PL-20"
	Name    string // English
	Level   string // "country", "admin1" or "sea"
	Outline orb.MultiPolygon
}

// Whereabouts is the answer to where a point is, as the command line and the API give it.
type Whereabouts struct {
	Lon float64 `json:"lon"` // degrees (CRS84)
	Lat float64 `json:"lat"`
	Located
	Distances []Distance `json:"distances,omitempty"` // to the countries asked for, in that order
}

// Distance is how far a point is from the nearest point of a country's recognised
// outline, on the WGS84 ellipsoid; 0 inside it.
type Distance struct {
	Country string  `json:"country"` // ISO 3166-1 alpha-2
	KM      float64 `json:"km"`
	ErrorKM float64 `json:"error_km"`
}

// Whereis tells where a point is, and how far from the countries named. Kilometres are
// rounded to a tenth, which is finer than they are good for. It returns EINVALID for a
// point off the globe and a country that is not known.
func Whereis(l Locator, lon, lat float64, countries ...string) (Whereabouts, error) {
	if !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) {
		return Whereabouts{}, Errorf(EINVALID, "there is no point at longitude %v, latitude %v", lon, lat)
	}
	w := Whereabouts{Lon: lon, Lat: lat, Located: l.Locate(lon, lat)}
	w.BorderKM = tenth(w.BorderKM)
	for _, c := range countries {
		km, ok := l.DistanceTo(c, lon, lat)
		if !ok {
			return Whereabouts{}, Errorf(EINVALID, "there is no country %q; give its two letters of ISO 3166-1, such as UA", c)
		}
		w.Distances = append(w.Distances, Distance{c, tenth(km), w.BorderError})
	}
	return w, nil
}

func tenth(km float64) float64 { return math.Round(km*10) / 10 }
