package main

import (
	"container/heap"
	"math"

	"strikemap/geo/border"
	"strikemap/geo/tile"
)

// weights gives every vertex of a line its effective area by the method of
// Visvalingam and Whyatt (The Cartographic Journal 30, 1993): the area of the
// triangle with its neighbours at the time it is the least important one left,
// never less than that of a vertex taken before it. Ends weigh infinitely. To
// simplify is to keep the vertices heavier than a tolerance, so one pass serves
// every zoom.
func weights(points []vertex, area func(a, b, c vertex) float64) []float64 {
	n := len(points)
	w := make([]float64, n)
	w[0], w[n-1] = math.Inf(1), math.Inf(1)
	q := &queue{at: make([]int, n), area: make([]float64, n)}
	before, after := make([]int, n), make([]int, n)
	for i := range points {
		before[i], after[i] = i-1, i+1
	}
	weigh := func(i int) float64 { return area(points[before[i]], points[i], points[after[i]]) }
	for i := 1; i < n-1; i++ {
		q.area[i] = weigh(i)
		q.at[i] = len(q.items)
		q.items = append(q.items, i)
	}
	heap.Init(q)
	floor := 0.0
	for len(q.items) > 0 {
		i := heap.Pop(q).(int)
		floor = math.Max(floor, q.area[i])
		w[i] = floor
		l, r := before[i], after[i]
		after[l], before[r] = r, l
		for _, k := range []int{l, r} {
			if k > 0 && k < n-1 {
				q.area[k] = weigh(k)
				heap.Fix(q, q.at[k])
			}
		}
	}
	return w
}

// queue is a heap of vertex numbers, the smallest area first, then the first.
type queue struct {
	items []int
	at    []int // where a vertex stands among the items
	area  []float64
}

func (q *queue) Len() int { return len(q.items) }
func (q *queue) Less(i, j int) bool {
	a, b := q.items[i], q.items[j]
	return q.area[a] < q.area[b] || q.area[a] == q.area[b] && a < b
}

func (q *queue) Swap(i, j int) {
	q.items[i], q.items[j] = q.items[j], q.items[i]
	q.at[q.items[i]], q.at[q.items[j]] = i, j
}
func (q *queue) Push(x any) { q.items = append(q.items, x.(int)) }
func (q *queue) Pop() any {
	last := q.items[len(q.items)-1]
	q.items = q.items[:len(q.items)-1]
	return last
}

// mapArea is the area of a triangle in Web Mercator, in squares of the world's side.
func mapArea(a, b, c vertex) float64 {
	ax, ay := tile.World(a.Lon(), a.Lat())
	bx, by := tile.World(b.Lon(), b.Lat())
	cx, cy := tile.World(c.Lon(), c.Lat())
	return math.Abs((bx-ax)*(cy-ay)-(cx-ax)*(by-ay)) / 2
}

// groundArea is the area of a small triangle on the ground in square kilometres.
func groundArea(a, b, c vertex) float64 {
	const km = 111.2 / border.Grid                    // one grid step of latitude
	k := math.Max(0.1, math.Cos(b.Lat()*math.Pi/180)) // not 0 at the pole: the corners of Antarctica must stay
	ax, ay := float64(a.X-b.X)*km*k, float64(a.Y-b.Y)*km
	cx, cy := float64(c.X-b.X)*km*k, float64(c.Y-b.Y)*km
	return math.Abs(ax*cy-cx*ay) / 2
}

// heavier keeps the vertices of a line that weigh at least a tolerance.
func heavier(points []vertex, w []float64, tolerance float64) []vertex {
	var out []vertex
	for i, p := range points {
		if w[i] >= tolerance {
			out = append(out, p)
		}
	}
	return out
}
