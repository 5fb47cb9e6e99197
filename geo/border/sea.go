package border

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"strikemap/geo"
)

// bySize sorts outlines from small to large, by square degrees: at one latitude, where
// seas overlap, that is their order on the ground.
func bySize(seas []geo.Shape) []geo.Shape {
	seas = slices.Clone(seas)
	slices.SortStableFunc(seas, func(a, b geo.Shape) int {
		return cmp.Compare(math.Abs(planar.Area(a.Outline)), math.Abs(planar.Area(b.Outline)))
	})
	return seas
}

// seaAt names the smallest sea that holds a point of water, or "".
func (x *Index) seaAt(lon, lat float64) string {
	for _, s := range x.seas {
		if planar.MultiPolygonContains(s.Outline, orb.Point{lon, lat}) {
			return s.Name
		}
	}
	return ""
}
