package web

import (
	"net/http"
	"strconv"
	"time"

	"strikemap/geo"
)

// Deps is what the families are built from.
type Deps struct {
	Site    Site
	Reader  geo.Reader
	History geo.History
	Delays  geo.Delays // after which incidents become public, for the manual
	Basemap Basemap
	Labels  []byte // names for the basemap, JSON
	Build   Build
	Clock   func() time.Time // nil is time.Now

	Events    bool      // public changes are told at /events
	Downloads Downloads // files that are made before they are sent

	Page DocumentPage // of answers for programs, for people

	Geocoder func() (geo.Geocoder, error) // finds places by name, made when first asked for; nil: none
	Locator  func() (geo.Locator, error)  // tells where points are, likewise
	Places   func() (geo.Places, error)   // the places readers may see, likewise

	BasemapVersion string // by MeasureBasemap; basemap addresses with ?v= and it are kept for good
	BasemapZoom    int    // the deepest zoom of the basemap
	Manual         string // path of the API's page in the manual, "" without one
}

// Basemap answers the tiles of the shipped basemap.
type Basemap interface {
	// Tile returns a vector tile as gzip, not to be changed, and false outside the
	// detail of the basemap and for addresses that are none.
	Tile(z, x, y uint32) (gz []byte, ok bool)
}

// Downloads is how files are made that must be whole before they can be sent.
type Downloads struct {
	Exporter geo.Exporter // nil: none are offered
	Folder   string       // that they lie in meanwhile: it is there, and no other server's
	MaxBytes int64        // of one file; 0 is no limit
}

// Build tells one binary from another.
type Build struct {
	Version string `json:"version"`            // "0.1.0", "devel"
	Commit  string `json:"commit,omitempty"`   // of the source
	Date    string `json:"date,omitempty"`     // of the commit, RFC 3339
	Go      string `json:"go,omitempty"`       // of the compiler
	OS      string `json:"platform,omitempty"` // "linux/amd64"
	Stamp   string `json:"-"`                  // tells builds without a commit apart, for entity tags
}

// Now returns the time by the clock, in UTC.
func (d Deps) Now() time.Time {
	if d.Clock == nil {
		return time.Now().UTC()
	}
	return d.Clock().UTC()
}

// Tag returns the entity tag of an answer made from an edition of the record by
// this build for this base URL; parts tell it from every other such answer: its
// name, the canonical query, the language, the format.
func (d Deps) Tag(r *http.Request, e geo.Edition, parts ...string) string {
	return ETag(append([]string{
		d.Build.Version, d.Build.Commit, d.Build.Stamp, e.Epoch, strconv.FormatInt(e.Number, 10), Links(r).URL("", nil),
	}, parts...)...)
}

// BodyTag returns the entity tag of an answer made by this build for this base URL of
// a body with this sum and what the settings of the site put around it; parts tell it
// from other answers with that body.
func (d Deps) BodyTag(r *http.Request, sum uint64, parts ...string) string {
	return ETag(append([]string{
		d.Build.Version, d.Build.Commit, d.Build.Stamp, strconv.FormatUint(sum, 36), Links(r).URL("", nil),
		d.Site.DataLicence, d.Site.DataLicenceURL, d.Site.Credit(),
	}, parts...)...)
}
