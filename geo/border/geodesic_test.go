package border

import (
	"math"
	"testing"
)

func TestDistanceAgreesWithPublishedGeodesics(t *testing.T) {
	dms := func(d, m, s float64) float64 { return math.Copysign(math.Abs(d)+m/60+s/3600, d) }
	for _, c := range []struct {
		name                   string
		lon1, lat1, lon2, lat2 float64
		km, off                float64
	}{
		// Geoscience Australia's worked example for Vincenty's formulae.
		{
			"Flinders Peak to Buninyong", dms(144, 25, 29.52440), dms(-37, 57, 3.72030),
			dms(143, 55, 35.38390), dms(-37, 39, 10.15610), 54.972271, 1e-6,
		},
		{"one degree along the equator", 0, 0, 1, 0, equatorRadius * degree, 1e-9},
		{"a quarter of a meridian", 10, 0, 10, 90, 10001.965729, 1e-6},
		{"across the antimeridian", 179.5, 0, -179.5, 0, equatorRadius * degree, 1e-9},
		{"nowhere", 37.5, 55.5, 37.5, 55.5, 0, 0},
		{"pole to pole", 0, 90, 0, -90, 2 * 10001.965729, 1e-5},
		{"antipodes on the equator", 0, 0, 180, 0, 2 * 10001.965729, 20003.9 * 0.006},
		{"nearly antipodal", 0, 0.1, 179.9, 0, 19995, 19995 * 0.006},
	} {
		if got := Distance(c.lon1, c.lat1, c.lon2, c.lat2); math.Abs(got-c.km) > c.off {
			t.Errorf("%s: %.7f km, want %.7f", c.name, got, c.km)
		}
	}
}

func TestDistanceIsSymmetricAndWithinTheRadiiOfCurvature(t *testing.T) {
	r := random(t)
	for range 5000 {
		lon1, lat1 := r.Float64()*360-180, r.Float64()*180-90
		lon2, lat2 := r.Float64()*360-180, r.Float64()*180-90
		d, back := Distance(lon1, lat1, lon2, lat2), Distance(lon2, lat2, lon1, lat1)
		if math.Abs(d-back) > 1e-6 {
			t.Errorf("%v %v to %v %v: %v, back %v", lon1, lat1, lon2, lat2, d, back)
		}
		if a := angle(lon1, lat1, lon2, lat2); d < a*leastRadius-1e-9 || d > a*mostRadius+1e-9 {
			t.Errorf("%v %v to %v %v: %v is outside %v to %v", lon1, lat1, lon2, lat2, d, a*leastRadius, a*mostRadius)
		}
	}
}

func TestBoxesAreNeverFartherThanWhatTheyHold(t *testing.T) {
	r := random(t)
	for range 5000 {
		b := box{west: r.Float64()*300 - 180, south: r.Float64()*140 - 90}
		b.east, b.north = min(180, b.west+r.Float64()*60), b.south+r.Float64()*40
		lon, lat := r.Float64()*360-180, r.Float64()*180-90
		inLon, inLat := b.west+r.Float64()*(b.east-b.west), b.south+r.Float64()*(b.north-b.south)
		if far, near := b.angleTo(newPoint(lon, lat)), angle(lon, lat, inLon, inLat); far > near+1e-12 {
			t.Errorf("%+v is %v from %v %v, but a point in it %v", b, far, lon, lat, near)
		}
	}
}

func TestAzimuthalProjectionKeepsDistancesFromItsCentre(t *testing.T) {
	r := random(t)
	for range 1000 {
		lon0, lat0 := r.Float64()*360-180, r.Float64()*170-85
		lon, lat := r.Float64()*360-180, r.Float64()*180-90
		x, y := newPoint(lon0, lat0).project(lon, lat)
		if want := angle(lon0, lat0, lon, lat); math.Abs(math.Hypot(x, y)-want) > 1e-7 {
			t.Errorf("%v %v from %v %v: %v, want %v", lon, lat, lon0, lat0, math.Hypot(x, y), want)
		}
	}
}
