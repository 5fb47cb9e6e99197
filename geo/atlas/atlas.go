// Package atlas tells which places readers may see, and which incidents are at them.
//
// Towns, divisions, countries, airports, seas, islands and landscapes are public by
// themselves; any other facility only while a public incident names it. What an incident
// names is found by its public words alone: a place whose words are coarsened is coarse
// here too. How words lead to places stands in words.go.
package atlas

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"strikemap/geo"
)

// Atlas implements geo.Places over the public incidents. Set the exported fields, then
// use it; it is safe for concurrent use.
type Atlas struct {
	Reader    geo.Reader
	Gazetteer geo.Gazetteer
	Row       func() geo.BodyRow // makes what reads the bodies of Reader

	mu      sync.Mutex
	edition geo.Edition
	now     *sheet // of that edition; nil before the first question
	reading *reading
}

var _ geo.Places = (*Atlas)(nil)

// sheet is the public places as of one state of the record.
type sheet struct {
	all  []*geo.PublicPlace // by id
	byID map[string]*geo.PublicPlace
}

// All implements geo.Places.
func (a *Atlas) All(ctx context.Context, knownAt time.Time) ([]*geo.PublicPlace, error) {
	s, err := a.sheet(ctx, knownAt)
	if err != nil {
		return nil, err
	}
	return s.all, nil
}

// Place implements geo.Places.
func (a *Atlas) Place(ctx context.Context, id string, knownAt time.Time) (*geo.PublicPlace, error) {
	s, err := a.sheet(ctx, knownAt)
	if err != nil {
		return nil, err
	}
	p, ok := s.byID[id]
	if !ok {
		return nil, geo.Errorf(geo.ENOTFOUND, "there is no public place %.80q", id)
	}
	return p, nil
}

// sheet is kept for what is public now, and made anew for an instant of the past: the
// words of incidents are read once only, in either case.
func (a *Atlas) sheet(ctx context.Context, knownAt time.Time) (*sheet, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	e := a.Reader.Edition()
	if knownAt.IsZero() && a.now != nil && a.edition.Epoch == e.Epoch && a.edition.Number == e.Number {
		return a.now, nil
	}
	if a.reading == nil {
		a.reading = newReading(a.Gazetteer)
	}
	visits, drawn, err := a.visits(ctx, knownAt)
	if err != nil {
		return nil, err
	}
	s := newSheet(a.Gazetteer, visits)
	if knownAt.IsZero() {
		a.edition, a.now = drawn, s
	}
	return s, nil
}

// visits goes through all public incidents, the newest first.
func (a *Atlas) visits(ctx context.Context, knownAt time.Time) (at map[string][]*geo.Visit, drawn geo.Edition, err error) {
	at = map[string][]*geo.Visit{}
	row := a.Row()
	err = a.Reader.Walk(ctx, geo.Query{KnownAt: knownAt}, func(e geo.Edition, _ int) error {
		drawn = e
		return nil
	}, func(item geo.ItemBody) error {
		row.Read(item.Flat)
		from, _ := row.Property("time_from").(time.Time)
		visit := geo.NewVisit(item.ID, from, text(row, "kind"), text(row, "status"))
		for _, id := range a.reading.places(wordsOf(row)) {
			at[id] = append(at[id], visit)
		}
		return nil
	})
	return at, drawn, err
}

// newSheet chooses the public places, and makes them so.
func newSheet(g geo.Gazetteer, visits map[string][]*geo.Visit) *sheet {
	s := &sheet{byID: map[string]*geo.PublicPlace{}}
	for _, p := range g.Places() {
		if !open(p) && len(visits[p.ID]) == 0 {
			continue
		}
		public := &geo.PublicPlace{Place: p.Public(), Visits: visits[p.ID]}
		s.all = append(s.all, public)
		s.byID[p.ID] = public
	}
	slices.SortFunc(s.all, func(a, b *geo.PublicPlace) int { return cmp.Compare(a.ID, b.ID) })
	return s
}

// open reports whether a place is public by itself.
func open(p *geo.Place) bool { return !p.Facility() || p.Class == "airport" }
