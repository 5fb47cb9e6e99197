package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"strikemap/geo"
)

// asker makes up questions worth asking. It knows no place of its own: everything
// lies around incidents of the catalogue, taken at random, and how large a box must
// be is found by asking the server how many match.
type asker struct {
	*rand.Rand
	*catalogue
	wire    *wire
	address string
}

func newAsker(c *catalogue, address string, seed uint64) (*asker, error) {
	w, err := dial(address)
	if err != nil {
		return nil, err
	}
	return &asker{rand.New(rand.NewPCG(seed, 0x62656e6368)), c, w, address}, nil
}

// matched asks the server how many incidents answer a question.
func (a *asker) matched(q question) (int, error) {
	q.limit = 1
	got, err := a.wire.fetch(get(a.address, q.path()))
	if err != nil {
		return 0, err
	}
	if got.status != 200 {
		return 0, fmt.Errorf("%s answers %d: %s", q.path(), got.status, got.body)
	}
	var page struct{ NumberMatched *int }
	if err := json.Unmarshal(got.body, &page); err != nil {
		return 0, err
	}
	if page.NumberMatched == nil {
		return 0, fmt.Errorf("%s does not say how many match", q.path())
	}
	return *page.NumberMatched, nil
}

// placed returns a random incident that has a point.
func (a *asker) placed() entry {
	for {
		if e := a.entries[a.IntN(len(a.entries))]; e.placed {
			return e
		}
	}
}

// around returns a box around a point, height degrees high and wide by aspect as
// seen on the ground, cut at the poles. It may cross the antimeridian.
func around(lon, lat, height, aspect float64) geo.BBox {
	width := height * aspect / max(0.05, math.Cos(lat*math.Pi/180))
	b := geo.BBox{
		West: lon - width/2, East: lon + width/2,
		South: round(max(-90, lat-height/2)), North: round(min(90, lat+height/2)),
	}
	if width >= 360 {
		b.West, b.East = -180, 180
		return b
	}
	if b.West < -180 {
		b.West += 360
	}
	if b.East > 180 {
		b.East -= 360
	}
	b.West, b.East = round(b.West), round(b.East)
	return b
}

// round keeps five decimals, so that the number and its text are the same.
func round(v float64) float64 { return math.Round(v*1e5) / 1e5 }

// centres is how many incidents are tried as the middle of one box.
const centres = 200

// boxOf returns a box somewhere in which about want incidents answer a question:
// a fifth more or less.
func (a *asker) boxOf(want int, q question) (geo.BBox, error) {
	for range centres {
		middle, aspect := a.placed(), math.Exp2(2*a.Float64()-1)
		small, large := math.Log(1e-4), math.Log(180.0)
		for range 24 {
			height := (small + large) / 2
			box := around(middle.lon, middle.lat, math.Exp(height), aspect)
			q.box = &box
			n, err := a.matched(q)
			switch {
			case err != nil:
				return box, err
			case n*5 < want*4:
				small = height
			case n*5 > want*6:
				large = height
			default:
				return box, nil
			}
		}
	}
	return geo.BBox{}, fmt.Errorf("no box holds about %d incidents", want)
}

// questions asks n times for about want incidents in a box, and lets more change
// each question.
func (a *asker) questions(n, want, limit int, more func(q *question)) ([]question, error) {
	if want > len(a.entries) {
		return nil, errNotEnough
	}
	list := make([]question, n)
	for i := range list {
		box, err := a.boxOf(want, question{})
		if err != nil {
			return nil, err
		}
		list[i] = question{box: &box, limit: limit}
		if more != nil {
			more(&list[i])
		}
	}
	return list, nil
}

// errNotEnough says that the data set is too small for a question.
var errNotEnough = errors.New("the data set is too small for this")

const week = int64(7 * 24 * time.Hour / time.Millisecond)

// someWeek limits a question to seven days around the start of a random incident.
func (a *asker) someWeek(q *question) {
	from := a.entries[a.IntN(len(a.entries))].from
	q.from = from - a.Int64N(week)
	q.to = q.from + week
}

// someCodes limits a question to the kind and status of a random incident.
func (a *asker) someCodes(q *question) {
	e := a.entries[a.IntN(len(a.entries))]
	q.kind, q.status = e.kind, e.status
}

// nearWorld returns n questions for boxes that leave out only edges of the world.
func (a *asker) nearWorld(n, limit int) []question {
	list := make([]question, n)
	for i := range list {
		box := geo.BBox{
			West: round(-180 + 30*a.Float64()), East: round(180 - 30*a.Float64()),
			South: round(-90 + 30*a.Float64()), North: round(90 - 10*a.Float64()),
		}
		list[i] = question{box: &box, limit: limit}
	}
	return list
}

// someTiles returns up to n different tiles of a zoom, each with an incident in it.
func (a *asker) someTiles(n int, z uint32) []tile {
	var list []tile
	seen := map[tile]bool{}
	for range 50 * n {
		e := a.placed()
		t := tileOf(z, e.lon, e.lat)
		if !seen[t] {
			seen[t] = true
			list = append(list, t)
		}
		if len(list) == n {
			break
		}
	}
	return list
}

// tilePath returns the address of a tile that shows what answers a question.
func tilePath(t tile, q question) string {
	q.box, q.limit = nil, 0
	return withQuery(fmt.Sprintf("/tiles/%d/%d/%d.mvt", t.z, t.x, t.y), q.values())
}

// words returns words of titles: those in one title only, and those in a tenth of
// all or more, which stand alone and in pairs of one title, for there are few of
// them. Each is a text to search for.
func (a *asker) words() (rare, common []string) {
	count := map[string]int{}
	for _, title := range a.titles {
		for _, word := range wordsOf(title) {
			count[word]++
		}
	}
	pairs := map[string]bool{}
	for _, title := range a.titles {
		last := ""
		for _, word := range wordsOf(title) {
			if count[word]*10 < len(a.titles) {
				continue
			}
			if last != "" {
				pairs[last+" "+word] = true
			}
			last = word
		}
	}
	for word, n := range count {
		switch {
		case n == 1:
			rare = append(rare, word)
		case n*10 >= len(a.titles):
			common = append(common, word)
		}
	}
	common = slices.AppendSeq(common, maps.Keys(pairs))
	for _, list := range [][]string{rare, common} {
		slices.Sort(list) // maps have no order, and the same seed asks the same
		a.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return rare, common
}

// wordsOf returns the words of a title once each, in lower case and order: what
// stands between anything but letters and digits.
func wordsOf(title string) []string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	slices.Sort(words)
	return slices.Compact(words)
}

// itemPath returns the address of one incident.
func itemPath(id string) string { return itemsPath + "/" + url.PathEscape(id) }
