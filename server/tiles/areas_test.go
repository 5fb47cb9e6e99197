package tiles

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"strikemap/data"
	"strikemap/geo/border"
)

func TestAnOutlineIsAsFineAsTheMapCanShowIt(t *testing.T) {
	borders, err := border.New(data.Borders())
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"NO-56", "PL-20", "UA-43", "RU-KGD"} {
		shape, ok := borders.Shape(code)
		if !ok {
			t.Fatalf("no shape %s", code)
		}
		before := vertices(shape.Outline)
		for zoom := range 6 {
			thin := coarsened(shape.Outline, float64(zoom))
			if n := vertices(thin); n == 0 || n > before {
				t.Errorf("%s at zoom %d has %d of %d vertices", code, zoom, n, before)
			}
			pixel := 360 / (256 * math.Exp2(float64(zoom)))
			for _, polygon := range thin {
				for _, ring := range polygon {
					if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
						t.Errorf("%s at zoom %d has a ring that is none: %v", code, zoom, ring)
					}
					for _, p := range ring {
						if d := distance(p, shape.Outline); d > pixel {
							t.Errorf("%s at zoom %d goes %.1f pixels astray at %v", code, zoom, d/pixel, p)
						}
					}
				}
			}
		}
		if got := vertices(coarsened(shape.Outline, 9)); got != before {
			t.Errorf("%s at zoom 9 has %d of %d vertices", code, got, before)
		}
	}
}

func vertices(outline orb.MultiPolygon) int {
	n := 0
	for _, polygon := range outline {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	return n
}

// distance is how far a point is from the nearest vertex of an outline, in degrees.
func distance(p orb.Point, outline orb.MultiPolygon) float64 {
	least := math.Inf(1)
	for _, polygon := range outline {
		for _, ring := range polygon {
			for _, q := range ring {
				least = min(least, math.Hypot(p[0]-q[0], p[1]-q[1]))
			}
		}
	}
	return least
}
