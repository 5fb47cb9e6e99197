package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// row is a kind of work that is measured, and gives one line of the table or more.
// What a line says of itself follows the key and the work of its row.
type row struct {
	key, work string
	measure   func(ctx context.Context, b *bench) ([]result, error)
}

// varied is how many different requests a line is measured with, so that no server
// can answer from what it kept.
const varied = 1000

// rows are all there is to measure, in their order. The record is written to by the
// last of those that need the server.
var rows = []row{
	{"town", "box of a town, about 100 features", boxes("town", 100, 1000, nil, 0.40)},
	{"country", "box of a country, the 1,000 newest of 18 % of all", countries("country", nil, 0.50)},
	{"week", "the same and 7 days", countries("week", (*asker).someWeek, 0.75)},
	{"codes", "the same with kind and status", countries("codes", (*asker).someCodes, 0.55)},
	{"item", "one incident by id", item},
	{"world", "near-world box, 10,000 features", world},
	{"tile-z5", "vector tile, zoom 5", tiles(5)},
	{"tile-z8", "vector tile, zoom 8", tiles(8)},
	{"tile-z11", "vector tile, zoom 11", tiles(11)},
	{"cells", "cells of the world with a filter, cold", cells},
	{"unchanged", "conditional GET, unchanged", unchanged},
	{"town-again", "box of a town, the same 50 requests again and again", again},
	{"alone", "box of a town, one client, p99", alone},
	{"text", "text search, the 100 newest", text},
	{"known-at", "known_at with a box of about 1,000", knownAt},
	{"paging", "all features by paging with ogr2ogr, processor time of the server", paging},
	{"memory", "heap with everything loaded", heap},
	{"beside-writes", "reads beside 50 writes a second", besideWrites},
	{"start", "start to first answer", starts},
	{"import-bare", "import of bare rows with R-tree", importBare},
	{"generate", "complete rows into a new file", generated},
	{"import", "import of a GeoJSON file, complete", importComplete},
	{"writes", "single small durable writes, 16 writers", smallWrites},
}

func nginxShare(least float64) goal { return goal{unit: "of nginx", least: least} }

// pages makes a paired line of items out of questions.
func pages(key string, questions []question, least float64, b *bench) paired {
	p := paired{key: key, ending: "geojson", mediaType: geoJSON, goal: nginxShare(least)}
	for _, q := range questions {
		p.paths = append(p.paths, q.path())
	}
	p.check = func(i int, body []byte) error { return b.catalogue.checkPage(questions[i], body) }
	return p
}

// only measures a paired line and leaves out how long the first answers took.
func (p paired) only(ctx context.Context, b *bench) ([]result, error) {
	warm, _, err := p.run(ctx, b)
	return []result{warm}, err
}

func boxes(key string, want, limit int, more func(*asker, *question), least float64) func(context.Context, *bench) ([]result, error) {
	return func(ctx context.Context, b *bench) ([]result, error) {
		questions, err := b.boxes(key, varied, want, limit, more)
		if err != nil {
			return nil, err
		}
		return pages(key, questions, least, b).only(ctx, b)
	}
}

// countries asks for boxes that hold 18 % of all incidents.
func countries(key string, more func(*asker, *question), least float64) func(context.Context, *bench) ([]result, error) {
	return func(ctx context.Context, b *bench) ([]result, error) {
		return boxes(key, len(b.catalogue.entries)*18/100, 1000, more, least)(ctx, b)
	}
}

func item(ctx context.Context, b *bench) ([]result, error) {
	ask, err := b.asker("item")
	if err != nil {
		return nil, err
	}
	p := paired{key: "item", ending: "geojson", mediaType: geoJSON, goal: nginxShare(0.80)}
	var wanted []entry
	for range 2 * varied {
		e := ask.entries[ask.IntN(len(ask.entries))]
		wanted = append(wanted, e)
		p.paths = append(p.paths, itemPath(e.id))
	}
	p.check = func(i int, body []byte) error { return b.catalogue.checkItem(wanted[i], body) }
	return p.only(ctx, b)
}

func world(ctx context.Context, b *bench) ([]result, error) {
	ask, err := b.asker("world")
	if err != nil {
		return nil, err
	}
	if len(ask.entries) < 12_000 {
		return nil, errNotEnough
	}
	return pages("world", ask.nearWorld(varied, 10_000), 0.50, b).only(ctx, b)
}

func tiles(z uint32) func(context.Context, *bench) ([]result, error) {
	return func(ctx context.Context, b *bench) ([]result, error) {
		key := fmt.Sprintf("tile-z%d", z)
		ask, err := b.asker(key)
		if err != nil {
			return nil, err
		}
		list := ask.someTiles(varied, z)
		p := paired{key: key, ending: "mvt", mediaType: vectorTile, goal: nginxShare(0.50)}
		for _, t := range list {
			p.paths = append(p.paths, tilePath(t, question{}))
		}
		p.check = func(i int, body []byte) error { return b.catalogue.checkTile(list[i], question{}, body) }
		warm, cold, err := p.run(ctx, b)
		if err != nil {
			return nil, err
		}
		warm.Work, cold.Key, cold.Work = ", warm", "-cold", ", cold, p50"
		return []result{warm, cold.judge(cold.P50, goal{unit: "ms", most: 5})}, nil
	}
}

// cells asks for the tile of the whole world with a filter that was never asked
// before, which no cache can hold.
func cells(ctx context.Context, b *bench) ([]result, error) {
	ask, err := b.asker("cells")
	if err != nil {
		return nil, err
	}
	var questions []question
	var paths []string
	for range 200 {
		q := question{}
		ask.someCodes(&q)
		if ask.IntN(2) == 0 {
			q.status = ""
		}
		first, last := ask.entries[len(ask.entries)-1].from, ask.entries[0].from
		q.from = first + ask.Int64N(last-first)
		q.to = q.from + ask.Int64N(last-q.from) + 1
		questions = append(questions, q)
		paths = append(paths, tilePath(tile{}, q))
	}
	return b.firstAnswers(paths, goal{unit: "ms", most: 5}, func(i int, a answer) error {
		if a.status == http.StatusNoContent {
			return b.catalogue.checkTile(tile{}, questions[i], nil)
		}
		return b.catalogue.checkTile(tile{}, questions[i], a.body)
	})
}

func unchanged(ctx context.Context, b *bench) ([]result, error) {
	questions, err := b.boxes("town", varied, 100, 1000, nil)
	if err != nil {
		return nil, err
	}
	p := pages("unchanged", questions, 0.50, b)
	p.unchanged = true
	return p.only(ctx, b)
}

func again(ctx context.Context, b *bench) ([]result, error) {
	questions, err := b.boxes("town", varied, 100, 1000, nil)
	if err != nil {
		return nil, err
	}
	return pages("town-again", questions[:50], 0, b).only(ctx, b)
}

// alone measures with a single client. What it sees holds the way over loopback and
// its own work, so the server's own time is less.
func alone(ctx context.Context, b *bench) ([]result, error) {
	questions, err := b.boxes("town", varied, 100, 1000, nil)
	if err != nil {
		return nil, err
	}
	shots, err := b.pageShots(questions)
	if err != nil {
		return nil, err
	}
	var p50s, p99s, rates []float64
	for range b.options.rounds {
		v, err := b.alone(ctx, shots)
		if err != nil {
			return nil, err
		}
		p50s, p99s, rates = append(p50s, v.quantile(50)), append(p99s, v.quantile(99)), append(rates, v.rate())
	}
	r := result{Requests: len(shots), Rate: median(rates), P50: median(p50s), P99: median(p99s), Note: "seen by the client, the way over loopback included"}
	return []result{r.judge(r.P99, goal{unit: "ms", most: 2})}, nil
}

func text(ctx context.Context, b *bench) ([]result, error) {
	ask, err := b.asker("text")
	if err != nil {
		return nil, err
	}
	rare, common := ask.words()
	var results []result
	for _, l := range []struct {
		key, work string
		words     []string
		most      float64
	}{{"-rare", ", rare word, p50", rare, 2}, {"-common", ", common word, p50", common, 20}} {
		if len(l.words) == 0 {
			return results, errNotEnough
		}
		var questions []question
		var paths []string
		for i := range 200 {
			q := question{text: l.words[i%len(l.words)], limit: 100}
			if i >= len(l.words) { // each question is another one
				q.from, q.to = ask.entries[len(ask.entries)-1].from-int64(i), ask.entries[0].to
			}
			questions = append(questions, q)
			paths = append(paths, q.path())
		}
		lines, err := b.firstAnswers(paths, goal{unit: "ms", most: l.most}, func(i int, a answer) error {
			return checkText(questions[i], a.body)
		})
		if err != nil {
			return results, err
		}
		lines[0].Key, lines[0].Work = l.key, l.work
		results = append(results, lines...)
	}
	return results, nil
}

// knownAt asks as of instants at which some incidents had their second revision and
// others not yet.
func knownAt(ctx context.Context, b *bench) ([]result, error) {
	questions, err := b.boxes("known-at", 200, 1000, 1000, func(a *asker, q *question) {
		between := b.dataset.Revised.Sub(b.dataset.Generated)
		q.knownAt = b.dataset.Generated.Add(time.Duration(a.Float64() * float64(between)))
	})
	if err != nil {
		return nil, err
	}
	for i := range questions {
		questions[i].knownAt = questions[i].knownAt.Truncate(time.Millisecond)
	}
	var paths []string
	for _, q := range questions {
		paths = append(paths, q.path())
	}
	lines, err := b.firstAnswers(paths, goal{unit: "ms", most: 5}, func(i int, a answer) error {
		return b.catalogue.checkOlder(questions[i], a.body)
	})
	if err != nil {
		return nil, err
	}
	lines[0].Work = ", p50"
	lines[0].Note = fmt.Sprintf("%s revisions", figure(float64(2*b.dataset.Count)))
	return lines, nil
}
