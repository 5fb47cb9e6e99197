package site

import (
	"cmp"
	"slices"
	"time"

	"strikemap/geo"
)

// mostMonths is how many months a chart shows; a longer time is counted by years.
const mostMonths = 36

// Period is a month or year and how many incidents began in it.
type Period struct {
	Start, End time.Time // half-open, UTC
	Count      int
	Strikes    int // of them
}

// periodsOf counts visits, given newest first, by month, or by year where they span more
// than mostMonths. Every period from the first to the last is there, the earliest first.
func periodsOf(visits []*geo.Visit) (yearly bool, periods []Period) {
	if len(visits) == 0 {
		return false, nil
	}
	newest, oldest := visits[0].From(), visits[len(visits)-1].From()
	yearly = (newest.Year()-oldest.Year())*12+int(newest.Month()-oldest.Month()) >= mostMonths
	for start := periodStart(oldest, yearly); !start.After(newest); {
		end := start.AddDate(0, 1, 0)
		if yearly {
			end = start.AddDate(1, 0, 0)
		}
		periods = append(periods, Period{Start: start, End: end})
		start = end
	}
	at := len(periods) - 1
	for _, v := range visits {
		for v.From().Before(periods[at].Start) {
			at--
		}
		periods[at].Count++
		if v.Kind() == geo.Strike {
			periods[at].Strikes++
		}
	}
	return yearly, periods
}

func periodStart(t time.Time, yearly bool) time.Time {
	if yearly {
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// PlaceChart is the periods as bars, the earliest first. It is as many units wide as there
// are bars, and 100 units high, measured from the top.
type PlaceChart struct {
	Bars        []Bar
	Most        int    // the number a bar of full height stands for
	First, Last string // periods in words
	Said        string // what it shows, in a sentence
	Head        string // of the column of periods
	Rows        []PeriodRow
}

// Bar is one period: the whole, and the part of it that is strikes, from below.
type Bar struct {
	X, Y, Height            float64
	StrikesY, StrikesHeight float64
	Said                    string
}

// PeriodRow is one period with incidents, for the table beside the chart.
type PeriodRow struct {
	Period         string
	Count, Strikes int
}

// barWidth is how much of its unit a bar fills.
const barWidth = 0.8

// placeChart draws visits, or returns nil for none.
func (r reader) placeChart(visits []*geo.Visit) *PlaceChart {
	yearly, periods := periodsOf(visits)
	if len(periods) == 0 {
		return nil
	}
	by := "month"
	if yearly {
		by = "year"
	}
	words := func(p Period) string {
		if yearly {
			return p.Start.Format("2006")
		}
		return r.months(p.Start, p.Start)
	}
	most := slices.MaxFunc(periods, func(a, b Period) int { return cmp.Compare(a.Count, b.Count) })
	said := "placePage.most." + by
	if most.Count == 1 {
		said = "placePage.mostOne." + by
	}
	c := &PlaceChart{
		Most: most.Count, First: words(periods[0]), Last: words(periods[len(periods)-1]), Head: r.T("placePage." + by),
		Said: r.T(said, "n", r.Number(most.Count), "period", words(most)),
	}
	for i, p := range periods {
		whole, strikes := 100*float64(p.Count)/float64(most.Count), 100*float64(p.Strikes)/float64(most.Count)
		c.Bars = append(c.Bars, Bar{
			X: float64(i) + (1-barWidth)/2, Y: 100 - whole, Height: whole, StrikesY: 100 - strikes, StrikesHeight: strikes,
			Said: r.T("placePage.bar", "period", words(p), "n", r.Number(p.Count)),
		})
	}
	for _, p := range slices.Backward(periods) {
		if p.Count > 0 {
			c.Rows = append(c.Rows, PeriodRow{words(p), p.Count, p.Strikes})
		}
	}
	return c
}

// Size is "few", "some" or "many", for the width on the page.
func (c *PlaceChart) Size() string {
	switch n := len(c.Bars); {
	case n <= 4:
		return "few"
	case n <= 12:
		return "some"
	}
	return "many"
}

// BarWidth is how many units wide a bar is.
func (c *PlaceChart) BarWidth() float64 { return barWidth }
