package geo

import (
	"context"
	"time"
)

// Page is one answer to a Query.
type Page struct {
	Edition  Edition
	Features []*Feature // in the order of the question
	Matched  int        // how many match in all
	Next     *Cursor    // nil on the last page, and in an order other than Newest
	Prev     *Cursor    // nil on the first page, and where Next can be none
}

// BodyPage is a Page of encoded features. The bytes belong to the Reader: they must
// not be changed, nor kept after the function they were given to has returned.
type BodyPage struct {
	Edition Edition
	Flats   [][]byte // each a GeoJSON feature as encode.AppendFeature writes it without a base
	Matched int
	Next    *Cursor
	Prev    *Cursor
}

// ItemBody is one encoded incident, with the same care as BodyPage.
type ItemBody struct {
	ID     string
	Flat   []byte // as in BodyPage
	Ledger []byte // a JSON object as encode.AppendLedger writes it
	Sum    uint64 // of Flat and Ledger; another one means other bytes
}

// MaxTilePoints is how many points a tile shows one by one. With more it shows
// cells.
const MaxTilePoints = 500

// TileCells is how many cells a tile is wide and high.
const TileCells = 32

// Tile is what one tile of the WebMercatorQuad matrix shows. A point lies in one
// tile of a zoom only: its west and north edges are its own. Points beyond 85.0511
// degrees north or south are drawn at the edge of the matrix.
type Tile struct {
	Edition Edition
	Matched int         // points in the tile
	Points  []TilePoint // newest first, if there are at most MaxTilePoints
	Cells   []Cell      // those that are not empty, by row and column, if there are more
}

// TilePoint is one incident of a Tile. Flat is as in BodyPage.
type TilePoint struct {
	Lon, Lat float64
	Flat     []byte
}

// MaxKinds is how many kinds a Cell has room for.
const MaxKinds = 6

// Cell is the incidents in one cell of a Tile.
type Cell struct {
	Column, Row  int              // 0 to TileCells-1, from the north-west corner
	Count        int              // their sum over the cells of a tile is Tile.Matched
	Newest       time.Time        // the latest time_from among them
	Kind, Status string           // the most frequent of each; of equals the first in its list
	Kinds        [MaxKinds]uint32 // how many of each kind, in the order of Kinds; their sum is Count
	Lon, Lat     float64          // mean position, so that the symbol stands where things happened
}

// Extent is what holds everything public now.
type Extent struct {
	Incidents *BBox // of the points; nil without one
	Areas     *BBox // of the areas incidents refer to
	Time      Interval
	PerArea   map[string]int // incidents by the id of their area
}

// Changed is the last public change of one incident.
type Changed struct {
	ItemBody
	At        time.Time // when it became public
	Withdrawn bool      // there is no such item any more; the body is what it was when it was withdrawn
}

// Reader answers questions of the public. It never shows what is not public at the
// time asked for. A Cursor of another question or database, and a KnownAt in the
// future, are EINVALID.
type Reader interface {
	// Items returns one page. It decodes every feature from the record: for more
	// than some hundred, Bodies is the way.
	Items(ctx context.Context, q Query) (Page, error)

	// Bodies calls use with one page, ready to send, and returns what use returns.
	Bodies(ctx context.Context, q Query, use func(BodyPage) error) error

	// Walk calls each with all that answers a question, in its order, paging aside,
	// out of one state of the record, and begin before that with that state and how
	// many there are. It stops at the first error.
	Walk(ctx context.Context, q Query, begin func(e Edition, matched int) error, each func(ItemBody) error) error

	// Item returns one incident as public at an instant, zero for now, by id, slug
	// or alias. It is ENOTFOUND if there is none, and EGONE if it was withdrawn.
	Item(ctx context.Context, id string, knownAt time.Time) (*Feature, error)

	// ItemBody calls use with what Item would return, ready to send.
	ItemBody(ctx context.Context, id string, knownAt time.Time, use func(ItemBody) error) error

	// Count returns how many incidents answer a question by each value of a flat
	// column, paging aside: "" for a missing value, each member of a list for itself.
	Count(ctx context.Context, q Query, column string) (map[string]int, error)

	// Tile calls use with what a tile shows of the incidents that answer a question,
	// paging and BBox aside. Zoom is at most 30, and x and y are within it.
	Tile(ctx context.Context, q Query, z, x, y uint32, use func(Tile) error) error

	// Changed calls use with the incidents whose present revision became public after an
	// instant, withdrawn ones among them, by that instant and then by id, at most limit.
	// Those up to the given id at that very instant are left out as well.
	Changed(ctx context.Context, after time.Time, id string, limit int, use func(e Edition, changed []Changed) error) error

	// Extent returns what holds everything public now. The caller must not change it.
	Extent(ctx context.Context) (Extent, error)

	// Areas returns, of the areas that features public now refer to and whose box
	// touches bbox (nil for all), ordered by id, those from offset on, at most limit,
	// and how many there are in all.
	Areas(ctx context.Context, bbox *BBox, offset, limit int) (areas []*Area, matched int, err error)

	// Area returns one area by id, or ENOTFOUND.
	Area(ctx context.Context, id string) (*Area, error)

	// Edition returns the state of the public data now.
	Edition() Edition

	// Parties returns the registry of parties. The caller must not change it.
	Parties() Parties

	// Series returns a series by id, and false if there is none.
	Series(id string) (Series, bool)
}
