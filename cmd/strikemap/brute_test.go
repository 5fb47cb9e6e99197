package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// The tests here ask the running server and compare with an answer worked out from
// all its features, by code that shares nothing with the server's.

func seed(t *testing.T) *rand.Rand {
	t.Helper()
	n := uint64(time.Now().UnixNano())
	if text := os.Getenv("STRIKEMAP_TEST_SEED"); text != "" {
		n, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("STRIKEMAP_TEST_SEED=%d", n)
	return rand.New(rand.NewPCG(n, 0))
}

func TestItemsAgreeWithABruteForceAnswer(t *testing.T) {
	db := tempDB(t)
	mustRun(t, "generate", "--db", db, "--count", "3000", "--seed", "7")
	in := serve(t, db)
	all := in.walk(t, "limit=10000")
	if len(all) < 2500 {
		t.Fatalf("only %d of 3000 generated incidents are public", len(all))
	}
	areas := areaBoxes(t, in)
	random := seed(t)
	for range 150 {
		q, want := randomQuestion(random, all, areas)
		got := in.walk(t, q+"&limit=400")
		if g, w := ids(got), ids(want); !slices.Equal(g, w) {
			t.Fatalf("%s: got %d features, want %d", q, len(g), len(w))
		}
		if n := in.items(t, q+"&limit=1").NumberMatched; n != len(want) {
			t.Fatalf("%s: numberMatched %d, want %d", q, n, len(want))
		}
	}
}

func ids(features []feature) []string {
	list := make([]string, len(features))
	for i, f := range features {
		list[i] = f.ID
	}
	return list
}

// randomQuestion returns a query and, in order, the features that answer it.
func randomQuestion(random *rand.Rand, all []feature, areas map[string][4]float64) (string, []feature) {
	query := url.Values{}
	tests := []func(feature) bool{}
	if random.IntN(4) > 0 {
		box := randomBox(random)
		query.Set("bbox", fmt.Sprintf("%v,%v,%v,%v", box[0], box[1], box[2], box[3]))
		tests = append(tests, func(f feature) bool { return touches(box, f, areas) })
	}
	if random.IntN(2) == 0 {
		at := moment(all[random.IntN(len(all))], "time_from")
		from, to := at.Add(-time.Duration(random.IntN(900))*time.Hour), at.Add(time.Duration(random.IntN(900))*time.Hour)
		text := from.Format(time.RFC3339) + "/" + to.Format(time.RFC3339)
		open := random.IntN(4)
		if open == 0 {
			text = "../" + to.Format(time.RFC3339)
		} else if open == 1 {
			text = from.Format(time.RFC3339) + "/.."
		}
		query.Set("datetime", text)
		tests = append(tests, func(f feature) bool {
			return (open == 0 || moment(f, "time_to").After(from)) && (open == 1 || !moment(f, "time_from").After(to))
		})
	}
	for _, column := range []string{"kind", "status", "country", "category", "precision"} {
		if random.IntN(5) > 0 {
			continue
		}
		a, b := all[random.IntN(len(all))].text(column), all[random.IntN(len(all))].text(column)
		if a == "" || b == "" {
			continue
		}
		query.Set(column, a+","+b)
		tests = append(tests, func(f feature) bool { return f.text(column) == a || f.text(column) == b })
	}
	var answers []feature
	for _, f := range all {
		if !slices.ContainsFunc(tests, func(holds func(feature) bool) bool { return !holds(f) }) {
			answers = append(answers, f)
		}
	}
	return query.Encode(), answers
}

// randomBox returns west, south, east, north; one in three crosses the
// antimeridian, some reach a pole.
func randomBox(random *rand.Rand) [4]float64 {
	south := float64(random.IntN(181) - 90)
	north := south + random.Float64()*(90-south)
	if random.IntN(6) == 0 {
		north = 90
	}
	west, east := random.Float64()*360-180, random.Float64()*360-180
	if random.IntN(3) > 0 && west > east {
		west, east = east, west
	}
	return [4]float64{west, south, east, north}
}

func touches(box [4]float64, f feature, areas map[string][4]float64) bool {
	target := [4]float64{}
	if f.Geometry != nil {
		p := f.Geometry.Coordinates
		target = [4]float64{p[0], p[1], p[0], p[1]}
	} else if a, ok := areas[f.text("area_id")]; ok {
		target = a
	} else {
		return false
	}
	if target[1] > box[3] || target[3] < box[1] {
		return false
	}
	if box[0] <= box[2] {
		return target[0] <= box[2] && target[2] >= box[0]
	}
	return target[2] >= box[0] || target[0] <= box[2]
}

func moment(f feature, column string) time.Time {
	at, _ := time.Parse(time.RFC3339, f.text(column))
	return at
}

// areaBoxes returns the box of each area by id.
func areaBoxes(t *testing.T, in *instance) map[string][4]float64 {
	t.Helper()
	type areas struct {
		Features []struct {
			ID       string
			Geometry struct {
				Type        string
				Coordinates [][][][2]float64
			}
		}
	}
	boxes := map[string][4]float64{}
	for _, a := range getJSON[areas](t, in.URL+"/api/v1/collections/areas/items?limit=10000").Features {
		if a.Geometry.Type != "MultiPolygon" {
			t.Fatalf("area %s is a %s", a.ID, a.Geometry.Type)
		}
		box := [4]float64{180, 90, -180, -90}
		for _, polygon := range a.Geometry.Coordinates {
			for _, p := range polygon[0] {
				box = [4]float64{min(box[0], p[0]), min(box[1], p[1]), max(box[2], p[0]), max(box[3], p[1])}
			}
		}
		boxes[a.ID] = box
	}
	return boxes
}
