package ogcapi

import (
	"bytes"
	"context"
	"encoding/json"

	"strikemap/geo"
	"strikemap/geo/encode"
)

// count counts all incidents that answer a question.
func (a *api) count(ctx context.Context, q geo.Query, by []geo.Grouping, measures []string) (*statistics, error) {
	s := &statistics{by: by, measures: measures}
	if len(measures) == 0 && len(by) == 1 && by[0].Whole() {
		return s, a.countColumn(ctx, q, s)
	}
	if days, ok := a.Reader.(geo.DayCounter); ok && len(measures) == 0 && len(by) == 1 && by[0].OfTime() {
		counts, err := days.CountDays(ctx, q)
		if err != nil {
			return s, err
		}
		return s, s.take(counts, q, a.Reader.Edition())
	}
	c := newCounter(by, measures)
	err := a.Reader.Walk(ctx, q, func(e geo.Edition, matched int) error {
		s.of(q, e, matched)
		return nil
	}, c.add)
	s.groups = c.tally.Groups()
	return s, err
}

// countColumn counts by the values of one column, which the reader has at hand.
func (a *api) countColumn(ctx context.Context, q geo.Query, s *statistics) error {
	counts, err := a.Reader.Count(ctx, q, s.by[0].Column)
	if err != nil {
		return err
	}
	return s.take(counts, q, a.Reader.Edition())
}

// take makes the groups of how many incidents there are by the texts of one grouping.
func (s *statistics) take(counts map[string]int, q geo.Query, e geo.Edition) error {
	tally, matched := geo.NewTally(s.by, nil), 0
	for value, n := range counts {
		matched += n
		if err := tally.AddMany([]string{value}, n); err != nil {
			return err
		}
	}
	s.of(q, e, matched)
	s.groups = tally.Groups()
	return nil
}

// counter puts encoded incidents into a tally.
type counter struct {
	tally   *geo.Tally
	sums    bool
	columns []int // of the groupings, by their place in geo.Columns
	texts   []string
	flat    encode.Flat
}

func newCounter(by []geo.Grouping, measures []string) *counter {
	c := &counter{tally: geo.NewTally(by, measures), sums: len(measures) > 0, texts: make([]string, len(by))}
	for _, g := range by {
		c.columns = append(c.columns, encode.ColumnIndex(g.Column))
	}
	return c
}

var quantitiesColumn = encode.ColumnIndex("quantities")

func (c *counter) add(item geo.ItemBody) error {
	if err := c.flat.Read(item.Flat); err != nil {
		return err
	}
	for i, column := range c.columns {
		c.texts[i] = c.flat.Text(column)
	}
	var quantities []geo.Quantity
	if c.sums && c.flat.Value(quantitiesColumn)[0] != 'n' { // null: it has none of its own
		var err error
		if quantities, err = ledgerQuantities(item.Ledger); err != nil {
			return err
		}
	}
	return c.tally.Add(c.texts, quantities)
}

// ledgerQuantities reads the quantities out of a ledger and nothing else of it. The
// name of the member cannot stand in a text, where its quotes would be escaped, and no
// other object of a ledger has a member of that name.
func ledgerQuantities(ledger []byte) (quantities []geo.Quantity, err error) {
	_, rest, ok := bytes.Cut(ledger, []byte(`,"quantities":`))
	if !ok {
		return nil, encode.ErrFlat
	}
	return quantities, json.NewDecoder(bytes.NewReader(rest)).Decode(&quantities)
}
