package ogcapi

import (
	"bytes"
	"context"
	"hash/fnv"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/geo/crs"
	"strikemap/geo/encode"
	"strikemap/server/web"
)

// mostScanned is how many incidents one page looks at: where few claims match it ends
// before it is full, and the next link leads on.
const mostScanned = 20_000

// maxClaimOffset is the greatest offset of claims: those left out must be read, too.
const maxClaimOffset = 100_000

// scanned is how many incidents are looked at at a time after the first.
const scanned = 1000

// claimQuery is one question for claims.
type claimQuery struct {
	geo.Query // which incidents; its cursor is not used
	rows      web.RowFilter
	from      *claimMark // the page begins after it, or ends before it; nil for the beginning
	system    crs.CRS
	options   encode.Options
}

// possible reports whether a ledger may hold a claim that matches. It looks for the
// codes alone, which is much cheaper than reading the ledger.
func (q claimQuery) possible(ledger []byte) bool {
	for _, c := range q.rows.Conditions {
		if !slices.Contains([]string{"party", "role", "stance", "proposition", "method"}, c.Column) {
			continue
		}
		if !slices.ContainsFunc(c.Values, func(v string) bool {
			return strings.ContainsAny(v, "\"\\<") || bytes.Contains(ledger, []byte(`"`+c.Column+`":"`+v+`"`))
		}) {
			return false
		}
	}
	return true
}

// claimMark is a place in the order of claims: claim n of an incident, from 1. What
// lies after it comes next, or what lies before it if the cursor says so.
type claimMark struct {
	geo.Cursor // to the incident
	n          int
}

// text writes the mark as the opaque text of a cursor.
func (m *claimMark) text(q claimQuery) string {
	return strconv.Itoa(m.n) + "." + q.rowsHash() + "." + m.Cursor.String()
}

// values returns the parameters that lead to the mark, or nil for none.
func (m *claimMark) values(q claimQuery) url.Values {
	if m == nil {
		return nil
	}
	return url.Values{"cursor": {m.text(q)}}
}

// rowsHash binds a cursor to what chooses among claims; the cursor to the incident is
// bound to the rest.
func (q claimQuery) rowsHash() string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(q.rows.Text())) // a hash never fails
	return strconv.FormatUint(h.Sum64(), 36)
}

// parseClaimMark reads a cursor that text wrote for the same question.
func parseClaimMark(text string, q claimQuery) (*claimMark, error) {
	parts := strings.SplitN(text, ".", 3)
	if len(parts) != 3 {
		return nil, geo.Invalid("cursor", "is not a cursor this collection gave out; start again without it")
	}
	cursor, err := geo.ParseCursor(parts[2])
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(parts[0])
	if err != nil || n < 0 || strconv.Itoa(n) != parts[0] {
		return nil, geo.Invalid("cursor", "is not a cursor this collection gave out; start again without it")
	}
	if parts[1] != q.rowsHash() {
		return nil, geo.Invalid("cursor", "belongs to other parameters; keep all of them while paging")
	}
	return &claimMark{*cursor, n}, nil
}

// claimPage is one page of claims, encoded.
type claimPage struct {
	edition    geo.Edition
	features   [][]byte
	next, prev *claimMark
}

// claimScan gathers a page claim by claim, towards the end or, back, the beginning.
type claimScan struct {
	query   claimQuery
	reader  geo.Reader
	back    bool
	edition geo.Edition

	claims   encode.Claims
	features [][]byte
	marks    []claimMark // of the features
	skip     int         // claims still to be left out
	seen     int         // incidents looked at since none are left out
	last     claimMark   // the last claim looked at
}

// findClaims returns a page.
func (a *api) findClaims(ctx context.Context, q claimQuery) (claimPage, error) {
	s := claimScan{query: q, reader: a.Reader, edition: a.Reader.Edition(), skip: q.Offset, back: q.from != nil && q.from.Before}
	ended, err := s.run(ctx)
	if err != nil {
		return claimPage{}, err
	}
	return s.page(ended), nil
}

// full reports whether there is one claim more than the page holds.
func (s *claimScan) full() bool { return len(s.features) > s.query.PageSize() }

// run looks at incidents until the page is full, and reports whether it saw the last
// one.
func (s *claimScan) run(ctx context.Context) (ended bool, err error) {
	q := s.query.Query
	q.Offset, q.Limit = 0, min(q.PageSize()+1, geo.MaxLimit)
	if from := s.query.from; from != nil {
		if err := from.Check(q, s.edition.Epoch); err != nil {
			return false, err
		}
		if err := s.rest(ctx, from); err != nil {
			return false, err
		}
		q.Cursor = &from.Cursor
	}
	for !s.full() {
		var onward *geo.Cursor
		err := s.reader.Bodies(ctx, q, func(page geo.BodyPage) error {
			s.edition = page.Edition
			flats := page.Flats
			onward = page.Next
			if s.back {
				onward = page.Prev
				flats = slices.Clone(flats)
				slices.Reverse(flats)
			}
			return s.incidents(ctx, flats)
		})
		if err != nil || s.full() || s.seen >= mostScanned {
			return false, err
		}
		if onward == nil {
			return true, nil
		}
		q.Cursor, q.Limit = onward, scanned
	}
	return false, nil
}

// rest takes what is left of the incident that the page before ended in. One that is
// not public any more has nothing left.
func (s *claimScan) rest(ctx context.Context, from *claimMark) error {
	err := s.reader.ItemBody(ctx, from.ID, s.query.KnownAt, func(item geo.ItemBody) error {
		if item.ID != from.ID {
			return nil
		}
		return s.add(item, from.n)
	})
	return lenient(err)
}

// lenient forgives an incident that was taken back after its page was found.
func lenient(err error) error {
	switch geo.ErrorCode(err) {
	case geo.ENOTFOUND, geo.EGONE:
		return nil
	}
	return err
}

// incidents takes the claims of incidents one by one until the page is full.
func (s *claimScan) incidents(ctx context.Context, flats [][]byte) error {
	var row encode.Row
	for _, flat := range flats {
		row.Read(flat)
		id, _ := row.Property("id").(string)
		start := 0
		if s.back {
			start = math.MaxInt
		}
		err := s.reader.ItemBody(ctx, id, s.query.KnownAt, func(item geo.ItemBody) error { return s.add(item, start) })
		if err := lenient(err); err != nil {
			return err
		}
		if s.skip > 0 {
			continue
		}
		if s.seen++; s.full() || s.seen == mostScanned {
			return nil
		}
	}
	return nil
}

// add takes the matching claims of an incident that lie beyond claim n in the direction
// of the scan.
func (s *claimScan) add(item geo.ItemBody, n int) error {
	ledger := item.Ledger
	if !s.query.possible(ledger) {
		ledger = []byte("{}") // read for the place of the incident only
	}
	if err := s.claims.Read(item.Flat, ledger); err != nil {
		return err
	}
	numbers := make([]int, 0, s.claims.Len())
	for i := 1; i <= s.claims.Len(); i++ {
		if !s.back && i > n || s.back && i < n {
			numbers = append(numbers, i)
		}
	}
	s.last = s.mark(math.MaxInt32)
	if s.back {
		slices.Reverse(numbers)
		s.last = s.mark(0)
	}
	for _, i := range numbers {
		row := s.claims.Row(i)
		if !s.query.rows.Holds(row) {
			continue
		}
		if s.skip > 0 {
			s.skip--
			continue
		}
		feature, err := row.AppendTo(nil, s.query.options, s.query.system)
		if err != nil {
			return err
		}
		s.features, s.marks = append(s.features, feature), append(s.marks, s.mark(i))
		if s.full() {
			return nil
		}
	}
	return nil
}

// mark is that of a claim of the incident read last.
func (s *claimScan) mark(n int) claimMark {
	from, _ := geo.ParseTime(s.claims.Text("time_from")) // an encoded time always can be read
	var keys []string
	for _, k := range s.query.Sort {
		keys = append(keys, s.claims.Text(k.Column))
	}
	return claimMark{geo.Cursor{
		From: from, ID: s.claims.Text("id"), Keys: keys, Query: s.query.Hash(), Epoch: s.edition.Epoch,
	}, n}
}

// page puts what was gathered into its order, with the marks to go on from.
func (s *claimScan) page(ended bool) claimPage {
	p := claimPage{edition: s.edition, features: s.features[:min(len(s.features), s.query.PageSize())]}
	marks := s.marks[:len(p.features)]
	var onward *claimMark // in the direction of the scan
	switch {
	case s.full():
		onward = &marks[len(marks)-1]
	case !ended:
		onward = &s.last
	}
	var returning *claimMark
	if (s.query.from != nil || s.query.Offset > 0) && len(marks) > 0 {
		returning = &marks[0]
	}
	if p.next, p.prev = onward, returning; s.back {
		slices.Reverse(p.features)
		p.next, p.prev = returning, onward
	}
	if p.next != nil {
		p.next = p.next.towards(false)
	}
	if p.prev != nil {
		p.prev = p.prev.towards(true)
	}
	return p
}

func (m claimMark) towards(before bool) *claimMark {
	m.Before = before
	return &m
}
