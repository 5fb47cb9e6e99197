package store

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"strikemap/geo"
)

// eachReady makes entries ready to be written, in parallel, and calls each with them
// in their order, while later ones are made ready. It stops at the first error of
// each.
func (w *work) eachReady(entries []*entry, each func(i int, e *entry) error) error {
	const few = 16 // entries that go together; fewer are not worth a goroutine
	if len(entries) <= few {
		for i, e := range entries {
			w.ready(e)
			if err := each(i, e); err != nil {
				return err
			}
		}
		return nil
	}
	done := make([]chan struct{}, (len(entries)+few-1)/few)
	for i := range done {
		done[i] = make(chan struct{})
	}
	ahead := make(chan struct{}, 64) // so many may wait for each
	stop := make(chan struct{})
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				select {
				case ahead <- struct{}{}:
				case <-stop:
					return
				}
				k := int(next.Add(1)) - 1
				if k >= len(done) {
					return
				}
				for _, e := range entries[k*few : min(k*few+few, len(entries))] {
					w.ready(e)
				}
				close(done[k])
			}
		})
	}
	defer workers.Wait()
	defer close(stop)
	for i, e := range entries {
		if i%few == 0 {
			<-done[i/few]
			<-ahead
		}
		if err := each(i, e); err != nil {
			return err
		}
		entries[i] = nil // it is written
	}
	return nil
}

// ready completes and validates an entry that was found and makes what will be
// stored of it. It only reads from work, and touches no database. The error it leaves
// is of the entry if it is a Problems or an Error of geo.
func (w *work) ready(e *entry) {
	if e.err = w.dates(e); e.err != nil {
		return
	}
	var problems geo.Problems
	if e.change != "" && !geo.ChangeClasses.Has(e.change) {
		problems = append(problems, geo.Invalid("change", "%q is not one of the change classes", e.change))
	}
	if e.change == "" && e.last != nil {
		e.change = "update"
	}
	if !utf8.ValidString(e.note) || utf8.RuneCountInString(e.note) > geo.MaxText {
		problems = append(problems, geo.Invalid("note", "is not UTF-8 or has more than %d characters", geo.MaxText))
	}
	if problems = append(problems, w.complete(e)...); len(problems) > 0 {
		e.err = problems
		return
	}
	if e.err = w.seal(e); e.err == nil && !e.given.IsZero() && e.last != nil && e.body != e.last.body {
		e.err = geo.Invalid("recorded", "cannot be given for an incident that is in the record already")
	}
}

// dates fills in when the revision is recorded and when the incident was published.
func (w *work) dates(e *entry) error {
	e.recorded = w.now
	if !e.given.IsZero() && e.last == nil {
		e.recorded = e.given.UTC().Truncate(time.Millisecond)
	}
	if e.recorded.After(w.now) {
		return geo.Invalid("recorded", "%s lies ahead", geo.FormatTime(e.given))
	}
	in := &e.incident
	if in.PublishedAt == nil && e.last != nil {
		in.PublishedAt = e.last.Incident.PublishedAt
	}
	if in.PublishedAt == nil && in.State == geo.Published {
		at := e.recorded
		in.PublishedAt = &at
	}
	for field, t := range map[string]*time.Time{"published_at": in.PublishedAt, "embargo": in.Embargo} {
		if t != nil && (t.Year() < 1900 || t.Year() > 2200) {
			return geo.Invalid(field, "is outside the years 1900 to 2200")
		}
	}
	return nil
}

// complete fills in what follows from the place and returns what is wrong with the
// incident then.
func (w *work) complete(e *entry) geo.Problems {
	in := &e.incident
	if p := in.Location.Point; w.locator != nil && (p == nil || onGlobe(*p)) {
		e.area = in.Complete(w.locator, w.parties)
	}
	return under("", in.Validate(w.parties))
}

// onGlobe reports whether a point is one a Locator can be asked about.
func onGlobe(p geo.Point) bool {
	return p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90
}
