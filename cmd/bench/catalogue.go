package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"strikemap/geo"
	"strikemap/geo/store"
)

// entry is what the bench knows of one incident.
type entry struct {
	id           string
	lon, lat     float64
	placed       bool      // it has a point
	area         *geo.BBox // of what stands for it without a point; nil if nothing does
	from, to     int64     // milliseconds since 1970, half-open
	kind, status string
}

// catalogue is every public incident, the newest first, fetched page by page without
// any filter. It says where questions are worth asking, and answers them by looking
// at every entry, to compare.
type catalogue struct {
	entries []entry
	areas   map[string]*geo.BBox
	titles  []string // of some of them, for the words
}

// titleEvery is of how many incidents one title is kept.
const titleEvery = 20

// collection is what is read of a page of items.
type collection struct {
	NumberMatched  int
	NumberReturned int
	Features       []feature
	Links          []struct{ Rel, Href string }
}

// feature is what is read of an item.
type feature struct {
	ID         string
	Geometry   *struct{ Coordinates []float64 }
	Properties struct {
		Title, Kind, Status string
		TimeFrom            time.Time `json:"time_from"`
		TimeTo              time.Time `json:"time_to"`
		Updated             time.Time
		AreaID              *string `json:"area_id"`
	}
}

// entry keeps what the catalogue needs of a feature.
func (c *catalogue) entry(f *feature) entry {
	p := &f.Properties
	e := entry{id: f.ID, from: p.TimeFrom.UnixMilli(), to: p.TimeTo.UnixMilli(), kind: p.Kind, status: p.Status}
	if f.Geometry != nil && len(f.Geometry.Coordinates) == 2 {
		e.lon, e.lat, e.placed = f.Geometry.Coordinates[0], f.Geometry.Coordinates[1], true
	}
	if p.AreaID != nil {
		e.area = c.areas[*p.AreaID]
	}
	return e
}

// newestFirst orders entries as answers are ordered.
func newestFirst(a, b entry) int {
	return cmp.Or(cmp.Compare(b.from, a.from), cmp.Compare(b.id, a.id))
}

// readAreas returns the box of every area of a record, which is read beside the
// server that has it.
func readAreas(ctx context.Context, path string) (areas map[string]*geo.BBox, err error) {
	record, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	areas = map[string]*geo.BBox{}
	err = record.Areas(ctx, nil, func(a *geo.Area) error {
		box := a.Bounds()
		areas[a.ID] = &box
		return nil
	})
	return areas, err
}

// readCatalogue follows the pages of the collection to the end.
func readCatalogue(address string, areas map[string]*geo.BBox) (*catalogue, error) {
	w, err := dial(address)
	if err != nil {
		return nil, err
	}
	defer w.close()
	c := &catalogue{areas: areas}
	known := map[string]string{} // one string for each code
	next := itemsPath + "?limit=10000&properties=title,kind,status,time_from,time_to,area_id"
	for next != "" {
		a, err := w.fetch(get(address, next))
		if err != nil {
			return nil, err
		}
		if a.status != 200 {
			return nil, fmt.Errorf("%s answers %d: %s", next, a.status, a.body)
		}
		var page collection
		if err := json.Unmarshal(a.body, &page); err != nil {
			return nil, fmt.Errorf("%s: %w", next, err)
		}
		for i := range page.Features {
			f := &page.Features[i]
			e := c.entry(f)
			if f.Properties.AreaID != nil && e.area == nil {
				return nil, fmt.Errorf("%s has the area %s, which the record does not have", e.id, *f.Properties.AreaID)
			}
			e.kind, e.status = one(known, e.kind), one(known, e.status)
			if len(c.entries)%titleEvery == 0 {
				c.titles = append(c.titles, f.Properties.Title)
			}
			c.entries = append(c.entries, e)
		}
		if next, err = nextPath(page); err != nil {
			return nil, err
		}
	}
	return c, c.check()
}

func one(known map[string]string, code string) string {
	if same, ok := known[code]; ok {
		return same
	}
	known[strings.Clone(code)] = code
	return code
}

// nextPath returns the path of the next page, or nothing.
func nextPath(page collection) (string, error) {
	for _, l := range page.Links {
		if l.Rel == "next" {
			u, err := url.Parse(l.Href)
			if err != nil {
				return "", err
			}
			return u.RequestURI(), nil
		}
	}
	return "", nil
}

// check reports an order or a doubling that pages must not have.
func (c *catalogue) check() error {
	if len(c.entries) == 0 {
		return errors.New("nothing is public")
	}
	if !slices.IsSortedFunc(c.entries, newestFirst) {
		return errors.New("the pages do not follow one another from the newest to the oldest")
	}
	for i := 1; i < len(c.entries); i++ {
		if c.entries[i].id == c.entries[i-1].id {
			return fmt.Errorf("%s comes twice", c.entries[i].id)
		}
	}
	return nil
}

// answer returns what the first page of an answer must hold, and how many match.
func (c *catalogue) answer(q question) (ids []string, matched int) {
	for i := range c.entries {
		if e := &c.entries[i]; q.matches(e) {
			if matched++; matched <= q.limit {
				ids = append(ids, e.id)
			}
		}
	}
	return ids, matched
}

// tile is the address of a tile in the matrix set WebMercatorQuad.
type tile struct{ z, x, y uint32 }

// tileOf returns the tile of a zoom in which a point lies (OGC 17-083r4, annex D).
// West and north edges belong to the tile; what is beyond the square is drawn at its
// edge.
func tileOf(z uint32, lon, lat float64) tile { return tile{z, columnOf(z, lon), rowOf(z, lat)} }

func columnOf(z uint32, lon float64) uint32 {
	if lon >= 180 {
		lon -= 360
	}
	return step(z, (lon+180)/360)
}

func rowOf(z uint32, lat float64) uint32 {
	return step(z, 0.5-math.Atanh(math.Sin(lat*math.Pi/180))/(2*math.Pi))
}

// step returns in which of the parts that a zoom cuts a side into a place of it lies.
func step(z uint32, place float64) uint32 {
	side := math.Exp2(float64(z))
	return uint32(min(max(math.Floor(place*side), 0), side-1))
}

// inTile returns how many points of a question lie in a tile.
func (c *catalogue) inTile(q question, t tile) int {
	n := 0
	for i := range c.entries {
		e := &c.entries[i]
		if e.placed && columnOf(t.z, e.lon) == t.x && q.matches(e) && rowOf(t.z, e.lat) == t.y {
			n++
		}
	}
	return n
}
