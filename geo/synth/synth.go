// Package synth makes up incidents for tests of load and layout. They look like a
// record kept over years, and every one says that it is synthetic: in the member
// synthetic, in its dataset, and in the first word of its title.
package synth

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"strikemap/geo"
)

// Dataset is what the incidents are marked with, so that they can be removed.
const Dataset = "synthetic"

// span is how far back the incidents reach from the end: 4.8 years.
const span = 4.8 * 365.25 * 24 * float64(time.Hour)

// End is the day that made-up incidents end where nobody says otherwise, so that they
// are the same whenever they are made.
var End = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Generate makes up count incidents that ended before end. The same seed, parties
// and end give the same incidents, and a greater count the same ones first.
//
// All are valid, and nearly all are published a few hours after they ended. Claims
// are made in the name of registered parties; a registry without states on two
// sides, a third one and a publisher gives drafts without claims.
func Generate(count int, seed uint64, parties geo.Parties, end time.Time) iter.Seq[geo.Incident] {
	return func(yield func(geo.Incident) bool) {
		g := generator{
			Rand:   rand.New(rand.NewPCG(seed, 0x73796e7468)),
			seed:   seed,
			end:    end.UTC().Truncate(time.Minute),
			voices: newVoices(parties),
		}
		for n := 1; n <= count; n++ {
			if !yield(g.incident(n)) {
				return
			}
		}
	}
}

type generator struct {
	*rand.Rand
	seed uint64
	end  time.Time
	voices
}

// incident makes up the n-th incident.
func (g *generator) incident(n int) geo.Incident {
	k := choose(g.Rand, kinds)
	in := geo.Incident{
		ExternalID: fmt.Sprintf("synthetic-%d-%d", g.seed, n), Dataset: Dataset, Synthetic: true, Language: "en",
		Kind: k.kind, Category: g.pick(k.categories), Outcome: g.pick(k.outcomes), State: geo.Draft,
	}
	if len(k.means) > 0 {
		in.Means = []string{g.pick(k.means)}
	}
	g.locate(&in, n)
	in.Time = g.when()
	in.ID = geo.StableID(in.ExternalID, in.Time.From)
	in.Title = fmt.Sprintf("Synthetic: %s, %s, %s", k.words, in.Category, in.Location.Label)
	in.Summary = "This incident is made up. It stands here to test how the map bears many incidents."
	g.report(&in, n)
	g.count(&in)
	if g.claim(&in) && g.IntN(100) >= 2 {
		published := in.Time.To.Add(time.Duration(g.IntN(12*60)) * time.Minute)
		if published.After(g.end) {
			published = g.end
		}
		in.State, in.PublishedAt = geo.Published, &published
	}
	return in
}

// when makes up a time: denser towards the end, known to a minute or only a month.
func (g *generator) when() geo.When {
	p := choose(g.Rand, timePrecisions)
	back := time.Duration(span * math.Pow(g.Float64(), 1.4))
	from := g.end.Add(-back - p.length).Truncate(p.step)
	if p.precision == "month" {
		from = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
		return geo.When{Interval: geo.Interval{From: from, To: from.AddDate(0, 1, 0)}, Precision: p.precision}
	}
	return geo.When{Interval: geo.Interval{From: from, To: from.Add(p.length)}, Precision: p.precision, Phrase: p.phrase}
}

func (g *generator) report(in *geo.Incident, n int) {
	for i := range 1 + g.IntN(3) {
		r := geo.Report{
			Publisher: "Synthetic Gazette", Title: "A report that was never written", Language: "en",
			Class: g.pick(reportClasses), PublishedAt: in.Time.To.Format(time.DateOnly),
		}
		if g.IntN(3) > 0 {
			r.URL = fmt.Sprintf("https://example.org/synthetic/%d/%d/%d", g.seed, n, i+1)
		}
		if i > 0 && g.IntN(2) == 0 {
			r.Family = "synthetic-wire"
		}
		in.Reports = append(in.Reports, r)
	}
}

// count makes up numbers, with every qualifier a report may use.
func (g *generator) count(in *geo.Incident) {
	for _, measure := range measures[in.Kind] {
		if g.IntN(2) == 0 {
			continue
		}
		low := float64(1 + g.IntN(30))
		high := low + float64(1+g.IntN(10))
		q := geo.Quantity{Measure: measure, Label: measure, Qualifier: g.pick(geo.Qualifiers.Values()), Scope: "incident"}
		switch q.Qualifier {
		case "exact", "about":
			q.Min, q.Max = &low, &low
		case "more-than", "at-least":
			q.Min = &low
		case "up-to":
			q.Max = &high
		case "range":
			q.Min, q.Max = &low, &high
		case "vague":
			q.Phrase = "several"
		}
		if g.IntN(10) == 0 {
			q.Scope = "wider"
		}
		in.Quantities = append(in.Quantities, q)
	}
}

func (g *generator) pick(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[g.IntN(len(values))]
}

// weighted is something that happens some times out of the sum of all weights.
type weighted interface{ share() int }

func choose[T weighted](r *rand.Rand, values []T) T {
	sum := 0
	for _, v := range values {
		sum += v.share()
	}
	at := r.IntN(sum)
	for _, v := range values {
		if at -= v.share(); at < 0 {
			return v
		}
	}
	panic("unreachable: the weights sum up")
}
