package ogcapi

import (
	"context"
	"time"

	"strikemap/geo"
)

// survey is what the collections say about the whole record.
type survey struct {
	incidents, areas extent
	perArea          map[string]int // incidents by id of their area
}

// extent is the box and the span of time that hold a whole collection.
type extent struct {
	box      *geo.BBox // nil for nothing
	from, to time.Time // zero for nothing
}

func (e *extent) grow(b geo.BBox) {
	if e.box == nil {
		e.box = &b
		return
	}
	e.box.West, e.box.East = min(e.box.West, b.West), max(e.box.East, b.East)
	e.box.South, e.box.North = min(e.box.South, b.South), max(e.box.North, b.North)
}

func (e *extent) span(v geo.Interval) {
	if e.from.IsZero() || v.From.Before(e.from) {
		e.from = v.From
	}
	if v.To.After(e.to) {
		e.to = v.To
	}
}

// surveyed returns the survey of the present edition.
func (a *api) surveyed(ctx context.Context) (survey, error) {
	return a.survey.Get(ctx, a.Reader.Edition(), func(ctx context.Context) (survey, error) {
		s := survey{perArea: map[string]int{}}
		_, err := a.Reader.Scan(ctx, geo.Query{}, func(f *geo.Feature) bool {
			s.incidents.span(f.Time.Interval)
			if p := f.Location.Point; p != nil {
				s.incidents.grow(*f.Bounds)
			}
			if id := f.Location.AreaID; id != "" {
				s.perArea[id]++
			}
			return true
		})
		if err != nil {
			return survey{}, err
		}
		areas, err := a.Reader.Areas(ctx, nil)
		if err != nil {
			return survey{}, err
		}
		for _, area := range areas {
			s.areas.grow(area.Bounds())
		}
		return s, nil
	})
}
