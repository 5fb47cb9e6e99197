package geo

import "context"

// ETOOLARGE is the code of an answer that would be larger than the limit it was asked
// for with.
const ETOOLARGE = "too-large"

// Exporter writes what readers may see into a file that stands for itself.
type Exporter interface {
	// Export writes all that answers a question, in its order, paging aside, to a new
	// file at path, out of one state of the record, and returns that state. The same
	// question, state and colophon give the same bytes. A path that exists is ECONFLICT,
	// a file that would be larger than the colophon allows ETOOLARGE; after an error
	// there is no file.
	Export(ctx context.Context, q Query, path string, c Colophon) (Edition, error)
}

// Colophon is what an exported file says about itself, in plain text.
type Colophon struct {
	Title       string // of the site
	Publisher   string // may be empty
	Licence     string // of the data: its name
	LicenceURL  string // may be empty
	Attribution string // credit that users of the data must give
	Notes       string // what users of the data must know
	Base        string // URL of the site, put before the paths of its pages; empty leaves them as they are
	Asked       string // the question in a form that can be asked again: a URL, or parameters
	MaxBytes    int64  // of the file; 0 is no limit
}
